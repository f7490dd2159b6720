"""Prodigy's JSON Lines: what is written, what spaCy reads of it, and what is read."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from annotator.errors import DataError
from annotator.formats import ReadOptions, WriteOptions, load
from annotator.formats.annotated_text import works
from annotator.model import Origin, Verdict
from tests.helpers.random_datasets import dataset_of_plan, plans
from tests.helpers.task_files import TEXT, at, dataset_to_write, read_file, read_records

GOLDEN = Path(__file__).parent / "golden/prodigy.jsonl"


def span(words, label="PER", text=TEXT, **more):
    place = at(words, text)
    return {"start": place.start, "end": place.end, "label": label, **more}


def task(*spans, text=TEXT, answer="accept", **more):
    return {"text": text, "spans": list(spans), "answer": answer, **more}


def read(folder, *records):
    return read_records("prodigy", folder, *records)


# ------------------------------------------------------------------------------- writing


def test_the_bytes_of_a_file():
    pieces = load("prodigy").write(dataset_to_write(), WriteOptions())
    assert "".join(pieces).encode() == GOLDEN.read_bytes()


def test_the_golden_file_gives_the_dataset_back():
    found = read_file("prodigy", GOLDEN)
    expected = list(dataset_to_write().documents)
    assert not found.problems
    assert [one.document.readings for one in found.lines] == [one.readings for one in expected]


@given(plans())
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_spacy_finds_the_words_of_every_span(plan):
    dataset = dataset_of_plan(plan)
    spacy = pytest.importorskip("spacy")
    nlp = spacy.blank("en")
    lines = "".join(load("prodigy").write(dataset, WriteOptions())).splitlines()
    records = [json.loads(line) for line in lines if "_annotator_id" in line]
    held = [work for one in dataset.documents for work in works(one)]
    for record, work in zip(records, held, strict=True):
        doc = nlp(record["text"])
        tokens = [(one["start"], one["end"]) for one in record["tokens"]]
        assert tokens == [(one.idx, one.idx + len(one)) for one in doc]
        spans = [doc.char_span(one["start"], one["end"], one["label"]) for one in record["spans"]]
        for one, found, annotation in zip(record["spans"], spans, work.annotations, strict=True):
            assert one["text"] == record["text"][one["start"] : one["end"]]
            assert one["text"] == annotation.span.of(record["text"])
            assert (found is not None) == ("token_end" in one)
            if found is not None:
                assert (found.start, found.end - 1) == (one["token_start"], one["token_end"])
        doc.spans["sc"] = [one for one in spans if one is not None]  # may overlap
        assert len(doc.spans["sc"]) == sum("token_end" in one for one in record["spans"])


# ------------------------------------------------------------------------------- reading


def test_lines_of_one_text_are_one_document_with_a_reading_of_each_annotator(tmp_path):
    found = read(
        tmp_path,
        task(span("crook"), _annotator_id="set-bob", _session_id="set-bob"),
        task(text="Another.", _session_id="ada"),
        task(span("The mayor"), span("crook"), _annotator_id="ada"),
    )
    assert [line.number for line in found.lines] == [1, 2]
    assert found.dataset.annotators == {"ada": "annotator", "set-bob": "annotator"}
    assert found.quotes == [
        ("ada", "PER", "The mayor"),
        ("ada", "PER", "crook"),
        ("set-bob", "PER", "crook"),
    ]


def test_an_annotator_with_two_lines_of_a_text_is_a_problem_of_both_lines(tmp_path):
    found = read(tmp_path, task(span("crook")), task(text="Other."), task(span("mayor")))
    assert found.problems == [
        "3: expected one answer by 'carol' for each text, there is another in line 1"
    ]


def test_answers_decide_what_is_annotated(tmp_path):
    found = read(
        tmp_path,
        task(text="Accepted, and nothing is there."),
        task({"start": 0, "end": 3, "label": "PER"}, text="Ignored.", answer="ignore"),
        task({"start": 0, "end": 3, "label": "PER"}, text="Rejected.", answer="reject"),
        {"text": "Not seen."},
    )
    states = [
        [held for one in line.document.readings for held in one.judgements.values()]
        for line in found.lines
    ]
    assert [[one.finished for one in each] for each in states] == [[True], [False], [False], []]
    assert [[one.cannot_judge for one in each] for each in states[1:3]] == [["skipped"]] * 2
    assert not found.quotes
    assert found.left_out == {
        "span of a task with the answer ignore": 1,
        "span of a task with the answer reject": 1,
    }


def test_a_question_about_a_span_gives_a_verdict_and_the_span_decides_over_the_task(tmp_path):
    question = {"source": "some_model", "score": 0.1, "rank": 1}
    found = read(
        tmp_path,
        task(span("crook", answer="accept", **question), answer="accept"),
        task(
            span("mayor", answer="reject", **question),
            span("crook", answer="accept", **question),
            span("left", answer="ignore", **question),
            answer="reject",
        ),
    )
    assert found.verdicts == {
        ("carol", "PER", "crook"): Verdict.ACCEPTED,
        ("carol", "PER", "mayor"): Verdict.REJECTED,
    }
    assert [one.suggester for one in found.document.suggestions] == ["some_model"] * 2
    assert [(one.origin, one.rule) for one in found.annotations] == [
        (Origin.ACCEPTED, "some_model")
    ]
    assert found.left_out == {"answer given twice": 1, "question that was ignored": 1}
    assert not any(
        held.finished for one in found.document.readings for held in one.judgements.values()
    )


def test_two_answers_to_a_question_that_differ_are_a_problem_of_both_lines(tmp_path):
    asked = [task(span("crook", answer=one), answer=one) for one in ("accept", "reject")]
    place = at("crook")
    about = f"about 'PER' at [{place.start}, {place.end})"
    assert read(tmp_path, *asked).problems == [
        f"2: expected one answer by 'carol' {about}, there is another in line 1"
    ]


def test_labels_of_whole_texts_are_accepted_or_counted(tmp_path):
    found = read(
        tmp_path,
        {"text": "One.", "label": "DOCS", "answer": "accept"},
        {"text": "Two.", "label": "DOCS", "answer": "reject"},
        {"text": "Three.", "accept": ["A", "B"], "options": [], "answer": "accept"},
    )
    assert found.quotes == [("carol", "DOCS", ""), ("carol", "A", ""), ("carol", "B", "")]
    assert found.left_out == {"label of a whole text with the answer reject": 1}


def test_a_choice_about_a_span_is_an_attribute_of_it(tmp_path):
    record = task(span("crook", source="model"), _view_id="choice", accept=["Q1"])
    assert [one.attributes for one in read(tmp_path, record).annotations] == [{"accept": "Q1"}]


@pytest.mark.parametrize("with_spans", [True, False])
def test_relations_are_found_by_spans_or_by_tokens(tmp_path, with_spans):
    ends = [
        span("mayor", token_start=2, token_end=2),
        span("a crook", token_start=8, token_end=9),
    ]
    relation = {"head": 2, "child": 9, "label": "is"}
    if with_spans:
        relation |= {"head_span": ends[0], "child_span": ends[1]}
    found = read(tmp_path, task(*ends, relations=[relation]))
    assert found.relations == [("is", "mayor", "a crook")]


def test_a_relation_without_an_end_or_to_itself_is_a_problem(tmp_path):
    end = span("mayor", token_start=2, token_end=2)
    relations = [
        {"head": 2, "child": 7, "label": "is"},
        {"head_span": end, "child_span": end, "label": "is"},
    ]
    found = read(tmp_path, task(end, relations=relations))
    assert found.problems == [
        "1: expected the child of a relation to be one of the spans",
        "1: expected a relation 'is' of two spans that the line has",
    ]
    assert not found.relations


def test_offsets_count_more_than_an_older_quote_and_blanks_stay(tmp_path):
    found = read(
        tmp_path,
        task(
            {**span("crook"), "text": "a crook"},
            {**span("they"), "text": "they"},
            span(", they "),
        ),
    )
    assert found.quotes == [
        ("carol", "PER", ", they "),
        ("carol", "PER", "they"),
        ("carol", "PER", "crook"),
    ]
    assert found.left_out == {"quote that differs from the text at its offsets": 1}


def test_times_and_metadata_are_kept_and_values_of_spans_are_attributes(tmp_path):
    record = task(
        span("crook", kb_id="Q1"),
        _timestamp=1927857906.789,
        meta={"source": "Post", "year": 2031, "id": "x1", "nested": {"a": 1}},
    )
    found = read(tmp_path, record)
    (one,) = found.annotations
    assert (one.attributes, one.created_at) == ({"kb_id": "Q1"}, "2031-02-03T04:05:06.789+00:00")
    assert found.document.document.meta == {"source": "Post", "year": "2031"}
    assert found.document.sources[0].external_id == "x1"
    assert found.left_out == {"metadata that is no text": 1}


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ({"html": "<p>A</p>", "answer": "accept"}, "expected a `text` that is a string"),
        (task(text=""), "expected a text, found an empty one"),
        (task({"start": 5, "end": 5, "label": "A"}), "expected a span of one character at least"),
        (task({"start": 9, "end": 5, "label": "A"}), "expected offsets inside a text of 43"),
        (task({"start": -1, "end": 5, "label": "A"}), "expected offsets inside a text of 43"),
        (task({"start": 0, "end": 99, "label": "A"}), "expected offsets inside a text of 43"),
        (task({"start": 0.0, "end": "5", "label": "A"}), "expected whole numbers as offsets"),
        (task({"start": 0, "end": 5}), "expected a label, found None"),
        (task({"start": 0, "end": 5, "label": ["A"]}), "expected a label, found ['A']"),
        (task("no span"), "expected 'spans' to be a list of objects"),
        (task(answer="perhaps"), "expected the answer accept, reject or ignore, found 'perhaps'"),
        (task(_annotator_id={"a": 1}), "expected the name of an annotator"),
        (task(span("crook", details={"uid": "1", "origin": "x"})), "expected 'origin' to be one"),
        (task(span("crook", details={"fragments": [[0, 99]]})), "expected 'fragments' to be"),
        (task(span("crook", details={"created_at": "now"})), "expected 'created_at' to be a time"),
        (task(span("crook", details={"attributes": []})), "expected 'attributes' to be an object"),
    ],
)
def test_what_is_wrong_in_a_record_is_one_problem_with_its_line(tmp_path, record, problem):
    found = read(tmp_path, task(text="First."), record)
    assert len(found.problems) == 1
    assert found.problems[0].startswith(f"2: {problem}")


def test_attributes_that_are_nested_too_deep_are_a_problem(tmp_path):
    deep = {"a": 1}
    for _ in range(200):
        deep = {"a": [deep]}
    found = read(tmp_path, task(span("crook", details={"attributes": deep})))
    assert found.problems == ["1: expected attribute values of at most 60 levels"]


def test_a_file_without_a_task_is_refused_with_all_its_problems(tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text('{"text": 1}\n{"text": "a\n')
    with pytest.raises(DataError) as error:
        load("prodigy").read(path, ReadOptions())
    assert [one.line for one in error.value.problems] == [1, 2]


def test_files_of_others_are_not_recognised(tmp_path):
    path = tmp_path / "some.jsonl"
    for record, expected in [
        ({"text": "Plain.", "source": "Post"}, False),
        ({"text": "Plain.", "label": [[0, 2, "A"]]}, False),
        ({"data": {"text": "Plain."}, "annotations": []}, False),
        ({"format": "annotator", "version": 2, "answer": "accept"}, False),
        (task(), True),
        ({"text": "Plain.", "spans": [{"start": 0, "end": 1, "label": "A"}]}, True),
        ({"text": "Plain.", "_input_hash": 1}, True),
    ]:
        path.write_text(json.dumps(record))
        assert load("prodigy").recognises(path) is expected
    assert not load("prodigy").recognises(tmp_path)
