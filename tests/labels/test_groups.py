"""Groups of labels: read, checked with their lines, merged with those of the files below."""

from __future__ import annotations

import pytest

from annotator.labels import load, shipped
from annotator.model import Group
from tests.labels.test_loader import LABEL, only_problem, problems_of, write

LABELS = LABEL.replace("    rules:\n", "")
GROUPS = """\
groups:
  wording: {title: choice of words, hue: '#cc79a7', definition: How it is put.}
  stance: {}
"""


def in_group(group: str) -> str:
    return f"{LABELS}    group: {group}\n"


def test_a_group_has_a_title_a_hue_and_a_definition(tmp_path):
    labels = load(write(tmp_path, GROUPS + in_group("stance")))
    assert labels.groups == (
        Group("wording", "choice of words", "#cc79a7", "How it is put."),
        Group("stance", "stance"),
    )
    assert labels.labels[0].group == "stance"


def test_a_hue_without_its_sign_gets_it(tmp_path):
    labels = load(write(tmp_path, "groups: {wording: {hue: CC79A7}}\n" + LABELS))
    assert [one.hue for one in labels.groups] == ["#CC79A7"]


def test_without_groups_a_label_may_name_any_group(tmp_path):
    labels = load(write(tmp_path, in_group("whatever")))
    assert (labels.groups, labels.labels[0].group) == ((), "whatever")


def test_a_label_needs_no_group(tmp_path):
    assert load(write(tmp_path, GROUPS + LABELS)).labels[0].group == ""


@pytest.mark.parametrize(
    ("group", "fix"),
    [("wordin", "Did you mean 'wording'?"), ("x", "Known: wording, stance.")],
)
def test_a_group_that_is_not_defined_is_reported_with_its_line(tmp_path, group, fix):
    problem = only_problem(tmp_path, GROUPS + in_group(group))
    assert problem == f"labels.yaml:11: there is no group {group!r}\n    {fix}"


def test_all_problems_of_groups_are_reported_at_once(tmp_path):
    groups = """\
groups:
  wording: {hue: red}
  stance: {colour: '#cc79a7', title: }
  plain: words
"""
    found = problems_of(tmp_path, groups + in_group("stanse"))
    assert [one.split("\n")[0] for one in found] == [
        "labels.yaml:2: hue of group wording cannot be 'red'",
        "labels.yaml:3: title of group stance has no value",
        "labels.yaml:3: group stance has no key 'colour'",
        "labels.yaml:4: group plain is a text",
        "labels.yaml:12: there is no group 'stanse'",
    ]


def test_groups_of_the_same_name_are_merged_and_new_ones_follow(tmp_path):
    write(tmp_path, GROUPS + in_group("wording"), "base.yaml")
    text = "extends: base.yaml\ngroups: {voice: {}, wording: {title: words}}\n"
    assert load(write(tmp_path, text)).groups == (
        Group("wording", "words", "#cc79a7", "How it is put."),
        Group("stance", "stance"),
        Group("voice", "voice"),
    )


def test_a_file_without_groups_may_name_any_even_if_its_base_lists_them(tmp_path):
    write(tmp_path, GROUPS + in_group("wording"), "base.yaml")
    text = "extends: base.yaml\nlabels: [{name: tone, group: mine}]\n"
    assert load(write(tmp_path, text)).labels[0].group == "mine"


def test_a_file_with_groups_may_name_those_of_its_base(tmp_path):
    write(tmp_path, GROUPS + in_group("wording"), "base.yaml")
    text = "extends: base.yaml\ngroups: {mine: {}}\nlabels: [{name: tone, group: $}]\n"
    for group in ("mine", "stance"):
        assert load(write(tmp_path, text.replace("$", group))).labels[0].group == group
    assert "there is no group 'main'" in only_problem(tmp_path, text.replace("$", "main"))


def test_the_default_labels_are_in_groups_that_are_defined():
    labels = load(shipped("labels.yaml"))
    assert {one.group for one in labels.labels} == {one.name for one in labels.groups}
    assert all(one.title and one.hue and one.definition for one in labels.groups)
    assert len({one.hue for one in labels.groups}) == len(labels.groups)
