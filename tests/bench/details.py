"""How long the record of a rule takes where much was decided: milliseconds for each rule.

`python -m tests.bench.details [EVENTS] [DATABASE]`. Texts and decisions are invented; they are
kept in the database where one is named. In these, one rule has two thirds of all decisions.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from annotator.annotations.events import EventKind
from annotator.labels import load
from annotator.labels.source_files import shipped
from annotator.store import Store
from annotator.suggestions.rules import Engine
from annotator.workflow.rule_history import rule_record
from tests.bench.rule_quality import decide

RUNS = 5


def milliseconds(store: Store, rule: str) -> float:
    """The best of some runs."""
    spent = []
    for _ in range(RUNS):
        began = time.perf_counter()
        rule_record(store, "ann", rule)
        spent.append(time.perf_counter() - began)
    return 1000 * min(spent)


def bench(events: int, path: Path) -> None:
    """Print a line for each rule: decisions of two people, and how long its record takes."""
    fresh = not path.exists()
    with Store.open(path) as store:
        if fresh:
            labels = load(shipped("labels.yaml"))
            store.label_sets.put(labels)
            decide(store, Engine(labels), events)
        decided: Counter[str] = Counter(
            str(event.change.rule).rpartition("@")[0]
            for event in store.events.iterate()
            if event.kind in {EventKind.ACCEPT, EventKind.REJECT}
        )
        print(f"{decided.total():,} decisions")
        for rule, times in decided.most_common():
            print(f"{rule:<32} {times:>7,} decisions {milliseconds(store, rule):7.1f} ms")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        given = Path(sys.argv[2]) if sys.argv[2:] else Path(folder) / "a.db"
        bench(int(sys.argv[1]) if sys.argv[1:] else 100_000, given)
