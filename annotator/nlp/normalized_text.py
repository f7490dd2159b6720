"""Normalize text for matching: signs that look alike become the same sign.

A run of blanks of any sort inside a block becomes one space; signs without width are removed;
letters and their combining marks are composed (NFC); ligatures and full-width letters become plain
letters, hyphens that look like "-" become that; a word divided at the end of a line is joined.
Words are then found however their text was typeset. A match has positions in the normalized text,
which `NormalizedDocument` converts to those of the text as it is.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple
from unicodedata import combining, is_normalized, normalize

import numpy as np
from numpy.typing import NDArray

from annotator.model import Document, Span
from annotator.nlp.inflection import is_known_word

_Places = NDArray[np.int64]
_Codes = NDArray[np.uint32]

_REMOVED = sys.maxunicode + 1
"""What the table has for signs that are removed."""
_WITHOUT_WIDTH = (  # soft hyphen, joiners, marks of direction, byte order mark, variants
    *(0x00AD, 0x034F, 0x061C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F)),
    *(*range(0x2060, 0x2070), *range(0xFE00, 0xFE10), 0xFEFF),
)
_BLANKS = (  # without line ends, which are replaced inside blocks only
    *(0x09, 0x0B, 0x0C, *range(0x1C, 0x20), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B)),
    *(0x2028, 0x2029, 0x202F, 0x205F, 0x3000),
)
_HYPHENS = (0x2010, 0x2011, 0x2212, 0xFE63, 0xFF0D)
_FULL_WIDTH = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
_LIGATURES = "\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06"
_APOSTROPHES = "\u2019\u2018\u201b\u00b4"
_MOST_MARKS = 30  # of one letter, as in Unicode's stream-safe text format
_MAY_COMBINE = re.compile("[\0-\u02ff]?[\u0300-\U0010ffff]+")

_SPACE = ord(" ")
_ASCII = bytes(range(128))
_NOT_PLAIN = ("  ", *map(chr, (code for code in (*_BLANKS, 0x0D) if code < 0x80)))
_LINE_END = re.compile(r"[\r\n]+(?:[> \t]*>)?")  # with the marks of quoted mail
_DIVIDED = re.compile("(?<=[^\\W\\d_])[-\u2010\u00ad][ \t]*[\r\n][\\s>]*(?=[^\\W\\d_])")
_LONGEST_PART = 40  # letters of a divided word before or after the hyphen
_LETTERS_BEFORE = re.compile(r"[^\W\d_]+$")
_LETTERS_AFTER = re.compile(r"[^\W\d_]+")


class _Normalized(NamedTuple):
    """A normalized text; for each character its start and end in the text as it is.

    starts, ends: empty if no place differs.
    """

    text: str
    starts: _Places
    ends: _Places


_NOWHERE: _Places = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class NormalizedDocument:
    """A document as matchers read it.

    document: with normalized text; blocks and sentences at their places there. Those that consist
        of removed signs are missing. The document itself if it is normal.
    source: with the text as it is.
    """

    document: Document
    source: Document
    _sentences: dict[Span, Span]
    _places: _Normalized | None

    def original(self, span: Span) -> Span:
        """Where the characters of a span of the normalized text are in the text as it is."""
        if self._places is None:
            return span
        start, end = self._places.starts[span.start], self._places.ends[span.end - 1]
        return Span(int(start), int(end))

    def original_sentence(self, sentence: Span) -> Span:
        """The sentence of the text as it is that became a sentence of the normalized document."""
        return sentence if self._places is None else self._sentences[sentence]


def normalize_document(document: Document) -> NormalizedDocument:
    """Normalize the text of a document. Costs next to nothing if it is normal already."""
    found = None if _is_plain(document) else _normalized(document.text, _spans(document))
    if found is None:
        return NormalizedDocument(document, document, {}, None)
    if not len(found.starts):
        return NormalizedDocument(replace(document, text=found.text), document, {}, None)
    sentences = dict(_moved(document.sentences, found.starts))
    blocks = dict(_moved([block.span for block in document.blocks], found.starts))
    known = {block.span: block for block in document.blocks}
    normal = replace(
        document,
        text=found.text,
        blocks=tuple(replace(known[was], span=span) for span, was in blocks.items()),
        sentences=tuple(sentences),
    )
    return NormalizedDocument(normal, document, sentences, found)


def normalize_words(words: str) -> str:
    """Words of a rule as they are in normalized text, with straight apostrophes."""
    found = _normalized(words, [Span(0, len(words))]) if words else None
    return straight_apostrophes(found.text if found else words)


def straight_apostrophes(text: str) -> str:
    """The text, of the same length, with single quotation marks and accents as apostrophes."""
    if not text.isascii():
        for sign in _APOSTROPHES:
            text = text.replace(sign, "'")
    return text


def _spans(document: Document) -> Sequence[Span]:
    """The spans in which a line end is a blank."""
    return [block.span for block in document.blocks] or document.sentences


def _is_plain(document: Document) -> bool:
    """Whether a text is certainly normal, by a check that takes a fifth of the time."""
    text = document.text
    if any(sign in text for sign in _NOT_PLAIN):
        return False
    if not text.isascii():
        beyond = text.encode("utf-8", "surrogatepass").translate(None, _ASCII)
        if not _plain_signs().issuperset(beyond.decode("utf-8", "surrogatepass")):
            return False
    return all(text.find("\n", span.start, span.end) < 0 for span in _spans(document))


def _moved(spans: Sequence[Span], starts: _Places) -> Iterator[tuple[Span, Span]]:
    """For each span of the text as it is, the one in the normalized text, then it."""
    edges = np.array([(span.start, span.end) for span in spans], dtype=np.int64).reshape(-1, 2)
    for (start, end), span in zip(np.searchsorted(starts, edges).tolist(), spans, strict=True):
        if start < end:
            yield Span(start, end), span


# ------------------------------------------------------------------------- code points


@lru_cache(maxsize=1)
def _plain_signs() -> frozenset[str]:
    """Letters and punctuation outside ASCII that are normal, whatever is beside them."""
    table = _table()
    codes = (*range(0x80, 0x0300), *range(0x2010, 0x2060))
    return frozenset(chr(code) for code in codes if table[code] == code)


@lru_cache(maxsize=1)
def _table() -> _Codes:
    """What each code point becomes, in a text without decomposed letters and ligatures."""
    table = np.arange(_REMOVED, dtype=np.uint32)
    table[[*_WITHOUT_WIDTH]] = _REMOVED
    table[[*_BLANKS]] = _SPACE
    table[[*_HYPHENS]] = ord("-")
    table[[*_FULL_WIDTH]] -= 0xFEE0
    table[[0x02BC, 0xFF07]] = 0x2019
    table[0xD800:0xE000] = 0xFFFD  # lone surrogates, which neither spaCy nor re2 can process
    return table


def _normalized(text: str, spans: Sequence[Span]) -> _Normalized | None:
    """The normalized text; None if it is the same. Line ends in the spans become blanks."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    signs = _table()[codes]
    _replace_line_ends(text, spans, signs)
    places = np.flatnonzero(signs != _REMOVED)
    blank = signs[places] == _SPACE
    repeated = blank[1:] & blank[:-1]
    if repeated.any():
        places = places[np.append(True, ~repeated)]
    same_places = len(places) == len(codes)
    same = same_places and np.array_equal(signs, codes)
    normal = text if same else signs[places].tobytes().decode("utf-32-le")
    composed = _composed(normal)
    if composed is not None:
        return _Normalized(composed.text, places[composed.starts], places[composed.ends - 1] + 1)
    if same_places:
        return None if same else _Normalized(normal, _NOWHERE, _NOWHERE)
    return _Normalized(normal, places, places + 1)


