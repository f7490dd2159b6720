"""Agreement in parts: by document, date, guideline and batch, without an annotator, growing.

All of it is alpha of the label sets of sentences. The difference of a part from the rest has an
interval from those of the two, which are of different documents or sentences: Zou & Donner 2008,
"Construction of confidence limits about effect measures: a general approach", Statistics in
Medicine 27.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from annotator.agreement import sums
from annotator.agreement.alpha import alpha
from annotator.agreement.figure import Figure, Scope
from annotator.agreement.interval import Interval
from annotator.agreement.ratings import MISSING, Ratings
from annotator.agreement.share_difference import ShareDifference
from annotator.agreement.units import Units, label_sets, set_name
from annotator.model import Span

STEPS = 10
"""The number of points of a learning curve, at most."""
REACH = 0.05
"""Half the width of an interval that is asked for."""
MOST_DIFFERENCES = 200
"""The number of parts that are compared with the rest, which takes as long as all together."""
_FEW_WEEKS = 12

_SENTENCES = Scope("sentences")


@dataclass(frozen=True, slots=True)
class PartAgreement:
    """The agreement on a part of the sentences, and how it differs from the rest.

    name: uid of the document, week or month, version of the guideline, or batch.
    units: sentences that two judged. disagreement: of all disagreement, the share of this part.
    difference: from the rest; None if one of the two has no interval, and of more than
        MOST_DIFFERENCES parts for those with least disagreement.
    """

    name: str
    units: int
    disagreement: float
    alpha: Figure
    difference: ShareDifference | None


@dataclass(frozen=True, slots=True)
class WithoutOne:
    """Alpha without an annotator, and how far it is above that of all together."""

    name: str
    alpha: Figure
    change: float | None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Agreement in parts.

    documents: most disagreement first. dates: in order; weeks (2026-W05) or months (2026-02).
    without_annotator: alpha of all others.
    growing: alpha of the first documents that were finished, more and more of them.
    documents_needed: about so many more documents for an interval of +-0.05; None if unknown.
    """

    documents: tuple[PartAgreement, ...]
    dates: tuple[PartAgreement, ...]
    versions: tuple[PartAgreement, ...]
    batches: tuple[PartAgreement, ...]
    without_annotator: tuple[WithoutOne, ...]
    growing: tuple[Figure, ...]
    documents_needed: int | None


VersionOf = Callable[[str, str, Span], str]
"""The version of the guideline under which an annotator finished a sentence of a document (uid)."""
BatchOf = Callable[[str], str]
"""The batch of a document, by its uid; '' for none."""


@dataclass(frozen=True, slots=True)
class PartsOf:
    """What sentences are divided by, beside document and date; '' is no part.

    version: of the guideline, by annotator, uid of the document and sentence. batch: by uid.
    """

    version: VersionOf = lambda _annotator, _document, _sentence: ""
    batch: BatchOf = lambda _document: ""


@dataclass(frozen=True, slots=True, eq=False)
class DividedSentences:
    """Sentences, and what they are divided by.

    sets: ratings with their sets of labels. uids: of documents, in the order of their numbers.
    days: [units], the day on which the last coder finished it, 2026-02-03; '' if unknown.
    last: [documents], when the last coder finished a sentence of it; '' if unknown.
    versions: [units], the version of the guideline that all coders finished it under, '' if there
        are several, or none. batches: [units], '' for none.
    """

    sets: Ratings
    uids: Sequence[str]
    days: Sequence[str]
    last: Sequence[str]
    versions: NDArray[np.object_]
    batches: NDArray[np.object_]


def breakdown(
    found: Units,
    labels: Sequence[str],
    parts_of: PartsOf = PartsOf(),
    *,
    confidence: float = 0.95,
) -> Breakdown:
    """Compute the agreement in parts."""
    batches = [parts_of.batch(found.uids[one]) for one in found.documents]
    divided = DividedSentences(
        sets=label_sets(found, labels)[0],
        uids=found.uids,
        days=_days(found),
        last=_last(found),
        versions=_versions(found, parts_of.version),
        batches=np.array(batches, dtype=object),
    )
    return breakdown_of(divided, confidence=confidence)


