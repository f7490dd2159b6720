"""Labels added to the text of a label file: they are read back, and all else is as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import AnnotatorError
from annotator.labels import load, yaml_tree
from annotator.labels.label_writer import GROUP, add_labels
from annotator.model import Label, LabelKind, LabelUnit
from tests.helpers.paths import ROOT

FILES = {
    "shipped": (ROOT / "labels.yaml").read_text("utf-8"),
    "block": """name: mine  # a comment
labels:
  - name: claim
    title: Claim
    kind: claim
    glyph: '~'
    color: '#123456'
    definition: |
      Says that something is so.

# the end
""",
    "flow": """labels:
 [{name: a, title: A, kind: claim, glyph: x, color: '#123456', definition: d}]
""",
    "extends": "extends: default\n",
    "groups": """groups:
  wording: {title: Wording}
labels:
- name: a
  title: A
  kind: framing
  group: wording
  glyph: x
  color: '#123456'
  definition: d""",
    "crlf": "name: mine\r\nextends: default\r\n",
}
PATH = Path("labels.yaml")


def label(name, group=GROUP, unit=LabelUnit.SPAN):
    return Label(name, name, LabelKind.FRAMING, unit, group, "", "·", "#7fa7d8", "Says so: a, b.")


@pytest.mark.parametrize("name", FILES)
def test_labels_are_added_and_nothing_else_changes(name, tmp_path):
    source = FILES[name]
    new = [label("PER, LOC: yes"), label("Ünder # it's", unit=LabelUnit.DOCUMENT)]
    written = add_labels(source, PATH, new)
    path = tmp_path / "labels.yaml"
    path.write_bytes(source.encode())
    before = load(path)
    path.write_bytes(written.encode())
    after = load(path)
    assert after.labels[: len(before.labels)] == before.labels or name == "shipped"
    assert [one.name for one in after.labels[-2:]] == ["PER, LOC: yes", "Ünder # it's"]
    assert [one.unit for one in after.labels[-2:]] == ["span", "document"]
    assert {one.definition for one in after.labels[-2:]} == {"Says so: a, b."}
    rest = iter(written)
    assert all(character in rest for character in source)
    ends = {line[-2:] for line in written.splitlines(keepends=True)[:-1]}
    assert name != "crlf" or ends == {"\r\n"}


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).filter(
    lambda name: name == " ".join(name.split()) and yaml_tree.forbidden_character(name) is None
)


@given(st.lists(NAMES, min_size=1, max_size=3, unique=True), st.sampled_from(["block", "flow"]))
def test_every_name_comes_back(names, file):
    written = add_labels(FILES[file], PATH, [label(name) for name in names])
    root, problems = yaml_tree.parse(written, PATH)
    assert problems == []
    found = [one["name"] for one in yaml_tree.plain(root)["labels"]]
    assert found[1:] == names


def test_labels_that_an_alias_shares_are_left_to_the_person():
    source = "labels: &all\n  - &one {name: a, title: A}\nname: *all\n"
    with pytest.raises(AnnotatorError, match="add these labels yourself"):
        add_labels(source, PATH, [label("b")])
