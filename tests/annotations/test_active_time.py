"""Active time: what counts, the totals, and the time left."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from itertools import count, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.annotations.active_time import (
    LEAST_SENTENCES,
    ActiveTime,
    TimedEvent,
    WorkTotals,
    duration_text,
    seconds_before,
    seconds_per_sentence,
    totals_by_day,
    work_totals,
)
from annotator.annotations.active_time import time_left as left
from annotator.annotations.events import EventKind
from annotator.cli.annotate import session_summary
from annotator.store import Store
from annotator.tui.actions.statistics import statistics_of
from annotator.workflow.project_settings import Settings
from tests.helpers.app_driver import example_store, press
from tests.helpers.screenless import context_on
from tests.tui.test_app import shows

TIMES = st.lists(st.floats(0, 5_000), max_size=30).map(sorted)
A, X, PUT, DONE = EventKind.ACCEPT, EventKind.REJECT, EventKind.PUT, EventKind.FINISH
UNDO, REDO, DELETE = EventKind.UNDO, EventKind.REDO, EventKind.DELETE


def timed_events(*given_):
    """Timed events from (seconds, kind, subject or place), each a key press of its own."""
    numbers = count()
    return [
        TimedEvent(
            float(at),
            f"g{next(numbers)}",
            kind,
            sentence=subject if kind is DONE else None,
            subject="" if kind is DONE else subject,
            finished=kind is DONE,
        )
        for at, kind, subject in given_
    ]


def worked(times, idle=60.0) -> float:
    work = ActiveTime(idle)
    for moment in times:
        work.record_activity(moment)
    return work.seconds


def test_a_pause_counts_up_to_the_cut_off():
    assert worked([0, 10, 15]) == 15
    assert worked([0, 59, 3_659]) == 59 + 60
    assert worked([]) == worked([7]) == 0


@given(TIMES, st.floats(1, 100))
def test_work_is_never_longer_than_the_time_that_passed_nor_than_the_pauses_allow(times, idle):
    seconds = worked(times, idle)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert seconds <= sum(gaps) + 1e-6
    assert seconds <= idle * len(gaps) + 1e-6
    if all(gap <= idle for gap in gaps):
        assert seconds == pytest.approx(sum(gaps))


@given(TIMES, st.integers(0, 29))
def test_a_sign_of_life_in_between_never_makes_it_less(times, cut):
    assert worked(times) >= worked(times[:cut] + times[cut + 1 :]) - 1e-6


def test_a_night_between_two_events_does_not_count():
    evening, morning = TimedEvent(100.0, "a", A, 1, 4.0), TimedEvent(40_000.0, "b", A, 2, 6.0)
    assert seconds_before([evening, morning], 60) == [4.0, 6.0]
    same_sentence = TimedEvent(40_000.0, "b", A, 1, 64.0)
    assert seconds_before([evening, same_sentence], 60) == [4.0, 60.0]


def test_what_was_done_is_counted_as_it_stands():
    done = timed_events(
        (0, A, "one"), (5, X, ""), (9, PUT, "two"), (12, A, "three"), (13, PUT, "three"),
        (15, A, "four"), (16, UNDO, "g5"), (20, DONE, 1), (30, PUT, "five"), (31, DELETE, "five"),
        (40, DONE, 2), (41, UNDO, "g10"), (42, REDO, "g10"),
    )  # fmt: skip
    assert work_totals(done, 60) == WorkTotals(
        42.0, finished=2, accepted=1, edited=1, rejected=1, manual=1
    )


def test_rates_are_given_once_there_is_enough_data():
    done = WorkTotals(90.0, finished=2, accepted=1, edited=1, rejected=2)
    assert done.sentences_per_hour == 80
    assert done.decisions_per_minute == pytest.approx(4 / 90 * 60)
    assert WorkTotals(59.0, finished=2, accepted=1).sentences_per_hour is None
    assert WorkTotals(90.0).decisions_per_minute is None


def test_what_is_taken_back_on_another_day_no_longer_counts_for_its_own():
    done = timed_events((0, A, "one"), (100, A, "two"), (1_000, UNDO, "g0"))
    days = totals_by_day(done, 60, lambda at: "first" if at < 500 else "second")
    assert days["first"].accepted == 1
    assert days["second"].accepted == 0


def test_the_time_of_a_sentence_is_what_lies_between_two_finished_ones():
    done = timed_events((0, A, "one"), (4, DONE, 1), (9, X, ""), (12, DONE, 2), (500, DONE, 3))
    assert seconds_per_sentence(done, 60) == [4, 8, 60]


def test_the_rest_takes_as_long_as_sentences_have_taken():
    guess = left([10.0] * LEAST_SENTENCES, 6)
    assert (guess.seconds, guess.low, guess.high) == (60, 60, 60)
    assert left([10.0] * (LEAST_SENTENCES - 1), 6) is None
    assert left([10.0] * LEAST_SENTENCES, 0) is None


def test_the_interval_holds_as_often_as_it_says():
    chance = random.Random(7)
    took = lambda: chance.lognormvariate(2, 0.6)  # noqa: E731
    held = 0
    for _ in range(600):
        guess = left([took() for _ in range(80)], 120)
        held += guess.low <= sum(took() for _ in range(120)) <= guess.high
    assert 0.91 <= held / 600 <= 0.98


def test_durations_are_written_for_people():
    assert [duration_text(seconds) for seconds in (0, 59, 60, 3_599, 3_600, 11_100)] == [
        "0 s", "59 s", "1 min", "1 h 00 min", "1 h 00 min", "3 h 05 min",
    ]  # fmt: skip


# ------------------------------------------------------------------------ in the app


class Clock:
    """Seconds that pass only when they are given."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def test_an_event_keeps_the_time_at_work_not_that_on_the_clock(tmp_path):
    clock = Clock()
    with Store.open(example_store(tmp_path), clock=clock) as store:
        store.annotators.enrol("ann")
        context = context_on(store, Settings(idle_seconds=60), clock)
        for seconds, key in [(5, "a"), (3_600, "x"), (2, "space"), (4, "space")]:
            clock.now += seconds
            context.press(key)
        spent = [event.milliseconds for event in store.events.iterate("ann")]
    assert spent == [5_000, 65_000, 67_000, 4_000]


