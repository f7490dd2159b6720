"""Decode bytes to text: by a known encoding if there is one, else by a guess, marked as such."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARKS = (  # the longer ones first: one begins like another
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_WESTERN = "cp1252"
_LIKELY = [_WESTERN, "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r"]
_LIKELY += ["iso8859_2", "iso8859_5", "mac_roman", "cp932", "euc_jp", "gb18030", "big5", "cp949"]
_SAVE = "Save it as UTF-8 text, or move it elsewhere."
_NAME = "Save it as UTF-8 text, or name its encoding with --encoding."
MARKED_UTF_8 = "utf-8, marked"
"""The name, for `decode`, of UTF-8 with U+FFFD in place of each sequence that is none."""
_MARK = "Correct the byte, name the encoding with --encoding, or read it with --bad-bytes mark."
_HEAD = 4096
_SAMPLE = 200_000  # bytes a guess is made from
_AROUND = 1_000  # of them before the first that is not ASCII
_MOST_ZERO = 0.4  # of every other byte: western text in UTF-16 has more, a binary file less
_MOST_CONTROLS = 0.01
_MOST_OTHERS = 0.3
_LEAST_FITTING = 2  # bytes inside characters, for each that is in none
_UNUSED = {0x81, 0x8D, 0x8F, 0x90, 0x9D}  # undefined in the western encoding
_BLANK = re.compile(rb"\s")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_NOT_ASCII_TEXT = re.compile("[\x80-\ufffc\U00010000-\U0010ffff]+")
_CONTROL = re.compile("[\x01-\x08\x0b\x0e-\x1f\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and its encoding. detected: True if the encoding was guessed."""

    text: str
    encoding: str
    detected: bool


class NotTextError(ValueError):
    """The bytes are not text. fix: what the user can do."""

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(problem)
        self.fix = fix


class NearlyUtf8Error(NotTextError):
    """The bytes are UTF-8, except a few."""


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Decode bytes by the named encoding, a byte order mark, UTF-8, zero bytes, or a guess.

    A byte order mark is not part of the text. Raises NotTextError if the bytes are not text or
    hold characters that a database cannot store.
    """
    decoded = _named(data, encoding) if encoding else _found(data)
    flaw = unstorable(decoded.text)
    if flaw:
        raise NotTextError(f"expected text, found {flaw}", _SAVE)
    return decoded


def unstorable(text: str) -> str:
    """A description of the first character that a database cannot store; "" if there is none."""
    at = text.find("\x00")
    if at >= 0:
        return f"U+0000 as character {at + 1}, as in a binary file"
    half = _SURROGATE.search(text)
    if half:
        return f"half a character (U+{ord(half[0]):04X}) as character {half.start() + 1}"
    return ""


def storable_name(name: str) -> str:
    """A name of a file as text; bytes that are not UTF-8 are written as escapes."""
    return name.encode("utf-8", "backslashreplace").decode()


def _named(data: bytes, encoding: str) -> Decoded:
    """Decode with the encoding that the user named."""
    if encoding == MARKED_UTF_8:
        return Decoded(
            data.decode("utf-8", "replace").removeprefix("\ufeff"), "utf-8", detected=False
        )
    try:
        text = data.decode(encoding)
    except LookupError:
        raise NotTextError(
            f"expected the name of an encoding of texts, got {encoding!r}", "Try utf-8 or cp1252."
        ) from None
    except UnicodeError as error:
        raise NotTextError(
            f"expected text in {encoding}, as was asked for{_place(error)}",
            "Name another encoding, or none: it is then detected.",
        ) from None
    return Decoded(text.removeprefix("\ufeff"), encoding, detected=False)


def _place(error: UnicodeError) -> str:
    """The end of an error message: the offset of the first wrong byte, if known."""
    if isinstance(error, UnicodeDecodeError):
        return f", found other bytes after {error.start:,}"
    return ", found other bytes"


def _found(data: bytes) -> Decoded:
    """Decode with the encoding that the bytes show, or with a guess."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            if encoding == "utf-8":
                check_nearly_utf_8(data)
            return _strict(data[len(mark) :], encoding, detected=False)
    if b"\x00" in data[:_HEAD] and len(data) % 2 == 0:
        return _strict(data, _utf_16(data[:_HEAD]), detected=True)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", detected=False)
    except UnicodeDecodeError:
        check_nearly_utf_8(data)
        return _strict(data, _guess(data), detected=True)


