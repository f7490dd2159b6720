"""Signs that look alike are alike to rules, and the spans are those of the text as it is."""

from __future__ import annotations

import json
import random
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.matcher import Matcher, PhraseMatcher

from annotator.documents import build_document, read_articles
from annotator.labels import load
from annotator.model import (
    Block,
    BlockKind,
    Conditions,
    Document,
    Example,
    Label,
    LabelKind,
    LabelSet,
    LabelUnit,
    Rule,
    RuleForm,
    Span,
    Tier,
)
from annotator.nlp import pipelines
from annotator.nlp.normalized_text import (
    normalize_document,
    normalize_words,
    straight_apostrophes,
)
from annotator.suggestions.rules import Engine, rule_sources
from annotator.suggestions.rules.rule_problems import example_document
from annotator.suggestions.rules.source_matchers import refusal
from tests.helpers.look_alikes import SPACES, LookAlike, drawn, spaced
from tests.helpers.paths import ROOT

LABELS = load(ROOT / "labels.yaml")


def _examples(one: Rule | Label) -> tuple[Example, ...]:
    if isinstance(one, Rule):
        return *one.match, *one.no_match
    return *one.examples, *one.counter_examples


EXAMPLES = [
    example_document(example)
    for one in (*LABELS.rules, *LABELS.labels)
    for example in _examples(one)
]


@cache
def engine() -> Engine:
    return Engine(LABELS)


@cache
def corpus() -> list[Document]:
    articles = (one for path in sorted((ROOT / "corpora").iterdir()) for one in read_articles(path))
    return [*map(build_document, articles)]


@cache
def suggested(document_text: str) -> list[object]:
    """What is suggested for the document with this text, as `moved` gives it."""
    document = next(one for one in (*corpus(), *EXAMPLES) if one.text == document_text)
    return found(document)


def found(document: Document) -> list[object]:
    return [
        (one.span, one.label, one.rule, one.voice, one.triggers, dict(one.attributes))
        for one in engine().suggest(document)
    ]


def moved(made: LookAlike, before: list[object]) -> list[object]:
    return [
        (
            made.moved(span),
            label,
            rule,
            voice,
            tuple(map(made.moved, triggers)),
            {name: made.moved_value(value) for name, value in attributes.items()},
        )
        for span, label, rule, voice, triggers, attributes in before
    ]


def quoted(attributes: object) -> list[tuple[int, int, str]]:
    """The spans in attribute values, with the text that they hold."""
    if isinstance(attributes, dict):
        if "start" in attributes:
            return [(attributes["start"], attributes["end"], attributes["text"])]
        attributes = [*attributes.values()]
    inner = attributes if isinstance(attributes, list) else []
    return [each for one in inner for each in quoted(one)]


# ------------------------------------------------------------------- what is shipped


@pytest.mark.parametrize("space", [*SPACES, "\u2028", "\u3000"], ids=ascii)
def test_no_suggestion_of_the_examples_is_lost_by_another_space_after_small_words(space):
    made = [spaced(one, space) for one in EXAMPLES]
    before = engine().suggest_all(EXAMPLES)
    assert sum(map(len, before)) > 250
    for one, after in zip(made, EXAMPLES, strict=True):
        assert found(one.document) == moved(one, suggested(after.text))


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.sampled_from([0.03, 0.2, 1.0]))
def test_texts_that_look_alike_have_the_same_suggestions_on_the_same_words(seed, share):
    draw = random.Random(seed)
    for document in (draw.choice(corpus()), *draw.sample(EXAMPLES, 20)):
        made = drawn(document, draw, share)
        after = found(made.document)
        assert after == moved(made, suggested(document.text))
        for *_, attributes in after:
            for start, end, text in quoted(attributes):
                assert made.document.text[start:end] == text


# ------------------------------------------------------------------------- the kinds


def rule(form, source, number=0, **conditions):
    written = source if isinstance(source, str) else json.dumps(source)
    asked = Conditions(**conditions)
    return Rule(f"l.{number}", "0", "l", Tier.HIGH, RuleForm(form), (written,), conditions=asked)


