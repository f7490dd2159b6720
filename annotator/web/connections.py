"""Connections to the server: not too many, and none that keeps its request back.

Every user of this machine may connect to the port. Without the session nobody gets further than
the access checks, but each open connection costs the server memory and a file descriptor.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler, Middleware

HEAD_TIMEOUT = 10.0
"""Seconds in which the head of a request must be complete, counted from the connection or from the
answer to the request before."""

MOST_CONNECTIONS = 100
"""Connections at a time. A page needs one, and a few more while it is loaded."""


@asynccontextmanager
async def accepted(
    app: web.Application, listening: socket.socket, *, shutdown_timeout: float
) -> AsyncIterator[None]:
    """Accept connections to an application in this context.

    shutdown_timeout: seconds for its handlers to end afterwards.
    """
    heads = _Heads()
    app.middlewares.insert(0, heads.middleware())
    runner = web.AppRunner(
        app,
        access_log=None,  # it would contain the token
        keepalive_timeout=HEAD_TIMEOUT,
        logger=_log(),
        shutdown_timeout=shutdown_timeout,
    )
    await runner.setup()
    try:
        server = await asyncio.get_running_loop().create_server(
            lambda: _protocol(runner, heads), sock=listening
        )
        try:
            yield
        finally:
            server.close()
    finally:
        await runner.cleanup()


def _protocol(runner: web.AppRunner, heads: _Heads) -> asyncio.BaseProtocol:
    """Return the protocol of a new connection."""
    if runner.server is None or len(runner.server.connections) >= MOST_CONNECTIONS:
        return _Refused()
    protocol = runner.server()
    heads.expect(protocol)
    return protocol


class _Heads:
    """Closes connections whose first request does not come.

    aiohttp does so from version 3.14 on; for later requests its keep-alive timeout does.
    """

    def __init__(self) -> None:
        self._timers: dict[asyncio.BaseProtocol, asyncio.TimerHandle] = {}

    def expect(self, protocol: web.RequestHandler) -> None:
        """Close a connection unless `middleware` sees a request of it in time."""
        loop = asyncio.get_running_loop()
        self._timers[protocol] = loop.call_later(HEAD_TIMEOUT, self._close, protocol)

    def _close(self, protocol: web.RequestHandler) -> None:
        del self._timers[protocol]
        protocol.force_close()

    def middleware(self) -> Middleware:
        """Return a middleware that runs first: then the head is complete."""

        @web.middleware
        async def see(request: web.Request, handler: Handler) -> web.StreamResponse:
            timer = self._timers.pop(request.protocol, None)
            if timer:
                timer.cancel()
            return await handler(request)

        return see


class _Refused(asyncio.Protocol):
    """A connection that is closed at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            transport.abort()


def _log() -> logging.Logger:
    """Return a log of our own mistakes, on stderr.

    Bytes that are no request are answered with an error, and that is all.
    """
    made = logging.Logger("annotator.web")
    made.addFilter(_is_our_mistake)
    return made


def _is_our_mistake(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, HttpProcessingError | web.RequestPayloadError)
