"""`annotator snapshot`: the same bytes again, whatever comes after."""

from __future__ import annotations

import json
from itertools import count

import pytest
from click.testing import CliRunner

from annotator.annotations.events import Draft, Finish, Note, Put
from annotator.annotations.project_events import Rename
from annotator.cli import main
from annotator.model import Span
from annotator.store import Store
from tests.helpers.memory_store import example_document
from tests.helpers.paths import ROOT

FIRST = example_document().sentences[0]


def run(folder, *words, code=0):
    done = CliRunner().invoke(main, ["-p", str(folder), *words])
    assert done.exit_code == code, done.output
    return done


def record(folder, name, *changes, start=1_700_000_100):
    clock = count(start)
    with Store.open(folder / "annotations.db", clock=lambda: float(next(clock))) as store:
        store.annotators.enrol(name)
        drafts = [Draft(example_document().uid, FIRST, one) for one in changes]
        store.events.record(name, drafts)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "labels.yaml").write_bytes((ROOT / "labels.yaml").read_bytes())
    with Store.open(tmp_path / "annotations.db", clock=lambda: 1_700_000_000.0) as store:
        store.documents.add(example_document())
    record(tmp_path, "ann", Put("1", "hedge", (Span(FIRST.start, FIRST.start + 3),), {}))
    return tmp_path


def exported(folder, *words):
    return run(folder, "export", "-", *words).stdout


def test_an_export_of_a_snapshot_has_the_same_bytes_after_other_work(folder):
    before = exported(folder)
    assert "1 event" in run(folder, "snapshot", "create", "pilot").stdout
    assert exported(folder, "--as-of", "pilot") == before
    record(folder, "ann", Finish(finished=True, shown=True), Note("late"), start=1_900_000_000)
    record(folder, "bea", Note("mine"), start=1_900_000_100)
    with Store.open(folder / "annotations.db") as store:
        store.project.record([Rename("ann", "anna")])
    assert exported(folder) != before
    assert exported(folder, "--as-of", "pilot") == before


def test_snapshots_are_listed_compared_and_verified(folder):
    run(folder, "snapshot", "create", "one")
    record(folder, "bea", Note("mine"), Finish(finished=True, shown=True), start=1_900_000_000)
    run(folder, "snapshot", "create", "two")
    names = [line.split()[0] for line in run(folder, "snapshot", "list").stdout.splitlines()]
    assert names == ["one", "two"]
    found = json.loads(run(folder, "snapshot", "diff", "one", "two", "--json").stdout)
    assert found == {"only_in_first": {}, "only_in_second": {"bea": {"finish": 1, "note": 1}}}
    said = run(folder, "snapshot", "diff", "one", "two").stdout
    assert said == "only in two: 2 events in 1 document\n  bea: 1 finish, 1 note\n"
    assert run(folder, "snapshot", "diff", "one", "one").stdout == (
        "one and one have the same events\n"
    )
    assert run(folder, "snapshot", "verify").stdout == (
        "one: all 1 events are here\ntwo: all 3 events are here\n"
    )


def test_a_changed_event_is_found(folder):
    run(folder, "snapshot", "create", "pilot")
    with Store.open(folder / "annotations.db") as store:
        store._database.execute("DROP TRIGGER events_no_update")
        store._database.execute("UPDATE events SET payload = replace(payload, 'hedge', 'claim')")
    failed = run(folder, "snapshot", "verify", code=1).exception
    assert "pilot: 1 event of 1 missing or changed" in str(failed)


@pytest.mark.parametrize("name", ["2026-11-29", "2026-11-29T18:30", "", " a", "a\x1b[31m"])
def test_a_name_that_would_be_a_time_or_shows_nothing_is_refused(folder, name):
    said = run(folder, "snapshot", "create", name, code=2).output
    assert "expected a name such as pilot" in said


def test_an_unknown_moment_is_explained(folder):
    said = run(folder, "export", "-", "--as-of", "pilot", code=2).output
    assert "or the name of a snapshot (there is none), got 'pilot'" in " ".join(said.split())
    run(folder, "snapshot", "create", "pilot")
    failed = run(folder, "snapshot", "create", "pilot", code=1).exception
    assert "choose another name" in str(failed)
