"""Tables that are read: what was written comes back, other tables come in by a column map."""

import csv
import io
import json
import sys
from dataclasses import replace

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.documents.article import document_uid
from annotator.errors import AnnotatorError, DataError
from annotator.formats import OffsetUnit, ReadOptions, WriteOptions, load, readers, recognised
from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Block,
    BlockKind,
    Document,
    DocumentSource,
    Judgement,
    OnShow,
    Origin,
    Reading,
    Relation,
    Span,
)
from tests.formats.test_formats import LABELS, NAMES, SCALARS, TINY_READING
from tests.formats.test_tables import SMALL, TRAPS, study, written
from tests.helpers.datasets import dataset_of
from tests.helpers.paths import SHARED

ALL = ("csv", "tsv", "parquet", "huggingface")
REAL = SHARED / "data" / "formats"


def put(folder, name, dataset, **options):
    """Write a dataset; returns the file or folder."""
    path = folder / f"all.{name}"
    one = load(name)
    if name == "huggingface":
        path.mkdir()
        one.write_folder(dataset, path, WriteOptions(**options))
    else:
        pieces = one.write(dataset, WriteOptions(**options))
        path.write_bytes(
            b"".join(one if isinstance(one, bytes) else one.encode() for one in pieces)
        )
    return path


def got(name, path, author="", **columns):
    """(dataset without documents, documents, problems, what was left out)."""
    dataset, lines = load(name).read(path, ReadOptions(author, columns))
    found = list(lines)
    documents = [one.document for one in found if one.document]
    problems = [problem for one in found for problem in one.problems]
    return dataset, documents, problems, [dict(one.left_out) for one in found if one.left_out]


# -------------------------------------------------------------------- what was written

WORDS = st.text(
    st.sampled_from("ab =,\"'|\n\r\t\u0301\u200d\u2028\x85\x00éא\U0001f468\U0001f3db"),
    min_size=1,
    max_size=12,
)
LABEL_NAMES = st.sampled_from(("claim", "loaded, language", "a\tb", "\U0001f3db"))


@st.composite
def spans_in(draw, text):
    edges = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=4)))
    return tuple(Span(*pair) for pair in zip(edges[::2], edges[1::2], strict=False))


@st.composite
def judgement_of(draw, text, number):
    held = {}
    for nth in range(draw(st.integers(0, 3))):
        uid = f"{number}-{nth}"
        fragments = draw(spans_in(text))
        cue = draw(spans_in(text))[0]
        held[uid] = Annotation(
            uid,
            draw(LABEL_NAMES),
            fragments,
            draw(
                st.dictionaries(NAMES, SCALARS, max_size=1)
                | st.just({"cue": cue.as_value(text), "more": [cue.as_value(text)]})
            ),
            draw(st.sampled_from(Origin)),
            draw(NAMES),
            draw(NAMES),
            draw(st.sampled_from(OnShow)),
        )
    links = {}
    if len(held) > 1:
        head, tail, *_ = held
        links = {f"r{number}": Relation(f"r{number}", draw(NAMES), head, tail)}
    finished = draw(st.booleans())
    return Judgement(
        annotations=held,
        relations=links,
        note=draw(NAMES),
        flagged=draw(st.booleans()),
        finished=finished,
        shown=draw(st.booleans()),
        cannot_judge="" if finished else draw(NAMES),
    )


@st.composite
def documents(draw):
    """Documents with disjoint sentences, in texts with words between these."""
    found = []
    for number in range(draw(st.integers(1, 2))):
        text, sentences = draw(st.sampled_from(("", "Title\n\n", "\U0001f3db"))), []
        for words in draw(st.lists(WORDS, min_size=1, max_size=3)):
            sentences.append(Span(len(text), len(text) + len(words)))
            text += words + draw(st.sampled_from(("", " ", "\r\n\r\n", " \U0001f468 ")))
        document = Document(
            f"b2:{number}",
            text,
            draw(st.dictionaries(NAMES, NAMES, max_size=2)),
            tuple(Block(one, BlockKind.PARAGRAPH) for one in sentences),
            tuple(sentences),
            "rules@1",
        )
        readings = []
        for name in sorted(draw(st.sets(NAMES, min_size=1, max_size=2))):
            places = draw(st.sets(st.sampled_from([None, *sentences]), min_size=1))
            held = {}
            for nth, place in enumerate([None, *sentences]):
                if place in places:
                    held[place] = draw(judgement_of(text, nth))
            whole = held.get(None)
            if whole:  # an annotation of a document covers it
                everything = {
                    uid: replace(one, fragments=(Span(0, len(text)),), attributes={})
                    for uid, one in whole.annotations.items()
                }
                held[None] = replace(whole, annotations=everything)
            readings.append(Reading(document, name, held))
        source = (DocumentSource("corpora/a.txt", draw(NAMES)),)
        found.append(AnnotatedDocument(document, source, readings=tuple(readings)))
    return found


