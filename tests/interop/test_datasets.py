"""What the library `datasets` loads, offline, from folders of Hugging Face datasets.

python -m pytest tests/interop/test_datasets.py    (pip install 'framing-annotator[interop]')
"""

import pytest

from annotator.formats import ReadOptions, Rows, WriteOptions, load
from annotator.formats.huggingface import write_data
from annotator.formats.huggingface_card import CardFacts, card
from tests.formats.test_formats import ADA, BOB, LABELS, TRAP
from tests.formats.test_huggingface import folder_of, held, nested
from tests.formats.test_table_reading import labels_of
from tests.formats.test_tables import SMALL, table
from tests.helpers.datasets import dataset_of

datasets = pytest.importorskip("datasets", reason="needs the extra `interop`")
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(autouse=True)
def offline(monkeypatch, tmp_path):
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")


def loaded(folder, tmp_path, name=None):
    return datasets.load_dataset(str(folder), name, cache_dir=str(tmp_path / "cache"))


def test_datasets_loads_every_span_label_and_judgement(tmp_path):
    folder = folder_of(tmp_path, dataset_of([BOB, ADA], LABELS))
    (row,) = loaded(folder, tmp_path)["train"]
    assert row["text"] == TRAP
    assert [nested(one) for one in row["readings"]] == [held(ADA), held(BOB)]
    for reading in row["readings"]:
        for one in reading["annotations"]:
            assert TRAP[one["start"] : one["end"]] == one["quote"]


@pytest.mark.parametrize(
    ("rows", "name"),
    [(Rows.ANNOTATIONS, "annotations"), (Rows.VOTES, "votes"), (Rows.SOFT, "shares")],
)
def test_datasets_loads_the_rows_of_the_tables(tmp_path, rows, name):
    folder = folder_of(tmp_path, SMALL, rows=rows)
    found = loaded(folder, tmp_path, name)["train"].to_list()
    cells = table("csv", SMALL, rows=rows)
    assert [(row["document"], row["label"] or "") for row in found] == [
        (row["document"], row["label"]) for row in cells
    ]
    assert [*found[0]] == [*cells[0]]


def test_datasets_knows_features_and_splits_from_the_card_before_it_reads_a_row(tmp_path):
    folder = tmp_path / "splits"
    (one,) = SMALL.documents
    data = write_data(SMALL, {"train": [one], "test": [one]}, folder, WriteOptions())
    (folder / "README.md").write_text(card(SMALL, data, CardFacts(licence="mit")), "utf-8")
    builder = datasets.load_dataset_builder(str(folder), "annotations")
    assert builder.info.splits["test"].num_examples == data.configs[1].rows["test"]
    found = loaded(folder, tmp_path, "annotations")
    assert sorted(found) == ["test", "train"]
    assert found["train"].features == builder.info.features
    assert datasets.get_dataset_config_names(str(folder)) == ["documents", "annotations"]


def test_what_datasets_saves_again_is_read_without_loss(tmp_path):
    folder = folder_of(tmp_path, dataset_of([BOB, ADA], LABELS))
    loaded(folder, tmp_path).save_to_disk(str(tmp_path / "saved"))
    head, lines = load("huggingface").read(tmp_path / "saved", ReadOptions())
    (line,) = lines
    assert head.annotators == {"ada": "annotator", "bob": "annotator"}
    assert [held(one) for one in line.document.readings] == [held(ADA), held(BOB)]


def test_datasets_of_labels_and_of_tags_are_read_as_it_saves_them(tmp_path):
    label = datasets.ClassLabel(names=["OBJ", "SUBJ"])
    features = datasets.Features({"sentence": datasets.Value("string"), "label": label})
    some = {"sentence": ["It left.", "A shame!"], "label": [0, 1]}
    datasets.Dataset.from_dict(some, features).save_to_disk(str(tmp_path / "labels"))
    tag = datasets.ClassLabel(names=["O", "B-PER", "I-PER"])
    features = datasets.Features(
        {"tokens": datasets.List(datasets.Value("string")), "tags": datasets.List(tag)}
    )
    some = {"tokens": [["Ann", "Lee", "left"]], "tags": [[1, 2, 0]]}
    datasets.Dataset.from_dict(some, features).save_to_disk(str(tmp_path / "tags"))
    found = {}
    for name in ("labels", "tags"):
        _, lines = load("huggingface").read(tmp_path / name, ReadOptions("ann"))
        found[name] = [labels_of(one.document) for one in lines]
    assert found == {
        "labels": [[("ann", "OBJ", None)], [("ann", "SUBJ", None)]],
        "tags": [[("ann", "PER", "Ann Lee")]],
    }


def test_datasets_loads_parquet_and_csv_files_by_themselves(tmp_path):
    path = tmp_path / "one.parquet"
    path.write_bytes(b"".join(load("parquet").write(SMALL, WriteOptions())))
    found = datasets.load_dataset(
        "parquet", data_files=str(path), cache_dir=str(tmp_path / "cache")
    )
    assert [row["quote"] or "" for row in found["train"]] == [
        row["quote"] for row in table("csv", SMALL)
    ]
