"""Label sets that were read before: restored if neither the program nor a file has changed.

Importing the parser of labels.yaml and parsing the file takes longer than all else that the app
does with labels at its start.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, Protocol

from annotator import __version__
from annotator.canonical_json import text_id
from annotator.labels.label_set_json import Json, label_set_from_json
from annotator.labels.source_files import SourceFile, SourceFiles, shipped
from annotator.model import LabelSet

_SHIPPED = ""
"""The path of the shipped label file in CachedLabelSet.files."""

_File = tuple[str, str]


class CachedLabelSet(NamedTuple):
    """A label set, and all that it depends on.

    program: see program_fingerprint.
    files: path and name of each file that was read, the main one first. A path in the folder of
        the main file is relative to it.
    guideline, rules, appearance: see label_set_json.
    """

    program: str
    files: Sequence[Sequence[str]]
    guideline: Json
    rules: Json
    appearance: Json


class LabelSetCache(Protocol):
    """Keeps what was read from label files. Both methods take the name of the main file."""

    def recall(self, path: str) -> CachedLabelSet | None:
        """Return what was remembered, None if there is nothing or it is damaged."""

    def remember(
        self, path: str, label_set: LabelSet, program: str, files: Sequence[_File]
    ) -> None:
        """Keep a label set in place of what was remembered."""


def load(
    path: Path, cache: LabelSetCache | None, report: Callable[[str], None] = lambda _: None
) -> LabelSet:
    """Load a label file as loader.load does, out of the cache if that would give the same.

    report: gets hints, such as about words of earlier versions; such a file is never cached.
    Raises DataError with every problem found.
    """
    program = program_fingerprint()
    known = cache.recall(path.name) if cache else None
    if known is not None and known.program == program:
        restored = _restored(known, path)
        if restored is not None:
            return restored
    from annotator.labels import loader  # noqa: PLC0415 - needs the parser

    label_set, files, hints = loader.load_with_files(path)
    for hint in hints:
        report(str(hint))
    # A pipeline may be a folder, which is in none of the files.
    if cache and not hints and not label_set.pipeline:
        cache.remember(path.name, label_set, program, [_named(one, path) for one in files])
    return label_set


def program_fingerprint() -> str:
    """A text that no other version of the program has.

    Covers the modules that read label files, because a program that is installed from a
    repository keeps its version number over many changes.
    """
    here = Path(__file__).parent
    modules = [
        (one.name, one.stat().st_size, one.stat().st_mtime_ns)
        for folder in (here, here.parent)
        for one in os.scandir(folder)
        if one.name.endswith(".py")
    ]
    return f"{__version__} {blake2b(repr(sorted(modules)).encode(), digest_size=8).hexdigest()}"


def _restored(known: CachedLabelSet, path: Path) -> LabelSet | None:
    """The label set, None if one of its files has changed. All of them are read."""
    sources = SourceFiles()
    for written, name in known.files:
        file = path.parent / written if written != _SHIPPED else shipped("labels.yaml")
        if not isinstance(sources.read(file, name), SourceFile):
            return None
    source = sources.combined_text()
    if text_id(source) != known.appearance["uid"]:
        return None
    return label_set_from_json(known.guideline, known.rules, known.appearance, source=source)


def _named(source: SourceFile, main: Path) -> _File:
    """The path and the name of a file for CachedLabelSet.files."""
    if source.path == shipped("labels.yaml"):
        return _SHIPPED, source.name
    try:
        return str(source.path.relative_to(main.parent)), source.name
    except ValueError:
        return str(source.path), source.name
