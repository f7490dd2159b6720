"""The version of a rule: it changes with all that changes what the rule suggests."""

from __future__ import annotations

from textwrap import dedent

import pytest

from annotator.labels import load

FILE = """\
labels:
  - name: tone
    title: tone
    kind: framing
    glyph: '━'
    color: '#e8743b'
    definition: A word that colours.
    attributes: [{name: sure, type: number, minimum: 1, maximum: 3}]
    rules:
      - {id: tone.one, RULE}
"""
USUAL = "tier: low, phrase: so-called, set: {sure: 2}"


def version(folder, rule=USUAL, **changed):
    text = dedent(FILE).replace("RULE", rule)
    for old, new in changed.items():
        text = text.replace(old, new)
    path = folder / "labels.yaml"
    path.write_text(text, "utf-8")
    return load(path).rules[0].version


@pytest.mark.parametrize(
    "rule",
    [
        "tier: low, phrase: so-called",
        "tier: low, phrase: so-called, set: {sure: 3}",
        "tier: medium, phrase: so-called, set: {sure: 2}",
        "tier: low, phrase: self-styled, set: {sure: 2}",
        "tier: low, phrase: [so-called, self-styled], set: {sure: 2}",
        "tier: low, regex: so-called, set: {sure: 2}",
        "tier: low, phrase: so-called, set: {sure: 2}, negated: no",
        "tier: low, phrase: so-called, set: {sure: 2}, negated: yes",
        "tier: low, phrase: so-called, set: {sure: 2}, voice: narrator",
        "tier: low, phrase: so-called, set: {sure: 2}, lead: yes",
        "tier: low, phrase: so-called, set: {sure: 2}, not_followed_by: by",
    ],
)
def test_what_changes_a_suggestion_changes_the_version(tmp_path, rule):
    assert version(tmp_path, rule) != version(tmp_path)


@pytest.mark.parametrize(
    "rule",
    [
        "phrase: so-called, set: {sure: 2}, tier: low",
        f"{USUAL}, enabled: no",
        f"{USUAL}, lead: no",
        f"{USUAL}, examples: {{match: ['a [[so-called]] one']}}",
    ],
)
def test_what_changes_no_suggestion_leaves_the_version(tmp_path, rule):
    assert version(tmp_path, rule) == version(tmp_path)


def test_the_version_does_not_depend_on_the_words_of_the_guideline(tmp_path):
    other = {"A word that colours.": "A word that judges.", "title: tone": "title: the tone"}
    assert version(tmp_path, **other) == version(tmp_path)
