"""Units of offsets: converted without loss, and found by the quotes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.offset_units import Offsets, fits, unit_of
from annotator.formats.protocols import OffsetUnit

TEXTS = st.text(
    st.sampled_from(
        "ab \n\r\té\u0301ß漢\u05d0\ufb01\U0001f600\U0001f3fd\u200d\U0001f468\u202e\x00"
    ),
    max_size=30,
)


def encoded_length(text, unit):
    """The length of a text in a unit, by Python's own encoders."""
    if unit is OffsetUnit.UTF16:
        return len(text.encode("utf-16-le")) // 2
    return len(text.encode("utf-8")) if unit is OffsetUnit.BYTE else len(text)


@given(TEXTS, st.sampled_from(OffsetUnit))
def test_every_offset_is_converted_and_comes_back(text, unit):
    offsets = Offsets(text, unit)
    places = range(len(text) + 1)
    found = [offsets.from_code_points(place) for place in places]
    assert found == [encoded_length(text[:place], unit) for place in places]
    whole = found[-1]
    back = {offset: offsets.to_code_points(offset) for offset in range(-1, whole + 2)}
    assert {offset: place for offset, place in back.items() if place is not None} == {
        offset: place for place, offset in enumerate(found)
    }


@given(st.lists(st.tuples(TEXTS, st.data()), min_size=1, max_size=4), st.sampled_from(OffsetUnit))
def test_the_unit_that_is_found_gives_the_quotes(texts, unit):
    pairs = []
    for text, data in texts:
        if not text:
            continue
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        offsets = Offsets(text, unit)
        place = (offsets.from_code_points(start), offsets.from_code_points(end))
        pairs.append((text, [(*place, text[start:end])]))
    found = unit_of(pairs)
    if not pairs:
        assert found is None
    else:
        assert all(fits(text, quotes, found) for text, quotes in pairs)


@pytest.mark.parametrize(
    ("start", "end", "unit"),
    [(12, 22, OffsetUnit.CODE_POINT), (13, 23, OffsetUnit.UTF16), (15, 25, OffsetUnit.BYTE)],
)
def test_an_emoji_before_the_words_decides(start, end, unit):
    pairs = [("\U0001f4a9This is an annotation.", [(start, end, "annotation")])]
    assert unit_of(pairs) is unit


def test_quotes_that_fit_nowhere_do_not_count():
    quotes = [(0, 1, "z"), (1, 2, "b")]
    assert unit_of([("ab", quotes)]) is OffsetUnit.CODE_POINT
    assert unit_of([("ab", quotes[:1])]) is None
