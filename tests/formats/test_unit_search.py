"""The unit of the offsets of a file, by its quotes, or without quotes by its spans."""

import pytest

from annotator.formats import OffsetUnit
from annotator.formats.offset_units import Offsets
from annotator.formats.unit_search import UnitSearch

UNITS = (OffsetUnit.CODE_POINT, OffsetUnit.UTF16, OffsetUnit.BYTE)
TEXT = (
    "\U0001f4a9 The so-called caf\u00e9 \U0001f468\u200d\U0001f469\u200d\U0001f467 is a disaster."
)
WORDS = ("so-called", "caf\u00e9", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "disaster")


def places(unit, *, quoted):
    offsets = Offsets(TEXT, unit)
    for words in WORDS:
        start = TEXT.index(words)
        ends = (offsets.from_code_points(start), offsets.from_code_points(start + len(words)))
        yield (*ends, words if quoted else None)


def found(*texts):
    search = UnitSearch(UNITS)
    for text, given in texts:
        search.add(text, list(given))
    return search.unit


@pytest.mark.parametrize("unit", UNITS)
def test_quotes_show_the_unit(unit):
    assert found((TEXT, places(unit, quoted=True))) is unit


@pytest.mark.parametrize("unit", UNITS[:2])
def test_without_quotes_no_span_cuts_a_word_after_an_emoji(unit):
    assert found((TEXT, places(unit, quoted=False))) is unit


def test_without_quotes_no_span_ends_outside_of_the_text():
    text = "\U0001f4a9\U0001f4a9."
    assert found((text, [(0, 3, None)])) is OffsetUnit.CODE_POINT
    assert found((text, [(0, 5, None)])) is OffsetUnit.UTF16


def test_words_that_are_cut_before_the_first_emoji_say_nothing():
    assert found(("Unbelievable \U0001f4a9!", [(0, 2, None)])) is OffsetUnit.CODE_POINT


def test_scripts_without_blanks_say_nothing():
    assert found(("\U0001f4a9 \u6e2f\u53e3\u95dc\u9589", [(2, 4, None)])) is OffsetUnit.CODE_POINT


def test_most_quotes_decide_and_bad_offsets_do_not_count():
    given = [*places(OffsetUnit.UTF16, quoted=True), (3, 9, "nowhere"), ("0", None, "no offsets")]
    assert found((TEXT, given)) is OffsetUnit.UTF16
