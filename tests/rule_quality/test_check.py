"""The check of rules: refused, unreachable, unselective, slow and shadowed rules."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.labels import load
from annotator.model import (
    Block,
    BlockKind,
    Conditions,
    Document,
    Rule,
    RuleForm,
    Span,
    Tier,
    Voice,
)
from annotator.rule_quality import check
from annotator.rule_quality.check import FindingKind, Severity
from annotator.rule_quality.faulty_rules import contradictions, costs
from tests.test_journey import annotator

HEAD = """\
name: test
labels:
  - name: loaded
    title: loaded
    kind: framing
    unit: span
    key: '1'
    glyph: '━'
    color: '#e8743b'
    definition: Words that judge.
    rules:
"""
GOOD = """\
      - id: loaded.brutal
        tier: high
        phrase: [brutal, brutal regime]
        examples: {match: ['A [[brutal]] winter.'], no_match: ['A mild winter.']}
"""


def label_set(folder: Path, rules: str):
    path = folder / "labels.yaml"
    path.write_text(HEAD + rules, "utf-8")
    return load(path)


def kinds(found):
    return [(one.rule.id, one.kind) for one in found]


def documents(*sentences: str) -> list[Document]:
    """Return a document for each sentence."""
    made = []
    for number, text in enumerate(sentences):
        whole = Span(0, len(text))
        blocks = (Block(whole, BlockKind.PARAGRAPH),)
        made.append(Document(f"d{number}", text, {}, blocks, (whole,)))
    return made


def test_a_good_rule_has_no_finding(tmp_path):
    assert check.findings(label_set(tmp_path, GOOD)) == []


def test_what_spacy_refuses_is_an_error_and_the_only_finding(tmp_path):
    found = check.findings(
        label_set(tmp_path, "      - {id: loaded.x, tier: low, pattern: [{LOWER: {IN: [a]}}]}\n")
    )
    assert FindingKind.REFUSED not in [one.kind for one in found]
    rule = Rule("loaded.x", "0", "loaded", Tier.LOW, RuleForm.PATTERN, ('[{"LOWER": {"IN": 3}}]',))
    labels = label_set(tmp_path, GOOD)
    broken = replace(labels, labels=(replace(labels.labels[0], rules=(rule,)),))
    (only,) = check.findings(broken)
    assert (only.kind, only.severity) == (FindingKind.REFUSED, Severity.ERROR)


def test_examples_that_do_not_hold_and_examples_that_are_missing(tmp_path):
    rules = """\
      - id: loaded.wrong
        tier: high
        phrase: brutal
        examples: {match: ['A [[mild]] winter.'], no_match: ['A brutal winter.']}
      - id: loaded.untested
        tier: high
        phrase: savage
      - id: loaded.off
        tier: high
        phrase: rabid
        enabled: no
        examples: {match: ['A [[rabid]] dog.'], no_match: ['A calm dog.']}