def facts(one, *, by_words):
    """What is held of a document: where units may differ, the words in place of offsets."""
    text = one.document.text
    place = (lambda span: span.of(text)) if by_words else (lambda span: (span.start, span.end))

    def value(found):
        if isinstance(found, dict) and found.keys() == {"start", "end", "text"}:
            return found["text"] if by_words else found
        if isinstance(found, dict):
            return {key: value(part) for key, part in found.items()}
        return [value(part) for part in found] if isinstance(found, list) else found

    held = {}
    for reading in one.readings:
        for sentence, judgement in reading.judgements.items():
            if not (
                judgement.annotations or judgement.is_done or judgement.flagged or judgement.note
            ):
                continue
            annotations = {
                uid: (
                    each.label,
                    None if sentence is None else [place(part) for part in each.fragments],
                    value(dict(each.attributes)),
                    (each.origin, each.rule, each.guideline, each.on_show),
                )
                for uid, each in judgement.annotations.items()
            }
            key = None if sentence is None else (sentence.start, place(sentence))
            held[reading.annotator, key if not by_words else key and key[1]] = (
                annotations,
                dict(judgement.relations),
                (judgement.note, judgement.flagged, judgement.finished, judgement.shown),
                judgement.cannot_judge,
            )
    return held


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
@settings(max_examples=40, deadline=None)
@given(some=documents())
def test_what_annotators_hold_comes_back_from_every_table(tmp_path_factory, name, some):
    dataset = replace(
        dataset_of([], LABELS),
        annotators={reading.annotator: "lead" for one in some for reading in one.readings},
        documents=some,
    )
    path = put(tmp_path_factory.mktemp("table"), name, dataset)
    head, found, problems, left_out = got(name, path)
    assert problems == []
    expected = [facts(one, by_words=False) for one in some]
    if name != "huggingface":  # which holds the texts; of a table, sentences are all there is
        with_text = [one for one in expected if any(key[1] for key in one)]
        originals = [one for one in some if any(key[1] for key in facts(one, by_words=False))]
        assert len(left_out) == sum(1 for one in expected if one) - len(with_text)
        expected = with_text
        for one, original in zip(found, originals, strict=True):
            assert dict(one.document.meta) == dict(original.document.meta)
    else:
        assert [one.document for one in found] == [one.document for one in some]
    assert [facts(one, by_words=False) for one in found] == expected
    assert {*head.annotators.values()} <= {"lead"}
    assert {one.annotator for each in found for one in each.readings} <= {*head.annotators}


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("unit", [OffsetUnit.UTF16, OffsetUnit.BYTE])
def test_offsets_in_other_units_are_found_out_and_read(tmp_path, name, unit):
    _, (one,), problems, _ = got(name, put(tmp_path, name, TRAPS, offset_unit=unit))
    assert problems == []
    (original,) = TRAPS.documents
    ours, theirs = facts(one, by_words=True), facts(original, by_words=True)
    assert ours == {key: held for key, held in theirs.items() if key[0] == "ada"}


@pytest.mark.parametrize("name", ALL)
def test_a_text_of_which_all_is_known_is_the_same_document(tmp_path, name):
    dataset = study()
    dataset = replace(dataset, guideline="", guidelines={})
    _, found, _, _ = got(name, put(tmp_path, name, dataset))
    assert [one.document.uid for one in found] == [one.document.uid for one in dataset.documents]
    assert [one.document.text for one in found] == [one.document.text for one in dataset.documents]


