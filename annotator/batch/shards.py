"""The results of shards: one file each, in the folder OUTPUT.parts, joined at the end.

A file appears complete or not at all, so a run that was stopped at any point can continue. The
manifest describes the job: only the same job continues with the files.
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
from annotator.batch.suggestion_rows import COLUMNS, ShardResult
from annotator.errors import AnnotatorError, Problem

JSONL_SUFFIXES = (".jsonl", ".ndjson")
_MANIFEST = "manifest.json"
_ELSEWHERE = "name a file in a folder that you may write to"
_LONGEST_ROW = 10_000_000
_DIFFERENT = {
    "input": "another input, or the input has changed",
    "label_set": "another labels.yaml",
    "columns": "other columns or another encoding",
    "program": "another version of this program",
}


@dataclass(frozen=True, slots=True)
class ShardSummary:
    """The counts and problems of a shard, stored with its rows.

    guessed: texts read in an encoding that was guessed.
    """

    documents: int = 0
    sentences: int = 0
    suggestions: int = 0
    guessed: int = 0
    problems: tuple[Problem, ...] = field(default=())

    def to_json(self) -> bytes:
        """Return the summary as one line of JSON."""
        value = asdict(self)
        value["problems"] = [
            [os.fsdecode(one.path), one.line, one.problem, one.fix] for one in self.problems
        ]
        return json.dumps(value, sort_keys=True).encode()

    @classmethod
    def from_json(cls, line: bytes) -> ShardSummary:
        """Read what to_json wrote. Raises ValueError for anything else."""
        try:
            value = json.loads(line)
            problems = [Problem(Path(one[0]), *one[1:]) for one in value.pop("problems")]
            return cls(**value, problems=tuple(problems))
        except (TypeError, KeyError, AttributeError, IndexError) as error:
            raise ValueError(f"not the summary of a shard: {error}") from None


class ShardFiles:
    """The folder of the shards of one output: JSON Lines or Parquet, like the output."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.folder = target.with_name(f"{target.name}.parts")
        self._suffix = ".jsonl" if target.suffix.lower() in JSONL_SUFFIXES else ".parquet"

    def begin(self, job: Mapping[str, str], *, restart: bool) -> None:
        """Create the folder, or check that it belongs to this job.

        restart: delete the files of an earlier run. Raises AnnotatorError if they belong to another
        job, or if the folder was not created by this program.
        """
        manifest = self.folder / _MANIFEST
        with _write_errors(self.target):
            if self.folder.exists() and not manifest.exists() and any(self.folder.iterdir()):
                raise AnnotatorError(
                    f"{self.folder}: expected to be free for parts; move it, or name another output"
                )
            if restart and manifest.exists():
                self.remove()
            self.folder.mkdir(exist_ok=True)
            if not manifest.exists():
                with _replacing(manifest) as temporary:
                    temporary.write_text(json.dumps(job, indent=2) + "\n", "utf-8")
                return
        self._check(manifest, job)

    def _check(self, manifest: Path, job: Mapping[str, str]) -> None:
        try:
            earlier = json.loads(manifest.read_bytes())
        except ValueError:
            earlier = {}
        if not isinstance(earlier, dict):
            earlier = {}
        for key, value in job.items():
            if earlier.get(key) != value:
                raise AnnotatorError(
                    f"{self.folder} has parts of a stopped run with"
                    f" {_DIFFERENT.get(key, key)}: finish that run, or start again with --restart"
                )

    def numbers(self) -> set[int]:
        """Return the numbers of the shards that are done."""
        found = self.folder.glob(f"*{self._suffix}")
        return {int(path.stem) for path in found if path.stem.isdecimal()}

    def write(self, number: int, result: ShardResult) -> None:
        """Store the result of a shard."""
        summary = ShardSummary(
            result.documents,
            result.sentences,
            result.suggestions,
            result.guessed,
            tuple(result.problems),
        ).to_json()
        with _write_errors(self.target), _replacing(self._path(number)) as temporary:
            if self._suffix == ".parquet":
                parquet.write_shard(temporary, result.rows, summary)
            else:
                temporary.write_bytes(b"\n".join([summary, *map(_line, result.rows), b""]))

    def summaries(self, numbers: Iterable[int]) -> Iterator[ShardSummary]:
        """Yield the summary of each shard. Raises AnnotatorError if one cannot be read."""
        for number in numbers:
            path = self._path(number)
            try:
                if self._suffix == ".parquet":
                    yield ShardSummary.from_json(parquet.read_summary(path))
                else:
                    with path.open("rb") as file:
                        yield ShardSummary.from_json(file.readline())
            except (OSError, ValueError) as error:
                raise AnnotatorError(
                    f"{path}: expected a part of the output ({error}); start again with --restart"
                ) from None

    def join(self, numbers: Iterable[int], about: Mapping[str, str]) -> None:
        """Join the shards into the output, in one step. about: stored in it if it is Parquet."""
        paths = [self._path(number) for number in numbers]
        with _write_errors(self.target), _replacing(self.target) as temporary:
            if self._suffix == ".parquet":
                parquet.join(paths, temporary, json.dumps(dict(about)).encode())
            else:
                _join_lines(paths, temporary)

    def remove(self) -> None:
        """Delete the files of this program, the manifest last, and the folder if it is empty."""
        for path in sorted(self.folder.iterdir(), key=lambda one: one.name == _MANIFEST):
            ours = path.name in {_MANIFEST} or path.name.startswith(".annotator-")
            if ours or (path.suffix == self._suffix and path.stem.isdecimal()):
                path.unlink(missing_ok=True)
        if not any(self.folder.iterdir()):
            self.folder.rmdir()

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:08d}{self._suffix}"


def is_earlier_output(path: Path) -> bool:
    """Return True if a file is the output of an earlier run, in the format of its name."""
    try:
        if path.suffix.lower() not in JSONL_SUFFIXES:
            return bool(parquet.read_summary(path))
        with path.open("rb") as file:
            row = json.loads(file.readline(_LONGEST_ROW))
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and COLUMNS.keys() <= row.keys()


def _line(row: Mapping[str, Any]) -> bytes:
    """Return a row as a line. What is JSON in a cell of Parquet is nested here."""
    nested = {key: json.loads(row[key]) for key in ("attributes", "triggers", "frames") if row[key]}
    return json.dumps({**row, **nested}, ensure_ascii=False, allow_nan=False).encode()


def _join_lines(paths: Iterable[Path], target: Path) -> None:
    with target.open("wb") as joined:
        for path in paths:
            with path.open("rb") as shard_file:
                shard_file.readline()  # the summary
                while data := shard_file.read(1 << 20):
                    joined.write(data)


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary file that replaces path, flushed to disk, unless there is an error."""
    temporary = path.with_name(f".annotator-{secrets.token_hex(6)}.tmp")
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _write_errors(target: Path) -> Iterator[None]:
    """Turn an OSError into an AnnotatorError."""
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise AnnotatorError(f"cannot write {target}: {why}; {_ELSEWHERE}") from None
