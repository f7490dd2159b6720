"""The parts of an answer: a file for each chunk, in a folder beside the answer.

A part appears as a whole or not at all, so a run that is stopped at any point goes on where it
was. The manifest says what the parts are of: only the same job goes on with them.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from annotator.batch import parquet
from annotator.batch.worker import Answer
from annotator.errors import AnnotatorError, Problem

LINES = (".jsonl", ".ndjson")
_MANIFEST = "manifest.json"
_ELSEWHERE = "name a file in a folder that you may write to"
_DIFFERENT = {
    "input": "another input, or it has changed",
    "label_set": "another labels.yaml",
    "columns": "other columns or another encoding",
    "program": "another version of this program",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a part besides its rows."""

    documents: int = 0
    sentences: int = 0
    suggestions: int = 0
    guessed: int = 0
    problems: tuple[Problem, ...] = field(default=())

    def to_json(self) -> bytes:
        """One line."""
        value = asdict(self)
        value["problems"] = [
            [os.fsdecode(one.path), one.line, one.problem, one.fix] for one in self.problems
        ]
        return json.dumps(value, sort_keys=True).encode()

    @classmethod
    def from_json(cls, line: bytes) -> Facts:
        """What to_json wrote. Raises ValueError where it is something else."""
        try:
            value = json.loads(line)
            problems = [Problem(Path(one[0]), *one[1:]) for one in value.pop("problems")]
            return cls(**value, problems=tuple(problems))
        except (TypeError, KeyError, AttributeError, IndexError) as error:
            raise ValueError(f"not facts: {error}") from None


class Parts:
    """The folder of the parts of one answer. Lines or Parquet, as the answer's name says."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.folder = target.with_name(f"{target.name}.parts")
        self._suffix = ".jsonl" if target.suffix.lower() in LINES else ".parquet"

    def begin(self, job: Mapping[str, str], *, restart: bool) -> None:
        """Make the folder, or see that it is of this job.

        restart: throw parts away that are there. Raises AnnotatorError where they are of another
        job, or the folder is none of ours.
        """
        manifest = self.folder / _MANIFEST
        with writable(self.target):
            if self.folder.exists() and not manifest.exists() and any(self.folder.iterdir()):
                raise AnnotatorError(
                    f"{self.folder}: expected to be free for parts; move it, or name another output"
                )
            if restart and manifest.exists():
                self.remove()
            self.folder.mkdir(exist_ok=True)
            if not manifest.exists():
                with whole(manifest) as temporary:
                    temporary.write_text(json.dumps(job, indent=2) + "\n", "utf-8")
                return
        self._check(manifest, job)

    def _check(self, manifest: Path, job: Mapping[str, str]) -> None:
        try:
            begun = json.loads(manifest.read_bytes())
        except ValueError:
            begun = {}
        if not isinstance(begun, dict):
            begun = {}
        for key, value in job.items():
            if begun.get(key) != value:
                raise AnnotatorError(
                    f"{self.folder} holds parts of a run that was stopped, of"
                    f" {_DIFFERENT.get(key, key)}: finish that run, or begin anew with --restart"
                )

    def numbers(self) -> set[int]:
        """Of the chunks that are done."""
        found = self.folder.glob(f"*{self._suffix}")
        return {int(path.stem) for path in found if path.stem.isdecimal()}

    def write(self, number: int, answer: Answer) -> None:
        """Keep what came of a chunk."""
        facts = Facts(
            answer.documents,
            answer.sentences,
            answer.suggestions,
            answer.guessed,
            tuple(answer.problems),
        ).to_json()
        with writable(self.target), whole(self._path(number)) as temporary:
            if self._suffix == ".parquet":
                parquet.write_part(temporary, answer.rows, facts)
            else:
                temporary.write_bytes(b"\n".join([facts, *map(_line, answer.rows), b""]))

    def facts(self, numbers: Iterable[int]) -> Iterator[Facts]:
        """Of each part. Raises AnnotatorError where one cannot be read."""
        for number in numbers:
            path = self._path(number)
            try:
                if self._suffix == ".parquet":
                    yield Facts.from_json(parquet.read_facts(path))
                else:
                    with path.open("rb") as file:
                        yield Facts.from_json(file.readline())
            except (OSError, ValueError) as error:
                raise AnnotatorError(
                    f"{path}: expected a part of the answer ({error}); begin anew with --restart"
                ) from None

    def join(self, numbers: Iterable[int], about: Mapping[str, str]) -> None:
        """Make the answer of the parts, in one step. about: kept with it where it is Parquet."""
        paths = [self._path(number) for number in numbers]
        with writable(self.target), whole(self.target) as temporary:
            if self._suffix == ".parquet":
                parquet.join(paths, temporary, json.dumps(dict(about)).encode())
            else:
                _join_lines(paths, temporary)

    def remove(self) -> None:
        """Take the folder away, with what is ours in it; the manifest last."""
        for path in sorted(self.folder.iterdir(), key=lambda one: one.name == _MANIFEST):
            ours = path.name in {_MANIFEST} or path.name.startswith(".annotator-")
            if ours or (path.suffix == self._suffix and path.stem.isdecimal()):
                path.unlink(missing_ok=True)
        if not any(self.folder.iterdir()):
            self.folder.rmdir()

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:08d}{self._suffix}"


def _line(row: Mapping[str, Any]) -> bytes:
    """A row as a line: what is JSON in a cell of Parquet is part of the line here."""
    nested = {key: json.loads(row[key]) for key in ("attributes", "triggers", "frames") if row[key]}
    return json.dumps({**row, **nested}, ensure_ascii=False, allow_nan=False).encode()


def _join_lines(paths: Iterable[Path], target: Path) -> None:
    with target.open("wb") as joined:
        for path in paths:
            with path.open("rb") as part:
                part.readline()  # the facts
                while data := part.read(1 << 20):
                    joined.write(data)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A temporary file that takes the place of path, on the disk, once all is well."""
    temporary = path.with_name(f".annotator-{secrets.token_hex(6)}.tmp")
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def writable(target: Path) -> Iterator[None]:
    """Turn what the disk says into an AnnotatorError."""
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise AnnotatorError(f"cannot write {target}: {why}; {_ELSEWHERE}") from None
