"""Put texts back into a published dataset that was published without them."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from annotator.datasets.facts import Facts, facts_from_json
from annotator.datasets.publication import (
    DATA,
    DATASET,
    GUIDELINES,
    LABELS,
    NAME,
    SPLIT_FILE,
    complete,
)
from annotator.datasets.verification import Verification, check_listed, read_json
from annotator.documents import other_line_ends
from annotator.errors import AnnotatorError, DataError, Problem
from annotator.formats import native
from annotator.formats.atomic_file import write_output_folder
from annotator.formats.native_text import text_sha256, with_text

_AGAIN = "Get the dataset again; `annotator verify` checks it."


@dataclass(frozen=True, slots=True)
class FillResult:
    """The outcome: how many texts were put back, and the uids of those that were not found.

    With any missing, nothing is written.
    """

    filled: int
    missing: tuple[str, ...]


def fill_folder(
    folder: Path, output: Path, texts: Iterable[str], *, corpora: Path | None = None
) -> FillResult:
    """Write a published dataset with its texts, as a whole or not at all.

    texts: candidates, which are known by their hashes, also with other line ends. output: may be
    the same folder. Raises AnnotatorError if it cannot be written, or has its texts, DataError if
    files of the dataset were changed.
    """
    facts = _facts(folder)
    wanted = dict(_wanted(folder))
    with _FoundTexts({*wanted.values()}) as found:
        for text in texts:
            found.offer(text)
            if not found.left:
                break
        missing = tuple(sorted(uid for uid, digest in wanted.items() if digest in found.left))
        if missing:
            return FillResult(0, missing)

        def fill(fresh: Path) -> None:
            _copy(folder, fresh)
            for path in _data(folder):
                _fill(path, fresh / DATA / path.name, found)
            try:
                complete(fresh, replace(facts, text=True))
            except (KeyError, TypeError) as error:  # facts of a kind that `publish` never writes
                problem = f"expected the figures as `publish` writes them: {error}"
                raise DataError(Problem(folder / DATASET, 0, problem, _AGAIN)) from None

        write_output_folder(output, NAME, fill, corpora=corpora)
    return FillResult(len(wanted), ())


def _facts(folder: Path) -> Facts:
    if not (folder / DATASET).is_file():
        raise AnnotatorError(f"{folder}: there is no published dataset; name a folder with one")
    problems = check_listed(folder)
    if problems:
        raise DataError(*problems)
    record = read_json(folder / DATASET, Verification())
    try:
        facts = facts_from_json(record.get("facts") or {})
    except ValueError as error:
        raise DataError(Problem(folder / DATASET, 0, str(error), _AGAIN)) from None
    if facts.text:
        raise AnnotatorError(f"{folder}: the dataset has its texts; there is nothing to fill in")
    return facts


def _data(folder: Path) -> list[Path]:
    return sorted((folder / DATA).glob("*.jsonl"))


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the documents of a file, with their lines."""
    with path.open(encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            if number > 1:
                yield number, json.loads(line)


def _wanted(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each document with the hash of its text."""
    for path in _data(folder):
        for number, record in _records(path):
            try:
                yield record["document"], record["text_sha256"]
            except KeyError as error:
                problem = f"expected {error} of a document without text"
                raise DataError(Problem(path, number, problem, _AGAIN)) from None


def _copy(folder: Path, fresh: Path) -> None:
    """Copy what does not depend on the texts."""
    (fresh / DATA).mkdir()
    shutil.copytree(folder / GUIDELINES, fresh / GUIDELINES)
    for name in (LABELS, SPLIT_FILE):
        shutil.copyfile(folder / name, fresh / name)


def _fill(path: Path, target: Path, found: _FoundTexts) -> None:
    with (
        path.open(encoding="utf-8", newline="\n") as lines,
        target.open("w", encoding="utf-8", newline="") as file,
    ):
        file.write(next(lines))
        for number, line in enumerate(lines, 2):
            record = json.loads(line)
            try:
                filled = with_text(record, found.text(record["text_sha256"]))
            except ValueError as error:
                raise DataError(Problem(path, number, str(error), _AGAIN)) from None
            file.write(native.record_line(filled))


class _FoundTexts:
    """The texts that were found, kept in a temporary file, so that few are in memory.

    left: the hashes of those that were not found yet.
    """

    def __init__(self, wanted: set[str]) -> None:
        self.left = wanted
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._places: dict[str, tuple[int, int]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def offer(self, text: str) -> None:
        """Keep a text if it is wanted, as it is or with other line ends."""
        if not self._keep(text):
            for other in other_line_ends(text):
                self._keep(other)

    def _keep(self, text: str) -> bool:
        digest = text_sha256(text)
        if digest in self.left:
            self.left.remove(digest)
            data = text.encode()
            self._places[digest] = (self._file.seek(0, 2), len(data))
            self._file.write(data)
        return digest in self._places

    def text(self, digest: str) -> str:
        """Return a text by its hash."""
        start, length = self._places[digest]
        self._file.seek(start)
        return self._file.read(length).decode()
