"""Undo and redo against two stacks, for every order of key presses up to a length."""

from __future__ import annotations

from itertools import count, product

import pytest

from annotator.annotations import commands
from annotator.annotations.events import Event, Flag, Redo, Undo
from annotator.annotations.fold import group_to_redo, group_to_undo, standing
from annotator.model import Span
from annotator.store import Store
from tests.helpers.memory_store import MemoryStore, example_document, labels

LONGEST = 7
SENTENCE = Span(17, 77)


class Presses:
    """Events as the store would keep them, chosen by the functions under test."""

    def __init__(self, *, made: int, moved: int) -> None:
        """made: events that one decision is; moved: events that undoing it is."""
        self.events: list[Event] = []
        self._made, self._moved = made, moved
        self._numbers = count(1)

    def do(self) -> str:
        return self._append(Flag(True), self._made)

    def undo(self) -> str | None:
        return self._move(Undo, group_to_undo)

    def redo(self) -> str | None:
        return self._move(Redo, group_to_redo)

    def groups(self) -> list[str]:
        """What stands, oldest first."""
        return list(dict.fromkeys(event.group for event in standing(self.events)))

    def _move(self, change, choose) -> str | None:
        group = choose(reversed(self.events))
        if group is not None:
            self._append(change(group), self._moved)
        return group

    def _append(self, change, events) -> str:
        group = ""
        for _ in range(events):
            uid = f"{next(self._numbers):04d}"
            group = group or uid
            self.events.append(Event(uid, group, "ann", "2026", None, "b2:paper", SENTENCE, change))
        return group


class Stacks:
    """What undo and redo mean: two stacks."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.undone: list[str] = []

    def do(self, group: str) -> None:
        self.done.append(group)
        self.undone.clear()

    def undo(self) -> str | None:
        if not self.done:
            return None
        self.undone.append(self.done.pop())
        return self.undone[-1]

    def redo(self) -> str | None:
        if not self.undone:
            return None
        self.done.append(self.undone.pop())
        return self.done[-1]


@pytest.mark.parametrize(("made", "moved"), [(1, 1), (2, 1), (3, 2)])
@pytest.mark.parametrize("length", range(1, LONGEST + 1))
def test_every_order_of_presses_moves_what_two_stacks_would_move(length, made, moved):
    for keys in product("duU", repeat=length):
        presses, stacks = Presses(made=made, moved=moved), Stacks()
        for key in keys:
            if key == "d":
                stacks.do(presses.do())
            elif key == "u":
                assert presses.undo() == stacks.undo(), keys
            else:
                assert presses.redo() == stacks.redo(), keys
            assert presses.groups() == stacks.done, keys


def test_the_store_moves_what_two_stacks_would_move(tmp_path):
    """Every order up to a length of five, each by an annotator of its own."""
    document = example_document()
    with Store.open(tmp_path / "a.db") as store, store.transaction():
        store.label_sets.put(labels())
        store.documents.add(document)
        for number, keys in enumerate(product("duU", repeat=5)):
            name = f"ann{number}"
            store.annotators.enrol(name)
            stacks = Stacks()
            session = MemoryStore().session
            for place, key in enumerate(keys):
                if key == "d":
                    stacks.do(f"note {place}")
                    drafts = commands.note(session, f"note {place}")
                    store.events.record(name, drafts)
                elif key == "u":
                    assert bool(store.events.undo(name).events) == bool(stacks.undo()), keys
                else:
                    assert bool(store.events.redo(name).events) == bool(stacks.redo()), keys
                held = store.judgements.of_document(name, document.uid).get(document.sentences[0])
                assert (held.note if held else "") == ([*stacks.done][-1:] or [""])[0], keys
