"""Split paragraphs of languages other than English into sentences, at exact offsets.

As rule_splitter, with a table of languages (language_table) instead of English words. A sentence
begins with a lower-case letter only if it is that of a function word after a full stop, or of a
list mark; in scripts without case, whatever follows a stop may begin one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import cache
from itertools import pairwise

from annotator.model import Span
from annotator.sentences.language_table import (
    DATES,
    ENDERS,
    EVERYWHERE,
    LANGUAGES,
    MAY_END,
    OTHERS,
    POSTSCRIPTS,
    UNITS,
    Language,
    words,
)
from annotator.sentences.line_parts import part_starts

_CLOSERS = "\"”’'»)\\]}“‘«›‹」』）】》〉"
_ONLY_OPENING = dict.fromkeys(map(ord, "“‘«‹"))  # in texts without blanks
_OPENERS = "\"“”„‚‘’'«»‹›(\\[{「『（【《〈¡¿–—•・*-"
_NOTES = (
    r"(?: \s?\[ (?: \d{1,3} | [^\W\d_] ) \] | [*†‡¹²³⁰-⁹\u200b-\u200f\u2060\ufeff]{1,8} ){0,8}+"
)
_BLANK = "[ \u00a0\u202f]"
_NOUNS = words("tag tage tagen mann leute uhr recht teil teile jahr jahre jahren mensch menschen")
_ITEM = re.compile(r"[(\[]?(?:\d{1,3}|[^\W\d_]|[ivxIVX]{1,4})$")
_ACRONYM = re.compile(r"(?:[^\W\d_]{1,2}\.-?)+[^\W\d_]{1,2}$")
_SMALL_WORDS = frozenset("èéêàя")
"""Words of one letter that end sentences: c'è."""
_INITIAL = re.compile(r"(?:\w{1,2}\.)+$")
_VOWEL = re.compile(
    "[aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýÿœąęăîșőűıаеёиоуыэюяіїєαεηιουωάέήίόύώϊϋΐΰ]", re.IGNORECASE
)
_LETTERS = re.compile(r"[^\W\d_]+")
_BETWEEN_WORDS = re.compile("[—–/’']")
_ADDRESS = re.compile("@|//|www")
_QUOTED_IN = re.compile(
    "「[^「」]*」|『[^『』]*』|（[^（）]*）|《[^《》]*》|【[^【】]*】|\\([^()]*\\)"
)
_QUOTES = '"“”„«‘「（('
_ARMENIAN_STOPS = frozenset("։:")
_NEAR = 100  # characters before a stop that are looked at
_LONGEST_QUOTATION = 500
_INTRODUCING = frozenset(":：,،，、—–-")
_AFTER_QUOTE = re.compile(  # particles: the quotation is a part of the sentence
    "[」』”’](?:と|って|という|など|の|を|に|は|が|も|で|就|便|的|而|地|等|、)"
)
_SAID_AFTER = re.compile(
    "[」』”’](?!没|沒|无人|無人)[^，。！？”」不]{0,12}(?:[说說问問道称稱喊答写寫]|表示)"
)
_DOTTED_DATE = re.compile(r"\b\d{1,2}\. \d{1,2}\. (?=\d{2}(?:\d{2})?\b)")
_MONTH = re.compile(
    r"(?:jan(?:uar)?|feb(?:ruar)?|mar(?:s|ts)?|m[äa]rz|mär|mrz|apr(?:il)?|ma[ij]|jun[ij]?|jul[ij]?"
    r"|aug(?:ust)?|sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?|de[csz](?:ember)?"
    r"|januára?|februára?|mar(?:ec|ca)|apríla?|mája?|jú[nl]a?|augusta|septembra|októbra?|novembra"
    r"|decembra|ledna|února|března|dubna|května|června|července|srpna|září|října|listopadu"
    r"|prosince|stycznia|lutego|kwietnia|maja|czerwca|lipca|sierpnia|września|października"
    r"|listopada|grudnia)\b",
    re.IGNORECASE,
)
_LETTER_MARK = re.compile(r"[^\W\d_][.)]")
_LIST_MARK = re.compile(r"(?:[^\W\d_]|[ivx]{2,4})\)")
_ROMAN_NEXT = re.compile(r"[IVX]{2,6}\b")
_ROMAN = re.compile("[IVXLCХІ]+")  # with the Cyrillic letters that look like them
_ROMAN_ORDINAL = re.compile("[IVXLC]{2,7}")
_RANGE = re.compile(r"[–-] ?[0-9]")
_CITATION = re.compile(r"\([^()]{1,100}\)[.!?]")  # “...” (Doe 55).
_SPEAKER = re.compile(r"[,?!…] ?[–—] (?=[^\W\d_])(?P<first>.)")
_CLAUSE = re.compile("[,;:(—–]")


