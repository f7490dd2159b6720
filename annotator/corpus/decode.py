"""From bytes to text: what is known of the encoding first, a guess last, and said to be one."""

from __future__ import annotations

from dataclasses import dataclass

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_SAMPLE = 4096
_MOST_ZERO_FREE = 0.4


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was in, and whether that was guessed."""

    text: str
    encoding: str
    detected: bool


class NotTextError(ValueError):
    """The bytes are no text; the message says what is wrong with them, to follow a file's name."""


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Text of bytes: by the encoding named, a byte order mark, UTF-8, zero bytes, or a guess.

    A byte order mark is not part of the text. Raises NotTextError.
    """
    text, name, detected = _named(data, encoding) if encoding else _found(data)
    if "\x00" in text:
        raise NotTextError("expected text, found NUL characters: this looks like a binary file")
    return Decoded(text, name, detected)


def _named(data: bytes, encoding: str) -> tuple[str, str, bool]:
    try:
        return data.decode(encoding).removeprefix("\ufeff"), encoding, False
    except UnicodeDecodeError as error:
        raise NotTextError(
            f"byte {error.start} is not {encoding}, the encoding that was asked for"
        ) from None


def _found(data: bytes) -> tuple[str, str, bool]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _named(data[len(mark) :], encoding)
    try:
        return data.decode("utf-8"), "utf-8", False
    except UnicodeDecodeError:
        return _guessed(data)


def _guessed(data: bytes) -> tuple[str, str, bool]:
    """UTF-16 leaves every other byte zero in western text; else charset-normalizer's best."""
    sample = data[:_SAMPLE]
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if zeros and zeros.count(0) > _MOST_ZERO_FREE * len(zeros):
            return data.decode(encoding, errors="replace"), encoding, True
    if b"\x00" in sample:
        raise NotTextError("expected text, found zero bytes: this looks like a binary file")
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow, and seldom needed

    best = from_bytes(data).best()
    if best is None:
        raise NotTextError("expected text, but the bytes fit no encoding; --encoding names one")
    return data.decode(best.encoding, errors="replace"), best.encoding, True
