"""The sign `~` behind a word: the word in all its forms (say~: say, says, said, saying).

The loader keeps the sign as it was typed, and only checks where it stands; the engine writes the
forms out. In an expression a ~ that stands behind no word, or is escaped, is a plain tilde.
"""

from __future__ import annotations

import re

SIGN = "~"

_PIECE = re.compile(
    r"\\(?:[xpP]\{[^}]*\}|x[0-9A-Fa-f]{2}|[pP]?.)"  # an escape
    r"|\[\^?\]?(?:\\.|[^\]\\])*\]"  # a class of characters
    r"|(?P<word>[^\W\d_]+)~",
    re.DOTALL,
)
_MARKED = re.compile(r"(?<=[^\W\d_])~(?!\w)")


def words(expression: str) -> tuple[str, ...]:
    """The words of an expression that stand for all their forms."""
    return tuple(found["word"] for found in _PIECE.finditer(expression) if found["word"])


def without(expression: str) -> str:
    """The expression with each such word as it was typed, its sign removed."""
    if SIGN not in expression:
        return expression
    return _PIECE.sub(lambda found: found["word"] or found[0], expression)


def stray(phrase: str) -> bool:
    """Whether a phrase has the sign where no word ends."""
    return SIGN in _MARKED.sub("", phrase)


def marked(text: str) -> bool:
    """Whether a text has a word with the sign."""
    return bool(_MARKED.search(text))


def escaped(phrase: str) -> str:
    """A phrase as an expression; the sign keeps its meaning."""
    return re.escape(phrase).replace(r"\~", SIGN)
