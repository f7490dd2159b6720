"""How often a planted pull of suggestions is found, and how often one is reported without.

    python -m tests.bench.suggestion_pull [--studies 1000]

Each study: 5 annotators finish 2,000 sentences of 80 documents of different lengths; a fifth is
blind, by the hash of the app. Suggestions of 8 labels stand in some of the sentences. Whether an
annotator gives a suggested label depends on the label, the annotator, the document and the
sentence (the last two shared by all annotators), and on the pull. The baseline is the plain test of
two independent shares, which takes each answer for independent.
"""

from __future__ import annotations

import argparse
import math

import numpy as np

from annotator.agreement.suggestion_pull import Answer, pull_report
from annotator.annotations.visibility import is_blind
from annotator.model import Span

ANNOTATORS, DOCUMENTS, SENTENCES, LABELS = 5, 80, 2_000, 8
BLIND = 0.2
NORMAL = 1.959964


def study(
    draw: np.random.Generator, *, pull: float, suggested: float, pulled: int = ANNOTATORS
) -> list[Answer]:
    """The answers of one study.

    pull: added to the chance of giving a suggested label. suggested: the share of sentences with a
    suggestion. pulled: the number of annotators whom suggestions pull.
    """
    sizes = draw.multinomial(SENTENCES, draw.dirichlet(np.full(DOCUMENTS, 4.0)))
    base = draw.uniform(0.35, 0.8, LABELS)
    leaning = draw.normal(0, 0.05, ANNOTATORS)
    found = []
    for number, size in enumerate(sizes):
        document = f"{draw.integers(1 << 60):x}-{number}"
        topic = draw.normal(0, 0.08)
        for place in range(size):
            if draw.random() >= suggested:
                continue
            blind = is_blind(document, Span(place * 100, place * 100 + 90), BLIND)
            label = int(draw.integers(LABELS))
            clear = draw.normal(0, 0.2)  # how clear the sentence is, to everybody
            for annotator in range(ANNOTATORS):
                extra = pull if annotator < pulled and not blind else 0.0
                chance = min(1.0, max(0.0, base[label] + topic + clear + leaning[annotator]))
                # kept within bounds before the pull, so that a pull of .1 moves the mean by .1
                chance = min(1.0, chance * (1 - abs(pull)) + extra)
                given = bool(draw.random() < chance)
                name = f"annotator {annotator}"
                found.append(Answer(document, name, f"label {label}", not blind, given))
    return found


def plain_test(found: list[Answer]) -> bool:
    """Whether two independent shares differ, at 95 %."""
    counts = np.zeros((2, 2))
    for one in found:
        counts[int(one.shown)] += (one.given, 1)
    shares = counts[:, 0] / counts[:, 1]
    error = math.sqrt(float((shares * (1 - shares) / counts[:, 1]).sum()))
    return abs(float(shares[1] - shares[0])) > NORMAL * error


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--studies", type=int, default=1_000)
    studies = parser.parse_args().studies
    print("suggested  pull   pulled  found  named  right sign  mean     covers  plain test")
    for suggested in (0.3, 0.6):
        for pull, pulled in ((0.0, 5), (0.1, 5), (0.1, 1), (0.2, 1)):
            row = np.zeros(6)
            for number in range(studies):
                draw = np.random.default_rng((number, round(suggested * 100), round(pull * 100)))
                found = study(draw, pull=pull, suggested=suggested, pulled=pulled)
                report = pull_report(found)
                one, mean = report.overall, pull * pulled / ANNOTATORS
                assert one.difference is not None
                assert one.interval is not None
                row += (
                    one.is_clear,
                    bool(report.named) if not pull else "annotator 0" in report.named,
                    one.is_clear and one.difference > 0,
                    one.difference,
                    one.interval.low <= mean <= one.interval.high,
                    plain_test(found),
                )
            row /= studies
            print(
                f"{suggested:>9.0%} {pull:>5.2f} {pulled:>8} {row[0]:>6.1%} {row[1]:>6.1%}"
                f" {row[2]:>11.1%} {row[3]:>+6.3f} {row[4]:>10.1%} {row[5]:>11.1%}",
                flush=True,
            )


if __name__ == "__main__":
    main()
