"""The app in a real terminal, beside an app of Textual that does nothing.

    python -m tests.bench.terminal [--large] [--default-labels] [--rounds 5] [--keys 50]
        [--command NAME=COMMAND ...]

Through a pseudo-terminal of 100 by 32 cells: seconds from the start of the process to the first
full screen, with the modules compiled, as in an installed program; milliseconds from a key to the
last byte that it changes on the screen, for a step (j), a decision (tab, a) and a finished sentence
(space); resident memory after the keys (Linux).
The project has 400 sentences, with --large also 1,000,000. The programs run in turn, key by key.
The bare app (tests/bench/bare_app.py) redraws one widget of the size of the screen at each key.
--default-labels: with the labels.yaml that comes with the program, instead of three labels.

--command compares other versions, e.g. old="env PYTHONPATH=/tmp/old python -m annotator". Each
makes its own project with its own `init`, `import` and `suggest`; --keep FOLDER leaves them there.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from tests.bench.bare_app import MARKER
from tests.bench.pseudo_terminal import PseudoTerminal

ROOT = Path(__file__).resolve().parents[2]
PER_DOCUMENT = 20
STEPS = {"step (j)": ["j"], "decision (tab a)": ["tab", "a"], "finish (space)": ["space"]}
SENTENCE = (
    "{marker} {number} falsely called the plan of the council a so-called threat,"
    " and critics of the mayor slammed it."
)
PHRASES = {"verdict": "falsely called", "scare": "so-called", "loaded": "slammed"}
LABEL = """\
  - name: {name}
    title: {name}
    kind: framing
    unit: span
    key: {key}
    glyph: '━'
    color: '#e8743b'
    definition: A word of the benchmark.
    rules:
      - {{id: {name}.one, tier: high, phrase: {phrase}}}
"""
BARE = "bare Textual"


@dataclass(slots=True)
class Program:
    """A program under measurement: how it is started, and its figures."""

    name: str
    command: list[str]
    folder: Path
    first_paint: list[float] = field(default_factory=list)
    keys: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in STEPS})
    memory: list[float] = field(default_factory=list)

    def start(self) -> PseudoTerminal:
        return PseudoTerminal(self.command, self.folder, environment())


def environment() -> dict[str, str]:
    """That of this process, with this version of the app, which keeps its compiled modules."""
    kept = {name: os.environ[name] for name in os.environ if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(ROOT), "COLORTERM": "truecolor"}


def texts(sentences: int, per_document: int) -> Iterator[str]:
    """Lines of JSONL: documents of so many sentences with three suggestions each."""
    for first in range(0, sentences, per_document):
        numbers = range(first, min(first + per_document, sentences))
        text = " ".join(SENTENCE.format(marker=MARKER, number=number) for number in numbers)
        yield json.dumps({"text": text, "title": f"Document {first // per_document}"}) + "\n"


def labels(phrases: Mapping[str, str]) -> str:
    """A labels.yaml with a label and a rule for each phrase."""
    listed = [
        LABEL.format(name=name, key=place, phrase=phrase)
        for place, (name, phrase) in enumerate(phrases.items(), 1)
    ]
    return "labels:\n" + "".join(listed)


def make_project(
    command: Sequence[str],
    folder: Path,
    sentences: int,
    *,
    per_document: int = PER_DOCUMENT,
    phrases: Mapping[str, str] | None = PHRASES,
) -> Path:
    """A project with texts and suggestions, made by a version's own commands; kept if there.

    phrases: a label for each; None for the default labels of the version.
    """
    if (folder / "made").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    if phrases is not None:
        (folder / "labels.yaml").write_text(labels(phrases), "utf-8")
    with (folder / "texts.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(texts(sentences, per_document))
    make_labels = [["init"]] if phrases is None else []
    for step in (*make_labels, ["import", "texts.jsonl"], ["suggest"]):
        subprocess.run(
            [*command, "-p", str(folder), "-a", "ann", *step],
            cwd=folder, env=environment(), check=True, capture_output=True,
        )  # fmt: skip
    (folder / "made").touch()
    return folder


def measure(programs: Sequence[Program], rounds: int, keys: int) -> None:
    """Run the programs in turn and add to their figures."""
    for number in range(rounds + 1):
        for program in programs:
            terminal = program.start()
            seconds = terminal.wait_for(MARKER)
            if number:  # the first start compiles modules, and reads labels.yaml
                program.first_paint.append(seconds)
            terminal.close()
    running = [(program, program.start()) for program in programs]
    for _, terminal in running:
        terminal.wait_for(MARKER)
        time.sleep(1)
    for _ in range(keys):
        for name, pressed in STEPS.items():
            for program, terminal in running:
                program.keys[name].append(terminal.press_all(pressed))
    for program, terminal in running:
        memory = terminal.resident_megabytes()
        program.memory += [memory] if memory else []
        terminal.close()


def report(programs: Sequence[Program]) -> None:
    """Print a row for each figure: each program's, and its ratio to the bare app's."""
    bare = programs[-1]
    print(f"{'':30}" + "".join(f"{one.name:>26}" for one in programs))
    _row("first paint, ms", programs, lambda one: median(one.first_paint) * 1e3, bare)
    for name in STEPS:
        _row(f"{name}, median ms", programs, lambda one: median(one.keys[name]) * 1e3, bare)  # noqa: B023
        _row(
            f"{name}, 99 % ms",
            programs,
            lambda one: quantiles(one.keys[name], n=100, method="inclusive")[98] * 1e3,  # noqa: B023
            bare,
        )
    if bare.memory:
        _row("resident memory, MB", programs, lambda one: one.memory[0], bare)


def _row(name, programs, figure, bare) -> None:
    cells = [f"{figure(one):>14.1f} ({figure(one) / figure(bare):6.2f} ×)" for one in programs]
    print(f"{name:30}" + "".join(f"{cell:>26}" for cell in cells))


def commands(asked: Sequence[str]) -> dict[str, list[str]]:
    """By name, how each version is started."""
    named = dict(one.split("=", 1) for one in asked)
    here = {"this version": f"{sys.executable} -m annotator"}
    return {name: shlex.split(command) for name, command in {**named, **here}.items()}


def main() -> None:
    """Print a table for each size of project."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--large", action="store_true", help="also with 1,000,000 sentences")
    parser.add_argument("--default-labels", action="store_true", help="instead of three labels")
    parser.add_argument("--rounds", type=int, default=5, help="starts of each program")
    parser.add_argument("--keys", type=int, default=50, help="presses of each key")
    parser.add_argument("--command", action="append", default=[], metavar="NAME=COMMAND")
    parser.add_argument("--keep", type=Path, help="folder to make the projects in, and leave them")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (asked.keep or Path(temporary)).absolute()
        phrases = None if asked.default_labels else PHRASES
        for sentences in (400, 1_000_000) if asked.large else (400,):
            programs = [
                Program(name, [*command, "-p", ".", "-a", "ann", "annotate"], made)
                for name, command in commands(asked.command).items()
                for path in [folder / f"{name} {sentences}"]
                for made in [make_project(command, path, sentences, phrases=phrases)]
            ]
            bare = [sys.executable, "-m", "tests.bench.bare_app"]
            programs.append(Program(BARE, bare, Path(temporary)))
            measure(programs, asked.rounds, asked.keys)
            print(f"{sentences:,} sentences")
            report(programs)
            print()


if __name__ == "__main__":
    main()
