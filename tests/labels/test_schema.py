"""The JSON Schema of labels.yaml: generated from the loader's tables, and consistent with it."""

from __future__ import annotations

import json

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.errors import DataError
from annotator.labels import load
from annotator.labels.json_schema import schema, text
from annotator.labels.schema import FILE, AnyOf, ListOf, MappingOf, Section
from tests.helpers.paths import ROOT
from tests.labels.test_loader import LABEL, with_rule, write
from tests.test_journey import annotator

VALIDATOR = jsonschema.Draft202012Validator(schema())


class Plain(yaml.SafeLoader):
    """YAML as an editor reads it, but for dates, which JSON does not know."""


Plain.yaml_implicit_resolvers = {
    first: [(tag, found) for tag, found in resolvers if not tag.endswith("timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def fits(source: str) -> bool:
    return VALIDATOR.is_valid(yaml.load(source, Loader=Plain))


def test_the_shipped_schema_is_the_generated_one():
    assert (ROOT / "labels.schema.json").read_text("utf-8") == text()
    jsonschema.Draft202012Validator.check_schema(schema())


def test_the_shipped_labels_fit_the_schema_and_name_it_in_their_first_line():
    shipped = (ROOT / "labels.yaml").read_text("utf-8")
    assert shipped.startswith("# yaml-language-server: $schema=labels.schema.json\n")
    assert fits(shipped)


def records(shape, found=None):
    found = {} if found is None else found
    match shape:
        case Section() if shape.name not in found:
            found[shape.name] = shape
            for key in shape.keys:
                records(key.shape, found)
        case ListOf(of) | MappingOf(of):
            records(of, found)
        case AnyOf(shapes):
            for one in shapes:
                records(one, found)
    return found


def test_every_key_of_the_loader_is_in_the_schema_with_a_description():
    made = schema()
    for name, record in records(FILE).items():
        there = made if name == "file" else made["$defs"][name]
        assert list(there["properties"]) == list(record.names), name
        assert all(one["description"] for one in there["properties"].values()), name


@pytest.mark.parametrize(
    "rule",
    [
        "phrase: [no, yes, on, off, null, 1.0, 2024-01-01]",
        "phrase: no",
        "regex: 2024",
        "pattern: [{LOWER: {IN: [no, on]}, OP: '?'}, {lower: 2024, IS_TITLE: yes}, {LENGTH: 3}]",
        "pattern: [[{ORTH: Off}], [{LENGTH: {'>=': 3}}]]",
        "speech: scare",
        "phrase: x\nlead: on\nnegated: 'no'\nspeaker: [named]\nvoice: narrator\nenabled: off",
        "phrase: x\nset: {}",
        "phrase: x\nexamples: {match: ['an [[x]]'], no_match: none}",
    ],
)
def test_rules_that_the_loader_accepts_fit_the_schema(tmp_path, rule):
    source = with_rule(rule)
    load(write(tmp_path, source))
    assert fits(source)


@pytest.mark.parametrize(
    "source",
    [
        "name: nothing else\n",
        "- a list\n",
        LABEL.replace("title", "titel"),
        LABEL.replace("    color: '#e8743b'\n", "").replace("    rules:\n", ""),
        LABEL.replace("framing", "framming"),
        LABEL.replace("'#e8743b'", "orange"),
        LABEL.replace("'━'", "'━━'"),
        with_rule("phrase: x\nregex: y"),
        with_rule("tone: x"),
        with_rule("phrase: {a: b}"),
        with_rule("phrase: []"),
        with_rule("phrase: x\ntier: high").replace("tier: low", "tire: low"),
        with_rule("phrase: x\nvoice: narator"),
        with_rule("phrase: x\nnegated: maybe"),
        with_rule("phrase: x\nspeaker: somebody"),
        with_rule("speech: whispered"),
        with_rule("pattern: [{LOVER: x}]"),
        with_rule("pattern: [{LOWER: {INN: [x]}}]"),
        with_rule("pattern: [{LOWER: x, OP: '%'}]"),
        with_rule("phrase: x", "words: {say: {fill: a.txt}}\n"),
        with_rule("phrase: x", "attributes: {voice: {type: chioce}}\n"),
        with_rule("phrase: x", "extends: default\nwrods: {a: b}\n"),
    ],
)
def test_files_that_the_schema_refuses_are_refused_by_the_loader(tmp_path, source):
    assert not fits(source)
    with pytest.raises(DataError):
        load(write(tmp_path, source))


def test_a_file_that_extends_another_needs_only_the_differences():
    rules = "rules: [{id: hedge.modal, enabled: yes}]"
    part = f"labels: [{{name: hedge, {rules}}}]\n"
    assert fits(f"extends: default\n{part}")
    assert not fits(part)
    assert json.loads(text())["$defs"]["label_part"]["required"] == ["name"]


def test_a_new_project_has_the_schema_and_a_command_prints_it(tmp_path):
    annotator("init", folder=tmp_path)
    assert (tmp_path / "labels.schema.json").read_text("utf-8") == text()
    assert annotator("labels", "schema", folder=tmp_path).stdout == text()


RICH = """
name: rich
pipeline: en_core_web_sm
extends: base.yaml
patterns: [team.jsonl, {file: team.jsonl, tier: high, voice: narrator}]
words: {say: [say~, tell~], names: [Doe, <say>], more: {file: more.txt}}
attributes: {target: {type: text}, how: {type: choice, choices: [a, b]}}
labels:
  - name: tone
    title: tone
    kind: framing
    unit: span
    key: 1
    glyph: '━'
    color: '#e8743b'
    definition: A word that colours.
    attributes: [target, {name: sure, type: number, minimum: 1, maximum: 3}]
    examples: {match: ['a [[b]] c'], no_match: [d]}
    rules:
      - {id: tone.one, tier: low, phrase: [<say> so], voice: [narrator], set: {sure: 2}}
      - {id: tone.two, tier: high, regex: 'a+b', lead: yes, enabled: no, speaker: nobody}
      - {id: tone.three, tier: low, pattern: [{LOWER: {IN: [a, b]}, OP: '?'}, {POS: VERB}]}
      - {id: tone.four, tier: low, speech: scare, negated: no, examples: {match: ['[[x]]']}}
"""
JUNK = [
    None, True, 0, -1, 1.5, "", "x", "~", "<say>", "<nope>", [], {}, ["x"], {"a": "b"}, "yes",
    [["x"]], [{"LOWER": "x"}], {"file": "nope.txt"}, {"IN": ["x"]}, "default", [None], "x" * 2000,
    "(", "say~", {"LOWER": {"REGEX": "("}},
]  # fmt: skip


def places(node, path=()):
    """The way to everything in a tree."""
    parts = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in parts if isinstance(node, dict | list) else ():
        yield (*path, key)
        yield from places(value, (*path, key))


def its_files(folder):
    """What the rich file names."""
    write(folder, "labels: []\n", "base.yaml")
    write(folder, '{"label": "tone", "pattern": "x"}\n', "team.jsonl")
    write(folder, "Roe\n", "more.txt")


def test_the_rich_file_fits_and_loads(tmp_path):
    its_files(tmp_path)
    assert len(load(write(tmp_path, RICH)).rules) == 6
    assert fits(RICH)


def changed(tree, path, junk):
    """The tree with junk at one place; None takes out what is there."""
    holder = tree
    for key in path[:-1]:
        holder = holder[key]
    if junk is None:
        del holder[path[-1]]
    else:
        holder[path[-1]] = junk
    return tree


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.data(), st.sampled_from(JUNK))
def test_the_schema_accepts_all_that_the_loader_accepts(tmp_path, data, junk):
    rich = yaml.load(RICH, Loader=yaml.BaseLoader)
    path = data.draw(st.sampled_from(list(places(rich))))
    source = yaml.safe_dump(changed(rich, path, junk), allow_unicode=True)
    its_files(tmp_path)
    try:
        load(write(tmp_path, source))
    except DataError:
        return
    assert fits(source)
