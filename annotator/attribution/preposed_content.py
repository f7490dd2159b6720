"""What a verb reports ahead of itself: “It rained,” said Doe; It rained, Doe said."""

from __future__ import annotations

from annotator.attribution.attribution_types import AttributionForm, Cue, Part, Range
from annotator.attribution.clauses import Clause
from annotator.attribution.complements import addressee
from annotator.attribution.reporting_verbs import Frame
from annotator.attribution.sources import subject_after

_MAY = frozenset({Frame.SAYING, Frame.QUOTE, Frame.CLAUSE, Frame.TOLD})


def quoted_ahead(clause: Clause, cue: Cue, source: Range | None) -> bool:
    """Whether a whole quotation ends right before a verb and its subject."""
    return _closes(clause, _edge(clause, cue, source) - 1)


def ahead(clause: Clause, cue: Cue, source: Range | None) -> tuple[Part, Range | None] | None:
    """What a verb reports ahead of itself and who says it, None if nothing.

    source: the subject before the verb, None if there is none.
    """
    if cue.verb.frames.isdisjoint(_MAY):
        return None
    edge = _edge(clause, cue, source)
    if not _closes(clause, edge - 1):
        return None if source is None else _clause_ahead(clause, cue, source, edge)
    following = cue.at + 1
    if source is None:
        end = subject_after(clause, following)
        source = (following, end) if end > following else None
        following = max(end, following)
    first = edge - 1 if clause.capital(edge - 1) else clause.before(edge - 1)
    content = ((first, edge), *_goes_on(clause, following))
    return Part(AttributionForm.QUOTATION, content, cue.at + 1), source


def _clause_ahead(
    clause: Clause, cue: Cue, source: Range, edge: int
) -> tuple[Part, Range | None] | None:
    """It rained, Doe said; It rained, Doe said, and it snowed"""
    if Frame.SAYING not in cue.verb.frames or edge == source[0]:
        return None
    if clause.words[source[0]] in {"who", "which", "that"}:
        return None
    following = cue.at + 1
    if Frame.TOLD in cue.verb.frames:
        following = addressee(clause, following)
    first = clause.before(edge)
    if first == edge:
        return None
    rest: tuple[Range, ...] = ()
    if clause.words[following] == "," and following + 1 < len(clause):
        rest = ((following + 1, clause.end(following + 1)),)
        rest = rest if rest[0][0] < rest[0][1] else ()
    if not rest and not clause.finite(first, edge):
        return None
    return Part(AttributionForm.BARE_CLAUSE, ((first, edge), *rest), cue.at + 1), source


def _goes_on(clause: Clause, following: int) -> tuple[Range, ...]:
    """The rest of a quotation that its attribution interrupts."""
    for at in range(following, len(clause)):
        if at in clause.quoted and clause.words[at - 1] in {",", "but", "and", ":"}:
            return ((at, at + 1),)
    return ()


def _edge(clause: Clause, cue: Cue, source: Range | None) -> int:
    """Where what stands ahead of a verb and its subject ends, without the comma between."""
    start = source[0] if source else cue.first
    return start - 1 if clause.words[start - 1] in {",", "—"} else start


def _closes(clause: Clause, at: int) -> bool:
    """Whether a quotation stands there that ends as what is said does."""
    if at not in clause.quoted:
        return False
    return clause.stopped(at) or clause.words[at + 1] in {",", "—"}
