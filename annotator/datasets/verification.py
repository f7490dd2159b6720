"""Check a published dataset: files, quotes, ids of documents, labels, counts and splits.

Files are read line by line, with little made of each line, so that a large dataset is checked in
less time than it takes to write.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator import __version__
from annotator.annotations.project_events import ROLES
from annotator.canonical_json import content_id
from annotator.datasets.card_labels import label_counts
from annotator.datasets.counts import AnnotatorCounts, Counts, SplitCounts
from annotator.datasets.dataset_card import annotator_table, size_table
from annotator.datasets.facts import FORMAT, Facts, facts_from_json
from annotator.datasets.publication import (
    CARD,
    DATA,
    DATASET,
    GUIDELINES,
    SPLIT_FILE,
    SUMS,
    VERSIONS,
    DocumentSplits,
    guideline_file,
)
from annotator.datasets.splits import SPLITS
from annotator.datasets.verified_document import DocumentCheck
from annotator.errors import AnnotatorError, Problem
from annotator.formats.atomic_file import LISTED
from annotator.formats.croissant_metadata import FILE, file_sha256
from annotator.formats.native import FORMAT as NATIVE
from annotator.model import Guideline

_AGAIN = "Get the dataset again, or publish it again."
_HEX = frozenset("0123456789abcdef")


@dataclass(slots=True)
class Verification:
    """What was checked, and all that is wrong."""

    problems: list[Problem] = field(default_factory=list)
    files: int = 0
    documents: int = 0
    spans: int = 0

    def add(self, path: Path, line: int, problem: str, fix: str = _AGAIN) -> None:
        """Note a problem."""
        self.problems.append(Problem(path, line, problem, fix))


def verify_folder(folder: Path) -> Verification:
    """Check a published dataset. Raises AnnotatorError if there is none in the folder."""
    if not (folder / SUMS).is_file() and not (folder / DATASET).is_file():
        raise AnnotatorError(f"{folder}: there is no published dataset; name a folder with {SUMS}")
    found = Verification()
    sums = _sums(folder, found)
    _check_sums(folder, sums, found)
    _check_others(folder, sums, found)
    facts, counts = _dataset(folder, found)
    where = _split_file(folder, found)
    labels = _labels(folder, found)
    has_text = facts is None or facts.text
    counted = _check_data(folder, where, labels, found, has_text=has_text)
    _check_splits(folder, where, counted.splits_of, found)
    if facts is not None:
        _check_counts(folder, counts, counted.counts, found)
        _check_card(folder, facts, counted.counts, found)
    _check_croissant(folder, sums, found)
    return found


# ------------------------------------------------------------------------------- files


def _sums(folder: Path, found: Verification) -> dict[str, str]:
    """The checksums, by file. A line that is none, or names a file elsewhere, is a problem."""
    path = folder / SUMS
    sums: dict[str, str] = {}
    for number, line in enumerate(_text(path, found).splitlines(), 1):
        digest, space, name = line.partition("  ")
        if len(digest) != 64 or not _HEX.issuperset(digest) or not space or not _is_inside(name):
            found.add(path, number, "expected a SHA-256, two blanks and a file of the folder")
        elif name in sums:
            found.add(path, number, f"{name} is listed twice")
        else:
            sums[name] = digest
    return sums


def _is_inside(name: str) -> bool:
    parts = name.split("/")
    return bool(name) and not any(one in {"", ".", ".."} for one in parts) and "\\" not in name


def check_listed(folder: Path) -> list[Problem]:
    """Return what is wrong with the files that SHA256SUMS lists, and with the list."""
    found = Verification()
    _check_sums(folder, _sums(folder, found), found)
    return found.problems


def _check_sums(folder: Path, sums: Mapping[str, str], found: Verification) -> None:
    for name, digest in sums.items():
        path = folder / name
        if not path.is_file():
            found.add(path, 0, "the file is missing")
            continue
        found.files += 1
        if file_sha256(path) != digest:
            found.add(path, 0, "the file was changed: its checksum differs")


def _check_others(folder: Path, sums: Mapping[str, str], found: Verification) -> None:
    """Look for files that are not listed."""
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        name = path.relative_to(folder).as_posix()
        if name not in {*sums, SUMS, LISTED}:
            found.add(path, 0, f"the file is not in {SUMS}", "Remove it, or publish again.")


def _text(path: Path, found: Verification) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        found.add(path, 0, "the file is missing")
    except UnicodeDecodeError:
        found.add(path, 0, "expected text in UTF-8")
    except OSError as error:
        found.add(path, 0, f"cannot be read ({error.strerror})", "Allow reading it.")
    return ""


def read_json(path: Path, found: Verification) -> dict[str, Any]:
    """The object in a JSON file; empty, with a problem, if there is none."""
    text = _text(path, found)
    try:
        record = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        record = None
    if isinstance(record, dict):
        return record
    found.add(path, 0, "expected an object in JSON")
    return {}


def _dataset(folder: Path, found: Verification) -> tuple[Facts | None, Mapping[str, Any]]:
    """The facts and the counts of dataset.json."""
    path = folder / DATASET
    record = read_json(path, found)
    if not record:
        return None, {}
    if record.get("format") != FORMAT or not isinstance(record.get("counts"), dict):
        found.add(path, 0, f'expected "format": "{FORMAT}" with facts and counts')
        return None, {}
    try:
        return facts_from_json(record.get("facts") or {}), record["counts"]
    except ValueError as error:
        found.add(path, 0, str(error))
        return None, {}


def _split_file(folder: Path, found: Verification) -> DocumentSplits:
    """Where documents belong, as splits.csv says."""
    path = folder / SPLIT_FILE
    splits: dict[str, str] = {}
    groups: dict[str, str] = {}
    try:
        rows = [*csv.reader(_text(path, found).splitlines())]
    except csv.Error as error:
        found.add(path, 0, f"expected a table: {error}")
        rows = []
    for number, row in enumerate(rows, 1):
        if number == 1 and row == ["document", "split", "group"]:
            continue
        if len(row) != 3 or row[1] not in SPLITS:
            found.add(path, number, "expected a document, a split and a group")
        elif row[0] in splits:
            found.add(path, number, f"the document {row[0]!r} is in two lines")
        else:
            splits[row[0]], groups[row[0]] = row[1], row[2]
    return DocumentSplits(splits, groups)


# -------------------------------------------------------------------------------- data


@dataclass(slots=True)
class _Counted:
    """What the data hold. splits_of: by document, the files that have it."""

    counts: Counts = field(default_factory=Counts)
    splits_of: dict[str, str] = field(default_factory=dict)


def _labels(folder: Path, found: Verification) -> set[str]:
    """The labels of all versions of the guideline. Checks that their ids are right."""
    labels: set[str] = set()
    for path in sorted((folder / GUIDELINES).glob("*.json")):
        record = read_json(path, found)
        definition = record.get("definition")
        if not isinstance(definition, dict) or record.get("uid") != content_id(definition):
            found.add(path, 0, "the definition was changed: its id differs")
        else:
            labels.update(definition.get("labels", {}))
    return labels


def _check_data(
    folder: Path, where: DocumentSplits, labels: set[str], found: Verification, *, has_text: bool
) -> _Counted:
    counted = _Counted()
    for split in SPLITS:
        path = folder / DATA / f"{split}.jsonl"
        if path.is_file():
            counted.counts.splits[split] = SplitCounts()
            _check_file(path, split, labels, counted, found, has_text=has_text)
        elif split in where.splits.values():
            found.add(path, 0, f"the file is missing, {SPLIT_FILE} has documents in {split!r}")
    return counted


def _check_file(
    path: Path,
    split: str,
    labels: set[str],
    counted: _Counted,
    found: Verification,
    *,
    has_text: bool,
) -> None:
    last = ""
    counts = counted.counts
    for number, record, places in _records(path, found):
        if number == 1:
            _check_head(path, record, counts, found)
            continue
        check = DocumentCheck(record, places, has_text=has_text)
        for problem in check.problems():
            found.add(path, number, problem)
        found.documents += 1
        found.spans += check.spans
        for label in sorted(check.count(split, counts) - labels):
            found.add(path, number, f"no guideline has the label {label!r}")
        uid = check.uid
        if uid in counted.splits_of:
            found.add(path, number, f"the document {uid!r} is in {counted.splits_of[uid]!r}, too")
        elif uid < last:
            found.add(path, number, f"expected documents in the order of their ids, got {uid!r}")
        counted.splits_of.setdefault(uid, split)
        last = uid


def _records(path: Path, found: Verification) -> Iterator[tuple[int, dict[str, Any], list[Any]]]:
    """Yield the lines that are objects, with their numbers and what may be spans in them."""
    places: list[Any] = []

    def note(value: dict[str, Any]) -> dict[str, Any]:
        if "start" in value and "kind" not in value:  # blocks have a kind, and no quote
            places.append(value)
        return value

    read = json.JSONDecoder(object_hook=note).decode
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            places.clear()
            try:
                record = read(line.decode("utf-8"))
            except (ValueError, RecursionError):
                record = None
            if isinstance(record, dict):
                yield number, record, places
            else:
                found.add(path, number, "expected an object in JSON")


def _check_head(path: Path, record: Mapping[str, Any], counts: Counts, found: Verification) -> None:
    """Check the first line, and note the roles of annotators."""
    people = record.get("annotators")
    if record.get("format") != NATIVE or not isinstance(people, list):
        found.add(path, 1, "expected a head with annotators")
        return
    for one in people:
        if isinstance(one, dict) and one.get("role") in {*ROLES, ""}:
            name = str(one.get("name"))
            counts.annotators.setdefault(name, AnnotatorCounts(one["role"]))
        else:
            found.add(path, 1, "expected annotators with a name and a role")


# ---------------------------------------------------------------------- splits, counts


def _check_splits(
    folder: Path, where: DocumentSplits, held: Mapping[str, str], found: Verification
) -> None:
    path = folder / SPLIT_FILE
    for uid in sorted(held.keys() | where.splits.keys()):
        listed, real = where.splits.get(uid), held.get(uid)
        if listed != real:
            found.add(path, 0, f"{uid} is listed in {listed or 'no split'}, it is in {real}")
    first: dict[str, str] = {}
    for uid, group in sorted(where.groups.items()):
        split = held.get(uid, "")
        if split and first.setdefault(group, split) != split:
            problem = f"near-duplicates of {group} are in {first[group]!r} and in {split!r}"
            found.add(path, 0, problem)


def _check_counts(
    folder: Path, listed: Mapping[str, Any], counts: Counts, found: Verification
) -> None:
    real = counts.as_json()
    for key in ("documents", "sentences", "annotations", "suggestions", "splits", "annotators"):
        for where, one, other in _differences(key, listed.get(key), real[key]):
            found.add(folder / DATASET, 0, f"{where} is {one}, the data have {other}")


def _differences(where: str, listed: Any, real: Any) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(listed, dict) and isinstance(real, dict):
        for key in sorted({*listed, *real}):
            yield from _differences(f"{where}: {key}", listed.get(key), real.get(key))
    elif listed != real:
        yield where, listed, real


def _check_card(folder: Path, facts: Facts, counts: Counts, found: Verification) -> None:
    """Check the tables of the card, if this version of the program wrote it."""
    if read_json(folder / VERSIONS, Verification()).get("annotator") != __version__:
        return
    text = _text(folder / CARD, Verification())
    today = read_json(folder / guideline_file(facts.guideline), Verification())
    definition = today.get("definition")
    tables = {"sizes": size_table(counts), "annotators": annotator_table(counts)}
    if isinstance(definition, dict):
        tables["labels"] = label_counts(counts, Guideline("", definition))
    for name, lines in tables.items():
        if text and "\n".join(lines) not in text:
            found.add(folder / CARD, 0, f"the table of {name} differs from the data")


def _check_croissant(folder: Path, sums: Mapping[str, str], found: Verification) -> None:
    path = folder / FILE
    files = read_json(path, found).get("distribution", [])
    for one in files if isinstance(files, list) else []:
        name = str(one.get("contentUrl")) if isinstance(one, dict) else ""
        if name not in sums:
            found.add(path, 0, f"the file {name!r} is not in {SUMS}")
        elif one.get("sha256") != sums[name]:
            found.add(path, 0, f"the checksum of {name} differs from that in {SUMS}")
