import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import ValidationError

from annotator import old_words
from annotator.canonical_json import content_id
from annotator.errors import AnnotatorError, DataError
from annotator.formats import (
    WritableFolder,
    WritableFormat,
    WriteOptions,
    csv_table,
    format_names,
    load,
    native,
    read,
    write_atomically,
    writer_of,
)
from annotator.labels.label_set_json import with_ids
from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Block,
    BlockForm,
    BlockKind,
    Dataset,
    Document,
    DocumentSource,
    Guideline,
    Judgement,
    Label,
    LabelKind,
    LabelSet,
    LabelUnit,
    Origin,
    Reading,
    Relation,
    Span,
    Suggestion,
    Tier,
    Verdict,
    Voice,
)
from tests.helpers.datasets import dataset_of, readings_of
from tests.helpers.native_schema import checked
from tests.helpers.paths import ROOT

# Invented; everything that has broken an exchange format: emoji, a ZWJ family, a combining
# accent, CR LF, a tab, a leading "=", quotes, commas, a line separator, a NUL.
TRAP = (
    '=1+1, said "the\tmayor" \U0001f3db of cafe\u0301.\r\n'
    "A family \U0001f468\u200d\U0001f469\u200d\U0001f467 left\u2028the port, \x00quietly.\n"
    "Nothing happened."
)


def label(name, kind=LabelKind.FRAMING):
    return Label(name, name, kind, LabelUnit.SPAN, "group", "", "~", "red", "A definition.")


LABELS = with_ids(
    LabelSet(
        "b2:labels", "Framing", (label("loaded, language"), label("claim", LabelKind.CLAIM)), ""
    )
)


def at(words, text=TRAP):
    start = text.index(words)
    return Span(start, start + len(words))


SENTENCES = tuple(
    Span(TRAP.index(start), TRAP.index(end) + len(end))
    for start, end in (("=1", "\u0301."), ("A family", "quietly."), ("Nothing", "happened."))
)
DOCUMENT = Document(
    uid="b2:trap",
    text=TRAP,
    meta={"title": "=Trap", "source": "The Harbour, Post", "url": "", "date": "2031-02-03"},
    blocks=tuple(Block(span, BlockKind.PARAGRAPH) for span in SENTENCES),
    sentences=SENTENCES,
)


def annotation(uid, name, *spans, **attributes):
    return Annotation(uid, name, spans, attributes, Origin.MANUAL, guideline="b2:labels")


MAYOR = at('"the\tmayor" \U0001f3db')
FAMILY = at("\U0001f468\u200d\U0001f469\u200d\U0001f467")
ADA = Reading(
    DOCUMENT,
    "ada",
    {
        None: Judgement(note="=SUM(A1)\nas a whole"),
        SENTENCES[0]: Judgement(
            annotations={
                "02": annotation("02", "claim", MAYOR, at("of cafe\u0301"), voice="narrator"),
                "01": replace(
                    annotation("01", "loaded, language", MAYOR, target=None, sure=2),
                    origin=Origin.ACCEPTED,
                    rule="mayor@0011aabb",
                ),
                "03": annotation(
                    "03",
                    "claim",
                    at("mayor"),
                    cue={"start": at("said").start, "end": at("said").end, "text": "said"},
                ),
            },
            relations={"r1": Relation("r1", "frames", "01", "02")},
            verdicts={
                (MAYOR.start, MAYOR.end, "loaded, language"): Verdict.ACCEPTED,
                (0, 4, "claim"): Verdict.REJECTED,
            },
            finished=True,
        ),
        SENTENCES[1]: Judgement(
            annotations={"04": annotation("04", "claim", FAMILY)}, flagged=True, shown=False
        ),
        SENTENCES[2]: Judgement(finished=True),
    },
)
BOB = Reading(
    DOCUMENT, "bob", {SENTENCES[2]: Judgement(verdicts={(0, 4, "claim"): Verdict.REJECTED})}
)


