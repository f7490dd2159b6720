"""The native format with offsets in UTF-16 units, and without texts."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from annotator.errors import DataError
from annotator.formats import OffsetUnit, WriteOptions, load, native, read, write_atomically
from annotator.formats.native_text import text_sha256, with_text
from annotator.model import (
    AnnotatedDocument,
    Content,
    Dataset,
    SettledAs,
    Settlement,
    SuggestionKey,
)
from tests.formats.test_formats import (
    ADA,
    BOB,
    FAMILY,
    FULL,
    LABELS,
    MAYOR,
    TINY,
    TINY_READING,
    TRAP,
    annotation,
    readings,
    stretches,
)
from tests.helpers.datasets import dataset_of, readings_of

UTF16 = WriteOptions(OffsetUnit.UTF16)
NO_TEXT = WriteOptions(text=False)
BOTH = WriteOptions(OffsetUnit.UTF16, text=False)


def settled():
    """A dataset in which everything that can hold a quote holds one after an emoji."""
    held = Content("claim", (FAMILY,), {"cue": [MAYOR.as_value(TRAP)]})
    one = Settlement(
        *("", "lee", "2031-02-05T10:00:00.000+00:00", ADA.document.sentences[1]),
        *(frozenset({"04"}), ("label",), {"ada": held, "bob": None}, {"ada": "e1"}),
        *(SettledAs.EDITED, (), (held,), ("g1",)),
    )
    dataset = dataset_of([ADA, BOB], LABELS)
    [document] = dataset.documents
    [other] = FULL.documents
    key = SuggestionKey(FAMILY.start, FAMILY.end, "claim")
    suggestion = replace(other.suggestions[0], span=FAMILY, triggers=(FAMILY,), frames=key)
    return replace(
        dataset,
        documents=(replace(document, settlements=(one,), suggestions=(suggestion,)),),
    )


def written(tmp_path, dataset, options, name="file.jsonl"):
    path = tmp_path / name
    write_atomically(path, load("native").write(dataset, options))
    return path


def utf16(text):
    return text.encode("utf-16-le")


def test_in_utf_16_a_plain_reader_finds_every_quote_between_its_offsets(tmp_path):
    path = written(tmp_path, settled(), UTF16)
    head, document = map(json.loads, path.read_text("utf-8").splitlines())
    assert head["offset_unit"] == "utf-16"
    found = list(stretches(document))
    assert len(found) == 24
    units = utf16(document["text"])
    for one in found:
        assert units[2 * one["start"] : 2 * one["end"]] == utf16(one["text"])
    for block, sentence in zip(document["blocks"], document["sentences"], strict=True):
        assert (block["start"], block["end"]) == (sentence["start"], sentence["end"])


def test_a_file_in_utf_16_is_read_as_one_in_code_points(tmp_path):
    dataset = settled()
    assert read(written(tmp_path, dataset, UTF16)) == read(
        written(tmp_path, dataset, WriteOptions(), "points.jsonl")
    )


def test_a_quote_that_differs_is_reported_in_the_unit_of_the_file(tmp_path):
    path = written(tmp_path, settled(), UTF16)
    start = len(utf16(TRAP[: FAMILY.start])) // 2
    good = f'"fragments": [{{"start": {start}, '
    text = path.read_text("utf-8")
    assert good in text
    path.write_text(text.replace(good, f'"fragments": [{{"start": {start + 1}, '), "utf-8")
    with pytest.raises(DataError) as caught:
        read(path)
    assert {one.line for one in caught.value.problems} == {2}
    assert f"at [{start + 1}, {start + 8})" in caught.value.problems[0].problem
    assert "UTF-16 units" in caught.value.problems[0].fix


def test_without_texts_no_word_of_a_text_is_left_but_titles_and_notes(tmp_path):
    path = written(tmp_path, settled(), NO_TEXT)
    _, document = map(json.loads, path.read_text("utf-8").splitlines())
    assert document["text"] is None
    assert document["text_length"] == len(TRAP)
    assert document["text_sha256"] == text_sha256(TRAP)
    assert document["meta"]["title"] == "=Trap"
    assert not list(stretches(document))
    for word in ("mayor", "family", "Nothing", "happened", "said"):
        assert word not in path.read_text("utf-8").replace("mayor@0011aabb", "")
    with_text = json.loads(list(native.lines(settled()))[1])
    [ours], [theirs] = ([one["readings"][0]["judgements"]] for one in (document, with_text))
    assert [one["note"] for one in ours] == [one["note"] for one in theirs]


def test_reading_a_file_without_texts_gives_one_error(tmp_path):
    path = written(tmp_path, settled(), NO_TEXT)
    with pytest.raises(DataError) as caught:
        read(path)
    [problem] = caught.value.problems
    assert problem.problem == "the texts were left out: `annotator fill` puts them back"


def filled(path, texts, unit=OffsetUnit.CODE_POINT):
    """The lines of a file with its texts put back."""
    head, *records = path.read_text("utf-8").splitlines(keepends=True)
    yield head
    for record in map(json.loads, records):
        yield native.record_line(with_text(record, texts[record["text_sha256"]], unit))


@pytest.mark.parametrize("options", [NO_TEXT, BOTH])
def test_filled_in_again_a_file_has_the_bytes_of_one_with_texts(tmp_path, options):
    path = written(tmp_path, settled(), options)
    texts = {text_sha256(TRAP): TRAP}
    full = load("native").write(settled(), replace(options, text=True))
    assert list(filled(path, texts, options.offset_unit)) == list(full)


@pytest.mark.parametrize("options", [WriteOptions(), UTF16, NO_TEXT])
def test_attributes_named_like_the_keys_of_a_quote_are_values(tmp_path, options):
    values = {"start": 1, "end": 2, "text": "x"}
    [sentence] = TINY.sentences
    held = replace(
        TINY_READING.judgements[sentence],
        annotations={"01": annotation("01", "claim", sentence, **values)},
    )
    reading = replace(TINY_READING, judgements={sentence: held})
    path = written(tmp_path, dataset_of([reading], LABELS), options)
    if not options.text:
        texts = {text_sha256(TINY.text): TINY.text}
        path.write_text("".join(filled(path, texts)), "utf-8")
    assert readings_of(read(path)) == [reading]


@settings(max_examples=50)
@given(readings())
def test_whatever_annotators_hold_comes_back_in_utf_16_and_without_texts(tmp_path_factory, some):
    folder = tmp_path_factory.mktemp("native")
    dataset = dataset_of(some, LABELS)
    assert readings_of(read(written(folder, dataset, UTF16))) == some
    texts = {text_sha256(one.document.text): one.document.text for one in some}
    path = written(folder, dataset, BOTH)
    full = native.lines(dataset, offset_unit=OffsetUnit.UTF16)
    assert list(filled(path, texts, OffsetUnit.UTF16)) == list(full)


def test_an_empty_text_can_be_left_out(tmp_path):
    empty = replace(TINY, text="", sentences=())
    dataset = Dataset({}, "", {}, (AnnotatedDocument(empty),))
    path = written(tmp_path, dataset, NO_TEXT)
    assert list(filled(path, {text_sha256(""): ""})) == list(native.lines(dataset))
