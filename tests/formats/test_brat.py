"""brat standoff: every kind of line, offsets against the text, and real files as counted."""

from pathlib import Path

import pytest

from annotator.errors import DataError
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
    assert len(next(iter(first.document.readings[0].judgements.values())).annotations) == 1
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


def test_every_line_of_polnear_is_read():
    dev = SHARED / "data" / "polnear_dev" / "dev"
    if not dev.exists():
        pytest.skip("PolNeAR is not here")
    for file in sorted(dev.glob("attributions/*.ann")):
        found = read_document(file, "ann", dev / "text")
        lines = [line for line in file.read_text("utf-8").split("\n") if line.startswith("T")]
        (judged,) = found.document.readings[0].judgements.values()
        assert found.problems == ()
        assert len(judged.annotations) == len(lines)
