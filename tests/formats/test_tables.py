"""Tables that are written: golden bytes, and what readers of other people find in them."""

import csv
import io
import json
from dataclasses import replace
from hashlib import sha256

import duckdb
import pandas
import polars
import pyarrow.parquet
import pytest
from hypothesis import given, settings

from annotator.agreement import alpha
from annotator.agreement.metrics import figures
from annotator.agreement.units import presence, units
from annotator.datasets.dataset_filter import DatasetFilter, filtered
from annotator.errors import AnnotatorError
from annotator.formats import OffsetUnit, Rows, WriteOptions, check_options, load
from annotator.formats.vote_table import VoteColumns, read_votes
from annotator.model import (
    AnnotatedDocument,
    Dataset,
    Document,
    DocumentSource,
    Guideline,
    Judgement,
    LabelUnit,
    OnShow,
    Reading,
    Relation,
    Span,
    Suggestion,
    Tier,
    Voice,
)
from tests.formats.test_formats import (
    ADA,
    BOB,
    DOCUMENT,
    LABELS,
    SENTENCES,
    TINY,
    TINY_READING,
    TRAP,
    annotation,
    readings,
)
from tests.helpers.datasets import dataset_of
from tests.helpers.simulated_study import documents

TRAPS = dataset_of([BOB, ADA], LABELS)


def written(name, dataset=TRAPS, **options):
    pieces = list(load(name).write(dataset, WriteOptions(**options)))
    if isinstance(pieces[0], bytes):
        return b"".join(pieces)
    return "".join(pieces)


def table(name, dataset=TRAPS, delimiter=",", **options):
    text = written(name, dataset, **options)
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


# ----------------------------------------------------------------------------- golden bytes

TWO = Document("b2:two", "Ann lied. Bob left.", {"title": "Two"}, (), (Span(0, 9), Span(10, 19)))
LIED = annotation("01", "claim", Span(4, 8))
BOTH = annotation("02", "claim", Span(4, 13))  # begins in one sentence, ends in the next
FIRST, SECOND = TWO.sentences
UNCLEAR = Judgement(cannot_judge="unclear")
NOTHING = Judgement(finished=True)
GIVEN = [
    Reading(TWO, "ann", {FIRST: Judgement({"01": LIED}, finished=True), SECOND: NOTHING}),
    Reading(TWO, "bea", {FIRST: Judgement({"02": BOTH}, finished=True), SECOND: NOTHING}),
    Reading(TWO, "cem", {FIRST: Judgement({"01": LIED}), SECOND: UNCLEAR}),
]
SMALL = dataset_of(GIVEN, LABELS)


def test_the_bytes_of_votes_are_settled():
    assert written("csv", SMALL, rows=Rows.VOTES) == (
        "document,title,source,url,date,sentence_start,sentence_end,sentence,annotator,role,label,"
        "group,vote\r\n"
        "b2:two,Two,,,,0,9,Ann lied.,ann,annotator,claim,group,1\r\n"
        'b2:two,Two,,,,0,9,Ann lied.,ann,annotator,"loaded, language",group,0\r\n'
        "b2:two,Two,,,,0,9,Ann lied.,bea,annotator,claim,group,1\r\n"
        'b2:two,Two,,,,0,9,Ann lied.,bea,annotator,"loaded, language",group,0\r\n'
        "b2:two,Two,,,,10,19,Bob left.,ann,annotator,claim,group,0\r\n"
        'b2:two,Two,,,,10,19,Bob left.,ann,annotator,"loaded, language",group,0\r\n'
        "b2:two,Two,,,,10,19,Bob left.,bea,annotator,claim,group,1\r\n"
        'b2:two,Two,,,,10,19,Bob left.,bea,annotator,"loaded, language",group,0\r\n'
    )


