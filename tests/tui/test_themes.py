"""Themes: readable for everybody, used at once, remembered, and without colours by NO_COLOR."""

from __future__ import annotations

import asyncio
import re
from itertools import combinations

import pytest

from annotator.labels import load
from annotator.store import Store
from annotator.tui.app import make
from annotator.tui.themes import (
    DARK,
    PLAIN,
    THEMES,
    contrast,
    difference,
    lab,
    label_color,
    linear_rgb,
    readable,
    tinted,
)
from annotator.tui.widgets.document_view import DocumentView
from tests.helpers.app_driver import example_store, screen_lines
from tests.helpers.memory_store import labels
from tests.helpers.paths import ROOT

COLORED = [one for one in THEMES.values() if one.colored]
WRITING = ("text", "context", "accent", "warning", "error")
OWN = sorted({label.color for label in load(ROOT / "labels.yaml").labels})
HUES = [group.hue for group in load(ROOT / "labels.yaml").groups]

# Machado, Oliveira and Fernandes 2009, "A Physiologically-based Model for Simulation of Color
# Vision Deficiency", table of severity 1.0; for values without gamma.
BLINDNESS = {
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
LEAST_DIFFERENCE = 15
"""By CIE 1976; a difference of about 2 is just visible side by side."""


# ------------------------------------------------------------------------- by the numbers


def test_contrast_of_the_published_extremes():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)  # WebAIM's example


@pytest.mark.parametrize("theme", COLORED, ids=lambda one: one.name)
def test_all_text_is_readable(theme):
    for name in WRITING:
        for ground in (theme.background, theme.focus, theme.bar):
            assert contrast(theme.color(name), ground) >= theme.contrast, (name, ground)
    assert contrast(theme.faint, theme.background) >= theme.contrast
    assert contrast(theme.faint, theme.focus) >= theme.contrast
    assert contrast(theme.text, theme.selected_mark) >= theme.contrast
    assert contrast(theme.context, theme.selected_mark) >= theme.contrast
    for ground in (theme.accent, theme.selection):
        assert contrast(theme.ink, ground) >= theme.contrast


@pytest.mark.parametrize("theme", COLORED, ids=lambda one: one.name)
@pytest.mark.parametrize("color", [*OWN, "#000000", "#ffffff", "#00007f", "#808080"])
def test_a_label_colour_is_readable_on_every_ground_and_as_one(theme, color):
    for ground in (theme.background, theme.focus, theme.bar, theme.selected_mark):
        assert contrast(label_color(color, ground, theme), ground) >= theme.contrast
    assert contrast(theme.ink, label_color(color, theme.ink, theme)) >= theme.contrast


def test_a_readable_colour_is_not_changed():
    assert readable("#56b4e9", "#101318") == "#56b4e9"
    assert readable("#f0e442", "#ffffff") != "#f0e442"


@pytest.mark.parametrize("kind", BLINDNESS)
def test_the_colours_for_the_colour_blind_differ_for_each_kind_of_them(kind):
    theme = THEMES["colour-blind"]
    drawn = {label_color(color, theme.focus, theme) for color in (*OWN, *theme.palette)}
    assert len(drawn) == len(theme.palette)
    for one, other in combinations(sorted(drawn), 2):
        seen = difference(lab(as_seen(one, kind)), lab(as_seen(other, kind)))
        assert seen >= LEAST_DIFFERENCE, (one, other)


@pytest.mark.parametrize("kind", [*BLINDNESS, "all colours"])
@pytest.mark.parametrize("theme", COLORED, ids=lambda one: one.name)
def test_the_hues_of_groups_differ_in_every_theme_for_everybody(theme, kind):
    for one, other in combinations(HUES, 2):
        seen = [
            lab(as_seen(drawn, kind) if kind in BLINDNESS else linear_rgb(drawn))
            for drawn in (label_color(hue, theme.focus, theme) for hue in (one, other))
        ]
        assert difference(*seen) >= LEAST_DIFFERENCE, (one, other)


@pytest.mark.parametrize("theme", COLORED, ids=lambda one: one.name)
@pytest.mark.parametrize("color", [*OWN, "#000000", "#ffffff", "#808080"])
def test_text_is_readable_on_every_tint_and_the_selected_mark_differs(theme, color):
    for ground, written in ((theme.focus, theme.text), (theme.background, theme.context)):
        for share in (0.5, 1, 2):
            tint = tinted(ground, color, written, share * theme.tint, theme)
            assert contrast(written, tint) >= theme.contrast, share


def as_seen(color, kind):
    parts = linear_rgb(color)
    rows = BLINDNESS[kind]
    return tuple(
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, parts, strict=True)))) for row in rows
    )


def test_no_colour_is_named_outside_the_themes():
    """A theme cannot change a colour given as #rrggbb: styles.py says how to name one."""
    for path in (ROOT / "annotator" / "tui").rglob("*.py"):
        if path.name != "themes.py":
            assert not re.findall(r"#[0-9a-fA-F]{6}", path.read_text("utf-8")), path.name


# ------------------------------------------------------------------------- on the screen


