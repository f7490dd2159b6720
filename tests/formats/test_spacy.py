"""spaCy: every span in its DocBin as spaCy loads it, the way back, and a config to train on it."""

from __future__ import annotations

import json

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import DocBin
from spacy.tokens import Span as SpacySpan
from spacy.vocab import Vocab

from annotator.errors import DataError
from annotator.formats import (
    ReadableFormat,
    ReadOptions,
    WritableFolder,
    WritableFormat,
    WriteOptions,
    load,
)
from annotator.formats.annotated_text import State, Work, works
from annotator.model import Relation, Span
from annotator.nlp.docbin import DocSpan, SpacyDoc, docbin_bytes
from tests.helpers.format_cases import CASES, dataset, document, marked
from tests.helpers.paths import SHARED
from tests.helpers.random_datasets import dataset_of_plan, plans

TEXT = "Don't trust the well-known mayor \U0001f98a, she  lied twice. Nobody asked."


def written(dataset_):
    form = load("spacy")
    assert isinstance(form, WritableFormat)
    return b"".join(form.write(dataset_, WriteOptions()))


def docs_of(data):
    return list(DocBin().from_bytes(data).get_docs(Vocab()))


def read(path, data, **options):
    path.write_bytes(data)
    form = load("spacy")
    assert isinstance(form, ReadableFormat)
    assert form.recognises(path)
    found, lines = form.read(path, ReadOptions(**options))
    return found, list(lines)


def example():
    ann = Work(
        "ann",
        [
            marked("a1", "loaded_language", TEXT, "n't trust", voice="narrator"),
            marked("a2", "claim", TEXT, "known mayor", "lied"),
            marked("a3", "claim", TEXT, " lied "),
        ],
        whole=[marked("a4", "opinion_piece", TEXT, "Don")],
        relations=[Relation("r1", "frames", "a1", "a2")],
        note="twice",
    )
    bob = Work("bob", [marked("b1", "claim", TEXT, "known mayor")])
    cy = Work("cy", state=State.SKIPPED)
    return dataset(document(TEXT, ann, bob, cy))


def test_spacy_loads_every_span_also_inside_of_words():
    (doc,) = docs_of(written(example()))
    assert doc.text == TEXT
    spans = {key: [(one.label_, one.text) for one in group] for key, group in doc.spans.items()}
    assert spans == {
        "sc": [
            ("loaded_language", "n't trust"),
            ("claim", "known mayor"),
            ("claim", " lied "),
            ("claim", "lied"),
        ],
        "annotator:ann": [
            ("loaded_language", "n't trust"),
            ("claim", "known mayor"),
            ("claim", "lied"),
            ("claim", " lied "),
        ],
        "annotator:bob": [("claim", "known mayor")],
        "annotator:cy": [],
    }
    assert doc.cats == {"opinion_piece": 1.0}
    assert not doc.has_annotation("ENT_IOB")  # spans overlap: entities are unknown, not absent
    assert [one.start_char for one in doc.sents] == [0, TEXT.index("Nobody")]


def test_entities_are_the_spans_where_none_overlap():
    text = "The mayor lied."
    held = Work("ann", [marked("1", "claim", text, "lied"), marked("2", "claim", text, "mayor")])
    (doc,) = docs_of(written(dataset(document(text, held))))
    assert [(one.label_, one.text) for one in doc.ents] == [("claim", "mayor"), ("claim", "lied")]
    (nothing,) = docs_of(written(dataset(document(text, Work("ann")))))
    assert nothing.has_annotation("ENT_IOB")
    assert nothing.ents == ()


def test_what_annotators_hold_comes_back(tmp_path):
    given_ = example()
    found, (line,) = read(tmp_path / "a.spacy", written(given_))
    assert found.annotators == given_.annotators
    assert line.problems == ()
    assert works(line.document) == works(given_.documents[0])
    assert line.document.document == given_.documents[0].document
    with pytest.raises(DataError, match="found that of ann, bob, cy"):
        read(tmp_path / "a.spacy", written(given_), annotator="me")


@pytest.mark.parametrize("name", CASES)
def test_cases_come_back(name, tmp_path):
    given_ = CASES[name]()
    _, lines = read(tmp_path / "a.spacy", written(given_))
    for before, line in zip(given_.documents, lines, strict=True):
        assert works(line.document) == works(before)


