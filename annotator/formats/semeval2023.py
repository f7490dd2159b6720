"""SemEval-2023 task 3: genre, framing and persuasion techniques of news articles.

https://propaganda.math.unipd.it/semeval2023task3/, Piskorski et al. 2023, "SemEval-2023 Task 3:
Detecting the Category, the Framing, and the Persuasion Techniques in Online News in a
Multi-lingual Setup", https://aclanthology.org/2023.semeval-1.317, and the README of its data.

Subtask 1 has the genre of an article, subtask 2 its frames, subtask 3 the techniques of its
paragraphs: a paragraph is a line, counted from 1, and blank lines count but have no row. The spans
of subtask 3 are in files of their own, with offsets in code points of the article's file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from annotator.errors import DataError, Problem
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
from annotator.model import Annotation, Dataset, Origin, Span

GENRES = ("opinion", "reporting", "satire")

FRAMES = (
    "Economic",
    "Capacity_and_resources",
    "Morality",
    "Fairness_and_equality",
    "Legality_Constitutionality_and_jurisprudence",
    "Policy_prescription_and_evaluation",
    "Crime_and_punishment",
    "Security_and_defense",
    "Health_and_safety",
    "Quality_of_life",
    "Cultural_identity",
    "Public_opinion",
    "Political",
    "External_regulation_and_reputation",
)
"""The generic frames of the task's list frames_subtask2.txt."""

TECHNIQUES: Mapping[str, tuple[str, ...]] = {
    "Attack_on_Reputation": (
        "Name_Calling-Labeling",
        "Guilt_by_Association",
        "Doubt",
        "Appeal_to_Hypocrisy",
        "Questioning_the_Reputation",
    ),
    "Justification": (
        "Flag_Waving",
        "Appeal_to_Authority",
        "Appeal_to_Popularity",
        "Appeal_to_Values",
        "Appeal_to_Fear-Prejudice",
    ),
    "Distraction": ("Straw_Man", "Red_Herring", "Whataboutism"),
    "Simplification": (
        "Causal_Oversimplification",
        "False_Dilemma-No_Choice",
        "Consequential_Oversimplification",
    ),
    "Call": ("Slogans", "Conversation_Killer", "Appeal_to_Time"),
    "Manipulative_Wording": (
        "Loaded_Language",
        "Obfuscation-Vagueness-Confusion",
        "Exaggeration-Minimisation",
        "Repetition",
    ),
}
"""The 23 techniques of the task's list techniques_subtask3.txt, by the groups of its guidelines."""

_GENRE = "labels-subtask-1"
_FRAMES = "labels-subtask-2"
_PARAGRAPHS = "labels-subtask-3"
_SPANS = "labels-subtask-3-spans"
_SUBTASK = re.compile(r"labels-?subtask-?([123])(-spans)?", re.IGNORECASE)
_SUFFIXES = {".txt", ".tsv", ".labels"}
_LOOKED_AT = 50
"""Files of a folder by which it is recognised."""
_CELLS = {
    "1": (2, "article and genre with a tab between"),
    "2": (2, "article and frames with a tab between"),
    "3": (3, "article, number of the paragraph and techniques with tabs between"),
    "spans": (4, "article, technique, start and end with tabs between"),
}
_OLD_NAME = ("Legality,Constitutionality_and_", "Legality_Constitutionality_and_")
"""A frame as the README of the data writes it, although a comma separates frames."""
_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|$)")