def test_the_native_format_loses_nothing_even_of_hostile_text(tmp_path):
    path = tmp_path / "all.jsonl"
    write_atomically(path, native.lines(dataset_of([BOB, ADA], LABELS)))
    assert readings_of(read(path)) == [ADA, BOB]


def test_the_order_of_readings_and_judgements_does_not_change_a_byte():
    shuffled = replace(ADA, judgements=dict(reversed(ADA.judgements.items())))
    assert list(native.lines(dataset_of([BOB, shuffled], LABELS))) == list(
        native.lines(dataset_of([ADA, BOB], LABELS))
    )


TINY = Document("b2:0c1", "The mayor lied.", {"source": "Harbour Post"}, (), (Span(0, 15),))
TINY_READING = Reading(
    TINY,
    "ada",
    {
        Span(0, 15): Judgement(
            annotations={"01": annotation("01", "claim", Span(10, 14), voice="narrator")},
            verdicts={(10, 14, "claim"): Verdict.REJECTED},
            finished=True,
        )
    },
)


HELD = TINY_READING.judgements[Span(0, 15)]
TINY_2 = replace(TINY, splitter="rules@1")
DEFINITION = {
    "groups": {},
    "labels": {"claim": {"kind": "claim", "title": "Claim", "unit": "span"}},
}
FULL = Dataset(
    annotators={"ada": "lead"},
    guideline="b2:now",
    guidelines={"b2:now": Guideline("Framing", DEFINITION)},
    documents=(
        AnnotatedDocument(
            TINY_2,
            sources=(
                DocumentSource(
                    "corpora/a.txt", "7", {"date": "2031-02-03"}, "2031-02-04T10:00:00.000+00:00"
                ),
            ),
            earlier=("b2:0c0",),
            suggesters={"rules": "b2:r1"},
            suggestions=(
                Suggestion(
                    *(Span(10, 14), "claim", "claim.lie@00ff00ff", Tier.HIGH, Voice.NARRATOR),
                    *((Span(10, 14),), {"sure": 2}),
                    suggester_version="b2:r0",
                ),
            ),
            readings=(
                Reading(
                    TINY_2,
                    "ada",
                    {Span(0, 15): replace(HELD, finished_at="2031-02-05T10:00:00.000+00:00")},
                    pass_number=1,
                ),
            ),
        ),
    ),
)

VERSION_1 = (
    '{"format": "annotator", "version": 1, "offset_unit": "codepoint", "label_set": {"uid": '
    '"b2:labels", "name": "Framing", "labels": ["loaded, language", "claim"]}, "annotators": '
    '["ada"]}\n'
    '{"document": "b2:0c1", "text": "The mayor lied.", "meta": {"source": "Harbour Post"}, '
    '"blocks": [], "sentences": [{"start": 0, "end": 15, "text": "The mayor lied."}], '
    '"readings": [{"annotator": "ada", "judgements": [{"sentence": {"start": 0, "end": 15, '
    '"text": "The mayor lied."}, "finished": true, "shown": true, "flagged": false, "note": '
    '"", "annotations": [{"uid": "01", "label": "claim", "fragments": [{"start": 10, "end": '
    '14, "text": "lied"}], "attributes": {"voice": "narrator"}, "origin": "manual", "rule": '
    '"", "label_set": "b2:labels"}], "verdicts": [{"start": 10, "end": 14, "text": "lied", '
    '"label": "claim", "verdict": "rejected"}], "relations": []}]}]}\n'
)


def test_a_file_of_version_1_is_read(tmp_path):
    path = tmp_path / "old.jsonl"
    path.write_text(VERSION_1, encoding="utf-8")
    dataset = read(path)
    assert readings_of(dataset) == [TINY_READING]
    assert dataset.annotators == {"ada": ""}
    assert dataset.guidelines == {}


