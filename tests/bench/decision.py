"""What a decision costs on disk, against one row committed by plain SQLite.

    python -m tests.bench.decision [--rounds 300]

The baseline inserts a row of the same size into a table of its own and commits it, in WAL mode
with synchronous = FULL. Decisions go through the store: event with its hash, judgements, queue.
Both databases lie in the same folder and take turns. Goal: a decision within 3 times a bare commit.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

from annotator.annotations.events import Accept, Change, Draft, Finish, Note, Put, SuggestionShown
from annotator.model import Document, OnShow, Span, SuggestionKey
from annotator.store import Store

TEXT = "The mayor falsely described the dam as finished. " * 400
WORDS = len("The mayor falsely described the dam as finished. ")


def sentences() -> tuple[Span, ...]:
    """The sentences of TEXT."""
    return tuple(Span(start, start + WORDS - 1) for start in range(0, len(TEXT), WORDS))


def decisions(number: int, sentence: Span) -> dict[str, Change]:
    """One decision of each kind in a sentence."""
    span = Span(sentence.start + 10, sentence.start + 27)
    key = SuggestionKey(span.start, span.end, "verdict_false")
    rule = "verdict_false.described@0000aaaa"
    shown = (SuggestionShown(key, rule),)
    return {
        "accept": Accept(f"a{number}", key, key.label, (span,), {"voice": "narrator"}, rule),
        "label": Put(f"p{number}", "hedge", (span,), {"voice": "narrator"}, OnShow.OTHER),
        "note": Note("ask the lead"),
        "finish": Finish(finished=True, shown=True, suggestions=shown),
    }


def bare_commit(folder: Path) -> Callable[[int], None]:
    """A function that commits one row."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")

    def commit(number: int) -> None:
        connection.execute("INSERT INTO rows VALUES (?, ?)", (number, "x" * 300))

    return commit


def measure(rounds: int, folder: Path) -> dict[str, list[float]]:
    """Milliseconds of each kind of decision and of a bare commit, taking turns."""
    times: dict[str, list[float]] = {}
    commit = bare_commit(folder)
    with Store.open(folder / "annotations.db") as store:
        document = Document("b2:bench", TEXT, sentences=sentences())
        store.documents.add(document)
        store.annotators.enrol("ann")
        for number in range(rounds):
            sentence = document.sentences[number % len(document.sentences)]
            for kind, change in decisions(number, sentence).items():
                draft = Draft(document.uid, sentence, change)
                start = time.perf_counter()
                commit(len(times.get("bare", ())))
                middle = time.perf_counter()
                store.events.record("ann", [draft], guideline="b2:guideline")
                times.setdefault("bare", []).append(1000 * (middle - start))
                times.setdefault(kind, []).append(1000 * (time.perf_counter() - middle))
    return times


def main() -> None:
    """Print medians, 99th percentiles and ratios."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=300, help="decisions of each kind")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        times = measure(rounds, Path(folder))
    baseline = median(times["bare"])
    print(f"{'':8} {'median ms':>10} {'p99 ms':>8} {'ratio':>6}")
    for kind, found in times.items():
        slowest = quantiles(found, n=100)[-1]
        print(f"{kind:8} {median(found):10.3f} {slowest:8.2f} {median(found) / baseline:6.2f}")


if __name__ == "__main__":
    main()
