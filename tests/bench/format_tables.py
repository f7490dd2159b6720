"""How long tables take to write, beside the same rows with csv or pyarrow alone; peak memory.

    python -m tests.bench.format_tables [--annotations 1000000] [--project 100000]

The dataset is made on demand, a document at a time, so that memory shows what the writers hold; the
time to make it is measured apart and taken off. The baseline gets the same cells ready-made, a part
of them at a time. Then a project of simulated annotators is exported as a whole, and its baseline
has ready-made cells, too. Each measurement has a process of its own.
"""

from __future__ import annotations

import argparse
import csv
import io
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count, islice

from annotator.formats import WriteOptions, load
from annotator.formats.table_arrow import fields_of, schema_of
from annotator.formats.table_rows import TEXT_CELLS, TYPED_CELLS, AnnotationTable, Row, rows_of
from annotator.model import AnnotatedDocument, Dataset, Guideline
from tests.helpers.simulated_study import LABELS, PEOPLE, documents

_ROWS_AT_ONCE = 20_000


def dataset(annotations: int) -> Dataset:
    """A dataset of about so many rows with an annotation: 200 documents again and again."""
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
        left -= sum(len(held.annotations) for each in readings for held in each.judgements.values())
        if left <= 0:
            return


# -------------------------------------------------------------------------- measurements


def _make(annotations: int) -> int:
    return sum(len(one.readings) for one in dataset(annotations).documents)


def _write(name: str, annotations: int) -> int:
    written = load(name).write(dataset(annotations), WriteOptions())
    return sum(map(len, written))


def _csv_alone(annotations: int) -> float:
    table = AnnotationTable(dataset(annotations), WriteOptions(), TEXT_CELLS)
    return _parts(annotations, table, _csv_of)


def _csv_of(rows: list[Row]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    buffer.getvalue()


def _pyarrow_alone(annotations: int) -> float:
    import pyarrow
    import pyarrow.parquet

    table = AnnotationTable(dataset(annotations), WriteOptions(), TYPED_CELLS)
    schema = schema_of(fields_of(table.columns), {})
    names = [one.name for one in table.columns]
    spans = names.index("fragments")
    with tempfile.TemporaryFile() as file:
        writer = pyarrow.parquet.ParquetWriter(file, schema, compression="zstd")

        def write(rows: list[Row]) -> None:
            columns = [list(column) for column in zip(*rows, strict=True)]
            columns[spans] = ready
            arrays = [pyarrow.array(*pair) for pair in zip(columns, schema.types, strict=True)]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))

        ready: list[object] = []

        def timed(rows: list[Row]) -> None:
            write(rows)

        def prepared(rows: list[Row]) -> None:
            ready[:] = [
                None if row[spans] is None else [dict(zip(("start", "end"), one, strict=True))
                                                 for one in row[spans]]
                for row in rows
            ]  # fmt: skip

        spent = _parts(annotations, table, timed, prepared)
        begin = time.process_time()
        writer.close()
        return spent + time.process_time() - begin


def _parts(
    annotations: int,
    table: AnnotationTable,
    write: Callable[[list[Row]], None],
    prepare: Callable[[list[Row]], None] = lambda _rows: None,
) -> float:
    """The seconds that a library alone takes with rows that are there already."""
    rows = rows_of(table, dataset(annotations).documents)
    spent = 0.0
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        prepare(some)
        begin = time.process_time()
        write(some)
        spent += time.process_time() - begin
    return spent


_STEPS: dict[str, Callable[[int], float]] = {
    "make": lambda number: _timed(lambda: _make(number)),
    "csv": lambda number: _timed(lambda: _write("csv", number)),
    "csv alone": _csv_alone,
    "parquet": lambda number: _timed(lambda: _write("parquet", number)),
    "pyarrow alone": _pyarrow_alone,
}


def _timed(step: Callable[[], object]) -> float:
    begin = time.process_time()
    step()
    return time.process_time() - begin


def measured(step: str, annotations: int) -> tuple[float, float]:
    """Seconds of processor time, and the peak memory in MB, in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.format_tables", "--step", step]
    command += ["--annotations", str(annotations)]
    found = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, memory = found.stdout.split()
    return float(seconds), float(memory)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="How long tables take to write.")
    parser.add_argument("--annotations", type=int, default=1_000_000)
    parser.add_argument("--step", choices=_STEPS)
    given = parser.parse_args()
    if given.step:
        seconds = _STEPS[given.step](given.annotations)
        print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    made, _ = measured("make", given.annotations)
    print(f"{given.annotations:,} annotations; made on demand in {made:.1f} s, taken off below")
    for name, alone in (("csv", "csv alone"), ("parquet", "pyarrow alone")):
        own, memory = measured(name, given.annotations)
        _, smaller = measured(name, given.annotations // 10)
        base, _ = measured(alone, given.annotations)
        print(
            f"{name}: {own - made:.1f} s, {alone}: {base:.1f} s, ratio {(own - made) / base:.2f};"
            f" peak {memory:.0f} MB, with a tenth of the annotations {smaller:.0f} MB"
        )


if __name__ == "__main__":
    main()
