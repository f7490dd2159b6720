"""Read what the folders of SemEval-2020 task 11 and SemEval-2023 task 3 have in common.

Both keep articles as article<digits>.txt in one folder, and labels in tables with tabs between
columns, the first of which has the digits: one file for all articles, one for each, or both.
Offsets are code points of the file, a byte order mark included, as both tasks' own programs count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.documents.encoding import NotTextError, decode
from annotator.errors import DataError, Problem
from annotator.formats.annotated_text import Work, article_of, assemble
from annotator.formats.protocols import DocumentLine, ReadOptions
from annotator.formats.safe_names import original_name
from annotator.model import AnnotatedDocument, Annotation, DocumentSource, Origin, Span

MARKED = "byte_order_mark"
"""The metadata of an article whose file begins with one, which its offsets count."""

_CORRECT = "Correct the line, or leave it out."
_NO_TEXT = "Put the articles beside the labels, or name their folder with --texts."
MARK = b"\xef\xbb\xbf"
_ARTICLE = re.compile(r"article([0-9]+)\.txt", re.IGNORECASE)
_OF_ARTICLE = re.compile(r"article([0-9]+)[.-].*", re.IGNORECASE)
_OF_TABLES = re.compile(r"(?:\w+-)?labels-(?:sub)?task-", re.IGNORECASE)
DIGITS = re.compile(r"[0-9]{1,18}")
_LINES = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A line of a table. article: of the file, where it is of one; '' otherwise."""

    file: Path
    number: int
    cells: tuple[str, ...]
    article: str = ""

    def problem(self, expected: str) -> Problem:
        """The problem that the line is not as expected."""
        found = "\t".join(self.cells)
        return Problem(
            self.file, self.number, f"expected {expected}, found {found[:80]!r}", _CORRECT
        )


@dataclass(slots=True)
class LabelFiles:
    """The tables of one annotator, in a folder.

    files: each with the digits of its article, '' for a file of all. is_of_all: no article has a
    table of its own, so that those without a row were annotated with nothing.
    """

    folder: Path
    files: list[tuple[Path, str]] = field(default_factory=list)
    is_of_all: bool = True

    @property
    def of_articles(self) -> set[str]:
        """The digits of the articles that have a table of their own, which may be empty."""
        return {article for _, article in self.files if article}


def label_files(path: Path, is_labels: Callable[[Path], bool]) -> list[LabelFiles]:
    """Return the tables at a path, for each annotator: a file, a folder, or a folder of folders.

    is_labels: whether a file is a table of labels, by its name and that of its folder.
    Raises DataError if there is none.
    """
    if path.is_file():
        table = _with_article(path)
        return [LabelFiles(path.parent, [table], is_of_all=not table[1])]
    own = _tables_of(path, is_labels)
    if own.files:
        return [own]
    others = [_tables_of(one, is_labels) for one in _folders(path)]
    found = [one for one in others if one.files]
    if not found:
        what = "found none" if path.exists() else "there is no such file or folder"
        raise DataError(
            Problem(path, 0, f"expected tables of labels: {what}", "Name their folder.")
        )
    return found


def _tables_of(folder: Path, is_labels: Callable[[Path], bool]) -> LabelFiles:
    """The tables in a folder, and in its folders that have one for each article."""
    found = [one for one in _files(folder) if is_labels(one)]
    inner = [one for one in _folders(folder) if _OF_TABLES.match(one.name)]
    for each in inner:
        found += [one for one in _files(each) if is_labels(one) and _OF_ARTICLE.fullmatch(one.name)]
    files = [_with_article(one) for one in found]
    return LabelFiles(folder, files, is_of_all=not inner and not any(one for _, one in files))


def _with_article(file: Path) -> tuple[Path, str]:
    match = _OF_ARTICLE.fullmatch(file.name)
    return file, match[1] if match else ""


def _folders(folder: Path) -> list[Path]:
    return sorted(one for one in folder.iterdir() if one.is_dir()) if folder.is_dir() else []


def _files(folder: Path) -> list[Path]:
    return sorted(one for one in folder.iterdir() if one.is_file()) if folder.is_dir() else []


def annotators_of(path: Path, found: Sequence[LabelFiles], options: ReadOptions) -> list[str]:
    """Return who made the tables: the names of folders in a folder, else as the options say."""
    if path.is_file() or found[0].folder == path:
        return [options.author(path)]
    return [original_name(one.folder.name) for one in found]


class Articles:
    """The texts of articles, by their digits, in one folder or several."""

    def __init__(self, path: Path, texts: Path | None) -> None:
        self._path = path
        self.files: dict[str, Path] = {}
        for folder in _article_folders(path, texts):
            for file in _files(folder):
                if match := _ARTICLE.fullmatch(file.name):
                    self.files.setdefault(match[1], file)

    def missing(self, article: str, row: LabelRow | None) -> Problem:
        """The problem that an article has labels and no text."""
        file, number = (row.file, row.number) if row else (self._path, 0)
        problem = f"expected the text article{article}.txt of these labels, found none"
        return Problem(file, number, problem, _NO_TEXT)