def matched(text, *rules):
    """The words that each rule marks in a text that is one sentence."""
    label = Label(
        "l", "L", LabelKind.FRAMING, LabelUnit.SPAN, "", "", "x", "#000000", "", rules=rules
    )
    whole = Span(0, len(text))
    meta = {"language": "en"}
    document = Document("b2:d", text, meta, (Block(whole, BlockKind.PARAGRAPH),), (whole,))
    one = Engine(LabelSet("b2:x", "test", (label,), ""))
    slow = Engine(LabelSet("b2:x", "test", (label,), ""), prefilter=False)
    matches = sorted((match.rule.id, match.span.of(text)) for match in one.matches(document))
    assert matches == sorted((m.rule.id, m.span.of(text)) for m in slow.matches(document))
    return [words for _, words in matches]


KINDS = {
    "two spaces": ("falsely described", "falsely  described"),
    "no-break space": ("falsely described", "falsely\u00a0described"),
    "thin space": ("falsely described", "falsely\u2009described"),
    "ideographic space": ("falsely described", "falsely\u3000described"),
    "tab": ("falsely described", "falsely\tdescribed"),
    "line end": ("falsely described", "falsely\ndescribed"),
    "line end of two characters": ("falsely described", "falsely\r\ndescribed"),
    "line end of an old Macintosh": ("falsely described", "falsely\rdescribed"),
    "double-spaced lines": ("falsely described", "falsely\n\n  described"),
    "quoted mail": ("falsely described", "falsely\n> described"),
    "mail quoted twice": ("falsely described", "falsely\r\n> > described"),
    "hyphen at a line end of quoted mail": ("falsely described", "falsely de-\n>> scribed"),
    "soft hyphen": ("falsely described", "false\u00adly descri\u00adbed"),
    "soft hyphen at a line end": ("falsely described", "false\u00ad\nly described"),
    "hyphen at a line end": ("falsely described", "falsely de-\nscribed"),
    "hyphen of its own at a line end": ("so-called experts", "so-\r\ncalled experts"),
    "zero-width space": ("falsely described", "fal\u200bsely \u200bdescribed"),
    "mark of direction": ("falsely described", "falsely\u200e \u202adescribed"),
    "word joiner": ("falsely described", "falsely\u2060 described"),
    "byte order mark": ("falsely described", "falsely \ufeffdescribed"),
    "decomposed": ("fa\u00e7ade of peace", "fac\u0327ade of peace"),
    "decomposed Korean": ("\ud55c\uad6d", "\u1112\u1161\u11ab\u1100\u116e\u11a8"),
    "ligature": ("officials said", "o\ufb03cials said"),
    "full-width letters": ("falsely described", "\uff46\uff41lsely described"),
    "hyphen": ("so-called experts", "so\u2010called experts"),
    "no-break hyphen": ("so-called experts", "so\u2011called experts"),
    "curly apostrophe": ("it's no secret", "it\u2019s no secret"),
    "opening mark as apostrophe": ("rock 'n' roll", "rock \u2018n\u2019 roll"),
    "modifier letter": ("it's no secret", "it\u02bcs no secret"),
    "accent as apostrophe": ("it's no secret", "it\u00b4s no secret"),
}  # fmt: skip


def pattern_of(words):
    tokens = pipelines.blank().make_doc(words)
    return [{"LOWER": token.lower_} if token.is_alpha else {"TEXT": token.text} for token in tokens]


@pytest.mark.parametrize(("one", "other"), KINDS.values(), ids=KINDS)
def test_a_rule_finds_each_text_however_rule_and_text_are_written(one, other):
    for written in (one, other):
        rules = [
            rule("phrase", written),
            rule("regex", written, 1),
            rule("pattern", pattern_of(normalize_words(written)), 2),
            rule("pattern", [{"IS_PUNCT": True}, *pattern_of(one)[:1]], 3),
            rule("phrase", "He", 4, followed_by=(written,)),
            rule("phrase", "They", 5, sentence_has=(written,)),
            rule("phrase", "now", 6, preceded_by=(written,)),
        ]
        for text in (one, other):
            sentence = f"They wait. He {text} now."
            assert matched(sentence, *rules) == [text, text, text, "He", "They", "now"], written