def breakdown_of(divided: DividedSentences, *, confidence: float = 0.95) -> Breakdown:
    """Compute the agreement in parts of sentences that are divided."""
    whole = divided.sets
    every = alpha(whole, scope=_SENTENCES, confidence=confidence)
    numbers = whole.documents
    uids = np.array(divided.uids, dtype=object)[numbers] if len(numbers) else np.array([])

    def several(names: NDArray[np.object_]) -> tuple[PartAgreement, ...]:
        """The parts, if there are two or more."""
        few = len({*names.tolist()} - {""}) < 2
        return () if few else parts(whole, names, confidence=confidence)

    documents = parts(whole, uids, confidence=confidence)
    return Breakdown(
        documents=tuple(sorted(documents, key=lambda one: (-one.disagreement, one.name))),
        dates=several(_dates(divided.days)),
        versions=several(divided.versions),
        batches=several(divided.batches),
        without_annotator=tuple(_without_annotators(whole, every, confidence)),
        growing=tuple(_growing(divided, confidence)),
        documents_needed=documents_needed(every),
    )


def documents_needed(figure: Figure, reach: float = REACH) -> int | None:
    """About how many more documents an interval of +-reach takes, as if all were like these.

    The width of an interval falls with the square root of the number of documents.
    """
    if figure.interval is None or not figure.documents:
        return None
    half = (figure.interval.high - figure.interval.low) / 2
    return max(0, math.ceil(figure.documents * ((half / reach) ** 2 - 1)))


def difference(one: Figure, other: Figure) -> ShareDifference | None:
    """One figure minus another, of other sentences; None if one of them has no interval."""
    if one.value is None or other.value is None or not one.interval or not other.interval:
        return None
    value = one.value - other.value
    low = math.hypot(one.value - one.interval.low, other.interval.high - other.value)
    high = math.hypot(one.interval.high - one.value, other.value - other.interval.low)
    bounds = Interval(value - low, value + high, one.interval.confidence)
    return ShareDifference(value, bounds)


def _shared(whole: Ratings) -> NDArray[np.bool_]:
    """[units]: where two coders gave a value."""
    return np.asarray(whole.rated.sum(axis=0) > 1)


def parts(
    whole: Ratings, names: NDArray[np.object_], *, confidence: float = 0.95
) -> tuple[PartAgreement, ...]:
    """Return the agreement on the units of each name, in order of names.

    names: [units], the part that each unit is in; '' for none. A part has units that two judged.
    """
    return tuple(_parts(whole, _shared(whole), names, confidence))


def _parts(
    whole: Ratings, shared: NDArray[np.bool_], names: NDArray[np.object_], confidence: float
) -> Iterator[PartAgreement]:
    """Yield the agreement on the units of each name, in order of names; '' is left out."""
    lost = np.zeros(len(names))
    if shared.any():
        lost[shared] = sums.disagreement(whole.only(shared))
    total = float(lost.sum())
    known = sorted({*names[shared].tolist()} - {""})
    place_of = {name: place for place, name in enumerate(known)}
    place = np.array([place_of.get(name, -1) for name in names.tolist()], np.int64)
    order = np.argsort(place, kind="stable")
    starts = np.searchsorted(place[order], np.arange(len(known) + 1))
    units = [order[start:end] for start, end in pairwise(starts.tolist())]
    by_part = [float(lost[mine].sum()) for mine in units]
    most = set(sorted(range(len(known)), key=lambda nth: -by_part[nth])[:MOST_DIFFERENCES])
    for nth, name in enumerate(known):
        mine = units[nth]
        part = alpha(whole.at(mine), scope=_SENTENCES, confidence=confidence)
        different = None
        if nth in most:
            rest = alpha(whole.only(place != nth), scope=_SENTENCES, confidence=confidence)
            different = difference(part, rest)
        yield PartAgreement(
            name=name,
            units=int(shared[mine].sum()),
            disagreement=by_part[nth] / total if total else 0.0,
            alpha=part,
            difference=different,
        )


def _days(found: Units) -> list[str]:
    """[units]: the day on which the last coder finished it; '' if unknown."""
    last = [""] * len(found.documents)
    for (_, unit), judgement in found.judgements.items():
        last[unit] = max(last[unit], judgement.finished_at)
    return [one[:10] for one in last]