_LATIN_LEADS = b"\xc2\xc3"
"""The first bytes of most accented letters in UTF-8; no text in cp1252 ends in these, Â and Ã."""


def check_nearly_utf_8(data: bytes) -> None:
    """Raise NearlyUtf8Error for bytes that are UTF-8 except a few, or except the last character.

    In another encoding, few bytes happen to be characters of UTF-8: each is one of several bytes
    that fit together.
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        first = error.start
        cut = error.end - first if error.reason == "unexpected end of data" else 0
    else:
        return
    marked = data.decode("utf-8", "replace")
    bad = marked.count("\ufffd")
    fitting = sum(len(found.encode()) - len(found) for found in _NOT_ASCII_TEXT.findall(marked))
    is_cut = cut > 1 or (cut == 1 and (fitting > 0 or data[first] in _LATIN_LEADS))
    if fitting < _LEAST_FITTING * bad and not is_cut:
        return
    line = data.count(b"\n", 0, first) + 1
    others = f" and {bad - 1:,} more" if bad > 1 else ""
    raise NearlyUtf8Error(
        f"expected text in utf-8, as nearly all of it is, found another byte (0x{data[first]:02X})"
        f" after {first:,}, in line {line:,}{others}",
        _MARK,
    )


def _strict(data: bytes, encoding: str, *, detected: bool) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding, detected)
    except UnicodeDecodeError as error:
        reason = "as it seemed" if detected else "as its first bytes say"
        raise NotTextError(
            f"expected text in {encoding}, {reason}{_place(error)}",
            _NAME,
        ) from None


def _utf_16(head: bytes) -> str:
    """The byte order of UTF-16: in western text every other byte is zero."""
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if zeros.count(0) > _MOST_ZERO * len(zeros):
            return encoding
    raise NotTextError("expected text, found zero bytes, as in a binary file", _SAVE)


def _guess(data: bytes) -> str:
    """The legacy encoding found by charset-normalizer; cp1252 if it is among the candidates."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow, and seldom needed

    if _is_binary(data[:_HEAD]):
        raise NotTextError("expected text, found control characters, as in a binary file", _SAVE)
    sample = _sample(data)
    matches = list(from_bytes(sample, cp_isolation=_LIKELY))
    names = {name for match in matches for name in (match.encoding, *match.could_be_from_charset)}
    if _WESTERN in names or (not matches and _is_western(sample)):
        return _WESTERN
    if not matches:
        raise NotTextError("expected text, found bytes that fit no encoding", _NAME)
    return matches[0].encoding


def _sample(data: bytes) -> bytes:
    """A part of the data around the first bytes that are not ASCII, cut at white space."""
    first = _NOT_ASCII.search(data)
    start = max(0, first.start() - _AROUND) if first else 0
    sample = data[start : start + _SAMPLE]
    if start + _SAMPLE >= len(data):
        return sample
    last = _BLANK.search(sample[::-1])
    return sample[: len(sample) - last.start()] if last else sample


def _is_western(sample: bytes) -> bool:
    """Return True if a short text is mostly ASCII and valid cp1252."""
    others = len(sample) - len(sample.translate(None, bytes(range(0x80, 0x100))))
    impossible = sample.translate(None, bytes(set(range(0x100)) - _UNUSED))
    return others < _MOST_OTHERS * len(sample) and not impossible


def _is_binary(head: bytes) -> bool:
    """Return True if there are more control characters than text has."""
    return len(_CONTROL.findall(head.decode("latin-1"))) > _MOST_CONTROLS * len(head)
