"""Label Studio's JSON: what is written, and what is read of its exports."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from annotator.formats import OffsetUnit, WriteOptions, is_written_as_folder, load
from annotator.formats.annotated_text import State, work_of
from annotator.model import Origin
from tests.helpers.task_files import TEXT, at, dataset_to_write, read_file, read_records

GOLDEN = Path(__file__).parent / "golden"
MODEL = "label-studio"
EMPTY = {"start": 2, "end": 2, "labels": ["A"]}
LONG = {"start": 2, "end": 99, "labels": ["A"]}


def item(words, label="Loaded", text=TEXT, unit=OffsetUnit.CODE_POINT, **more):
    """A label on words. unit: of the offsets."""
    place = at(words, text)
    shift = 0
    if unit is OffsetUnit.UTF16:
        shift = sum(sign > "\uffff" for sign in text[: place.start])
    inside = shift and sum(sign > "\uffff" for sign in words)
    value = {"start": place.start + shift, "end": place.end + shift + inside, "text": words}
    return {
        "from_name": "span",
        "to_name": "text",
        "type": "labels",
        "value": {**value, "labels": [label]},
        **more,
    }


def other(kind, name, value, **more):
    return {"from_name": name, "to_name": "text", "type": kind, "value": value, **more}


def answer(*items, by=1, **more):
    return {"completed_by": by, "result": list(items), **more}


def task(*answers, text=TEXT, **more):
    return {"data": {"text": text}, "annotations": list(answers), **more}


def read(folder, *records):
    path = folder / "carol.json"
    path.write_text(json.dumps(list(records), indent=1), "utf-8")
    return read_file(MODEL, path)


def states(found):
    return [
        [(one.annotator, work_of(one).state) for one in line.document.readings]
        for line in found.lines
    ]


# ------------------------------------------------------------------------------- writing


def test_the_bytes_of_a_file_and_of_a_folder(tmp_path):
    form = load(MODEL)
    tasks = (GOLDEN / "label_studio.json").read_bytes()
    pieces = form.write(dataset_to_write(), WriteOptions())
    assert "".join(pieces).encode() == tasks
    form.write_folder(dataset_to_write(), tmp_path, WriteOptions())
    assert (tmp_path / "tasks.json").read_bytes() == tasks
    setup = (GOLDEN / "label_studio_config.xml").read_bytes()
    assert (tmp_path / "label_config.xml").read_bytes() == setup
    assert not is_written_as_folder(form, tmp_path / "a.json")
    assert is_written_as_folder(form, tmp_path / "a")
    assert form.recognises(tmp_path)
    assert len(read_file(MODEL, tmp_path).lines) == 2


def test_the_golden_file_gives_the_dataset_back(tmp_path):
    found = read_file(MODEL, GOLDEN / "label_studio.json")
    expected = list(dataset_to_write().documents)
    assert not found.problems
    assert [one.document.readings for one in found.lines] == [one.readings for one in expected]
    assert [one.document.suggestions for one in found.lines] == [
        one.suggestions for one in expected
    ]


def test_offsets_in_utf_16_units_cover_the_quotes():
    options = WriteOptions(offset_unit=OffsetUnit.UTF16)
    (_, task) = json.loads("".join(load(MODEL).write(dataset_to_write(), options)))
    units = TEXT.encode("utf-16-le")
    values = [
        item["value"]
        for one in [*task["annotations"], *task["drafts"], *task["predictions"]]
        for item in one["result"]
        if "start" in item.get("value", {})
    ]
    assert len(values) == 6
    for value in values:
        quoted = units[2 * value["start"] : 2 * value["end"]].decode("utf-16-le")
        assert value["text"] == quoted


def test_the_setup_has_a_control_for_each_item():
    view = ElementTree.parse(GOLDEN / "label_studio_config.xml").getroot()
    tasks = json.loads((GOLDEN / "label_studio.json").read_bytes())
    controls = {one.get("name"): one.tag for one in view if one.get("toName") == "text"}
    kinds = {"Labels": "labels", "Choices": "choices", "TextArea": "textarea", "Number": "number"}
    items = [
        item
        for task in tasks
        for one in [*task["annotations"], *task["drafts"], *task["predictions"]]
        for item in one["result"]
        if item["type"] != "relation"
    ]
    assert items
    assert all(kinds[controls[one["from_name"]]] == one["type"] for one in items)


# ------------------------------------------------------------------------------- reading


@pytest.mark.parametrize("unit", [OffsetUnit.CODE_POINT, OffsetUnit.UTF16])
def test_quotes_show_what_offsets_count(tmp_path, unit):
    text = "\U0001f4a9\U0001f468\u200d\U0001f469\u200d\U0001f467 This is an annotation."
    found = read(tmp_path, task(answer(item("annotation", text=text, unit=unit)), text=text))
    assert found.quotes == [("1", "Loaded", "annotation")]
    assert not found.left_out


def test_five_states_are_kept_apart(tmp_path):
    draft = {"user": "x@y.z", "created_username": "x@y.z, 3", "result": [item("crook")]}
    found = read(
        tmp_path,
        task(answer(item("crook"))),
        task(answer(), text="Nothing."),
        task(answer(was_cancelled=True), answer(by=2), text="Skipped by one."),
        task(text=TEXT + " ", drafts=[draft]),
        task(text="Not seen."),
    )
    assert states(found) == [
        [("1", State.DONE)],
        [("1", State.DONE)],
        [("1", State.SKIPPED), ("2", State.DONE)],
        [("3", State.DRAFT)],
        [],
    ]
    assert found.quotes == [("1", "Loaded", "crook"), ("3", "Loaded", "crook")]


def test_a_draft_of_a_change_is_counted_and_not_read(tmp_path):
    draft = {"created_username": "x, 1", "annotation": 7, "result": [item("mayor")]}
    found = read(tmp_path, task(answer(item("crook"), id=7), drafts=[draft]))
    assert found.quotes == [("1", "Loaded", "crook")]
    assert found.left_out == {"draft of a change": 1}


@pytest.mark.parametrize(
    ("given", "name"),
    [(4, "4"), ("a@b.c", "a@b.c"), ({"id": 4, "email": "a@b.c"}, "a@b.c"), ({"id": 4}, "4")],
)
def test_annotators_are_named_by_address_or_number(tmp_path, given, name):
    assert read(tmp_path, task(answer(by=given))).dataset.annotators == {name: "annotator"}


def test_several_annotations_without_an_annotator_are_kept_apart(tmp_path):
    found = read(tmp_path, task(*[answer(item("crook"), by=None)] * 2))
    assert found.quotes == [("carol", "Loaded", "crook"), ("carol 2", "Loaded", "crook")]


def test_an_annotator_with_two_tasks_of_a_text_is_a_problem_of_both_lines(tmp_path):
    found = read_records(MODEL, tmp_path, task(answer()), task(answer(item("crook"))))
    assert found.problems == [
        "2: expected one answer by '1' for each text, there is another in line 1"
    ]


def test_values_of_a_span_are_attributes_and_those_of_the_text_labels_and_a_note(tmp_path):
    region = {"start": 28, "end": 33, "text": "crook"}
    found = read(
        tmp_path,
        task(
            answer(
                other("choices", "tone", {**region, "choices": ["ironic"]}, id="a"),
                item("crook", id="a", origin="prediction-changed", meta={"text": ["sure?"]}),
                other("textarea", "why", {**region, "text": ["one", "two"]}, id="a"),
                other("rating", "stars", {**region, "rating": 3}, id="a"),
                other("choices", "stance", {"choices": ["for", "against"]}, id="b"),
                other("taxonomy", "topic", {"taxonomy": [["News", "Local"]]}, id="c"),
                other("textarea", "comment", {"text": "Long."}, id="d"),
                other("number", "score", {"number": 2}, id="e"),
                other("rectanglelabels", "box", {"x": 1}, id="f"),
            )
        ),
    )
    assert found.quotes == [
        ("1", "News / Local", ""),
        ("1", "against", ""),
        ("1", "for", ""),
        ("1", "score", ""),
        ("1", "Loaded", "crook"),
    ]
    (crook,) = (one for one in found.annotations if one.label == "Loaded")
    values = {"tone": "ironic", "why": ["one", "two"], "stars": 3, "note": "sure?"}
    assert (crook.attributes, crook.origin) == (values, Origin.EDITED)
    assert found.document.readings[0].judgements[None].note == "Long."
    assert found.left_out == {"result of the type rectanglelabels": 1}


def test_two_controls_may_label_the_same_region(tmp_path):
    found = read(tmp_path, task(answer(item("crook", "A", id="a"), item("crook", "B", id="a"))))
    assert found.quotes == [("1", "A", "crook"), ("1", "B", "crook")]
    assert not found.problems


def test_choices_on_words_without_a_label_are_labels_of_the_words(tmp_path):
    region = {"start": 28, "end": 33, "text": "crook"}
    found = read(
        tmp_path, task(answer(other("choices", "c", {**region, "choices": ["A"]}, id="a")))
    )
    assert found.quotes == [("1", "A", "crook")]


def test_relations_have_their_direction_and_both_ends(tmp_path):
    ends = [item("mayor", id="a"), item("crook", id="b")]
    between = {"type": "relation", "from_id": "a", "to_id": "b"}
    found = read(
        tmp_path,
        task(
            answer(
                *ends,
                {**between, "direction": "right", "labels": ["is"]},
                {**between, "direction": "left", "labels": ["of", "by"]},
                {**between, "direction": "bi"},
                {**between, "to_id": "gone", "labels": ["is"]},
                {**between, "to_id": "a", "labels": ["is"]},
            )
        ),
    )
    assert sorted(found.relations) == [
        ("by", "crook", "mayor"),
        ("is", "mayor", "crook"),
        ("of", "crook", "mayor"),
        ("relation", "mayor", "crook"),
    ]
    assert found.left_out == {"second direction of a relation": 1}
    assert len(found.problems) == 2


def test_predictions_are_suggestions_and_the_work_of_a_machine_where_they_cannot_be(tmp_path):
    whole = other("choices", "stance", {"choices": ["for"]})
    predictions = [
        {"model_version": "m1", "result": [item("crook", id="a"), item("crook", id="b"), whole]},
        {"result": [item("mayor")]},
        17,
    ]
    found = read(tmp_path, task(predictions=predictions))
    words = [(one.suggester, one.span.of(TEXT)) for one in found.document.suggestions]
    assert words == [("label-studio", "mayor"), ("m1", "crook")]
    assert found.quotes == [("m1", "for", "")]
    assert found.dataset.annotators == {"m1": "machine"}
    assert found.left_out == {"prediction of which only the id is known": 1}


def test_the_text_is_what_the_quotes_fit(tmp_path):
    data = {"longer": "x" * 200, "body": TEXT, "year": 2031, "tags": ["a"], "title": "Post"}
    found = read(tmp_path, {"data": data, "annotations": [answer(item("crook"))]})
    assert found.document.document.text == TEXT
    assert found.document.document.meta == {
        "longer": "x" * 200,
        "year": "2031",
        "title": "Post",
    }
    assert found.left_out == {"metadata that is no text": 1}


def test_offsets_of_a_page_count_in_its_text_without_tags(tmp_path):
    page = "<!DOCTYPE html><div><p>The <b>mayor</b> &amp; aide</p><p>left 💩 early<br>on.</p></div>"
    base = "The mayor & aideleft 💩 early\non."

    def region(words, start=None, label="A"):
        begin = base.index(words) if start is None else start
        shift = sum(sign > "\uffff" for sign in base[:begin])
        ends = {"start": begin + shift, "end": begin + len(words) + shift}
        value = {"start": "/div[1]/p[1]/text()[1]", "end": "/div[1]/p[1]/text()[1]", "text": words}
        value |= {
            "startOffset": 0,
            "endOffset": 3,
            "globalOffsets": ends,
            "hypertextlabels": [label],
        }
        return other("hypertextlabels", "ner", value)

    items = [region("mayor"), region("aide"), region("early"), region("wrong\\nquote", 0, "B")]
    found = read(tmp_path, task(answer(*items), text=page))
    assert found.document.document.text == "The mayor & aide\nleft 💩 early\non.\n"
    assert found.quotes == [
        ("1", "B", "The mayor & "),
        ("1", "A", "mayor"),
        ("1", "A", "aide"),
        ("1", "A", "early"),
    ]
    assert found.left_out == {"quote that differs from the text at its offsets": 1}


def test_a_dialogue_has_a_line_for_each_turn(tmp_path):
    turns = [{"author": "Ann", "text": "💩 hello there"}, {"author": "Ben", "text": "Bye now"}]
    value = {
        "start": "0",
        "end": "1",
        "startOffset": 8,
        "endOffset": 3,
        "text": "there\n\nBye",
        "paragraphlabels": ["A"],
    }
    one = {**value, "end": "0", "startOffset": 3, "endOffset": 8, "text": "hello"}
    items = [other("paragraphlabels", "p", each) | {"to_name": "talk"} for each in (value, one)]
    found = read(tmp_path, {"data": {"talk": turns}, "annotations": [answer(*items)]})
    assert found.document.document.text == "Ann: 💩 hello there\nBen: Bye now"
    assert ("1", "A", "hello") in found.quotes


def test_old_exports_have_completions_with_lists_of_lists(tmp_path):
    record = {"data": {"text": TEXT}, "completions": [{"result": [[item("crook")]]}]}
    assert read(tmp_path, record).quotes == [("carol", "Loaded", "crook")]


def test_a_record_of_json_min_is_an_annotation(tmp_path):
    value = item("crook")["value"]
    base = {"text": TEXT, "source": "Post", "id": 5, "lead_time": 1.5}
    first = {
        **base,
        "annotator": 1,
        "annotation_id": 1,
        "span": [value],
        "stance": {"choices": ["A"]},
    }
    first["why"] = {"start": 28, "end": 33, "text": ["So."]}
    second = {**base, "annotator": 2, "annotation_id": 2}
    nobody = {**base, "text": "Other.", "annotator": None, "annotation_id": None}
    found = read(tmp_path, first, second, nobody)
    lines = (tmp_path / "carol.json").read_text("utf-8").splitlines()
    assert [line.number for line in found.lines] == [2, lines.index('  "text": "Other.",')]
    assert found.quotes == [("1", "A", ""), ("1", "Loaded", "crook")]
    assert states(found) == [[("1", State.DONE), ("2", State.DONE)], []]
    document = found.lines[0].document
    assert document.document.meta == {"source": "Post"}
    (crook,) = (
        one
        for held in document.readings[0].judgements.values()
        for one in held.annotations.values()
        if one.label == "Loaded"
    )
    assert crook.attributes == {"why": "So."}


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ({"data": {"image": "https://a.b/c.png"}, "annotations": []}, "expected a text among"),
        ({"annotations": []}, "expected a text among the `data` of a task, found none"),
        (task(answer(other("labels", "a", EMPTY))), "expected a span of one"),
        (task(answer(other("labels", "a", LONG))), "expected offsets inside"),
        (task(answer(item("crook", id=1), item("mayor", id=1))), "expected ids that differ"),
        (task({"completed_by": 1, "result": "x"}), "expected 'result' to be a list"),
        (task({"completed_by": 1, "result": [1]}), "expected 'result' to be a list of objects"),
        (task("x"), "expected 'annotations' to be a list of objects"),
        (task(answer(by=[1])), "expected the name of an annotator"),
    ],
)
def test_what_is_wrong_in_a_task_is_one_problem_with_its_line(tmp_path, record, problem):
    found = read_records(MODEL, tmp_path, task(text="First."), record)
    assert len(found.problems) == 1
    assert found.problems[0].startswith(f"2: {problem}")


def test_files_of_others_are_not_recognised(tmp_path):
    path = tmp_path / "some.json"
    for records, expected in [
        ([{"text": "Plain.", "source": "Post"}], False),
        ([{"text": "Plain.", "label": [[0, 1, "A"]]}], False),
        ([{"data": "Text of doccano.", "annotations": []}], False),
        ([task()], True),
        ([{"text": "a"}, task()], True),
        (task(answer()), True),
        ([{"text": "a", "annotator": 1, "annotation_id": 1, "lead_time": 1}], True),
    ]:
        path.write_text(json.dumps(records))
        assert load(MODEL).recognises(path) is expected
