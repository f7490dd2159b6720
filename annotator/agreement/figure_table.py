"""Figures as lines of text: one a line, with all that a reader needs to judge it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from annotator.agreement.figure import Figure
from annotator.agreement.report_text import WIDTH

_NAME = 39


def figure_lines(figures: Sequence[Figure], confidence: float) -> list[str]:
    """Return a table of figures, with the reasons and formulas below it."""
    return [line.rstrip() for line in _lines(figures, confidence)]


def _lines(figures: Sequence[Figure], confidence: float) -> Iterator[str]:
    interval = f"{confidence:.0%} interval"
    head = ("value", interval, "observed", "units", "coders", "documents")
    yield _row("", head)
    for one in figures:
        name = one.coefficient
        if str(one.scope) != "units":
            name = f"{name}: {_plain(str(one.scope))}"
        yield _row(name, _cells(one))
    yield ""
    formulas = {one.coefficient: one.formula for one in figures}
    for name, formula in formulas.items():
        yield from textwrap.wrap(f"{name}: {formula}", WIDTH, subsequent_indent="  ")
    reasons: dict[str, list[str]] = {}
    for one in figures:
        if one.reason:
            what = "undefined" if one.value is None else "no interval"
            text = f"{what} ({_plain(one.reason)})"
            reasons.setdefault(text, []).append(one.coefficient)
    for text, names in reasons.items():
        line = f"{text}: {', '.join(dict.fromkeys(names))}"
        yield from textwrap.wrap(line, WIDTH, subsequent_indent="  ")


def _cells(one: Figure) -> tuple[str, ...]:
    bounds = one.interval
    return (
        "-" if one.value is None else f"{one.value:.6f}",
        "-" if bounds is None else f"[{bounds.low:.3f}, {bounds.high:.3f}]",
        "-" if one.observed is None else f"{one.observed:.3f}",
        f"{one.units}",
        f"{one.coders}",
        f"{one.documents}",
    )


def _row(name: str, cells: Sequence[str]) -> str:
    first = name if len(name) <= _NAME else name[: _NAME - 1] + "…"
    widths = (9, 16, 8, 7, 6, 9)
    rest = (f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
    return " ".join((f"{first:<{_NAME}}", *rest))


def _plain(text: str) -> str:
    return "".join(one if one.isprintable() else "?" for one in text)
