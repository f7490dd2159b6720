"""Exchange formats, one per module.

An installed package adds one by an entry point of the group `annotator.formats` that names a class
without parameters: its objects have the shape of `WritableFormat`, `ReadableFormat` or both. The
name of the entry point is the format's. Ours are registered in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from annotator.errors import AnnotatorError, did_you_mean
from annotator.formats.atomic_file import write_atomically
from annotator.formats.native_reader import read
from annotator.formats.protocols import DocumentLine, Format, ReadableFormat, WritableFormat

GROUP = "annotator.formats"

_FIRST = ("jsonl", "csv")
"""Preferred where several formats have the suffix of a file."""

__all__ = [
    "DocumentLine",
    "Format",
    "ReadableFormat",
    "WritableFormat",
    "format_names",
    "load",
    "read",
    "reader_of",
    "readers",
    "recognised",
    "write_atomically",
    "writer_of",
]


def format_names() -> list[str]:
    """Return the names of the installed formats, ours first."""
    from importlib.metadata import entry_points  # noqa: PLC0415 - slow to load

    names = entry_points(group=GROUP).names
    return [*_FIRST, *sorted(names - {*_FIRST})]


def load(name: str) -> Format:
    """Return the format of that name.

    Raises AnnotatorError if none is installed, or it cannot be loaded.
    """
    from importlib.metadata import entry_points  # noqa: PLC0415 - slow to load

    found = entry_points(group=GROUP, name=name)
    if not found:
        raise AnnotatorError(f"unknown format {name!r}. {did_you_mean(name, format_names())}")
    try:
        made: Format = next(iter(found)).load()()
    except (ImportError, AttributeError) as error:
        raise AnnotatorError(
            f"the format {name!r} cannot be loaded ({error}): install its package again"
        ) from None
    return made


def writer_of(path: Path, name: str | None = None) -> WritableFormat:
    """Return the format of that name, or the first one with the path's suffix, to write a file.

    Raises AnnotatorError if there is none.
    """
    if name is not None:
        found = load(name)
        if not isinstance(found, WritableFormat):
            raise AnnotatorError(f"the format {name!r} can be imported, not exported")
        return found
    writable = [one for one in map(load, format_names()) if isinstance(one, WritableFormat)]
    for one in writable:
        if path.suffix.lower() in one.suffixes:
            return one
    known = ", ".join(dict.fromkeys(suffix for one in writable for suffix in one.suffixes))
    raise AnnotatorError(f"unknown format of {path}: expected a name that ends in {known}")


def reader_of(path: Path, name: str | None = None) -> ReadableFormat:
    """Return the format of that name, or the one that recognises the file, to read annotations.

    If none does, the first with the suffix of the file, which says in which line it is wrong.
    Raises AnnotatorError if there is none.
    """
    if name is not None:
        named = load(name)
        if not isinstance(named, ReadableFormat):
            raise AnnotatorError(f"the format {name!r} can be exported, not imported")
        return named
    every = readers()
    suffix = path.suffix.lower()
    found = recognised(path, every) or next((one for one in every if suffix in one.suffixes), None)
    if found is None:
        names = ", ".join(one.name for one in every)
        raise AnnotatorError(f"{path} is of no format with annotations that is read here: {names}")
    return found


def readers() -> list[ReadableFormat]:
    """Return the installed formats that are read with annotations, ours first."""
    return [one for one in map(load, format_names()) if isinstance(one, ReadableFormat)]


def recognised(path: Path, formats: Sequence[ReadableFormat]) -> ReadableFormat | None:
    """Return the first of some formats that a file is of; None for a folder or any other file."""
    if not path.is_file():
        return None
    return next((one for one in formats if one.recognises(path)), None)
