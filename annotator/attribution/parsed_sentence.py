"""ParsedSentence: the tokens of a sentence, and where its clauses and verb groups begin and end.

Tokens are words and punctuation; each quotation is one token. The parse is shallow, from lists of
function words and punctuation: enough to find who says what, at megabytes per second.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from operator import attrgetter

from annotator.attribution import function_words
from annotator.attribution.quotations import Quotation, QuotationKind
from annotator.attribution.reporting_verbs import REPORTING_VERBS, Ending, Frame
from annotator.model import Span

QUOTE = "“"
_START = attrgetter("span.start")
_SHORT = 3  # letters of a word that a headline may leave in lower case
_LONGEST = 4000  # characters of a sentence that are read; only tables and lists are longer
_TOKEN = re.compile(r"(\w++(?:[-'.&/]\w++)*+(?:'(?<=s')(?!\w))?+|[^\w\s.])")

_ATTRIBUTED = 8  # tokens after a comma in which an attribution may stand
_BRACKETED = 4  # tokens after brackets in which the verb may stand
_ADDRESSEE = 4  # tokens after a verb in which its addressee ends
_PARTICIPLES = frozenset({Ending.ING, Ending.PAST, Ending.PARTICIPLE})
_TENSED = frozenset({Ending.PAST, Ending.S})
_SPEECH_FRAMES = frozenset({Frame.PARENTHETICAL, Frame.ADDRESSEE})
_SECOND_FRAMES = frozenset(  # said it rained and (called the rain a flood)
    {Frame.PARENTHETICAL, Frame.ADDRESSEE, Frame.ADDRESSEE_INFINITIVE, Frame.AS, Frame.OF}
)
_SINGULAR_PRONOUNS = frozenset({"it", "this", "that"})
_PRONOUNS = function_words.PERSONS | {"it", "there"}
_OPENING_BRACKETS = frozenset("([")
_CLOSING_BRACKETS = frozenset(")]")
_AFTER_SECOND_VERB = frozenset({"that", "to", "for", "on"})
_FRONTING = function_words.word_set(
    "after before while when as although though since because if once despite by upon without"
)
_OF_A_SOURCE = frozenset({QuotationKind.FULL, QuotationKind.PARTIAL})
_QUOTATION_STOPS = (",", ".", "!", "?", "…", "—", "-")
_LONGEST_NAME = 3  # tokens
_NO_NAMES = function_words.DETERMINERS | function_words.SUBJECTS | function_words.PREPOSITIONS
_SPEAKS = "said|says|told|tells|warned|warns|added|argued|argues|insisted|claimed|according to"
_LONGEST_BEFORE_HEADLINE = 100  # blanks
_ONE_TOKEN = 3  # parts of a sentence of one token
_PADDING = [""] * 16  # more than any rule looks ahead


class TokenizedSentence:
    """The tokens of a sentence, without full stops (those inside a word belong to it).

    words: in lower case, with straight apostrophes; “ for a quotation, — for a dash.
    quoted: the quotations by token number; a quotation may extend beyond the sentence.
    """

    def __init__(self, text: str, sentence: Span, quotations: Sequence[Quotation]) -> None:
        self.quoted: dict[int, Quotation] = {}
        self._text = text
        self._offset = start = at = sentence.start
        self._edges: list[int] = []  # computed on first use
        end = min(sentence.end, start + _LONGEST)
        plain = _normalized(text[start:end])
        self.bracketed = "(" in plain or "[" in plain
        parts: list[str] = []  # what is between tokens, a token, what is between, ...
        some = quotations and quotations[0].span.start < end
        for quotation in _outermost(sentence, quotations) if some else ():
            span = quotation.span
            if span.start >= end:
                break
            self._offset = min(self._offset, span.start)
            between = plain[at - start : span.start - start] if at < span.start else ""
            parts += _TOKEN.split(between)
            self.quoted[len(parts) // 2] = quotation
            parts.append(span.of(text))
            at = span.end
        if at < end:
            parts += _TOKEN.split(plain[at - start :] if at > start else plain)
            if quotations and text[sentence.end - 1] == ":" and end == sentence.end:
                self._announce(sentence, quotations, parts)
        self._parts = parts
        self.words = parts[1::2]
        if "-" in plain and "-" in self.words:
            self.words = ["—" if word == "-" else word for word in self.words]
        for number in self.quoted:
            self.words[number] = QUOTE

    def span(self, first: int, last: int) -> Span:
        """The span in the text of the tokens [first, last)."""
        edges = self._edges or self._find_edges()
        return Span(self._offset + edges[2 * first], self._offset + edges[2 * last - 1])

    def is_capitalized(self, at: int) -> bool:
        """Return True if a word, or the content of a quotation, begins with a capital."""
        if not 0 <= at < len(self.words):
            return False
        start = self._offset + (self._edges or self._find_edges())[2 * at]
        if at in self.quoted:
            return not self._text[start : start + 3].lstrip("\"“”„«‘'`")[:1].islower()
        return self._text[start].isupper()

    def ends_in_stop(self, quotation: Span) -> bool:
        """Return True if a quotation ends with a stop, a comma or a dash."""
        last = self._text[max(quotation.start, quotation.end - 4) : quotation.end]
        return last.rstrip("\"”»’' ").endswith(_QUOTATION_STOPS)

    def is_headline_speaker(self, first: int, last: int) -> bool:
        """Return True for a name in the first line of a text whose bearer speaks in the text.

        Roe: bridge is weak / The bridge is weak, Ann Roe said.
        """
        if not 0 < last - first <= _LONGEST_NAME or not _NO_NAMES.isdisjoint(
            self.words[first:last]
        ):
            return False
        text, name = self._text, self.span(last - 1, last)
        if self._offset > _LONGEST_BEFORE_HEADLINE or text[: self._offset].strip():
            return False
        word = re.escape(name.of(text))
        speaks = rf"\b{word} (?:{_SPEAKS})\b|\b(?:{_SPEAKS}) (?:[A-Z][\w.]* ){{0,3}}{word}\b"
        return re.compile(speaks).search(text, self._offset + self._find_edges()[-1]) is not None

    @cached_property
    def in_title_case(self) -> bool:
        """Return True if no longer word is in lower case: MAYOR SAYS NO; Mayor Says It Leaks."""
        longer = [at for at, word in enumerate(self.words) if len(word) > _SHORT]
        return len(longer) > 1 and all(map(self.is_capitalized, longer))

    def _find_edges(self) -> list[int]:
        """Set and return where each token starts and ends, counted from the first part."""
        self._edges = list(accumulate(map(len, self._parts)))
        return self._edges

    def _announce(self, sentence: Span, quotations: Sequence[Quotation], parts: list[str]) -> None:
        """Add the quotation that follows a sentence with a colon: Doe said: / “It rained.”"""
        number = bisect_left(quotations, sentence.end, key=_START)
        if number == len(quotations) or quotations[number].depth > 1 or len(parts) < _ONE_TOKEN:
            return
        span = quotations[number].span
        between = self._text[sentence.end : span.start]
        if not between.strip():
            parts[-1] += between
            self.quoted[len(parts) // 2] = quotations[number]
            parts.append(span.of(self._text))


def _normalized(text: str) -> str:
    """The text in lower case, of the same length, with straight apostrophes and one dash."""
    if text.isascii():
        return text.lower()
    same = text.replace("İ", "ı")  # the only letter that is longer in lower case
    return same.lower().replace("’", "'").replace("–", "—").replace("―", "—")


def _outermost(sentence: Span, quotations: Sequence[Quotation]) -> Iterator[Quotation]:
    """The quotations of depth 1 that share a character with the sentence."""
    first = bisect_left(quotations, sentence.start, key=_START)
    while first and quotations[first - 1].depth > 1:
        first -= 1
    for number in range(max(0, first - 1), len(quotations)):
        quotation = quotations[number]
        if quotation.span.start >= sentence.end:
            return
        if quotation.depth == 1 and quotation.span.end > sentence.start:
            yield quotation


def _closing_brackets(words: Sequence[str]) -> dict[int, int]:
    """The closing brackets, by the brackets that open them."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for at, word in enumerate(words):
        if word in _OPENING_BRACKETS:
            opened.append(at)
        elif word in _CLOSING_BRACKETS and opened:
            pairs[opened.pop()] = at
    return pairs


