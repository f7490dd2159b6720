"""Which suggestions a blind sentence was finished without."""

from __future__ import annotations

import pytest

from annotator.annotations import commands
from annotator.model import Span
from tests.helpers.memory_store import MemoryStore, at

SUGGESTED = at("falsely described")


def missed_after(label, *spans):
    """The labels that the first sentence was finished without, blind, with these annotations."""
    memory = MemoryStore()
    memory.session.blind_share = 1.0
    for span in spans:
        memory.session.select_span(span)
        memory.record(commands.put(memory.session, label))
    memory.record(commands.finish(memory.session, shown=False))
    return [one.label for one in memory.session.missed(memory.session.sentence)]


def test_without_an_annotation_every_suggestion_was_missed():
    assert missed_after("verdict_false") == ["verdict_false", "implicature"]


@pytest.mark.parametrize(
    "span",
    [
        SUGGESTED,
        at("falsely"),
        at("described the dam"),
        at("Tevik falsely described the dam"),
        Span(SUGGESTED.start - 3, SUGGESTED.start + 1),
        Span(SUGGESTED.end - 1, SUGGESTED.end + 4),
    ],
)
def test_an_annotation_of_the_label_that_overlaps_the_suggestion_has_found_it(span):
    assert missed_after("verdict_false", span) == ["implicature"]


@pytest.mark.parametrize(
    "span",
    [
        at("the dam"),
        at("Tevik"),
        Span(SUGGESTED.start - 1, SUGGESTED.start),
        Span(SUGGESTED.end, SUGGESTED.end + 4),
    ],
)
def test_an_annotation_of_the_label_elsewhere_has_not(span):
    assert missed_after("verdict_false", span) == ["verdict_false", "implicature"]


def test_an_annotation_of_another_label_has_not():
    assert missed_after("hedge", SUGGESTED) == ["verdict_false", "implicature"]


def test_one_overlapping_fragment_is_enough_and_a_gap_is_not():
    memory = MemoryStore()
    memory.session.blind_share = 1.0
    memory.session.select_span(at("Tevik"))
    memory.session.selection = _with_fragment(memory, at("the dam"))
    memory.record(commands.put(memory.session, "verdict_false"))
    memory.record(commands.finish(memory.session, shown=False))
    assert len(memory.session.missed(memory.session.sentence)) == 2
    memory = MemoryStore()
    memory.session.blind_share = 1.0
    memory.session.select_span(at("Tevik"))
    memory.session.selection = _with_fragment(memory, at("described the"))
    memory.record(commands.put(memory.session, "verdict_false"))
    memory.record(commands.finish(memory.session, shown=False))
    assert len(memory.session.missed(memory.session.sentence)) == 1


def _with_fragment(memory, span):
    from annotator.annotations.selection import Selection

    return Selection(span, kept=(memory.session.selection.span,))


def test_what_was_on_show_cannot_be_missed():
    memory = MemoryStore()
    memory.record(commands.finish(memory.session))
    assert memory.session.missed(memory.session.sentence) == []
