"""Find the quotations of a text, paragraph by paragraph: which marks open, and which close.

The direction of a mark depends on its neighbours and, if these do not decide, on the quotations
that are open. A missing closing mark affects its own paragraph only. Two single marks, as on
typewriters (``so''), are one double mark. An apostrophe is no mark. A quotation that runs over
several paragraphs opens each of them with a mark and closes only the last.

The kind of a quotation depends on its length, case, stops and nearby verbs.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
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


# -------------------------------------------------------------------------------- kinds


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
_DISTANCING = frozenset(
    {"so-called", "self-styled", "self-proclaimed", "self-described", "supposed", "purported"}
    | {"alleged", "would-be", "quote-unquote"}
)
_HEADLINE = re.compile(
    r"(?:[A-Z0-9][\w’'-]*|of|the|and|a|an|in|on|to|for|with|at|by|from|&|–|-)[,:]?"
)
_LABEL = re.compile(
    r"\s*(?:[A-Z][\w.’'-]*\s){0,5}[A-Z][\w.’'-]*(?:\s(?:on|about|to)\s[^:\n]{1,40})?:\s*"
)
_LABEL_AFTER = re.compile(r":(?:\s[A-Z][\w.’'-]*){1,4}(?:\s(?:on|about|to)\s[^:\n]{1,40})?\s*")
_SENTENCE_END = re.compile(
    r"[.!?…](?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bGov\.)(?<!\bSen\.)(?<!\bRep\.)"
    r"(?<!\bGen\.)(?<!\bSt\.)(?<!\b[A-Z]\.)[”\"’')\]»]*+(?=\s++[^a-z])"
)


def _last_word(before: str) -> str:
    """The word before the blank at the end of some words."""
    return before[:-1].rpartition(" ")[2].lstrip('(["“‘—')


def has_reporting_verb(words: str) -> bool:
    """Return True if a reporting verb is among some words."""
    return _REPORTING_VERB.search(words) is not None


class QuotationClassifier:
    """Determines the kinds of the quotations of one paragraph."""

    def __init__(self, text: str, paragraph: Span, quotations: Iterable[_ClosedQuotation]) -> None:
        self.text, self.paragraph = text, paragraph
        self.quotations = quotations
        self.reported: dict[int, bool] = {}  # by the number of a sentence

    @cached_property
    def outside(self) -> str:
        """The paragraph without quoted words."""
        return self._in_lower_case("".join(_outside(self.text, self.paragraph, self.quotations)))

    @cached_property
    def in_capitals(self) -> bool:
        """Return True for a paragraph in capitals."""
        return self.paragraph.of(self.text).isupper()

    def _in_lower_case(self, words: str) -> str:
        """Some words of the paragraph; in lower case if the paragraph is in capitals."""
        return words.replace("İ", "I").lower() if self.in_capitals else words

    @cached_property
    def ends(self) -> list[int]:
        """The ends of the sentences of the paragraph."""
        ends = [match.end() for match in _SENTENCE_END.finditer(self.outside)]
        return [*ends, len(self.outside)]

    def _is_reported(self, number: int) -> bool:
        """Return True if a sentence of the paragraph has a reporting verb outside quotations."""
        if number not in self.reported:
            first = self.ends[number - 1] if number else 0
            found = _REPORTING_VERB.search(self.outside, first, self.ends[number])
            self.reported[number] = found is not None
        return self.reported[number]

    def kind_of(self, quotation: _ClosedQuotation) -> QuotationKind:
        """The kind of one quotation of the paragraph."""
        inner = _inside(self.text, quotation)
        before, after = self._near(quotation.span)
        if quotation.runs_on or not quotation.closed:
            return QuotationKind.FULL
        if before[-1:] == " " and _last_word(before).lower() in _DISTANCING:
            return QuotationKind.SCARE
        labelled = self._has_label(quotation)
        if _is_title(inner, before, after) and (not labelled or _WORK_NOUN.search(before)):
            return QuotationKind.TITLE
        reported, alone = self._sentence(quotation) if quotation.depth == 1 else (False, False)
        if labelled or _is_utterance(inner, before, after, reported=reported, alone=alone):
            return QuotationKind.FULL
        if not reported and len(inner[:80].split()) <= 3:
            return QuotationKind.SCARE
        return QuotationKind.PARTIAL

    def _near(self, span: Span) -> tuple[str, str]:
        """A few words before and after a span."""
        before = self.text[max(self.paragraph.start, span.start - 40) : span.start]
        after = self.text[span.end : min(self.paragraph.end, span.end + 40)]
        return self._in_lower_case(before), self._in_lower_case(after)

    def _has_label(self, quotation: _ClosedQuotation) -> bool:
        """Return True if its paragraph is a speaker and the quotation: Doe: ‘It leaks’."""
        if quotation.span.start == self.paragraph.start:
            after = _LABEL_AFTER.fullmatch(self.text, quotation.span.end, self.paragraph.end)
            return after is not None  # ‘It leaks’: Doe
        if quotation.span.end < self.paragraph.end - 1:
            return False
        label = _LABEL.fullmatch(self.text, self.paragraph.start, quotation.span.start)
        return label is not None

    def _sentence(self, quotation: _ClosedQuotation) -> tuple[bool, bool]:
        """(the rest of its sentence has a reporting verb, the quotation is the whole sentence)."""
        start = quotation.span.start - self.paragraph.start
        end = quotation.span.end - self.paragraph.start
        number = bisect_left(self.ends, end)
        first = self.ends[number - 1] if number else 0
        alone = start - first <= 2 and self.ends[number] - end <= 1
        return self._is_reported(number), alone


def _outside(text: str, paragraph: Span, quotations: Iterable[_ClosedQuotation]) -> Iterator[str]:
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


def _inside(text: str, quotation: _ClosedQuotation) -> str:
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


# -------------------------------------------------------------------------------- marks


class ParagraphOpening(Enum):
    """The mark that a paragraph opens with, with which it may continue a quotation."""

    NO_MARK = auto()
    SINGLE = auto()
    DOUBLE = auto()


_DOUBLE_MARKS = frozenset('"“”„«»')
_WRITTEN = {"''": '"', "``": "“"}
_MARK = re.compile(  # not inside a word, as in don't
    "[\"“”„«»‘’'`](?:(?<=')'|(?<=`)`|(?<!`))(?<![^\\W_]['’](?=[^\\W_]))"
)
_PARAGRAPH_OPENING = re.compile(
    "\\s{0,80}(?:(?P<double>[\"“„«]|''|``)|(?P<single>[‘'])(?=[^\\W_]))"
)
_OPENS_AFTER = frozenset("([{—–-/…")  # may come between a blank and an opening mark
_CLOSES_BEFORE = frozenset(".,;:!?)]}—–-/…")
_ELISION = re.compile(r"(?:\d0s|em|til|tis|twas|cause|bout|n|round|cuz|neath)\b", re.IGNORECASE)
_PLURAL = re.compile(r"[sz]$")
_SINGLE_CLOSES = re.compile(
    r"(?:[^\r\n\"“”]|\"[^\r\n\"“”]*\"|“[^\r\n\"“”]*”){0,400}?(?<=[\w.,!?…\"”])['’](?!\w)"
)


def quotations(text: str, paragraphs: Sequence[Span]) -> tuple[Quotation, ...]:
    """Find every quotation in the paragraphs, in order of their starts, outer before inner.

    A quotation that runs over several paragraphs gives one Quotation in each.

    paragraphs: in the order of the text. Boilerplate between them does not interrupt a quotation.
    """
    found: list[Quotation] = []
    running = False
    opens = [paragraph_opening(text, paragraph) for paragraph in paragraphs[1:]]
    for paragraph, opens_next in zip(paragraphs, [*opens, ParagraphOpening.NO_MARK], strict=False):
        marks = list(_MARK.finditer(text, paragraph.start, paragraph.end))
        if not marks:
            running = False
            continue
        marked = _MarkReader(text, paragraph, opens_next).read(marks)
        _set_depths(marked)
        found += _with_kinds(text, paragraph, marked, running=running)
        running = any(quotation.runs_on for quotation in marked)
    return tuple(found)


def may_continue_quotation(text: str, paragraph: Span) -> bool:
    """Return True if a paragraph opens with a mark, so that it may continue a quotation."""
    return paragraph_opening(text, paragraph) is not ParagraphOpening.NO_MARK


def _with_kinds(
    text: str, paragraph: Span, marked: Sequence[_ClosedQuotation], *, running: bool
) -> Iterator[Quotation]:
    """The quotations of a paragraph with their kinds. running: the first continues another."""
    classifier = QuotationClassifier(text, paragraph, marked)
    for number, one in enumerate(marked):
        continues = running and number == 0
        kind = QuotationKind.FULL if continues else classifier.kind_of(one)
        yield Quotation(one.span, kind, one.depth, one.closed, one.runs_on)


def paragraph_opening(text: str, paragraph: Span) -> ParagraphOpening:
    """The mark that a paragraph opens with. An apostrophe ('90s) is not a mark."""
    found = _PARAGRAPH_OPENING.match(text, paragraph.start, paragraph.end)
    if found is None:
        return ParagraphOpening.NO_MARK
    if found["double"]:
        return ParagraphOpening.DOUBLE
    return (
        ParagraphOpening.NO_MARK if _ELISION.match(text, found.end()) else ParagraphOpening.SINGLE
    )


def _set_depths(marked: Iterable[_ClosedQuotation]) -> None:
    """Set the depths of quotations, which are outer before inner: 1 for the outermost."""
    around: list[int] = []
    for each in marked:
        while around and around[-1] <= each.span.start:
            around.pop()
        around.append(each.span.end)
        each.depth = len(around)


@dataclass(slots=True)
class _OpenQuotation:
    """A quotation without its closing mark so far."""

    start: int
    double: bool


@dataclass(slots=True)
class _ClosedQuotation:
    """A quotation with its end."""

    span: Span
    closed: bool
    runs_on: bool
    depth: int = 1


class _MarkReader:
    """Reads the marks of one paragraph from left to right."""

    def __init__(self, text: str, paragraph: Span, opens_next: ParagraphOpening) -> None:
        self.text, self.opens_next = text, opens_next
        self.start, self.end = paragraph.start, paragraph.end
        self.open: list[_OpenQuotation] = []
        self.found: list[_ClosedQuotation] = []

    def read(self, marks: Iterable[re.Match[str]]) -> list[_ClosedQuotation]:
        """The quotations between the marks of the paragraph, outer before inner."""
        for match in marks:
            written = match.group()
            mark = _WRITTEN.get(written, written)
            if mark in _DOUBLE_MARKS:
                self._double(match.start(), match.end(), mark)
            else:
                self._single(match.start(), mark)
        self._end()
        if len(self.found) > 1:
            self.found.sort(key=lambda found: (found.span.start, -found.span.end))
        return self.found

    def _double(self, at: int, end: int, mark: str) -> None:
        inside = any(quotation.double for quotation in self.open)
        if self._opens_double(at, end, mark, inside):
            if inside and not self.open[-1].double and self._nests(at, mark):
                pass  # a double quotation inside a single one inside a double one
            elif inside:
                self._close_unfinished(at)
            self.open.append(_OpenQuotation(at, double=True))
        elif inside:
            self._close(end, double=True)

    def _nests(self, at: int, mark: str) -> bool:
        """Return True if a double mark opens inside a single quotation, which closes after it."""
        if mark == '"':
            return True
        return _SINGLE_CLOSES.match(self.text, at, min(at + 420, self.end)) is not None

    def _opens_double(self, at: int, end: int, mark: str, inside: bool) -> bool:
        """Return True if a double mark opens a quotation."""
        after_blank, before_blank = self._blanks_around(at, end)
        if mark in "”»":
            return not inside and after_blank and not before_blank
        if mark in "“„«":
            return not (inside and before_blank and not after_blank)
        if after_blank == before_blank:
            return not inside
        if not inside or before_blank:
            return after_blank
        nested = not self.open[-1].double
        return nested or self._reopens(at, end)

    def _reopens(self, at: int, end: int) -> bool:
        """Return True if a straight mark opens a new quotation: the one before was never closed."""
        closing = self.text.find(self.text[at:end], end, min(at + 400, self.end))
        return closing >= 0 and self._char_at(at - 1).isspace()

    def _single(self, at: int, mark: str) -> None:
        inside = any(not quotation.double for quotation in self.open)
        before = self._char_at(at - 1)
        if inside and mark != "‘" and not self.open[-1].double and not before.isspace():
            if not self._possessive(at):
                self._close(at + 1, double=False)
        elif self._opens_single(at, mark):
            if inside and mark == "‘" and not self.open[-1].double:
                self.open.pop()  # it was an apostrophe
            if mark == "‘" or not inside or self.open[-1].double:
                self.open.append(_OpenQuotation(at, double=False))

    def _opens_single(self, at: int, mark: str) -> bool:
        """Return True if a single mark opens a quotation and is not an apostrophe: ’90s, ’em."""
        after_blank, before_blank = self._blanks_around(at, at + 1)
        if mark == "’" or not after_blank or before_blank or _ELISION.match(self.text, at + 1):
            return False
        if mark == "‘" or self._runs_on_to_next(at):
            return True
        return _SINGLE_CLOSES.match(self.text, at + 1, min(at + 420, self.end)) is not None

    def _runs_on_to_next(self, at: int) -> bool:
        """Return True if a single mark opens a sentence and another opens the next paragraph."""
        if self.opens_next is not ParagraphOpening.SINGLE:
            return False
        before = self.text[max(self.start, at - 3) : at].rstrip()
        return not before or before[-1] in ".!?,:"

    def _possessive(self, at: int) -> bool:
        """Return True if a mark after a plural is an apostrophe: ‘the leaders’ plan’."""
        if self._char_at(at + 1) != " " or not _PLURAL.search(self._char_at(at - 1)):
            return False
        closing = _SINGLE_CLOSES.match(self.text, at + 1, min(at + 160, self.end))
        if closing is not None:
            return "‘" not in closing.group()
        return self._runs_on_to_next(self.open[-1].start)

    def _char_at(self, at: int) -> str:
        """A character of the paragraph, or a blank outside it."""
        return self.text[at] if self.start <= at < self.end else " "

    def _blanks_around(self, at: int, end: int) -> tuple[bool, bool]:
        """(blank before a mark, blank after it); some punctuation counts as a blank."""
        before, mark, after = self._char_at(at - 1), self.text[at], self._char_at(end)
        opens = before.isspace() or before in _OPENS_AFTER or (before in "“‘\"'" and before != mark)
        closes = after.isspace() or after in _CLOSES_BEFORE or (after in "”’\"'" and after != mark)
        return opens, closes

    def _close(self, end: int, *, double: bool) -> None:
        """Close the innermost quotation of this sort; unclosed ones inside it are dropped."""
        while self.open:
            quotation = self.open.pop()
            if quotation.double == double:
                self._add(quotation, end)
                return

    def _close_unfinished(self, at: int) -> None:
        """End a double quotation without its closing mark, because another one opens."""
        while self.open:
            quotation = self.open.pop()
            if quotation.double:
                self._add(quotation, at, closed=False)
                return

    def _end(self) -> None:
        """End the open quotations at the end of the paragraph: they run on, or a mark is missing.

        An open single mark was an apostrophe, unless a single mark also opens the next paragraph.
        """
        singles = [one for one in self.open if not one.double and self._runs_on_to_next(one.start)]
        doubles = [one for one in self.open if one.double]
        self.open = []
        if singles:
            self._add(singles[0], self.end, runs_on=True)
        elif doubles:
            runs_on = self.opens_next is ParagraphOpening.DOUBLE
            self._add(doubles[0], self.end, closed=runs_on, runs_on=runs_on)

    def _add(
        self, quotation: _OpenQuotation, end: int, *, closed: bool = True, runs_on: bool = False
    ) -> None:
        end = quotation.start + len(self.text[quotation.start : end].rstrip())
        self.found.append(_ClosedQuotation(Span(quotation.start, end), closed, runs_on))
