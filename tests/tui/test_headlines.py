"""Titles in the app: text above the sentences, or the first sentence if headlines are on."""

from __future__ import annotations

from annotator.store import Store
from annotator.workflow.project_settings import set_headlines
from tests.helpers.app_driver import example_store, press
from tests.helpers.memory_store import at, example_document

UID = example_document().uid
TITLE = at("Dam talks stall")


def rows_with_the_title(rows):
    return [row for row in rows if "Dam talks stall" in row]


def test_the_title_is_shown_once_and_can_be_annotated_and_finished(tmp_path):
    path = example_store(tmp_path)
    without = press(path, [])
    with Store.open(path) as store:
        set_headlines(store, on=True)
    shown = press(path, [])
    assert len(rows_with_the_title(shown)) == len(rows_with_the_title(without))
    press(path, [".", "2", "space"])
    with Store.open(path) as store:
        (judgement,) = store.judgements.of_document("ann", UID).values()
        assert list(store.judgements.of_document("ann", UID)) == [TITLE]
        assert [one.span for one in judgement.annotations.values()] == [TITLE]
        assert judgement.finished
        set_headlines(store, on=False)
    again = press(path, [])
    assert len(rows_with_the_title(again)) == len(rows_with_the_title(without))
