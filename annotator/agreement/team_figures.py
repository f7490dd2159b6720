"""The figures of the agreement screen, from sums by document.

They are those of the report of a study, and equal to them: `StudySums` keeps what each document
adds, so that a document which changed costs milliseconds, however many others there are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TypeVar

import numpy as np

from annotator.agreement import alpha, kappa, percent, sums
from annotator.agreement.document_tables import KINDS, SplitTable, Table, Vocabulary
from annotator.agreement.figure import (
    Coefficient,
    Figure,
    Floats,
    Ints,
    JackknifeEstimate,
    SampleSize,
    Scope,
    figure,
    quotient,
    undefined,
)
from annotator.agreement.interval import Evidence, Scale
from annotator.agreement.ratings import reason_no_variation, reason_undefined
from annotator.agreement.report_parts import PairAgreement
from annotator.agreement.sentence_sums import (
    PRESENCE,
    TOTALS,
    NamedLabels,
    SentenceSums,
    sentence_sums,
)
from annotator.agreement.span_f1 import SPANS, pooled_f1
from annotator.agreement.span_matching import Matching
from annotator.agreement.units import PRESENCE as VALUES
from annotator.agreement.units import set_name

MOST_PAIRS = 190
"""More pairs of annotators, of 21 and up, are not listed: only those that share most sentences."""

_SENTENCES = Scope("sentences")

_OBSERVED, _POSITIVE = (PRESENCE.index(one) for one in ("observed", "positive"))

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class NameAgreement:
    """The agreement on one label or group.

    positive: sentences to which at least one of the compared annotators gave it.
    disagreement: summed. share: of the sum of all labels, or of all groups.
    """

    label: str
    positive: int
    disagreement: float
    share: float
    alpha: Figure


@dataclass(frozen=True, slots=True)
class SentencesAgreement:
    """The agreement on all, on blind or on assisted sentences; labels: most disagreement first."""

    units: int
    documents: int
    percent: Figure
    alpha: Figure
    f1_exact: Figure
    f1_overlap: Figure
    labels: tuple[NameAgreement, ...]
    groups: tuple[NameAgreement, ...]


@dataclass(frozen=True, slots=True)
class TeamFigures:
    """What the agreement screen shows first.

    finished: the number of sentences each annotator finished, including those nobody else did.
    pairs: of annotators, by name; pairs_left_out: those that share fewest sentences.
    """

    finished: Mapping[str, int]
    all: SentencesAgreement
    blind: SentencesAgreement
    assisted: SentencesAgreement
    pairs: tuple[PairAgreement, ...]
    pairs_left_out: int


class StudySums:
    """Sums over the sentences and spans of all documents, and the figures that follow.

    A figure is computed again only if something that it rests on has changed.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        labels: Sequence[str],
        groups: Mapping[str, Sequence[str]],
        *,
        confidence: float = 0.95,
    ) -> None:
        self._vocabulary = vocabulary
        self._names = [(name, "label", [name]) for name in labels]
        self._names += [(name, "group", list(held)) for name, held in groups.items()]
        self._labels = NamedLabels([held for _, _, held in self._names])
        self._confidence = confidence
        self._known: dict[tuple[object, ...], object] = {}
        kinds, names = len(KINDS), len(self._names)
        self._totals = np.zeros((kinds, len(TOTALS), 0))
        self._presence = np.zeros((kinds, names, len(PRESENCE), 0))
        self._shared = np.zeros((kinds, len(_SPANS), 0))
        self._sets = SplitTable((1,))
        self._pairs = SplitTable((1, 2))
        self._judges = Table(np.zeros((0, 4), np.int32))
        self._spans = SplitTable((1, 2, 3))

    # ------------------------------------------------------------------------ keeping

    def put(self, documents: Collection[int], votes: Ints, spans: Ints) -> None:
        """Replace what some documents add. votes, spans: their rows, in order of documents."""
        numbers = np.array(sorted(documents), np.int64)
        found = sentence_sums(votes, numbers, self._labels, self._vocabulary.sets)
        shared = _span_sums(spans, numbers)
        self._grow(len(self._vocabulary.documents))
        self._forget(numbers, found)
        self._totals[..., numbers] = found.totals
        self._presence[..., numbers] = found.presence
        self._shared[..., numbers] = shared
        self._judges.put(documents, found.judges)
        for (kind,) in self._sets.put(documents, found.sets):
            self._known.pop(("overall", kind), None)
        for pair in self._pairs.put(documents, found.pairs):
            self._known.pop(("kappa", *pair), None)
        for key in self._spans.put(documents, spans):
            self._known.pop(("spans", key[0]), None)
            self._known.pop(("f1", *key[1:]), None)

    def _grow(self, documents: int) -> None:
        more = documents - self._totals.shape[-1]
        if more > 0:
            self._totals = np.pad(self._totals, [(0, 0)] * 2 + [(0, more)])
            self._presence = np.pad(self._presence, [(0, 0)] * 3 + [(0, more)])
            self._shared = np.pad(self._shared, [(0, 0)] * 2 + [(0, more)])

    def _forget(self, documents: Ints, found: SentenceSums) -> None:
        """Forget the figures of names that change, and all if others are compared."""
        totals = self._totals[..., documents] != found.totals
        names = (self._presence[..., documents] != found.presence).any(axis=(2, 3))
        if totals[:, 0].any() or (
            len(documents) != 1
            or not np.array_equal(self._judges.of(int(documents[0])), found.judges)
        ):
            self._known.clear()  # the sizes of all figures
            return
        for kind, changed in enumerate(names | totals[:, 1].any(axis=-1)[:, None]):
            for name in np.flatnonzero(changed).tolist():
                self._known.pop(("name", kind, name), None)

    def arrays(self) -> dict[str, Ints | Floats]:
        """Return everything that is kept, as rows, by name."""
        places = np.flatnonzero(self._presence)
        return {
            "totals": self._totals.reshape(-1, 1),
            "shared": self._shared.reshape(-1, 1),
            "presence places": places.reshape(-1, 1).astype(np.int32),
            "presence": self._presence.reshape(-1)[places].reshape(-1, 1),
            "sets": self._sets.rows(5),
            "pairs": self._pairs.rows(7),
            "spans": self._spans.rows(8),
            "judges": self._judges.rows,
        }

    def restore(self, rows: Callable[[str, int], Ints | Floats]) -> None:
        """Take over what `arrays` returned. rows: by name and number of columns."""
        documents = len(self._vocabulary.documents)
        self._grow(documents)
        self._totals = np.array(rows("totals", 1)).reshape(self._totals.shape)
        self._shared = np.array(rows("shared", 1)).reshape(self._shared.shape)
        self._presence.reshape(-1)[rows("presence places", 1)[:, 0]] = rows("presence", 1)[:, 0]
        for table, name, columns in (
            (self._sets, "sets", 5),
            (self._pairs, "pairs", 7),
            (self._spans, "spans", 8),
        ):
            table.restore(rows(name, columns))
        self._judges = Table(rows("judges", 4))

    # ------------------------------------------------------------------------ figures

    def figures(self) -> TeamFigures:
        """Return all figures."""
        finished = self._once(("finished",), self._finished)
        pairs, left_out = self._listed(list(finished))
        every, blind, assisted = (self._sentences(kind) for kind in range(len(KINDS)))
        return TeamFigures(finished, every, blind, assisted, pairs, left_out)

    def _finished(self) -> Mapping[str, int]:
        people = self._vocabulary.people.names
        judges = self._judges.rows[self._judges.rows[:, 1] == 0]
        number = np.bincount(judges[:, 2], judges[:, 3], len(people)).astype(int).tolist()
        return {name: number for name, number in sorted(zip(people, number, strict=True)) if number}

    def _sentences(self, kind: int) -> SentencesAgreement:
        size = self._size(kind)
        found = self._once(("overall", kind), lambda: self._overall(kind))
        spans = self._once(("spans", kind), lambda: self._of_spans(kind))
        return SentencesAgreement(
            size.units,
            size.documents,
            *found,
            *spans,
            labels=self._of_names(kind, "label"),
            groups=self._of_names(kind, "group"),
        )

    def _once(self, key: tuple[object, ...], compute: Callable[[], Found]) -> Found:
        if key not in self._known:
            self._known[key] = compute()
        return self._known[key]  # type: ignore[return-value]

    def _size(self, kind: int) -> SampleSize:
        return self._once(("size", kind), lambda: self._compute_size(kind))

    def _compute_size(self, kind: int) -> SampleSize:
        units = self._totals[kind, 0]
        coders = len({one for of, *pair in self._spans if of == kind for one in pair})
        return SampleSize(int(units.sum()), coders, int(np.count_nonzero(units)))

    def _reason(self, kind: int) -> str:
        if self._totals[kind, 0].any():
            return ""
        judges = self._judges.rows
        coders = len(np.unique(judges[judges[:, 1] == kind, 2]))
        return reason_undefined(coders, shared=False)

    def _overall(self, kind: int) -> tuple[Figure, Figure]:
        """Percent and alpha of sets of labels."""
        rows, reason = self._sets.part((kind,)), self._reason(kind)
        if rows is None or reason:
            nothing = (percent.PERCENT, alpha.NOMINAL_ALPHA)
            return tuple(undefined(one, _SENTENCES, reason) for one in nothing)  # type: ignore[return-value]
        units, values, observed = self._totals[kind][:, self._totals[kind, 0] > 0]
        held = _Sets.of(rows, self._vocabulary)
        amount, both = rows[:, 3], rows[:, 4]
        totals = held.totals(amount)
        number = float(values.sum())
        chance = number**2 - float(totals @ totals)
        across = held.by_document(amount * (2 * totals[held.value] - amount))
        without = sums.without_rounding(chance - 2 * values * number + across + values**2, chance)
        usual = int(totals.argmax())
        is_usual = held.value == usual
        marked = units - held.by_document(both * is_usual)
        mean = alpha.mean_chance(chance, number)
        share = 1 - float(totals[usual]) / number
        evidence = _evidence(marked, values - held.by_document(amount * is_usual), mean, share)
        agreeing = held.by_document(both)
        return (
            self._figure(percent.PERCENT, percent.estimate_of_sums(agreeing, units, units), kind),
            self._figure(
                alpha.NOMINAL_ALPHA,
                alpha.estimate_of_sums(observed, values, (chance, without), evidence),
                kind,
                otherwise=lambda: reason_no_variation(map(set_name, held.names)),
            ),
        )

    def _figure(
        self,
        of: Coefficient,
        estimate: JackknifeEstimate,
        kind: int,
        otherwise: str | Callable[[], str] = "",
    ) -> Figure:
        return figure(
            of,
            _SENTENCES,
            estimate,
            self._size(kind),
            otherwise=otherwise,
            confidence=self._confidence,
        )

    # ------------------------------------------------------------- labels and groups

    def _of_names(self, kind: int, sort: str) -> tuple[NameAgreement, ...]:
        """The agreement on labels or groups, most disagreement first, then in their order."""
        found = [
            self._once(("name", kind, place), lambda: self._of_name(kind, place))  # noqa: B023
            for place, (_, one, _) in enumerate(self._names)
            if one == sort
        ]
        total = sum(one.disagreement for one in found)
        shares = (replace(one, share=one.disagreement / total if total else 0.0) for one in found)
        return tuple(sorted(shares, key=lambda one: -one.disagreement))

    def _of_name(self, kind: int, place: int) -> NameAgreement:
        """The agreement on a label or group, without its share."""
        observed, positive = self._presence[kind, place][[_OBSERVED, _POSITIVE]].sum(axis=1)
        found = self._alpha_of_name(kind, place)
        return NameAgreement(self._names[place][0], int(positive), float(observed), 0.0, found)

    def _alpha_of_name(self, kind: int, place: int) -> Figure:
        """Alpha of whether a sentence has a label of a name."""
        name, sort, _ = self._names[place]
        scope = Scope("sentences", name, sort)
        less_units, less_values, present, observed, marked, both, _ = self._presence[kind, place]
        units = self._totals[kind, 0] - less_units
        chosen = units > 0
        if not chosen.any():
            reason = self._reason(kind) or reason_undefined(2, shared=False)
            return undefined(alpha.NOMINAL_ALPHA, scope, reason)
        units, present, observed = units[chosen], present[chosen], observed[chosen]
        values = (self._totals[kind, 1] - less_values)[chosen]
        absent, number = values - present, float(values.sum())
        given = float(present.sum())
        totals = (number - given, given)
        chance = number**2 - totals[0] ** 2 - totals[1] ** 2
        across = absent * (2 * totals[0] - absent) + present * (2 * totals[1] - present)
        without = sums.without_rounding(chance - 2 * values * number + across + values**2, chance)
        usual = int(totals[1] > totals[0])
        pair = (units - both[chosen], absent) if usual else (marked[chosen], present)
        mean = alpha.mean_chance(chance, number)
        share = 1 - totals[usual] / number
        used = [one for one, times in zip(VALUES, totals, strict=True) if times]
        return figure(
            alpha.NOMINAL_ALPHA,
            scope,
            alpha.estimate_of_sums(
                observed, values, (chance, without), _evidence(*pair, mean, share)
            ),
            replace(self._size(kind), units=int(units.sum()), documents=len(units)),
            otherwise=reason_no_variation(used),
            confidence=self._confidence,
        )

    # ------------------------------------------------------------------ spans and pairs

    def _of_spans(self, kind: int) -> tuple[Figure, Figure]:
        """F1 of all pairs, exact and overlapping."""
        held = self._shared[kind]
        return self._f1s(held[:, held[0] > 0], self._size(kind), SPANS)

    def _f1s(self, held: Floats, size: SampleSize, scope: Scope) -> tuple[Figure, Figure]:
        """F1, exact and overlapping. held: [_SPANS, documents]."""
        pairs, _, spans, *matched = held
        exact, overlap = (
            pooled_f1(
                (hits, spans, pairs), matching, size, scope=scope, confidence=self._confidence
            )
            for matching, hits in zip(_MATCHINGS, matched, strict=True)
        )
        return exact, overlap

    def _listed(self, people: Sequence[str]) -> tuple[tuple[PairAgreement, ...], int]:
        """The pairs of annotators, and how many are left out."""
        pairs = list(combinations(people, 2))
        left_out = max(0, len(pairs) - MOST_PAIRS)
        number = self._vocabulary.people.of
        if left_out:
            shared = {pair: self._units_of(tuple(map(number, pair))) for pair in pairs}
            pairs = sorted(sorted(pairs, key=lambda pair: -shared[pair])[:MOST_PAIRS])
        found = []
        for names in pairs:
            key = tuple(map(number, names))
            corrected = self._once(("kappa", *sorted(key)), lambda: self._kappa(names))  # noqa: B023
            spans = self._once(("f1", *key), lambda: self._f1(names))  # noqa: B023
            found.append(PairAgreement(*names, corrected, *spans))
        return tuple(found), left_out

    def _units_of(self, pair: tuple[int, ...]) -> int:
        rows = self._spans.part((0, *pair))
        return 0 if rows is None else int(rows[:, 4].sum())

    def _f1(self, names: tuple[str, str]) -> tuple[Figure, Figure]:
        rows = self._spans.part((0, *map(self._vocabulary.people.of, names)))
        held = np.zeros((0, len(_SPANS))) if rows is None else rows[:, 3:].astype(np.float64)
        held[:, 0] = 1.0  # one pair in each document
        size = SampleSize(int(held[:, 1].sum()), 2, len(held))
        return self._f1s(held.T, size, Scope("spans", coders=names))

    def _kappa(self, names: tuple[str, str]) -> Figure:
        rows = self._pairs.part(tuple(sorted(map(self._vocabulary.people.of, names))))
        scope = Scope("sentences", coders=names)
        if rows is None:
            return undefined(kappa.COHEN, scope, reason_undefined(0, shared=False))
        held = _Sets.of(rows, self._vocabulary, value=3)
        ours, theirs, both = (rows[:, column].astype(np.float64) for column in (4, 5, 6))
        units, agreed = held.by_document(ours), held.by_document(both)
        mine, their = held.totals(ours), held.totals(theirs)
        number, equal = float(units.sum()), float(mine @ their)
        chance = number**2 - equal
        across = ours * (their[held.value] - theirs) + theirs * mine[held.value]
        left = number - units
        without = left**2 - (equal - held.by_document(across))
        apart = units - agreed
        value_of = float(1 - quotient(apart.sum() * number, chance))
        usual = int((mine + their).argmax())
        share = 1 - float(mine[usual] + their[usual]) / (2 * number)
        is_usual = held.value == usual
        marked = units - held.by_document(both * is_usual)
        marks = 2 * units - held.by_document((ours + theirs) * is_usual)
        mean = 0.0 if np.isnan(value_of) else chance / number**2
        estimate = JackknifeEstimate(
            value=value_of,
            observed=1 - float(apart.sum()) / number,
            without=1 - quotient((apart.sum() - apart) * left, without),
            evidence=_evidence(marked, marks, mean, share),
        )
        return figure(
            kappa.COHEN,
            scope,
            estimate,
            SampleSize(int(number), 2, len(units)),
            otherwise=lambda: reason_no_variation(map(set_name, held.names)),
            confidence=self._confidence,
        )