def test_the_bytes_of_the_native_format_are_settled():
    head, document = native.lines(FULL)
    assert head == (
        '{"format": "annotator", "version": 2, "offset_unit": "codepoint", "annotators": '
        '[{"name": "ada", "role": "lead"}], "guideline": "b2:now", "guidelines": {"b2:now": '
        '{"name": "Framing", "definition": {"groups": {}, "labels": {"claim": {"kind": "claim", '
        '"title": "Claim", "unit": "span"}}}}}}\n'
    )
    assert document == (
        '{"document": "b2:0c1", "text": "The mayor lied.", "meta": {"source": "Harbour Post"}, '
        '"blocks": [], "sentences": [{"start": 0, "end": 15, "text": "The mayor lied."}], '
        '"splitter": "rules@1", "sources": [{"path": "corpora/a.txt", "external_id": "7", "meta": '
        '{"date": "2031-02-03"}, "imported_at": "2031-02-04T10:00:00.000+00:00"}], '
        '"earlier_versions": ["b2:0c0"], "suggesters": {"rules": "b2:r1"}, "suggestions": '
        '[{"start": 10, "end": 14, "text": "lied", "label": "claim", "rule": "claim.lie@00ff00ff", '
        '"tier": "high", "voice": "narrator", "triggers": [{"start": 10, "end": 14, "text": '
        '"lied"}], "attributes": {"sure": 2}, "frames": null, "suggester": "rules", "version": '
        '"b2:r0"}], "readings": [{"annotator": "ada", "pass": 1, "judgements": [{"sentence": '
        '{"start": 0, "end": 15, "text": "The mayor lied."}, "finished": true, "finished_at": '
        '"2031-02-05T10:00:00.000+00:00", "cannot_judge": "", "shown": true, "flagged": false, '
        '"note": "", "annotations": [{"uid": "01", "label": "claim", "fragments": '
        '[{"start": 10, "end": 14, "text": "lied"}], "attributes": {"voice": "narrator"}, '
        '"origin": "manual", "rule": "", "guideline": "b2:labels", "on_show": "unknown", '
        '"created_at": "", "modified_at": ""}], '
        '"verdicts": [{"start": 10, "end": 14, "text": "lied", "label": "claim", "verdict": '
        '"rejected"}], "relations": []}]}]}\n'
    )


def test_all_of_a_dataset_comes_back(tmp_path):
    path = tmp_path / "full.jsonl"
    uid = content_id(DEFINITION)
    full = replace(FULL, guideline=uid, guidelines={uid: Guideline("Framing", DEFINITION)})
    write_atomically(path, native.lines(full))
    assert read(path) == full


def test_the_bytes_of_csv_are_settled():
    assert "".join(csv_table.lines(dataset_of([TINY_READING], LABELS))) == (
        "document,title,source,url,date,annotator,sentence_start,sentence_end,sentence,finished,"
        "cannot_judge,shown,flagged,note,annotation,label,kind,start,end,quote,fragments,voice,"
        "origin,rule,label_set,attributes,group,on_show,suggester,suggester_version,created_at,"
        "modified_at,relations,finished_at,role,path,external_id,meta\r\n"
        "b2:0c1,The mayor lied.,Harbour Post,,,ada,0,15,The mayor lied.,true,,true,false,,01,claim,"
        'claim,10,14,lied,"[[10, 14]]",narrator,manual,,b2:labels,"{""voice"": ""narrator""}",'
        'group,unknown,,,,,[],,annotator,,,"{""source"": ""Harbour Post""}"\r\n'
    )


def stretches(value):
    """Everything in a JSON value that says where it is and what is there."""
    if isinstance(value, dict):
        if {"start", "end", "text"} <= value.keys():
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from stretches(part)


def test_a_plain_json_reader_finds_every_quote_where_it_says(tmp_path):
    path = tmp_path / "all.jsonl"
    write_atomically(path, native.lines(dataset_of([ADA, BOB], LABELS)))
    lines = path.read_text(encoding="utf-8").splitlines()
    head, document = map(json.loads, lines)
    assert [one["name"] for one in head["annotators"]] == ["ada", "bob"]
    found = list(stretches(document))
    assert len(found) == 3 + 1 + 3 + 5 + 1 + 3  # sentences, judgements, fragments, cue, verdicts
    assert all(document["text"][one["start"] : one["end"]] == one["text"] for one in found)
    assert FAMILY.of(TRAP) in {one["text"] for one in found}


