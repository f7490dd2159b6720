"""The native format has all that the library and key presses put into a project."""

from __future__ import annotations

import json
import re

import pytest

import annotator
from tests.helpers.app_driver import press

TEXT = "The envoy falsely claimed that the harbour was safe. The rotten plan failed, critics say."
TIME = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("all")
    article = {"text": TEXT, "title": "Harbour", "source": "The Post", "date": "2031-02-03"}
    (made / "texts.jsonl").write_text(json.dumps(article) + "\n", "utf-8")
    with annotator.create(made / "study") as project:
        project.import_texts(made / "texts.jsonl")
        project.suggest()
        first = project.label_set()
    database = made / "study" / "annotations.db"
    press(database, ["r", "a", "space"], label_set=first)
    file = made / "study" / "labels.yaml"
    before, title, after = file.read_text("utf-8").partition("title: falsely described\n")
    file.write_text(f"{before}{title.strip()}, or doubted\n{after}", "utf-8")
    with annotator.open(made / "study") as project:
        project.suggest()
        second = project.label_set()
        assert second.guideline != first.guideline
    press(database, ["s", "s", "d", "2", "c", *"why", "enter", "f", "space"], label_set=second)
    with annotator.open(made / "study") as project:
        project.store.annotators.set_role("ann", "lead", actor="ann")
        project.export(made / "all.jsonl")
    return made


@pytest.fixture(scope="module")
def records(folder):
    return [json.loads(line) for line in (folder / "all.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def judged(records):
    """The judgements of the two sentences."""
    [reading] = records[1]["readings"]
    assert (reading["annotator"], reading["pass"]) == ("ann", 0)
    return reading["judgements"]


def test_the_definitions_of_every_version_of_the_label_set_used_are_there(records, judged):
    head, _ = records
    used = {one["guideline"] for each in judged for one in each["annotations"]}
    assert len(used) == 2
    assert head["guideline"] in used
    assert {*head["guidelines"]} == used
    held = [head["guidelines"][uid]["definition"] for uid in used]
    titles = {one["labels"]["verdict_false"]["title"] for one in held}
    assert titles == {"falsely described", "falsely described, or doubted"}
    for one in held:
        assert one["labels"]["verdict_false"]["group"] in one["groups"]
        assert all(group["definition"] for group in one["groups"].values())
        assert all(label["definition"] for label in one["labels"].values())


def test_roles_metadata_and_the_source_are_there(records):
    head, document = records
    assert head["annotators"] == [{"name": "ann", "role": "lead"}]
    meta = {"title": "Harbour", "source": "The Post", "date": "2031-02-03"}
    assert document["meta"] == meta
    [source] = document["sources"]
    assert source["meta"] == meta
    assert source["path"].endswith("texts.jsonl")
    assert TIME.fullmatch(source["imported_at"])


def test_origin_rule_times_and_what_was_on_show_are_there(judged):
    accepted, claim = judged[0]["annotations"]
    [manual] = judged[1]["annotations"]
    for one in (accepted, claim):
        assert (one["origin"], one["on_show"]) == ("accepted", "same")
    assert accepted["rule"].startswith("verdict_false.adverb_say@")
    assert (manual["origin"], manual["rule"], manual["on_show"]) == ("manual", "", "other")
    for one in (accepted, claim, manual):
        assert TIME.fullmatch(one["created_at"])
        assert TIME.fullmatch(one["modified_at"])
    for each in judged:
        assert each["finished"] is True
        assert TIME.fullmatch(each["finished_at"])


def test_attributes_relations_notes_and_flags_are_there(judged):
    first, second = judged
    accepted, claim = first["annotations"]
    assert claim["attributes"]["claimant"] == {"start": 0, "end": 9, "text": "The envoy"}
    [relation] = first["relations"]
    assert relation["kind"] == "frames"
    assert (relation["head"], relation["tail"]) == (accepted["uid"], claim["uid"])
    assert (second["note"], second["flagged"]) == ("why", True)
    assert (first["note"], first["flagged"]) == ("", False)


def test_suggestions_are_there_decided_or_not_with_suggester_and_version(folder, records, judged):
    _, document = records
    with annotator.open(folder / "study") as project:
        rules = project.label_set().rules_uid
    assert document["suggesters"] == {"rules": rules}
    found = document["suggestions"]
    assert {(one["suggester"], one["version"]) for one in found} == {("rules", rules)}
    key = "start", "end", "label"
    decided = [tuple(one[part] for part in key) for each in judged for one in each["verdicts"]]
    every = [tuple(one[part] for part in key) for one in found]
    assert len(decided) == 2
    assert {*decided} < {*every}


def test_all_of_it_comes_back_in_an_empty_project(folder, tmp_path):
    with annotator.create(tmp_path / "other") as project:
        project.import_annotations(folder / "all.jsonl")
        project.export(tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == (folder / "all.jsonl").read_bytes()
