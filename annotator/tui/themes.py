"""Themes: named colours, and label colours that are readable on them.

Contrast as defined by WCAG 2.2: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio. The colours of
the colour-blind theme are those of Okabe and Ito (https://jfly.uni-koeln.de/color/) that are
bright enough on a dark ground.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from math import cbrt, dist

AA, AAA = 4.5, 7.0
"""The contrast of text that WCAG requires at levels AA and AAA."""

_STEPS = 40

Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Theme:
    """All colours except those of labels, as #rrggbb.

    Backgrounds: background of the document; focus of the current sentence and of dialogs; bar of
        header and footer; selected_mark; selection of the selected words.
    Foregrounds: text; context and faint are less prominent; accent, warning and error more; ink
        is written on a background of a strong colour.
    palette: a label is drawn in the nearest of these colours; in its own if there are none.
    shades: (colour of a label, the colour that it is drawn in instead), where the palette or the
        ground would make the groups of the default labels alike.
    tint: the share of a label's colour in the ground of the words of an annotation.
    contrast: the least contrast of a label's colour with any background.
    colored: False to draw no colours at all.
    """

    name: str
    background: str
    focus: str
    bar: str
    selected_mark: str
    selection: str
    text: str
    context: str
    faint: str
    accent: str
    warning: str
    error: str
    ink: str
    dark: bool = True
    palette: tuple[str, ...] = ()
    shades: tuple[tuple[str, str], ...] = ()
    tint: float = 0.2
    contrast: float = AA
    colored: bool = True

    def color(self, name: str) -> str:
        """A colour of the theme by its name."""
        color = getattr(self, name)
        assert isinstance(color, str)  # noqa: S101 - a slip of ours, for mypy
        return color

    def colors(self) -> dict[str, str]:
        """The theme's colours by name."""
        return {
            name: value
            for name, value in asdict(self).items()
            if isinstance(value, str) and value.startswith("#")
        }


OKABE_ITO = ("#e69f00", "#56b4e9", "#009e73", "#f0e442", "#d55e00", "#cc79a7")
_GREY = "#d0d4d9"
"""For labels without a hue. Light: a middle grey looks like Okabe and Ito's purple."""

HEAT_MAP = "#a3abb5"
"""The grey that tints the cells of a heat map, as a label's colour tints its words."""

_DARK = Theme(
    name="dark",
    background="#101318",
    focus="#1c2430",
    bar="#243040",
    selected_mark="#303c55",
    selection="#f0e442",
    text="#f2f4f6",
    context="#a3abb5",
    faint="#8b949f",
    accent="#56b4e9",
    warning="#f0a030",
    error="#ff8a80",
    ink="#101318",
)

_LIGHT = Theme(
    name="light",
    background="#fbfaf7",
    focus="#eceff4",
    bar="#dde3ea",
    selected_mark="#cfd9e8",
    selection="#7a4fd0",
    text="#14181d",
    context="#4c5560",
    faint="#5f6873",
    accent="#0b5c94",
    warning="#8a4b00",
    error="#b00020",
    ink="#fbfaf7",
    dark=False,
    shades=(
        ("#e0923c", "#5e3500"),
        ("#ea68dc", "#8a1a78"),
        ("#a6dcfa", "#0a62cc"),
        ("#e8e04a", "#766b00"),
        ("#45d69a", "#0a7846"),
        ("#848f9a", "#626c78"),
    ),
    tint=0.35,
)

_HIGH_CONTRAST = Theme(
    name="high-contrast",
    background="#000000",
    focus="#000000",
    bar="#303030",
    selected_mark="#303030",
    selection="#ffff00",
    text="#ffffff",
    context="#c0c0c0",
    faint="#c0c0c0",
    accent="#00ffff",
    warning="#ffff00",
    error="#ffb0b0",
    ink="#000000",
    contrast=AAA,
)