class ParsedSentence:
    """The tokens of one sentence with its clauses. Positions are token numbers.

    words: the tokens in lower case, padded with '' at the end, so that a lookup beside a token
        needs no check of bounds (words[-1] is '' too).
    quoted: the tokens that are quotations of a source.
    """

    def __init__(self, tokens: TokenizedSentence) -> None:
        self.words = tokens.words + _PADDING
        quoted = tokens.quoted
        self.quoted = quoted and {at: one for at, one in quoted.items() if one.kind in _OF_A_SOURCE}
        self._tokens = tokens
        self.span = tokens.span
        self.is_capitalized = tokens.is_capitalized
        self.is_headline_speaker = tokens.is_headline_speaker
        self._count = len(tokens.words)
        self._closing_brackets = _closing_brackets(tokens.words) if tokens.bracketed else {}

    @property
    def in_title_case(self) -> bool:
        """Return True if a capital does not show a name: MAYOR SAYS NO; Mayor Says It Leaks."""
        return self._tokens.in_title_case

    def __len__(self) -> int:
        return self._count

    def is_full_quotation(self, at: int) -> bool:
        """Return True if the token is a full quotation."""
        return at in self.quoted and self.quoted[at].kind is QuotationKind.FULL

    def ends_in_stop(self, at: int) -> bool:
        """Return True if the token is a quotation that ends with a stop or a comma."""
        return at in self.quoted and self._tokens.ends_in_stop(self.quoted[at].span)

    def is_mark(self, at: int) -> bool:
        """Return True for punctuation, quotations of a source and positions beyond the sentence."""
        word = self.words[at]
        return word in _MARKS and (word != QUOTE or at in self.quoted)

    def closing_bracket(self, at: int) -> int:
        """The bracket that closes the one at a token; the token itself if there is none."""
        return self._closing_brackets.get(at, at)

    def is_adverb(self, at: int) -> bool:
        """Return True if the token is an adverb."""
        word = self.words[at]
        if word in function_words.ADVERBS:
            return True
        if not word.endswith("ly") or len(word) < 5 or word in function_words.NOT_ADVERBS:
            return False
        return not self._is_name_in_ly(at)

    def _is_name_in_ly(self, at: int) -> bool:
        """Return True for a name that ends like an adverb: Nelly said; Ann Connolly."""
        if not self.is_capitalized(at) or self.in_title_case:
            return False
        if at > 0 or self.words[1] in REPORTING_VERBS:
            return True
        return self.is_capitalized(1) and not self.words[0].endswith(_ADVERB_ENDINGS)

    def touches_next(self, at: int) -> bool:
        """Return True if there is no blank after a token: https://, 10:30."""
        return at + 1 < len(self) and self.span(at, at + 1).end == self.span(at + 1, at + 2).start

    def has_proper_name(self, first: int, last: int) -> bool:
        """Return True if a token of a range looks like a proper name, judging by its capital."""
        for at in range(first, last):
            word = self.words[at]
            generic = at == 0 and word in function_words.GENERIC_SOURCES
            if word not in function_words.SUBJECTS and not generic and self.is_capitalized(at):
                return True
        return False

    def is_participle(self, at: int) -> bool:
        """Return True if a token, or the one after an adverb, ends in -ing."""
        word = self.words[at + 1] if self.is_adverb(at) else self.words[at]
        return word.endswith("ing")

    def skip_times(self, at: int) -> int:
        """The position after adverbs and days: said (later Monday)."""
        while self._is_time(at):
            at += 1
        return at

    def _is_time(self, at: int) -> bool:
        word = self.words[at]
        if word in {"on", "in", "at", "of", "this", "last"}:
            return self.words[at + 1] in function_words.TIMES
        return (
            word in function_words.TIMES
            or word in {"again", "also", "still", "once"}
            or (word.endswith("ly") and self.is_adverb(at))
        )

    # ------------------------------------------------------------------- verb groups

    def verb_group_start(self, verb: int) -> int:
        """The start of the group of a verb: (has) also repeatedly said."""
        words, first = self.words, verb
        while first:
            word = words[first - 1]
            if word not in _IN_VERB_GROUP and not word.endswith("ly"):
                break
            is_auxiliary = word in _AUXILIARIES or (word in _CATENATIVES and words[first] == "to")
            if not is_auxiliary and (word in _NO_ADVERBS or not self.is_adverb(first - 1)):
                break
            first -= 1
        return first

    def is_finite_verb(self, at: int) -> bool:
        """Return True if the token looks like a finite verb."""
        word = self.words[at]
        if word in function_words.FINITE_VERBS or ("'" in word and word.endswith(_CONTRACTED)):
            return True
        return (
            word.endswith("ed")
            and len(word) > 3
            and self.words[at - 1] not in function_words.DETERMINERS
        )

    def has_finite_verb(self, first: int, last: int, *, strict: bool = False) -> bool:
        """Return True if a range has a finite verb after its first word.

        strict: stop at a comma or a subordinating word.
        """
        if self.words[first] in function_words.PERSONS or self.words[first].endswith(
            function_words.CONTRACTED
        ):
            return True
        after = self.words[first + 1] if first + 1 < last else ""
        if self.words[first] in _SINGULAR_PRONOUNS and after.endswith("s") and after != "its":
            return True  # it leaks
        for at in range(first + 1, last):
            word = self.words[at]
            if strict and word in _CUTS:
                return False
            if self.is_finite_verb(at) or at in self.quoted:
                return True
            verb = REPORTING_VERBS.get(word)
            if (verb and verb.ending is Ending.S) or (not strict and self._is_third_person(at)):
                return True
        return False

    def _is_third_person(self, at: int) -> bool:
        """Return True for a word in -s after a noun that is not a plural: the dam leaks."""
        word, before, after = self.words[at], self.words[at - 1], self.words[at + 1]
        if before == ")":
            opening = next(
                (one for one, end in self._closing_brackets.items() if end == at - 1), at
            )
            before = self.words[opening - 1]
        if not word.endswith("s") or word.endswith(("ss", "'s", "us", "is")):
            return False
        if before.endswith("s") or before in _NOT_NOUNS or not before.isalpha():
            return False
        return self.is_mark(at + 1) or after in _AFTER_VERB or self.is_adverb(at + 1)

    # ----------------------------------------------------------------------- clauses

    def clause_end(self, first: int) -> int:
        """The end of a clause that begins at a token."""
        words, quoted, closing = self.words, self.quoted, self._closing_brackets
        at = closing.get(first, first) + 1
        while at < self._count:
            if (words[at] in _STOPS or at - 1 in quoted) and self._ends_at(at):
                break
            at = closing[at] + 1 if at in closing else at + 1  # brackets end no clause
        at = min(at, self._count)
        while at > first and words[at - 1] in _TRAILING:
            at -= 1
        return at

    def _ends_at(self, at: int) -> bool:
        """Return True if the clause ends before a token."""
        word = self.words[at]
        if word in function_words.ENDS:
            return at + 1 < len(self)
        if word == ",":
            return (
                (self.words[at + 1] == "then" and self._second_verb_follows(at + 2))
                or self._opens_clause(at + 1)
                or self._attribution_follows(at + 1)
                or self._is_comment(at + 1)
            )
        if word in _CLOSING_BRACKETS or (word == "—" and self.words[at + 1] in {"a", "an"}):
            return True  # the bracket opened before the clause; the narrator comments
        if self.ends_in_stop(at - 1):
            return self._opens_clause(at)  # the comma is inside its marks
        return word in {"and", "but"} and self._second_verb_follows(at + 1)

    def _is_comment(self, at: int) -> bool:
        """Return True for a comment on what was said: it was late, (a claim Doe denied)."""
        if self.words[at] not in {"a", "an"}:
            return False
        return not _COMMENTS.isdisjoint(self.words[at + 1 : at + 3])

    def _opens_clause(self, at: int) -> bool:
        """Return True if a word after a comma begins another clause: but; according; adding."""
        verb = REPORTING_VERBS.get(self.words[at])
        if self.words[at] == "in":
            return self.words[at + 1] == "what" or self.words[at + 2] in _SEEMING
        if self.words[at] == "but" and self.words[at + 1] in {"would", "could", "might"}:
            return False  # it would cost more at first, but would pay off
        return self.words[at] in _PARTING or (verb is not None and verb.ending is Ending.ING)

    def _attribution_follows(self, at: int) -> bool:
        """Return True if an attribution of the whole follows a comma: it rained, (Doe said)."""
        place, last = at, min(at + _ATTRIBUTED, self._count)
        while place < last:
            word = self.words[place]
            if place in self._closing_brackets and place > at:
                place = last = self._closing_brackets[place]  # Doe (D-Ohio) said
                last += _BRACKETED
            elif word in _MARKS and self.is_mark(place):
                return False
            verb = REPORTING_VERBS.get(word)
            if verb and verb.ending in _TENSED and not verb.frames.isdisjoint(_SPEECH_FRAMES):
                length = _ADDRESSEE if Frame.ADDRESSEE in verb.frames else 1
                following = self.words[place + 1 : place + 1 + length]
                return place > at and not _CLOSING.isdisjoint(following)
            place += 1
        return False

    def is_fronted(self, place: int) -> bool:
        """Return True if a token is in a clause before the main clause: After (saying that), ..."""
        first = 0 if 0 not in self.quoted else 1 + (self.words[1] == ",")
        return self.opens_fronted(first) and "," not in self.words[first:place]

    def opens_fronted(self, at: int) -> bool:
        """Return True if a clause before the main clause opens at a token: After; Asked."""
        opening = self.words[at]
        verb = REPORTING_VERBS.get(opening)
        return opening in _FRONTING or (verb is not None and verb.ending in _PARTICIPLES)

    def _second_verb_follows(self, at: int) -> bool:
        """Return True if a second cue of the source follows: said it rained and (warned that)."""
        verb = REPORTING_VERBS.get(self.words[at])
        if verb is None or verb.ending not in _TENSED:
            return False
        return (
            not verb.frames.isdisjoint(_SECOND_FRAMES)
            or self.words[at + 1] in _AFTER_SECOND_VERB
            or (Frame.BARE_CLAUSE in verb.frames and self.words[at + 1] in _PRONOUNS)
        )

    def is_coordinating(self, comma: int) -> bool:
        """Return True if a comma coordinates words: the mayor, and the council."""
        return self.words[comma + 1] in {"and", "or"}

    def object_end(self, first: int) -> int:
        """The end of an object that begins at a token: a comma or the end of its clause."""
        end = self.clause_end(first)
        for at in range(first + 1, end):
            if self.words[at] == "," and not self.is_coordinating(at):
                return at
        return end

    def clause_start(self, end: int) -> int:
        """The start of a clause that ends before a token, without (But) and (Reuters) -."""
        at = end
        opened = [one for one, closing in self._closing_brackets.items() if one < end <= closing]
        last = max(opened, default=-1) + 1  # a bracket around the end is around the clause
        while at > last and not (self.words[at - 1] in _LEADS and self._begins_at(at)):
            at -= 1
        return at + (self.words[at] in function_words.CONJUNCTIONS and at + 1 < end)

    def _begins_at(self, at: int) -> bool:
        """Return True if a clause begins after one of _LEADS."""
        word, before = self.words[at - 1], self.words[at - 2]
        if word == QUOTE:
            return self.ends_in_stop(at - 1)
        return word == ";" or (word, before) == ("—", ")")


