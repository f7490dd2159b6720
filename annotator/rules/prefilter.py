"""The prefilter: one scan of many texts that picks the sentences, and in them the rules, to try.

An Aho-Corasick automaton looks for a literal of every part and for every surface of every
phrase, in time linear in the texts, however many there are. It never loses a match: see
annotator.rules.literals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from ahocorasick_rs import AhoCorasick, MatchKind
from numpy.typing import NDArray

from annotator.rules import literals
from annotator.rules.folding import LONGER_IN_LOWER_CASE, fold
from annotator.rules.literals import Needs
from annotator.rules.parts import Part
from annotator.rules.phrases import Phrase

Places = NDArray[np.int64]


@dataclass(slots=True)
class Candidate:
    """A sentence in which something may match. number: its place in the scan.

    parts: numbers of the parts to try. phrases: phrases whose surface stands at [start, end) of
    what was scanned. everything: no literal can be trusted here, try all.
    """

    number: int
    parts: set[int] = field(default_factory=set)
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
        known = sorted({*by_literal, *surfaces})
        self._parts = [tuple(by_literal.get(literal, ())) for literal in known]
        self._phrases = [tuple(surfaces.get(literal, ())) for literal in known]
        self._automaton = AhoCorasick(known, matchkind=MatchKind.Standard)

    def candidates(self, text: str, starts: Places, ends: Places) -> Iterator[Candidate]:
        """The sentences of a text to look through, in order.

        starts, ends: of the sentences, ascending and disjoint. A literal in between, or across
        an edge, counts for none.
        """
        folded = fold(text)
        found = self._everywhere(text, starts, ends)
        hits = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        for number, literal, start, end in _in_sentences(hits, starts, ends):
            if number not in found:
                found[number] = Candidate(number)
            found[number].parts.update(self._parts[literal])
            found[number].phrases += [(phrase, start, end) for phrase in self._phrases[literal]]
        for number in sorted(found):
            candidate = found[number]
            self._narrow(candidate, folded, int(starts[number]), int(ends[number]))
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

    def _narrow(self, candidate: Candidate, folded: str, start: int, end: int) -> None:
        """Drop the parts that lack another of their literals; add those that have none."""
        if any(self._others[part] for part in candidate.parts):
            sentence = folded[start:end]
            candidate.parts = {
                part
                for part in candidate.parts
                if all(any(map(sentence.__contains__, one)) for one in self._others[part])
            }
        candidate.parts |= self.always


def _in_sentences(
    hits: Iterable[tuple[int, int, int]], starts: Places, ends: Places
) -> Iterator[tuple[int, int, int, int]]:
    """(number of the sentence, literal, start, end) of each hit that is inside of one."""
    table = np.array(hits, dtype=np.int64).reshape(-1, 3)
    if not len(table) or not len(starts):
        return
    numbers = np.searchsorted(starts, table[:, 1], side="right") - 1
    inside = (numbers >= 0) & (table[:, 2] <= ends[numbers])
    kept = np.column_stack((numbers, table))[inside]
    yield from map(tuple, kept.tolist())
