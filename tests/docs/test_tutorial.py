"""docs/tutorial.md: its commands are run, its keys pressed, and what it shows is compared."""

from __future__ import annotations

import asyncio
import csv
import shlex
from pathlib import Path

import pytest

from annotator.api import ProjectFolder
from annotator.cli import settings_file
from annotator.tui.app import make
from tests.helpers.app_driver import SIZE, screen_lines
from tests.helpers.pages import Block, blocks
from tests.helpers.paths import ROOT
from tests.test_journey import annotator

PAGE = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
APP = "annotator --annotator "
"""How the commands begin that open the app."""

pytestmark = pytest.mark.slow


def parts(page: str) -> list[list[Block]]:
    """The blocks of a page: each command, with what is typed and seen until the next one."""
    found: list[list[Block]] = []
    for block in blocks(page):
        if block.kind == "console":
            found.append([])
        found[-1].append(block)
    return found


def run_commands(command: Block, folder: Path) -> str:
    """Run the commands of a block; all that the last one printed."""
    for line in command.text.splitlines():
        done = annotator(*shlex.split(line)[1:], folder=folder)
    return f"{done.stdout}\n{done.stderr}"


def work_in_app(name: str, steps: list[Block], folder: Path) -> None:
    """Open the app as the command does, press the keys, and compare the screens."""
    annotator("import", folder=folder)
    annotator("suggest", folder=folder)
    files = ProjectFolder(folder, name)
    settings = settings_file.read(files).settings

    async def work() -> bool:
        with files.open_store() as store:
            store.annotators.enrol(name)
            app = make(store, files.label_set(store), name, settings)
            async with app.run_test(size=SIZE) as pilot:
                await pilot.pause()
                for step in steps:
                    if step.kind == "keys":
                        await pilot.press(*step.text.split())
                        await pilot.pause()
                    else:
                        assert missing_parts(step.text, screen_lines(app)) == []
                return app.is_running

    assert not asyncio.run(work()), "the app is left with q"


def missing_parts(shown: str, rows: list[str]) -> list[str]:
    """The lines of a block that no row of the screen contains, in their order."""
    rest = iter(rows)
    wanted = [line.strip() for line in shown.splitlines()]
    return [one for one in wanted if one != "..." and not any(one in row for row in rest)]


def check_csv(shown: str, folder: Path) -> None:
    with (folder / "dataset.csv").open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    for row in csv.DictReader(shown.splitlines()):
        assert any(row.items() <= one.items() for one in written), row


def test_the_tutorial_can_be_followed(tmp_path):
    for command, *steps in parts(PAGE):
        if command.text.startswith(APP):
            work_in_app(command.text.split()[-1], steps, tmp_path)
            continue
        printed = run_commands(command, tmp_path)
        for step in steps:
            if step.kind == "csv":
                check_csv(step.text, tmp_path)
            else:
                assert missing_parts(step.text, printed.splitlines()) == []


def test_every_block_of_the_tutorial_is_run_or_compared():
    kinds = {block.kind for block in blocks(PAGE)}
    assert kinds == {"console", "output", "keys", "screen", "csv"}
    assert PAGE.count("\n```") == 2 * len(blocks(PAGE))


def test_what_is_not_on_the_screen_is_found():
    rows = ["one", "two words", "three"]
    assert missing_parts("one\n...\nwords\nthree", rows) == []
    assert missing_parts("three\none", rows) == ["one"]
