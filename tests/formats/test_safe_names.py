"""Names of files for any text: usable on every system, different, and read back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.safe_names import SafeNames, original_name, safe_name

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ada", "ada"),
        ("Łukasz B.2", "Łukasz B.2"),
        ("../b", "%2E.%2Fb"),
        ("a\x00b\n", "a%00b%0A"),
        ("CON", "%43ON"),
        ("com1.txt", "%63om1.txt"),
        ("b2:0a", "b2%3A0a"),
        ("end.", "end%2E"),
        ("100%", "100%25"),
        ("", "%00"),
    ],
)
def test_names_of_texts(text, name):
    assert safe_name(text) == name
    assert original_name(name) == text


@given(ANY_TEXT)
def test_a_name_is_read_back_and_has_nothing_that_a_system_refuses(text):
    name = safe_name(text)
    assert not re.search(r'[\x00-\x1f/\\:*?"<>|]', name)
    assert len(name.encode()) <= 120
    if "~" not in name:
        assert original_name(name) == (text if text != "\x00" else "")


@given(st.lists(ANY_TEXT | st.sampled_from(["ada", "Ada", "ADA", "x" * 300]), max_size=8))
def test_names_in_a_folder_differ_where_case_does_not_count(texts):
    names = SafeNames()
    found = [names.of(text).casefold() for text in texts]
    assert len(set(found)) == len(found)


def test_names_that_differ_in_case_are_both_read_back():
    names = SafeNames()
    assert [original_name(names.of(text)) for text in ("ada", "Ada")] == ["ada", "Ada"]
