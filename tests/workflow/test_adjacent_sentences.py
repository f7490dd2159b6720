"""A filtered queue of sentences without a blank between them, as in Chinese."""

from __future__ import annotations

from array import array

import pytest

from annotator.model import Span
from annotator.workflow.search import FilteredQueue, SearchResults

SENTENCES = (Span(0, 10), Span(10, 20), Span(20, 30))
BASE = 1 << 32


@pytest.fixture
def queue():
    """A queue of all the sentences, as if a search had found them."""
    results = SearchResults.__new__(SearchResults)
    results.positions = array("q", [BASE + one.start for one in SENTENCES])
    results.complete = True
    return FilteredQueue(results)


@pytest.mark.parametrize(
    ("here", "step", "there"), [(0, 1, 1), (1, 1, 2), (2, 1, 0), (0, -1, 2), (1, -1, 0), (2, -1, 1)]
)
def test_no_sentence_is_passed_over(queue, here, step, there):
    assert queue.next(BASE, SENTENCES[here], step) == BASE + SENTENCES[there].start


@pytest.mark.parametrize("finished", range(3))
def test_finishing_a_sentence_finishes_no_other(queue, finished):
    queue.update(BASE, {SENTENCES[finished]: True})
    assert queue.left == 2
    left = [place for place in range(3) if place != finished]
    assert queue.next(BASE, SENTENCES[left[0]], 1) == BASE + SENTENCES[left[1]].start