def test_the_bytes_of_shares_are_settled():
    assert written("tsv", SMALL, rows=Rows.SOFT) == (
        "document\ttitle\tsource\turl\tdate\tsentence_start\tsentence_end\tsentence\tlabel\tgroup\t"
        "votes\tannotators\tshare\r\n"
        "b2:two\tTwo\t\t\t\t0\t9\tAnn lied.\tclaim\tgroup\t2\t2\t1.0\r\n"
        "b2:two\tTwo\t\t\t\t0\t9\tAnn lied.\tloaded, language\tgroup\t0\t2\t0.0\r\n"
        "b2:two\tTwo\t\t\t\t10\t19\tBob left.\tclaim\tgroup\t1\t2\t0.5\r\n"
        "b2:two\tTwo\t\t\t\t10\t19\tBob left.\tloaded, language\tgroup\t0\t2\t0.0\r\n"
    )


def test_the_bytes_of_a_wide_table_are_settled():
    assert written("wide", SMALL) == (
        "document,title,source,url,date,sentence_start,sentence_end,sentence,ann,bea,cem\r\n"
        "b2:two,Two,,,,0,9,Ann lied.,claim,claim,NA\r\n"
        "b2:two,Two,,,,10,19,Bob left.,,claim,NA\r\n"
    )
    assert written("wide", SMALL, rows=Rows.SOFT) == (
        "document,title,source,url,date,sentence_start,sentence_end,sentence,annotators,claim,"
        '"loaded, language"\r\n'
        "b2:two,Two,,,,0,9,Ann lied.,2,1.0,0.0\r\n"
        "b2:two,Two,,,,10,19,Bob left.,2,0.5,0.0\r\n"
    )


def test_a_row_says_all_that_is_held_of_an_annotation():
    made = replace(
        LIED, rule="lie@1", on_show=OnShow.SAME, created_at="2031-02-05", modified_at="2031-02-06"
    )
    other = annotation("02", "claim", Span(0, 3))
    held = Judgement(
        {"01": made, "02": other},
        relations={"r1": Relation("r1", "frames", "01", "02")},
        finished=True,
        finished_at="2031-02-07",
    )
    one = AnnotatedDocument(
        TWO,
        sources=(DocumentSource("corpora/two.jsonl", "7"),),
        suggestions=(
            Suggestion(
                *(Span(4, 8), "claim", "lie@1", Tier.HIGH, Voice.NARRATOR),
                suggester_version="b2:r0",
            ),
        ),
        readings=(Reading(TWO, "ann", {FIRST: held}),),
    )
    second, first = table("csv", replace(SMALL, documents=[one]))
    expected = {
        "group": "group",
        "on_show": "same",
        "suggester": "rules",
        "suggester_version": "b2:r0",
        "created_at": "2031-02-05",
        "modified_at": "2031-02-06",
        "relations": '[{"kind": "frames", "tail": "02", "uid": "r1"}]',
        "finished_at": "2031-02-07",
        "role": "annotator",
        "path": "corpora/two.jsonl",
        "external_id": "7",
        "meta": '{"title": "Two"}',
    }
    assert {name: first[name] for name in expected} == expected
    assert (second["annotation"], second["relations"], second["suggester"]) == ("02", "[]", "")


# ---------------------------------------------------------------------------------- options


def test_utf_16_offsets_count_units_everywhere():
    rows = table("csv", offset_unit=OffsetUnit.UTF16)
    in_units = TRAP.encode("utf-16-le")
    for row in rows:
        for first, last, words in (("sentence_start", "sentence_end", "sentence"),
                                   ("start", "end", "quote")):  # fmt: skip
            if row[first]:
                piece = in_units[2 * int(row[first]) : 2 * int(row[last])]
                assert piece.decode("utf-16-le") == row[words]
    family = next(row for row in rows if row["annotation"] == "04")
    start = TRAP.index("\U0001f468")
    assert int(family["start"]) == start + 1  # one emoji before it
    assert json.loads(family["fragments"]) == [[start + 1, start + 9]]  # five signs, eight units


