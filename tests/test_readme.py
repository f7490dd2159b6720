"""The README: every command in it works, in its order, and shows what it is said to show."""

from __future__ import annotations

import csv
import re
import shlex
import sys
from pathlib import Path

import pytest

from annotator.store import Store
from annotator.tui.actions.key_table import ACTIONS
from tests.helpers.pages import Block, blocks, missing_lines, rows
from tests.helpers.paths import ROOT
from tests.helpers.screenshots import KEYS, picture
from tests.test_journey import annotator

README = (ROOT / "README.md").read_text("utf-8")
INSTALLING = [line for line in README.splitlines() if line.startswith("python3 -m venv")]

SENTENCES = 90
SITTINGS = {"ann": "A " * SENTENCES + "q", "bea": ("A A A X " * SENTENCES)[: 2 * SENTENCES] + "q"}
"""What the README says that the two have typed: ann accepted all, bea all but every fourth."""


def type_in_app(arguments: list[str], folder: Path, keys: str) -> None:
    """Run the app in a pseudo-terminal and type the keys once it is open."""
    from tests.helpers.terminal_session import TerminalSession

    command = [sys.executable, "-m", "annotator", *arguments]
    with TerminalSession(command, folder) as session:
        session.wait_for("quit")
        session.type(keys.encode())
        assert session.wait() == 0


def run(block: Block, folder: Path) -> str:
    """Run the commands of a block and return what they print."""
    printed = ""
    for line in block.text.splitlines():
        program, *arguments = shlex.split(line)
        assert program == "annotator"
        if arguments[0] == "--annotator":
            type_in_app(arguments, folder, SITTINGS[arguments[1]])
        else:
            printed = annotator(*arguments, folder=folder).stdout
    return printed


def test_the_commands_for_setting_up_are_two():
    assert len(INSTALLING) == 2
    assert INSTALLING[1] in (ROOT / ".ci" / "run").read_text("utf-8")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_the_quick_start_shows_what_it_says(tmp_path):
    printed = ""
    for block in blocks(README):
        if block.text.strip() in INSTALLING:
            continue
        if block.kind == "console":
            printed = run(block, tmp_path)
        else:
            assert missing_lines(block.text, printed) == []
    with Store.open(tmp_path / "annotations.db") as store:
        assert store.annotators.progress("ann").finished == SENTENCES
        assert store.annotators.progress("bea").finished == SENTENCES
    assert (tmp_path / "dataset.jsonl").stat().st_size > 10_000
    with (tmp_path / "dataset.csv").open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    shown = rows(README, "annotator")
    assert len(shown) == 4
    assert [row for row in shown if not any(row.items() <= one.items() for one in written)] == []


def test_every_key_of_the_readme_is_a_key():
    known = {key for action in ACTIONS for key in action.keys}
    named = {key for row in rows(README, "key") for key in re.findall(r"`([^`]+)`", row["key"])}
    assert named - known - {"1", "0", "9"} == set()


def test_the_picture_can_be_made_again():
    assert "falsely" in picture(KEYS).replace("&#160;", " ")
    assert (ROOT / "docs" / "screen.svg").exists()
