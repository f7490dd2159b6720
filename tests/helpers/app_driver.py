"""Drive the real app by key presses and read its screen as text."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from annotator.store import Store
from annotator.tui.app import AnnotatorApp, make
from annotator.workflow.project_settings import Settings
from tests.helpers.memory_store import labels, paper, suggestions

SIZE = (80, 24)
DEFAULTS = Settings()


def paper_store(folder: Path) -> Path:
    """A database with the paper of desk_of_paper and its suggestions."""
    path = folder / "annotations.db"
    with Store.open(path) as store:
        store.put_label_set(labels())
        store.add_document(paper())
        store.put_suggestions(paper().uid, labels().uid, suggestions())
    return path


def screen_lines(app: AnnotatorApp) -> list[str]:
    """What is on the screen now, a string each row."""
    strips = app.screen._compositor.render_strips()
    return [strip.text for strip in strips]


def press(
    path: Path,
    keys: Sequence[str],
    *,
    annotator: str = "ann",
    size: tuple[int, int] = SIZE,
    label_set=None,
    settings: Settings = DEFAULTS,
    hand: bool = False,
) -> list[str]:
    """Open the app, press keys, answer the screen they left.

    hand: whether the mark that was in hand last time is in hand again; else the first open one.
    """

    async def run() -> list[str]:
        with Store.open(path) as store:
            label_set_used = label_set or labels()
            store.put_label_set(label_set_used)
            store.enrol(annotator)
            place = store.place(annotator)
            if place and not hand:
                store.set_place(annotator, *place)
            app = make(store, label_set_used, annotator, settings)
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                await pilot.press(*keys)
                await pilot.pause()
                return screen_lines(app)

    return asyncio.run(run())
