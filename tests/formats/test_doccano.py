"""doccano's JSON Lines: what is written, and all the layouts that are read."""

import json
from pathlib import Path

import pytest

from annotator.formats import WriteOptions, load
from tests.helpers.task_files import TEXT, at, dataset_to_write, read_file, read_records

GOLDEN = Path(__file__).parent / "golden/doccano.jsonl"


def triple(words, label="PER", text=TEXT):
    place = at(words, text)
    return [place.start, place.end, label]


def entity(number, words, label="PER", **more):
    start, end, _ = triple(words)
    return {"id": number, "start_offset": start, "end_offset": end, "label": label, **more}


def read(folder, *records):
    return read_records("doccano", folder, *records)


def test_the_bytes_of_a_file():
    pieces = load("doccano").write(dataset_to_write(), WriteOptions())
    assert "".join(pieces).encode() == GOLDEN.read_bytes()


def test_the_golden_file_gives_the_dataset_back():
    found = read_file("doccano", GOLDEN)
    expected = list(dataset_to_write().documents)
    assert not found.problems
    assert [one.document.readings for one in found.lines] == [one.readings for one in expected]


def test_ids_of_entities_and_relations_differ_in_the_file_and_relations_name_entities():
    lines = GOLDEN.read_text("utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    entities = [one["id"] for record in records for one in record["entities"]]
    relations = [one for record in records for one in record["relations"]]
    ids = entities + [one["id"] for one in relations]
    assert len(set(ids)) == len(ids)
    assert {end for one in relations for end in (one["from_id"], one["to_id"])} <= {*entities}


@pytest.mark.parametrize("text_key", ["text", "data"])
@pytest.mark.parametrize("label_key", ["label", "labels"])
def test_spans_as_lists(tmp_path, text_key, label_key):
    found = read(
        tmp_path,
        {"id": 7, text_key: TEXT, label_key: [triple("crook"), triple(" a ", "X")], "Comments": []},
    )
    assert found.quotes == [("carol", "X", " a "), ("carol", "PER", "crook")]
    assert found.document.sources[0].external_id == "7"


def test_the_same_span_twice_is_two_annotations(tmp_path):
    found = read(tmp_path, {"text": TEXT, "label": [triple("crook"), triple("crook")]})
    assert found.quotes == [("carol", "PER", "crook")] * 2
    assert not found.problems


def test_several_users_and_labels_by_number(tmp_path):
    annotations = [
        {key: one for key, one in entity(1, words, label, user=user).items() if key != "id"}
        for words, label, user in [("crook", 12, 1), ("crook", 12, 2), ("mayor", 13, 2)]
    ]
    found = read(tmp_path, {"id": 1, "text": TEXT, "annotations": annotations})
    assert found.quotes == [("1", "12", "crook"), ("2", "13", "mayor"), ("2", "12", "crook")]
    assert found.dataset.annotators == {"1": "annotator", "2": "annotator"}


def test_entities_and_relations(tmp_path):
    found = read(
        tmp_path,
        {
            "text": TEXT,
            "entities": [entity(0, "mayor"), entity(1, "crook")],
            "relations": [{"id": 0, "from_id": 1, "to_id": 0, "type": "about"}],
        },
    )
    assert found.relations == [("about", "crook", "mayor")]


def test_a_file_that_is_one_object_over_several_lines(tmp_path):
    path = tmp_path / "carol.jsonl"
    path.write_text(json.dumps({"text": TEXT, "entities": [entity(0, "mayor")]}, indent=4))
    assert read_file("doccano", path).quotes == [("carol", "PER", "mayor")]


def test_labels_of_whole_texts_comments_and_metadata(tmp_path):
    found = read(
        tmp_path,
        {
            "text": TEXT,
            "label": ["positive"],
            "cats": ["urgent"],
            "Comments": ["One.", {"text": "Two."}],
            "meta": {"source": "Post"},
            "year": 2031,
        },
    )
    assert found.quotes == [("carol", "positive", ""), ("carol", "urgent", "")]
    judgement = found.document.readings[0].judgements[None]
    assert judgement.note == "One.\nTwo."
    assert found.document.document.meta == {"source": "Post", "year": "2031"}


def test_escaped_slashes_are_slashes_and_backslashes_stay(tmp_path):
    path = tmp_path / "carol.jsonl"
    path.write_text(r'{"text": "and\/or C:\\dir", "label": [[4, 6, "A"], [7, 13, "B"]]}')
    assert read_file("doccano", path).quotes == [("carol", "A", "or"), ("carol", "B", r"C:\dir")]


def test_offsets_of_early_versions_count_utf_16_units(tmp_path):
    text = "\U0001f4a9\U0001f4a9 This is an annotation, so it is."
    early = [[at("annotation", text).start + 2, at("annotation", text).end + 2, "A"]]
    assert read(tmp_path, {"text": text, "label": early}).quotes == [("carol", "A", "annotation")]
    later = [triple("annotation", "A", text)]
    assert read(tmp_path, {"text": text, "label": later}).quotes == [("carol", "A", "annotation")]


def test_line_ends_count_as_they_are(tmp_path):
    text = "One line.\r\nAnother line.\r\n"
    found = read(tmp_path, {"text": text, "label": [triple("line.\r\nAn", "A", text)]})
    assert found.quotes == [("carol", "A", "line.\r\nAn")]


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ({"label": [[0, 1, "PER"]]}, "expected a `text` that is a string, found none"),
        ({"text": "", "label": []}, "expected a text, found an empty one"),
        ({"text": "A.", "label": [[0, 9, "A"]]}, "expected offsets inside a text of 2 characters"),
        ({"text": "A.", "label": [[1, 1, "A"]]}, "expected a span of one character at least"),
        ({"text": "A.", "label": [[0, 1]]}, "expected a label, or start, end and label"),
        ({"text": "A.", "label": {"a": 1}}, "expected a list of labels, found {'a': 1}"),
        ({"text": "A.", "label": [[0, 1, None]]}, "expected a label, found None"),
        (
            {"text": TEXT, "entities": [entity(1, "mayor"), entity(1, "crook")]},
            "expected ids that differ, found 'entity 1' again",
        ),
        (
            {
                "text": TEXT,
                "entities": [entity(1, "mayor")],
                "relations": [{"from_id": 1, "to_id": 5, "type": "is"}],
            },
            "expected a relation 'is' of two spans",
        ),
    ],
)
def test_what_is_wrong_in_a_record_is_one_problem_with_its_line(tmp_path, record, problem):
    found = read(tmp_path, {"text": "First.", "label": []}, record)
    assert len(found.problems) == 1
    assert found.problems[0].startswith(f"2: {problem}")