_MATCHINGS = (Matching.EXACT, Matching.OVERLAP)
_SPANS = ("pairs", "units", "spans", *map(str, _MATCHINGS))


def _span_sums(spans: Ints, documents: Ints) -> Floats:
    """Sum the rows of spans by document: [kinds, _SPANS, documents]."""
    many = len(documents)
    place = spans[:, 1].astype(np.int64) * many + np.searchsorted(documents, spans[:, 0])
    columns = [None, *spans[:, 4:].T]
    found = [np.bincount(place, column, len(KINDS) * many) for column in columns]
    return np.stack(found).reshape(len(_SPANS), len(KINDS), many).swapaxes(0, 1).astype(float)


@dataclass(frozen=True, slots=True, eq=False)
class _Sets:
    """What rows of sets of labels are of; they are in the order of documents.

    starts: the first row of each document. value: the place of the set of each row in names.
    """

    starts: Ints
    value: Ints
    names: Sequence[tuple[str, ...]]

    @classmethod
    def of(cls, rows: Floats | Ints, vocabulary: Vocabulary, value: int = 2) -> _Sets:
        """value: the column of the set."""
        documents = rows[:, 0]
        starts = np.flatnonzero(documents[1:] != documents[:-1]) + 1
        values = rows[:, value].astype(np.int64)
        used = np.flatnonzero(np.bincount(values))
        names = [vocabulary.sets.names[one] for one in used.tolist()]
        order = sorted(range(len(names)), key=names.__getitem__)
        rank = np.zeros(len(vocabulary.sets), np.int64)
        rank[used[order]] = np.arange(len(names))
        return cls(np.append(0, starts), rank[values], [names[one] for one in order])

    def by_document(self, amounts: Floats) -> Floats:
        """Sum amounts, one for each row, by document."""
        return np.asarray(np.add.reduceat(amounts, self.starts), np.float64)

    def totals(self, amounts: Floats) -> Floats:
        """Sum amounts, one for each row, by set."""
        return np.asarray(np.bincount(self.value, amounts, len(self.names)), np.float64)


def _evidence(marked: Floats, marks: Floats, chance: float, share: float) -> Evidence:
    """The evidence of the units that one of two marked. share: of the rarer values."""
    scale = Scale(chance / (2 * share) if share else 1.0, marked=True)
    return Evidence(marked, marks, scale)
