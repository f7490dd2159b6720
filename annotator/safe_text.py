"""Text as a terminal may show it: one character for one character, so offsets never move.

News text from the web holds escape sequences, marks that turn the writing direction round,
characters of no width and towers of accents. A terminal would obey them, or lose count of its
cells. Each is shown as a mark of its own; nothing is added and nothing removed.
"""

from __future__ import annotations

import re
from unicodedata import category, east_asian_width

_BREAK = "\u23ce"  # a line break no terminal should make
_TURN = "\u21c4"  # turns the writing direction
_NOTHING = "\u00b7"  # has no width, or was cut
_UNKNOWN = "\u25a1"  # unassigned or private: may have any width
_BROKEN = "\ufffd"  # half a character, or a control of the second kind

_PICTURE = "\u25ca"  # one cell wide everywhere, and in every font

_TALLEST = 3  # marks on one character; no living script stacks more
_LONGEST = 4  # joiners in one emoji; a family of four with hearts has three

_JOINERS = frozenset("\u200c\u200d")
_JAMO = (range(0x1160, 0x1200), range(0xD7B0, 0xD800))  # vowels and finals: they stack as well
_VISIBLE_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")


class _Shown(dict[int, str]):
    """What each character is shown as: worked out once, when it is first met."""

    def __missing__(self, code: int) -> str:
        shown = _by_category(code)
        self[code] = shown
        return shown


_SHOWN = _Shown(
    dict.fromkeys(map(ord, "\t\n\r"), " ")
    | {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n\r"}
    | {0x7F: "\u2421"}
    | dict.fromkeys((0x85, 0x2028, 0x2029), _BREAK)
    | dict.fromkeys((0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), _TURN)
    | dict.fromkeys((0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0), _NOTHING)
    | {ord(joiner): joiner for joiner in _JOINERS}
)


def _by_category(code: int) -> str:
    """What a character not in the table is shown as."""
    char = chr(code)
    match category(char):
        case "Cc" | "Cs":
            return _BROKEN
        case "Cn" | "Co":
            return _UNKNOWN
        case "Cf" if char not in _VISIBLE_FORMATS:
            return _NOTHING
    return char


def display(text: str) -> str:
    """The text as it may be shown: as long as text, the same wherever it is harmless.

    Controls, direction marks, characters of no width, lone surrogates and unassigned characters
    become visible marks. Tabs and line breaks become blanks. Of marks stacked on one character
    three stay.
    """
    if text.isascii() and text.isprintable():
        return text
    shown = text.translate(_SHOWN)
    if not shown.isascii() and any(map(_stacks, set(shown))):
        shown = "".join(_cut(shown))
    return plain(shown) if _Terminal.plain_pictures else shown


# -------------------------------------------------------------------- pictures as signs


class _Terminal:
    """What the terminal of this process can do."""

    plain_pictures = False


def draw_pictures(*, plainly: bool) -> None:
    """From now on, let display show every picture as a sign one cell wide, or as it is.

    For terminals that count the cells of emoji otherwise than we do: the rest of the row shifts.
    """
    _Terminal.plain_pictures = plainly


def pictures_are_plain() -> bool:
    """Whether display shows pictures as signs."""
    return _Terminal.plain_pictures


def plain(shown: str) -> str:
    """Shown text with each picture as a sign of one cell, character for character.

    What changes the picture before it (variants, skin, key caps, joiners) has a mark of its own.
    """
    if shown.isascii():
        return shown
    return _JOINER_OF_PICTURES.sub(_NOTHING, shown.translate(_PLAIN))


class _Plain(dict[int, str]):
    """What each shown character is in plain pictures: worked out once, when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        picture = category(char) == "So" and (code >= 0x1F000 or _is_wide_symbol(char))
        self[code] = _PICTURE if picture else char
        return self[code]


_PLAIN = _Plain(dict.fromkeys((0xFE0E, 0xFE0F, 0x20E3, *range(0x1F3FB, 0x1F400)), _NOTHING))
_JOINER_OF_PICTURES = re.compile(
    f"(?<=[{_PICTURE}{_NOTHING}])\u200d|\u200d(?=[{_PICTURE}{_NOTHING}])"
)


def _is_wide_symbol(char: str) -> bool:
    """Whether it is an emoji of the first plane; symbols made of Han and Kana are none."""
    return east_asian_width(char) == "W" and not "\u3000" <= char < "\u3400"


# --------------------------------------------------------------------------------- marks


def _stacks(char: str) -> bool:
    """Whether a character is drawn into the cell of the one before it."""
    if char in _JOINERS or category(char) in {"Mn", "Me"}:
        return True
    return any(ord(char) in jamo for jamo in _JAMO)


def _cut(text: str) -> list[str]:
    """The characters of text, those that stack too high, or join nothing, made visible."""
    cut: list[str] = []
    marks, joined = _TALLEST, 0  # nothing to stand on yet
    for at, char in enumerate(text):
        if char in _JOINERS:
            joined += 1
            cut.append(char if joined <= _LONGEST and _joins(text, at, cut) else _NOTHING)
        elif _stacks(char):
            marks += 1
            cut.append(char if marks <= _TALLEST else _NOTHING)
        else:
            marks = 0
            joined = joined if cut and cut[-1] in _JOINERS else 0
            cut.append(char)
    return cut


def _joins(text: str, at: int, cut: list[str]) -> bool:
    """Whether a joiner stands between two characters that may be joined, not at an edge."""
    if not 0 < at < len(text) - 1:
        return False
    before, after = category(cut[at - 1]), category(text[at + 1])
    return before in {"So", "Sk", "Mn", "Mc", "Lo"} and after in {"So", "Lo", "Mc"}
