"""The agreement screen of a large project, beside the start of the app.

    python -m tests.bench.agreement_screen [--sentences 100000] [--rounds 5] [--keep FOLDER]

Five people finished every sentence. In a pseudo-terminal of 100 by 32 cells: seconds from the start
of the process to the first full screen of the app, which is the baseline, and from the key `P` to
the figures, in the same process: for the first time, when every document must be counted, and when
the counts of another start are there. Then, in this process, milliseconds from a recorded decision
to the new figures, beside counting all documents again.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import annotator
from annotator.annotations.events import Draft, Put
from annotator.api.compared_labels import compared_labels
from annotator.api.counted_study import CountedStudy, cache_path
from annotator.model import OnShow, Span
from tests.bench.agreement_project import PEOPLE, make
from tests.bench.pseudo_terminal import PseudoTerminal

ROOT = Path(__file__).resolve().parents[2]
UPDATES = 30


def openings(folder: Path) -> tuple[float, float]:
    """Seconds to the first screen of the app, and from the key to the figures."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "annotator", "--annotator", PEOPLE[0], "annotate"]
    terminal = PseudoTerminal(command, folder, environment)
    try:
        first = terminal.wait_for("Invented")
        before = time.perf_counter()
        figures = terminal.press_until("P", "All labels") - before
    finally:
        terminal.close()
    return first, figures


def updates(folder: Path) -> list[float]:
    """Seconds of each update after a decision of one person in one document."""
    found = []
    with annotator.open(folder) as project:
        store, label_set = project.store, project.label_set()
        study = CountedStudy(store, label_set, compared_labels(label_set))
        study.update_figures(store)
        study.figures()
        chance = random.Random(time.time_ns())  # other sentences than in an earlier run
        labels = compared_labels(label_set)
        for number, uid in enumerate(chance.sample(sorted(store.documents.all_titles()), UPDATES)):
            name = PEOPLE[number % len(PEOPLE)]
            held = store.judgements.of_document(name, uid)
            empty = [place for place, one in held.items() if place and not one.annotations]
            sentence = chance.choice(empty)
            span = Span(sentence.start, sentence.start + 9)
            change = Put(f"{time.time_ns():030x}", chance.choice(labels), (span,), {}, OnShow.NONE)
            store.events.record(name, [Draft(uid, sentence, change)])
            former = study.figures()
            before = time.perf_counter()
            assert study.fits(store, label_set)
            study.update_figures(store)
            figures = study.figures()
            found.append(time.perf_counter() - before)
            assert figures.all.alpha != former.all.alpha
            assert figures.pairs != former.pairs
    return found


def main() -> None:
    """Print a row for each way of opening, and the update."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sentences", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", type=Path, help="a folder to leave the project in")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as other:
        folder = asked.keep or Path(other) / "project"
        if not folder.exists():
            before = time.perf_counter()
            make(folder, asked.sentences)
            print(f"made in {time.perf_counter() - before:.0f} s")
        report(folder, asked.rounds)


def report(folder: Path, rounds: int) -> None:
    """Measure, and print."""
    with annotator.open(folder) as project:
        database = project.store.path
    cache_path(database).unlink(missing_ok=True)
    app, counted = openings(folder)
    print(f"first start of the app {app:.2f} s; first figures {counted:.2f} s: {counted / app:.1f}")
    with annotator.open(folder) as project:
        store, label_set = project.store, project.label_set()
        study = CountedStudy(store, label_set, compared_labels(label_set))
        before = time.perf_counter()
        study.update_figures(store)
        whole = time.perf_counter() - before
        study.update_reasons(store)
        study.save(store)
    found = [openings(folder) for _ in range(rounds)]
    apps, screens = ([one[place] for one in found] for place in (0, 1))
    ratios = [screen / app for app, screen in found]
    print(f"app {median(apps):.3f} s, least {min(apps):.3f}")
    print(f"figures, counted before {median(screens):.3f} s, least {min(screens):.3f}")
    print(f"ratio {median(ratios):.2f} (median), {min(screens) / min(apps):.2f} (of the least)")
    spent = updates(folder)
    print(
        f"update after one decision {median(spent) * 1e3:.1f} ms, least {min(spent) * 1e3:.1f}:"
        f" 1/{whole / median(spent):,.0f} of counting everything ({whole:.1f} s)"
    )


if __name__ == "__main__":
    main()
