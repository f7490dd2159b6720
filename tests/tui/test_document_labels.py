"""Labels of sentences and of documents, by real key presses, stored and exported."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.agreement import agreement_report, table
from annotator.formats import csv_table, native, native_reader
from annotator.model import Attribute, AttributeType, LabelUnit, Span
from annotator.rule_quality.decisions import decision_history
from annotator.store import Store
from tests.helpers.app_driver import example_store, press
from tests.helpers.datasets import readings_of
from tests.helpers.memory_store import at, example_document, labels

SLANT = Attribute("slant", AttributeType.CHOICE, choices=("left", "right", "none"))
WHOLE = Span(0, len(example_document().text))


def label_set():
    """The test labels, with two for documents and two for sentences."""
    dig = labels().labels[1]
    made = [
        ("opinion", LabelUnit.DOCUMENT, "", (SLANT,)),
        ("satire", LabelUnit.DOCUMENT, "", ()),
        ("off_topic", LabelUnit.SENTENCE, "7", ()),
        ("checkable", LabelUnit.SENTENCE, "8", ()),
    ]
    extra = [
        replace(dig, name=name, title=name, unit=unit, key=key, attributes=attributes)
        for name, unit, key, attributes in made
    ]
    return replace(labels(), uid="b2:whole", labels=(*labels().labels, *extra))


def pressed(path, keys, **more):
    return press(path, keys, label_set=label_set(), **more)


def held(path, source_sentence, annotator="ann"):
    with Store.open(path) as store:
        found = store.judgements.of_document(annotator, example_document().uid).get(source_sentence)
    return [(one.label, one.fragments, dict(one.attributes)) for one in found.annotations.values()]


def shows(screen, words):
    return any(words in line for line in screen)


def test_a_document_label_is_applied_and_its_attribute_set_in_a_few_keys(tmp_path):
    path = example_store(tmp_path)
    found = pressed(path, ["d"])
    assert shows(found, "Labels of the document: Dam talks stall")
    assert shows(found, "▸  1    opinion")
    screen = pressed(path, ["d", "1", "2", "q", "2", "q"])
    assert held(path, None) == [
        ("opinion", (WHOLE,), {"slant": "right"}),
        ("satire", (WHOLE,), {}),
    ]
    assert "● opinion" in screen[0]
    assert shows(screen, "▸? falsely described")  # the same mark is selected
    assert shows(pressed(path, ["d"]), "● opinion")
    assert shows(pressed(path, ["d"]), "slant: right")


def test_a_document_label_is_deleted_and_undo_restores_it(tmp_path):
    path = example_store(tmp_path)
    pressed(path, ["d", "2", "q"])
    pressed(path, ["d", "j", "x", "q"])
    assert held(path, None) == []
    screen = pressed(path, ["j", "d", "u"])
    assert shows(screen, "undone: deleted")
    screen = pressed(path, ["u"])
    assert shows(screen, "undone: put satire on the document")
    assert "sentence 2/3" in screen[0]  # undo has not moved away
    assert held(path, None) == []


def test_a_label_file_without_such_labels_says_so(tmp_path):
    screen = press(example_store(tmp_path), ["d"])
    assert shows(screen, "labels.yaml has no label with unit: document")


def test_the_palette_offers_document_labels_while_no_mark_is_selected(tmp_path):
    path = example_store(tmp_path)
    pressed(path, ["j", "enter", *"sati", "enter"])
    assert held(path, None) == [("satire", (WHOLE,), {})]


def test_a_sentence_label_applies_to_the_sentence_whatever_is_selected(tmp_path):
    path = example_store(tmp_path)
    sentence = example_document().sentences[0]
    screen = pressed(path, ["7"])
    assert held(path, sentence) == [("off_topic", (sentence,), {})]
    assert shows(screen, "put off_topic on the sentence")
    assert shows(screen, "▸? falsely described")
    assert shows(pressed(path, ["7"]), "the sentence has this label")
    pressed(path, ["8"])
    assert [name for name, _, _ in held(path, sentence)] == ["checkable", "off_topic"]


def test_a_span_label_is_not_applied_to_a_sentence(tmp_path):
    path = example_store(tmp_path)
    pressed(path, ["j", "7"])
    screen = pressed(path, ["tab", "1"])
    assert shows(screen, "select a span first")
    assert [name for name, _, _ in held(path, example_document().sentences[1])] == ["off_topic"]
    pressed(path, ["tab", "x"])
    assert held(path, example_document().sentences[1]) == []


def test_the_native_format_keeps_document_labels(tmp_path):
    path = example_store(tmp_path)
    pressed(path, ["7", "d", "1", "2", "q", "q"])
    file = tmp_path / "out.jsonl"
    with Store.open(path) as store:
        readings = list(store.judgements.readings())
        file.write_text("".join(native.lines(store.datasets.read())), "utf-8")
    assert readings_of(native_reader.read(file)) == readings


def test_the_csv_row_of_a_document_label_has_no_offsets(tmp_path):
    path = example_store(tmp_path)
    pressed(path, ["d", "2", "q"])
    with Store.open(path) as store:
        (row,) = csv_table.rows(store.datasets.read())
    cells = dict(zip(csv_table.COLUMNS, row, strict=True))
    assert (cells["label"], cells["sentence_start"], cells["sentence"]) == ("satire", "", "")
    assert (cells["start"], cells["end"], cells["quote"]) == ("", "", "")


def test_reports_work_with_document_labels(tmp_path):
    path = example_store(tmp_path)
    for name in ("ann", "bea"):
        pressed(path, ["d", "2", "q", "a", "space", "space", "space"], annotator=name)
    with Store.open(path) as store:
        found = agreement_report(
            list(store.judgements.readings()), [one.name for one in label_set().labels]
        )
        said = decision_history(store.events.iterate())
    assert any("verdict_false" in line for line in table(found))
    assert found.units == 3
    assert all(one.sentence is not None for one in said.manual)


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (120, 40)])
def test_the_dialog_fits_every_size(tmp_path, size):
    screen = pressed(example_store(tmp_path), ["d", "1", "1", "q"], size=size)
    assert len(screen) == size[1]
    assert shows(screen, "▸  1  ● opinion")
    assert at("Dam talks stall").of(example_document().text)[:9] in "".join(screen)


def test_in_plain_text_mode_a_document_label_is_applied_by_its_number(tmp_path):
    from annotator.tui.line_console import Console
    from annotator.tui.plain_text import PlainTextApp
    from annotator.workflow.controller import Controller
    from tests.tui.test_plain_text import Typed

    path, lines = example_store(tmp_path), []
    with Store.open(path) as store:
        store.label_sets.put(label_set())
        store.annotators.enrol("ann")
        uids = iter("abcdef")
        controller = Controller(store, label_set(), "ann", lambda: next(uids))
        PlainTextApp(controller, Console(Typed("d", "1", "1", "2", "", ""), lines.append)).run()
    assert "1 opinion: not applied" in lines
    assert held(path, None) == [("opinion", (WHOLE,), {"slant": "right"})]


LABELS = """\
name: whole
labels:
  - name: hedge
    title: hedge
    kind: framing
    unit: span
    group: one
    key: '1'
    glyph: '-'
    color: '#56b4e9'
    definition: Words that lower certainty.
    examples: {match: ['It [[may]] rain.'], no_match: [It rains.]}
  - name: satire
    title: satire
    kind: framing
    unit: document
    group: one
    glyph: '+'
    color: '#cc79a7'
    definition: A text that is not meant.
    examples: {match: ['[[It rains upward.]]'], no_match: [It rains.]}
