"""The sources of rules as they are matched: on normalized text, with the forms of marked words.

A source may contain any of the signs that annotator.nlp.normalized_text replaces, such as a curly
apostrophe or a no-break space. Normalized text contains none, so they are replaced here too.
"""

from __future__ import annotations

import json
import re
from typing import Any

from annotator.nlp import inflection
from annotator.nlp.normalized_text import normalize_words

_PART = re.compile(
    r"(?P<escape>\\Q.*?(?:\\E|$)|\\(?:x\{[^}]*\}|x[0-9A-Fa-f]{2}|[pP]\{[^}]*\}|[pP]?.))"
    r"|(?P<class>\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*+\])"
    r"|(?P<plain>[^\\\[]+|\[)",
    re.DOTALL,
)
_IN_CLASS = re.compile(
    r"\[:\^?\w+:\]|(?P<item>\\(?:x\{[^}]*\}|[pP]\{[^}]*\}|[pP].|x[0-9A-Fa-f]{2}|.)|.)"
    r"(?P<to>-(?:\\(?:x\{[^}]*\}|x[0-9A-Fa-f]{2}|.)|[^\]\\]))?",
    re.DOTALL,
)
_CODE = re.compile(r"\\x\{?([0-9A-Fa-f]+)\}?")
_BLANK_ESCAPES = {rf"\{name}": " " for name in "ntrfv"}
_REPEATED = re.compile(r"(.)(?=[?*+{])", re.DOTALL)


def phrases(source: str) -> tuple[str, ...]:
    """The phrases that a phrase stands for. Raises AnnotatorError if there are too many."""
    return inflection.expand_phrase(normalize_words(source))


def expression(source: str) -> str:
    """A regular expression for normalized text.

    A range, and a blank in a class that excludes characters, are left as they are. Without its line
    end, a class of all characters except line ends would become one without spaces.
    """
    return inflection.expand_regex(_PART.sub(_normalized_part, source))


def token_pattern(source: str) -> list[dict[str, Any]]:
    """A token pattern, given as JSON, for the tokens of normalized text."""
    pattern: list[dict[str, Any]] = inflection.expand_token_pattern(
        _normalized_value(json.loads(source))
    )
    return pattern


def _normalized_value(value: Any, key: str = "") -> Any:
    match value:
        case str():
            return _PART.sub(_normalized_part, value) if key == "REGEX" else normalize_words(value)
        case dict():
            return {name: _normalized_value(inner, name) for name, inner in value.items()}
        case list():
            return [_normalized_value(inner, key) for inner in value]
        case _:
            return value


def _normalized_part(found: re.Match[str]) -> str:
    if found["escape"]:
        return _normalized_escape(found[0])
    if found["class"]:
        return _normalized_class(found[0])
    pieces = map(normalize_words, _REPEATED.split(found[0]))  # each second one is repeated
    return "".join(
        f"(?:{piece})" if number % 2 and len(piece) != 1 else piece
        for number, piece in enumerate(pieces)
    )


def _normalized_escape(escape: str) -> str:
    """An escape as the character that it stands for, if that is replaced in normalized text."""
    if escape.startswith(r"\Q"):
        return normalize_words(escape)
    if escape in _BLANK_ESCAPES:
        return " "
    code = _CODE.fullmatch(escape)
    if code is None or int(code[1], 16) > 0x10FFFF:
        return escape
    sign = chr(int(code[1], 16))
    normal = normalize_words(sign)
    return escape if normal == sign else re.escape(normal)


def _normalized_class(source: str) -> str:
    """A class of characters with those that are replaced by one other."""
    opening = "[^" if source.startswith("[^") else "["
    excludes = opening == "[^"

    def normalized_item(found: re.Match[str]) -> str:
        item = found["item"]
        if not item or found["to"]:
            return found[0]
        normal = _normalized_escape(item) if item[0] == "\\" else normalize_words(item)
        if excludes and normal == " ":
            return item
        normal = normal.removeprefix("\\") if normal != item else item
        if normal == "-" != item:
            return r"\-"
        return normal if len(normal) == 1 else item

    return opening + _IN_CLASS.sub(normalized_item, source[len(opening) : -1]) + "]"
