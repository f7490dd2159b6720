"""Check the conditions under which a match becomes a suggestion, in the context of the match.

The context of a match is the quotations, attributions and paragraphs around it in its document.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from operator import attrgetter

from annotator.attribution import (
    Attribution,
    Quotation,
    Turn,
    attributions,
    may_continue_quotation,
    quotations,
    turns,
    voice_of,
)
from annotator.model import Block, BlockKind, Conditions, Document, Span, Voice
from annotator.nlp.normalized_text import NormalizedDocument, straight_apostrophes
from annotator.sentences import ENGLISH, document_language
from annotator.suggestions.rules import rule_sources

_NONE = Conditions()
_start = attrgetter("span.start")
_NEAR = 200  # characters before and after a match that are searched for its neighbours
_OPENING = " \t\n\r\u00a0\"'“”‘’«»„([—–-"
_CLOSING = " \t\n\r\u00a0\"'“”‘’»)].!?…"
_NEGATION = re.compile(
    r"(?:\b(?:not|never|no|nobody|none|nothing|neither|nor|cannot|without|hardly|scarcely)\b"
    r"|n[’']t\b)((?:\s+[^\s,;:.!?—–]+){0,5})\s*$",
    re.IGNORECASE,
)
_NEW_CLAUSE = re.compile(
    r"\b(?:but|yet|though|although|because|which|who|if|that)\b", re.IGNORECASE
)


def conditions_hold(
    conditions: Conditions, context: MatchContext, sentence: Span, trigger: Span
) -> bool:
    """Whether all conditions of a rule, except voice, hold for a match. Cheap ones come first."""
    if conditions == _NONE:
        return True
    if not _around(conditions, context.words, sentence, trigger):
        return False
    if conditions.quotation and not context.inside(trigger, conditions.quotation):
        return False
    if conditions.lead and not context.in_lead(trigger):
        return False
    if conditions.speaker and context.speaker(trigger, sentence) not in conditions.speaker:
        return False
    return _elsewhere(conditions, context, sentence)


def _around(conditions: Conditions, text: str, sentence: Span, trigger: Span) -> bool:
    before = text[max(sentence.start, trigger.start - _NEAR) : trigger.start]
    after = text[trigger.end : min(sentence.end, trigger.end + _NEAR)]
    if conditions.sentence_start and before.strip(_OPENING):
        return False
    if conditions.sentence_end and after.strip(_CLOSING):
        return False
    if conditions.negated is not None and conditions.negated != negated(before):
        return False
    return _neighbours(conditions, before, after)


def negated(before: str) -> bool:
    """Whether the words after this text are negated: by a word up to five words before them, with
    no new clause in between. After NegEx (Chapman and others, 2001), whose window is five words.
    """
    found = _NEGATION.search(before[-100:])
    return found is not None and not _NEW_CLAUSE.search(found[1])


def _neighbours(conditions: Conditions, before: str, after: str) -> bool:
    if conditions.followed_by and not _begins(after, conditions.followed_by):
        return False
    if conditions.preceded_by and not _ends(before, conditions.preceded_by):
        return False
    return not (
        _begins(after, conditions.not_followed_by) or _ends(before, conditions.not_preceded_by)
    )


def _elsewhere(conditions: Conditions, context: MatchContext, sentence: Span) -> bool:
    if conditions.sentence_has and not _has(context, sentence, conditions.sentence_has):
        return False
    return not (conditions.sentence_lacks and _has(context, sentence, conditions.sentence_lacks))


def _has(context: MatchContext, sentence: Span, phrases: tuple[str, ...]) -> bool:
    """Whether one of the phrases is in a sentence. The answer is kept in the context."""
    key = (sentence.start, phrases)
    if key not in context.has:
        words = _words(phrases, r"(?<!\w)", r"(?!\w)")
        found = words.search(context.words, sentence.start, sentence.end)
        context.has[key] = found is not None
    return context.has[key]


def _begins(text: str, phrases: tuple[str, ...]) -> bool:
    return bool(phrases) and bool(_words(phrases, r"\s*", r"(?!\w)").match(text))


def _ends(text: str, phrases: tuple[str, ...]) -> bool:
    return bool(phrases) and bool(_words(phrases, r"(?<!\w)", r"\s*$").search(text))


@lru_cache(maxsize=512)
def _words(phrases: tuple[str, ...], before: str, after: str) -> re.Pattern[str]:
    """Any of the phrases as whole words, case-insensitive. Plain text matches in linear time."""
    expanded = {form for phrase in phrases for form in rule_sources.phrases(phrase)}
    escaped = "|".join(re.escape(one) for one in sorted(expanded, key=len, reverse=True))
    return re.compile(f"{before}(?:{escaped}){after}", re.IGNORECASE)


@dataclass
class MatchContext:
    """A document while rules run on it. Its properties are computed on first use.

    has: which sentences contain one of some phrases, by the start of the sentence and phrases.
    """

    normalized: NormalizedDocument
    has: dict[tuple[int, tuple[str, ...]], bool] = field(default_factory=dict)
    _quoted: dict[int, tuple[Quotation, ...]] = field(default_factory=dict)
    _attributions: dict[int, tuple[Attribution, ...]] = field(default_factory=dict)

    @cached_property
    def document(self) -> Document:
        """The normalized document."""
        return self.normalized.document

    @cached_property
    def text(self) -> str:
        """The normalized text, in which quotations and attributions are found."""
        return self.document.text

    @cached_property
    def words(self) -> str:
        """The text in which rules and the words of conditions are found."""
        return straight_apostrophes(self.document.text)

    @cached_property
    def _language(self) -> str:
        return document_language(self.document.text, self.document.meta)

    def has_language(self, codes: tuple[str, ...]) -> bool:
        """Whether a rule for these languages is for the document: English if none are named."""
        return "any" in codes or self._language in (codes or (ENGLISH,))

    @cached_property
    def _passages(self) -> list[Block]:
        """The paragraphs, and the titles that have sentences, in order."""
        starts = [sentence.start for sentence in self.document.sentences]
        return [
            block
            for block in self.document.blocks
            if block.kind is BlockKind.PARAGRAPH
            or (
                block.kind is BlockKind.TITLE
                and bisect_left(starts, block.span.start) < bisect_left(starts, block.span.end)
            )
        ]

    @cached_property
    def _starts(self) -> list[int]:
        return [block.span.start for block in self._passages]

    @cached_property
    def _turns(self) -> tuple[Turn, ...]:
        """The turns of a transcript."""
        return turns(self.text)

    def quoted_near(self, span: Span) -> tuple[Quotation, ...]:
        """The quotations of the paragraph in which a span starts, and of those joined to it.

        A quotation continues in the next paragraph only if that starts with a mark. Paragraphs
        joined in this way are parsed together, once. A title is not joined to a paragraph.
        """
        number = max(bisect_right(self._starts, span.start) - 1, 0)
        if number not in self._quoted:
            first, last = number, number + 1
            while first > 0 and self._goes_on(first):
                first -= 1
            while last < len(self._passages) and self._goes_on(last):
                last += 1
            found = quotations(self.text, [one.span for one in self._passages[first:last]])
            self._quoted |= dict.fromkeys(range(first, last), found)
        return self._quoted[number]

    def _goes_on(self, number: int) -> bool:
        before, block = self._passages[number - 1 : number + 1]
        same_kind = before.kind is block.kind
        return same_kind and may_continue_quotation(self.text, block.span)

    def quoted_in(self, span: Span) -> tuple[Quotation, ...]:
        """The quotations that share a character with a span."""
        near = self.quoted_near(span)
        first = last = bisect_left(near, span.start, key=_start)
        while first and (near[first - 1].depth > 1 or first == last):
            first -= 1  # to the outermost one that starts before
        while last < len(near) and near[last].span.start < span.end:
            last += 1
        return tuple(one for one in near[first:last] if one.span.overlaps(span))

    def quotations_from(self, sentence: Span) -> tuple[Quotation, ...]:
        """The quotations that start in a sentence."""
        near = self.quoted_near(sentence)
        first = bisect_left(near, sentence.start, key=_start)
        return near[first : bisect_left(near, sentence.end, key=_start)]

    def attributions(self, sentence: Span) -> tuple[Attribution, ...]:
        """The attributions in a sentence."""
        found = self._attributions.get(sentence.start)
        if found is None:
            near = self.quoted_near(sentence)
            found = attributions(self.text, sentence, near, self._turns, nested=True)
            self._attributions[sentence.start] = found
        return found

    def sentence_after(self, position: int) -> Span | None:
        """The first sentence that starts at or after a position."""
        sentences = self.document.sentences
        number = bisect_left(sentences, position, key=lambda sentence: sentence.start)
        return sentences[number] if number < len(sentences) else None

    def voice(self, span: Span, sentence: Span) -> Voice:
        """The voice of a span: by quotation marks, else by the attributions of its sentence."""
        marked = voice_of(span, self.quoted_near(span), turns=self._turns)
        if marked is not Voice.NARRATOR:
            return marked
        return voice_of(span, (), self.attributions(sentence))

    def inside(self, span: Span, kinds: tuple[str, ...]) -> bool:
        """Whether a span is inside a quotation of one of these kinds."""
        return any(one.kind in kinds and one.span.contains(span) for one in self.quoted_in(span))

    def speaker(self, span: Span, sentence: Span) -> str:
        """The kind of source of a span: named, unnamed or nobody.

        Found in the attributions that the span overlaps, or else in all those of the sentence.
        """
        found = self.attributions(sentence)
        near = [one for one in found if _extent(one).overlaps(span)] or found
        if any(one.named for one in near):
            return "named"
        return "unnamed" if any(one.source for one in near) else "nobody"

    def in_lead(self, span: Span) -> bool:
        """Whether a span is in the first paragraph."""
        blocks = self.document.blocks
        lead = next((one for one in blocks if one.kind is BlockKind.PARAGRAPH), None)
        return lead is not None and lead.span.contains(span)


def _extent(attribution: Attribution) -> Span:
    """The span from the first to the last character of an attribution."""
    parts = [
        attribution.cue,
        *attribution.content,
        *([attribution.source] if attribution.source else []),
    ]
    return Span(min(part.start for part in parts), max(part.end for part in parts))