def test_only_the_words_are_marked_without_the_signs_around_them():
    text = "\ufeffHe\u200b falsely\u00ad \u200bdescribed\u200b it."
    assert matched(text, rule("phrase", "falsely described")) == ["falsely\u00ad \u200bdescribed"]
    assert matched(text, rule("phrase", "he", sentence_start=True)) == ["He"]


def test_sentences_of_a_match_are_those_of_the_document():
    text = "\u200bHe  said so.\u200b \u200b  She\u00ad falsely described it.\u200b"
    spans = (Span(0, 13), Span(17, len(text)))
    document = Document("d", text, {}, (Block(Span(0, len(text)), BlockKind.PARAGRAPH),), spans)
    matches = engine().matches(document)
    assert {match.sentence for match in matches} == {spans[1]}


def test_a_sentence_of_signs_without_width_has_no_match():
    text = "\u200b\u200b She falsely described it."
    document = Document("d", text, {}, (), (Span(0, 2), Span(3, len(text))))
    assert [one.span.of(text) for one in engine().suggest(document)] == ["falsely described"]


def test_a_normal_text_is_not_copied():
    for text in ("He said so.", "“Það er naïve”, he said – don’t … €5."):
        document = example_document(Example(text, None))
        assert normalize_document(document).document is document


def test_paragraphs_stay_apart():
    text = "He falsely\n\ndescribed it."
    blocks = tuple(Block(span, BlockKind.PARAGRAPH) for span in (Span(0, 10), Span(12, 25)))
    document = Document("d", text, {}, blocks, (Span(0, 10), Span(12, 25)))
    assert normalize_document(document).document is document
    assert engine().suggest(document) == ()


@pytest.mark.parametrize(
    "text",
    ["e\u0301" * 40_000, "a" * 100_000 + "-\n" * 20_000, "a-\nb\u00ad\n " * 20_000,
     "\u0301\u0323" * 20_000, "plain words " * 2_000 + "\u1112\u1161" * 40_000,
     " \u200b\n" * 40_000],
    ids=["decomposed", "one long word", "divided", "marks", "Korean", "blanks"],
)  # fmt: skip
def test_a_hundred_thousand_signs_are_normalized(text):
    """A law of time: twice the signs take twice as long."""
    text += ". falsely described"
    assert matched(text, rule("phrase", "falsely described")) == ["falsely described"]


@given(
    st.text(
        st.sampled_from("ab \n\r\t\u00a0\u00ad\u200b\u0301e\ufb03\u1112\u1161\u11ab-’\ud800😀"),
        max_size=40,
    )
)
def test_each_normalized_character_has_its_place(text):
    whole = Span(0, len(text)) if text else None
    spans = (whole,) if whole else ()
    blocks = tuple(Block(span, BlockKind.PARAGRAPH) for span in spans)
    normalized = normalize_document(Document("d", text, {}, blocks, spans))
    normal, end = normalized.document.text, 0
    assert normalize_words(normal) == normalize_words(text)
    for at, sign in enumerate(normal):
        place = normalized.original(Span(at, at + 1))
        assert 0 <= place.start < place.end <= len(text)
        assert place.start >= end or place.of(text) in {"\ufb03"} or "\u0301" in place.of(text)
        end = place.start
        if sign in "ab’😀":
            assert place.of(text)[0] == sign or "\u0301" in place.of(text)


# ------------------------------------------------------------------------------ rules


EXPRESSIONS = {
    "n[’']t": "n['']t",
    r"[\w’-]+": r"[\w'-]+",
    r"[^\n“”]{2,60}?": r"[^\n“”]{2,60}?",
    r"[\n\t]": "[  ]",
    r"it\x{2019}s\x{a0}so": r"it's\ so",
    "so\u2011called": "so-called",
    "[a\u2011z]": r"[a\-z]",
    "a\u00a0 b": "a b",
    "a  ?b": "a  ?b",
    "[‘-’]": "[‘-’]",
    "[^‘’]": "[^'']",
    "fac\u0327ade": "fa\u00e7ade",
    r"\Q’\E": r"\Q'\E",
    "[[:alpha:]’]": "[[:alpha:]']",
    "[]’]": "[]']",
    "a\u200b?b": "a(?:)?b",
    "\ufb01+": "(?:fi)+",
}


