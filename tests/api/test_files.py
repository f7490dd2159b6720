"""`annotator.read` and `annotator.write`: files of any format, without a project."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import replace
from itertools import islice

import pytest

import annotator
from annotator.annotations.project_events import GOLD
from annotator.formats import (
    ReadableFormat,
    WritableFolder,
    WritableFormat,
    format_names,
    load,
    native,
)
from annotator.formats.annotated_text import State, Work
from annotator.formats.document_order import in_order, merged
from annotator.model import Relation, Span
from tests.helpers.format_cases import CASES, dataset, document, everything, facts, marked

BOTH_WAYS = [
    name
    for name in format_names()
    if isinstance(load(name), ReadableFormat)
    and isinstance(load(name), WritableFormat | WritableFolder)
]

TEXT = "The reckless mayor lied to the port. Nobody was asked."


def written(folder, held, name="native"):
    one = load(name)
    suffix = one.suffixes[0] if isinstance(one, WritableFormat) else ""
    target = folder / f"data{suffix}"
    annotator.write(held, target, name)
    return target


@pytest.mark.parametrize("name", BOTH_WAYS)
def test_what_is_written_in_a_format_is_read_from_it(name, tmp_path):
    held = CASES["plain"]()
    target = written(tmp_path, held, name)
    found = annotator.read(target, name)
    assert found.format == name
    [one] = found.documents()
    [before] = held.documents
    assert "".join(one.text.split()) == "".join(before.document.text.split())
    marks = [(each.label.lower(), each.text) for each in one.annotations()]
    if name != "semeval2023":  # its labels are of paragraphs
        assert marks == [("loaded_language", "reckless"), ("claim", "lied to the port")]


@pytest.mark.parametrize("name", BOTH_WAYS)
def test_the_format_is_found_by_the_content(name, tmp_path):
    target = written(tmp_path, CASES["plain"](), name)
    assert annotator.read(target).format in {name, {"tsv": "csv"}.get(name, name)}


def test_a_document_of_a_file_is_as_one_of_a_project(tmp_path):
    path = written(tmp_path, CASES["several annotators"]())
    with annotator.create(tmp_path / "study") as project:
        project.import_annotations(path)
        ours = {one.uid: one for one in annotator.read(path).documents()}
        assert len(ours) == 2
        for theirs in project.documents():
            one = ours[theirs.uid]
            assert one.annotations() == theirs.annotations()
            assert one.annotations(by="bob") == theirs.annotations(by="bob")
            assert one.finished("ada") == theirs.finished("ada")
            assert one.finished("nobody") == ()
            assert one.sentences == theirs.sentences
            assert one.suggestions() == theirs.suggestions() == []
            assert one._repr_html_() == theirs._repr_html_()


def test_a_file_is_read_again_each_time_and_nothing_is_read_ahead(tmp_path):
    path = written(tmp_path, everything())
    with path.open("a", encoding="utf-8") as file:
        file.write("{}\n")
    held = annotator.read(path)
    assert held.annotators()["ada"] == "annotator"
    documents = held.documents()
    found = list(islice(documents, len(everything().documents)))
    assert [one.uid for one in found] == [one.document.uid for one in everything().documents]
    with pytest.raises(annotator.DataError, match=r":\d+: expected 'text', it is missing"):
        next(documents)
    assert next(held.documents()).uid == everything().documents[0].document.uid


def test_nothing_is_written_of_a_file_with_problems(tmp_path):
    path = written(tmp_path, CASES["plain"]())
    path.write_text(path.read_text("utf-8").replace('"end": 12', '"end": 13'), "utf-8")
    with pytest.raises(annotator.DataError, match=r"data\.jsonl:2: "):
        annotator.write(annotator.read(path), tmp_path / "out.csv")
    with pytest.raises(annotator.DataError, match=r"data\.jsonl:2: "):
        annotator.read(path).left_out()
    assert not (tmp_path / "out.csv").exists()


def test_options_that_a_format_does_not_know_are_refused(tmp_path):
    path = written(tmp_path, CASES["plain"]())
    with pytest.raises(annotator.AnnotatorError, match="'native' has no --column"):
        annotator.read(path, columns={"text": "a"})
    with pytest.raises(annotator.AnnotatorError, match="'native' has no --spreadsheet"):
        annotator.write(CASES["plain"](), tmp_path / "a.jsonl", spreadsheet=True)
    with pytest.raises(ValueError, match="utf-7"):
        annotator.write(CASES["plain"](), tmp_path / "a.jsonl", offset_unit="utf-7")
    with pytest.raises(annotator.AnnotatorError, match="cannot read"):
        annotator.read(tmp_path / "missing.jsonl")


def test_a_library_writes_in_utf_16_and_without_texts(tmp_path):
    target = tmp_path / "a.jsonl"
    annotator.write(CASES["emoji"](), target, offset_unit="utf-16", text=False)
    head, one = map(json.loads, target.read_text("utf-8").splitlines())
    assert (head["offset_unit"], one["text"]) == ("utf-16", None)


def test_documents_in_any_order_are_written_by_uid(tmp_path):
    path = written(tmp_path, everything())
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join([lines[0], *reversed(lines[1:])]), "utf-8")
    target = tmp_path / "sorted.jsonl"
    done = annotator.write(annotator.read(path), target)
    assert target.read_text("utf-8") == "".join(lines)
    assert done.documents == len(lines) - 1


# ------------------------------------------------------- a text several times in a file


def test_annotators_of_one_text_in_several_places_are_one_document():
    ada = document(TEXT, Work("ada", [marked("a1", "claim", TEXT, "lied")]))
    bob = document(TEXT, Work("bob", [marked("b1", "claim", TEXT, "mayor")]))
    [one] = in_order([bob, ada])
    assert one == document(
        TEXT,
        Work("ada", [marked("a1", "claim", TEXT, "lied")]),
        Work("bob", [marked("b1", "claim", TEXT, "mayor")]),
    )


def test_one_annotator_of_one_text_in_several_places_loses_nothing():
    first = [marked("1", "claim", TEXT, "lied"), marked("2", "name_calling", TEXT, "reckless")]
    other = [
        marked("1", "name_calling", TEXT, "mayor"),
        marked("2", "name_calling", TEXT, "reckless"),
    ]
    link = Relation("r", "frames", "2", "1")
    one = merged(
        [
            document(TEXT, Work("ada", first, relations=[link], note="one")),
            document(TEXT, Work("ada", other, relations=[link], note="two")),
        ]
    )
    held = facts(dataset(one))
    quotes = sorted((label, span.of(TEXT)) for _, label, span in held["labels"])
    assert quotes == [("claim", "lied"), ("name_calling", "mayor"), ("name_calling", "reckless")]
    ends = sorted((head[1].of(TEXT), tail[1].of(TEXT)) for *_, head, tail in held["relations"])
    assert ends == [("reckless", "lied"), ("reckless", "mayor")]
    assert held["notes"] == {(TEXT, "one\ntwo")}


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([State.DONE, State.DRAFT], "draft"),
        ([State.SKIPPED, State.DONE], "finished"),
        ([State.SKIPPED, State.SKIPPED], "skipped"),
    ],
)
def test_the_state_of_a_text_in_several_places_is_the_one_that_claims_least(states, expected):
    mark = marked("1", "claim", TEXT, "lied")
    one = merged([document(TEXT, Work("ada", [mark], state=state)) for state in states])
    held = facts(dataset(one))
    assert {name for name in ("draft", "finished", "skipped") if held[name]} == {expected}


def test_what_is_merged_can_be_written():
    one = merged([document(TEXT, Work(name)) for name in ("bob", "ada", GOLD)])
    names = [reading.annotator for reading in one.readings]
    assert names == sorted(names)
    assert len(list(native.lines(replace(dataset(one), documents=[one])))) == 2


# ----------------------------------------------------------------------------- memory


def large(number):
    """A document of 4,000 characters with 100 annotations."""
    text = f"Text {number}. " + "The reckless mayor lied to the port again. " * 100
    place = text.index("reckless")
    marks = [
        replace(marked(f"a{nth}", "claim", text, "lied"), fragments=(Span(at, at + 8),))
        for nth, at in enumerate(range(place, place + 100 * 43, 43))
    ]
    return document(text, Work("ada", marks))


def peak(do):
    tracemalloc.start()
    do()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def test_memory_does_not_grow_with_the_file(tmp_path):
    few, many = tmp_path / "few.jsonl", tmp_path / "many.jsonl"
    annotator.write(dataset(*map(large, range(2))), few)
    annotator.write(dataset(*map(large, range(8))), many)

    def read(path):
        return lambda: [len(one.annotations()) for one in annotator.read(path).documents()]

    def write(path):
        return lambda: annotator.write(annotator.read(path), tmp_path / "out.jsonl")

    for do in (read, write):
        do(few)()  # what is loaded once
        assert peak(do(many)) < 1.5 * peak(do(few))
