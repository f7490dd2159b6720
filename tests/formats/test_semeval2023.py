"""SemEval-2023 task 3: what is written scores 1.0 against itself, and comes back as it was."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from annotator.errors import DataError
from annotator.formats import ReadOptions, reader_of
from annotator.formats.annotated_text import State, Work, article_of, assemble, works
from annotator.formats.semeval2023 import (
    FRAMES,
    GENRES,
    TECHNIQUES,
    SemEval2023Format,
    paragraphs_of,
)
from annotator.model import Annotation, Dataset, DocumentSource, Guideline, Origin, Span
from tests.helpers.format_folders import read_lines, written_folder
from tests.helpers.random_datasets import dataset_of_plan, plans
from tests.helpers.semeval_rules import macro_f1, micro_f1

FORMAT = SemEval2023Format()
TEXT = "The harbour \U0001f3db opens\r\n\r\n  A disgraceful day.\nNobody asked.\n\n\nNot one.\n"


def at(words):
    start = TEXT.index(words)
    return Span(start, start + len(words))


def marked(uid, label, *spans, **attributes):
    return Annotation(uid, label, spans, attributes, Origin.MANUAL)


def whole(uid, label):
    return marked(uid, label, Span(0, len(TEXT)))


ADA = Work(
    "ada",
    [
        marked("1", "loaded_language", at("disgraceful")),
        marked("2", "doubt it", at("day.\nNobody asked")),
        marked("3", "veiled, threat", at("Not"), at("one")),
        marked("4", "veiled, threat", at("\n\n\nN")),
    ],
    whole=[
        whole("5", "Satire"),
        whole("6", "opinion"),
        whole("7", "legality, constitutionality and jurisprudence"),
        whole("8", "Economic"),
        whole("9", "local, news"),
    ],
)
GUIDELINE = Guideline("Framing", {"labels": {"doubt it": {"title": "Doubt"}}})


def dataset(*given_works, number="701"):
    source = DocumentSource("harbour.txt", number)
    one = assemble(article_of(TEXT, {"id": number}, Path("x")), given_works, source=source)
    return Dataset(
        annotators={work.annotator: "annotator" for work in given_works},
        guidelines={"g": GUIDELINE},
        documents=[one],
    )


written = partial(written_folder, FORMAT)
lines_of = partial(read_lines, FORMAT)


def held(lines):
    """(article, annotator, label, start, end) of spans, without places of whole documents."""
    return {
        (line.document.document.meta["id"], work.annotator, one.label, *place)
        for line in lines
        if line.document
        for work in works(line.document)
        for each, with_place in ((work.annotations, True), (work.whole, False))
        for one in each
        for place in [(one.span.start, one.span.end) if with_place else ()]
    }


def test_the_names_are_those_of_the_task():
    assert [len(GENRES), len(FRAMES), len(TECHNIQUES)] == [3, 14, 6]
    assert len({one for group in TECHNIQUES.values() for one in group}) == 23


def test_a_folder_of_one_annotator_byte_by_byte(tmp_path):
    files = written(tmp_path / "out", dataset(ADA))
    assert files["articles/article701.txt"] == TEXT
    assert files["labels-subtask-1.txt"] == "701\topinion\n"
    assert files["labels-subtask-2.txt"] == (
        "701\tEconomic,Legality_Constitutionality_and_jurisprudence,local- news\n"
    )
    assert files["labels-subtask-3.txt"] == (
        "701\t1\t\n701\t3\tDoubt,Loaded_Language\n701\t4\tDoubt\n701\t7\tveiled- threat\n"
    )
    assert (
        files["labels-subtask-3/article701-labels-subtask-3.txt"] == (files["labels-subtask-3.txt"])
    )
    spans = [
        ("Loaded_Language", at("disgraceful")),
        ("Doubt", at("day.\nNobody asked")),
        ("veiled- threat", at("\n\n\nN")),
        ("veiled- threat", at("Not")),
        ("veiled- threat", at("one")),
    ]
    assert files["labels-subtask-3-spans.txt"] == "".join(
        f"701\t{name}\t{place.start}\t{place.end}\n" for name, place in spans
    )
    assert (
        files["labels-subtask-3-spans/article701-labels-subtask-3.txt"]
        == (files["labels-subtask-3-spans.txt"])
    )
    assert files["mapping.tsv"] == (
        "label\tname\tofficial\tcount\n"
        "Economic\tEconomic\tyes\t1\n"
        "Satire\tsatire\tyes\t1\n"
        "doubt it\tDoubt\tyes\t1\n"
        "legality, constitutionality and jurisprudence"
        "\tLegality_Constitutionality_and_jurisprudence\tyes\t1\n"
        "loaded_language\tLoaded_Language\tyes\t1\n"
        "local, news\tlocal- news\tno\t1\n"
        "opinion\topinion\tyes\t1\n"
        "veiled, threat\tveiled- threat\tno\t3\n"
    )
    assert files["left-out.tsv"] == (
        "annotator\tarticle\twhat\tcount\n"
        "ada\t701\tconnection of fragments\t1\n"
        "ada\t701\tfurther genre\t1\n"
    )
    assert files["frames_subtask2.txt"].split() == [*FRAMES]
    assert len(files["techniques_subtask3.txt"].split()) == 23


def test_what_is_written_comes_back(tmp_path):
    bo = Work("bo", [marked("1", "Doubt", at("harbour"))], state=State.DRAFT)
    written(tmp_path / "out", dataset(ADA, bo, Work("cy"), Work("di", state=State.SKIPPED)))
    assert reader_of(tmp_path / "out").name == "semeval2023"
    found, lines = lines_of(tmp_path / "out")
    assert [*found.annotators] == ["ada", "bo", "cy", "di"]
    assert not [line.problems for line in lines if line.problems]
    assert [line.document.document.text for line in lines] == [TEXT]
    assert [work.annotator for work in works(lines[0].document)] == ["ada", "bo", "cy"]
    assert held(lines) == {
        ("701", "ada", "Loaded_Language", at("disgraceful").start, at("disgraceful").end),
        ("701", "ada", "Doubt", at("day").start, at("asked").end),
        ("701", "ada", "veiled- threat", at("\n\n\nN").start, at("\n\n\nN").end),
        ("701", "ada", "veiled- threat", at("Not").start, at("Not").end),
        ("701", "ada", "veiled- threat", at("one").start, at("one").end),
        ("701", "ada", "opinion"),
        ("701", "ada", "Economic"),
        ("701", "ada", "Legality_Constitutionality_and_jurisprudence"),
        ("701", "ada", "local- news"),
        ("701", "bo", "Doubt", at("harbour").start, at("harbour").end),
    }


def labels_kept(work):
    """What the format keeps of some work, in the names that it writes."""

    def named(label):
        return {"Flag-Waving": "Flag_Waving"}.get(label, label).replace(",", "-")

    spans = {
        (one.start, one.end, named(annotation.label))
        for annotation in work.annotations
        for one in annotation.fragments
    }
    return spans, {one.label.replace(",", "-") for one in work.whole}


def rows_of(table):
    return [tuple(line.split("\t")) for line in table.split("\n") if line]


def scores(files, folder):
    """The scores of the three subtasks of a folder against itself, by the rules of the task."""
    genres = dict(rows_of(files[f"{folder}labels-subtask-1.txt"]))
    frames = Counter(
        (article, one)
        for article, names in rows_of(files[f"{folder}labels-subtask-2.txt"])
        for one in names.split(",")
    )
    techniques = Counter(
        (article, line, one)
        for article, line, names in rows_of(files[f"{folder}labels-subtask-3.txt"])
        for one in names.split(",")
        if one
    )
    return {
        "genre": macro_f1(genres, genres) if genres else 1,
        "frames": micro_f1(frames, frames) if frames else 1,
        "techniques": micro_f1(techniques, techniques) if techniques else 1,
    }


@given(plans())
@settings(max_examples=40, deadline=None)
def test_random_datasets_come_back_and_score_one(plan):
    given_dataset = dataset_of_plan(plan)
    several = len(given_dataset.annotators) > 1
    with TemporaryDirectory() as name:
        folder = Path(name) / "out"
        files = written(folder, given_dataset)
        assert files == written(Path(name) / "again", given_dataset), "the same bytes"
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
        assert found == expected if several else [*found.values()] == [*expected.values()]
    for path in files:
        if path.endswith("labels-subtask-1.txt"):
            assert set(scores(files, path.removesuffix("labels-subtask-1.txt")).values()) == {1}


def test_the_scores_are_less_than_one_for_other_labels():
    gold = Counter([("7", "1", "Doubt"), ("7", "3", "Slogans")])
    assert micro_f1(Counter([("7", "1", "Doubt")]), gold) == pytest.approx(2 / 3)
    assert macro_f1({"7": "satire", "8": "opinion"}, {"7": "opinion", "8": "opinion"}) == (
        pytest.approx(1 / 3)
    )


def test_paragraphs_are_lines_without_blank_ones():
    text = "\n One \r\n\r\rTwo\u2028two\n \t\nThree"
    found = [(number, place.of(text)) for number, place in paragraphs_of(text)]
    assert found == [(2, "One"), (5, "Two\u2028two"), (7, "Three")]


def corpus(folder, **tables):
    """A folder of one article as the task has them; tables by their names, _ for -."""
    (folder / "train-articles-subtask-3").mkdir(parents=True)
    (folder / "train-articles-subtask-3" / "article7.txt").write_bytes(TEXT.encode())
    for name, text in tables.items():
        file = folder / f"train-labels-{name.replace('_', '-')}.txt"
        file.write_text(text, encoding="utf-8")
    return folder


def test_the_tables_of_the_task_come_in(tmp_path):
    folder = corpus(
        tmp_path / "en",
        subtask_1="7\topinion\n",
        subtask_2="  7\tLegality,Constitutionality_and_jurisprudence,Political  \n",
        subtask_3="7\t1\t\n7\t3\tLoaded_Language,Doubt\n7\t7\tSlogans\n",
        subtask_3_spans=f"7\tLoaded_Language\t{at('disgraceful').start}\t{at('disgraceful').end}\n",
    )
    (folder / "train-labels-subtask-3.template").write_text("7\t1\tThe harbour\n")
    assert FORMAT.recognises(folder)
    _, lines = lines_of(folder)
    assert held(lines) == {
        ("7", "en", "opinion"),
        ("7", "en", "Legality_Constitutionality_and_jurisprudence"),
        ("7", "en", "Political"),
        ("7", "en", "Loaded_Language", at("disgraceful").start, at("disgraceful").end),
        ("7", "en", "Doubt", at("A dis").start, at("day.").end),
        ("7", "en", "Slogans", at("Not").start, at("one.").end),
    }


def test_one_table_alone_comes_in_with_the_articles_of_its_split(tmp_path):
    folder = corpus(tmp_path / "en", subtask_1="7\tsatire\n", subtask_2="7\tPolitical\n")
    (folder / "dev-articles-subtask-3").mkdir()
    (folder / "dev-articles-subtask-3" / "article8.txt").write_text("Another.")
    path = folder / "train-labels-subtask-1.txt"
    assert FORMAT.recognises(path)
    _, lines = lines_of(path, annotator="ada")
    assert held(lines) == {("7", "ada", "satire")}
    assert len(lines) == 1


def test_every_malformed_line_is_named(tmp_path):
    folder = corpus(
        tmp_path / "en",
        subtask_1="7\n7\t\n7\topinion\tx\nx\topinion\n",
        subtask_2="7\n9\tPolitical\n",
        subtask_3="7\t2\tDoubt\n7\tx\tDoubt\n7\t99\t\n7\t1\n",
        subtask_3_spans="7\tDoubt\t5\t5\n7\tDoubt\t0\n7\tDoubt\t0\t9999\n7\tDoubt\ta\t3\n",
    )
    _, lines = lines_of(folder)
    problems = [one for line in lines for one in line.problems]
    found = sorted((one.path.stem.removeprefix("train-labels-"), one.line) for one in problems)
    assert found == [
        *(("subtask-1", line) for line in (1, 2, 3, 4)),
        *(("subtask-2", line) for line in (1, 2)),
        *(("subtask-3", line) for line in (1, 2, 3, 4)),
        *(("subtask-3-spans", line) for line in (1, 2, 3, 4)),
    ]
    assert not held(lines)


def test_a_byte_order_mark_counts_in_offsets(tmp_path):
    folder = corpus(tmp_path / "en", subtask_3_spans="7\tDoubt\t5\t12\n")
    article = folder / "train-articles-subtask-3" / "article7.txt"
    article.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    found, lines = lines_of(folder)
    assert held(lines) == {("7", "en", "Doubt", at("harbour").start, at("harbour").end)}
    files = written(tmp_path / "out", replace(found, documents=[lines[0].document]))
    assert files["labels-subtask-3-spans.txt"] == "7\tDoubt\t5\t12\n"


def test_other_files_are_not_recognised(tmp_path):
    for name in ("labels.txt", "labels-subtask-4.txt", "train-labels-subtask-1.json"):
        (tmp_path / name).write_text("7\topinion\n")
        assert not FORMAT.recognises(tmp_path / name)
    (tmp_path / "labels-subtask-1.txt").write_text("genre,opinion\n")
    assert not FORMAT.recognises(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="expected tables of labels: found none"):
        FORMAT.read(tmp_path / "empty", ReadOptions())
    with pytest.raises(DataError, match="whose name says of which subtask it is"):
        FORMAT.read(tmp_path / "labels.txt", ReadOptions())