def test_a_plain_csv_reader_finds_every_quote_where_it_says(tmp_path):
    path = tmp_path / "all.csv"
    write_atomically(path, csv_table.lines(dataset_of([ADA, BOB], LABELS)))
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert tuple(rows[0]) == csv_table.COLUMNS
    marked = [row for row in rows if row["label"]]
    assert [row["annotation"] for row in marked] == ["02", "01", "03", "04"]
    for row in marked:
        assert TRAP[int(row["start"]) : int(row["end"])] == row["quote"]
        sentence = TRAP[int(row["sentence_start"]) : int(row["sentence_end"])]
        assert sentence == row["sentence"]
    assert json.loads(marked[0]["fragments"]) == [
        [MAYOR.start, MAYOR.end],
        [at("of cafe\u0301").start, at("of cafe\u0301").end],
    ]
    assert [row["kind"] for row in marked] == ["claim", "framing", "claim", "claim"]
    assert [row["voice"] for row in marked] == ["narrator", "", "", ""]
    assert json.loads(marked[1]["attributes"]) == {"target": None, "sure": 2}
    assert marked[1]["rule"] == "mayor@0011aabb"


def test_csv_distinguishes_nothing_here_from_not_seen():
    rows = [
        dict(zip(csv_table.COLUMNS, row, strict=True))
        for row in csv_table.rows(dataset_of([ADA, BOB], LABELS))
    ]
    assert all(
        len(row) == len(csv_table.COLUMNS) for row in csv_table.rows(dataset_of([ADA, BOB], LABELS))
    )
    empty = [row for row in rows if not row["label"]]
    assert [(row["annotator"], row["sentence"], row["finished"]) for row in empty] == [
        ("ada", "", "false"),  # only a note, on the document as a whole
        ("ada", "Nothing happened.", "true"),
    ]
    assert empty[0]["note"] == "=SUM(A1)\nas a whole"


def test_excel_gets_no_formulas_and_the_data_otherwise_unchanged():
    text = "".join(csv_table.lines(dataset_of([ADA], LABELS), WriteOptions(spreadsheet=True)))
    assert text.startswith("\ufeff")
    guarded = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    plain = list(
        csv.reader(io.StringIO("".join(csv_table.lines(dataset_of([ADA], LABELS))), newline=""))
    )
    changed = set()
    for ours, theirs in zip(guarded, plain, strict=True):
        for cell, before in zip(ours, theirs, strict=True):
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
            assert cell.removeprefix("'") == before
            if cell != before:
                changed.add(before[:4])
    assert changed == {"=Tra", "=1+1", "=SUM"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_every_start_of_a_formula_is_guarded(start):
    text = f"{start}2"
    held = Judgement(finished=True, note=text)
    reading = Reading(Document("d", "A text.", {}, (), ()), "ada", {None: held})
    (row,) = list(csv_table.lines(dataset_of([reading], LABELS), WriteOptions(spreadsheet=True)))[
        1:
    ]
    assert (
        next(csv.reader(io.StringIO(row, newline="")))[csv_table.COLUMNS.index("note")]
        == f"'{text}"
    )


# -------------------------------------------------------------------- laws for all readings

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
TEXTS = st.text(
    st.sampled_from("ab =,\"'\n\r\t\u0301\u200d\u2028\x85\x00é\U0001f468\U0001f3db"),
    min_size=1,
    max_size=40,
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | NAMES
)


@st.composite
def spans(draw, text):
    start = draw(st.integers(0, len(text) - 1))
    return Span(start, draw(st.integers(start + 1, len(text))))


@st.composite
def quoted(draw, text):
    span = draw(spans(text))
    return {"start": span.start, "end": span.end, "text": span.of(text)}


@st.composite
def fragments(draw, text):
    edges = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=6)))
    return tuple(Span(*pair) for pair in zip(edges[::2], edges[1::2], strict=False))


