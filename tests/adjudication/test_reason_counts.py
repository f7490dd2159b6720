"""Why annotators differed, counted by label, rule, kind and annotator."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.adjudication.reason_counts import (
    CODES,
    GAP,
    NO_REASON,
    RULE_WRONG,
    Grouping,
    SettledDisagreement,
    count_reasons,
    most_often,
    noted,
    settled_disagreements,
)
from annotator.model import Content, SettledAs, Settlement, Span

WORDS = (Span(0, 5),)
HEDGE, DENIAL = Content("hedge", WORDS), Content("denial", WORDS)


def settlement(number=1, why="", about=(), made=(HEDGE,), taken=("ann",), **more) -> Settlement:
    """Two who differ: ann has a hedge and bea a denial; ann's is taken."""
    given_fields = {
        "held": {"ann": HEDGE, "bea": DENIAL},
        "kinds": ("label",),
        "note": "",
        **more,
    }
    return Settlement(
        uid=f"e{number}", actor="lea", at="", sentence=Span(0, 9),
        about=frozenset(about or {f"a{number}", f"b{number}"}), seen={},
        settled_as=SettledAs.VERSION, taken_from=taken, made=made, gold=(), why=why,
        **given_fields,
    )  # fmt: skip


def disagreement(*arguments, rules=(), **more) -> SettledDisagreement:
    return SettledDisagreement("d", settlement(*arguments, **more), dict(rules))


def counted(rows):
    return {
        row.name: ({code: number for code, number in row.reasons.items() if number}, row.of)
        for row in rows
    }


FOUND = [
    disagreement(1, GAP, rules={"bea": "denial.no"}),
    disagreement(2, RULE_WRONG, rules={"bea": "denial.no", "ann": "hedge.may"}),
    disagreement(3, "my own words", made=(), taken=()),
    disagreement(4, kinds=("bounds", "attribute"), held={"ann": HEDGE, "cy": HEDGE}),
]

EXPECTED = {
    Grouping.LABEL: {
        "hedge": ({GAP: 1, RULE_WRONG: 1, "other": 1, NO_REASON: 1}, 4),
        "denial": ({GAP: 1, RULE_WRONG: 1, "other": 1}, 3),
    },
    Grouping.KIND: {
        "label": ({GAP: 1, RULE_WRONG: 1, "other": 1}, 3),
        "bounds": ({NO_REASON: 1}, 1),
        "attribute": ({NO_REASON: 1}, 1),
    },
    Grouping.RULE: {
        "denial.no": ({GAP: 1, RULE_WRONG: 1}, 2),
        "hedge.may": ({}, 1),
    },
    Grouping.ANNOTATOR: {
        "bea": ({GAP: 1, RULE_WRONG: 1, "other": 1}, 3),
        "ann": ({"other": 1}, 4),
        "cy": ({NO_REASON: 1}, 1),
    },
}


@pytest.mark.parametrize("by", Grouping)
def test_reasons_are_counted(by):
    rows = count_reasons(FOUND, by)
    assert counted(rows) == EXPECTED[by]
    assert [one.counted for one in rows] == sorted((one.counted for one in rows), reverse=True)


def test_the_label_with_most_gaps_and_the_rule_that_was_most_often_wrong_are_found():
    labels = count_reasons(FOUND, Grouping.LABEL)
    assert most_often(labels, GAP).name == "denial"  # as often, of fewer
    assert most_often(count_reasons(FOUND, Grouping.RULE), RULE_WRONG).name == "denial.no"
    assert most_often(labels, "slip") is None
    assert most_often([], GAP) is None


def test_a_disagreement_counts_once_as_it_was_settled_last():
    first = settlement(1, "slip", about={"a", "b"})
    second = settlement(2, GAP, about={"b", "c"})
    agreed = settlement(3, about={"x"}, kinds=())
    rules = {"b": ("bea", "denial.no@0000aaaa"), "x": ("ann", "hedge.may@0000aaaa")}
    assert settled_disagreements("d", [first, second, agreed], rules) == [
        SettledDisagreement("d", second, {"bea": "denial.no"})
    ]
    assert settled_disagreements("d", [second, replace(agreed, about=second.about)], rules) == []


def test_only_those_with_a_note_have_one():
    with_note = disagreement(5, note="why")
    assert list(noted([*FOUND, with_note, disagreement(6, note=" ")])) == [with_note]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*CODES, "typed"]),
            st.sets(st.sampled_from(["ann", "bea"])),
            st.dictionaries(st.sampled_from(["ann", "bea"]), st.sampled_from(["r.a", "r.b"])),
        ),
        max_size=20,
    )
)
def test_counts_add_up(chosen):
    found = [
        disagreement(number, why, taken=tuple(taken), rules=rules)
        for number, (why, taken, rules) in enumerate(chosen)
    ]
    for by in Grouping:
        for row in count_reasons(found, by):
            assert 0 <= row.explained <= row.counted <= row.of <= len(found)
            assert set(row.reasons) == set(CODES)
    not_taken = sum(len(one.not_taken) for one in found)
    assert sum(one.counted for one in count_reasons(found, Grouping.ANNOTATOR)) == not_taken
    assert sum(one.counted for one in count_reasons(found, Grouping.KIND)) == len(found)
