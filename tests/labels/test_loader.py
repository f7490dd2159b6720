"""The loader of labels.yaml: the parts of a rule, and every mistake with its line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from textwrap import dedent, indent

import pytest

from annotator.errors import DataError
from annotator.labels import load
from annotator.labels.loader import MAX_PROBLEMS
from annotator.model import LabelKind, RuleForm
from annotator.nlp import inflection
from tests.helpers.paths import ROOT

LABEL = """\
labels:
  - name: tone
    title: tone
    kind: framing
    glyph: '━'
    color: '#e8743b'
    definition: A word that colours.
    rules:
"""


def write(folder: Path, text: str, name: str = "labels.yaml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def with_rule(rule: str, words: str = "") -> str:
    """A label file of one label and one rule, its first line after `- ` on line 9 or later."""
    body = indent(dedent(rule).strip(), "        ")
    return f"{words}{LABEL}      - id: tone.one\n        tier: low\n{body}\n"


def rule_of(folder: Path, rule: str, words: str = ""):
    return load(write(folder, with_rule(rule, words))).rules[0]


def problems_of(folder: Path, text: str) -> list[str]:
    with pytest.raises(DataError) as caught:
        load(write(folder, text))
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def only_problem(folder: Path, text: str) -> str:
    (problem,) = problems_of(folder, text)
    return problem


def test_a_kind_of_an_earlier_version_is_still_read(tmp_path):
    labels = load(
        write(tmp_path, LABEL.replace("framing", "furniture").replace("    rules:\n", ""))
    )
    assert [label.kind for label in labels.labels] == [LabelKind.BOILERPLATE]


# ------------------------------------------------------------------------- conditions


def test_every_condition_of_place_and_speaker_is_read(tmp_path):
    found = rule_of(
        tmp_path,
        """
        phrase: so-called
        sentence_start: yes
        sentence_end: on
        lead: true
        negated: no
        speaker: [named, nobody]
        """,
    ).conditions
    assert (found.sentence_start, found.sentence_end, found.lead) == (True, True, True)
    assert found.negated is False
    assert found.speaker == ("named", "nobody")


def test_without_negated_a_rule_ignores_negation(tmp_path):
    assert rule_of(tmp_path, "phrase: so-called").conditions.negated is None


def test_an_unknown_speaker_is_reported_with_the_nearest_word(tmp_path):
    problem = only_problem(tmp_path, with_rule("phrase: x\nspeaker: namd"))
    assert problem.startswith("labels.yaml:12: speaker of rule tone.one cannot be 'namd'")
    assert "Did you mean 'named'?" in problem


def test_a_speech_rule_has_the_kinds_it_suggests_as_sources(tmp_path):
    rule = rule_of(tmp_path, "speech: [scare, indirect]")
    assert (rule.form, rule.sources) == (RuleForm.SPEECH, ("scare", "indirect"))


def test_speech_is_a_form_of_its_own(tmp_path):
    problem = only_problem(tmp_path, with_rule("speech: scare\nphrase: x"))
    assert "has 2 forms" in problem
    assert "phrase, regex, pattern and speech" in problem


def test_a_quotation_stays_a_condition_of_any_form(tmp_path):
    rule = rule_of(tmp_path, "regex: '\\w'\nquotation: [scare, title]")
    assert rule.conditions.quotation == ("scare", "title")


# ------------------------------------------------------------------------- inflection


def test_the_mark_of_a_word_is_kept_for_the_engine(tmp_path):
    words = "words:\n  say: [say~, tell~, point~ out]\n"
    phrase = rule_of(tmp_path, "phrase: [toe~ the line, falsely <say>]\nfollowed_by: <say>", words)
    assert phrase.sources[:2] == ("toe~ the line", "falsely say~")
    assert phrase.conditions.followed_by == ("say~", "tell~", "point~ out")
    expression = rule_of(tmp_path, r"regex: '\bhas <say> that\b'", words)
    assert expression.sources == (r"\bhas (?:point~\ out|tell~|say~) that\b",)
    pattern = rule_of(tmp_path, "pattern: [{LOWER: <say>}, {LOWER: as}]", "words: {say: [call~]}\n")
    assert pattern.sources == ('[{"LOWER": "call~"}, {"LOWER": "as"}]',)


def test_a_mark_after_a_list_marks_each_of_its_entries_once(tmp_path):
    words = "words:\n  say: [say, tell~]\n"
    assert rule_of(tmp_path, "phrase: <say>~ so", words).sources == ("say~ so", "tell~ so")
    assert rule_of(tmp_path, "regex: '<say>~ so'", words).sources == ("(?:tell~|say~) so",)


@pytest.mark.parametrize("phrase", ["~ the line", "toe ~", "to~e", "'9~'", "toe~~"])
def test_a_mark_that_is_not_at_the_end_of_a_word_is_a_problem_of_a_phrase(tmp_path, phrase):
    assert "has a ~ that is not at the end of a word" in only_problem(
        tmp_path, with_rule(f"phrase: {phrase}")
    )


@pytest.mark.parametrize(
    "regex", [r"a ~b", r"toe\~", r"\w~", r"[ab~]", r"\d+~", r"\Qtoe~\E", r"\pL~"]
)
def test_elsewhere_in_a_regular_expression_a_mark_is_a_tilde(tmp_path, regex):
    assert rule_of(tmp_path, f"regex: '{regex}'").sources == (regex,)
    assert inflection.expand_regex(regex) == regex


def test_the_number_of_marked_words_in_a_phrase_is_limited(tmp_path):
    problem = only_problem(tmp_path, with_rule("phrase: be~ have~ do~ say~ go~"))
    assert "more than 4 words with ~" in problem


@pytest.mark.parametrize(
    "token", ["{ORTH: say~}", "{LOWER: {REGEX: 'say~'}}", "{NORM: {IN: [say~]}}"]
)
def test_only_lower_may_have_marked_words(tmp_path, token):
    assert "works only with LOWER" in only_problem(tmp_path, with_rule(f"pattern: [{token}]"))


def test_loading_imports_no_engine():
    code = (
        "import sys; from pathlib import Path; from annotator.labels import load;"
        "load(Path('labels.yaml'));"
        "engine = 'annotator.suggestions.rules.engine';"
        "print({'spacy', 'numpy', 'lemminflect', engine} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.strip() == b"set()"


def test_the_number_of_reported_problems_is_limited(tmp_path):
    unknown = "".join(f"key{number}: x\n" for number in range(2_000))
    problems = problems_of(tmp_path, f"labels: []\n{unknown}")
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[-1].startswith(f"labels.yaml: {2_000 - MAX_PROBLEMS:,} more problems")
