"""Speed of agreement: alpha beside the krippendorff package, in one run.

    python -m tests.bench.agreement_speed             # 100,000 units
    python -m tests.bench.agreement_speed 1000000     # the package then needs about 10 GB
    python -m tests.bench.agreement_speed 1000000 --bootstrap    # ours alone, and a bootstrap of it

Five coders, 20 values, 10 % missing, 20 units to a document. Ours includes the interval. Times are
CPU seconds, the least of several rounds that take turns; memory is what the arrays of Python take
at most in one evaluation of ours.
"""

from __future__ import annotations

import argparse
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from annotator.agreement.alpha import alpha
from annotator.agreement.figure import Floats
from annotator.agreement.gwet import gwet
from annotator.agreement.kappa import cohen
from annotator.agreement.percent import percent
from annotator.agreement.ratings import MISSING, Ratings
from annotator.agreement.sums import nominal_sums

CODERS, VALUES, UNITS_OF_DOCUMENT = 5, 20, 20


def corpus(units: int) -> Ratings:
    """Ratings that agree in about two thirds of the units."""
    random = np.random.default_rng(1)
    right = random.integers(0, VALUES, units)
    values = np.where(
        random.random((CODERS, units)) < 0.2,
        random.integers(0, VALUES, (CODERS, units)),
        right,
    ).astype(np.int8)
    values[random.random(values.shape) < 0.1] = MISSING
    names = tuple(map(str, range(VALUES)))
    documents = np.arange(units) // UNITS_OF_DOCUMENT
    return Ratings(tuple("abcde"), names, values, documents)


_AT_ONCE = 25
"""Bootstrap samples that are computed with one matrix product."""


def bootstrap(rated: Ratings, samples: int, seed: int = 1) -> Floats:
    """Alpha of documents that are drawn with replacement: sums of documents add up."""
    random = np.random.default_rng(seed)
    held = nominal_sums(rated.pairable())
    assert held is not None
    columns = np.column_stack([held.observed, held.counts, held.table])
    documents, found = len(columns), []
    for first in range(0, samples, _AT_ONCE):
        times = np.stack(
            [
                np.bincount(random.integers(0, documents, documents), minlength=documents)
                for _ in range(min(_AT_ONCE, samples - first))
            ]
        )
        summed = times.astype(np.float64) @ columns
        observed, counts, values = summed[:, 0], summed[:, 1], summed[:, 2:]
        chance = counts**2 - (values**2).sum(axis=1)
        found.append(1 - (counts - 1) * observed / chance)
    return np.concatenate(found)


def seconds(call: Callable[[], object]) -> float:
    """The CPU time of a call."""
    start = time.process_time()
    call()
    return time.process_time() - start


def compare_bootstrap(rated: Ratings, rounds: int, samples: int = 1000) -> None:
    """Print the time of a bootstrap over that of one evaluation with its interval."""
    spent = [
        (seconds(lambda: alpha(replace(rated))), seconds(lambda: bootstrap(rated, samples)))
        for _ in range(rounds)
    ]
    one, many = (min(column) for column in zip(*spent, strict=True))
    print(f"{rated.values.shape[1]:,} units: alpha {one:.4f} s; {samples:,} samples {many:.4f} s:")
    print(f"  {many / one:.1f} times as long")
    low, high = np.quantile(bootstrap(rated, samples), (0.025, 0.975))
    ours = alpha(rated).interval
    print(f"  bootstrap [{low:.4f}, {high:.4f}], ours [{ours.low:.4f}, {ours.high:.4f}]")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("units", type=int, nargs="?", default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bootstrap", action="store_true")
    options = parser.parse_args()
    if options.bootstrap:
        compare_bootstrap(corpus(options.units), options.rounds)
        return
    try:
        import krippendorff
    except ImportError:
        sys.exit("this benchmark compares with krippendorff: pip install krippendorff")
    rated = corpus(options.units)
    table = np.where(rated.values == MISSING, np.nan, rated.values.astype(float))
    counts = np.stack([(rated.values == value).sum(axis=0) for value in range(VALUES)], axis=1)
    fresh = lambda: replace(rated)  # noqa: E731 - what is derived is kept with the ratings
    calls = {
        "alpha, ours, with interval": lambda: alpha(fresh()),
        "krippendorff, from a table": lambda: krippendorff.alpha(
            reliability_data=table, level_of_measurement="nominal"
        ),
        "krippendorff, from counts": lambda: krippendorff.alpha(
            value_counts=counts, level_of_measurement="nominal"
        ),
        "percent, ours": lambda: percent(fresh()),
        "AC1, ours": lambda: gwet(fresh()),
        "kappa of 10 pairs, ours": lambda: cohen(fresh()),
    }
    theirs = krippendorff.alpha(value_counts=counts, level_of_measurement="nominal")
    assert abs(alpha(rated).value - theirs) < 1e-9
    times = {
        name: min(seconds(call) for _ in range(options.rounds)) for name, call in calls.items()
    }
    first = times["alpha, ours, with interval"]
    print(f"{options.units:,} units, {CODERS} coders, {VALUES} values: seconds, and over ours")
    for name, spent in times.items():
        print(f"  {name:<30} {spent:9.4f} {spent / first:8.1f}")
    tracemalloc.start()
    alpha(rated)
    print(f"  memory of ours: {tracemalloc.get_traced_memory()[1] / 1e6:.0f} MB at most")


if __name__ == "__main__":
    main()
