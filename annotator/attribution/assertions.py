"""Assertions: does a span state something that could be true or false?"""

from __future__ import annotations

import re

from annotator.attribution import function_words
from annotator.attribution.parsed_sentence import ParsedSentence
from annotator.attribution.tokenized_sentence import TokenizedSentence
from annotator.model import Span

_EDGES = "\"“”„«»‘’'` \t\r\n,;:—–-()[]…"
_SHORTEST = 3  # words
_GREETINGS = re.compile(
    r"(?i)(?:good (?:morning|afternoon|evening|night|luck|bye)|hello|hi|hey|welcome|thanks?"
    r"|congratulations|sorry|please|yes|no|yeah|ok(?:ay)?|well|oh|amen|cheers|goodbye|bye)\b"
)
_GREETING = 7  # words of the longest greeting
_COMMANDS = function_words.word_set(
    """let let's don't do go come stop please look listen vote stay get take make give be tell ask
    remember wait see watch imagine join help keep read call try bring send put leave show stand
    vote consider note forget never think say know find follow use work fight build pay"""
)


def is_assertion(text: str, span: Span, *, is_clause: bool) -> bool:
    """Return True if a span asserts something: no question, command, greeting or fragment.

    is_clause: the span is known to be a clause, so that its verb is not checked.
    """
    inner = span.of(text).strip(_EDGES)
    if inner.endswith("?") or text[span.end : span.end + 1] == "?":
        return False
    count = len(inner[:200].split())
    if count < _SHORTEST - is_clause or (count <= _GREETING and _GREETINGS.match(inner)):
        return False
    start = text.find(inner, span.start)
    sentence = ParsedSentence(TokenizedSentence(text, Span(start, start + len(inner)), ()))
    if not len(sentence) or (not is_clause and sentence.words[0] in _COMMANDS):
        return False
    return is_clause or sentence.has_finite_verb(0, len(sentence))
