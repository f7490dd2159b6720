"""A rule is for a language: the shipped rules are English and stay silent in other documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.documents import Article, build_document
from annotator.errors import DataError
from annotator.labels.loader import load
from annotator.suggestions.rules.engine import Engine

LABELS = """
name: a test
{top}
labels:
  - name: dig
    title: dig
    kind: framing
    unit: span
    glyph: d
    color: "#aa0000"
    definition: a dig
    rules:
      - id: dig.one
        tier: high
        phrase: [Trottel, fool]
        {rule}
"""


def engine(folder, top="", rule=""):
    path = folder / "labels.yaml"
    path.write_text(LABELS.format(top=top, rule=rule), encoding="utf-8")
    return Engine(load(path))


def found(rules, text, **meta):
    article = Article(text, meta, Path("a.txt"), 1, "utf-8", detected=False)
    document = build_document(article)
    return [one.span.of(text) for one in rules.suggest(document)]


ENGLISH = "He said that the mayor was a fool. She did not agree with him."
GERMAN = "Er sagte, der Chef sei ein Trottel. Das war nicht nett."


def test_rules_without_a_language_are_english(tmp_path):
    rules = engine(tmp_path)
    assert found(rules, ENGLISH) == ["fool"]
    assert found(rules, GERMAN) == []
    assert found(rules, ENGLISH, language="de") == []
    assert found(rules, GERMAN, language="en") == ["Trottel"]


@pytest.mark.parametrize(
    ("top", "rule"),
    [("language: de", ""), ("", "language: [de, fr]"), ("language: en", "language: de")],
)
def test_a_rule_is_for_its_own_language_or_that_of_the_file(tmp_path, top, rule):
    rules = engine(tmp_path, top, rule)
    assert found(rules, GERMAN) == ["Trottel"]
    assert found(rules, ENGLISH) == []


def test_a_rule_in_english_may_be_in_a_file_of_another_language(tmp_path):
    assert found(engine(tmp_path, "language: de", "language: en"), ENGLISH) == ["fool"]


def test_a_rule_may_be_for_every_language(tmp_path):
    rules = engine(tmp_path, rule="language: any")
    assert found(rules, GERMAN) == ["Trottel"]
    assert found(rules, ENGLISH) == ["fool"]


def test_a_language_is_a_code(tmp_path):
    with pytest.raises(DataError, match="German"):
        engine(tmp_path, top="language: German")
