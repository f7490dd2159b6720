"""The folder of a published dataset: its files, all made of the data and of what is said of it.

`write_publication` writes the data first, with texts; everything else is made of these files, so
that filling in texts later gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import json
import platform
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import yaml

from annotator import __version__
from annotator.datasets.counts import Counts, counted, new_counts
from annotator.datasets.dataset_card import NOT_VERDICTS, card
from annotator.datasets.dataset_tables import write_tables
from annotator.datasets.facts import FORMAT, VERSION, Facts
from annotator.datasets.splits import SPLITS
from annotator.formats import native, native_reader
from annotator.formats.croissant_metadata import (
    FILE,
    Description,
    croissant_json,
    file_sha256,
)
from annotator.formats.native_copy import documents_of, leave_text_out
from annotator.labels.label_set_json import guideline_json
from annotator.model import AnnotatedDocument, Dataset, Guideline, LabelSet

NAME = "publication"
"""In the list of files: which folders are replaced by a later publication."""

CARD = "README.md"
CITATION = "CITATION.cff"
DATASET = "dataset.json"
LABELS = "labels.yaml"
SPLIT_FILE = "splits.csv"
SUMS = "SHA256SUMS"
VERSIONS = "versions.json"
DATA = "data"
GUIDELINES = "guidelines"

_LIBRARIES = ("numpy", "pyarrow", "spacy")


@dataclass(frozen=True, slots=True)
class DocumentSplits:
    """Where each document belongs. splits: by uid. groups: by uid, of near-duplicates."""

    splits: Mapping[str, str]
    groups: Mapping[str, str]


def write_publication(
    folder: Path, dataset: Dataset, where: DocumentSplits, facts: Facts, label_set: LabelSet
) -> Counts:
    """Write all files of a publication into an empty folder, and return what is in it.

    dataset: its documents are read once. label_set: of the project, today.
    """
    (folder / DATA).mkdir()
    write_data(folder, dataset, where.splits)
    _write(folder / SPLIT_FILE, _split_rows(where))
    _write(folder / LABELS, label_set.source)
    today = Guideline(label_set.name, guideline_json(label_set))
    _write_guidelines(folder, {**dataset.guidelines, label_set.guideline: today})
    return complete(folder, facts)


def write_data(folder: Path, dataset: Dataset, splits: Mapping[str, str]) -> None:
    """Write a native file for each split that has a document, all at once, with texts."""
    names = [name for name in SPLITS if name in {*splits.values()}]
    with ExitStack() as opened:
        files = {
            name: opened.enter_context(_path(folder, name).open("w", encoding="utf-8", newline=""))
            for name in names
        }
        uids: list[str] = []
        lines = native.lines(replace(dataset, documents=_noted(dataset, splits, uids)))
        for number, line in enumerate(lines):
            chosen = names if not number else [splits[uids.pop()]]
            for name in chosen:
                files[name].write(line)


def _noted(
    dataset: Dataset, splits: Mapping[str, str], uids: list[str]
) -> Iterator[AnnotatedDocument]:
    """Yield the documents that have a split; `uids` gets the uid of each before it is written."""
    for one in dataset.documents:
        if one.document.uid in splits:
            uids.append(one.document.uid)
            yield one


def _path(folder: Path, split: str) -> Path:
    return folder / DATA / f"{split}.jsonl"


def _split_rows(where: DocumentSplits) -> Iterator[str]:
    yield _csv("document", "split", "group")
    for uid, split in sorted(where.splits.items()):
        yield _csv(uid, split, where.groups.get(uid, uid))


def _csv(*cells: str) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()


# ---------------------------------------------------------------------- made of the data


def complete(folder: Path, facts: Facts) -> Counts:
    """Make everything of the data, which are there with their texts, and of the facts."""
    paths = {name: path for name in SPLITS if (path := _path(folder, name)).exists()}
    dataset = _head(next(iter(paths.values())))
    counts = new_counts(paths, dict(dataset.annotators))
    streams = {name: counted(name, documents_of(path), counts) for name, path in paths.items()}
    tables = write_tables(folder, dataset, streams, text=facts.text)
    if not facts.text:
        for path in paths.values():
            leave_text_out(path)
    _write_json(folder / DATASET, _dataset_json(facts, counts))
    _write_json(folder / VERSIONS, _versions(facts, counts))
    guideline = _read_guideline(folder / guideline_file(facts.guideline))
    head = tables.head(facts.about, counts)
    _write(folder / CARD, card(facts, counts, guideline, head))
    _write(folder / CITATION, _citation(facts, counts))
    described = [one for one in _files(folder) if one not in {CARD, CITATION}]
    about = _description(facts, counts)
    _write(folder / FILE, croissant_json(about, folder, described, tables.columns))
    sums = "".join(f"{file_sha256(folder / one)}  {one}\n" for one in _files(folder))
    _write(folder / SUMS, sums)
    return counts


def _head(path: Path) -> Dataset:
    return native_reader.stream(path)[0]


def _write_guidelines(folder: Path, guidelines: Mapping[str, Guideline]) -> None:
    """Write every version of the guideline, each as JSON under its uid."""
    (folder / GUIDELINES).mkdir()
    for uid, one in sorted(guidelines.items()):
        record = {"uid": uid, "name": one.name, "definition": one.definition}
        _write_json(folder / guideline_file(uid), record)


def guideline_file(uid: str) -> str:
    """The file of a version of the guideline, relative to the folder."""
    return f"{GUIDELINES}/{uid.replace(':', '-')}.json"


def _read_guideline(path: Path) -> Guideline:
    record = json.loads(path.read_text("utf-8"))
    return Guideline(record["name"], record["definition"])


def _write(path: Path, text: str | Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines([text] if isinstance(text, str) else text)


def _write_json(path: Path, record: Mapping[str, Any]) -> None:
    _write(path, json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def _files(folder: Path) -> list[str]:
    """The files of a folder, in order, with slashes."""
    found = (one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file())
    return sorted(found)


# ------------------------------------------------------------------------ small files


def _dataset_json(facts: Facts, counts: Counts) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "facts": facts.as_json(),
        "counts": counts.as_json(),
    }


def _versions(facts: Facts, counts: Counts) -> dict[str, Any]:
    return {
        "annotator": __version__,
        "python": platform.python_version(),
        "libraries": {name: found for name in _LIBRARIES if (found := _version(name))},
        "native_format": native.VERSION,
        "guideline": facts.guideline,
        "rules": facts.rules,
        "rule_versions": sorted(counts.rules),
        "suggesters": sorted(counts.suggesters),
    }


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


def _citation(facts: Facts, counts: Counts) -> str:
    about = facts.about
    record: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it as below.",
        "title": about.title,
        "type": "dataset",
        "authors": [{"name": one} for one in about.authors],
        "abstract": NOT_VERDICTS,
        "keywords": ["annotation", "framing", "misinformation", "news"],
    }
    if about.spdx:
        record["license"] = about.spdx
    if counts.last:
        record["date-released"] = counts.last[:10]
    return yaml.safe_dump(record, allow_unicode=True, sort_keys=False, width=100)


def _description(facts: Facts, counts: Counts) -> Description:
    about = facts.about
    people = [number for number, many in counts.votes.items() for _ in range(many)]
    rai: dict[str, Any] = {
        "dataAnnotationProtocol": (
            "Annotators read each text sentence by sentence, apply the labels of the guideline to"
            " spans, sentences or documents, and finish each sentence, also where they found"
            " nothing. Definitions and examples are in labels.yaml and README.md."
        ),
        "dataAnnotationPlatform": [f"annotator {__version__}"],
        "dataAnnotationAnalysis": [
            str(facts.agreement.get("methods") or facts.agreement.get("reason") or "None.")
        ],
        "annotationsPerItem": (
            f"{sum(people) / len(people):.2f} people for a finished sentence" if people else "0"
        ),
        "machineAnnotationTools": sorted(counts.suggesters) or ["none"],
        "dataLimitations": [one for one in (about.limits, NOT_VERDICTS) if one],
    }
    return Description(
        name=about.title,
        text=about.description or f"News texts annotated for framing. {NOT_VERDICTS}",
        licence=about.licence_url,
        date=counts.last[:10],
        version="1.0.0",
        cite_as=f"{', '.join(about.authors)} ({counts.last[:4] or 'no date'}). {about.title}.",
        creators=about.authors,
        rai=rai,
    )
