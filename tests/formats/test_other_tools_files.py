"""Files of Prodigy, doccano and Label Studio from elsewhere, against the truth counted in them."""

import csv
from collections import Counter

import pytest

from annotator.errors import DataError
from annotator.formats import ReadOptions, load, native, reader_of
from annotator.model import Dataset, Verdict
from tests.helpers.paths import SHARED

FORMATS = SHARED / "data/formats"
TRUTH = FORMATS / "truth.tsv"
NAMES = ("prodigy", "doccano", "label-studio")
pytestmark = pytest.mark.skipif(not TRUTH.is_file(), reason="files of other tools are not here")


def truth():
    if not TRUTH.is_file():
        return []
    with TRUTH.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row for row in rows if row["path"].split("/")[0] in NAMES]


# What is no annotation here: spans that were rejected, ignored, answered twice, in a draft or in a
# record without a text; documents and labels of such records.
REJECTED, AGAIN, IGNORED = 12, 5, 4
WITHOUT = {
    "prodigy/reddit-ner-binary.jsonl": {"spans": REJECTED + AGAIN + IGNORED},
    "doccano/classes-empty-cells.csv": {"documents": 2},
    "doccano/classes.json": {"documents": 1},
    "doccano/missing-text.jsonl": {"documents": 1, "spans": 1, "labels": 1},
    "label-studio/classification-mixed.json": {"documents": 1},
    "label-studio/old-completions.json": {"documents": 2, "annotators": 1},
    "label-studio/made-1.23-mess.json": {"spans": -1},
}


def read(path):
    """The annotators, the lines and the problems of a file."""
    try:
        head, lines = load(path.parent.name).read(path, ReadOptions())
    except DataError as error:
        return {}, [], list(error.problems)
    found = list(lines)
    return head.annotators, found, [problem for one in found for problem in one.problems]


def judgements(lines):
    for line in lines:
        for reading in line.document.readings if line.document else ():
            for sentence, judgement in reading.judgements.items():
                yield reading, sentence, judgement


def spans_of(lines):
    return [
        one
        for _, sentence, held in judgements(lines)
        if sentence is not None
        for one in held.annotations.values()
    ]


@pytest.mark.parametrize("row", truth(), ids=lambda row: row["path"])
def test_a_file_gives_what_was_counted_in_it(row):
    path = FORMATS / row["path"]
    annotators, lines, problems = read(path)
    spans = spans_of(lines)
    without = Counter(WITHOUT.get(row["path"], {}))
    assert len([one for one in lines if one.document]) + without["documents"] == int(
        row["documents"]
    )
    assert len(problems) == without["documents"]
    assert all(one.line and one.path == path for one in problems)
    assert len(spans) + without["spans"] == int(row["spans"])
    assert len({one.label for one in spans}) + without["labels"] == int(row["labels"])
    relations = sum(len(held.relations) for _, _, held in judgements(lines))
    assert relations == int(row["relations"])
    if row["annotators"] not in {"", "0"}:
        people = [name for name, role in annotators.items() if role == "annotator"]
        assert len(people) + without["annotators"] == int(row["annotators"])


@pytest.mark.parametrize("row", truth(), ids=lambda row: row["path"])
def test_a_file_is_recognised_by_its_content(row):
    path = FORMATS / row["path"]
    if path.suffix != ".csv":  # a table says nothing of doccano
        assert reader_of(path).name == path.parent.name


@pytest.mark.parametrize("row", truth(), ids=lambda row: row["path"])
def test_what_was_read_is_written_in_the_native_format(row):
    annotators, lines, _ = read(FORMATS / row["path"])
    documents = sorted(
        (one.document for one in lines if one.document), key=lambda one: one.document.uid
    )
    written = list(native.lines(Dataset(annotators=annotators, documents=documents)))
    assert len(written) == len(documents) + 1


def test_rejected_answers_of_prodigy_are_verdicts_on_suggestions():
    _, lines, _ = read(FORMATS / "prodigy/reddit-ner-binary.jsonl")
    verdicts = Counter(one for _, _, held in judgements(lines) for one in held.verdicts.values())
    assert verdicts == {Verdict.ACCEPTED: 6, Verdict.REJECTED: REJECTED}
    left_out = sum((Counter(one.left_out) for one in lines), Counter())
    assert left_out == {"answer given twice": AGAIN, "question that was ignored": IGNORED}


def test_states_of_label_studio_are_kept_apart():
    _, lines, _ = read(FORMATS / "label-studio/made-1.23-mess.json")
    readings = [one for line in lines for one in line.document.readings]
    held = [list(one.judgements.values()) for one in readings]
    assert sum(all(one.cannot_judge for one in each) for each in held) == 2
    assert sum(not any(one.is_done for one in each) for each in held) == 1  # the draft
    empty = [each for each in held if not any(one.annotations for one in each)]
    assert sum(all(one.finished for one in each) for each in empty) == 1
    assert sum(not line.document.readings for line in lines) == 1  # a machine's alone


def test_quotes_that_fit_nowhere_are_kept_and_counted():
    for name in ("rich-text-html.json", "rich-text-plain.json"):
        _, lines, problems = read(FORMATS / "label-studio" / name)
        assert not problems
        assert lines[0].left_out == {"quote that differs from the text at its offsets": 1}


def test_every_quote_of_made_up_tasks_fits():
    _, lines, _ = read(FORMATS / "label-studio/made-1.23-mess.json")
    assert not any("quote" in what for line in lines for what in line.left_out)
    texts = {
        one.span.of(reading.document.text)
        for reading, _, held in judgements(lines)
        for one in held.annotations.values()
    }
    assert {"“reform” 📉", "one\r\nline", "👨‍👩‍👧", "corrupt mayor "} <= texts
