"""The engine finds what spaCy and re2 find, at their offsets, with the prefilter or without."""

from __future__ import annotations

import json
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import AnnotatorError
from annotator.model import (
    Block,
    BlockKind,
    Conditions,
    Document,
    Label,
    LabelKind,
    LabelSet,
    LabelUnit,
    Rule,
    RuleForm,
    Span,
    Tier,
    Voice,
)
from annotator.nlp import inflection
from annotator.sentences.rule_splitter import split_sentences
from annotator.suggestions.rules import Engine, literals
from annotator.suggestions.rules.conditions import negated
from annotator.suggestions.rules.literals import (
    LONGER_IN_LOWER_CASE,
    encode_folded,
    fold,
    has_cased,
)
from annotator.suggestions.rules.phrases import StretchTokenizer


def rule(form, *sources, number=0, **more):
    texts = tuple(one if isinstance(one, str) else json.dumps(one) for one in sources)
    return Rule(f"l.{number}", "00000000", "l", Tier.HIGH, RuleForm(form), texts, **more)


def label_set(*rules, pipeline=""):
    label = Label(
        "l", "L", LabelKind.FRAMING, LabelUnit.SPAN, "", "", "x", "#000000", "", rules=rules
    )
    return LabelSet("b2:x", "test", (label,), "", pipeline)


def document(text, *, sentences=None):
    """All of a text as one paragraph, cut into sentences."""
    if not text:
        return Document("b2:d", text)
    whole = Span(0, len(text))
    found = split_sentences(text, whole) if sentences is None else sentences
    return Document("b2:d", text, {}, (Block(whole, BlockKind.PARAGRAPH),), tuple(found))


def spans(engine, text, **options):
    """What fires: (rule, start, end), in order."""
    matches = engine.matches(document(text, **options))
    return sorted((match.rule.id, match.span.start, match.span.end) for match in matches)


def found(text, *rules, **options):
    """The texts of what is suggested."""
    suggestions = Engine(label_set(*rules), **options).suggest(document(text))
    return [one.span.of(text) for one in suggestions]


# ------------------------------------------------------------------ with and without it

WORDS = [
    "falsely", "described", "described,", "can", "cannot", "can't", "do", "don't", "n't", "not",
    "U.S.", "U.S", "10km", "10", "km", "so-called", "so", "called", "well-known", "kelvin",
    "\u212aelvin", "\u0130stanbul", "i\u0307stanbul", "\u017fay", "say", "SAY", "Saying", "naïve",
    "NAÏVE", "Σίσυφος", "σίσυφοσ", "https://x.org/say", "a@b.org", "“say”", "'say'", "(say)",
    "say-so", "said/says", "x" * 300 + "say", "gonna", "to", "😀", "👩‍👩‍👧", "e\u0301tat", "...",
    "…", "$10", "No.", "I'm", "im", "\u200bsay", "\x00", "\ud800", "\u2028", "the", "line", "toe",
]  # fmt: skip
SPACES = [" ", " ", " ", "  ", "\u00a0", "\n", "\t", "", "-", "—", " - ", ". "]

phrases = st.lists(
    st.sampled_from([word for word in WORDS if word.isprintable()]), min_size=1, max_size=3
)
token = st.one_of(
    st.sampled_from(WORDS).filter(str.isprintable).map(lambda word: {"LOWER": word.lower()}),
    st.sampled_from(["say", "Say", "SAY", "naïve"]).map(lambda word: {"ORTH": word}),
    st.sampled_from([{"IS_ALPHA": True}, {"OP": "?"}, {"LOWER": "say", "OP": "+"},
                     {"LIKE_NUM": True}, {"SPACY": True}, {"IS_SPACE": True, "OP": "?"},
                     {"LOWER": {"IN": ["say", "said", "naïve"]}}, {"LOWER": {"REGEX": "^sa(y|id)"}},
                     {"TEXT": {"REGEX": "(?i)^k"}}, {"LOWER": {"NOT_IN": ["say"]}}, {"NORM": "not"},
                     {"LOWER": "not", "OP": "!"}, {"LOWER": {"FUZZY": "say"}}, {"SHAPE": "xxx"}]),
)  # fmt: skip
expressions = st.sampled_from(
    [
        r"\bsay\b", r"falsely|described", r"(?:so|well)-\w+", r"na.ve", r"\d+ ?km", r"kel(?:vin)?",
        r"[sS]ay", r"s(?:ay|aid)s?", r"(?P<span>the) line", r"^\W*the", r"say$", r"(?-i:SAY)",
        r"[[:alpha:]]{6}", r"\pL{7}", r"can(?:not|['’]t)", r"x{3,}say", r"σίσυφο[σς]",
        r"i.?stanbul",
        r"(?:a|b|)c", r"to(?: \w+){0,2} line", r"say,{,2}", r"…|\.\.\.",
    ]
)  # fmt: skip
rules_of = st.one_of(
    phrases.map(" ".join).map(lambda text: ("phrase", text)),
    st.lists(token, min_size=1, max_size=3)
    .filter(
        lambda pattern: any(key != "OP" and one.get("OP") != "?" for one in pattern for key in one)
    )
    .map(lambda pattern: ("pattern", pattern)),
    expressions.map(lambda source: ("regex", source)),
)
texts = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(SPACES)), max_size=30).map(
    lambda pieces: "".join(word + space for word, space in pieces)
)