@pytest.mark.parametrize("name", ["csv", "tsv", "wide"])
@pytest.mark.parametrize("rows", Rows)
def test_without_texts_no_word_of_a_text_is_left_and_sentences_are_hashed(name, rows):
    if name == "wide" and rows is Rows.VOTES:
        with pytest.raises(AnnotatorError, match="leave it out"):
            written(name, rows=rows)
        return
    text = written(name, rows=rows, text=False)
    for word in ("the\tmayor", "said", "family", "happened", "Trap", "caf"):
        assert word not in text
    found = table(name, rows=rows, text=False, delimiter="\t" if name == "tsv" else ",")
    hashes = {sha256(one.of(TRAP).encode()).hexdigest() for one in SENTENCES}
    assert {row["sentence_sha256"] for row in found} - {""} <= hashes


def test_a_formula_is_guarded_in_every_table():
    dataset = dataset_of([replace(ADA, annotator="=ada")], LABELS)
    for name, rows in (("csv", Rows.ANNOTATIONS), ("tsv", Rows.VOTES), ("wide", Rows.ANNOTATIONS)):
        text = written(name, dataset, rows=rows, spreadsheet=True)
        assert text.startswith("\ufeff")
        delimiter = "\t" if name == "tsv" else ","
        cells = [*csv.reader(io.StringIO(text[1:], newline=""), delimiter=delimiter)]
        guarded = {cell for row in cells for cell in row if cell.startswith("'")}
        assert "'=Trap" in guarded
        assert not any(cell.startswith(("=", "\t", "@")) for row in cells for cell in row)


def test_an_option_that_a_table_does_not_have_is_refused():
    with pytest.raises(AnnotatorError, match="--spreadsheet"):
        check_options("parquet", load("parquet").write_options, WriteOptions(spreadsheet=True))


# ------------------------------------------------------------------ votes and agreement


def study():
    labels = ("distancing_verb", "loaded_language", "hedge", "denial")
    definition = {"labels": {one: {"kind": "framing", "unit": "span"} for one in labels}}
    found = tuple(documents(count=6))
    return Dataset(
        dict.fromkeys(("dee", "eli", "flo"), "annotator"),
        "b2:g",
        {"b2:g": Guideline("simulated", definition)},
        found,
    )


def test_the_votes_of_a_label_have_the_alpha_of_the_project(tmp_path):
    dataset = study()
    everything = units([one for each in dataset.documents for one in each.readings])
    path = tmp_path / "votes.tsv"
    columns = VoteColumns(("vote",), ("document", "sentence_start"), "annotator", "document")
    compared = 0
    for name, ratings in presence(everything, {"hedge": ["hedge"], "denial": ["denial"]}):
        ours = filtered(dataset, DatasetFilter(labels=(name,)))
        path.write_text(written("tsv", ours, rows=Rows.VOTES), "utf-8", newline="")
        (found,) = figures(read_votes(path, columns), ["alpha"])
        expected = alpha.alpha(ratings, scope=found.scope)
        assert found.value == pytest.approx(expected.value, abs=1e-12)
        assert found.value < 0.99
        compared += 1
    assert compared == 2


