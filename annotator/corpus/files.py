"""Finding and reading files: a file, or a folder and all below it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotator.corpus import jsonl, plain
from annotator.corpus.article import Article
from annotator.corpus.decode import NotTextError, decode
from annotator.errors import AnnotatorError, Problem

_READERS = {
    ".txt": plain.parse,
    ".text": plain.parse,
    ".md": plain.parse,
    ".jsonl": jsonl.parse,
    ".ndjson": jsonl.parse,
}
_SUFFIXES = ", ".join(_READERS)


def find(path: Path) -> tuple[list[Path], list[Problem]]:
    """(files to read, in order; what is left out, with why) of a file or a folder.

    Hidden files and folders are nobody's texts and go without a word. Raises AnnotatorError
    where the path is not there or a folder may not be looked into.
    """
    if not path.exists():
        raise AnnotatorError(f"{path}: there is no such file or folder; name one that holds texts")
    if path.is_file():
        return [path], []
    files: list[Path] = []
    skipped: list[Problem] = []
    for each in _below(path):
        if each.suffix.lower() in _READERS:
            files.append(each)
        else:
            skipped.append(Problem(each, 0, "not a kind of text file", f"Known: {_SUFFIXES}."))
    return files, skipped


def _below(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise AnnotatorError(
            f"{folder}: cannot look into this folder ({error.strerror}); allow reading it"
        ) from None
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from _below(entry)
        elif entry.is_file():
            yield entry


def read(path: Path, *, encoding: str | None = None) -> Iterator[Article | Problem]:
    """The articles of one file, and what of it cannot be read."""
    reader = _READERS.get(path.suffix.lower(), plain.parse)
    try:
        data = path.read_bytes()
    except OSError as error:
        yield Problem(path, 0, f"cannot be read ({error.strerror})", "Allow reading it.")
        return
    if not data:
        yield Problem(path, 0, "the file is empty", "Write a text into it, or remove it.")
        return
    try:
        decoded = decode(data, encoding)
    except NotTextError as error:
        yield Problem(path, 0, str(error), "Save it as UTF-8 text, or move it elsewhere.")
        return
    yield from reader(decoded, path)
