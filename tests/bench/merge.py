"""The time of merging a file of many events into a project.

    python -m tests.bench.merge [--events 100000]

Makes a project of invented texts, and a copy in which one person finishes every sentence with an
annotation. The baseline copies the table of events, with its indexes, by `executemany` from one
file into another. Then the copy is merged, and once more with all events known.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from annotator.annotations.events import Draft, Finish, Put
from annotator.model import Block, BlockKind, Document, Span
from annotator.store import Store

SENTENCES = 25
"""In a document."""


def document(number: int) -> Document:
    """A text of one paragraph."""
    parts = [f"The word {number} {nth} is here." for nth in range(SENTENCES)]
    text = " ".join(parts)
    spans, start = [], 0
    for part in parts:
        spans.append(Span(start, start + len(part)))
        start += len(part) + 1
    blocks = (Block(Span(0, len(text)), BlockKind.PARAGRAPH),)
    return Document(f"b2:{number:08}", text, {}, blocks, tuple(spans))


def make(lead: Path, laptop: Path, events: int) -> int:
    """Write the two files; returns the number of events in the second."""
    with Store.open(lead) as store, store.transaction():
        for number in range(max(1, events // (2 * SENTENCES))):
            store.documents.add(document(number))
        store.annotators.enrol("lea", "lead")
    shutil.copy(lead, laptop)
    made = 0
    with Store.open(laptop) as store, store.transaction():
        store.annotators.enrol("ann")
        for uid in store.documents.uids():
            for nth, sentence in enumerate(store.documents.sentences(uid)):
                words = Span(sentence.start, sentence.start + 8)
                changes = [
                    Put(f"{uid}-{nth}", "hedge", (words,), {"voice": "narrator"}),
                    Finish(finished=True, shown=True),
                ]
                drafts = [Draft(uid, sentence, one) for one in changes]
                made += len(store.events.record("ann", drafts).events)
    return made


def copied(laptop: Path, target: Path) -> None:
    """Copy the table of events, with its indexes, into a new file."""
    with closing(sqlite3.connect(laptop)) as source, closing(sqlite3.connect(target)) as copy:
        wanted = "SELECT sql FROM sqlite_master WHERE tbl_name = 'events' AND sql IS NOT NULL"
        for (sql,) in source.execute(f"{wanted} AND type <> 'trigger' ORDER BY type DESC"):
            copy.execute(sql)
        rows = source.execute("SELECT * FROM events")
        places = ", ".join("?" * len(rows.description))
        with copy:
            copy.executemany(f"INSERT INTO events VALUES ({places})", rows)


def merged(lead: Path, laptop: Path) -> None:
    """Merge the copy, as the command does."""
    with Store.open(lead) as store:
        store.merge([laptop])


def timed(step: Callable[[Path, Path], None], one: Path, other: Path) -> float:
    """Seconds of processor time."""
    start = time.process_time()
    step(one, other)
    return time.process_time() - start


def main() -> None:
    """Print the times, and their ratios to the baseline."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    wanted = parser.parse_args().events
    with tempfile.TemporaryDirectory() as folder:
        lead, laptop, copy = (Path(folder) / f"{name}.db" for name in ("lead", "laptop", "copy"))
        made = make(lead, laptop, wanted)
        baseline = timed(copied, laptop, copy)
        print(f"{made:,} events; inserting them: {baseline:.2f} s of processor time")
        for what in ("merge", "merge again, all known"):
            spent = timed(merged, lead, laptop)
            print(f"{what}: {spent:.2f} s, {spent / baseline:.1f} times")


if __name__ == "__main__":
    main()
