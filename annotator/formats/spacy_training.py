"""The JSON that earlier versions of spaCy were trained on, as documents with spans.

Version 2.1 and later: a list of [text, {"entities": [[start, end, label]], "cats": {}}]. Before:
paragraphs of sentences of tokens with BILUO tags (https://v2.spacy.io/api/annotation#json-input).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from annotator.documents.encoding import NotTextError, decode
from annotator.errors import DataError, Problem
from annotator.formats.conll_reader import laid_out, spans_of_tags
from annotator.nlp.docbin import DocSpan, SpacyDoc

_TUPLES = re.compile(r"\s*\[\s*\[\s*\"")
_PARAGRAPHS = re.compile(r'\s*\[\s*\{[^\[\]]{0,500}"paragraphs"\s*:')
_SAMPLE = 100_000
_CORRECT = "Correct it, or leave it out."

_Found = tuple[SpacyDoc, list[Problem]]


def is_training_json(path: Path) -> bool:
    """Return True if a file begins like one of the two."""
    with path.open("rb") as file:
        start = file.read(_SAMPLE).decode("utf-8", "replace").removeprefix("\ufeff")
    is_tuples = _TUPLES.match(start) and re.search(r'"(?:entities|spans|cats)"\s*:', start)
    return is_tuples is not None or _PARAGRAPHS.match(start) is not None


def training_docs(path: Path) -> Iterator[_Found]:
    """Yield the documents of a file, each with what is wrong in it.

    Raises DataError if the file is no JSON list.
    """
    try:
        found = json.loads(decode(path.read_bytes()).text)
    except (OSError, NotTextError, ValueError, RecursionError) as error:
        raise DataError(Problem(path, 0, f"expected JSON: {error}", _CORRECT)) from None
    if not isinstance(found, list):
        raise DataError(Problem(path, 0, "expected a list of texts", _CORRECT))
    for number, one in enumerate(found, 1):
        try:
            yield from _paragraphs(one) if isinstance(one, dict) else [_tuple(one, number, path)]
        except (KeyError, TypeError, ValueError, IndexError, AttributeError):
            problem = f"text {number}: expected a text with entities, or paragraphs"
            yield SpacyDoc(""), [Problem(path, 0, problem, _CORRECT)]


def _tuple(one: Sequence[Any], number: int, path: Path) -> _Found:
    text, given = one
    if not isinstance(text, str):
        raise TypeError(text)
    entities = []
    problems = []
    for start, end, label in given.get("entities", ()):
        if type(start) is int and type(end) is int and 0 <= start < end <= len(text):
            entities.append(DocSpan(start, end, str(label)))
        else:
            size = f"a text of {len(text)} characters"
            problem = f"text {number}: expected offsets inside {size}, found {start!r} {end!r}"
            problems.append(Problem(path, 0, problem, _CORRECT))
    return SpacyDoc(text, entities=entities, cats=_weights(given.get("cats", {}))), problems


def _weights(cats: Mapping[str, Any]) -> dict[str, float]:
    return {name: float(weight) for name, weight in cats.items()}


def _paragraphs(one: Mapping[str, Any]) -> Iterator[_Found]:
    for paragraph in one["paragraphs"]:
        tokens = [token for sentence in paragraph["sentences"] for token in sentence["tokens"]]
        words = [str(token["orth"]) for token in tokens]
        text, places, _ = laid_out(words, set(), paragraph.get("raw"))
        tags = [str(token.get("ner", "O")) for token in tokens]
        entities = [
            DocSpan(places[start].start, places[end - 1].end, label)
            for start, end, label in spans_of_tags(tags)
        ]
        cats = {cat["label"]: cat["value"] for cat in paragraph.get("cats", ())}
        yield SpacyDoc(text, entities=entities, cats=_weights(cats)), []
