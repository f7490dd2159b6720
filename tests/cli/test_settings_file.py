"""settings.yaml: its settings, the precedence of the two files, and the errors in them."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from annotator.api import ProjectFolder
from annotator.cli import main
from annotator.cli.settings_file import open_project, read_files
from annotator.errors import DataError
from annotator.old_words import ACTIONS as ACTION_NAMES
from annotator.tui.actions import key_table
from annotator.tui.actions.key_table import ACTIONS, GROUPS, PRESETS, keymap_of
from annotator.tui.keymap import Mode
from annotator.workflow.project_settings import Settings


def files(folder, *texts: str):
    """Write files with these texts. The last one takes precedence."""
    paths = [folder / f"{number}.yaml" for number, _ in enumerate(texts)]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, "utf-8")
    return paths


def refusal(folder, *texts: str) -> str:
    with pytest.raises(DataError) as caught:
        read_files(files(folder, *texts))
    return str(caught.value)


def test_without_a_file_the_defaults_hold(tmp_path):
    assert read_files([tmp_path / "settings.yaml"]).settings == Settings()
    assert read_files(files(tmp_path, "# theme: light\n\n")).settings == Settings()


def test_without_a_file_no_parser_is_imported(tmp_path):
    code = """
import sys; from pathlib import Path; from annotator.cli.settings_file import read_files
read_files([Path("settings.yaml")])
print({"yaml", "annotator.labels", "textual"} & {*sys.modules})
"""
    printed = subprocess.check_output([sys.executable, "-c", code], cwd=tmp_path, text=True)
    assert printed == "set()\n"


@pytest.mark.parametrize("target", ["settings.yaml", "none.yaml"])
def test_a_link_that_leads_nowhere_is_reported(tmp_path, target):
    path = tmp_path / "settings.yaml"
    path.symlink_to(target)
    with pytest.raises(DataError, match=r"settings\.yaml: cannot be read \("):
        read_files([path])
    with pytest.raises(DataError, match=r"settings\.yaml: cannot be read \("):
        open_project(ProjectFolder(tmp_path), create=True)
    assert not (tmp_path / "annotations.db").exists()


def test_every_setting_is_read_with_its_type(tmp_path):
    text = (
        "theme: light\npreset: vim\nlayout: ru\nidle_seconds: 90\nheadlines: yes\n"
        "lock_boundaries: yes\nplain_emoji: yes\nplain_text: off\nkeys:\n"
        "  accept: y\n  select.cancel: [escape, ctrl+g]\n  copy: []\n"
        "  finish: ['1', space]\n"
    )
    chosen = read_files(files(tmp_path, text)).settings
    keys = {"accept": ("y",), "select.cancel": ("escape", "ctrl+g"), "copy": ()}
    assert chosen == Settings(
        theme="light",
        preset="vim",
        layout="ru",
        idle_seconds=90,
        plain_emoji=True,
        headlines=True,
        lock_boundaries=True,
        keys={**keys, "finish": ("1", "space")},
    )


def test_a_setting_that_binds_everybody_belongs_in_the_file_of_the_project(tmp_path):
    refused = refusal(tmp_path, "theme: light\n", "\nheadlines: yes\n")
    assert refused == (
        f"{tmp_path / '1.yaml'}:2: headlines applies to everybody who works on a project\n"
        "    Move it to 1.yaml in the project's folder."
    )


def test_the_last_file_takes_precedence_for_each_setting_and_each_key(tmp_path):
    project, person = files(
        tmp_path,
        "theme: light\npreset: vim\nkeys: {accept: y, reject: n}\n",
        "theme: dark\nkeys: {reject: r}\n",
    )
    chosen = read_files([project, person])
    assert chosen.settings.theme == "dark"
    assert chosen.settings.preset == "vim"
    assert chosen.settings.keys == {"accept": ("y",), "reject": ("r",)}
    assert chosen.origins["theme"] == chosen.origins["keys.reject"] == person
    assert chosen.origins["preset"] == chosen.origins["keys.accept"] == project


def test_every_mistake_is_reported_at_once_with_its_line(tmp_path):
    text = (
        "theem: dark\ntheme: lihgt\npreset: emacs\nidle_seconds: 2\nlinear: perhaps\n"
        "blind: 0.1\nkeys:\n  acept: y\n  reject: entr\n  hint.cancel: c\n"
    )
    message = refusal(tmp_path, text, "layout: xx\n")
    place = tmp_path / "0.yaml"
    for line, words, fix in [
        (1, "there is no setting 'theem'", "Did you mean 'theme'?"),
        (2, "theme cannot be 'lihgt'", "Did you mean 'light'?"),
        (3, "preset cannot be 'emacs'", "default, vim, prodigy"),
        (4, "idle_seconds is 2", "5 to 3600"),
        (5, "expected yes or no for linear", ""),
        (6, "blind is kept in the project's database", "annotator annotate --blind SHARE"),
        (8, "there is no action 'acept'", "Did you mean 'accept'?"),
        (9, "'entr' is not a key", "Did you mean 'enter'?"),
        (10, "'c' names what is on screen in hint.cancel", ""),
    ]:
        assert f"{place}:{line}: {words}" in message
        assert fix in message
    assert f"{tmp_path / '1.yaml'}:1: layout cannot be 'xx'" in message


@pytest.mark.parametrize("name", ["plain_text", "linear"])
def test_plain_text_mode_is_set_by_its_name_and_by_the_old_one(tmp_path, name):
    config = read_files(files(tmp_path, f"{name}: yes\n"))
    assert config.settings == Settings(plain_text=True)
    assert config.origins == {"plain_text": tmp_path / "0.yaml"}


def test_keys_of_actions_by_their_old_names_are_still_read(tmp_path):
    text = "keys:\n  pace: f2\n  link.link_list: f3\n  why: []\n"
    chosen = read_files(files(tmp_path, text))
    assert chosen.settings.keys == {
        "statistics": ("f2",),
        "relate.relation_list": ("f3",),
        "details": (),
    }
    assert set(ACTION_NAMES.values()) <= {action.id for action in ACTIONS}


@pytest.mark.parametrize("action", ["hint", "label", "split"])
def test_an_action_named_like_a_mode_may_have_a_letter(tmp_path, action):
    chosen = read_files(files(tmp_path, f"keys: {{{action}: ę}}\n")).settings
    assert chosen.keys == {action: ("ę",)}
    read_files(files(tmp_path, f"keys: {{{action}: m}}\n"))


def test_two_actions_cannot_share_a_key(tmp_path):
    message = refusal(tmp_path, "keys:\n  accept: y\n", "keys:\n  # mine\n  reject: y\n")
    assert f"{tmp_path / '1.yaml'}:3: the key 'y' is given to accept and to reject" in message


def test_invalid_yaml_is_reported_with_its_line(tmp_path):
    assert "0.yaml:1: " in refusal(tmp_path, "keys: [")


# ------------------------------------------------------------------------- keymaps


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_names_known_actions_and_leaves_none_without_a_key(preset):
    assert set(PRESETS[preset]) <= set(key_table.choice_names(ACTIONS))
    assert not key_table.clashes(ACTIONS, PRESETS[preset])
    keymap = keymap_of(preset, {})
    assert [action for action in keymap.actions if not action.keys] == []


def test_the_presets_have_the_keys_of_vim_and_prodigy():
    vim, prodigy = keymap_of("vim", {}), keymap_of("prodigy", {})
    assert vim.resolve("ctrl+r", Mode.STEP).id == "redo"
    assert vim.resolve("v", Mode.STEP).id == "select_word"
    assert vim.resolve("e", Mode.SELECT).id == "end_forward"
    assert prodigy.resolve("space", Mode.STEP).id == "skip"
    assert prodigy.resolve("backspace", Mode.STEP).id == "undo"
    assert prodigy.resolve("enter", Mode.STEP).id == "finish"


def test_a_chosen_key_is_taken_from_the_action_that_had_it():
    keymap = keymap_of("default", {"accept": ("x",)})
    assert keymap.resolve("x", Mode.STEP).id == "accept"
    assert keymap.resolve("a", Mode.STEP) is None
    assert keymap.key("reject") == ": reject"


def test_a_choice_for_every_mode_leaves_letters_to_the_modes_that_use_them_as_hints():
    keymap = keymap_of("default", {"cancel": ("c", "escape")})
    assert keymap.resolve("c", Mode.SELECT).id == "cancel"
    assert keymap.resolve("c", Mode.HINT) is None
    assert keymap.resolve("escape", Mode.HINT).id == "cancel"


KEYS = st.sampled_from(["a", "x", "ф", "é", "enter", "space", "f5", "ctrl+r", ":", "ß", "1"])
CHOICES = st.dictionaries(
    st.sampled_from(key_table.choice_names(ACTIONS)),
    st.lists(KEYS, max_size=3, unique=True).map(tuple),
)


@given(st.sampled_from(list(PRESETS)), CHOICES)
def test_choices_that_do_not_clash_make_a_keymap_with_every_action(preset, choices):
    actions = key_table.with_chosen_keys(ACTIONS, PRESETS[preset])
    choices = {
        choice: tuple(key for key in keys if not key_table.is_hint_key(choice, key))
        for choice, keys in choices.items()
    }
    if key_table.clashes(actions, choices):
        with pytest.raises(ValueError, match="does both"):
            keymap_of(preset, choices)
        return
    keymap = keymap_of(preset, choices)
    assert [(one.mode, one.id) for one in keymap.actions] == [(a.mode, a.id) for a in ACTIONS]
    for action in keymap.actions:
        for key in action.keys:
            assert keymap.resolve(key, action.mode) is action


# --------------------------------------------------------------------- the command


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A temporary folder for the person's settings."""
    place = tmp_path / "settings.yaml"
    place.parent.mkdir(exist_ok=True)
    monkeypatch.setattr("annotator.cli.settings_file.user_config_path", lambda _: tmp_path / "home")
    (tmp_path / "home").mkdir()
    return tmp_path / "home" / "settings.yaml"


