"""The sign `~` behind a word: the word in all its forms (say~: say, says, said, saying).

The loader keeps the sign as it was typed, and only checks where it stands; the engine writes the
forms out. In an expression a ~ that stands behind no word, or is escaped, is a plain tilde.
"""

from __future__ import annotations

import re

from annotator.nlp.inflection import EXPRESSION, PHRASE, SIGN, word_of

MOST_MARKED = 4
"""Marked words of one phrase: their forms multiply."""


def words(expression: str) -> tuple[str, ...]:
    """The words of an expression that stand for all their forms."""
    return tuple(filter(None, map(word_of, EXPRESSION.finditer(expression))))


def without(expression: str) -> str:
    """The expression with each such word as it was typed, its sign removed."""
    if SIGN not in expression:
        return expression
    return EXPRESSION.sub(lambda found: word_of(found) or found[0], expression)


def complaint(phrase: str) -> str:
    """What is wrong with the signs of a phrase; '' where nothing is."""
    if SIGN not in phrase:
        return ""
    ends = [found.end() for found in PHRASE.finditer(phrase) if word_of(found)]
    if len(ends) != phrase.count(SIGN) or any(phrase[end : end + 1].isalnum() for end in ends):
        return "has a ~ that ends no word"
    return f"has more than {MOST_MARKED} words with ~" if len(ends) > MOST_MARKED else ""


def marked(text: str) -> bool:
    """Whether a text has a word with the sign."""
    return SIGN in text and any(map(word_of, PHRASE.finditer(text)))


def escaped(phrase: str) -> str:
    """A phrase as an expression; the sign keeps its meaning."""
    return re.escape(phrase).replace(r"\~", SIGN)
