"""Lines that a program wrapped at a width: three in four must have been full."""

from __future__ import annotations

import pytest

from annotator.documents.blocks import split_into_blocks

FULL = "Ann said on Monday that the dam was safe and that nobody had to go."
SHORT = "Bea said it was not safe."


def paragraphs(*lines):
    return [block.span.of("\n".join(lines)) for block in split_into_blocks("\n".join(lines))]


@pytest.mark.parametrize(
    ("full", "pairs", "wrapped"),
    [(4, 4, True), (3, 4, True), (2, 4, False), (5, 8, False), (6, 8, True), (7, 10, False)],
)
def test_lines_are_one_paragraph_if_three_in_four_were_full(full, pairs, wrapped):
    lines = [*[FULL] * full, *[SHORT] * (pairs - full), FULL]
    found = paragraphs(*lines)
    if wrapped:
        assert found[0].count("\n") == full  # the last full line goes on in the next one
    else:
        assert found == lines


def test_two_neighbours_are_too_few_to_tell():
    lines = [FULL, FULL, FULL]
    assert paragraphs(*lines) == lines
    assert len(paragraphs(*lines, FULL)) == 1