def test_the_same_text_twice_is_a_problem_of_both_lines(tmp_path):
    found = read(tmp_path, {"text": "A.", "label": []}, {"text": "A.", "label": [[0, 1, "X"]]})
    assert found.problems == [
        "2: expected one answer by 'carol' for each text, there is another in line 1"
    ]


def test_tables_of_texts_and_labels(tmp_path):
    path = tmp_path / "carol.csv"
    rows = 'text,label\r\n"One,\ntwo.",positive#urgent\r\nThree.,\r\n,negative\r\n'
    path.write_bytes(rows.encode("utf-16"))
    found = read_file("doccano", path)
    assert found.quotes == [("carol", "positive", ""), ("carol", "urgent", "")]
    assert [one.document.document.text for one in found.lines[:2]] == ["One,\ntwo.", "Three."]
    assert found.problems == ["5: expected a `text` that is a string, found none"]


def test_files_of_others_are_not_recognised(tmp_path):
    path = tmp_path / "some.jsonl"
    for record, expected in [
        ({"text": "Plain.", "source": "Post", "label": "news"}, False),
        ({"text": "Plain.", "spans": [], "answer": "accept"}, False),
        ({"data": {"text": "Plain."}, "annotations": [{"result": []}]}, False),
        ({"text": "Plain.", "label": [[0, 1, "A"]]}, True),
        ({"text": "Plain.", "label": [], "Comments": []}, True),
        ({"text": "Plain.", "entities": [{"start_offset": 0, "end_offset": 1}]}, True),
    ]:
        path.write_text(json.dumps(record))
        assert load("doccano").recognises(path) is expected
