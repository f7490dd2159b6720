"""How often intervals of agreement contain the truth: ours, and those of the jackknife.

    python -m tests.bench.intervals                     # 2 to 3 minutes
    python -m tests.bench.intervals --corpora 1000 --only "alpha of a label"

Each condition is a kind of study: how rare the label, how alike the sentences of a document, how
well the coders agree, 2 or 4 coders (then half of the documents have 2 or 3 of them), 5 to 50
documents of 20 to 40 sentences. Corpora are drawn from it, and both intervals computed from the
same sums. The truth is the coefficient of a very large corpus of the same kind. Nominal: 95 %.

A document has its own share of the label, from a Beta distribution, and its own difficulty; coders
err independently in what is left. With several values or sets the same holds for each value.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from annotator.agreement import alpha, gwet, kappa, percent, positive_agreement, span_f1
from annotator.agreement.distance import NOMINAL, Distance, interval, jaccard, masi
from annotator.agreement.figure import JackknifeEstimate, SampleSize
from annotator.agreement.interval import Interval, students_t
from annotator.agreement.interval import interval as wilson
from annotator.agreement.ratings import MISSING, Ratings
from annotator.agreement.span_matching import Matching
from annotator.agreement.spans import ANY, SpanCounts
from annotator.agreement.value_shares import value_shares

DOCUMENTS = (5, 10, 20, 50)
ALIKE = (0.1, 0.3)
ERRORS = (0.1, 0.3, 0.6)
LARGE = 12_000
"""Documents of the corpus that stands for the truth."""

Random = np.random.Generator


@dataclass(frozen=True)
class Kind:
    """A kind of study: how ratings are drawn, and what is computed from them.

    draw: from documents, coders, likeness and error rate. compute: an estimate of pairable ratings.
    """

    draw: Callable[[Random, int, int, float, float], Ratings]
    compute: Callable[[Ratings], JackknifeEstimate]


# ------------------------------------------------------------------------------- corpora


def corpus(random: Random, documents: int, coders: int, long: tuple[int, int] = (20, 40)):
    """The document of each sentence, the difficulty of its document, and who rated it."""
    lengths = random.integers(long[0], long[1] + 1, documents)
    place = np.repeat(np.arange(documents), lengths)
    difficulty = (random.beta(2, 8, documents) / 0.2)[place]
    number = np.full(documents, coders)
    if coders > 2:
        number = np.where(random.random(documents) < 0.5, coders, random.integers(2, 4, documents))
    rated = np.arange(coders)[:, None] < number[place][None, :]
    return place, difficulty, rated


def shares(random: Random, documents: int, mean: float, alike: float) -> np.ndarray:
    """The share of a label in each document."""
    size = 1 / alike - 1
    return random.beta(mean * size, (1 - mean) * size, documents)


def label(rate: float, long: tuple[int, int] = (20, 40)):
    """Draw ratings of a label with some rate: absent or present."""

    def draw(random: Random, documents: int, coders: int, alike: float, error: float) -> Ratings:
        place, difficulty, rated = corpus(random, documents, coders, long)
        held = presence(random, place, difficulty, rated, (rate, alike, error))
        return Ratings(names(coders), ("absent", "present"), np.where(rated, held, MISSING), place)

    return draw


def presence(random, place, difficulty, rated, kind) -> np.ndarray:
    """Whether each coder sees a label in each sentence: as often as it is there."""
    rate, alike, error = kind
    right = random.random(len(place)) < shares(random, int(place[-1]) + 1, rate, alike)[place]
    wrong = np.minimum(0.95 * (1 - rate), error * difficulty)
    chance = np.where(right, 1 - wrong, wrong * rate / (1 - rate))
    return (random.random(rated.shape) < chance).astype(np.int64)


def values(rates: tuple[float, ...]):
    """Draw ratings with several values; who errs gives any value, by its rate."""

    def draw(random: Random, documents: int, coders: int, alike: float, error: float) -> Ratings:
        place, difficulty, rated = corpus(random, documents, coders)
        of_document = random.dirichlet(np.array(rates) * (1 / alike - 1), documents)
        right = pick(random, of_document[place])
        wrong = random.random(rated.shape) < np.minimum(0.95, error * difficulty)
        other = random.choice(len(rates), rated.shape, p=rates)
        held = np.where(rated, np.where(wrong, other, right), MISSING)
        return Ratings(names(coders), tuple("abcdefg"[: len(rates)]), held, place)

    return draw


def pick(random: Random, chances: np.ndarray) -> np.ndarray:
    """One value in each row, by its chances."""
    return (
        (chances.cumsum(axis=1) < random.random(len(chances))[:, None])
        .sum(axis=1)
        .clip(0, chances.shape[1] - 1)
    )


def grades(random: Random, documents: int, coders: int, alike: float, error: float) -> Ratings:
    """Draw ratings from 1 to 5; who errs is off by one or two."""
    place, difficulty, rated = corpus(random, documents, coders)
    middle = random.normal(0, np.sqrt(alike), documents)[place]
    right = np.clip(
        np.round(3 + 1.2 * (middle + random.normal(0, np.sqrt(1 - alike), len(place)))), 1, 5
    )
    off = np.round(random.normal(0, 2.5 * error * difficulty, rated.shape))
    held = np.clip(right + off, 1, 5).astype(np.int64) - 1
    return Ratings(names(coders), tuple("12345"), np.where(rated, held, MISSING), place)


LABELS = 6
SETS = [
    frozenset(np.flatnonzero([code >> bit & 1 for bit in range(LABELS)]).astype(str))
    for code in range(1 << LABELS)
]


def sets(rate: float):
    """Draw ratings that are sets of 6 labels, each with a rate of its own around the given one."""

    def draw(random: Random, documents: int, coders: int, alike: float, error: float) -> Ratings:
        place, difficulty, rated = corpus(random, documents, coders)
        code = np.zeros(rated.shape, np.int64)
        for bit in range(LABELS):
            kind = (rate * (0.5 + bit / 5), alike, error)
            code += presence(random, place, difficulty, rated, kind) << bit
        held = np.where(rated, code, MISSING)
        return Ratings(names(coders), tuple(map(str, range(1 << LABELS))), held, place)

    return draw


def names(coders: int) -> tuple[str, ...]:
    return tuple("abcd"[:coders])


def spans(rate: float):
    """Draw counts of spans of two coders: each finds true ones, and marks some that are none."""

    def draw(random: Random, documents: int, _coders: int, alike: float, error: float):
        true = random.poisson(random.gamma(1 / (10 * alike), 10 * alike * rate, documents))
        found = random.beta(6 * (1 - error), 6 * error, documents)
        both, one = (random.binomial(true, share) for share in (found**2, 2 * found * (1 - found)))
        one += random.poisson(random.gamma(2, rate / 2, documents) * 0.3 * (1 - found))
        every = np.arange(documents)
        return SpanCounts(
            pairs=(("a", "b"),),
            names=("x", ANY),
            pair=np.zeros(documents, int),
            document=every,
            units=np.full(documents, 30),
            cell=every,
            name=np.zeros(documents, int),
            spans=2 * both + one,
            matched={Matching.EXACT: both},
            size=SampleSize(30 * documents, 2, documents),
        )

    return draw


# --------------------------------------------------------------------------- coefficients


def of_spans(counts: SpanCounts) -> JackknifeEstimate:
    return span_f1.estimate(counts, Matching.EXACT, np.ones(len(counts.pair), bool))


def of_alpha(distance: Distance = NOMINAL):
    return lambda paired: alpha.estimate(paired, distance)


def of_ac1(paired: Ratings) -> JackknifeEstimate:
    return gwet.estimate(value_shares(paired), NOMINAL, len(paired.names))


def of_positive(paired: Ratings) -> JackknifeEstimate:
    return positive_agreement.estimate(paired, 1)


KINDS = {
    **{
        f"{name}, {rate:.0%}": Kind(label(rate), compute)
        for name, compute in {
            "alpha of a label": of_alpha(),
            "kappa of a label": kappa.estimate,
            "positive agreement": of_positive,
            "AC1 of a label": of_ac1,
            "percent of a label": percent.estimate,
        }.items()
        for rate in (0.3, 0.05, 0.01)
    },
    "alpha of 5 even values": Kind(values((0.2,) * 5), of_alpha()),
    "alpha of 5 values, one 80 %": Kind(values((0.8, 0.05, 0.05, 0.05, 0.05)), of_alpha()),
    "kappa of 5 even values": Kind(values((0.2,) * 5), kappa.estimate),
    "AC1 of 5 even values": Kind(values((0.2,) * 5), of_ac1),
    "interval alpha of grades": Kind(grades, of_alpha(interval(range(1, 6)))),
    "MASI alpha, labels 15 %": Kind(sets(0.15), of_alpha(masi(SETS))),
    "MASI alpha, labels 3 %": Kind(sets(0.03), of_alpha(masi(SETS))),
    "Jaccard alpha, labels 3 %": Kind(sets(0.03), of_alpha(jaccard(SETS))),
    "nominal alpha of sets, 3 %": Kind(sets(0.03), of_alpha()),
    **{
        f"span F1, {rate:g} spans a document": Kind(spans(rate), of_spans) for rate in (9, 1.5, 0.3)
    },
    "alpha of a label, 5 %, long documents": Kind(label(0.05, (150, 400)), of_alpha()),
}


# ----------------------------------------------------------------------------- comparison


@dataclass
class Outcome:
    """Of some corpora: how many had an interval, how many of these held the truth, and widths."""

    given: int = 0
    held: int = 0
    width: float = 0.0
    corpora: int = 0

    def add(self, found: Interval | None, truth: float) -> None:
        self.corpora += 1
        if found is not None:
            self.given += 1
            self.held += found.low - 1e-9 <= truth <= found.high + 1e-9
            self.width += found.high - found.low

    @property
    def coverage(self) -> float:
        return self.held / self.given if self.given else np.nan


def jackknife_t(found: JackknifeEstimate) -> Interval | None:
    """The interval of before: the jackknife's standard error and t, cut off at -1 and 1."""
    without, number = found.without, len(found.without)
    if number < 2 or np.isnan(without).any():
        return None
    error = np.sqrt((number - 1) / number * ((without - without.mean()) ** 2).sum())
    if error < 1e-12:
        return None
    reach = error * students_t(0.975, number - 1)
    return Interval(max(-1.0, found.value - reach), min(1.0, found.value + reach), 0.95)


