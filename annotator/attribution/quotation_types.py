"""Quotations and their kinds. A kind depends on length, case, stops and nearby verbs."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from annotator.model import Span


class QuotationKind(StrEnum):
    """The purpose of quotation marks."""

    FULL = "full"  # a source's whole utterance: “We will not go,” she said
    PARTIAL = "partial"  # a source's words in the narrator's sentence: called it “a sad day”
    SCARE = "scare"  # the narrator's words, with distance: so-called “experts”
    TITLE = "title"  # the name of a work: the film “The Long Road”


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation, including its marks.

    depth: 1 is outermost.
    closed: False if the closing mark is missing; the quotation then ends with its paragraph.
    runs_on: True if it continues in the first quotation of the next paragraph.
    """

    span: Span
    kind: QuotationKind
    depth: int = 1
    closed: bool = True
    runs_on: bool = False


_REPORTING_VERB = re.compile(
    r"""(?x) \b (?=[SAa-ei-w]) (?: [Ss]aid | [Aa]ccording
    | sa(?:id|ys?|ying) | t(?:old|ells?|elling) | ask(?:ed|s|ing)? | add(?:ed|s|ing)
    | wr(?:ote|ites?|itten|iting) | repl(?:ied|ies|ying) | call(?:ed|s|ing)?
    | describ(?:ed|es?|ing) | (?:re)?tweet(?:ed|s|ing)? | post(?:ed|s|ing) | claim(?:ed|s|ing)?
    | not(?:ed|es|ing) | insist(?:ed|s|ing)? | warn(?:ed|s|ing)? | stat(?:ed|es|ing)
    | declar(?:ed|es|ing) | argu(?:ed|es?|ing) | quot(?:ed|es|ing) | read(?:s|ing)?
    | explain(?:ed|s|ing)? | announc(?:ed|es|ing) | continu(?:ed|es) | respond(?:ed|s)
    | conclud(?:ed|es) | accus(?:ed|es|ing) | refer(?:red|ring|s) | vow(?:ed|s|ing)?
    | pledg(?:ed|es|ing) | urg(?:ed|es|ing) | dubbed | term(?:ed|ing) | labell?(?:ed|ing)
    | denounc(?:ed|es|ing) | characteri[sz](?:ed|es|ing) | reiterat(?:ed|es|ing)
    | remark(?:ed|s) | testif(?:ied|ies) | shout(?:ed|ing) | chant(?:ed|ing)
    | express(?:ed|es|ing) | promis(?:ed|es|ing) | report(?:ed|s|ing) | comment(?:ed|s)
    | criticis(?:ed|ing) | criticiz(?:ed|ing) | condemn(?:ed|s|ing) | prais(?:ed|es|ing)
    | agreed\ to | cit(?:ed|es|ing) | statement | oppose[ds]? ) \b"""
)
_WORK_NOUN = re.compile(
    r"(?i)\b(?:films?|books?|songs?|novels?|albums?|movies?|plays?|series|shows?|episodes?|articles?"
    r"|columns?|essays?|documentar(?:y|ies)|podcasts?|paintings?|poems?|memoirs?"
    r"|titled|entitled|headlined|single|track|hit|bestseller)[,:]? $"
)
_DISTANCING = re.compile(
    r"(?i)\b(?:so-called|self-styled|self-proclaimed|self-described|supposed|purported|alleged"
    r"|would-be|quote-unquote) $"
)
_HEADLINE = re.compile(
    r"(?:[A-Z0-9][\w’'-]*|of|the|and|a|an|in|on|to|for|with|at|by|from|&|–|-)[,:]?"
)
_SENTENCE_END = re.compile(
    r"[.!?…](?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bGov\.)(?<!\bSen\.)(?<!\bRep\.)"
    r"(?<!\bGen\.)(?<!\bSt\.)(?<!\b[A-Z]\.)[”\"’')\]»]*+(?=\s++[^a-z])"
)


