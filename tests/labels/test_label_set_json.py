"""The JSON of a label set: it comes back equal, and its two ids cover what they should."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.canonical_json import canonical_json, content_id
from annotator.labels import load, shipped
from annotator.labels.label_set_json import (
    appearance_json,
    guideline_json,
    label_set_from_json,
    rules_json,
    with_ids,
)
from annotator.model import (
    Attribute,
    AttributeType,
    Conditions,
    Example,
    Group,
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
from tests.labels.test_loader import write

FILE = """\
name: tone of voice
groups:
  wording: {hue: '#cc79a7', definition: How it is put.}
  stance: {definition: Where it stands.}
attributes:
  target: {type: text, help: Whom it aims at}
  degree: {type: number, minimum: 1, maximum: 3}
words:
  loud: [loud, shrill]
labels:
  - name: tone
    title: tone
    kind: framing
    group: wording
    key: '1'
    glyph: '━'
    color: '#e8743b'
    definition: A word that colours.
    cues: slammed
    attributes: [target, {name: side, type: choice, choices: [left, right]}]
    examples: {match: ['He [[slammed]] it.'], no_match: [He shut it.]}
    rules:
      - id: tone.loud
        tier: low
        phrase: <loud>
        voice: [narrator]
        set: {side: left}
        examples: {match: ['A [[loud]] no.'], no_match: [A no.]}
      - {id: tone.slam, tier: high, regex: '\\bslam\\w+', negated: no}
  - name: page
    title: page
    kind: boilerplate
    unit: sentence
    glyph: '░'
    color: '#767f8b'
    definition: Lines around the text.
"""


def ids(folder, text: str) -> tuple[str, str]:
    found = load(write(folder, text))
    return found.guideline, found.rules_uid


def changed(folder, old: str, new: str) -> tuple[bool, bool]:
    """Whether an edit changes the id of the guideline, and that of the rules."""
    assert old in FILE
    before, after = ids(folder, FILE), ids(folder, FILE.replace(old, new))
    return before[0] != after[0], before[1] != after[1]


PAGE = FILE[FILE.index("  - name: page") :]

NEITHER = [
    ("name: tone of voice", "name: another name"),
    ("labels:\n", "# a comment\n\n\nlabels:  # and another\n"),
    ("      - id: tone.loud\n        tier: low\n", "      - tier: low\n        id: tone.loud\n"),
    ("    key: '1'\n", "    key: '7'\n"),
    ("glyph: '━'", "glyph: '─'"),
    ("'#e8743b'", "'#56b4e9'"),
    ("hue: '#cc79a7'", "hue: '#e69f00'"),
    ("definition: A word that colours.", 'definition: "A word that colours."'),
    ("phrase: <loud>", "phrase: [loud, shrill]"),
    ("loud: [loud, shrill]", "loud: [loud, shrill]\n  unused: [calm]"),
    ("attributes:\n  target", "attributes:\n  unused: {type: text}\n  target"),
    (
        "    kind: boilerplate\n    unit: sentence\n",
        "    unit: sentence\n    kind: boilerplate\n",
    ),
]
GUIDELINE = [
    ("A word that colours.", "A word that colours and no other."),
    ("title: tone", "title: Ton"),
    ("cues: slammed", "cues: slammed, blasted"),
    ("group: wording", "group: stance"),
    ("How it is put.", "How it is put in words."),
    ("{definition: Where it stands.}", "{title: standpoint, definition: Where it stands.}"),
    ("help: Whom it aims at", "help: Who is the target"),
    ("choices: [left, right]", "choices: [left, right, middle]"),
    ("He [[slammed]] it.", "He [[blasted]] it."),
    ("He [[slammed]] it.", "[[He]] slammed it."),
    ("no_match: [He shut it.]", "no_match: [He closed it.]"),
    ("unit: sentence", "unit: document"),
    (PAGE, ""),
    ("  - name: page", "  - name: pages"),
]
RULES = [
    ("loud: [loud, shrill]", "loud: [loud, shrill, noisy]"),
    ("tier: low", "tier: medium"),
    ("voice: [narrator]", "voice: [narrator, mixed]"),
    ("        voice: [narrator]\n", ""),
    ("negated: no", "negated: yes"),
    (", negated: no", ""),
    ("set: {side: left}", "set: {side: right}"),
    ("A [[loud]] no.", "A [[loud]] yes."),
    ("tier: high, regex", "tier: high, enabled: no, regex"),
    ("id: tone.slam", "id: tone.slammed"),
    (
        "      - {id: tone.slam",
        "      - {id: tone.so, tier: low, phrase: so}\n      - {id: tone.slam",
    ),
    ("name: tone of voice", "pipeline: en_core_web_sm"),
]
MINE = """\
  - name: mine
    title: mine
    kind: framing
    glyph: m
    color: '#000000'
    definition: A label of our own.
    rules: [{id: mine.own, tier: low, phrase: own}]
