"""Who may come in: whoever has the one-time token, then whoever has the cookie it was given for."""

from __future__ import annotations

import secrets
from hmac import compare_digest

TOKEN_BYTES = 32


class Door:
    """One server's token and session. There is one of each, so a second browser stays outside.

    netloc: host and port as a browser sends them in Host, e.g. 127.0.0.1:8000.
    """

    def __init__(self, netloc: str) -> None:
        self.netloc = netloc
        self.origin = f"http://{netloc}"
        self.cookie = f"annotator-{netloc.rpartition(':')[2]}"  # browsers share cookies over ports
        self.token = secrets.token_urlsafe(TOKEN_BYTES)
        self._session = secrets.token_urlsafe(TOKEN_BYTES)
        self._is_spent = False

    @property
    def address(self) -> str:
        """What to open in the browser, once."""
        return f"{self.origin}/?token={self.token}"

    def exchange(self, token: str) -> str | None:
        """The session for the token, the first time; None for a wrong or a spent one."""
        if self._is_spent or not _same(token, self.token):
            return None
        self._is_spent = True
        return self._session

    def admits(self, session: str) -> bool:
        """Whether somebody with this session has come in by the token."""
        return self._is_spent and _same(session, self._session)


def _same(given: str, expected: str) -> bool:
    """Compared in a time that does not tell how much was right."""
    return compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())
