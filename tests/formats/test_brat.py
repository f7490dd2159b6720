"""brat standoff: every kind of line, offsets against the text, and real files as counted."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import DataError
from annotator.formats.annotated_text import works
from annotator.formats.brat import BratFormat, read_document, text_of
from annotator.formats.brat_lines import parse
from annotator.formats.protocols import ReadableFormat, ReadOptions
from annotator.model import Span
from tests.helpers.paths import SHARED

TEXT = "Moro said she lied twice.\nNobody\nanswered. 🦊 ran."
FILE = Path("one.ann")


def parsed(*lines):
    return parse(FILE, "".join(f"{line}\n" for line in lines), TEXT)


def test_spans_are_read_with_their_offsets_in_code_points():
    found = parsed(
        "T1\tcue 5 9\tsaid",
        "T2\tcontent 10 13;19 24\tshe twice",
        "T3\tcontent 19 24;10 13\ttwice she",
        "T4\tfox 43 44\t🦊",
        "T5\tanswer 26 41\tNobody answered",
        "T6\ttouching 5 9;9 13\tsaid she",
    )
    assert found.problems == []
    places = {uid: one.fragments for uid, one in found.annotations.items()}
    assert places["T2"] == places["T3"] == (Span(10, 13), Span(19, 24))
    assert places["T4"] == (Span(43, 44),)
    assert places["T6"] == (Span(5, 9), Span(9, 13))
    assert found.annotations["T1"].label == "cue"


def test_a_quote_that_goes_on_over_lines_is_one_line():
    found = parsed("T1\tanswer 26 41\tNobody", "answered", "T2\tcue 5 9\tsaid")
    assert found.problems == []
    assert [one.span for one in found.annotations.values()] == [Span(26, 41), Span(5, 9)]


def test_events_relations_and_equivalences_are_relations_between_spans():
    found = parsed(
        "E1\tsays:T1 source:T2 content:E2",
        "T1\tsays 5 9\tsaid",
        "T2\tname 0 4\tMoro",
        "T3\tlie 14 18\tlied",
        "E2\tlie:T3",
        "R1\tabout Arg1:E2 Arg2:T2",
        "*\tEquiv T2 T3",
    )
    assert found.problems == []
    assert [(one.kind, one.head, one.tail) for one in found.relations.values()] == [
        ("source", "T1", "T2"),
        ("content", "T1", "T3"),
        ("about", "T3", "T2"),
        ("Equiv", "T2", "T3"),
    ]


def test_attributes_references_and_notes_are_kept_with_their_span():
    found = parsed(
        "T1\tcue 5 9\tsaid",
        "A1\tnegated T1",
        "A2\tstrength T1 high",
        "N1\tReference T1 Wikipedia:123\tsay",
        "#1\tAnnotatorNotes T1\tis it?",
        "R1\tx Arg1:T1 Arg2:T1",
        "#2\tAnnotatorNotes R1\tof a relation",
    )
    assert found.annotations["T1"].attributes == {
        "negated": True,
        "strength": "high",
        "Reference": "Wikipedia:123 say",
        "AnnotatorNotes": "is it?",
    }
    assert found.not_held == {"note on a relation": 1}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("T1\tcue 5 90\tsaid", "expected offsets inside a text of 49 characters, found 5 90"),
        ("T1\tcue 9 5\tsaid", "expected offsets inside"),
        ("T1\tcue 5\tsaid", "expected a label and offsets"),
        ("T1\tcue 5 9\tsays", "expected the words 'says' at 5 9, found 'said'"),
        ("T0\tcue 5 9\tsaid", "expected ids that differ, found T0 again"),
        ("E1\tsays", "expected an event"),
        ("E1\tsays:T7", "expected the id of a span, found 'T7'"),
        ("R1\tx Arg1:T0", "expected a relation"),
        ("A1\tnegated T7", "expected the id of a span, found 'T7'"),
        ("X1\twhat", "expected a line such as T1"),
        ("T1 cue 5 9 said", "expected a line such as T1"),
    ],
)
def test_a_line_that_is_wrong_is_a_problem_and_the_others_are_kept(line, problem):
    found = parsed("T0\tcue 5 9\tsaid", line)
    (one,) = found.problems
    assert (one.path, one.line) == (FILE, 2)
    assert problem in one.problem
    assert "T0" in found.annotations


def test_a_folder_is_the_work_of_one_annotator(tmp_path):
    folder = tmp_path / "ann"
    (folder / "inner").mkdir(parents=True)
    for name in ("a", "inner/b"):
        (folder / f"{name}.txt").write_text(TEXT, "utf-8")
        (folder / f"{name}.ann").write_text("T1\tcue 5 9\tsaid\n", "utf-8")
    (folder / "inner" / "b.txt").write_text("Another text.", "utf-8")
    (folder / "inner" / "b.ann").write_text("", "utf-8")
    (folder / "alone.ann").write_text("", "utf-8")
    brat = BratFormat()
    assert isinstance(brat, ReadableFormat)
    assert brat.recognises(folder / "a.ann")
    assert brat.recognises(folder / "inner" / "b.ann")
    assert not brat.recognises(folder / "a.txt")
    dataset, lines = brat.read(folder, ReadOptions())
    assert dataset.annotators == {"ann": "annotator"}
    first, alone, second = lines
    assert [len(one.annotations) for one in works(first.document)] == [1]
    assert first.document.document.sentences[0] == Span(0, 25)
    assert first.document.sources[0].path == "a.txt"
    assert "expected the text of these annotations" in alone.problems[0].problem
    (judged,) = second.document.readings[0].judgements.values()
    assert (judged.finished, judged.annotations) == (True, {})
    with pytest.raises(DataError, match=r"expected \.ann files"):
        brat.read(tmp_path / "nothing", ReadOptions())


def test_texts_are_found_elsewhere_under_the_beginning_of_the_name(tmp_path):
    for name in ("a", "a_b"):
        (tmp_path / f"{name}.txt").write_text("", "utf-8")
    for name, text in (("a_b_ann", "a_b"), ("a_c", "a"), ("a_b", "a_b")):
        assert text_of(Path(f"x/{name}.ann"), tmp_path).stem == text
    assert text_of(Path("x/b_ann.ann"), tmp_path) is None


def written(folder, **files):
    """Write files of a folder, named with __ for / and _ann for .ann."""
    for name, content in files.items():
        stem, _, suffix = name.rpartition("_")
        file = folder / f"{stem.replace('__', '/')}.{suffix}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode())
    return folder


SAID, MORO = "T1\tcue 5 9\tsaid\n", "T1\tname 0 4\tMoro\n"


def read_all(path, **options):
    dataset, lines = BratFormat().read(path, ReadOptions(**options))
    return dataset, list(lines)


def test_folders_about_the_same_texts_are_several_annotators(tmp_path):
    folder = written(
        tmp_path / "p", ann__a_txt=TEXT, ann__a_ann=SAID, bo__a_txt=TEXT, bo__a_ann=MORO
    )
    assert BratFormat().recognises(tmp_path)
    dataset, (line,) = read_all(tmp_path)
    assert dataset.annotators == {"ann": "annotator", "bo": "annotator"}
    ann, bo = works(line.document)
    assert (ann.annotations[0].label, bo.annotations[0].label) == ("cue", "name")
    with pytest.raises(DataError, match="found those of ann, bo"):
        read_all(folder, annotator="me")
    assert read_all(folder / "bo", annotator="me")[0].annotators == {"me": "annotator"}


def test_folders_about_other_texts_are_parts_of_one_corpus(tmp_path):
    written(tmp_path / "p", dev__a_txt=TEXT, dev__a_ann=SAID, test__b_txt="One.", test__b_ann="")
    dataset, lines = read_all(tmp_path / "p")
    assert dataset.annotators == {"p": "annotator"}
    assert [one.document.sources[0].path for one in lines] == ["dev/a.txt", "test/b.txt"]
    written(tmp_path / "q", dev__a_txt=TEXT, dev__a_ann=SAID, test__a_txt="One.", test__a_ann="")
    dataset, lines = read_all(tmp_path / "q")
    assert dataset.annotators == {"q": "annotator"}
    assert len(lines) == 2


def test_what_a_name_has_after_that_of_the_text_is_the_annotator(tmp_path):
    written(tmp_path, text__a_txt=TEXT, by__a_bo_ann=SAID, by__a_cy_ann=MORO)
    for options in ({"path": tmp_path}, {"path": tmp_path / "by", "texts": tmp_path / "text"}):
        dataset, (line,) = read_all(**options)
        assert dataset.annotators == {"bo": "annotator", "cy": "annotator"}
        assert [one.annotations[0].label for one in works(line.document)] == ["cue", "name"]


def test_a_text_that_one_annotator_has_twice_is_a_problem_unless_it_is_the_same(tmp_path):
    written(tmp_path, a_txt=TEXT, a_ann=SAID, b_txt=TEXT, b_ann=SAID, c_txt=TEXT, c_ann=MORO)
    _, (_, same, other) = read_all(tmp_path)
    assert (same.document, same.problems) == (None, ())
    assert same.left_out == {"text that is there already with the same annotations": 1}
    assert "has annotations of the same text also in" in other.problems[0].problem


def test_a_line_that_is_wrong_is_named_and_the_others_are_kept(tmp_path):
    lines = "T1\tcue 5 9\tsaid\nT2\tcue 5 99\tsaid\nA1\tnegated T2\nA2\tnegated T1\n"
    written(tmp_path, a_txt=TEXT, a_ann=lines + "#1\tAnnotatorNotes A2\twhy\n")
    _, (line,) = read_all(tmp_path)
    assert [(one.path.name, one.line) for one in line.problems] == [("a.ann", 2), ("a.ann", 3)]
    assert line.left_out == {"note on an attribute": 1}
    (one,) = works(line.document)[0].annotations
    assert (one.label, one.attributes) == ("cue", {"negated": True})


def test_several_values_of_one_name_are_all_kept():
    found = parsed(
        "T1\tcue 5 9\tsaid", "#1\tNote T1\tone", "#2\tNote T1\ttwo", "A1\tx T1", "A2\tx T1 y"
    )
    assert found.annotations["T1"].attributes == {"Note": ["one", "two"], "x": [True, "y"]}


def test_the_second_end_of_a_relation_is_the_one_named_so():
    found = parsed("T1\tcue 5 9\tsaid", "T2\tname 0 4\tMoro", "R1\tby Arg2:T2 Arg1:T1")
    assert found.relations["R1"].ends == ("T1", "T2")


def test_an_event_that_shares_its_words_is_counted():
    found = parsed(
        "T1\tcue 5 9\tsaid", "T2\tname 0 4\tMoro", "E1\tcue:T1 by:T2", "E2\tcue:T1 of:T2"
    )
    assert [one.kind for one in found.relations.values()] == ["by", "of"]
    assert found.not_held == {"event apart from another one with its words": 1}


@given(st.text(st.sampled_from("TREAMN#*1290 \t\n;:{}ab\u2028Arg"), max_size=80))
def test_no_file_raises_anything(lines):
    for names in (None, {}):
        found = parse(FILE, lines, TEXT, names)
        for relation in found.relations.values():
            assert {relation.head, relation.tail} <= found.annotations.keys()


def real_files():
    path = SHARED / "data" / "formats" / "truth.tsv"
    if not path.exists():
        return []
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    return [row for row in rows if row[0].startswith("brat/")]


@pytest.mark.skipif(not real_files(), reason="the real files of other tools are not here")
@pytest.mark.parametrize("row", real_files(), ids=lambda row: row[0])
def test_real_files_hold_what_was_counted(row):
    name, _, spans, labels, relations, *_ = row
    found = read_document(SHARED / "data" / "formats" / name, "ann")
    (judged,) = found.document.readings[0].judgements.values()
    assert found.problems == ()
    assert len(judged.annotations) == int(spans)
    assert len({one.label for one in judged.annotations.values()}) == int(labels)
    plain = [uid for uid in judged.relations if uid.startswith("R")]
    assert len(plain) == int(relations)


def counted(lines):
    """How many spans, relations and values were read, and how many were counted as left out."""
    held = Counter()
    for line in lines:
        held.update(line.left_out)
        for work in works(line.document) if line.document else ():
            held["spans"] += len(work.annotations)
            held["relations"] += len(work.relations)
            values = [value for one in work.annotations for value in one.attributes.values()]
            held["values"] += sum(len(one) if isinstance(one, list) else 1 for one in values)
    return held


CORPORA = {
    "formats/brat": {"brat"},
    "polnear_dev": {"4b22", "4e07", "5fec", "6b86", "d473", "ef2d"},
    "bratiaa_span_f1": {"Lisa", "Maria", "Max", "Peter"},
}


@pytest.mark.parametrize("name", CORPORA)
def test_every_line_of_a_real_corpus_is_kept_or_counted(name):
    folder = SHARED / "data" / name
    if not folder.exists():
        pytest.skip(f"{name} is not here")
    dataset, lines = read_all(folder)
    assert dataset.annotators.keys() == CORPORA[name]
    assert [problem for line in lines for problem in line.problems] == []
    held, there = counted(lines), Counter()
    for file in folder.rglob("*.ann"):
        for line in file.read_text("utf-8").split("\n"):
            there[line[:1]] += 1
            there["roles"] += line.count(":") - 1 if line.startswith("E") else 0
    assert held["spans"] == there["T"]
    assert held["relations"] == there["R"] + there["roles"]
    assert held["values"] + held["note on a relation"] == sum(there[kind] for kind in "AMN#")
