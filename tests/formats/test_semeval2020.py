"""SemEval-2020 task 11: what is written scores 1.0 against itself, and comes back as it was."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from annotator.errors import DataError
from annotator.formats import ReadOptions, reader_of
from annotator.formats.annotated_text import State, Work, article_of, assemble, works
from annotator.formats.offset_units import Offsets
from annotator.formats.protocols import OffsetUnit
from annotator.formats.semeval2020 import TECHNIQUES, SemEval2020Format
from annotator.model import Annotation, Dataset, DocumentSource, Guideline, Origin, Relation, Span
from tests.helpers.format_folders import read_lines, written_folder
from tests.helpers.paths import SHARED
from tests.helpers.random_datasets import dataset_of_plan, plans
from tests.helpers.semeval_rules import classification_f1, identification_f1, merged, span_f1

FORMAT = SemEval2020Format()
TEXT = (
    "The harbour \U0001f3db opens\n\n"
    "A disgraceful mayor \U0001f468\u200d\U0001f469\u200d\U0001f467 spoke of a disgraceful dam.\n"
    "Nobody asked why.\n"
)


def at(words, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Span(start, start + len(words))


def marked(uid, label, *spans, **attributes):
    return Annotation(uid, label, spans, attributes, Origin.MANUAL)


ADA = Work(
    "ada",
    [
        marked("1", "loaded_language", at("disgraceful"), sure=3),
        marked("2", "loaded_language", at("disgraceful"), sure=4),
        marked("3", "epithet", at("mayor \U0001f468\u200d\U0001f469\u200d\U0001f467 spoke")),
        marked("4", "Doubt", at("dam.\nNobody asked")),
        marked("5", "Slogans", at("Nobody"), at("why")),
        marked("6", "veiled\tthreat", at("\U0001f468\u200d\U0001f469\u200d\U0001f467 spoke of a")),
    ],
    whole=[marked("7", "satire", Span(0, 1))],
    relations=[Relation("r", "frames", "1", "3")],
    note="read twice",
)
BO = Work("Bo/x", [marked("1", "Doubt", at("why"))], state=State.DRAFT)
GUIDELINE = Guideline(
    "Framing", {"labels": {"epithet": {"title": "Name calling"}, "Doubt": {"title": "doubt"}}}
)


def dataset(*given_works, number="701"):
    source = DocumentSource("harbour.txt", number)
    one = assemble(article_of(TEXT, {"id": number}, Path("x")), given_works, source=source)
    return Dataset(
        annotators={work.annotator: "annotator" for work in given_works},
        guideline="g",
        guidelines={"g": GUIDELINE},
        documents=[one],
    )


written = partial(written_folder, FORMAT)
lines_of = partial(read_lines, FORMAT)


def spans_of(lines):
    """(article, annotator, label, start, end) of everything."""
    return {
        (line.document.document.meta["id"], work.annotator, one.label, one.span.start, one.span.end)
        for line in lines
        if line.document
        for work in works(line.document)
        for one in work.annotations
    }


def rows_of(table):
    cells = [line.split("\t") for line in table.splitlines()]
    return [(one[0], one[1], int(one[2]), int(one[3])) for one in cells]


# ------------------------------------------------------------------------------ writing


def test_a_folder_of_one_annotator_byte_by_byte(tmp_path):
    files = written(tmp_path / "out", dataset(ADA))
    table = (
        "701\tLoaded_Language\t23\t34\n"
        "701\tName_Calling,Labeling\t35\t52\n"
        "701\tveiled threat\t41\t57\n"
        "701\tDoubt\t70\t87\n"
        "701\tSlogans\t75\t81\n"
        "701\tSlogans\t88\t91\n"
    )
    spans = sorted((one.start, one.end) for work in ADA.annotations for one in work.fragments)
    assert {(row[2], row[3]) for row in rows_of(table)} == set(spans), "as in the text"
    assert files["task-flc-tc.labels"] == table
    assert files["labels-task-flc-tc/article701.task-flc-tc.labels"] == table
    assert files["task-si.labels"] == "701\t23\t34\n701\t35\t57\n701\t70\t87\n701\t88\t91\n"
    assert files["labels-task-si/article701.task-si.labels"] == files["task-si.labels"]
    assert files["articles/article701.txt"] == TEXT
    assert files["propaganda-techniques-names-semeval2020task11.txt"].split() == [*TECHNIQUES]
    assert files["mapping.tsv"] == (
        "label\tname\tofficial\tcount\n"
        "Doubt\tDoubt\tyes\t1\n"
        "Slogans\tSlogans\tyes\t2\n"
        "epithet\tName_Calling,Labeling\tyes\t1\n"
        "loaded_language\tLoaded_Language\tyes\t2\n"
        "veiled threat\tveiled threat\tno\t1\n"
    )
    uid = assemble(article_of(TEXT, {}, Path("x")), ()).document.uid
    assert files["articles.tsv"] == (f"article\tdocument\tid\tpath\n701\t{uid}\t701\tharbour.txt\n")
    assert files["left-out.tsv"] == (
        "annotator\tarticle\twhat\tcount\n"
        "ada\t701\tvalue of an attribute\t2\n"
        "ada\t701\tconnection of fragments\t1\n"
        "ada\t701\trelation\t1\n"
        "ada\t701\tnote on the document\t1\n"
        "ada\t701\tlabel of a whole document\t1\n"
    )


def test_several_annotators_have_a_folder_each_and_share_the_articles(tmp_path):
    files = written(tmp_path / "out", dataset(ADA, BO))
    assert files["Bo%2Fx/task-flc-tc.labels"] == f"701\tDoubt\t{at('why').start}\t{at('why').end}\n"
    assert "Bo/x\t701\tthat it is a draft\t1\n" in files["left-out.tsv"]
    assert [name for name in files if name.endswith(".txt") and "names" not in name] == [
        "articles/article701.txt"
    ]


def test_an_article_without_labels_has_an_empty_table_and_a_skipped_one_none(tmp_path):
    files = written(tmp_path / "a", dataset(Work("ada")))
    assert files["labels-task-flc-tc/article701.task-flc-tc.labels"] == ""
    files = written(tmp_path / "b", dataset(Work("ada", state=State.SKIPPED)))
    assert "labels-task-flc-tc/article701.task-flc-tc.labels" not in files
    assert "ada\t701\tthat it was skipped\t1\n" in files["left-out.tsv"]


def test_a_document_without_a_number_of_its_own_has_the_same_one_every_time(tmp_path):
    one, other = (written(tmp_path / name, dataset(ADA, number="vi/7")) for name in "ab")
    assert one == other
    number = one["articles.tsv"].splitlines()[1].split("\t")[0]
    assert number.isdecimal()
    assert f"articles/article{number}.txt" in one


def test_the_rules_of_the_tasks_give_one_for_an_export_and_less_for_utf_16_offsets(tmp_path):
    rows = rows_of(written(tmp_path / "out", dataset(ADA))["task-flc-tc.labels"])
    for score in (span_f1, classification_f1):
        assert score(rows, rows) == 1
    si = [("701", "", start, end) for _, _, start, end in rows]
    assert identification_f1(merged(si), merged(si)) == 1
    unit = Offsets(TEXT, OffsetUnit.UTF16)
    shifted = [(*row[:2], *map(unit.from_code_points, row[2:])) for row in rows]
    assert shifted != rows
    assert span_f1(shifted, rows) < 0.95
    assert classification_f1(shifted, rows) < 0.5


# ------------------------------------------------------------------------------ reading


def test_what_is_written_comes_back(tmp_path):
    written(tmp_path / "out", dataset(ADA, BO))
    assert reader_of(tmp_path / "out").name == "semeval2020"
    found, lines = lines_of(tmp_path / "out")
    assert dict(found.annotators) == {"Bo/x": "annotator", "ada": "annotator"}
    assert not [line.problems for line in lines if line.problems]
    assert [line.document.document.text for line in lines] == [TEXT]
    assert ("701", "Bo/x", "Doubt", at("why").start, at("why").end) in spans_of(lines)
    assert len(spans_of(lines)) == 7


def labels_kept(work):
    """(start, end, name) of everything that the format keeps of some work."""
    official = {"Flag-Waving": "Flag-Waving"}
    return {
        (one.start, one.end, official.get(annotation.label, annotation.label))
        for annotation in work.annotations
        for one in annotation.fragments
    }


@given(plans())
@settings(max_examples=60, deadline=None)
def test_random_datasets_come_back_and_score_one(plan):
    given_dataset = dataset_of_plan(plan)
    with TemporaryDirectory() as name:
        folder = Path(name) / "out"
        files = written(folder, given_dataset)
        again = written(Path(name) / "again", given_dataset)
        assert files == again, "the same bytes"
        _, lines = lines_of(folder)
    assert not [line.problems for line in lines if line.problems]
    back = {line.document.document.text: works(line.document) for line in lines}
    for one in given_dataset.documents:
        expected = {
            work.annotator: labels_kept(work)
            for work in works(one)
            if work.state in {State.DONE, State.DRAFT}
        }
        found = {work.annotator: labels_kept(work) for work in back[one.document.text]}
        if len(given_dataset.annotators) == 1:
            assert [*found.values()] == [*expected.values()]
        else:
            assert found == expected
    for path, table in files.items():
        if path.endswith("/task-flc-tc.labels") and table:
            rows = merged(rows_of(table))
            assert span_f1(rows, rows) == pytest.approx(1)


def corpus(folder, *lines, text=TEXT, mark=b""):
    """A folder of one article as the task has them."""
    (folder / "train-articles").mkdir(parents=True)
    (folder / "train-articles" / "article7.txt").write_bytes(mark + text.encode())
    table = folder / "train-task-flc-tc.labels"
    table.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return table


def test_a_byte_order_mark_counts_in_offsets_and_comes_back(tmp_path):
    table = corpus(tmp_path / "in", "7\tDoubt\t0\t4", "7\tDoubt\t5\t12", mark=b"\xef\xbb\xbf")
    found, lines = lines_of(tmp_path / "in")
    assert spans_of(lines) == {("7", "in", "Doubt", 0, 3), ("7", "in", "Doubt", 4, 11)}
    documents = [line.document for line in lines]
    files = written(tmp_path / "out", replace(found, documents=documents))
    assert files["articles/article7.txt"] == f"\ufeff{TEXT}"
    assert files["task-flc-tc.labels"] == "7\tDoubt\t1\t4\n7\tDoubt\t5\t12\n"
    assert table.exists()


def test_every_malformed_line_is_named(tmp_path):
    table = corpus(
        tmp_path,
        "7\tDoubt\t0\t3",
        "7 Doubt 0 3",
        "7\tDoubt\tx\t3",
        "",
        "7\tDoubt\t3\t3",
        f"7\tDoubt\t0\t{len(TEXT) + 1}",
        "7\t\t0\t3",
        "x\tDoubt\t0\t3",
        "8\tDoubt\t0\t3",
        "7\tDoubt\t-1\t3",
        "7\tDoubt\t0\t3",
        "7\tDoubt\t\u0663\t9",
    )
    _, lines = lines_of(table)
    problems = [one for line in lines for one in line.problems]
    assert sorted(one.line for one in problems) == [2, 3, 5, 6, 7, 8, 9, 10, 12]
    assert {one.path for one in problems} == {table}
    assert spans_of(lines) == {("7", "train-task-flc-tc", "Doubt", 0, 3)}
    assert sum(line.left_out.get("row that is there twice", 0) for line in lines) == 1


def test_tables_of_articles_say_which_are_done_and_must_be_of_their_article(tmp_path):
    corpus(tmp_path, "7\tDoubt\t0\t3").unlink()
    (tmp_path / "train-articles" / "article8.txt").write_text("Another one.")
    inner = tmp_path / "train-labels-task-flc-tc"
    inner.mkdir()
    (inner / "article7.task-flc-tc.labels").write_text("8\tDoubt\t0\t3\n")
    _, lines = lines_of(tmp_path)
    assert [line.problems[0].line for line in lines if line.problems] == [1]
    done = {
        line.document.document.meta["id"]: works(line.document) for line in lines if line.document
    }
    assert [work.state for work in done["7"]] == [State.DONE]
    assert done["8"] == []


def test_spans_of_task_si_are_propaganda_and_counted_beside_techniques(tmp_path):
    corpus(tmp_path, "7\tDoubt\t0\t3")
    (tmp_path / "train-task-si.labels").write_text("7\t0\t3\n7\t5\t9\n")
    _, lines = lines_of(tmp_path / "train-task-si.labels")
    assert {one[2:] for one in spans_of(lines)} == {("Propaganda", 0, 3), ("Propaganda", 5, 9)}
    _, lines = lines_of(tmp_path)
    assert {one[2:] for one in spans_of(lines)} == {("Doubt", 0, 3)}
    assert [dict(line.left_out) for line in lines] == [{"merged span of task SI": 2}]


def test_articles_are_found_where_the_options_say(tmp_path):
    table = corpus(tmp_path / "in", "7\tDoubt\t0\t3")
    shutil.move(tmp_path / "in" / "train-articles", tmp_path / "texts")
    _, lines = lines_of(table)
    assert "expected the text article7.txt" in str(lines[0].problems[0])
    assert lines[0].problems[0].line == 1
    _, lines = lines_of(table, texts=tmp_path / "texts", annotator="ada")
    assert {one[1] for one in spans_of(lines)} == {"ada"}


def test_a_text_that_is_none_and_a_folder_without_tables_are_problems(tmp_path):
    table = corpus(tmp_path, "7\tDoubt\t0\t3")
    (tmp_path / "train-articles" / "article7.txt").write_bytes(b"\x00\x01\xff" * 91)
    _, lines = lines_of(table)
    assert [line.document for line in lines] == [None]
    table.write_bytes(b"\x00\x01\xff" * 91)
    _, lines = lines_of(table)
    assert [one.path for one in lines[0].problems] == [table]
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="expected tables of labels: found none"):
        FORMAT.read(tmp_path / "empty", ReadOptions())
    with pytest.raises(DataError, match="there is no such file"):
        FORMAT.read(tmp_path / "nowhere", ReadOptions())


def test_a_name_is_for_tables_that_name_nobody(tmp_path):
    written(tmp_path / "out", dataset(ADA, BO))
    _, lines = lines_of(tmp_path / "out", annotator="eve")
    assert {one[1] for one in spans_of(lines)} == {"ada", "Bo/x"}
    _, lines = lines_of(tmp_path / "out" / "ada", annotator="eve")
    assert {one[1] for one in spans_of(lines)} == {"eve"}


def test_other_tables_are_not_recognised(tmp_path):
    for name, text in (
        ("a.labels", "id,label\n1,2\n"),
        ("task-flc.tsv", "id\tlabel\n"),
        ("a.tsv", "7\tDoubt\t0\t3\n"),
        ("labels-subtask-3-spans.txt", "7\tDoubt\t0\t3\n"),
    ):
        (tmp_path / name).write_text(text)
        assert not FORMAT.recognises(tmp_path / name)
    assert not FORMAT.recognises(tmp_path)


# ----------------------------------------------------------------------- a real corpus

CORPUS = SHARED / "data" / "ptc_train"


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="needs the corpus PTC beside the project")
def test_the_whole_corpus_comes_in_and_goes_out_again_as_the_same_rows(tmp_path):
    found, lines = lines_of(CORPUS)
    assert len(lines) == 371
    assert not [line.problems for line in lines if line.problems]
    assert sum(line.left_out.get("merged span of task SI", 0) for line in lines) == 5468
    documents = sorted((line.document for line in lines), key=lambda one: one.document.uid)
    files = written(tmp_path / "out", replace(found, documents=documents))
    given_rows = (CORPUS / "train-task-flc-tc.labels").read_text("utf-8")
    rows = rows_of(files["task-flc-tc.labels"])
    assert len(rows) == 6128
    assert set(rows) == set(rows_of(given_rows))
    assert span_f1(merged(rows), merged(rows_of(given_rows))) == pytest.approx(1)
    assert classification_f1(rows, rows_of(given_rows)) == 1
    for file in (CORPUS / "train-articles").iterdir():
        assert (tmp_path / "out" / "articles" / file.name).read_bytes() == file.read_bytes()
    assert spans_of(lines_of(tmp_path / "out", annotator="ptc_train")[1]) == spans_of(lines)