def split_in_language(text: str, paragraph: Span, language: str) -> tuple[Span, ...]:
    """Split one paragraph into sentences: spans of the text, trimmed, disjoint and in order.

    language: its code, such as de. A language without an entry in the table is split at .!?…,
    with the abbreviations that spaCy has for it.
    """
    part = paragraph.of(text)
    starts = [0, *(part_starts(part)), len(part)]
    split = _splitter(language)
    return tuple(
        Span(paragraph.start + start + one.start, paragraph.start + start + one.end)
        for start, end in pairwise(starts)
        for one in split(part[start:end])
    )


@cache
def _splitter(language: str) -> Callable[[str], list[Span]]:
    """The function that splits a part of a paragraph in a language."""
    profile = LANGUAGES.get(language, Language())
    rules = _Rules(language, profile)
    return rules.split


class _Rules:
    """Decides about the stops of one language."""

    def __init__(self, language: str, profile: Language) -> None:
        self._language = language
        self._profile = profile
        from annotator.nlp.language_data import (  # noqa: PLC0415 - not for English
            abbreviations,
            function_words,
        )

        self._shortened = abbreviations(language) | profile.also | EVERYWHERE | ENDERS | MAY_END
        self._openers = (function_words(language) | profile.openers) - _NOUNS
        self._stop = _stop_expression(profile)

    def split(self, part: str) -> list[Span]:
        """The sentences of a text without paragraphs."""
        start = len(part) - len(part.lstrip())
        covered = self._covered(part)
        spans = []
        for match in self._stop.finditer(part, start):
            if self._is_covered(covered, part, start, match):
                continue
            if self._ends(part, start, match):
                end, following = match.span("gap")
                spans.append(Span(start, end))
                start = following
        end = len(part.rstrip())
        if start < end:
            spans.append(Span(start, end))
        return spans

    def _covered(self, part: str) -> list[Span]:
        """Where no sentence ends: in dates, and in brackets in a text without blanks."""
        if self._profile.ordinals:
            return [Span(*one.span()) for one in _DOTTED_DATE.finditer(part)]
        if self._profile.spaced:
            return []
        return [Span(one.start(), one.end() - 1) for one in _QUOTED_IN.finditer(part)]

    def _is_covered(
        self, covered: list[Span], text: str, sentence: int, match: re.Match[str]
    ) -> bool:
        """Return True if a stop is inside brackets, except at their end if they are a sentence."""
        around = _around(covered, match.start())
        if around is None:
            return False
        closes = match.start("closers") <= around.end < match.end("closers")
        whole = around.start == sentence or _introduced(text, around.start)
        return not (closes and whole and text[around.start] in _QUOTES)

    def _ends(self, text: str, sentence: int, match: re.Match[str]) -> bool:
        """Return True if a sentence ends at this stop."""
        run, closers = match.group("run", "closers")
        if run[-1] in _ARMENIAN_STOPS and not closers:  # they stand for nothing else
            return True
        if not self._can_open(text, match.end()):
            return run == "." and not closers and self._careless(text, sentence, match)
        if not self._profile.spaced:
            return self._ends_unspaced(text, sentence, match)
        if _goes_on(text, sentence, match):
            return False
        if set(run) <= {".", "۔"}:
            is_danda_text = self._language == "hi" and run == "." and "।" in text
            return not is_danda_text and self._full_stop_ends(text, sentence, match)
        may_be_cut = closers and not self._profile.cased and run in {"!", "?", "؟"}
        return not may_be_cut or _introduced(text, _opened(text, sentence, match.start()))

    def _can_open(self, text: str, at: int) -> bool:
        """Return True if a sentence can begin here: not in lower case, where there is case.

        Except before a capital (iPhone), in a list mark, b), after an ellipsis, ...en toen, and in
        Dutch: 's Avonds.
        """
        if not (self._profile.cased and text[at].islower()):
            return True
        if text[at - 1] in ".…":
            return True
        if text[at + 1 : at + 2] == " " and text[at - 1] in "'’":
            return text[at + 2 : at + 3].isupper()
        return text[at + 1 : at + 2].isupper() or _LIST_MARK.match(text, at) is not None

    def _careless(self, text: str, sentence: int, match: re.Match[str]) -> bool:
        """Return True for a function word in lower case after a full stop and a long word."""
        word = _word_before(text, sentence, match.start())
        plain = len(word) >= 5 and word.isalpha() and word.islower() and not self._shorter(word)
        return plain and text[match.end()].isalpha() and self._opener(text, match.end())

    def _ends_unspaced(self, text: str, sentence: int, match: re.Match[str]) -> bool:
        """Return True for a stop in a text without blanks, except before who said it."""
        closers = match["closers"]
        if closers:
            last = match.end("closers") - 1
            if _AFTER_QUOTE.match(text, last):
                return False
            introduced = _introduced(text, _opened(text, sentence, match.start()))
            if not introduced and _SAID_AFTER.match(text, last):
                return False
        if not match["gap"] and not closers and set(match["run"]) == {"…"}:
            return False
        if match["run"] == "．" and text[match.end()].isdigit():
            return False
        ascii_stop = match["run"].isascii() or match["run"][-1] == "．"
        return bool(match["gap"]) or not (ascii_stop and text[match.end()].isascii())

    def _full_stop_ends(self, text: str, sentence: int, match: re.Match[str]) -> bool:
        """Return True if a full stop, or several, end a sentence."""
        if len(match["run"]) > 1:
            return not text[match.end()].isdigit()
        word = _word_before(text, sentence, match.start())
        if not word:
            return True
        alone = match["closers"] in {"", ")"} and match.start() - sentence <= len(word) + 2
        if alone and (_ITEM.match(word) or word.lower() in POSTSCRIPTS):
            return False
        if word.isdigit() or (self._profile.ordinals and _ROMAN_ORDINAL.fullmatch(word)):
            return self._number_ends(word, text, match)
        return self._word_ends(word, text, sentence, match)

    def _number_ends(self, word: str, text: str, match: re.Match[str]) -> bool:
        """1990. Danach; but 3. Oktober where numbers with a full stop are ordinals."""
        following = match.end()
        is_ordinal = self._profile.ordinals and (
            _MONTH.match(text, following) or _RANGE.match(text, match.end("gap"))
        )
        if is_ordinal or not word.isdigit():  # 3. Oktober, 1. –3., Karel IV.
            return not is_ordinal and self._opener(text, following)
        start = match.start() - len(word)
        before = text[max(0, start - 3) : start].rstrip()[-1:]  # Nr. 5., 555 01 02.
        if before == "." or before.isdigit():
            return True
        if not self._profile.ordinals or len(word) > 2 or text[following].isdigit():
            return True
        return self._opener(text, following) or not self._profile.nouns

    def _word_ends(self, word: str, text: str, sentence: int, match: re.Match[str]) -> bool:
        """Return True unless the full stop belongs to an abbreviation that goes on.

        A capitalized function word after it opens a sentence, except after titles and after
        letters (z.B., J. R.), which lead on to what follows.
        """
        following = match.end()
        written = _joined(word, text, sentence, match.start())
        is_digit = text[following].isdigit() or text[following] in "№§"
        is_number = is_digit or _ROMAN_NEXT.match(text, following) is not None
        if not (self._shorter(word) or written.lower() in self._shortened):
            return not (is_number and word.lower() in self._profile.numbered)
        if is_digit:
            return False
        return self._ends_after(word, written, text, sentence, match)

    def _ends_after(
        self, word: str, written: str, text: str, sentence: int, match: re.Match[str]
    ) -> bool:
        """Return True if a sentence ends with an abbreviation. No number follows it.

        written: the word with the letters that belong to it, as in u. a.
        """
        lower = written.lower()
        before = text[max(sentence, match.start() - _NEAR) : match.start()].split()[:-1]
        if lower in ENDERS or f"{''.join(before[-1:])} {lower}" in OTHERS:
            return True
        if not self._profile.nouns:
            if word in UNITS and _is_number(before):
                return True
            if word in DATES and _is_late_date(
                text[max(sentence, match.start() - _NEAR) : match.start()]
            ):
                return True
        is_initial = word.isupper() and (len(written) == 1 or "-" in word)  # J., J.-L.
        may_end = lower in MAY_END and (len(written) > 1 or word.islower())
        if is_initial and not match["closers"] and not may_end:
            return False
        may_end = may_end or bool(match["closers"]) or word.isupper()
        plain = len(word) > 1 and word.islower() and "." not in word
        return (may_end or plain) and self._opener(text, match.end())

    def _shorter(self, word: str) -> bool:
        """Return True if a word is an abbreviation, or has the form of one: T., p.ej, Hrn."""
        lower = word.lower()
        tail = lower.rpartition("-")[2]
        if (
            lower in self._shortened
            or tail in self._shortened
            or lower.endswith(("str", "spl", "tpl"))
        ):
            return True
        if len(word) == 1:
            return word.isalpha() and word not in _SMALL_WORDS
        if _ACRONYM.match(word) or word.endswith(("°", "º", "ª")):
            return True
        no_vowel = self._profile.cased and word.isalpha() and not _VOWEL.search(word)
        return no_vowel and len(word) <= 4 and not word.isupper()

    def _opener(self, text: str, following: int) -> bool:
        """Return True if the next word is a function word: it opens a sentence, and is no name."""
        if not text[following].isalpha():
            return True
        word = _LETTERS.match(text, following)
        if word is None or _LETTER_MARK.match(text, following):
            return False
        return word.group().lower() in self._openers


