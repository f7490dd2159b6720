"""Uids of events: they follow the clock, and never go back where the clock does."""

from __future__ import annotations

import pytest

from annotator.store.event_log import next_uids


def made(last, seconds, count=1):
    return next_uids(last, seconds, count, lambda size: b"\xaa" * size)


def milliseconds(uid):
    return int(uid[:12], 16)


def counter(uid):
    return int(uid[12:18], 16)


def test_the_first_uid_has_the_time_of_the_clock():
    (uid,) = made(None, 1000.25)
    assert (milliseconds(uid), counter(uid), uid[18:]) == (1_000_250, 0, "aa" * 5)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(1000.0, (1_000_000, 3)), (999.0, (1_000_000, 3)), (1000.001, (1_000_001, 0))],
)
def test_the_next_uid_has_it_too_unless_the_clock_stands_still_or_goes_back(seconds, expected):
    last = made(None, 1000.0, 3)[-1]
    (uid,) = made(last, seconds)
    assert (milliseconds(uid), counter(uid)) == expected
    assert uid > last


def test_several_at_once_are_in_order():
    uids = made(None, 5.0, 4)
    assert uids == sorted(set(uids))
    assert [counter(uid) for uid in uids] == [0, 1, 2, 3]
