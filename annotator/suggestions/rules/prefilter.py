"""The prefilter: scan texts once to select the sentences, and for each the rules to try.

An Aho-Corasick automaton finds a literal of every source matcher and every surface of every phrase,
in time linear in the length of the texts. No match is lost (annotator.suggestions.rules.literals).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from ahocorasick_rs import BytesAhoCorasick, Implementation
from numpy.typing import NDArray

from annotator.suggestions.rules import literals
from annotator.suggestions.rules.literals import (
    LONGER_IN_LOWER_CASE,
    RequiredLiterals,
    encode_folded,
    fold,
    has_cased,
)
from annotator.suggestions.rules.phrases import Phrase
from annotator.suggestions.rules.source_matchers import SourceMatcher

Places = NDArray[np.int64]

_BLANK = frozenset({" "})  # nearly every sentence has one: not worth a look
_FEW = 20_000
"""Bytes of literals up to which a DFA is used. It scans four times as fast, which outweighs the
time to build it from 3.5 MB of text on; with ten times as many bytes it is no faster."""


@dataclass(slots=True)
class Candidate:
    """A sentence that may contain matches. Positions count from the start of the scanned text.

    number: its position among the scanned sentences.
    matchers: the numbers of the source matchers to try, with the places of their literal.
    phrases: the phrases whose surface is at [start, end).
    everything: try all rules, because literals are not reliable in this sentence.
    """

    number: int
    matchers: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    phrases: list[tuple[Phrase, int, int]] = field(default_factory=list)
    everything: bool = False


class Prefilter:
    """Selects sentences for a set of source matchers and phrases.

    surfaces: the phrases that each folded surface may be.
    always: the numbers of the matchers without a literal, which are tried on every sentence.
    """

    def __init__(
        self, matchers: Sequence[SourceMatcher], surfaces: Mapping[str, Sequence[Phrase]]
    ) -> None:
        self.always = frozenset(
            number for number, matcher in enumerate(matchers) if not matcher.required
        )
        by_literal: dict[str, list[int]] = defaultdict(list)
        self._others: list[RequiredLiterals] = []
        for number, matcher in enumerate(matchers):
            rarest = max(matcher.required, key=literals.rarity, default=frozenset[str]())
            others = (one for one in matcher.required if one is not rarest and one != _BLANK)
            self._others.append(tuple(sorted(others, key=literals.rarity, reverse=True)))
            for literal in rarest:
                by_literal[literal].append(number)
        known = list(dict.fromkeys((*by_literal, *surfaces)))
        self._matchers = [by_literal.get(literal, []) for literal in known]
        self._phrases = [surfaces.get(literal, ()) for literal in known]
        self._letters = any(map(has_cased, known))
        self._automaton = _automaton([literal.encode() for literal in known])

    def candidates(self, text: str, starts: Places, ends: Places) -> Iterator[Candidate]:
        """The sentences of a text that may contain matches, in order.

        starts, ends: those of the sentences, ascending and disjoint. Literals between sentences or
            across their edges are ignored.
        """
        folded = encode_folded(text, letters=self._letters)
        found = self._everywhere(text, starts, ends)
        hits = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        table = _in_characters(hits, folded)
        for number, literal, start, end in _in_sentences(table, starts, ends):
            if number not in found:
                found[number] = Candidate(number)
            for matcher in self._matchers[literal]:
                found[number].matchers.setdefault(matcher, []).append((start, end))
            found[number].phrases += [(phrase, start, end) for phrase in self._phrases[literal]]
        for number in sorted(found):
            candidate = found[number]
            self._narrow(candidate, text, starts, ends)
            if candidate.matchers or candidate.phrases or candidate.everything:
                yield candidate

    def _everywhere(self, text: str, starts: Places, ends: Places) -> dict[int, Candidate]:
        """The sentences that are candidates without a literal."""
        found: dict[int, Candidate] = {}
        if self.always:
            found = {number: Candidate(number) for number in range(len(starts))}
        at = text.find(LONGER_IN_LOWER_CASE)
        while at >= 0:
            number = int(np.searchsorted(starts, at, side="right")) - 1
            end = int(ends[number]) if number >= 0 else at
            if at < end:
                found[number] = Candidate(number, everything=True)
            at = text.find(LONGER_IN_LOWER_CASE, max(at + 1, end))
        return found

    def _narrow(self, candidate: Candidate, text: str, starts: Places, ends: Places) -> None:
        """Drop the matchers whose other literals are missing; add those without a literal."""
        if any(map(self._others.__getitem__, candidate.matchers)):
            sentence = fold(text[starts[candidate.number] : ends[candidate.number]])
            candidate.matchers = {
                matcher: places
                for matcher, places in candidate.matchers.items()
                if _has_all(sentence, self._others[matcher])
            }
        for matcher in self.always:
            candidate.matchers[matcher] = []


def _has_all(sentence: str, required: RequiredLiterals) -> bool:
    """Return True if a sentence has a literal of each set."""
    for some in required:  # noqa: SIM110 - all() with a generator takes twice as long
        if not any(map(sentence.__contains__, some)):
            return False
    return True


def _automaton(literals: list[bytes]) -> BytesAhoCorasick:
    few = sum(map(len, literals)) <= _FEW
    kind = Implementation.DFA if few else Implementation.ContiguousNFA
    return BytesAhoCorasick(literals, implementation=kind)


def _in_characters(hits: list[tuple[int, int, int]], encoded: bytes) -> Places:
    """A row (literal, start, end) for each hit, with byte offsets converted to characters."""
    table = np.array(hits, dtype=np.int64).reshape(-1, 3)
    if not encoded.isascii():
        # The continuation bytes of UTF-8 are 0b10xxxxxx, which is below -64 as a signed number.
        further = np.flatnonzero(np.frombuffer(encoded, dtype=np.int8) < -64)
        table[:, 1:] -= np.searchsorted(further, table[:, 1:])
    return table


def _in_sentences(table: Places, starts: Places, ends: Places) -> list[list[int]]:
    """[number of the sentence, literal, start, end] for each hit inside a sentence."""
    if not len(table) or not len(starts):
        return []
    numbers = np.searchsorted(starts, table[:, 1], side="right") - 1
    inside = (numbers >= 0) & (table[:, 2] <= ends[numbers])
    rows: list[list[int]] = np.column_stack((numbers, table))[inside].tolist()
    return rows
