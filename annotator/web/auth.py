"""Access to the app in a browser: one token, one session, and security headers on each answer."""

from __future__ import annotations

import secrets
from hmac import compare_digest

TOKEN_BYTES = 32


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
