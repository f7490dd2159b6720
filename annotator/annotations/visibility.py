"""Blind sentences: a share of them show no suggestions until they are finished.

Which ones follows from document and sentence alone: the same for every annotator, in any order
and on any machine, so that what people find there by themselves can be compared.
"""

from __future__ import annotations

from hashlib import blake2b

from annotator.model import Span

_KEY = b"annotator: blind sentences"
_BYTES = 8
_ALL = 1 << 8 * _BYTES


def is_blind(document: str, sentence: Span, share: float) -> bool:
    """Whether a sentence is one of the share. Raising the share only adds sentences.

    document: its uid. share: 0 is none, 1 is all; ValueError outside of that.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share lies between 0 and 1, got {share}")
    if not share:
        return False
    name = f"{document} {sentence.start} {sentence.end}".encode()
    digest = blake2b(name, key=_KEY, digest_size=_BYTES).digest()
    return int.from_bytes(digest) < share * _ALL