def _last(found: Units) -> list[str]:
    """[documents]: when the last coder finished a sentence of it; '' if unknown."""
    last = [""] * len(found.uids)
    for (_, unit), judgement in found.judgements.items():
        document = int(found.documents[unit])
        last[document] = max(last[document], judgement.finished_at)
    return last


def _dates(days: Sequence[str]) -> NDArray[np.object_]:
    """[units]: the week of each day, or the month; '' if unknown."""
    week_of = {day: _week(day) if day else "" for day in set(days)}
    if len(set(week_of.values()) - {""}) > _FEW_WEEKS:
        return np.array([one[:7] for one in days], dtype=object)
    return np.array([week_of[one] for one in days], dtype=object)


def _versions(found: Units, version_of: VersionOf) -> NDArray[np.object_]:
    """[units]: the version that all coders finished it under; '' if there are several, or none."""
    held: list[set[str]] = [set() for _ in found.documents]
    for coder, unit in found.judgements:
        uid = found.uids[found.documents[unit]]
        held[unit].add(version_of(found.coders[coder], uid, found.sentences[unit]))
    return np.array([one_version(names) for names in held], dtype=object)


def one_version(names: Collection[str]) -> str:
    """Return the version that all coders finished a sentence under; '' if there are several."""
    return next(iter(names)) if len(names) == 1 else ""


def _week(day: str) -> str:
    """The ISO week of a day, 2026-W05."""
    year, week, _ = np.datetime64(day).astype("datetime64[D]").item().isocalendar()
    return f"{year}-W{week:02}"


def _without_annotators(whole: Ratings, every: Figure, confidence: float) -> Iterator[WithoutOne]:
    """Yield alpha of the others, for each annotator of three or more."""
    for place, name in enumerate(whole.coders) if len(whole.coders) > 2 else ():
        values = np.where(_is_coder(whole, place), MISSING, whole.values)
        others = replace(whole, values=values)
        left = alpha(others, scope=_SENTENCES, confidence=confidence)
        yield _left_out(name, left, every)


def _is_coder(whole: Ratings, place: int) -> NDArray[np.bool_]:
    """[rows, units]: where the value is of a coder."""
    rows = [whole.coders_at(row) == place for row in range(len(whole.values))]
    return np.array(rows, dtype=bool).reshape(whole.values.shape)


def alpha_if_agreed(
    sets: Ratings,
    names: Sequence[frozenset[str]],
    fixed: Collection[str],
    *,
    confidence: float = 0.95,
) -> Figure:
    """Alpha if in each sentence everybody gave the `fixed` labels that most of them gave.

    sets, names: ratings of sentences with sets of labels, and the set of each value.
    """
    values = sets.values.copy()
    codes = {held: code for code, held in enumerate(names)}
    rated = sets.rated
    for label in fixed:
        has = np.array([label in held for held in codes], dtype=bool)
        given = has[values] & rated
        most = 2 * given.sum(axis=0) > rated.sum(axis=0)
        for row, unit in np.argwhere(rated & (given != most)):
            held = list(codes)[values[row, unit]] ^ {label}
            values[row, unit] = codes.setdefault(held, len(codes))
    agreed = replace(sets, values=values, names=tuple(map(set_name, codes)))
    return alpha(agreed, scope=_SENTENCES, confidence=confidence)


def _left_out(name: str, left: Figure, every: Figure) -> WithoutOne:
    known = left.value is not None and every.value is not None
    return WithoutOne(name, left, (left.value or 0.0) - (every.value or 0.0) if known else None)


def _growing(divided: DividedSentences, confidence: float) -> Iterator[Figure]:
    """Yield alpha of the documents that were finished first: a tenth of them, two tenths, ..."""
    whole, last = divided.sets, divided.last
    order = sorted(range(len(last)), key=lambda document: (last[document], document))
    steps = sorted({math.ceil(len(order) * step / STEPS) for step in range(1, STEPS + 1)} - {0, 1})
    for number in steps:
        first = np.isin(whole.documents, order[:number])
        yield alpha(whole.only(first), scope=_SENTENCES, confidence=confidence)
