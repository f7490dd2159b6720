"""A sentence's tokens and where in them subjects, clauses and verb groups begin and end.

There is no grammar here, only lists of small words and the marks between them: enough for who
says what, at a speed of megabytes a second.
"""

from __future__ import annotations

from annotator.model import Span
from annotator.voice import words
from annotator.voice.cues import AMBIGUOUS, VERBS, Ending, Frame
from annotator.voice.quotation import QuotationKind
from annotator.voice.tokens import QUOTE, Tokens

_LONGEST_SUBJECT = 45  # tokens
_SPEECH = frozenset({QuotationKind.FULL, QuotationKind.PARTIAL})


class Clause:
    """The tokens of one sentence. Places are numbers of tokens; ranges exclude their end."""

    def __init__(self, tokens: Tokens) -> None:
        self.words = tokens.words
        self._tokens = tokens
        self._count = len(tokens.words)

    def __len__(self) -> int:
        return self._count

    def word(self, at: int) -> str:
        """The word there, '' beyond the edges."""
        return self.words[at] if 0 <= at < self._count else ""

    def span(self, first: int, last: int) -> Span:
        """Where the tokens from first up to last, excluded, stand in the text."""
        return Span(self._tokens.starts[first], self._tokens.ends[last - 1])

    def capital(self, at: int) -> bool:
        """Whether a word, or what a quotation holds, begins with a capital there."""
        if not 0 <= at < self._count:
            return False
        if at in self._tokens.quoted:
            return self._tokens.quoted[at].capital
        return self._tokens.text[self._tokens.starts[at]].isupper()

    def quoted(self, at: int) -> bool:
        """Whether somebody's words stand there in marks of quotation."""
        quotation = self._tokens.quoted.get(at)
        return quotation is not None and quotation.kind in _SPEECH

    def whole(self, at: int) -> bool:
        """Whether a full quotation stands there."""
        quotation = self._tokens.quoted.get(at)
        return quotation is not None and quotation.kind is QuotationKind.FULL

    def stopped(self, at: int) -> bool:
        """Whether a quotation stands there that ends with a stop or a comma."""
        return self.quoted(at) and self._tokens.quoted[at].stopped

    def marks(self, at: int) -> bool:
        """Whether a mark stands there, or nothing: no word and no name of a work."""
        word = self.word(at)
        return word == "" or (word in words.MARKS and not (word == QUOTE and not self.quoted(at)))

    def adverb(self, at: int) -> bool:
        """Whether an adverb stands there."""
        word = self.word(at)
        return word in words.ADVERBS or (word.endswith("ly") and len(word) > 4 and word != "family")

    def touching(self, at: int) -> bool:
        """Whether no blank stands behind a token: https://, 10:30."""
        return at + 1 < len(self) and self._tokens.ends[at] == self._tokens.starts[at + 1]

    def name(self, at: int) -> bool:
        """Whether a proper name stands there, as far as its capital tells."""
        if not self.capital(at) or self.word(at) in words.SUBJECTS:
            return False
        return at > 0 or self.word(at) not in words.UNNAMED

    def ing(self, at: int) -> bool:
        """Whether a word there ends as participles do, behind an adverb at most."""
        word = self.word(at + 1) if self.adverb(at) else self.word(at)
        return word.endswith("ing")

    def past_times(self, at: int) -> int:
        """The place behind adverbs and days: said (later Monday)."""
        while self._time(at):
            at += 1
        return at

    def _time(self, at: int) -> bool:
        word = self.word(at)
        if word in {"on", "in", "at", "of", "this", "last"}:
            return self.word(at + 1) in words.TIMES
        return (
            word in words.TIMES
            or word in {"again", "also", "still", "once"}
            or (word.endswith("ly") and self.adverb(at))
        )

    # ------------------------------------------------------------------- verb groups

    def group(self, verb: int) -> int:
        """Where the verb group begins that ends with a verb: has also repeatedly (said)."""
        first = verb
        while first > 0:
            word = self.word(first - 1)
            if word in words.AUXILIARIES or word == "to" or self._helps(first - 1):
                first -= 1
            elif self.adverb(first - 1) and word not in {"all", "both", "each", "there"}:
                first -= 1
            else:
                break
        while first < verb and self.adverb(first) and first and self.word(first - 1) == ",":
            first += 1
        return first

    def _helps(self, at: int) -> bool:
        """Whether a verb there takes another as its infinitive: continued to (say)."""
        return self.word(at + 1) == "to" and self.word(at) in _CATENATIVES

    def verbal(self, at: int) -> bool:
        """Whether a finite verb, or what looks like one, stands there."""
        word = self.word(at)
        if word in words.VERBS or word.endswith(words.CONTRACTED[1:]):
            return True
        return word.endswith("ed") and len(word) > 3 and self.word(at - 1) not in words.DETERMINERS

    def finite(self, first: int, last: int, *, strict: bool = False) -> bool:
        """Whether a range holds a finite verb behind its first word."""
        if self.word(first) in words.PERSONS or self.word(first).endswith(words.CONTRACTED):
            return True
        for at in range(first + 1, last):
            word = self.word(at)
            if strict and (word in words.SUBORDINATORS - {"and", "or"} or word == ","):
                return False
            verb = VERBS.get(word)
            if self.verbal(at) or self.quoted(at) or (verb and verb.ending is Ending.S):
                return True
        return False

    # ---------------------------------------------------------------------- subjects

    def subject(self, end: int) -> int:
        """Where the subject begins that ends before a place; the place itself if there is none."""
        if self.word(end - 1) in words.CONJUNCTIONS:
            return end
        first = end
        if self.word(end - 1) == "," and end > 2:
            opening = self._opening_comma(end - 1)
            if opening is None:
                return end
            first = opening
        elif self.word(end - 1) == ")":
            first = self._opening_bracket(end - 1)
        start = self._noun_phrase(first, end)
        return start if start < first else end

    def _opening_comma(self, closing: int) -> int | None:
        """The comma that opens what another one closes: Doe, the mayor, said."""
        for at in range(closing - 1, max(0, closing - _LONGEST_SUBJECT), -1):
            if self.quoted(at) or self.word(at) in {";", "—", ":"}:
                return None
            if self.word(at) == "," and not self._joins(at):
                return at
        return None

    def _joins(self, comma: int) -> bool:
        """Whether a comma stands between words of one sort: R., Ohio; the mayor, and."""
        return self.word(comma + 1) in {"and", "or"}

    def _opening_bracket(self, closing: int) -> int:
        for at in range(closing - 1, max(-1, closing - 8), -1):
            if self.word(at) == "(":
                return at
        return closing

    def _noun_phrase(self, end: int, limit: int) -> int:
        """Where a noun phrase begins that ends before a place."""
        at = end
        if self.word(end - 1) in words.SUBJECTS - {"this", "these", "those"}:
            return end - 1
        while at > 0 and end - at < _LONGEST_SUBJECT:
            word = self.word(at - 1)
            if self.marks(at - 1) and word not in {")", "("}:
                break
            if word in words.AUXILIARIES or (
                word in words.SUBORDINATORS and not self._in_phrase(at - 1)
            ):
                break
            if self._breaks(at - 1):
                break
            at -= 1
        return self._trimmed(at, end)

    def _in_phrase(self, at: int) -> bool:
        """Whether a word that may join clauses joins words here: Doe and Roe."""
        word = self.word(at)
        if word in {"and", "or"}:
            return not self.verbal(at - 1) and self.word(at + 1) not in words.SUBJECTS
        return word in {"before", "after", "than"} and not self.capital(at)

    def _breaks(self, at: int) -> bool:
        """Whether a finite verb stands there, so that the phrase begins behind it."""
        word = self.word(at)
        verb = None if word in AMBIGUOUS else VERBS.get(word)
        if word in words.SUBJECTS and word not in {"this", "these", "those"}:
            return True
        if verb is None or verb.ending is Ending.ING:
            return word in words.VERBS and word not in {"work", "help", "support", "set"}
        return Frame.SAYING in verb.frames and self.word(at - 1) not in words.DETERMINERS

    def _trimmed(self, first: int, end: int) -> int:
        """A phrase without what comes before its noun: (On Monday) the mayor."""
        at = first
        while at < end and (self.adverb(at) or self.word(at) in words.CONJUNCTIONS | {")"}):
            at += 1
        if self.word(at) not in words.PREPOSITIONS:
            return at
        starts = [
            place
            for place in range(at + 1, end)
            if self._starts_phrase(place) and self.word(place - 1) not in words.PREPOSITIONS
        ]
        return starts[-1] if starts else end

    def _starts_phrase(self, at: int) -> bool:
        """Whether a noun phrase may begin there."""
        if self.word(at - 1) in words.DETERMINERS or self.word(at - 1).endswith("'s"):
            return False
        if self.word(at) in words.DETERMINERS:
            return True
        return (
            self.capital(at) and not self.capital(at - 1) and self.word(at - 1) not in {"and", "&"}
        )

    def subject_after(self, first: int) -> int:
        """Where a subject ends that begins at a place: said (Doe, the mayor of Korrund)."""
        at, commas = first, 0
        while at < len(self) and at - first < _LONGEST_SUBJECT:
            if self.word(at) == "," and commas < 3 and self._apposed(at + 1):
                commas += 1
            elif (self.marks(at) and self.word(at) not in {"(", ")"}) or (
                at > first and not commas and self._leaves(at)
            ):
                break
            at += 1
        return at - (self.word(at - 1) == ",")

    def _apposed(self, at: int) -> bool:
        """Whether what stands behind a comma may say who somebody is: Doe, (the mayor)."""
        word = self.word(at)
        if word in words.SUBORDINATORS - {"who", "whose", "and"} or word in words.SUBJECTS - {
            "who"
        }:
            return False
        return not (
            self.marks(at) or self.adverb(at) or word in VERBS or word in words.PREPOSITIONS
        )

    def _leaves(self, at: int) -> bool:
        """Whether what follows a name behind its verb is no part of it: said Doe (on Monday)."""
        word = self.word(at)
        if word in {"in", "on", "at", "during", "after", "before", "when", "while", "as", "about"}:
            return True
        return word in words.TIMES - {"of", "this", "last"} or word in words.SUBORDINATORS - {"and"}

    # ----------------------------------------------------------------------- clauses

    def end(self, first: int) -> int:
        """Where the clause ends that begins at a place."""
        at = first
        while at < len(self):
            if at > first and self._ends(at):
                break
            at += 1
        while at > first and self.word(at - 1) in {",", ";", "—", ":", "?", "!", "and", "but", "("}:
            at -= 1
        return at

    def _ends(self, at: int) -> bool:
        """Whether a clause that reaches a place ends there."""
        word = self.word(at)
        if word in words.ENDS:
            return at + 1 < len(self)
        if word == ",":
            return self._parts(at + 1)
        if word == "—" and self.word(at + 1) in {"a", "an"}:  # the narrator comments
            return True
        if self.stopped(at - 1):
            return self._parts(at)  # the comma is inside its marks
        return word in {"and", "but"} and self._reports_anew(at + 1)

    def _parts(self, at: int) -> bool:
        """Whether a word behind a comma begins another clause: but; according; adding."""
        verb = VERBS.get(self.word(at))
        if self.word(at) == "in":
            return self.word(at + 1) == "what" or self.word(at + 2) in _SEEMING
        return self.word(at) in _PARTING or (verb is not None and verb.ending is Ending.ING)

    def _reports_anew(self, at: int) -> bool:
        """Whether a second verb of the same subject reports: said it rained and (warned that)."""
        verb = VERBS.get(self.word(at))
        if verb is None or verb.ending not in {Ending.PAST, Ending.S}:
            return False
        return Frame.SAYING in verb.frames or self.word(at + 1) in {"that", "to", "for", "on"}

    def object_end(self, first: int) -> int:
        """Where an object ends that begins at a place: with its clause, or at a comma."""
        end = self.end(first)
        for at in range(first + 1, end):
            if self.word(at) == "," and not self._joins(at):
                return at
        return end

    def before(self, end: int) -> int:
        """Where the clause begins that ends before a place, behind (But) and (Reuters) -."""
        at = end
        while at > 0 and self.word(at - 1) not in {";", QUOTE}:
            if self.word(at - 1) == "but" and self.word(at - 2) == ",":
                break
            if self.word(at - 1) == "—" and self.word(at - 2) == ")":
                break
            at -= 1
        return at + (self.word(at) in words.CONJUNCTIONS and at + 1 < end)


_PARTING = words.listed("but while whereas according although though without despite")
_SEEMING = words.listed("apparent obvious clear veiled thinly seeming likely possible")
_CATENATIVES = words.listed(
    """continue continues continued continuing decline declines declined declining refuse refuses
    refused refusing seem seems seemed appear appears appeared fail fails failed want wants wanted
    begin begins began tend tends tended used like likes try tries tried going went hastened
    hesitated decided plans plan attempted hoping"""
)