"""
    found = check.findings(label_set(tmp_path, rules))
    assert kinds(found) == [
        ("loaded.wrong", FindingKind.EXAMPLE),
        ("loaded.wrong", FindingKind.EXAMPLE),
        ("loaded.untested", FindingKind.UNTESTED),
        ("loaded.off", FindingKind.DISABLED),
    ]
    assert [one.severity for one in found] == ["error", "error", "warning", "note"]
    assert "match and no_match" in found[2].problem
    assert [one.rule.line for one in found] == [12, 12, 16, 19]


NEVER = [
    {"followed_by": ("of the day",), "not_followed_by": ("of", "from")},
    {"preceded_by": ("so called",), "not_preceded_by": ("called",)},
    {"sentence_has": ("the old claim",), "sentence_lacks": ("claim",)},
    {"sentence_has": ("claims", "claimed"), "sentence_lacks": ("claim~",)},
    {"sentence_start": True, "preceded_by": ("the",)},
    {"sentence_end": True, "followed_by": ("of",)},
    {"sentence_start": True, "negated": True},
    {"negated": False, "preceded_by": ("not", "never")},
    {"quotation": ("full", "partial"), "voice": (Voice.NARRATOR,)},
    {"sentence_lacks": ("brutal",)},
]
MAYBE = [
    {},
    {"followed_by": ("of the day", "at"), "not_followed_by": ("of",)},
    {"followed_by": ("often",), "not_followed_by": ("of",)},
    {"preceded_by": ("recalled",), "not_preceded_by": ("called",)},
    {"sentence_start": True, "followed_by": ("of",)},
    {"sentence_start": True, "preceded_by": ("—",)},
    {"sentence_start": True, "negated": False},
    {"negated": False, "preceded_by": ("not", "so")},
    {"quotation": ("full", "scare"), "voice": (Voice.NARRATOR,)},
    {"quotation": ("full",), "voice": (Voice.SOURCE_DIRECT,)},
    {"sentence_lacks": ("brutality",)},
]


def rule_with(conditions):
    return Rule(
        "loaded.x", "0", "loaded", Tier.HIGH, RuleForm.PHRASE, ("brutal", "brutal regime"),
        Conditions(**conditions),
    )  # fmt: skip


@pytest.mark.parametrize("conditions", NEVER)
def test_conditions_that_exclude_each_other_are_found(conditions):
    assert list(contradictions(rule_with(conditions)))


@pytest.mark.parametrize("conditions", MAYBE)
def test_conditions_that_can_hold_together_have_no_finding(conditions):
    assert list(contradictions(rule_with(conditions))) == []


def test_a_token_that_no_text_has_is_found(tmp_path):
    rules = """\
      - id: loaded.cut
        tier: high
        pattern: [{LOWER: "don't"}, {LOWER: know}]
      - id: loaded.partly
        tier: high
        pattern: [[{LOWER: "don't"}], [{LOWER: know}]]
      - id: loaded.optional
        tier: high
        pattern: [{LOWER: "don't", OP: '?'}, {LOWER: know}]
"""
    found = check.findings(label_set(tmp_path, rules))
    assert [one for one in kinds(found) if one[1] is not FindingKind.UNTESTED] == [
        ("loaded.cut", FindingKind.UNREACHABLE),
        ("loaded.partly", FindingKind.PARTLY),
    ]


def test_a_rule_whose_phrases_another_has_is_shadowed(tmp_path):
    rules = (
        GOOD
        + """\
      - {id: loaded.again, tier: medium, phrase: Brutal}
      - {id: loaded.quoted, tier: high, phrase: brutal, voice: [narrator]}
      - {id: loaded.other, tier: high, phrase: [brutal, cruel]}
      - {id: loaded.forms, tier: low, phrase: 'brutal regime~'}
"""
    )
    found = [one for one in check.findings(label_set(tmp_path, rules)) if one.kind != "untested"]
    assert kinds(found) == [
        ("loaded.again", FindingKind.SHADOWED),
        ("loaded.quoted", FindingKind.SHADOWED),
    ]
    assert "loaded.brutal (line 12)" in found[0].problem


def test_a_rule_whose_matches_are_all_covered_is_shadowed_on_a_corpus(tmp_path):
    rules = (
        GOOD
        + """\
      - {id: loaded.regex, tier: medium, regex: '\\bbrutal'}
      - {id: loaded.wider, tier: low, regex: 'a brutal regime'}
"""
    )
    labels = label_set(tmp_path, rules)
    texts = documents(*(["It is a brutal regime now."] * 6))
    found = check.measured_findings(labels, check.measure(labels, texts))
    assert kinds(found) == [("loaded.regex", FindingKind.SHADOWED)]
    few = check.measure(labels, texts[:2])
    assert check.measured_findings(labels, few) == []


def test_a_rule_that_matches_everywhere_is_unselective(tmp_path):
    labels = label_set(tmp_path, GOOD)
    texts = documents(*["A brutal day."] * 20, *["A mild day."] * 280)
    (found,) = check.measured_findings(labels, check.measure(labels, texts))
    assert found.kind is FindingKind.UNSELECTIVE
    assert "20 of 300 sentences (6.7%)" in found.problem
    few = check.measure(labels, texts[:100])
    assert check.measured_findings(labels, few) == []


def test_a_rule_without_a_word_to_look_for_is_unselective(tmp_path):
    rules = """\
      - {id: loaded.any, tier: high, regex: '\\w+ \\w+'}
      - {id: loaded.flag, tier: high, pattern: [{IS_UPPER: 'yes'}]}
      - {id: loaded.short, tier: high, regex: 'a\\w{9}'}
      - {id: loaded.word, tier: high, regex: 'brut\\w+'}
