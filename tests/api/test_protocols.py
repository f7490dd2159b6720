"""Suggesters and formats of other packages: installed, they work like ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

import annotator
from annotator.formats import format_names, load
from annotator.suggestions import suggester_names
from tests.helpers.third_party import install

TEXT = "The DREADFUL plan failed. It was a SHAME, he said."


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Run the command where the package is installed; returns its stdout and stderr."""
    target = install(tmp_path_factory.mktemp("package"))
    path = os.pathsep.join([str(target), *filter(None, [os.environ.get("PYTHONPATH")])])

    def call(*arguments, code=0):
        done = subprocess.run(
            [sys.executable, "-m", "annotator", *map(str, arguments)],
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout, done.stderr

    return call


@pytest.fixture
def project(tmp_path, run):
    folder = tmp_path / "one"
    with annotator.create(folder):
        pass
    (folder / "corpora" / "a.txt").write_text(TEXT + "\n", "utf-8")
    run("-p", folder, "import")
    return folder


def test_ours_are_registered_in_the_same_way():
    assert suggester_names()[0:] == sorted({*suggester_names(), "rules"})
    assert format_names()[:3] == ["native", "csv", "tsv"]
    assert [load(name).name for name in format_names()] == format_names()


def test_a_suggester_of_another_package_runs_by_its_name(project, run):
    _, said = run("-p", project, "suggest", "--suggester", "capitals")
    assert "2 suggestions in 1 document" in said
    _, said = run("-p", project, "suggest", "--suggester", "capitals")
    assert "every document has the suggestions of this version" in said
    run("-p", project, "suggest")  # the rules: what the other found stays
    with annotator.open(project) as opened:
        (document,) = opened.documents()
        found = [one for one in document.suggestions() if one.rule == "capitals@1"]
    assert [one.text for one in found] == ["DREADFUL", "SHAME"]


def test_what_it_suggests_must_fit_and_it_must_load(project, run):
    _, said = run("-p", project, "suggest", "--suggester", "broken", code=1)
    assert "the suggester 'broken' suggests the label 'nobody_defined_this'" in said
    _, said = run("-p", project, "suggest", "--suggester", "missing", code=1)
    assert "install its package again" in said
    _, said = run("-p", project, "suggest", "--suggester", "capitalz", code=1)
    assert "Did you mean 'capitals'?" in said
    with annotator.open(project) as opened:
        (document,) = opened.documents()
        assert document.suggestions() == []


def test_a_format_of_another_package_is_written_recognised_and_read(project, run, tmp_path):
    lines = ["tiny 1", json.dumps([TEXT + "\n", [["ann", "verdict_false", 4, 12]]])]
    file = tmp_path / "votes.tiny"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    _, said = run("-p", project, "import", file)
    assert "1 judged sentence with 1 annotation added" in said
    _, said = run("-p", project, "import", file)
    assert "0 judged sentences" in said or "already there" in said
    (project / "corpora" / "votes.txt").write_text(file.read_text("utf-8"), "utf-8")
    _, said = run("-p", project, "import", code=1)  # never as prose
    assert "votes.txt:1: holds annotations" in said
    again = tmp_path / "again.tiny"
    run("-p", project, "export", again)
    assert again.read_text("utf-8") == file.read_text("utf-8")
    out, _ = run("-p", project, "export", "-", "--format", "tiny")
    assert out == file.read_text("utf-8")


def test_a_format_that_is_only_written_is_not_imported(project, run, tmp_path):
    file = tmp_path / "all.csv"
    run("-p", project, "export", file, "--format", "wide")
    _, said = run("-p", project, "import", file, "--format", "wide", code=1)
    assert "the format 'wide' can be exported, not imported" in said
    _, said = run("-p", project, "import", file, "--format", "tinny", code=1)
    assert "Did you mean 'tiny'?" in said
