"""The files that a label file names: extended files, word lists, pattern files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.errors import DataError
from annotator.labels import load, path_of, shipped
from annotator.labels.inheritance import MAX_DEPTH
from annotator.model import RuleForm, Tier, Voice
from tests.labels.test_loader import only_problem, problems_of, with_rule, write

BASE = """\
name: base
words:
  say: [says, said]
  falsely_said: [falsely <say>]
attributes:
  target: {type: text}
labels:
  - name: tone
    title: tone
    kind: framing
    glyph: '━'
    color: '#e8743b'
    definition: A word that colours.
    attributes: [target]
    rules:
      - {id: tone.said, tier: low, phrase: <falsely_said>}
      - {id: tone.loud, tier: low, phrase: loud}
  - name: page
    title: page
    kind: boilerplate
    glyph: '░'
    color: '#767f8b'
    definition: Boilerplate of the page.
"""


@pytest.fixture
def folder(tmp_path):
    write(tmp_path, BASE, "base.yaml")
    return tmp_path


def extended(folder: Path, text: str):
    return load(write(folder, f"extends: base.yaml\n{text}"))


# ---------------------------------------------------------------------------- extends


def test_a_file_that_only_extends_has_all_of_its_base(folder):
    ours, base = extended(folder, ""), load(folder / "base.yaml")
    assert ours.name == "base"
    assert [label.name for label in ours.labels] == ["tone", "page"]
    assert [one.version for one in ours.rules] == [one.version for one in base.rules]
    assert {rule.file for rule in ours.rules} == {"base.yaml"}
    assert path_of("base.yaml", folder / "labels.yaml") == folder / "base.yaml"


def test_a_label_of_the_same_name_is_merged_and_a_new_one_is_appended(folder):
    ours = extended(
        folder,
        """
labels:
  - name: tone
    title: Ton
    rules:
      - {id: tone.loud, tier: high, phrase: shrill}
      - {id: tone.new, tier: low, phrase: curt}
  - {name: own, title: own, kind: claim, glyph: o, color: '#ffffff', definition: Mine.}
