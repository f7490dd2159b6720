"""Split paragraphs of languages other than English into sentences, at exact offsets.

As rule_splitter, with a table of languages instead of English words: which signs end a sentence,
whether numbers with a full stop are ordinals, and what spaCy's list of abbreviations lacks. A
sentence begins with a lower-case letter only if it is that of a function word after a full stop; in
scripts without case, whatever follows a stop may begin one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from annotator.model import Span
from annotator.sentences.line_parts import part_starts

_CLOSERS = "\"”’'»)\\]}“‘«›‹」』）】》〉"
_OPENERS = "\"“„‚‘’'«»‹›(\\[{「『（【《〈¡¿–—•*-"
_NOTES = (
    r"(?: \s?\[ (?: \d{1,3} | [^\W\d_] ) \] | [*†‡¹²³⁰-⁹\u200b-\u200f\u2060\ufeff]{1,8} ){0,8}+"
)
_BLANK = "[ \u00a0\u202f]"


@dataclass(frozen=True, slots=True)
class Language:
    """What a language has of its own.

    stops: the signs that end its sentences, as characters of a class.
    cased: its script has capital letters, with which sentences begin.
    spaced: there are blanks between sentences.
    ordinals: a number with a full stop is an ordinal (3. Oktober).
    also: abbreviations that spaCy's data lack, in lower case.
    """

    stops: str = ".!?…"
    cased: bool = True
    spaced: bool = True
    ordinals: bool = False
    also: frozenset[str] = frozenset()


def _words(table: str) -> frozenset[str]:
    return frozenset(table.split())


_CHINESE = Language("。！？!?…｡．", cased=False, spaced=False)
_LANGUAGES = {
    "zh": _CHINESE,
    "ja": _CHINESE,
    "ko": Language(cased=False),
    "ar": Language(".!?…؟", cased=False, also=_words("د أ ص ط ج م هـ ق.م أ.د")),
    "fa": Language(".!?…؟", cased=False),
    "ur": Language(".!?…؟۔", cased=False),
    "hi": Language(".!?…।॥|", cased=False, also=_words("डॉ श्री प्रो पं मि कु सु सं कि रु ई बी")),
    "he": Language(cased=False),
    "el": Language(".!?…;\u037e", also=_words("κ κα δρ καθ αγ οδ αρ σελ τηλ π.χ δηλ μ.μ π.μ")),
    "hy": Language("։:!?…"),
    "de": Language(ordinals=True, also=_words("hr fr str nr z.b d.h u.a bzw ca dr prof hl kl art")),
    "da": Language(ordinals=True, also=_words("hr fr kl nr dr prof s st bl.a f.eks mt mr mrs ms")),
    "nb": Language(ordinals=True),
    "fi": Language(ordinals=True),
    "cs": Language(ordinals=True, also=_words("mgr ing dr prof ul č str tzv např tj popř sv")),
    "tr": Language(ordinals=True),
    "pl": Language(  # spaCy has none for Polish
        ordinals=True,
        also=_words(
            """np tzn tzw inż dr hab mgr prof ul św im al pl godz tys os red gen ks bp abp por zob
            tel nr str wg ok pn wt śr czw pt sob niedz lek med dyr kpt mjr płk sp o.o m.in t.j
            br ub max min pkt rys rozdz lit art ust poz proc zł gr kg km p n.p.m p.n.e n.e"""
        ),
    ),
    "es": Language(
        also=_words(
            """admón mt sr sra srta srs sres dr dra drs dres d dña don ing lic arq prof profa gral
            cap tte cnel sgto mons fr hno hna sto sta ud uds pág págs núm núms vol tel av avda ctra
            pza prov art arts fig figs cap ed máx mín aprox p.ej ej cf vid n° nº c s.a.s lcdo lcda
            excmo excma ilmo ilma dtor dto adm"""
        )
    ),
    "it": Language(
        also=_words(
            """sig sigg sig.ra sig.na sigra dott dott.ssa dr prof prof.ssa proff ing arch geom rag
            avv on sen gen col cap magg ten mons can don fra s ss sto egr spett gent ill p.es es pag
            pagg fig figg art artt vol voll cap n nn tel cfr ecc ca sec mitt dest all lett v vv"""
        )
    ),
    "fr": Language(
        also=_words(
            """m mm mme mmes mlle mlles dr drs me mgr pr prof st ste sts cf p pp n° no art fig vol
            chap éd env ex tél av bd boul apr ch hab réf ann"""
        )
    ),
    "pt": Language(also=_words("sr sra srta dr dra prof profa eng av r d n.º pág cap gen cel")),
    "ru": Language(
        also=_words(
            """г гг ул пр д кв стр рис см ср т.е т.к т.д т.п т.н им св акад проф доц инж тов гр
            руб коп тыс млн млрд чел ред изд ст гл табл прим напр др пр мл ген полк кап лейт обл р
            н.э до оз пос пл наб пер корп оф тел сокр англ нем фр лат греч рус"""
        )
    ),
}
_ENDERS = _words(  # abbreviations that end a list, or say when: a capital opens a sentence
    """etc usw u.s.w usf ecc osv o.s.v m.m m.v itd itp т.д т.п κ.λπ κλπ κτλ κ.τ.λ κ.ά u.a.m u.v.m
    a.m p.m π.μ μ.μ"""
)
_MAY_END = _words(  # abbreviations that end a sentence if a function word opens the next
    """др пр г гг r jr sr s.a s.l s.r.l s.p.a co inc ltd a.c d.c v.chr n.chr e.v a.s h.m cm km kg mm
    м км см мм кг руб коп тыс н.э млн млрд min sec m o.l"""
)
_NOUNS = _words("tag tage tagen mann leute uhr recht teil teile jahr jahre jahren mensch menschen")
_ITEM = re.compile(r"[(\[]?(?:\d{1,3}|[^\W\d_]|[ivxIVX]{1,4})$")
_ACRONYM = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}$")
_VOWEL = re.compile(
    "[aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýÿœąęăîșőűıаеёиоуыэюяіїєαεηιουωάέήίόύώϊϋΐΰ]", re.IGNORECASE
)
_LETTERS = re.compile(r"[^\W\d_]+")
_BETWEEN_WORDS = re.compile("[—–/’']")
_ADDRESS = re.compile("@|//|www")
_QUOTED_IN = re.compile(
    "「[^「」]*」|『[^『』]*』|（[^（）]*）|《[^《》]*》|【[^【】]*】|\\([^()]*\\)"
)
_AFTER_QUOTE = re.compile(  # Japanese particles; in Chinese, who said it
    "[」』](?:と|って|という|など|の|を|に|は|が|も|で)|[”’][^，。！？”]{0,12}(?:[说說问問道称稱喊答写寫]|表示)"
)


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
    profile = _LANGUAGES.get(language, Language())
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

        self._shortened = abbreviations(language) | profile.also | _ENDERS | _MAY_END
        self._openers = function_words(language) - _NOUNS
        self._stop = _stop_expression(profile)

    def split(self, part: str) -> list[Span]:
        """The sentences of a text without paragraphs."""
        start = len(part) - len(part.lstrip())
        covered = self._covered(part)
        spans = []
        for match in self._stop.finditer(part, start):
            if not _inside(covered, match.start()) and self._ends(part, start, match):
                end, following = match.span("gap")
                spans.append(Span(start, end))
                start = following
        end = len(part.rstrip())
        if start < end:
            spans.append(Span(start, end))
        return spans

    def _covered(self, part: str) -> list[Span]:
        """Brackets and corner marks that no sentence ends in, in a text without blanks."""
        if self._profile.spaced:
            return []
        return [Span(one.start(), one.end() - 1) for one in _QUOTED_IN.finditer(part)]

    def _ends(self, text: str, sentence: int, match: re.Match[str]) -> bool:
        """Return True if a sentence ends at this stop."""
        run, closers = match.group("run", "closers")
        if not self._can_open(text, match.end()):
            return run == "." and not closers and self._careless(text, sentence, match)
        if not self._profile.spaced:
            return self._ends_unspaced(text, match)
        if self._language == "hi" and run == "." and "।" in text:
            return False
        if set(run) - {"."}:
            return not (closers and not self._profile.cased and run in {"!", "?", "؟"})
        return self._full_stop_ends(text, sentence, match)

    def _can_open(self, text: str, at: int) -> bool:
        """Return True if a sentence can begin here: not in lower case, where there is case."""
        return not (self._profile.cased and text[at].islower()) or text[at + 1 : at + 2].isupper()

    def _careless(self, text: str, sentence: int, match: re.Match[str]) -> bool:
        """Return True for a function word in lower case after a full stop and a long word."""
        word = _word_before(text, sentence, match.start())
        plain = len(word) >= 5 and word.isalpha() and word.islower() and not self._shorter(word)
        return plain and text[match.end()].isalpha() and self._opener(text, match.end())

    def _ends_unspaced(self, text: str, match: re.Match[str]) -> bool:
        """Return True for a stop in a text without blanks, except before who said it."""
        closers = match["closers"]
        if closers and _AFTER_QUOTE.match(text, match.end("closers") - 1):
            return False
        if not match["gap"] and not closers and set(match["run"]) == {"…"}:
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
        if alone and _ITEM.match(word):
            return False
        if word.isdigit():
            after_abbreviation = text[: match.start() - len(word)].rstrip().endswith(".")
            return after_abbreviation or self._number_ends(word, text, match.end())
        return self._word_ends(word, text, sentence, match)

    def _number_ends(self, word: str, text: str, following: int) -> bool:
        """1990. Danach; but 3. Oktober where numbers with a full stop are ordinals."""
        if not self._profile.ordinals or len(word) > 2 or text[following].isdigit():
            return True
        return self._opener(text, following)

    def _word_ends(self, word: str, text: str, sentence: int, match: re.Match[str]) -> bool:
        """Return True unless the full stop belongs to an abbreviation that goes on.

        A capitalized function word after it opens a sentence, except after titles and after
        letters (z.B., J. R.), which lead on to what follows.
        """
        if not self._shorter(word):
            return True
        following = match.end()
        if text[following].isdigit():
            return False
        lower = word.lower()
        if lower in _ENDERS and self._language != "de":  # where nouns are capitalized
            return True
        if (
            match["closers"]
            or lower in _ENDERS
            or lower in _MAY_END
            or (len(word) > 1 and word.isupper())
        ):
            return self._opener(text, following)
        if len(word) == 1:
            before = text[sentence : match.start() - 1].split()[-1:]
            led = bool(before) and len(before[0]) == 2 and before[0][0].islower()  # a. C., m. N.
            return word.isupper() and led and self._opener(text, following)
        return word.islower() and "." not in word and self._opener(text, following)

    def _shorter(self, word: str) -> bool:
        """Return True if a word is an abbreviation, or has the form of one: T., p.ej, Hrn."""
        lower = word.lower()
        tail = lower.rpartition("-")[2]
        if lower in self._shortened or tail in self._shortened or lower.endswith("str"):
            return True
        if len(word) == 1:
            return word.isalpha()
        if _ACRONYM.match(word) or word.endswith(("°", "º", "ª")):
            return True
        no_vowel = self._profile.cased and word.isalpha() and not _VOWEL.search(word)
        return no_vowel and len(word) <= 4 and not word.isupper()

    def _opener(self, text: str, following: int) -> bool:
        """Return True if the next word is a function word: it opens a sentence, and is no name."""
        if not text[following].isalpha():
            return True
        word = _LETTERS.match(text, following)
        return word is not None and word.group().lower() in self._openers


def _stop_expression(profile: Language) -> re.Pattern[str]:
    """The expression of the stops of a language, with what stands around them."""
    gap = r"\s++" if profile.spaced else r"\s*+"
    colon = r"(?! \d)" if ":" in profile.stops else ""
    more = "[.]{2,48}+ |" if "." not in profile.stops else ""
    return re.compile(
        rf"""
        (?P<run> {more}
            [{profile.stops}]{colon} (?: [{profile.stops}.] | {_BLANK}(?=\.\.) ){{0,48}}+ )
        (?P<closers> (?: [{_CLOSERS}] | {_BLANK}["”»›](?=\s) ){{0,8}}+ )
        {_NOTES}
        (?P<gap> {gap} )
        (?: [{_OPENERS}] {_BLANK}? ){{0,8}}
        (?= [^\W_] | [$£€#@] )
        """,
        re.VERBOSE,
    )


def _inside(spans: list[Span], place: int) -> bool:
    """Return True if a place is inside one of the spans, which are in order and disjoint."""
    number = bisect_left(spans, place, key=lambda span: span.start) - 1
    return number >= 0 and place < spans[number].end


def _word_before(text: str, sentence: int, stop: int) -> str:
    """The word before a stop, without opening marks, dashes and an article with an apostrophe."""
    before = text[max(sentence, stop - 40) : stop].split()
    if not before or text[stop - 1].isspace():
        return ""
    if _ADDRESS.search(before[-1]):
        return before[-1]
    return _BETWEEN_WORDS.split(before[-1].lstrip("\"“„‚‘’'«»‹›([{¡¿—–-…"))[-1]
