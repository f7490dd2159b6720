"""Croissant: every file with its checksum, every column of the tables, and the context of 1.1."""

from __future__ import annotations

import json
import sys

import pytest

from annotator.formats import WriteOptions, load, native
from annotator.formats.croissant_metadata import (
    Description,
    TableColumns,
    croissant_json,
    file_sha256,
)
from tests.formats.test_formats import ADA, LABELS, TRAP
from tests.helpers.datasets import dataset_of
from tests.helpers.paths import SHARED

OFFICIAL = SHARED / "data" / "formats" / "croissant" / "multilingual-1.1.json"


@pytest.fixture
def dataset():
    return dataset_of([ADA], LABELS)


def written(dataset, folder, **options):
    folder.mkdir()
    load("croissant").write_folder(dataset, folder, WriteOptions(**options))
    return json.loads((folder / "croissant.json").read_text("utf-8"))


def test_the_folder_has_the_data_and_says_what_each_file_is(dataset, tmp_path):
    record = written(dataset, tmp_path / "out")
    assert record["@type"] == "sc:Dataset"
    assert record["conformsTo"] == [
        "http://mlcommons.org/croissant/1.1",
        "http://mlcommons.org/croissant/RAI/1.0",
    ]
    files = {one["contentUrl"]: one for one in record["distribution"]}
    assert set(files) == {"data.jsonl", "annotations.parquet"}
    for name, one in files.items():
        assert one["sha256"] == file_sha256(tmp_path / "out" / name)
        assert one["@id"] == name
    assert files["data.jsonl"]["encodingFormat"] == "application/jsonlines"
    expected = "".join(native.lines(dataset)).encode()
    assert (tmp_path / "out" / "data.jsonl").read_bytes() == expected


def test_every_column_of_the_table_is_a_field(dataset, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    record = written(dataset, tmp_path / "out")
    (table,) = record["recordSet"]
    fields = {one["source"]["extract"]["column"]: one["dataType"] for one in table["field"]}
    schema = parquet.read_schema(tmp_path / "out" / "annotations.parquet")
    plain = {one.name for one in schema if not str(one.type).startswith("list")}
    assert set(fields) == plain
    assert fields["start"] == "sc:Integer"
    assert fields["finished"] == "sc:Boolean"
    ids = {one["@id"] for one in record["distribution"]}
    assert {one["source"]["fileObject"]["@id"] for one in table["field"]} <= ids


def test_without_pyarrow_the_table_is_csv(dataset, tmp_path, monkeypatch):
    monkeypatch.setattr("annotator.formats.croissant.find_spec", lambda _: None)
    record = written(dataset, tmp_path / "out")
    assert {one["contentUrl"] for one in record["distribution"]} == {
        "data.jsonl",
        "annotations.csv",
    }
    header = (tmp_path / "out" / "annotations.csv").read_text("utf-8").split("\n")[0].strip()
    (table,) = record["recordSet"]
    columns = [one["source"]["extract"]["column"] for one in table["field"]]
    assert columns == header.split(",")


def test_without_text_no_word_is_left(dataset, tmp_path):
    written(dataset, tmp_path / "out", text=False)
    for path in (tmp_path / "out").iterdir():
        data = path.read_bytes()
        assert not any(one.encode() in data for one in TRAP.split("\n") if one)


def test_the_same_data_give_the_same_bytes(dataset, tmp_path):
    for name in ("one", "two"):
        written(dataset, tmp_path / name)
    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("one", "two")
    )
    assert one == two


@pytest.mark.skipif(not OFFICIAL.exists(), reason=f"{OFFICIAL} is not here")
def test_the_context_has_all_terms_of_the_official_one(tmp_path):
    official = json.loads(OFFICIAL.read_text("utf-8"))["@context"]
    ours = json.loads(croissant_json(Description("a", "b"), tmp_path, [], []))["@context"]
    several = {"name", "description"}  # languages of these in that file
    assert {key: ours.get(key) for key in official if key not in several} == {
        key: value for key, value in official.items() if key not in several
    }


def test_what_people_say_of_it_is_in_the_fields_of_rai(tmp_path):
    (tmp_path / "a.csv").write_text("label\r\nhedge\r\n", "utf-8")
    about = Description(
        "study",
        "What it is.",
        licence="https://creativecommons.org/licenses/by/4.0/",
        date="2026-11-29",
        creators=("The Ferry Group",),
        rai={"annotationsPerItem": "2"},
    )
    table = TableColumns("rows", "Rows.", {"train": "a.csv"}, {"label": "sc:Text"})
    record = json.loads(croissant_json(about, tmp_path, ["a.csv"], [table]))
    assert record["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert record["rai:annotationsPerItem"] == "2"
    assert record["creator"] == [{"@type": "sc:Organization", "name": "The Ferry Group"}]
    assert [one["@id"] for one in record["recordSet"]] == ["rows_train"]
    assert "citeAs" not in record


def test_the_format_is_loaded_without_pyarrow():
    assert load("croissant").name == "croissant"
    assert "mlcroissant" not in sys.modules
