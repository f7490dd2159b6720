"""Which mark is selected once a suggestion is decided."""

from __future__ import annotations

import pytest

from annotator.annotations import commands
from annotator.model import Suggestion, Tier, Voice
from tests.helpers.memory_store import MemoryStore, at

FALSE = at("falsely described")


def suggestion(span, label):
    return Suggestion(span, label, f"{label}.rule@0000aaaa", Tier.HIGH, Voice.NARRATOR, (span,))


def selected(memory):
    mark = memory.session.selected_mark
    return (mark.label, mark.span)


SAME_START = (
    suggestion(FALSE, "verdict_false"),
    suggestion(at("falsely"), "hedge"),
    suggestion(at("in an apparent dig at"), "implicature"),
)


@pytest.mark.parametrize("decide", [commands.reject, commands.accept])
def test_the_other_suggestion_of_the_same_start_comes_next(decide):
    memory = MemoryStore(SAME_START)
    assert selected(memory) == ("verdict_false", FALSE)
    memory.record(decide(memory.session))
    assert selected(memory) == ("hedge", at("falsely"))
    memory.record(decide(memory.session))
    assert selected(memory) == ("implicature", at("in an apparent dig at"))


def test_two_labels_on_the_same_words_come_one_after_the_other():
    memory = MemoryStore((suggestion(FALSE, "verdict_false"), suggestion(FALSE, "hedge")))
    first = selected(memory)
    memory.record(commands.reject(memory.session))
    assert {first[0], selected(memory)[0]} == {"verdict_false", "hedge"}
    memory.record(commands.reject(memory.session))
    assert memory.session.selected_mark is None


def test_after_the_last_suggestion_the_first_one_left_open_comes_next():
    memory = MemoryStore(SAME_START)
    memory.session.select_next_mark(-1)
    assert selected(memory)[0] == "implicature"
    memory.record(commands.reject(memory.session))
    assert selected(memory) == ("verdict_false", FALSE)
