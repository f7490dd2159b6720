"""Whether suggestions were on show, of a sentence that was merged or reopened."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.annotations.sentence_edits import fold_document
from annotator.model import Span
from tests.helpers.events import event_of
from tests.helpers.memory_store import example_document

DOCUMENT = example_document()
FIRST, SECOND, THIRD = DOCUMENT.sentences
BOTH = Span(FIRST.start, SECOND.end)


def finish(number, sentence, *, finished=True, shown=True):
    payload = {"finished": finished, "shown": shown, "suggestions": []}
    return event_of(f"{number:04d}", "finish", payload, document=DOCUMENT.uid, sentence=sentence)


def state(*events, sentences):
    held = fold_document(events, replace(DOCUMENT, sentences=sentences))
    return {sentence: (one.finished, one.shown) for sentence, one in held.items()}


@pytest.mark.parametrize("shown", [True, False])
def test_a_merged_sentence_of_which_a_half_is_finished_keeps_what_was_shown(shown):
    assert state(finish(1, FIRST, shown=shown), sentences=(BOTH, THIRD)) == {BOTH: (False, shown)}


@pytest.mark.parametrize("shown", [True, False])
def test_a_reopened_sentence_keeps_what_was_shown(shown):
    events = [finish(1, FIRST, shown=shown), finish(2, FIRST, finished=False, shown=shown)]
    assert state(*events, sentences=DOCUMENT.sentences) == {FIRST: (False, shown)}
    both = [finish(1, SECOND), *events[1:]]
    assert state(*both, sentences=(BOTH, THIRD)) == {BOTH: (False, shown)}


def test_the_newest_half_says_what_was_shown_of_an_unfinished_whole():
    blank = DOCUMENT.text.index(" in an apparent")
    part, other = Span(FIRST.start, blank), Span(blank + 1, FIRST.end)
    events = [finish(1, part, shown=True), finish(2, other, shown=False)]
    assert state(*events, sentences=(BOTH, THIRD)) == {BOTH: (False, False)}
    assert state(*events, sentences=DOCUMENT.sentences) == {FIRST: (True, True)}
