"""The agreement of a project: labels of other guidelines, roles, and projects without work."""

import json

import pytest
from click.testing import CliRunner

import annotator
from annotator.annotations.project_events import Assign, MigrateLabels, SetRole
from annotator.cli import main
from annotator.errors import AnnotatorError
from tests.helpers.app_driver import press

TEXT = 'Dam talks stall\n\nKorrund falsely described the closure as a "fix". The mayor left.\n'
LABEL = """  - name: {name}
    title: {name}
    kind: framing
    glyph: '+'
    color: '#f0e442'
    definition: A label that was added later.
"""


@pytest.fixture
def study(tmp_path):
    """A project with two sentences, of which two people finished the first."""
    (tmp_path / "dam.txt").write_text(TEXT, "utf-8")
    folder = tmp_path / "study"
    with annotator.create(folder) as project:
        project.import_texts(tmp_path / "dam.txt")
        project.suggest()
        label_set = project.label_set()
    for name in ("ann", "bea"):
        press(folder / "annotations.db", ["a", "space"], annotator=name, label_set=label_set)
    return folder


def add_label(folder, name):
    path = folder / "labels.yaml"
    path.write_text(path.read_text("utf-8").rstrip("\n") + "\n" + LABEL.format(name=name), "utf-8")
    with annotator.open(folder) as project:
        project.suggest()
        return project.label_set()


def units_of(folder, label):
    with annotator.open(folder) as project:
        (one,) = project.agreement(labels=[label]).labels
        return one.percent.units


def test_a_label_that_was_added_later_is_missing_in_what_was_finished_before(study):
    label_set = add_label(study, "added")
    assert units_of(study, "verdict_false") == 1
    assert units_of(study, "added") == 0
    for name in ("ann", "bea"):
        press(study / "annotations.db", ["space"], annotator=name, label_set=label_set)
    assert units_of(study, "verdict_false") == 2
    assert units_of(study, "added") == 1


def test_sentences_are_divided_by_the_guideline_and_the_batch_they_were_finished_under(study):
    label_set = add_label(study, "added")
    for name in ("ann", "bea"):
        press(study / "annotations.db", ["space"], annotator=name, label_set=label_set)
    with annotator.open(study) as project:
        (uid,) = project.store.documents.all_titles()
        project.store.project.record([Assign("ann", (uid,), "pilot")], actor="ann")
        parts = project.study().breakdown
    assert [(one.name, one.units) for one in parts.versions] == [
        ("guideline 1", 1),
        ("guideline 2", 1),
    ]
    assert parts.batches == ()  # all in one: nothing to compare with


def test_a_label_that_was_renamed_is_judged_where_it_had_its_former_name(study):
    with annotator.open(study) as project:
        old = project.label_set().guideline
    path = study / "labels.yaml"
    path.write_text(path.read_text("utf-8").replace("verdict_false", "said_false"), "utf-8")
    with annotator.open(study) as project:
        label_set = project.label_set()
        project.store.label_sets.put(label_set)
        renamed = {"verdict_false": ("said_false",)}
        project.store.migrate_labels(MigrateLabels(old, label_set.guideline, renamed), actor="ann")
        (one,) = project.agreement(labels=["said_false"]).labels
    assert (one.percent.units, one.positive, one.percent.value) == (1, 1, 1.0)


def test_gold_and_machines_are_apart_from_people_unless_they_are_asked_for(study):
    with annotator.open(study) as project:
        label_set = project.label_set()
    press(study / "annotations.db", ["space"], annotator="gold", label_set=label_set)
    with annotator.open(study) as project:
        project.store.project.record([SetRole("gold", "gold")])
        found = project.agreement()
        assert set(found.finished) == {"ann", "bea"}
        assert {(one.one, one.other) for one in found.apart} == {("ann", "gold"), ("bea", "gold")}
        asked = project.agreement(by=["ann", "gold"])
    assert set(asked.finished) == {"ann", "gold"}
    assert asked.apart == ()


def test_a_study_has_the_figures_of_the_agreement_and_documents_only_as_wholes(study):
    add_document_label(study)
    label_set = add_label(study, "added")
    for name in ("ann", "bea", "gold"):
        press(study / "annotations.db", ["space", "d", "1", "q"], annotator=name,
              label_set=label_set)  # fmt: skip
    with annotator.open(study) as project:
        project.store.project.record([SetRole("gold", "gold")], actor="ann")
        agreement, found = project.agreement(), project.study()
    assert found.all.as_list() == agreement.as_list()
    assert agreement.document_labels
    assert agreement.apart
    assert found.blind.document_labels == found.assisted.document_labels == ()


def add_document_label(folder):
    path = folder / "labels.yaml"
    label = LABEL.format(name="satire") + "    unit: document\n"
    path.write_text(path.read_text("utf-8").rstrip("\n") + "\n" + label, "utf-8")


def run(folder, *words):
    return CliRunner().invoke(main, ["-p", str(folder), "agreement", *words])


@pytest.mark.parametrize(
    ("people", "reason"),
    [((), "no data: no coder rated a unit"), (("ann",), "one coder only: agreement needs two")],
)
def test_a_project_with_nothing_to_compare_says_so_and_exits_with_1(tmp_path, people, reason):
    (tmp_path / "dam.txt").write_text(TEXT, "utf-8")
    with annotator.create(tmp_path / "study") as project:
        project.import_texts(tmp_path / "dam.txt")
        label_set = project.label_set()
    for name in people:
        press(tmp_path / "study" / "annotations.db", ["space"], annotator=name, label_set=label_set)
    done = run(tmp_path / "study")
    assert done.exit_code == 1
    assert isinstance(done.exception, AnnotatorError)
    assert str(done.exception) == f"nothing could be computed: {reason}"
    done = run(tmp_path / "study", "--json")
    assert done.exit_code == 1
    assert {one["value"] for one in json.loads(done.stdout)} == {None}
