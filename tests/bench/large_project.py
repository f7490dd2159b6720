"""The size of a large database and the time to open it, by this program and by another version.

    python -m tests.bench.large_project [--sentences 1000000] [--other CHECKOUT]

Makes a database of invented sentences, with two suggestions for each, in a temporary folder. With
--other, the folder of a checkout of another version, that version makes one too and is the
baseline; then this program upgrades a copy of it. Opening is what a start does before the first
screen: open the file, read the progress, the next unfinished sentence and the documents that need
suggestions. Programs take turns, each in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from annotator.model import (
    Block,
    BlockKind,
    Document,
    LabelSet,
    Span,
    Suggestion,
    Tier,
    Voice,
)
from annotator.store import Store

PER_DOCUMENT = 20
TEXT = """
the dam minister said council falsely described water plan wall vote talks river in an apparent dig
"""
WORDS = TEXT.split()
HERE = Path(__file__).resolve().parents[2]
STEPS = ("open", "progress", "next", "pending", "all")


def documents(count: int) -> Iterator[Document]:
    """Documents of sentences of words drawn at random, the same in each program."""
    chance = random.Random(4)
    for number in range(count):
        text, spans = "", []
        for _ in range(PER_DOCUMENT):
            one = " ".join(chance.choices(WORDS, k=18)).capitalize() + ". "
            spans.append(Span(len(text), len(text) + len(one) - 1))
            text += one
        blocks = (Block(Span(0, len(text)), BlockKind.PARAGRAPH),)
        meta = {"title": f"Invented no. {number}", "source": "Gazette"}
        yield Document(f"b2:{number:032x}", text, meta, blocks, tuple(spans))


def suggestions(document: Document) -> list[Suggestion]:
    """Two in each sentence."""
    return [
        Suggestion(
            Span(sentence.start + at, sentence.start + at + 9), label, f"{label}.may@0000aaaa",
            Tier.HIGH, Voice.NARRATOR, (Span(sentence.start + at, sentence.start + at + 3),),
            {"voice": "narrator"},
        )
        for sentence in document.sentences
        for at, label in ((0, "hedge"), (20, "verdict_false"))
    ]  # fmt: skip


# ------------------------------------------------------------------ within one program


class Program:
    """The program that runs this file, which may be of version 6: it had no runs."""

    def __init__(self, store: Any) -> None:
        self.store = store
        self.has_runs = hasattr(store.suggestions, "start_run")
        ids = {"guideline": "b2:guideline", "rules_uid": "b2:rules"} if self.has_runs else {}
        self.label_set = LabelSet("b2:bench", "bench", (), "", **ids)
        keep = store.label_sets.put if self.has_runs else store.suggestions.put_label_set
        keep(self.label_set)

    def fill(self, count: int) -> None:
        """Add documents with suggestions, and an annotator."""
        run = self.label_set.uid
        if self.has_runs:
            run = self.store.suggestions.start_run("rules", "b2:rules", "b2:guideline")
        with self.store.transaction():
            for document in documents(count):
                self.store.documents.add(document)
                self.store.suggestions.put(document.uid, run, suggestions(document))
        self.store.annotators.enrol("ann")

    def pending(self) -> list[str]:
        """The documents that need suggestions."""
        known = ("rules", "b2:rules") if self.has_runs else (self.label_set.uid,)
        return list(self.store.suggestions.pending(*known))


def make(path: Path, sentences: int) -> None:
    """Make the database."""
    with Store.open(path) as store:
        Program(store).fill(sentences // PER_DOCUMENT)


def openings(path: Path, count: int) -> dict[str, float]:
    """Median seconds of each step of opening. The first opening may upgrade and is not counted."""
    with Store.open(path) as store:
        Program(store)
    rounds = [_opening(path) for _ in range(count)]
    return {step: median(one[step] for one in rounds) for step in STEPS}


def _opening(path: Path) -> dict[str, float]:
    times = [time.perf_counter()]
    store = Store.open(path, create=False)
    times.append(time.perf_counter())
    store.annotators.progress("ann")
    times.append(time.perf_counter())
    assert store.queue.next_unfinished("ann")
    times.append(time.perf_counter())
    program = Program.__new__(Program)  # the label set is stored already
    program.store, program.has_runs = store, hasattr(store.suggestions, "start_run")
    program.label_set = LabelSet("b2:bench", "bench", (), "")
    assert program.pending() == []
    times.append(time.perf_counter())
    store.close()
    spent = [after - before for before, after in pairwise(times)]
    return dict(zip(STEPS, [*spent, sum(spent)], strict=True))


# --------------------------------------------------------------------- both programs


def run(checkout: Path, *arguments: object) -> tuple[float, Any]:
    """Run this file with the program of a checkout: seconds, and what it printed as JSON."""
    before = time.perf_counter()
    done = subprocess.run(
        [sys.executable, str(Path(__file__).resolve()), *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(checkout)},
        check=True,
        capture_output=True,
        text=True,
    )
    return time.perf_counter() - before, json.loads(done.stdout)


@contextmanager
def folder_for(keep: Path | None) -> Iterator[Path]:
    """The folder to keep databases in, or a temporary one."""
    if keep:
        keep.mkdir(exist_ok=True)
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def databases(folder: Path, sentences: int, other: Path | None) -> dict[str, tuple[Path, Path]]:
    """By what they are called, the databases, each with the checkout that opens it."""
    made: dict[str, tuple[Path, Path]] = {}
    checkouts = {"the other": other.resolve(), "this": HERE} if other else {"this": HERE}
    for name, checkout in checkouts.items():
        path = folder / f"{name.removeprefix('the ')}.db"
        made[f"{name} program"] = (path, checkout)
        if not path.exists():
            seconds, _ = run(checkout, "--make", path, "--sentences", sentences)
            print(f"{name} program makes it in {seconds:.0f} s")
    if other:
        path = folder / "upgraded.db"
        shutil.copy(folder / "other.db", path)
        made["upgraded"] = (path, HERE)
        seconds, _ = run(HERE, "--open", path, "--rounds", 1)
        print(f"this program upgrades that of the other in {seconds:.1f} s")
    return made


def main() -> None:
    """Print a row for each database."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sentences", type=int, default=1_000_000)
    parser.add_argument("--other", type=Path, help="a checkout of another version")
    parser.add_argument("--rounds", type=int, default=40, help="openings of each turn")
    parser.add_argument("--keep", type=Path, help="a folder to leave the databases in")
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--open", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.make:
        make(asked.make, asked.sentences)
        print("{}")
    elif asked.open:
        print(json.dumps(openings(asked.open, asked.rounds)))
    else:
        with folder_for(asked.keep) as folder:
            report(databases(folder, asked.sentences, asked.other), asked.rounds)


def report(made: dict[str, tuple[Path, Path]], rounds: int) -> None:
    """Print sizes and times, and their ratios to the first database."""
    turns: dict[str, list[dict[str, float]]] = {name: [] for name in made}
    for _ in range(5):
        for name, (path, checkout) in made.items():
            turns[name].append(run(checkout, "--open", path, "--rounds", rounds)[1])
    print(f"{'':<20}{'MB':>7}{'ratio':>7}" + "".join(f"{step + ' ms':>13}" for step in STEPS))
    first = next(iter(made))
    size = made[first][0].stat().st_size
    best = {name: {step: min(one[step] for one in found) for step in STEPS}
            for name, found in turns.items()}  # fmt: skip
    for name, (path, _) in made.items():
        now = path.stat().st_size
        cells = "".join(f"{best[name][step] * 1e3:>13.3f}" for step in STEPS)
        print(f"{name:<20}{now / 1e6:>7.0f}{now / size:>7.2f}{cells}")
    for name in list(made)[1:]:
        cells = "".join(f"{best[name][step] / best[first][step]:>13.2f}" for step in STEPS)
        print(f"{name + ', ratio':<34}{cells}")


if __name__ == "__main__":
    main()
