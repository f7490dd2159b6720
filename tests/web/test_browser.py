"""The page of `annotator serve` in a headless Chromium; skipped without one."""

from __future__ import annotations

import asyncio

from annotator.store import Store
from annotator.tui.actions.key_table import ACTIONS
from tests.helpers.chromium import chromium, tab
from tests.helpers.web_server import served
from tests.web.test_server import recorder


def test_keys_pressed_in_the_page_decide_and_no_other_server_is_asked(tmp_path):
    chromium()

    async def conversation() -> None:
        with served(tmp_path / "project") as server:
            async with tab(tmp_path / "browser") as shown:
                await shown.open(server.url)
                await shown.until("Tevik falsely described")
                assert await shown.value("location.href") == f"{server.origin}/"
                await shown.press("a")
                await shown.until("✓")
                await shown.press("A")
                await shown.press("space")
                await shown.until("1/3 finished")
                asked = [one.partition("//")[2].partition("/")[0] for one in shown.requests]
                assert set(asked) == {server.netloc}
                assert len(asked) == 7  # two pages, two styles, two scripts, a websocket
                assert shown.problems == []
                await shown.press("q")
                await shown.holds("document.activeElement.textContent == 'Open it again'")
                await shown.press("enter")
                await shown.until("sentence 2/3")
            with Store.open(server.database) as store:
                assert store.annotators.progress("ann").finished == 1

    asyncio.run(conversation())


def test_text_typed_into_a_dialog_arrives(tmp_path):
    chromium()

    async def conversation() -> None:
        with served(tmp_path / "project") as server:
            async with tab(tmp_path / "browser") as shown:
                await shown.open(server.url)
                await shown.until("Tevik falsely described")
                for key in ("c", "w", "h", "y", "space", "?", "enter"):
                    await shown.press(key)
                await shown.until("why ?")
            with Store.open(server.database) as store:
                assert [event.change.to_payload() for event in store.events.iterate("ann")] == [
                    {"text": "why ?"}
                ]

    asyncio.run(conversation())


def test_every_key_of_the_table_arrives_from_a_keyboard(tmp_path):
    chromium()
    keys = sorted({key for action in ACTIONS for key in action.keys})

    async def conversation() -> None:
        async with recorder() as server, tab(tmp_path / "browser") as shown:
            await shown.open(server.url)
            await shown.until("ready")
            await shown.holds("document.activeElement.classList.contains('xterm-helper-textarea')")
            for number, key in enumerate(keys, 1):
                await shown.press(key)
                await shown.until(f"{number} <{key}>")

    asyncio.run(conversation())


def test_a_click_on_an_address_in_a_text_does_not_open_it(tmp_path):
    chromium()

    async def conversation() -> None:
        async with recorder() as server, tab(tmp_path / "browser") as shown:
            await shown.open(server.url)
            await shown.until("ready")
            assert await shown.value("window.open() === null")
            assert await shown.value("window.open('https://evil.example/') === null")
            await shown.value("fetch('http://127.0.0.1:9/').catch(() => { window.stopped = true })")
            await shown.holds("window.stopped")

    asyncio.run(conversation())
