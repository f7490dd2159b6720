"""A real corpus through a project and four formats: the same spans everywhere."""

from __future__ import annotations

import shutil

import pytest

import annotator
from annotator.formats import ReadOptions, load
from annotator.formats.annotated_text import works
from tests.helpers.paths import SHARED

CORPUS = SHARED / "data" / "ptc_train"
FIRST = 12
"""Articles of the part that is tested, besides those that are hard."""
HARD = ("705409419", "712382330", "764664283", "765197039")
"""With a byte order mark, or with spans of one technique that overlap."""


def part_of_corpus(folder):
    """Some articles with their tables: the first ones, the hard ones, all with characters beyond
    U+FFFF."""
    files = sorted((CORPUS / "train-articles").iterdir())
    chosen = {
        file.stem.removeprefix("article")
        for nth, file in enumerate(files)
        if nth < FIRST or any(sign > "\uffff" for sign in file.read_text("utf-8"))
    }
    for name in ("train-articles", "train-labels-task-flc-tc"):
        (folder / name).mkdir(parents=True)
    for number in chosen | {*HARD}:
        for file in (
            f"train-articles/article{number}.txt",
            f"train-labels-task-flc-tc/article{number}.task-flc-tc.labels",
        ):
            shutil.copy(CORPUS / file, folder / file)
    return folder


def rows_of(folder):
    """(text, technique, start, end) of the tables of the corpus, as their own programs count."""
    found = set()
    for table in (folder / "train-labels-task-flc-tc").iterdir():
        for line in table.read_text("utf-8").splitlines():
            article, technique, start, end = line.split("\t")
            raw = (folder / "train-articles" / f"article{article}.txt").read_bytes().decode("utf-8")
            words = raw[int(start) : int(end)]
            text = raw.removeprefix("\ufeff")
            shift = len(raw) - len(text)
            assert text[int(start) - shift : int(end) - shift] == words
            found.add((text, technique, int(start) - shift, int(end) - shift))
    return found


def spans_of(documents):
    return {
        (one.document.text, annotation.label, annotation.span.start, annotation.span.end)
        for one in documents
        for work in works(one)
        for annotation in work.annotations
    }


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="needs the corpus PTC beside the project")
def test_a_corpus_comes_in_and_goes_out_in_four_formats_as_an_equal_set(tmp_path):
    folder = part_of_corpus(tmp_path / "ptc")
    expected = rows_of(folder)
    assert len(expected) > 250
    targets = {name: tmp_path / name for name in ("semeval2020", "brat", "cas-xmi")}
    targets["native"] = tmp_path / "native.jsonl"
    with annotator.create(tmp_path / "project") as project:
        result = project.import_annotations(folder, annotator="ada")
        assert result.annotations == len(expected)
        assert spans_of(project.read().documents) == expected
        for name, target in targets.items():
            project.export(target, format=name)
    for name, target in targets.items():
        found, lines = load(name).read(target, ReadOptions(annotator="ada"))
        documents = []
        for line in lines:
            assert not line.problems, name
            documents.append(line.document)
        assert [*found.annotators] == ["ada"], name
        assert spans_of(documents) == expected, name
