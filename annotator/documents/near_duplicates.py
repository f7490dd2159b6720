"""Find texts that are nearly the same: one wire story at several outlets, or a shortened copy.

A text is reduced to its *shingles*, the runs of four words without regard to case and punctuation
(https://en.wikipedia.org/wiki/W-shingling). Two texts are near-duplicates if half of the shingles
of the shorter one are in the other. Pairs are found by the smallest hashes of the shingles, a
MinHash sketch (https://en.wikipedia.org/wiki/MinHash), and then compared by all of them.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

_Hashes = np.ndarray[Any, np.dtype[np.uint64]]

_WORD = re.compile(r"\w+")
_SHINGLE = 4  # words
_FEWEST = 16  # shingles of a text that is compared
_SKETCH = 24  # hashes
_LEAST = 0.5  # of the shingles of the shorter text
_TRIED = 5  # texts that share most hashes with a text
_MULTIPLIERS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], np.uint64
)


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """A text that is nearly the same as an earlier one.

    share: of the shingles of the shorter text, those that are in the other, 0.5 to 1.
    """

    uid: str
    earlier: str
    share: float


def near_duplicates(
    texts: Iterable[tuple[str, str]], read: Callable[[str], str]
) -> Iterator[NearDuplicate]:
    """Find, for each text, an earlier one that it nearly repeats.

    texts: (uid, text), in order. read: the text of a uid, for those that are compared.
    """
    all_shingles = lru_cache(maxsize=256)(lambda uid: _shingles(read(uid)))
    first: dict[int, str] = {}  # by hash, the first and the last text with it
    last: dict[int, str] = {}
    for uid, text in texts:
        shingles = _shingles(text)
        if len(shingles) < _FEWEST:
            continue
        sketch = shingles[:_SKETCH].tolist()
        met = Counter(found[key] for found in (first, last) for key in sketch if key in found)
        for earlier, _ in met.most_common(_TRIED):
            share = _share(shingles, all_shingles(earlier))
            if share >= _LEAST:
                yield NearDuplicate(uid, earlier, share)
                break
        last |= dict.fromkeys(sketch, uid)
        for key in sketch:
            first.setdefault(key, uid)


def similarity(one: str, other: str) -> float:
    """The share of the shingles of the shorter text that are in the other; 0 for short texts."""
    shingles = _shingles(one), _shingles(other)
    return _share(*shingles) if min(map(len, shingles)) >= _FEWEST else 0.0


def are_near(share: float) -> bool:
    """Whether texts of a similarity are near-duplicates."""
    return share >= _LEAST


def groups(found: Iterable[NearDuplicate]) -> list[list[str]]:
    """The uids of texts that are near-duplicates, of each other or of a third one, in order."""
    group_of: dict[str, list[str]] = {}
    for one in found:
        group = group_of.setdefault(one.earlier, [one.earlier])
        group.append(one.uid)
        group_of[one.uid] = group
    return [group for uid, group in group_of.items() if group[0] == uid]


def _shingles(text: str) -> _Hashes:
    """The hashes of all shingles of a text, sorted, each once."""
    words = [zlib.crc32(word.encode()) for word in _WORD.findall(text.casefold())]
    count = len(words) - _SHINGLE + 1
    if count < 1:
        return np.array([], np.uint64)
    hashes = np.array(words, np.uint64)
    total = np.zeros(count, np.uint64)
    for shift, multiplier in enumerate(_MULTIPLIERS):
        total += hashes[shift : shift + count] * multiplier  # modulo 2 ** 64
    return np.unique(total ^ (total >> np.uint64(29)))


def _share(one: _Hashes, other: _Hashes) -> float:
    """The share of the shingles of the shorter text that are in the other."""
    both = np.intersect1d(one, other, assume_unique=True)
    return len(both) / min(len(one), len(other))