def test_a_text_that_is_put_together_keeps_offsets_and_has_an_uid_of_its_own(tmp_path):
    _, (one,), _, _ = got("csv", put(tmp_path, "csv", TRAPS))
    assert one.document.text == TRAPS.documents[0].document.text.replace("\r\n", "\n\n").replace(
        ".\nN", ". N"
    )
    assert one.document.uid == document_uid(one.document.text)


def test_guidelines_come_with_parquet_and_a_changed_one_is_refused(tmp_path):
    path = put(tmp_path, "parquet", TRAPS)
    head, _, _, _ = got("parquet", path)
    assert head.guideline == TRAPS.guideline
    assert head.guidelines.keys() == TRAPS.guidelines.keys()
    table = pyarrow.parquet.read_table(path)
    described = json.loads(table.schema.metadata[b"annotator"])
    described["guidelines"][head.guideline]["definition"]["labels"] = {}
    changed = table.replace_schema_metadata({b"annotator": json.dumps(described)})
    pyarrow.parquet.write_table(changed, path)
    with pytest.raises(DataError, match="was changed"):
        got("parquet", path)


@pytest.mark.parametrize("name", ALL)
def test_a_dataset_is_recognised_by_its_content_and_no_other_file_is(tmp_path, name):
    path = put(tmp_path, name, SMALL)
    assert recognised(path, readers()).name == name
    other = tmp_path / "other.csv"
    other.write_text("document,text\n1,News\n", "utf-8")
    assert not load(name).recognises(other)
    assert not load(name).recognises(tmp_path / "missing")
    assert not load(name).recognises(tmp_path)


@pytest.mark.parametrize("name", ALL)
def test_a_table_without_texts_is_refused(tmp_path, name):
    with pytest.raises(DataError, match=r"expected a column .*(sentence|text)"):
        got(name, put(tmp_path, name, SMALL, text=False))


# ---------------------------------------------------------------------- what is wrong


def changed(tmp_path, change, dataset=SMALL):
    """A table in which the cells of rows were changed. change: from rows to rows."""
    rows = list(csv.DictReader(io.StringIO(written("csv", dataset), newline="")))
    names = list(rows[0])
    path = tmp_path / "changed.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(change(rows))
    return path


def with_cells(**cells):
    """Change cells of the first row with an annotation of ann."""

    def change(rows):
        row = next(one for one in rows if one["annotation"] == "01")
        return [{**one, **cells} if one is row else one for one in rows]

    return change


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"start": "five"}, "expected a whole number in 'start', found 'five'"),
        ({"start": "5"}, "expected 3 characters at [5, 8), found 4"),
        ({"end": "99999999999"}, "expected 0 <= start < end <= 20,000,000"),
        ({"quote": "tied"}, "the text at [4, 8) is another one in an earlier row"),
        ({"sentence": "Ann cried"}, "is another one in an earlier row"),
        ({"fragments": "[[4]]"}, "expected pairs of offsets in 'fragments', found [4]"),
        ({"fragments": "[[4, 400]]"}, "the offsets [4, 400] are outside of the text"),
        ({"fragments": "[[6, 8], [4, 7]]"}, "fragments must be in order and disjoint"),
        ({"fragments": "[[true, 7]]"}, "expected pairs of offsets"),
        ({"fragments": "7"}, "expected 'fragments' to be a list, got 7"),
        ({"created_at": "yesterday"}, "expected 'created_at' such as 2026-11-29T10:00:05.000"),
        ({"finished_at": "05/11/2026"}, "expected 'finished_at' such as 2026-11-29T10:00:05.000"),
        ({"attributes": '{"sure": NaN}'}, "NaN is no number"),
        ({"attributes": r'{"why": "\ud800"}'}, "half of a pair of surrogates"),
        ({"meta": "[]"}, "expected 'meta' to be an object"),
        ({"label": ""}, "expected a label, found none"),
        ({"role": "boss"}, "expected a role (annotator, lead, gold, machine), found 'boss'"),
        ({"origin": "magic"}, "'magic' is not a valid Origin"),
        ({"attributes": "{"}, "(in 'attributes': '{')"),
        ({"attributes": "[" * 100_000}, "nested too deeply"),
        ({"note": "a" * 200_000}, "field larger than field limit"),
        (
            {"attributes": '{"cue": {"start": 0, "end": 3, "text": "Bob"}}'},
            "the text at [0, 3) is another one in an earlier row",
        ),
        ({"relations": '[{"uid": "1"}]'}, "expected uid, kind and tail of a relation"),
        ({"finished": "perhaps"}, "expected true or false in 'finished', found 'perhaps'"),
    ],
)  # fmt: skip
def test_a_cell_that_is_wrong_is_refused_with_its_line(tmp_path, cells, message):
    path = changed(tmp_path, with_cells(**cells))
    rows = path.read_text("utf-8").split("\n")
    _, found, problems, _ = got("csv", path)
    assert found == []
    assert any(message in one.problem for one in problems), problems
    line = min(one.line for one in problems if message in one.problem)
    assert path == problems[0].path
    assert "01" in rows[line - 1]


