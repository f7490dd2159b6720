"""The web server of `annotator serve`: socket, access, requests, and a process for each page.

textual-serve carries the app over a websocket and gives everybody access. This server asks for
the session of SessionAuth and keeps other pages of the same browser out: Host and Origin are
checked (DNS rebinding, cross-site websockets), and the page may request nothing from elsewhere.

The app in a page runs in a process of its own, which ends when the page is closed.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import socket
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from contextlib import suppress
from hmac import compare_digest
from pathlib import Path
from typing import NoReturn

from aiohttp import WSCloseCode, WSMsgType, web
from aiohttp.typedefs import Handler, Middleware
from aiohttp.web import WebSocketResponse
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager
from textual_serve.server import Server, to_int

from annotator.errors import AnnotatorError
from annotator.safe_text import display
from annotator.web.connections import accepted

LOOPBACK = {"127.0.0.1": "127.0.0.1", "localhost": "127.0.0.1", "::1": "::1"}
"""By the host that was asked for: the address to listen on."""

HEARTBEAT = 15.0
"""Seconds between two pings; a page that misses two is closed."""

TOKEN_BYTES = 32

MOST_PAGES = 8
"""Pages at a time: each runs an app of its own."""

LARGEST = 1000
"""Most columns and rows of the terminal in a page."""

NO_ACCESS = (
    "This page opens by the address that `annotator serve` printed, once, in one browser."
    " For another browser stop `annotator serve` and start it again."
)
WRONG_HOST = "This server answers only at the address that `annotator serve` printed."
TOO_MANY = (
    f"{MOST_PAGES} pages are open, and each runs an app of its own: close one, then open this one"
    " again."
)
WRONG_ORIGIN = "Only this server's own page may connect to the app."

_FOLDER = Path(__file__).parent

GRACE = 5.0
"""Seconds after which an app that was asked to end is killed."""

DRIVER = "annotator.tui.browser_driver:BrowserDriver"
_PRELUDE = b"__GANGLION__\n"
_CLEARED = b"\x1b[?1049l\x1b[2J\x1b[H"


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that only this machine can reach. port: 0 for any free one.

    Raises AnnotatorError for any other host, and if the port is in use.
    """
    if host not in LOOPBACK:
        raise AnnotatorError(
            f"--host {host}: expected 127.0.0.1 or ::1, because only this machine may connect;"
            " to connect from another use `ssh -L`, or put an authenticating proxy in front"
        )
    address = LOOPBACK[host]
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        return socket.create_server((address, port), family=family)
    except OSError as error:
        raise AnnotatorError(
            f"port {port} of {address} is not available ({error.strerror}); choose another by"
            " --port, or 0 for any free one"
        ) from None


