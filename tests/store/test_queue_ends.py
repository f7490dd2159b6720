"""The next unfinished sentence, both ways: never the current one while another is left."""

from __future__ import annotations

import pytest

from annotator.annotations import commands
from annotator.annotations.session import Session
from annotator.store import Store
from tests.helpers.memory_store import example_document, labels

DOCUMENT = example_document()
SENTENCES = DOCUMENT.sentences


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "annotations.db") as opened:
        opened.label_sets.put(labels())
        opened.documents.add(DOCUMENT)
        opened.annotators.enrol("ann")
        yield opened


def finish(store, *positions):
    session = Session(DOCUMENT, labels(), (), {}, lambda: "n1")
    for position in positions:
        session.go_to(position)
        store.events.record("ann", commands.finish(session))


def following(store, position, step):
    after = (DOCUMENT.uid, SENTENCES[position])
    found = store.queue.next_unfinished("ann", after, step=step)
    return found and SENTENCES.index(found[1])


@pytest.mark.parametrize(
    ("position", "step", "expected"),
    [(0, 1, 1), (1, 1, 2), (2, 1, 0), (2, -1, 1), (1, -1, 0), (0, -1, 2)],
)
def test_the_neighbour_comes_next_and_at_an_end_the_other_end(store, position, step, expected):
    assert following(store, position, step) == expected


@pytest.mark.parametrize("step", [1, -1])
def test_the_last_sentence_left_is_found_from_anywhere(store, step):
    finish(store, 0, 2)
    assert [following(store, position, step) for position in range(3)] == [1, 1, 1]
    finish(store, 1)
    assert following(store, 0, step) is None


def test_a_sentence_made_by_splitting_stands_where_it_begins(store):
    session = Session(DOCUMENT, labels(), (), {}, lambda: "n1")
    at = DOCUMENT.text.index("in an apparent")
    store.events.record("ann", commands.split(session, at))
    sentences = store.documents.sentences(DOCUMENT.uid)
    assert len(sentences) == 4
    for place, sentence in enumerate(sentences):
        for step in (1, -1):
            found = store.queue.next_unfinished("ann", (DOCUMENT.uid, sentence), step=step)
            assert found == (DOCUMENT.uid, sentences[(place + step) % 4])