@settings(max_examples=200)
@given(st.lists(rules_of, min_size=1, max_size=6), st.lists(texts, min_size=1, max_size=4))
def test_the_prefilter_changes_no_suggestion(drawn, several):
    rules = [rule(form, source, number=number) for number, (form, source) in enumerate(drawn)]
    documents = [document(text) for text in several]
    quick = Engine(label_set(*rules))
    slow = Engine(label_set(*rules), prefilter=False)
    for one in documents:
        expected = sorted(map(repr, slow.matches(one)))
        assert sorted(map(repr, quick.matches(one))) == expected
    assert quick.suggest_all(documents) == [slow.suggest(one) for one in documents]
    for one, suggestions in zip(documents, quick.suggest_all(documents), strict=True):
        for suggestion in suggestions:
            assert any(sentence.contains(suggestion.span) for sentence in one.sentences)


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=3))
def test_any_text_can_be_searched(text, more):
    """Half characters, marks of direction, NUL: nothing crashes, and offsets stay exact."""
    rules = [rule("phrase", "a"), rule("regex", r"\w+", number=1)]
    engine = Engine(label_set(*rules))
    for match in engine.matches(document(text + " a ".join(more))):
        assert 0 <= match.span.start < match.span.end <= len(text + " a ".join(more))


# ------------------------------------------------------------------------------ parts


def test_folding_keeps_the_length_of_every_character():
    for start in range(0, sys.maxunicode + 1, 0x1000):
        block = "".join(map(chr, range(start, min(start + 0x1000, sys.maxunicode + 1))))
        assert len(fold(block)) == len(block)
    assert fold("ΣΊΣΥΦΟΣ") == fold("σίσυφος")
    assert {char for char in map(chr, range(sys.maxunicode)) if len(char.lower()) > 1} == {
        LONGER_IN_LOWER_CASE
    }


def test_a_fold_without_letters_misses_only_what_has_a_case_and_is_not_ascii():
    for char in filter(str.isprintable, map(chr, range(sys.maxunicode + 1))):
        folded = fold(char)
        assert encode_folded(char, letters=True) == folded.encode()
        if char != LONGER_IN_LOWER_CASE and not has_cased(folded):
            assert encode_folded(char, letters=False) == folded.encode()


@pytest.mark.parametrize(
    ("source", "sets"),
    [
        (r"\bapparent (?:dig|swipe)\b", [{"apparent "}, {"dig", "swipe"}]),
        (r"with(?:out)? proof", [{"with"}, {" proof"}]),
        (r"(?:a|b)?c", [{"c"}]),
        (r"[ab]\w*", []),
        (r"[[:alpha:]]+x", []),
        (r"(?:foo|)", []),
        (r"(?:Straße|İx)", [{"stra", "ix"}]),
    ],
)
def test_the_literals_of_an_expression(source, sets):
    assert [set(one) for one in literals.of_expression(source)] == sets


def test_the_literals_of_a_pattern_are_those_of_its_required_tokens():
    pattern = [
        {"LOWER": {"IN": ["falsely", "wrongly"]}},
        {"LOWER": "very", "OP": "*"},
        {"ORTH": "Said", "OP": "+"},
        {"SHAPE": "xxx"},
        {"LOWER": {"REGEX": "^descri(be|ption)"}},
    ]
    sets = literals.of_pattern(pattern)
    assert [set(one) for one in sets[:2]] == [{"falsely", "wrongly"}, {"said"}]
    assert {"descri"} in [set(one) for one in sets[2:]]


@pytest.mark.parametrize(
    ("phrase", "surfaces"),
    [
        ("apparent dig", {"apparent dig"}),
        ("can not", {"can not", "cannot"}),
        ("don't", {"don't", "do n't"}),
        ("10 km", {"10 km", "10km"}),
        ("so-called", {"so-called", "so -called", "so- called", "so - called"}),
    ],
)
def test_the_surfaces_of_a_phrase(phrase, surfaces):
    from annotator.nlp import pipelines

    tokens = StretchTokenizer(pipelines.blank())
    assert set(tokens.surfaces(tokens.words(phrase))) == surfaces


