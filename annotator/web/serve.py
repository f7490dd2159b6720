"""Serving: a socket on loopback, and a server on it until it is told to end."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress

from aiohttp.web import AppRunner, SockSite

from annotator.errors import AnnotatorError
from annotator.web.app_process import GRACE
from annotator.web.auth import Door
from annotator.web.server import AppServer

LOOPBACK = {"127.0.0.1": "127.0.0.1", "localhost": "127.0.0.1", "::1": "::1"}
"""What may be asked for: where the server then listens."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that only this machine reaches. port: 0 for one that is free.

    Raises AnnotatorError for any other host, and where the port cannot be had.
    """
    if host not in LOOPBACK:
        raise AnnotatorError(
            f"--host {host}: expected 127.0.0.1 or ::1, for the page is for this machine alone;"
            " to reach it from another use `ssh -L`, or put an authenticating proxy in front"
        )
    place = LOOPBACK[host]
    family = socket.AF_INET6 if ":" in place else socket.AF_INET
    try:
        return socket.create_server((place, port), family=family)
    except OSError as error:
        raise AnnotatorError(
            f"port {port} of {place} cannot be had ({error.strerror}); choose another by --port,"
            " or 0 for one that is free"
        ) from None


async def serve(
    listening: socket.socket, arguments: Sequence[str], title: str, told: Callable[[str], None]
) -> None:
    """Serve until SIGINT or SIGTERM; then every app has ended.

    arguments: the command that each page runs. told: is given the address once it works.
    """
    place, port = listening.getsockname()[:2]
    door = Door(f"[{place}]:{port}" if ":" in place else f"{place}:{port}")
    runner = AppRunner(
        await AppServer(arguments, door, title).make_app(),
        access_log=None,  # it would hold the token
        shutdown_timeout=2 * GRACE,
    )
    await runner.setup()
    try:
        await SockSite(runner, listening).start()
        ended = _ended()
        told(door.address)
        await ended.wait()
    finally:
        await runner.cleanup()


def _ended() -> asyncio.Event:
    """Set by SIGINT and SIGTERM. Windows has no such handlers: there ctrl+c cancels the task."""
    ended = asyncio.Event()
    with suppress(NotImplementedError):
        for one in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(one, ended.set)
    return ended
