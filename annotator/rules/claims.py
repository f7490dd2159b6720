"""Claims: what the sources of a sentence put forward, with what the text says about it.

What a report (annotator.voice) tells becomes the attributes of a claim: who claims it, by which
words, directly or not, and whether the text calls it true. Truth itself is nobody's business here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from annotator.model import Attributes, Span, Value
from annotator.voice import Report, ReportForm, states

_NO_CLAIMS = frozenset({ReportForm.OBJECT, ReportForm.INFINITIVE, ReportForm.QUESTION})
_CLAUSES = frozenset({ReportForm.THAT_CLAUSE, ReportForm.NOUN})
_TWOFOLD = frozenset({ReportForm.AS, ReportForm.PASSIVE})
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
    report: Report
    attributes: Attributes


def claims(text: str, reports: Iterable[Report]) -> tuple[Claim, ...]:
    """The claims among the reports of a sentence, in their order.

    Left out is what states nothing that could be so or not: questions, wishes, demands,
    greetings, commands and scraps.
    """
    every = tuple(reports)
    return tuple(
        Claim(_span(report), report, _attributes(text, report, every))
        for report in every
        if _claims_something(text, report)
    )


def continued(text: str, quotation: Span, before: Sequence[Report]) -> Claim | None:
    """What a speaker goes on to say: “It rained,” Doe said. “It snowed, too.”

    before: the reports of the sentence right before the quotation, which must be in the same
        paragraph. None unless the last of them gives a quotation to somebody.
    """
    last = before[-1] if before else None
    if last is None or last.source is None or last.form is not ReportForm.QUOTATION:
        return None
    if last.content[-1].end > quotation.start or not states(text, quotation, clause=False):
        return None
    report = replace(last, content=(quotation,), judgement="")
    return Claim(quotation, report, _attributes(text, report, ()))


def framed(device: Span, found: Sequence[Claim]) -> int | None:
    """Which of the claims a framing device frames: the one whose cue it overlaps or is beside.

    Beside is between the cue and what it reports, or right before the cue: Doe claimed,
    falsely, that it rained. None if there is no such claim. The nearest cue wins.
    """
    near = [
        (_distance(device, claim.report.cue), number)
        for number, claim in enumerate(found)
        if _frame(claim.report).overlaps(device)
    ]
    return min(near)[1] if near else None


def _claims_something(text: str, report: Report) -> bool:
    if report.form in _NO_CLAIMS or _WISHES.search(report.cue.of(text)):
        return False
    if report.form in _TWOFOLD:
        return True
    whole = len(report.content) > 1
    clause = whole or report.form in _CLAUSES
    return any(states(text, part, clause=clause) for part in report.content)


def _span(report: Report) -> Span:
    """What to mark of a report's content."""
    if report.form in _TWOFOLD:
        return report.content[-1]
    return Span(report.content[0].start, report.content[-1].end)


def _frame(report: Report) -> Span:
    """Where devices that frame a report stand: at its cue and up to what it reports, if near."""
    start, end = max(0, report.cue.start - 1), report.cue.end + 1
    behind = [part.start for part in report.content if part.start >= report.cue.end]
    if behind and behind[0] - report.cue.end <= _AROUND:
        end = behind[0]
    return Span(start, end)


def _distance(device: Span, cue: Span) -> int:
    """How far two stretches are apart, in characters; less than none where they overlap."""
    return max(device.start - cue.end, cue.start - device.end)


# -------------------------------------------------------------------------- attributes


def _attributes(text: str, report: Report, every: Sequence[Report]) -> dict[str, Value]:
    """What a report says of its claim; what a source says of it is not what the text says."""
    told = any(part.contains(report.cue) for other in every for part in other.worded)
    content = " ".join(part.of(text) for part in report.content)[:_LONGEST]
    attributes: dict[str, Value] = {
        "claimant": _claimant(text, report.source),
        "cue": _stretch(text, report.cue),
        "content": _fragments(text, report.content),
        "attribution": report.kind.value,
        "verdict_by_text": (not told and report.judgement) or "neutral",
        "certainty": _certainty(report.cue.of(text), content),
        "polarity": _polarity(content),
        "checkable_type": _checkable(content),
    }
    return {name: value for name, value in attributes.items() if value is not None}


def _stretch(text: str, span: Span) -> dict[str, Value]:
    """A stretch of the document as attributes hold it."""
    return {"start": span.start, "end": span.end, "text": span.of(text)}


def _claimant(text: str, source: Span | None) -> Value:
    """Who claims it, without a comma or 's at the end; None for nobody, and for who, which."""
    if source is None or source.of(text).lower() in _RELATIVES:
        return None
    words = re.sub(r"(?:['’]s|['’]|,)$", "", source.of(text))
    return _stretch(text, Span(source.start, source.start + len(words))) if words else None


def _fragments(text: str, content: Sequence[Span]) -> Value:
    """The pieces of a claim that is in several, else None."""
    return [_stretch(text, part) for part in content] if len(content) > 1 else None


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
