"""Options of `annotator import` for files with annotations: whose they are, labels, dry runs."""

from __future__ import annotations

import difflib
import json
import shutil

import pytest
from click.testing import CliRunner

from annotator.api import ProjectFolder
from annotator.cli import import_annotations, main
from annotator.model import Span
from annotator.store import Store
from tests.helpers.paths import ROOT

TEXT = "Tevik described the dam. Moro said nothing of it.\n"
LINES = "T1\tverdict_false 6 15\tdescribed\nT2\tPerson 25 29\tMoro\nR1\tabout Arg1:T1 Arg2:T2\n"


def run(folder, *arguments, **options):
    return CliRunner().invoke(main, ["-p", str(folder), *map(str, arguments)], **options)


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    (folder / "corpora").mkdir(parents=True)
    shutil.copy(ROOT / "labels.yaml", folder)
    return folder


@pytest.fixture
def file(tmp_path):
    """A text with two annotations and a relation, by nobody."""
    folder = tmp_path / "wire"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, "utf-8")
    (folder / "a.ann").write_text(LINES, "utf-8")
    return folder / "a.ann"


def held(folder, name):
    """The annotations of an annotator: label and words."""
    with Store.open(folder / "annotations.db") as store:
        return sorted(
            (made.label, made.span.of(TEXT))
            for uid in store.documents.uids()
            for one in store.judgements.of_document(name, uid).values()
            for made in one.annotations.values()
        )


def roles(folder):
    with Store.open(folder / "annotations.db") as store:
        return {name: store.annotators.role(name) for name in store.annotators.names()}


BOTH = [("Person", "Moro"), ("verdict_false", "described")]


def test_a_file_that_names_nobody_gets_a_name_and_says_so(project, file):
    result = run(project, "import", file)
    assert result.exit_code == 0
    assert held(project, "wire") == BOTH
    assert "wire is the name of the file, which names nobody" in result.stderr


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--as", "bea"], {"bea": "annotator"}),
        (["--as", "net", "--role", "machine"], {"net": "machine"}),
        (["--role", "gold"], {"gold": "gold"}),
        (["--role", "gold", "--as", "gold"], {"gold": "gold"}),
        (["--role", "machine"], {"wire": "machine"}),
    ],
)
def test_the_name_and_the_role_are_those_asked_for(project, file, options, expected):
    result = run(project, "import", file, *options)
    assert result.exit_code == 0
    assert roles(project) == expected
    assert held(project, *expected) == BOTH


def test_gold_has_no_other_name(project, file):
    result = run(project, "import", file, "--role", "gold", "--as", "bea")
    assert result.exit_code == 1
    assert "gold has no other name" in str(result.exception)


def test_only_leads_import_gold_where_there_are_leads(project, file):
    assert run(project, "import", file).exit_code == 0
    assert run(project, "people", "role", "wire", "lead").exit_code == 0
    refused = run(project, "-a", "ann", "import", file, "--role", "gold")
    assert refused.exit_code == 1
    assert "ann may not import gold: ask a lead of this project: wire" in str(refused.exception)
    assert run(project, "-a", "wire", "import", file, "--role", "gold").exit_code == 0
    assert held(project, "gold") == BOTH


def test_an_annotator_does_not_become_a_machine(project, file):
    assert run(project, "import", file, "--as", "bea").exit_code == 0
    result = run(project, "import", file, "--as", "bea", "--role", "machine")
    assert result.exit_code == 1
    assert "'bea' is machine here, and annotator in the project" in str(result.exception)


def test_work_of_several_annotators_on_one_text_cannot_become_that_of_one(project, file, tmp_path):
    for name in ("ann", "bea"):
        assert run(project, "import", file, "--as", name).exit_code == 0
    both = tmp_path / "both.jsonl"
    assert run(project, "export", both).exit_code == 0
    other = tmp_path / "other"
    shutil.copytree(project / "corpora", other / "corpora")
    result = run(other, "import", both, "--as", "eve")
    assert result.exit_code == 1
    assert "'ann' and 'bea' both annotated" in str(result.exception)
    assert "divide the file by annotator" in str(result.exception)
    assert run(other, "import", both).exit_code == 0
    assert held(other, "bea") == BOTH