def test_the_report_and_the_summary_agree_on_what_was_done(tmp_path):
    clock = Clock()
    with Store.open(example_store(tmp_path), clock=clock) as store:
        store.annotators.enrol("ann")
        context = context_on(store, Settings(idle_seconds=60), clock)
        for key in ["a", "x", "space", ".", "2", "space"]:
            clock.now += 10
            context.press(key)
        printed = session_summary(context.controller)
        shown = statistics_of(context.controller)
    assert printed == [
        "ann: 2 sentences finished, 1 min active (120 an hour); 1 left",
        "3 decisions: 1 accepted, 0 edited, 1 rejected, 1 manual",
        "everything is saved; next time you continue at sentence 3 of Dam talks stall",
    ]
    assert shown.sitting.seconds == 60
    assert shown.days[shown.today].finished == shown.sitting.finished == 2
    assert shown.today == date.fromtimestamp(clock.now)
    assert datetime.fromtimestamp(clock.now, UTC).year == 2027


def test_work_of_other_people_is_not_in_it(tmp_path):
    path = example_store(tmp_path)
    press(path, ["a", "space"], annotator="bea")
    screen = press(path, ["p"], size=(80, 30))
    assert shows(screen, "0 of 3 sentences finished, 3 left")
    assert not any("accepted" in line and "1" in line for line in screen)


def test_a_key_shows_the_statistics(tmp_path):
    screen = press(example_store(tmp_path), ["a", "space", "p"], size=(80, 30))
    assert shows(screen, "Your active time and progress")
    assert shows(screen, "1 finished")
    assert shows(screen, "1 of 3 sentences finished, 2 left")
    assert shows(screen, "accepted")
    assert shows(screen, "nobody else is shown them")