def _article_folders(path: Path, texts: Path | None) -> list[Path]:
    """The folders of articles: that one, or else those beside the labels, of the same split."""
    if texts is not None:
        return [texts, *(one for one in _folders(texts) if "articles" in one.name)]
    bases = [path] if path.is_dir() else []
    for base in (*bases, path.parent, path.parent.parent):
        found = [one for one in _folders(base) if "articles" in one.name and _has_articles(one)]
        if found:
            split = path.name.partition("-")[0]
            same = [one for one in found if one.name.partition("-")[0] == split]
            return same or found
        if _has_articles(base):
            return [base]
    return []


def _has_articles(folder: Path) -> bool:
    return (
        any(_ARTICLE.fullmatch(one.name) for one in folder.iterdir()) if folder.is_dir() else False
    )


def read_article(file: Path) -> tuple[str, bool] | Problem:
    """Return the text of an article, and whether a byte order mark is before it."""
    try:
        data = file.read_bytes()
        return decode(data).text, data.startswith(MARK)
    except NotTextError as error:
        return Problem(file, 0, str(error), error.fix)


def rows_of(file: Path, article: str) -> Iterator[LabelRow | Problem]:
    """Yield the rows of a table, blank lines left out."""
    try:
        text = decode(file.read_bytes()).text
    except NotTextError as error:
        yield Problem(file, 0, str(error), error.fix)
        return
    for number, line in enumerate(_LINES.split(text), 1):
        if line.strip():
            yield LabelRow(file, number, tuple(line.split("\t")), article)


def span_of(
    row: LabelRow, start: str, end: str, text: str, *, marked: bool
) -> tuple[int, int] | Problem:
    """Return the offsets of two cells in a text, or the problem with them.

    marked: the offsets count a byte order mark that is before the text.
    """
    first, last = (int(one) if DIGITS.fullmatch(one.strip()) else -1 for one in (start, end))
    if min(first, last) < 0:
        return row.problem("whole numbers as offsets")
    size = len(text) + marked
    if not first < last <= size:
        return row.problem(
            f"offsets inside a text of {size:,} characters, the start before the end"
        )
    if last - marked <= 0:
        return row.problem("offsets of words, not of the byte order mark")
    return max(first - marked, 0), last - marked


def article_problem(row: LabelRow) -> Problem | None:
    """The problem that a row has no digits of an article, or others than its file; None if none."""
    if not DIGITS.fullmatch(row.cells[0].strip()):
        return row.problem("the digits of an article in the first column")
    if row.article and row.article != row.cells[0].strip():
        return row.problem(f"the article {row.article}, of which the file is")
    return None


def by_article(
    tables: LabelFiles, problem_of: Callable[[LabelRow], Problem | None]
) -> tuple[Mapping[str, list[LabelRow]], list[Problem]]:
    """Return the rows of each article, and the problems of those that are of none, or wrong.

    problem_of: what is wrong with a row, without regard to the text.
    """
    found: dict[str, list[LabelRow]] = {}
    problems: list[Problem] = []
    for file, article in tables.files:
        for row in rows_of(file, article):
            wrong = row if isinstance(row, Problem) else article_problem(row) or problem_of(row)
            if isinstance(wrong, Problem):
                problems.append(wrong)
            elif isinstance(row, LabelRow):
                found.setdefault(row.cells[0].strip(), []).append(row)
    return found, problems


def article_in(name: str) -> str:
    """Return the digits in a name such as article7.txt, '' for any other name."""
    match = _ARTICLE.fullmatch(name)
    return match[1] if match else ""


Given = Mapping[str, Sequence[LabelRow]]
"""Rows by annotator."""

MakeDocument = Callable[[str, Path, Given], DocumentLine]
"""Makes the document of an article of its digits, its file, and the rows of its annotators."""


def read_articles(
    path: Path,
    options: ReadOptions,
    tables: Mapping[str, LabelFiles],
    problem_of: Callable[[LabelRow], Problem | None],
    prepare: Callable[[Mapping[str, Mapping[str, list[LabelRow]]]], MakeDocument],
) -> Iterator[DocumentLine]:
    """Yield the documents of all articles, after the problems of rows that belong to none.

    tables: by annotator. problem_of: what is wrong with a row, without regard to the text.
    prepare: gets all rows, by annotator and article, before documents are made.
    """
    articles = Articles(path, options.texts)
    rows: dict[str, Mapping[str, list[LabelRow]]] = {}
    problems: list[Problem] = []
    for annotator, files in tables.items():
        rows[annotator], wrong = by_article(files, problem_of)
        problems += wrong
    if problems:
        yield DocumentLine(0, None, tuple(problems))
    make = prepare(rows)
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
        yield make(article, articles.files[article], done)


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


def document_of(
    article: str, file: Path, text: str, works: Iterable[Work], *, marked: bool
) -> AnnotatedDocument:
    """Return the document of an article. marked: a byte order mark is before its text."""
    meta = {"id": article} | ({MARKED: "yes"} if marked else {})
    source = DocumentSource(file.name, article)
    return assemble(article_of(text, meta, file), works, source=source)


def span_annotation(label: str, start: int, end: int) -> Annotation:
    """Return an annotation of a span. Its uid follows from what it says."""
    uid = f"{label}:{start}-{end}"
    return Annotation(uid, label, (Span(start, end),), {}, Origin.MANUAL)
