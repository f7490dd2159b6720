"""Names of files and folders for any text: safe on every system, and read back as the text."""

from __future__ import annotations

from hashlib import blake2b
from urllib.parse import unquote

from annotator.documents.encoding import storable_name

_PLAIN = "-_. +@"
_LONGEST = 120
_RESERVED = {"con", "prn", "aux", "nul"}
_RESERVED |= {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}
"""Names that Windows keeps for devices, with any suffix."""


def safe_name(text: str) -> str:
    """Return a name of a file for a text: letters, digits and a few signs; others as %XX of UTF-8.

    `original_name` gives the text back, unless it is longer than a name may be: the end of such a
    name is a hash.
    """
    name = "".join(one if one.isalnum() or one in _PLAIN else _coded(one) for one in text)
    if not name or name[0] in ". " or name.partition(".")[0].casefold() in _RESERVED:
        name = f"{_coded(name[:1])}{name[1:]}"
    if name[-1:] in {".", " "}:
        name = f"{name[:-1]}{_coded(name[-1])}"
    return _shortened(name, text) or "%00"


def original_name(name: str) -> str:
    """Return the text that a name of `safe_name` stands for."""
    return unquote(storable_name(name), errors="replace") if name != "%00" else ""


def _shortened(name: str, text: str) -> str:
    """Return a name for that text, with a hash at its end if it is too long."""
    if len(name.encode()) <= _LONGEST:
        return name
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=6).hexdigest()
    return f"{name.encode()[: _LONGEST - 20].decode('utf-8', 'ignore')}~{digest}"


def _coded(sign: str) -> str:
    return "".join(f"%{byte:02X}" for byte in sign.encode("utf-8", "replace"))


class SafeNames:
    """Names of files in one folder, each another one, also where case does not count."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, text: str) -> str:
        """Return a name for a text; the same text twice has two."""
        name = safe_name(text)
        if name.casefold() in self._taken:
            name = _shortened("".join(map(_coded, text)), text)
        found, number = name, 2
        while found.casefold() in self._taken:
            found, number = f"{name}~{number}", number + 1
        self._taken.add(found.casefold())
        return found
