"""Text that is safe to show in a terminal, character by character, so that offsets stay valid.

News text from the web contains escape sequences, direction marks, characters without width and
stacked accents. A terminal would execute them or misplace the rest of the row. Each is replaced
by a visible character; none is added or removed.
"""

from __future__ import annotations

import re
from unicodedata import category, east_asian_width

_BREAK = "\u23ce"  # a line separator
_DIRECTION = "\u21c4"  # changes the writing direction
_NO_WIDTH = "\u00b7"  # has no width, or is one combining mark too many
_UNKNOWN = "\u25a1"  # unassigned or private, so of unknown width
_INVALID = "\ufffd"  # a lone surrogate or a C1 control

_PLAIN_EMOJI = "\u25ca"  # one cell wide in every font

_MOST_MARKS = 3  # combining marks on one character; no living script has more
_MOST_JOINERS = 4  # in one emoji; a family of four has three

_JOINERS = frozenset("\u200c\u200d")
_JAMO = (range(0x1160, 0x1200), range(0xD7B0, 0xD800))  # vowels and finals, which combine as well
_VISIBLE_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")


HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u0890\u0891\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u2064\u2066-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0001\U000e0020-\U000e007f]"
)
"""Controls, direction marks, separators of lines and other format characters: none may reach a
terminal. `display` leaves none; joiners are none, and the format characters that are drawn."""


class _Shown(dict[int, str]):
    """By code point, the character to show. Computed at its first use."""

    def __missing__(self, code: int) -> str:
        shown = _by_category(code)
        self[code] = shown
        return shown


_SHOWN = _Shown(
    dict.fromkeys(map(ord, "\t\n\r"), " ")
    | {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n\r"}
    | {0x7F: "\u2421"}
    | dict.fromkeys((0x85, 0x2028, 0x2029), _BREAK)
    | dict.fromkeys(
        (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), _DIRECTION
    )
    | dict.fromkeys((0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0), _NO_WIDTH)
    | {ord(joiner): joiner for joiner in _JOINERS}
)


def _by_category(code: int) -> str:
    """Return the character to show for one that is not in the table."""
    char = chr(code)
    match category(char):
        case "Cc" | "Cs":
            return _INVALID
        case "Cn" | "Co":
            return _UNKNOWN
        case "Cf" if char not in _VISIBLE_FORMATS:
            return _NO_WIDTH
    return char


def display(text: str) -> str:
    """Return the text to show, of the same length and with safe characters unchanged.

    Controls, direction marks, characters without width, lone surrogates and unassigned characters
    become visible characters. Tabs and line breaks become spaces. Of the combining marks on one
    character three are kept.
    """
    if text.isascii() and text.isprintable():
        return text
    shown = text.translate(_SHOWN)
    if not shown.isascii() and any(map(_is_combining, set(shown))):
        shown = "".join(_limit_marks(shown))
    return shown


# ------------------------------------------------------------------------------ emoji


def plain_emoji(shown: str) -> str:
    """Replace each emoji in shown text by a character one cell wide; the length stays.

    Modifiers (variants, skin tones, key caps, joiners) are replaced, too.
    """
    if shown.isascii():
        return shown
    return _EMOJI_JOINER.sub(_NO_WIDTH, shown.translate(_PLAIN))


class _Plain(dict[int, str]):
    """By code point, the character to show for it with plain emoji. Computed at its first use."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        is_emoji = category(char) == "So" and (code >= 0x1F000 or _is_wide_symbol(char))
        self[code] = _PLAIN_EMOJI if is_emoji else char
        return self[code]


_PLAIN = _Plain(dict.fromkeys((0xFE0E, 0xFE0F, 0x20E3, *range(0x1F3FB, 0x1F400)), _NO_WIDTH))
_EMOJI_JOINER = re.compile(
    f"(?<=[{_PLAIN_EMOJI}{_NO_WIDTH}])\u200d|\u200d(?=[{_PLAIN_EMOJI}{_NO_WIDTH}])"
)


def _is_wide_symbol(char: str) -> bool:
    """Return whether it is an emoji of the basic plane; Han and Kana symbols are not."""
    return east_asian_width(char) == "W" and not "\u3000" <= char < "\u3400"


# --------------------------------------------------------------------- combining marks


def _is_combining(char: str) -> bool:
    """Return whether a character is drawn into the cell of the previous one."""
    if char in _JOINERS or category(char) in {"Mn", "Me"}:
        return True
    return any(ord(char) in jamo for jamo in _JAMO)


def _limit_marks(text: str) -> list[str]:
    """Return the characters of text. Surplus marks and joiners that join nothing are visible."""
    limited: list[str] = []
    marks, joined = _MOST_MARKS, 0  # no base character yet
    for at, char in enumerate(text):
        if char in _JOINERS:
            joined += 1
            limited.append(
                char if joined <= _MOST_JOINERS and _joins(text, at, limited) else _NO_WIDTH
            )
        elif _is_combining(char):
            marks += 1
            limited.append(char if marks <= _MOST_MARKS else _NO_WIDTH)
        else:
            marks = 0
            joined = joined if limited and limited[-1] in _JOINERS else 0
            limited.append(char)
    return limited


def _joins(text: str, at: int, limited: list[str]) -> bool:
    """Return whether a joiner is between two characters that can be joined."""
    if not 0 < at < len(text) - 1:
        return False
    before, after = category(limited[at - 1]), category(text[at + 1])
    return before in {"So", "Sk", "Mn", "Mc", "Lo"} and after in {"So", "Lo", "Mc"}
