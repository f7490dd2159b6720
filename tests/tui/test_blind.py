"""Blind sentences in the app: suggestions are hidden until it is finished."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.model import Suggestion, SuggestionKey, Tier, Voice
from annotator.store import Store
from annotator.workflow.project_settings import (
    Settings,
)
from tests.helpers.app_driver import example_store, press
from tests.helpers.memory_store import MemoryStore, at, example_document, suggestions
from tests.helpers.suggestion_runs import put_suggestions
from tests.tui.test_plain_text import written

ALL = Settings(blind_share=1.0)
FALSE = ["s", "s", "d", "1"]  # "falsely described" of the first sentence


def shows(screen, words):
    return any(words in line for line in screen)


def state_of(path, position, annotator="ann"):
    with Store.open(path) as store:
        return store.judgements.of_document(annotator, example_document().uid).get(
            example_document().sentences[position]
        )


def test_a_blind_sentence_shows_nothing_of_its_suggestions(tmp_path):
    path = example_store(tmp_path)
    plain = press(path, [])
    assert shows(plain, "▸? falsely described")
    assert any(line.startswith("· ") for line in plain)
    screen = press(path, [], settings=ALL)
    assert "blind · sentence 1/3" in screen[0]
    assert not any(word in line for line in screen[1:-1] for word in ("?", "tier", "implied"))
    assert not any(line.startswith("·") for line in screen)
    assert shows(screen, "blind: annotate what you find")


@pytest.mark.parametrize("key", ["a", "A", "X", "x"])
def test_what_is_hidden_cannot_be_decided(tmp_path, key):
    path = example_store(tmp_path)
    press(path, [key], settings=ALL)
    assert state_of(path, 0) is None


def test_moving_to_undecided_suggestions_skips_blind_sentences(tmp_path):
    path = example_store(tmp_path)
    last = at("claims nothing")
    with Store.open(path) as store:
        third = Suggestion(last, "hedge", "hedge.no@0000dddd", Tier.LOW, Voice.NARRATOR, (last,))
        put_suggestions(store, example_document().uid, [*suggestions(), third])
    assert "sentence 1/3" in press(path, ["j", "["])[0]
    assert "sentence 3/3" in press(path, ["j", "]"])[0]
    assert "sentence 1/3" in press(path, ["k", "k", "j", "k"])[0]
    for key in "[]":
        screen = press(path, ["j", key, "k"], settings=ALL)
        assert "sentence 1/3" in screen[0]


def test_finishing_shows_what_was_missed_and_stays_until_the_next_space(tmp_path):
    path = example_store(tmp_path)
    screen = press(path, [*FALSE, "space"], settings=ALL)
    assert "sentence 1/3" in screen[0]
    assert "blind" not in screen[0]
    assert shows(screen, "✓ finished blind · missed 1: implied meaning “in an apparent dig at”")
    assert shows(screen, "▸? implied meaning")
    held = state_of(path, 0)
    assert (held.finished, held.shown) == (True, False)
    screen = press(path, ["space"], settings=ALL)
    assert "blind · sentence 2/3" in screen[0]


def test_what_was_missed_can_be_decided(tmp_path):
    path = example_store(tmp_path)
    screen = press(path, ["space", "a", "x"], settings=ALL)
    assert "sentence 1/3" in screen[0]
    held = state_of(path, 0)
    assert [note.label for note in held.annotations.values()] == ["verdict_false"]
    assert len(held.verdicts) == 2
    assert held.finished
    assert not shows(screen, "missed")


def test_where_nothing_was_missed_the_next_sentence_comes_at_once(tmp_path):
    path = example_store(tmp_path)
    screen = press(path, [*FALSE, "s", "h", "l", "2", "space"], settings=ALL)
    assert "sentence 2/3" in screen[0]
    assert shows(screen, "nothing missed")
    assert not state_of(path, 0).shown


def test_other_bounds_are_not_missed(tmp_path):
    path = example_store(tmp_path)
    press(path, ["s", "s", "enter", "1", "space"], settings=ALL)
    with Store.open(path) as store:
        (note,) = store.judgements.of_document("ann", example_document().uid)[
            example_document().sentences[0]
        ].annotations.values()
    assert note.fragments == (at("falsely"),)
    assert shows(press(path, [], settings=ALL), "missed 1: implied meaning")


@pytest.mark.parametrize("keys", [["R"], ["u"], ["U"]])
def test_suggestions_seen_once_stay_visible(tmp_path, keys):
    path = example_store(tmp_path)
    here = press(path, ["space", *keys], settings=ALL)
    again = press(path, [], settings=ALL)
    for screen in (here, again):
        assert "sentence 1/3" in screen[0]
        assert "blind" not in screen[0]
        assert shows(screen, "? falsely described")
    press(path, ["R", "space"], settings=ALL)
    assert state_of(path, 0).shown


def test_a_sentence_is_still_blind_after_a_break_and_for_everybody(tmp_path):
    path = example_store(tmp_path)
    press(path, ["f"], settings=ALL)
    assert "blind" in press(path, [], settings=ALL)[0]
    press(path, ["space"], settings=ALL)
    assert "blind" in press(path, [], settings=ALL, annotator="bea")[0]


def test_a_joined_sentence_is_not_blind_nor_are_its_parts_afterwards(tmp_path):
    path = example_store(tmp_path)
    assert "blind" not in press(path, ["+"], settings=ALL)[0]
    assert "blind" not in press(path, ["u"], settings=ALL)[0]
    assert "blind" not in press(path, [], settings=ALL, annotator="bea")[0]


def test_suggestions_decided_before_the_share_was_set_are_not_hidden(tmp_path):
    path = example_store(tmp_path)
    press(path, ["a"])
    screen = press(path, [], settings=ALL)
    assert "blind" not in screen[0]
    assert shows(screen, "▸? implied meaning")


def test_a_relation_does_not_reveal_a_claim_in_a_blind_sentence():
    claim = at("claims nothing")
    device = replace(suggestions()[0], frames=SuggestionKey(claim.start, claim.end, "claim"))
    log = MemoryStore((device,))
    assert log.session.related(log.session.selected_mark) == [("frames", claim)]
    log.session.is_blind = example_document().sentences[2].__eq__
    assert log.session.related(log.session.selected_mark) == []


def test_plain_text_mode_says_blind_and_what_was_missed(tmp_path):
    blind = Settings(blind_share=1.0, masked=("title",))
    lines = written(example_store(tmp_path), "space", "x", "!", "n", settings=blind)
    assert "Document: document 1" in lines
    assert not any("suggested" in line for line in lines[:4])
    expected = (
        "missed 2: falsely described “falsely described”, implied meaning “in an apparent dig at”"
    )
    assert expected in lines
    assert "n: denied here" in lines
    assert any(line.endswith("because: denied here") for line in lines)