def test_rows_of_a_document_that_are_apart_are_refused(tmp_path):
    two = [*SMALL.documents, *dataset_of([TINY_READING]).documents]
    path = changed(tmp_path, lambda rows: [*rows[1:], rows[0]], replace(SMALL, documents=two))
    _, found, problems, _ = got("csv", path)
    assert [one.document.title for one in found] == ["Two", "The mayor lied."]
    assert "has rows at line 2, too" in problems[0].problem


def test_an_annotation_twice_and_a_judgement_in_two_ways_are_refused(tmp_path):
    _, _, (problem,), _ = got("csv", changed(tmp_path, lambda rows: [rows[0], *rows]))
    assert "the annotation '01' is in line 2, too" in problem.problem
    other = {"finished": "false", "annotation": "09", "label": "claim"}
    path = changed(tmp_path, lambda rows: [*rows[:1], {**rows[0], **other}, *rows[1:]])
    _, _, (problem,), _ = got("csv", path)
    assert (problem.line, problem.problem) == (3, "'finished' is True in line 2, and False here")


def test_a_row_that_a_person_added_needs_no_uid_and_a_spreadsheet_may_write_capitals(tmp_path):
    added = {"annotation": "", "quote": "Ann", "start": "0", "end": "3", "fragments": ""}
    path = changed(
        tmp_path,
        lambda rows: [
            {**row, "finished": row["finished"].upper()}
            for row in [rows[0], {**rows[0], **added}, *rows[1:]]
        ],
    )
    _, (one,), problems, _ = got("csv", path)
    assert problems == []
    given = one.readings[0].judgements[Span(0, 9)].annotations.values()
    assert [each.span.of(one.document.text) for each in given] == ["lied", "Ann"]
    assert len({each.uid for each in given}) == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "expected a header, found none"),
        (b"a,a\n1,2\n", "two columns are called 'a'"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "expected text"),
        (b"text,label\n", "expected rows with annotations, found none"),
        (b"words,label\n1,2\n", "there is no column 'text'"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path, content, message):
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=message):
        got("csv", path, text="text", label="label")


