"""spaCy's pipelines. The one place that loads spaCy, and late: importing it takes half a second."""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import Any

from annotator.errors import AnnotatorError


@lru_cache(maxsize=1)
def blank() -> Any:
    """An English tokenizer without a model, for texts of any length; always the same one."""
    import spacy  # noqa: PLC0415 - slow to load

    pipeline = spacy.blank("en")
    pipeline.max_length = sys.maxsize  # its bound is for parsers; a tokenizer needs none
    return pipeline


def trained(name: str) -> Any:
    """A trained pipeline, by the name of its package or the path of its folder.

    Raises AnnotatorError if it is not installed, or was made for another spaCy.
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
