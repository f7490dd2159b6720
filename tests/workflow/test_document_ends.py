"""Stepping over the ends of a document."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.store import Store
from tests.helpers.memory_store import example_document, labels
from tests.helpers.screenless import controller_on

UIDS = ("b2:first", "b2:second")


@pytest.fixture
def controller(tmp_path):
    with Store.open(tmp_path / "annotations.db") as store:
        store.label_sets.put(labels())
        for uid in UIDS:
            store.documents.add(replace(example_document(), uid=uid))
        store.annotators.enrol("ann")
        yield controller_on(store)


def place(controller):
    return (UIDS.index(controller.session.document.uid), controller.session.position)


@pytest.mark.parametrize(
    ("document", "position", "step", "expected"),
    [
        (0, 0, 1, (0, 1)),
        (0, 2, 1, (1, 0)),
        (1, 0, -1, (0, 2)),
        (1, 1, -1, (1, 0)),
        (0, 0, -1, None),
        (1, 2, 1, None),
    ],
)
def test_a_step_leads_into_the_neighbouring_document(
    controller, document, position, step, expected
):
    controller.open(UIDS[document])
    controller.go_to(position)
    assert controller.step(step) == (expected is not None)
    assert place(controller) == (expected or (document, position))


def test_a_document_has_no_neighbour_past_the_ends(controller):
    assert not controller.step_document(-1)
    assert controller.step_document(1)
    assert not controller.step_document(1)
    assert place(controller) == (1, 0)
