"""Word lists, their references `<name>` in rules, and words marked with ~.

A marked word stands for all its forms (say~: say, says, said, saying). The loader keeps the mark
and checks where it stands; the engine expands it (see annotator.nlp.inflection). In a regular
expression, a ~ that is escaped or does not follow a word is a plain tilde.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from itertools import product
from math import prod

from annotator.errors import did_you_mean
from annotator.labels import yaml_tree
from annotator.labels.schema import WORD_FILE
from annotator.labels.source_files import SourceFile
from annotator.labels.validator import Validator
from annotator.labels.yaml_tree import MappingNode, Node, TextNode
from annotator.nlp.inflection import MARKER, WORD_IN_PHRASE, WORD_IN_REGEX, marked_word

MAX_PHRASES = 20_000
"""Phrases that one phrase with references may expand to."""

MAX_WORDS_IN_REGEX = 1_000
"""Words of a list in a regular expression."""

MAX_PHRASE_LENGTH = 1_000
"""Characters of one phrase."""

MAX_MARKED = 4
"""Marked words of one phrase: the numbers of their forms multiply."""

MAX_CHARACTERS = 20_000_000
"""Characters of all expanded phrases of a label set."""

MAX_DEPTH = 30
"""Levels of lists that refer to lists."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_REFERENCE = re.compile(r"(?<!\(\?P)(?<!\(\?)<([A-Za-z_][A-Za-z0-9_ -]*)>")
_LINE_END = re.compile(r"\r\n|\r|\n")
_MARKED_REFERENCE = re.compile(_REFERENCE.pattern + "(~?)")


class WordLists:
    """The word lists of a label set. A list replaces one of the same name in a base file.

    A list may refer to any other list. Its own name refers to the list that it replaces.
    """

    def __init__(self, validator: Validator) -> None:
        self._validator = validator
        self._definitions: dict[str, list[Node]] = {}
        self._lists: dict[tuple[str, int], tuple[str, ...]] = {}
        self._open: list[tuple[str, int]] = []
        self._groups: dict[tuple[str, str], str] = {}
        self._characters = 0

    def read(self, node: Node) -> None:
        """Add the lists of one file. They replace those of the files read before."""
        for name, value in self._validator.mapping(node, "words").items():
            if not _NAME.fullmatch(name):
                fix = "Use lower-case letters, digits and _."
                self._validator.add_problem(
                    value.line, f"a word list cannot be called {name!r}", fix
                )
            self._definitions.setdefault(name, []).append(value)

    def finish(self) -> None:
        """Expand every list, to find the problems of lists that no rule uses."""
        for name, definitions in self._definitions.items():
            self._expand(name, len(definitions) - 1)

    def phrases(self, source: TextNode) -> tuple[str, ...]:
        """Every phrase that a phrase with references stands for."""
        text = " ".join(source.text.split())
        if "<" not in text:
            return tuple(self._checked((text,), source))
        parts = _REFERENCE.split(text)
        lists = [
            self._list(part, source.line) if number % 2 else (part,)
            for number, part in enumerate(parts)
        ]
        if prod(map(len, lists)) > MAX_PHRASES:
            fix = (
                f"At most {MAX_PHRASES:,} are possible; make two rules, or a token pattern with IN."
            )
            self._validator.add_problem(
                source.line, f"{source.text!r} expands to too many phrases", fix
            )
            return ()
        return tuple(self._checked(map("".join, product(*lists)), source))

    def _checked(self, phrases: Iterable[str], source: TextNode) -> Iterator[str]:
        """The phrases up to the first one with a problem."""
        for phrase in phrases:
            one = phrase.replace("~~", "~") if "<" in source.text else phrase  # <say>~ of say~
            self._characters += len(one)
            if len(one) > MAX_PHRASE_LENGTH or self._characters > MAX_CHARACTERS:
                what = f"{_short(source.text)} expands to too much text"
                self._validator.add_problem(
                    source.line, what, "Make the lists or the phrase shorter."
                )
                return
            if problem := _marker_problem(one):
                fix = "Put it directly after a word, for all its forms; or write a regex."
                self._validator.add_problem(source.line, f"{one!r} {problem}", fix)
                return
            yield one

    def expression(self, source: TextNode) -> str:
        """A regular expression with each reference replaced by a group of words, longest first."""

        def alternatives(reference: re.Match[str]) -> str:
            return self._alternatives(reference[1], source.line, mark=reference[2])

        return _MARKED_REFERENCE.sub(alternatives, source.text.strip())

    def _alternatives(self, name: str, line: int, *, mark: str) -> str:
        """The words of a list as a group, each with the mark."""
        if (name, mark) not in self._groups:
            words = sorted(self._list(name, line), key=len, reverse=True)
            if len(words) > MAX_WORDS_IN_REGEX:
                most = f"{MAX_WORDS_IN_REGEX:,}"
                fix = f"At most {most} fit; write a phrase, which takes {MAX_PHRASES:,}."
                self._validator.add_problem(line, f"<{name}> is too long for a regex", fix)
                return ""
            forms = (_escaped(word).removesuffix(mark) + mark for word in words)
            group = "(?:" + "|".join(forms) + ")"
            if name not in self._definitions:
                return group
            self._groups[name, mark] = group
        return self._groups[name, mark]

    def outline(self, source: TextNode) -> str:
        """A regular expression with each reference replaced by a group of one word."""
        return _MARKED_REFERENCE.sub("(?:word)", source.text.strip())

    def tokens(self, source: TextNode) -> tuple[str, ...]:
        """The words of a text in a token pattern. Entries of several words are a problem."""
        words = self.phrases(source) if "<" in source.text else (source.text.strip(),)
        for word in words:
            if " " in word:
                fix = "A token is one word: use a phrase, or a token for each word."
                self._validator.add_problem(source.line, f"{word!r} is not one token", fix)
                break
        return words

    def _list(self, name: str, line: int) -> tuple[str, ...]:
        if name not in self._definitions:
            fix = did_you_mean(name, list(self._definitions))
            self._validator.add_problem(line, f"there is no word list <{name}>", fix)
            return ("",)
        level = len(self._definitions[name]) - 1
        if self._open and self._open[-1][0] == name:
            level = self._open[-1][1] - 1
        circular = level < 0 or (name, level) in self._open
        if circular or len(self._open) == MAX_DEPTH:
            what = "is made of itself" if circular else f"is more than {MAX_DEPTH} lists deep"
            self._validator.add_problem(line, f"the word list <{name}> {what}", "List its words.")
            return ("",)
        return self._expand(name, level)

    def _expand(self, name: str, level: int) -> tuple[str, ...]:
        """The words of a list. level: number of lists of that name that it replaces."""
        key = (name, level)
        if key not in self._lists:
            self._open.append(key)
            entries = self._entries(name, self._definitions[name][level])
            words = (word for entry in entries for word in self.phrases(entry))
            self._lists[key] = tuple(dict.fromkeys(words))
            self._open.pop()
        return self._lists[key]

    def _entries(self, name: str, node: Node) -> list[TextNode]:
        if not isinstance(node, MappingNode):
            return self._validator.texts(node, f"the word list {name}")
        fields = self._validator.section(node, f"the word list {name}", WORD_FILE)
        file = self._validator.text(fields.get("file"), f"file of {name}")
        if not file:
            return []
        here = self._validator.sources.at(node.line)[0].path.parent
        source = self._validator.read(here / file, line=node.lines["file"])
        if source is None:
            return []
        column = self._validator.text(fields.get("column"), f"column of {name}")
        found = yaml_tree.forbidden_character(source.text)
        if found:
            self._validator.add_problem(source.first + found.line, found.problem, found.fix)
            return []
        entries = self._column(source, column) if column else list(_lines(source))
        if entries == []:
            self._validator.add_problem(
                source.first, "there is no word in it", "Write one per line."
            )
        return entries or []

    def _column(self, source: SourceFile, column: str) -> list[TextNode] | None:
        """The cells of a column of a CSV file; None after a problem."""
        import csv  # noqa: PLC0415 - few label sets need it

        rows = csv.DictReader(io.StringIO(source.text, newline=""), strict=True)
        try:
            if column in (rows.fieldnames or ()):
                cells = [((row[column] or "").strip(), rows.line_num) for row in rows]
                return [TextNode(source.first + line, cell) for cell, line in cells if cell]
        except csv.Error as error:
            line = source.first + rows.line_num
            self._validator.add_problem(
                line, f"this is not CSV: {error}", "Check the quotes on this line."
            )
            return None
        fix = did_you_mean(column, list(rows.fieldnames or ()))
        self._validator.add_problem(source.first + 1, f"there is no column {column!r}", fix)
        return None


def _lines(source: SourceFile) -> Iterator[TextNode]:
    """The entries of a file with one per line, without blank lines and comments."""
    for number, line in enumerate(_LINE_END.split(source.text), 1):
        word = line.split(" #")[0].strip()
        if word and not word.startswith("#"):
            yield TextNode(source.first + number, word)


def _short(text: str) -> str:
    return repr(text if len(text) < 60 else f"{text[:57]}...")


def marked_words(expression: str) -> tuple[str, ...]:
    """The marked words of a regular expression."""
    return tuple(filter(None, map(marked_word, WORD_IN_REGEX.finditer(expression))))


def with_single_forms(expression: str) -> str:
    """The expression with each marked word replaced by a group of it, as the engine does with all
    its forms.
    """
    if MARKER not in expression:
        return expression

    def group(found: re.Match[str]) -> str:
        word = marked_word(found)
        return f"(?:{word})" if word else found[0]

    return WORD_IN_REGEX.sub(group, expression)


def _marker_problem(phrase: str) -> str:
    """The problem with the marks of a phrase, or ''."""
    if MARKER not in phrase:
        return ""
    ends = [found.end() for found in WORD_IN_PHRASE.finditer(phrase) if marked_word(found)]
    if len(ends) != phrase.count(MARKER) or any(phrase[end : end + 1].isalnum() for end in ends):
        return "has a ~ that is not at the end of a word"
    return f"has more than {MAX_MARKED} words with ~" if len(ends) > MAX_MARKED else ""


def has_marked_word(text: str) -> bool:
    """Whether a text contains a marked word."""
    return MARKER in text and any(map(marked_word, WORD_IN_PHRASE.finditer(text)))


def _escaped(phrase: str) -> str:
    """A phrase as a regular expression. The mark keeps its meaning."""
    return re.escape(phrase).replace(r"\~", MARKER)