"""
    labels = label_set(tmp_path, rules)
    static = [one for one in check.findings(labels) if one.kind is FindingKind.UNSELECTIVE]
    assert [one.rule.id for one in static] == ["loaded.any", "loaded.flag"]
    measured = check.measure(labels, documents(*["A day at sea."] * 300))
    found = check.measured_findings(labels, measured)
    assert ("loaded.short", FindingKind.UNSELECTIVE) in kinds(found)
    assert "loaded.word" not in [one.rule.id for one in found]


def test_the_time_of_each_rule_is_measured_with_the_given_clock(tmp_path):
    rules = "".join(
        f"      - {{id: loaded.r{number}, tier: high, phrase: word{number}}}\n"
        for number in range(9)
    )
    labels = label_set(tmp_path, rules)
    now = 0.0
    spent = {"nothing": 10.0} | {rule.id: 11.0 for rule in labels.rules}
    spent["loaded.r4"] = 99.0
    runs = iter([name for name in spent for _ in range(6)])

    def clock() -> float:
        nonlocal now
        now += spent[next(runs)] / 2
        return now

    found = costs(labels, documents("A day."), clock, labels.rules)
    assert [name for name, cost in found.items() if cost.slow] == ["loaded.r4"]
    assert sum(cost.share for cost in found.values()) == pytest.approx(1)


def test_without_rules_there_are_no_costs(tmp_path):
    labels = label_set(tmp_path, GOOD)
    assert costs(labels, documents("A day."), lambda: 0.0, ()) == {}


def test_the_command_names_lines_and_sets_its_exit_code(tmp_path):
    (tmp_path / "labels.yaml").write_text(HEAD + GOOD, "utf-8")
    done = annotator("rules", "check", folder=tmp_path)
    assert done.stdout == ""
    assert "all well" in done.stderr
    bad = "      - {id: loaded.x, tier: low, phrase: x, sentence_lacks: x}\n"
    (tmp_path / "labels.yaml").write_text(HEAD + GOOD + bad, "utf-8")
    done = annotator("rules", "check", folder=tmp_path, code=1)
    assert "labels.yaml:16: error: loaded.x: unreachable: it can never match" in done.stdout
    printed = json.loads(annotator("rules", "check", "--json", folder=tmp_path, code=1).stdout)
    assert {(one["line"], one["kind"]) for one in printed["findings"]} == {
        (16, "unreachable"),
        (16, "untested"),
    }
    assert len(printed["rules"]) == 2


def test_the_command_measures_on_the_corpus_of_the_project(tmp_path):
    (tmp_path / "labels.yaml").write_text(HEAD + GOOD, "utf-8")
    (tmp_path / "texts").mkdir()
    for number in range(30):
        lines = "\n\n".join([f"A brutal day number {number} {line} it was." for line in range(10)])
        (tmp_path / "texts" / f"{number}.txt").write_text(f"Title {number}\n\n{lines}", "utf-8")
    annotator("import", "texts", folder=tmp_path)
    assert "matches in 300 of 300" in annotator("rules", "check", folder=tmp_path).stdout
    some = annotator("rules", "check", "--sentences", "250", folder=tmp_path)
    assert "matches in 2" in some.stdout
    none = annotator("rules", "check", "--sentences", "0", folder=tmp_path)
    assert none.stdout == ""


def test_hostile_text_is_measured_without_a_crash(tmp_path):
    labels = label_set(tmp_path, GOOD)
    texts = documents("brutal \ud800 \x1b[31m brutal", "." * 40_000, "İ brutal ſ")
    assert check.measure(labels, texts).counts["loaded.brutal"].hits == 3
