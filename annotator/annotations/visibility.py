"""What an annotator may see: blind sentences, masked metadata, the work of others.

The session, the search and the reports all ask these functions, so that they cannot disagree.

Some sentences are blind: a share of them show no suggestions until they are finished. Which ones
follows from document and sentence alone, so it is the same for every annotator, in any order and
on any machine, and what people find there without suggestions can be compared.

Masked metadata are not shown, so that they cannot influence anybody. The text itself is never
masked: an outlet named in it, or a title that is part of it, is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from hashlib import blake2b

from annotator.model import Span

_KEY = b"annotator: blind sentences"
_BYTES = 8
_ALL = 1 << 8 * _BYTES

_REVIEWERS = frozenset({"lead", "gold"})

MASKED = "masked"
"""Shown in the place of a masked value."""

_IMPLIED = {"source": ("url",)}
"""Keys that would reveal a masked key, and are masked with it."""


def is_blind(document: str, sentence: Span, share: float) -> bool:
    """True if the sentence is in the blind share. A larger share only adds sentences.

    document: its uid. share: 0 is none, 1 is all; ValueError outside of that.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share lies between 0 and 1, got {share}")
    if not share:
        return False
    name = f"{document} {sentence.start} {sentence.end}".encode()
    digest = blake2b(name, key=_KEY, digest_size=_BYTES).digest()
    return int.from_bytes(digest) < share * _ALL


def hides_suggestions(
    document: str, sentence: Span, share: float, *, finished: bool, seen: bool
) -> bool:
    """True if the sentence shows no suggestions to an annotator now.

    finished: the annotator finished it. seen: suggestions of a part of it were on show before:
    such a sentence cannot become blind again.
    """
    return not finished and not seen and is_blind(document, sentence, share)


def shows_work_of_others(role: str, *, finished: bool) -> bool:
    """True if what others did in a sentence may be shown to an annotator of this role.

    finished: the annotator finished the sentence. Leads and gold see everything.
    """
    return finished or role in _REVIEWERS


# ------------------------------------------------------------------ masked metadata


def masked_keys(masked: Collection[str]) -> frozenset[str]:
    """The masked keys, and those that would reveal them."""
    return frozenset(masked).union(*(_IMPLIED.get(key, ()) for key in masked))


def visible_title(given: str, number: int, masked: Collection[str]) -> str:
    """The title of a document; its number, counted from 1, where titles are masked."""
    return f"document {number}" if "title" in masked else given


def visible_metadata(meta: Mapping[str, str], masked: Collection[str]) -> dict[str, str]:
    """The metadata as an annotator may see them."""
    secret = masked_keys(masked)
    return {key: MASKED if key in secret else value for key, value in meta.items() if value}
