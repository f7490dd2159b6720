"""A text put together from pieces at their offsets, as far as a table has pieces of it.

What lies between the pieces is not known: one space where they are one unit apart, else line ends.
Offsets keep their meaning, whatever unit they count.
"""

from __future__ import annotations

from annotator.documents.article import document_uid, other_line_ends
from annotator.formats.protocols import OffsetUnit

_CODECS = {
    OffsetUnit.CODE_POINT: ("utf-32-le", 4),
    OffsetUnit.UTF16: ("utf-16-le", 2),
    OffsetUnit.BYTE: ("utf-8", 1),
}
"""An encoding in which a unit has always so many bytes."""
MOST_UNITS = 20_000_000


class PiecedText:
    """A text while it is put together."""

    def __init__(self, unit: OffsetUnit) -> None:
        self._codec, self._width = _CODECS[unit]
        self._units = bytearray()
        self._known = bytearray()  # one for each unit: 1 where it is known

    def put(self, start: int, end: int, words: str) -> str:
        """Put a piece where it belongs. Returns what is wrong with it, '' if it fits."""
        piece = words.encode(self._codec)
        length = len(piece) // self._width
        if not 0 <= start < end <= MOST_UNITS:
            return f"expected 0 <= start < end <= {MOST_UNITS:,}, got [{start}, {end})"
        if length != end - start:
            return f"expected {end - start} characters at [{start}, {end}), found {length}"
        if len(self._known) < end:
            missing = end - len(self._known)
            self._known.extend(bytes(missing))
            self._units.extend(bytes(missing * self._width))
        first, last = start * self._width, end * self._width
        if 1 in self._known[start:end] and not self._agrees(start, piece):
            return f"the text at [{start}, {end}) is another one in an earlier row"
        self._units[first:last] = piece
        self._known[start:end] = b"\x01" * length
        return ""

    def _agrees(self, start: int, piece: bytes) -> bool:
        """Return True if a piece has what is known already."""
        width = self._width
        length = len(piece) // width
        if self._known.find(0, start, start + length) < 0:
            return self._units[start * width : (start + length) * width] == piece
        return all(
            self._units[(start + nth) * width : (start + nth + 1) * width]
            == piece[nth * width : (nth + 1) * width]
            for nth in range(len(piece) // width)
            if self._known[start + nth]
        )

    def text(self, uid: str, title: str = "") -> str:
        """Return the text, in which the title comes first if there is room for it.

        uid: of the document in the table; if a text with or without the title, or with a line end
        after it, has that uid, it is the text itself.
        """
        plain = self._filled("")
        titled = self._filled(title) if title else plain
        for one in (titled, plain):
            for found in (one, *other_line_ends(one)):
                if document_uid(found) == uid:
                    return found
        return titled

    def _filled(self, title: str) -> str:
        units, known = bytearray(self._units), bytearray(self._known)
        head = title.encode(self._codec)
        length = len(head) // self._width
        if title and 1 not in known[: length + 1] and length < len(known):
            units[: len(head)] = head
            known[:length] = b"\x01" * length
        at = known.find(0)
        while at >= 0:
            end = known.find(1, at)
            end = len(known) if end < 0 else end
            filler = " " if end - at == 1 and at else "\n" * (end - at)
            units[at * self._width : end * self._width] = filler.encode(self._codec)
            known[at:end] = b"\x01" * (end - at)
            at = known.find(0)
        return units.decode(self._codec, "replace")