_LEADS = frozenset({";", "but", "—", QUOTE})
_MARKS = function_words.MARKS | {""}
_STOPS = function_words.ENDS | _CLOSING_BRACKETS | {",", "—", "and", "but"}
_CLOSING = (  # after these a verb has no object
    function_words.ENDS | function_words.TIMES | function_words.PREPOSITIONS | {"", ","}
)
_TRAILING = frozenset({",", ";", "—", ":", "?", "!", "and", "but", "(", "["})
_CUTS = function_words.SUBORDINATORS - {"and", "or"} | {",", "("}
_PARTING = function_words.word_set("but while whereas according although though without despite")
_COMMENTS = function_words.word_set(  # nouns for what was said
    "claim charge allegation assertion accusation point argument view statement suggestion"
)
_SEEMING = function_words.word_set("apparent obvious clear veiled thinly seeming likely possible")
_NOT_NOUNS = function_words.DETERMINERS | function_words.PREPOSITIONS | {"and", "or", "i"}
_AFTER_VERB = function_words.DETERMINERS | function_words.PREPOSITIONS | function_words.OBJECTS
_CONTRACTED = function_words.CONTRACTED[1:]  # 's is more often a genitive
_AUXILIARIES = function_words.AUXILIARIES | {"to"}
_ADVERB_ENDINGS = (  # of an adverb before a name: Recently Doe said; not: Bradly Doe said
    *("ally", "ably", "ibly", "ately", "edly", "ently", "antly", "fully", "ingly", "ively"),
    *("arly", "ckly", "ctly", "early", "ely", "etly", "ftly", "ghtly", "ily", "only"),
    *("ously", "owly", "rtly", "tedly", "usly", "wly", "nly", "stly", "xtly"),
)
_NO_ADVERBS = frozenset({"all", "both", "each", "there"})  # right before a verb
_CATENATIVES = function_words.word_set(
    """continue continues continued continuing decline declines declined declining refuse refuses
    refused refusing seem seems seemed appear appears appeared fail fails failed want wants wanted
    begin begins began tend tends tended used like likes try tries tried going went hastened
    hesitated decided plans plan attempted hoping"""
)
_IN_VERB_GROUP = _AUXILIARIES | _CATENATIVES | function_words.ADVERBS
