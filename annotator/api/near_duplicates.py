"""Near-duplicates among the documents of a project: computed when asked for, never stored."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from annotator.documents.near_duplicates import (
    NearDuplicate,
    are_near,
    groups,
    near_duplicates,
    similarity,
)

if TYPE_CHECKING:
    from annotator.api.text_import import ProgressBar
    from annotator.store import Store

_WORD = re.compile(r"\w+")
_PHRASES = 16  # of a document that are looked up
_PHRASE = 6  # words
_TRIED = 20  # documents that share most phrases
_FEW = 50  # documents are looked up one by one in a project with so many times as many


def of_document(store: Store, uid: str) -> list[NearDuplicate]:
    """The documents that a document nearly repeats or that repeat it, the nearest first.

    They are found by phrases of its sentences in the index of words: all texts need not be read.
    """
    text = store.documents.without_boilerplate(uid)
    met = Counter(
        other for phrase in _phrases(store, uid) for other in store.documents.with_words(phrase)
    )
    met.pop(uid, None)
    found = [
        NearDuplicate(uid, other, similarity(text, store.documents.without_boilerplate(other)))
        for other, _ in met.most_common(_TRIED)
    ]
    return sorted((one for one in found if are_near(one.share)), key=lambda one: -one.share)


def _phrases(store: Store, uid: str) -> Iterator[list[str]]:
    """Runs of words from sentences all over a document."""
    document = store.documents.get(uid)
    words = [_WORD.findall(one.of(document.text)) for one in document.sentences]
    long_ones = [one for one in words if len(one) >= _PHRASE]
    for number in range(min(_PHRASES, len(long_ones))):
        sentence = long_ones[number * len(long_ones) // min(_PHRASES, len(long_ones))]
        start = (len(sentence) - _PHRASE) // 2
        yield sentence[start : start + _PHRASE]


def of_new_documents(
    store: Store, new: Collection[str], progress: ProgressBar
) -> list[NearDuplicate]:
    """Of each new document that nearly repeats another one of the project: which one."""
    if len(new) * _FEW < len(store.documents.summaries("")):
        looked_up = (of_document(store, uid) for uid in new)
        return [found[0] for found in looked_up if found]
    return [one for one in _all(store, progress) if one.uid in new]


def all_groups(store: Store, progress: ProgressBar) -> list[list[str]]:
    """The groups of documents that are near-duplicates, in the order of import."""
    return groups(_all(store, progress))


def _all(store: Store, progress: ProgressBar) -> Iterator[NearDuplicate]:
    texts = progress(store.documents.all_without_boilerplate(), "Comparing texts")
    return near_duplicates(texts, store.documents.without_boilerplate)
