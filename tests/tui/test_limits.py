"""As many labels as there are letters, and a minimap without a row."""

from __future__ import annotations

from string import ascii_letters

import pytest

from annotator.tui.hints import MAX_LABELS, label_letters
from annotator.tui.minimap import Minimap
from tests.helpers.memory_store import MemoryStore


@pytest.mark.parametrize("count", [1, 26, 27, 51, 52])
def test_every_label_has_a_letter_while_there_are_letters(count):
    given = label_letters([f"label {number}" for number in range(count)])
    assert sorted(given.values()) == list(range(count))
    assert set(given) <= set(ascii_letters)


def test_more_labels_than_letters_have_none():
    assert MAX_LABELS == 52
    assert label_letters(["x"] * 53) == {}


@pytest.mark.parametrize("rows", [0, -1])
def test_a_minimap_without_rows_has_no_cells(rows):
    minimap = Minimap()
    assert minimap.cells(MemoryStore().session, rows) == []
    assert [minimap.cell_of(position) for position in range(3)] == [0, 0, 0]
