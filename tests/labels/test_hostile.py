"""Broken, strange or malicious label files: a clear message, in bounded time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from annotator.errors import DataError
from annotator.labels import load, yaml_tree
from annotator.labels.token_patterns import refused_regex
from annotator.labels.word_lists import MAX_PHRASE_LENGTH, MAX_PHRASES, MAX_WORDS_IN_REGEX
from annotator.nlp import inflection
from annotator.suggestions.rules.source_matchers import compiled, refusal
from tests.helpers.paths import ROOT
from tests.labels.test_loader import LABEL, only_problem, problems_of, rule_of, with_rule, write

# ------------------------------------------------------------------------------- YAML


def test_scalars_stay_as_they_were_typed(tmp_path):
    typed = "no, No, yes, on, off, null, True, 1.0, 3.10, 0x1F, 1_000, 2024-01-01, 12:30:00, 1e3"
    rule = rule_of(tmp_path, f"phrase: [{typed}]\nsentence_lacks: [no, off]")
    assert rule.sources == tuple(typed.split(", "))
    assert rule.conditions.sentence_lacks == ("no", "off")
    rule = rule_of(tmp_path, "pattern: [{LOWER: {IN: [without, no]}}, {LOWER: on}]")
    assert rule.sources == ('[{"LOWER": {"IN": ["without", "no"]}}, {"LOWER": "on"}]',)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("labels:\n\t- name: x\n", "labels.yaml:2: .*\n    YAML is indented with spaces"),
        ("labels: []\nname: a: b\n", "labels.yaml:2: .*\n    Put quotes around a text"),
        ("labels: []\nlabels: []\n", "labels.yaml:2: the key 'labels' is given twice"),
        ("labels: []\n<<: {name: x}\n", r"labels.yaml:2: merge keys \(<<\) are not supported"),
        ("labels: []\n---\nlabels: []\n", "labels.yaml:2: a second document"),
        ("labels: [*gone]\n", r"labels.yaml:1: .*\*?gone"),
        ("labels: &a [*a]\n", r"labels.yaml:1: "),
        ("? [a]\n: b\n", "labels.yaml:1: a list or mapping is used as a key"),
        ("labels: []\nname: 'a\x00b'\n", r"labels.yaml:2: a control character \(U\+0000\)"),
        ("labels: []\nname: '\x1b[31m'\n", r"labels.yaml:2: a control character \(U\+001B\)"),
        ("labels: []\nname: '\ufffe'\n", r"labels.yaml:2: a control character \(U\+FFFE\)"),
        ('labels: []\nname: "\\e[31m"\n', r"labels.yaml:2: a control character \(U\+001B\)"),
        ('labels: []\nname: "\\0"\n', r"labels.yaml:2: a control character \(U\+0000\)"),
        ('labels: []\nname: "\\ud800"\n', "labels.yaml:2: "),
        ("labels: []\nname:\n", "labels.yaml:2: name of labels.yaml has no value"),
        ("", "labels.yaml:1: the file is empty"),
        ("# nothing\n", "labels.yaml:1: the file is empty"),
        ("just words\n", r"labels.yaml:1: labels.yaml is a text"),
    ],
)
def test_a_problem_is_reported_with_its_line(tmp_path, source, said):
    assert any(re.match(said, problem) for problem in problems_of(tmp_path, source))


def test_a_tag_constructs_nothing(tmp_path):
    rule = rule_of(tmp_path, "phrase: !!python/object/apply:os.abort [x]")
    assert rule.sources == ("x",)


def bomb() -> str:
    first = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    return first + "".join(
        f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 10)}]\n"
        for number in range(1, 12)
    )


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (bomb(), "expands to too many values"),
        ("words: {a: [" + "x, " * 1_000_000 + "]}", "expands to too many values"),
        ("[" * 1_000_000, "deep|depth"),
        ("- " * 1_000_000, "nested too deeply"),
        ("\n".join(" " * depth + "a:" for depth in range(500)), "nested too deeply"),
        ("name: " + "x" * 10_000_000, "at most 5 MB"),
    ],
)
def test_a_file_that_would_be_slow_is_refused(tmp_path, source, said):
    assert re.search(said, "\n".join(problems_of(tmp_path, source)))


def test_word_lists_that_multiply_are_refused(tmp_path):
    doubling = "".join(f"  w{n}: <w{n - 1}> <w{n - 1}>\n" for n in range(1, 60))
    problems = problems_of(tmp_path, with_rule("phrase: x", f"words:\n  w0: x\n{doubling}"))
    assert any("expands to too much text" in problem for problem in problems)
    assert max(map(len, problems)) < 10 * MAX_PHRASE_LENGTH
    ten = "words: {ten: [a, b, c, d, e, f, g, h, i, j]}\n"
    problem = only_problem(tmp_path, with_rule(f"phrase: {'<ten> ' * 5}", ten))
    assert f"At most {MAX_PHRASES:,} are possible" in problem
    chain = "".join(f"  w{n}: <w{n + 1}>\n" for n in range(2_000))
    problems = problems_of(tmp_path, with_rule("phrase: x", f"words:\n{chain}  w2000: x\n"))
    assert any("lists deep" in problem for problem in problems)


def test_a_file_reads_the_same_without_the_fast_parser(monkeypatch):
    source = (ROOT / "labels.yaml").read_text("utf-8")
    fast = yaml_tree.parse(source, Path("labels.yaml"))
    monkeypatch.setattr(yaml_tree, "_LOADER", yaml.SafeLoader)
    assert yaml_tree.parse(source, Path("labels.yaml")) == fast


@pytest.mark.parametrize("escape", [r"\ud800", r"\U00110000", r"\x00", r"\q"])
def test_the_slow_parser_refuses_forbidden_escapes_too(monkeypatch, escape):
    monkeypatch.setattr(yaml_tree, "_LOADER", yaml.SafeLoader)
    assert yaml_tree.parse(f'name: "{escape}"', Path("labels.yaml"))[1]


PIECES = st.sampled_from(
    ["labels", "- ", ": ", "\n", "  ", "{", "}", "[", "]", "&a ", "*a", "'", '"', "\\", "#", "!",
     "<say>", "~", "name", "rules", "phrase", "regex", "pattern", "words", "extends", "patterns",
     "(", ")*", "|", "?", "null", "no", "é", "\u2028", "\x85", "\r", "LOWER", "IN"]
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@example("---")
@given(st.lists(PIECES | st.characters(exclude_categories=["Cs"]), max_size=60).map("".join))
def test_any_text_is_read_or_reported(tmp_path, junk):
    for source in (junk, f"{LABEL}      - {junk}", with_rule(f"phrase: {junk}"), f"words: {junk}"):
        try:
            load(write(tmp_path, source))
        except DataError as error:
            lines = [problem.line for problem in error.problems]
            assert all(
                0 <= line <= len(re.split("[\n\r\x85\u2028\u2029]", source)) for line in lines
            )


# ------------------------------------------------------------------------ expressions

CATASTROPHIC = [
    r"(a|a)*b", r"(a*)*b", r"(\w+\s?)*x", r"(x+x+)+y", r"^(a+)+$", r"([a-z]+)*!", r"^(a|b+)+$",
    r"(?:a|a){25}b", r"(?:a?){50}b", "a?" * 30 + "a" * 30, r"(a{30}){30}", r"x*x*x*x*y",
    r".*.*=.*", r"\w+ing$", r"(?m)^\s+x", r"^.*?.*?x", r"a{0,500}a{0,500}b",
]  # fmt: skip


@pytest.mark.parametrize("source", CATASTROPHIC)
def test_an_expression_that_is_slow_in_re_is_refused_in_a_token(tmp_path, source):
    pattern = f"pattern: [{{LOWER: {{REGEX: '{source}'}}}}]"
    assert "or use the rule form regex" in only_problem(tmp_path, with_rule(pattern))


@pytest.mark.parametrize("source", CATASTROPHIC)
def test_as_a_regex_rule_it_takes_linear_time(tmp_path, source):
    rule = rule_of(tmp_path, f"regex: '{source}'")
    assert list(compiled(rule.sources[0]).finditer("a" * 100_000 + " x" * 50_000)) is not None


@pytest.mark.parametrize(
    "source",
    ["^un", "ing$", r"^\w+ing$", r"\d+", "[Uu]n.*", "colou?r", "^(?:anti|pro)-?[a-z]+$", "(?i)^x",
     "^[A-Z]{2,5}s?$", "(?:foo)?bar", r"^v\d+$"],
)  # fmt: skip
def test_simple_expressions_are_allowed_in_a_token(tmp_path, source):
    rule_of(tmp_path, f"pattern: [{{LOWER: {{REGEX: '{source}'}}}}]")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("(?=a)b", "cannot be used"),
        (r"(a)\1", "cannot be used"),
        ("(", "cannot be used"),
        ("a*", "it matches the empty text"),
        ("a{1000}{1000}", "bad repetition"),
        ("(a{100}){100}", "repetition size"),
        ("a{5000}", "repetition size"),
        ("x" * 60_000, "longer than 50,000"),
        ("(" * 60 + "a" + ")" * 60, "it has 60 groups"),
    ],
)
def test_what_re2_cannot_do_is_refused_in_a_rule(tmp_path, source, said):
    assert said in only_problem(tmp_path, with_rule(f"regex: '{source}'"))


PARTS = st.sampled_from(
    ["<say>", "<say>~", "tell~", "a", r"\b", r"\pL", r"\Q", r"\E", "(?:", "(", ")", ")?", ")*", "|",
     "[", "]", "[^a]", "{0,3}", "{20,60}", "{1001}", "?", "+", "^", "\\", "(?P<", ">", "(?=", "."]
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.lists(PARTS, min_size=1, max_size=8).map("".join))
def test_a_regex_is_refused_exactly_if_re2_refuses_it_with_its_lists_and_forms(tmp_path, source):
    words = "words: {say: [tell, point~ out, c++]}\n"
    try:
        (expression,) = rule_of(tmp_path, f"regex: '{source}'", words).sources
    except DataError:
        lists = source.replace("<say>~", "(?:tell~|point~ out|c\\+\\+~)")
        lists = lists.replace("<say>", "(?:point~ out|c\\+\\+|tell)")
        assert refusal(inflection.expand_regex(lists))
    else:
        assert refusal(inflection.expand_regex(expression)) is None


def test_a_long_list_is_for_phrases_and_not_for_expressions(tmp_path):
    (tmp_path / "names.txt").write_text("".join(f"name{n}\n" for n in range(3_000)), "utf-8")
    words = "words: {names: {file: names.txt}}\n"
    assert len(rule_of(tmp_path, "phrase: <names>", words).sources) == 3_000
    problem = only_problem(tmp_path, with_rule("regex: said <names>", words))
    assert f"At most {MAX_WORDS_IN_REGEX:,} fit" in problem
    pattern = "pattern: [{LOWER: {REGEX: '^<names>$'}}]"
    assert any(
        "list words with IN" in one for one in problems_of(tmp_path, with_rule(pattern, words))
    )


@pytest.mark.parametrize(
    "pattern",
    [
        "[{LOWER: a, OP: '*'}, {OP: '+'}, {IS_ALPHA: yes, OP: '{2,}'}, {LOWER: b}]",
        "[{LOWER: a, OP: '{1,20}'}, {LOWER: b}]",
        "[{LOWER: a, OP: '{,11}'}, {LOWER: b}]",
        "[" + "{LOWER: a, OP: '?'}, " * 11 + "{LOWER: b}]",
    ],
)
def test_token_patterns_whose_ways_multiply_are_refused(tmp_path, pattern):
    problem = only_problem(tmp_path, with_rule(f"pattern: {pattern}"))
    assert "write several patterns" in problem


@pytest.mark.parametrize("operator", ["?", "!", "*", "+", "{3}", "{1,5}", "{2,}", "{,4}"])
def test_every_operator_may_stand_in_a_pattern(tmp_path, operator):
    pattern = f"[{{LOWER: a, OP: '{operator}'}}, {{LOWER: b}}, {{LOWER: c, OP: '*'}}]"
    rule_of(tmp_path, f"pattern: {pattern}")


ATOMS = st.sampled_from(["a", "b", r"\w", "[ab]", ".", "(?:a|b)", "(?:ab)", "(a)", "^", "$", "a|b"])
REPEATS = st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,3}", "{2,}", "*?", "+?"])
EXPRESSIONS = st.lists(st.tuples(ATOMS, REPEATS).map("".join), min_size=1, max_size=6).map("".join)


@settings(max_examples=300)
@given(EXPRESSIONS, st.sampled_from(["a", "b", "ab", "aab", "é"]))
def test_no_allowed_expression_is_slow_on_a_long_token(source, unit):
    if refused_regex(source) is None:
        found = re.search(source, unit * 20_000 + "!")
        assert found is None or found.start() <= 20_000 * len(unit)
