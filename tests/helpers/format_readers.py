"""Programs of others that read what we write: each returns what it loads, to be compared.

A reader is a function from a written file or folder, and the texts of the documents by uid, to
facts: sets by feature, as `format_cases.facts` makes them. It compares what its format has.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.model import Span
from tests.helpers.format_cases import LABEL_SET

Facts = dict[str, set[tuple[object, ...]]]
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reader:
    """A program that reads a format.

    format: ours. distribution: the package, as it is installed; '' for Python itself. load: see
    above.
    """

    format: str
    distribution: str
    load: Callable[[Path, Texts], Facts]


# ---------------------------------------------------------------------------- native JSON Lines


def _of_records(records: Iterable[Mapping[str, Any]]) -> Facts:
    """The facts of the records of documents in the native format."""
    found: Facts = {name: set() for name in _OF_RECORDS}
    for record in records:
        text = record["text"]
        found["texts"].add((text,))
        for reading in record["readings"]:
            held = [one for each in reading["judgements"] for one in each["annotations"]]
            for one in held:
                place = (text, one["label"], _around(one["fragments"]))
                found["labels"].add(place)
                found["annotators"].add((*place, reading["annotator"]))
                fragments = tuple(_span(part) for part in one["fragments"])
                found["fragments"].add((*place, fragments))
                values = json.dumps(one["attributes"], sort_keys=True)
                found["attributes"].add((*place, values))
            places = {one["uid"]: (one["label"], _around(one["fragments"])) for one in held}
            for one in (one for each in reading["judgements"] for one in each["relations"]):
                ends = (places[one[end]] for end in ("head", "tail"))
                found["relations"].add((text, one["kind"], *ends))
    return found


_OF_RECORDS = ("texts", "labels", "annotators", "fragments", "attributes", "relations")


def _span(part: Mapping[str, Any]) -> Span:
    return Span(int(part["start"]), int(part["end"]))


def _around(parts: list[Mapping[str, Any]]) -> Span:
    return Span(int(parts[0]["start"]), int(parts[-1]["end"]))


def native_by_pandas(path: Path, texts: Texts) -> Facts:
    """pandas.read_json, a row for each line; the first one is the head."""
    del texts
    import pandas

    table = pandas.read_json(path, lines=True, dtype=False)
    return _of_records(table[table["document"].notna()].to_dict("records"))


def native_by_duckdb(path: Path, texts: Texts) -> Facts:
    """DuckDB, lines as JSON values."""
    del texts
    import duckdb

    sql = "SELECT json FROM read_json_objects(?, format = 'newline_delimited')"
    lines = duckdb.connect().execute(sql, [str(path)]).fetchall()
    return _of_records([json.loads(line) for (line,) in lines][1:])


# ------------------------------------------------------------------------------------- tables


def _of_rows(rows: Iterable[Mapping[str, Any]], texts: Texts) -> Facts:
    """The facts of the rows of a table with a row for each annotation."""
    held = [row for row in rows if row["label"] and row["start"] not in {"", None}]
    has_fragments = all("fragments" in row for row in held)
    found: Facts = {name: set() for name in _OF_ROWS if has_fragments or name != "fragments"}
    places: dict[tuple[str, str], tuple[str, Span]] = {}
    for row in held:
        text = texts[row["document"]]
        span = _span(row)
        if text[span.start : span.end] != row["quote"]:
            raise ValueError(f"{row['quote']!r} is not at {span}")
        place = (text, row["label"], span)
        places[row["document"], row["annotation"]] = (row["label"], span)
        found["labels"].add(place)
        found["annotators"].add((*place, row["annotator"]))
        if "fragments" in found:
            found["fragments"].add((*place, _fragments(row["fragments"])))
        values = json.dumps(json.loads(row["attributes"]), sort_keys=True)
        found["attributes"].add((*place, values))
    for row in held:
        for one in json.loads(row["relations"] or "[]"):
            ends = (places[row["document"], uid] for uid in (row["annotation"], one["tail"]))
            found["relations"].add((texts[row["document"]], one["kind"], *ends))
    return found


def _fragments(cell: Any) -> tuple[Span, ...]:
    """The fragments of a row: JSON in tables of text, nested in Parquet."""
    if isinstance(cell, str):
        return tuple(Span(start, end) for start, end in json.loads(cell))
    return tuple(_span(part) for part in cell)


_OF_ROWS = ("labels", "annotators", "fragments", "attributes", "relations")


def _table_by_pandas(separator: str) -> Callable[[Path, Texts], Facts]:
    def load(path: Path, texts: Texts) -> Facts:
        import pandas

        table = pandas.read_csv(path, sep=separator, dtype=str, keep_default_na=False)
        return _of_rows(table.to_dict("records"), texts)

    return load


def csv_by_polars(path: Path, texts: Texts) -> Facts:
    """polars.read_csv, all columns as text."""
    import polars

    return _of_rows(polars.read_csv(path, infer_schema=False).to_dicts(), texts)


def csv_by_duckdb(path: Path, texts: Texts) -> Facts:
    """DuckDB, all columns as text."""
    import duckdb

    found = duckdb.connect().execute(
        "SELECT * FROM read_csv(?, all_varchar = true, header = true, quote = '\"')", [str(path)]
    )
    names = [one[0] for one in found.description]
    return _of_rows([dict(zip(names, row, strict=True)) for row in found.fetchall()], texts)


def parquet_by_pyarrow(path: Path, texts: Texts) -> Facts:
    """pyarrow.parquet.read_table."""
    import pyarrow.parquet

    return _of_rows(pyarrow.parquet.read_table(path).to_pylist(), texts)


def parquet_by_pandas(path: Path, texts: Texts) -> Facts:
    """pandas.read_parquet."""
    import pandas

    table = pandas.read_parquet(path).astype(object)
    return _of_rows(table.where(table.notna(), None).to_dict("records"), texts)


def parquet_by_polars(path: Path, texts: Texts) -> Facts:
    """polars.read_parquet."""
    import polars

    return _of_rows(polars.read_parquet(path).to_dicts(), texts)


def parquet_by_duckdb(path: Path, texts: Texts) -> Facts:
    """DuckDB."""
    import duckdb

    found = duckdb.connect().execute("SELECT * FROM read_parquet(?)", [str(path)])
    names = [one[0] for one in found.description]
    return _of_rows([dict(zip(names, row, strict=True)) for row in found.fetchall()], texts)


def huggingface_by_datasets(path: Path, texts: Texts) -> Facts:
    """datasets.load_dataset, the configuration of annotations."""
    import datasets

    datasets.disable_progress_bars()
    cache = str(path.parent / "cache")
    found = datasets.load_dataset(str(path), "annotations", cache_dir=cache)["train"]
    return _of_rows(found.to_list(), texts)


def huggingface_by_polars(path: Path, texts: Texts) -> Facts:
    """polars, the Parquet files of annotations."""
    import polars

    return _of_rows(polars.read_parquet(path / "annotations" / "*.parquet").to_dicts(), texts)


def croissant_by_its_library(path: Path, texts: Texts) -> Facts:
    """mlcroissant, the records of annotations."""
    import logging

    logging.getLogger("absl").setLevel(logging.ERROR)  # what a publication adds is missing
    import mlcroissant

    records = mlcroissant.Dataset(jsonld=str(path / "croissant.json")).records("annotations")
    rows = (
        {
            name.rpartition("/")[2]: value.decode() if isinstance(value, bytes) else value
            for name, value in record.items()
        }
        for record in records
    )
    return _of_rows(rows, texts)


# ------------------------------------------------------------------------------------- others


def brat_by_bratly(path: Path, texts: Texts) -> Facts:
    """bratly, each .ann file beside its text.

    brat has no fragment over a line break or a tab: two with nothing else between them are one.
    """
    del texts
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import bratly
        from bratly.io import read_and_load_ann_file

    found: Facts = {name: set() for name in ("labels", "fragments", "relations")}
    several = not any(path.glob("*.ann"))
    if several:  # a folder for each annotator
        found["annotators"] = set()
    for file in sorted(path.rglob("*.ann")):
        text = file.with_suffix(".txt").read_bytes().decode()
        held = read_and_load_ann_file(str(file)).annotations
        places = {}
        for one in held:
            if isinstance(one, bratly.EntityAnnotation):
                parts = _joined([Span(part.start, part.end) for part in one.fragments], text)
                span = Span(parts[0].start, parts[-1].end)
                places[one.id] = (one.label, span)
                place = (text, one.label, span)
                found["labels"].add(place)
                found["fragments"].add((*place, parts))
                if several:
                    found["annotators"].add((*place, file.parent.name))
        for one in held:
            if isinstance(one, bratly.RelationAnnotation):
                ends = (places[each.id] for each in (one.argument1[1], one.argument2[1]))
                found["relations"].add((text, one.label, *ends))
    return found


def _joined(parts: list[Span], text: str) -> tuple[Span, ...]:
    joined = parts[:1]
    for part in parts[1:]:
        if text[joined[-1].end : part.start].strip("\t\n\r"):
            joined.append(part)
        else:
            joined[-1] = Span(joined[-1].start, part.end)
    return tuple(joined)


def cas_by_cassis(path: Path, texts: Texts) -> Facts:
    """dkpro-cassis, with the type system of the folder."""
    del texts
    import cassis

    from annotator.formats import cas_types

    with (path / "TypeSystem.xml").open("rb") as opened:
        types = cassis.load_typesystem(opened)
    found: Facts = {name: set() for name in _OF_RECORDS}
    names = {one.name for one in types.get_type(cas_types.SPAN).features}
    names -= {*cas_types.OWN_FEATURES}
    for file in sorted(path.rglob("*.xmi")):
        with file.open("rb") as opened:
            cas = cassis.load_cas_from_xmi(opened, typesystem=types)
        text = cas.sofa_string
        found["texts"].add((text,))
        by_uid: dict[str, list[Any]] = {}
        for one in cas.select(cas_types.SPAN):
            by_uid.setdefault(one.uid, []).append(one)
        for parts in by_uid.values():
            spans = tuple(Span(one.begin, one.end) for one in parts)
            place = (text, parts[0].label, Span(spans[0].start, spans[-1].end))
            found["labels"].add(place)
            found["fragments"].add((*place, spans))
            found["annotators"].add((*place, file.stem))
            given = {name: parts[0].get(name) for name in names}
            values = {name: _decoded(one) for name, one in given.items() if one is not None}
            found["attributes"].add((*place, json.dumps(values, sort_keys=True)))
        for one in cas.select(cas_types.RELATION):
            ends = (
                (each.label, Span(each.begin, each.end)) for each in (one.Governor, one.Dependent)
            )
            found["relations"].add((text, one.kind, *ends))
    return found


def _decoded(value: str) -> Any:
    """The value of an attribute, which is a text or JSON."""
    try:
        return json.loads(value)
    except ValueError:
        return value


# ------------------------------------------------------------------- tasks of other tools


def prodigy_by_spacy(path: Path, texts: Texts) -> Facts:
    """spaCy, as Prodigy makes a Doc: from the tokens of a line, with a span for each of its."""
    del texts
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    found: Facts = {"texts": set(), "labels": set()}
    vocabulary = Vocab()
    for line in path.read_text("utf-8").splitlines():
        task = json.loads(line)
        words = [one["text"] for one in task["tokens"]]
        doc = Doc(vocabulary, words=words, spaces=[one["ws"] for one in task["tokens"]])
        found["texts"].add((doc.text,))
        for one in task["spans"]:
            tokens = doc[one["token_start"] : one["token_end"] + 1]
            span = Span(tokens.start_char, tokens.end_char)
            if (span.start, span.end) != (one["start"], one["end"]):
                raise ValueError(f"the tokens of {one} are at {span}")
            found["labels"].add((doc.text, one["label"], span))
    return found


def doccano_by_pandas(path: Path, texts: Texts) -> Facts:
    """pandas.read_json, a row for each line."""
    del texts
    import pandas

    found: Facts = {name: set() for name in ("texts", "labels", "annotators", "relations")}
    for row in pandas.read_json(path, lines=True, dtype=False).to_dict("records"):
        text = row["text"]
        found["texts"].add((text,))
        places = {}
        for one in row["entities"]:
            span = Span(one["start_offset"], one["end_offset"])
            places[one["id"]] = (one["label"], span)
            found["labels"].add((text, one["label"], span))
            found["annotators"].add((text, one["label"], span, row["annotator"]))
        for one in row["relations"]:
            ends = (places[one[end]] for end in ("from_id", "to_id"))
            found["relations"].add((text, one["type"], *ends))
    return found


def label_studio_by_its_library(path: Path, texts: Texts) -> Facts:
    """The converter of label-studio-sdk, which counts code points."""
    del texts
    from label_studio_sdk.converter import Converter

    labels = "".join(f'<Label value="{one.name}"/>' for one in LABEL_SET.labels)
    config = (
        f'<View><Labels name="label" toName="text">{labels}</Labels>'
        '<Text name="text" value="$text"/></View>'
    )
    found: Facts = {"texts": set(), "labels": set()}
    for task in Converter(config, None).iter_from_json_file(str(path)):
        text = task["input"]["text"]
        found["texts"].add((text,))
        for one in task["output"].get("label", ()):
            span = _span(one)
            if span.of(text) != one["text"]:
                raise ValueError(f"{one} is not in {text!r}")
            found["labels"].add((text, one["labels"][0], span))
    return found


# ---------------------------------------------------------------------------------- tokens


def conll_by_nervaluate(path: Path, texts: Texts) -> Facts:
    """The entities that nervaluate finds in BIO tags, by their words."""
    del texts
    from nervaluate.utils import conll_to_spans

    sentences = [
        [line.split("\t")[0] for line in block.split("\n") if "\t" in line]
        for block in path.read_text("utf-8").split("\n\n")
    ]
    held = conll_to_spans(path.read_text("utf-8"))
    found: Facts = {"words": set()}
    for tokens, entities in zip(filter(None, sentences), held, strict=False):
        for one in entities:
            found["words"].add((one["label"], "".join(tokens[one["start"] : one["end"] + 1])))
    return found


def docbin_by_spacy(path: Path, texts: Texts) -> Facts:
    """spaCy: the spans that it trains on."""
    del texts
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    found: Facts = {"texts": set(), "parts": set()}
    for doc in DocBin().from_disk(path).get_docs(Vocab()):
        found["texts"].add((doc.text,))
        for one in doc.spans["sc"]:
            found["parts"].add((doc.text, one.label_, Span(one.start_char, one.end_char)))
    return found


READERS = (
    Reader("native", "pandas", native_by_pandas),
    Reader("native", "duckdb", native_by_duckdb),
    Reader("csv", "pandas", _table_by_pandas(",")),
    Reader("csv", "polars", csv_by_polars),
    Reader("csv", "duckdb", csv_by_duckdb),
    Reader("tsv", "pandas", _table_by_pandas("\t")),
    Reader("parquet", "pyarrow", parquet_by_pyarrow),
    Reader("parquet", "pandas", parquet_by_pandas),
    Reader("parquet", "polars", parquet_by_polars),
    Reader("parquet", "duckdb", parquet_by_duckdb),
    Reader("huggingface", "polars", huggingface_by_polars),
    Reader("huggingface", "datasets", huggingface_by_datasets),
    Reader("prodigy", "spacy", prodigy_by_spacy),
    Reader("doccano", "pandas", doccano_by_pandas),
    Reader("label-studio", "label-studio-sdk", label_studio_by_its_library),
    Reader("conll", "nervaluate", conll_by_nervaluate),
    Reader("spacy", "spacy", docbin_by_spacy),
    Reader("croissant", "mlcroissant", croissant_by_its_library),
    Reader("brat", "bratly-io-fs", brat_by_bratly),
    Reader("cas-xmi", "dkpro-cassis", cas_by_cassis),
)
"""In the order of the table."""
