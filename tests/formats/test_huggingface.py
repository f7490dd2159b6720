"""Folders of Hugging Face datasets: what is in them, and what readers of Parquet find."""

import json
from dataclasses import replace

import duckdb
import polars
import pyarrow.parquet
import pytest
import yaml
from hypothesis import given, settings

from annotator.formats import OffsetUnit, Rows, WriteOptions, load
from annotator.formats.huggingface import write_data
from annotator.formats.huggingface_card import CardFacts, card, card_head
from annotator.formats.protocols import WritableFolder
from annotator.labels.label_set_json import guideline_json, with_ids
from annotator.model import Dataset, Document, Guideline, Judgement, Reading, Span
from tests.formats.test_formats import ADA, BOB, LABELS, TRAP, label, readings
from tests.formats.test_tables import GIVEN, SMALL, table
from tests.helpers.datasets import dataset_of

TRAPS = dataset_of([BOB, ADA], LABELS)
DOCUMENTS = "documents/train-00000-of-00001.parquet"
ANNOTATIONS = "annotations/train-00000-of-00001.parquet"


def folder_of(tmp_path, dataset=TRAPS, **options):
    one = load("huggingface")
    assert isinstance(one, WritableFolder)
    folder = tmp_path / "dataset"
    folder.mkdir()
    one.write_folder(dataset, folder, WriteOptions(**options))
    return folder


def head(folder):
    _, written, _ = (folder / "README.md").read_text("utf-8").split("---\n", 2)
    return yaml.safe_load(written)


def held(reading):
    """What an annotator holds, as plain values: spans with labels, and the states of sentences."""
    spans = {
        (one.uid, one.label, tuple((each.start, each.end) for each in one.fragments))
        for sentence, judgement in reading.judgements.items()
        for one in judgement.annotations.values()
        if sentence is not None
    }
    return spans, {
        (place and (place.start, place.end)): (one.finished, one.flagged, one.note)
        for place, one in reading.judgements.items()
    }


def nested(reading):
    """The same of a reading in a row."""
    spans = {
        (
            one["annotation"],
            one["label"],
            tuple((each["start"], each["end"]) for each in one["fragments"]),
        )
        for one in reading["annotations"]
        if one["fragments"] is not None
    }
    return spans, {
        (None if one["start"] is None else (one["start"], one["end"])): (
            one["finished"],
            one["flagged"],
            one["note"],
        )
        for one in reading["judgements"]
    }


def test_the_head_names_the_files_the_features_and_the_rows(tmp_path):
    folder = folder_of(tmp_path, SMALL)
    found = head(folder)
    assert found["license"] == "unknown"
    assert found["language"] == ["en"]
    assert found["task_categories"] == ["text-classification", "token-classification"]
    assert found["size_categories"] == ["n<1K"]
    assert found["configs"] == [
        {
            "config_name": "documents",
            "default": True,
            "data_files": [{"split": "train", "path": DOCUMENTS}],
        },
        {"config_name": "annotations", "data_files": [{"split": "train", "path": ANNOTATIONS}]},
    ]
    for info, path in zip(found["dataset_info"], (DOCUMENTS, ANNOTATIONS), strict=True):
        written = pyarrow.parquet.read_table(folder / path)
        assert [one["name"] for one in info["features"]] == written.column_names
        (split,) = info["splits"]
        assert (split["name"], split["num_examples"]) == ("train", written.num_rows)
        assert split["num_bytes"] > 0
    assert sorted(str(one.relative_to(folder)) for one in folder.rglob("*.*")) == [
        "README.md",
        ANNOTATIONS,
        DOCUMENTS,
    ]


def test_the_card_has_the_labels_with_their_definitions(tmp_path):
    text = (folder_of(tmp_path, SMALL) / "README.md").read_text("utf-8")
    assert "## Labels of the guideline Framing\n\n### group\n\n- **claim**: A definition.\n" in text
    assert "(1 in `train`)" in text
    assert "Offsets count Unicode code points" in text


def test_no_definition_is_markup_in_the_card():
    hostile = replace(label("claim"), definition="<script>x</script>\n# Head\n[a](http://b)")
    labels = with_ids(replace(LABELS, labels=(hostile,)))
    uid = labels.guideline
    dataset = Dataset(guideline=uid, guidelines={uid: Guideline("---\nx", guideline_json(labels))})
    text = card(dataset, write_data(dataset, {}, None, WriteOptions()), CardFacts("a\n---\nb: c"))
    _, yaml_head, body = text.split("---\n", 2)
    assert yaml.safe_load(yaml_head)["pretty_name"] == "a --- b: c"
    assert "\\<script\\>x\\</script\\> \\# Head \\[a\\](http://b)" in body
    assert "\n# Head" not in body


