"""What a lead settled becomes an example, a counter-example or a rule test in labels.yaml."""

from __future__ import annotations

import pytest

from annotator.annotations.events import Accept
from annotator.errors import AnnotatorError
from annotator.labels import loader
from annotator.model import Example, Span, SuggestionKey
from annotator.suggestions import rules
from annotator.workflow.guideline_examples import ExampleForm, choices, write
from tests.helpers.adjudicated import Study

PEOPLE = ("ann", "bea", "cy")
SENTENCE = "Tevik falsely described the dam, in an apparent dig at Moro."
FALSELY = Span(6, 23)

LABELS = """\
# of the study
labels:
  - name: hedge
    title: falsely described # as people say
    kind: framing
    glyph: '━'
    color: '#e8743b'
    definition: A verdict.
    rules:
      - id: hedge.falsely
        tier: high
        phrase: [falsely described, falsely claimed]
      - id: hedge.apparent
        tier: low
        phrase: apparent dig
  - name: verdict_false
    title: verdict
    kind: framing
    glyph: '─'
    color: '#e8743b'
    definition: Another one.
    rules:
      - id: verdict_false.described
        tier: low
        phrase: described
        sentence_lacks: [readout]
"""


@pytest.fixture
def study(tmp_path):
    made = Study(tmp_path, PEOPLE)
    yield made
    made.store.close()


@pytest.fixture
def label_file(tmp_path):
    path = tmp_path / "labels.yaml"
    path.write_text(LABELS, "utf-8")
    return path


@pytest.fixture
def settled(study):
    """Two labels for the same words, settled as most have it."""
    study.put("ann", "hedge", "falsely described")
    study.put("bea", "hedge", "falsely described")
    study.put("cy", "verdict_false", "described")
    study.finish(*PEOPLE)
    work = study.adjudication()
    assert work.open_first()
    work.take_majority()
    return work


def test_what_gold_has_is_an_example(settled, label_file):
    (found,) = choices(settled, ExampleForm.EXAMPLE)
    assert (found.label, found.example) == ("hedge", Example(SENTENCE, FALSELY))
    done = write(settled, found)
    line = f"      match: ['Tevik [[falsely described]] the dam, {SENTENCE[33:]}']"
    text = label_file.read_text("utf-8")
    assert [one for one in text.split("\n") if one not in LABELS.split("\n")] == [
        "    examples:",
        line,
    ]
    assert f"labels.yaml:{text.split(chr(10)).index(line) + 1}" in done
    assert "delete it there" in done
    assert loader.load(label_file).label("hedge").examples == (found.example,)
    assert "there already: labels.yaml:" in write(settled, found)
    assert label_file.read_text("utf-8") == text


def test_what_somebody_gave_and_gold_has_not_is_a_counter_example(settled, label_file):
    (found,) = choices(settled, ExampleForm.COUNTER_EXAMPLE)
    assert (found.label, found.example) == ("verdict_false", Example(SENTENCE, None))
    write(settled, found)
    label = loader.load(label_file).label("verdict_false")
    assert label.counter_examples == (found.example,)


def test_a_label_that_gold_has_elsewhere_in_the_sentence_has_no_counter_example(study, label_file):
    for name in PEOPLE:
        study.put(name, "hedge", "apparent dig")
    study.put("cy", "hedge", "the dam")
    study.finish(*PEOPLE)
    work = study.adjudication()
    work.open_first()
    work.take_nothing()
    with pytest.raises(AnnotatorError, match="every label"):
        choices(work, ExampleForm.COUNTER_EXAMPLE)


def test_nothing_in_gold_is_no_example(study, label_file):
    study.put("cy", "hedge", "falsely described")
    study.finish(*PEOPLE)
    work = study.adjudication()
    work.open_first()
    with pytest.raises(AnnotatorError, match="settle it, then"):
        choices(work, ExampleForm.EXAMPLE)
    work.take_nothing()
    with pytest.raises(AnnotatorError, match="X writes"):
        choices(work, ExampleForm.EXAMPLE)
    assert [one.label for one in choices(work, ExampleForm.COUNTER_EXAMPLE)] == ["hedge"]


def test_a_rule_that_finds_what_gold_has_gets_a_test(settled, label_file):
    (found,) = choices(settled, ExampleForm.RULE_TEST)
    assert (found.rule, found.example) == ("hedge.falsely", Example(SENTENCE, FALSELY))
    write(settled, found)
    label_set = loader.load(label_file)
    (rule,) = [one for one in label_set.rules if one.id == "hedge.falsely"]
    assert rule.match == (found.example,)
    assert not rules.failing_examples(label_set)