"""
BOTH = [
    ("kind: framing", "kind: claim"),
    ("attributes: [target, ", "attributes: [target, degree, "),
    (PAGE, MINE + PAGE),
]


@pytest.mark.parametrize(("old", "new"), NEITHER)
def test_comments_formatting_and_appearance_change_neither_id(tmp_path, old, new):
    assert changed(tmp_path, old, new) == (False, False)


@pytest.mark.parametrize(("old", "new"), GUIDELINE)
def test_what_people_annotate_by_changes_the_guideline_only(tmp_path, old, new):
    assert changed(tmp_path, old, new) == (True, False)


@pytest.mark.parametrize(("old", "new"), RULES)
def test_what_only_suggestions_depend_on_changes_the_rules_only(tmp_path, old, new):
    assert changed(tmp_path, old, new) == (False, True)


@pytest.mark.parametrize(("old", "new"), BOTH)
def test_kind_and_attributes_of_a_label_with_rules_change_both(tmp_path, old, new):
    assert changed(tmp_path, old, new) == (True, True)


def test_the_order_of_rules_counts_and_the_order_of_labels_does_not(tmp_path):
    loaded = load(write(tmp_path, FILE))
    tone, page = loaded.labels
    turned = with_ids(replace(loaded, labels=(page, tone)))
    assert (turned.guideline, turned.rules_uid) == (loaded.guideline, loaded.rules_uid)
    other = with_ids(replace(loaded, labels=(replace(tone, rules=tone.rules[::-1]), page)))
    assert other.guideline == loaded.guideline
    assert other.rules_uid != loaded.rules_uid


def test_a_rule_of_a_base_counts_as_one_of_the_file_itself(tmp_path):
    alone = load(write(tmp_path, FILE, "base.yaml"))
    above = load(write(tmp_path, "extends: base.yaml\n"))
    assert (above.guideline, above.rules_uid) == (alone.guideline, alone.rules_uid)
    assert above.uid != alone.uid


def test_a_pipeline_in_a_folder_has_the_same_id_on_every_machine(tmp_path):
    text = FILE.replace("name: tone of voice", "pipeline: models/ours")
    found = set()
    for place in (tmp_path / "here", tmp_path / "there"):
        (place / "models" / "ours").mkdir(parents=True)
        loaded = load(write(place, text))
        assert loaded.pipeline == str(place / "models" / "ours")
        found.add(loaded.rules_uid)
    assert len(found) == 1


def test_the_ids_are_content_ids_of_canonical_json(tmp_path):
    loaded = load(write(tmp_path, FILE))
    assert loaded.guideline == content_id(guideline_json(loaded))
    assert loaded.rules_uid == content_id(rules_json(loaded))


def test_fields_without_a_value_are_left_out(tmp_path):
    """A new field, or a new kind of condition, therefore changes no id."""
    loaded = load(write(tmp_path, FILE))
    assert guideline_json(loaded)["labels"]["page"] == {
        "title": "page",
        "kind": "boilerplate",
        "unit": "sentence",
        "definition": "Lines around the text.",
    }
    assert rules_json(loaded)["labels"]["tone"]["rules"][1] == {
        "id": "tone.slam",
        "version": loaded.rules[1].version,
        "tier": "high",
        "regex": (r"\bslam\w+",),
        "conditions": {"negated": False},
    }


# ------------------------------------------------------------------------- back again


def restored(label_set: LabelSet) -> LabelSet:
    """The label set, out of three texts in JSON."""
    parts = (guideline_json, rules_json, appearance_json)
    texts = [canonical_json(part(label_set)) for part in parts]
    return label_set_from_json(*map(json.loads, texts), source=label_set.source)


def test_the_default_labels_come_back_equal():
    default = load(shipped("labels.yaml"))
    assert restored(default) == default
    assert [type(rule.tier) for rule in restored(default).rules] == [Tier] * len(default.rules)


def test_a_file_with_all_that_there_is_comes_back_equal(tmp_path):
    write(tmp_path, FILE, "base.yaml")
    loaded = load(write(tmp_path, "extends: base.yaml\n# the rules are on lines of base.yaml\n"))
    assert restored(loaded) == loaded
    assert [(rule.line, rule.file) for rule in restored(loaded).rules] == [
        (23, "base.yaml"),
        (29, "base.yaml"),
    ]


texts = st.text("ab é—'\"\\\n", max_size=5)
names = st.text("abcde_", min_size=1, max_size=5)
numbers = st.none() | st.integers(-3, 3) | st.floats(-3, 3)
spans = st.builds(lambda start, length: Span(start, start + length), *[st.integers(1, 9)] * 2)
examples = st.lists(st.builds(Example, texts, st.none() | spans), max_size=2).map(tuple)
phrases = st.lists(texts, max_size=2).map(tuple)
yes_no = st.booleans()
values = st.one_of(texts, yes_no, st.integers(), st.lists(texts))
attributes = st.builds(
    Attribute, names, st.sampled_from(AttributeType), texts, phrases, numbers, numbers
)
conditions = st.builds(
    Conditions, st.lists(st.sampled_from(Voice)).map(tuple), phrases, yes_no, yes_no, yes_no,
    st.none() | yes_no, *[phrases] * 7,
)  # fmt: skip
groups = st.builds(Group, names, texts, texts, texts)


@st.composite
def label_sets(draw) -> LabelSet:
    """Any label set whose labels, groups and rules have unique names."""
    labels = []
    for name in draw(st.lists(names, unique=True, max_size=3)):
        rules = [
            Rule(
                f"{name}.{draw(names)}{number}", draw(names), name, draw(st.sampled_from(Tier)),
                draw(st.sampled_from(RuleForm)), draw(phrases), draw(conditions),
                draw(st.dictionaries(names, values, max_size=2)), draw(examples), draw(examples),
                draw(yes_no), draw(st.integers(0, 99)), draw(texts),
            )
            for number in range(draw(st.integers(0, 2)))
        ]  # fmt: skip
        label = st.builds(
            Label, st.just(name), texts, st.sampled_from(LabelKind), st.sampled_from(LabelUnit),
            *[texts] * 6, st.lists(attributes, max_size=2).map(tuple), examples, examples,
            st.just(tuple(rules)),
        )  # fmt: skip
        labels.append(draw(label))
    found = draw(st.lists(groups, unique_by=lambda one: one.name, max_size=2))
    return LabelSet(
        draw(names), draw(texts), tuple(labels), draw(texts), draw(texts), tuple(found),
    )  # fmt: skip


@given(label_sets(), st.booleans())
def test_every_label_set_comes_back_equal_with_the_same_ids(label_set, known):
    made = with_ids(label_set) if known else label_set
    again = restored(made)
    assert again == made
    assert with_ids(again) == with_ids(label_set)


@given(label_sets(), texts, texts)
def test_appearance_never_changes_an_id(label_set, text, other):
    labels = tuple(
        replace(
            label, key=text, glyph=other, color=text,
            rules=tuple(replace(rule, line=7, file=other) for rule in label.rules),
        )
        for label in reversed(label_set.labels)
    )  # fmt: skip
    shown = replace(label_set, uid="b2:other", name=other, source=text, labels=labels)
    before, after = with_ids(label_set), with_ids(shown)
    assert (before.guideline, before.rules_uid) == (after.guideline, after.rules_uid)