async def serve(
    listening: socket.socket, arguments: Sequence[str], title: str, ready: Callable[[str], None]
) -> None:
    """Serve until SIGINT or SIGTERM. Every app has ended when this returns.

    arguments: the command that runs the app. ready: called with the address when it works.
    """
    host, port = listening.getsockname()[:2]
    auth = SessionAuth(f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
    app = await AppServer(arguments, auth, title).make_app()
    async with accepted(app, listening, shutdown_timeout=2 * GRACE):
        stopped = _stop_event()
        ready(auth.address)
        await stopped.wait()


def _stop_event() -> asyncio.Event:
    """Return an event set by SIGINT and SIGTERM. On Windows ctrl+c cancels the task instead."""
    stopped = asyncio.Event()
    with suppress(NotImplementedError):
        for one in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(one, stopped.set)
    return stopped


class AppServer(Server):
    """Serves the app to one browser.

    arguments: the command that runs the app of one page, as for exec.
    """

    def __init__(self, arguments: Sequence[str], auth: SessionAuth, title: str) -> None:
        super().__init__(
            "", title=title, public_url=auth.origin, templates_path=_FOLDER / "templates"
        )
        self.arguments = arguments
        self.auth = auth
        self._websockets: set[web.WebSocketResponse] = set()

    async def make_app(self) -> web.Application:
        """Return the routes of textual-serve and our static files, behind the access checks."""
        app = await self._make_app()
        app.router.add_static("/page", _FOLDER / "static")
        app.middlewares.append(self._access_checks())
        app.on_response_prepare.append(self._on_prepare)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Print nothing, unlike textual-serve."""

    async def on_shutdown(self, app: web.Application) -> None:
        """Close the websockets, which ends their apps."""
        for websocket in list(self._websockets):
            await websocket.close(code=WSCloseCode.GOING_AWAY)

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Run the app of one page until the app ends or the page is closed."""
        if request.headers.get("Origin") != self.auth.origin:
            _refuse(WRONG_ORIGIN)
        websocket = web.WebSocketResponse(heartbeat=HEARTBEAT, compress=False)
        await websocket.prepare(request)
        process = AppProcess(self.arguments, websocket, self.download_manager)
        if len(self._websockets) >= MOST_PAGES:
            await process.show(TOO_MANY)
            await websocket.close()
            return websocket
        self._websockets.add(websocket)
        try:
            await process.start(
                _cells(to_int(request.query.get("width", ""), 80)),
                _cells(to_int(request.query.get("height", ""), 24)),
            )
            await self._process_messages(websocket, process)
        except OSError as error:
            await process.show(f"the app cannot be started: {error.strerror}")
        finally:
            await process.stop()
            await websocket.close()
            self._websockets.discard(websocket)
        return websocket

    async def _process_messages(
        self, websocket: web.WebSocketResponse, app_service: AppService
    ) -> None:
        """Pass on what the page sends. What its script does not send is dropped."""
        async for message in websocket:
            if message.type is not WSMsgType.TEXT:
                continue
            match _parsed(message.data):
                case ["stdin", str(keys)]:
                    await app_service.send_bytes(keys.encode("utf-8", "replace"))
                case ["resize", {"width": int(width), "height": int(height)}]:
                    await app_service.set_terminal_size(_cells(width), _cells(height))
                case ["ping", str() | int() | float() as data]:
                    await websocket.send_json(["pong", data])
                case ["blur", *_]:
                    await app_service.blur()
                case ["focus", *_]:
                    await app_service.focus()

    def _access_checks(self) -> Middleware:
        @web.middleware
        async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.headers.getall("Host", []) != [self.auth.netloc]:
                _refuse(WRONG_HOST)
            is_known = self.auth.is_valid(request.cookies.get(self.auth.cookie, ""))
            if request.method == "GET" and request.path == "/" and "token" in request.query:
                return _redirect(request) if is_known else self._start_session(request)
            if not is_known:
                _refuse(NO_ACCESS)
            return await handler(request)

        return check

    def _start_session(self, request: web.Request) -> web.Response:
        session = self.auth.exchange(request.query["token"])
        if session is None:
            _refuse(NO_ACCESS)
        response = _redirect(request)
        response.set_cookie(self.auth.cookie, session, httponly=True, samesite="Strict")
        return response

    async def _on_prepare(self, request: web.Request, response: web.StreamResponse) -> None:
        del request
        response.headers.update(security_headers(self.auth.netloc))


def _redirect(request: web.Request) -> web.Response:
    """Redirect to the page without the token in its address.

    After a link on another site, browsers do not send a strict cookie with a redirect; with a
    refresh they do, because our own page makes the request.
    """
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return web.Response(headers={"Refresh": "0; url=/"})
    return web.Response(status=303, headers={"Location": "/"})


def _refuse(message: str) -> NoReturn:
    raise web.HTTPForbidden(text=f"{message}\n")


def _cells(number: int) -> int:
    return max(1, min(number, LARGEST))


def _parsed(text: str) -> object:
    """Return the value of a JSON text, None if it is not JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


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
            await self.show(text)
        await self.remote_close()

    async def show(self, text: str) -> None:
        """Show a message in the page, in place of what the app has drawn."""
        shown = "\r\n".join(map(display, text.split("\n")))
        await self.on_data(_CLEARED + shown.encode("utf-8", "replace"))

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


class SessionAuth:
    """The one-time token and the session cookie of one server.

    There is one session, so a second browser gets no access.
    netloc: host and port as a browser sends them in Host, e.g. 127.0.0.1:8000.
    """

    def __init__(self, netloc: str) -> None:
        self.netloc = netloc
        self.origin = f"http://{netloc}"
        self.cookie = f"annotator-{netloc.rpartition(':')[2]}"  # browsers share cookies over ports
        self.token = secrets.token_urlsafe(TOKEN_BYTES)
        self._session = secrets.token_urlsafe(TOKEN_BYTES)
        self._is_token_used = False

    @property
    def address(self) -> str:
        """The address to open in the browser, once."""
        return f"{self.origin}/?token={self.token}"

    def exchange(self, token: str) -> str | None:
        """Return the session for the token. None: the token is wrong or was used before."""
        if self._is_token_used or not _are_equal(token, self.token):
            return None
        self._is_token_used = True
        return self._session

    def is_valid(self, session: str) -> bool:
        """Return whether this is the session that was given for the token."""
        return self._is_token_used and _are_equal(session, self._session)


def _are_equal(given: str, expected: str) -> bool:
    """Compare in a time that does not depend on how much is right."""
    return compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())


def security_headers(netloc: str) -> dict[str, str]:
    """Return the headers of every answer: no other server, no frames, no cache.

    xterm.js writes its styles into the page, so 'unsafe-inline' is allowed for styles alone.
    """
    policy = (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        f"connect-src 'self' ws://{netloc}",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
    return {
        "Content-Security-Policy": "; ".join(policy),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
