"""CoNLL: what tags mark in any of its dialects, and what an export says of itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nervaluate import Evaluator

from annotator.errors import DataError
from annotator.formats import (
    ReadableFormat,
    ReadOptions,
    WritableFormat,
    WriteOptions,
    load,
)
from annotator.formats.annotated_text import State, Work, article_of, assemble, works
from annotator.formats.conll_reader import spans_of_tags
from annotator.formats.conll_writer import tags_of, tokens_of
from annotator.model import Annotation, Dataset, Origin, Span
from tests.helpers.paths import SHARED
from tests.helpers.random_datasets import dataset_of_plan, plans

TEXT = "The mayor said she lied. Nobody\nanswered. \U0001f98a ran."


def at(words):
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def marked(uid, label, *words):
    return Annotation(uid, label, tuple(map(at, words)), {}, Origin.MANUAL)


def dataset_of(*held, text=TEXT, meta=None):
    one = assemble(article_of(text, meta or {}, Path("a.txt")), held, keep_uids=True)
    return Dataset(annotators={work.annotator: "annotator" for work in held}, documents=[one])


def write(dataset):
    conll = load("conll")
    assert isinstance(conll, WritableFormat)
    return "".join(conll.write(dataset, WriteOptions()))


def read(path, content, **options):
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    conll = load("conll")
    assert isinstance(conll, ReadableFormat)
    dataset, lines = conll.read(path, ReadOptions(**options))
    return dataset, list(lines)


def spans(line):
    """The labels and words of each annotator."""
    text = line.document.document.text
    return {
        work.annotator: [(one.label, one.span.of(text)) for one in work.annotations]
        for work in works(line.document)
    }


# ------------------------------------------------------------------------------- writing


def test_the_bytes_are_settled():
    ann = Work(
        "Ann B.",
        [
            marked("1", "loaded language", "mayor said"),
            marked("2", "claim", "said"),
            marked("3", "claim", "ie", "Nobody"),
            marked("4", "50%", "\U0001f98a"),
        ],
        whole=[marked("5", "satire", "The")],
    )
    bo = Work("bo", state=State.SKIPPED)
    dataset = dataset_of(ann, bo, meta={"title": "A & B"})
    uid = dataset.documents[0].document.uid.replace(":", "%3A")
    lost = "&left_out=1&divided=1"
    lines = (
        f"-DOCSTART-?document={uid}&annotator=Ann+B.&state=done&label=satire&title=A+%26+B{lost}\tO",
        "", "The\tO", "mayor\tB-loaded%20language", "said\tI-loaded%20language", "she\tO",
        "lied\tB-claim", ".\tO",
        "", "Nobody\tB-claim", "answered\tO", ".\tO",
        "\U0001f98a\tB-50%25", "ran\tO", ".\tO",
        "",
        f"-DOCSTART-?document={uid}&annotator=bo&state=skipped&title=A+%26+B\tO",
        "", "The\tO",
    )  # fmt: skip
    assert write(dataset).startswith("\n".join(lines))


def test_what_an_export_says_of_itself_comes_back(tmp_path):
    ann = Work("Ann B.", [marked("1", "a b", "mayor said")], whole=[marked("2", "satire", "The")])
    bo = Work("bo", [marked("3", "50%", "ran")], state=State.DRAFT)
    cy = Work("cy", state=State.SKIPPED)
    unseen = dataset_of(text="Unseen.").documents[0]
    given_ = dataset_of(ann, bo, cy, meta={"title": "T"})
    given_ = replace(given_, documents=[*given_.documents, unseen])
    dataset, (line, other) = read(tmp_path / "a.conll", write(given_))
    assert dataset.annotators == dict.fromkeys(["Ann B.", "bo", "cy"], "annotator")
    assert spans(line) == {"Ann B.": [("a b", "mayor said")], "bo": [("50%", "ran")], "cy": []}
    states = {one.annotator: one.state for one in works(line.document)}
    assert states == {"Ann B.": State.DONE, "bo": State.DRAFT, "cy": State.SKIPPED}
    assert [one.label for one in works(line.document)[0].whole] == ["satire"]
    meta = line.document.document.meta
    assert meta == {"id": given_.documents[0].document.uid, "title": "T"}
    assert (other.document.readings, other.document.document.text) == ((), "Unseen .")
    with pytest.raises(DataError, match=r"found that of Ann B\., bo, cy"):
        read(tmp_path / "a.conll", write(given_), annotator="me")


def test_the_annotations_that_do_not_fit_are_counted():
    text = "one two three four"
    sentences = [[Span(0, 3), Span(4, 7), Span(8, 13), Span(14, 18)]]

    def tagged(*places):
        annotations = [
            Annotation(str(nth), "x", tuple(Span(*one) for one in fragments), {}, Origin.MANUAL)
            for nth, fragments in enumerate(places)
        ]
        return tags_of(annotations, sentences)

    assert len(text) == 18
    assert tagged([(5, 6)]) == ([["O", "B-x", "O", "O"]], 0, 0)  # it touches the token
    assert tagged([(0, 3)], [(0, 7)]) == ([["B-x", "I-x", "O", "O"]], 1, 0)  # the longer one
    assert tagged([(3, 4)]) == ([["O"] * 4], 1, 0)  # a blank is in no token
    assert tagged([(0, 3), (14, 18)]) == ([["B-x", "O", "O", "B-x"]], 0, 1)  # two fragments
    assert tagged([(0, 1), (2, 3)]) == ([["B-x", "O", "O", "O"]], 0, 0)  # of one token


@settings(max_examples=50, deadline=None)
@given(plans())
def test_every_token_is_written_once_and_every_annotation_is_counted(tmp_path_factory, plan):
    dataset = dataset_of_plan(plan)
    content = write(dataset)
    assert content == write(dataset)
    path = tmp_path_factory.mktemp("conll") / "a.conll"
    _, lines = read(path, content) if dataset.documents else (None, [])
    assert [problem for line in lines for problem in line.problems] == []
    for one, line in zip(dataset.documents, lines, strict=True):
        text = one.document.text
        sentences = tokens_of(one.document)
        words = [[span.of(text) for span in sentence] for sentence in sentences]
        assert "".join("".join(text.split())) == "".join(map("".join, words))
        read_text = line.document.document.text
        assert read_text == "\n".join(map(" ".join, words))
        left_out = 0
        for before, after in zip(works(one), works(line.document), strict=True):
            tags, lost, _ = tags_of(before.annotations, sentences)
            left_out += lost
            expected = [
                (label.replace("%20", " "), " ".join(row[start:end]))
                for row, given_ in zip(words, tags, strict=True)
                for start, end, label in spans_of_tags(given_)
            ]
            found = [(each.label, each.span.of(read_text)) for each in after.annotations]
            assert sorted(found) == sorted(expected)
            assert (after.annotator, after.state) == (before.annotator, before.state)
            labels = [sorted(each.label for each in work.whole) for work in (before, after)]
            assert labels[0] == labels[1]
        key = "annotation that the file was written without"
        assert line.left_out.get(key, 0) == left_out


@settings(max_examples=30, deadline=None)
@given(plans())
def test_nervaluate_finds_an_export_equal_to_itself(plan):
    content = write(dataset_of_plan(plan))
    tags = [line.split("\t")[1] for line in content.split("\n") if "\t" in line]
    labels = sorted({tag[2:] for tag in tags if tag != "O"})
    if labels:
        results = Evaluator(content, content, tags=labels, loader="conll").evaluate()["overall"]
        assert {name: one.f1 for name, one in results.items()} == dict.fromkeys(results, 1.0)
        assert results["strict"].correct == sum(tag.startswith("B-") for tag in tags)


# ------------------------------------------------------------------------------- reading


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ("O B-x I-x O", [(1, 3, "x")]),
        ("I-x I-x O I-y", [(0, 2, "x"), (3, 4, "y")]),  # IOB1
        ("I-x B-x I-x", [(0, 1, "x"), (1, 3, "x")]),  # IOB1: B- between neighbours of one label
        ("B-x I-y", [(0, 1, "x"), (1, 2, "y")]),
        ("B-x E-x S-y B-x I-x E-x", [(0, 2, "x"), (2, 3, "y"), (3, 6, "x")]),  # BIOES
        ("B-x L-x I-x U-y U-y", [(0, 2, "x"), (2, 3, "x"), (3, 4, "y"), (4, 5, "y")]),  # BILUO
        ("_ - O", []),
        ("", []),
    ],
)
def test_spans_are_found_in_every_scheme_of_tags(tags, found):
    assert spans_of_tags(tags.split()) == found


@given(st.lists(st.sampled_from(["O", "B-x", "I-x", "B-y", "I-y"]), max_size=8))
def test_tags_written_from_spans_are_the_spans_again(tags):
    found = spans_of_tags(tags)
    written = ["O"] * len(tags)
    for start, end, label in found:
        written[start:end] = [f"B-{label}", *[f"I-{label}"] * (end - start - 1)]
    assert spans_of_tags(written) == found
    assert sum(end - start for start, end, _ in found) == sum(tag != "O" for tag in tags)


def test_a_token_with_a_blank_is_one_token_where_tabs_divide(tmp_path):
    _, (line,) = read(tmp_path / "a.conll", "New York\tB-x\n#\tO\nis\tO\n")
    assert line.document.document.text == "New York # is"
    assert spans(line) == {"a": [("x", "New York")]}
    _, (line,) = read(tmp_path / "b.conll", "New York B-x\nis O\nso O\n\n\n")
    assert "b.conll:1: expected 2 columns, divided by blanks, found 3" in str(line.problems[0])


def test_lines_that_are_wrong_are_named_and_the_others_kept(tmp_path):
    good = "a\tO\n" * 20
    content = f"said\tB-x\nno tag\nshe\tQ-x\n\tO\nlied\tB-y\n{good}"
    _, (line,) = read(tmp_path / "a.conll", content)
    assert [one.line for one in line.problems] == [2, 3, 4]
    assert spans(line) == {"a": [("x", "said"), ("y", "lied")]}
    assert line.document.document.text.startswith("said she lied a")


def test_the_true_text_is_taken_where_the_file_gives_it(tmp_path):
    content = "# newdoc id = d1\n# text = Say, she!\n1\tSay\tB-x\n2\t,\tO\n3\tshe\tO\n4\t!\tO\n\n"
    content += "# newdoc id = d2\n1-2\tdel\t_\n1\tde\tB-x\n2\tel\tI-x\n\n"
    _, (one, two) = read(tmp_path / "a.conll", content)
    assert (one.document.document.text, one.document.document.meta["id"]) == ("Say, she!", "d1")
    assert one.left_out == {}
    assert (two.document.document.text, spans(two)) == ("de el", {"a": [("x", "de el")]})
    assert two.left_out == {"white space between tokens that the file does not have": 1}
    glued = "TOKEN\tNER\tMISC\nSay\tB-x\tNoSpaceAfter\n!\tO\t_\n"
    _, (line,) = read(tmp_path / "b.conll", glued)
    assert line.document.document.text == "Say!"


def test_columns_with_tags_are_layers(tmp_path):
    content = "word\tNE\tpos\tnested\n" + "New\tB-x\tA\tO\nYork\tI-x\tN\tB-y\n" * 2
    for layers, found in (
        ((), ["x", "y", "x", "y"]),
        (("nested",), ["y", "y"]),
        (("2",), ["x", "x"]),
    ):
        _, (line,) = read(tmp_path / "a.conll", content, layers=layers)
        assert [label for label, _ in spans(line)["a"]] == found
    with pytest.raises(DataError, match="found no 'pos'"):
        read(tmp_path / "a.conll", content, layers=("pos",))


def test_documents_begin_at_docstart_and_the_encoding_is_found(tmp_path):
    content = "-DOCSTART- -X- O\n\nS\u00e9 X B-x\n\n-DOCSTART- -X- O\n\nno X O\n"
    dataset, lines = read(tmp_path / "a.conll", content.encode("latin-1"), annotator="me")
    assert dataset.annotators == {"me": "annotator"}
    assert [spans(line) for line in lines] == [{"me": [("x", "S\u00e9")]}, {"me": []}]
    assert [line.number for line in lines] == [1, 5]


@pytest.mark.parametrize("content", ["", "\n\n", "only words\nhere\n", "a\tb\n", "\x00\xff"])
def test_a_file_without_tags_is_refused(tmp_path, content):
    with pytest.raises(DataError, match="expected"):
        read(tmp_path / "a.conll", content.encode("latin-1"))
    assert not load("conll").recognises(tmp_path / "a.conll")


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("OBI-x#=1 \t\n?&%\u2028\x1c"), max_size=60))
def test_no_file_raises_anything_but_a_data_error(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("conll") / "a.conll"
    try:
        _, lines = read(path, content)
    except DataError:
        return
    for line in lines:
        spans(line)


def real_files():
    path = SHARED / "data" / "formats" / "truth.tsv"
    if not path.exists():
        return []
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    return [row for row in rows if row[0].startswith("conll/")]


@pytest.mark.skipif(not real_files(), reason="the real files of other tools are not here")
@pytest.mark.parametrize("row", real_files(), ids=lambda row: row[0])
def test_real_files_hold_what_was_counted(row):
    name, documents, count, labels, *_, remark = row
    path = SHARED / "data" / "formats" / name
    conll = load("conll")
    assert conll.recognises(path)
    _, lines = conll.read(path, ReadOptions())
    read_ = list(lines)
    found = [one for line in read_ for work in works(line.document) for one in work.annotations]
    assert (len(read_), len(found)) == (int(documents), int(count))
    assert len({one.label for one in found}) == int(labels)
    layers = Counter(one.attributes["layer"] for one in found if one.attributes)
    for part in remark.partition("spans by column: ")[2].split(", ") if layers else ():
        column, _, number = part.removeprefix("column ").rpartition(" ")
        assert layers[column] == int(number)
    problems = [problem.line for line in read_ for problem in line.problems]
    assert problems == ([1] if "three-columns" in name else [])


def test_files_of_other_formats_are_not_taken_for_it():
    folder = SHARED / "data" / "formats"
    if not folder.exists():
        pytest.skip("the real files of other tools are not here")
    conll = load("conll")
    taken = {
        one.relative_to(folder).as_posix() for one in folder.rglob("*") if conll.recognises(one)
    }
    assert {one.partition("/")[0] for one in taken} == {"conll", "label-studio"}
    assert {one for one in taken if one.startswith("l")} == {"label-studio/made-1.23-mess.conll"}
