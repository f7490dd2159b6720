"""Two apps in one process, used in turn: each shows and records what it does when run alone."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pytest

from annotator.model import Block, BlockKind, Span, Tier
from annotator.store import Store
from annotator.tui.app import annotate_app
from annotator.workflow.controller import Controller
from annotator.workflow.project_settings import Settings
from tests.helpers.memory_store import example_document, labels, suggestions
from tests.helpers.suggestion_runs import put_suggestions

SIZE = (90, 24)


@dataclass(frozen=True)
class Use:
    """A project with settings, and what its annotator types. emoji: in the text."""

    name: str
    settings: Settings
    keys: tuple[str, ...]
    emoji: str


RUSSIAN = Use(
    "russian",
    Settings(theme="light", plain_emoji=True, layout="ru", hide=("tier:low",)),
    # accept, next mark, reject; a note with ф in it; hint letters; another theme; finish
    ("ф", "tab", "ч", "с", "ф", "enter", "ы", "q", ":", *"high", "enter", "space", "г"),
    "👩‍👩‍👧 and 👍🏽",
)
LATIN = Use(
    "latin",
    Settings(theme="colour-blind", preset="vim"),
    # ф is no key here; l, v and w are vim's; d shows a dialog in which ф is no key either
    ("ф", "a", "l", "v", "w", "q", "d", "й", "q", ":", *"plain", "enter", "S", "space", "u"),
    "👨‍👩‍👧 and ❤️",
)


def project(folder: Path, use: Use) -> Path:
    """A project with one document, and suggestions of two tiers."""
    example = example_document()
    text = f"{example.text}\n\nThe {use.name} valley {use.emoji} laughed."
    whole = Span(text.rindex("The "), len(text))
    document = replace(
        example,
        uid=f"b2:{use.name}",
        text=text,
        blocks=(*example.blocks, Block(whole, BlockKind.PARAGRAPH)),
        sentences=(*example.sentences, whole),
    )
    high, other = suggestions()
    path = folder / f"{use.name}.db"
    with Store.open(path) as store:
        store.label_sets.put(labels())
        store.documents.add(document)
        put_suggestions(store, document.uid, (high, replace(other, tier=Tier.LOW)))
    return path


async def seen(path: Path, use: Use, turn: asyncio.Lock) -> list[object]:
    """The screen after each key, cell for cell with its styles, then what was recorded.

    turn: waited for before each key; a lock serves those who wait in order.
    """
    with Store.open(path) as store:
        store.annotators.enrol("ann")
        numbers = count()
        controller = Controller(store, labels(), "ann", lambda: f"n{next(numbers)}", use.settings)
        app = annotate_app(controller, use.settings)
        shown: list[object] = []
        async with app.run_test(size=SIZE) as pilot:
            for key in ("", *use.keys):
                async with turn:
                    await pilot.press(*([key] if key else []))
                    await pilot.pause()
                    strips = app.screen._compositor.render_strips()
                    shown.append([(part.text, part.style) for strip in strips for part in strip])
        shown += [event.change for event in store.events.iterate()]
        return shown


def alone(folder: Path, use: Use) -> list[object]:
    folder.mkdir()

    async def run() -> list[object]:
        return await seen(project(folder, use), use, asyncio.Lock())

    return asyncio.run(run())


def together(folder: Path, *uses: Use) -> list[list[object]]:
    folder.mkdir()

    async def run() -> list[list[object]]:
        turn = asyncio.Lock()
        tasks = [asyncio.create_task(seen(project(folder, one), one, turn)) for one in uses]
        return await asyncio.gather(*tasks)

    return asyncio.run(run())


@pytest.mark.parametrize("order", [(RUSSIAN, LATIN), (LATIN, RUSSIAN)], ids=["first", "second"])
def test_two_apps_in_turn_do_what_each_does_alone(tmp_path, order):
    expected = [alone(tmp_path / one.name, one) for one in order]
    found = together(tmp_path / "both", *order)
    for use, left, right in zip(order, expected, found, strict=True):
        keys = ["start", *use.keys]
        assert len(left) > len(keys), "nothing was recorded"
        for step, (one, other) in enumerate(zip(left, right, strict=True)):
            assert one == other, (use.name, keys[step : step + 1], step)


def test_the_two_apps_differ_in_all_that_was_shared_once(tmp_path):
    """Else the test above would compare like with like."""
    russian, latin = (alone(tmp_path / one.name, one)[0] for one in (RUSSIAN, LATIN))
    assert {style.bgcolor for _, style in russian}.isdisjoint({style.bgcolor for _, style in latin})
    one, other = ("".join(text for text, _ in parts) for parts in (russian, latin))
    assert ("◊" in one, "👩" in one) == (True, False)
    assert ("◊" in other, "👨" in other) == (False, True)
    assert "? implied meaning" in other
    assert "? implied meaning" not in one
