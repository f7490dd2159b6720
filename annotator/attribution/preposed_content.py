"""Preposed content: the content before a reporting verb.

“It rained,” said Doe; It rained, Doe said.
"""

from __future__ import annotations

from annotator.attribution.attribution_types import (
    AttributionForm,
    ReportedContent,
    TokenRange,
    VerbCue,
)
from annotator.attribution.complements import addressee_end
from annotator.attribution.parsed_sentence import ParsedSentence
from annotator.attribution.reporting_verbs import Frame
from annotator.attribution.sources import subject_end

_FRAMES = frozenset({Frame.PARENTHETICAL, Frame.QUOTATION, Frame.THAT_CLAUSE, Frame.ADDRESSEE})


def follows_quotation(sentence: ParsedSentence, cue: VerbCue, source: TokenRange | None) -> bool:
    """Return True if a verb and its subject come right after a quotation."""
    return _ends_quotation(sentence, _preposed_end(sentence, cue, source) - 1)


def preposed_content(
    sentence: ParsedSentence, cue: VerbCue, source: TokenRange | None
) -> tuple[ReportedContent, TokenRange | None] | None:
    """(content before a verb, source); None if there is no such content.

    source: the subject before the verb, None if there is none.
    """
    if cue.verb.frames.isdisjoint(_FRAMES):
        return None
    edge = _preposed_end(sentence, cue, source)
    if not _ends_quotation(sentence, edge - 1):
        return None if source is None else _preposed_clause(sentence, cue, source, edge)
    following = cue.at + 1
    if source is None:
        end = subject_end(sentence, following)
        source = (following, end) if end > following else None
        following = max(end, following)
    first = edge - 1 if sentence.is_capitalized(edge - 1) else sentence.clause_start(edge - 1)
    content = ((first, edge), *_continuation(sentence, following))
    return ReportedContent(AttributionForm.QUOTATION, content, cue.at + 1), source


def _preposed_clause(
    sentence: ParsedSentence, cue: VerbCue, source: TokenRange, edge: int
) -> tuple[ReportedContent, TokenRange | None] | None:
    """It rained, Doe said; It rained, Doe said, and it snowed."""
    if Frame.PARENTHETICAL not in cue.verb.frames or edge == source[0]:
        return None
    if sentence.words[source[0]] in {"who", "which", "that"}:
        return None
    following = cue.at + 1
    if Frame.ADDRESSEE in cue.verb.frames:
        following = addressee_end(sentence, following)
    first = sentence.clause_start(edge)
    if first == edge:
        return None
    rest: tuple[TokenRange, ...] = ()
    if sentence.words[following] == "," and following + 1 < len(sentence):
        rest = ((following + 1, sentence.clause_end(following + 1)),)
        rest = rest if rest[0][0] < rest[0][1] else ()
    if not rest and not sentence.has_finite_verb(first, edge):
        return None
    return ReportedContent(AttributionForm.BARE_CLAUSE, ((first, edge), *rest), cue.at + 1), source


def _continuation(sentence: ParsedSentence, following: int) -> tuple[TokenRange, ...]:
    """The rest of a quotation that is interrupted by its attribution."""
    for at in range(following, len(sentence)):
        if at in sentence.quoted and sentence.words[at - 1] in {",", "but", "and", ":"}:
            return ((at, at + 1),)
    return ()


def _preposed_end(sentence: ParsedSentence, cue: VerbCue, source: TokenRange | None) -> int:
    """The position where the words before a verb and its subject end, without a comma between."""
    start = source[0] if source else cue.first
    return start - 1 if sentence.words[start - 1] in {",", "—"} else start


def _ends_quotation(sentence: ParsedSentence, at: int) -> bool:
    """Return True for a quotation that ends with, or is followed by, a stop, comma or dash."""
    if at not in sentence.quoted:
        return False
    return sentence.ends_in_stop(at) or sentence.words[at + 1] in {",", "—"}
