"""The form of a mark, by real key presses: each type of attribute, its keys, what is stored."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.annotations.attribute_values import (
    WrongValueError,
    parse_value,
    value_fits,
    value_of_key,
    value_text,
)
from annotator.annotations.events import EventKind
from annotator.annotations.fold import ValueOrigin, value_origins
from annotator.model import Attribute, AttributeType
from annotator.store import Store
from annotator.tui.dialogs.attribute_form_rows import FormCursor, FormField, most_rows, rows
from tests.helpers.app_driver import example_store, press
from tests.helpers.memory_store import at, example_document, labels

KIND = Attribute("kind", AttributeType.CHOICE, "What kind", choices=("dig", "threat", "praise"))
SURE = Attribute("sure", AttributeType.NUMBER, "How sure", minimum=1, maximum=3)
YEAR = Attribute("year", AttributeType.NUMBER, minimum=1900)
STATED = Attribute("stated", AttributeType.YES_NO)
TARGET = Attribute("target", AttributeType.TEXT, "Who it is aimed at")
BY = Attribute("by", AttributeType.SPAN, "Who says it")
CHAIN = Attribute("chain", AttributeType.SPANS, "Through whom")
BACK = ("shift+tab",)
EVERY = (KIND, SURE, YEAR, STATED, TARGET, BY, CHAIN)


def labels_with(*attributes):
    """The test labels; the first one has these attributes."""
    first, *others = labels().labels
    changed = replace(first, attributes=attributes)
    return replace(labels(), uid="b2:attributes", labels=(changed, *others))


def values(path, keys, *attributes, size=(80, 24), lead=()):
    """The stored values after keys in the form of the selected mark, and the screen.

    lead: keys that select the mark.
    """
    screen = press(path, [*lead, "t", *keys], label_set=labels_with(*attributes), size=size)
    with Store.open(path) as store:
        held = store.judgements.of_document("ann", example_document().uid)
    notes = [note for one in held.values() for note in one.annotations.values()]
    return (dict(notes[0].attributes) if notes else None), screen


def shows(screen, words):
    return any(words in line for line in screen)


def quote(phrase):
    span = at(phrase)
    return {"start": span.start, "end": span.end, "text": phrase}


def test_single_keys_fill_a_form(tmp_path):
    keys = ["2", "3", "1", "9", "8", "4", "enter", "y", "enter", *"Moro", "enter"]
    keys += ["s", "a", "enter", "s", "s", "d", "s", "w", "enter", "q"]
    held, _ = values(example_store(tmp_path), keys, *EVERY)
    held.pop("voice", None)
    assert held == {
        "kind": "threat",
        "sure": 3,
        "year": 1984,
        "stated": True,
        "target": "Moro",
        "by": quote("Tevik"),
        "chain": [quote("falsely described"), quote("Moro")],
    }


def test_every_value_is_one_event_that_undo_reverts(tmp_path):
    path = example_store(tmp_path)
    held, screen = values(path, ["2", "3", "u"], KIND, SURE)
    assert held == {"kind": "threat", "voice": "narrator"}
    assert shows(screen, "undone: set sure to 3")
    held, screen = values(path, ["u"], KIND, SURE, lead=BACK)
    assert held is None
    assert not shows(screen, "q done")  # there is nothing left to fill
    held, screen = values(path, ["2", "u"], KIND, SURE)
    assert held is None
    assert shows(screen, "? falsely described  “falsely described”")


@pytest.mark.parametrize(
    ("attribute", "keys", "said"),
    [
        (SURE, ["7"], "expected a number from 1 to 3, got “7”"),
        (YEAR, ["1", "2", "enter"], "expected a number from 1900 on, got “12”"),
        (YEAR, ["enter", *"soon", "enter"], "expected a number from 1900 on, got “soon”"),
        (KIND, ["9"], "9 sets nothing here"),
        (STATED, ["m"], "m sets nothing here"),
        (BY, ["5"], "5 sets nothing here"),
    ],
)
def test_a_wrong_value_says_what_was_expected_and_is_not_stored(tmp_path, attribute, keys, said):
    held, screen = values(example_store(tmp_path), keys, attribute)
    assert held is None
    assert shows(screen, said)
    assert shows(screen, "▸ " + attribute.name)


def test_the_selected_entry_of_a_list_is_deleted(tmp_path):
    path = example_store(tmp_path)
    picked = ["s", "a", "enter", "s", "s", "d", "s", "w", "enter"]
    held, screen = values(path, picked, CHAIN)
    assert shows(screen, "‹Tevik› > falsely described > Moro")
    held, screen = values(path, ["l", "x"], CHAIN, lead=BACK)
    assert held["chain"] == [quote("Tevik"), quote("Moro")]
    held, _ = values(path, ["enter", *"a cable", "enter"], CHAIN, lead=BACK)
    assert held["chain"][2] == "a cable"
    held, _ = values(path, ["x", "x", "x"], CHAIN, lead=BACK)
    assert "chain" not in held


def test_the_bounds_of_a_value_are_edited_in_the_text(tmp_path):
    path = example_store(tmp_path)
    held, _ = values(path, ["s", "s", "d", "k", "e", "w", "w", "enter"], BY)
    assert held["by"] == quote("falsely described the dam")


def test_leaving_the_hints_goes_back_to_the_form(tmp_path):
    held, screen = values(example_store(tmp_path), ["j", "s", "backspace"], KIND, BY)
    assert held is None
    assert shows(screen, "by")
    assert shows(screen, "q done")


def test_the_form_shows_the_origin_of_each_value(tmp_path):
    voice = labels().labels[0].attributes[0]
    path = example_store(tmp_path)
    _, screen = values(path, ["j", "2"], voice, KIND)
    (voice_row,) = [line for line in screen if "narrator" in line and "voice" in line]
    (kind_row,) = [line for line in screen if " kind " in line and "threat" in line]
    assert voice_row.rstrip(" │").endswith("rule")
    assert kind_row.rstrip(" │").endswith("you")
    _, screen = values(path, ["1"], voice, KIND, lead=BACK)
    (voice_row,) = [line for line in screen if "narrator" in line and "voice" in line]
    assert voice_row.rstrip(" │").endswith("you")


def test_values_found_in_the_text_and_values_set_by_a_person_have_different_origins(tmp_path):
    path = example_store(tmp_path)
    press(path, ["j", "'", "0", "t", "j", "x", "enter", *"denied", "enter", "q"])
    with Store.open(path) as store:
        events = store.events.of_document("ann", example_document().uid)
    uid = next(one.change.annotation for one in events if one.kind is EventKind.PUT)
    assert value_origins(events, uid) == {"claimant": ValueOrigin.TEXT, "cue": ValueOrigin.PERSON}


def test_tab_goes_to_the_next_attribute_without_a_value(tmp_path):
    voice = labels().labels[0].attributes[0]
    _, screen = values(example_store(tmp_path), ["k", "tab"], voice, KIND, SURE)
    assert shows(screen, "▸ kind")


def test_a_label_without_attributes_has_no_form_and_says_so(tmp_path):
    _, screen = values(example_store(tmp_path), [])
    assert shows(screen, "has no attributes")


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (120, 40)])
def test_fifteen_attributes_scroll_with_the_selected_one(tmp_path, size):
    path = example_store(tmp_path)
    many = [replace(KIND, name=f"attribute {number}") for number in range(15)]
    for moved in (0, 7, 14):
        _, screen = values(path, ["j"] * moved, *many, size=size)
        assert shows(screen, f"▸ attribute {moved} ")
        assert any("1  dig" in line for line in screen)
        assert all(len(line) == size[0] for line in screen)


def test_the_sentence_is_visible_above_its_form(tmp_path):
    screen = press(example_store(tmp_path), ["t"], label_set=labels_with(*EVERY))
    assert shows(screen, "Tevik falsely described")
    assert shows(screen, "▸ kind")


# ----------------------------------------------------------------------- fitting values

ATTRIBUTES = st.sampled_from(EVERY)


@given(ATTRIBUTES, st.text(max_size=8))
def test_a_typed_value_fits_or_is_an_error(attribute, text):
    try:
        value = parse_value(attribute, text)
    except WrongValueError:
        return
    assert value_fits(attribute, [value] if attribute is CHAIN else value) or attribute is STATED


@given(ATTRIBUTES, st.characters())
def test_a_key_gives_a_value_that_fits_or_none(attribute, key):
    try:
        value = value_of_key(attribute, key)
    except WrongValueError:
        return
    assert value is None or value_fits(attribute, value)


@given(st.integers(0, 6), st.integers(20, 120), st.integers(1, 30), st.text(max_size=90))
def test_the_selected_field_is_among_the_rows(place, width, height, words):
    fields = [FormField(one, words if one is TARGET else None) for one in EVERY]
    shown = rows(fields, FormCursor(place), width, height)
    assert len(shown) <= height
    assert len(rows(fields, FormCursor(place, problem="no"), width, 99)) <= most_rows(fields, width)
    assert any("▸" in text for line in shown for text, _ in line)


def test_values_as_words():
    words = [value_text(one) for one in (None, True, 2, "x", quote("Moro"), ["a", quote("Moro")])]
    assert words == ["", "yes", "2", "x", "Moro", "a > Moro"]


def test_a_sentence_as_high_as_the_room_above_the_form_is_visible(tmp_path):
    path = example_store(tmp_path)
    for height in range(17, 26):
        screen = press(path, ["t"], label_set=labels_with(*EVERY), size=(60, height))
        assert shows(screen, "Tevik falsely described"), height
