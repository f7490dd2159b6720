"""Records with a wrong value anywhere: problems by line, never an exception."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.errors import AnnotatorError
from annotator.formats import ReadOptions, WriteOptions, load, native
from annotator.model import Dataset

GOLDEN = Path(__file__).parent / "golden"
JUNK = [None, True, 0, -1, 10**30, 1.5, "", "\x00", "x", "²", [], {}, [1], [[1, 2]], {"a": []}]
OTHERS = [
    {"text": "A b.", "spans": [{"start": 0, "end": 1, "label": "X", "answer": "reject"}],
     "_view_id": "ner", "answer": "accept", "accept": ["X"]},
    {"text": "A b.", "label": [[0, 1, "X"]], "annotations": [{"label": 1, "start_offset": 0,
     "end_offset": 1, "user": 2}], "Comments": ["c"], "cats": ["d"]},
    {"data": {"text": "<p>A b.</p>"}, "annotations": [{"completed_by": {"id": 1}, "result": [
        {"id": "a", "type": "hypertextlabels", "from_name": "l", "to_name": "text",
         "value": {"globalOffsets": {"start": 0, "end": 1}, "text": "A", "hypertextlabels": ["X"]}},
        {"id": "a", "type": "choices", "from_name": "c", "value": {"choices": ["Y"]}}]}],
     "drafts": [{"created_username": "x, 1", "result": []}], "predictions": [1]},
    {"data": {"talk": [{"author": "A", "text": "b c"}]}, "annotations": [{"result": [
        {"type": "paragraphlabels", "to_name": "talk", "value": {"start": "0", "end": "0",
         "startOffset": 0, "endOffset": 1, "text": "b", "paragraphlabels": ["X"]}}]}]},
    {"text": "A b.", "annotator": 1, "annotation_id": 2, "lead_time": 1,
     "l": [{"start": 0, "end": 1, "text": "A", "labels": ["X"]}], "n": {"choices": ["Z"]}},
]  # fmt: skip


def records():
    """The records of the golden files, and others."""
    lines = [GOLDEN / "prodigy.jsonl", GOLDEN / "doccano.jsonl"]
    found = [json.loads(line) for path in lines for line in path.read_text("utf-8").splitlines()]
    return [*found, *json.loads((GOLDEN / "label_studio.json").read_bytes()), *OTHERS]


def places(value, path=()):
    """The places of all values in a record."""
    yield path
    parts = value.items() if isinstance(value, dict) else ()
    for key, part in enumerate(value) if isinstance(value, list) else parts:
        yield from places(part, (*path, key))


def with_value(record, path, value):
    """A copy of a record with another value in one place."""
    if not path:
        return value
    made = json.loads(json.dumps(record))
    held = made
    for key in path[:-1]:
        held = held[key]
    held[path[-1]] = value
    return made


PLACES = [(record, path) for record in records() for path in places(record) if "tokens" not in path]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["prodigy", "doccano", "label-studio"])
@given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(JUNK)), min_size=1, max_size=9))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_wrong_value_is_a_problem_at_most(name, tmp_path_factory, changes):
    path = tmp_path_factory.mktemp("files") / "file.jsonl"
    made = [with_value(*place, value) for place, value in changes]
    path.write_text("".join(json.dumps(one) + "\n" for one in made), "utf-8")
    form = load(name)
    form.recognises(path)
    try:
        head, lines = form.read(path, ReadOptions())
    except AnnotatorError:
        return
    found = list(lines)
    assert all(one.path == path and one.line for line in found for one in line.problems)
    documents = [line.document for line in found if line.document]
    documents.sort(key=lambda one: one.document.uid)
    dataset = Dataset(head.annotators, documents=documents)
    assert len(list(native.lines(dataset))) == len(documents) + 1
    assert list(load("label-studio").write(dataset, WriteOptions()))
