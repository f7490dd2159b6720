"""CoNLL: a token and its BIO tags on each line."""

from __future__ import annotations

from collections.abc import Sequence


class ConllFormat:
    """CoNLL: a token and its BIO tags on each line."""

    name = "conll"
    suffixes: Sequence[str] = (".conll", ".iob2", ".bio")
    description = "CoNLL: a token with its BIO tag on each line"
