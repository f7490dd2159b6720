"""The native format without texts: nothing of a text is left, and all of it comes back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from annotator.formats import WriteOptions, load, native
from annotator.formats.native_text import text_sha256, with_text, without_text
from tests.formats.test_formats import ADA, LABELS, TRAP, readings
from tests.helpers.datasets import dataset_of


def records(some, **options):
    return [json.loads(line) for line in native.lines(dataset_of(some, LABELS), **options)][1:]


def test_the_format_without_text_has_offsets_the_length_and_the_hash():
    dataset = dataset_of([ADA], LABELS)
    lines = list(load("native").write(dataset, WriteOptions(text=False)))
    (record,) = [json.loads(line) for line in lines[1:]]
    assert [*record][:4] == ["document", "text", "text_length", "text_sha256"]
    assert record["text"] is None
    assert (record["text_length"], record["text_sha256"]) == (len(TRAP), text_sha256(TRAP))
    held = {
        one["uid"]: one
        for judgement in record["readings"][0]["judgements"]
        for one in judgement["annotations"]
    }
    assert held["03"]["fragments"] == [{"start": 16, "end": 21}]
    assert held["03"]["attributes"]["cue"].keys() == {"start", "end"}
    for words in ("mayor", "family", "quietly", "happened"):
        assert words not in "".join(lines[1:]).replace("mayor@0011aabb", "")


@settings(max_examples=150)
@given(readings())
def test_every_line_gets_its_text_back_to_the_byte(some):
    texts = {one.document.uid: one.document.text for one in some}
    whole = list(native.lines(dataset_of(some, LABELS)))
    left = list(native.lines(dataset_of(some, LABELS), text=False))
    assert left[0] == whole[0]
    for line, without in zip(whole[1:], left[1:], strict=True):
        record = json.loads(without)
        filled = with_text(record, texts[record["document"]])
        assert native.record_line(filled) == line


def test_another_text_and_a_span_outside_of_it_are_refused():
    (record,) = records([ADA], text=False)
    with pytest.raises(ValueError, match="not the text of b2:trap"):
        with_text(record, TRAP + " ")
    record["sentences"][0]["end"] = len(TRAP) + 1
    with pytest.raises(ValueError, match="outside of the text"):
        with_text(record, TRAP)


def test_attributes_named_start_and_end_are_no_span():
    (record,) = records([ADA])
    values = {
        "start": 1,
        "end": 2,
        "sure": {"start": 0, "end": 2, "text": TRAP[:2]},
        "other": {"start": 9, "end": 1, "by": 1},
    }
    record["readings"][0]["judgements"][1]["annotations"][0]["attributes"] = values
    assert with_text(without_text(record), TRAP) == record
