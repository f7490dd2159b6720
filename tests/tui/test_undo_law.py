"""A law: undo takes back all labels, attribute values and relations, and redo brings them back."""

from __future__ import annotations

import tempfile
from itertools import chain
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.model import Suggestion, Tier, Voice
from annotator.store import Store
from tests.helpers.app_driver import example_store, press
from tests.helpers.memory_store import at, example_document, suggestions
from tests.helpers.suggestion_runs import put_suggestions
from tests.tui.test_document_labels import label_set

STEPS = st.sampled_from(
    [
        *("a", "A", "x", "X", "j", "k", "tab", "7", "8", "0", "1", "u", "U"),
        *("t1q", "t2uq", "tj2xq", "tsdq", "t s s d q", "d12q", "d2xq", "d1u", ";h"),
        *("ra", "rs", "rde", "rac", "r1aq", "r2s d", "sas1", "ssd0", "ewwq"),
    ]
)


def store_with_claims(folder):
    path = example_store(folder)
    spans = (at("the dam"), at("“We deny it,”"), at("claims nothing"))
    claims = [Suggestion(one, "claim", "c.c@0000cccc", Tier.HIGH, Voice.NARRATOR) for one in spans]
    every = sorted([*suggestions(), *claims], key=lambda one: one.span)
    with Store.open(path) as store:
        store.label_sets.put(label_set())
        put_suggestions(store, example_document().uid, every)
    return path


def held(store):
    """What is held, without what is empty."""
    found = store.judgements.of_document("ann", example_document().uid)
    kept = {
        source_sentence: (
            dict(one.annotations),
            dict(one.relations),
            dict(one.verdicts),
            one.flagged,
        )
        for source_sentence, one in found.items()
    }
    return {source_sentence: one for source_sentence, one in kept.items() if any(one)}


def count(move):
    """How often something could be moved."""
    moved = 0
    while move("ann").targets:
        moved += 1
    return moved


@settings(max_examples=15, deadline=None)
@given(st.lists(STEPS, min_size=1, max_size=9))
def test_undo_takes_all_back_and_redo_brings_it(steps):
    keys = ["space" if key == " " else key for key in chain.from_iterable(map(_keys, steps))]
    with tempfile.TemporaryDirectory() as folder:
        path = store_with_claims(Path(folder))
        press(path, keys, label_set=label_set())
        with Store.open(path) as store:
            before = held(store)
            undone = count(store.events.undo)
            assert held(store) == {}
            assert count(store.events.redo) >= undone
            if "u" not in keys:
                assert held(store) == before


def _keys(step):
    """The keys of a step: one if it is the name of a key, else its characters."""
    return [step] if step == "tab" else step
