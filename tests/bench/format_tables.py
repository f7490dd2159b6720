"""How long tables take to write, beside the same rows with csv or pyarrow alone; peak memory.

    python -m tests.bench.format_tables [--annotations 1000000] [--project 100000]

First the writers alone: the dataset is made on demand, a document at a time, so that memory shows
what the writers hold; the time to make it is measured apart and taken off. The baseline gets the
same cells ready-made, some at a time. Then a project of simulated annotators is exported as a
whole, beside the same baseline. Seconds are of the processor; each step has its own process.
"""

from __future__ import annotations

import argparse
import csv
import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path

import annotator
from annotator.formats import WriteOptions, load, native
from annotator.formats.table_arrow import fields_of, schema_of
from annotator.formats.table_rows import TEXT_CELLS, TYPED_CELLS, AnnotationTable, Row, rows_of
from annotator.model import AnnotatedDocument, Dataset, Guideline
from tests.bench.peak_memory import peak_memory
from tests.helpers.simulated_study import LABELS, PEOPLE, documents

_ROWS_AT_ONCE = 20_000


def dataset(annotations: int) -> Dataset:
    """A dataset with about so many annotations: 200 documents again and again."""
    labels = {one: {"kind": "framing", "unit": "span", "group": "wording"} for one in LABELS}
    guideline = Guideline("simulated", {"groups": {}, "labels": labels})
    return Dataset(
        annotators=dict.fromkeys(PEOPLE, "annotator"),
        guideline="b2:simulated",
        guidelines={"b2:simulated": guideline},
        documents=_documents(annotations),
    )


def _documents(annotations: int) -> Iterator[AnnotatedDocument]:
    made = list(documents(200))
    left = annotations
    for number in count():
        one = made[number % len(made)]
        document = replace(one.document, uid=f"b2:{number:030x}")
        readings = tuple(replace(each, document=document) for each in one.readings)
        yield replace(one, document=document, readings=readings)
        left -= _annotations(one)
        if left <= 0:
            return


def _annotations(one: AnnotatedDocument) -> int:
    held = (judgement for each in one.readings for judgement in each.judgements.values())
    return sum(len(judgement.annotations) for judgement in held)


def make_project(folder: Path, annotations: int) -> None:
    """Make a project with about so many annotations."""
    per_document = sum(map(_annotations, documents(20))) / 20
    made = documents(round(annotations / per_document))
    ordered = sorted(made, key=lambda one: one.document.uid)
    file = folder.with_suffix(".jsonl")
    whole = Dataset(annotators=dict.fromkeys(PEOPLE, "annotator"), documents=ordered)
    with file.open("w", encoding="utf-8") as written:
        written.writelines(native.lines(whole))
    with annotator.create(folder) as project:
        project.import_annotations(file)


# ----------------------------------------------------------------------------------- steps


def _csv_alone(data: Dataset) -> float:
    def write(rows: list[Row]) -> None:
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\r\n").writerows(rows)
        buffer.getvalue()

    return _seconds(AnnotationTable(data, WriteOptions(), TEXT_CELLS), data, write)


def _pyarrow_alone(data: Dataset) -> float:
    import pyarrow
    import pyarrow.parquet

    table = AnnotationTable(data, WriteOptions(), TYPED_CELLS)
    schema = schema_of(fields_of(table.columns), {})
    spans = [one.name for one in table.columns].index("fragments")

    def prepared(row: Row) -> Row:
        pairs = row[spans]
        cell = pairs and [{"start": start, "end": end} for start, end in pairs]
        return (*row[:spans], cell, *row[spans + 1 :])

    with tempfile.TemporaryFile() as file:
        writer = pyarrow.parquet.ParquetWriter(file, schema, compression="zstd")

        def write(rows: list[Row]) -> None:
            columns = zip(*rows, strict=True)
            arrays = [pyarrow.array(*pair) for pair in zip(columns, schema.types, strict=True)]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))

        spent = _seconds(table, data, write, prepared)
        return spent + _timed(writer.close)


def _seconds(
    table: AnnotationTable,
    data: Dataset,
    write: Callable[[list[Row]], None],
    prepared: Callable[[Row], Row] = lambda row: row,
) -> float:
    """What a library alone takes for rows that are there already."""
    rows = rows_of(table, data.documents)
    spent = 0.0
    while some := [prepared(row) for row in islice(rows, _ROWS_AT_ONCE)]:
        spent += _timed(lambda some=some: write(some))
    return spent


def _timed(step: Callable[[], object]) -> float:
    begin = time.process_time()
    step()
    return time.process_time() - begin


def _write(name: str, data: Dataset) -> int:
    return sum(map(len, load(name).write(data, WriteOptions())))


def _export(folder: Path, name: str) -> float:
    with annotator.open(folder) as project:
        return _timed(lambda: project.export(folder.with_suffix(f".{name}"), format=name))


def _alone(folder: Path, name: str) -> float:
    with annotator.open(folder) as project, project.store.reading():
        return {"csv": _csv_alone, "parquet": _pyarrow_alone}[name](project.read())


_STEPS: dict[str, Callable[[int, Path], float]] = {
    "make": lambda number, _: _timed(lambda: sum(1 for _ in dataset(number).documents)),
    "csv": lambda number, _: _timed(lambda: _write("csv", dataset(number))),
    "csv alone": lambda number, _: _csv_alone(dataset(number)),
    "parquet": lambda number, _: _timed(lambda: _write("parquet", dataset(number))),
    "parquet alone": lambda number, _: _pyarrow_alone(dataset(number)),
    "export csv": lambda _, folder: _export(folder, "csv"),
    "export csv alone": lambda _, folder: _alone(folder, "csv"),
    "export parquet": lambda _, folder: _export(folder, "parquet"),
    "export parquet alone": lambda _, folder: _alone(folder, "parquet"),
}


def measured(step: str, annotations: int = 0, folder: Path = Path()) -> tuple[float, float]:
    """Seconds of the processor, and the peak memory in MB, in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.format_tables", "--step", step]
    command += ["--annotations", str(annotations), "--folder", str(folder)]
    found = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, memory = found.stdout.split()
    return float(seconds), float(memory)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description="How long tables take to write.")
    parser.add_argument("--annotations", type=int, default=1_000_000)
    parser.add_argument("--project", type=int, default=100_000, help="0 leaves it out")
    parser.add_argument("--step", choices=_STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, default=Path(), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        seconds = _STEPS[given.step](given.annotations, given.folder)
        print(seconds, peak_memory())
        return
    made, _ = measured("make", given.annotations)
    print(f"{given.annotations:,} annotations, made on demand in {made:.1f} s, taken off below")
    for name in ("csv", "parquet"):
        own, memory = measured(name, given.annotations)
        _, smaller = measured(name, given.annotations // 10)
        alone, _ = measured(f"{name} alone", given.annotations)
        print(
            f"{name}: {own - made:.1f} s, the library alone {alone:.1f} s,"
            f" ratio {(own - made) / alone:.2f};"
            f" peak {memory:.0f} MB, with a tenth of the annotations {smaller:.0f} MB"
        )
    if given.project:
        _print_project(given.project)


def _print_project(annotations: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "project"
        make_project(folder, annotations)
        print(f"a project of {annotations:,} annotations, exported as a whole")
        for name in ("csv", "parquet"):
            own, memory = measured(f"export {name}", folder=folder)
            alone, _ = measured(f"export {name} alone", folder=folder)
            print(
                f"{name}: {own:.1f} s, the library alone {alone:.1f} s,"
                f" ratio {own / alone:.2f}; peak {memory:.0f} MB"
            )


if __name__ == "__main__":
    main()