@pytest.mark.parametrize(("source", "normal"), EXPRESSIONS.items(), ids=map(ascii, EXPRESSIONS))
def test_an_expression_for_normalized_text(source, normal):
    assert rule_sources.expression(source) == normal
    assert refusal(normal) is None


def test_the_shipped_expressions_are_still_accepted():
    expressions = [one for rule in LABELS.rules if rule.form == "regex" for one in rule.sources]
    assert len(expressions) > 100
    assert not any(map(refusal, map(rule_sources.expression, expressions)))


# ----------------------------------------------------------------------- plain spaCy


def by_plain_spacy(text: str, phrases: list[str], patterns: list[list[dict[str, str]]]):
    """What spaCy alone finds in the normalized text, at its places in the text as it is."""
    whole = Span(0, len(text))
    blocks = (Block(whole, BlockKind.PARAGRAPH),)
    normalized = normalize_document(Document("d", text, {}, blocks, (whole,)))
    blank = pipelines.blank()
    doc = blank.make_doc(straight_apostrophes(normalized.document.text))
    matcher, phrase_matcher = Matcher(blank.vocab), PhraseMatcher(blank.vocab, attr="LOWER")
    for number, phrase in enumerate(phrases):
        phrase_matcher.add(f"l.{number}", [blank.make_doc(normalize_words(phrase))])
    for number, pattern in enumerate(patterns):
        matcher.add(f"l.{len(phrases) + number}", [pattern])
    spans = {
        (blank.vocab.strings[name], Span(doc[first].idx, doc[last - 1].idx + len(doc[last - 1])))
        for name, first, last in (*phrase_matcher(doc), *matcher(doc))
    }
    return sorted((name, normalized.original(span)) for name, span in spans)


PHRASES = ["falsely described", "can’t", "so‑called", "do not", "naïve"]
PATTERNS = [
    [{"LOWER": "falsely"}, {"LOWER": "described"}],
    [{"LOWER": "so"}, {"ORTH": "-"}, {"IS_ALPHA": True, "OP": "?"}],
    [{"LOWER": "do"}, {"NORM": "not"}],
    [{"SHAPE": "xxxx"}, {"IS_PUNCT": True, "OP": "+"}],
    [{"LOWER": {"REGEX": "^descr"}}, {"LOWER": {"NOT_IN": ["it"]}}],
]
PIECES = [
    *("falsely", "described", "fal\u00adsely", "descri\u200bbed", "de-\nscribed", "can’t", "can't"),
    *("so\u2011called", "so-called", "so", "do", "don’t", "don\u02bct", "not", "nai\u0308ve"),
    *("naïve", "of\ufb01cials", "it", ",", ".", "“", "”", "‘", "’", "😀", "\ud800", "\ufeff"),
]


@given(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from([" ", "", *SPACES]))))
def test_phrases_and_patterns_are_plain_spacys_on_the_normalized_text(pieces):
    text = "x" + "".join(piece + space for piece, space in pieces)
    rules = [rule("phrase", phrase, number) for number, phrase in enumerate(PHRASES)]
    rules += [rule("pattern", one, len(PHRASES) + k) for k, one in enumerate(PATTERNS)]
    label = Label(
        "l", "L", LabelKind.FRAMING, LabelUnit.SPAN, "", "", "x", "#000000", "", rules=tuple(rules)
    )
    whole = Span(0, len(text))
    document = Document("d", text, {}, (Block(whole, BlockKind.PARAGRAPH),), (whole,))
    matches = Engine(LabelSet("b2:x", "test", (label,), "")).matches(document)
    expected = by_plain_spacy(text, PHRASES, PATTERNS)
    assert sorted({(match.rule.id, match.span) for match in matches}) == expected
