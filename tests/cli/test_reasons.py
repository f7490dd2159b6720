"""`annotator reasons`: why annotators differed, and what to change in the guideline."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from annotator.annotations.events import Accept
from annotator.cli import main
from annotator.errors import AnnotatorError
from annotator.model import SuggestionKey
from tests.helpers.adjudicated import Study

LABELS = """\
labels:
  - name: hedge
    title: hedge
    kind: framing
    glyph: '━'
    color: '#e8743b'
    definition: A verdict.
    rules:
      - id: hedge.dig
        tier: low
        phrase: apparent dig
"""


@pytest.fixture
def study(tmp_path):
    made = Study(tmp_path, ("ann", "bea", "cy"), database="annotations.db")
    (tmp_path / "labels.yaml").write_text(LABELS, "utf-8")
    yield made
    made.store.close()


def reasons(study, *words, by="lea"):
    folder = str(study.store.path.parent)
    done = CliRunner().invoke(main, ["-p", folder, "-a", by, "reasons", *words])
    if isinstance(done.exception, AnnotatorError):
        return str(done.exception)
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout or done.stderr


@pytest.fixture
def settled(study):
    """A gap of the guideline, and a rule that was wrong."""
    study.put("cy", "hedge", "falsely described")
    words = study.span("apparent dig")
    key = SuggestionKey(words.start, words.end, "hedge")
    rule = "hedge.dig@0000aaaa"
    accept = Accept("ann1", key, "hedge", (words,), {}, rule)
    study.record("ann", study.document.sentences[0], accept)
    study.finish("ann", "bea", "cy")
    work = study.adjudication()
    work.open_first()
    for why in ("guideline_gap", "rule_wrong"):
        words = work.status.item.span.of(study.document.text)
        work.take_nothing()
        work.explain(why, f"about {words}\x1b")
    return study


def test_the_tables_say_who_what_and_why(settled):
    text = reasons(settled)
    lines = text.splitlines()
    assert lines[0] == "2 settled disagreements, 0 without a reason"
    rows = {
        name: " ".join(rest)
        for name, *rest in (line.split() for line in lines if line and line[0] != " ")
    }
    assert rows["hedge"] == "2 1 1 1/2 = 50 % [9, 91]"
    assert rows["hedge.dig"] == "1 1 1/1 = 100 % [21, 100]"
    assert rows["missed"] == "2 1 1 1/2 = 50 % [9, 91]"
    assert rows["ann"] == "1 0 1 1/2 = 50 % [9, 91]"
    assert rows["cy"] == "1 1 0 1/2 = 50 % [9, 91]"
    assert "bea" not in rows
    labels = settled.store.path.with_name("labels.yaml")
    assert f"  the definition of hedge: 1 guideline gap of 2 settled ({labels}:7)" in lines
    assert f"the rule hedge.dig: wrong once, 1 of 1 not taken ({labels}:9)" in text
    assert "hedge (guideline gap): about falsely described␛" in text
    assert "“Tevik falsely described" in text


def test_one_table_can_be_asked_for_and_notes_limited(settled):
    text = reasons(settled, "--by", "kind", "--most", "1")
    assert "by kind" in text
    assert "by label" not in text
    assert "... and 1 more (--most 2)" in text


def test_json_has_all_of_it(settled):
    found = json.loads(reasons(settled, "--json"))
    assert (found["settled"], found["without_reason"]) == (2, 0)
    assert list(found["by"]) == ["label", "rule", "kind", "annotator"]
    (row,) = found["by"]["rule"]
    assert (row["name"], row["settled"], row["reasons"]["rule_wrong"]) == ("hedge.dig", 1, 1)
    assert row["not_taken"]["hits"] == row["not_taken"]["of"] == 1
    assert [(one["change"], one["name"], one["line"]) for one in found["next"]] == [
        ("label", "hedge", 7), ("rule", "hedge.dig", 9),
    ]  # fmt: skip
    assert len(found["notes"]) == 2


def test_a_label_that_is_no_longer_there_has_no_place(settled):
    path = settled.store.path.with_name("labels.yaml")
    path.write_text(LABELS.replace("hedge", "denial"), "utf-8")
    assert "(labels.yaml does not have it any more)" in reasons(settled)
    assert json.loads(reasons(settled, "--json"))["next"][0]["line"] is None


def test_only_a_lead_sees_reasons(settled):
    assert "ann may not" in reasons(settled, by="ann")


def test_nothing_settled_is_said(study):
    assert "no disagreement is settled yet" in reasons(study)
    assert json.loads(reasons(study, "--json"))["notes"] == []
