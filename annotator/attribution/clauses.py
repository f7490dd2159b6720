"""A sentence's tokens, and where in them clauses and verb groups begin and end.

There is no grammar here, only lists of small words and the marks between them: enough for who
says what, at a speed of megabytes a second.
"""

from __future__ import annotations

from annotator.attribution import function_words
from annotator.attribution.quotation_types import QuotationKind
from annotator.attribution.reporting_verbs import VERBS, Ending, Frame
from annotator.attribution.sentence_tokens import QUOTE, Tokens
from annotator.model import Span

_ATTRIBUTED = 8  # tokens behind a comma that may tell who says it
_TOLD = 4  # tokens behind a verb of telling in which whom one tells ends
_TENSED = frozenset({Ending.PAST, Ending.S})
_SAYING = frozenset({Frame.SAYING, Frame.TOLD})
_FRONTING = function_words.listed(
    "after before while when as although though since because if once despite by upon without"
)
_SPEECH = frozenset({QuotationKind.FULL, QuotationKind.PARTIAL})
_BEYOND = [""] * 16  # more than anybody looks beyond a place


class Clause:
    """The tokens of one sentence. Places are numbers of tokens; ranges exclude their end.

    words: of the tokens, with '' a few places beyond both edges (words[-1] too): who looks
        beside a place need not ask whether anything is there.
    quoted: where somebody's words stand in marks of quotation.
    """

    def __init__(self, tokens: Tokens) -> None:
        self.words = tokens.words + _BEYOND
        self.quoted = {at: one for at, one in tokens.quoted.items() if one.kind in _SPEECH}
        self._tokens = tokens
        self._count = len(tokens.words)

    def __len__(self) -> int:
        return self._count

    def span(self, first: int, last: int) -> Span:
        """Where the tokens from first up to last, excluded, stand in the text."""
        return self._tokens.span(first, last)

    def capital(self, at: int) -> bool:
        """Whether a word, or what a quotation holds, begins with a capital there."""
        return 0 <= at < self._count and self._tokens.capital(at)

    def whole(self, at: int) -> bool:
        """Whether a full quotation stands there."""
        return at in self.quoted and self.quoted[at].kind is QuotationKind.FULL

    def stopped(self, at: int) -> bool:
        """Whether a quotation stands there that ends with a stop or a comma."""
        return at in self.quoted and self.quoted[at].stopped

    def marks(self, at: int) -> bool:
        """Whether a mark stands there, or nothing: no word and no name of a work."""
        word = self.words[at]
        return word in _MARKS and (word != QUOTE or at in self.quoted)

    def adverb(self, at: int) -> bool:
        """Whether an adverb stands there."""
        word = self.words[at]
        return word in function_words.ADVERBS or (
            word.endswith("ly") and len(word) > 4 and word != "family"
        )

    def touching(self, at: int) -> bool:
        """Whether no blank stands behind a token: https://, 10:30."""
        return at + 1 < len(self) and self._tokens.touching(at)

    def name(self, at: int) -> bool:
        """Whether a proper name stands there, as far as its capital tells."""
        if not self.capital(at) or self.words[at] in function_words.SUBJECTS:
            return False
        return at > 0 or self.words[at] not in function_words.UNNAMED

    def ing(self, at: int) -> bool:
        """Whether a word there ends as participles do, behind an adverb at most."""
        word = self.words[at + 1] if self.adverb(at) else self.words[at]
        return word.endswith("ing")

    def past_times(self, at: int) -> int:
        """The place behind adverbs and days: said (later Monday)."""
        while self._time(at):
            at += 1
        return at

    def _time(self, at: int) -> bool:
        word = self.words[at]
        if word in {"on", "in", "at", "of", "this", "last"}:
            return self.words[at + 1] in function_words.TIMES
        return (
            word in function_words.TIMES
            or word in {"again", "also", "still", "once"}
            or (word.endswith("ly") and self.adverb(at))
        )

    # ------------------------------------------------------------------- verb groups

    def group(self, verb: int) -> int:
        """Where the verb group begins that ends with a verb: has also repeatedly (said)."""
        first = verb
        while first > 0:
            word = self.words[first - 1]
            helps = word in _HELPING or (word in _CATENATIVES and self.words[first] == "to")
            if not helps and (word in _NO_ADVERBS or not self.adverb(first - 1)):
                break
            first -= 1
        return first

    def verbal(self, at: int) -> bool:
        """Whether a finite verb, or what looks like one, stands there."""
        word = self.words[at]
        if word in function_words.VERBS or ("'" in word and word.endswith(_CONTRACTED)):
            return True
        return (
            word.endswith("ed")
            and len(word) > 3
            and self.words[at - 1] not in function_words.DETERMINERS
        )

    def finite(self, first: int, last: int, *, strict: bool = False) -> bool:
        """Whether a range holds a finite verb behind its first word."""
        if self.words[first] in function_words.PERSONS or self.words[first].endswith(
            function_words.CONTRACTED
        ):
            return True
        for at in range(first + 1, last):
            word = self.words[at]
            if strict and word in _CUTS:
                return False
            if self.verbal(at) or at in self.quoted:
                return True
            verb = VERBS.get(word)
            if verb and verb.ending is Ending.S:
                return True
        return False

    # ----------------------------------------------------------------------- clauses

    def end(self, first: int) -> int:
        """Where the clause ends that begins at a place."""
        stops = (at for at in range(first + 1, self._count) if self._may_end(at) and self._ends(at))
        at = next(stops, self._count)
        while at > first and self.words[at - 1] in _TRAILING:
            at -= 1
        return at

    def _may_end(self, at: int) -> bool:
        """Whether it is worth a look if a clause ends at a place."""
        return self.words[at] in _STOPS or at - 1 in self.quoted

    def _ends(self, at: int) -> bool:
        """Whether a clause that reaches a place ends there."""
        word = self.words[at]
        if word in function_words.ENDS:
            return at + 1 < len(self)
        if word == ",":
            return self._parts(at + 1) or self._attributed(at + 1)
        if word == "—" and self.words[at + 1] in {"a", "an"}:  # the narrator comments
            return True
        if self.stopped(at - 1):
            return self._parts(at)  # the comma is inside its marks
        return word in {"and", "but"} and self._reports_anew(at + 1)

    def _parts(self, at: int) -> bool:
        """Whether a word behind a comma begins another clause: but; according; adding."""
        verb = VERBS.get(self.words[at])
        if self.words[at] == "in":
            return self.words[at + 1] == "what" or self.words[at + 2] in _SEEMING
        return self.words[at] in _PARTING or (verb is not None and verb.ending is Ending.ING)

    def _attributed(self, at: int) -> bool:
        """Whether who says it all stands behind a comma, at the end: it rained, (Doe said)."""
        for place in range(at, min(at + _ATTRIBUTED, self._count)):
            if self.marks(place):
                return False
            verb = VERBS.get(self.words[place])
            if verb and verb.ending in _TENSED and not verb.frames.isdisjoint(_SAYING):
                told = _TOLD if Frame.TOLD in verb.frames else 1
                following = self.words[place + 1 : place + 1 + told]
                return place > at and not _CLOSING.isdisjoint(following)
        return False

    def fronted(self, place: int) -> bool:
        """Whether a place is in a clause that stands before the main one: After (saying that),"""
        opening = self.words[0]
        if "," in self.words[:place]:
            return False
        verb = VERBS.get(opening)
        return opening in _FRONTING or (verb is not None and verb.ending is Ending.ING)

    def _reports_anew(self, at: int) -> bool:
        """Whether a second verb of the same subject reports: said it rained and (warned that)."""
        verb = VERBS.get(self.words[at])
        if verb is None or verb.ending not in _TENSED:
            return False
        return Frame.SAYING in verb.frames or self.words[at + 1] in {"that", "to", "for", "on"}

    def joins(self, comma: int) -> bool:
        """Whether a comma stands between words of one sort: the mayor, and the council."""
        return self.words[comma + 1] in {"and", "or"}

    def object_end(self, first: int) -> int:
        """Where an object ends that begins at a place: with its clause, or at a comma."""
        end = self.end(first)
        for at in range(first + 1, end):
            if self.words[at] == "," and not self.joins(at):
                return at
        return end

    def before(self, end: int) -> int:
        """Where the clause begins that ends before a place, behind (But) and (Reuters) -."""
        at = end
        while at > 0 and not (self.words[at - 1] in _LEADS and self._begins(at)):
            at -= 1
        return at + (self.words[at] in function_words.CONJUNCTIONS and at + 1 < end)

    def _begins(self, at: int) -> bool:
        """Whether a clause begins behind one of the words that may lead to one."""
        word, before = self.words[at - 1], self.words[at - 2]
        if word == QUOTE:
            return self.stopped(at - 1)
        return word == ";" or (word, before) in {("but", ","), ("—", ")")}


_LEADS = frozenset({";", "but", "—", QUOTE})
_MARKS = function_words.MARKS | {""}
_STOPS = function_words.ENDS | {",", "—", "and", "but"}
_CLOSING = (
    function_words.ENDS | function_words.TIMES | function_words.PREPOSITIONS | {"", ","}
)  # no object follows
_TRAILING = frozenset({",", ";", "—", ":", "?", "!", "and", "but", "("})
_CUTS = function_words.SUBORDINATORS - {"and", "or"} | {","}
_PARTING = function_words.listed("but while whereas according although though without despite")
_SEEMING = function_words.listed("apparent obvious clear veiled thinly seeming likely possible")
_CONTRACTED = function_words.CONTRACTED[1:]  # 's is more often a genitive
_HELPING = function_words.AUXILIARIES | {"to"}
_NO_ADVERBS = frozenset({"all", "both", "each", "there"})  # right before a verb
_CATENATIVES = function_words.listed(
    """continue continues continued continuing decline declines declined declining refuse refuses
    refused refusing seem seems seemed appear appears appeared fail fails failed want wants wanted
    begin begins began tend tends tended used like likes try tries tried going went hastened
    hesitated decided plans plan attempted hoping"""
)
