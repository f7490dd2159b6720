import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.safe_text import display

ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)
NASTY = st.text(
    st.sampled_from(
        "ab \x00\x07\x1b\x7f\x85\x9b\u202e\u2066\u200d\u200b\u0301\u0489\ud800❤\ufe0f👩"
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    "text",
    ["", "An ordinary sentence.", "Žofie's naïve 北京 café — “so” she said…", "नमस्ते", "שלום"],
)
def test_harmless_text_is_shown_as_it_is(text):
    assert display(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\nc\rd", "a b c d"),
        ("\x1b[31mred\x1b]52;c;x\x07", "␛[31mred␛]52;c;x␇"),
        ("a\x00b\x7fc\x0b", "a␀b␡c␋"),
        ("a\x9bb", "a\ufffdb"),
        ("a\u2028b\u2029c\x85d", "a⏎b⏎c⏎d"),
        ("a\u202eb\u2066c\u200fd", "a⇄b⇄c⇄d"),
        ("a\u200bb\ufeffc\u00add\U000e0041e", "a·b·c·d·e"),
        ("a\ud800b\udfffc", "a\ufffdb\ufffdc"),
        ("a\ue000b\U0010ffffc\uffffd", "a□b□c□d"),
    ],
)
def test_what_a_terminal_would_obey_is_shown_instead(text, shown):
    assert display(text) == shown


def test_of_stacked_marks_three_stay():
    assert display("Z" + "\u0301" * 6 + "a\u0301") == "Z" + "\u0301" * 3 + "···a\u0301"


def test_a_mark_with_nothing_to_stand_on_is_shown():
    assert display("\u0301a") == "·a"


def test_a_joiner_stays_where_it_joins_and_only_there():
    family = "👨\u200d👩\u200d👧\u200d👦"
    assert display(family) == family
    assert display("a\u200db") == "a·b"
    assert "👩\u200d" * 5 not in display("👩\u200d" * 9 + "👩")


@given(ANYTHING | NASTY)
def test_one_character_is_shown_as_one_character(text):
    assert len(display(text)) == len(text)


@given(ANYTHING | NASTY)
def test_nothing_that_a_terminal_obeys_is_ever_shown(text):
    turns = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    for char in display(text):
        assert unicodedata.category(char) not in {"Cc", "Cs", "Zl", "Zp", "Cn", "Co"}
        assert char not in turns


@given(ANYTHING | NASTY)
def test_marks_are_never_stacked_higher_than_three(text):
    height = 0
    for char in display(text):
        height = height + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        assert height <= 3


@given(NASTY)
def test_what_is_shown_is_shown_the_same_again(text):
    assert display(display(text)) == display(text)