_COLOR_BLIND = Theme(
    name="colour-blind",
    background="#101318",
    focus="#1c2430",
    bar="#243040",
    selected_mark="#2c3850",
    selection="#f0e442",
    text="#f2f4f6",
    context="#a3abb5",
    faint="#8b949f",
    accent="#56b4e9",
    warning="#e69f00",
    error="#e8804a",
    ink="#101318",
    palette=(*OKABE_ITO, _GREY),
    shades=(("#a6dcfa", "#56b4e9"),),
)

# Bright and dark grounds differ where colours are removed: see annotator.tui.app.ColorGuard.
_PLAIN = Theme(
    name="no-colour",
    background="#000000",
    focus="#000000",
    bar="#000000",
    selected_mark="#ffffff",
    selection="#ffffff",
    text="#ffffff",
    context="#ffffff",
    faint="#ffffff",
    accent="#ffffff",
    warning="#ffffff",
    error="#ffffff",
    ink="#000000",
    colored=False,
)

DARK = _DARK
PLAIN = _PLAIN

THEMES = {one.name: one for one in (_DARK, _LIGHT, _HIGH_CONTRAST, _COLOR_BLIND, _PLAIN)}
"""By name; the default is first."""


def label_color(color: str, ground: str, theme: Theme) -> str:
    """The colour of a label on a background: from the theme's palette, and readable."""
    own = next((shade for one, shade in theme.shades if one == color), None)
    return readable(own or _in_palette(color, theme), ground, theme.contrast)


@lru_cache(maxsize=512)
def tinted(ground: str, color: str, written: str, share: float, theme: Theme) -> str:
    """A background with a share of a label's colour; less of it if text would be unreadable.

    written: the colour of the text on it.
    """
    pen = _in_palette(color, theme)
    shares = (share * step / _STEPS for step in range(_STEPS, 0, -1))
    tints = (_mix(ground, pen, one) for one in shares)
    return next((one for one in tints if contrast(written, one) >= theme.contrast), ground)


def _in_palette(color: str, theme: Theme) -> str:
    return _nearest(color, theme.palette) if theme.palette else color


@lru_cache(maxsize=512)
def readable(color: str, ground: str, least: float = AA) -> str:
    """The colour, made lighter or darker by the least amount that gives this contrast."""
    pole = "#ffffff" if contrast("#ffffff", ground) > contrast("#000000", ground) else "#000000"
    mixed = (_mix(color, pole, step / _STEPS) for step in range(_STEPS + 1))
    return next((one for one in mixed if contrast(one, ground) >= least), pole)


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two colours: 1 for the same, 21 for black and white."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(color: str) -> float:
    """Relative luminance: 0 black, 1 white."""
    red, green, blue = linear_rgb(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear_rgb(color: str) -> Triple:
    """Red, green and blue of a colour, 0 to 1, without gamma (IEC 61966-2-1)."""
    red, green, blue = map(_linear, _rgb(color))
    return red, green, blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _rgb(color: str) -> Triple:
    red, green, blue = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _mix(color: str, other: str, share: float) -> str:
    parts = zip(_rgb(color), _rgb(other), strict=True)
    return "#" + "".join(f"{round(255 * (a + (b - a) * share)):02x}" for a, b in parts)


def _nearest(color: str, palette: tuple[str, ...]) -> str:
    """The most similar colour of the palette."""
    return min(
        palette, key=lambda other: difference(lab(linear_rgb(color)), lab(linear_rgb(other)))
    )


def difference(one: Triple, other: Triple) -> float:
    """The difference of two colours by CIE 1976: the distance of their L*a*b* values."""
    return dist(one, other)


def lab(parts: Triple) -> Triple:
    """L*, a*, b* (CIE 1976, white D65) of red, green and blue without gamma."""
    red, green, blue = parts
    x = _root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505)
    y = _root(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    z = _root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _root(part: float) -> float:
    return cbrt(part) if part > 0.008856 else 7.787 * part + 16 / 116
