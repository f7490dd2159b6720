"""How two annotators differ: what is matched with what, and of which kind each difference is."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.differences import (
    DifferenceKind,
    best_assignment,
    differences,
    match,
    pair_annotations,
)
from annotator.model import Annotation, Document, Judgement, Origin, Reading, Relation, Span

TEXT = "Abcdefghi klmnopqr tuvwxyz. " * 4
FIRST, SECOND, THIRD = Span(0, 27), Span(28, 55), Span(56, 83)
DOCUMENT = Document("d", TEXT, {}, (), (FIRST, SECOND, THIRD))
LABELS = ("loaded", "scare", "false")


def made(start, end, label="loaded", uid="", **attributes):
    spans = (Span(start, end),)
    return Annotation(uid or f"{label}{start}-{end}", label, spans, attributes, Origin.MANUAL)


def reading(name, *annotations, relations=(), finished=(FIRST, SECOND, THIRD), filed=None):
    """Annotations are filed under the sentence of their start; filed: others, by uid."""
    judgements = {}
    for sentence in DOCUMENT.sentences:
        here = {
            one.uid: one for one in annotations if (filed or {}).get(one.uid, home(one)) == sentence
        }
        tied = {one.uid: one for one in relations if one.head in here}
        judgements[sentence] = Judgement(here, tied, finished=sentence in finished)
    return Reading(DOCUMENT, name, judgements)


def home(one):
    return next(each for each in DOCUMENT.sentences if one.span.start < each.end)


def kinds(one, other, labels=LABELS):
    return [(each.kind, each.detail) for each in differences(one, other, labels)]


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ([made(0, 9)], [made(0, 9)], []),
        ([made(0, 9)], [], [("missed", "")]),
        ([made(0, 9)], [made(0, 18)], [("bounds", "")]),
        ([made(0, 9)], [made(0, 9, "scare")], [("label", "")]),
        ([made(0, 9)], [made(3, 18, "scare")], [("label", "")]),
        ([made(0, 9)], [made(10, 18)], [("missed", "")] * 2),
        ([made(0, 9, voice="narrator")], [made(0, 9, voice="mixed")], [("voice", "voice")]),
        ([made(0, 9, target="Doe")], [made(0, 9)], [("attribute", "target")]),
        (
            [made(0, 9, voice="mixed", aim="x")],
            [made(0, 18, aim="y")],
            [("bounds", ""), ("attribute", "aim"), ("voice", "voice")],
        ),
        # other labels are no reason to compare attributes
        ([made(0, 9, voice="mixed")], [made(0, 9, "scare", aim="y")], [("label", "")]),
        # stacked: the same words under two labels
        ([made(0, 9), made(0, 9, "scare")], [made(0, 9, "scare"), made(0, 9)], []),
        ([made(0, 9), made(0, 9, "scare")], [made(0, 9, "scare")], [("missed", "")]),
        # an equal one is not given away for two that overlap
        ([made(0, 10), made(5, 20)], [made(0, 10), made(0, 4)], [("missed", "")] * 2),
        # as many of the same label as possible: a greedy choice would leave two alone
        ([made(0, 10), made(8, 26)], [made(2, 12), made(0, 3)], [("bounds", "")] * 2),
    ],
)
def test_kinds_of_difference(ours, theirs, expected):
    assert kinds(reading("a", *ours), reading("b", *theirs)) == expected
    assert kinds(reading("b", *theirs), reading("a", *ours)) == expected


def test_fragments_count_by_the_characters_in_common():
    apart = Annotation("x", "loaded", (Span(0, 4), Span(20, 26)), {}, Origin.MANUAL)
    between = made(5, 19)
    assert kinds(reading("a", apart), reading("b", between)) == [("missed", "")] * 2
    whole = made(0, 26)
    assert kinds(reading("a", apart), reading("b", whole)) == [("bounds", "")]


def test_the_same_words_under_two_sentences_are_the_same():
    crossing = made(20, 40)
    other = reading("b", crossing, filed={crossing.uid: SECOND})
    assert kinds(reading("a", crossing), other) == []
    (pairing,) = pair_annotations(reading("a", crossing), other, LABELS)
    assert pairing.sentence == FIRST


def test_only_sentences_that_both_finished_are_compared():
    ours, theirs = made(0, 9), made(28, 36)
    assert kinds(reading("a", ours, finished=[SECOND]), reading("b")) == []
    assert kinds(reading("a", ours), reading("b", theirs, finished=[SECOND])) == [("missed", "")]


def test_labels_that_are_not_compared_are_left_out():
    assert kinds(reading("a", made(0, 9)), reading("b", made(0, 9, "scare")), ["scare"]) == [
        ("missed", "")
    ]


def test_relations_are_compared_between_annotations_that_both_made():
    ours, theirs = (made(0, 9, uid="1"), made(28, 36, uid="2")), (
        made(0, 9, uid="8"), made(28, 37, uid="9")
    )  # fmt: skip
    frames = Relation("r", "frames", "1", "2")
    assert kinds(reading("a", *ours, relations=[frames]), reading("b", *theirs)) == [
        ("bounds", ""),
        ("relation", "frames"),
    ]
    same = Relation("q", "frames", "8", "9")
    assert kinds(
        reading("a", *ours, relations=[frames]), reading("b", *theirs, relations=[same])
    ) == [("bounds", "")]
    turned = Relation("q", "frames", "9", "8")
    found = list(
        differences(
            reading("a", *ours, relations=[frames]),
            reading("b", *theirs, relations=[turned]),
            LABELS,
        )
    )
    relations = [one for one in found if one.kind is DifferenceKind.RELATION]
    assert sorted(one.labels for one in relations) == [("", "loaded"), ("loaded", "")]


SCORES = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.floats(0, 5), min_size=width, max_size=width), min_size=1, max_size=4
    )
)


@given(SCORES)
def test_the_assignment_is_the_best_of_all(scores):
    found = best_assignment(scores)
    rows, columns = zip(*found, strict=True) if found else ((), ())
    assert len(set(rows)) == len(rows)
    assert len(set(columns)) == len(columns)
    wide = len(scores[0]) >= len(scores)
    table = scores if wide else [list(column) for column in zip(*scores, strict=True)]
    best = max(
        sum(table[row][column] for row, column in enumerate(chosen))
        for chosen in permutations(range(len(table[0])), len(table))
    )
    assert sum(scores[row][column] for row, column in found) == pytest.approx(best)


ANNOTATIONS = st.lists(
    st.builds(
        lambda start, length, label: made(start, start + length, label),
        st.integers(0, 40), st.integers(1, 20), st.sampled_from(LABELS),
    ),
    max_size=6, unique_by=lambda one: one.uid,
)  # fmt: skip


@given(ANNOTATIONS, ANNOTATIONS)
def test_matching_is_symmetric_in_size_and_finds_all_that_are_equal(ours, theirs):
    there, back = match(ours, theirs), match(theirs, ours)
    assert sum(one is not None for one in there) == sum(one is not None for one in back)
    equal = {one.uid for one in ours} & {one.uid for one in theirs}
    found = {
        ours[place].uid
        for place, partner in enumerate(there)
        if partner is not None and ours[place].uid == theirs[partner].uid
    }
    assert found == equal