def test_one_annotator_in_a_native_file_can_get_another_name(project, file, tmp_path):
    assert run(project, "import", file, "--as", "ann").exit_code == 0
    one = tmp_path / "one.jsonl"
    assert run(project, "export", one).exit_code == 0
    assert run(project, "import", one, "--as", "eve").exit_code == 0
    assert held(project, "eve") == BOTH


# ------------------------------------------------------------------------------- labels


def test_labels_are_renamed_or_left_out_and_what_is_left_out_is_counted(project, file):
    result = run(project, "import", file, "--map", "Person=", "--map", "verdict_false=claim")
    assert result.exit_code == 0
    assert held(project, "wire") == [("claim", "described")]
    assert "1 × label Person" in result.stderr
    assert "1 × relation of labels that were left out" in result.stderr
    assert (project / "labels.yaml").read_bytes() == (ROOT / "labels.yaml").read_bytes()


def test_a_label_to_rename_that_no_file_has_is_a_wrong_use(project, file):
    result = run(project, "import", file, "--map", "Persson=claim")
    assert result.exit_code == 2
    assert "no annotation has the label 'Persson'. Did you mean 'Person'?" in result.stderr
    assert roles(project) == {}


@pytest.mark.parametrize("given", ["Person", "=claim"])
def test_a_map_without_two_names_is_a_wrong_use(project, file, given):
    result = run(project, "import", file, "--map", given)
    assert result.exit_code == 2
    assert "expected OLD=NEW" in result.stderr


def test_unknown_labels_are_added_to_the_label_file_and_named(project, file):
    before = (project / "labels.yaml").read_text("utf-8")
    result = run(project, "import", file)
    assert "labels that labels.yaml did not have are new: Person (1)" in result.stderr
    after = (project / "labels.yaml").read_text("utf-8")
    changes = difflib.ndiff(before.splitlines(True), after.splitlines(True))
    assert {line[0] for line in changes} == {" ", "+"}
    label = ProjectFolder(project).label_set().label("Person")
    assert (label.kind, label.unit, label.group, label.key) == ("framing", "span", "imported", "")
    assert run(project, "rules", "check").exit_code == 0
    again = run(project, "import", file)
    assert "labels.yaml" not in again.stderr
    assert (project / "labels.yaml").read_text("utf-8") == after


def test_a_failed_import_leaves_the_label_file_as_it_was(project, file, monkeypatch):
    before = (project / "labels.yaml").read_bytes()

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("annotator.api.added_labels._check", fail)
    assert run(project, "import", file).exit_code == 1
    assert (project / "labels.yaml").read_bytes() == before
    assert roles(project) == {}


def test_a_person_on_a_terminal_is_asked_about_each_label(project, file, tmp_path, monkeypatch):
    (file.parent / "b.txt").write_text("Rain fell.", "utf-8")
    (file.parent / "b.ann").write_text("T1\tPlace 0 4\tRain\nT2\tTime 5 9\tfell\n", "utf-8")
    asked = []
    answers = {"Person": ["clam", "claim"], "Place": ["-"], "Time": [""]}

    def answer(name, **_):
        asked.append(name)
        return answers[name].pop(0)

    monkeypatch.setattr(import_annotations, "_is_terminal", lambda: True)
    monkeypatch.setattr(import_annotations.click, "prompt", answer)
    result = run(project, "import", "--format", "brat", file.parent)
    assert result.exit_code == 0, result.output
    assert asked == ["Person", "Person", "Place", "Time"]
    assert "1 annotation with the label 'Place'" in result.stderr
    assert "Did you mean 'claim'?" in result.stderr
    assert held(project, "wire")[0][0] == "Time"
    assert "1 × label Place" in result.stderr
    assert ProjectFolder(project).label_set().label("Place") is None


# ------------------------------------------------------------------------------ dry runs


def test_a_dry_run_says_what_would_happen_and_changes_nothing(project, file):
    text = project / "corpora" / "b.txt"
    text.write_text("Rain fell.\n", "utf-8")
    assert run(project, "import").exit_code == 0
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    text.write_text("Rain fell on Monday.\n", "utf-8")
    before[text] = text.read_bytes()
    dry = run(project, "import", "--dry-run", file, text)
    assert dry.exit_code == 0
    assert "nothing is changed" in dry.stderr
    assert "labels that labels.yaml did not have would be added: Person (1)" in dry.stderr
    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == before
    real = run(project, "import", file, text)
    of_texts = "1 new document with 1 sentence, 0 already there"
    of_file = "2 annotations added"
    for said in (of_texts, of_file):
        assert said in dry.stderr
        assert said in real.stderr