""",
    )
    assert [label.title for label in ours.labels] == ["Ton", "page", "own"]
    tone = ours.labels[0]
    assert tone.definition == "A word that colours."
    assert [(rule.id, rule.file) for rule in tone.rules] == [
        ("tone.said", "base.yaml"),
        ("tone.loud", ""),
        ("tone.new", ""),
    ]
    assert tone.rules[1].sources == ("shrill",)


def test_enabled_alone_switches_a_rule_of_the_base(folder):
    ours = extended(folder, "labels: [{name: tone, rules: [{id: tone.loud, enabled: no}]}]\n")
    (loud,) = [rule for rule in ours.rules if rule.id == "tone.loud"]
    assert not loud.enabled
    assert (loud.sources, loud.file) == (("loud",), "base.yaml")


def test_a_switch_needs_a_rule(folder):
    text = "extends: base.yaml\nlabels:\n- name: tone\n  rules: [{id: tone.lout, enabled: no}]\n"
    problem = only_problem(folder, text)
    assert problem.startswith("labels.yaml:4: there is no rule 'tone.lout' to switch on or off")
    assert "Did you mean 'tone.loud'?" in problem


def test_words_of_the_same_name_replace_and_may_use_those_they_replace(folder):
    replaced = extended(folder, "words: {say: [told]}\n")
    assert replaced.rules[0].sources == ("falsely told",)
    added = extended(folder, "words: {say: [<say>, told]}\n")
    assert added.rules[0].sources == ("falsely says", "falsely said", "falsely told")


def test_attributes_of_the_same_name_replace(folder):
    ours = extended(folder, "attributes: {target: {type: number}}\n")
    assert [str(one.type) for one in ours.labels[0].attributes] == ["number"]


def test_a_later_base_takes_precedence_and_a_shared_base_counts_once(folder):
    write(folder, "extends: base.yaml\nname: left\nwords: {say: [left]}\n", "left.yaml")
    write(folder, "extends: base.yaml\nwords: {say: [<say>, right]}\n", "right.yaml")
    ours = load(write(folder, "extends: [left.yaml, right.yaml]\n"))
    assert ours.name == "left"
    assert ours.rules[0].sources == ("falsely left", "falsely right")


def test_default_is_the_shipped_file(tmp_path):
    ours = load(write(tmp_path, "extends: default\nname: mine\n"))
    base = load(shipped("labels.yaml"))
    assert ours.labels[0].rules[0].version == base.labels[0].rules[0].version
    assert ours.labels[0].rules[0].file == "default"
    assert path_of("default", tmp_path / "labels.yaml") == shipped("labels.yaml")


def test_problems_of_a_base_name_its_file_and_line(folder):
    write(folder, BASE.replace("phrase: loud", "frase: loud"), "base.yaml")
    problems = problems_of(folder, "extends: base.yaml\nnmae: x\n")
    assert [problem.split(":")[:2] for problem in problems] == [
        ["labels.yaml", "2"],
        ["base.yaml", "17"],
        ["base.yaml", "17"],
    ]


def test_a_rule_id_that_another_file_uses_is_reported(folder):
    rule = "{id: tone.said, tier: low, phrase: x}"
    label = "{name: own, title: own, kind: claim, glyph: o, color: '#ffffff', definition: Mine, "
    problems = problems_of(folder, f"extends: base.yaml\nlabels: [{label}rules: [{rule}]}}]\n")
    assert any("'tone.said' is taken in line 16 of base.yaml" in problem for problem in problems)


@pytest.mark.parametrize("base", ["gone.yaml", ".", "a\\0b", "no/way/x.yaml"])
def test_a_base_that_cannot_be_read_is_reported_at_the_line_that_names_it(tmp_path, base):
    problem = only_problem(tmp_path, f'name: x\nextends: "{base}"\n')
    assert problem.startswith("labels.yaml:2: ")


def test_a_circle_is_reported(tmp_path):
    write(tmp_path, "extends: labels.yaml\n", "b.yaml")
    problem = only_problem(tmp_path, "extends: b.yaml\n")
    assert problem.startswith("b.yaml:1: labels.yaml extends b.yaml extends labels.yaml")


def test_a_file_that_extends_itself_is_reported(tmp_path):
    assert "extends labels.yaml" in only_problem(tmp_path, "extends: labels.yaml\n")


def test_a_chain_of_files_is_limited(tmp_path):
    for number in range(MAX_DEPTH + 5):
        write(tmp_path, f"extends: {number + 1}.yaml\n", f"{number}.yaml")
    problem = only_problem(tmp_path, "extends: 0.yaml\n")
    assert f"more than {MAX_DEPTH}" in problem


def test_the_source_and_the_id_cover_every_file(folder):
    write(folder, "loud\n", "loud.txt")
    before = extended(folder, "words: {loud: {file: loud.txt}}\n")
    assert before.source.startswith("extends: base.yaml\n")
    assert "# file base.yaml (" in before.source
    assert "# file loud.txt (5 characters)\nloud\n" in before.source
    assert BASE in before.source
    write(folder, "quiet\n", "loud.txt")
    after = extended(folder, "words: {loud: {file: loud.txt}}\n")
    assert after.uid != before.uid
    assert extended(folder, "words: {loud: {file: loud.txt}}\n").uid == after.uid


# --------------------------------------------------------------------- lists in files

OUTLETS = "# Papers\n\nThe Ellery Gazette\nMerkur~  # an agency\r\n  Süd-Anzeiger\n"


def test_a_word_list_may_be_a_file(tmp_path):
    write(tmp_path, OUTLETS, "outlets.txt")
    words = "words: {outlets: {file: outlets.txt}, told: ['told <outlets>']}\n"
    rule = load(write(tmp_path, with_rule("phrase: <told>", words))).rules[0]
    assert rule.sources == ("told The Ellery Gazette", "told Merkur~", "told Süd-Anzeiger")


def test_a_column_of_a_table_may_be_a_word_list(tmp_path):
    write(tmp_path, 'name,kind\n"Doe, Ann",person\n,\nRoe,person\n', "people.csv")
    words = "words: {people: {file: people.csv, column: name}}\n"
    rule = load(write(tmp_path, with_rule("phrase: <people>", words))).rules[0]
    assert rule.sources == ("Doe, Ann", "Roe")


def test_the_path_of_a_list_is_relative_to_the_file_that_names_it(tmp_path):
    (tmp_path / "team").mkdir()
    write(tmp_path / "team", "Merkur\n", "outlets.txt")
    words = "words: {outlets: {file: outlets.txt}}\n"
    write(tmp_path / "team", with_rule("phrase: <outlets>", words), "base.yaml")
    rule = load(write(tmp_path, "extends: team/base.yaml\n")).rules[0]
    assert (rule.sources, rule.file) == (("Merkur",), "team/base.yaml")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("good\nb~ad\n", "outlets.txt:2: 'b~ad' has a ~ that is not at the end of a word"),
        ("good\n<naem>\n", "outlets.txt:2: there is no word list <naem>"),
        ("good\n\nb\x1bad\n", "outlets.txt:3: a control character (U+001B)"),
        ("# nothing\n\n", "outlets.txt: there is no word in it"),
        (None, "labels.yaml:1: "),
    ],
)
def test_problems_of_a_list_name_its_file_and_line(tmp_path, content, said):
    if content is not None:
        write(tmp_path, content, "outlets.txt")
    words = "words: {outlets: {file: outlets.txt}}\n"
    assert only_problem(tmp_path, with_rule("phrase: x", words)).startswith(said)


def test_a_list_that_is_not_utf_8_is_reported_with_its_line(tmp_path):
    (tmp_path / "outlets.txt").write_bytes(b"good\ncaf\xe9\n")
    words = "words: {outlets: {file: outlets.txt}}\n"
    problem = only_problem(tmp_path, with_rule("phrase: x", words))
    assert problem.startswith("outlets.txt:2: expected UTF-8")


def test_an_unknown_column_and_a_broken_table_are_reported(tmp_path):
    write(tmp_path, "name,kind\nDoe,person\n", "people.csv")
    words = "words: {people: {file: people.csv, column: naem}}\n"
    assert "people.csv:1: there is no column 'naem'\n    Did you mean 'name'?" in only_problem(
        tmp_path, with_rule("phrase: x", words)
    )
    write(tmp_path, 'name\n"Doe" x\n', "people.csv")
    words = "words: {people: {file: people.csv, column: name}}\n"
    assert "this is not CSV" in only_problem(tmp_path, with_rule("phrase: x", words))


def test_lists_may_be_used_before_they_are_written(tmp_path):
    words = "words: {told: [told <outlets>], outlets: [Merkur]}\n"
    assert load(write(tmp_path, with_rule("phrase: <told>", words))).rules[0].sources == (
        "told Merkur",
    )


@pytest.mark.parametrize(
    "words", ["{a: [<a>]}", "{a: [<b>], b: [<a>]}", "{a: [<b>], b: [<c>], c: [x, <b>]}"]
)
def test_a_list_that_contains_itself_is_reported(tmp_path, words):
    problems = problems_of(tmp_path, with_rule("phrase: x", f"words: {words}\n"))
    assert any("is made of itself" in problem for problem in problems)


# ---------------------------------------------------------------------- pattern files

PATTERNS = [
    {"label": "TONE", "pattern": "so called"},
    {"label": "tone", "pattern": [{"lower": "stern"}, {"IS_TITLE": True, "OP": "?"}]},
    {"label": "tone", "pattern": "curt", "id": "curt"},
    {"label": "tone", "pattern": "terse", "id": "curt"},
]


def team(folder: Path, lines: list[object], spec: str = "team.jsonl", extra: str = "") -> Path:
    write(folder, "".join(json.dumps(line) + "\n" for line in lines), "team.jsonl")
    return write(folder, f"patterns: {spec}\n{extra}" + BASE)


def test_every_line_of_a_pattern_file_is_a_rule(tmp_path):
    rules = load(team(tmp_path, PATTERNS)).labels[0].rules[2:]
    assert [rule.id for rule in rules] == [
        "tone.team_1",
        "tone.team_2",
        "tone.curt",
        "tone.curt_team_4",
    ]
    assert [rule.form for rule in rules[:2]] == [RuleForm.PHRASE, RuleForm.PATTERN]
    assert rules[1].sources == ('[{"LOWER": "stern"}, {"IS_TITLE": true, "OP": "?"}]',)
    assert {rule.tier for rule in rules} == {Tier.MEDIUM}
    assert [(rule.file, rule.line) for rule in rules[:2]] == [("team.jsonl", 1), ("team.jsonl", 2)]


def test_tier_and_conditions_apply_to_a_whole_pattern_file(tmp_path):
    spec = "[{file: team.jsonl, tier: high, voice: [narrator], enabled: no}]"
    rules = load(team(tmp_path, PATTERNS, spec)).labels[0].rules[2:]
    assert {(rule.tier, rule.enabled, rule.conditions.voice) for rule in rules} == {
        (Tier.HIGH, False, (Voice.NARRATOR,))
    }


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"label": "tune", "pattern": "x"}, "labels.yaml, got 'tune'\n    Did you mean 'tone'?"),
        ({"label": "tone"}, "needs a pattern"),
        ({"pattern": "x"}, "needs a label"),
        ({"label": "tone", "patern": "x"}, "Did you mean 'pattern'?"),
        ({"label": "tone", "pattern": [{"LOVER": "x"}]}, "Did you mean 'LOWER'?"),
        ({"label": "tone", "pattern": [{"LEMMA": "x"}]}, "LEMMA needs a trained pipeline"),
        ({"label": "tone", "pattern": []}, "the token pattern is empty"),
        ({"label": "tone", "pattern": "half \ud800"}, "it contains a control character"),
        (["tone", "x"], "not a JSON object"),
        ("tone", "not a JSON object"),
    ],
)
def test_problems_of_a_pattern_file_name_its_file_and_line(tmp_path, line, said):
    team(tmp_path, [PATTERNS[0], line])
    with pytest.raises(DataError) as caught:
        load(tmp_path / "labels.yaml")
    assert all("team.jsonl:2: " in str(problem) for problem in caught.value.problems)
    assert said in str(caught.value)


@pytest.mark.parametrize("line", ["{", "[" * 100_000, '{"label": ' + "[" * 50, "9" * 10_000])
def test_lines_that_are_not_json_are_reported(tmp_path, line):
    team(tmp_path, [])
    write(tmp_path, f"\n{line}\n", "team.jsonl")
    with pytest.raises(DataError, match=r"team\.jsonl:2: "):
        load(tmp_path / "labels.yaml")


LINES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["tone", "LOWER", "x", "OP", "?"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["label", "pattern", "id", "LOWER", "OP"]), inner)
    ),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(LINES, LINES)
def test_any_line_of_a_pattern_file_is_read_or_reported(tmp_path, line, pattern):
    try:
        load(team(tmp_path, [line, {"label": "tone", "pattern": pattern}]))
    except DataError as error:
        assert {problem.path.name for problem in error.problems} == {"team.jsonl"}  # noqa: PT017


# --------------------------------------------------------------------------- pipeline


def test_a_trained_pipeline_allows_its_token_keys(tmp_path):
    pattern = "pattern: [{LEMMA: slam, POS: VERB}, {MORPH: {IS_SUPERSET: [Number=Sing]}}]"
    labels = load(write(tmp_path, with_rule(pattern, "pipeline: en_core_web_sm\n")))
    assert labels.pipeline == "en_core_web_sm"
    assert json.loads(labels.rules[0].sources[0])[0] == {"LEMMA": "slam", "POS": "VERB"}


def test_the_folder_of_a_pipeline_is_relative_to_the_file_that_names_it(tmp_path):
    (tmp_path / "model").mkdir()
    labels = load(write(tmp_path, with_rule("phrase: x", "pipeline: ./model\n")))
    assert labels.pipeline == str((tmp_path / "model").resolve())


def test_without_a_pipeline_its_keys_are_refused_with_a_fix(tmp_path):
    problem = only_problem(tmp_path, with_rule("pattern: [{LEMMA: slam}]"))
    assert problem.startswith("labels.yaml:11: LEMMA needs a trained pipeline")
    assert "pipeline: en_core_web_sm" in problem
