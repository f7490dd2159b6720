"""The native format: seconds and memory to write and to read it, beside writing the same rows.

    python -m tests.bench.formats_native [ANNOTATIONS] [ANNOTATIONS OF THE PROJECT]

The baselines write the same records, made before: with orjson or msgspec, whichever is installed,
and with the json module, which are given all of a document as one object. For reading they parse
the same lines and insert a row for each annotation into a table. Everything is invented. Memory is
what Python holds at most at a time beyond the start, by tracemalloc in a run of its own.
"""

from __future__ import annotations

import importlib
import json
import sqlite3
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import annotator
from annotator.documents import document_uid
from annotator.formats import native, native_reader, write_atomically
from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Block,
    BlockKind,
    Dataset,
    Document,
    Judgement,
    OnShow,
    Origin,
    Reading,
    Span,
)

ANNOTATIONS = 1_000_000
OF_PROJECT = 100_000
EACH = 100
"""Annotations of a document: five in each of ten sentences, by two annotators."""

SENTENCE = "The shameless mayor of the rotten town falsely claimed that the harbour was safe. "
MARKS = ((4, 19), (27, 38), (39, 54), (20, 38), (60, 76))
TIME = "2031-02-03T10:00:00.000+00:00"


def main() -> None:
    """Print the tables."""
    count, of_project = (
        [int(one) for one in sys.argv[1:3]] if len(sys.argv) > 2 else [ANNOTATIONS, OF_PROJECT]
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"from a dataset made on demand: {count:,} annotations")
        of_dataset(folder, count)
        print(f"\nfrom a project: {of_project:,} annotations")
        of_a_project(folder, of_project)


# ----------------------------------------------------------------------------- the tables


