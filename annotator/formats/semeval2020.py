"""SemEval-2020 task 11: articles, and tables of propaganda techniques with their offsets.

https://propaganda.qcri.org/semeval2020-task11/, and Da San Martino et al. 2020, "SemEval-2020 Task
11: Detection of Propaganda Techniques in News Articles", https://aclanthology.org/2020.semeval-1.186.
A row of task FLC and TC has article, technique, start and end; one of task SI no technique. Offsets
are code points of the article's file, end exclusive.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from annotator.errors import Problem
from annotator.formats.annotated_text import Work
from annotator.formats.protocols import DocumentLine, ReadOptions, WriteOptions
from annotator.formats.semeval_articles import (
    Given,
    LabelRow,
    MakeDocument,
    annotators_of,
    document_of,
    label_files,
    read_article,
    read_articles,
    span_annotation,
    span_of,
)
from annotator.formats.semeval_folder import OfficialNames, TaskFolder, WrittenArticle, append_rows
from annotator.model import Dataset

TECHNIQUES = (
    "Appeal_to_Authority",
    "Appeal_to_fear-prejudice",
    "Bandwagon,Reductio_ad_hitlerum",
    "Black-and-White_Fallacy",
    "Causal_Oversimplification",
    "Doubt",
    "Exaggeration,Minimisation",
    "Flag-Waving",
    "Loaded_Language",
    "Name_Calling,Labeling",
    "Repetition",
    "Slogans",
    "Thought-terminating_Cliches",
    "Whataboutism,Straw_Men,Red_Herring",
)
"""The names of the task's own list, propaganda-techniques-names-semeval2020task11.txt."""

PROPAGANDA = "Propaganda"
"""The label of spans of task SI, which have no technique."""

_NAMES = "propaganda-techniques-names-semeval2020task11.txt"
_TABLE = "task-flc-tc.labels"
_SPANS = "task-si.labels"
_SUFFIXES = {".labels", ".tsv", ".txt"}
_TASK = re.compile(r"task-?(?:flc|tc|si)|\.labels$")
_ROW = re.compile(r"[0-9]+\t(?:[^\t\n]*[^\t\n0-9][^\t\n]*\t)?[0-9]+\t[0-9]+\s*")
_LOOKED_AT = 50
"""Files of a folder by which it is recognised."""
_COLUMNS = "article, technique, start and end with tabs between"


class SemEval2020Format:
    """SemEval-2020 task 11: techniques with their spans, in the tables of its tasks."""

    name = "semeval2020"
    suffixes: Sequence[str] = (".labels",)
    description = "SemEval-2020 task 11: articles, and tables of techniques with offsets"
    write_options: Collection[str] = ()
    read_options: Collection[str] = ("annotator", "texts")

    def write_folder(self, dataset: Dataset, folder: Path, options: WriteOptions) -> None:
        """Write articles, the tables of each annotator, and how labels were named."""
        del options
        target = TaskFolder(dataset, folder)
        official = OfficialNames(TECHNIQUES, dataset, parts=",")
        for annotator_folder in target.folders.values():
            for table in (_TABLE, _SPANS):
                _inner(annotator_folder, table).mkdir(parents=True)
                append_rows(annotator_folder / table, ())
        for article in target.articles():
            for work in article.works:
                _write_work(target.folders[work.annotator], article, work, official)
                target.left_out(work, article.number, "label of a whole document", len(work.whole))
        target.write_names(_NAMES, TECHNIQUES)
        target.write_mapping(official.rows())

    def recognises(self, path: Path) -> bool:
        """Return True for a table of the task, or a folder that has some."""
        if path.is_file():
            return _is_labels(path) and _begins_like_one(path)
        return path.is_dir() and any(
            _is_labels(one) and _begins_like_one(one)
            for pattern in ("*.labels", "*/*.labels", "*/*/*.labels")
            for one in islice(path.glob(pattern), _LOOKED_AT)
        )

    def read(self, path: Path, options: ReadOptions) -> tuple[Dataset, Iterator[DocumentLine]]:
        """Return the annotators, and an iterator over the articles.

        The annotator is named like the file or folder; in a folder of folders each of them is one.
        Raises DataError if there is no table.
        """
        found = label_files(path, _is_labels)
        names = annotators_of(path, found, options)
        tables = dict(zip(names, found, strict=True))
        lines = read_articles(path, options, tables, _row_problem, _prepare)
        return Dataset(annotators=dict.fromkeys(names, "annotator")), lines


