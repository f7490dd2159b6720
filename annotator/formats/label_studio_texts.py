"""Which part of a Label Studio task is the text, and what its offsets count in.

The setup of a project says it, but is not in its exports. So the text is the value that the quotes
fit, or else the one that a result names, or else the longest one. Of a web page it is the text
without tags, in which `globalOffsets` count; each block of it has a line of its own here. Of a
dialogue each turn has a line, with its speaker before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from annotator.formats.json_records import Json
from annotator.formats.json_tasks import DOCUMENT_UID, details_in
from annotator.formats.offset_units import Offsets, Quote, fits
from annotator.formats.protocols import OffsetUnit

_UNITS = (OffsetUnit.CODE_POINT, OffsetUnit.UTF16)
_PAGE = re.compile(r"\s*<(?:!doctype|!--|[a-z][a-z0-9]*)\b", re.IGNORECASE)
_PLACE = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE)
"""An address, such as of an image."""
_SPEAKERS = ("author", "name", "speaker", "role", "user")
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "dd", "div", "dl", "dt", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
    "nav", "ol", "p", "pre", "section", "table", "td", "th", "title", "tr", "ul",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class TaskText:
    """The text of a task.

    key: of the data that it is in; '' for none. base: what offsets count in: the text itself, or
    that of a page without its line breaks. places: for each character of base, where it is in the
    text; None if they are the same. turns: where each turn of a dialogue begins, without its
    speaker; empty for other texts.
    """

    key: str
    text: str
    base: str
    places: Sequence[int] | None = None
    turns: Sequence[int] = ()

    def span(self, start: int, end: int, quote: str | None) -> tuple[int, int] | None:
        """Code points of the text for offsets in base: of UTF-16 as in browsers, unless code
        points alone fit the quote. None outside of the text.
        """
        quotes = [(start, end, quote)] if quote is not None else []
        unit = OffsetUnit.UTF16
        if quotes and not fits(self.base, quotes, unit) and fits(self.base, quotes, _UNITS[0]):
            unit = OffsetUnit.CODE_POINT
        offsets = Offsets(self.base, unit)
        low, high = offsets.to_code_points(start), offsets.to_code_points(end)
        if low is None or high is None or low >= high:
            return None
        if self.places is None:
            return low, high
        return self.places[low], self.places[high - 1] + 1


def text_of(data: Json, results: Sequence[Json]) -> TaskText | None:
    """Return the text of a task; None if there is none.

    results: of all its annotations and predictions.
    """
    if DOCUMENT_UID in data and isinstance(data.get("text"), str):
        return TaskText("text", data["text"], data["text"])  # this program wrote it
    quotes = list(_quotes(results))
    named = [str(one["to_name"]).removeprefix("$") for one in results if "to_name" in one]
    keys = sorted(data, key=lambda key: _size(data[key]), reverse=True)
    first = [key for key in dict.fromkeys([*named, "text"]) if _size(data.get(key))]
    order = dict.fromkeys([*first, *(key for key in keys if _size(data[key]))])
    strings = [key for key in order if isinstance(data[key], str)]
    best = max(strings, key=lambda key: _fitting(data[key], quotes), default="")
    if best and _fitting(data[best], quotes):
        return TaskText(best, data[best], data[best])
    for key in order:
        value = data[key]
        if isinstance(value, list):
            return _dialogue(key, value)
        if key in first or not _PLACE.fullmatch(value):
            return _page(key, value) if _PAGE.match(value) else TaskText(key, value, value)
    return None


def _size(value: object) -> int:
    """The length of a text or a dialogue; 0 for what is neither."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, list) and value and all(_turn(one) is not None for one in value):
        return sum(len(_turn(one) or "") for one in value)
    return 0


def _turn(value: object) -> str | None:
    """What was said in a turn of a dialogue, an object with `text`; None for other values."""
    said = details_in(value).get("text")
    return said if isinstance(said, str) else None


def _quotes(results: Sequence[Json]) -> Iterator[Quote]:
    for one in results:
        value = details_in(one.get("value"))
        start, end, words = value.get("start"), value.get("end"), value.get("text")
        if type(start) is int and type(end) is int and isinstance(words, str):
            yield start, end, words


def _fitting(text: str, quotes: Sequence[Quote]) -> int:
    return sum(any(fits(text, (one,), unit) for unit in _UNITS) for one in quotes)


def _dialogue(key: str, turns: Sequence[Any]) -> TaskText:
    lines: list[str] = []
    starts: list[int] = []
    length = 0
    for turn in turns:
        speaker = next((turn[one] for one in _SPEAKERS if isinstance(turn.get(one), str)), "")
        head = f"{speaker}: " if speaker else ""
        starts.append(length + len(head))
        lines.append(head + turn["text"])
        length += len(lines[-1]) + 1
    text = "\n".join(lines)
    return TaskText(key, text, text, turns=starts)


def _page(key: str, source: str) -> TaskText:
    parser = _Page()
    parser.feed(source)
    parser.close()
    text = "".join(parser.text)
    return TaskText(key, text, "".join(parser.base), parser.places)


class _Page(HTMLParser):
    """The text of a page: as browsers count it, and with each block on a line of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.base: list[str] = []
        self.text: list[str] = []
        self.places: list[int] = []
        self._length = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A line break counts as a character, other tags do not."""
        del attrs
        if tag == "br":
            self.handle_data("\n")
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        """The end of a block is the end of a line."""
        self._break(tag)

    def handle_data(self, data: str) -> None:
        """Add the text between tags."""
        self.base.append(data)
        self.text.append(data)
        self.places += range(self._length, self._length + len(data))
        self._length += len(data)

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS and self.text and not self.text[-1].endswith("\n"):
            self.text.append("\n")
            self._length += 1