def test_a_table_of_another_program_needs_a_column_map(tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text("sentence,code\nA,b\n", "utf-8")
    with pytest.raises(DataError, match="--column text=NAME --column label=NAME"):
        got("csv", path)
    with pytest.raises(AnnotatorError, match=r"there is no 'txt'\. Did you mean 'text'"):
        got("csv", path, txt="sentence")
    with pytest.raises(AnnotatorError, match="cannot read"):
        got("csv", tmp_path / "missing.csv", text="a", label="b")
    with pytest.raises(AnnotatorError, match="cannot be read as Parquet"):
        got("parquet", path, text="a", label="b")


# ------------------------------------------------------------------------- column maps


def labels_of(one):
    """(annotator, label, words), and None for the words of a document as a whole."""
    return sorted(
        (reading.annotator, each.label, sentence and each.span.of(one.document.text))
        for reading in one.readings
        for sentence, judgement in reading.judgements.items()
        for each in judgement.annotations.values()
    )


def table_of(tmp_path, text, name="some.csv"):
    path = tmp_path / name
    path.write_text(text, "utf-8", newline="")
    return path


def test_a_label_alone_is_of_the_text_and_rows_of_one_text_are_one_document(tmp_path):
    path = table_of(
        tmp_path,
        "who;class;words\nann;OBJ;The ferry left.\nbea;SUBJ;The ferry left.\nann;;It was late.\n",
    )
    head, (first, second), problems, _ = got(
        "csv", path, text="words", label="class", annotator="who"
    )
    assert problems == []
    assert head.annotators == {"ann": "annotator", "bea": "annotator"}
    assert labels_of(first) == [("ann", "OBJ", None), ("bea", "SUBJ", None)]
    assert labels_of(second) == []
    (reading,) = second.readings
    assert all(judgement.finished for judgement in reading.judgements.values())


def test_sentences_of_a_document_are_labelled_one_by_one(tmp_path):
    path = table_of(
        tmp_path,
        "doc\tsentence\tlabel\toutlet\n"
        "7\tThe ferry left.\tOBJ\tPost\n7\tA shame!\tSUBJ\tPost\n8\tNobody came.\tOBJ\tTimes\n",
        "some.tsv",
    )
    _, (first, second), problems, _ = got(
        "tsv", path, "cem", document="doc", text="sentence", label="label", source="outlet"
    )
    assert problems == []
    assert first.document.text == "The ferry left.\nA shame!"
    assert first.document.meta["source"] == "Post"
    assert first.sources[0].external_id == "7"
    assert labels_of(first) == [("cem", "OBJ", "The ferry left."), ("cem", "SUBJ", "A shame!")]
    assert labels_of(second) == [("cem", "OBJ", "Nobody came.")]
    assert {*first.readings[0].judgements} - {None} == {*first.document.sentences}


@pytest.mark.parametrize(
    ("start", "end"), [(2, 6), (3, 7), (5, 9)], ids=["code points", "UTF-16", "bytes"]
)
def test_offsets_of_another_program_are_in_the_unit_that_fits_the_quote(tmp_path, start, end):
    path = table_of(
        tmp_path, f"text,label,from,to,words\n\U0001f3db lied.,claim,{start},{end},lied\n"
    )
    _, (one,), problems, _ = got(
        "csv", path, "ann", text="text", label="label", start="from", end="to", quote="words"
    )
    assert problems == []
    assert labels_of(one) == [("ann", "claim", "lied")]


def test_every_row_of_a_map_that_is_wrong_is_named(tmp_path):
    path = table_of(
        tmp_path,
        "text,label,start,end,quote\n"
        "He lied.,claim,3,7,lied\n"
        "She lied.,claim,4,99,\n"
        "They lied.,claim,5,9,tied\n"
        ",claim,0,1,\n"
        "We lied.,claim,one,7,\n"
        "too,short\n",
    )
    columns = {one: one for one in ("text", "label", "start", "end", "quote")}
    _, (one,), problems, _ = got("csv", path, "ann", **columns)
    assert labels_of(one) == [("ann", "claim", "lied")]
    assert sorted((each.line, each.problem[:28]) for each in problems) == [
        (3, "expected offsets of words in"),
        (4, "expected 'tied' at 5, the te"),
        (5, "expected a text in 'text', f"),
        (6, "expected a whole number in '"),
        (7, "expected 5 cells, as in the "),
    ]


def test_a_label_that_a_table_has_twice_is_counted(tmp_path):
    path = table_of(tmp_path, "text,label\nHe lied.,claim\nHe lied.,claim\n")
    _, (one,), _, left_out = got("csv", path, text="text", label="label")
    assert len(labels_of(one)) == 1
    assert left_out == [{"label that is there twice": 1}]


def test_any_parquet_is_read_with_a_map_and_lists_are_several_labels(tmp_path):
    path = tmp_path / "some.parquet"
    table = pyarrow.table(
        {"body": ["He lied.", "She left."], "codes": [["claim", "harm"], []], "by": [1, 2]}
    )
    pyarrow.parquet.write_table(table, path)
    _, (first, second), problems, _ = got(
        "parquet", path, text="body", label="codes", annotator="by"
    )
    assert problems == []
    assert labels_of(first) == [("1", "claim", None), ("1", "harm", None)]
    assert labels_of(second) == []


def test_parquet_that_is_cut_off_or_no_utf_8_is_refused_by_row(tmp_path):
    path = tmp_path / "some.parquet"
    bad = pyarrow.array([b"ok", b"\xff"]).view(pyarrow.string())
    pyarrow.parquet.write_table(pyarrow.table({"text": bad, "label": ["a", "b"]}), path)
    _, found, (problem,), _ = got("parquet", path, text="text", label="label")
    assert len(found) == 1
    assert (problem.line, problem.problem[:14]) == (2, "expected UTF-8")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(AnnotatorError, match="cannot be read as Parquet"):
        got("parquet", path, text="text", label="label")


def test_a_parquet_file_whose_columns_have_no_names_in_utf_8_is_refused(tmp_path):
    path = tmp_path / "some.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"labels": ["a"]}), path)
    path.write_bytes(path.read_bytes().replace(b"labels", b"l\xffbels"))
    assert not load("parquet").recognises(path)
    with pytest.raises(AnnotatorError, match="cannot be read as Parquet"):
        got("parquet", path, text="text", label="label")


def test_without_pyarrow_a_sentence_says_what_to_install(tmp_path, monkeypatch):
    path = put(tmp_path, "parquet", SMALL)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert not load("parquet").recognises(path)
    for name in ("parquet", "huggingface"):
        with pytest.raises(AnnotatorError, match=r"pip install 'framing-annotator\[parquet\]'"):
            put(tmp_path, name, SMALL)
    with pytest.raises(AnnotatorError, match="pip install"):
        got("parquet", path)


# ------------------------------------------------------------- datasets that others saved

FEATURES = {
    "sentence": {"dtype": "string", "_type": "Value"},
    "label": {"names": ["OBJ", "SUBJ"], "_type": "ClassLabel"},
}


def saved(folder, table, features):
    """A folder as `Dataset.save_to_disk` writes it."""
    folder.mkdir(parents=True)
    with pyarrow.ipc.new_stream(folder / "data-00000-of-00001.arrow", table.schema) as writer:
        writer.write_table(table)
    files = [{"filename": "data-00000-of-00001.arrow"}]
    (folder / "state.json").write_text(json.dumps({"_data_files": files}), "utf-8")
    (folder / "dataset_info.json").write_text(json.dumps({"features": features}), "utf-8")
    return folder


SENTENCES = pyarrow.table({"sentence": ["It left.", "A shame!", "So."], "label": [0, 1, -1]})


def test_a_saved_dataset_is_read_with_the_names_of_its_labels(tmp_path):
    folder = saved(tmp_path / "subjectivity", SENTENCES, FEATURES)
    assert recognised(folder, readers()).name == "huggingface"
    head, found, problems, _ = got("huggingface", folder)
    assert problems == []
    assert [labels_of(one) for one in found] == [
        [("subjectivity", "OBJ", None)],
        [("subjectivity", "SUBJ", None)],
        [],
    ]
    assert head.annotators == {"subjectivity": "annotator"}


def test_all_splits_of_a_saved_dictionary_are_read(tmp_path):
    for name, rows in (("train", SENTENCES.slice(0, 1)), ("test", SENTENCES.slice(1))):
        saved(tmp_path / "all" / name, rows, FEATURES)
    (tmp_path / "all" / "dataset_dict.json").write_text('{"splits": ["train", "test"]}', "utf-8")
    _, found, problems, _ = got("huggingface", tmp_path / "all", "ann")
    assert problems == []
    assert [one.document.text for one in found] == ["It left.", "A shame!", "So."]
    (tmp_path / "all" / "dataset_dict.json").write_text('{"splits": ["../up"]}', "utf-8")
    with pytest.raises(DataError, match="expected a file in the folder"):
        got("huggingface", tmp_path / "all")


def test_tokens_with_tags_of_either_scheme_become_spans(tmp_path):
    names = ["O", "B-PER", "I-PER", "I-LOC"]
    features = {"ner_tags": {"feature": {"names": names, "_type": "ClassLabel"}, "_type": "List"}}
    tokens = ["Ann", "Lee", "saw", "Bob", "New", "Rome", "."]
    table = pyarrow.table({"tokens": [tokens, ["So"]], "ner_tags": [[1, 2, 0, 1, 3, 3, 0], [0]]})
    _, (first, second), problems, _ = got(
        "huggingface", saved(tmp_path / "ner", table, features), "ann"
    )
    assert problems == []
    assert first.document.text == "Ann Lee saw Bob New Rome ."
    assert labels_of(first) == [
        ("ann", "LOC", "New Rome"),
        ("ann", "PER", "Ann Lee"),
        ("ann", "PER", "Bob"),
    ]
    assert labels_of(second) == []


def test_a_folder_of_the_hub_is_read_by_its_card(tmp_path):
    (tmp_path / "data").mkdir()
    pyarrow.parquet.write_table(SENTENCES, tmp_path / "data" / "train-0.parquet")
    pyarrow.parquet.write_table(SENTENCES.slice(0, 1), tmp_path / "other.parquet")
    (tmp_path / "README.md").write_text(
        "---\nconfigs:\n- config_name: default\n  data_files:\n  - split: train\n"
        "    path: data/train-*\ndataset_info:\n  features:\n  - name: label\n    dtype:\n"
        "      class_label:\n        names:\n          '0': OBJ\n          '1': SUBJ\n---\n",
        "utf-8",
    )
    _, found, problems, _ = got("huggingface", tmp_path, "ann")
    assert problems == []
    assert [labels_of(one) for one in found] == [
        [("ann", "OBJ", None)],
        [("ann", "SUBJ", None)],
        [],
    ]


def test_what_is_wrong_with_a_saved_dataset_is_said_in_a_sentence(tmp_path):
    wrong = pyarrow.table({"sentence": ["It left."], "label": [7]})
    _, _, (problem,), _ = got("huggingface", saved(tmp_path / "a", wrong, FEATURES))
    assert problem.problem == "expected a number under 2 in 'label', found 7"
    (tmp_path / "a" / "data-00000-of-00001.arrow").write_bytes(b"no arrow")
    with pytest.raises(AnnotatorError, match="cannot be read as Arrow"):
        got("huggingface", tmp_path / "a")
    with pytest.raises(DataError, match="expected data files of a dataset, found none"):
        got("huggingface", tmp_path)
    other = pyarrow.table({"title": ["It left."]})
    with pytest.raises(DataError, match="expected columns of texts and of labels"):
        got("huggingface", saved(tmp_path / "b", other, {}))
    (tmp_path / "b" / "state.json").write_text("[" * 100_000, "utf-8")
    with pytest.raises(DataError, match="expected JSON"):
        got("huggingface", tmp_path / "b")


# ----------------------------------------------------------------------- real files


@pytest.mark.skipif(not REAL.exists(), reason="needs the files of other tools beside the project")
@pytest.mark.parametrize(
    ("path", "columns", "documents_", "labels"),
    [
        ("checkthat/subjectivity-en.tsv", ("sentence", "label"), 60, {"SUBJ": 33, "OBJ": 27}),
        ("checkthat/subjectivity-ar.tsv", ("sentence", "label"), 30, {"SUBJ": 14, "OBJ": 16}),
        ("doccano/classes-utf16.csv", ("text", "label"), 3, {"Positive": 2, "Negative": 1}),
    ],
)
def test_real_tables_come_in_as_they_were_counted(path, columns, documents_, labels):
    text, label = columns
    _, found, problems, _ = got(path[-3:], REAL / path, text=text, label=label)
    assert problems == []
    assert len(found) == documents_
    given = [each[1] for one in found for each in labels_of(one)]
    assert {name: given.count(name) for name in given} == labels


@pytest.mark.skipif(not REAL.exists(), reason="needs the files of other tools beside the project")
def test_a_real_table_with_empty_texts_names_the_line():
    path = REAL / "doccano" / "classes-empty-cells.csv"
    _, found, (problem,), _ = got("csv", path, text="text", label="label")
    assert [one.document.text for one in found] == ["exampleA", "exampleB"]
    assert problem.line == 4


@pytest.mark.skipif(not REAL.exists(), reason="needs the corpora beside the project")
def test_the_labels_of_a_real_study_come_in_from_a_table_with_semicolons():
    path = SHARED / "data" / "babe_sg1" / "final_labels_SG1.csv"
    columns = {"text": "text", "label": "label_bias", "source": "outlet"}
    _, found, problems, _ = got("csv", path, **columns)
    assert problems == []
    given = [each[1] for one in found for each in labels_of(one)]
    assert (given.count("Biased"), given.count("Non-biased")) == (746, 800)
