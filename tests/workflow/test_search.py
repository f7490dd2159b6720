"""A filtered queue: in order, it wraps around, and leaves out what is finished."""

from __future__ import annotations

from array import array

import pytest

from annotator.model import Span
from annotator.workflow.search import FilteredQueue, SearchResults

SENTENCES = [Span(10, 15), Span(20, 25), Span(30, 35)]


@pytest.fixture
def queue():
    """A queue of three sentences, as if a search had found them."""
    results = SearchResults.__new__(SearchResults)
    results.positions, results.complete = array("q", [10, 20, 30]), True
    return FilteredQueue(results)


def test_the_queue_wraps_around(queue):
    assert queue.next(0, SENTENCES[0], 1) == 20
    assert queue.next(0, SENTENCES[0], -1) == 30
    assert queue.next(0, SENTENCES[2], 1) == 10


def test_finished_sentences_are_left_out(queue):
    queue.update(0, {SENTENCES[1]: True})
    assert queue.left == 2
    assert queue.next(0, SENTENCES[0], 1) == 30
    queue.update(0, dict.fromkeys(SENTENCES, True))
    assert (queue.left, queue.next(0, SENTENCES[0], 1)) == (0, None)


def test_only_the_sentences_given_are_updated(queue):
    queue.update(0, {SENTENCES[0]: True})
    queue.update(0, {SENTENCES[1]: True})
    queue.update(0, {SENTENCES[0]: False})
    assert queue.left == 2


def test_a_joined_sentence_decides_for_all_that_it_was_made_of(queue):
    queue.update(0, dict.fromkeys(SENTENCES, True))
    queue.update(0, {Span(10, 35): False})
    assert queue.left == 3


def test_the_documents_position_is_added(queue):
    queue.update(20, {Span(0, 5): True})
    assert queue.left == 2
    assert queue.next(10, Span(0, 5), 1) == 30
