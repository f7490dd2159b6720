"""The web server: which requests are answered, and what every answer says to the browser.

textual-serve carries the app over a websocket, and lets anybody in. In front of it stands a
Door, and here is what keeps other pages of the same browser out: Host and Origin are checked
(DNS rebinding; cross-site websockets), and the page may ask nothing of any other server.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from aiohttp import WSCloseCode, web
from aiohttp.typedefs import Handler, Middleware
from textual_serve.server import Server, to_int

from annotator.web.app_process import AppProcess
from annotator.web.auth import Door

HEARTBEAT = 15.0
"""Seconds between two signs of life: after two of them a lost page is closed."""

_HERE = Path(__file__).parent
_LARGEST = 1000
"""Cells: a terminal is not wider or higher."""

NO_ENTRY = (
    "This page opens by the address that `annotator serve` printed, once, in one browser."
    " For another browser stop `annotator serve` and start it again."
)
WRONG_HOST = "This server answers only at the address that `annotator serve` printed."
WRONG_ORIGIN = "Only this server's own page may connect to the app."


class AppServer(Server):
    """Serves the app to one browser.

    arguments: the command that each page runs, as for exec.
    """

    def __init__(self, arguments: Sequence[str], door: Door, title: str) -> None:
        super().__init__(
            "", title=title, public_url=door.origin, templates_path=_HERE / "templates"
        )
        self.arguments = arguments
        self.door = door
        self._pages: set[web.WebSocketResponse] = set()

    async def make_app(self) -> web.Application:
        """The routes of textual-serve and our own page, behind the door."""
        app = await self._make_app()
        app.router.add_static("/page", _HERE / "static")
        app.middlewares.append(self._guard())
        app.on_response_prepare.append(self._on_prepare)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Nothing is printed here."""

    async def on_shutdown(self, app: web.Application) -> None:
        """Close the pages, and with them their apps."""
        for page in list(self._pages):
            await page.close(code=WSCloseCode.GOING_AWAY)

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """A page and its app, until one of them goes."""
        if request.headers.get("Origin") != self.door.origin:
            _refuse(WRONG_ORIGIN)
        page = web.WebSocketResponse(heartbeat=HEARTBEAT, compress=False)
        await page.prepare(request)
        self._pages.add(page)
        process = AppProcess(self.arguments, page, self.download_manager)
        try:
            await process.start(_cells(request, "width", 80), _cells(request, "height", 24))
            await self._process_messages(page, process)
        finally:
            self._pages.discard(page)
            await process.stop()
            await page.close()
        return page

    # --------------------------------------------------------------- the door

    def _guard(self) -> Middleware:
        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.headers.getall("Host", []) != [self.door.netloc]:
                _refuse(WRONG_HOST)
            is_known = self.door.admits(request.cookies.get(self.door.cookie, ""))
            if request.method == "GET" and request.path == "/" and "token" in request.query:
                return _to_page(request) if is_known else self._let_in(request)
            if not is_known:
                _refuse(NO_ENTRY)
            return await handler(request)

        return guard

    def _let_in(self, request: web.Request) -> web.Response:
        session = self.door.exchange(request.query["token"])
        if session is None:
            _refuse(NO_ENTRY)
        response = _to_page(request)
        response.set_cookie(self.door.cookie, session, httponly=True, samesite="Strict")
        return response

    async def _on_prepare(self, request: web.Request, response: web.StreamResponse) -> None:
        del request
        response.headers.update(_headers(self.door.netloc))


def _to_page(request: web.Request) -> web.Response:
    """On to the page without the token in its address.

    To one who comes from a link on another site, a browser would not give a strict cookie back
    after a redirect; after a refresh it does, for then our own page asks.
    """
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return web.Response(headers={"Refresh": "0; url=/"})
    return web.Response(status=303, headers={"Location": "/"})


def _refuse(sentence: str) -> NoReturn:
    raise web.HTTPForbidden(text=f"{sentence}\n")


def _cells(request: web.Request, name: str, otherwise: int) -> int:
    return max(1, min(to_int(request.query.get(name, ""), otherwise), _LARGEST))


def _headers(netloc: str) -> dict[str, str]:
    """What every answer says: ask nobody else, be framed by nobody, keep nothing.

    xterm.js writes its styles into the page, therefore 'unsafe-inline' for styles alone.
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