def _replace_line_ends(text: str, spans: Sequence[Span], signs: _Codes) -> None:
    """Make blanks of the line ends in the spans; those that divide a word are removed."""
    for span in spans:
        if text.find("\n", span.start, span.end) < 0 and text.find("\r", span.start, span.end) < 0:
            continue
        for found in _LINE_END.finditer(text, span.start, span.end):
            signs[found.start() : found.end()] = _SPACE
        for found in _DIVIDED.finditer(text, span.start, span.end):
            start, end = found.span()
            if text[start] != "\u00ad" and not _is_one_word(text, start, end):
                start += 1
            signs[start:end] = _REMOVED


def _is_one_word(text: str, start: int, end: int) -> bool:
    """Whether the hyphen at `start` is there only because a line ends: de-scribed.

    The hyphen of so-called, of which only the second part is a word, is its own. The second part
    begins at `end`.
    """
    first = _LETTERS_BEFORE.search(text[max(0, start - _LONGEST_PART) : start])
    second = _LETTERS_AFTER.match(text, end, end + _LONGEST_PART)
    if first is None or second is None:
        return False
    return _is_known(first[0] + second[0]) or not _is_known(second[0])


def _is_known(word: str) -> bool:
    return is_known_word(normalize("NFKC", word))


# -------------------------------------------------------------------------- composition


def _composed(text: str) -> _Normalized | None:
    """The text with composed letters and without ligatures; None if it is the same."""
    if text.isascii():
        return None
    if is_normalized("NFC", text) and not any(sign in text for sign in _LIGATURES):
        return None
    pieces: list[str] = []
    starts, ends = array("q"), array("q")
    done = 0
    for found in _MAY_COMBINE.finditer(text):
        pieces.append(text[done : found.start()])
        starts.extend(range(done, found.start()))
        ends.extend(range(done + 1, found.start() + 1))
        done = found.end()
        for start, end in _letters(text, found.start(), done):
            letter = text[start:end]
            ligature = letter[0] in _LIGATURES
            pieces.append(normalize("NFKC", letter) if ligature else normalize("NFC", letter))
            starts.extend([start] * len(pieces[-1]))
            ends.extend([end] * len(pieces[-1]))
    pieces.append(text[done:])
    starts.extend(range(done, len(text)))
    ends.extend(range(done + 1, len(text) + 1))
    return _Normalized("".join(pieces), np.array(starts), np.array(ends))


def _letters(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The start and end of each character of a part with its combining marks."""
    start = first
    for at in range(first + 1, last):
        if at - start >= _MOST_MARKS or not _combines(text, start, at):
            yield start, at
            start = at
    yield start, last


def _combines(text: str, start: int, at: int) -> bool:
    """Whether a sign belongs to the letter at `start`: a mark, or part of a Korean syllable."""
    if combining(text[at]):
        return True
    apart = normalize("NFC", text[start:at]) + normalize("NFC", text[at])
    return normalize("NFC", text[start : at + 1]) != apart
