import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.attribution import attributions, quotations
from annotator.attribution.claims import claim_attributes, claims, framed_claim
from annotator.labels import load
from annotator.model import Block, BlockKind, Document, Span, Voice
from annotator.sentences.rule_splitter import split_sentences
from annotator.suggestions.rules import Engine


def found(text):
    quoted = quotations(text, [Span(0, len(text))])
    return claims(text, attributions(text, Span(0, len(text)), quoted, nested=True))


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
def test_an_assertion_of_a_source_is_a_claim(text, marked):
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
def test_content_that_is_neither_true_nor_false_is_not_a_claim(text):
    assert found(text) == ()


def test_a_claim_has_claimant_cue_kind_and_verdict():
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
        ("Roe said Varga falsely claimed it.", "verdict_by_text", "neutral"),
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
def test_attributes_are_set_where_the_words_are_clear(text, name, value):
    assert only(text).attributes.get(name) == value


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("The mayor’s claim that the dam is safe was repeated.", "The mayor"),
        ("Anna Varga, the mayor, said the dam is safe.", "Anna Varga, the mayor"),
        ("It is a mayor who says the dam is safe.", None),
    ],
)
def test_a_claimant_has_no_comma_or_genitive_at_its_end(text, claimant):
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
def test_a_device_frames_the_claim_whose_cue_it_is_next_to(text, device, marked):
    every = found(text)
    number = framed_claim(place(text, device), every)
    assert (None if number is None else every[number].span.of(text)) == marked


