"""Claims: what sources put forward, with attributes read from the text.

Only an assertion is a claim: something that could be true or false. The attributes of a claim come
from its attribution: the claimant, the cue, direct or indirect, and whether the text calls the
claim true. Whether it is true in fact is not judged. Rules suggest claims with these attributes; a
claim annotated by a person gets the same (`claim_attributes`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from annotator.attribution import (
    Attribution,
    AttributionForm,
    AttributionKind,
    Quotation,
    attributions,
    function_words,
    turns,
    voice_of,
)
from annotator.attribution.nearby_speakers import speaker_beside
from annotator.attribution.parsed_sentence import ParsedSentence, TokenizedSentence
from annotator.model import Attributes, Span, Value, Voice

_NO_CLAIMS = frozenset(
    {AttributionForm.OBJECT, AttributionForm.INFINITIVE, AttributionForm.QUESTION}
)
_CLAUSES = frozenset({AttributionForm.THAT_CLAUSE, AttributionForm.NOUN})
_TWO_PART = frozenset({AttributionForm.AS, AttributionForm.PASSIVE})
_SPEAKING = frozenset(  # forms whose source may go on to speak in a quotation
    {
        AttributionForm.QUOTATION,
        AttributionForm.COLON,
        AttributionForm.THAT_CLAUSE,
        AttributionForm.BARE_CLAUSE,
        AttributionForm.ACCORDING_TO,
    }
)
_WISH_VERBS = re.compile(r"(?i)\b(?:hop|wish|pray|wonder|imagin|dream)(?:e?[sd]|es|ing)?$")
_RELATIVES = frozenset({"who", "which", "that"})
_LONGEST = 4000  # characters of a claim that are searched
_AROUND = 60  # characters after a cue in which a device frames it: claimed, falsely, that

_WORD = re.compile(r"\w+")
_PROBABLE = re.compile(r"(?i)\b(?:likely|probably|presumably|(?:is|are|was|were) expected to)\b")
_OPINION = re.compile(r"(?i)\b(?:believ|think|thought|suspect|expect|assum|guess|reckon)")
_NEGATION = re.compile(r"(?i)\b(?:not|never|no|none|nobody|nothing|neither|nor|cannot|\w+n['’]t)\b")
_CLAUSE_BREAK = re.compile(
    r"(?i)[,;:]|\b(?:that|which|who|because|if|when|while|although|though|unless|and|but|or|to)\b"
)
_PROBABLE_WORDS = frozenset({"likely", "probably", "presumably", "expected"})
_POSSIBLE_WORDS = frozenset({"may", "might", "could", "possible", "possibly", "perhaps", "maybe"})
_NEGATIONS = function_words.word_set("not never no none nobody nothing neither nor cannot t")
_CAUSES = function_words.word_set(
    """because cause caused causes due led lead leads result results resulted thanks responsible
    blame"""
)
_NUMBER = re.compile(
    r"(?i)\d[\d,.]{0,20} ?(?:%|percent|per cent|million|billion|trillion|people|dollars|euros"
    r"|pounds|times|jobs|deaths|cases|votes|tons|tonnes|miles|km)|[$€£] ?\d"
)
_DIGIT = re.compile(r"\d")
_CAUSE = re.compile(
    r"(?i)\b(?:because|caused?|causes|due to|(?:led|leads?) to|result(?:s|ed)? in|thanks to"
    r"|responsible for|to blame)\b"
)

_EDGES = "\"“”„«»‘’'` \t\r\n,;:—–-()[]…"
_TOKEN = re.compile(r"[^\s.]")
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


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of a source.

    span: the span to annotate: from the first to the last fragment of the content. In “described
        the rain as a flood”, the last fragment.
    attributes: claimant, cue, content (the fragments, if there are several), attribution,
        verdict_by_text, and certainty, polarity and checkable_type where the words are clear.
    """

    span: Span
    attribution: Attribution
    attributes: Attributes


def claims(text: str, found: Iterable[Attribution]) -> tuple[Claim, ...]:
    """The claims among the attributions of a sentence, in their order.

    Skipped are attributions that assert nothing: questions, wishes, demands, greetings, commands
    and fragments.
    """
    every = tuple(found)
    return tuple(
        Claim(_span(attribution), attribution, _all_attributes(text, attribution, every))
        for attribution in every
        if _claims_something(text, attribution)
    )


def claim_beside(
    text: str,
    quotation: Span,
    before: Span | None,
    after: Span | None,
    found: Sequence[Attribution],
) -> Claim | None:
    """The claim in a quotation whose speaker is in the sentence before or after it.

    Doe said it rained. “It snowed, too.” Doe shook her head. “It snowed.”

    before, after: the sentences beside the quotation, None where they do not touch it (see
        directly_follows).
    found: the attributions of the sentence before.
    """
    attribution = _attribution_of(quotation, found) if before else None
    for sentence in (before, after):
        if attribution is None and sentence is not None:
            attribution = speaker_beside(text, sentence, quotation)
    if attribution is None or not is_assertion(text, quotation, is_clause=False):
        return None
    return Claim(quotation, attribution, _all_attributes(text, attribution, ()))


