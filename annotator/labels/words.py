"""Named word lists, and the places `<name>` where they are put into a rule."""

from __future__ import annotations

import re
from itertools import product
from math import prod

from annotator.errors import did_you_mean
from annotator.labels import inflection
from annotator.labels.check import Check
from annotator.labels.tree import Node, Text

MOST = 20_000
"""Phrases that one phrase with slots may unfold into."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SLOT = re.compile(r"(?<!\(\?P)(?<!\(\?)<([A-Za-z_][A-Za-z0-9_ -]*)>")
_MARKED_SLOT = re.compile(_SLOT.pattern + "(~?)")


class Words:
    """The word lists of one file."""

    def __init__(self, check: Check) -> None:
        self._check = check
        self._lists: dict[str, tuple[str, ...]] = {}

    def read(self, node: Node) -> None:
        """Take in the lists; an entry `<name>` stands for a list further up."""
        for name, value in self._check.mapping(node, "words").items():
            if not _NAME.fullmatch(name):
                fix = "Use lower-case letters, digits and _."
                self._check.problem(value.line, f"a word list cannot be called {name!r}", fix)
            entries = self._check.texts(value, f"the word list {name}")
            words = (word for entry in entries for word in self.phrases(entry))
            self._lists[name] = tuple(dict.fromkeys(words))

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
        return tuple(self._phrase("".join(words), source) for words in product(*lists))

    def _phrase(self, phrase: str, source: Text) -> str:
        """A phrase, in which a ~ means the forms of the word before it."""
        if "<" in source.text:
            phrase = phrase.replace("~~", "~")  # <say>~, and the list has signs of its own
        if inflection.SIGN in phrase and inflection.stray(phrase):
            fix = "Put it right behind a word, to mean all its forms; or write a regex."
            self._check.problem(source.line, f"{phrase!r} has a ~ that ends no word", fix)
        return phrase

    def expression(self, source: Text) -> str:
        """A regular expression with each slot as a group of its words, longest first."""

        def alternatives(slot: re.Match[str]) -> str:
            words = sorted(self._list(slot[1], source.line), key=len, reverse=True)
            forms = (inflection.escaped(word).removesuffix(slot[2]) + slot[2] for word in words)
            return "(?:" + "|".join(forms) + ")"

        return _MARKED_SLOT.sub(alternatives, source.text.strip())

    def tokens(self, source: Text) -> tuple[str, ...]:
        """A word of a token pattern, or all of a list's; entries of several words never match."""
        words = self.phrases(source)
        for word in words:
            if " " in word:
                fix = "A token is one word: use a phrase, or a token for each word."
                self._check.problem(source.line, f"{word!r} is not one token", fix)
                break
        return words

    def _list(self, name: str, line: int) -> tuple[str, ...]:
        if name in self._lists:
            return self._lists[name]
        fix = did_you_mean(name, list(self._lists))
        self._check.problem(line, f"there is no word list <{name}>", fix)
        return ("",)
