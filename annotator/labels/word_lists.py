"""Named word lists, and the places `<name>` where they are put into a rule."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import product
from math import prod

from annotator.errors import did_you_mean
from annotator.labels import word_forms, yaml_tree
from annotator.labels.schema import WORD_FILE
from annotator.labels.source_files import Source
from annotator.labels.validator import Check
from annotator.labels.yaml_tree import Fields, Node, Text

MOST = 20_000
"""Phrases that one phrase with slots may unfold into."""

MOST_IN_EXPRESSION = 1_000
"""Words of a list that an expression takes."""

LONGEST = 1_000
"""Characters of one phrase."""

MOST_CHARACTERS = 20_000_000
"""Of all that is unfolded for one label set."""

DEEPEST = 30
"""Lists that are made of lists."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SLOT = re.compile(r"(?<!\(\?P)(?<!\(\?)<([A-Za-z_][A-Za-z0-9_ -]*)>")
_LINE_END = re.compile(r"\r\n|\r|\n")
_MARKED_SLOT = re.compile(_SLOT.pattern + "(~?)")


class Words:
    """The word lists of one label set. A list of a base file may be replaced by another.

    A list may use others, wherever they stand; by its own name it means the one it replaces.
    """

    def __init__(self, check: Check) -> None:
        self._check = check
        self._definitions: dict[str, list[Node]] = {}
        self._lists: dict[tuple[str, int], tuple[str, ...]] = {}
        self._open: list[tuple[str, int]] = []
        self._characters = 0

    def read(self, node: Node) -> None:
        """Take in the lists of one file, over those of the files before."""
        for name, value in self._check.mapping(node, "words").items():
            if not _NAME.fullmatch(name):
                fix = "Use lower-case letters, digits and _."
                self._check.problem(value.line, f"a word list cannot be called {name!r}", fix)
            self._definitions.setdefault(name, []).append(value)

    def finish(self) -> None:
        """Unfold every list, so that what is wrong with those that no rule uses is found too."""
        for name, definitions in self._definitions.items():
            self._unfold(name, len(definitions) - 1)

    def phrases(self, source: Text) -> tuple[str, ...]:
        """Every phrase that a phrase with slots stands for."""
        parts = _SLOT.split(" ".join(source.text.split()))
        lists = [
            self._list(part, source.line) if number % 2 else (part,)
            for number, part in enumerate(parts)
        ]
        if prod(map(len, lists)) > MOST:
            fix = f"At most {MOST:,} are possible; make two rules, or a token pattern with IN."
            self._check.problem(source.line, f"{source.text!r} unfolds into too many phrases", fix)
            return ()
        return tuple(self._checked(map("".join, product(*lists)), source))

    def _checked(self, phrases: Iterable[str], source: Text) -> Iterator[str]:
        """The phrases, as long as they are good; a ~ means the forms of the word before it."""
        for phrase in phrases:
            one = phrase.replace("~~", "~") if "<" in source.text else phrase  # <say>~ of say~
            self._characters += len(one)
            if len(one) > LONGEST or self._characters > MOST_CHARACTERS:
                what = f"{_short(source.text)} unfolds into too much text"
                self._check.problem(source.line, what, "Make the lists or the phrase shorter.")
                return
            if complaint := word_forms.complaint(one):
                fix = "Put it right behind a word, to mean all its forms; or write a regex."
                self._check.problem(source.line, f"{one!r} {complaint}", fix)
                return
            yield one

    def expression(self, source: Text) -> str:
        """A regular expression with each slot as a group of its words, longest first."""

        def alternatives(slot: re.Match[str]) -> str:
            words = sorted(self._list(slot[1], source.line), key=len, reverse=True)
            if len(words) > MOST_IN_EXPRESSION:
                fix = f"At most {MOST_IN_EXPRESSION:,} fit; write a phrase, which takes {MOST:,}."
                self._check.problem(source.line, f"<{slot[1]}> is too long for a regex", fix)
                return ""
            forms = (word_forms.escaped(word).removesuffix(slot[2]) + slot[2] for word in words)
            return "(?:" + "|".join(forms) + ")"

        return _MARKED_SLOT.sub(alternatives, source.text.strip())

    def tokens(self, source: Text) -> tuple[str, ...]:
        """A word of a token pattern, or all of a list's; entries of several words never match."""
        words = self.phrases(source) if "<" in source.text else (source.text.strip(),)
        for word in words:
            if " " in word:
                fix = "A token is one word: use a phrase, or a token for each word."
                self._check.problem(source.line, f"{word!r} is not one token", fix)
                break
        return words

    def _list(self, name: str, line: int) -> tuple[str, ...]:
        if name not in self._definitions:
            fix = did_you_mean(name, list(self._definitions))
            self._check.problem(line, f"there is no word list <{name}>", fix)
            return ("",)
        level = len(self._definitions[name]) - 1
        if self._open and self._open[-1][0] == name:
            level = self._open[-1][1] - 1
        circular = level < 0 or (name, level) in self._open
        if circular or len(self._open) == DEEPEST:
            what = "is made of itself" if circular else f"is more than {DEEPEST} lists deep"
            self._check.problem(line, f"the word list <{name}> {what}", "Write its words out.")
            return ("",)
        return self._unfold(name, level)

    def _unfold(self, name: str, level: int) -> tuple[str, ...]:
        """The words of a list; level: how many of that name it replaces."""
        key = (name, level)
        if key not in self._lists:
            self._open.append(key)
            entries = self._entries(name, self._definitions[name][level])
            words = (word for entry in entries for word in self.phrases(entry))
            self._lists[key] = tuple(dict.fromkeys(words))
            self._open.pop()
        return self._lists[key]

    def _entries(self, name: str, node: Node) -> list[Text]:
        if not isinstance(node, Fields):
            return self._check.texts(node, f"the word list {name}")
        fields = self._check.record(node, f"the word list {name}", WORD_FILE)
        file = self._check.text(fields.get("file"), f"file of {name}")
        if not file:
            return []
        here = self._check.sources.at(node.line)[0].path.parent
        source = self._check.read(here / file, line=node.lines["file"])
        if source is None:
            return []
        column = self._check.text(fields.get("column"), f"column of {name}")
        found = yaml_tree.forbidden(source.text)
        if found:
            self._check.problem(source.first + found.line, found.problem, found.fix)
            return []
        entries = self._column(source, column) if column else list(_lines(source))
        if entries == []:
            self._check.problem(source.first, "there is no word in it", "Write one a line.")
        return entries or []

    def _column(self, source: Source, column: str) -> list[Text] | None:
        """The cells of a column of a CSV file; None where it has none."""
        rows = csv.DictReader(io.StringIO(source.text, newline=""), strict=True)
        try:
            if column in (rows.fieldnames or ()):
                cells = [((row[column] or "").strip(), rows.line_num) for row in rows]
                return [Text(source.first + line, cell) for cell, line in cells if cell]
        except csv.Error as error:
            line = source.first + rows.line_num
            self._check.problem(line, f"this is not CSV: {error}", "Check the quotes on this line.")
            return None
        fix = did_you_mean(column, list(rows.fieldnames or ()))
        self._check.problem(source.first + 1, f"there is no column {column!r}", fix)
        return None


def _lines(source: Source) -> Iterator[Text]:
    """The entries of a file with one a line: blank lines and comments left out."""
    for number, line in enumerate(_LINE_END.split(source.text), 1):
        word = line.split(" #")[0].strip()
        if word and not word.startswith("#"):
            yield Text(source.first + number, word)


def _short(text: str) -> str:
    return repr(text if len(text) < 60 else f"{text[:57]}...")
