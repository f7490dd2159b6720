"""A sentence that cannot be judged: one key and a reason, done with, and missing everywhere."""

from __future__ import annotations

import pytest

from annotator.agreement import agreement_report, table
from annotator.annotations.events import Draft, Finish, JoinSentences, SplitSentence
from annotator.annotations.reason_codes import CANNOT_JUDGE_REASONS
from annotator.formats import csv_table
from annotator.model import Progress, Span
from annotator.store import Store
from annotator.store.query import KnownNames, parse
from annotator.workflow.project_settings import Settings
from tests.helpers.app_driver import example_store, press
from tests.helpers.memory_store import at, example_document, labels
from tests.helpers.screenless import controller_on
from tests.tui.test_blind import shows, state_of
from tests.tui.test_plain_text import written

DOCUMENT = example_document()
FIRST, SECOND, THIRD = DOCUMENT.sentences


def progress_of(path):
    with Store.open(path) as store:
        return store.annotators.progress("ann")


def cannot(reason="missing_context"):
    return Finish(finished=False, shown=True, cannot_judge=reason)


def record(store, name, sentence, *changes):
    store.events.record(name, [Draft(DOCUMENT.uid, sentence, one) for one in changes])


# ------------------------------------------------------------------------ in the app


@pytest.mark.parametrize("reason", CANNOT_JUDGE_REASONS[:-1], ids=lambda one: one.code)
def test_two_keys_say_why_and_go_on(tmp_path, reason):
    path = example_store(tmp_path)
    screen = press(path, ["C", reason.key], size=(120, 24))
    assert shows(screen, f"cannot judge: {reason.words}")
    assert "sentence 2/3" in screen[0]
    assert "0/3 finished, 1 cannot judge" in screen[0]
    held = state_of(path, 0)
    assert (held.finished, held.cannot_judge) == (False, reason.code)
    assert progress_of(path) == Progress(0, 3, 1)
    assert progress_of(path).left == 2
    again = press(path, ["k"], size=(120, 24))
    assert any(" 1 ∅ " in line for line in again)
    assert shows(again, f"∅ cannot judge: {reason.words}")


def test_a_narrow_header_has_the_sign_and_the_number(tmp_path):
    assert "0/3 finished ∅1" in press(example_store(tmp_path), ["C", "c"])[0]


def test_another_reason_is_typed_and_any_other_key_records_nothing(tmp_path):
    path = example_store(tmp_path)
    press(path, ["C", "escape", "C", "z"])
    assert state_of(path, 0) is None
    press(path, ["C", "x", *"torn page", "enter"])
    assert state_of(path, 0).cannot_judge == "torn page"


def test_the_suggestions_on_show_are_in_the_event(tmp_path):
    path = example_store(tmp_path)
    press(path, ["C", "c"])
    with Store.open(path) as store:
        (event,) = store.events.iterate()
    assert event.change.shown
    assert len(event.change.suggestions) == 2


def test_undo_finish_and_reopen_bring_it_back_to_work(tmp_path):
    path = example_store(tmp_path)
    screen = press(path, ["C", "c", "u"])
    assert shows(screen, "undone: cannot judge: missing context")
    assert progress_of(path) == Progress(0, 3)
    press(path, ["C", "c", "k", "R"])
    assert progress_of(path) == Progress(0, 3)
    press(path, ["C", "c", "k", "space"])
    assert (state_of(path, 0).finished, state_of(path, 0).cannot_judge) == (True, "")
    assert progress_of(path) == Progress(1, 3)
    press(path, ["k", "k", "C", "u"])
    assert state_of(path, 0).cannot_judge == "unclear_language"
    assert progress_of(path) == Progress(0, 3, 1)


def test_it_leaves_the_queue(tmp_path):
    path = example_store(tmp_path)
    screen = press(path, ["C", "c", "space", "space"], size=(160, 24))
    assert shows(screen, "every sentence is finished")
    screen = press(path, ["R", "k", "k", "n"])
    assert "3/3" in screen[0]
    assert progress_of(path) == Progress(1, 3, 1)


def test_a_sentence_left_unjudged_stays_blind(tmp_path):
    path = example_store(tmp_path)
    blind = Settings(blind_share=1.0)
    for keys in (["C", "c", "k"], [], ["R"]):
        screen = press(path, keys, settings=blind)
        assert "blind" in screen[0]
        assert not shows(screen, "falsely described  ")
    assert not state_of(path, 0).shown


def test_what_another_window_said_is_not_overwritten(tmp_path):
    with Store.open(example_store(tmp_path)) as store, Store.open(store.path) as other:
        store.annotators.enrol("ann")
        work = controller_on(store)
        record(other, "ann", FIRST, cannot())
        with pytest.raises(Exception, match="cannot be judged in another window"):
            work.record([Draft(DOCUMENT.uid, FIRST, Finish(finished=True, shown=True))])
        assert store.annotators.progress("ann") == Progress(0, 3, 1)