def test_a_rule_that_proposed_what_gold_has_not_gets_a_test_once_it_is_corrected(study, label_file):
    words = study.span("described")
    key = SuggestionKey(words.start, words.end, "verdict_false")
    rule = "verdict_false.described@0000aaaa"
    accept = Accept("cy1", key, "verdict_false", (words,), {}, rule)
    study.record("cy", study.sentence_of(words), accept)
    study.finish(*PEOPLE)
    work = study.adjudication()
    work.open_first()
    work.take_nothing()
    (found,) = choices(work, ExampleForm.RULE_TEST)
    assert (found.rule, found.example) == ("verdict_false.described", Example(SENTENCE, None))
    with pytest.raises(AnnotatorError, match=r"labels.yaml:\d+: .* first: matches “described”"):
        write(work, found)
    assert label_file.read_text("utf-8") == LABELS
    label_file.write_text(LABELS.replace("[readout]", "[readout, falsely]"), "utf-8")
    write(work, found)
    (rule,) = loader.load(label_file).label("verdict_false").rules
    assert rule.no_match == (found.example,)


def test_a_test_that_would_fail_is_refused(settled, label_file):
    (found,) = choices(settled, ExampleForm.RULE_TEST)
    text = LABELS.replace("[falsely described, falsely claimed]", "falsely claimed")
    label_file.write_text(text, "utf-8")
    with pytest.raises(AnnotatorError, match=r"labels.yaml:\d+: .* hedge.falsely first: expected"):
        write(settled, found)
    assert label_file.read_text("utf-8") == text


def test_a_file_that_was_changed_meanwhile_keeps_the_changes(settled, label_file):
    (found,) = choices(settled, ExampleForm.EXAMPLE)
    label_file.write_text(LABELS.replace("A verdict.", "A verdict of the text."), "utf-8")
    write(settled, found)
    label = loader.load(label_file).label("hedge")
    assert (label.definition, label.examples) == ("A verdict of the text.", (found.example,))


def test_a_byte_order_mark_and_line_ends_stay(settled, label_file):
    label_file.write_bytes(("\ufeff" + LABELS.replace("\n", "\r\n")).encode())
    (found,) = choices(settled, ExampleForm.EXAMPLE)
    write(settled, found)
    text = label_file.read_bytes().decode()
    assert text.startswith("\ufeff#")
    assert text.count("\n") == text.count("\r\n") == LABELS.count("\n") + 2


def test_the_entry_is_changed_in_the_file_that_has_it(settled, label_file):
    base = label_file.with_name("base.yaml")
    label_file.rename(base)
    label_file.write_text("extends: base.yaml\nlabels:\n  - {name: hedge, cues: x}\n", "utf-8")
    (found,) = choices(settled, ExampleForm.EXAMPLE)
    assert "labels.yaml:3" in write(settled, found)
    (found,) = choices(settled, ExampleForm.COUNTER_EXAMPLE)
    assert "base.yaml:" in write(settled, found)
    label_set = loader.load(label_file)
    assert len(label_set.label("hedge").examples) == 1
    assert len(label_set.label("verdict_false").counter_examples) == 1


def test_shipped_labels_are_not_changed(study, label_file):
    study.put("ann", "verdict_false", "falsely described")
    study.finish(*PEOPLE)
    work = study.adjudication()
    work.open_first()
    work.take(work.letters["ann"])
    label_file.write_text("extends: default\n", "utf-8")
    (found,) = choices(work, ExampleForm.EXAMPLE)
    with pytest.raises(AnnotatorError, match="come with the program"):
        write(work, found)


def test_annotators_may_not_write_examples(settled, label_file):
    (found,) = choices(settled, ExampleForm.EXAMPLE)
    settled.actor = "ann"
    with pytest.raises(AnnotatorError, match="ann may not"):
        write(settled, found)
    assert label_file.read_text("utf-8") == LABELS


def test_words_with_a_gap_and_relations_are_no_examples(study, label_file):
    study.put("ann", "hedge", "falsely", "the dam")
    study.finish(*PEOPLE)
    work = study.adjudication()
    work.open_first()
    work.take(work.letters["ann"])
    with pytest.raises(AnnotatorError, match="2 parts"):
        choices(work, ExampleForm.EXAMPLE)


def test_no_name_of_a_person_is_written(settled, label_file):
    settled.explain("guideline_gap", "bea and cy were right")
    for form in ExampleForm:
        for one in choices(settled, form):
            write(settled, one)
    added = set(label_file.read_text("utf-8").split("\n")) - set(LABELS.split("\n"))
    assert len(added) > 3
    assert not [line for line in added for name in ("ann", "bea", " cy ", "lea") if name in line]


def test_gold_and_the_queue_go_on_under_the_changed_guideline(settled, study, label_file):
    label_set = loader.load(label_file)
    study.store.project.follow_guideline(label_set.guideline)
    held, votes, counts = study.held(), study.dump(), study.adjudication().counts()
    (found,) = choices(settled, ExampleForm.EXAMPLE)
    write(settled, found)
    changed = loader.load(label_file)
    assert changed.guideline != label_set.guideline
    study.store.project.follow_guideline(changed.guideline)
    work = study.adjudication()
    assert (study.held(), study.dump(), work.counts()) == (held, votes, counts)
    assert not work.open_first()
    assert work.undo()
    assert work.status.is_open
