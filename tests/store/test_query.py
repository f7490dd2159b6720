"""The query language: whatever is typed gives a query, or one sentence that explains a mistake."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.store.query import LONGEST, KnownNames, QueryField, QueryTerm, parse
from tests.helpers.memory_store import labels

KNOWN = KnownNames(
    labels={
        "hedge": "hedge",
        "falsely described": "verdict_false",
        "verdict_false": "verdict_false",
    },
    rules=("hedge.may", "verdict_false.say"),
    annotators=("ann", "bea"),
    masked=(),
)


def terms(typed, known=KNOWN):
    query = parse(typed, known)
    assert not query.problem, query.problem
    return query.terms


def test_words_phrases_and_prefixes():
    assert terms('so-called "peace plan" appar* "for the fir"*') == (
        QueryTerm(QueryField.TEXT, "so-called"),
        QueryTerm(QueryField.TEXT, "peace plan"),
        QueryTerm(QueryField.TEXT, "appar", prefix=True),
        QueryTerm(QueryField.TEXT, "for the fir", prefix=True),
    )


def test_fields_by_name_by_title_and_negated():
    assert terms('label:hedge -label:"Falsely Described" is:FLAGGED by:bea') == (
        QueryTerm(QueryField.LABEL, "hedge"),
        QueryTerm(QueryField.LABEL, "verdict_false", negated=True),
        QueryTerm(QueryField.IS, "flagged"),
        QueryTerm(QueryField.BY, "bea"),
    )
    assert terms("annotator:ann document:dam") == (
        QueryTerm(QueryField.BY, "ann"),
        QueryTerm(QueryField.TITLE, "dam"),
    )
    assert terms("rule:hedge.may rule:verdict* tier:high note:*") == (
        QueryTerm(QueryField.RULE, "hedge.may"),
        QueryTerm(QueryField.RULE, "verdict", prefix=True),
        QueryTerm(QueryField.TIER, "high"),
        QueryTerm(QueryField.NOTE, "", prefix=True),
    )


def test_typographic_quotation_marks_count_as_straight_ones():
    assert terms("“peace plan”") == terms('"peace plan"') == terms('"peace plan')


@pytest.mark.parametrize("typed", ["", "   ", "-", "*", '"', '""', "-*", "—", ": ::", "()", "\0"])
def test_punctuation_alone_gives_no_term(typed):
    assert terms(typed) == ()


@pytest.mark.parametrize("typed", ["12:30", "https://example.org/a", "foo:bar", "a:b:c"])
def test_a_colon_that_is_no_field_is_text(typed):
    assert terms(typed) == (QueryTerm(QueryField.TEXT, typed),)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("lable:hedge", "no field is called lable: did you mean label:?"),
        ("label:hegde", "no label is called hegde: did you mean hedge?"),
        ("label:", "label: needs a label, e.g. label:hedge"),
        ('note:""', "note: needs a word of a note, e.g. note:ask, or * for any note"),
        ("rule:hedge.mya", "no rule is called hedge.mya: did you mean hedge.may?"),
        ("by:bae", "no annotator is called bae: did you mean bea?"),
        ("by:zoe", "no annotator is called zoe; there are ann, bea"),
        ("is:finishd", "no state is called finishd: did you mean finished?"),
        ("tier:best", "no tier is called best; there are high, medium, low"),
        ("x" * (LONGEST + 1), "a query has at most 1,000 characters"),
        ("a " * 500_000, "a query has at most 1,000 characters"),
    ],
)
def test_a_term_that_makes_no_sense_is_explained_in_a_sentence(typed, problem):
    query = parse(typed, KNOWN)
    assert query.problem == problem
    assert query.terms == ()


def test_masked_metadata_is_not_searched():
    masked = KnownNames(masked=("title", "source"))
    assert parse("title:dam", masked).problem == "the title of documents is masked in this project"
    assert parse("source:x", masked).problem == "the source of documents is masked in this project"


def test_labels_and_rules_are_known_from_the_label_file():
    known = KnownNames.of(labels(), ["ann"])
    assert terms('label:"falsely described"', known) == (
        QueryTerm(QueryField.LABEL, "verdict_false"),
    )


@given(st.text(alphabet=st.characters(), max_size=60) | st.text('ab"*-:()\0\ud800 ', max_size=40))
def test_whatever_is_typed_gives_a_query(typed):
    query = parse(typed, KNOWN)
    assert isinstance(query.problem, str)
    assert "\n" not in query.problem
    assert not (query.problem and query.terms)
