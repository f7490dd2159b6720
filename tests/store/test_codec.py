"""The columns of the database: what a damaged page left in them is reported, not computed with."""

from __future__ import annotations

import pytest

from annotator.errors import StoreError
from annotator.model import Block, BlockKind, Span
from annotator.store import codec

SPANS = (Span(0, 3), Span(5, 9))
BLOCKS = (Block(Span(0, 9), BlockKind.PARAGRAPH),)


def test_what_was_stored_is_read():
    assert codec.from_json(codec.to_json({"a": [1]})) == {"a": [1]}
    assert codec.spans_from_json(codec.spans_to_json(SPANS)) == SPANS
    assert codec.blocks_from_json(codec.blocks_to_json(BLOCKS)) == BLOCKS


@pytest.mark.parametrize(
    ("read", "damaged"),
    [
        *((codec.from_json, text) for text in ("", "[[0,", '{"a": \x01}', "nul", "[0]]")),
        *((codec.spans_from_json, text) for text in ("7", "[[0]]", "[[3,0]]", '[["a",3]]', "[7]")),
        *((codec.blocks_from_json, text) for text in ("null", '[[0,9,"paragraxh"]]', "[[0,9]]")),
    ],
)
def test_anything_else_is_a_damaged_database(read, damaged):
    with pytest.raises(StoreError, match=r"damaged.*put a backup in its place"):
        read(damaged)
