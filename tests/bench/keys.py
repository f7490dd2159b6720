"""What a key press costs the processor in documents of 40, 400 and 4,000 sentences.

    python -m tests.bench.keys [--rounds 35] [--sentences 40,400,4000]

Each project has one document in which every sentence has three annotations and one open
suggestion. The app runs in a pseudo-terminal, and its processor time is read before and after
each key: a (accept), j and k (step), s (letters) and escape, space (finish, on to the next
sentence). The apps run in turn, key by key. Goal: within 1.2 of the document of 40 sentences.
Linux only, as it reads /proc. --projects FOLDER measures projects that are there: 40, 400, ...
with --command, so that an older version can be measured too.
"""

from __future__ import annotations

import argparse
import shlex
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from statistics import median

from tests.bench.bare_app import MARKER
from tests.bench.pseudo_terminal import QUIET, PseudoTerminal
from tests.bench.terminal import PHRASES, environment, make_project

OPEN = {"open": "critics of the mayor"}
KEYS = ("a", "j", "k", "s", "escape", "space")
SLOW = 0.25
"""Quiet seconds after escape, which may be the beginning of another key's bytes."""


def annotate(folder: Path) -> None:
    """Accept the suggestions of every sentence but the open ones."""
    from annotator.annotations import commands
    from annotator.annotations.session import Session
    from annotator.labels import load
    from annotator.store import Store

    label_set = load(folder / "labels.yaml")
    new_uid = map("n{}".format, count(1)).__next__
    with Store.open(folder / "annotations.db") as store, store.transaction():
        store.annotators.enrol("ann")
        for uid in store.documents.uids():
            document = store.documents.get(uid)
            offered = store.suggestions.of_document(uid)
            chosen = [one for one in offered if one.label not in OPEN]
            session = Session(document, label_set, chosen, {}, new_uid)
            for position in range(len(document.sentences)):
                session.go_to(position)
                store.events.record("ann", commands.accept_all(session))


def projects(folder: Path, sizes: Sequence[int], command: Sequence[str]) -> dict[int, Path]:
    """By size, a project with a document of so many sentences; made where it is missing."""
    made = {}
    for size in sizes:
        made[size] = folder / str(size)
        if not made[size].exists():
            phrases = {**PHRASES, **OPEN}
            make_project(command, made[size], size, per_document=size, phrases=phrases)
            annotate(made[size])
    return made


def measure(terminals: dict[int, PseudoTerminal], rounds: int) -> dict[str, dict[int, list[float]]]:
    """By key and size, the processor seconds of each press."""
    spent = {key: {size: [] for size in terminals} for key in KEYS}
    for _ in range(rounds):
        for key in KEYS:
            for size, terminal in terminals.items():
                before = terminal.processor_seconds()
                terminal.press(key, SLOW if key == "escape" else QUIET)
                spent[key][size].append(terminal.processor_seconds() - before)
    return spent


def main() -> None:
    """Print a row for each key: the median of each size, and its ratio to the smallest."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=35, help="presses of each key")
    parser.add_argument("--sentences", default="40,400,4000", help="sizes of the documents")
    parser.add_argument("--command", default=f"{sys.executable} -m annotator")
    parser.add_argument("--projects", type=Path, help="folder to keep the projects in")
    asked = parser.parse_args()
    if not Path("/proc/self/schedstat").exists():
        sys.exit("the processor time of another process is read from /proc, which is not here")
    sizes = [int(size) for size in asked.sentences.split(",")]
    command = shlex.split(asked.command)
    with tempfile.TemporaryDirectory() as temporary:
        made = projects((asked.projects or Path(temporary)).absolute(), sizes, command)
        started = [*command, "-p", ".", "-a", "ann", "annotate"]
        terminals = {
            size: PseudoTerminal(started, folder, environment()) for size, folder in made.items()
        }
        for terminal in terminals.values():
            terminal.wait_for(MARKER)
        time.sleep(1)
        spent = measure(terminals, asked.rounds)
        for terminal in terminals.values():
            terminal.close()
    print(f"{'processor time, median ms':26}" + "".join(f"{size:>18,}" for size in sizes))
    for key, by_size in spent.items():
        middle = {size: median(found) for size, found in by_size.items()}
        cells = [
            f"{middle[size] * 1e3:>9.2f} ({middle[size] / middle[sizes[0]]:4.2f})" for size in sizes
        ]
        print(f"{key:26}" + "".join(f"{cell:>18}" for cell in cells))


if __name__ == "__main__":
    main()
