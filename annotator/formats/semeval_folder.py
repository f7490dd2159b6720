"""Write what the folders of SemEval-2020 task 11 and SemEval-2023 task 3 have in common.

That is the articles, the tables of each annotator, and tables of how articles and labels are named
and of what is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from annotator.formats.annotated_text import State, Work, works
from annotator.formats.safe_names import SafeNames
from annotator.formats.semeval_articles import DIGITS, MARK, MARKED, article_in
from annotator.model import AnnotatedDocument, Dataset, DocumentSource

_BLANKS = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
_LEFT_OUT = "left-out.tsv"
_ARTICLES = "articles.tsv"
_MAPPING = "mapping.tsv"


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
        self._written: dict[str, str] = {}
        self._count = Counter[str]()

    def of(self, label: str) -> str | None:
        """Return the official name of a label; None if it has none."""
        known = self._official.get(_folded(label))
        return known or self._official.get(_folded(self._titles.get(label, "")))

    def written(self, label: str, *, unlike: str = "") -> str:
        """Return the name for a file: the official one, or its own without tabs and line breaks.

        unlike: a sign that separates names there, in whose place it has '-'.
        """
        if label not in self._written:
            own = _BLANKS.sub(" ", label)
            own = own.replace(unlike, "-") if unlike else own
            self._written[label] = self.of(label) or own
        self._count[label] += 1
        return self._written[label]

    def rows(self) -> Iterator[tuple[str, str, bool, int]]:
        """Yield each label that was written, its name, whether that is official, and how often."""
        for label, name in self._written.items():
            yield label, name, self.of(label) is not None, self._count[label]


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
        if DIGITS.fullmatch(each):
            yield each
    for source in one.sources:
        if digits := article_in(Path(source.path).name):
            yield digits


def append_rows(file: Path, rows: Iterable[Sequence[object]]) -> None:
    """Add rows to a table with tabs between columns; makes the file, also for no rows."""
    lines = ("\t".join(_BLANKS.sub(" ", str(cell)) for cell in row) + "\n" for row in rows)
    with file.open("a", encoding="utf-8", errors="replace", newline="") as table:
        table.writelines(lines)


def write_article(folder: Path, number: str, one: AnnotatedDocument) -> int:
    """Write the text of a document; returns what to add to offsets: 1 after a byte order mark."""
    mark = MARK if MARKED in one.document.meta else b""
    data = one.document.text.encode("utf-8", "replace")
    (folder / f"article{number}.txt").write_bytes(mark + data)
    return len(mark) // len(MARK)


@dataclass(frozen=True, slots=True)
class WrittenArticle:
    """An article that is written. shift: what to add to offsets. works: of those who annotated it.

    folders: of the annotators.
    """

    number: str
    shift: int
    text: str
    works: Sequence[Work]


class TaskFolder:
    """A folder of a task, with a folder for each annotator if there are several."""

    def __init__(self, dataset: Dataset, folder: Path) -> None:
        self._dataset = dataset
        self._folder = folder
        self._numbers = ArticleNumbers()
        (folder / "articles").mkdir()
        append_rows(folder / _ARTICLES, [("article", "document", "id", "path")])
        append_rows(folder / _LEFT_OUT, [("annotator", "article", "what", "count")])
        names, several = SafeNames(), len(dataset.annotators) > 1
        for taken in ("articles", *(f"{one}.tsv" for one in ("articles", "left-out", "mapping"))):
            names.of(taken)
        self.folders = {
            annotator: folder / names.of(annotator) if several else folder
            for annotator in sorted(dataset.annotators)
        }

    def articles(self) -> Iterator[WrittenArticle]:
        """Write the articles and yield each, and count what neither task has a place for."""
        for one in self._dataset.documents:
            number = self._numbers.of(one)
            shift = write_article(self._folder / "articles", number, one)
            source = one.sources[0] if one.sources else DocumentSource("")
            row = (number, one.document.uid, source.external_id, source.path)
            append_rows(self._folder / _ARTICLES, [row])
            held = works(one)
            for work in held:
                for what, count in _left_out(work):
                    self.left_out(work, number, what, count)
            done = [work for work in held if work.state in {State.DONE, State.DRAFT}]
            yield WrittenArticle(number, shift, one.document.text, done)

    def left_out(self, work: Work, number: str, what: str, count: int) -> None:
        """Say what of some work on an article is not written, if there is any."""
        if count:
            append_rows(self._folder / _LEFT_OUT, [(work.annotator, number, what, count)])

    def write_names(self, file: str, names: Iterable[str]) -> None:
        """Write the names that a task has for labels."""
        append_rows(self._folder / file, ([name] for name in names))

    def write_mapping(self, rows: Iterable[tuple[str, str, bool, int]]) -> None:
        """Write how labels are named. rows: label, name, whether it is official, how often used."""
        written = [
            (label, name, "yes" if official else "no", count)
            for label, name, official, count in sorted(rows)
        ]
        append_rows(self._folder / _MAPPING, [("label", "name", "official", "count"), *written])


def _left_out(work: Work) -> Iterator[tuple[str, int]]:
    """What tables of spans cannot hold of some work, and how many."""
    yield (
        "value of an attribute",
        sum(len(one.attributes) for one in (*work.annotations, *work.whole)),
    )
    yield "connection of fragments", sum(len(one.fragments) > 1 for one in work.annotations)
    yield "relation", len(work.relations)
    yield "note on the document", int(bool(work.note))
    yield "that it is a draft", int(work.state is State.DRAFT)
    yield "that it was skipped", int(work.state is State.SKIPPED)
