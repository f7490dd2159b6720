"""The app of one page: a process of its own that ends with its page."""

from __future__ import annotations

import asyncio
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress

from aiohttp.web import WebSocketResponse
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from annotator.safe_text import display

GRACE = 5.0
"""Seconds in which an app that was asked to end should have ended."""

DRIVER = "annotator.tui.browser_driver:BrowserDriver"
_PRELUDE = b"__GANGLION__\n"
_CLEARED = b"\x1b[?1049l\x1b[2J\x1b[H"


class AppProcess(AppService):
    """Started without a shell, apart from the server's terminal, and never left behind.

    What it says when it ends badly is shown on the page.
    """

    def __init__(
        self, arguments: Sequence[str], page: WebSocketResponse, downloads: DownloadManager
    ) -> None:
        async def close() -> None:
            await page.close()

        super().__init__(
            "",
            write_bytes=page.send_bytes,
            write_str=page.send_str,
            close=close,
            download_manager=downloads,
        )
        self.arguments = arguments

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        """The page is the terminal, whatever the one is that the server was started in."""
        environment = super()._build_environment(width, height)
        environment.pop("NO_COLOR", None)
        colors = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        return {**environment, **colors, "TEXTUAL_DRIVER": DRIVER}

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        self._process = await asyncio.create_subprocess_exec(
            *self.arguments,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=self._build_environment(width, height),
            start_new_session=os.name == "posix",  # ctrl+c in the terminal is for the server
        )
        self._stdin = self._process.stdin
        return self._process

    async def run(self) -> None:
        """Pass on what the app draws until it ends, then close its page."""
        assert self._process  # noqa: S101 - started
        assert self._process.stdout  # noqa: S101 - a pipe
        assert self._process.stderr  # noqa: S101 - a pipe
        said = asyncio.create_task(self._process.stderr.read())
        with suppress(asyncio.IncompleteReadError, ConnectionResetError):
            await self._process.stdout.readuntil(_PRELUDE)
            while True:
                await self._pass_on(self._process.stdout)
        if text := (await said).decode("utf-8", "replace").strip():
            shown = "\r\n".join(map(display, text.split("\n")))
            await self.on_data(_CLEARED + shown.encode("utf-8", "replace"))
        await self.remote_close()

    async def _pass_on(self, stdout: asyncio.StreamReader) -> None:
        """One packet: its kind, four bytes of length, and so many bytes."""
        kind = await stdout.readexactly(1)
        payload = await stdout.readexactly(int.from_bytes(await stdout.readexactly(4), "big"))
        handle = {b"D": self.on_data, b"M": self.on_meta, b"P": self.on_packed}[kind]
        await handle(payload)

    async def on_data(self, payload: bytes) -> None:
        """Draw. Where the page has gone, what the app still writes is let go."""
        with suppress(ConnectionResetError):
            await super().on_data(payload)

    async def on_meta(self, data: bytes) -> None:
        """A word from the app. That it will end is not heeded: `run` closes when it has ended."""
        if b'"exit"' not in data:
            await super().on_meta(data)

    async def stop(self) -> None:
        """Ask the app to end, and make it if it does not; it has ended when this returns."""
        if self._process is None or self._task is None:
            return
        await self._download_manager.cancel_app_downloads(app_service_id=self.app_service_id)
        await self.send_meta({"type": "quit"})
        try:
            await asyncio.wait_for(self._process.wait(), GRACE)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        await self._task
