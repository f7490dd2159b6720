"""What is written for brat: golden bytes, the way back, changes made in brat, another reader."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from annotator.formats import ReadOptions, WritableFolder, WriteOptions, load, native
from annotator.formats.annotated_text import State, Work, article_of, assemble, works
from annotator.formats.brat_lines import parse
from annotator.formats.brat_names import TypeNames, plain_name, recorded_names
from annotator.formats.brat_writer import Types, standoff_lines
from annotator.labels.label_set_json import guideline_json, with_ids
from annotator.model import (
    Annotation,
    Attribute,
    AttributeType,
    Dataset,
    DocumentSource,
    Guideline,
    Label,
    LabelKind,
    LabelSet,
    LabelUnit,
    Origin,
    Relation,
    Span,
)
from tests.helpers.random_datasets import dataset_of_plan, plans

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # bratly uses what pydantic will remove
    import bratly
    from bratly.io import read_and_load_ann_file

KINDS = {
    "T": bratly.EntityAnnotation,
    "R": bratly.RelationAnnotation,
    "A": bratly.AttributeAnnotation,
    "#": bratly.NoteAnnotation,
}

ATTRIBUTES = (
    Attribute("voice", AttributeType.CHOICE, choices=("narrator", "source, direct")),
    Attribute("negated", AttributeType.YES_NO),
    Attribute("target", AttributeType.TEXT),
)


def label(name, unit=LabelUnit.SPAN):
    kind, group = LabelKind.FRAMING, "word choice"
    return Label(name, name.title(), kind, unit, group, "", "~", "", "Invented.", "", ATTRIBUTES)


NAMES = ("loaded, language", "loaded language", "claim", "\u00dcbertreibung")
LABELS = with_ids(
    LabelSet("", "invented", (*map(label, NAMES), label("satire", LabelUnit.DOCUMENT)), "")
)


def with_labels(dataset):
    guideline = Guideline("invented", guideline_json(LABELS))
    return replace(dataset, guideline=LABELS.guideline, guidelines={LABELS.guideline: guideline})


TEXT = "Moro\tsaid she lied twice.\r\nNobody answered. \U0001f98a ran.\n"


def at(words):
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def marked(uid, label, *words, **attributes):
    return Annotation(uid, label, tuple(map(at, words)), attributes, Origin.ACCEPTED, "rule@1")


ANN = Work(
    "ann",
    [
        marked("u1", "claim", "Moro\tsaid", voice="narrator", negated=True, target='a "b"\n'),
        marked("u2", "loaded, language", "she", "twice", voice="none of these", negated=False),
        marked("u4", "claim", "\r\n"),
        marked("u3", "claim", "\U0001f98a"),
    ],
    whole=[marked("u5", "satire", TEXT)],
    relations=[Relation("r1", "answers to", "u1", "u2"), Relation("r2", "frames", "u5", "u1")],
    note="read twice",
)
BO = Work("Bo B.", [], state=State.SKIPPED)


def dataset_of(*held):
    source = DocumentSource("news/Un \u00e9t\u00e9, COM1.txt")
    article = article_of(TEXT, {}, Path("a.txt"))
    one = assemble(article, held, keep_uids=True, source=source)
    people = {work.annotator: "annotator" for work in held}
    return with_labels(Dataset(annotators=people, documents=[one]))


def write(folder, dataset):
    folder.mkdir()
    brat = load("brat")
    assert isinstance(brat, WritableFolder)
    brat.write_folder(dataset, folder, WriteOptions())
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def read(folder):
    dataset, lines = load("brat").read(folder, ReadOptions())
    return dataset, list(lines)


def all_of(dataset, lines):
    """A dataset that was read, in the native format."""
    documents = [line.document for line in lines]
    return "".join(native.lines(replace(dataset, documents=documents)))


def test_the_bytes_are_settled(tmp_path):
    files = write(tmp_path / "one", dataset_of(ANN))
    assert list(files) == [
        "Un_ete_COM1.ann", "Un_ete_COM1.txt", "annotation.conf", "annotator.jsonl", "visual.conf",
    ]  # fmt: skip
    assert files["Un_ete_COM1.txt"] == TEXT.encode()
    assert files["Un_ete_COM1.ann"].decode() == (
        "T1\tclaim 0 4;5 9\tMoro said\n"
        "T2\tloaded_language 10 13;19 24\tshe twice\n"
        "T4\tclaim 44 45\t\U0001f98a\n"
        "R2\tanswers_to Arg1:T1 Arg2:T2\n"
        "A1\tnegated T1\n"
        "A2\tvoice T1 narrator\n"
        '#1\tAnnotatorNotes T1\t{"target": "a \\"b\\"\\n"}\n'
        '#2\tAnnotatorNotes T2\t{"negated": false, "voice": "none of these"}\n'
    )
    assert files["annotation.conf"].decode() == (
        "# Written by annotator. Notes that begin with { hold attributes as JSON.\n"
        '# {"type": "Ubertreibung", "name": "\\u00dcbertreibung"}\n'
        '# {"type": "answers_to", "name": "answers to"}\n'
        '# {"type": "group_word_choice", "name": "group word choice"}\n'
        '# {"type": "loaded_language", "name": "loaded, language"}\n'
        '# {"type": "loaded_language-2", "name": "loaded language"}\n'
        '# {"type": "source_direct", "name": "source, direct"}\n'
        "\n[entities]\n!group_word_choice\n"
        "\tUbertreibung\n\tclaim\n\tloaded_language\n\tloaded_language-2\n"
        "\n[relations]\nanswers_to\tArg1:<ENTITY>, Arg2:<ENTITY>\n"
        "\n[events]\n"
        "\n[attributes]\nnegated\tArg:<ENTITY>\n"
        "voice\tArg:<ENTITY>, Value:narrator|source_direct\n"
    )
    assert "\nUbertreibung | \u00dcbertreibung\n" in files["visual.conf"].decode()


def test_several_annotators_have_a_folder_each(tmp_path):
    files = write(tmp_path / "two", dataset_of(ANN, BO))
    name = "Un_ete_COM1"
    assert {f"ann/{name}.ann", f"Bo_B/{name}.ann", f"ann/{name}.txt"} <= files.keys()
    assert files[f"Bo_B/{name}.ann"] == b""
    dataset, lines = read(tmp_path / "two")
    assert all_of(dataset, lines) == "".join(native.lines(dataset_of(ANN, BO)))


@settings(max_examples=60, deadline=None)
@given(plans())
def test_all_of_a_dataset_comes_back(tmp_path_factory, plan):
    folder, dataset = tmp_path_factory.mktemp("brat"), with_labels(dataset_of_plan(plan))
    files = write(folder / "a", dataset)
    assert files == write(folder / "b", dataset)
    found, lines = read(folder / "a")
    assert [problem for line in lines for problem in line.problems] == []
    assert all_of(found, lines) == "".join(native.lines(dataset))


def held(work, text):
    """What brat itself shows of a work, whatever the uids are."""
    place = {}
    for one in work.annotations:
        places = [
            place
            for span in one.fragments
            for place in range(span.start, span.end)
            if text[place] not in " \t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"
        ]
        if places:
            place[one.uid] = (one.label, places, repr(sorted(one.attributes.items())))
    ends = [(one.kind, place.get(one.head), place.get(one.tail)) for one in work.relations]
    return sorted(place.values()), sorted(one for one in ends if None not in one)


@settings(max_examples=60, deadline=None)
@given(plans())
def test_without_the_native_file_all_that_brat_shows_comes_back(tmp_path_factory, plan):
    folder, dataset = tmp_path_factory.mktemp("brat") / "a", with_labels(dataset_of_plan(plan))
    write(folder, dataset)
    (folder / "annotator.jsonl").unlink()
    if not list(folder.rglob("*.ann")):
        return
    _, lines = read(folder)
    found = {}
    for line in lines:
        assert line.problems == ()
        text = line.document.document.text
        for work in works(line.document):
            found.setdefault(text, []).append(held(work, text))
    for one in dataset.documents:
        text = one.document.text
        there = [held(work, text) for work in works(one)] or [([], [])]
        assert sorted(found.get(text, [([], [])])) == sorted(there)


@settings(max_examples=40, deadline=None)
@given(plans())
def test_another_reader_finds_every_span_attribute_and_relation(tmp_path_factory, plan):
    folder, dataset = tmp_path_factory.mktemp("brat") / "a", with_labels(dataset_of_plan(plan))
    write(folder, dataset)
    for file in folder.rglob("*.ann"):
        text = file.with_suffix(".txt").read_bytes().decode()
        lines = file.read_bytes().decode().split("\n")[:-1]
        found = read_and_load_ann_file(
            str(file), no_duplicates=False, sorting=False, renumerotize=False
        )
        for kind, its in KINDS.items():
            there = [one for one in found.annotations if isinstance(one, its)]
            assert len(there) == sum(line.startswith(kind) for line in lines)
        for one in found.annotations:
            if isinstance(one, KINDS["T"]):
                words = " ".join(text[each.start : each.end] for each in one.fragments)
                assert words == one.content


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Foo\n  Bar", "0 3;6 9"),
        ("Foo \r\nBar", "0 3;6 9"),
        (" Foo\tBar ", "0 4;5 9"),
        (" ", "0 1"),
        ("Foo \n \n Bar", "0 3;8 11"),
    ],
)
def test_a_span_over_line_ends_is_divided_as_in_brat(text, places):
    one = Annotation("1", "x", (Span(0, len(text)),), {}, Origin.MANUAL)
    (line,) = standoff_lines(Work("ann", [one]), text, Types())
    quote = " ".join(text[int(a) : int(b)] for a, b in (one.split() for one in places.split(";")))
    assert line == f"T1\tx {places}\t{quote}\n"
    found = parse(Path("a.ann"), line, text)
    assert found.problems == []


def test_what_was_changed_in_brat_changes_and_all_else_stays(tmp_path):
    folder = tmp_path / "a"
    write(folder, dataset_of(ANN, BO))
    file = folder / "ann" / "Un_ete_COM1.ann"
    lines = file.read_text("utf-8").replace("T4\tclaim 44 45\t\U0001f98a\n", "")
    lines = lines.replace("T1\tclaim 0 4;5 9\tMoro said", "T1\tloaded_language-2 0 4\tMoro")
    lines = lines.replace("A1\tnegated T1\n", "").replace(
        "voice T1 narrator", "voice T1 source_direct"
    )
    lines += "T9\tclaim 27 33\tNobody\nR5\tfollows Arg1:T9 Arg2:T1\nT10\tclaim 1 999\tx\n"
    file.write_text(lines, "utf-8")
    _, (line,) = read(folder)
    assert [one.line for one in line.problems] == [9]
    bo, work = works(line.document)
    before = works(dataset_of(ANN, BO).documents[0])
    assert bo == before[0]
    assert (work.note, work.whole) == (before[1].note, before[1].whole)
    first, second, blank, new = work.annotations
    assert (first.uid, first.label, first.fragments) == ("u1", "loaded language", (Span(0, 4),))
    assert (first.origin, first.rule) == (Origin.EDITED, "rule@1")
    assert first.attributes == {"voice": "source, direct", "target": 'a "b"\n'}
    assert [second, blank] == [one for one in before[1].annotations if one.uid in {"u2", "u4"}]
    assert (new.label, new.span, new.origin) == ("claim", Span(27, 33), Origin.MANUAL)
    assert sorted((one.kind, one.head, one.tail) for one in work.relations) == [
        ("answers to", "u1", "u2"), ("follows", new.uid, "u1"), ("frames", "u5", "u1"),
    ]  # fmt: skip


def test_a_text_without_annotators_is_annotated_in_brat(tmp_path):
    folder = tmp_path / "a"
    write(folder, dataset_of())
    dataset, (line,) = read(folder)
    assert (dataset.annotators, line.document.readings) == ({}, ())
    (folder / "Un_ete_COM1.ann").write_text("T1\tclaim 27 33\tNobody\n", "utf-8")
    dataset, (line,) = read(folder)
    assert dataset.annotators == {"brat": "annotator"}
    (work,) = works(line.document)
    assert (work.annotator, work.state, len(work.annotations)) == ("brat", State.DONE, 1)


def test_a_file_that_is_gone_is_a_problem(tmp_path):
    write(tmp_path / "a", dataset_of(ANN))
    (tmp_path / "a" / "Un_ete_COM1.ann").unlink()
    _, (line,) = read(tmp_path / "a")
    assert "Un_ete_COM1.ann: expected the annotations of a document" in str(line.problems[0])


def test_types_are_taken_by_brat_and_found_again():
    names = ["claim", "a b", "a-b", "a.b", "a_b", "", "\u4e2d", "a_b-2"]
    types = TypeNames()
    made = [types.of(name) for name in names]
    assert len(set(made)) == len(names)
    assert all(re.fullmatch("[A-Za-z0-9_-]+", one) for one in made)
    again = TypeNames(recorded_names("\n".join(types.comments())))
    assert [again.of(name) for name in names] == made
    assert recorded_names('# {"type": oops}\nclaim\n# {"type": "x"}') == {}


def test_names_of_files_fit_into_addresses():
    wanted = ["A/b: c?", "con", "\u4e2d\u6587", "x" * 300, "..", "\u00c9t\u00e9 "]
    assert [plain_name(one) for one in wanted] == ["A_b_c", "con", "", "x" * 60, "", "Ete"]