LABELS = """
name: test
labels:
  - name: claim
    title: claim
    kind: claim
    unit: span
    group: claim
    key: '1'
    glyph: 'x'
    color: '#8fd14f'
    definition: What is put forward.
    attributes:
      - {name: claimant, type: span, help: Who}
      - {name: cue, type: span, help: By which words}
      - {name: attribution, type: choice, choices: [direct, indirect, mixed], help: How}
      - {name: verdict_by_text, type: choice, choices: [asserted_false, neutral], help: What}
    examples: {match: ['Varga said [[the dam is safe]].'], no_match: [It rained.]}
    rules:
      - id: claim.direct
        tier: medium
        speech: direct
        examples: {match: ['[[“The dam is safe,”]] she said.'], no_match: ['“Hello,” she said.']}
      - id: claim.reported
        tier: medium
        speech: [indirect, mixed]
        examples: {match: ['Varga said [[the dam is safe]].'], no_match: [She said nothing.]}
      - id: claim.quoted
        tier: low
        speech: full
        set: {attribution: direct}
        examples: {match: ['[[“The dam is safe.”]]'], no_match: ['“Good morning to you all.”']}
  - name: verdict
    title: verdict
    kind: framing
    unit: span
    group: verdict
    key: '2'
    glyph: 'y'
    color: '#8fd14f'
    definition: The text judges.
    examples: {match: ['He [[falsely]] said so.'], no_match: [It rained.]}
    rules:
      - id: verdict.falsely
        tier: high
        phrase: [falsely, debunked]
        examples: {match: ['He [[falsely]] said so.'], no_match: [It rained.]}
      - id: verdict.reckless
        tier: high
        phrase: reckless
        voice: [narrator]
        examples: {match: ['The [[reckless]] plan failed.'], no_match: [It rained.]}
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    path = tmp_path_factory.mktemp("labels") / "labels.yaml"
    path.write_text(LABELS)
    return Engine(load(path))


def suggested(engine, text):
    """The suggestions for a text whose lines are its paragraphs."""
    places = [Span(*found.span()) for found in re.finditer(r"[^\n]+", text)]
    blocks = tuple(Block(place, BlockKind.PARAGRAPH) for place in places)
    sentences = tuple(one for place in places for one in split_sentences(text, place))
    return engine.suggest(Document("d", text, blocks=blocks, sentences=sentences))


def test_speech_rules_suggest_claims_with_the_attributes_of_the_attribution(engine):
    text = "The minister falsely described the closure as “a routine drill.”"
    device, claim = suggested(engine, text)
    assert (device.label, device.span.of(text)) == ("verdict", "falsely")
    assert (claim.label, claim.span.of(text)) == ("claim", "“a routine drill.”")
    assert device.frames == claim.key
    assert claim.attributes == {
        "claimant": {"start": 0, "end": 12, "text": "The minister"},
        "cue": {"start": 13, "end": 30, "text": "falsely described"},
        "attribution": "mixed",
        "verdict_by_text": "asserted_false",
    }
    assert [part.of(text) for part in claim.triggers] == ["falsely described"]


def test_a_claim_in_a_claim_is_suggested_only_if_a_device_frames_it(engine):
    plain = "A poll found that many voters believe the dam is safe."
    assert [one.span.of(plain) for one in suggested(engine, plain)] == [
        "many voters believe the dam is safe"
    ]
    framed_one = "Roe said Varga had falsely claimed that the dam is safe."
    outer, device, inner = suggested(engine, framed_one)
    assert outer.span.of(framed_one) == "Varga had falsely claimed that the dam is safe"
    assert inner.span.of(framed_one) == "the dam is safe"
    assert device.frames == inner.key


def test_a_rule_for_the_narrator_does_not_match_in_reported_content(engine):
    text = "Varga said the reckless plan had failed. The reckless plan was hers."
    (claim, device) = suggested(engine, text)
    assert claim.voice is Voice.SOURCE_INDIRECT
    assert (device.span.start, device.voice) == (text.index("reckless plan was"), Voice.NARRATOR)


def test_a_quotation_without_a_source_is_a_claim_if_it_asserts_something(engine):
    text = "“The dam is safe. It holds.” “Good morning to you all.” “Why now?”"
    (claim,) = suggested(engine, text)
    assert claim.span.of(text) == "“The dam is safe. It holds.”"
    assert claim.attributes == {"attribution": "direct"}


def test_a_quotation_and_its_continuation_are_one_claim(engine):
    text = "“The dam is safe,” said Varga. “It was never in danger.”\n\n“It is old.”"
    claim, other = suggested(engine, text)
    assert claim.span.of(text) == "“The dam is safe,” said Varga. “It was never in danger.”"
    assert claim.attributes["claimant"]["text"] == "Varga"
    assert "claimant" not in other.attributes


WORDS = "“ ” , . ? Varga the dam said that falsely claimed is safe not according to as described a"
TEXTS = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=25).map(" ".join)


@given(TEXTS)
def test_attributes_quote_the_text_they_point_at(text):
    for claim in found(text):
        for value in claim.attributes.values():
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, dict):
                    assert text[part["start"] : part["end"]] == part["text"]


def marked(text, words, *, before=""):
    """The attributes of a manual claim. before: the sentence before."""
    whole = before + text
    sentence = Span(len(before), len(whole))
    quoted = quotations(whole, [Span(0, len(whole))])
    earlier = Span(0, len(before.rstrip())) if before else None
    return claim_attributes(whole, place(whole, words), sentence, earlier, quoted)


@pytest.mark.parametrize(
    "text",
    [
        "Varga said the plant had released no gas.",
        "“Our fleet never crossed the line,” the admiral told reporters.",
        "Varga falsely claimed that the dam, of all things, had leaked.",
        "The dam, Varga said, was never safe.",
        "Varga accused the ministry of hiding the leak.",
    ],
)
def test_a_manual_claim_gets_the_attributes_that_a_rule_would_set(text):
    claim = only(text)
    attributes = marked(text, claim.span.of(text))
    voice = attributes.pop("voice")
    assert attributes == dict(claim.attributes)
    assert voice in {"source_direct", "source_indirect", "mixed"}


def test_a_part_of_the_content_has_the_claimant_and_attributes_of_its_own_words():
    attributes = marked(
        "Varga said the plant was safe and the dam might leak.", "the dam might leak"
    )
    assert attributes["claimant"]["text"] == "Varga"
    assert attributes["cue"]["text"] == "said"
    assert attributes["certainty"] == "possible"


def test_of_two_attributions_the_nearer_one_gives_the_attributes():
    attributes = marked("Moro said that Varga claimed the dam leaked.", "the dam leaked")
    assert attributes["claimant"]["text"] == "Varga"


def test_a_question_has_a_claimant_although_no_rule_suggests_it():
    text = "Varga asked whether the plant was closed."
    assert not found(text)
    assert marked(text, "the plant was closed")["claimant"]["text"] == "Varga"


def test_a_manual_claim_in_a_continued_quotation_has_the_same_claimant():
    attributes = marked("“It snowed, too.”", "It snowed, too", before="“It rained,” Doe said. ")
    assert (attributes["claimant"]["text"], attributes["attribution"]) == ("Doe", "direct")
    assert "claimant" not in marked("“It snowed, too.”", "It snowed", before="“It rained,” said.\n")


def test_the_narrators_own_words_have_no_claimant():
    attributes = marked("The dam may not hold.", "The dam may not hold")
    assert attributes == {
        "voice": "narrator",
        "attribution": "none",
        "certainty": "possible",
        "polarity": "negative",
    }


@given(st.text(max_size=60), st.integers(0, 60), st.integers(1, 30))
def test_attributes_of_any_span_point_into_the_text(words, start, length):
    text = f"“{words}” Varga said that {words}."
    begin = min(start, len(text) - 1)
    span = Span(begin, min(len(text), begin + length))
    quoted = quotations(text, [Span(0, len(text))])
    for value in claim_attributes(text, span, Span(0, len(text)), None, quoted).values():
        if isinstance(value, dict):
            assert text[value["start"] : value["end"]] == value["text"]


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("Doe said it rained. “It snowed all night.”", "Doe"),
        ("Doe shook her head. “It rained all day.”", "Doe"),
        ("Ann Doe, the mayor, was blunt. “It leaks every day.”", "Ann Doe"),
        ("She disagreed. “It leaks every day.”", "She"),
        ("“It leaks every day.” Doe shrugged.", "Doe"),
        ("The captain put it simply. “It leaks every day.”", "The captain"),
        # no speaker beside it
        ("It rained in May. “It leaks every day.”", None),
        ("Doe sold the ferry. “It leaks every day.”", None),
        ("Doe shook her head.\n“It leaks every day.”", None),
        ("The price was sad. “It leaks every day.”", None),
        ("Nobody asked Doe. “It leaks every day.”", None),
    ],
)
def test_the_speaker_may_be_in_the_sentence_beside_a_quotation(engine, text, claimant):
    (claim,) = [one for one in suggested(engine, text) if "“" in one.span.of(text)]
    given_one = claim.attributes.get("claimant")
    assert (given_one["text"] if given_one else None) == claimant
