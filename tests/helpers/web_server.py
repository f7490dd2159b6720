"""Run `annotator serve` on the example document and connect to it as a browser does."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.helpers.app_driver import example_store
from tests.helpers.paths import ROOT

PATIENCE = 30.0


@dataclass
class Served:
    """A running server. url: with its token."""

    process: subprocess.Popen[str]
    url: str
    database: Path

    @property
    def origin(self) -> str:
        return self.url.partition("/?")[0]

    @property
    def netloc(self) -> str:
        return self.origin.partition("//")[2]

    def apps(self) -> list[int]:
        """The processes of its apps."""
        return children(self.process.pid)


def children(parent: int) -> list[int]:
    """The child processes of a process."""
    return [pid for pid, its_parent, _ in _processes() if its_parent == parent]


def is_running(pid: int) -> bool:
    """Return whether a process exists and is no zombie."""
    return any(one == pid and not state.startswith("Z") for one, _, state in _processes())


def _processes() -> list[tuple[int, int, str]]:
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True
    )
    rows = (line.split() for line in listed.stdout.splitlines())
    return [(int(pid), int(parent), state) for pid, parent, state in rows]


@contextmanager
def served(folder: Path, *options: str) -> Iterator[Served]:
    """Run `annotator serve` on a project in this folder, made if there is none."""
    folder.mkdir(exist_ok=True)
    database = folder / "annotations.db"
    if not database.exists():
        (folder / "labels.yaml").write_bytes((ROOT / "labels.yaml").read_bytes())
        example_store(folder)
    process = subprocess.Popen(
        [sys.executable, "-m", "annotator", "-p", str(folder), "-a", "ann",
         "serve", "--json", *options],
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "TERM": "dumb"},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        line = process.stdout.readline()
        assert line, process.stderr.read()
        yield Served(process, json.loads(line)["url"], database)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)


@asynccontextmanager
async def browsing() -> AsyncIterator[aiohttp.ClientSession]:
    """A client that keeps cookies, also for 127.0.0.1."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        yield session


class Page:
    """The websocket of one app: send keys, read what it draws."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.drawn = ""

    async def until(self, text: str) -> None:
        """Read until this text has been drawn since the last key."""
        async with asyncio.timeout(PATIENCE):
            while text not in plain(self.drawn):
                message = await self.socket.receive()
                assert message.type is aiohttp.WSMsgType.BINARY, (message, self.drawn)
                self.drawn += message.data.decode()

    async def type(self, keys: str) -> None:
        self.drawn = ""
        await self.socket.send_json(["stdin", keys])


@asynccontextmanager
async def page(browser: aiohttp.ClientSession, server: Served) -> AsyncIterator[Page]:
    """Open a page in a browser that has a session."""
    address = f"{server.origin}/ws?width=80&height=24"
    async with browser.ws_connect(address, origin=server.origin) as socket:
        yield Page(socket)


def plain(drawn: str) -> str:
    """The drawn text without escape sequences."""
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", drawn)