class SemEval2023Format:
    """SemEval-2023 task 3: genres, frames and techniques, in the tables of its subtasks."""

    name = "semeval2023"
    suffixes: Sequence[str] = ()
    description = "SemEval-2023 task 3: articles, and tables of genres, frames and techniques"
    write_options: Collection[str] = ()
    read_options: Collection[str] = ("annotator", "texts")

    def write_folder(self, dataset: Dataset, folder: Path, options: WriteOptions) -> None:
        """Write articles, the tables of each annotator, and how labels were named."""
        del options
        target = TaskFolder(dataset, folder)
        names = _TaskNames(dataset)
        for annotator_folder in target.folders.values():
            for table in (_PARAGRAPHS, _SPANS):
                (annotator_folder / table).mkdir(parents=True)
            for table in (_GENRE, _FRAMES, _PARAGRAPHS, _SPANS):
                append_rows(annotator_folder / f"{table}.txt", ())
        for article in target.articles():
            for work in article.works:
                further = _write_whole(target.folders[work.annotator], article, work, names)
                target.left_out(work, article.number, "further genre", further)
                _write_spans(target.folders[work.annotator], article, work, names)
        target.write_names("frames_subtask2.txt", FRAMES)
        target.write_names("techniques_subtask3.txt", names.all_techniques)
        target.write_mapping([*names.genres.rows(), *names.frames.rows(), *names.techniques.rows()])

    def recognises(self, path: Path) -> bool:
        """Return True for a table of a subtask, or a folder that has some."""
        if path.is_file():
            return _is_labels(path) and _begins_like_one(path)
        return path.is_dir() and any(
            _is_labels(one) and _begins_like_one(one)
            for pattern in ("*subtask*.*", "*/*subtask*.*", "*/*/*subtask*.*")
            for one in islice(path.glob(pattern), _LOOKED_AT)
            if one.is_file()
        )

    def read(self, path: Path, options: ReadOptions) -> tuple[Dataset, Iterator[DocumentLine]]:
        """Return the annotators, and an iterator over the articles.

        The annotator is named like the file or folder; in a folder of folders each of them is one.
        Raises DataError if there is no table.
        """
        if path.is_file() and not _is_labels(path):
            expected = (
                "a table such as labels-subtask-1.txt, whose name says of which subtask it is"
            )
            problem = Problem(path, 0, f"expected {expected}", "Name it so, or name its folder.")
            raise DataError(problem)
        found = label_files(path, _is_labels)
        names = annotators_of(path, found, options)
        tables = dict(zip(names, found, strict=True))
        lines = read_articles(path, options, tables, _row_problem, _prepare)
        return Dataset(annotators=dict.fromkeys(names, "annotator")), lines


# ------------------------------------------------------------------------------ writing


class _TaskNames:
    """The names that the subtasks have for labels."""

    def __init__(self, dataset: Dataset) -> None:
        self.all_techniques = [one for group in TECHNIQUES.values() for one in group]
        self.genres = OfficialNames(GENRES, dataset)
        self.frames = OfficialNames(FRAMES, dataset)
        self.techniques = OfficialNames(self.all_techniques, dataset, parts="-")


def _write_whole(folder: Path, article: WrittenArticle, work: Work, names: _TaskNames) -> int:
    """Write genre and frames; returns how many genres are left out, since there is only one."""
    labels = [one.label for one in work.whole]
    genres = {names.genres.written(one) for one in labels if names.genres.of(one)}
    frames = {names.frames.written(one, unlike=",") for one in labels if not names.genres.of(one)}
    rows = [(article.number, genre) for genre in sorted(genres)]
    append_rows(folder / f"{_GENRE}.txt", rows[:1])
    listed = [(article.number, ",".join(sorted(frames)))] if frames else []
    append_rows(folder / f"{_FRAMES}.txt", listed)
    return len(rows[1:])


def _write_spans(folder: Path, article: WrittenArticle, work: Work, names: _TaskNames) -> None:
    spans = {
        (one.start, one.end, names.techniques.written(annotation.label, unlike=","))
        for annotation in work.annotations
        for one in annotation.fragments
    }
    number, shift = article.number, article.shift
    places = [(number, name, start + shift, end + shift) for start, end, name in sorted(spans)]
    paragraphs = [
        (number, line, ",".join(sorted(_techniques_in(place, spans))))
        for line, place in paragraphs_of(article.text)
    ]
    for table, rows in ((_SPANS, places), (_PARAGRAPHS, paragraphs)):
        append_rows(folder / f"{table}.txt", rows)
        append_rows(folder / table / f"article{number}-{_PARAGRAPHS}.txt", rows)


def paragraphs_of(text: str) -> Iterator[tuple[int, Span]]:
    """Yield the lines that are not blank: their numbers from 1, and places without outer blanks."""
    for number, match in enumerate(_LINE.finditer(text), 1):
        line = match[1]
        words = line.strip()
        if words:
            start = match.start() + line.index(words)
            yield number, Span(start, start + len(words))


def _techniques_in(place: Span, spans: Collection[tuple[int, int, str]]) -> set[str]:
    """The techniques of the spans that share a character with a paragraph."""
    return {name for start, end, name in spans if start < place.end and place.start < end}