@st.composite
def judgements(draw, text):
    values = SCALARS | st.lists(SCALARS, max_size=2) | quoted(text) | st.lists(quoted(text))
    held = st.builds(
        Annotation,
        uid=NAMES,
        label=NAMES,
        fragments=fragments(text),
        attributes=st.dictionaries(NAMES, values, max_size=2),
        origin=st.sampled_from(Origin),
        rule=NAMES,
        guideline=NAMES,
    )
    keys = spans(text).flatmap(
        lambda span: st.tuples(st.just(span.start), st.just(span.end), NAMES)
    )
    links = draw(st.lists(st.builds(Relation, NAMES, NAMES, NAMES, NAMES), max_size=2))
    finished = draw(st.booleans())
    return Judgement(
        annotations={one.uid: one for one in draw(st.lists(held, max_size=3))},
        relations={one.uid: one for one in links},
        verdicts=draw(st.dictionaries(keys, st.sampled_from(Verdict), max_size=2)),
        note=draw(NAMES),
        flagged=draw(st.booleans()),
        finished=finished,
        shown=draw(st.booleans()),
        cannot_judge="" if finished else draw(NAMES),
    )


@st.composite
def readings(draw):
    found = []
    for number in range(draw(st.integers(0, 2))):
        text = draw(TEXTS)
        document = Document(
            uid=f"b2:{number}",
            text=text,
            meta=draw(st.dictionaries(NAMES, NAMES, max_size=2)),
            blocks=tuple(
                draw(
                    st.lists(st.builds(Block, spans(text), st.sampled_from(BlockKind)), max_size=2)
                )
            ),
            sentences=tuple(draw(st.lists(spans(text), max_size=2))),
        )
        places = st.none() | spans(text)
        for annotator in sorted(draw(st.sets(NAMES, max_size=2))):
            held = draw(st.dictionaries(places, judgements(text), max_size=2))
            found.append(Reading(document, annotator, held))
    return found


@settings(max_examples=150)
@given(readings())
def test_whatever_annotators_hold_comes_back_from_the_native_format(tmp_path_factory, some):
    path = tmp_path_factory.mktemp("native") / "all.jsonl"
    lines = list(native.lines(dataset_of(some, LABELS)))
    assert lines == [native.record_line(json.loads(line)) for line in lines]
    write_atomically(path, lines)
    assert readings_of(read(path)) == some


@settings(max_examples=150)
@given(readings())
def test_every_csv_row_reads_back_and_quotes_its_text(some):
    texts = {reading.document.uid: reading.document.text for reading in some}
    file = io.StringIO("".join(csv_table.lines(dataset_of(some, LABELS))), newline="")
    rows = list(csv.reader(file, strict=True))[1:]
    assert [tuple(row) for row in rows] == list(csv_table.rows(dataset_of(some, LABELS)))
    held = [j for reading in some for j in reading.judgements.values()]
    assert sum(row[14:33] != [""] * 19 for row in rows) == sum(len(j.annotations) for j in held)
    for row in (dict(zip(csv_table.COLUMNS, row, strict=True)) for row in rows):
        if row["start"]:
            assert texts[row["document"]][int(row["start"]) : int(row["end"])] == row["quote"]


# ------------------------------------------------------------------------- refusals


@pytest.mark.parametrize("write", [native.lines, csv_table.lines])
@pytest.mark.parametrize(
    "wrong",
    [
        Judgement(annotations={"1": annotation("1", "claim", Span(10, 16))}),
        Judgement(annotations={"1": annotation("2", "claim", Span(0, 3))}),
        Judgement(
            annotations={
                "1": annotation("1", "claim", Span(0, 3), cue={"start": 0, "end": 3, "text": "the"})
            }
        ),
        Judgement(verdicts={(0, 99, "claim"): Verdict.REJECTED}),
    ],
)
def test_a_span_that_does_not_fit_its_text_is_never_written(write, wrong):
    with pytest.raises(ValueError, match=r"outside|filed under|not there"):
        list(write(dataset_of([Reading(TINY, "ada", {Span(0, 15): wrong})], LABELS)))


