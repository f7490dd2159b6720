"""`annotator fill`: texts come back by their hashes, to the byte of what had them."""

from __future__ import annotations

import json

import pytest

from annotator.errors import AnnotatorError
from annotator.store import Store
from tests.cli.test_verify import edit
from tests.helpers.published import files, project, publish, run, sign


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return project(tmp_path_factory.mktemp("study") / "ferries", count=6)


@pytest.fixture(scope="module")
def whole(study, tmp_path_factory):
    target = tmp_path_factory.mktemp("whole") / "out"
    publish(study, target, "--licence", "CC0-1.0")
    return target


@pytest.fixture
def without(study, tmp_path):
    publish(study, tmp_path / "without", "--licence", "CC0-1.0", "--no-text")
    return tmp_path / "without"


@pytest.fixture(scope="module")
def texts(study):
    with Store.open(study / "annotations.db") as store:
        return [store.documents.get(uid).text for uid in store.documents.uids()]


def test_no_text_is_in_a_dataset_without_texts(without, texts):
    held = files(without)
    assert run("verify", without).exit_code == 0
    sentences = {line for text in texts for line in text.split("\n") if len(line) > 40}
    assert sentences
    for name, data in held.items():
        assert not any(one.encode() in data for one in sentences), name
    record = json.loads(held["data/train.jsonl"].splitlines()[1])
    assert record["text"] is None
    assert "annotator fill" in held["README.md"].decode()


def test_a_project_gives_the_texts_back_to_the_byte(study, whole, without):
    done = run("fill", without, "--texts", study)
    assert done.exit_code == 0, done.output
    assert files(without) == files(whole)
    assert run("verify", without).exit_code == 0


def test_files_of_any_name_and_with_other_line_ends_do_too(whole, without, texts, tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    for number, text in enumerate(texts[::-1]):
        ends = text.replace("\n", "\r\n") if number % 2 else text
        (folder / f"{number}.txt").write_text(ends, "utf-8", newline="")
    before = files(without)
    done = run("fill", without, "--texts", folder, "--output", tmp_path / "filled")
    assert done.exit_code == 0, done.output
    assert files(tmp_path / "filled") == files(whole)
    assert files(without) == before


def test_an_export_gives_them_too(whole, without, tmp_path):
    done = run("fill", without, "--texts", whole / "data", "--output", tmp_path / "filled")
    assert done.exit_code == 0, done.output
    assert files(tmp_path / "filled") == files(whole)


def test_missing_texts_are_named_and_nothing_is_written(without, texts, tmp_path):
    (tmp_path / "one.txt").write_text(texts[0], "utf-8", newline="")
    before = files(without)
    done = run("fill", without, "--texts", tmp_path / "one.txt")
    assert done.exit_code == 1
    count = sum(line.startswith("missing: b2:") for line in done.stderr.splitlines())
    assert f"{count} texts not found: nothing is written" in done.stderr
    assert count == 6 + 2 * 4 - 1
    assert files(without) == before


def test_a_dataset_with_its_texts_has_nothing_to_fill_in(whole, study):
    done = run("fill", whole, "--texts", study)
    assert isinstance(done.exception, AnnotatorError)
    assert "nothing to fill in" in str(done.exception)


def test_a_changed_dataset_is_refused(without, study):
    def change(records):
        records[1]["sentences"][0]["end"] = 10**9

    edit(without, "data/train.jsonl", change)
    done = run("fill", without, "--texts", study)
    assert "checksum differs" in str(done.exception)
    sign(without)
    done = run("fill", without, "--texts", study)
    assert isinstance(done.exception, AnnotatorError)
    assert "train.jsonl:2: [" in str(done.exception)
    assert "is outside of the text" in str(done.exception)


def test_what_is_no_dataset_is_refused(tmp_path, study):
    done = run("fill", tmp_path, "--texts", study)
    assert isinstance(done.exception, AnnotatorError)
