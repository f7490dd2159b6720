"""Project.suggest: the rules run over documents that need it, and each call is one run."""

from __future__ import annotations

from itertools import islice

import pytest

from annotator.api import Project, ProjectFolder
from annotator.api import project as project_module
from annotator.model import Document, Span

TEXT = "A loud, shrill no."
LABELS = """\
name: test
labels:
  - name: tone
    title: tone
    kind: framing
    group: wording
    glyph: '━'
    color: '#e8743b'
    definition: A word that colours.
    rules:
      - {id: tone.loud, tier: low, phrase: loud}
      - {id: tone.shrill, tier: low, phrase: shrill}
"""


@pytest.fixture
def project(tmp_path):
    folder = ProjectFolder(tmp_path)
    folder.label_file.write_text(LABELS)
    with Project(folder, folder.open_store(create=True)) as opened:
        for number in range(3):
            add(opened.store, number)
        yield opened


@pytest.fixture
def store(project):
    return project.store


def add(store, number):
    store.documents.add(Document(f"b2:{number}", TEXT, {}, (), (Span(0, len(TEXT)),)))


def edit_labels(project, before, after):
    project.folder.label_file.write_text(LABELS.replace(before, after))


def rows(store, columns, table):
    return store._database.execute(f"SELECT {columns} FROM {table} ORDER BY 1").fetchall()


def words(store, number=0):
    return [one.span.of(TEXT) for one in store.suggestions.of_document(f"b2:{number}")]


def test_all_documents_of_a_call_are_one_run_of_the_rules_under_the_guideline(
    project, store, monkeypatch
):
    monkeypatch.setattr(project_module, "DOCUMENTS_AT_ONCE", 1)
    assert project.suggest() == (3, 6)
    label_set = project.label_set()
    assert label_set.rules_uid
    assert label_set.guideline
    assert rows(store, "suggester, version, guideline", "runs") == [
        ("rules", label_set.rules_uid, label_set.guideline)
    ]
    (one, _) = store.suggestions.of_document("b2:0")
    assert (one.suggester, one.suggester_version) == ("rules", label_set.rules_uid)


def test_no_run_begins_if_nothing_is_pending(project, store):
    project.suggest()
    edit_labels(project, "A word that colours.", "A word that colors.")
    assert project.suggest() == (0, 0)
    assert len(rows(store, "id", "runs")) == 1


def test_a_new_document_gets_a_run_of_its_own(project, store):
    project.suggest()
    add(store, 3)
    assert project.suggest() == (1, 2)
    assert len(rows(store, "id", "runs")) == 2


def test_changed_rules_add_what_is_new_and_keep_what_they_find_again(project, store):
    project.suggest()
    edit_labels(project, "phrase: shrill", "phrase: no")
    assert project.suggest() == (3, 6)
    assert words(store) == ["loud", "no"]
    assert rows(store, "count(*)", "suggestions") == [(9,)]
    assert rows(store, "count(*)", "vanished_suggestions") == [(3,)]


def test_an_interrupted_run_leaves_the_documents_that_were_done_covered(
    project, store, monkeypatch
):
    monkeypatch.setattr(project_module, "DOCUMENTS_AT_ONCE", 1)

    def interrupted(items, label):
        del label
        yield from islice(items, 2)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        project.suggest(progress=interrupted)
    assert words(store, 1) == ["loud", "shrill"]
    assert store.suggestions.pending("rules", project.label_set().rules_uid) == ["b2:2"]
    assert project.suggest() == (1, 2)
    assert words(store, 2) == ["loud", "shrill"]
