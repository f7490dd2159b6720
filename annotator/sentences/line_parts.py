"""Find the parts of a paragraph that no stop divides: list items, date lines, picture credits.

A page or a mail that lost its line breaks has them: "1) Bread 2) Milk", "Ferry closed Friday,
March 1, 2024", "The old pier Image: Jane Doe". They are found by their form alone, the same in
all languages except for the names of days, months and credits, which are English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST_LINE = 200
"""Characters: a longer paragraph is prose, without a credit or a date line at its end."""

LONGEST_CLOSING = 40
"""Characters of the longest line that is a closing formula and a name, or a short list."""
_BULLETS = "•⁃‣◦▪●"
_BULLET = re.compile(rf"(?<=\s)(?=[{_BULLETS}]\s?\S)")
DIGITS = frozenset("0123456789")
FIRST = DIGITS | frozenset(_BULLETS + "(abcdefghijklmnopqrstuvwxyz")
MARKS = frozenset(")S")  # A), [Signed]
_FIRST_MARK = re.compile(r"\(?(?:(?:\d{1,2}|[a-z])(?:\.\)|\)\.?|\.)|[A-Z]\))\s")
_MARK = re.compile(
    r"(?:^|(?<=\s))\(?(?:(?P<number>\d{1,2})|(?P<letter>[a-z]|[A-Z](?=\)))|(?P<roman>[ivx]{2,4}))"
    r"(?P<end>\.\)|\)\.?|\.)\s+(?=\S)"
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_DATE = (
    "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?:January|February|March|April|May|June|July"
    r"|August|September|October|November|December) \d{1,2}, \d{4}"
)
_DATE_LAST = re.compile(
    rf"[^.!?]*[^\W_]['’\"”)]? (?<!\bon )(?<!\bby )(?<!\bof )(?<!\bfor )(?<!\bfrom )(?<!\buntil )"
    rf"(?<!\bsince )(?<!\bbefore )(?<!\bafter )(?<!\band )(?<!\bto )(?={_DATE}$)"
)
_CREDITS = frozenset(
    (
        "Image", "image", "Photo", "Photograph", "Picture", "Illustration", "Phone", "Fax",
        "Email", "E-mail", "cc",
    )
)  # fmt: skip
_BEFORE_CREDIT = frozenset(["", ": ", ", ", "; ", "- ", "– ", "— "])
_AFTER_NUMBER = re.compile(r"\d (?=https?://)")
_CLOSING = re.compile(
    r"(?:(?:(?:Yours|Best|Kind|Kindest|Warm|Warmest|With|Many)(?: [a-z]+)? )?"
    r"(?:[Ss]incerely|[Rr]espectfully|[Ff]aithfully|[Tt]ruly|[Rr]egards|[Ww]ishes|[Tt]hanks"
    r"|Cheers|Love|Best),|\[Signed\]) (?=[A-Z])"
)


def part_starts(paragraph: str) -> list[int]:
    """Where the second and later parts of a paragraph begin, in order; empty for almost all."""
    found: list[int] = []
    if paragraph[0] in FIRST or paragraph[1:2] in MARKS:
        found += _items(paragraph)
    if len(paragraph) <= LONGEST_LINE:
        if "day, " in paragraph and (dated := _DATE_LAST.match(paragraph)):
            found.append(dated.end())
        if ": " in paragraph:
            found += _credits(paragraph)
        if len(paragraph) <= LONGEST_CLOSING and (closing := _CLOSING.match(paragraph)):
            found.append(closing.end())
    return sorted(set(found)) if len(found) > 1 else found


def _items(paragraph: str) -> Iterator[int]:
    """The starts of the second and later items of a list that begins the paragraph."""
    if paragraph[0] in _BULLETS:
        yield from (one.start() for one in _BULLET.finditer(paragraph))
    if not _FIRST_MARK.match(paragraph):
        return
    marks = _MARK.finditer(paragraph)
    first = next(marks, None)
    if first is None:
        return
    last = first
    for mark in marks:
        after_stop = mark["end"] != "." or paragraph[mark.end()].isupper()
        if _follows(last, mark) and mark["end"] == first["end"] and after_stop:
            yield mark.start()
            last = mark


def _follows(last: re.Match[str], mark: re.Match[str]) -> bool:
    """Return True if a mark is the next one: 3 after 2, c after b, ii after i."""
    if last["number"] and mark["number"]:
        return int(mark["number"]) == int(last["number"]) + 1
    if last["letter"] and mark["letter"] and ord(mark["letter"]) == ord(last["letter"]) + 1:
        return True
    before, after = (one["roman"] or one["letter"] for one in (last, mark))
    return before in _ROMAN and after in _ROMAN and _ROMAN.index(after) == _ROMAN.index(before) + 1


def _credits(line: str) -> list[int]:
    """Where the credit of a picture begins in its caption, or a number in a line of contacts."""
    found = []
    colon = line.find(": ")
    while colon > 0:
        start = line.rfind(" ", 0, colon) + 1
        if (
            start > 5
            and line[start:colon] in _CREDITS
            and line[start - 2 : start] not in _BEFORE_CREDIT
        ):
            found.append(start)
        colon = line.find(": ", colon + 1)
    if "http" in line:
        found += (one.end() for one in _AFTER_NUMBER.finditer(line))
    return found
