"use strict";
// Runs before window.onload of textual.js: load the fonts, start the app, give it the keyboard.

// A click on a web address in a text opens no other site.
const openOwn = window.open.bind(window);
window.open = (address, target) => {
  const isOwn = address && new URL(address, location.href).origin === location.origin;
  return isOwn ? openOwn(address, target) : null;
};

const start = window.onload;

window.onload = async (event) => {
  if (!document.createElement("canvas").getContext("webgl2")) {
    document.body.classList.add("-no-webgl");
    return;
  }
  // The terminal measures a character once, so its font must be loaded before.
  const fonts = ["16px", "bold 16px"].map((font) => document.fonts.load(`${font} "Roboto Mono"`));
  await Promise.allSettled(fonts);
  start(event);
  document.querySelector(".closed button").addEventListener("click", () => location.reload());
  document.addEventListener("mouseup", focusApp);
  window.addEventListener("focus", focusApp);
  new MutationObserver(focusApp).observe(document.body, { attributeFilter: ["class"] });
};

// Focus the app once it has drawn, and the button once the app has ended.
function focusApp() {
  const has = (name) => document.body.classList.contains(name);
  if (has("-closed")) document.querySelector(".closed button").focus();
  else if (has("-first-byte")) document.querySelector(".xterm-helper-textarea").focus();
}
