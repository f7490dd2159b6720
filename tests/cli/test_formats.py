"""`annotator formats`: what is installed, and what it does."""

from __future__ import annotations

import json

from click.testing import CliRunner

from annotator.cli import main
from annotator.formats import format_names


def printed(*words):
    done = CliRunner().invoke(main, ["formats", *words])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout


def test_the_list_has_a_line_for_each_format():
    head, *lines = printed().splitlines()
    assert head.split() == ["name", "import", "export", "files", "description"]
    assert [line.split()[0] for line in lines] == format_names()
    assert lines[0].split()[1:4] == ["yes", "yes", ".jsonl"]


def test_a_program_reads_it_as_json():
    found = {one["name"]: one for one in json.loads(printed("--json"))["formats"]}
    assert [*found] == format_names()
    assert found["native"] == {
        "name": "native",
        "import": True,
        "export": True,
        "suffixes": [".jsonl"],
        "folder": False,
        "import_options": [],
        "export_options": ["--offsets", "--no-text"],
        "description": found["native"]["description"],
    }


def test_no_project_is_needed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert printed()
    assert list(tmp_path.iterdir()) == []
