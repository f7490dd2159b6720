"""The time and memory of importing a folder of many small texts, and of finding what repeats.

    python -m tests.bench.import_many [--files 100000]

Makes a folder of invented texts in a temporary place. The baseline reads the same files and inserts
their texts into a table with `executemany`, in one transaction. Then the folder is imported, again
with all texts known, and its near-duplicates are grouped. Each step is a process of its own.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.peak_memory import peak_memory

TEXT = """
the a council minister said that talks dam water border village officials report plan vote on of in
to from after before river bridge mayor critics claim falsely costs
"""
WORDS = TEXT.split()
PER_FOLDER = 1_000


def make(folder: Path, count: int) -> None:
    """Write texts of a title and nine sentences of words drawn at random."""
    chance = random.Random(1)
    names = [f"Name{number}" for number in range(3_000)]
    for number in range(count):
        place = folder / f"{number // PER_FOLDER:04}"
        place.mkdir(parents=True, exist_ok=True)
        sentences = [
            " ".join(chance.choice(names if chance.random() < 0.3 else WORDS) for _ in range(13))
            for _ in range(9)
        ]
        body = ".\n\n".join(". ".join(sentences[at : at + 3]) for at in (0, 3, 6))
        (place / f"{number:06}.txt").write_text(f"Headline {number}\n\n{body}.\n", "utf-8")


def baseline(texts: Path, project: Path) -> None:
    """Read all files, and insert their texts into one table."""
    connection = sqlite3.connect(project / "baseline.db")
    connection.execute("CREATE TABLE texts (path TEXT PRIMARY KEY, text TEXT)")
    rows = ((str(path), path.read_text("utf-8")) for path in sorted(texts.rglob("*.txt")))
    with connection:
        connection.executemany("INSERT INTO texts VALUES (?, ?)", rows)
    connection.close()


def imported(texts: Path, project: Path) -> None:
    """Import the folder, as the command does."""
    import annotator

    known = (project / "annotations.db").exists()
    with (annotator.open if known else annotator.create)(project) as opened:
        opened.import_texts(texts)


def near_duplicates(texts: Path, project: Path) -> None:
    """Group the near-duplicates, as `annotator show --near-duplicates` does."""
    import annotator

    del texts
    with annotator.open(project) as opened:
        opened.near_duplicates()


STEPS: dict[str, Callable[[Path, Path], None]] = {
    "baseline": baseline,
    "import": imported,
    "import again": imported,
    "near-duplicates": near_duplicates,
}


def run(step: str, texts: Path, project: Path) -> None:
    """Do a step, and print its seconds of processor time and its peak of memory in MB."""
    started = time.process_time()
    STEPS[step](texts, project)
    peak = peak_memory()
    print(json.dumps({"seconds": time.process_time() - started, "peak": peak}))


def main() -> None:
    """Make the texts, run the steps, print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--step", nargs=3)
    given = parser.parse_args()
    if given.step:
        step, texts, project = given.step
        run(step, Path(texts), Path(project))
        return
    with tempfile.TemporaryDirectory() as place:
        texts, project = Path(place) / "texts", Path(place) / "study"
        project.mkdir()
        make(texts, given.files)
        found = {}
        for step in STEPS:
            command = [sys.executable, "-m", "tests.bench.import_many", "--step", step]
            done = subprocess.run(
                [*command, str(texts), str(project)], capture_output=True, check=True, text=True
            )
            found[step] = json.loads(done.stdout)
    usual = found["baseline"]["seconds"]
    print(f"{given.files:,} files; processor time, the baseline's share, peak of memory")
    for step, one in found.items():
        each = one["seconds"] / given.files * 1e3
        ratio = one["seconds"] / usual
        print(f"{step:16} {each:7.3f} ms a file {ratio:7.1f} x {one['peak']:7.0f} MB")


if __name__ == "__main__":
    main()
