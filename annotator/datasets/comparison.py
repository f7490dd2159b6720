"""What changed between two published datasets: documents, annotations, figures and versions."""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.canonical_json import content_id
from annotator.datasets.facts import facts_from_json
from annotator.datasets.publication import DATA, DATASET, LABELS, VERSIONS
from annotator.datasets.splits import SPLITS
from annotator.errors import AnnotatorError, DataError, Problem
from annotator.formats.croissant_metadata import file_sha256
from annotator.formats.native_text import text_sha256

_Json = dict[str, Any]
_CHECK = "Check the folder with `annotator verify`."
_LISTED = 10


@dataclass(slots=True)
class Comparison:
    """What is different in the second of two datasets.

    added, removed: uids of documents. moved: those in another split. reworked: those of which
    anything else differs. labels: by label, annotations that were added, removed and changed.
    figures: by name, a value of agreement in both. versions: by name, a version in both.
    """

    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    reworked: list[str] = field(default_factory=list)
    labels: dict[str, Counter[str]] = field(default_factory=dict)
    figures: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    versions: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    label_file: bool = False

    @property
    def is_equal(self) -> bool:
        """True if the data are: versions of libraries do not count."""
        return not (self.added or self.removed or self.moved or self.reworked or self.label_file)

    def lines(self) -> Iterator[str]:
        """Yield what differs, in lines."""
        yield (
            "equal: the same documents, annotations, splits and labels"
            if self.is_equal
            else ("different data")
        )
        for words, uids in (
            ("documents added", self.added),
            ("documents removed", self.removed),
            ("documents in another split", self.moved),
            ("documents with other content", self.reworked),
        ):
            if uids:
                more = f" and {len(uids) - _LISTED:,} more" if len(uids) > _LISTED else ""
                yield f"{words}: {len(uids):,} ({', '.join(uids[:_LISTED])}{more})"
        for label, kinds in sorted(self.labels.items()):
            parts = (f"{kinds[kind]:,} {kind}" for kind in ("added", "removed", "changed")
                     if kinds[kind])  # fmt: skip
            yield f"annotations of {label}: {', '.join(parts)}"
        if self.label_file:
            yield f"{LABELS} differs"
        for name, (one, other) in self.figures.items():
            yield f"agreement, {name}: {one} -> {other}"
        for name, (one, other) in self.versions.items():
            yield f"version of {name}: {one} -> {other}"

    def as_json(self) -> _Json:
        """What differs, for JSON."""
        return {
            "equal": self.is_equal,
            "documents": {
                "added": self.added,
                "removed": self.removed,
                "moved": self.moved,
                "changed": self.reworked,
            },
            "annotations": {name: dict(kinds) for name, kinds in sorted(self.labels.items())},
            "labels": self.label_file,
            "agreement": {name: list(both) for name, both in self.figures.items()},
            "versions": {name: list(both) for name, both in self.versions.items()},
        }


def compare_folders(folder: Path, other: Path) -> Comparison:
    """Compare two published datasets, document by document.

    Raises AnnotatorError if a folder has none, DataError if its data cannot be read.
    """
    found = Comparison()
    for uid, one, two in _both(_documents(folder), _documents(other)):
        try:
            _compare(uid, one, two, found)
        except (KeyError, TypeError, ValueError):
            problem = f"the document {uid!r} cannot be compared"
            raise DataError(Problem(folder / DATA, 0, problem, _CHECK)) from None
    found.label_file = _digest(folder / LABELS) != _digest(other / LABELS)
    found.figures = _changed(_figures(folder), _figures(other))
    found.versions = _changed(_versions(folder), _versions(other))
    return found


_Held = tuple[str, str, _Json]
"""The uid of a document, its split, and its record."""


def _documents(folder: Path) -> Iterator[_Held]:
    """Yield the documents of all splits, by uid."""
    paths = {split: folder / DATA / f"{split}.jsonl" for split in SPLITS}
    files = {split: path for split, path in paths.items() if path.is_file()}
    if not files:
        raise AnnotatorError(f"{folder}: there is no published dataset; name a folder with {DATA}/")
    return heapq.merge(
        *(_read(split, path) for split, path in files.items()), key=lambda one: one[0]
    )


