"""The process of the app in one browser page; it ends when the page is closed."""

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
"""Seconds after which an app that was asked to end is killed."""

DRIVER = "annotator.tui.browser_driver:BrowserDriver"
_PRELUDE = b"__GANGLION__\n"
_CLEARED = b"\x1b[?1049l\x1b[2J\x1b[H"


class AppProcess(AppService):
    """An app process, started without a shell and outside the server's terminal.

    arguments: the command, as for exec. Its error messages are shown in the page when it ends.
    """

    def __init__(
        self, arguments: Sequence[str], websocket: WebSocketResponse, downloads: DownloadManager
    ) -> None:
        async def close() -> None:
            await websocket.close()

        super().__init__(
            "",
            write_bytes=websocket.send_bytes,
            write_str=websocket.send_str,
            close=close,
            download_manager=downloads,
        )
        self.arguments = arguments

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        """Describe the page as the terminal, not the terminal in which the server was started."""
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
            start_new_session=os.name == "posix",  # ctrl+c in the terminal ends the server only
        )
        self._stdin = self._process.stdin
        return self._process

    async def run(self) -> None:
        """Send what the app draws to the page until the app ends, then close the page."""
        assert self._process  # noqa: S101 - started
        assert self._process.stdout  # noqa: S101 - a pipe
        assert self._process.stderr  # noqa: S101 - a pipe
        errors = asyncio.create_task(self._process.stderr.read())
        with suppress(asyncio.IncompleteReadError, ConnectionResetError):
            await self._process.stdout.readuntil(_PRELUDE)
            while True:
                await self._forward_packet(self._process.stdout)
        if text := (await errors).decode("utf-8", "replace").strip():
            shown = "\r\n".join(map(display, text.split("\n")))
            await self.on_data(_CLEARED + shown.encode("utf-8", "replace"))
        await self.remote_close()

    async def _forward_packet(self, stdout: asyncio.StreamReader) -> None:
        """Forward one packet: its kind, its length in four bytes, its bytes."""
        kind = await stdout.readexactly(1)
        payload = await stdout.readexactly(int.from_bytes(await stdout.readexactly(4), "big"))
        handle = {b"D": self.on_data, b"M": self.on_meta, b"P": self.on_packed}[kind]
        await handle(payload)

    async def on_data(self, payload: bytes) -> None:
        """Send what the app draws to the page; after the page is closed, drop it."""
        with suppress(ConnectionResetError):
            await super().on_data(payload)

    async def on_meta(self, data: bytes) -> None:
        """Handle a message of the app. 'exit' is ignored: `run` closes the page after the end."""
        if b'"exit"' not in data:
            await super().on_meta(data)

    async def stop(self) -> None:
        """Ask the app to end and kill it after GRACE seconds. It has ended when this returns."""
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
