"""When a sentence hides its suggestions, case by case."""

from __future__ import annotations

from itertools import product

import pytest

from annotator.annotations.visibility import (
    hides_suggestions,
    is_blind,
    shows_work_of_others,
)
from annotator.model import Span

SENTENCE = Span(17, 77)


@pytest.mark.parametrize(("finished", "seen"), [*product([False, True], repeat=2)])
def test_only_what_is_neither_finished_nor_seen_is_hidden(finished, seen):
    hidden = hides_suggestions("b2:a", SENTENCE, 1.0, finished=finished, seen=seen)
    assert hidden == (not finished and not seen)
    assert not hides_suggestions("b2:a", SENTENCE, 0.0, finished=finished, seen=seen)


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_the_share_is_what_was_asked_for(share):
    hidden = sum(is_blind("b2:a", Span(at, at + 1), share) for at in range(4_000))
    assert hidden / 4_000 == pytest.approx(share, abs=0.03)


@pytest.mark.parametrize("share", [-0.01, 1.01])
def test_a_share_outside_of_nought_to_one_is_a_mistake(share):
    with pytest.raises(ValueError, match="between 0 and 1"):
        is_blind("b2:a", SENTENCE, share)


@pytest.mark.parametrize(
    ("role", "finished", "shown"),
    [
        ("annotator", False, False),
        ("annotator", True, True),
        ("lead", False, True),
        ("gold", False, True),
        ("machine", False, False),
        ("import", False, False),
    ],
)
def test_the_work_of_others_is_shown_in_finished_sentences_and_to_reviewers(role, finished, shown):
    assert shows_work_of_others(role, finished=finished) == shown
