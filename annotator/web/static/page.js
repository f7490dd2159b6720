"use strict";
// Round textual.js, which has set window.onload: fonts first, then the app, and the keyboard to it.

// A web address in a text is a text: no click on it opens another site.
const openOwn = window.open.bind(window);
window.open = (address, target) => {
  const isOwn = address && new URL(address, location.href).origin === location.origin;
  return isOwn ? openOwn(address, target) : null;
};

const begin = window.onload;

window.onload = async (event) => {
  if (!document.createElement("canvas").getContext("webgl2")) {
    document.body.classList.add("-no-webgl");
    return;
  }
  // The terminal measures a character once: with the font that it will be drawn in.
  const looks = ["16px", "bold 16px"].map((look) => document.fonts.load(`${look} "Roboto Mono"`));
  await Promise.allSettled(looks);
  begin(event);
  document.querySelector(".closed button").addEventListener("click", () => location.reload());
  document.addEventListener("mouseup", giveKeyboard);
  window.addEventListener("focus", giveKeyboard);
  new MutationObserver(giveKeyboard).observe(document.body, { attributeFilter: ["class"] });
};

// To the app once it has drawn, to the button once the app has ended.
function giveKeyboard() {
  const has = (name) => document.body.classList.contains(name);
  if (has("-closed")) document.querySelector(".closed button").focus();
  else if (has("-first-byte")) document.querySelector(".xterm-helper-textarea").focus();
}
