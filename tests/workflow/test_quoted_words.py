"""The words of a span as messages quote them."""

from __future__ import annotations

import pytest

from annotator.workflow.messages import LONGEST_QUOTE, quoted


def quote(text):
    return quoted(text, 0, len(text))


@pytest.mark.parametrize("more", [-1, 0])
def test_words_that_just_fit_are_whole(more):
    words = "x" * (LONGEST_QUOTE + more)
    assert quote(words) == f"“{words}”"


def test_longer_ones_are_cut_to_the_same_length():
    assert quote("x" * (LONGEST_QUOTE + 1)) == f"“{'x' * (LONGEST_QUOTE - 1)}…”"


def test_white_space_is_one_blank_and_marks_of_quotation_are_not_doubled():
    assert quote("“the \n\n dam”") == "“the dam”"