def test_two_documents_under_one_uid_are_never_written():
    other = replace(TINY_READING, annotator="bob", document=replace(TINY, meta={}))
    with pytest.raises(ValueError, match="two different documents"):
        list(native.lines(dataset_of([TINY_READING, other], LABELS)))
    again = dataset_of([TINY_READING], LABELS)
    with pytest.raises(ValueError, match="sorted by uid, each once"):
        list(native.lines(replace(again, documents=[*again.documents, *again.documents])))
    with pytest.raises(ValueError, match="two readings"):
        list(native.lines(dataset_of([TINY_READING, TINY_READING], LABELS)))


def written(tmp_path, *changes):
    """A good file in which some words were replaced."""
    text = "".join(native.lines(dataset_of([TINY_READING], LABELS)))
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "changed.jsonl"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_quote_that_moved_is_reported_with_its_line(tmp_path):
    moved = ('"start": 10, "end": 14, "text": "lied"', '"start": 9, "end": 14, "text": "lied"')
    path = written(tmp_path, moved, moved)
    with pytest.raises(DataError) as caught:
        read(path)
    assert [problem.line for problem in caught.value.problems] == [2, 2]
    assert "expected 'lied' at [9, 14), the text has ' lied'" in str(caught.value)
    assert f"{path}:2: " in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('"version": 2', '"version": 3', 1, "expected version 1 to 2 of the format, got 3"),
        ('"role": "annotator"', '"role": "boss"', 1, "expected a role (annotator, lead, gold, "),
        ('"title": "claim"', '"title": "Claim"', 1, "was changed: its id differs"),
        ('"pass": 0', '"pass": -1', 2, "expected a pass from 0 to 999, got -1"),
        ('"pass": 0', f'"pass": {10**30}', 2, "expected a pass from 0 to 999, got 1000"),
        ('"finished_at": ""', '"finished_at": "yesterday"', 2, "expected 'finished_at' such as"),
        ('"finished_at": ""', '"finished_at": "2026-11-29T10:00:05.000"', 2, "'finished_at' such"),
        ('"finished_at": ""', '"finished_at": "2026-13-29T10:00:05.000+00:00"', 2, "such as"),
        ('"finished_at": ""', '"finished_at": "1969-11-29T10:00:05.000+00:00"', 2, "such as"),
        ('"created_at": ""', '"created_at": "2026-11-29"', 2, "expected 'created_at' such as"),
        ('"splitter": "", ', "", 2, "expected 'splitter', it is missing"),
        ('lied."', 'lied.\\ud800"', 2, "half of a pair of surrogates"),
        ('"format": "annotator"', '"format": "other"', 1, "expected a head line"),
        ('"codepoint"', '"utf16"', 1, "\"codepoint\" or \"utf-16\", got 'utf16'"),
        ('"finished": true', '"finished": 1', 2, "expected 'finished' to be true or false, got 1"),
        ('"note": "", ', "", 2, "expected 'note', it is missing"),
        ('"origin": "manual"', '"origin": "magic"', 2, "unknown 'origin': 'magic'"),
        ('"blocks": []', '"blocks": [7]', 2, "expected a block to be an object, got 7"),
        ('"end": 14', '"end": 10', 2, "expected 0 <= start < end, got [10, 10)"),
        ('"end": 14', '"end": 99', 2, "the text has 15 characters"),
        ('[{"start": 10, "end": 14, "text": "lied"}]', "[]", 2, "at least one fragment"),
        ('{"voice": "narrator"}', '{"voice": NaN}', 2, "NaN is no number"),
        ('{"document"', '{"document', 2, "expected one JSON object"),
        ('{"document"', "[" * 100_000 + '{"document"', 2, "expected one JSON object"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_as_described_is_refused_with_the_line(
    tmp_path, old, new, line, message
):
    path = written(tmp_path, (old, new))
    with pytest.raises(DataError) as caught:
        read(path)
    (problem,) = caught.value.problems
    assert (problem.path, problem.line) == (path, line)
    assert message in problem.problem
    assert problem.fix


def test_nothing_that_comes_twice_is_silently_dropped(tmp_path):
    path = tmp_path / "twice.jsonl"
    head, document = native.lines(dataset_of([TINY_READING], LABELS))
    record = json.loads(document)
    (judgement,) = record["readings"][0]["judgements"]
    judgement["annotations"] *= 2
    path.write_text("".join([head, document, document, json.dumps(record)]), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read(path)
    assert [problem.line for problem in caught.value.problems] == [3, 4]
    assert "'b2:0c1' is in line 2 too" in str(caught.value)
    assert "'01' twice" in str(caught.value)


def test_an_empty_a_missing_and_a_binary_file_are_refused_in_a_sentence(tmp_path):
    empty, binary = tmp_path / "empty.jsonl", tmp_path / "binary.jsonl"
    empty.touch()
    binary.write_bytes(b'{"format": "annotator"}\n\xff\xfe')
    for path, message in ((empty, "the file is empty"), (binary, ":1: ")):
        with pytest.raises(DataError, match=message):
            read(path)
    with pytest.raises(AnnotatorError, match="cannot read"):
        read(tmp_path / "missing.jsonl")


# ---------------------------------------------------------------------- writing, choosing


def failing():
    yield "half"
    raise ValueError("a bug")


def test_a_failed_export_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "kept.csv"
    path.write_text("before", encoding="utf-8")
    with pytest.raises(ValueError, match="a bug"):
        write_atomically(path, failing())
    assert path.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_takes_the_place_of_the_old_and_keeps_its_mode(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text("before", encoding="utf-8")
    path.chmod(0o640)
    write_atomically(path, ["a\r\n", "é\n"])
    assert path.read_bytes() == b"a\r\n\xc3\xa9\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path):
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    target.touch()
    link.symlink_to(target)
    write_atomically(link, ["new"])
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new"


def test_what_cannot_be_written_is_reported_in_one_sentence(tmp_path):
    file = tmp_path / "file"
    file.write_text("before", encoding="utf-8")
    for path in (tmp_path, tmp_path / "missing" / "a.csv", file / "a.csv", tmp_path / ("a" * 300)):
        with pytest.raises(AnnotatorError, match=r"cannot write .*; name a file") as caught:
            write_atomically(path, ["new"])
        assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == [file]


def test_a_device_is_not_replaced_by_a_file():
    with pytest.raises(AnnotatorError, match="not a file"):
        write_atomically(Path("/dev/null"), ["new"])


def test_a_read_only_file_is_not_replaced(tmp_path):
    path = tmp_path / "file.csv"
    path.touch(mode=0o444)
    try:
        path.open("a").close()
    except PermissionError:
        with pytest.raises(AnnotatorError, match="read-only"):
            write_atomically(path, ["new"])
        assert path.read_bytes() == b""
    else:
        pytest.skip("this user may write to read-only files")


def test_the_suffix_chooses_the_format_and_an_unknown_one_is_explained():
    assert writer_of(Path("all.JSONL")).name == "native"
    assert writer_of(Path("all.csv")).name == "csv"
    assert writer_of(Path("all.csv"), "excel").name == "csv"
    with pytest.raises(AnnotatorError, match=r"ends in \.jsonl, \.csv"):
        writer_of(Path("all.xlsx"))
    with pytest.raises(AnnotatorError, match="Did you mean 'native'"):
        writer_of(Path("all"), "nativ")


@pytest.mark.parametrize("one", [*map(load, format_names())], ids=format_names())
def test_every_format_writes_a_dataset_without_readings(one, tmp_path):
    assert one.description
    if isinstance(one, WritableFormat):
        pieces = one.write(dataset_of([], LABELS), WriteOptions())
        assert all(isinstance(piece, str | bytes) for piece in pieces)
    if isinstance(one, WritableFolder):
        one.write_folder(dataset_of([], LABELS), tmp_path, WriteOptions())


def test_a_flag_alone_has_a_row_in_csv():
    reading = Reading(TINY, "ada", {Span(0, 15): Judgement(flagged=True)})
    (row,) = csv_table.rows(dataset_of([reading], LABELS))
    assert dict(zip(csv_table.COLUMNS, row, strict=True))["flagged"] == "true"
    nothing = Reading(TINY, "ada", {Span(0, 15): Judgement()})
    assert list(csv_table.rows(dataset_of([nothing], LABELS))) == []


def test_two_judgements_of_one_sentence_are_refused(tmp_path):
    path = tmp_path / "twice.jsonl"
    head, document = native.lines(dataset_of([TINY_READING], LABELS))
    record = json.loads(document)
    record["readings"][0]["judgements"] *= 2
    path.write_text(head + json.dumps(record), encoding="utf-8")
    with pytest.raises(DataError, match=r":2: expected one judgement of a sentence"):
        read(path)


def test_a_byte_order_mark_and_other_line_ends_from_an_editor_do_no_harm(tmp_path):
    path = tmp_path / "edited.jsonl"
    text = "".join(native.lines(dataset_of([TINY_READING], LABELS))).replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert readings_of(read(path)) == [TINY_READING]


def test_of_a_file_of_another_format_only_the_head_is_reported(tmp_path):
    path = tmp_path / "other.jsonl"
    path.write_text('{"text": "one"}\n{"text": "two"}\n{"text": "three"}\n', encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read(path)
    assert [problem.line for problem in caught.value.problems] == [1]


def test_files_of_earlier_versions_with_the_old_kind_of_block_are_read(tmp_path):
    document = replace(TINY, blocks=(Block(Span(0, 15), BlockKind.BOILERPLATE),))
    reading = replace(TINY_READING, document=document)
    text = "".join(native.lines(dataset_of([reading], LABELS)))
    assert '"kind": "boilerplate"' in text
    (old,) = (word for word, new in old_words.BLOCK_KINDS.items() if new == "boilerplate")
    path = tmp_path / "old.jsonl"
    path.write_text(text.replace('"boilerplate"', f'"{old}"'), encoding="utf-8")
    assert readings_of(read(path)) == [reading]


def test_the_form_of_a_block_is_written_where_it_has_one_and_read_again(tmp_path):
    document = replace(TINY, blocks=(Block(Span(0, 15), BlockKind.PARAGRAPH, BlockForm.QUOTE),))
    reading = replace(TINY_READING, document=document)
    path = tmp_path / "a.jsonl"
    path.write_text("".join(native.lines(dataset_of([reading], LABELS))), encoding="utf-8")
    assert '"kind": "paragraph", "form": "quote"' in path.read_text("utf-8")
    assert readings_of(read(path)) == [reading]


@pytest.mark.parametrize("changed", [{"version": 3}, {"note": ""}, {"annotators": ["ada"]}])
def test_a_line_that_is_not_as_published_cannot_be_written_by_a_test(changed):
    head = json.loads(next(native.lines(FULL)))
    with pytest.raises(ValidationError):
        native.record_line({**head, **changed})


def test_the_example_of_the_documentation_is_valid(tmp_path):
    page = (ROOT / "docs" / "native-format.md").read_text("utf-8")
    example = page.partition("```json\n")[2].partition("```")[0]
    head, document = (part.replace("\n", "") for part in example.split("\n{"))
    lines = [f"{head}\n", f"{{{document}\n"]
    assert list(checked(lines)) == lines
    path = tmp_path / "example.jsonl"
    path.write_text("".join(lines), "utf-8")
    assert len(readings_of(read(path))) == 1
