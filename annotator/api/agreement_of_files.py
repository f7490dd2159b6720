"""Agreement of annotated files of other tools, without a project."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotator.agreement.figure import Figure
from annotator.agreement.span_metrics import DEFAULT, span_figures
from annotator.agreement.units import units
from annotator.errors import AnnotatorError, DataError, Problem, did_you_mean
from annotator.formats.brat import SUFFIX, annotation_files, read_document, text_of
from annotator.formats.protocols import DocumentLine
from annotator.model import Document, Reading

_Reader = Callable[[Path, str, Path | None], Iterator[tuple[str, Path, DocumentLine]]]
"""From a place, a coder and the folder of the texts to names of documents, files and documents."""


@dataclass(slots=True)
class FilesRead:
    """Readings of all files, and the problems of lines that were left out of them."""

    readings: list[Reading] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def labels(self) -> list[str]:
        """The labels that anybody gave, in alphabetical order."""
        return sorted(
            {
                annotation.label
                for reading in self.readings
                for judgement in reading.judgements.values()
                for annotation in judgement.annotations.values()
            }
        )


def read_files(
    places: Sequence[str],
    name: str = "brat",
    *,
    texts: Path | None = None,
    keep_good: bool = False,
) -> FilesRead:
    """Read annotated files of some coders.

    places: NAME=FOLDER, NAME=PATTERN such as ann=dev/*_ann.ann, or a folder of folders that are
        named after coders.
    texts: the folder of the texts, if they are not beside the annotations.
    keep_good: leave lines out that are wrong, instead of refusing all.
    Raises DataError with every problem, AnnotatorError for a format or a place that is unknown.
    """
    if name not in _READERS:
        known = list(_READERS)
        raise AnnotatorError(f"unknown format {name!r} of files. {did_you_mean(name, known)}")
    found = FilesRead()
    documents: dict[str, Document] = {}
    seen: dict[tuple[str, str], Path] = {}
    for coder, path in _coders(places):
        for key, file, line in _READERS[name](path, coder, texts):
            found.problems += line.problems
            if line.document is None:
                continue
            (reading,) = line.document.readings
            if (coder, key) in seen:
                problem = f"{coder!r} has the text {key} also in {seen[coder, key]}"
                raise DataError(Problem(file, 0, problem, "Give each coder one file for a text."))
            seen[coder, key] = file
            own = replace(reading.document, uid=key)
            first = documents.setdefault(key, own)
            if first.text != own.text:
                problem = f"the text {key} differs from that of another coder"
                raise DataError(Problem(file, 0, problem, "Give all coders the same texts."))
            found.readings.append(replace(reading, document=first))
    if found.problems and not keep_good:
        raise DataError(*found.problems)
    return found


def figures_of_files(
    found: FilesRead,
    metrics: Sequence[str] = DEFAULT,
    *,
    labels: Sequence[str] = (),
    pairs: bool = False,
    confidence: float = 0.95,
) -> list[Figure]:
    """Compute metrics of spans, of some labels or of all that were given."""
    known = found.labels
    for label in labels:
        if label not in known:
            raise AnnotatorError(f"no file has the label {label!r}. {did_you_mean(label, known)}")
    return span_figures(
        units(found.readings), list(labels) or known, metrics, pairs=pairs, confidence=confidence
    )


def _coders(places: Sequence[str]) -> Iterator[tuple[str, Path]]:
    """Yield the name of each coder with each place of theirs."""
    for place in places:
        name, equals, path = place.partition("=")
        if equals and name:
            matches = sorted(glob.glob(path)) if glob.has_magic(path) else [path]  # noqa: PTH207
            if not matches:
                raise AnnotatorError(f"no file is like {path!r}, given for {name!r}")
            yield from ((name, Path(match)) for match in matches)
            continue
        folder = Path(place)
        inner = sorted(one for one in folder.iterdir() if one.is_dir()) if folder.is_dir() else []
        coders = [one for one in inner if any(one.rglob(f"*{SUFFIX}"))]
        if not coders:
            raise AnnotatorError(
                f"{place}: expected NAME=FOLDER, or a folder with a folder for each coder"
            )
        yield from ((one.name, one) for one in coders)


def _read_brat(
    path: Path, coder: str, texts: Path | None
) -> Iterator[tuple[str, Path, DocumentLine]]:
    """Yield the documents of .ann files, named by where their texts are in the folder of texts."""
    base = texts or (path if path.is_dir() else path.parent)
    for file in annotation_files(path):
        beside = texts / file.parent.relative_to(path) if texts and path.is_dir() else texts
        folder = beside if beside and beside.is_dir() else texts
        text = text_of(file, folder)
        key = str((text or file).relative_to(base).with_suffix("")) if text else file.stem
        yield key, file, read_document(file, coder, folder)


_READERS: Mapping[str, _Reader] = {"brat": _read_brat}