def drawn(path, keys, *, annotator="ann", size=(80, 24)):
    """The rows after some keys, and the colours in them as #rrggbb."""

    async def run():
        with Store.open(path) as store:
            store.label_sets.put(labels())
            store.annotators.enrol(annotator)
            app = make(store, labels(), annotator)
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                await pilot.press(*keys)
                await pilot.pause()
                strips = app.screen._compositor.render_strips()
                return screen_lines(app), styles_of(strips)

    return asyncio.run(run())


def styles_of(strips):
    return [segment.style for strip in strips for segment in strip if segment.style]


def colors_of(styles):
    both = [color for style in styles for color in (style.color, style.bgcolor) if color]
    return {color.get_truecolor().hex for color in both}


@pytest.mark.parametrize("name", THEMES)
def test_a_theme_is_used_at_once_everywhere_and_remembered(tmp_path, name):
    path = example_store(tmp_path)
    screen, switched = drawn(path, [":", *name, "enter"])
    assert any(f"theme: {name}" in line for line in screen)
    _, fresh = drawn(path, [])
    assert colors_of(switched) == colors_of(fresh)
    theme = THEMES[name]
    if theme.colored:
        assert {theme.background, theme.focus, theme.bar, theme.text} <= colors_of(fresh)
        assert not ({*DARK.colors().values()} - {*theme.colors().values()}) & colors_of(fresh) - {
            label_color(label.color, ground, theme)
            for label in labels().labels
            for ground in (theme.background, theme.focus, theme.selected_mark, theme.ink)
        }
    else:
        assert colors_of(fresh) == set()
    _, other = drawn(path, [], annotator="bea")
    assert DARK.background in colors_of(other)


def test_after_a_switch_a_key_still_redraws_only_the_rows_that_change(tmp_path, monkeypatch):
    redrawn: list[int] = []
    refresh = DocumentView.refresh

    def counted(page, *regions, **kinds):
        redrawn.append(len(regions) or page.size.height)
        return refresh(page, *regions, **kinds)

    async def run():
        with Store.open(example_store(tmp_path)) as store:
            store.annotators.enrol("ann")
            app = make(store, labels(), "ann")
            async with app.run_test(size=(80, 24)) as pilot:
                await pilot.press(":", *"light", "enter")
                await pilot.pause()
                monkeypatch.setattr(DocumentView, "refresh", counted)
                await pilot.press("f")
                await pilot.pause()

    asyncio.run(run())
    assert redrawn == [1]


OPENED = {
    "page": [],
    "selecting": ["."],
    "hints": ["s"],
    "help": ["?"],
    "why": ["i"],
    "form": ["t"],
    "note": ["c"],
    "commands": [":"],
    "label": ["enter"],
}


@pytest.mark.parametrize("opened", OPENED)
def test_no_color_means_none_on_any_screen(tmp_path, monkeypatch, opened):
    monkeypatch.setenv("NO_COLOR", "1")
    screen, styles = drawn(example_store(tmp_path), OPENED[opened])
    assert colors_of(styles) == set()
    if opened not in {"page", "selecting", "hints"}:
        assert any("╭" in line for line in screen)
    if opened in {"selecting", "hints", "commands", "label", "page"}:
        assert any(style.reverse for style in styles)


@pytest.mark.parametrize("name", THEMES)
def test_the_highlighted_choice_stands_out_and_is_readable(tmp_path, name):
    path = example_store(tmp_path)
    drawn(path, [":", *name, "enter"])

    async def run():
        with Store.open(path) as store:
            app = make(store, labels(), "ann")
            async with app.run_test(size=(80, 24)) as pilot:
                await pilot.press("enter")
                await pilot.pause()
                strips = app.screen._compositor.render_strips()
                return [
                    [one.style for one in strip if one.text.strip(" │")]
                    for title in ("falsely described  group", "hedge              group")
                    for strip in strips
                    if title in strip.text
                ]

    inhand, other = asyncio.run(run())
    if THEMES[name].colored:
        for style in inhand:
            assert style.bgcolor.triplet.hex == THEMES[name].selected_mark
            least = THEMES[name].contrast
            assert contrast(style.color.triplet.hex, style.bgcolor.triplet.hex) >= least
        assert all(style.bgcolor.triplet.hex == THEMES[name].focus for style in other)
    else:
        assert all(style.reverse for style in inhand)
        assert not any(style.reverse for style in other)


def test_an_empty_no_color_has_no_effect(tmp_path, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "")
    _, styles = drawn(example_store(tmp_path), [])
    assert DARK.background in colors_of(styles)


def test_no_color_is_stronger_than_a_theme_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    screen, styles = drawn(example_store(tmp_path), [":", *"light", "enter"])
    assert any("NO_COLOR is set" in line for line in screen)
    assert colors_of(styles) == set()


def test_an_unknown_theme_is_replaced_by_the_dark_one(tmp_path):
    path = example_store(tmp_path)
    with Store.open(path) as store:
        store.settings.set("theme:ann", "gone")
    _, styles = drawn(path, [])
    assert DARK.background in colors_of(styles)


def test_the_theme_without_colours_is_offered_too():
    assert not PLAIN.colored
    assert PLAIN.name in THEMES
