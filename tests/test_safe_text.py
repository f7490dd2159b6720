"""Safe text: what a terminal would execute is visible, and every offset stays valid."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.safe_text import HIDDEN, display

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
def test_characters_that_control_a_terminal_are_replaced(text, shown):
    assert display(text) == shown


DRAWN = {*map(chr, range(0x600, 0x606)), "\u06dd", "\u070f", "\u08e2"}
JOINERS = {"\u200c", "\u200d"}
BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def hidden_characters():
    """All characters of the format, control and direction classes that have no shape."""
    for code in range(0x110000):
        char = chr(code)
        found = unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        if (found or unicodedata.bidirectional(char) in BIDI) and char not in DRAWN | JOINERS:
            yield char


def test_no_control_format_or_direction_character_is_shown():
    hidden = list(hidden_characters())
    assert {"\u061c", "\u200e", "\u200f", "\u202e", "\u2066", "\xad", "\ufeff"} <= {*hidden}
    assert not any(HIDDEN.search(display(f"a{char}b")) for char in hidden)
    assert not {*display("a".join(hidden))} & {*hidden}
    matched = {char for char in map(chr, range(0x110000)) if HIDDEN.fullmatch(char)}
    assert {*hidden} <= matched
    later = {char for char in matched if unicodedata.category(char) == "Cn"}  # in a newer Unicode
    assert matched == {*hidden} | later


def test_of_combining_marks_three_are_kept():
    assert display("Z" + "\u0301" * 6 + "a\u0301") == "Z" + "\u0301" * 3 + "···a\u0301"


def test_a_combining_mark_without_a_base_is_visible():
    assert display("\u0301a") == "·a"


def test_a_joiner_is_kept_only_where_it_joins():
    family = "👨\u200d👩\u200d👧\u200d👦"
    assert display(family) == family
    assert display("a\u200db") == "a·b"
    assert "👩\u200d" * 5 not in display("👩\u200d" * 9 + "👩")


@given(ANYTHING | NASTY)
def test_each_character_is_shown_as_one_character(text):
    assert len(display(text)) == len(text)


@given(ANYTHING | NASTY)
def test_no_control_character_is_ever_shown(text):
    turns = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    for char in display(text):
        assert unicodedata.category(char) not in {"Cc", "Cs", "Zl", "Zp", "Cn", "Co"}
        assert char not in turns


@given(ANYTHING | NASTY)
def test_there_are_never_more_than_three_combining_marks(text):
    height = 0
    for char in display(text):
        height = height + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        assert height <= 3


@given(NASTY)
def test_displaying_twice_changes_nothing(text):
    assert display(display(text)) == display(text)
