"""`annotator tour`: what its sentences ask for can be done there, and is noticed."""

from __future__ import annotations

import pytest

from annotator.cli.tour import STEPS, not_tried, prepare
from annotator.store import Store
from tests.helpers.app_driver import press


@pytest.fixture
def project(tmp_path):
    with prepare(tmp_path) as project:
        return project.folder


def suggestions(project):
    with Store.open(project.database) as store:
        (uid,) = store.documents.uids()
        document = store.documents.get(uid)
        found = store.suggestions.of_document(uid)
        assert [one.of(document.text) for one in document.sentences] == list(STEPS)
        return [
            [one.label for one in found if sentence.contains(one.span)]
            for sentence in document.sentences
        ]


def test_each_step_is_a_sentence_with_the_suggestion_that_it_speaks_of(project):
    assert suggestions(project) == [["verdict_false"], ["implicature"], [], [], []]


def test_who_does_what_the_sentences_say_has_tried_everything(project):
    steps = (["a", "space"], ["x", "space"], ["w", "1", "space"], ["f", "u", "space"])
    left = ["accept", "reject", "mark words", "undo", "finish"]
    with Store.open(project.database) as store:
        assert not_tried(list(store.events.iterate())) == left
        label_set = project.label_set(store)
    for keys, tried in zip(steps, ("accept", "reject", "mark words", "undo"), strict=True):
        press(project.database, keys, label_set=label_set)
        left = [one for one in left if one not in {tried, "finish"}]
        with Store.open(project.database) as store:
            assert not_tried(list(store.events.iterate())) == left
    screen = press(project.database, ["?", "q", "space"], label_set=label_set)
    assert "5/5 finished" in screen[0]
