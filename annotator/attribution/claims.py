"""Claims: what the sources of a sentence put forward, with what the text says about it.

What a report (annotator.attribution) tells becomes the attributes of a claim: who claims it, by which
words, directly or not, and whether the text calls it true. Truth itself is nobody's business here.
Rules propose claims with these attributes; a claim that a person marks gets the same (`told_of`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from annotator.attribution import (
    Attribution,
    AttributionForm,
    Quotation,
    attributions,
    is_assertion,
    voice_of,
)
from annotator.model import Attributes, Span, Value, Voice

_NO_CLAIMS = frozenset(
    {AttributionForm.OBJECT, AttributionForm.INFINITIVE, AttributionForm.QUESTION}
)
_CLAUSES = frozenset({AttributionForm.THAT_CLAUSE, AttributionForm.NOUN})
_TWOFOLD = frozenset({AttributionForm.AS, AttributionForm.PASSIVE})
_WISHES = re.compile(r"(?i)\b(?:hop|wish|pray|wonder|imagin|dream)(?:e?[sd]|es|ing)?$")
_RELATIVES = frozenset({"who", "which", "that"})
_LONGEST = 4000  # characters of a claim that are searched for what it says
_AROUND = 60  # characters between a device and the cue it belongs to: claimed, falsely, that

_PROBABLE = re.compile(r"(?i)\b(?:likely|probably|presumably|(?:is|are|was|were) expected to)\b")
_POSSIBLE = re.compile(r"(?i)\b(?:may|might|could|possibl[ey]|perhaps|maybe)\b")
_OPINION = re.compile(r"(?i)\b(?:believ|think|thought|suspect|expect|assum|guess|reckon)")
_NEGATION = re.compile(r"(?i)\b(?:not|never|no|none|nobody|nothing|neither|nor|cannot|\w+n['’]t)\b")
_JOINT = re.compile(
    r"(?i)[,;:]|\b(?:that|which|who|because|if|when|while|although|though|unless|and|but|or|to)\b"
)
_NUMBER = re.compile(
    r"(?i)\d[\d,.]{0,20} ?(?:%|percent|per cent|million|billion|trillion|people|dollars|euros"
    r"|pounds|times|jobs|deaths|cases|votes|tons|tonnes|miles|km)|[$€£] ?\d"
)
_CAUSE = re.compile(
    r"(?i)\b(?:because|caused?|causes|due to|(?:led|leads?) to|result(?:s|ed)? in|thanks to"
    r"|responsible for|to blame)\b"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a source puts forward.

    span: what to mark: from the first to the last fragment; of “described the rain as a flood”,
        where one fragment is said of the other, the last one.
    attributes: claimant, cue, content (the fragments, if there are several), attribution,
        verdict_by_text, and certainty, polarity and checkable_type where the words are plain.
    """

    span: Span
    attribution: Attribution
    attributes: Attributes


def claims(text: str, found: Iterable[Attribution]) -> tuple[Claim, ...]:
    """The claims among the reports of a sentence, in their order.

    Left out is what states nothing that could be so or not: questions, wishes, demands,
    greetings, commands and scraps.
    """
    every = tuple(found)
    return tuple(
        Claim(_span(attribution), attribution, _attributes(text, attribution, every))
        for attribution in every
        if _claims_something(text, attribution)
    )


def continued_claim(text: str, quotation: Span, before: Sequence[Attribution]) -> Claim | None:
    """What a speaker goes on to say: “It rained,” Doe said. “It snowed, too.”

    before: the reports of the sentence right before the quotation, see goes_on. None unless the
    last of them gives a quotation to somebody.
    """
    attribution = _goes_on(quotation, before)
    if attribution is None or not is_assertion(text, quotation, clause=False):
        return None
    return Claim(quotation, attribution, _attributes(text, attribution, ()))


def directly_follows(text: str, before: Span, quotation: Span) -> bool:
    """Whether a quotation comes right after the sentence before, in the same paragraph."""
    between = text[before.end : quotation.start]
    return not between.strip() and "\n" not in between and "\r" not in between


def claim_attributes(
    text: str, span: Span, sentence: Span, before: Span | None, quotations: Sequence[Quotation]
) -> dict[str, Value]:
    """What can be read off the text of words that somebody marks: as of a claim that rules find.

    Whose voice it is; who claims it, and by which words, if they are reported; whether the text
    calls it true; and what its own words say.

    sentence, before: the one it is marked in, and the one before that, whose speaker may go on.
    quotations: as annotator.attribution.quotations gives them, those of both sentences at least.
    """
    near = [one for one in quotations if one.span.overlaps(sentence)]
    every = attributions(text, sentence, near)
    voice = voice_of(span, quotations, every)
    attribution = _reporting(span, every) or _said_on(text, span, before, quotations)
    told: dict[str, Value] = {"voice": voice.value}
    if attribution is None:
        given = "direct" if voice is Voice.SOURCE_DIRECT else "none"
        return {**told, "attribution": given, **_worded("", span.of(text)[:_LONGEST])}
    if span == _span(attribution):
        return told | _attributes(text, attribution, every)
    source_wording = _worded(attribution.cue.of(text), span.of(text)[:_LONGEST])
    return {**told, **_attributed(text, attribution, every), **source_wording}


def _reporting(span: Span, every: Iterable[Attribution]) -> Attribution | None:
    """The report that tells most of a span; of several the one that tells least besides."""
    shared = [
        (
            -_shared(span, attribution),
            sum(part.end - part.start for part in attribution.content),
            number,
        )
        for number, attribution in enumerate(every)
        if _shared(span, attribution)
    ]
    return tuple(every)[min(shared)[2]] if shared else None