# ------------------------------------------------------------------------------ reading


def _kind_of(file: Path) -> str:
    """What the rows of a table are, '' for another file: 1, 2 and 3 for the subtasks, or spans."""
    own = _SUBTASK.search(file.name)
    if not own or file.suffix.lower() not in _SUFFIXES:
        return ""
    of_folder = _SUBTASK.search(file.parent.name)
    is_spans = own[2] or (of_folder and of_folder[1] == own[1] and of_folder[2])
    return "spans" if is_spans else own[1]


def _is_labels(file: Path) -> bool:
    return bool(_kind_of(file))


def _begins_like_one(file: Path) -> bool:
    with file.open("rb") as opened:
        start = opened.read(4_000).decode("utf-8", "replace").lstrip("\ufeff")
    line = start.lstrip().splitlines()[0] if start.strip() else ""
    return not line or re.match(r"[0-9]+\t", line) is not None


def _row_problem(row: LabelRow) -> Problem | None:
    kind = _kind_of(row.file)
    count, expected = _CELLS[kind]
    cells = [one.strip() for one in row.cells]
    if len(cells) != count or (kind != "3" and not cells[1]):
        return row.problem(expected)
    if kind == "3" and not re.fullmatch(r"[0-9]{1,9}", cells[1]):
        return row.problem("the number of a paragraph in the second column")
    return None


def _prepare(rows: Mapping[str, Mapping[str, list[LabelRow]]]) -> MakeDocument:
    del rows
    return _document


@dataclass(slots=True)
class _Found:
    """What the rows of one annotator say of an article, each once."""

    whole: dict[str, None] = field(default_factory=dict)
    spans: dict[tuple[str, int, int], None] = field(default_factory=dict)
    paragraphs: dict[tuple[str, Span], None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def _document(article: str, file: Path, given: Given) -> DocumentLine:
    read = read_article(file)
    if isinstance(read, Problem):
        return DocumentLine(0, None, (read,))
    text, marked = read
    lines = dict(paragraphs_of(text))
    lost = Counter[str]()
    problems: list[Problem] = []
    done = []
    for annotator, rows in given.items():
        found = _Found()
        for row in rows:
            _add_row(found, row, text, lines, marked=marked)
        problems += found.problems
        whole = _whole(found, text)
        lost["label of an empty article"] += len(found.whole) - len(whole)
        done.append(Work(annotator, _annotations(found), whole))
    one = document_of(article, file, text, done, marked=marked)
    return DocumentLine(0, one, tuple(problems), dict(+lost))


def _add_row(
    found: _Found, row: LabelRow, text: str, lines: Mapping[int, Span], *, marked: bool
) -> None:
    cells = [one.strip() for one in row.cells]
    kind = _kind_of(row.file)
    if kind == "spans":
        place = span_of(row, cells[2], cells[3], text, marked=marked)
        if isinstance(place, Problem):
            found.problems.append(place)
        else:
            found.spans[cells[1], *place] = None
    elif kind == "3":
        techniques = _listed(cells[2])
        line = lines.get(int(cells[1]))
        if line is None:
            found.problems.append(row.problem("the number of a line that is not blank"))
        else:
            found.paragraphs |= dict.fromkeys((name, line) for name in techniques)
    else:
        names = _listed(cells[1].replace(*_OLD_NAME)) if kind == "2" else [cells[1]]
        found.whole |= dict.fromkeys(names)


def _listed(cell: str) -> list[str]:
    return [name for one in cell.split(",") if (name := one.strip())]


def _annotations(found: _Found) -> list[Annotation]:
    """The spans, and the paragraphs with a technique that none of its spans explains."""
    made = [span_annotation(*one) for one in found.spans]
    by_line: dict[Span, set[str]] = {}
    spans = [(start, end, name) for name, start, end in found.spans]
    for name, line in found.paragraphs:
        known = by_line.setdefault(line, _techniques_in(line, spans))
        if name not in known:
            made.append(span_annotation(name, line.start, line.end))
    return made


def _whole(found: _Found, text: str) -> list[Annotation]:
    place = (Span(0, len(text)),) if text else ()
    return [
        Annotation(f"whole:{name}", name, place, {}, Origin.MANUAL) for name in found.whole if place
    ]
