"""The prefilter: one scan of many texts that picks the sentences, and in them the rules, to try.

An Aho-Corasick automaton looks for a literal of every part and for every surface of every
phrase, in time linear in the texts, however many there are. It never loses a match: see
annotator.suggestions.rules.literals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from ahocorasick_rs import BytesAhoCorasick, Implementation
from numpy.typing import NDArray

from annotator.suggestions.rules import literals
from annotator.suggestions.rules.folding import LONGER_IN_LOWER_CASE, encode_folded, fold, has_cased
from annotator.suggestions.rules.literals import Needs
from annotator.suggestions.rules.matchers import Part
from annotator.suggestions.rules.phrases import Phrase

Places = NDArray[np.int64]

_FEW = 20_000
"""Bytes of literals: up to so many, a DFA is worth what it takes to build. Over 3.5 MB of text it
then saves more, and scans four times as fast; with ten times as many it is no faster."""


@dataclass(slots=True)
class Candidate:
    """A sentence in which something may match. number: its place in the scan.

    parts: numbers of the parts to try, each with the places [start, end) of the literal looked
    for. phrases: phrases whose surface stands at [start, end). Both count from the start of what
    was scanned. everything: no literal can be trusted here, try all.
    """

    number: int
    parts: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    phrases: list[tuple[Phrase, int, int]] = field(default_factory=list)
    everything: bool = False


class Prefilter:
    """Ready for one set of parts and phrases.

    surfaces: each folded surface with the phrases it may be.
    always: the parts without a literal, tried on every sentence.
    """

    def __init__(self, parts: Sequence[Part], surfaces: Mapping[str, Sequence[Phrase]]) -> None:
        self.always = frozenset(number for number, part in enumerate(parts) if not part.needs)
        by_literal: dict[str, list[int]] = defaultdict(list)
        self._others: list[Needs] = []
        for number, part in enumerate(parts):
            rarest = max(part.needs, key=literals.rarity, default=frozenset[str]())
            self._others.append(tuple(one for one in part.needs if one is not rarest))
            for literal in rarest:
                by_literal[literal].append(number)
        known = list(dict.fromkeys((*by_literal, *surfaces)))
        self._parts = [by_literal.get(literal, []) for literal in known]
        self._phrases = [surfaces.get(literal, ()) for literal in known]
        self._letters = any(map(has_cased, known))
        self._automaton = _automaton([literal.encode() for literal in known])

    def candidates(self, text: str, starts: Places, ends: Places) -> Iterator[Candidate]:
        """The sentences of a text to look through, in order.

        starts, ends: of the sentences, ascending and disjoint. A literal in between, or across
        an edge, counts for none.
        """
        folded = encode_folded(text, letters=self._letters)
        found = self._everywhere(text, starts, ends)
        hits = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        table = _in_characters(hits, folded)
        for number, literal, start, end in _in_sentences(table, starts, ends):
            if number not in found:
                found[number] = Candidate(number)
            for part in self._parts[literal]:
                found[number].parts.setdefault(part, []).append((start, end))
            found[number].phrases += [(phrase, start, end) for phrase in self._phrases[literal]]
        for number in sorted(found):
            candidate = found[number]
            self._narrow(candidate, text, starts, ends)
            if candidate.parts or candidate.phrases or candidate.everything:
                yield candidate

    def _everywhere(self, text: str, starts: Places, ends: Places) -> dict[int, Candidate]:
        """The sentences that are candidates whatever literals they have."""
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
        """Drop the parts that lack another of their literals; add those that have none."""
        if any(map(self._others.__getitem__, candidate.parts)):
            sentence = fold(text[starts[candidate.number] : ends[candidate.number]])
            candidate.parts = {
                part: places
                for part, places in candidate.parts.items()
                if all(any(map(sentence.__contains__, one)) for one in self._others[part])
            }
        for part in self.always:
            candidate.parts[part] = []


def _automaton(literals: list[bytes]) -> BytesAhoCorasick:
    few = sum(map(len, literals)) <= _FEW
    kind = Implementation.DFA if few else Implementation.ContiguousNFA
    return BytesAhoCorasick(literals, implementation=kind)


def _in_characters(hits: list[tuple[int, int, int]], encoded: bytes) -> Places:
    """A row (literal, start, end) for each hit, from bytes of a text in UTF-8 to its characters."""
    table = np.array(hits, dtype=np.int64).reshape(-1, 3)
    if not encoded.isascii():
        # Of each character all bytes but the first are 0b10xxxxxx, below -64 with a sign.
        further = np.flatnonzero(np.frombuffer(encoded, dtype=np.int8) < -64)
        table[:, 1:] -= np.searchsorted(further, table[:, 1:])
    return table


def _in_sentences(table: Places, starts: Places, ends: Places) -> list[list[int]]:
    """[number of the sentence, literal, start, end] of each hit that is inside of one."""
    if not len(table) or not len(starts):
        return []
    numbers = np.searchsorted(starts, table[:, 1], side="right") - 1
    inside = (numbers >= 0) & (table[:, 2] <= ends[numbers])
    rows: list[list[int]] = np.column_stack((numbers, table))[inside].tolist()
    return rows
