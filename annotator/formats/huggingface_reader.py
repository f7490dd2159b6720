"""Read Hugging Face datasets on disk: folders of Parquet files with a card, or saved by `datasets`.

`Dataset.save_to_disk` writes dataset_info.json, state.json and Arrow files, `DatasetDict` a folder
of these for each split, and dataset_dict.json. All splits are read. A dataset of this program is
known by its columns, any other is read by a column map, or by what its columns are called.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from annotator.errors import DataError, Problem
from annotator.formats.huggingface_documents import FIELDS
from annotator.formats.huggingface_rows import read_documents
from annotator.formats.labelled_rows import LabelledRow, documents_of
from annotator.formats.protocols import DocumentLine, ReadOptions
from annotator.formats.table_arrow import schema_of
from annotator.formats.table_files import ArrowFile, ParquetFile, described
from annotator.formats.table_mapping import column_map, labelled_rows
from annotator.model import Dataset

_DICT, _STATE, _INFO, _CARD = "dataset_dict.json", "state.json", "dataset_info.json", "README.md"
_SAVED = ((_DICT,), (_STATE, _INFO))
"""Files by which a folder is known that `save_to_disk` has written."""
_MOST_CARD = 2_000_000
_FIX = "Name a folder of Parquet files with a card, or one that `save_to_disk` has written."

_FILL = "`annotator fill` puts texts into a published dataset."

_File = ArrowFile | ParquetFile


def is_dataset(folder: Path) -> bool:
    """Return True for a folder that is such a dataset. Reads only the card."""
    if not folder.is_dir():
        return False
    if any(all((folder / name).is_file() for name in names) for names in _SAVED):
        return True
    head = _card(folder)
    return bool({"configs", "dataset_info"} & head.keys()) and bool(_parquet(folder, head))


def read_dataset(folder: Path, options: ReadOptions) -> tuple[Dataset, Iterator[DocumentLine]]:
    """Return what is known of all documents, and an iterator over these.

    Raises DataError for a folder without such files or without columns of texts and labels,
    AnnotatorError for a file that cannot be read, and without pyarrow.
    """
    head = _card(folder)
    files = [_opened(path) for path in _data_files(folder, head)]
    if not files:
        raise DataError(Problem(folder, 0, "expected data files of a dataset, found none", _FIX))
    if any("text_sha256" in one.columns and "text" not in one.columns for one in files):
        raise DataError(
            Problem(folder, 0, "expected a column 'text', found hashes of texts", _FILL)
        )
    if not options.columns and all(one.schema.equals(schema_of(FIELDS, {})) for one in files):
        return read_documents(files)
    return documents_of(folder, _rows(folder, files, head, options))


def _rows(
    folder: Path, files: Sequence[_File], head: Mapping[str, Any], options: ReadOptions
) -> Iterator[LabelledRow | Problem]:
    for file in files:
        names = _names(file, head)
        mapped = column_map(file, options.columns, names, guess=True)
        yield from labelled_rows(file, mapped, options.author(folder))


# --------------------------------------------------------------------------------- files


def _opened(path: Path) -> _File:
    return ArrowFile(path) if path.suffix == ".arrow" else ParquetFile(path)


def _data_files(folder: Path, head: Mapping[str, Any]) -> list[Path]:
    """Return the data files of all splits, in order."""
    if (folder / _DICT).is_file():
        splits = _json(folder / _DICT).get("splits", [])
        names = splits if isinstance(splits, list) else []
        return [one for name in names for one in _saved(_inside(folder, name))]
    if (folder / _STATE).is_file():
        return _saved(folder)
    return _parquet(folder, head)


def _saved(folder: Path) -> list[Path]:
    """Return the files of a split that `save_to_disk` has written."""
    found = _json(folder / _STATE).get("_data_files", [])
    names = [one.get("filename") for one in found if isinstance(one, dict)]
    return [_inside(folder, name) for name in names]


def _inside(folder: Path, name: object) -> Path:
    """Return a path in a folder. Raises DataError for one that is not in it."""
    place = folder / str(name)
    if not place.resolve().is_relative_to(folder.resolve()):
        raise DataError(Problem(folder, 0, f"expected a file in the folder, found {name!r}", _FIX))
    return place


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(Problem(path, 0, f"expected JSON: {error}", _FIX)) from None
    if not isinstance(found, dict):
        raise DataError(Problem(path, 0, "expected an object", _FIX))
    return found


def _parquet(folder: Path, head: Mapping[str, Any]) -> list[Path]:
    """Return the files of the first configuration of a card, or all if it has none."""
    configs = head.get("configs")
    found = [one for one in configs if isinstance(one, dict)] if isinstance(configs, list) else []
    chosen = next((one for one in found if one.get("default")), found[0] if found else {})
    patterns = [*_patterns(chosen.get("data_files"))] or ["**/*.parquet"]
    paths = [
        path
        for pattern in patterns
        if not Path(pattern).is_absolute() and ".." not in Path(pattern).parts
        for path in sorted(folder.glob(pattern))
    ]
    return [path for path in dict.fromkeys(paths) if path.suffix in {".parquet", ".arrow"}]


def _patterns(given: object) -> Iterator[str]:
    """Yield the patterns of data files, however a card writes them."""
    if isinstance(given, str):
        yield given
    elif isinstance(given, list):
        for one in given:
            yield from _patterns(one.get("path") if isinstance(one, dict) else one)


# ------------------------------------------------------------------------------ features


def _card(folder: Path) -> dict[str, Any]:
    """Return the head of a card; {} if there is none that can be read."""
    try:
        with (folder / _CARD).open(encoding="utf-8") as file:
            text = file.read(_MOST_CARD)
        _, head, _ = text.split("---\n", 2)
        found = yaml.safe_load(head)
    except (OSError, ValueError, yaml.YAMLError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _names(file: _File, head: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """Return the names of labels by column, of columns that have numbers for them.

    They are in the metadata of a file, in dataset_info.json beside it, or in the card.
    """
    info = described(file, "huggingface").get("info")
    features = info.get("features") if isinstance(info, dict) else None
    beside = file.path.parent / _INFO
    if not features and beside.is_file():
        features = _json(beside).get("features")
    if isinstance(features, dict):
        return {name: found for name, one in features.items() if (found := _class_names(one))}
    infos = head.get("dataset_info")
    first = infos[0] if isinstance(infos, list) and infos else infos
    listed = first.get("features") if isinstance(first, dict) else None
    return {
        str(one.get("name")): found
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, dict) and (found := _class_names_of_card(one))
    }


def _class_names(feature: object) -> list[str]:
    """Return the names of a ClassLabel, or of a list of them."""
    if isinstance(feature, list) and feature:
        return _class_names(feature[0])
    if not isinstance(feature, dict):
        return []
    names = feature.get("names")
    if feature.get("_type") == "ClassLabel" and isinstance(names, list):
        return [str(one) for one in names]
    return _class_names(feature.get("feature"))


def _class_names_of_card(feature: Mapping[str, Any]) -> list[str]:
    """Return the names of a ClassLabel as a card has them: {'0': name}."""
    for key in ("dtype", "list", "sequence"):
        held = feature.get(key)
        if isinstance(held, dict) and isinstance(held.get("class_label"), dict):
            names = held["class_label"].get("names")
            if isinstance(names, dict):
                return [str(names[key]) for key in sorted(names, key=_as_number)]
            return [str(one) for one in names] if isinstance(names, list) else []
    return []


def _as_number(key: object) -> int:
    text = str(key)
    return int(text) if text.isdecimal() else 0