@settings(max_examples=40, deadline=None)
@given(plans())
def test_every_span_is_right_for_spacy_and_comes_back(tmp_path_factory, plan):
    given_ = dataset_of_plan(plan)
    data = written(given_)
    assert data == written(dataset_of_plan(plan))
    for one, doc in zip(given_.documents, docs_of(data), strict=True):
        text = one.document.text
        assert doc.text == text
        for work in works(one):
            there = sorted(
                (s.start_char, s.end_char, s.label_, s.id_)
                for s in doc.spans[f"annotator:{work.annotator}"]
            )
            assert there == sorted(
                (part.start, part.end, each.label, each.uid)
                for each in work.annotations
                for part in each.fragments
            )
    _, lines = read(tmp_path_factory.mktemp("spacy") / "a.spacy", data)
    for one, line in zip(given_.documents, lines, strict=True):
        assert line.problems == ()
        assert works(line.document) == works(one)


def test_a_folder_has_a_config_that_spacy_trains_on(tmp_path):
    form = load("spacy")
    assert isinstance(form, WritableFolder)
    form.write_folder(example(), tmp_path, WriteOptions())
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "annotations.spacy", "config.cfg", "labels.json",
    ]  # fmt: skip
    labels = json.loads((tmp_path / "labels.json").read_text("utf-8"))
    assert labels == ["claim", "loaded_language", "name_calling"]
    train = str(tmp_path / "annotations.spacy")
    overrides = {
        "paths.train": train,
        "paths.dev": train,
        "initialize.components.spancat.labels.path": str(tmp_path / "labels.json"),
        "training.max_steps": 1,
    }
    config = spacy.util.load_config(tmp_path / "config.cfg", overrides=overrides, interpolate=False)
    nlp = spacy.training.initialize.init_nlp(config)
    assert list(nlp.get_pipe("spancat").labels) == labels
    reader = spacy.util.registry.readers.get("spacy.Corpus.v1")
    corpus = reader(train, gold_preproc=False, max_length=0, limit=0, augmenter=None)
    examples = list(corpus(nlp))
    labelled = [one.label_ for one in examples[0].reference.spans["sc"]]
    assert labelled == ["loaded_language", "claim", "claim", "claim"]
    nlp.update(examples)


def others():
    nlp = spacy.blank("en")
    doc = nlp("Ada Roe met Bo Doe in Rome.")
    doc.set_ents(
        [SpacySpan(doc, 0, 2, label="PER"), SpacySpan(doc, 6, 7, label="GPE", kb_id="Q220")]
    )
    doc.spans["sc"] = [SpacySpan(doc, 0, 2, label="PER"), SpacySpan(doc, 0, 5, label="EVENT")]
    doc.spans["other"] = [SpacySpan(doc, 3, 5, label="PER")]
    doc.cats = {"news": 0.9, "ad": 0.1}
    return DocBin(docs=[doc, nlp("")]).to_bytes()


def test_a_docbin_of_another_program_is_read(tmp_path):
    found, (line, empty) = read(tmp_path / "theirs.spacy", others())
    assert found.annotators == {"theirs": "annotator"}
    (work,) = works(line.document)
    text = line.document.document.text
    assert [(one.label, one.span.of(text), one.attributes) for one in work.annotations] == [
        ("EVENT", "Ada Roe met Bo Doe", {}),
        ("PER", "Ada Roe", {}),
        ("PER", "Bo Doe", {}),
        ("GPE", "Rome", {"kb_id": "Q220"}),
    ]
    assert [one.label for one in work.whole] == ["news"]
    assert empty.document.document.text == ""
    for layer, number in (("ents", 2), ("sc", 2), ("other", 1), ("none", 0)):
        _, (line, _) = read(tmp_path / "a.spacy", others(), layers=(layer,), annotator="me")
        (work,) = works(line.document)
        assert (work.annotator, len(work.annotations)) == ("me", number)


