"""The MASI distance between two sets of labels, for alpha of units with several labels.

1 - J * M, where J is the Jaccard index and M is 1 for equal sets, 2/3 if one contains the other,
1/3 if they overlap, 0 if they are disjoint: Passonneau 2006, "Measuring agreement on set-valued
items (MASI) for semantic and pragmatic annotation", as in NLTK. DKPro uses the name for another
formula (the product of two distances) with other results, so reports name the formula.

Two empty sets are equal. The distance of an empty set to any other is 1.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.alpha import Distance
from annotator.agreement.coefficient import Floats, Ints

FORMULA = "Krippendorff's alpha, MASI distance 1 - J*M between label sets"
_WORD = 64
Bools = NDArray[np.bool_]


def masi(sets: Sequence[Collection[str]]) -> Distance:
    """Return the distance between sets, which takes their positions in the sequence."""
    masks = _masks(sets)

    def distance(one: Ints, other: Ints) -> Floats:
        ours, theirs = np.broadcast_arrays(one, other)
        shared, joined = np.zeros(ours.shape), np.zeros(ours.shape)
        inside, outside = np.ones(ours.shape, bool), np.ones(ours.shape, bool)
        for word in masks:
            a, b = word[ours], word[theirs]
            shared += np.bitwise_count(a & b)
            joined += np.bitwise_count(a | b)
            inside &= (a & b) == a
            outside &= (a & b) == b
        return 1 - _jaccard(shared, joined) * _monotonicity(shared, inside, outside)

    return distance


def _jaccard(shared: Floats, joined: Floats) -> Floats:
    return np.divide(shared, joined, out=np.ones(shared.shape), where=joined > 0)


def _monotonicity(shared: Floats, inside: Bools, outside: Bools) -> Floats:
    """Return M. For an empty set it does not matter: J is 0, or both sets are empty."""
    crossing = np.where(shared > 0, 1 / 3, 0.0)
    nested = np.where(inside | outside, 2 / 3, crossing)
    return np.where(inside & outside, 1.0, nested)


def _masks(sets: Sequence[Collection[str]]) -> list[NDArray[np.uint64]]:
    """Return the sets as bits: one array for every 64 labels, with an element for each set."""
    bits = {label: bit for bit, label in enumerate(sorted({x for one in sets for x in one}))}
    whole = [sum(1 << bits[label] for label in set(one)) for one in sets]
    words = max(1, -(-len(bits) // _WORD))
    low = (1 << _WORD) - 1
    return [
        np.array([(mask >> (_WORD * word)) & low for mask in whole], dtype=np.uint64)
        for word in range(words)
    ]
