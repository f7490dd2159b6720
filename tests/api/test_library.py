"""The library: its examples are run, and what it returns is what the commands hold and print."""

from __future__ import annotations

import doctest
import json
import subprocess
import sys
from html.parser import HTMLParser

import pytest

import annotator
import annotator.api.dataset_file
import annotator.api.labelled_document
import annotator.api.project
from annotator.cli.import_texts import import_summary
from annotator.store import Store
from tests.helpers.app_driver import press
from tests.test_journey import annotator as run_command

TEXT = 'Dam talks stall\n\nKorrund falsely described the closure as a "fix". The mayor left.\n'


@pytest.fixture
def study(tmp_path, monkeypatch):
    """A folder with a project and its text, as the examples assume."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "dam.txt").write_text(TEXT, "utf-8")
    return tmp_path / "study"


def made(study):
    with annotator.create(study) as project:
        project.import_texts("texts")
        project.suggest()
        label_set = project.label_set()
        project.store.annotators.enrol("ann")
    press(study / "annotations.db", ["a", "space"], label_set=label_set)


def examples():
    """Every docstring of the library with an example."""
    modules = (
        annotator.api,
        annotator.api.project,
        annotator.api.labelled_document,
        annotator.api.dataset_file,
    )
    found = (test for one in modules for test in doctest.DocTestFinder().find(one))
    return [test for test in found if test.examples]


MAKES_A_PROJECT = {"annotator.api", "annotator.api.project.Project"}


@pytest.mark.parametrize("example", examples(), ids=lambda one: one.name)
def test_the_examples_of_the_library_hold(study, example):
    if example.name not in MAKES_A_PROJECT:
        made(study)
    example.globs.clear()
    runner = doctest.DocTestRunner()
    runner.run(example)
    assert runner.summarize(verbose=False).failed == 0


def test_there_are_examples_of_what_one_begins_with():
    names = {one.name.rpartition(".")[2] for one in examples()}
    assert {"api", "open", "suggest", "Project", "documents", "annotations"} <= names


def test_importing_the_library_loads_nothing_that_is_slow():
    slow = "{'numpy', 'spacy', 'yaml', 'sqlite3'} & {*sys.modules}"
    code = f"import annotator, sys; print(annotator.__version__, {slow})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"{annotator.__version__} set()\n"
    with pytest.raises(AttributeError, match="no attribute 'opne'"):
        annotator.opne  # noqa: B018 - a name with a slip


def test_a_document_has_what_its_annotators_hold(study):
    made(study)
    with annotator.open(study) as project:
        (document,) = project.documents()
        assert document.title == "Dam talks stall"
        assert [one.text for one in document.sentences] == [
            'Korrund falsely described the closure as a "fix".',
            "The mayor left.",
        ]
        (one,) = document.annotations()
        assert (one.text, one.by, one.origin) == ("falsely described", "ann", "accepted")
        assert document.text[one.start : one.end] == one.text
        assert document.annotations(by="bea") == []
        assert [done.number for done in document.finished("ann")] == [1]
        assert {found.tier for found in document.suggestions()} <= {"high", "medium", "low"}
        assert project.annotators() == {"ann": "annotator"}


def test_the_library_and_the_commands_give_the_same(study, tmp_path):
    made(study)
    run_command("export", tmp_path / "by_command.jsonl", folder=study)
    printed = run_command("agreement", "--json", folder=study, code=1).stdout  # one annotator
    with annotator.open(study) as project:
        done = project.export(tmp_path / "by_library.jsonl")
        report = project.agreement()
        with pytest.raises(annotator.AnnotatorError, match="there is no annotator 'an'"):
            project.agreement(by=["an"])
        with pytest.raises(annotator.AnnotatorError, match=r"labels\.yaml"):
            project.export(study / "labels.yaml", format="jsonl")
    assert (done.format, done.documents, done.readings) == ("native", 1, 1)
    ours, theirs = ((tmp_path / f"by_{one}.jsonl").read_bytes() for one in ("library", "command"))
    assert ours == theirs
    assert json.loads(printed) == report.as_list()


def test_an_export_is_imported_into_an_empty_project_and_exported_as_the_same_bytes(
    study, tmp_path
):
    made(study)
    with annotator.open(study) as project:
        project.export("first.jsonl")
    with annotator.create(tmp_path / "two") as project:
        assert project.import_annotations("first.jsonl").annotations == 1
        project.export("second.jsonl")
    assert (tmp_path / "first.jsonl").read_bytes() == (tmp_path / "second.jsonl").read_bytes()


def test_a_project_is_made_once_and_must_be_there_to_be_opened(study, tmp_path):
    with pytest.raises(annotator.AnnotatorError, match="there is no project"):
        annotator.open(study)
    annotator.create(study).close()
    with pytest.raises(annotator.AnnotatorError, match="there is a project already"):
        annotator.create(study)
    bad = tmp_path / "bad.yaml"
    bad.write_text("labels: 3\n", "utf-8")
    with pytest.raises(annotator.DataError):
        annotator.create(tmp_path / "three", labels=bad)
    assert not (tmp_path / "three").exists()
    with pytest.raises(TypeError, match="put it into a list"):
        annotator.suggest("one text")


class Checked(HTMLParser):
    """Collects the text of balanced HTML."""

    def __init__(self):
        super().__init__()
        self.open, self.text, self.tags = [], "", []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def parsed(markup: str) -> Checked:
    found = Checked()
    found.feed(markup)
    found.close()
    assert found.open == []
    return found


def test_a_notebook_shows_a_document_and_an_agreement_as_html(study):
    made(study)
    with annotator.open(study) as project:
        (document,) = project.documents()
        shown = parsed(document._repr_html_())
        assert document.text.strip() in shown.text
        assert "mark" in shown.tags
        assert "accepted" in shown.text
        assert "agreement needs two" in parsed(project.agreement()._repr_html_()).text
    press(study / "annotations.db", ["a", "space"], annotator="bea")
    with annotator.open(study) as project:
        shown = parsed(project.agreement()._repr_html_())
    assert "span F1, exact" in shown.text
    assert "verdict_false" in shown.text
    assert shown.tags.count("table") == 3


def test_the_text_of_a_document_is_never_markup(tmp_path):
    hostile = "<script>alert(1)</script> & \x1b[31m \u202ered he falsely claimed <b>it</b>."
    with annotator.create(tmp_path / "study") as project:
        file = tmp_path / "x.jsonl"
        file.write_text(json.dumps({"text": hostile, "title": "<i>t</i>"}) + "\n", "utf-8")
        project.import_texts(file)
        (document,) = project.documents()
        markup = document._repr_html_()
    assert "\x1b" not in markup
    assert "\u202e" not in markup
    assert {*parsed(markup).tags} <= {"h4", "div", "mark", "table", "caption", "tr", "th", "td"}


def test_a_fault_inside_closes_the_database(study):
    made(study)
    with pytest.raises(ZeroDivisionError), annotator.open(study) as project:
        1 / 0  # noqa: B018
    with pytest.raises(Exception, match=r"closed|Cannot operate"):
        project.store.documents.uids()
    with Store.open(study / "annotations.db", create=False) as store:
        assert store.documents.count() == 1


def test_an_import_says_which_texts_the_rules_are_not_for(study):
    german = "Die Fähre\n\nDer Eigentümer sagte, sie ist neu. Das ist nicht wahr, und er weiß es.\n"
    for name in ("a", "b"):
        study.parent.joinpath(f"texts/{name}.txt").write_text(german + name, "utf-8")
    with annotator.create(study) as project:
        result = project.import_texts("texts")
        again = project.import_texts("texts")
    assert result.new == 3
    assert result.languages == {"de": 2}
    assert "2 texts taken for de: only rules for this language" in "\n".join(import_summary(result))
    assert not again.languages
