import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model import Span
from annotator.rules.claims import claims, framed
from annotator.voice import quotations, reports


def found(text):
    quoted = quotations(text, [Span(0, len(text))])
    return claims(text, reports(text, Span(0, len(text)), quoted))


def only(text):
    (claim,) = found(text)
    return claim


def place(text, words):
    return Span(*re.search(re.escape(words), text).span())


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Varga said the plant had released no gas.", "the plant had released no gas"),
        (
            "“Our fleet never crossed the line,” the admiral told reporters.",
            "“Our fleet never crossed the line,”",
        ),
        (
            "Unemployment fell in August, according to the bureau.",
            "Unemployment fell in August",
        ),
        ("The paper described the closure as “a routine drill.”", "“a routine drill.”"),
        ("Varga accused the ministry of hiding the leak.", "hiding the leak"),
        ("The ministry rejected claims that the dam had leaked.", "the dam had leaked"),
        ("The dam, Varga said, was never safe.", "The dam, Varga said, was never safe"),
    ],
)
def test_what_a_source_states_is_a_claim(text, marked):
    assert only(text).span.of(text) == marked


@pytest.mark.parametrize(
    "text",
    [
        "“Good morning, and welcome,” the admiral told reporters.",
        "“Should the plant be closed?” Varga asked.",
        "Varga asked whether the plant should be closed.",
        "“Let us all go home,” she said.",
        "“Never again,” she said.",
        "She hopes that the dam holds.",
        "She condemned the closure.",
        "She vowed to repair the dam.",
        "Should the plant be closed?",
        "The plant is closed.",
    ],
)
def test_what_can_be_neither_true_nor_false_is_no_claim(text):
    assert found(text) == ()


def test_a_claim_the_text_calls_false_says_who_made_it_how_and_what_the_text_says():
    text = "The minister falsely described the harbour closure as “a routine drill.”"
    claim = only(text)
    assert claim.span.of(text) == "“a routine drill.”"
    assert claim.attributes == {
        "claimant": {"start": 0, "end": 12, "text": "The minister"},
        "cue": {"start": 13, "end": 30, "text": "falsely described"},
        "content": [
            {"start": 31, "end": 50, "text": "the harbour closure"},
            {"start": 54, "end": 72, "text": "“a routine drill.”"},
        ],
        "attribution": "mixed",
        "verdict_by_text": "asserted_false",
        "polarity": "positive",
    }


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("“The dam is safe,” Varga said.", "attribution", "direct"),
        ("Varga said the dam is safe.", "attribution", "indirect"),
        ("Varga said the dam is “as safe” as ever.", "attribution", "mixed"),
        ("Varga said the dam is safe.", "verdict_by_text", "neutral"),
        ("Varga claimed, falsely, that the dam is safe.", "verdict_by_text", "asserted_false"),
        ("Varga claimed without evidence that the dam is safe.", "verdict_by_text", "doubted"),
        ("Varga admitted that the dam is old.", "verdict_by_text", "asserted_true"),
        ("Varga denied that the dam is old.", "verdict_by_text", "contested"),
        ("Contrary to claims that the dam leaked, it held.", "verdict_by_text", "asserted_false"),
        ("Varga said the dam is safe.", "polarity", "positive"),
        ("Varga said the dam is not safe.", "polarity", "negative"),
        ("Varga said the dam is old and nobody cares.", "polarity", None),
        ("Varga said the dam might fail.", "certainty", "possible"),
        ("Varga said the dam will probably fail.", "certainty", "probable"),
        ("Varga believes the dam is safe.", "certainty", "probable"),
        ("Varga said the dam is safe.", "certainty", None),
        ("Varga said the flood cost $3 million.", "checkable_type", "number"),
        ("Varga said rain had caused the flood.", "checkable_type", "causal"),
        ("Varga said the dam is safe.", "checkable_type", None),
    ],
)
def test_attributes_are_set_where_the_words_are_plain(text, name, value):
    assert only(text).attributes.get(name) == value


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("The mayor’s claim that the dam is safe was repeated.", "The mayor"),
        ("Anna Varga, the mayor, said the dam is safe.", "Anna Varga, the mayor"),
        ("It is a mayor who says the dam is safe.", None),
    ],
)
def test_a_claimant_is_given_without_what_only_joins_it_to_its_cue(text, claimant):
    given_one = only(text).attributes.get("claimant")
    assert (given_one["text"] if given_one else None) == claimant


@pytest.mark.parametrize(
    ("text", "device", "marked"),
    [
        ("Varga falsely claimed that the dam is safe.", "falsely claimed", "the dam is safe"),
        ("Varga claimed, falsely, that the dam is safe.", "falsely", "the dam is safe"),
        ("He repeated the debunked claim that the dam is safe.", "debunked", "the dam is safe"),
        ("Varga said the dam is safe and denied it was old.", "denied", "it was old"),
        ("Varga falsely claimed that the so-called dam is safe.", "so-called", None),
        ("The dam is falsely safe.", "falsely", None),
    ],
)
def test_a_device_frames_the_claim_whose_cue_it_stands_at(text, device, marked):
    claim = framed(place(text, device), found(text))
    assert (claim.span.of(text) if claim else None) == marked


WORDS = "“ ” , . ? Varga the dam said that falsely claimed is safe not according to as described a"
TEXTS = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=25).map(" ".join)


@given(TEXTS)
def test_attributes_quote_the_text_they_point_at(text):
    for claim in found(text):
        for value in claim.attributes.values():
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, dict):
                    assert text[part["start"] : part["end"]] == part["text"]
