"""Krippendorff's alpha for unitizing: where two coders begin and end their spans, beyond chance.

alpha_U = 1 - Do / De, with the squared differences of edges as distance: Krippendorff 1995, "On the
reliability of unitizing continuous data", Sociological Methodology 25; 2004, "Content Analysis",
2nd edition, p. 251-256. Defined for two coders; Krippendorff, Mathet, Bouvry & Widloecher 2016
("On the reliability of unitizing textual continua") found that it does not behave as expected for
more. Spans of a coder with one label that overlap are one. Documents follow each other in one
continuum, and no gap goes across two of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.figure import (
    Coefficient,
    Figure,
    Floats,
    SampleSize,
    Scope,
    undefined,
    without_interval,
)
from annotator.agreement.units import Units
from annotator.model import Span

ALPHA_U = Coefficient("alpha-u", "Krippendorff's alpha_U for unitizing (1995), of two coders")
_NO_INTERVAL = "no interval is known that holds for alpha_U"
_ALIKE = "no spans of this label, so there is nothing to compare"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Observed and expected disagreement of one label."""

    observed: float
    expected: float

    @property
    def alpha(self) -> float | None:
        """1 - observed / expected, None if nothing was expected."""
        return 1 - self.observed / self.expected if self.expected > 0 else None


def alpha_u(units: Units, labels: Sequence[str]) -> list[Figure]:
    """Return alpha_U of all labels together and of each, where exactly two coders judged all.

    Documents count that both coders finished.
    """
    both = _judged_by_both(units)
    if not both:
        reason = "alpha_U is of exactly two coders who judged the same units"
        return [undefined(ALPHA_U, Scope("spans"), reason)]
    size = SampleSize(len(both), 2, len({int(units.documents[unit]) for unit in both}))
    found = {label: disagreement(*_sections(units, label)) for label in labels}
    whole = Disagreement(
        sum(one.observed for one in found.values()), sum(one.expected for one in found.values())
    )
    return [
        undefined(ALPHA_U, Scope("spans", label), _ALIKE, size)
        if (value := one.alpha) is None
        else without_interval(ALPHA_U, Scope("spans", label), value, size, _NO_INTERVAL)
        for label, one in (("", whole), *found.items())
    ]


def _judged_by_both(units: Units) -> list[int]:
    if len(units.coders) != 2:
        return []
    return [int(unit) for unit in np.flatnonzero(units.judged.all(axis=0))]


def _sections(units: Units, label: str) -> tuple[list[list[Span]], list[Span]]:
    """Return the merged spans of both coders, and the units that both judged, as one continuum."""
    both = _judged_by_both(units)
    start = 0
    places: dict[int, int] = {}
    for unit in both:
        sentence = units.sentences[unit]
        places[unit] = start - sentence.start
        start += sentence.end - sentence.start
    blocks = [
        Span(units.sentences[unit].start + shift, units.sentences[unit].end + shift)
        for unit, shift in places.items()
    ]
    spans: list[list[Span]] = [[], []]
    for one in units.annotations:
        if one.annotation.label != label:
            continue
        for unit in one.units:
            sentence = units.sentences[unit]
            for piece in one.annotation.fragments if unit in places else ():
                low, high = max(piece.start, sentence.start), min(piece.end, sentence.end)
                if low < high:
                    spans[one.coder].append(Span(low + places[unit], high + places[unit]))
    joined = _joined_by_document(blocks, [int(units.documents[unit]) for unit in both])
    return [merged(own) for own in spans], joined


def _joined_by_document(blocks: Sequence[Span], documents: Sequence[int]) -> list[Span]:
    """Join the blocks of one document, which follow each other."""
    found: dict[int, Span] = {}
    for block, document in zip(blocks, documents, strict=True):
        first = found.get(document, block)
        found[document] = Span(first.start, block.end)
    return list(found.values())


def merged(spans: Sequence[Span]) -> list[Span]:
    """Return the spans in order; those that overlap are joined."""
    found: list[Span] = []
    for one in sorted(spans):
        if found and one.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, one.end))
        else:
            found.append(one)
    return found


def disagreement(coders: Sequence[Sequence[Span]], blocks: Sequence[Span]) -> Disagreement:
    """Return the disagreement on one label. blocks: the parts of the continuum, in order."""
    length = float(sum(block.end - block.start for block in blocks))
    if not length:
        return Disagreement(0.0, 0.0)
    tables = [_table(spans, blocks) for spans in coders]
    number = len(tables)
    observed = sum(
        _apart(tables[one], tables[other])
        for one in range(number)
        for other in range(one + 1, number)
    )
    observed *= 2 / (number * (number - 1) * length**2)
    return Disagreement(observed, _expected(np.concatenate(tables), number, length))


def _table(spans: Sequence[Span], blocks: Sequence[Span]) -> Floats:
    """Return the sections of a coder: start, length, and 1 for a span or 0 for a gap."""
    rows = []
    for block in blocks:
        at = block.start
        for one in (span for span in spans if block.start <= span.start < block.end):
            if one.start > at:
                rows.append((at, one.start - at, 0))
            rows.append((one.start, one.end - one.start, 1))
            at = one.end
        if at < block.end:
            rows.append((at, block.end - at, 0))
    return np.array(rows, np.float64).reshape(-1, 3)


def _apart(ours: Floats, theirs: Floats) -> float:
    """Sum the distances of all sections of two coders that overlap."""
    total = 0.0
    starts, ends = theirs[:, 0], theirs[:, 0] + theirs[:, 1]
    for start, length, marked in ours:
        low = np.searchsorted(ends, start, "right")
        high = np.searchsorted(starts, start + length, "left")
        total += _apart_from(start, length, bool(marked), theirs[low:high])
    return total


def _apart_from(start: float, length: float, marked: bool, others: Floats) -> float:
    """Sum the distances of one section to those that it overlaps.

    Of two spans, the squared differences of their edges; of a span in a gap, its length squared.
    """
    shift = start - others[:, 0]
    longer = length - others[:, 1]
    other: NDArray[np.bool_] = others[:, 2] > 0
    if marked:
        edges = float((shift**2 + (shift + longer) ** 2)[other].sum())
        inside = (~other) & (shift >= 0) & (-longer >= shift)
        return edges + float(length**2 * inside.sum())
    outside = other & (shift <= 0) & (-longer <= shift)
    return float((others[:, 1] ** 2)[outside].sum())


def _expected(sections: Floats, coders: int, length: float) -> float:
    """Return the disagreement of spans and gaps that are put anywhere."""
    spans = sections[sections[:, 2] > 0, 1]
    gaps = np.sort(sections[sections[:, 2] == 0, 1])
    longest_first = np.concatenate([[0.0], np.cumsum(gaps[::-1])])
    wider = len(gaps) - np.searchsorted(gaps, spans, "left")
    total = (
        (len(spans) - 1) * (2 * spans**3 - 3 * spans**2 + spans) / 3
        + spans**2 * (longest_first[wider] - wider * (spans - 1))
    ).sum()
    places = coders * length * (coders * length - 1) - (spans * (spans - 1)).sum()
    return float(2 / length * total / places) if places > 0 else 0.0