def test_a_wide_table_is_read_as_sets_and_a_sentence_that_was_not_judged_is_missing(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text(written("wide", SMALL), "utf-8", newline="")
    votes = read_votes(
        path, VoteColumns(("ann", "bea", "cem")), missing=["NA"], empty_is_missing=False
    )
    held = {
        (votes.coders[coder], int(unit)): votes.values[value]
        for coder, unit, value in zip(votes.coder, votes.unit, votes.value, strict=True)
    }
    assert held == {("ann", 0): "claim", ("ann", 1): "", ("bea", 0): "claim", ("bea", 1): "claim"}


def test_a_label_of_documents_has_votes_of_who_finished_and_no_sentence_has_them():
    whole = replace(LABELS.labels[0], name="genre", unit=LabelUnit.DOCUMENT)
    labels = replace(LABELS, labels=(*LABELS.labels, whole))
    news = annotation("09", "genre", Span(0, 19))
    given = [
        Reading(TWO, "ann", {**GIVEN[0].judgements, None: Judgement({"09": news})}),
        *GIVEN[1:],
    ]
    dataset = dataset_of(given, labels)
    rows = table("csv", dataset, rows=Rows.VOTES)
    assert [(row["annotator"], row["vote"]) for row in rows if row["label"] == "genre"] == [
        ("ann", "1"),
        ("bea", "0"),
    ]
    assert {row["label"] for row in rows if row["sentence"]} == {"claim", "loaded, language"}
    wide = table("wide", dataset)
    assert [(row["sentence"], row["ann"], row["bea"], row["cem"]) for row in wide] == [
        ("", "genre", "", "NA"),
        ("Ann lied.", "claim", "claim", "NA"),
        ("Bob left.", "", "claim", "NA"),
    ]


def test_a_label_that_no_guideline_has_is_voted_on_where_somebody_gave_it():
    held = Judgement({"01": replace(LIED, label="new")}, finished=True)
    given = [
        Reading(TWO, "ann", {FIRST: held, SECOND: NOTHING}),
        Reading(TWO, "bea", {FIRST: NOTHING}),
    ]
    only = replace(dataset_of(given, LABELS), labels=frozenset())
    rows = table("csv", only, rows=Rows.VOTES)
    assert [(row["annotator"], row["label"], row["vote"]) for row in rows] == [
        ("ann", "new", "1"),
        ("bea", "new", "0"),
    ]


@pytest.mark.parametrize("rows", [Rows.VOTES, Rows.SOFT])
def test_votes_without_a_guideline_need_the_names_of_labels(rows):
    dataset = dataset_of(GIVEN)
    with pytest.raises(AnnotatorError, match="with --label"):
        written("csv", dataset, rows=rows)
    named = filtered(dataset, DatasetFilter(labels=("claim", "harm")))
    found = table("csv", named, rows=rows)
    assert {row["label"] for row in found} == {"claim", "harm"}
    assert len(found) == (2 if rows is Rows.SOFT else 4) * 2


def test_what_a_wide_table_cannot_hold_is_refused_by_name():
    barred = Judgement({"01": replace(LIED, label="one|two")}, finished=True)
    dataset = dataset_of([Reading(TWO, "ann", {FIRST: barred})], LABELS)
    with pytest.raises(AnnotatorError, match=r"cannot hold the label 'one\|two'"):
        written("wide", dataset)
    with pytest.raises(AnnotatorError, match="not in the current guideline"):
        written("wide", dataset, rows=Rows.SOFT)
    with pytest.raises(AnnotatorError, match="not among the annotators"):
        written("wide", replace(SMALL, annotators={}))


def test_an_annotator_called_like_a_column_gets_a_column_of_another_name():
    dataset = dataset_of([replace(one, annotator="document") for one in GIVEN[:1]], LABELS)
    header = written("wide", dataset).split("\r\n")[0]
    assert header.split(",")[-1] == "annotator:document"


# ------------------------------------------------------------------ readers of other people


@settings(max_examples=60, deadline=None)
@given(readings())
def test_pandas_and_csv_read_back_every_cell_of_a_tsv_table(some):
    dataset = dataset_of(some, LABELS)
    text = written("tsv", dataset)
    plain = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True))
    frame = pandas.read_csv(io.BytesIO(text.encode()), sep="\t", dtype=str, keep_default_na=False)
    assert [*frame.columns] == plain[0]
    assert frame.to_numpy().tolist() == plain[1:]
    commas = list(csv.reader(io.StringIO(written("csv", dataset), newline=""), strict=True))
    assert commas == plain


