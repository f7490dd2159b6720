"""The tables of docs/reference/formats.md are those that are measured."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version

import pytest

from tests.helpers.format_cases import CASES
from tests.helpers.format_readers import READERS
from tests.helpers.format_table import PAGE, RESULTS, is_written, loads, page

MAKE = "run `python -m tests.helpers.format_table`"
MEASURED = json.loads(RESULTS.read_text("utf-8"))


@pytest.mark.slow
def test_the_tables_are_up_to_date():
    written = PAGE.read_text("utf-8")
    assert written == page(written, MEASURED), MAKE


def test_every_reader_has_results():
    held = {(name, reader) for name, readers in MEASURED.items() for reader in readers}
    assert held == {(one.format, one.distribution) for one in READERS if is_written(one.format)}


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS, ids=lambda one: f"{one.format} {one.distribution}")
def test_a_reader_loads_what_the_table_says(reader):
    try:
        version(reader.distribution)
    except PackageNotFoundError:
        pytest.skip(f"{reader.distribution} is not installed")
    if not is_written(reader.format):
        pytest.skip(f"{reader.format} is not written")
    cases = {name: loads(reader, make()) for name, make in CASES.items()}
    assert cases == MEASURED[reader.format][reader.distribution]["cases"], MAKE
