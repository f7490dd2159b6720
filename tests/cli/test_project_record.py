"""Import and `headlines` on the command line: what is recorded of texts, and titles to annotate."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from annotator.annotations.events import Draft, Finish, Put
from annotator.api import ProjectFolder
from annotator.cli import main
from annotator.cli.settings_file import open_project
from annotator.errors import DataError
from annotator.model import Span
from annotator.store import Store
from annotator.workflow.project_settings import is_locked

TITLE = "Tevik lied about the dam"
TEXT = f"{TITLE}\n\nMoro stayed. Nobody spoke."


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A project with one text; the settings of whoever runs the tests are not read."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("ANNOTATOR_NAME", "ann")
    project = tmp_path / "study"
    run("init", folder=project)
    corpora = project / "corpora"
    corpora.mkdir(exist_ok=True)
    (corpora / "a.txt").write_text(TEXT, "utf-8")
    return project


def run(*words, folder, code=0):
    """What a command prints: results, then messages."""
    arguments = ["init", str(folder)] if words == ("init",) else ["-p", str(folder), *words]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == code, done.output
    return done.output


def configure(folder, text):
    (folder / "settings.yaml").write_text(text, "utf-8")


def opened(folder):
    return Store.open(folder / "annotations.db")


# --------------------------------------------------------------------------------- import


def test_a_text_that_is_found_again_is_known_and_its_sources_are_shown(folder):
    line = {"text": TEXT, "id": 7, "source": "Daily"}
    (folder / "corpora" / "b.jsonl").write_text(json.dumps(line), "utf-8")
    said = run("import", folder=folder)
    assert "1 new document with 2 sentences, 1 already there (1 from another place)" in said
    said = run("import", folder=folder)
    assert "0 new documents with 0 sentences, 2 already there\n" in said
    with opened(folder) as store:
        (uid,) = store.documents.uids()
        assert store.documents.get(uid).meta == {}
        assert store.documents.get(uid).splitter.startswith("rules@")
    shown = run("show", uid, folder=folder)
    assert "read from: corpora/a.txt\nread from: corpora/b.jsonl, id 7\n" in shown


STORY = "\n\n".join(f"The mayor of town {n} said on day {n} that dam {n} fell." for n in range(9))


def test_near_duplicates_are_imported_named_and_shown(folder):
    (folder / "corpora" / "story.txt").write_text(STORY, "utf-8")
    (folder / "corpora" / "wire.txt").write_text(f"{STORY}\n\nNobody was hurt there.", "utf-8")
    said = run("import", folder=folder)
    assert "3 new documents" in said
    assert "near-duplicate: corpora/wire.txt (b2:" in said
    assert "shares 100 % of its phrases with corpora/story.txt (b2:" in said
    (group,) = run("show", "--near-duplicates", folder=folder).strip().split("\n\n")
    uids = [line.split()[0] for line in group.splitlines()]
    for uid, other in (uids, uids[::-1]):
        assert f"nearly the same as: {other}" in run("show", uid, folder=folder)
    assert "near-duplicate" not in run("import", folder=folder)


def test_a_file_whose_text_changed_is_named(folder, tmp_path):
    run("import", folder=folder)
    (folder / "corpora" / "a.txt").write_text(f"{TEXT} It rained.", "utf-8")
    said = run("import", folder=folder)
    assert "corpora/a.txt changed since it was imported: its text is a new document, b2:" in said
    assert "changed" not in run("import", folder=folder)
    outside = tmp_path / "a.txt"
    for text, is_changed in (("It fell.", False), (STORY, False), (f"{STORY} It fell.", True)):
        outside.write_text(text, "utf-8")
        said = run("import", str(outside), folder=folder)
        assert ("a.txt changed since" in said) == is_changed
        assert "near-duplicate" not in said


def test_a_file_outside_the_project_is_recorded_by_its_name(folder, tmp_path):
    outside = tmp_path / "private" / "x.txt"
    outside.parent.mkdir()
    outside.write_text("It fell.", "utf-8")
    run("import", str(outside), folder=folder)
    with opened(folder) as store:
        (uid,) = store.documents.uids()
        assert [one.path for one in store.documents.sources(uid)] == ["x.txt"]


def test_a_page_that_is_found_again_is_recorded(folder):
    page = "<html><head><title>Dam</title></head><body><article><p>{}</p></article></body></html>"
    for name in ("one.html", "two.html"):
        text = page.format("The dam was built in a year. Nobody saw it. " * 5)
        (folder / "corpora" / name).write_text(text, "utf-8")
    (folder / "corpora" / "a.txt").unlink()
    said = run("import", folder=folder)
    assert "1 already there (1 from another place)" in said
    with opened(folder) as store:
        (uid,) = store.documents.uids()
        found = store.documents.sources(uid)
        assert [one.path for one in found] == ["corpora/one.html", "corpora/two.html"]
        assert {tuple(sorted(one.meta.items())) for one in found} == {
            tuple(sorted(store.documents.get(uid).meta.items()))
        }


# ------------------------------------------------------------------------------ headlines


def sentences(folder):
    with opened(folder) as store:
        (uid,) = store.documents.uids()
        document = store.documents.get(uid)
        return [one.of(document.text) for one in document.sentences]


PARAGRAPH = ["Moro stayed.", "Nobody spoke."]


def test_headlines_make_titles_sentences_and_leave_them_out_again(folder):
    run("import", folder=folder)
    assert sentences(folder) == PARAGRAPH
    configure(folder, "headlines: yes\n")
    said = run("suggest", folder=folder)
    assert "titles are sentences to annotate from now on, as settings.yaml says" in said
    assert "in 1 document" in said
    assert sentences(folder) == [TITLE, *PARAGRAPH]
    said = run("suggest", folder=folder)
    assert "titles" not in said
    assert "every document has" in said
    configure(folder, "theme: light\n")
    assert "titles" not in run("suggest", folder=folder)
    assert sentences(folder) == [TITLE, *PARAGRAPH]
    configure(folder, "headlines: no\n")
    assert "titles are left out of the queue" in run("suggest", folder=folder)
    assert sentences(folder) == PARAGRAPH


@pytest.mark.parametrize(
    "words", [["import"], ["export", "-"], ["agreement"], ["suggest"]], ids=lambda one: one[0]
)
def test_commands_that_open_the_project_apply_headlines(folder, words):
    run("import", folder=folder)
    configure(folder, "headlines: yes\n")
    code = 1 if words == ["agreement"] else 0  # nobody has finished anything
    assert "titles are sentences" in run(*words, folder=folder, code=code)
    assert sentences(folder) == [TITLE, *PARAGRAPH]
    with opened(folder) as store:
        settings = [one for one in store.project.iterate() if one.change.kind == "setting"]
        (set_by,) = [one for one in settings if one.change.name == "headlines"]
        change = set_by.change
        assert (set_by.actor, change.name, change.value) == ("ann", "headlines", "yes")


def test_only_a_lead_locks_boundaries_where_there_is_one(folder):
    configure(folder, "lock_boundaries: yes\n")
    said = run("import", folder=folder)
    assert "sentences and boilerplate are changed by leads only from now on" in said
    with opened(folder) as store:
        assert is_locked(store)
        store.annotators.register("lea", "lead")
    configure(folder, "lock_boundaries: no\n")
    said = run("suggest", folder=folder)
    assert "ann may not change the setting lock_boundaries: ask a lead of this project: lea" in said
    with opened(folder) as store:
        assert is_locked(store)
    assert "changed by everybody from now on" in run("-a", "lea", "suggest", folder=folder)
    assert "\nlock_boundaries          no" in run("settings", folder=folder)


def test_texts_imported_with_headlines_have_their_titles_at_once(folder):
    configure(folder, "headlines: yes\n")
    run("import", folder=folder)
    assert sentences(folder) == [TITLE, *PARAGRAPH]


def test_what_was_annotated_in_a_title_is_exported_with_headlines_off(folder):
    run("import", folder=folder)
    title = Span(0, len(TITLE))
    with opened(folder) as store:
        (uid,) = store.documents.uids()
        store.annotators.enrol("ann")
        put = Put("u", "loaded_language", (Span(6, 10),), {})
        done = [put, Finish(finished=True, shown=True)]
        store.events.record("ann", [Draft(uid, title, change) for change in done])
    head, *lines = run("export", "-", folder=folder).splitlines()
    assert json.loads(head)["annotators"] == [{"name": "ann", "role": "annotator"}]
    (document,) = map(json.loads, lines)
    assert [one["text"] for one in document["sentences"]] == PARAGRAPH
    (reading,) = document["readings"]
    (judgement,) = reading["judgements"]
    assert judgement["sentence"]["text"] == TITLE
    assert [one["fragments"][0]["text"] for one in judgement["annotations"]] == ["lied"]
    rows = run("export", "-", "--format", "csv", folder=folder)
    assert TITLE in rows


def test_settings_says_whether_headlines_are_on_and_where_that_stands(folder):
    assert "\nheadlines                no\n" in run("settings", folder=folder)
    configure(folder, "headlines: yes\n")
    run("import", folder=folder)
    file, database = folder / "settings.yaml", folder / "annotations.db"
    assert f"\nheadlines                yes              {file}\n" in run("settings", folder=folder)
    file.unlink()
    shown = run("settings", folder=folder)
    assert f"\nheadlines                yes              {database}\n" in shown


@pytest.mark.parametrize("text", ["headlines: maybe\n", "headlines: [yes]\n", "headlines: {\n"])
def test_a_wrong_value_is_an_error_with_its_line_and_changes_nothing(folder, text):
    run("import", folder=folder)
    configure(folder, text)
    run("suggest", folder=folder, code=1)
    with pytest.raises(DataError, match=r"settings\.yaml:\d"):
        open_project(ProjectFolder(folder))
    assert sentences(folder) == PARAGRAPH


def test_other_mistakes_in_settings_do_not_stop_an_export(folder):
    run("import", folder=folder)
    configure(folder, "theme: beige\nheadlines: yes\n")
    run("export", "-", folder=folder)
    assert sentences(folder) == [TITLE, *PARAGRAPH]