def _stop_expression(profile: Language) -> re.Pattern[str]:
    """The expression of the stops of a language, with what stands around them."""
    gap = r"\s++" if profile.spaced else r"\s*+"
    closers = _CLOSERS if profile.spaced else _CLOSERS.translate(_ONLY_OPENING)
    colon = r"(?! \d)" if ":" in profile.stops else ""
    more = "[.]{2,48}+ |" if "." not in profile.stops else ""
    return re.compile(
        rf"""
        (?P<run> {more} [{profile.stops}] (?= \s (?:\.{{3}}|…) [^\W\d_] ) |
            [{profile.stops}]{colon} (?: [{profile.stops}.] | {_BLANK}(?=\.\.) ){{0,48}}+ )
        (?P<closers> (?: [{closers}] | {_BLANK}["”»›](?=\s) ){{0,8}}+ )
        {_NOTES}
        (?P<gap> {gap} )
        (?: [{_OPENERS}] {_BLANK}? ){{0,8}} (?: \.{{3}} | … )?
        (?= [^\W_] | [$£€#@№§] )
        """,
        re.VERBOSE,
    )


def _around(spans: list[Span], place: int) -> Span | None:
    """The span that a place is inside of, of spans in order and disjoint."""
    number = bisect_left(spans, place, key=lambda span: span.start) - 1
    return spans[number] if number >= 0 and place < spans[number].end else None