def _read(split: str, path: Path) -> Iterator[_Held]:
    with path.open("rb") as file:
        next(file, None)
        for number, line in enumerate(file, 2):
            try:
                record = json.loads(line)
                yield str(record["document"]), split, record
            except (ValueError, KeyError, TypeError, RecursionError):
                raise DataError(Problem(path, number, "expected a document", _CHECK)) from None


def _both(
    ones: Iterator[_Held], others: Iterator[_Held]
) -> Iterator[tuple[str, _Held | None, _Held | None]]:
    """Yield each document with what both datasets hold of it. Both are in the order of uids."""
    one, other = next(ones, None), next(others, None)
    while one or other:
        uid = min(held[0] for held in (one, other) if held)
        left = one if one and one[0] == uid else None
        right = other if other and other[0] == uid else None
        yield uid, left, right
        one = next(ones, None) if left else one
        other = next(others, None) if right else other


def _compare(uid: str, one: _Held | None, other: _Held | None, found: Comparison) -> None:
    if one is None or other is None:
        (found.added if one is None else found.removed).append(uid)
    else:
        if one[1] != other[1]:
            found.moved.append(uid)
        if _content(one[2]) != _content(other[2]):
            found.reworked.append(uid)
    before, after = (_annotations(held[2]) if held else {} for held in (one, other))
    for annotation in sorted(before.keys() | after.keys()):
        kind = _kind(before.get(annotation), after.get(annotation))
        if kind:
            label = (after.get(annotation) or before[annotation])[0]
            found.labels.setdefault(label, Counter())[kind] += 1


def _kind(before: tuple[str, str] | None, after: tuple[str, str] | None) -> str:
    if before is None:
        return "added"
    if after is None:
        return "removed"
    return "changed" if before != after else ""


def _content(record: Mapping[str, Any]) -> str:
    """The hash of a document without its text: data with and without texts may be compared."""
    plain = dict(record)
    text = plain.pop("text")
    plain.pop("text_length", None)
    plain["text_sha256"] = text_sha256(text) if isinstance(text, str) else plain["text_sha256"]
    return content_id(_unquoted(plain))


def _unquoted(value: Any) -> Any:
    if isinstance(value, list):
        return [_unquoted(one) for one in value]
    if not isinstance(value, dict):
        return value
    is_span = type(value.get("start")) is int and type(value.get("end")) is int
    return {key: _unquoted(one) for key, one in value.items() if not (is_span and key == "text")}


def _annotations(record: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """By annotator and uid: the label, and a hash of the annotation."""
    return {
        f"{reading['annotator']} {reading.get('pass', 0)} {one['uid']}": (
            one["label"],
            content_id(_unquoted(one)),
        )
        for reading in record["readings"]
        for judgement in reading["judgements"]
        for one in judgement["annotations"]
    }


def _digest(path: Path) -> str:
    return file_sha256(path) if path.is_file() else ""


def _figures(folder: Path) -> dict[str, Any]:
    try:
        found = facts_from_json(_json(folder / DATASET).get("facts", {})).agreement
        overall = {one["name"]: one["value"] for one in found.get("overall", ())}
        labels = {
            f"alpha of {one['label']}": one["alpha"]["value"] for one in found.get("labels", ())
        }
    except (KeyError, TypeError, ValueError):
        problem = "expected the facts of a dataset"
        raise DataError(Problem(folder / DATASET, 0, problem, _CHECK)) from None
    return overall | labels


def _versions(folder: Path) -> dict[str, Any]:
    record = _json(folder / VERSIONS)
    found = {name: value for name, value in record.items() if isinstance(value, str | int)}
    libraries = record.get("libraries")
    return found | (libraries if isinstance(libraries, dict) else {})


def _json(path: Path) -> _Json:
    try:
        record = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        raise DataError(Problem(path, 0, "expected an object in JSON", _CHECK))
    return record


def _changed(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    names = dict.fromkeys((*one, *other))
    return {
        name: (one.get(name), other.get(name)) for name in names if one.get(name) != other.get(name)
    }
