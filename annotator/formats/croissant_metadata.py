"""The description of a dataset in JSON-LD: Croissant 1.1 with the vocabulary RAI 1.0.

The specifications are at https://docs.mlcommons.org/croissant/. Files are named with their SHA-256;
record sets say what the columns of tables are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from annotator.formats.table_rows import CellType, Fields

_Json = dict[str, Any]

FILE = "croissant.json"
MEDIA_TYPES = {
    ".jsonl": "application/jsonlines",
    ".csv": "text/csv",
    ".parquet": "application/x-parquet",
    ".json": "application/json",
    ".yaml": "application/yaml",
    ".md": "text/markdown",
}
"""mlcroissant reads Parquet and JSON Lines by these names alone."""

_CONTEXT: _Json = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_TYPES = {
    CellType.INTEGER: "sc:Integer",
    CellType.NUMBER: "sc:Float",
    CellType.BOOLEAN: "sc:Boolean",
}
_CONFORMS_TO = [
    "http://mlcommons.org/croissant/1.1",
    "http://mlcommons.org/croissant/RAI/1.0",
]


@dataclass(frozen=True, slots=True)
class TableColumns:
    """A table, in one file or in one for each split.

    files: by split, '' for none, the path relative to the folder. columns: by name, the type, such
    as sc:Text.
    """

    name: str
    description: str
    files: Mapping[str, str]
    columns: Mapping[str, str]


def columns_of(fields: Fields) -> dict[str, str]:
    """The columns of a table that are not nested, with their types for Croissant."""
    return {
        name: _TYPES.get(kind, "sc:Text")
        for name, kind in fields.items()
        if not isinstance(kind, list) and kind is not CellType.SPANS
    }


@dataclass(frozen=True, slots=True)
class Description:
    """What people say about a dataset. licence: '' if none was given. rai: by its field's name."""

    name: str
    text: str
    licence: str = ""
    date: str = ""
    version: str = ""
    cite_as: str = ""
    creators: Sequence[str] = ()
    rai: Mapping[str, Any] = field(default_factory=dict)


def croissant_json(
    about: Description, folder: Path, files: Iterable[str], tables: Sequence[TableColumns]
) -> str:
    """Return the text of croissant.json for files in a folder.

    files: paths relative to the folder, with slashes, those of the tables among them.
    """
    record: _Json = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": about.name,
        "description": about.text,
        "conformsTo": _CONFORMS_TO,
        **_given(license=about.licence, datePublished=about.date, version=about.version),
        **_given(citeAs=about.cite_as),
        **_given(creator=[{"@type": "sc:Organization", "name": one} for one in about.creators]),
        **{f"rai:{name}": value for name, value in about.rai.items()},
        "distribution": [_file(folder, one) for one in files],
        "recordSet": [one for table in tables for one in _record_sets(table)],
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _given(**values: Any) -> _Json:
    return {name: value for name, value in values.items() if value}


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file, read piece by piece."""
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def _file(folder: Path, name: str) -> _Json:
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": name,
        "contentSize": f"{(folder / name).stat().st_size} B",
        "encodingFormat": MEDIA_TYPES.get(Path(name).suffix, "text/plain"),
        "sha256": file_sha256(folder / name),
    }


def _record_sets(table: TableColumns) -> list[_Json]:
    """One for each file: a reader can ask for a split by its name."""
    return [
        {
            "@type": "cr:RecordSet",
            "@id": name,
            "name": name,
            "description": table.description,
            "field": [
                {
                    "@type": "cr:Field",
                    "@id": f"{name}/{column}",
                    "name": f"{name}/{column}",
                    "dataType": kind,
                    "source": {"fileObject": {"@id": file}, "extract": {"column": column}},
                }
                for column, kind in table.columns.items()
            ],
        }
        for name, file in _names(table)
    ]


def _names(table: TableColumns) -> Iterator[tuple[str, str]]:
    """Yield the name of each record set with its file."""
    for split, file in table.files.items():
        yield f"{table.name}_{split}" if split else table.name, file