def run(folder, *words: str):
    return CliRunner().invoke(main, ["--project", str(folder), *words])


def test_the_command_prints_the_settings_and_the_file_that_sets_each(tmp_path, home):
    (tmp_path / "settings.yaml").write_text("preset: prodigy\nkeys: {copy: []}\n", "utf-8")
    home.write_text("theme: light\n", "utf-8")
    lines = [line.split() for line in run(tmp_path, "settings").output.splitlines()]
    assert ["theme", "light", str(home)] in lines
    assert ["preset", "prodigy", str(tmp_path / "settings.yaml")] in lines
    assert ["idle_seconds", "60"] in lines
    assert ["keys.copy", "no", "key", str(tmp_path / "settings.yaml")] in lines


def test_the_command_prints_every_action_with_its_keys(tmp_path, home):
    home.write_text("keys: {accept: y}\n", "utf-8")
    lines = run(tmp_path, "settings", "--keys").output.splitlines()
    assert any(line.split()[:2] == ["step.accept", "y"] for line in lines)
    assert all(group in lines for group in GROUPS)
    assert sum(line.startswith("  ") for line in lines) == len(ACTIONS)


def test_a_mistake_stops_the_app_before_it_starts(tmp_path, home):
    home.write_text("theme: lihgt\n", "utf-8")
    result = run(tmp_path, "annotate")
    assert isinstance(result.exception, DataError)
    assert "Did you mean 'light'?" in str(result.exception)
