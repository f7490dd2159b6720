"""Croissant files, read by mlcroissant, the reference reader: valid, and every record is there."""

from __future__ import annotations

import csv
import json

import pytest

from tests.helpers.published import project, publish, run

mlcroissant = pytest.importorskip("mlcroissant", reason="mlcroissant is not installed")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("default"),  # its own
]


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return project(tmp_path_factory.mktemp("study") / "ferries", count=8)


def annotations(folder):
    """(document, annotator, label, start, end) of all annotations in native files."""
    for path in [*folder.glob("*.jsonl"), *folder.glob("data/*.jsonl")]:
        for line in path.read_text("utf-8").split("\n")[1:-1]:
            record = json.loads(line)
            for reading in record["readings"]:
                for judgement in reading["judgements"]:
                    for one in judgement["annotations"]:
                        yield (
                            record["document"], reading["annotator"], one["label"],
                            one["fragments"][0]["start"], one["fragments"][-1]["end"],
                        )  # fmt: skip


def records(folder, name):
    """The rows of a record set that hold an annotation."""
    dataset = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    assert not dataset.metadata.issues.errors
    for row in dataset.records(name):
        short = {key.rsplit("/", 1)[1]: value for key, value in row.items()}
        if short["label"] not in {None, b""}:
            words = (short[key].decode() for key in ("document", "annotator", "label"))
            yield (*words, int(short["start"]), int(short["end"]))


def test_a_publication_is_valid_and_its_splits_are_read(study, tmp_path):
    publish(study, tmp_path / "out", "--licence", "CC-BY-4.0", "--author", "The Ferry Group")
    dataset = mlcroissant.Dataset(jsonld=str(tmp_path / "out" / "croissant.json"))
    assert not dataset.metadata.issues.errors
    assert not dataset.metadata.issues.warnings
    assert dataset.metadata.data_annotation_protocol
    found = [
        row
        for split in ("train", "dev", "test")
        if (tmp_path / "out" / "data" / f"{split}.jsonl").exists()
        for row in records(tmp_path / "out", f"annotations_{split}")
    ]
    assert sorted(found) == sorted(annotations(tmp_path / "out"))
    with (tmp_path / "out" / "splits.csv").open(newline="", encoding="utf-8") as file:
        assert {row["document"] for row in csv.DictReader(file)} >= {one[0] for one in found}


def test_an_export_is_valid_and_its_records_are_those_of_the_project(study, tmp_path):
    done = run("-p", study, "export", tmp_path / "out", "--format", "croissant")
    assert done.exit_code == 0, done.output
    assert sorted(records(tmp_path / "out", "annotations")) == sorted(annotations(tmp_path / "out"))
