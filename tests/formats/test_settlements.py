"""Gold goes out with its votes and its reasons, and comes in again."""

from __future__ import annotations

import json

import pytest

from annotator.adjudication.settlements import fold_settlements
from annotator.api import Project, ProjectFolder
from annotator.errors import DataError
from annotator.formats import native, native_reader
from annotator.store import Store
from annotator.store.adjudication_queue import QueueFilter
from tests.helpers.adjudicated import Study
from tests.helpers.native_schema import checked


@pytest.fixture
def study(tmp_path):
    (tmp_path / "one").mkdir()
    made = Study(tmp_path / "one", ("ann", "bea", "cy"))
    for name in ("ann", "bea", "cy"):
        made.put(name, "hedge", "described" if name == "cy" else "falsely described", sure=2)
        tail = made.put(name, "claim", "the dam")
        head = made.put(name, "implicature", "apparent dig")
        if name == "ann":
            made.relate(name, head, tail)
    made.finish("ann", "bea", "cy")
    work = made.adjudication()
    work.open_first()
    work.take_majority()
    work.explain("guideline_gap", "Say\nwhere it ends.")
    work.take_nothing()
    yield made
    made.store.close()


def exported(store, names=None):
    return "".join(checked(native.lines(store.datasets.read(names))))


def imported(store, path):
    return Project(ProjectFolder(store.path.parent), store).import_annotations(path)


def other_store(tmp_path, name="two"):
    (tmp_path / name).mkdir(exist_ok=True)
    return Store.open(tmp_path / name / "a.db")


def test_an_export_has_what_each_annotator_held_and_why_gold_is_as_it_is(study):
    (record,) = [json.loads(line) for line in exported(study.store).splitlines()[1:]]
    by_kind = {tuple(one["kinds"]): one for one in record["settlements"]}
    one = by_kind[("bounds",)]
    assert one["actor"] == "lea"
    assert {name: held["fragments"][0]["text"] for name, held in one["held"].items()} == {
        "ann": "falsely described",
        "bea": "falsely described",
        "cy": "described",
    }
    assert (one["settled_as"], one["taken_from"]) == ("majority", ["ann", "bea"])
    assert (one["why"], one["note"]) == ("guideline_gap", "Say\nwhere it ends.")
    assert by_kind[("relation",)]["settled_as"] == "nothing"
    (gold,) = [one for one in record["readings"] if one["annotator"] == "gold"]
    held = {each["uid"] for judgement in gold["judgements"] for each in judgement["annotations"]}
    assert held == {uid for one in record["settlements"] for uid in one["gold"]}


@pytest.mark.parametrize("names", [None, ["gold"]])
def test_an_export_of_an_import_into_an_empty_project_has_the_same_bytes(study, tmp_path, names):
    path = tmp_path / "all.jsonl"
    path.write_text(exported(study.store, names), "utf-8")
    with other_store(tmp_path) as store:
        imported(store, path)
        assert exported(store, names) == path.read_text("utf-8")
        events = list(store.history.hashes())
        assert all(one.hash == one.stored for one in events)
        imported(store, path)
        assert list(store.history.hashes()) == events
        store.rebuild()
        assert exported(store, names) == path.read_text("utf-8")
        settled = list(store.events.iterate("gold"))
        assert {one.actor for one in fold_settlements(settled)} == {"lea"}
        assert not store.events.undo("gold").targets


def test_an_import_into_the_project_it_came_from_changes_nothing(study, tmp_path):
    path = tmp_path / "all.jsonl"
    path.write_text(exported(study.store), "utf-8")
    events = list(study.store.history.hashes())
    imported(study.store, path)
    assert list(study.store.history.hashes()) == events


def test_an_imported_project_has_nothing_left_to_settle(study, tmp_path):
    path = tmp_path / "all.jsonl"
    path.write_text(exported(study.store), "utf-8")
    with other_store(tmp_path) as store:
        imported(store, path)
        while store.adjudication.compare(8):
            pass
        counts = store.adjudication.counts(QueueFilter())
        assert (counts.sentences, counts.settled) == (0, 2)


def test_an_export_without_gold_has_no_settlements(study):
    assert "settlements" not in exported(study.store, ["ann", "bea"])


def test_an_export_as_of_a_moment_has_the_settlements_of_that_moment(study):
    last = max(one.at for one in study.store.events.iterate())
    before = exported(study.store)
    study.adjudication().undo()
    study.put("ann", "hedge", "dig at Moro")
    assert "".join(native.lines(study.store.datasets.read(as_of=last))) == before


def test_renamed_people_are_in_the_settlements_by_the_names_of_the_moment(study, tmp_path):
    path = tmp_path / "all.jsonl"
    path.write_text(exported(study.store), "utf-8")
    last = max(one.at for one in study.store.events.iterate())
    with other_store(tmp_path) as store:
        imported(store, path)
        for one in (study.store, store):
            one.annotators.rename("ann", "anna", actor="lea")
            one.annotators.rename("lea", "leah", actor="lea")
            now = exported(one)
            assert {"anna", "bea", "cy"} == set(settlements(now)[0]["held"])
            assert {each["actor"] for each in settlements(now)} == {"leah"}
            while one.adjudication.compare(8):
                pass
            assert one.adjudication.counts(QueueFilter()).sentences == 0
    before = "".join(native.lines(study.store.datasets.read(as_of=last)))
    assert before == path.read_text("utf-8")


def settlements(text):
    return [one for line in text.splitlines()[1:] for one in json.loads(line)["settlements"]]


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("settled_as", "guess", "unknown 'settled_as': 'guess'"),
        ("held", ["ann"], "'held' to be an object"),
        ("made", [{"label": "hedge"}], "expected 'fragments', it is missing"),
        ("at", "yesterday", "expected 'at' such as"),
        ("about", [1], "expected 'about' to be a text"),
    ],
)
def test_a_settlement_of_another_form_is_refused_with_its_line(
    study, tmp_path, key, value, problem
):
    head, line = exported(study.store).splitlines()
    record = json.loads(line)
    record["settlements"][0][key] = value
    path = tmp_path / "all.jsonl"
    path.write_text(f"{head}\n{json.dumps(record)}\n", "utf-8")
    with pytest.raises(DataError) as error:
        native_reader.read(path)
    (found,) = error.value.problems
    assert found.line == 2
    assert problem in str(found)
