"""Which annotation a suggested relation is stored with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.annotations import commands
from annotator.annotations.events import EventKind
from annotator.annotations.selection import Selection
from annotator.model import Suggestion, Tier, Voice
from tests.helpers.memory_store import MemoryStore, at, suggestions

WORDS = at("claims nothing")
CLAIM = Suggestion(WORDS, "claim", "claim.verb@0000cccc", Tier.HIGH, Voice.NARRATOR)
DEVICE = replace(suggestions()[0], frames=CLAIM.key)


def kinds_after(change):
    """What accepting the device records once the third sentence has been worked on."""
    memory = MemoryStore((DEVICE, CLAIM))
    session = memory.session
    session.go_to(2)
    change(memory, session)
    session.go_to(0)
    return [draft.kind for draft in commands.accept(session)]


def mark(label, span):
    """Put a label on words without looking at the suggestion."""

    def change(memory, session):
        session.select_span(span)
        memory.record(commands.put(session, label))

    return change


def accept(memory, session):
    memory.record(commands.accept(session))


def accept_and_edit(memory, session):
    session.edit_bounds()
    session.selection = Selection(at("nothing"), editing=session.selection.editing)
    memory.record(commands.put_bounds(session))


@pytest.mark.parametrize(
    ("change", "related"),
    [
        (accept, True),
        (accept_and_edit, True),
        (mark("claim", WORDS), True),
        (mark("claim", at("nothing")), False),  # a manual one with other bounds is another claim
        (mark("hedge", WORDS), False),
        (lambda memory, session: memory.record(commands.reject(session)), False),
        (lambda memory, session: memory.record(commands.put(session, "hedge")), False),
    ],
)
def test_a_suggested_relation_needs_an_annotation_made_from_the_suggestion(change, related):
    expected = [EventKind.ACCEPT, EventKind.RELATE] if related else [EventKind.ACCEPT]
    assert kinds_after(change) == expected
