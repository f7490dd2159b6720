"""Make docs/screen.svg from the running app: `python -m tests.helpers.screenshots`."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from annotator.api import Project, ProjectFolder
from annotator.tui.app import make
from tests.helpers.paths import ROOT

KEYS = ["a", "space", "space"]


def picture(keys: list[str], size: tuple[int, int] = (100, 30)) -> str:
    """The screen as SVG after some keys, on the shipped texts."""

    async def run() -> str:
        label_set = ProjectFolder(ROOT).label_set()
        with tempfile.TemporaryDirectory() as place:
            folder = ProjectFolder(Path(place), "ann")
            with Project(folder, folder.open_store(create=True)) as project:
                project.import_texts(ROOT / "corpora")
                project.suggest(label_set)
                project.store.annotators.enrol("ann")
                app = make(project.store, label_set, "ann")
                async with app.run_test(size=size) as pilot:
                    await pilot.pause()
                    await pilot.press(*keys)
                    await pilot.pause()
                    return app.export_screenshot(title="annotator")

    return asyncio.run(run())


if __name__ == "__main__":
    (ROOT / "docs" / "screen.svg").write_text(picture(KEYS), "utf-8")
