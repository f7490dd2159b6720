"""docs/reference/rules.md: every example in it is loaded, and every key is documented."""

from __future__ import annotations

import re

import pytest
import yaml

from annotator.labels import load
from annotator.labels.json_schema import schema
from annotator.labels.schema import ATTRIBUTE, FILE, GROUP, LABEL, RULE, SET_TESTS, TOKEN, WORD_FILE
from annotator.suggestions.rules import failing_examples
from tests.helpers.paths import ROOT
from tests.labels.test_loader import with_rule, write

PAGE = (ROOT / "docs" / "reference" / "rules.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+ ?\w*)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
FORMS = ("phrase:", "regex:", "pattern:", "speech:")


def blocks(kind: str) -> list[str]:
    return [text for named, text in BLOCKS if named == kind]


FILES = [*blocks("yaml file"), *(text for text in blocks("yaml") if "labels:" in text)]
RULES = [text for text in blocks("yaml") if "labels:" not in text]


def test_there_are_examples_of_every_kind():
    assert len(FILES) + len(RULES) + 4 == len(BLOCKS)
    assert all(any(form in rule for rule in RULES) for form in FORMS)


@pytest.mark.parametrize("text", FILES)
def test_the_files_load_and_their_examples_hold(tmp_path, text):
    labels = load(write(tmp_path, text))
    if not labels.pipeline and "extends" not in text:
        assert failing_examples(labels) == ()


@pytest.mark.parametrize("rule", RULES)
def test_the_rules_load(tmp_path, rule):
    words = "words: {weekdays: [Monday, Tuesday]}\n"
    assert load(write(tmp_path, with_rule(rule, words))).rules[0].sources


def test_the_word_files_load(tmp_path):
    write(tmp_path, "# ours\nThe Ellery Gazette\n", "outlets.txt")
    write(tmp_path, "name\nDoe\n", "people.csv")
    (words,) = map(yaml.safe_load, blocks("yaml words"))
    for name in words:
        text = with_rule(f"phrase: <{name}>", yaml.safe_dump({"words": words}))
        assert load(write(tmp_path, text)).rules[0].sources


def test_the_pattern_files_load(tmp_path):
    write(tmp_path, blocks("json")[0], "team.jsonl")
    write(tmp_path, '{"label": "LOADED", "pattern": "stern"}\n', "more.jsonl")
    first = blocks("yaml")[0]
    rules = load(write(tmp_path, first + blocks("yaml patterns")[0])).rules
    assert [rule.id for rule in rules[1:]] == ["loaded.so_called", "loaded.team_2", "loaded.more_1"]


def test_the_groups_load(tmp_path):
    (group,) = load(write(tmp_path, blocks("yaml groups")[0] + blocks("yaml")[0])).groups
    assert (group.name, group.title, group.hue) == ("wording", "choice of words", "#cc79a7")


def test_every_key_is_documented():
    documented = set(re.findall(r"\w+", PAGE))
    for record in (FILE, LABEL, GROUP, RULE, ATTRIBUTE, WORD_FILE):
        assert set(record.names) <= documented, record.name
    prefixes = ("IS_", "LIKE_", "FUZZY")
    tests = schema()["$defs"]["text_tests"]["properties"]
    keys = {*TOKEN.names, *tests} - {name.lower() for name in TOKEN.names} - set(SET_TESTS)
    assert {key for key in keys if not key.startswith(prefixes)} <= documented