class QuotationClassifier:
    """Determines the kinds of the quotations of one paragraph."""

    def __init__(self, text: str, paragraph: Span, quotations: Iterable[Quotation]) -> None:
        self.text, self.paragraph = text, paragraph
        self.quotations = quotations

    @cached_property
    def outside(self) -> str:
        """The paragraph without quoted words."""
        return "".join(_outside(self.text, self.paragraph, self.quotations))

    @cached_property
    def ends(self) -> list[int]:
        """The ends of the sentences of the paragraph."""
        ends = [match.end() for match in _SENTENCE_END.finditer(self.outside)]
        return [*ends, len(self.outside)]

    @cached_property
    def reporting_verbs(self) -> list[int]:
        """The starts of the reporting verbs of the paragraph."""
        return [match.start() for match in _REPORTING_VERB.finditer(self.outside)]

    def kind_of(self, quotation: Quotation) -> QuotationKind:
        """The kind of one quotation of the paragraph."""
        inner = _inside(self.text, quotation)
        before, after = self._near(quotation.span)
        if quotation.runs_on or not quotation.closed:
            return QuotationKind.FULL
        if _DISTANCING.search(before):
            return QuotationKind.SCARE
        if _is_title(inner, before, after):
            return QuotationKind.TITLE
        reported, alone = self._sentence(quotation) if quotation.depth == 1 else (False, False)
        if _is_utterance(inner, before, after, reported=reported, alone=alone):
            return QuotationKind.FULL
        if not reported and len(inner[:80].split()) <= 3:
            return QuotationKind.SCARE
        return QuotationKind.PARTIAL

    def _near(self, span: Span) -> tuple[str, str]:
        """A few words before and after a span."""
        before = self.text[max(self.paragraph.start, span.start - 40) : span.start]
        return before, self.text[span.end : min(self.paragraph.end, span.end + 40)]

    def _sentence(self, quotation: Quotation) -> tuple[bool, bool]:
        """(the rest of its sentence has a reporting verb, the quotation is the whole sentence)."""
        start = quotation.span.start - self.paragraph.start
        end = quotation.span.end - self.paragraph.start
        number = bisect_left(self.ends, end)
        first = self.ends[number - 1] if number else 0
        last = self.ends[number]
        reported = bisect_left(self.reporting_verbs, first) < bisect_left(
            self.reporting_verbs, last
        )
        return reported, start - first <= 2 and last - end <= 1


def _outside(text: str, paragraph: Span, quotations: Iterable[Quotation]) -> Iterator[str]:
    """The paragraph with its quotations masked, except the marks and a last stop."""
    at = paragraph.start
    for quotation in quotations:
        span = quotation.span
        if quotation.depth > 1 or span.end - span.start < 3:
            continue
        yield text[at : span.start + 1]
        yield "·" * (span.end - span.start - 3)
        at = span.end - 2
    yield text[at : paragraph.end]


def _inside(text: str, quotation: Quotation) -> str:
    """The text between the marks."""
    whole = quotation.span.of(text)
    marks = 2 if whole.startswith(("''", "``")) else 1
    closing = quotation.closed and not quotation.runs_on
    return (whole[marks:-marks] if closing else whole[marks:]).strip()


def _is_title(inner: str, before: str, after: str) -> bool:
    """Return True for the title of a work: in title case, without a reporting verb nearby."""
    words = inner.rstrip(".,!?").split() if len(inner) < 120 else []
    if not words or not words[0][0].isupper() or not all(map(_HEADLINE.fullmatch, words)):
        return False
    if _WORK_NOUN.search(before):
        return True
    names = sum(word[0].isupper() for word in words)
    spoken = _REPORTING_VERB.search(before[-25:]) or _REPORTING_VERB.search(after[:30])
    return names >= 2 and not spoken


def _is_utterance(inner: str, before: str, after: str, *, reported: bool, alone: bool) -> bool:
    """Return True for a whole utterance of a source, False for words picked from one."""
    led_in = before.rstrip()[-1:] in {",", ":"} and reported
    stopped = inner[-1:] in set(",.!?…—-") or after[:1] in set(",.!?")
    if not stopped or not (inner[:1].isupper() or inner[:1].isdigit() or led_in):
        return False
    opens = not before.strip() or before.rstrip()[-1] in '.!?”"’:,—–'
    return alone or (reported and opens) or len(inner[:200].split()) >= 6
