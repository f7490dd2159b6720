"""Active time at its limits: the pause that just counts, a clock that goes back, enough data."""

from __future__ import annotations

import pytest

from annotator.annotations.active_time import (
    ActiveTime,
    TimedEvent,
    WorkTotals,
    seconds_before,
    time_left,
)
from annotator.annotations.events import EventKind


def event(at, sentence, spent):
    return TimedEvent(at, f"g{at}", EventKind.ACCEPT, sentence, spent)


@pytest.mark.parametrize(("pause", "counted"), [(59.9, 59.9), (60.0, 60.0), (60.1, 6.0)])
def test_a_pause_of_just_the_cut_off_counts_in_full(pause, counted):
    events = [event(0.0, 1, 4.0), event(pause, 2, 6.0)]
    assert seconds_before(events, 60) == [4.0, counted]


def test_a_pause_longer_than_the_cut_off_counts_no_more_than_it_lasted():
    assert seconds_before([event(0.0, 1, 4.0), event(61.0, 2, 900.0)], 60) == [4.0, 61.0]


def test_time_does_not_run_backwards_where_the_clock_does():
    time = ActiveTime(60)
    assert [time.record_activity(now) for now in (10, 4, 9)] == [0, 0, 5]
    assert seconds_before([event(10.0, 1, 2.0), event(4.0, 1, 3.0)], 60) == [2.0, 0.0]


@pytest.mark.parametrize(("seconds", "known"), [(59.9, False), (60.0, True)])
def test_rates_need_a_minute(seconds, known):
    totals = WorkTotals(seconds, finished=1, accepted=1)
    assert (totals.sentences_per_hour is not None) == known
    assert (totals.decisions_per_minute is not None) == known


@pytest.mark.parametrize(("sentences", "known"), [(2, False), (19, False), (20, True)])
def test_an_estimate_needs_twenty_sentences(sentences, known):
    assert (time_left([10.0] * sentences, 6) is not None) == known
