"""Exchange formats, one per module.

An installed package adds one by an entry point of the group `annotator.formats` that names a class
without parameters: its objects have the shape of `WritableFormat`, `WritableFolder` or
`ReadableFormat`, or of several. The name of the entry point is the format's. Ours are registered in
the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from annotator.errors import AnnotatorError, did_you_mean
from annotator.formats.atomic_file import write_atomically
from annotator.formats.native_reader import read
from annotator.formats.protocols import (
    DocumentLine,
    Format,
    OffsetUnit,
    ReadableFormat,
    ReadOptions,
    Rows,
    WritableFolder,
    WritableFormat,
    WriteOptions,
    check_options,
    option_words,
)

GROUP = "annotator.formats"

_FIRST = ("native", "csv", "tsv", "wide", "parquet")
"""In the order in which they are listed and try to recognise a file; the others follow by name."""

_ALIASES = {"jsonl": "native", "excel": "csv"}

Writer = WritableFormat | WritableFolder

__all__ = [
    "DocumentLine",
    "Format",
    "OffsetUnit",
    "ReadOptions",
    "ReadableFormat",
    "Rows",
    "WritableFolder",
    "WritableFormat",
    "WriteOptions",
    "Writer",
    "check_options",
    "format_names",
    "is_written_as_folder",
    "load",
    "option_words",
    "read",
    "reader_of",
    "readers",
    "recognised",
    "write_atomically",
    "writer_of",
    "writer_options",
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

    found = entry_points(group=GROUP, name=_ALIASES.get(name, name))
    if not found:
        raise AnnotatorError(f"unknown format {name!r}. {did_you_mean(name, format_names())}")
    try:
        made: Format = next(iter(found)).load()()
    except (ImportError, AttributeError) as error:
        raise AnnotatorError(
            f"the format {name!r} cannot be loaded ({error}): install its package again"
        ) from None
    return made


# ------------------------------------------------------------------------------- writing


def writer_of(path: Path, name: str | None = None) -> Writer:
    """Return the format of that name, or the one that files with the path's suffix have, to write.

    Raises AnnotatorError if there is none, or if several have the suffix.
    """
    if name is not None:
        found = load(name)
        if not isinstance(found, WritableFormat | WritableFolder):
            raise AnnotatorError(f"the format {name!r} can be imported, not exported")
        return found
    writable = [one for one in map(load, format_names()) if isinstance(one, WritableFormat)]
    suffix = path.suffix.lower()
    fitting = [one for one in writable if suffix in one.suffixes]
    if len(fitting) == 1 or (fitting and fitting[0].name in _FIRST):
        return fitting[0]
    if fitting:
        names = " or ".join(f"--format {one.name}" for one in fitting)
        raise AnnotatorError(f"several formats have files such as {path}: give {names}")
    known = ", ".join(dict.fromkeys(suffix for one in writable for suffix in one.suffixes))
    raise AnnotatorError(
        f"unknown format of {path}: expected a name that ends in {known}, or --format"
    )


def writer_options(name: str | None, options: WriteOptions) -> WriteOptions:
    """Return the options that the name of a format stands for, beside those given."""
    return replace(options, spreadsheet=True) if name == "excel" else options


def is_written_as_folder(writer: Writer, path: Path) -> bool:
    """Return True if a format writes a folder there: some write a file or a folder, by its name."""
    if not isinstance(writer, WritableFormat):
        return True
    return isinstance(writer, WritableFolder) and path.suffix.lower() not in writer.suffixes


# ------------------------------------------------------------------------------- reading


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
    """Return the first of some formats that a file or folder is of; None for any other."""
    if not path.exists():
        return None
    return next((one for one in formats if one.recognises(path)), None)
