"""What other formats have no field for, as one JSON object beside a label and its offsets.

`details_of` makes it when a file is written, `annotation_of` reads it back: the uid, attributes,
origin, rule, what was on show, times, and the fragments of a discontinuous annotation. Fragments
count in the unit of the file, spans in attribute values in code points. Suggestions likewise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from annotator.formats.canonical_form import quote_is_right, quoted_spans
from annotator.formats.offset_units import Offsets
from annotator.model import (
    Annotation,
    Attributes,
    OnShow,
    Origin,
    Span,
    Suggestion,
    SuggestionKey,
    Tier,
    Voice,
)

_Choice = TypeVar("_Choice", bound=StrEnum)
_Json = Mapping[str, Any]

_DEEPEST = 60
_TIME = re.compile(r"(19[7-9]|[2-9][0-9]{2})[0-9]-")


class DetailError(ValueError):
    """Details that are not as this program writes them; the message says what was expected."""


# ------------------------------------------------------------------------------- writing


def details_of(one: Annotation, offsets: Offsets, *, is_whole: bool = False) -> dict[str, Any]:
    """Return what a label and its offsets do not say; values that are the usual ones are left out.

    is_whole: it is of the text as a whole, so its fragments say nothing.
    """
    fragments = one.fragments if len(one.fragments) > 1 and not is_whole else ()
    found = {
        "uid": one.uid,
        "fragments": [_pair(part, offsets) for part in fragments],
        "attributes": _sorted(one.attributes),
        "origin": "" if one.origin is Origin.MANUAL else one.origin,
        "rule": one.rule,
        "on_show": "" if one.on_show is OnShow.UNKNOWN else one.on_show,
        "created_at": one.created_at,
        "modified_at": one.modified_at,
    }
    return {key: value for key, value in found.items() if value not in ("", {}, [])}


def suggestion_details(one: Suggestion, offsets: Offsets) -> dict[str, Any]:
    """Return what the label, the offsets and the suggester of a suggestion do not say."""
    frames = one.frames
    found = {
        "rule": one.rule,
        "tier": one.tier,
        "voice": one.voice,
        "triggers": [_pair(part, offsets) for part in one.triggers],
        "attributes": _sorted(one.attributes),
        "frames": [] if frames is None else [*_pair(frames.span, offsets), frames.label],
        "version": one.suggester_version,
    }
    return {key: value for key, value in found.items() if value not in ("", {}, [])}


def _pair(span: Span, offsets: Offsets) -> list[int]:
    return [offsets.from_code_points(span.start), offsets.from_code_points(span.end)]


def _sorted(values: Attributes) -> dict[str, Any]:
    return {key: values[key] for key in sorted(values)}


# ------------------------------------------------------------------------------- reading


def annotation_of(one: Annotation, details: _Json, offsets: Offsets, text: str) -> Annotation:
    """Return an annotation with what its details say. Raises DetailError."""
    if not details:
        return one
    fragments = _spans(details, "fragments", offsets, text) or one.fragments
    if (fragments[0].start, fragments[-1].end) != (one.span.start, one.span.end):
        fragments = one.fragments  # somebody has moved the ends in the other tool
    try:
        return Annotation(  # not `replace`, which takes as long as all the rest
            one.uid,
            one.label,
            fragments,
            {**one.attributes, **attributes_of(details.get("attributes", {}), text)},
            _choice(details, "origin", Origin, one.origin),
            _text(details, "rule") or one.rule,
            on_show=_choice(details, "on_show", OnShow, one.on_show),
            created_at=_time(details, "created_at") or one.created_at,
            modified_at=_time(details, "modified_at") or one.modified_at,
        )
    except ValueError as error:
        raise DetailError(str(error)) from None


def suggestion_of(one: Suggestion, details: _Json, offsets: Offsets, text: str) -> Suggestion:
    """Return a suggestion with what its details say. Raises DetailError."""
    frames = details.get("frames")
    if frames is not None and not (isinstance(frames, list) and len(frames) == 3):
        raise DetailError("expected 'frames' to be start, end and label")
    framed = _spans({"frames": [frames[:2]]}, "frames", offsets, text) if frames else ()
    return replace(
        one,
        rule=_text(details, "rule") or one.rule,
        tier=_choice(details, "tier", Tier, one.tier),
        voice=_choice(details, "voice", Voice, one.voice),
        triggers=_spans(details, "triggers", offsets, text),
        attributes=attributes_of(details.get("attributes", {}), text),
        frames=SuggestionKey(framed[0].start, framed[0].end, str(frames[2])) if frames else None,
        suggester_version=_text(details, "version"),
    )


def attributes_of(value: object, text: str | None = None) -> dict[str, Any]:
    """Return attribute values. Raises DetailError if they are not an object, or nested too deep.

    text: of the document, if spans in the values are to be checked.
    """
    if not isinstance(value, dict):
        raise DetailError("expected 'attributes' to be an object")
    if not any(isinstance(one, dict | list) for one in value.values()):
        return value
    if _is_too_deep(value):
        raise DetailError(f"expected attribute values of at most {_DEEPEST} levels")
    for found in quoted_spans(value) if text is not None else ():
        if not quote_is_right(found, text or ""):
            raise DetailError(f"expected an attribute to quote the text, found {found!r:.60}")
    return value


def _is_too_deep(value: object) -> bool:
    level: Sequence[object] = [value]
    for _ in range(_DEEPEST):
        parts = [list(one.values()) if isinstance(one, dict) else one for one in level]
        level = [part for one in parts if isinstance(one, list) for part in one]
        if not level:
            return False
    return True


def utc(value: object) -> str:
    """Return a time as the project has times, in UTC to the millisecond; '' if it is none.

    value: ISO 8601, with Z or an offset, or seconds since 1970.
    """
    with suppress(ValueError, OverflowError, OSError):
        if isinstance(value, int | float) and not isinstance(value, bool):
            time = datetime.fromtimestamp(value, UTC)
        elif isinstance(value, str) and _TIME.match(value):
            time = datetime.fromisoformat(value)
            time = time.replace(tzinfo=time.tzinfo or UTC).astimezone(UTC)
        else:
            return ""
        found = time.isoformat(timespec="milliseconds")
        return found if _TIME.match(found) else ""
    return ""


def seconds(time: str) -> float:
    """Return the seconds from 1970 to a time of the project."""
    return datetime.fromisoformat(time).timestamp()


def _time(details: _Json, key: str) -> str:
    given = _text(details, key)
    if not given:
        return ""
    found = utc(given)
    if not found:
        raise DetailError(f"expected {key!r} to be a time, found {given!r:.40}")
    return found


def _text(details: _Json, key: str) -> str:
    value = details.get(key, "")
    if not isinstance(value, str):
        raise DetailError(f"expected {key!r} to be a text, found {value!r:.40}")
    return value


def _choice(details: _Json, key: str, choices: type[_Choice], usual: _Choice) -> _Choice:
    word = _text(details, key)
    try:
        return choices(word) if word else usual
    except ValueError:
        raise DetailError(f"expected {key!r} to be one of {', '.join(choices)}") from None


def _spans(details: _Json, key: str, offsets: Offsets, text: str) -> tuple[Span, ...]:
    pairs = details.get(key, [])
    if not isinstance(pairs, list):
        raise DetailError(f"expected {key!r} to be a list of offsets")
    return tuple(_span(pair, key, offsets, text) for pair in pairs)


def _span(pair: object, key: str, offsets: Offsets, text: str) -> Span:
    if isinstance(pair, list) and len(pair) == 2 and all(type(one) is int for one in pair):
        start, end = map(offsets.to_code_points, pair)
        if start is not None and end is not None and start < end:
            return Span(start, end)
    size = f"a text of {len(text):,} characters"
    raise DetailError(f"expected {key!r} to be offsets inside {size}, found {pair!r:.40}")
