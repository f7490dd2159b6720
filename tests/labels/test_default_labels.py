"""The shipped labels.yaml: it loads, and every rule does what its own examples say."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator import documents
from annotator.labels import load
from annotator.model import Block, BlockKind, Document, Span, Tier
from annotator.suggestions.rules import Engine, failing_examples, problems
from tests.bench.default_labels import (
    ARTICLES,
    EXAMPLES,
    PROMPT_TIERS,
    Hit,
    covers,
    drawn,
    hits,
    in_context,
    trials,
)
from tests.helpers.paths import ROOT, SHARED

LABELS = load(ROOT / "labels.yaml")

needs_examples = pytest.mark.skipif(
    not EXAMPLES.exists(), reason="needs label_examples.jsonl of the shared data"
)

FOUND_ON_THE_ARTICLE = [
    ("verdict_false", "falsely described"),
    ("implicature", "apparent dig"),
    ("implicature", "thinly veiled criticism"),
    ("parroting", "parroted the messaging"),
    ("denial", "refused to condemn"),
    ("denial", "deny responsibility"),
    ("state_media", "state-owned news agency"),
    ("state_media", "readout"),
    ("anonymous_source", "people familiar with the plan"),
    ("vague_source", "widely believed"),
    ("motive", "attempted to present"),
    ("distancing_verb", "claimed impartiality"),
]


def shared(name: str) -> Path:
    path = SHARED / "data" / name
    if not path.exists():
        pytest.skip(f"needs {name} of the shared data, which is not here")
    return path


def test_all_nineteen_labels_are_there_with_definitions_and_examples():
    assert len(LABELS.labels) == 19
    for label in LABELS.labels:
        assert len(label.definition) > 40, label.name
        assert label.examples, label.name
        assert label.counter_examples, label.name


def test_no_two_labels_look_the_same_and_each_has_the_hue_of_its_group():
    looks = [(label.glyph, label.color) for label in LABELS.labels]
    assert len(set(looks)) == len(looks)
    hues = {group.name: group.hue for group in LABELS.groups}
    assert [label.name for label in LABELS.labels if label.color != hues[label.group]] == []


def test_every_rule_has_examples_both_ways_and_they_hold():
    assert problems(LABELS) == ()
    assert [rule.id for rule in LABELS.rules if not (rule.match and rule.no_match)] == []
    assert [f"{rule.id}: {said}" for rule, said, _ in failing_examples(LABELS)] == []


def article():
    (path,) = documents.find_files(shared("article"))[0]
    (read,) = documents.read_articles(path)
    return documents.build_document(read)


def test_the_blocks_of_the_article_are_those_a_person_would_mark():
    document = article()
    kinds = [block.kind for block in document.blocks]
    assert kinds.count(BlockKind.BOILERPLATE) == 4
    assert kinds.count(BlockKind.TITLE) == 1
    assert not document.title.endswith("CNN")
    assert len(document.sentences) == 27


@pytest.mark.parametrize(("label", "words"), FOUND_ON_THE_ARTICLE)
def test_the_article_has_its_devices_suggested(label, words):
    document = article()
    suggested = Engine(LABELS).suggest(document)
    assert any(one.label == label and words in one.span.of(document.text) for one in suggested)


def test_both_apparent_references_of_the_article_are_found():
    document = article()
    spans = [one.span.of(document.text) for one in Engine(LABELS).suggest(document)]
    assert spans.count("in an apparent reference to") == 2


@needs_examples
def test_all_examples_of_the_taxonomy_are_found_by_a_high_or_medium_rule():
    wanted = [one for one in trials(LABELS) if one.wanted]
    assert len(wanted) == 57
    assert [one.text for one in wanted if not one.found(PROMPT_TIERS)] == []


@needs_examples
def test_the_other_examples_get_hardly_any_suggestions():
    others = [one for one in trials(LABELS) if not one.wanted]
    assert len(others) == 38
    assert len([one.text for one in others if one.suggested]) <= 4


@pytest.mark.skipif(not ARTICLES.exists(), reason="needs the scraped articles of the shared data")
def test_the_high_tier_has_few_suggestions_per_sentence():
    found, sentences = hits(LABELS)
    high = [hit for hit in found if hit.suggestion.tier is Tier.HIGH]
    assert 1000 * len(high) / sentences <= 25


def test_a_span_covers_another_if_they_share_half_of_each():
    assert covers(Span(0, 10), Span(5, 15))
    assert not covers(Span(0, 10), Span(6, 16))
    assert not covers(Span(0, 4), Span(0, 10))
    assert not covers(Span(0, 4), Span(8, 12))


def test_a_sample_is_the_same_for_the_same_seed_and_cannot_reach_the_terminal_raw():
    text = "Nobody knew.\x1b[2J The envoy wrongly claimed that the road was open."
    first, second = Span(0, 16), Span(17, len(text))
    blocks = (Block(Span(0, len(text)), BlockKind.PARAGRAPH),)
    document = Document("x", text, {}, blocks, (first, second))
    found = [Hit(document, one) for one in Engine(LABELS).suggest(document)]
    assert drawn(found, Tier.HIGH, 9, 1) == drawn(found, Tier.HIGH, 9, 1)
    (hit,) = drawn(found, Tier.HIGH, 9, 1)
    assert (
        in_context(hit)
        == "(Nobody knew.␛[2J) The envoy [[wrongly claimed]] that the road was open."
    )
