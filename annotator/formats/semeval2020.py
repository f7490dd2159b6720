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
from itertools import islice
from pathlib import Path

from annotator.errors import Problem
from annotator.formats.annotated_text import State, Work, article_of, assemble, works
from annotator.formats.protocols import DocumentLine, ReadOptions, WriteOptions
from annotator.formats.safe_names import SafeNames
from annotator.formats.semeval_articles import (
    MARKED,
    ArticleNumbers,
    Articles,
    LabelFiles,
    LabelRow,
    OfficialNames,
    annotators_of,
    append_rows,
    by_article,
    label_files,
    read_article,
    span_of,
    write_article,
)
from annotator.model import AnnotatedDocument, Annotation, Dataset, DocumentSource, Origin, Span

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
        _TaskFolder(dataset, folder).write()

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
        return Dataset(annotators=dict.fromkeys(names, "annotator")), _read(path, tables, options)


# ------------------------------------------------------------------------------ writing


class _TaskFolder:
    """Writes a folder, one document after the other."""

    def __init__(self, dataset: Dataset, folder: Path) -> None:
        self._dataset = dataset
        self._folder = folder
        self._numbers = ArticleNumbers()
        self._official = OfficialNames(TECHNIQUES, dataset, parts=",")
        self._spans = Counter[str]()
        self._folders: dict[str, Path] = {}

    def write(self) -> None:
        """Write everything."""
        (self._folder / "articles").mkdir()
        append_rows(self._folder / "articles.tsv", [("article", "document", "id", "path")])
        append_rows(self._folder / "left-out.tsv", [("annotator", "article", "what", "count")])
        self._make_folders()
        for one in self._dataset.documents:
            self._write_document(one)
        append_rows(self._folder / _NAMES, ([name] for name in TECHNIQUES))
        rows = [
            (label, name, "yes" if self._official.of(label) else "no", self._spans[label])
            for label, name in sorted(self._official.used.items())
        ]
        append_rows(
            self._folder / "mapping.tsv", [("label", "technique", "official", "spans"), *rows]
        )

    def _make_folders(self) -> None:
        """Make the folder of each annotator: the target itself if there is only one."""
        names, several = SafeNames(), len(self._dataset.annotators) > 1
        for taken in ("articles", "articles.tsv", "left-out.tsv", "mapping.tsv", _NAMES):
            names.of(taken)
        for annotator in sorted(self._dataset.annotators):
            folder = self._folder / names.of(annotator) if several else self._folder
            self._folders[annotator] = folder
            for table in (_TABLE, _SPANS):
                (folder / f"labels-{table.removesuffix('.labels')}").mkdir(parents=True)
                append_rows(folder / table, ())

    def _write_document(self, one: AnnotatedDocument) -> None:
        number = self._numbers.of(one)
        more = write_article(self._folder / "articles", number, one)
        source = one.sources[0] if one.sources else DocumentSource("")
        row = (number, one.document.uid, source.external_id, source.path)
        append_rows(self._folder / "articles.tsv", [row])
        for work in works(one):
            if work.state in {State.DONE, State.DRAFT}:
                self._write_work(number, work, more)
            lost = [(work.annotator, number, *each) for each in left_out(work, whole=True)]
            append_rows(self._folder / "left-out.tsv", lost)

    def _write_work(self, number: str, work: Work, more: int) -> None:
        folder = self._folders[work.annotator]
        spans: dict[tuple[int, int, str], None] = {}
        for annotation in work.annotations:
            name = self._official.written(annotation.label)
            self._spans[annotation.label] += len(annotation.fragments)
            for one in annotation.fragments:
                spans[one.start + more, one.end + more, name] = None
        techniques = [(number, name, start, end) for start, end, name in sorted(spans)]
        merged = [(number, start, end) for start, end in _merged(list(spans))]
        for table, rows in ((_TABLE, techniques), (_SPANS, merged)):
            inner = folder / f"labels-{table.removesuffix('.labels')}"
            append_rows(folder / table, rows)
            append_rows(inner / f"article{number}.{table}", rows)


def _merged(spans: Sequence[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """The spans as task SI has them: without technique, those that share a character as one."""
    merged: list[tuple[int, int]] = []
    for start, end, _ in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def left_out(work: Work, *, whole: bool) -> Iterator[tuple[str, int]]:
    """Yield what tables of spans cannot hold of some work, and how many.

    whole: labels of whole documents, too.
    """
    several = [one for one in work.annotations if len(one.fragments) > 1]
    found = {
        "value of an attribute": sum(len(one.attributes) for one in work.annotations),
        "connection of fragments": len(several),
        "label of a whole document": len(work.whole) if whole else 0,
        "relation": len(work.relations),
        "note on the document": int(bool(work.note)),
        "that it is a draft": int(work.state is State.DRAFT),
        "that it was skipped": int(work.state is State.SKIPPED),
    }
    yield from ((what, count) for what, count in found.items() if count)


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


def _read(
    path: Path, tables: Mapping[str, LabelFiles], options: ReadOptions
) -> Iterator[DocumentLine]:
    articles = Articles(path, options.texts)
    rows: dict[str, Mapping[str, list[LabelRow]]] = {}
    problems: list[Problem] = []
    for annotator, files in tables.items():
        rows[annotator], wrong = by_article(files, _row_problem)
        problems += wrong
    if problems:
        yield DocumentLine(0, None, tuple(problems))
    with_techniques = {
        annotator
        for annotator, found in rows.items()
        if any(len(row.cells) == 4 for each in found.values() for row in each)
    }
    for article in _asked(path, tables, rows, articles):
        given = {annotator: found.get(article, []) for annotator, found in rows.items()}
        if article not in articles.files:
            first = next((row for each in given.values() for row in each), None)
            yield DocumentLine(0, None, (articles.missing(article, first),))
            continue
        done = {
            annotator: found
            for annotator, found in given.items()
            if found or tables[annotator].is_of_all or article in tables[annotator].of_articles
        }
        yield _document(article, articles.files[article], done, with_techniques)


def _asked(
    path: Path,
    tables: Mapping[str, LabelFiles],
    rows: Mapping[str, Mapping[str, list[LabelRow]]],
    articles: Articles,
) -> list[str]:
    """The digits of all articles; of those with labels for a table of one."""
    found = {article for each in rows.values() for article in each}
    found |= {article for each in tables.values() for article in each.of_articles}
    if path.is_dir() or any(each.is_of_all for each in tables.values()):
        found |= articles.files.keys()
    return sorted(found, key=lambda digits: (len(digits), digits))


def _document(
    article: str, file: Path, given: Mapping[str, list[LabelRow]], with_techniques: Collection[str]
) -> DocumentLine:
    """The document of an article. with_techniques: those whose tables have techniques."""
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
        done.append(Work(annotator, annotations=[_annotation(*one) for one in spans]))
    meta = {"id": article} | ({MARKED: "yes"} if marked else {})
    source = DocumentSource(file.name, article)
    one = assemble(article_of(text, meta, file), done, source=source)
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


def _annotation(label: str, start: int, end: int) -> Annotation:
    uid = f"{label}:{start}-{end}"
    return Annotation(uid, label, (Span(start, end),), {}, Origin.MANUAL)
