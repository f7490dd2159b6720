"""Records of JSON and JSON Lines: what is broken is named by its line, the rest is read."""

import json

import pytest

from annotator.errors import AnnotatorError, DataError
from annotator.formats.json_records import JsonFile, first_records

ONE, TWO = {"text": "The mayor \U0001f3db said."}, {"text": "No/thing."}


def read(path, encoding=""):
    return [(one.number, one.problem or one.value) for one in JsonFile(path, encoding)]


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "file.jsonl"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (f"{json.dumps(ONE)}\n{json.dumps(TWO)}\n", (1, 2)),
        (f"{json.dumps(ONE)}\r\n\r\n{json.dumps(TWO)}", (1, 3)),
        (f"[{json.dumps(ONE)},\n{json.dumps(TWO)}]", (1, 2)),
        (json.dumps([ONE, TWO], indent=2), (2, 5)),
        (f"{json.dumps(ONE, indent=1)}\n{json.dumps(TWO, indent=1)}", (1, 4)),
        (f'\n\n  {json.dumps(ONE)}\n{{"text": "No\\/thing."}}', (3, 4)),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_lines_arrays_and_objects_over_several_lines(file, content, lines, encoding):
    path = file(content.encode(encoding))
    assert read(path) == [(lines[0], ONE), (lines[1], TWO)]


@pytest.mark.parametrize("layout", ["lines", "array"])
def test_any_record_is_read_again_by_its_place(file, layout):
    records = [{"n": nth, "text": "\U0001f3db" * nth} for nth in range(9)]
    lines = [json.dumps(one, ensure_ascii=False) for one in records]
    found = JsonFile(file("\n".join(lines) if layout == "lines" else f"[{','.join(lines)}]"))
    places = list(found)
    assert [found.at(one).value for one in reversed(places)] == records[::-1]
    found.close()


@pytest.mark.parametrize(
    ("content", "number", "problem"),
    [
        ('{"text": "a"}\n{"text": "b\n{"text": "c"}\n', 2, "Unterminated string"),
        ('{"text": "a"\n{"text": "c"}\n', 1, "Expecting ',' delimiter"),
        ('{"text": "a"}\n[1]\n', 2, "found another value"),
        ('{"text": "a"}\n{"text": "b"} {}\n', 2, "found more after it"),
        ('{"text": "a"}\n' + '{"a":' * 5000 + "1" + "}" * 5000, 2, "nested too deep"),
        ('{"text": "a"}\n{"text": "half \\ud83d"}\n', 2, "half of a pair of surrogates"),
        (b'{"text": "a"}\n{"text": "caf\xe9"}\n', 2, "other bytes after 13; --encoding"),
        ('{"text": "a"}\n{"n": ' + "1" * 5000 + "}", 2, "4300"),
        ('[{"text": "a"},\n{"text": "b",\n', 3, "Expecting property name"),
        ('[{"text": "a"}\n{"text": "b"}]', 2, "expected , or ]"),
        ('[{"text": "a"},\n', 2, "expected ] at the end"),
        ('[{"text": "a"}]\n\nmore', 3, "nothing after the end"),
    ],
)
def test_a_broken_record_is_named_by_its_line(file, content, number, problem):
    found = [one for one in read(file(content)) if isinstance(one[1], str)]
    assert [line for line, _ in found] == [number]
    assert problem in found[0][1]


def test_a_line_of_ten_megabytes_is_read_and_the_one_after_a_broken_one(file):
    long = {"text": "The mayor left. " * 700_000}
    content = json.dumps(long) + '\n{"text": \n' + json.dumps(TWO)
    found = read(file(content))
    assert [found[0], found[2]] == [(1, long), (3, TWO)]
    assert [line for line, _ in found] == [1, 2, 3]


def test_numbers_that_json_has_not_are_no_values(file):
    assert read(file('{"year": NaN, "score": -Infinity}')) == [(1, {"year": None, "score": None})]


def test_an_encoding_can_be_named(file):
    assert read(file('{"text": "café"}'.encode("cp1252")), "cp1252") == [(1, {"text": "café"})]


@pytest.mark.parametrize("content", ["", " \n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(file, content):
    with pytest.raises(DataError, match=r"file\.jsonl: expected JSON, the file is empty"):
        JsonFile(file(content))


def test_an_array_in_another_encoding_is_refused_with_its_line(file):
    with pytest.raises(DataError, match=r"file\.jsonl:2: expected UTF-8"):
        JsonFile(file(b'[{"text": "a"},\n{"text": "\xe9"}]'))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(AnnotatorError, match=r"cannot read .*gone\.jsonl: No such file"):
        JsonFile(tmp_path / "gone.jsonl")


def test_the_first_records_are_seen_without_reading_all(file):
    assert first_records(file(f"{json.dumps(ONE)}\n{json.dumps(TWO)}\nbroken")) == [ONE, TWO]
    assert first_records(file("The mayor said.")) == []
    long = {"text": "x" * 400_000, "_view_id": "ner"}
    assert first_records(file(json.dumps({"_task_hash": 1, **long}))) == [
        {"_task_hash": None, "text": None}
    ]
