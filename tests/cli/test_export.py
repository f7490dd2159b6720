"""`annotator export`: the moment that a dataset is of."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import count

import pytest
from click.testing import CliRunner

from annotator.annotations.events import Draft, Note
from annotator.cli import main
from annotator.store import Store
from tests.helpers.memory_store import example_document
from tests.helpers.paths import ROOT

FIRST = example_document().sentences[0]


@pytest.fixture
def folder(tmp_path):
    """A note of 1 January 2027, 08:00:01, that was replaced a second later."""
    (tmp_path / "labels.yaml").write_bytes((ROOT / "labels.yaml").read_bytes())
    clock = count(1_798_790_400)
    with Store.open(tmp_path / "annotations.db", clock=lambda: float(next(clock))) as store:
        store.documents.add(example_document())
        store.annotators.enrol("ann")
        for text in ("early", "late"):
            store.events.record("ann", [Draft(example_document().uid, FIRST, Note(text))])
    return tmp_path


def export(folder, *options):
    return CliRunner().invoke(main, ["-p", str(folder), "export", "-", *options])


def notes(result):
    found = [json.loads(line) for line in result.stdout.splitlines()[1:]]
    return [
        judgement["note"]
        for document in found
        for reading in document["readings"]
        for judgement in reading["judgements"]
    ]


def times(folder):
    with Store.open(folder / "annotations.db") as store:
        return [event.at for event in store.events.iterate()]


def test_an_export_as_of_a_moment_has_what_was_held_then(folder):
    early, late = times(folder)
    assert notes(export(folder)) == ["late"]
    assert notes(export(folder, "--as-of", early)) == ["early"]
    assert notes(export(folder, "--as-of", late)) == ["late"]
    assert notes(export(folder, "--as-of", "2026-12-31")) == []
    assert notes(export(folder, "--as-of", early[:10])) == ["late"]
    assert export(folder).stdout == export(folder, "--as-of", "2030-01-01T00:00+02:00").stdout


def test_a_time_that_is_none_is_a_mistake_in_the_command(folder):
    result = export(folder, "--as-of", "last week")
    assert result.exit_code == 2
    assert "expected a date or a time such as 2026-11-29T18:30, or the name" in result.output
    assert "got 'last week'" in result.output


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_dataset_is_not_printed_on_a_terminal(folder):
    ours, theirs = os.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "annotator", "-p", str(folder), "export", "-"],
            stdout=theirs, stderr=subprocess.PIPE, encoding="utf-8", check=False,
        )  # fmt: skip
    finally:
        os.close(theirs)
        os.close(ours)
    assert done.returncode == 1
    assert "write it to a file, or into a pipe" in done.stderr
