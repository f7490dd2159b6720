"""Adjudication of a large project in a real terminal, beside the ordinary app on the same project.

    python -m tests.bench.adjudication [--sentences 100000] [--rounds 5] [--keys 40] [--keep FOLDER]

Five annotators finished every sentence; each marks words in eight of ten, one in ten under another
label. Measured, through a pseudo-terminal of 100 by 32 cells: seconds from the start to the first
sentence, with nothing compared before; milliseconds of a decision (a, which opens the
next sentence) beside those of a decision and of a finished sentence (tab a, space) in the app that
annotates. Ratios are to that app in the same run.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from annotator.annotations.events import Draft, Finish, Put
from annotator.model import Span
from annotator.store import Store
from tests.bench.bare_app import MARKER
from tests.bench.terminal import PHRASES, Program, make_project

PEOPLE = ("ann", "bea", "cy", "dov", "eve")
COMMAND = [sys.executable, "-m", "annotator"]
LABELS = tuple(PHRASES)


def annotate(folder: Path, seed: int = 1) -> None:
    """Let five people annotate every sentence, as few transactions as there are documents."""
    draw = random.Random(seed)
    with Store.open(folder / "annotations.db") as store:
        for name in PEOPLE:
            store.annotators.enrol(name)
        store.annotators.enrol("lea", "lead")
        for uid in list(store.documents.uids()):
            document = store.documents.get(uid)
            truth = {one: (_words(draw, document.text, one), draw.choice(LABELS))
                     for one in document.sentences}  # fmt: skip
            with store.transaction():
                for name in PEOPLE:
                    store.events.record(name, list(_drafts(draw, uid, name, truth)))


def _words(draw: random.Random, text: str, sentence: Span) -> Span:
    start = sentence.start + 10 * draw.randint(1, 5)
    start = text.index(" ", start) + 1
    return Span(start, text.index(" ", start + 6))


def _drafts(draw, uid, name, truth):
    for sentence, (words, label) in truth.items():
        if draw.random() < 0.8:
            given = draw.choice(LABELS) if draw.random() < 0.1 else label
            yield Draft(
                uid, sentence, Put(f"{name}{draw.getrandbits(48):012x}", given, (words,), {})
            )
        yield Draft(uid, sentence, Finish(finished=True, shown=True))


def measure_start(programs: list[Program], rounds: int) -> None:
    """Start the programs in turn, each on a copy of its project as it was made."""
    for number in range(rounds + 1):
        for program in programs:
            for left in program.folder.glob("annotations.db*"):  # with the log of a killed app
                left.unlink()
            shutil.copy(program.folder / "made.db", program.folder / "annotations.db")
            terminal = program.start()
            seconds = terminal.wait_for(MARKER)
            if number:  # the first start compiles modules
                program.first_paint.append(seconds)
            terminal.close()


def measure_keys(program: Program, steps: dict[str, list[str]], keys: int) -> None:
    """Press keys in a program that has been open for a while."""
    terminal = program.start()
    terminal.wait_for(MARKER)
    time.sleep(2)
    program.keys = {name: [] for name in steps}
    for _ in range(keys):
        for name, pressed in steps.items():
            program.keys[name].append(terminal.press_all(pressed))
    terminal.close()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sentences", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keys", type=int, default=40)
    parser.add_argument("--keep", type=Path, help="folder to make the project in, and leave it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (asked.keep or Path(temporary)).absolute()
        project = folder / f"study {asked.sentences}"
        if not (project / "made.db").exists():
            make_project(COMMAND, project, asked.sentences)
            annotate(project)
            shutil.copy(project / "annotations.db", project / "made.db")
        app = Program("annotate", [*COMMAND, "-p", ".", "-a", "ann", "annotate"], project)
        lead = Program("adjudicate", [*COMMAND, "-p", ".", "-a", "lea", "adjudicate"], project)
        measure_start([app, lead], asked.rounds)
        first, second = median(app.first_paint), median(lead.first_paint)
        print(f"{asked.sentences:,} sentences by {len(PEOPLE)} annotators")
        print(f"first sentence, ms    annotate {first * 1e3:.0f}   adjudicate {second * 1e3:.0f}"
              f" ({second / first:.2f} ×)")  # fmt: skip
        measure_keys(app, {"decision": ["tab", "a"], "finish": ["space"]}, asked.keys)
        measure_keys(lead, {"version": ["a"]}, asked.keys)
        base = median(app.keys["finish"]) * 1e3
        for program in (app, lead):
            for name, times in program.keys.items():
                if times:
                    cost = median(times) * 1e3
                    print(
                        f"{name:20}  {program.name:10} {cost:6.1f} ms ({cost / base:.2f} × finish)"
                    )


if __name__ == "__main__":
    main()
