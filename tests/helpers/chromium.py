"""A headless Chromium, driven over its debugging protocol. Tests that need it skip without one.

https://chromedevtools.github.io/devtools-protocol/
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import aiohttp
import pytest

from tests.helpers.web_server import PATIENCE, plain

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)
OF_PLAYWRIGHT = (
    ".cache/ms-playwright/chromium-*/chrome-linux*/chrome",
    "Library/Caches/ms-playwright/chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    "AppData/Local/ms-playwright/chromium-*/chrome-win*/chrome.exe",
)
"""Where `playwright install chromium` puts it, below the home folder."""
KEYS = {
    "space": (" ", "Space", 32, " "),
    "enter": ("Enter", "Enter", 13, "\r"),
    "tab": ("Tab", "Tab", 9, ""),
    "backspace": ("Backspace", "Backspace", 8, ""),
    "escape": ("Escape", "Escape", 27, ""),
    "left": ("ArrowLeft", "ArrowLeft", 37, ""),
    "up": ("ArrowUp", "ArrowUp", 38, ""),
    "right": ("ArrowRight", "ArrowRight", 39, ""),
    "down": ("ArrowDown", "ArrowDown", 40, ""),
    "pageup": ("PageUp", "PageUp", 33, ""),
    "pagedown": ("PageDown", "PageDown", 34, ""),
    "home": ("Home", "Home", 36, ""),
    "end": ("End", "End", 35, ""),
    "delete": ("Delete", "Delete", 46, ""),
}
"""Textual's name: the browser's key, code, virtual key code and text."""
ALT, CTRL, SHIFT = 1, 2, 8


def find() -> str | None:
    """The path of Chromium, None if there is none."""
    of_playwright = (str(path) for pattern in OF_PLAYWRIGHT for path in Path.home().glob(pattern))
    found = (*map(shutil.which, NAMES), *filter(os.path.exists, PLACES), *of_playwright)
    return next(filter(None, found), None)


def chromium() -> str:
    """The path of Chromium. Skips the test without one."""
    found = find()
    if found is None:
        pytest.skip(f"no Chromium: looked for {', '.join(NAMES)}")
    return found


class Tab:
    """One tab. requests: the addresses it requested; typed: the keys it sent to the app."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.requests: list[str] = []
        self.typed: list[str] = []
        self.drawn = ""
        self.problems: list[str] = []
        self._ids = count(1)
        self._answers: dict[int, asyncio.Future[dict]] = {}

    async def listen(self) -> None:
        async for message in self.socket:
            received = json.loads(message.data)
            if "id" in received:
                self._answers.pop(received["id"]).set_result(received)
            else:
                self._note(received["method"], received["params"])

    def _note(self, method: str, params: dict) -> None:
        if method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method == "Network.webSocketCreated":
            self.requests.append(params["url"])
        elif method == "Network.webSocketFrameSent":
            kind, *what = json.loads(params["response"]["payloadData"])
            self.typed += what if kind == "stdin" else []
        elif method == "Network.webSocketFrameReceived" and params["response"]["opcode"] == 2:
            self.drawn += base64.b64decode(params["response"]["payloadData"]).decode()
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.problems.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")
        elif method == "Runtime.exceptionThrown":
            self.problems.append(json.dumps(params["exceptionDetails"]))

    async def call(self, method: str, **params: object) -> dict:
        number = next(self._ids)
        self._answers[number] = asyncio.get_running_loop().create_future()
        await self.socket.send_json({"id": number, "method": method, "params": params})
        answer = await asyncio.wait_for(self._answers[number], PATIENCE)
        assert "error" not in answer, answer
        return answer["result"]

    async def open(self, url: str) -> None:
        for domain in ("Network", "Page", "Log", "Runtime"):
            await self.call(f"{domain}.enable")
        await self.call("Page.navigate", url=url)

    async def holds(self, expression: str) -> None:
        """Wait until a JavaScript expression is true."""
        async with asyncio.timeout(PATIENCE):
            while not await self.value(f"Boolean({expression})"):
                await asyncio.sleep(0.02)

    async def value(self, expression: str) -> object:
        answer = await self.call("Runtime.evaluate", expression=expression)
        return answer["result"].get("value")

    async def until(self, text: str) -> None:
        """Wait until the app has drawn this text since the last key."""
        async with asyncio.timeout(PATIENCE):
            while text not in plain(self.drawn):
                await asyncio.sleep(0.02)

    async def press(self, key: str) -> None:
        """Press a key, named as in the key table: 'a', '[', 'space', 'shift+tab'."""
        *chord, name = key.split("+") if len(key) > 1 else [key]
        modifiers = sum({"shift": SHIFT, "ctrl": CTRL, "alt": ALT}[one] for one in chord)
        value, code, number, text = KEYS.get(name, (name, "", ord(name.upper()[0]), name))
        if name not in KEYS and name.isupper():
            modifiers |= SHIFT
        if name not in KEYS and not name.isalnum():
            number = 0  # what key it is on depends on the keyboard
        self.drawn = ""
        stroke = {"key": value, "code": code, "modifiers": modifiers}
        stroke["windowsVirtualKeyCode"] = number
        await self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **stroke)
        await self.call("Input.dispatchKeyEvent", type="keyUp", **stroke)

    async def picture(self, path: Path) -> None:
        answer = await self.call("Page.captureScreenshot")
        path.write_bytes(base64.b64decode(answer["data"]))


@asynccontextmanager
async def tab(folder: Path) -> AsyncIterator[Tab]:
    """Run a headless Chromium with one tab."""
    process = subprocess.Popen(
        [
            chromium(), "--headless=new", "--remote-debugging-port=0", "--no-first-run",
            f"--user-data-dir={folder}", "--window-size=1000,700", "--disable-gpu",
            "--enable-unsafe-swiftshader", "--disable-dev-shm-usage",
            "--disable-background-networking",
            *(["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []), "about:blank",
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        port = (await _port(folder, process)).splitlines()[0]
        async with aiohttp.ClientSession() as session:
            listed = await (await session.get(f"http://127.0.0.1:{port}/json")).json()
            where = next(one["webSocketDebuggerUrl"] for one in listed if one["type"] == "page")
            async with session.ws_connect(where, max_msg_size=0) as socket:
                one = Tab(socket)
                listening = asyncio.create_task(one.listen())
                yield one
                listening.cancel()
    finally:
        process.kill()
        process.wait()


async def _port(folder: Path, process: subprocess.Popen[bytes]) -> str:
    """Wait for the file in which Chromium writes its port."""
    async with asyncio.timeout(PATIENCE):
        while True:
            assert process.poll() is None, "Chromium ended at once"
            written = folder / "DevToolsActivePort"
            if written.exists() and (text := written.read_text()):
                return text
            await asyncio.sleep(0.05)
