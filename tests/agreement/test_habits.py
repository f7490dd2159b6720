"""Planted habits are named, each with its annotator, and no others."""

from __future__ import annotations

import random

import pytest

from annotator.agreement.habits import HabitKind, habit_report
from annotator.model import Annotation, Document, Judgement, Origin, Reading, Span

LABELS = ("distancing", "loaded", "partial", "scare")
SENTENCE = Span(0, 100)


def study(habits, *, names=("ann", "bea", "cem"), documents=60, seed=1):
    """Readings by document; everybody errs a little, and some have habits."""
    draw = random.Random(seed)
    for number in range(documents):
        truth = [
            (start, start + draw.randint(6, 12), draw.choice(LABELS))
            for start in range(0, 90, 15)
            if draw.random() < 0.6
        ]
        document = Document(f"d{number}", "x" * 100, {}, (), (SENTENCE,))
        yield [
            Reading(
                document,
                name,
                {SENTENCE: Judgement(dict(marks(draw, truth, habits.get(name))), finished=True)},
            )
            for name in names
        ]


def marks(draw, truth, habit):
    for start, end, label in truth:
        if draw.random() >= (0.5 if habit == "misses" else 0.1):
            yield str(start), mark(draw, start, end, label, habit)
    if habit == "adds" and draw.random() < 0.9:
        yield "more", Annotation("more", "loaded", (Span(97, 100),), {}, Origin.MANUAL)


SWAPPED = {"distancing": "loaded", "partial": "scare"}


def mark(draw, start, end, label, habit):
    given = draw.choice(LABELS) if draw.random() < 0.05 else label
    if habit == "swaps" and draw.random() < 0.6:
        given = SWAPPED.get(given, given)
    late = 2 if habit == "bounds" and draw.random() < 0.5 else 0
    early = int(not late and draw.random() < 0.05)
    span = Span(start + early, end + late)
    return Annotation(str(start), given, (span,), {}, Origin.MANUAL)


def named(habits, **how):
    report = habit_report(study(habits, **how), LABELS)
    return {(one.kind, one.annotator, one.label, one.instead) for one in report.habits}


@pytest.mark.parametrize(
    ("habit", "expected"),
    [
        (
            "swaps",
            {
                (HabitKind.SWAPS, "bea", "distancing", "loaded"),
                (HabitKind.SWAPS, "bea", "partial", "scare"),
            },
        ),
        ("bounds", {(HabitKind.BOUNDS, "bea", "", "")}),
        ("misses", {(HabitKind.MISSES, "bea", "", "")}),
        ("adds", {(HabitKind.ADDS, "bea", "", "")}),
    ],
)
def test_a_planted_habit_is_named(habit, expected):
    assert named({"bea": habit}) == expected


def test_two_annotators_with_habits_are_both_named():
    found = named({"ann": "bounds", "cem": "swaps"}, names=("ann", "bea", "cem", "dee"))
    assert {
        (HabitKind.BOUNDS, "ann", "", ""),
        (HabitKind.SWAPS, "cem", "distancing", "loaded"),
    } < found
    assert {name for _, name, _, _ in found} == {"ann", "cem"}


def test_nobody_is_named_for_what_all_do():
    """One study in twenty may name somebody."""
    assert sum(bool(named({}, seed=seed, documents=25)) for seed in range(8)) <= 1


def test_which_way_bounds_are_shifted_is_said():
    (habit,) = habit_report(study({"bea": "bounds"}), LABELS).habits
    assert habit.end == pytest.approx(1, abs=0.3)
    assert habit.start == pytest.approx(0, abs=0.2)
    assert habit.share > habit.others


def test_labels_that_are_confused_come_first():
    report = habit_report(study({"bea": "swaps"}), LABELS)
    first, second, *_ = report.confusions
    assert {first.labels, second.labels} == {("distancing", "loaded"), ("partial", "scare")}
    assert 0.1 < second.share <= first.share < 0.6


def test_two_annotators_have_confusions_but_no_habits():
    report = habit_report(study({"bea": "swaps"}, names=("ann", "bea")), LABELS)
    assert report.confusions
    assert not report.habits
    assert "two others" in report.reason


def test_nothing_gives_nothing():
    report = habit_report([], LABELS)
    assert report.confusions == report.habits == ()
    assert report.reason