def directly_follows(text: str, before: Span, quotation: Span) -> bool:
    """Return True if a quotation comes right after a sentence, in the same paragraph."""
    between = text[before.end : quotation.start]
    return not between.strip() and "\n" not in between and "\r" not in between


def claim_attributes(
    text: str, span: Span, sentence: Span, before: Span | None, quotations: Sequence[Quotation]
) -> dict[str, Value]:
    """The attributes of a claim that a person annotates, read from the text.

    Its voice; its claimant and cue if it is attributed; whether the text calls it true; and what
    its own words say.

    sentence, before: the sentence of the span, and the one before it, whose quotation may continue.
    quotations: of the text, or at least those of both sentences.
    """
    near = [one for one in quotations if one.span.overlaps(sentence)]
    labelled = turns(text)
    every = attributions(text, sentence, near, labelled, nested=True)
    voice = voice_of(span, quotations, every, labelled)
    attribution = _main_attribution(span, every) or _continued_attribution(
        text, span, before, quotations
    )
    attributes: dict[str, Value] = {"voice": voice.value}
    if attribution is None:
        kind = "direct" if voice is Voice.SOURCE_DIRECT else "none"
        return {
            **attributes,
            "attribution": kind,
            **_wording_attributes("", span.of(text)[:_LONGEST]),
        }
    if span == _span(attribution):
        return attributes | _all_attributes(text, attribution, every)
    wording = _wording_attributes(attribution.cue.of(text), span.of(text)[:_LONGEST])
    return {**attributes, **_source_attributes(text, attribution, every), **wording}


def _main_attribution(span: Span, every: Iterable[Attribution]) -> Attribution | None:
    """The attribution whose content shares most with a span; of several, the shortest."""
    shared = [
        (
            -_shared_length(span, attribution),
            sum(part.end - part.start for part in attribution.content),
            number,
        )
        for number, attribution in enumerate(every)
        if _shared_length(span, attribution)
    ]
    return tuple(every)[min(shared)[2]] if shared else None


def _shared_length(span: Span, attribution: Attribution) -> int:
    """Number of characters that a span shares with the content of an attribution."""
    parts = ((max(span.start, one.start), min(span.end, one.end)) for one in attribution.content)
    return sum(max(0, end - start) for start, end in parts)


def _continued_attribution(
    text: str, span: Span, before: Span | None, quotations: Sequence[Quotation]
) -> Attribution | None:
    """The attribution of a span in a quotation that continues the sentence before."""
    if before is None:
        return None
    near = [one for one in quotations if one.span.overlaps(before)]
    for one in quotations:
        if one.depth == 1 and one.span.contains(span) and directly_follows(text, before, one.span):
            found = _attribution_of(one.span, attributions(text, before, near))
            return found or speaker_beside(text, before, one.span)
    return None


def _attribution_of(quotation: Span, before: Sequence[Attribution]) -> Attribution | None:
    """The attribution of a quotation to the source that spoke last before it."""
    speaking = [
        one
        for one in before
        if one.form in _SPEAKING
        and one.source is not None
        and not any(part.contains(one.cue) for other in before for part in other.content)
    ]
    last = speaking[-1] if speaking else None
    if last is None or any(part.overlaps(quotation) for part in last.content[:1]):
        return None
    direct = AttributionForm.QUOTATION
    kind = AttributionKind.DIRECT
    return replace(last, kind=kind, content=(quotation,), form=direct, verdict_by_text="")


def moved_claim(claim: Claim, text: str, place: Callable[[Span], Span]) -> Claim:
    """The same claim with its spans at other places, in another text."""

    def moved(value: Value) -> Value:
        match value:
            case {"start": int(start), "end": int(end)}:
                return place(Span(start, end)).as_value(text)
            case list():
                return [moved(each) for each in value]
            case _:
                return value

    attribution = replace(
        claim.attribution,
        cue=place(claim.attribution.cue),
        source=claim.attribution.source and place(claim.attribution.source),
        content=tuple(map(place, claim.attribution.content)),
    )
    attributes = {name: moved(value) for name, value in claim.attributes.items()}
    return Claim(place(claim.span), attribution, attributes)


def framed_claim(device: Span, found: Sequence[Claim]) -> int | None:
    """The index of the claim that a framing device frames; None if there is none.

    A device frames a claim if it overlaps the cue, is right before it or is between the cue and
    the content: Doe claimed, falsely, that it rained. The nearest cue wins.
    """
    near = [
        (_distance(device, claim.attribution.cue), number)
        for number, claim in enumerate(found)
        if _framing_zone(claim.attribution).overlaps(device)
    ]
    return min(near)[1] if near else None


