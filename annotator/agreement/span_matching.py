"""Matching the spans of two coders: when two spans count as the same.

*Exact*: the same characters and label. *Overlap*: a character in common, same label. *IoU*: at
least half of the characters of both together are common ones, same label. Label-blind: *boundary*,
the same characters whatever the label, and *partial*, a character in common whatever the label.
Exact, overlap, boundary and partial are the four ways of SemEval-2013 task 9 (strict, type, exact,
partial), which count errors of labels and of bounds apart. *Label*: as many spans of the label in
the unit, wherever they are.

Every span matches one other at most, and the largest such matching counts, so that the order of
coders does not matter.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum

from annotator.model import Span

Fragments = tuple[Span, ...]
Bounds = tuple[tuple[int, int], ...]
"""The start and end of each fragment; plain numbers are compared in a fraction of the time."""
_HALF = 0.5


class Matching(StrEnum):
    """The ways of matching spans; the values are those of `--metric`, after `span-f1-`."""

    EXACT = "exact"
    OVERLAP = "overlap"
    IOU = "iou"
    BOUNDARY = "boundary"
    PARTIAL = "partial"
    LABEL = "label"

    @property
    def is_blind(self) -> bool:
        """True if labels are not compared."""
        return self in {Matching.BOUNDARY, Matching.PARTIAL}

    @property
    def words(self) -> str:
        """What has to be the same."""
        return _WORDS[self]

    def matches(
        self,
        ours: Sequence[Bounds],
        theirs: Sequence[Bounds],
        our_units: Sequence[int],
        their_units: Sequence[int],
    ) -> int:
        """Return the number of matched pairs of spans, which have one label unless it is blind.

        ours, theirs: in order. our_units, their_units: the unit that each span is in.
        """
        if not ours or not theirs:
            return 0
        if self is Matching.LABEL:
            return (Counter(our_units) & Counter(their_units)).total()
        if self in {Matching.EXACT, Matching.BOUNDARY}:
            return (Counter(ours) & Counter(theirs)).total()
        return largest_matching(ours, theirs, share_half if self is Matching.IOU else share)


_WORDS = {
    Matching.EXACT: "same characters and label",
    Matching.OVERLAP: "a character in common and same label, one to one",
    Matching.IOU: "half of the joint characters in common and same label, one to one",
    Matching.BOUNDARY: "same characters, whatever the label",
    Matching.PARTIAL: "a character in common, whatever the label, one to one",
    Matching.LABEL: "same label in the same unit, whatever the characters",
}


def bounds(fragments: Fragments) -> Bounds:
    """Return the fragments as plain numbers."""
    return tuple((one.start, one.end) for one in fragments)


def share(ours: Bounds, theirs: Bounds) -> bool:
    """Return True if two spans have a character in common."""
    return any(one[0] < other[1] and other[0] < one[1] for one in ours for other in theirs)


def share_half(ours: Bounds, theirs: Bounds) -> bool:
    """Return True if the common characters are at least half of the joint ones."""
    common = sum(
        max(0, min(one[1], other[1]) - max(one[0], other[0])) for one in ours for other in theirs
    )
    joint = sum(end - start for start, end in (*ours, *theirs)) - common
    return common >= _HALF * joint


def matched(ours: Iterable[Fragments], theirs: Iterable[Fragments]) -> int:
    """Return the size of the largest one-to-one matching of spans that share a character."""
    left, right = (sorted(map(bounds, spans)) for spans in (ours, theirs))
    return largest_matching(left, right, share)


def largest_matching(
    left: Sequence[Bounds], right: Sequence[Bounds], fit: Callable[[Bounds, Bounds], bool]
) -> int:
    """Return the size of the largest one-to-one matching of spans that fit; both are in order.

    Augmenting paths (Berge 1957; Kuhn 1955), after a first pass in the order of the text.
    """
    if left == right:
        return len(left)
    if min(len(left), len(right)) == 1:
        return int(any(fit(one, other) for one in left for other in right))
    matching = _Matching(_fitting(left, right, fit))
    return sum(matching.augment(start) for start in range(len(left)))


def _fitting(
    left: Sequence[Bounds], right: Sequence[Bounds], fit: Callable[[Bounds, Bounds], bool]
) -> list[list[int]]:
    """Return, for each span on the left, the indices of those on the right that fit it."""
    found: list[list[int]] = []
    active: list[int] = []
    coming = 0
    for fragments in left:
        start, end = fragments[0][0], fragments[-1][1]
        while coming < len(right) and right[coming][0][0] < end:
            active.append(coming)
            coming += 1
        active = [place for place in active if right[place][-1][1] > start]
        found.append([place for place in active if fit(fragments, right[place])])
    return found


class _Matching:
    """A matching of left with right indices. neighbours: for each left, the rights that fit."""

    def __init__(self, neighbours: Sequence[Sequence[int]]) -> None:
        self.neighbours = neighbours
        self.left_of: dict[int, int] = {}
        self.right_of: dict[int, int] = {}

    def augment(self, start: int) -> bool:
        """Match start with a neighbour, rematching others if necessary; False if impossible."""
        came_from: dict[int, int] = {}
        queue = deque([start])
        while queue:
            left = queue.popleft()
            for right in self.neighbours[left]:
                if right in came_from:
                    continue
                came_from[right] = left
                if right not in self.left_of:
                    self._flip(right, came_from)
                    return True
                queue.append(self.left_of[right])
        return False

    def _flip(self, end: int, came_from: Mapping[int, int]) -> None:
        """Match along the path to end: each left index gets the right one that follows it."""
        right: int | None = end
        while right is not None:
            left = came_from[right]
            before = self.right_of.get(left)
            self.left_of[right], self.right_of[left] = left, right
            right = before
