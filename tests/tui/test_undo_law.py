"""A law: whatever is labelled, answered and linked, undo takes it all back and redo brings it."""

from __future__ import annotations

import tempfile
from itertools import chain
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.model import Suggestion, Tier, Voice
from annotator.store import Store
from tests.helpers.app_driver import paper_store, press
from tests.helpers.memory_store import at, paper, suggestions
from tests.tui.test_document_labels import label_set

DEEDS = st.sampled_from(
    [
        *("a", "A", "x", "X", "j", "k", "tab", "7", "8", "0", "1", "u", "U"),
        *("t1q", "t2uq", "tj2xq", "tsdq", "t s s d q", "d12q", "d2xq", "d1u", ";h"),
        *("ra", "rs", "rde", "rac", "r1aq", "r2s d", "sas1", "ssd0", "ewwq"),
    ]
)


def store_with_claims(folder):
    path = paper_store(folder)
    spans = (at("the dam"), at("“We deny it,”"), at("claims nothing"))
    claims = [Suggestion(one, "claim", "c.c@0000cccc", Tier.HIGH, Voice.NARRATOR) for one in spans]
    every = sorted([*suggestions(), *claims], key=lambda one: one.span)
    with Store.open(path) as store:
        store.put_label_set(label_set())
        store.put_suggestions(paper().uid, label_set().uid, every)
    return path


def held(store):
    """What is held, without what is empty."""
    found = store.judgements("ann", paper().uid)
    kept = {
        home: (dict(one.annotations), dict(one.relations), dict(one.verdicts), one.flagged)
        for home, one in found.items()
    }
    return {home: one for home, one in kept.items() if any(one)}


def count(move):
    """How often something could be moved."""
    moved = 0
    while move("ann"):
        moved += 1
    return moved


@settings(max_examples=15, deadline=None)
@given(st.lists(DEEDS, min_size=1, max_size=9))
def test_undo_takes_all_back_and_redo_brings_it(deeds):
    keys = ["space" if key == " " else key for key in chain.from_iterable(map(_keys, deeds))]
    with tempfile.TemporaryDirectory() as folder:
        path = store_with_claims(Path(folder))
        press(path, keys, label_set=label_set())
        with Store.open(path) as store:
            before = held(store)
            undone = count(store.undo)
            assert held(store) == {}
            assert count(store.redo) >= undone
            if "u" not in keys:
                assert held(store) == before


def _keys(deed):
    """The keys of a deed: a word that is a key's name, else its characters."""
    return [deed] if deed == "tab" else deed
