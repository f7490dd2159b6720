"""Selecting spans by keys: clauses, fragments, across sentences, nested, over long sentences."""

from __future__ import annotations

import pytest

from annotator.model import Block, BlockKind, Document, Span
from annotator.store import Store
from tests.helpers.app_driver import example_store, press
from tests.helpers.memory_store import example_document, labels

LAST = ["j", "j"]
"""To the sentence without suggestions."""


def held(path, uid="", annotator="ann"):
    """What is held: (label, the words of each fragment), in reading order."""
    with Store.open(path) as store:
        text = store.documents.get(uid or example_document().uid).text
        judgements = store.judgements.of_document(annotator, uid or example_document().uid)
    notes = [note for judged in judgements.values() for note in judged.annotations.values()]
    notes.sort(key=lambda note: (note.span.start, note.span.end))
    return [(note.label, [part.of(text) for part in note.fragments]) for note in notes]


def news_store(folder, *sentences):
    """A database with one paragraph of these sentences."""
    text = " ".join(sentences)
    spans, start = [], 0
    for sentence in sentences:
        spans.append(Span(start, start + len(sentence)))
        start += len(sentence) + 1
    block = Block(Span(0, len(text)), BlockKind.PARAGRAPH)
    path = folder / "annotations.db"
    with Store.open(path) as store:
        store.label_sets.put(labels())
        store.documents.add(Document("b2:news", text, {}, (block,), tuple(spans)))
    return path


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ([","], "We deny it"),
        ([",", ","], "he said"),
        ([",", ",", ",", ","], "We deny it"),
        (["s", "s", "enter", ","], "We deny it"),
        (["s", ","], "We deny it"),
        (["."], "“We deny it,” he said, “and we always will.”"),
        ([".", "."], "“We deny it,” he said, “and we always will.”"),
        (["'", "'"], "“and we always will.”"),
    ],
)
def test_one_key_selects_a_part_of_the_sentence(tmp_path, keys, words):
    path = example_store(tmp_path)
    press(path, ["j", *keys, "2"])
    assert held(path) == [("implicature", [words])]


def test_the_sentence_key_pressed_again_leaves_the_full_stop_out(tmp_path):
    path = example_store(tmp_path)
    press(path, [*LAST, ".", ".", "2"])
    assert held(path) == [("implicature", ["The readout claims nothing"])]


def test_the_clause_is_that_of_the_selected_mark(tmp_path):
    path = example_store(tmp_path)
    press(path, ["tab", ",", "0"])
    assert held(path) == [("claim", ["in an apparent dig at Moro"])]


@pytest.mark.parametrize("keys", [["s", "s", "2"], ["s", "s", "s", "2"], ["s", "s", "enter", "2"]])
def test_one_word_is_its_letter_once_or_twice(tmp_path, keys):
    path = example_store(tmp_path)
    press(path, [*LAST, *keys])
    assert held(path) == [("implicature", ["readout"])]


# ------------------------------------------------------------------ across sentences


def test_letters_reach_into_the_next_sentence(tmp_path):
    path = example_store(tmp_path)
    before = press(path, ["j", "s"])
    assert not letters_over(before, "The readout")
    screen = press(path, ["s", "g"])
    assert letters_over(screen, "The readout").split() == ["q", "w", "e", "r"]
    press(path, ["s", "g", "w", "2"])
    assert held(path) == [("implicature", ["said, “and we always will.”\n\nThe readout"])]


def letters_over(screen, words):
    """The row over the words, without the gutter."""
    row = next(y for y, line in enumerate(screen) if y and words in line)
    return screen[row - 1][4:].strip()


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (["s", "d", "J"], "it,” he said, “and we always will.”\n\nThe readout claims nothing."),
        (["s", "a", "K"], "Tevik falsely described the dam, in an apparent dig at Moro. “We"),
        (["s", "a", "K", "w"], "falsely described the dam, in an apparent dig at Moro. “We"),
        (["s", "d", "J", "b", "b"], "it,” he said, “and we always will.”\n\nThe readout claims"),
    ],
)
def test_a_selection_crosses_a_sentence_boundary_and_can_be_moved_there(tmp_path, keys, words):
    path = example_store(tmp_path)
    first, letter, *rest = keys
    press(path, ["j", first, letter, "enter", *rest, "2"])
    assert held(path) == [("implicature", [words])]


def test_there_is_no_sentence_beyond_the_last_and_before_the_first(tmp_path):
    path = example_store(tmp_path)
    assert any("this is the last sentence" in line for line in press(path, [*LAST, ".", "J"]))
    assert any("this is the first sentence" in line for line in press(path, ["k", "k", ".", "K"]))


def test_an_annotation_over_two_sentences_is_drawn_and_edited_in_both(tmp_path):
    path = example_store(tmp_path)
    first = press(path, ["j", ".", "J", "2"])
    assert any("● implied meaning" in line for line in first)
    second = press(path, ["j", "tab"])
    assert any(
        "▸● implied meaning" in line or "implied meaning  annotated by you" in line
        for line in second
    )
    press(path, ["tab", "e", "b", "b", "enter"])
    assert held(path) == [
        ("implicature", ["“We deny it,” he said, “and we always will.”\n\nThe readout claims"])
    ]
    press(path, ["u", "u"])
    assert held(path) == []


# ------------------------------------------------------------------ fragments