def test_a_dry_run_makes_no_database(project, file):
    result = run(project, "import", "--dry-run", file)
    assert result.exit_code == 0
    assert sorted(path.name for path in project.iterdir()) == ["corpora", "labels.yaml"]


def test_json_has_the_figures_on_stdout(project, file):
    result = run(project, "import", "--json", file, "--as", "bea")
    found = json.loads(result.stdout)
    (one,) = found["files"]
    assert (one["documents"], one["annotations"], one["annotators"]) == (1, 2, {"bea": "annotator"})
    assert found["new_labels"] == {"Person": 1}
    assert found["texts"] is None


# ---------------------------------------------------------------------------- bad lines


def test_good_lines_are_kept_if_asked_and_the_others_are_named(project, file):
    file.write_text(LINES + "T9\tPerson 900 904\tMoro\n", "utf-8")
    refused = run(project, "import", file)
    assert refused.exit_code == 1
    assert f"{file}:4: expected offsets inside a text" in str(refused.exception)
    assert roles(project) == {}
    kept = run(project, "import", "--keep-good", file)
    assert kept.exit_code == 0
    assert f"not imported: {file}:4: expected offsets inside a text" in kept.stderr
    assert held(project, "wire") == BOTH


@pytest.mark.parametrize(
    "option", [["--as", "bea"], ["--role", "gold"], ["--map", "a=b"], ["--layer", "x"]]
)
def test_options_for_annotations_need_a_file_with_annotations(project, tmp_path, option):
    text = tmp_path / "c.txt"
    text.write_text("Snow fell.\n", "utf-8")
    result = run(project, "import", text, *option)
    assert result.exit_code == 2
    assert f"{option[0]} needs a file with annotations" in result.stderr


# ---------------------------------------------------------------------------- sentences


def test_work_is_filed_under_the_sentences_that_the_project_has(project, file):
    text = project / "corpora" / "a.txt"
    text.write_text(TEXT, "utf-8")
    assert run(project, "import").exit_code == 0
    assert run(project, "import", file).exit_code == 0
    with Store.open(project / "annotations.db") as store:
        (uid,) = store.documents.uids()
        found = store.judgements.of_document("wire", uid)
        assert [*found] == [*store.documents.sentences(uid)]
        assert [len(one.annotations) for one in found.values()] == [1, 1]
        assert all(one.finished for one in found.values())


def test_an_annotated_title_of_a_known_text_is_filed_under_a_sentence(project, tmp_path):
    text = "Dam talks stall\n\nTevik described the dam. Moro said nothing.\n"
    (project / "corpora" / "a.txt").write_text(text, "utf-8")
    assert run(project, "import").exit_code == 0
    folder = tmp_path / "wire"
    folder.mkdir()
    (folder / "a.txt").write_text(text, "utf-8")
    (folder / "a.ann").write_text("T1\tclaim 0 9\tDam talks\n", "utf-8")
    assert run(project, "import", folder / "a.ann").exit_code == 0
    with Store.open(project / "annotations.db") as store:
        (uid,) = store.documents.uids()
        first = store.documents.sentences(uid)[0]
        (made,) = store.judgements.of_document("wire", uid)[first].annotations.values()
        assert made.span == Span(0, 9)


# ------------------------------------------------------------------------- imported again


def test_a_file_that_was_changed_adds_to_what_it_brought(project, file):
    assert run(project, "import", file).exit_code == 0
    file.write_text(LINES.replace("6 15\tdescribed", "0 5\tTevik"), "utf-8")
    for _ in range(2):
        assert run(project, "import", file).exit_code == 0
        assert held(project, "wire") == sorted([*BOTH, ("verdict_false", "Tevik")])
    with Store.open(project / "annotations.db") as store:
        (uid,) = store.documents.uids()
        judgements = store.judgements.of_document("wire", uid).values()
        known = {made for one in judgements for made in one.annotations}
        relations = [made for one in judgements for made in one.relations.values()]
    assert len(relations) == 2
    assert {end for one in relations for end in one.ends} == known
    file.write_text(LINES, "utf-8")
    again = run(project, "import", file)
    assert "0 judged sentences with 0 annotations added" in again.stderr
