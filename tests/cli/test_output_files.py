"""Commands that write a file never destroy a project, or the file of another program."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from annotator.cli import main, rules
from annotator.errors import AnnotatorError
from tests.helpers.app_driver import example_store
from tests.helpers.paths import ROOT
from tests.helpers.published import project as published_project
from tests.helpers.published import publish

READ = {
    ("import", "paths"), ("import", "texts"), ("suggest", "source"), ("suggest", "labels"),
    ("diff", "old"), ("diff", "new"), ("agreement", "votes"), ("agreement", "texts"),
    ("publish", "limits"), ("verify", "folder"), ("verify", "other"), ("fill", "paths"),
    ("merge", "others"),
}  # fmt: skip
"""Command and parameter of the paths that are only read."""

WRITTEN = {
    ("export", "target"), ("suggest", "target"), ("init", "path"), ("report", "target"),
    ("agreement", "soft"), ("export", "pseudonyms"), ("publish", "target"),
    ("publish", "pseudonyms"), ("fill", "folder"), ("fill", "target"),
    ("backup", "target"),
}  # fmt: skip
"""Those that are written. This module tests each."""

OF_THE_PROJECT = (
    "annotations.db", "annotations.db-wal", "annotations.db-shm", "annotations-version-6.db",
    "annotations.db-journal", "labels.yaml", "labels.schema.json", "settings.yaml", "README.md",
    "base.yaml", "words.txt", "corpora", "corpora/a.txt", "corpora/new.jsonl", "corpora/in/b.jsonl",
    "corpora/in/new.csv",
)  # fmt: skip
"""All that a project consists of, and names that would become a part of it."""


@pytest.fixture
def folder(tmp_path):
    return make_project(tmp_path / "project")


def make_project(folder: Path) -> Path:
    folder.mkdir()
    example_store(folder)
    shutil.copy(folder / "annotations.db", folder / "annotations-version-6.db")
    shutil.copy(ROOT / "labels.yaml", folder)
    (folder / "corpora" / "in").mkdir(parents=True)
    (folder / "corpora" / "a.txt").write_text("A text.", "utf-8")
    (folder / "corpora" / "in" / "b.jsonl").write_text('{"text": "A text.", "id": "b"}\n', "utf-8")
    for name in ("labels.schema.json", "settings.yaml", "README.md", "base.yaml", "words.txt"):
        (folder / name).write_text("# ours\n", "utf-8")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a project, apart from those that SQLite makes while it is open."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


def run(*arguments: object):
    return CliRunner().invoke(main, [str(one) for one in arguments])


def refusal(result) -> str:
    """The one sentence with which a command refused."""
    assert result.exit_code != 0, result.output
    assert isinstance(result.exception, AnnotatorError), result.exception
    assert "\n" not in str(result.exception)
    return str(result.exception)


def commands(group: click.Group = main):
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command)
        else:
            yield name, command


def test_every_path_of_every_command_is_known_as_read_or_written():
    found = {
        (name, parameter.name)
        for name, command in commands()
        for parameter in command.params
        if isinstance(parameter.type, click.Path | click.File)
    }
    assert isinstance(rules.command, click.Group)
    assert found == READ | WRITTEN


# ---------------------------------------------------------------------------- backups


@pytest.mark.parametrize("name", OF_THE_PROJECT)
def test_a_backup_never_becomes_a_part_of_a_project(folder, name):
    before = contents(folder)
    failed = run("-p", folder, "backup", folder / name)
    if name in {"README.md", "base.yaml", "words.txt"} and name not in before:
        (folder / name).unlink()  # a name like any other, where no file is
    else:
        assert refusal(failed)
    assert contents(folder) == before


# ------------------------------------------------------------- soft labels and reports


@pytest.mark.parametrize("name", OF_THE_PROJECT)
def test_soft_labels_never_replace_a_part_of_a_project(folder, tmp_path, name):
    votes = tmp_path / "votes.csv"
    votes.write_text("unit,coder,value\n1,a,yes\n1,b,no\n", "utf-8")
    before = contents(folder)
    columns = ["--unit", "unit", "--coder", "coder", "--value", "value"]
    soft = ["--soft", folder / name]
    refusal(run("-p", folder, "agreement", "--votes", votes, *columns, *soft))
    assert contents(folder) == before


def test_a_report_replaces_an_earlier_report_and_nothing_else(folder, tmp_path):
    for place in (folder / "corpora" / "new.html", folder / "corpora" / "in" / "new.html"):
        refusal(run("-p", folder, "report", place))
        assert not place.exists()
    report = tmp_path / "report.html"
    for _ in range(2):
        assert run("-p", folder, "report", report).exit_code == 0
        assert report.read_text("utf-8").startswith("<!--annotator report-->")
    report.write_text("<!doctype html><p>ours", "utf-8")
    refusal(run("-p", folder, "report", report))
    assert report.read_text("utf-8") == "<!doctype html><p>ours"
    assert run("-p", folder, "report", tmp_path / "report.txt").exit_code == 2


# ------------------------------------------------------------------------- export


@pytest.mark.parametrize("format_name", ["jsonl", "csv", "excel"])
@pytest.mark.parametrize("name", OF_THE_PROJECT)
def test_an_export_over_the_project_is_refused(folder, name, format_name):
    before = contents(folder)
    refusal(run("-p", folder, "export", folder / name, "--format", format_name))
    assert contents(folder) == before


@pytest.mark.parametrize("name", OF_THE_PROJECT)
def test_a_key_file_never_replaces_a_part_of_a_project(folder, tmp_path, name):
    before = contents(folder)
    refusal(run("-p", folder, "export", tmp_path / "a.jsonl", "--pseudonyms", folder / name))
    assert contents(folder) == before
    assert not (tmp_path / "a.jsonl").exists()


@pytest.mark.parametrize("name", OF_THE_PROJECT)
def test_also_of_another_project_through_links_and_other_spellings(
    tmp_path, folder, name, monkeypatch
):
    other = make_project(tmp_path / "other")
    before = contents(other)
    (tmp_path / "link").symlink_to(other / name)
    (tmp_path / "linked").symlink_to(other)
    monkeypatch.chdir(other / "corpora")
    spellings = [
        other / name, tmp_path / "link", tmp_path / "linked" / name, f"../{name}",
        f"in/../../corpora/../{name}",
    ]  # fmt: skip
    for spelling in spellings:
        refusal(run("-p", folder, "export", spelling, "--format", "jsonl"))
    assert contents(other) == before


def test_also_by_hard_links_and_in_other_letters(tmp_path, folder):
    before = contents(folder)
    for number, name in enumerate(before):
        link = tmp_path / f"{number}.jsonl"
        os.link(folder / name, link)
        refusal(run("-p", folder, "export", link))
    for name in ("LABELS.YAML", "Annotations.DB", "Corpora/new.jsonl"):
        (folder / name).parent.mkdir(exist_ok=True)
        refusal(run("-p", folder, "export", folder / name, "--format", "jsonl"))
    assert contents(folder) == before


def test_the_texts_are_safe_where_corpora_is_a_link(tmp_path, folder):
    shutil.move(folder / "corpora", tmp_path / "texts")
    (folder / "corpora").symlink_to(tmp_path / "texts")
    for place in (tmp_path / "texts", folder / "corpora", tmp_path / "texts" / "in"):
        refused = refusal(run("-p", folder, "export", place / "new.jsonl"))
        assert "texts of a project" in refused
        assert not (place / "new.jsonl").exists()


def test_what_is_no_file_is_refused(tmp_path, folder):
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "circle.jsonl").symlink_to(tmp_path / "circle.jsonl")
    (tmp_path / "folder.jsonl").mkdir()
    targets = ["pipe.jsonl", "circle.jsonl", "folder.jsonl", "none/a.jsonl", "/dev/null"]
    for target in targets:
        refusal(run("-p", folder, "export", tmp_path / target, "--format", "jsonl"))
    assert (tmp_path / "circle.jsonl").is_symlink()
    assert (tmp_path / "pipe.jsonl").is_fifo()


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_an_earlier_export_and_an_empty_file_are_replaced(tmp_path, folder, name):
    target = tmp_path / name
    target.touch()
    assert run("-p", folder, "export", target).exit_code == 0
    first = target.read_bytes()
    assert first
    target.write_bytes(first[: len(first) // 2])
    assert run("-p", folder, "export", target).exit_code == 0
    assert target.read_bytes() == first


def test_csv_replaces_csv_for_spreadsheets_and_back(tmp_path, folder):
    for format_name in ("csv", "excel", "csv"):
        done = run("-p", folder, "export", tmp_path / "a.csv", "--format", format_name)
        assert done.exit_code == 0


def test_files_of_others_are_not_replaced(tmp_path, folder):
    target = tmp_path / "a.jsonl"
    assert run("-p", folder, "export", tmp_path / "lossless.jsonl").exit_code == 0
    lossless = (tmp_path / "lossless.jsonl").read_bytes()
    for other in (b'{"text": "mine"}\n', b"document;title;source\r\n", b"\0", lossless):
        target.write_bytes(other)
        format_name = "csv" if other == lossless else "jsonl"
        refused = refusal(run("-p", folder, "export", target, "--format", format_name))
        assert "no earlier output in this format" in refused
        assert target.read_bytes() == other


# ------------------------------------------------------------------------- publish and fill


@pytest.mark.parametrize("name", [*OF_THE_PROJECT, "."])
def test_a_publication_never_replaces_a_part_of_a_project(folder, tmp_path, name):
    before = contents(folder)
    refusal(run("-p", folder, "publish", folder / name))
    key = ("--pseudonyms", folder / name)
    refusal(run("-p", folder, "publish", tmp_path / "out", *key))
    assert contents(folder) == before
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["annotations.db", "labels.yaml", "corpora", "corpora/new", "."])
def test_texts_are_not_filled_in_over_a_project(folder, tmp_path, name):
    study = published_project(tmp_path / "study", count=3)
    publish(study, tmp_path / "out", "--no-text")
    before = contents(folder)
    refusal(run("fill", tmp_path / "out", "--texts", study, "--output", folder / name))
    refusal(run("fill", folder, "--texts", study))
    assert contents(folder) == before


# ------------------------------------------------------------------------- suggest --output


def suggest(folder, target, *options):
    source = folder.parent / "source"
    source.mkdir(exist_ok=True)
    (source / "a.txt").write_text("Officials falsely described it as so-called relief.", "utf-8")
    paths = ["--input", source, "--output", target, "--labels", ROOT / "labels.yaml"]
    return run("-p", folder, "suggest", *paths, "--workers", 1, *options)


def test_a_batch_over_the_project_or_a_file_of_others_is_refused(tmp_path, folder):
    before = contents(folder)
    os.link(folder / "annotations.db", tmp_path / "hard.parquet")
    (tmp_path / "link.jsonl").symlink_to(folder / "labels.yaml")
    (tmp_path / "mine.jsonl").write_text('{"id": "1", "text": "mine"}\n', "utf-8")
    (tmp_path / "folder.parquet").mkdir()
    (tmp_path / "circle.jsonl").symlink_to(tmp_path / "circle.jsonl")
    os.mkfifo(tmp_path / "pipe.jsonl")
    outside = sorted(path.name for path in tmp_path.iterdir())
    for target in (
        folder / "corpora" / "in" / "b.jsonl",
        folder / "corpora" / "new.parquet",
        *(tmp_path / name for name in outside if name != "project"),
    ):
        refusal(suggest(folder, target))
    assert contents(folder) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*outside, "source"])
    assert (tmp_path / "mine.jsonl").read_text("utf-8") == '{"id": "1", "text": "mine"}\n'


@pytest.mark.parametrize("name", ["a.jsonl", "a.parquet"])
def test_an_earlier_output_of_a_batch_is_replaced(tmp_path, folder, name):
    assert suggest(folder, tmp_path / name).exit_code == 0
    first = (tmp_path / name).read_bytes()
    assert first
    assert suggest(folder, tmp_path / name).exit_code == 0
    assert (tmp_path / name).read_bytes() == first


# ------------------------------------------------------------------------- init


def test_init_changes_no_file_and_follows_no_link(tmp_path, folder):
    before = contents(folder)
    assert run("init", folder, "--examples").exit_code == 0
    assert {name: contents(folder)[name] for name in before} == before
    new = tmp_path / "new"
    new.mkdir()
    (new / "labels.yaml").symlink_to(tmp_path / "elsewhere")
    (new / "labels.schema.json").symlink_to(new / "labels.schema.json")
    run("init", new)
    assert not (tmp_path / "elsewhere").exists()