@settings(max_examples=40, deadline=None)
@given(readings())
def test_rows_of_documents_hold_what_every_annotator_holds(tmp_path_factory, some):
    dataset = dataset_of(some, LABELS)
    folder = folder_of(tmp_path_factory.mktemp("hf"), dataset)
    rows = pyarrow.parquet.read_table(folder / DOCUMENTS).to_pylist()
    assert [row["document"] for row in rows] == [one.document.uid for one in dataset.documents]
    for row, one in zip(rows, dataset.documents, strict=True):
        assert row["text"] == one.document.text
        assert json.loads(row["meta"]) == dict(one.document.meta)
        assert [each["annotator"] for each in row["readings"]] == [
            each.annotator for each in one.readings
        ]
        for each, reading in zip(row["readings"], one.readings, strict=True):
            assert nested(each) == held(reading)
            assert len(each["relations"]) == sum(
                len(judgement.relations) for judgement in reading.judgements.values()
            )


def test_polars_and_duckdb_find_the_same_nested_rows(tmp_path):
    path = folder_of(tmp_path) / DOCUMENTS
    expected = pyarrow.parquet.read_table(path).to_pylist()
    assert polars.read_parquet(path).to_dicts() == expected
    found = duckdb.connect().execute("SELECT * FROM read_parquet(?)", [str(path)])
    names = [one[0] for one in found.description]
    assert [dict(zip(names, row, strict=True)) for row in found.fetchall()] == expected


def test_the_rows_of_annotations_are_those_of_csv(tmp_path):
    rows = pyarrow.parquet.read_table(folder_of(tmp_path) / ANNOTATIONS).to_pylist()
    cells = table("csv")
    assert [row["annotation"] or "" for row in rows] == [row["annotation"] for row in cells]
    assert [row["quote"] or "" for row in rows] == [row["quote"] for row in cells]


def test_the_same_data_give_the_same_bytes(tmp_path):
    folders = [
        folder_of(tmp_path / one, SMALL) for one in ("a", "b") if not (tmp_path / one).mkdir()
    ]
    first, second = (
        {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*.*")}
        for folder in folders
    )
    assert first == second


def test_splits_have_files_of_their_own(tmp_path):
    (one,) = SMALL.documents
    other = Document("b2:other", "Cem slept.", {}, (), (Span(0, 10),))
    test = dataset_of([Reading(other, "ann", {Span(0, 10): Judgement(finished=True)})])
    splits = {"train": [one], "test": test.documents}
    data = write_data(SMALL, splits, tmp_path, WriteOptions(rows=Rows.VOTES))
    found = yaml.safe_load(card_head(data, CardFacts(licence="cc-by-4.0")).strip("-\n"))
    assert found["license"] == "cc-by-4.0"
    assert [one["config_name"] for one in found["configs"]] == ["documents", "votes"]
    assert [one["split"] for one in found["configs"][1]["data_files"]] == ["train", "test"]
    for config in data.configs:
        for split, path in config.files.items():
            assert pyarrow.parquet.read_table(tmp_path / path).num_rows == config.rows[split]
    assert data.configs[0].rows == {"train": 1, "test": 1}
    with pytest.raises(ValueError, match="letters, digits"):
        write_data(SMALL, {"../up": []}, tmp_path, WriteOptions())


def test_texts_are_left_out_of_all_files(tmp_path):
    folder = folder_of(tmp_path, text=False)
    everything = "".join(
        json.dumps(pyarrow.parquet.read_table(folder / path).to_pylist())
        for path in (DOCUMENTS, ANNOTATIONS)
    )
    for word in ("the\\tmayor", "said", "family", "happened", "Trap"):
        assert word not in everything
    (row,) = pyarrow.parquet.read_table(folder / DOCUMENTS).to_pylist()
    assert len(row["text_sha256"]) == 64


def test_offsets_are_in_the_unit_that_the_card_names(tmp_path):
    folder = folder_of(tmp_path, offset_unit=OffsetUnit.UTF16)
    assert "UTF-16 code units" in (folder / "README.md").read_text("utf-8")
    (row,) = pyarrow.parquet.read_table(folder / DOCUMENTS).to_pylist()
    units = TRAP.encode("utf-16-le")
    for reading in row["readings"]:
        for one in reading["annotations"]:
            assert units[2 * one["start"] : 2 * one["end"]].decode("utf-16-le") == one["quote"]


def test_an_annotation_of_the_document_as_a_whole_has_no_offsets(tmp_path):
    (one,) = GIVEN[0].judgements[Span(0, 9)].annotations.values()
    given = replace(GIVEN[0], judgements={None: Judgement({one.uid: one})})
    folder = folder_of(tmp_path, dataset_of([given], LABELS))
    (row,) = pyarrow.parquet.read_table(folder / DOCUMENTS).to_pylist()
    (found,) = row["readings"][0]["annotations"]
    assert (found["label"], found["start"], found["sentence_start"]) == ("claim", None, None)
