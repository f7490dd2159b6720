"""Wide screens: the details of the selected mark stand at the right, and no key waits for them."""

from __future__ import annotations

import asyncio

import pytest

from annotator.store import Store
from annotator.tui.app import make
from annotator.tui.layout import GUTTER, MOST_COLUMNS, NUMBER, WIDE, column_widths, gutter
from annotator.tui.widgets.text_rows import TextRows
from annotator.workflow import rule_history
from tests.helpers.app_driver import example_store, press, screen_lines
from tests.helpers.memory_store import labels

HEADING = "Marks of this sentence"


def side(screen: list[str]) -> list[str]:
    """The column at the right, without its margin."""
    at = next(line for line in screen if HEADING in line).index(HEADING)
    return [line[at:].rstrip() for line in screen]


def test_the_details_stand_at_the_right_of_wide_screens_only(tmp_path):
    path = example_store(tmp_path)
    assert not any(HEADING in line for line in press(path, [], size=(WIDE - 1, 40)))
    shown = side(press(path, [], size=(WIDE, 45)))
    assert any(line.startswith("▸? falsely described") and "▰▰▰" in line for line in shown)
    assert "falsely described." in shown  # the definition
    assert "matched on   “falsely described”" in shown
    assert "rule         verdict_false.say" in shown  # its version is in the details
    assert "voice        narrator" in shown
    assert "confidence   –" in shown


def test_the_panel_below_leaves_to_the_column_what_the_column_shows(tmp_path):
    screen = press(example_store(tmp_path), ["a"], size=(180, 50))
    assert screen[-2].startswith(" accepted falsely described")
    assert screen[-3].strip() == "1  falsely described  2  implied meaning  0  claim"
    assert not any("matched on" in line for line in screen[-4:])


def test_without_a_mark_the_column_says_what_can_be_done(tmp_path):
    shown = side(press(example_store(tmp_path), ["j"], size=(180, 50)))
    assert any("no suggestion here" in line for line in shown)


@pytest.mark.parametrize("width", [*range(1, 12), 40, 80, 110, 139, 140, 149, 150, 180, 300])
def test_the_columns_fill_the_screen_and_text_keeps_its_measure(width):
    document, details = column_widths(width)
    assert 1 <= document <= NUMBER + GUTTER + MOST_COLUMNS + 4
    assert gutter(document) == GUTTER or document - gutter(document) >= MOST_COLUMNS
    assert document + 2 + details <= max(width, 3)
    if width >= WIDE:
        assert details >= 50
    if width >= 150:
        assert document >= GUTTER + MOST_COLUMNS


def test_the_record_of_the_rule_is_read_after_a_pause_and_not_while_keys_come(
    tmp_path, monkeypatch
):
    read: list[str] = []
    original = rule_history.rule_record

    def counted(store, annotator, rule):
        read.append(rule)
        return original(store, annotator, rule)

    monkeypatch.setattr(rule_history, "rule_record", counted)

    async def run():
        with Store.open(example_store(tmp_path)) as store:
            store.label_sets.put(labels())
            store.annotators.enrol("ann")
            app = make(store, labels(), "ann")
            async with app.run_test(size=(160, 45)) as pilot:
                monkeypatch.setattr("annotator.tui.side_panel.PAUSE", 3600)
                await pilot.press("a", "tab", "tab")
                await pilot.pause()
                during = list(read)
                monkeypatch.setattr("annotator.tui.side_panel.PAUSE", 0.01)
                await pilot.press("tab")
                for _ in range(100):
                    await pilot.pause(0.02)
                    if any("1 of 1" in line for line in screen_lines(app)):
                        break
                return during, screen_lines(app)

    during, screen = asyncio.run(run())
    assert set(during) <= {"verdict_false.say"}  # from the pause after the start
    assert any("100 % [21, 100], 1 of 1 right as proposed" in line for line in side(screen))


@pytest.mark.parametrize("size", [(56, 40), (80, 24), (110, 34)])
def test_lines_of_the_panel_break_where_there_is_room(tmp_path, size):
    screen = press(example_store(tmp_path), [], size=size)
    below = "\n".join(screen[-6:])
    for part in ("matched on “falsely described”", "rule verdict_false.say", "voice: narrator"):
        assert part in below
    assert "…" not in below


def test_the_rule_is_left_out_before_a_line_of_the_panel_is_cut(tmp_path):
    screen = press(example_store(tmp_path), ["f"], size=(56, 24))
    below = "\n".join(screen[-6:])
    assert "voice: narrator" in below
    assert "…" not in below
    assert "rule " not in below


def test_where_there_is_no_room_only_the_last_line_of_the_panel_is_cut(tmp_path):
    screen = press(example_store(tmp_path), ["f"], size=(80, 24))
    assert "matched on “falsely described”" in screen[-4]
    assert "…" not in screen[-4] + screen[-3]
    screen = press(example_store(tmp_path), ["f"], size=(44, 24))
    assert screen[-3].endswith("…")
    assert " · " in screen[-3]


def test_a_key_draws_only_the_rows_of_the_column_that_change(tmp_path, monkeypatch):
    drawn: list[tuple[str, int]] = []
    refresh = TextRows.refresh

    def counted(rows, *regions, **kinds):
        drawn.append((type(rows).__name__, len(regions)))
        return refresh(rows, *regions, **kinds)

    async def run():
        with Store.open(example_store(tmp_path)) as store:
            store.label_sets.put(labels())
            store.annotators.enrol("ann")
            app = make(store, labels(), "ann")
            async with app.run_test(size=(160, 45)) as pilot:
                await pilot.pause()
                monkeypatch.setattr("annotator.tui.side_panel.PAUSE", 3600)
                monkeypatch.setattr(TextRows, "refresh", counted)
                await pilot.press("tab")
                await pilot.pause()
                return screen_lines(app)

    screen = asyncio.run(run())
    assert any(line.startswith("▸? implied meaning") for line in side(screen))
    assert drawn
    assert all(0 < count < 20 for _, count in drawn)


def test_a_wide_footer_names_more_keys_and_every_label_by_its_whole_title(tmp_path):
    path = example_store(tmp_path)
    narrow, wide = (press(path, [], size=(width, 50)) for width in (80, 180))
    for words in ("e bounds", "c note", "f flag", "g go to", "/ find"):
        assert words in wide[-1]
        assert words not in narrow[-1]
    assert "q quit" in narrow[-1]
    assert wide[-1].startswith(narrow[-1].rstrip())
    titles = [one.title for one in labels().labels if one.key]
    assert all(title in wide[-3] for title in titles)
