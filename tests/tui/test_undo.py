"""Undo and redo: of anything, in any order, across documents and sessions."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.annotations.judgement_index import NO_JUDGEMENT
from annotator.store import Store
from annotator.tui.context import Context
from tests.helpers.app_driver import example_store, press
from tests.helpers.memory_store import example_document, labels, suggestions
from tests.helpers.screenless import context_on
from tests.helpers.suggestion_runs import put_suggestions
from tests.tui.test_app import notes_of, shows

COPY = "b2:copy"

KEYS = (
    "a", "A", "x", "X", "z", "space", "R", "f", "1", "2", "0", ";h", ";f", "tab", "j", "k", "J",
    "K", "n", "]", "sd2", "s1", ".2", "ewenter", "eWenter", "'0", "w;c", "+", "|f", ".|", "u", "U",
)  # fmt: skip
"""Key presses that people make in a row; named keys stand at an end."""


def keys_of(word: str) -> list[str]:
    for name in ("space", "tab", "enter"):
        if word.endswith(name):
            return [*word.removesuffix(name), name]
    return [*word]


@contextmanager
def two_documents():
    """A path with a database of two documents."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "annotations.db"
        with Store.open(path) as store:
            store.label_sets.put(labels())
            for uid in (example_document().uid, COPY):
                store.documents.add(replace(example_document(), uid=uid))
                put_suggestions(store, uid, suggestions())
            store.annotators.enrol("ann")
        yield path


def held(store: Store) -> tuple[object, ...]:
    """All that the annotator holds, with the sentences there are."""
    judgements = (
        store.judgements.of_document("ann", uid) for uid in (example_document().uid, COPY)
    )
    said = [
        {source_sentence: one for source_sentence, one in all_.items() if one != NO_JUDGEMENT}
        for all_ in judgements
    ]
    return (*said, *(store.documents.sentences(uid) for uid in (example_document().uid, COPY)))


def until(context: Context, key: str, end: str) -> int:
    """Press a key until there is nothing left for it; how often it did something."""
    done = 0
    while True:
        context.press(key)
        if context.message == end:
            return done
        assert context.message.startswith(("undone: ", "done again: ")), context.message
        done += 1


def type_all(context: Context, words: list[str]) -> None:
    for word in words:
        for key in keys_of(word):
            context.press(key)
    context.drop_selection()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(KEYS), max_size=25), st.lists(st.sampled_from(KEYS), max_size=25))
def test_undoing_all_leaves_nothing_and_redoing_as_much_brings_all_back(first, second):
    with two_documents() as path:
        with Store.open(path) as store:
            clean = held(store)
            type_all(context_on(store), first)
        with Store.open(path) as store:
            context = context_on(store)
            type_all(context, second)
            done = held(store)
            times = until(context, "u", "nothing left to undo")
            assert held(store) == clean
        with Store.open(path) as store:
            context = context_on(store)
            for _ in range(times):
                context.press("U")
                assert context.message.startswith("done again: ")
            assert held(store) == done


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(KEYS), max_size=25))
def test_what_was_undone_is_in_view(words):
    with two_documents() as path, Store.open(path) as store:
        context = context_on(store)
        type_all(context, words)
        while True:
            before = [
                one for one in store.events.iterate("ann") if one.kind not in {"undo", "redo"}
            ]
            context.press("u")
            if context.message == "nothing left to undo":
                break
            undone = [event for event in store.events.iterate("ann") if event.kind == "undo"][-1]
            of = [event for event in before if event.group == undone.change.group]
            assert context.session.document.uid == of[-1].document
            assert context.session.sentence.overlaps(of[-1].sentence)


def test_undo_names_the_place_unless_that_is_in_view(tmp_path):
    path = example_store(tmp_path)
    screen = press(path, ["tab", "a", "u"])
    assert shows(screen, "undone: accepted implied meaning on “in an apparent dig at”")
    assert not shows(screen, "(sentence")
    screen = press(path, ["U", "j", "j", "u"], size=(120, 24))
    assert shows(
        screen,
        "undone: accepted implied meaning on “in an apparent dig at” "
        "(sentence 1 of Dam talks stall)",
    )
    assert "1/3" in screen[0]


def test_undo_and_redo_name_the_annotation(tmp_path):
    path = example_store(tmp_path)
    done = press(path, [";", "h"], size=(120, 24))
    assert shows(done, "changed falsely described to hedge on “falsely described”")
    undone = press(path, ["u"], size=(120, 24))
    assert shows(undone, "undone: changed falsely described to hedge on “falsely described”")
    assert notes_of(path) == []
    deleted = press(path, ["j", "j", ".", "2", "x", "u"], size=(120, 24))
    assert shows(deleted, "undone: deleted implied meaning on “The readout claims nothing.”")


def test_joining_is_undone_in_words(tmp_path):
    path = example_store(tmp_path)
    screen = press(path, ["+", "u"], size=(120, 24))
    assert shows(screen, "undone: joined two sentences at “We deny it")
    assert "1/3" in screen[0]


# ------------------------------------------------------------------ what is selected


@pytest.mark.parametrize(
    ("keys", "selected"),
    [
        ("a a u", "? implied meaning"),
        ("a a u u", "? falsely described"),
        ("x x u", "? implied meaning"),
        ("A u", "? falsely described"),
        ("a a tab x u", "✓ falsely described"),
        ("a a tab 2", "✎ implied meaning"),
        ("a a tab 2 u", "✓ falsely described"),
        ("a a tab e w w enter", "✎ falsely described"),
        ("a a tab e w w enter u", "✓ falsely described"),
        ("a a tab tab t 1 q u", "✓ implied meaning"),
        ("a a space k R", "✓ falsely described"),
        ("a a space u", "✓ falsely described"),
        ("a a tab tab f u", "✓ implied meaning"),
        ("a a u U", "✓ implied meaning"),
        ("a a k j u k U", "✓ implied meaning"),
    ],
)
def test_what_was_changed_is_selected(tmp_path, keys, selected):
    screen = press(example_store(tmp_path), keys.split())
    assert shows(screen, f"▸{selected}"), "\n".join(screen)
