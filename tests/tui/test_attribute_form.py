"""The form, by real key presses: each kind of question, its keys, and what is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.annotations.attribute_values import WrongAnswerError, as_text, fits, quick, typed
from annotator.annotations.fold import Filled, filled_by
from annotator.model import Attribute, AttributeType, EventKind
from annotator.store import Store
from annotator.tui.dialogs.attribute_form_rows import Hand, Question, most_rows, rows
from tests.helpers.app_driver import paper_store, press
from tests.helpers.memory_store import at, labels, paper

KIND = Attribute("kind", AttributeType.CHOICE, "What kind", choices=("dig", "threat", "praise"))
SURE = Attribute("sure", AttributeType.NUMBER, "How sure", minimum=1, maximum=3)
YEAR = Attribute("year", AttributeType.NUMBER, minimum=1900)
TOLD = Attribute("told", AttributeType.YES_NO)
TARGET = Attribute("target", AttributeType.TEXT, "Who it is aimed at")
BY = Attribute("by", AttributeType.SPAN, "Who says it")
CHAIN = Attribute("chain", AttributeType.SPANS, "Through whom")
BACK = ("shift+tab",)
EVERY = (KIND, SURE, YEAR, TOLD, TARGET, BY, CHAIN)


def asking(*attributes):
    """The test labels, the first one asking these questions."""
    first, *others = labels().labels
    asked = replace(first, attributes=attributes)
    return replace(labels(), uid="b2:asking", labels=(asked, *others))


def answers(path, keys, *attributes, size=(80, 24), lead=()):
    """What is held after the form of the mark in hand was opened and keys were pressed.

    lead: keys that take the mark in hand.
    """
    screen = press(path, [*lead, "t", *keys], label_set=asking(*attributes), size=size)
    with Store.open(path) as store:
        held = store.judgements("ann", paper().uid)
    notes = [note for one in held.values() for note in one.annotations.values()]
    return (dict(notes[0].attributes) if notes else None), screen


def shows(screen, words):
    return any(words in line for line in screen)


def quote(phrase):
    span = at(phrase)
    return {"start": span.start, "end": span.end, "text": phrase}


def test_a_run_of_single_keys_fills_a_form(tmp_path):
    keys = ["2", "3", "1", "9", "8", "4", "enter", "y", "enter", *"Moro", "enter"]
    keys += ["s", "a", "enter", "s", "s", "d", "s", "w", "enter", "q"]
    held, _ = answers(paper_store(tmp_path), keys, *EVERY)
    held.pop("voice", None)
    assert held == {
        "kind": "threat",
        "sure": 3,
        "year": 1984,
        "told": True,
        "target": "Moro",
        "by": quote("Tevik"),
        "chain": [quote("falsely described"), quote("Moro")],
    }


def test_every_answer_is_one_event_that_undo_takes_back(tmp_path):
    path = paper_store(tmp_path)
    held, screen = answers(path, ["2", "3", "u"], KIND, SURE)
    assert held == {"kind": "threat", "voice": "narrator"}
    assert shows(screen, "undone: set sure to 3")
    held, screen = answers(path, ["u"], KIND, SURE, lead=BACK)
    assert held is None
    assert not shows(screen, "q done")  # there is nothing left to fill
    held, screen = answers(path, ["2", "u"], KIND, SURE)
    assert held is None
    assert shows(screen, "? falsely described  “falsely described”")


@pytest.mark.parametrize(
    ("attribute", "keys", "said"),
    [
        (SURE, ["7"], "expected a number from 1 to 3, got “7”"),
        (YEAR, ["1", "2", "enter"], "expected a number from 1900 on, got “12”"),
        (YEAR, ["enter", *"soon", "enter"], "expected a number from 1900 on, got “soon”"),
        (KIND, ["9"], "9 answers nothing here"),
        (TOLD, ["m"], "m answers nothing here"),
        (BY, ["5"], "5 answers nothing here"),
    ],
)
def test_a_wrong_answer_says_what_was_expected_and_is_not_kept(tmp_path, attribute, keys, said):
    held, screen = answers(paper_store(tmp_path), keys, attribute)
    assert held is None
    assert shows(screen, said)
    assert shows(screen, "▸ " + attribute.name)


def test_a_list_of_spans_loses_the_entry_in_hand(tmp_path):
    path = paper_store(tmp_path)
    picked = ["s", "a", "enter", "s", "s", "d", "s", "w", "enter"]
    held, screen = answers(path, picked, CHAIN)
    assert shows(screen, "‹Tevik› > falsely described > Moro")
    held, screen = answers(path, ["l", "x"], CHAIN, lead=BACK)
    assert held["chain"] == [quote("Tevik"), quote("Moro")]
    held, _ = answers(path, ["enter", *"a cable", "enter"], CHAIN, lead=BACK)
    assert held["chain"][2] == "a cable"
    held, _ = answers(path, ["x", "x", "x"], CHAIN, lead=BACK)
    assert "chain" not in held


def test_the_bounds_of_an_answer_are_edited_in_the_text(tmp_path):
    path = paper_store(tmp_path)
    held, _ = answers(path, ["s", "s", "d", "k", "e", "w", "w", "enter"], BY)
    assert held["by"] == quote("falsely described the dam")


def test_who_leaves_the_letters_is_back_in_the_form(tmp_path):
    held, screen = answers(paper_store(tmp_path), ["j", "s", "backspace"], KIND, BY)
    assert held is None
    assert shows(screen, "by")
    assert shows(screen, "q done")


def test_the_form_says_who_gave_each_answer(tmp_path):
    voice = labels().labels[0].attributes[0]
    path = paper_store(tmp_path)
    _, screen = answers(path, ["j", "2"], voice, KIND)
    (voice_row,) = [line for line in screen if "narrator" in line and "voice" in line]
    (kind_row,) = [line for line in screen if " kind " in line and "threat" in line]
    assert voice_row.rstrip(" │").endswith("rule")
    assert kind_row.rstrip(" │").endswith("you")
    _, screen = answers(path, ["1"], voice, KIND, lead=BACK)
    (voice_row,) = [line for line in screen if "narrator" in line and "voice" in line]
    assert voice_row.rstrip(" │").endswith("you")


def test_what_was_read_off_the_text_is_told_apart_from_what_a_person_set(tmp_path):
    path = paper_store(tmp_path)
    press(path, ["j", "'", "0", "t", "j", "x", "enter", *"denied", "enter", "q"])
    with Store.open(path) as store:
        events = store.events_on("ann", paper().uid)
    uid = next(one.payload["annotation"] for one in events if one.kind is EventKind.PUT)
    assert filled_by(events, uid) == {"claimant": Filled.TEXT, "cue": Filled.PERSON}


def test_tab_goes_to_the_next_question_without_an_answer(tmp_path):
    voice = labels().labels[0].attributes[0]
    _, screen = answers(paper_store(tmp_path), ["k", "tab"], voice, KIND, SURE)
    assert shows(screen, "▸ kind")


def test_a_label_that_asks_nothing_says_so(tmp_path):
    _, screen = answers(paper_store(tmp_path), ["1", "x"])
    assert shows(screen, "This label asks nothing.")


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (120, 40)])
def test_fifteen_questions_scroll_with_the_one_in_hand(tmp_path, size):
    path = paper_store(tmp_path)
    many = [replace(KIND, name=f"question {number}") for number in range(15)]
    for moved in (0, 7, 14):
        _, screen = answers(path, ["j"] * moved, *many, size=size)
        assert shows(screen, f"▸ question {moved} ")
        assert any("1  dig" in line for line in screen)
        assert all(len(line) == size[0] for line in screen)


def test_the_sentence_is_seen_above_its_form(tmp_path):
    screen = press(paper_store(tmp_path), ["t"], label_set=asking(*EVERY))
    assert shows(screen, "Tevik falsely described")
    assert shows(screen, "▸ kind")


# ----------------------------------------------------------------------- what fits

ATTRIBUTES = st.sampled_from(EVERY)


@given(ATTRIBUTES, st.text(max_size=8))
def test_what_is_typed_fits_or_is_refused(attribute, text):
    try:
        value = typed(attribute, text)
    except WrongAnswerError:
        return
    assert fits(attribute, [value] if attribute is CHAIN else value) or attribute is TOLD


@given(ATTRIBUTES, st.characters())
def test_one_key_gives_what_fits_or_nothing(attribute, key):
    try:
        value = quick(attribute, key)
    except WrongAnswerError:
        return
    assert value is None or fits(attribute, value)


@given(st.integers(0, 6), st.integers(20, 120), st.integers(1, 30), st.text(max_size=90))
def test_the_question_in_hand_is_among_the_rows(place, width, height, words):
    questions = [Question(one, words if one is TARGET else None) for one in EVERY]
    shown = rows(questions, Hand(place), width, height)
    assert len(shown) <= height
    assert len(rows(questions, Hand(place, problem="no"), width, 99)) <= most_rows(questions, width)
    assert any("▸" in text for line in shown for text, _ in line)


def test_answers_are_read_as_words():
    read = [as_text(one) for one in (None, True, 2, "x", quote("Moro"), ["a", quote("Moro")])]
    assert read == ["", "yes", "2", "x", "Moro", "a > Moro"]


def test_a_sentence_as_high_as_what_is_left_is_seen_whole(tmp_path):
    path = paper_store(tmp_path)
    for height in range(17, 26):
        screen = press(path, ["t"], label_set=asking(*EVERY), size=(60, height))
        assert shows(screen, "Tevik falsely described"), height