def _shared(span: Span, attribution: Attribution) -> int:
    """How many characters of a span are what a report tells."""
    parts = ((max(span.start, one.start), min(span.end, one.end)) for one in attribution.content)
    return sum(max(0, end - start) for start, end in parts)


def _said_on(
    text: str, span: Span, before: Span | None, quotations: Sequence[Quotation]
) -> Attribution | None:
    """Who goes on speaking where a span is, or is in, a quotation right after a sentence."""
    if before is None:
        return None
    near = [one for one in quotations if one.span.overlaps(before)]
    for one in quotations:
        if one.depth == 1 and one.span.contains(span) and directly_follows(text, before, one.span):
            return _goes_on(one.span, attributions(text, before, near))
    return None


def _goes_on(quotation: Span, before: Sequence[Attribution]) -> Attribution | None:
    """The report of a quotation by whoever was quoted last before it."""
    last = before[-1] if before else None
    if last is None or last.source is None or last.form is not AttributionForm.QUOTATION:
        return None
    if last.content[-1].end > quotation.start:
        return None
    return replace(last, content=(quotation,), judgement="")


def framed_claim(device: Span, found: Sequence[Claim]) -> int | None:
    """Which of the claims a framing device frames: the one whose cue it overlaps or is beside.

    Beside is between the cue and what it reports, or right before the cue: Doe claimed,
    falsely, that it rained. None if there is no such claim. The nearest cue wins.
    """
    near = [
        (_distance(device, claim.attribution.cue), number)
        for number, claim in enumerate(found)
        if _frame(claim.attribution).overlaps(device)
    ]
    return min(near)[1] if near else None


def _claims_something(text: str, attribution: Attribution) -> bool:
    if attribution.form in _NO_CLAIMS or _WISHES.search(attribution.cue.of(text)):
        return False
    if attribution.form in _TWOFOLD:
        return True
    whole = len(attribution.content) > 1
    clause = whole or attribution.form in _CLAUSES
    return any(is_assertion(text, part, clause=clause) for part in attribution.content)


def _span(attribution: Attribution) -> Span:
    """What to mark of a report's content."""
    if attribution.form in _TWOFOLD:
        return attribution.content[-1]
    return Span(attribution.content[0].start, attribution.content[-1].end)


def _frame(attribution: Attribution) -> Span:
    """Where devices that frame a report stand: at its cue and up to what it reports, if near."""
    start, end = max(0, attribution.cue.start - 1), attribution.cue.end + 1
    behind = [part.start for part in attribution.content if part.start >= attribution.cue.end]
    if behind and behind[0] - attribution.cue.end <= _AROUND:
        end = behind[0]
    return Span(start, end)


def _distance(device: Span, cue: Span) -> int:
    """How far two stretches are apart, in characters; less than none where they overlap."""
    return max(device.start - cue.end, cue.start - device.end)


# -------------------------------------------------------------------------- attributes


def _attributes(
    text: str, attribution: Attribution, every: Sequence[Attribution]
) -> dict[str, Value]:
    """All that a report says of its claim."""
    content = " ".join(part.of(text) for part in attribution.content)[:_LONGEST]
    source_wording = _worded(attribution.cue.of(text), content)
    return {
        **_attributed(text, attribution, every),
        **_content(text, attribution),
        **source_wording,
    }


def _attributed(
    text: str, attribution: Attribution, every: Sequence[Attribution]
) -> dict[str, Value]:
    """Who claims it and how the text treats it; no source's verdict is the text's."""
    told = any(part.contains(attribution.cue) for other in every for part in other.source_wording)
    claimant = _claimant(text, attribution.source)
    return {
        **({} if claimant is None else {"claimant": claimant}),
        "cue": attribution.cue.as_value(text),
        "attribution": attribution.kind.value,
        "verdict_by_text": (not told and attribution.judgement) or "neutral",
    }


def _content(text: str, attribution: Attribution) -> dict[str, Value]:
    """The pieces of a claim that is in several."""
    pieces: Value = [part.as_value(text) for part in attribution.content]
    return {"content": pieces} if len(attribution.content) > 1 else {}


def _worded(cue: str, content: str) -> dict[str, Value]:
    """What the words of a claim say, where they are plain."""
    said = {
        "certainty": _certainty(cue, content),
        "polarity": _polarity(content),
        "checkable_type": _checkable(content),
    }
    return {name: value for name, value in said.items() if value is not None}


def _claimant(text: str, source: Span | None) -> Value:
    """Who claims it, without a comma or 's at the end; None for nobody, and for who, which."""
    if source is None or source.of(text).lower() in _RELATIVES:
        return None
    words = re.sub(r"(?:['’]s|['’]|,)$", "", source.of(text))
    return Span(source.start, source.start + len(words)).as_value(text) if words else None


def _certainty(cue: str, content: str) -> str | None:
    """How certain it is put, where a word says so."""
    if _POSSIBLE.search(content):
        return "possible"
    return "probable" if _PROBABLE.search(content) or _OPINION.search(cue) else None


def _polarity(content: str) -> str | None:
    """Whether it says that something is so; None where only a part is denied."""
    negation = _NEGATION.search(content)
    if negation is None:
        return "positive"
    joint = _JOINT.search(content)
    return "negative" if joint is None or negation.start() < joint.start() else None


def _checkable(content: str) -> str | None:
    """What there is to be checked, where a word says so."""
    if _CAUSE.search(content):
        return "causal"
    return "number" if _NUMBER.search(content) else None