def test_fragments_are_chosen_with_a_and_labelled_together(tmp_path):
    path = example_store(tmp_path)
    screen = press(path, [*LAST, "s", "a", "s", "a", "f", "2"])
    assert held(path) == [("implicature", ["The readout", "nothing"])]
    assert any("━ " in line or "·" in line for line in screen)


def test_fragments_that_touch_are_one(tmp_path):
    path = example_store(tmp_path)
    press(path, [*LAST, "s", "d", "enter", "a", "s", "enter", "2"])
    assert held(path) == [("implicature", ["readout claims"])]


def test_the_fragments_of_a_mark_share_a_lane_and_are_joined(tmp_path):
    path = example_store(tmp_path)
    screen = press(path, [*LAST, "s", "a", "enter", "a", "f", "enter", "2"])
    row = next(y for y, line in enumerate(screen) if "The readout claims nothing." in line)
    text, lane = screen[row], screen[row + 1]
    between = slice(text.index(" readout"), text.index(" nothing") + 1)
    assert set(lane[between].strip()) >= {"·"}
    assert lane[text.index("The")] == lane[text.index("nothing")] == "━"
    assert "implied meaning" in lane


def test_cancel_drops_the_fragment_added_last_first(tmp_path):
    path = example_store(tmp_path)
    press(path, [*LAST, "s", "a", "enter", "a", "f", "enter", "q", "2"])
    assert held(path) == [("implicature", ["The"])]
    press(path, [*LAST, "s", "a", "enter", "a", "escape", "2"], annotator="bea")
    assert held(path, annotator="bea") == [("implicature", ["The"])]
    press(path, [*LAST, "s", "a", "enter", "a", "f", "enter", "q", "q", "2"], annotator="cy")
    assert held(path, annotator="cy") == []


def test_the_fragments_of_an_annotation_are_edited_one_after_the_other(tmp_path):
    path = example_store(tmp_path)
    press(path, [*LAST, "s", "a", "enter", "a", "f", "enter", "2"])
    press(path, ["tab", "e", "w", "enter"])
    assert held(path) == [("implicature", ["The readout", "nothing"])]
    press(path, ["tab", "e", "e", "w", "enter"])
    assert held(path) == [("implicature", ["The readout", "nothing."])]
    press(path, ["tab", "e", "x", "enter"])
    assert held(path) == [("implicature", ["nothing."])]
    press(path, ["tab", "e", "a", "s", "enter", "enter"])
    assert held(path) == [("implicature", ["readout", "nothing."])]
    press(path, ["tab", "e", "e", "w", "q"])
    assert held(path) == [("implicature", ["readout", "nothing."])]
    press(path, ["u", "u", "u", "u"])
    assert held(path) == [("implicature", ["The", "nothing"])]


# ------------------------------------------------------------------ nested, overlapping


def test_nested_and_overlapping_spans_have_lanes_and_tab_selects_each(tmp_path):
    path = example_store(tmp_path)
    keys = [*LAST, ".", "1", "s", "a", "d", "2", "s", "s", "f", "0", "s", "d", "1"]
    screen = press(path, keys)
    assert held(path) == [
        ("implicature", ["The readout claims"]),
        ("verdict_false", ["The readout claims nothing."]),
        ("claim", ["readout claims nothing"]),
        ("verdict_false", ["claims"]),
    ]
    row = next(y for y, line in enumerate(screen) if "The readout claims nothing." in line)
    lanes = "\n".join(screen[row + 1 : row + 5])
    assert lanes.count("● falsely described") == 2
    assert lanes.count("● claim") == lanes.count("● implied meaning") == 1
    hands = set()
    for count in range(4):
        shown = press(path, ["tab"] * (count + 1))
        hands |= {(y, line) for y, line in enumerate(shown) if "▸●" in line}
    assert len(hands) == 4


def test_two_marks_of_one_span_are_both_there(tmp_path):
    path = example_store(tmp_path)
    press(path, [*LAST, ".", "1", ".", "2", ".", "1"])
    assert sorted(label for label, _ in held(path)) == [
        "implicature",
        "verdict_false",
        "verdict_false",
    ]


# ------------------------------------------------------------------ long sentences


def test_in_a_long_sentence_near_words_take_one_key_and_far_ones_two(tmp_path):
    names = [f"n{number}" for number in range(60)]
    path = news_store(tmp_path, " ".join(names) + ".", "The end.")
    screen = press(path, ["s"])
    over = letters_over(screen, "n0 n1").split()
    assert over[:3] == ["a", "s", "d"]
    every = " ".join(letters_over(screen, f" {name} ") for name in ("n30", "n50")).split()
    assert {len(one) for one in [*over, *every]} == {1, 2}
    press(path, ["s", "M", "a", "M", "d", "2"])
    ((label, (words,)),) = held(path, "b2:news")
    assert label == "implicature"
    assert len(words.split()) == 3


def test_a_typed_letter_stays_where_it_was(tmp_path):
    names = [f"n{number}" for number in range(60)]
    path = news_store(tmp_path, " ".join(names) + ".")
    before, after = press(path, ["s"]), press(path, ["s", "M"])
    assert before[:-4] == after[:-4]


def test_letters_move_nothing(tmp_path):
    path = example_store(tmp_path)
    before, after = press(path, []), press(path, ["s"])
    for words in ("Tevik falsely described", "falsely described ━", "dig at Moro", "We deny it"):
        assert [words in line for line in before] == [words in line for line in after]
