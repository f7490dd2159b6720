"""Plots as inline SVG: values with intervals, below each other or along a line.

Colours come from the page's style sheet, by class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from annotator.agreement.interval import Interval
from annotator.html_text import safe_html

Point = tuple[str, float | None, Interval | None]
"""A name, its value and its interval."""

_WIDTH = 760
_NAMES = 190
_RIGHT = 130
_ROW = 24
_TOP = 24
_HEIGHT = 220
_LEFT = 46
_BOTTOM = 46


def interval_plot(
    points: Sequence[Point],
    *,
    low: float,
    high: float,
    marks: Sequence[tuple[float, str]] = (),
) -> str:
    """A row for each point: a dot at the value, a bar over the interval, and both in numbers.

    low, high: of the scale. marks: where there are lines, with what stands above them.
    """
    height = _TOP + _ROW * len(points) + 6
    scale = (_WIDTH - _NAMES - _RIGHT) / max(1e-9, high - low)

    def x(value: float) -> float:
        return round(_NAMES + (min(high, max(low, value)) - low) * scale, 1)

    lines = [_grid(x(value), label, height) for value, label in marks]
    rows = [
        "".join(_row(point, _TOP + _ROW * number + _ROW / 2, x))
        for number, point in enumerate(points)
    ]
    return _svg(height, "values with intervals", [*lines, *rows])


def _row(point: Point, y: float, x: Callable[[float], float]) -> Iterator[str]:
    name, value, bounds = point
    yield f'<text x="{_NAMES - 12}" y="{y + 4}" text-anchor="end">{safe_html(name)}</text>'
    if value is None:
        yield f'<text class="grey" x="{_WIDTH - _RIGHT + 12}" y="{y + 4}">undefined</text>'
        return
    if bounds:
        ends = f'x1="{x(bounds.low)}" x2="{x(bounds.high)}"'
        yield f'<line class="bar" {ends} y1="{y}" y2="{y}"/>'
    yield f'<circle class="dot" cx="{x(value)}" cy="{y}" r="5"/>'
    numbers = f"{value:.2f}" + (f" [{bounds.low:.2f}, {bounds.high:.2f}]" if bounds else "")
    yield f'<text class="grey" x="{_WIDTH - _RIGHT + 12}" y="{y + 4}">{numbers}</text>'


def _grid(x: float, label: str, height: float) -> str:
    return (
        f'<line class="grid" x1="{x}" x2="{x}" y1="{_TOP - 4}" y2="{height}"/>'
        f'<text class="grey" x="{x}" y="{_TOP - 9}" text-anchor="middle">{safe_html(label)}</text>'
    )


def line_plot(points: Sequence[Point]) -> str:
    """Points from left to right, with a line through them; from 0, or less, to 1."""
    lows = [bounds.low if bounds else value for _, value, bounds in points if value is not None]
    low = min(0.0, *lows) if lows else 0.0
    step = (_WIDTH - _LEFT - 20) / max(1, len(points))
    height = _HEIGHT - _TOP - _BOTTOM

    def y(value: float) -> float:
        return round(_TOP + (1 - (value - low) / (1 - low)) * height, 1)

    drawn = [
        f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH}" y1="{y(tick)}" y2="{y(tick)}"/>'
        f'<text class="grey" x="{_LEFT - 8}" y="{y(tick) + 4}" text-anchor="end">{tick}</text>'
        for tick in (0.0, 0.5, 1.0)
    ]
    path = []
    every = max(1, -(-len(points) // 12))  # names that fit beside each other
    for number, (name, value, bounds) in enumerate(points):
        x = round(_LEFT + step * (number + 0.5), 1)
        if number % every == 0:
            drawn.append(
                f'<text class="grey" x="{x}" y="{_HEIGHT - _BOTTOM + 22}" text-anchor="middle">'
                f"{safe_html(name)}</text>"
            )
        if value is None:
            continue
        if bounds:
            ends = f'y1="{y(bounds.low)}" y2="{y(bounds.high)}"'
            drawn.append(f'<line class="bar" x1="{x}" x2="{x}" {ends}/>')
        drawn.append(f'<circle class="dot" cx="{x}" cy="{y(value)}" r="5"/>')
        path.append(f"{x},{y(value)}")
    line = f'<polyline class="path" points="{" ".join(path)}"/>'
    return _svg(_HEIGHT, "values by date or number", [*drawn, line])


def _svg(height: float, label: str, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" role="img"'
        f' aria-label="{label}">{"".join(parts)}</svg>'
    )