# ------------------------------------------------------------------------------ writing


def _inner(folder: Path, table: str) -> Path:
    """The folder of the tables of single articles."""
    return folder / f"labels-{table.removesuffix('.labels')}"


def _write_work(folder: Path, article: WrittenArticle, work: Work, official: OfficialNames) -> None:
    spans = [
        (one.start + article.shift, one.end + article.shift, official.written(annotation.label))
        for annotation in work.annotations
        for one in annotation.fragments
    ]
    number = article.number
    techniques = [(number, name, start, end) for start, end, name in sorted(set(spans))]
    merged = [(number, start, end) for start, end in _merged(spans)]
    for table, rows in ((_TABLE, techniques), (_SPANS, merged)):
        append_rows(folder / table, rows)
        append_rows(_inner(folder, table) / f"article{number}.{table}", rows)


def _merged(spans: Sequence[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """The spans as task SI has them: without technique, those that share a character as one."""
    merged: list[tuple[int, int]] = []
    for start, end, _ in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


# ------------------------------------------------------------------------------ reading


def _is_labels(file: Path) -> bool:
    name = f"{file.parent.name}/{file.name}".casefold()
    return (
        file.suffix.lower() in _SUFFIXES
        and "subtask" not in name
        and _TASK.search(file.name.casefold()) is not None
    )


def _begins_like_one(file: Path) -> bool:
    with file.open("rb") as opened:
        start = opened.read(4_000).decode("utf-8", "replace").lstrip("\ufeff")
    line = start.lstrip().split("\n", 1)[0]
    return not line or _ROW.fullmatch(line) is not None


def _row_problem(row: LabelRow) -> Problem | None:
    if len(row.cells) not in {3, 4} or (len(row.cells) == 4 and not row.cells[1].strip()):
        return row.problem(_COLUMNS)
    return None


def _prepare(rows: Mapping[str, Mapping[str, list[LabelRow]]]) -> MakeDocument:
    """Note whose tables have techniques; their spans without one are of task SI."""
    with_techniques = {
        annotator
        for annotator, found in rows.items()
        if any(len(row.cells) == 4 for each in found.values() for row in each)
    }
    return partial(_document, with_techniques)


def _document(
    with_techniques: Collection[str], article: str, file: Path, given: Given
) -> DocumentLine:
    read = read_article(file)
    if isinstance(read, Problem):
        return DocumentLine(0, None, (read,))
    text, marked = read
    problems: list[Problem] = []
    lost = Counter[str]()
    done = []
    for annotator, rows in given.items():
        known = annotator in with_techniques
        spans, wrong = _spans(rows, text, lost, marked=marked, with_techniques=known)
        problems += wrong
        done.append(Work(annotator, annotations=[span_annotation(*one) for one in spans]))
    one = document_of(article, file, text, done, marked=marked)
    return DocumentLine(0, one, tuple(problems), dict(+lost))


def _spans(
    rows: Sequence[LabelRow], text: str, lost: Counter[str], *, marked: bool, with_techniques: bool
) -> tuple[list[tuple[str, int, int]], list[Problem]]:
    """The spans of rows, each once, with their labels, and the problems of those that are wrong.

    with_techniques: spans without technique are left out, as others have one.
    """
    found: dict[tuple[str, int, int], Path] = {}
    merged: set[tuple[int, int]] = set()
    problems: list[Problem] = []
    for row in rows:
        place = span_of(row, row.cells[-2], row.cells[-1], text, marked=marked)
        if isinstance(place, Problem):
            problems.append(place)
            continue
        if with_techniques and len(row.cells) == 3:
            merged.add(place)
            continue
        key = (row.cells[1].strip() if len(row.cells) == 4 else PROPAGANDA, *place)
        lost["row that is there twice"] += found.get(key) == row.file
        found.setdefault(key, row.file)
    lost["merged span of task SI"] += len(merged)
    return sorted(found, key=lambda one: (one[1], -one[2], one[0])), problems
