"""Adjudication in a browser: `annotator serve --gold` opens the queue, and a key settles."""

from __future__ import annotations

import asyncio

from annotator.store import Store
from tests.helpers.adjudicated import Study
from tests.helpers.chromium import chromium, tab
from tests.helpers.paths import ROOT
from tests.helpers.web_server import served


def test_a_lead_settles_a_disagreement_in_the_page_and_takes_it_back(tmp_path):
    chromium()
    folder = tmp_path / "project"
    folder.mkdir()
    study = Study(folder, ("bea", "cy"), leads=("ann",))
    study.put("bea", "hedge", "falsely described")
    study.put("cy", "verdict_false", "falsely described")
    study.finish("bea", "cy")
    expected = {study.held("bea").pop(), study.held("cy").pop()}
    study.store.close()
    (folder / "a.db").rename(folder / "annotations.db")
    (folder / "labels.yaml").write_bytes((ROOT / "labels.yaml").read_bytes())

    async def conversation() -> None:
        with served(folder, "--gold") as server:
            async with tab(tmp_path / "browser") as shown:
                await shown.open(server.url)
                await shown.until("0 of 1")
                await shown.press("+")
                await shown.until("1 of 1")
                assert gold(server.database) == {label for label, *_ in expected}
                await shown.press("u")
                await shown.until("0 of 1")
                assert gold(server.database) == set()
                assert shown.problems == []

    asyncio.run(conversation())


def gold(database):
    with Store.open(database) as store:
        uid = next(iter(store.documents.uids()))
        held = store.adjudication.gold(uid).values()
        return {made.label for one in held for made in one.annotations.values()}
