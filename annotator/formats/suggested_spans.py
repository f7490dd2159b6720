"""Suggestions of a file of another tool, and what annotators answered about them."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from annotator.model import (
    AnnotatedDocument,
    Judgement,
    Reading,
    Span,
    Suggestion,
    SuggestionKey,
    Verdict,
)

Verdicts = dict[str, dict[SuggestionKey, Verdict]]
"""By annotator and suggestion."""


@dataclass(slots=True)
class SpanVerdicts:
    """The verdicts on suggestions in one text.

    lines: in which each verdict is.
    """

    verdicts: Verdicts = field(default_factory=dict)
    suggestions: list[Suggestion] = field(default_factory=list)
    lines: dict[tuple[str, SuggestionKey], int] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)

    def add(self, annotator: str, suggestion: Suggestion, verdict: Verdict, line: int) -> bool:
        """Add a verdict. Returns False if the annotator gave the other one before."""
        held = self.verdicts.setdefault(annotator, {})
        before = held.setdefault(suggestion.key, verdict)
        if (annotator, suggestion.key) in self.lines:
            if before is verdict is Verdict.REJECTED:
                self.left_out["answer given twice"] += 1
            return before is verdict
        self.lines[annotator, suggestion.key] = line
        self.suggestions.append(suggestion)
        return True


def with_suggestions(
    document: AnnotatedDocument, suggestions: Iterable[Suggestion], verdicts: Verdicts
) -> AnnotatedDocument:
    """Return a document with suggestions, each once, and with verdicts, filed under sentences."""
    once = {(one.suggester, one.key): one for one in reversed(list(suggestions))}
    if not once and not verdicts:
        return document
    readings = {one.annotator: one for one in document.readings}
    for annotator, held in verdicts.items():
        reading = readings.get(annotator) or Reading(document.document, annotator, {})
        readings[annotator] = replace(reading, judgements=_with_verdicts(reading, held))
    return replace(
        document,
        suggesters={one.suggester: one.suggester_version for one in once.values()},
        suggestions=tuple(once[key] for key in sorted(once)),
        readings=tuple(readings[name] for name in sorted(readings)),
    )


def _with_verdicts(
    reading: Reading, verdicts: Mapping[SuggestionKey, Verdict]
) -> dict[Span | None, Judgement]:
    """The judgements of a reading with verdicts under the sentence in which each span begins."""
    found = dict(reading.judgements)
    sentences = reading.document.sentences
    starts = [one.start for one in sentences]
    for key, verdict in verdicts.items():
        nth = max(0, bisect_right(starts, key.start) - 1)
        sentence = sentences[nth] if sentences else None
        held = found.get(sentence, Judgement())
        found[sentence] = replace(held, verdicts={**held.verdicts, key: verdict})
    return found
