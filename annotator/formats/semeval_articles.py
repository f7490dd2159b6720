"""What the folders of SemEval-2020 task 11 and SemEval-2023 task 3 have in common.

Both keep articles as article<digits>.txt in one folder, and labels in tables with tabs between
columns, the first of which has the digits: one file for all articles, one for each, or both.
Offsets are code points of the file, a byte order mark included, as both tasks' own programs count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from annotator.documents.encoding import NotTextError, decode
from annotator.errors import DataError, Problem
from annotator.formats.protocols import ReadOptions
from annotator.formats.safe_names import original_name
from annotator.model import AnnotatedDocument, Dataset

MARKED = "byte_order_mark"
"""The metadata of an article whose file begins with one, which its offsets count."""

_CORRECT = "Correct the line, or leave it out."
_NO_TEXT = "Put the articles beside the labels, or name their folder with --texts."
_MARK = b"\xef\xbb\xbf"
_ARTICLE = re.compile(r"article([0-9]+)\.txt", re.IGNORECASE)
_OF_ARTICLE = re.compile(r"article([0-9]+)[.-].*", re.IGNORECASE)
_OF_TABLES = re.compile(r"(?:\w+-)?labels-(?:sub)?task-", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]{1,18}")
_BLANKS = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
_LINES = re.compile(r"\r\n|\n|\r")


# -------------------------------------------------------------------------------- names


class OfficialNames:
    """The names that a task has for labels: by name or title, case and signs aside.

    parts: also by one of several names that an official one joins, such as Labeling.
    """

    def __init__(self, names: Iterable[str], dataset: Dataset, *, parts: str = "") -> None:
        official = list(names)
        self._official = {_folded(one): one for one in official}
        for name in official if parts else ():
            for part in name.split(parts):
                self._official.setdefault(_folded(part), name)
        self._titles = _titles(dataset)
        self.used: dict[str, str] = {}

    def of(self, label: str) -> str | None:
        """Return the official name of a label; None if it has none."""
        known = self._official.get(_folded(label))
        return known or self._official.get(_folded(self._titles.get(label, "")))

    def written(self, label: str, *, unlike: str = "") -> str:
        """Return the name for a file: the official one, or its own without tabs and line breaks.

        unlike: a sign that separates names there, in whose place it has '-'.
        """
        if label not in self.used:
            own = _BLANKS.sub(" ", label)
            self.used[label] = self.of(label) or (own.replace(unlike, "-") if unlike else own)
        return self.used[label]


def _folded(name: str) -> str:
    return "".join(one for one in name.casefold() if one.isalnum())


def _titles(dataset: Dataset) -> dict[str, str]:
    """The titles of labels, of the current version where several have one."""
    known = sorted(dataset.guidelines.items(), key=lambda item: item[0] == dataset.guideline)
    return {
        name: str(label.get("title", ""))
        for _, guideline in known
        for name, label in guideline.definition.get("labels", {}).items()
    }


# ------------------------------------------------------------------------------ writing


class ArticleNumbers:
    """The digits of articles: those of their own id where it is one, else made from their uid."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, one: AnnotatedDocument) -> str:
        """Return the digits of a document, which no other has."""
        found = next((each for each in _own_digits(one) if each not in self._taken), "")
        found = found or self._made(one.document.uid)
        self._taken.add(found)
        return found

    def _made(self, uid: str) -> str:
        number = int.from_bytes(blake2b(uid.encode(), digest_size=6).digest(), "big")
        while f"9{number:015d}" in self._taken:
            number += 1
        return f"9{number:015d}"


def _own_digits(one: AnnotatedDocument) -> Iterator[str]:
    given = [source.external_id for source in one.sources]
    for each in (*given, one.document.meta.get("id", "")):
        if _DIGITS.fullmatch(each):
            yield each
    for source in one.sources:
        if match := _ARTICLE.fullmatch(Path(source.path).name):
            yield match[1]


def append_rows(file: Path, rows: Iterable[Sequence[object]]) -> None:
    """Add rows to a table with tabs between columns; makes the file, also for no rows."""
    lines = ("\t".join(_BLANKS.sub(" ", str(cell)) for cell in row) + "\n" for row in rows)
    with file.open("a", encoding="utf-8", errors="replace", newline="") as table:
        table.writelines(lines)


def write_article(folder: Path, number: str, one: AnnotatedDocument) -> int:
    """Write the text of a document; returns what to add to offsets: 1 after a byte order mark."""
    mark = _MARK if MARKED in one.document.meta else b""
    data = one.document.text.encode("utf-8", "replace")
    (folder / f"article{number}.txt").write_bytes(mark + data)
    return len(mark) // len(_MARK)


# ------------------------------------------------------------------------------ reading


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
        return decode(data).text, data.startswith(_MARK)
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
    first, last = (int(one) if _DIGITS.fullmatch(one.strip()) else -1 for one in (start, end))
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
    if not _DIGITS.fullmatch(row.cells[0].strip()):
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
