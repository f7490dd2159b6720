"""Make docs/screen.svg from the running app: `python -m tests.helpers.screenshots`."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from annotator.cli.steps import import_texts, suggest_labels
from annotator.labels import load
from annotator.store import Store
from annotator.tui.app import make
from tests.helpers.paths import ROOT

KEYS = ["a", "space", "space"]


def picture(keys: list[str], size: tuple[int, int] = (100, 30)) -> str:
    """The screen after some keys on the shipped texts, as SVG."""

    async def run() -> str:
        with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "a.db") as store:
            label_set = load(ROOT / "labels.yaml")
            import_texts(store, [ROOT / "corpora"])
            suggest_labels(store, label_set)
            store.enrol("ann")
            app = make(store, label_set, "ann")
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                await pilot.press(*keys)
                await pilot.pause()
                return app.export_screenshot(title="annotator")

    return asyncio.run(run())


if __name__ == "__main__":
    (ROOT / "docs" / "screen.svg").write_text(picture(KEYS), "utf-8")