def test_plain_text_mode_says_all_of_it(tmp_path):
    path = example_store(tmp_path)
    lines = written(path, "C", "c", "k", "D")
    assert "This sentence cannot be judged because:" in lines
    assert "c: missing context" in lines
    assert "cannot judge: missing context" in lines
    state = "Sentence 1 of 3, cannot judge: missing context."
    assert f"{state} 0 of 3 finished, 1 cannot be judged in all." in lines
    assert any("0 of 3 sentences, 1 cannot be judged" in line for line in lines)


# ------------------------------------------------------------------- everywhere else


def test_a_joined_sentence_cannot_be_judged_if_a_part_cannot_and_the_rest_is_finished(tmp_path):
    whole = Span(FIRST.start, SECOND.end)
    with Store.open(example_store(tmp_path)) as store:
        store.annotators.enrol("ann")
        record(store, "ann", FIRST, cannot())
        record(store, "ann", FIRST, JoinSentences(SECOND.start, (whole,)))
        assert not store.judgements.of_document("ann", DOCUMENT.uid)[whole].is_done
        store.events.undo("ann")
        record(store, "ann", SECOND, Finish(finished=True, shown=True))
        record(store, "ann", FIRST, JoinSentences(SECOND.start, (whole,)))
        held = store.judgements.of_document("ann", DOCUMENT.uid)[whole]
        assert (held.finished, held.cannot_judge) == (False, "missing_context")
        assert store.annotators.progress("ann") == Progress(0, 2, 1)
        store.rebuild()
        assert store.annotators.progress("ann") == Progress(0, 2, 1)


def test_the_parts_of_a_split_sentence_cannot_be_judged_either(tmp_path):
    cut = at("in an apparent").start
    parts = (Span(FIRST.start, cut - 1), Span(cut, FIRST.end))
    with Store.open(example_store(tmp_path)) as store:
        store.annotators.enrol("ann")
        record(store, "ann", FIRST, cannot())
        record(store, "ann", FIRST, SplitSentence(cut, parts))
        held = store.judgements.of_document("ann", DOCUMENT.uid)
        assert [held[part].cannot_judge for part in parts] == ["missing_context"] * 2
        assert store.annotators.progress("ann") == Progress(0, 4, 2)


def test_it_is_missing_for_agreement_and_not_nothing_here(tmp_path):
    with Store.open(example_store(tmp_path)) as store:
        for name in ("ann", "bea"):
            store.annotators.enrol(name)
            record(store, name, FIRST, Finish(finished=True, shown=True))
            record(store, name, SECOND, Finish(finished=True, shown=True))
        record(store, "bea", SECOND, cannot())
        report = agreement_report(store.judgements.readings(), ["hedge"])
        assert report.units == 1
        assert report.finished == {"ann": 2, "bea": 1}
        assert report.cannot_judge == {"bea": 1}
        assert "Cannot judge, counted as missing: bea 1" in table(report)


def test_the_table_has_the_reason_in_a_row_without_a_label(tmp_path):
    with Store.open(example_store(tmp_path)) as store:
        store.annotators.enrol("ann")
        record(store, "ann", THIRD, cannot())
        (row,) = csv_table.rows(store.datasets.read())
    cells = dict(zip(csv_table.COLUMNS, row, strict=True))
    assert (cells["finished"], cells["cannot_judge"]) == ("false", "missing_context")
    assert cells["label"] == ""


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("is:cannot_judge", [FIRST]),
        ("is:finished", [SECOND]),
        ("is:unfinished", [THIRD]),
        ("-is:cannot_judge is:unfinished", [THIRD]),
    ],
)
def test_the_search_knows_the_state(tmp_path, typed, found):
    with Store.open(example_store(tmp_path)) as store:
        store.annotators.enrol("ann")
        record(store, "ann", FIRST, cannot())
        record(store, "ann", SECOND, Finish(finished=True, shown=True))
        query = parse(typed, KnownNames.of(labels(), ["ann"]))
        chunks = store.search.start("ann", query).chunks()
        positions = [position for chunk in chunks for position in chunk]
        assert [store.queue.sentence_at(one)[1] for one in positions] == found


def test_the_list_of_documents_counts_it_apart(tmp_path):
    with Store.open(example_store(tmp_path)) as store:
        store.annotators.enrol("ann")
        record(store, "ann", FIRST, cannot())
        record(store, "ann", SECOND, Finish(finished=True, shown=True))
        (one,) = store.documents.summaries("ann")
    assert (one.sentences, one.finished, one.cannot_judge) == (3, 1, 1)


def test_a_finished_sentence_has_no_reason_that_it_cannot_be_judged():
    with pytest.raises(ValueError, match="not finished"):
        Finish(finished=True, shown=True, cannot_judge="not_news")