def of_dataset(folder: Path, count: int) -> None:
    """Export a dataset that is made on demand, and read the file."""
    path = folder / "data.jsonl"
    made = seconds(lambda: drain(documents(count)))
    ours = seconds(lambda: write_atomically(path, native.lines(dataset(count)))) - made
    baselines = writing(folder, path)
    row("export", ours, baselines)
    peaks = [peak(partial(written, dataset(some))) for some in (count // 100, count // 10)]
    print(
        f"  memory of {count // 100:,} and of {count // 10:,}: {peaks[0]:.1f} and {peaks[1]:.1f} MB"
    )
    ours = seconds(lambda: drain(native_reader.stream(path)[1]))
    row("read", ours, reading(path))


def of_a_project(folder: Path, count: int) -> None:
    """Import the file into a project, and export the project."""
    path, again = folder / "project.jsonl", folder / "again.jsonl"
    write_atomically(path, native.lines(dataset(count)))
    with annotator.create(folder / "study") as project:
        ours = seconds(lambda: project.import_annotations(path))
        row("import", ours, reading(path))
        ours = seconds(lambda: project.export(again))
        row("export", ours, writing(folder, again))


def written(made: Dataset) -> None:
    """Write a dataset to nowhere."""
    drain(native.lines(made))


def row(what: str, ours: float, baselines: dict[str, float]) -> None:
    """Print the seconds, and how many times as long each baseline takes."""
    ratios = ", ".join(
        f"{ours / theirs:.1f} times {name} ({theirs:.2f} s)" for name, theirs in baselines.items()
    )
    print(f"  {what}: {ours:.2f} s; {ratios}", flush=True)


# --------------------------------------------------------------------------- the baselines


def writing(folder: Path, path: Path) -> dict[str, float]:
    """Seconds to write the records of a file, by library."""
    totals: dict[str, float] = {}
    for name, dumps in encoders().items():
        total = 0.0
        with (folder / "baseline.jsonl").open("wb") as file:
            for records in batches(path):
                start = time.process_time()
                for record in records:
                    file.write(dumps(record))
                    file.write(b"\n")
                total += time.process_time() - start
        totals[name] = total
    return totals


def reading(path: Path) -> dict[str, float]:
    """Seconds to parse the lines of a file, and insert a row for each annotation."""
    return {name: seconds(partial(insert, path, loads)) for name, loads in decoders().items()}


def insert(path: Path, loads: Callable[[bytes], Any]) -> None:
    """Fill a table in memory with all annotations of a file."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE annotations (document, annotator, label, start, end, record)")
    with path.open("rb") as file:
        next(file)
        for line in file:
            connection.executemany(
                "INSERT INTO annotations VALUES (?, ?, ?, ?, ?, ?)", rows(loads(line))
            )
    connection.close()


def rows(record: dict[str, Any]) -> Iterator[tuple[object, ...]]:
    """A row for each annotation of a record."""
    for held in record["readings"]:
        for judgement in held["judgements"]:
            for one in judgement["annotations"]:
                first, last = one["fragments"][0], one["fragments"][-1]
                place = (first["start"], last["end"])
                yield record["document"], held["annotator"], one["label"], *place, one["uid"]


def encoders() -> dict[str, Callable[[Any], bytes]]:
    """What turns a record into bytes, by name."""
    found: dict[str, Callable[[Any], Any]] = {}
    if (orjson := optional("orjson")) is not None:
        found["orjson"] = orjson.dumps
    if (msgspec := optional("msgspec")) is not None:
        found["msgspec"] = msgspec.json.Encoder().encode
    return {**found, "json": lambda one: json.dumps(one, ensure_ascii=False).encode()}


def decoders() -> dict[str, Callable[[bytes], Any]]:
    """What turns bytes into a record, by name."""
    found: dict[str, Callable[[Any], Any]] = {}
    if (orjson := optional("orjson")) is not None:
        found["orjson"] = orjson.loads
    if (msgspec := optional("msgspec")) is not None:
        found["msgspec"] = msgspec.json.Decoder().decode
    return {**found, "json": json.loads}


def optional(name: str) -> Any:
    """A module, or None if it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def batches(path: Path) -> Iterator[list[Any]]:
    """The records of a file, a hundred at a time."""
    with path.open("rb") as file:
        batch = []
        for line in file:
            batch.append(json.loads(line))
            if len(batch) == 100:
                yield batch
                batch = []
    yield batch


# ------------------------------------------------------------------------------ the data


def dataset(count: int) -> Dataset:
    """A dataset with that many annotations, made on demand."""
    return Dataset({"ada": "annotator", "bob": "annotator"}, documents=documents(count))


def documents(count: int) -> Iterator[AnnotatedDocument]:
    """Documents by uid."""
    texts = {}
    for nth in range(count // EACH):
        text = f"{nth} and more. " + SENTENCE * 10
        texts[document_uid(text)] = text
    for uid in sorted(texts):
        yield document(uid, texts[uid])


def document(uid: str, text: str) -> AnnotatedDocument:
    """A document with 50 annotations by each of two annotators."""
    first = text.index(SENTENCE)
    size = len(SENTENCE)
    sentences = tuple(
        Span(start, start + size - 1) for start in range(first, first + 10 * size, size)
    )
    made = Document(
        *(uid, text, {"source": "The Harbour Post"}),
        (Block(Span(0, len(text) - 1), BlockKind.PARAGRAPH),),
        (Span(0, first - 1), *sentences),
        "rules@6",
    )
    readings = tuple(
        Reading(made, name, {one: judgement(uid + name, one) for one in sentences})
        for name in ("ada", "bob")
    )
    return AnnotatedDocument(made, readings=readings)


def judgement(prefix: str, sentence: Span) -> Judgement:
    """A finished sentence with five annotations."""
    held = {}
    for nth, (start, end) in enumerate(MARKS):
        uid = f"{prefix[3:]}{sentence.start}-{nth}"
        held[uid] = Annotation(
            uid=uid,
            label="loaded_language",
            fragments=(Span(sentence.start + start, sentence.start + end),),
            attributes={"voice": "narrator"},
            origin=Origin.MANUAL,
            on_show=OnShow.NONE,
            created_at=TIME,
            modified_at=TIME,
        )
    return Judgement(annotations=held, finished=True, finished_at=TIME)


# ----------------------------------------------------------------------------- measuring


def seconds(do: Callable[[], object]) -> float:
    """Seconds of the processor that something takes: other programs do not count."""
    start = time.process_time()
    do()
    return time.process_time() - start


def peak(do: Callable[[], object]) -> float:
    """MB that Python holds at most while something is done."""
    tracemalloc.start()
    do()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


def drain(items: Iterable[object]) -> None:
    """Go through all items."""
    for _ in items:
        pass


if __name__ == "__main__":
    main()
