"""Drive the real app by key presses and read its screen as text."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from annotator.store import Bookmark, Store
from annotator.tui.app import AnnotatorApp, make
from annotator.workflow.project_settings import Settings
from tests.helpers.memory_store import example_document, labels, suggestions
from tests.helpers.suggestion_runs import put_suggestions

SIZE = (80, 24)
DEFAULTS = Settings()


def example_store(folder: Path) -> Path:
    """Make a database with the example document and its suggestions."""
    path = folder / "annotations.db"
    with Store.open(path) as store:
        store.label_sets.put(labels())
        store.documents.add(example_document())
        put_suggestions(store, example_document().uid, suggestions())
    return path


def screen_lines(app: AnnotatorApp) -> list[str]:
    """The rows of the screen."""
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
    resume_selection: bool = False,
) -> list[str]:
    """Open the app, press keys and return the rows of the screen.

    resume_selection: select the mark that was selected last time; otherwise the first open one.
    """

    async def run() -> list[str]:
        with Store.open(path) as store:
            label_set_used = label_set or labels()
            store.label_sets.put(label_set_used)
            store.annotators.enrol(annotator)
            place = store.annotators.bookmark(annotator)
            if place and not resume_selection:
                store.annotators.set_bookmark(annotator, Bookmark(place.document, place.sentence))
            app = make(store, label_set_used, annotator, settings)
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                await pilot.press(*keys)
                await pilot.pause()
                return screen_lines(app)

    return asyncio.run(run())
