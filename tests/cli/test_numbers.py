"""Numbers from outside and stored values: checked before they are kept, mended by one command."""

from __future__ import annotations

import json
import shutil
import sqlite3

import click
import pytest
from click.testing import CliRunner

from annotator.cli import main
from annotator.errors import AnnotatorError
from annotator.store import Store
from annotator.tui.line_console import typed_number
from annotator.workflow.project_settings import (
    Settings,
    save_project_settings,
    with_project_settings,
)
from tests.helpers.app_driver import example_store, press
from tests.helpers.memory_store import example_document
from tests.helpers.paths import ROOT
from tests.helpers.screenless import controller_on

WRONG = ["nan", "NaN", "-nan", "inf", "-inf", "infinity", "1e400", "-1", "-0.5", "1e999",
         "9" * 5000, "0x1", "", " ", "1,5", "None"]  # fmt: skip


def commands(group: click.Command, context: click.Context):
    """Every command of a group, and of the groups in it."""
    if isinstance(group, click.Group):
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            yield from commands(command, click.Context(command, context, name))
    else:
        yield group


def number_options():
    """(command, option) for every option that takes a number."""
    for command in commands(main, click.Context(main)):
        for option in command.params:
            if option.type.name.startswith(("float", "integer")):
                yield pytest.param(option, id=f"{command.name} {option.opts[0]}")


@pytest.mark.parametrize("option", list(number_options()))
def test_every_option_with_a_number_refuses_what_is_none_in_its_range(option):
    context = click.Context(click.Command("any"))
    for text in WRONG:
        with pytest.raises(click.BadParameter):
            option.type.convert(text, option, context)
    assert option.type.min is not None  # and nothing from outside is without an end
    assert option.type.max is not None
    for edge in (option.type.min, option.type.max):
        assert option.type.convert(str(edge), option, context) == edge


def test_there_are_options_with_numbers():
    assert len(list(number_options())) > 5


@pytest.fixture
def folder(tmp_path):
    """A project with the example document, in which somebody has worked."""
    shutil.copy(ROOT / "labels.yaml", tmp_path / "labels.yaml")
    with Store.open(example_store(tmp_path)) as store:
        store.annotators.enrol("ann")
        controller = controller_on(store)
        controller.step(1)
        for name in ("theme", "pictures"):
            controller.set_preference(name, "dark")
        controller.search_state.set_queue(controller.search_state.parse("dam"))
        save_project_settings(store, 0.5, "title")
    return tmp_path


def run(folder, *words: str, keys: str = "q\n"):
    """A command on the project; `exception` is a traceback."""
    done = CliRunner().invoke(main, ["-p", str(folder), "-a", "ann", *words], input=keys)
    assert done.exception is None or isinstance(done.exception, SystemExit | AnnotatorError)
    return done


def test_a_share_that_is_none_is_not_stored(folder):
    for text in ("nan", "inf", "-1", "2"):
        done = run(folder, "annotate", "--plain", "--blind", text)
        assert done.exit_code == 2
        assert "--blind" in done.output
    with Store.open(folder / "annotations.db") as store:
        for share in (float("nan"), float("inf"), -0.1, 1.1):
            with pytest.raises(AnnotatorError, match="expected 0 to 1"):
                save_project_settings(store, share, None)
        assert with_project_settings(store, Settings()).blind_share == 0.5


@pytest.mark.parametrize("stored", ["nan", "inf", "-1", "2", "half", "0.5.1"])
def test_a_stored_share_that_is_none_is_named_and_mended_by_the_command_that_is_named(
    folder, stored
):
    with sqlite3.connect(folder / "annotations.db") as raw:
        raw.execute("UPDATE settings SET value = ? WHERE name = 'blind_share'", (stored,))
    done = run(folder, "annotate", "--plain")
    said = str(done.exception)
    assert isinstance(done.exception, AnnotatorError)
    assert repr(stored) in said
    assert "`annotator annotate --blind 0`" in said
    assert run(folder, "annotate", "--plain", "--blind", "0").exit_code == 0
    assert run(folder, "annotate", "--plain").exit_code == 0


def stored_values(path) -> list[tuple[str, str]]:
    """(table, row) of what the program remembers as text."""
    with sqlite3.connect(path) as raw:
        return [("settings", name) for (name,) in raw.execute("SELECT name FROM settings")]


@pytest.mark.parametrize("value", ["nan", "-1", "[", "\x01", "é" * 3000, "0", '{"a": 1}'])
def test_no_stored_value_stops_a_start_without_naming_the_command_that_mends_it(folder, value):
    path = folder / "annotations.db"
    names = [name for _, name in stored_values(path)]
    assert {"blind_share", "masked", "queue:ann", "theme:ann"} <= set(names)
    for name in names:
        with sqlite3.connect(path) as raw:
            (before,) = raw.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
            raw.execute("UPDATE settings SET value = ? WHERE name = ?", (value, name))
        done = run(folder, "annotate", "--plain")
        assert done.exit_code == 0 or "`annotator " in str(done.exception), name
        with sqlite3.connect(path) as raw:
            raw.execute("UPDATE settings SET value = ? WHERE name = ?", (before, name))
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE places SET mark = ?", (json.dumps(value),))
    assert run(folder, "annotate", "--plain").exit_code == 0


@pytest.mark.parametrize("text", ["1e3", "nan", "inf", "-5", "²", "x", "0x2", "1.5"])
def test_idle_seconds_takes_only_its_numbers(folder, text):
    (folder / "settings.yaml").write_text(f"idle_seconds: {text}\n", "utf-8")
    done = run(folder, "settings")
    if text == "1e3":
        assert done.exit_code == 0
    else:
        assert "settings.yaml:1" in str(done.exception)


@pytest.mark.parametrize(
    ("text", "number"),
    [("1", 1), ("12", 12), ("012", 12), ("٣", 3), ("13", None), ("0", None), ("", None),
     ("-1", None), ("1.0", None), ("²", None), ("nan", None), ("9" * 5000, None)],
)  # fmt: skip
def test_a_typed_number_is_one_of_those_that_there_are(text, number):
    assert typed_number(text, 12) == number


@pytest.mark.parametrize("typed", ["99", "0", "9" * 30, "9" * 5000])
def test_go_to_a_sentence_that_there_is_not_says_so_and_goes_nowhere(tmp_path, typed):
    path = example_store(tmp_path)
    screen = press(path, ["j", "g", *typed[:40], "enter"])
    assert "sentence 2/3" in screen[0]
    assert any("there is no sentence" in row for row in screen)
    assert any(f"has {len(example_document().sentences)}" in row for row in screen)


@pytest.mark.parametrize("typed", ["9" * 5000, "²", "-3", "nan"])
def test_no_typed_number_ends_plain_text_mode(folder, typed):
    for question in ("g", "d", "t1\n", "/dam\n"):
        done = run(folder, "annotate", "--plain", keys=f"{question}\n{typed}\n\n\n\nq\n")
        assert done.exit_code == 0