def _claims_something(text: str, attribution: Attribution) -> bool:
    """Return True if the content of an attribution asserts something."""
    if attribution.form in _NO_CLAIMS or _WISH_VERBS.search(attribution.cue.of(text)):
        return False
    if attribution.form in _TWO_PART:
        return True
    is_clause = len(attribution.content) > 1 or attribution.form in _CLAUSES
    return any(is_assertion(text, part, is_clause=is_clause) for part in attribution.content)


def _span(attribution: Attribution) -> Span:
    """The span of a claim, from the content of its attribution."""
    if attribution.form in _TWO_PART:
        return attribution.content[-1]
    return Span(attribution.content[0].start, attribution.content[-1].end)


def _framing_zone(attribution: Attribution) -> Span:
    """The span in which a device frames a claim: at the cue, up to the content if that is near."""
    start, end = max(0, attribution.cue.start - 1), attribution.cue.end + 1
    following = [part.start for part in attribution.content if part.start >= attribution.cue.end]
    if following and following[0] - attribution.cue.end <= _AROUND:
        end = following[0]
    return Span(start, end)


def _distance(device: Span, cue: Span) -> int:
    """The distance of two spans in characters; negative if they overlap."""
    return max(device.start - cue.end, cue.start - device.end)


# -------------------------------------------------------------------------- attributes


def _all_attributes(
    text: str, attribution: Attribution, every: Sequence[Attribution]
) -> dict[str, Value]:
    """All attributes of the claim of an attribution."""
    content = " ".join(part.of(text) for part in attribution.content)[:_LONGEST]
    wording = _wording_attributes(attribution.cue.of(text), content)
    return {
        **_source_attributes(text, attribution, every),
        **_fragments(text, attribution),
        **wording,
    }


def _source_attributes(
    text: str, attribution: Attribution, every: Sequence[Attribution]
) -> dict[str, Value]:
    """Claimant, cue, kind and verdict. A verdict in the words of a source is not the text's."""
    by_source = any(
        part.contains(attribution.cue) for other in every for part in other.source_wording
    )
    claimant = _claimant(text, attribution.source)
    return {
        **({} if claimant is None else {"claimant": claimant}),
        "cue": attribution.cue.as_value(text),
        "attribution": attribution.kind.value,
        "verdict_by_text": (not by_source and attribution.verdict_by_text) or "neutral",
    }


def _fragments(text: str, attribution: Attribution) -> dict[str, Value]:
    """The fragments of a claim that has several."""
    fragments: Value = [part.as_value(text) for part in attribution.content]
    return {"content": fragments} if len(attribution.content) > 1 else {}


def _wording_attributes(cue: str, content: str) -> dict[str, Value]:
    """Certainty, polarity and checkable_type, where the words of a claim are clear.

    Expressions are only tried on content with one of their words: most has none.
    """
    words = frozenset(_WORD.findall(content.lower()))
    found = {
        "certainty": _certainty(cue, content, words),
        "polarity": _polarity(content, words),
        "checkable_type": _checkable(content, words),
    }
    return {name: value for name, value in found.items() if value is not None}


def _claimant(text: str, source: Span | None) -> Value:
    """The claimant without a comma or 's at the end; None without a source, or for who, which."""
    if source is None or source.of(text).lower() in _RELATIVES:
        return None
    words = re.sub(r"(?:['’]s|['’]|,)$", "", source.of(text))
    return Span(source.start, source.start + len(words)).as_value(text) if words else None


def _certainty(cue: str, content: str, words: frozenset[str]) -> str | None:
    """The certainty that a word of the claim expresses; None if there is no such word."""
    if not _POSSIBLE_WORDS.isdisjoint(words):
        return "possible"
    if _OPINION.search(cue):
        return "probable"
    probable = not _PROBABLE_WORDS.isdisjoint(words) and _PROBABLE.search(content)
    return "probable" if probable else None


def _polarity(content: str, words: frozenset[str]) -> str | None:
    """The polarity of the claim; None if only a part of it is negated."""
    negation = None if _NEGATIONS.isdisjoint(words) else _NEGATION.search(content)
    if negation is None:
        return "positive"
    clause_break = _CLAUSE_BREAK.search(content)
    return "negative" if clause_break is None or negation.start() < clause_break.start() else None


def _checkable(content: str, words: frozenset[str]) -> str | None:
    """The part of the claim that can be checked: a cause or a number; None if neither."""
    if not _CAUSES.isdisjoint(words) and _CAUSE.search(content):
        return "causal"
    return "number" if _DIGIT.search(content) and _NUMBER.search(content) else None


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
    if is_clause:
        return _TOKEN.search(inner) is not None
    start = text.find(inner, span.start)
    sentence = ParsedSentence(TokenizedSentence(text, Span(start, start + len(inner)), ()))
    if not len(sentence) or sentence.words[0] in _COMMANDS:
        return False
    return sentence.has_finite_verb(0, len(sentence))