def conditions() -> Iterator[tuple[float, float, int]]:
    yield from itertools.product(ALIKE, ERRORS, (2, 4))


def compare(
    kind: Kind, documents: int, corpora: int, truths: dict
) -> list[tuple[Outcome, Outcome]]:
    """The outcome of ours and of the jackknife in every condition."""
    found = []
    for condition in conditions():
        alike, error, coders = condition
        random = np.random.default_rng([documents, coders, round(100 * error), round(10 * alike)])
        if condition not in truths:
            truths[condition] = kind.compute(kind.draw(random, LARGE, coders, alike, error)).value
        ours, before = Outcome(), Outcome()
        for _ in range(corpora):
            one = kind.compute(kind.draw(random, documents, coders, alike, error))
            if np.isnan(one.value):
                continue
            new = wilson(float(one.value), one.without, one.evidence, 0.95)
            ours.add(new if isinstance(new, Interval) else None, truths[condition])
            before.add(jackknife_t(one), truths[condition])
        found.append((ours, before))
    return found


def row(name: str, kind: Kind, corpora: int) -> str:
    cells = []
    truths: dict = {}
    for documents in DOCUMENTS:
        outcomes = compare(kind, documents, corpora, truths)
        for place in (0, 1):
            held = [one[place].coverage for one in outcomes if one[place].given >= corpora / 5]
            given = sum(one[place].given for one in outcomes)
            width = sum(one[place].width for one in outcomes) / max(1, given)
            none = 1 - given / max(1, sum(one[place].corpora for one in outcomes))
            mean, worst = (np.mean(held), min(held)) if held else (np.nan, np.nan)
            cells.append(f"{mean:.3f} ({worst:.3f}) {width:.2f} [{none:.2f}]")
    ours, before = cells[::2], cells[1::2]
    return f"| {name} | ours | {' | '.join(ours)} |\n| | jackknife | {' | '.join(before)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpora", type=int, default=60, help="of each condition")
    parser.add_argument("--only", default="", help="kinds whose name contains this")
    options = parser.parse_args()
    print("mean coverage (worst of 12 conditions), mean width, [share without an interval]")
    print(f"| | | {' | '.join(f'{one} documents' for one in DOCUMENTS)} |")
    print(f"|{'---|' * (len(DOCUMENTS) + 2)}")
    for name, kind in KINDS.items():
        if options.only in name:
            print(row(name, kind, options.corpora), flush=True)


if __name__ == "__main__":
    np.seterr(all="ignore")
    main()
