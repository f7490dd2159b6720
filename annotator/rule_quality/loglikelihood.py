"""Log-likelihood: whether a phrase is commoner in one kind of text than in another.

G2 of a table of two by two: T. Dunning 1993, "Accurate methods for the statistics of surprise and
coincidence", Computational Linguistics 19(1). Unlike chi square it holds for rare phrases.
"""

from __future__ import annotations

from math import log

CERTAIN = 15.13
"""G2 above which p < 0.0001; the cut for comparing corpora word by word, where thousands are
tried at once, of P. Rayson, D. Berridge and B. Francis 2004, "Extending the Cochran rule for the
comparison of word frequencies between corpora"."""


def g2(inside: int, places_inside: int, outside: int, places_outside: int) -> float:
    """How sure it is that a phrase is commoner inside; below 0 where it is rarer there.

    inside, outside: how often it stands there. places_inside, places_outside: where it could.
    """
    if not places_inside or not places_outside:
        return 0.0
    rows = (
        (inside, places_inside - inside, places_inside),
        (outside, places_outside - outside, places_outside),
    )
    total = places_inside + places_outside
    columns = (inside + outside, total - inside - outside)
    found = 0.0
    for *cells, places in rows:
        for cell, column in zip(cells, columns, strict=True):
            if cell:
                found += cell * log(cell * total / (places * column))
    sign = 1 if inside * places_outside >= outside * places_inside else -1
    return sign * max(0.0, 2 * found)
