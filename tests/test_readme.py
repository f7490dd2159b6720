"""The README: every command in it works, in its order, and every key exists."""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path

import pytest

from annotator.store import Store
from annotator.tui.actions.key_table import ACTIONS
from tests.helpers.paths import ROOT
from tests.helpers.screenshots import KEYS, picture
from tests.test_journey import annotator

README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = [
    line
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
]


def in_a_terminal(arguments: list[str], folder: Path, keys: bytes, until: bytes) -> bytes:
    """Run the command in a pseudo-terminal and type the keys once `until` is on the screen."""
    pty = pytest.importorskip("pty", reason="needs a pseudo-terminal")
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.environ.update(PYTHONPATH=str(ROOT), TERM="xterm-256color", COLUMNS="80", LINES="24")
        os.execv(sys.executable, [sys.executable, "-m", "annotator", *arguments])
    seen, typed, end = b"", False, time.monotonic() + 60
    while time.monotonic() < end:
        try:
            seen += os.read(terminal, 65536)
        except OSError:
            break
        if until in seen and not typed:
            os.write(terminal, keys)
            typed = True
    assert os.waitpid(child, 0)[1] == 0
    os.close(terminal)
    return seen


def test_the_commands_of_the_readme_work_in_its_order(tmp_path):
    installing = [line for line in COMMANDS if line.startswith("python3 -m venv")]
    assert len(installing) == 2
    assert installing[1] in (ROOT / ".ci" / "run").read_text("utf-8")
    for line in COMMANDS:
        if line in installing:
            continue
        program, *arguments = line.split()
        assert program == "annotator"
        if arguments == ["--annotator", "ann"]:
            in_a_terminal(arguments, tmp_path, b"  q", b"finish")
            with Store.open(tmp_path / "annotations.db") as store:
                assert store.annotators.progress("ann").finished == 2
        else:
            annotator(*arguments, folder=tmp_path)
    assert (tmp_path / "dataset.jsonl").stat().st_size > 10_000


def test_every_key_of_the_readme_is_a_key():
    known = {key for action in ACTIONS for key in action.keys}
    table = README.split("| key | does |")[1].split("\n\n")[0]
    named = {key for cell in re.findall(r"`([^`]+)`", table) for key in cell.split()}
    assert named - known - {"1", "0", "9"} == set()


def test_the_picture_can_be_made_again():
    assert "falsely" in picture(KEYS).replace("&#160;", " ")
    assert (ROOT / "docs" / "screen.svg").exists()
