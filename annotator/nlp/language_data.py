"""Word lists that spaCy has for its languages: abbreviations and function words.

Loading them imports spaCy, which takes half a second; only texts that are not English need them.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module


@cache
def abbreviations(language: str) -> frozenset[str]:
    """The abbreviations of a language, in lower case, without the last full stop.

    Those of several words (и т. д.) are given word by word. Letters, times of day (10p.m.) and
    degrees are left out: their form is enough to know them. Empty if spaCy has none.

    language: a code such as de.
    """
    exceptions = _attribute(language, "tokenizer_exceptions", "TOKENIZER_EXCEPTIONS")
    words = (word for text in exceptions for word in str(text).split() if word.endswith("."))
    kept = (word[:-1].lower() for word in words if len(word) > 2 and word[0].isalpha())
    return frozenset(kept) - function_words(language)


@cache
def function_words(language: str) -> frozenset[str]:
    """The frequent words of a language that are hardly ever names (spaCy's stop words).

    Empty if spaCy has none. language: a code such as de.
    """
    return frozenset(_attribute(language, "stop_words", "STOP_WORDS"))


def _attribute(language: str, module: str, name: str) -> frozenset[str]:
    """A set, or the keys of a table, of a module of spaCy's language data; empty if missing."""
    try:
        data = import_module(f"spacy.lang.{language}.{module}")
    except ImportError:
        return frozenset()
    return frozenset(getattr(data, name, ()))
