"""How often Python looks for garbage."""

from __future__ import annotations

import gc

SELDOM = (10_000, 50, 50)
"""New values before a look, looks before an older generation has one; Python's are 700, 10, 10."""


def collect_seldom() -> None:
    """Look for cycles of garbage less often: texts, spans and suggestions form none.

    Looking for them anew at every few hundred spans takes a fifth of the time of an import or
    of suggestions in bulk (measured by tests/bench/rules.py).
    """
    gc.set_threshold(*SELDOM)
