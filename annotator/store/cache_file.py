"""A file beside a database with what was computed from it. It can be deleted at any time.

A line of JSON, then parts of bytes, each with its length and checksum in the line. A file that is
damaged, cut off or of another version is as good as none.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from annotator.errors import AnnotatorError
from annotator.store.file_modes import make_as_private_as

_FORMAT = "annotator cache 1"
_LONGEST_LINE = 1 << 26  # bytes


class DamagedCache(AnnotatorError):
    """A part of a cache is not what its first line says."""


class CacheFile:
    """A file that was read: its description, and its parts, each read when it is asked for.

    about: as it was written.
    """

    def __init__(self, path: Path, about: Any, parts: Mapping[str, tuple[int, int, int]]) -> None:
        self._path = path
        self._parts = parts
        self.about = about

    @classmethod
    def open(cls, path: Path) -> CacheFile | None:
        """Read the first line; None if there is no such file, or no line that can be read."""
        try:
            with path.open("rb") as file:
                line = file.readline(_LONGEST_LINE)
            found = json.loads(line)
            if found["format"] != _FORMAT:
                return None
            parts, at = {}, len(line)
            for name, (length, checksum) in found["parts"].items():
                parts[str(name)] = (at, int(length), int(checksum))
                at += int(length)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None
        return cls(path, found.get("about"), parts)

    def part(self, name: str) -> bytes:
        """Read a part. Raises DamagedCache if it is not there as it was written."""
        if name not in self._parts:
            raise DamagedCache(f"{self._path} has no part {name!r}: delete it.")
        at, length, checksum = self._parts[name]
        try:
            with self._path.open("rb") as file:
                file.seek(at)
                found = file.read(length)
        except (OSError, ValueError, OverflowError, MemoryError) as error:
            raise DamagedCache(f"{self._path} cannot be read: {error}.") from error
        if len(found) != length or zlib.crc32(found) != checksum:
            raise DamagedCache(f"{self._path} is damaged at {name!r}: delete it.")
        return found


def write_cache(path: Path, database: Path, about: Any, parts: Mapping[str, bytes]) -> None:
    """Write a file that those may read who may read the database. Raises OSError.

    Another program sees the former file or the new one, never a part of it.
    """
    held = {name: (len(part), zlib.crc32(part)) for name, part in parts.items()}
    line = json.dumps({"format": _FORMAT, "about": about, "parts": held}).encode("ascii")
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(FileNotFoundError):
        unfinished.unlink()
    try:
        make_as_private_as(unfinished, database)
        with unfinished.open("wb") as file:
            file.write(line + b"\n")
            for part in parts.values():
                file.write(part)
        unfinished.replace(path)
    finally:
        with suppress(FileNotFoundError):
            unfinished.unlink()
