"""What a decision costs in keys, and where it leads: skipping, labels by letter, going on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.model import LabelSet, Origin
from annotator.store import Store
from tests.helpers.app_driver import example_store, press
from tests.helpers.memory_store import at, example_document, labels, suggestions
from tests.helpers.suggestion_runs import put_suggestions
from tests.tui.test_app import notes_of, shows, state_of

FALSE, DIG = suggestions()


def store_of(folder, suggested, documents=1):
    """A database with copies of the example document, each with these suggestions."""
    path = folder / "annotations.db"
    with Store.open(path) as store:
        store.label_sets.put(labels())
        for number in range(documents):
            uid = example_document().uid if number == 0 else f"b2:copy{number}"
            store.documents.add(replace(example_document(), uid=uid))
            put_suggestions(store, uid, suggested)
    return path


@pytest.mark.parametrize(
    ("suggested", "keys", "kept"),
    [
        ((), ["space"], []),
        ((FALSE,), ["a", "space"], ["verdict_false"]),
        ((FALSE,), ["x", "space"], []),
        ((FALSE, DIG), ["a", "a", "space"], ["verdict_false", "implicature"]),
        ((FALSE, DIG), ["A", "space"], ["verdict_false", "implicature"]),
        ((FALSE, DIG), ["x", "a", "space"], ["implicature"]),
        ((FALSE, DIG), ["a", "2", "space"], ["verdict_false", "implicature"]),
    ],
)
def test_a_decision_costs_one_key_and_the_sentence_one_more(tmp_path, suggested, keys, kept):
    path = store_of(tmp_path, suggested)
    screen = press(path, keys)
    assert [note.label for note in notes_of(path)] == kept
    assert state_of(path, 0).finished
    assert len(state_of(path, 0).verdicts) == len(suggested)
    assert "2/3" in screen[0]


def test_finishing_goes_on_into_the_next_document_with_its_first_suggestion_selected(tmp_path):
    path = store_of(tmp_path, suggestions(), documents=2)
    screen = press(path, ["A", "space", "space", "space"])
    assert "1/3" in screen[0]
    assert shows(screen, "▸? falsely described")
    press(path, ["a"])
    with Store.open(path) as store:
        (held,) = store.judgements.of_document("ann", "b2:copy1").values()
    assert [note.label for note in held.annotations.values()] == ["verdict_false"]


def test_the_end_of_the_last_document_says_what_is_left(tmp_path):
    screen = press(example_store(tmp_path), ["j", "j", "space"])
    assert shows(screen, "end of the last document; 2 not finished: n goes there")


# ------------------------------------------------------------------------ skipping


def test_skipping_leaves_a_suggestion_undecided_and_selects_the_next(tmp_path):
    path = example_store(tmp_path)
    screen = press(path, ["z"])
    assert shows(screen, "▸? implied meaning")
    assert shows(screen, "left undecided: falsely described “falsely described”")
    press(path, ["z", "a"])
    assert state_of(path, 0).verdicts.keys() == {DIG.key}


def test_skipping_the_last_one_goes_to_the_next_undecided_suggestion_of_the_document(tmp_path):
    later = replace(DIG, span=at("claims nothing"), triggers=())
    screen = press(store_of(tmp_path, (FALSE, later)), ["z"])
    assert "3/3" in screen[0]
    assert shows(screen, "▸? implied meaning")


def test_skipping_the_last_of_a_document_goes_to_the_next_unfinished_sentence(tmp_path):
    path = store_of(tmp_path, (FALSE,), documents=2)
    screen = press(path, ["j", "space", "space", "J", "K", "z"])
    assert "1/3" in screen[0]
    assert shows(screen, "left undecided: falsely described")
    press(path, ["a"])
    with Store.open(path) as store:
        assert store.judgements.of_document("ann", "b2:copy1")


def test_skipping_where_nothing_else_is_left_says_so(tmp_path):
    path = store_of(tmp_path, (FALSE,))
    screen = press(path, ["j", "space", "space", "k", "k", "z"])
    assert shows(screen, "nothing else is undecided")
    assert "1/3" in screen[0]


# ------------------------------------------------------------------ labels by letter


def test_a_label_is_changed_by_two_keys(tmp_path):
    path = example_store(tmp_path)
    shown = press(path, [";"])
    assert shows(shown, " f  falsely described")
    assert shows(shown, " h  hedge")
    press(path, [";", "h"])
    (note,) = notes_of(path)
    assert (note.label, note.origin, note.span) == ("hedge", Origin.EDITED, FALSE.span)


def test_after_the_letter_the_next_suggestion_is_selected(tmp_path):
    assert shows(press(example_store(tmp_path), [";", "h"]), "▸? implied meaning")


def test_a_selection_gets_its_label_by_letter(tmp_path):
    path = example_store(tmp_path)
    press(path, ["j", "j", ".", ";", "h"])
    assert [(note.label, note.span) for note in notes_of(path)] == [
        ("hedge", example_document().sentences[2])
    ]


def test_letters_are_left_without_a_trace_and_the_selection_is_still_there(tmp_path):
    path = example_store(tmp_path)
    for way_out in ("escape", "backspace"):
        screen = press(path, ["j", "j", ".", ";", way_out])
        assert shows(screen, "selected “The readout claims nothing.”")
        assert not shows(screen, " h  hedge")
    assert notes_of(path) == []


def test_a_key_that_no_label_has_does_nothing(tmp_path):
    path = example_store(tmp_path)
    press(path, [";", "z", "h"])
    assert [note.label for note in notes_of(path)] == ["hedge"]


def test_a_digit_or_a_name_can_still_be_given_while_letters_are_shown(tmp_path):
    path = example_store(tmp_path)
    press(path, [";", "2"])
    assert [note.label for note in notes_of(path)] == ["implicature"]
    press(path, [";", "enter", *"hed", "enter"])
    assert [note.label for note in notes_of(path)] == ["implicature", "hedge"]


def test_without_anything_to_label_a_letter_is_not_asked_for(tmp_path):
    screen = press(example_store(tmp_path), ["j", ";"])
    assert shows(screen, "select a span first: s")


def many(count: int) -> LabelSet:
    """A label set with so many labels, of which the rules know the first two."""
    first = labels().labels
    more = [replace(first[3], name=f"more{n}", title=f"title {n:02}") for n in range(count - 4)]
    return replace(labels(), labels=(*first, *more))


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (120, 40)])
def test_all_letters_are_on_screen_at_any_size(tmp_path, size):
    screen = press(example_store(tmp_path), [";"], size=size, label_set=many(19))
    below = " ".join(screen[4:])
    worn = [word for word in below.split() if len(word) == 1 and word.isalpha()]
    assert len(set(worn)) >= 19
    assert len(screen) == size[1]
    assert any("▌" in line for line in screen)


def test_more_labels_than_letters_are_chosen_by_name(tmp_path):
    path = example_store(tmp_path)
    press(path, [";", *"hed", "enter"], label_set=many(53))
    assert [note.label for note in notes_of(path)] == ["hedge"]
