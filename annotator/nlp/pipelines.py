"""Load spaCy pipelines. spaCy is imported on first use: the import takes half a second."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from annotator.errors import AnnotatorError


@lru_cache(maxsize=1)
def blank() -> Any:
    """A blank English pipeline, which only tokenizes, for texts of any length. Cached."""
    import spacy  # noqa: PLC0415 - slow to load

    pipeline = spacy.blank("en")
    pipeline.max_length = sys.maxsize  # the limit is for parsers; a tokenizer needs none
    return pipeline


def trained(name: str) -> Any:
    """Load a trained pipeline by the name of its package or the path of its folder.

    Raises AnnotatorError if it is not installed or was made for another version of spaCy.
    """
    import spacy  # noqa: PLC0415 - slow to load

    try:
        pipeline = spacy.load(name)
    except (OSError, ImportError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise AnnotatorError(
            f"the spaCy pipeline {name!r} cannot be loaded ({reason}):"
            " install it into this environment, or name another"
        ) from None
    pipeline.max_length = sys.maxsize
    return pipeline


def token_matcher(pipeline: Any, pattern: list[dict[str, Any]]) -> Any:
    """Compile a token pattern as a Matcher of a pipeline.

    Raises ValueError if spaCy refuses the pattern.
    """
    from spacy.matcher import Matcher  # noqa: PLC0415 - slow to load

    matcher = Matcher(pipeline.vocab)
    matcher.add("pattern", [pattern])
    return matcher


def pattern_error(patterns: list[list[dict[str, Any]]]) -> str:
    """The reason why spaCy refuses one of these token patterns, or '' if it accepts them."""
    from spacy.errors import MatchPatternError  # noqa: PLC0415 - slow to load
    from spacy.matcher import Matcher  # noqa: PLC0415

    try:
        Matcher(blank().vocab, validate=True).add("pattern", patterns)
    except (MatchPatternError, ValueError) as error:
        return " ".join(str(error).split())
    return ""


def phrase_matcher(pipeline: Any, phrases: Iterable[tuple[str, Sequence[str]]]) -> Any:
    """A case-insensitive PhraseMatcher. phrases: the name and the words of each."""
    from spacy.matcher import PhraseMatcher  # noqa: PLC0415 - slow to load
    from spacy.tokens import Doc  # noqa: PLC0415

    matcher = PhraseMatcher(pipeline.vocab, attr="LOWER")
    for name, words in phrases:
        matcher.add(name, [Doc(pipeline.vocab, words=list(words))])
    return matcher


def special_cases(pipeline: Any) -> dict[str, list[str]]:
    """The texts that the tokenizer splits by a list of its own (don't), with their tokens."""
    from spacy.attrs import ORTH  # noqa: PLC0415 - slow to load

    rules = pipeline.tokenizer.rules
    return {text: [token[ORTH] for token in tokens] for text, tokens in rules.items()}


def token_bounds(texts: Iterable[str]) -> list[list[tuple[int, int]]]:
    """The tokens of some texts by the blank English pipeline: start and end of each, in order.

    Code points, end exclusive. White space between words may be a token. New words do not stay in
    the vocabulary of the pipeline; those of texts that are given together are shared.
    """
    pipeline = blank()
    with pipeline.memory_zone():
        return [
            [(one.idx, one.idx + len(one)) for one in pipeline.make_doc(text)] for text in texts
        ]
