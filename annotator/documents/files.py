"""Find the text files of a folder and read each with the reader for its suffix.

A file of another format is refused by name.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path

from annotator.documents import (
    html_reader,
    jsonl_reader,
    mail_reader,
    other_formats,
    parquet_reader,
    record_reader,
    subtitle_reader,
    text_reader,
)
from annotator.documents.article import MOST_BYTES, Article
from annotator.documents.encoding import (
    MARKED_UTF_8,
    NearlyUtf8Error,
    NotTextError,
    decode,
    storable_name,
)
from annotator.documents.other_formats import OtherFormat, catalogue
from annotator.errors import AnnotatorError, Problem

_READERS = {
    ".txt": text_reader.parse,
    ".text": text_reader.parse,
    ".md": text_reader.parse,
    **dict.fromkeys(jsonl_reader.SUFFIXES, jsonl_reader.parse),
    **dict.fromkeys(html_reader.SUFFIXES, html_reader.parse),
}
_STRUCTURED = {
    ".csv": (record_reader.parse_table, (catalogue.CSV, catalogue.TSV)),
    ".tsv": (record_reader.parse_table, (catalogue.CSV, catalogue.TSV)),
    ".tab": (record_reader.parse_table, (catalogue.CSV, catalogue.TSV)),
    ".json": (record_reader.parse_json, (catalogue.JSON,)),
    ".eml": (mail_reader.parse, (catalogue.EMAIL,)),
    **dict.fromkeys(mail_reader.MAILBOXES, (mail_reader.parse_mailbox, (catalogue.MAILBOX,))),
    ".srt": (subtitle_reader.parse, (catalogue.SUBTITLES,)),
    ".vtt": (subtitle_reader.parse, (catalogue.SUBTITLES,)),
    **dict.fromkeys(parquet_reader.SUFFIXES, (parquet_reader.parse, (catalogue.PARQUET,))),
}
"""The reader of a suffix, and the formats that it reads: a table of Taguette is a .csv too."""
SEVERAL_SUFFIXES = frozenset(
    (*jsonl_reader.SUFFIXES, *parquet_reader.SUFFIXES, *mail_reader.MAILBOXES)
) | {".csv", ".tsv", ".tab", ".json"}
"""Of files that may hold several texts."""
_STREAMING = (jsonl_reader.parse, parquet_reader.parse, mail_reader.parse_mailbox)
"""Readers that hold one text at a time: their files may be of any size."""
_Reader = Callable[[Path, str | None], Iterator[Article | Problem]]
_BRAT = ".ann"


def find_files(path: Path, *, also: Collection[str] = ()) -> tuple[list[Path], list[Problem]]:
    """(files to read, in order; problems with the others) for a file or a folder.

    A path to a file is always read; a file with an unknown suffix is read as plain text. brat's
    annotations beside it are a problem: they stay unread.

    also: further suffixes that the caller can read.
    Raises AnnotatorError if the path does not exist or a folder cannot be opened.
    """
    try:
        if path.is_file():
            return [path], list(_annotations_beside(path))
        if not path.exists():
            raise AnnotatorError(f"{path}: there is no such file or folder; name one with texts")
        if not path.is_dir():
            raise AnnotatorError(f"{path}: neither a file nor a folder; name one with texts")
        found = list(_below(path, (*_READERS, *also)))
    except OSError as error:
        raise AnnotatorError(
            f"{error.filename}: cannot be looked into ({error.strerror}); allow reading it"
        ) from None
    files = [each for each in found if isinstance(each, Path)]
    return files, [each for each in found if isinstance(each, Problem)]


def _below(folder: Path, suffixes: Collection[str]) -> Iterator[Path | Problem]:
    """Each file to read, and a problem for each other entry, by folder and name."""
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            yield Problem(entry, 0, "left out: hidden", "Rename it if it holds texts.")
        elif entry.is_symlink() and entry.is_dir():
            yield Problem(entry, 0, "left out: a link to a folder", "Import that folder by itself.")
        elif entry.is_dir():
            yield from _below(entry, suffixes)
        elif _is_structured(entry, suffixes):
            yield _without_articles(entry) or entry
        elif entry.suffix.lower() not in suffixes:
            yield _unknown(entry, suffixes)
        elif entry.exists() and not entry.is_file():
            yield Problem(entry, 0, "left out: not a file", "Move it elsewhere.")
        else:
            yield entry


def _is_structured(path: Path, suffixes: Collection[str]) -> bool:
    """True for a file that may hold no article, if the caller does not read it on its own."""
    suffix = path.suffix.lower()
    return suffix in _STRUCTURED and suffix not in suffixes and path.is_file()


def _without_articles(path: Path) -> Problem | None:
    """The first problem with a table, JSON, mail or subtitles that hold no article.

    They are no reason to refuse their folder: settings and annotations are in JSON too.
    """
    first = None
    for found in read_articles(path):
        if isinstance(found, Article):
            return None
        first = first or replace(found, problem=f"left out: {found.problem}")
    return first


def _annotations_beside(path: Path) -> Iterator[Problem]:
    """A problem for the annotations that brat keeps beside a text."""
    beside = path.with_suffix(_BRAT) if path.suffix.lower() in _READERS else path
    if beside != path and beside.is_file():
        problem = f"left out: {catalogue.BRAT.name}"
        fix = f"Its text is read alone. {catalogue.BRAT.fix}"
        yield Problem(beside, 0, problem, fix)


def _unknown(path: Path, suffixes: Collection[str]) -> Problem:
    """The problem with a file of a folder whose suffix no reader has."""
    known = other_formats.SUFFIXES.get(path.suffix.lower())
    if known is None:
        listed = f"Known: {', '.join(suffixes)}."
        return Problem(path, 0, "left out: not a kind of text file", listed)
    return Problem(path, 0, f"left out: {known.name}", known.fix)


def read_articles(
    path: Path, *, encoding: str | None = None, mark_bad_bytes: bool = False
) -> Iterator[Article | Problem]:
    """Read the articles of one file, one at a time. Yields a Problem for what cannot be read.

    encoding: of the file; None detects it.
    mark_bad_bytes: read a file that is UTF-8, except a few bytes, with U+FFFD in their place.
    """
    try:
        reader = _reader(path, encoding)
        if isinstance(reader, OtherFormat):
            yield Problem(path, 0, f"expected a text, found {reader.name}", reader.fix)
        elif reader not in _STREAMING and path.stat().st_size > MOST_BYTES:
            yield Problem(path, 0, f"expected a text of at most {MOST_BYTES:,} bytes", "Split it.")
        elif mark_bad_bytes and encoding in {None, "utf-8"}:
            yield from _marked(reader, path)
        else:
            yield from reader(path, encoding)
    except OSError as error:
        fix = "Allow reading it, or move it elsewhere."
        yield Problem(path, 0, f"cannot be read ({error.strerror})", fix)
    except NotTextError as error:
        yield Problem(path, 0, str(error), error.fix)


def _marked(reader: _Reader, path: Path) -> Iterator[Article | Problem]:
    """Read a file whose bad bytes are marked, if it is UTF-8 except these."""
    try:
        decode(path.read_bytes())
    except NearlyUtf8Error:
        for found in reader(path, MARKED_UTF_8):
            if isinstance(found, Article):
                yield replace(found, marked=found.text.count("\ufffd"))
            else:
                yield found
    else:
        yield from reader(path, None)


def other_format(path: Path) -> OtherFormat | None:
    """The format of a file that is none of texts; None for a folder, or if it cannot be read."""
    try:
        return other_formats.recognise(path, _head(path))
    except OSError:
        return None


def _reader(path: Path, encoding: str | None) -> _Reader | OtherFormat:
    """The reader for a file, or the format that none reads. Raises OSError."""
    suffix = path.suffix.lower()
    found = other_formats.recognise(path, _head(path), encoding)
    if found is None:
        return _READERS.get(suffix, text_reader.parse)
    if found is catalogue.JSON_LINES and suffix == ".json":
        return jsonl_reader.parse
    reader, formats = _STRUCTURED.get(suffix, (None, ()))
    if reader and (found in formats or found == other_formats.by_suffix(suffix)):
        return reader
    return found


def _head(path: Path) -> bytes:
    """The first part of a file."""
    with path.open("rb") as file:
        return file.read(other_formats.HEAD_BYTES)


def source_path(path: Path, folder: Path) -> str:
    """The path of a file as documents record it: relative to the project's folder, with slashes.

    Outside of that folder it is the name of the file alone: records are shared, and the rest of
    the path says who works where.
    """
    absolute = path.absolute(), folder.absolute()
    real = Path(os.path.realpath(path)), Path(os.path.realpath(folder))
    for file, base in (absolute, real):
        inside = file.relative_to(base) if file.is_relative_to(base) else Path("..")
        if ".." not in inside.parts:
            return storable_name(inside.as_posix())
    return storable_name(path.name)


def html_bytes(path: Path) -> bytes | None:
    """The bytes of an HTML file. None if the file is not HTML or cannot be read."""
    if path.suffix.lower() not in html_reader.SUFFIXES:
        return None
    try:
        return path.read_bytes() if path.stat().st_size <= html_reader.MOST_BYTES else None
    except OSError:
        return None
