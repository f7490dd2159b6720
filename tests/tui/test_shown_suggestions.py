"""What suggestions are on show: settings, one key for more or fewer, and the record of it."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from functools import partial

import pytest
from click.testing import CliRunner

from annotator.annotations import commands
from annotator.annotations.project_events import SetSetting
from annotator.annotations.visibility import EVERYTHING, Shown, parse_filter, view_of
from annotator.cli import main
from annotator.cli.settings_file import read_files
from annotator.errors import DataError
from annotator.model import OnShow, Tier
from annotator.store import Store
from annotator.store.query import KnownNames, parse
from annotator.workflow.project_settings import Settings, set_hidden, with_project_settings
from tests.helpers.app_driver import example_store, press
from tests.helpers.memory_store import at, example_document, labels, suggestions
from tests.helpers.screenless import controller_on
from tests.helpers.suggestion_runs import put_suggestions
from tests.tui.test_blind import shows, state_of
from tests.tui.test_plain_text import written

DOCUMENT = example_document()
FIRST = DOCUMENT.sentences[0]
HIGH = suggestions()[0]
WIDE = (160, 24)


@pytest.fixture
def path(tmp_path):
    """The example with a low suggestion in each sentence, and a claim that a high one frames."""
    store_path = example_store(tmp_path)
    claim = replace(HIGH, span=at("claims nothing"), label="claim", tier=Tier.MEDIUM, attributes={})
    with Store.open(store_path) as store:
        framing = replace(HIGH, frames=claim.key)
        low = replace(HIGH, span=at("described"), tier=Tier.LOW, rule="hedge.weak@1")
        put_suggestions(store, DOCUMENT.uid, [framing, low, claim])
    return store_path


def on_show_with(settings, path, shown=Shown.DEFAULT):
    """The tiers and labels on show, of a controller with these settings."""
    with Store.open(path) as store:
        store.annotators.enrol("ann")
        work = controller_on(store, settings)
        if shown is not Shown.DEFAULT:
            work.show_suggestions(shown)
        return sorted((one.tier, one.label == "claim") for one in work.session.suggestions)


ALL = [("high", False), ("low", False), ("medium", True)]


# ------------------------------------------------------------------------ filters


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("tier:low", [("high", False), ("medium", True)]),
        ("kind:claim", [("high", False), ("low", False)]),
        ("kind:claim tier:low", ALL),
        ("kind:framing tier:low", [("high", False), ("medium", True)]),
        ("label:claim", [("high", False), ("low", False)]),
        ("rule:hedge.weak", [("high", False), ("medium", True)]),
        ("label:nothing", ALL),
    ],
)
def test_a_filter_hides_what_fits_all_of_its_parts(path, text, left):
    for name in ("hide", "hide_always", "hide_more"):
        assert on_show_with(Settings(**{name: (text,)}), path) == left


@pytest.mark.parametrize(
    "text", ["", "low", "tier:", "tier:none", "kind:verb", "tier:low tier:high"]
)
def test_a_filter_that_makes_no_sense_is_refused(text):
    with pytest.raises(ValueError, match=r"not made of|is one of|names no"):
        parse_filter(text)


def test_a_key_shows_all_that_the_project_allows_then_fewer(path):
    settings = Settings(hide=("tier:low",), hide_always=("kind:claim",))
    assert on_show_with(settings, path) == [("high", False)]
    assert on_show_with(settings, path, Shown.ALL) == [("high", False), ("low", False)]
    assert on_show_with(Settings(), path, Shown.HIGH) == [("high", False)]


def test_what_a_person_hides_comes_with_the_key_and_adds_to_the_project(path):
    settings = Settings(hide=("tier:low",), hide_more=("kind:claim",))
    assert on_show_with(settings, path) == [("high", False)]
    assert on_show_with(settings, path, Shown.ALL) == ALL


# ------------------------------------------------------------------------ on the screen


def test_the_header_and_the_message_say_what_is_on_show(path):
    settings = Settings(hide=("tier:low",))
    screens = [press(path, ["S"] * times, settings=settings, size=WIDE) for times in range(4)]
    assert ["some hidden" in one[0] for one in screens] == [True, False, False, True]
    assert "all shown" in screens[1][0]
    assert "high tier" in screens[2][0]
    assert shows(screens[1], "all suggestions are on show")
    assert shows(screens[2], "only suggestions of the high tier are on show")
    assert shows(screens[3], "suggestions on show: all but tier:low")
    plain = press(path, [], size=WIDE)
    assert not any(word in plain[0] for word in ("hidden", "shown", "tier"))
    assert "high tier" in press(path, ["S"], size=WIDE)[0]
    assert "high tier" not in press(path, ["S", "S"], size=WIDE)[0]


def test_a_sentence_whose_suggestions_are_hidden_does_not_say_that_there_is_none(path):
    hidden_here = press(path, ["j", "j"], settings=Settings(hide=("kind:claim",)), size=WIDE)
    assert shows(hidden_here, "no suggestion on show here")
    assert shows(press(path, ["k"], size=WIDE), "no suggestion here")


def test_the_selected_mark_stays_selected(path):
    screen = press(path, ["S"], size=WIDE)
    assert any("▸?" in line for line in screen)
    assert shows(screen, f"? {labels().label(HIGH.label).title}")


def test_plain_text_mode_says_it(path):
    lines = written(path, "S", "S", settings=Settings(hide=("tier:low",)))
    assert lines[1] == "suggestions on show: all but tier:low"
    assert not any("on show" in line for line in written(path))
    assert "all suggestions are on show" in lines
    assert "only suggestions of the high tier are on show" in lines


def test_a_relation_does_not_name_a_hidden_claim(path):
    with Store.open(path) as store:
        store.annotators.enrol("ann")
        for settings, count in ((Settings(), 1), (Settings(hide=("kind:claim",)), 0)):
            session = controller_on(store, settings).session
            assert len(session.related(session.selected_mark)) == count


# ------------------------------------------------------------------------ what counts


def test_what_is_hidden_is_not_in_the_finish_and_not_on_show_for_an_annotation(path):
    settings = Settings(hide=("tier:low", "tier:high"))
    with Store.open(path) as store:
        store.annotators.enrol("ann")
        work = controller_on(store, settings)
        (draft,) = commands.finish(work.session)
        assert draft.change.suggestions == ()
        assert work.session.on_show(FIRST, HIGH.label, (HIGH.span,)) is OnShow.NONE
        work.show_suggestions(Shown.ALL)
        (draft,) = commands.finish(work.session)
        assert len(draft.change.suggestions) == 2
        assert work.session.on_show(FIRST, HIGH.label, (HIGH.span,)) is OnShow.SAME


def test_a_blind_sentence_misses_only_what_would_have_been_on_show(path):
    hide = Settings(blind_share=1.0, hide=("tier:low",))
    screen = press(path, ["space"], settings=hide, size=WIDE)
    assert shows(screen, "missed 1")
    assert not state_of(path, 0).shown


@pytest.mark.parametrize("typed", ["tier:low", "rule:hedge.weak", "tier:low is:undecided"])
def test_the_search_finds_nothing_that_is_hidden(path, typed):
    query = parse(typed, KnownNames(rules=["hedge.weak"]))
    with Store.open(path) as store:
        store.annotators.enrol("ann")

        def found(view):
            chunks = store.search.start("ann", query, view=view).chunks()
            return [one for chunk in chunks for one in chunk]

        (position,) = found(EVERYTHING)
        for text in ("tier:low", "kind:framing tier:low", "rule:hedge.weak"):
            view = view_of("", Shown.DEFAULT, (text,), (), labels())
            assert found(view) == []
            (hit,) = store.search.hits("ann", [position], query, view=view)
            assert len(hit.suggested) == 1
        assert found(view_of("", Shown.HIGH, (), (), labels())) == []


def test_each_change_begins_a_sitting_that_has_what_is_on_show(path):
    press(path, ["S", "f"], settings=Settings(hide=("tier:low",), hide_more=("kind:claim",)))
    with closing(sqlite3.connect(path)) as raw:
        rows = raw.execute("SELECT settings FROM sittings ORDER BY id").fetchall()
        (event,) = raw.execute("SELECT sitting_id FROM events").fetchall()
        (last,) = raw.execute("SELECT max(id) FROM sittings").fetchone()
    first, second = (json.loads(text) for (text,) in rows[-2:])
    assert (first["hide"], first["hide_more"]) == (["tier:low"], ["kind:claim"])
    assert (first["shown"], second["shown"]) == ("default", "all")
    assert event == (last,)


# ------------------------------------------------------------------------ settings


def test_a_name_that_there_is_not_is_reported_at_the_start(path):
    settings = Settings(hide=("rule:hedge.wrong", "label:hedge"))
    line = "hidden in settings.yaml, not in labels.yaml: rule:hedge.wrong"
    assert shows(press(path, [], settings=settings, size=WIDE), line)
    assert line in written(path, settings=settings)


def settings_files(folder, project, person=""):
    files = [folder / "settings.yaml", folder / "person.yaml"]
    for file, text in zip(files, (project, person), strict=True):
        file.write_text(text, "utf-8")
    return files


def test_the_files_of_project_and_person_are_read_apart(tmp_path):
    project = "hide: [tier:low, kind:claim  tier:medium]\nhide_always: label:claim\n"
    read = read_files(settings_files(tmp_path, project, "hide: [kind:claim]\n")).settings
    assert read.hide == ("tier:low", "kind:claim tier:medium")
    assert read.hide_always == ("label:claim",)
    assert read.hide_more == ("kind:claim",)
    assert read.hidden_at_first == (*read.hide, "kind:claim")


@pytest.mark.parametrize(
    ("project", "person", "problem"),
    [
        ("hide: [low]\n", "", "settings.yaml:1: hide: 'low' is not made of tier:..."),
        ("hide:\n- tier:lov\n", "", "settings.yaml:2: hide: tier: is one of high, medium, low"),
        ("", "hide_always: []\n", "person.yaml:1: hide_always applies to everybody"),
    ],
)
def test_mistakes_have_their_line(tmp_path, project, person, problem):
    with pytest.raises(DataError) as caught:
        read_files(settings_files(tmp_path, project, person))
    assert problem in str(caught.value)


def test_a_new_project_hides_what_its_settings_file_says_and_an_empty_list_shows_all(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("ANNOTATOR_NAME", "ann")
    run = partial(CliRunner().invoke, main, catch_exceptions=False)
    assert run(["init", str(tmp_path)]).exit_code == 0
    (tmp_path / "corpora" / "one.txt").write_text("Varga said the plant had closed.\n", "utf-8")
    folder = ["-p", str(tmp_path)]
    printed = run([*folder, "import"]).output
    assert "suggestions hidden at first: tier:low, rule:claim.reported, as settings" in printed
    assert "hidden at first" not in run([*folder, "suggest"]).output
    listed = run([*folder, "settings"]).output
    assert re.search(r"^hide +tier:low, rule:claim.reported +.*settings.yaml$", listed, re.M)
    assert re.search(r"^hide_always +nothing$", listed, re.M)
    (tmp_path / "settings.yaml").unlink()
    assert re.search(r"^hide +tier:low, .*annotations.db$", run([*folder, "settings"]).output, re.M)
    (tmp_path / "settings.yaml").write_text("hide: []\n", "utf-8")
    assert (
        "suggestions hidden at first: nothing, as settings.yaml says"
        in run([*folder, "suggest"]).output
    )
    with Store.open(tmp_path / "annotations.db") as store:
        assert store.settings.hidden_suggestions()["hide"] == ()


def test_the_project_records_each_change_and_binds_everybody(path):
    with Store.open(path) as store:
        wanted = {"hide": ("tier:low", "kind:claim tier:medium"), "hide_always": ()}
        assert set_hidden(store, wanted, actor="lee") == {"hide": wanted["hide"]}
        assert set_hidden(store, wanted, actor="lee") == {}
        assert store.settings.hidden_suggestions() == wanted
        assert with_project_settings(store, Settings()).hide == wanted["hide"]
        set_hidden(store, {"hide": ()}, actor="lee")
        assert store.settings.hidden_suggestions()["hide"] == ()
        made = [one.change for one in store.project.iterate() if one.actor == "lee"]
    assert made == [
        SetSetting("hide", "tier:low\nkind:claim tier:medium"),
        SetSetting("hide", ""),
    ]


def test_the_queue_and_what_was_found_follow_what_is_on_show(path):
    queue = ["/", *"is:undecided", "enter", "q", "F"]
    assert "2 left" in press(path, queue, size=WIDE)[0]
    assert "2 left" in press(path, [], size=WIDE)[0]
    screen = press(path, ["S"], size=WIDE)
    assert "1 left" in screen[0]
    assert shows(screen, "only suggestions of the high tier are on show; 1 left in the queue")
    screen = press(path, ["F", "/", *"is:undecided", "enter", "enter", "S"], size=WIDE)
    assert "1 of 1 found" in screen[0]
    assert "1 of 1 " in press(path, ["/", *"is:undecided", "enter", "q", "S", "o"], size=WIDE)[0]


@pytest.mark.parametrize("settings", [Settings(), Settings(hide=("tier:low",))])
@pytest.mark.parametrize("annotator", ["ann", "an-annotator-with-a-long-name"])
def test_the_header_says_what_its_numbers_are_at_eighty_columns(path, settings, annotator):
    screen = press(path, ["C", "c"], settings=settings, annotator=annotator)
    assert "0/3 finished" in screen[0]
    assert "∅1" in screen[0] or "1 cannot judge" in screen[0]
    narrow = press(path, [], settings=settings, annotator=annotator, size=(40, 12))
    assert "2/3 0/3 finished ∅1" in narrow[0] or "2/3 ✓0/3 ∅1" in narrow[0]


def test_a_voice_is_shown_only_where_the_form_can_change_it(path):
    claim = press(path, ["j", "j"])
    assert shows(claim, "? claim")
    assert shows(claim, "claimant: –")
    assert not shows(claim, "voice")
    assert not shows(press(path, ["i"]), "voice")
    assert shows(press(path, ["k", "k"]), "voice: narrator")