@pytest.mark.parametrize("data", [b"x", b"x\x9c\x03\x00\x00\x00\x00\x01", b"x" * 90])
def test_bytes_that_are_no_docbin_are_refused(tmp_path, data):
    with pytest.raises(DataError, match="expected a DocBin of spaCy"):
        read(tmp_path / "a.spacy", data)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_no_damage_raises_anything_but_a_data_error(tmp_path_factory, data):
    whole = bytearray(written(example()))
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(1, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        _, lines = read(tmp_path_factory.mktemp("spacy") / "a.spacy", bytes(whole))
    except DataError:
        return
    assert lines


def test_what_somebody_changed_in_spacy_comes_back(tmp_path):
    (doc,) = docs_of(written(example()))
    kept = [one for one in doc.spans["annotator:ann"] if one.id_ != "a1"]
    doc.spans["annotator:ann"] = [*kept, SpacySpan(doc, 0, 1, label="claim")]
    data = DocBin(docs=[doc], store_user_data=True).to_bytes()
    _, (line,) = read(tmp_path / "a.spacy", data)
    ann, bob, cy = works(line.document)
    assert [one.label for one in ann.annotations] == ["claim"] * 3
    assert ann.relations == []
    assert [bob, cy] == works(example().documents[0])[1:]


@pytest.mark.parametrize("record", ["{", "{}", '{"works": [1]}', "[]", '{"works": [{}]}'])
def test_a_record_that_is_damaged_is_refused(tmp_path, record):
    data = docbin_bytes([SpacyDoc("A text.", data={"annotator": record})])
    with pytest.raises(DataError, match=r"expected in user_data\['annotator'\] what this program"):
        read(tmp_path / "a.spacy", data)


def test_a_document_whose_record_does_not_fit_is_a_problem(tmp_path):
    record = '{"works": [{"annotator": "a"}]}'
    data = docbin_bytes([SpacyDoc("A text.", data={"annotator": record})])
    _, (line,) = read(tmp_path / "a.spacy", data)
    assert line.document is None
    assert "document 1: expected what this program writes" in line.problems[0].problem


def test_a_very_long_word_is_written_in_time():
    text = f"{'(' * 300_000} {'ab' * 200_000}"
    made = docbin_bytes([SpacyDoc(text, {"sc": [DocSpan(5, 300_010, "x")]})])
    (doc,) = docs_of(made)
    assert doc.text == text
    assert doc.spans["sc"][0].text == text[5:300_010]


def test_texts_without_words_are_written():
    for text in ("", " ", "  ", "\n", " \n "):
        spans = [DocSpan(0, 1, "x")] if text else []
        (doc,) = docs_of(docbin_bytes([SpacyDoc(text, {"sc": spans})]))
        assert (doc.text, len(doc.spans["sc"])) == (text, len(spans))


# ------------------------------------------------------------------------ training formats


def test_lists_for_training_are_read(tmp_path):
    content = [
        ["Ada Roe left.", {"entities": [[0, 7, "PER"], [3, 99, "PER"]], "cats": {"news": 1}}],
        ["Nothing.", {}],
        "no pair",
    ]
    found, (first, second, third) = read(tmp_path / "t.json", json.dumps(content).encode())
    assert found.annotators == {"t": "annotator"}
    (work,) = works(first.document)
    assert [one.span for one in work.annotations] == [Span(0, 7)]
    assert [one.label for one in work.whole] == ["news"]
    assert "text 1: expected offsets inside a text of 13 characters" in str(first.problems[0])
    assert works(second.document)[0].state is State.DONE
    assert "text 3: expected a text with entities" in str(third.problems[0])


def test_real_files_hold_what_was_counted():
    folder = SHARED / "data" / "formats" / "spacy"
    if not folder.exists():
        pytest.skip("the real files of other tools are not here")
    form = load("spacy")
    for name, documents, spans, labels in (
        ("train-tuples.json", 8, 8, 3),
        ("tweets.spacy", 1, 1, 1),
        ("v2-training-data.json", 1, 11, 6),
    ):
        assert form.recognises(folder / name)
        _, lines = form.read(folder / name, ReadOptions())
        read_ = list(lines)
        found = [one for line in read_ for work in works(line.document) for one in work.annotations]
        assert [line.problems for line in read_] == [()] * documents
        assert (len(found), len({one.label for one in found})) == (spans, labels)
    every = [one for one in folder.parent.rglob("*") if form.recognises(one)]
    assert {one.parent.name for one in every} == {"spacy"}