@given(st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=12))
@settings(max_examples=250)
def test_letters_are_split_only_in_special_cases(word):
    from annotator.nlp import pipelines

    nlp = pipelines.blank()
    assert StretchTokenizer(nlp).words(word) == tuple(token.lower_ for token in nlp.make_doc(word))


@pytest.mark.parametrize("more", ["", "naïve plan"])
@pytest.mark.parametrize("count", [1, 3_000])
def test_a_phrase_is_found_after_any_characters_however_many_phrases_there_are(count, more):
    """With and without letters beyond ASCII, by a small automaton and by a large one."""
    others = [rule("phrase", f"word{number} of a long list", number=1) for number in range(count)]
    rules = [rule("phrase", one) for one in ("the line", more) if one]
    text = "İ 😀 «Straße» NAÏVE PLAN … the \u212aing said: “toe THE line”. ’T is the LINE."
    expected = ["NAÏVE PLAN"] * bool(more) + ["THE line", "the LINE"]
    assert found(text, *rules, *others) == expected
    assert found(text.removeprefix("İ "), *rules, *others) == expected


def test_a_phrase_with_too_many_surfaces_is_still_found():
    phrase = "a-b-c-d-e-f-g-h"
    assert found(f"It was an {phrase}, they say.", rule("phrase", phrase)) == [phrase]


# -------------------------------------------------------------------------- inflection


def test_a_marked_word_stands_for_all_its_forms():
    assert set(inflection.inflected_forms("toe")) == {"toe", "toes", "toed", "toeing"}
    assert {"say", "says", "said", "saying"} <= set(inflection.inflected_forms("said"))
    assert {"frobnicate", "frobnicated", "frobnicates"} <= set(
        inflection.inflected_forms("frobnicate")
    )
    assert inflection.expand_phrase("toe~ the line") == (
        "toe the line", "toes the line", "toed the line", "toeing the line",
    )  # fmt: skip
    text = "She toed the line. He was toeing the line. They toe a line."
    assert found(text, rule("phrase", "toe~ the line")) == ["toed the line", "toeing the line"]


def test_marked_words_work_in_expressions_and_patterns():
    text = "He parroted the palace. She peddles a story. We parroting them."
    assert found(text, rule("regex", r"\bparrot~ \w+|\bpeddle~ a")) == [
        "parroted the", "peddles a", "parroting them",
    ]  # fmt: skip
    pattern = [{"LOWER": {"IN": ["parrot~", "peddle~"]}}, {"LOWER": "the"}]
    assert found(text, rule("pattern", pattern)) == ["parroted the"]
    assert found("a ~ b", rule("regex", r"\~")) == ["~"]


def test_a_phrase_with_too_many_forms_is_refused_with_a_message():
    with pytest.raises(AnnotatorError, match="mark fewer words"):
        Engine(label_set(rule("phrase", " ".join(["go~"] * 9))))


# -------------------------------------------------------------------------- conditions


def fires(text, **conditions):
    return found(text, rule("phrase", "claimed", conditions=Conditions(**conditions)))


def test_a_match_may_have_to_be_at_the_start_or_end_of_its_sentence():
    assert fires("“Claimed,” he wrote.", sentence_start=True) == ["Claimed"]
    assert fires("He claimed it.", sentence_start=True) == []
    assert fires("It was claimed.”", sentence_end=True) == ["claimed"]
    assert fires("It was claimed by us.", sentence_end=True) == []


def test_a_match_may_have_to_be_in_the_first_paragraph():
    text = "He claimed it.\nShe claimed it."
    first, second = Span(0, 14), Span(15, len(text))
    blocks = (Block(first, BlockKind.PARAGRAPH), Block(second, BlockKind.PARAGRAPH))
    engine = Engine(label_set(rule("phrase", "claimed", conditions=Conditions(lead=True))))
    suggestions = engine.suggest(Document("b2:d", text, {}, blocks, (first, second)))
    assert [one.span.start for one in suggestions] == [3]


@pytest.mark.parametrize(
    ("before", "denied"),
    [
        ("He never ", True),
        ("It was not, as far as he knew, ", False),
        ("They didn’t ever publicly ", True),
        ("Nobody in the whole wide town council ", False),
        ("It is not true but he ", False),
        ("A note was ", False),
    ],
)
def test_a_negation_reaches_five_words_and_no_further_than_its_clause(before, denied):
    assert negated(before) is denied
    assert fires(f"{before}claimed it.", negated=denied) == ["claimed"]
    assert fires(f"{before}claimed it.", negated=not denied) == []


