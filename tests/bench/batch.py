"""Files to files: speed of one process and of the pool, and memory as the input grows.

    python -m tests.bench.batch [DOCUMENTS]

Writes invented articles to a temporary folder, so it needs nothing but this checkout (and
pyarrow for the rows about Parquet). Seconds are wall time, start included; trust the ratios.
Memory is the resident memory of all processes together at its highest, read from /proc.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from annotator.documents import Article, build_document
from tests.helpers.paths import ROOT

DOCUMENTS = 4_000
ATTACKS = {
    "tags that break lines": "<br>",
    "paragraphs": "<p>The plan was falsely described as a scheme, nobody knows by whom.</p>",
    "nested tags": "<div>",
    "links": "<a href=x>y</a>",
}


@dataclass(frozen=True)
class Measure:
    """seconds: wall time. memory: bytes, of all processes together at the highest."""

    seconds: float
    memory: int


def main() -> None:
    """Print the table."""
    documents = int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS
    cores = len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small, sentences = write(folder / "small.jsonl", documents)
        big, _ = write(folder / "big.jsonl", 10 * documents)
        size = small.stat().st_size / 1e6
        print(f"{documents:,} documents, {sentences:,} sentences, {size:.1f} MB; {cores} cores")
        run(small, folder / "warm.jsonl", cores)
        print(f"{'':34}{'seconds':>9}{'sent/s':>10}{'ratio':>7}{'peak MB':>9}")
        one = row("one process", run(small, folder / "b.jsonl", 1), sentences)
        base = sentences / one.seconds
        pool = run(small, folder / "c.jsonl", cores)
        row(f"pool of {cores}", pool, sentences, base)
        more = run(big, folder / "d.jsonl", 1)
        row("one process, 10 times the input", more, 10 * sentences, base)
        wide = run(big, folder / "e.jsonl", cores)
        row(f"pool of {cores}, 10 times the input", wide, 10 * sentences, base)
        if find_spec("pyarrow"):
            parquet(folder, small, sentences, cores, base)
        same = (folder / "b.jsonl").read_bytes() == (folder / "c.jsonl").read_bytes()
        print(f"answers of one process and of the pool are the same: {same}")
        print(f"memory at 10 times the input: one process {more.memory / one.memory:.2f} times,")
        print(f"  pool {wide.memory / pool.memory:.2f} times")
    pages()


def parquet(folder: Path, small: Path, sentences: int, cores: int, base: float) -> None:
    """The same from Parquet to Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    records = [json.loads(line) for line in small.open(encoding="utf-8")]
    pq.write_table(pa.Table.from_pylist(records), folder / "small.parquet", row_group_size=1_000)
    done = run(folder / "small.parquet", folder / "b.parquet", cores)
    row(f"pool of {cores}, Parquet to Parquet", done, sentences, base)


def write(path: Path, documents: int) -> tuple[Path, int]:
    """Invented articles as JSON Lines, no two the same; and how many sentences they have."""
    texts = [one.read_text("utf-8") for one in sorted((ROOT / "corpora").glob("*.txt"))]
    made = [Article(text, {}, path, 1, "utf-8", detected=False) for text in texts]
    each = [len(build_document(article).sentences) + 1 for article in made]
    with path.open("w", encoding="utf-8") as file:
        for number in range(documents):
            text = f"{texts[number % len(texts)]}\n\nThis is text number {number}."
            file.write(json.dumps({"id": number, "text": text}) + "\n")
    whole, rest = divmod(documents, len(texts))
    return path, whole * sum(each) + sum(each[:rest])


def run(source: Path, target: Path, workers: int) -> Measure:
    """The command, from its start to its end."""
    labels = ["--labels", str(ROOT / "labels.yaml"), "--workers", str(workers)]
    command = [sys.executable, "-m", "annotator", "suggest", "--input", str(source)]
    started = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--output", str(target), *labels],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    peak = 0
    while process.poll() is None:
        peak = max(peak, memory(process.pid))
        time.sleep(0.05)
    if process.returncode:
        sys.exit(f"the command ended with {process.returncode}")
    return Measure(time.perf_counter() - started, peak)


def memory(root: int) -> int:
    """Resident bytes of a process and all that descend from it; 0 where there is no /proc."""
    children = defaultdict(list)
    resident = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            pages = int((entry / "statm").read_text().split()[1])
        except (OSError, IndexError):
            continue
        children[parent].append(int(entry.name))
        resident[int(entry.name)] = pages * os.sysconf("SC_PAGE_SIZE")
    total, waiting = 0, [root]
    while waiting:
        one = waiting.pop()
        total += resident.get(one, 0)
        waiting += children[one]
    return total


def row(name: str, done: Measure, sentences: int, base: float = 0) -> Measure:
    """Print a row; the ratio is of its sentences a second to base."""
    speed = sentences / done.seconds
    ratio = speed / base if base else 1
    print(f"{name:34}{done.seconds:9.2f}{speed:10,.0f}{ratio:7.2f}{done.memory / 1e6:9.0f}")
    return done


def pages() -> None:
    """How the time of hostile pages grows: twice the page, about twice the time."""
    from annotator.documents import html_reader

    print(f"\n{'hostile page':34}{'20,000 tags':>12}{'40,000':>9}{'ratio':>7}")
    html_reader.extract("<p>warm</p>")
    for name, unit in ATTACKS.items():
        seconds = []
        for tags in (20_000, 40_000):
            page = f"<html><body><p>{unit * (tags // unit.count('<'))}</p></body></html>"
            started = time.process_time()
            html_reader.extract(page)
            seconds.append(time.process_time() - started)
        growth = seconds[1] / max(seconds[0], 1e-3)
        print(f"{name:34}{seconds[0]:12.2f}{seconds[1]:9.2f}{growth:7.2f}")


if __name__ == "__main__":
    main()
