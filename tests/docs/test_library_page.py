"""The page of the library and its notebook: they name what there is, and their code runs."""

from __future__ import annotations

import inspect
import json
import re

import pytest

import annotator
from annotator.api.dataset_file import DatasetFile, FileDocument
from annotator.api.labelled_document import ProjectDocument
from annotator.suggestions import load_suggester
from tests.helpers.notebook import NOTEBOOK, run
from tests.helpers.paths import ROOT

PAGE = (ROOT / "docs" / "reference" / "library.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def public(kind: type) -> set[str]:
    return {name for name, _ in inspect.getmembers(kind) if not name.startswith("_")}


def test_the_page_names_all_that_is_public_and_nothing_else():
    project, file, document = (
        PAGE.split(f"## {name}\n")[1].split("\n## ")[0]
        for name in ("Project", "Files of datasets", "Document")
    )
    named = set(re.findall(r"^\| `(\w+)\(", project, re.MULTILINE))
    assert named == public(annotator.Project)
    named = set(re.findall(r"^\| `(\w+)\(", document, re.MULTILINE))
    assert named | {"uid", "title", "text", "meta", "sentences"} == public(ProjectDocument)
    assert public(ProjectDocument) == public(FileDocument)
    assert set(re.findall(r"^\| `(\w+)\(", file, re.MULTILINE)) == public(DatasetFile)
    for name in annotator.__all__:
        assert f"annotator.{name}" in PAGE or f"## {name}" in PAGE, name


def test_parameters_on_the_page_are_those_of_the_library():
    rows = re.findall(r"^\| `(annotator\.)?(\w+)\(([^)]*)\)", PAGE, re.MULTILINE)
    for module, name, listed in rows:
        for kind in [annotator] if module else [annotator.Project, ProjectDocument]:
            found = getattr(kind, name, None)
            if found:
                known = inspect.signature(found).parameters
                assert {one.split("=")[0].strip() for one in listed.split(",") if one} <= {*known}


@pytest.mark.slow
def test_the_code_of_the_page_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("He falsely claimed it. A SHAME.\n", "utf-8")
    names: dict[str, object] = {}
    for block in BLOCKS:
        exec(block, names)
    printed = capsys.readouterr().out
    assert "verdict_false falsely claimed verdict_false." in printed
    assert "[('falsely claimed', 'verdict_false')" in printed
    with annotator.open("study") as project:
        (document,) = project.documents()
        made = load_suggester(names["Capitals"], project.label_set())
        (found,) = made.suggest(document)
        assert found.span.of(document.text) == "SHAME"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_notebook_shows_what_its_cells_do():
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    shown = [one.get("outputs", []) for one in cells]
    assert run(cells) == shown, "run `python -m tests.helpers.notebook`"