"""


def test_the_commands_work_with_document_labels(tmp_path):
    """From labels.yaml to every report, on the command line."""
    from click.testing import CliRunner

    from annotator.__main__ import main
    from annotator.labels import load

    def run(*words):
        return CliRunner().invoke(main, ["--project", str(tmp_path), *words])

    (tmp_path / "labels.yaml").write_text(LABELS, "utf-8")
    (tmp_path / "corpora").mkdir()
    (tmp_path / "corpora" / "one.txt").write_text("It may rain today.\n\nThe dam holds.\n", "utf-8")
    assert run("import").exit_code == 0
    for name in ("ann", "bea"):
        press(
            tmp_path / "annotations.db",
            ["d", "1", "q", "s", "s", "1", "space", "space"],
            annotator=name,
            label_set=load(tmp_path / "labels.yaml"),
        )
    assert "hedge" in run("agreement").output
    (line,) = [one for one in run("agreement").output.splitlines() if "satire" in one]
    assert line.split()[:3] == ["satire", "1", "1.000"]  # one document, on which both agree
    for words in (("rules", "report"), ("rules", "mine"), ("export", str(tmp_path / "o.jsonl"))):
        done = run(*words)
        assert done.exit_code == 0, (words, done.output, done.exception)
    assert '"label": "satire"' in (tmp_path / "o.jsonl").read_text("utf-8")