def from_parquet(data):
    return pyarrow.parquet.read_table(io.BytesIO(data))


@settings(max_examples=60, deadline=None)
@given(readings())
def test_parquet_has_the_cells_of_csv_with_types(some):
    dataset = dataset_of(some, LABELS)
    data = written("parquet", dataset)
    assert data == written("parquet", dataset)
    as_text = table("csv", dataset)
    for row, cells in zip(from_parquet(data).to_pylist(), as_text, strict=True):
        for name, cell in row.items():
            if cell is None:
                assert cells[name] == ""
            elif isinstance(cell, bool):
                assert cells[name] == ("true" if cell else "false")
            elif isinstance(cell, list):
                spans = [[one["start"], one["end"]] for one in cell]
                assert json.loads(cells[name]) == spans
            else:
                assert cells[name] == str(cell)


@pytest.mark.parametrize("rows", Rows)
def test_polars_and_duckdb_read_the_same_parquet_as_pyarrow(tmp_path, rows):
    path = tmp_path / "all.parquet"
    path.write_bytes(written("parquet", rows=rows))
    expected = from_parquet(path.read_bytes()).to_pylist()
    assert polars.read_parquet(path).to_dicts() == expected
    found = duckdb.connect().execute("SELECT * FROM read_parquet(?)", [str(path)])
    names = [one[0] for one in found.description]
    assert [dict(zip(names, row, strict=True)) for row in found.fetchall()] == expected


def test_parquet_carries_the_guidelines_and_what_offsets_count():
    found = from_parquet(written("parquet", offset_unit=OffsetUnit.UTF16)).schema.metadata
    described = json.loads(found[b"annotator"])
    assert described["annotators"] == {"ada": "annotator", "bob": "annotator"}
    assert described["offset_unit"] == "utf-16"
    assert described["rows"] == "annotations"
    guideline = described["guidelines"][described["guideline"]]
    assert guideline["definition"]["labels"]["claim"]["definition"] == "A definition."


def test_parquet_is_written_in_parts(monkeypatch):
    monkeypatch.setattr("annotator.formats.table_arrow._ROWS_AT_ONCE", 3)
    file = pyarrow.parquet.ParquetFile(io.BytesIO(written("parquet")))
    assert file.metadata.num_row_groups == 2
    assert file.metadata.num_rows == len(table("csv"))
    monkeypatch.setattr("annotator.formats.table_arrow._CHARACTERS_AT_ONCE", 1)
    file = pyarrow.parquet.ParquetFile(io.BytesIO(written("parquet")))
    assert file.metadata.num_row_groups > 2


@pytest.mark.parametrize("name", ["csv", "tsv", "parquet"])
@pytest.mark.parametrize("rows", Rows)
def test_a_span_outside_of_its_text_is_never_written(name, rows):
    wrong = Judgement({"1": annotation("1", "claim", Span(10, 16))}, finished=True)
    with pytest.raises(ValueError, match="outside"):
        written(name, dataset_of([Reading(TINY, "ada", {Span(0, 15): wrong})], LABELS), rows=rows)


def test_the_order_of_readings_and_judgements_changes_no_byte_of_a_table():
    shuffled = replace(ADA, judgements=dict(reversed(ADA.judgements.items())))
    one = AnnotatedDocument(DOCUMENT, readings=(BOB, shuffled))
    mixed = replace(TRAPS, documents=[one])
    for name in ("csv", "tsv", "wide", "parquet"):
        for rows in Rows:
            if (name, rows) != ("wide", Rows.VOTES):
                assert written(name, mixed, rows=rows) == written(name, rows=rows)


def test_the_smallest_dataset_is_a_header():
    assert written("tsv", dataset_of([TINY_READING], LABELS)).count("\r\n") == 2
    assert written("tsv", dataset_of([], LABELS)).count("\r\n") == 1
    assert from_parquet(written("parquet", dataset_of([], LABELS))).num_rows == 0
