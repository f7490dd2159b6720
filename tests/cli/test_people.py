"""`annotator people`: who is here, and who may change roles and names."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from annotator.annotations.events import Draft, Finish, Flag, Note
from annotator.cli import main
from annotator.cli.adjudicate import adjudicate
from annotator.errors import AnnotatorError
from annotator.store import Store
from annotator.workflow.project_settings import Settings
from tests.helpers.app_driver import example_store
from tests.helpers.memory_store import example_document, labels

UID = example_document().uid
FIRST, SECOND, THIRD = example_document().sentences


@pytest.fixture
def store(tmp_path):
    with Store.open(example_store(tmp_path), clock=lambda: 1_800_000_000.0) as made:
        made.annotators.enrol("ann")
        made.annotators.enrol("bea")
        drafts = [Draft(UID, FIRST, Finish(True, True, ())), Draft(UID, FIRST, Note("unsure"))]
        made.events.record("ann", [*drafts, Draft(UID, SECOND, Flag(True))])
        yield made


def people(store, name, *words, code=0):
    done = CliRunner().invoke(main, ["-p", f"{store.path.parent}", "-a", name, "people", *words])
    if code:
        assert isinstance(done.exception, AnnotatorError | SystemExit), done
        return str(done.exception) if code == 1 else done.stderr
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout or done.stderr


def test_the_list_says_who_is_here_and_how_far(store):
    store.annotators.enrol("gold", "gold")
    store.annotators.enrol("l\x1bea", "lead")
    assert people(store, "bea", "list").splitlines() == [
        "name  role       finished  of  notes  flags  last saved (UTC)",
        "ann   annotator         1   3      1      1  2027-01-15 08:00",
        "bea   annotator         0   3      0      0  never",
        "gold  gold              0   3      0      0  never",
        "l␛ea  lead              0   3      0      0  never",
    ]
    found = json.loads(people(store, "bea", "list", "--json"))["people"]
    assert found[0] == {
        "name": "ann", "role": "annotator", "finished": 1, "sentences": 3, "cannot_judge": 0,
        "notes": 1, "flags": 1, "last_saved": "2027-01-15T08:00:00.000+00:00", "former_names": [],
    }  # fmt: skip
    assert found[1]["last_saved"] is None


def test_anybody_makes_the_first_lead_and_then_only_leads_change_roles(store):
    said = people(store, "ann", "role", "bea", "lead")
    assert said == "bea has the role lead now, annotator before\n"
    refused = people(store, "ann", "role", "ann", "lead", code=1)
    assert refused.startswith("ann may not change roles: ask a lead of this project: bea")
    people(store, "bea", "role", "ann", "lead")
    assert store.annotators.names("lead") == ["ann", "bea"]
    people(store, "ann", "role", "bea", "annotator")
    refused = people(store, "ann", "role", "ann", "annotator", code=1)
    assert refused == "ann is the only lead of this project: make somebody else a lead first"
    assert people(store, "ann", "role", "ann", "lead") == "ann has the role lead already\n"
    roles = [one.actor for one in store.project.iterate() if one.change.kind == "role"]
    assert roles == ["", "", "ann", "bea", "ann"]
    before = store.annotators.all()
    store.rebuild()
    assert store.annotators.all() == before


@pytest.mark.parametrize("role", ["gold", "machine"])
def test_what_a_person_did_never_becomes_the_work_of_gold_or_a_machine(store, role):
    refused = people(store, "ann", "role", "ann", role, code=1)
    assert f"ann has annotated as annotator, which would count as the work of {role}:" in refused
    people(store, "ann", "role", "bea", role)  # who has not begun may be a machine
    assert store.annotators.role("bea") == role
    store.events.record("bea", [Draft(UID, FIRST, Flag(True))])
    refused = people(store, "ann", "role", "bea", "annotator", code=1)
    assert refused.startswith(f"bea has annotated as {role}")


def test_unknown_people_and_roles_are_refused(store):
    assert "nobody here is called 'an'. Did you mean 'ann'?" in people(
        store, "ann", "role", "an", "lead", code=1
    )
    assert "'boss' is not one of" in people(store, "ann", "role", "ann", "boss", code=2)
    assert "nobody here is called 'zed'" in people(store, "ann", "rename", "zed", "x", code=1)


def test_somebody_is_renamed_and_known_by_the_former_name(store):
    assert people(store, "ann", "rename", "bea", "beatrix") == (
        "bea is called beatrix from now on\n"
    )
    assert "beatrix" in people(store, "ann", "list")
    (one,) = [
        one
        for one in json.loads(people(store, "ann", "list", "--json"))["people"]
        if one["former_names"]
    ]
    assert (one["name"], one["former_names"]) == ("beatrix", ["bea"])
    for new, why in [
        ("ann", "ann is taken"), ("", "the name is empty"),
        ("Ann", "differs from ann only in case"),
        ("x\x1b[2J", "characters that are not printable"), ("y" * 61, "more than 60 characters"),
    ]:  # fmt: skip
        assert why in people(store, "ann", "rename", "bea", new, code=1), new


# ------------------------------------------------------------------------ adjudicate


def gold(store, name, monkeypatch):
    opened = []
    monkeypatch.setattr("annotator.cli.adjudicate._run_app", lambda work: opened.append(work.actor))
    monkeypatch.setattr("annotator.cli.adjudicate.is_in_browser", lambda: True)  # always opens
    adjudicate(store, labels(), name, Settings())
    return opened


def test_the_first_who_works_on_gold_is_a_lead_and_others_ask_a_lead(store, monkeypatch):
    assert gold(store, "ann", monkeypatch) == ["ann"]
    assert store.annotators.names("lead") == ["ann"]
    with pytest.raises(AnnotatorError) as refused:
        gold(store, "bea", monkeypatch)
    assert str(refused.value) == (
        "bea may not adjudicate: ask a lead of this project: ann, who can run"
        " `annotator people role bea lead`"
    )
    assert store.annotators.role("bea") == "annotator"
    people(store, "ann", "role", "bea", "lead")
    assert gold(store, "bea", monkeypatch) == ["bea"]