def _opened(text: str, sentence: int, stop: int) -> int:
    """Where the quotation that closes after a stop opens: in its sentence, else where that does."""
    start = max(sentence, stop - _LONGEST_QUOTATION)
    return max(start, *(text.rfind(mark, start, stop) for mark in _QUOTES))


def _goes_on(text: str, sentence: int, match: re.Match[str]) -> bool:
    """Return True before the source of a quotation, or where it goes on after who says it."""
    following = match.end("gap")
    if match["closers"]:
        return _CITATION.match(text, following) is not None
    return text[following] in "–—" and _names_speaker(text, sentence, match.start())


def _names_speaker(text: str, sentence: int, stop: int) -> bool:
    """Return True if who speaks is named in the open quotation: «Да, – сказал он. – Да»."""
    opening = text.rfind("«", max(sentence, stop - _LONGEST_QUOTATION), stop)
    said = text[opening:stop] if opening >= 0 else ""
    named = _SPEAKER.search(said)
    return "»" not in said and named is not None and named["first"].islower()


def _introduced(text: str, opening: int) -> bool:
    """Return True if a quotation is introduced, so that nobody is named after it: He said: “Go!”"""
    return text[max(0, opening - 3) : opening].rstrip()[-1:] in _INTRODUCING


def _is_number(before: list[str]) -> bool:
    """Return True if words end with a number, a unit or a large number: 7 km., 40 кв. м."""
    return bool(before) and (before[-1][-1].isdigit() or before[-1].rstrip(".") in UNITS)


def _is_late_date(sentence: str) -> bool:
    """Return True if a year or a century is not the first thing that a clause says.

    Wygrał wojnę w 1683 r. Turcy ..., but W 1683 r. Polska ...
    """
    clause = _CLAUSE.split(sentence)[-1].split()[:-1]
    is_date = bool(clause) and (clause[-1][-1].isdigit() or _ROMAN.fullmatch(clause[-1]))
    return bool(is_date) and len(clause) > 3


def _joined(word: str, text: str, sentence: int, stop: int) -> str:
    """A word before a stop, with the letters before it that have stops too: т. д, u. v. m."""
    if len(word) > 2:
        return word
    for before in reversed(text[max(sentence, stop - 20) : stop - len(word)].split()):
        if not _INITIAL.match(before):
            break
        word = before + word
    return word


def _word_before(text: str, sentence: int, stop: int) -> str:
    """The word before a stop, without opening marks, dashes and an article with an apostrophe."""
    before = text[max(sentence, stop - 40) : stop].split()
    if not before or text[stop - 1].isspace():
        return ""
    if _ADDRESS.search(before[-1]):
        return before[-1]
    return _BETWEEN_WORDS.split(before[-1].lstrip("\"“”„‚‘’'«»‹›([{¡¿—–-…⁃•"))[-1]