def test_a_match_may_have_to_be_inside_a_kind_of_quotation():
    text = "“We claimed the island long ago,” she said. They claimed it."
    assert found(text, rule("phrase", "claimed", conditions=Conditions(quotation=("full",)))) == [
        "claimed"
    ]


def test_quotations_are_suggested_with_their_marks():
    text = "The “volunteers” came by truck. The ministry called it “a necessary step.”"
    assert found(text, rule("speech", "scare")) == ["“volunteers”"]
    assert found(text, rule("speech", "partial", "scare")) == [
        "“volunteers”",
        "“a necessary step.”",
    ]


def test_neighbours_may_be_given_by_one_of_their_forms():
    assert fires("He claimed neutrality.", followed_by=("neutrality~",)) == ["claimed"]
    assert fires("He says claimed.", not_preceded_by=("say~",)) == []


# ------------------------------------------------------------------------- suggestions


def test_of_two_matches_for_the_same_words_the_better_tier_counts():
    low = Rule("l.low", "00000000", "l", Tier.LOW, RuleForm.PHRASE, ("apparent dig",))
    high = Rule("l.high", "00000000", "l", Tier.HIGH, RuleForm.REGEX, ("apparent (dig)",))
    (one,) = Engine(label_set(low, high)).suggest(document("It was an apparent dig."))
    assert one.rule.startswith("l.high@")


def test_a_match_inside_a_longer_one_of_its_label_is_dropped():
    text = "It was an apparent dig at her."
    rules = [rule("phrase", "apparent dig"), rule("phrase", "dig at", number=1)]
    assert found(text, *rules, rule("phrase", "an apparent dig at", number=2)) == [
        "an apparent dig at"
    ]
    assert found(text, *rules) == ["apparent dig", "dig at"]


def test_a_trained_pipeline_runs_only_on_sentences_that_may_match(tmp_path):
    import spacy

    trained = spacy.blank("en")
    ruler = trained.add_pipe("attribute_ruler")
    ruler.add([[{"LOWER": "veiled"}]], {"LEMMA": "veil", "POS": "VERB"})
    trained.to_disk(tmp_path / "model")
    pattern = [{"LOWER": "thinly"}, {"LEMMA": "veil", "POS": "VERB"}]
    engine = Engine(label_set(rule("pattern", pattern), pipeline=str(tmp_path / "model")))
    assert spans(engine, "It was thinly veiled.") == [("l.0", 7, 20)]
    missing = Engine(label_set(rule("pattern", pattern), pipeline="no_such_pipeline"))
    assert spans(missing, "Nothing of the kind.") == []
    with pytest.raises(AnnotatorError, match="no_such_pipeline"):
        spans(missing, "It was thinly veiled.")


@pytest.mark.parametrize("words", [1, 59, 60, 61, 119, 120, 121, 180, 181, 500])
def test_a_pattern_with_repeats_is_found_anywhere_in_a_long_sentence(words):
    pattern = [{"LOWER": "toe"}, {"LOWER": "very", "OP": "*"}, {"LOWER": "line"}]
    text = "so " * words + "toe very very very line " + "on " * words
    engine = Engine(label_set(rule("pattern", pattern)))
    start = text.index("toe")
    assert spans(engine, text) == [("l.0", start, text.index("line") + 4)]


def test_voice_is_that_of_the_span():
    text = "“We falsely claimed it,” she said. They falsely claimed it."
    suggestions = Engine(label_set(rule("phrase", "falsely claimed"))).suggest(document(text))
    assert [one.voice for one in suggestions] == [Voice.SOURCE_DIRECT, Voice.NARRATOR]


def test_memory_does_not_grow_with_the_words_of_the_corpus():
    from annotator.nlp import pipelines

    engine = Engine(label_set(rule("pattern", [{"LOWER": "said"}, {"LOWER": {"REGEX": "^wörd"}}])))
    strings = pipelines.blank().vocab.strings
    engine.suggest_all([document("She said nothing.")])
    before = len(strings)
    for start in range(0, 3000, 1000):
        words = [f"He said wörd{number}x" for number in range(start, start + 1000)]
        assert len(engine.suggest(document(". ".join(words)))) == 1000
    assert len(strings) == before


def test_a_hundred_thousand_matches_in_one_sentence_are_found():
    """Also a law of time: what is looked at for each match must not grow with the sentence."""
    lacking = Conditions(sentence_lacks=("elsewhere",), not_preceded_by=("never",))
    text = "x they falsely claimed " * 20_000
    engine = Engine(label_set(rule("phrase", "falsely claimed", conditions=lacking)))
    assert len(engine.suggest(document(text))) == 20_000
