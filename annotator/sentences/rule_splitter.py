"""Split paragraphs into sentences with rules, at exact offsets.

A regular expression finds stops that may end a sentence; a table of rules decides each, and the
first rule with an answer wins. Rules rather than a model: every decision can be explained, and
the time is linear in the length of the text. Made for edited English news: a sentence begins with
a lower-case word only after a full stop, and only with one that often opens a sentence. Other
languages have annotator.sentences.language_splitter.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from annotator.model import Span
from annotator.sentences.line_parts import (
    DIGITS,
    FIRST,
    LONGEST_CLOSING,
    LONGEST_LINE,
    MARKS,
    part_starts,
)

VERSION = 3
"""Documents record it. Raise it with every change that gives any text other sentences."""

# ------------------------------------------------------------------------------- words


def _words(table: str) -> frozenset[str]:
    return frozenset(table.split())


_TITLES = _words(  # never end a sentence: a name follows
    """mr mrs ms mx messrs mme mlle dr drs prof profs gov govs sen sens rep reps pres gen lt ltc
    col maj capt cpt sgt cpl pfc pvt adm cmdr cdr brig rev revs hon st ste supt insp det amb sec
    atty msgr fr asst assoc dep del ald comm commr spc ofc ven mt ft cllr rt bro pte ens cmdt cdre
    sqn ldr flt const"""
)
_BEFORE_NAMES = _words("Mr Mrs Ms Dr Sen Gov Rep Gen Lt Col Sgt Rev")  # the most frequent ones
_REFERENCES = _words(  # never end a sentence, capitalized or not
    "v vs viz cf approx ca spec vol vols fig figs nos pp para sect chap"
)
_BEFORE_NUMBERS = _words(
    """jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat
    sun pg ver no p c apt art arts op opp sect ch eq ex rm fl bk tab rte rs cl sch pt n° nº №"""
)
_UNITS = _words("ft in lb lbs oz yd yds mi hr hrs min mins sec secs pt pts qt gal")
_ENDERS = _words("etc")  # end a sentence before any capital
_ABBREVIATIONS = _words(  # end a sentence only where a sentence opener follows
    """inc corp co cos ltd llc plc bros jr sr esq dept univ assn bldg ave blvd rd hwy est mfg
    intl natl govt ala ariz ark calif colo conn del fla ga ill ind kan kans ky la mass md mich
    minn miss mo mont neb nebr nev okla ore pa penn tenn tex vt va wash wis wisc wyo ph.d m.d ll.b
    ph al min max avg tel ext dist cap ed eds trans repr"""
)
_SHORTENED = _TITLES | _REFERENCES | _BEFORE_NUMBERS | _ABBREVIATIONS | _UNITS | _ENDERS
_LOWER_ABBREVIATIONS = _words("al dept ext inc jr co")
_LOWER_BEFORE_NUMBERS = _words("no p c pg apt art arts op opp sect ch eq rm fl bk rte rs n° nº №")
_AFTER_JUNIOR = _words(  # names of places and prizes, as in Martin Luther King Jr. Day
    """day boulevard blvd avenue ave street drive way road highway parkway memorial library school
    high middle elementary academy park center centre hospital bridge hall award awards prize
    foundation institute university college stadium field museum building house weekend holiday
    parade county plaza"""
)
_OPENERS = _words(  # often open a sentence, rarely names
    """the a an this that these those there here he she it they we you i his her its their our my
    your what when where who why how which while but and or so yet if in on at for from to with by
    as after before since until although though because however meanwhile also then now not no nor
    yes even still some many most several all both each every another other others under over
    through during despite among between according instead just only once perhaps maybe asked
    earlier later last next today yesterday tomorrow well unlike like such more much few rather
    indeed nevertheless nonetheless moreover furthermore additionally similarly thus hence
    therefore let is are was were do does did has have had can could will would should might must
    nobody everyone everybody anyone someone nothing everything something never always often
    sometimes recently critics officials neither either i'm i've i'd i'll it's he's she's they're
    we're you're that's there's what's don't doesn't didn't mr mrs ms"""
)
_SAY = "|".join(
    sorted(
        _words(
            """said says say asked asks asking added adds replied replies told tells wrote writes
            tweeted tweets posted continued continues declared responded responds exclaimed shouted
            cried yelled argued argues insisted noted explained recalled concluded joked quipped
            demanded warned charged answered announced wondered stated claimed suggested snapped
            screamed chanted began countered testified remarked retorted mused pleaded urged vowed
            acknowledged admitted boasted complained questioned read reads commented"""
        )
    )
)

# ------------------------------------------------------------------------- expressions

_CLOSERS = "\"”’'»)\\]}“«›‹´」』）"  # “ before white space is a closing mark typed wrongly
_QUOTES = "\"“„‘'«(\\[{”’‹›»`¡¿"

_WIDE = "。！？．"
_STOPS = f".!?…‼⁇⁈⁉{_WIDE}"
_BLANK = "[ \u00a0\u202f]"
_HIDDEN = "\u00ad\u200b-\u200f\u2060\ufeff"  # zero-width signs, soft hyphen, direction marks
_EMOJI = "\u231a-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f\u20e3\u200d"
_BULLETS = "•⁃"
_NUMBERS = r"\d{1,3} (?: [,–-]\ ?\d{1,3} ){0,4}"
_BRACKETED = rf"""
    [ ][:;=]-?[()DP](?=\s) | \({_NUMBERS}\)
    | \s?\[ (?: {_NUMBERS} | [a-z] | (?:note|nb)\ \d{{1,3}} | [a-z\ ]{{3,25}}\ needed | sic
        | [a-z]{{3,15}}\ [–-]\ discuss ) \] (?: :\d{{1,3}} )?"""
_NOTES = rf"""(?:
    [*†‡§¹²³⁰-⁹™®℠{_HIDDEN}]{{1,8}}+ (?: ,[¹²³⁰-⁹] )? | [ ]?[{_EMOJI}]{{1,24}}+ | {_BRACKETED}
    ){{0,8}}+"""  # reference marks, trademark signs, emoji and emoticons belong to the sentence
_LENGTHS = sorted({len(word) for word in _SHORTENED if len(word) > 2})
_NOT_SHORTENED = " ".join(  # by their last three letters: what comes before may be a capital
    rf"(?<! \b \w{{{length - 3}}} (?:{'|'.join(ends)}) \. )"
    for length in _LENGTHS
    for ends in [sorted({word[-3:] for word in _SHORTENED if len(word) == length})]
)
_LOWER_OPENER = r"(?:i|it|the|he|she|we|they|you|but|and|so|if|there|its)\b"
_PLAIN = rf"""
    # after a word that is no abbreviation and no list number (xiv)
    (?: (?<= [a-z]{{3}}\. ) (?= \s++ ["“‘']?[A-Z] | (?<= [a-z]{{5}}\. ) \s {_LOWER_OPENER} )
        (?<! [ivx]{{3}}\. ) {_NOT_SHORTENED}
    |   (?<= [a-z][!?] ) (?= \s++ [A-Z] )
    ) (?P<plain> \s++ )
    """
_STOP = re.compile(  # an emoji may end a sentence without a stop
    rf"""
    [.!?…{_WIDE}{_EMOJI}] (?: {_PLAIN} |
    # a run; bounded for linear time
    (?: [{_STOPS}] | {_BLANK}(?=\.\.|\.[ ]\.|…) ){{0,48}}+
    (?P<closers> (?: [{_CLOSERS}] | {_BLANK}["”»›](?=\s) ){{0,8}}+ )
    (?P<notes> {_NOTES} )
    (?P<gap> \s++ | (?= [{_QUOTES}]{{0,8}}+ [^\W\d_a-z][^\W\d_A-Z] )     # or no gap: "war.The"
    |   (?<= [{_WIDE}] ) | (?<= [{_WIDE}][{_CLOSERS}] ) )
    (?P<openers> [-–—•*]?[ ]?[{_HIDDEN}]?(?: [{_QUOTES}]{{0,8}} | [«‹]{_BLANK}? ) )
    (?: (?! [a-z] ) (?= [^\W_] | [$£€¥₹@#] )
    | (?= [a-z][A-Z)] | [a-z]{{2,9}}[A-Z][a-z] | https?:// | www\. ) )       # iPhone, b)
    )
    """,
    re.VERBOSE,
)
_ASCII_STOP = re.compile(  # the same for a text of ASCII characters, in less time
    rf"""
    [.!?] (?: {_PLAIN} |
    (?: [.!?] | [ ](?=\.\.|\.[ ]\.) ){{0,48}}+
    (?P<closers> (?: ["')\]}}] | [ ]"(?=\s) ){{0,8}}+ )
    (?P<notes> (?: [*]{{1,8}}+ | {_BRACKETED} ){{0,8}}+ )
    (?P<gap> \s++ | (?= ["'(\[{{`]{{0,8}}+ [A-Z][a-z] ) )
    (?P<openers> [-*]?[ ]?["'(\[{{`]{{0,8}} )
    (?= [A-Z0-9$@#] | [a-z][A-Z)] | [a-z]{{2,9}}[A-Z][a-z] | https?:// | www\. )
    )
    """,
    re.VERBOSE | re.ASCII,
)
_RARE_STOP = re.compile(f"[…{_WIDE}{_EMOJI}]")
_FULL_STOPS = frozenset(_STOPS)
_BEFORE_WORD = f"\"“„‘'«([{{—–-…{_BULLETS}"
_LAST_MARKS = ' .!?…"”’'  # a sentence has more than these
_POSTSCRIPTS = frozenset({"p.s", "p.p.s", "n.b", "ps", "nb"})
_CLOSING = frozenset('"”»“«›‹」』')
_BETWEEN_WORDS = re.compile("[—–/]")
_DASHES = frozenset("-–—")
_WORD = re.compile(r"[\w’'-]{1,40}")
_DOTTED = re.compile(r"(?:^|[^A-Za-z])(?:[A-Za-z]\.)+[A-Za-z]$")
_LIST_NUMBER = re.compile(r"[(\[]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})$")
_AFTER_CLOCK = re.compile(
    r"(?i:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b|January"
    r"|February|March|April|June|July|August|September|October|November|December|Eastern|Pacific"
    r"|Central|Mountain|Greenwich)|[ECMP][SD]?T\b|GMT|UTC|BST|CES?T\b|I[SR]T\b|JST\b"
)
_MISTER = re.compile(r"(?:Mr|Mrs|Ms|Dr)\.")
_CLOCK_OPENS = re.compile(  # a sentence that only says when: the clock does not end it
    r"\W*(?:(?:At|By|Around|About|Before|After|Since|Until|From|Shortly|Just|Between|On)\b)[^,;:]{0,40}$"
)
_CAPITAL = "[A-ZÀ-ÖØ-Þ]"
_NAME = (
    r"(?!(?:He|She|It|They|We|You|This|That|These|Those|There|Nobody|Everybody|Everyone)\b)"
    r"(?:(?:Mr|Mrs|Ms|Dr|Gov|Sen|Rep|Gen|Lt|Col|Prof)\. |[Tt]he )?"
    rf"{_CAPITAL}[\w’'-]{{0,30}}"
    rf"(?:,? (?:{_CAPITAL}\.|{_CAPITAL}[\w’'-]{{0,30}}|of|the|and|de|van|von|bin|al-\w{{1,20}}"
    rf"|[a-z]{{1,20}}(?=,? {_CAPITAL}))){{0,4}}?"
)
_SAYS = re.compile(rf"(?:{_SAY}|is|was|to|will|has|and)\b")
_ATTRIBUTION = re.compile(
    rf"(?:{_NAME}(?:, [^,.“\"]{{3,60}},)?|he|she|they|it|I|one|we) (?:{_SAY})\b(?!:)"
    rf"|(?:Said|Asked|Replied|Added|Wrote|Tweeted) {_CAPITAL}"
)
_WHOLE_ATTRIBUTION = re.compile(
    rf"{_NAME} (?:said|asked|added|replied|wrote|tweeted)(?: (?:on )?[A-Z][a-z]{{2,6}}day)?\."
)


class _Stop(NamedTuple):
    """A place where a sentence may end.

    sentence: where the current sentence begins. start: the first character of the run of stops.
    closers, gap, openers: the characters between the run and the next word, in this order.
    next: where the next word begins. word: the word before the run, "" if there is none.
    tail: the word, or its part after the last hyphen, in lower case.
    """

    text: str
    sentence: int
    start: int
    run: str
    closers: str
    gap: str
    openers: str
    next: int
    word: str
    tail: str

    @property
    def following(self) -> str:
        """The first character of the next word."""
        return self.text[self.next]

    @property
    def quoted(self) -> bool:
        """True if a quotation mark closes right after the run."""
        if not self.closers:
            return False
        return not _CLOSING.isdisjoint(self.closers) or self.closers[-1] in {"’", "'"}

    @property
    def named(self) -> bool:
        """True if the word is written like a name: capitalized or hyphenated."""
        return self.word[:1].isupper() or "-" in self.word

    @property
    def opener_follows(self) -> bool:
        """True if the next word often opens a sentence and is rarely a name."""
        word = _WORD.match(self.text, self.next)
        return word is not None and word.group().replace("’", "'").lower() in _OPENERS

    @property
    def number_before(self) -> bool:
        """True if the word before this word is a number."""
        before = self.text[self.sentence : self.start][-80:].split()
        return len(before) > 1 and before[-2][-1:].isdigit()

    @property
    def named_before(self) -> bool:
        """True if the word before this word is capitalized."""
        before = self.text[self.sentence : self.start][-80:].split()
        return len(before) > 1 and before[-2][:1].isupper()


# ------------------------------------------------------------------------------- split


def split_sentences(text: str, paragraph: Span) -> tuple[Span, ...]:
    """Split one paragraph into sentences: spans of the text, in order.

    The spans are trimmed and disjoint and cover all of the paragraph except white space. Line
    breaks inside the paragraph count as blanks, so split a text into paragraphs first
    (annotator.documents.blocks).
    """
    part = paragraph.of(text)
    length = len(part)
    may_have_parts = (
        part[0] in FIRST
        or (  # quick tests, which nearly all prose fails
            length <= LONGEST_LINE
            and (
                ": " in part
                or (part[-1] in DIGITS and "day, " in part)
                or (length <= LONGEST_CLOSING and ("," in part or part[1:2] in MARKS))
            )
        )
    )
    if may_have_parts and (starts := part_starts(part)):
        return _split_parts(text, paragraph, starts)
    start, end = 0, length
    if part.strip() != part:
        start = length - len(part.lstrip())
        end = len(part.rstrip())
    body = part.rstrip(_LAST_MARKS)  # three single searches in it are the fastest test for stops
    is_ascii = part.isascii()
    if (
        "." not in body
        and "?" not in body
        and "!" not in body
        and (is_ascii or not _RARE_STOP.search(body))
    ):
        if end - start == length:
            return (paragraph,)
        return (Span(paragraph.start + start, paragraph.start + end),) if start < end else ()
    spans = []
    base = paragraph.start
    for match in (_ASCII_STOP if is_ascii else _STOP).finditer(part, start, len(body)):
        plain = match.lastindex == 1
        if plain or _ends(part, start, match):
            place, following = match.span(1 if plain else "gap")
            spans.append(Span(base + start, base + place))
            start = following
    if start < end:
        spans.append(Span(base + start, base + end))
    return tuple(spans)


def _split_parts(text: str, paragraph: Span, starts: list[int]) -> tuple[Span, ...]:
    """The sentences of a paragraph of several parts, which begin at places in it."""
    places = [paragraph.start, *(paragraph.start + start for start in starts), paragraph.end]
    spans: list[Span] = []
    for start, end in pairwise(places):
        spans += split_sentences(text, Span(start, end))
    return tuple(spans)


def _ends(text: str, sentence: int, match: re.Match[str]) -> bool:
    """Return True if a sentence ends at this stop."""
    if not _can_open(text, match.end()):
        return False
    start = match.start()
    closers, notes, gap, openers = match.group("closers", "notes", "gap", "openers")
    run = text[start : match.start("closers")]
    word = _word_before(text, sentence, start)
    is_whole = _is_whole(word) or (len(word) == 4 and word.isdigit())
    if run == "." and gap and not (closers or notes or openers):
        if is_whole:
            return True
        if word in _BEFORE_NAMES:
            return False
        rules = _RULES_OF_WORDS if word else _RULES
    else:
        rules = _RULES_OF_SIGNS if is_whole else _RULES
    tail = word.lower().rpartition("-")[2]
    stop = _Stop(text, sentence, start, run, closers, gap, openers.strip(), match.end(), word, tail)
    for rule in rules:
        decision = rule(stop)
        if decision is not None:
            return decision
    return True


def _can_open(text: str, at: int) -> bool:
    """Return True if a sentence can begin here: not in lower case, except iPhone, b), www."""
    return not text[at].islower() or text[at].isascii()  # the expression looked at ASCII


def _is_whole(word: str) -> bool:
    """Return True if a word is no abbreviation, no initial and no list number (iv)."""
    lower = word.lower()
    if "." in word or lower in _SHORTENED:
        return False
    if len(word) > 4:
        return "-" not in word or lower.rpartition("-")[2] not in _SHORTENED
    return word.isalpha() and not _LIST_NUMBER.match(word)


def _word_before(text: str, sentence: int, stop: int) -> str:
    """The word before a stop, without the opening marks, dashes and slashes before it."""
    before = text[max(sentence, stop - 40) : stop].rsplit(None, 1)
    if not before or text[stop - 1].isspace():
        return ""
    word = before[-1]
    return word if word.isalnum() else _BETWEEN_WORDS.split(word.lstrip(_BEFORE_WORD))[-1]


# ------------------------------------------------------------------------------- rules
# Each returns True or False if it can decide whether the sentence ends here, else None.


def _emoji(stop: _Stop) -> bool | None:
    """We won 🎉 Nobody expected it; but I ❤️ New York."""
    if stop.run[0] in _FULL_STOPS:
        return None
    return bool(stop.gap) and stop.start > stop.sentence and stop.opener_follows


def _touching(stop: _Stop) -> bool | None:
    """No blank after the stop: 3.5, U.S., example.com, or a missing blank, "war.The"."""
    if stop.gap:
        return None
    before = stop.text[max(0, stop.start - 3) : stop.start]
    opens = stop.text[stop.next : stop.next + 2]
    if stop.run[-1] in _WIDE:
        return not stop.following.isdigit()
    if stop.run not in {".", "!", "?"} or not (len(before) == 3 and before.isalpha()):
        return False
    if not (before.islower() and opens[:1].isupper() and opens[1:].islower()):
        return False
    if stop.openers:
        return stop.quoted and stop.openers in {"“", "‘"}
    return bool(stop.closers) or stop.opener_follows


def _attributed(stop: _Stop) -> bool | None:
    """“Why now?” Justice Doe asked; “Why now?” — Jane Doe: the source belongs to the quotation."""
    if not stop.quoted:
        return None
    if stop.openers:
        return False if stop.openers in _DASHES else None
    attribution = _WHOLE_ATTRIBUTION if stop.run == "." else _ATTRIBUTION
    return False if attribution.match(stop.text, stop.next) else None


def _several(stop: _Stop) -> bool | None:
    """A question mark, an exclamation mark or an ellipsis, except an ellipsis before a number."""
    if stop.run == ".":
        return None
    if stop.run[0] not in ".…" or stop.quoted:
        return True
    return not (stop.following.isdigit() or stop.openers[:1] in {"(", "["})


def _nothing_before(stop: _Stop) -> bool | None:
    """A full stop without a word before it."""
    return None if stop.word else True


def _dateline(stop: _Stop) -> bool | None:
    """AUGUSTA, Me. — Jane Doe ..."""
    short = stop.word[0].isupper() and len(stop.word) <= 5
    return False if short and stop.openers[:1] in _DASHES else None


def _list_number(stop: _Stop) -> bool | None:
    """1. Something: a list number opens its sentence."""
    alone = stop.start - stop.sentence <= len(stop.word) + 2 and stop.closers in {"", ")"}
    if alone and stop.tail in _POSTSCRIPTS:
        return False
    return False if alone and len(stop.word) <= 4 and _LIST_NUMBER.match(stop.word) else None


def _before_number(stop: _Stop) -> bool | None:
    """No. 3, Sept. 11; but "she said no. 3,000 people left" is not distinguished."""
    if stop.tail not in _BEFORE_NUMBERS:
        return None
    written = stop.named or stop.tail in _LOWER_BEFORE_NUMBERS
    following = stop.text[stop.next : stop.next + 2].lstrip("#")
    return False if written and following[:1].isdigit() else None


def _unit(stop: _Stop) -> bool | None:
    """6 ft. 2 in."""
    if stop.tail not in _UNITS or stop.named or not stop.number_before:
        return None
    return not stop.following.isdigit()


def _title(stop: _Stop) -> bool | None:
    """Gov. Doe, vs. Doe; but "on Main St. He ..." ends a sentence."""
    if stop.tail in _REFERENCES:
        return stop.quoted
    if stop.tail not in _TITLES or not stop.named or stop.word == "RT":
        return None
    if stop.tail == "st" or stop.text[: stop.start - len(stop.word)].endswith(", "):
        return stop.quoted or stop.opener_follows
    return stop.quoted


def _initial(stop: _Stop) -> bool | None:
    """John F. Doe, J. K. Doe; but "plan B. The ..." and "you and I. The ..." end a sentence."""
    if len(stop.word) != 1:
        return None
    if not stop.word.isupper() or (stop.quoted and stop.word != "I"):
        return True
    if stop.word == "I":
        return not stop.named_before or bool(stop.openers) or stop.opener_follows
    return stop.opener_follows and not stop.named_before


def _junior(stop: _Stop) -> bool | None:
    """John Doe Jr. left: no first name follows; but Martin Luther King Jr. Day is one name."""
    if stop.tail not in {"jr", "sr"} or not stop.named_before or stop.quoted or stop.openers:
        return None
    following = _WORD.match(stop.text, stop.next)
    word = following.group().lower() if following else ""
    return word not in _AFTER_JUNIOR and not _SAYS.match(word) and not stop.following.isdigit()


def _ender(stop: _Stop) -> bool | None:
    """Bread, milk, etc. Nobody paid."""
    if stop.tail not in _ENDERS or stop.closers or stop.openers:
        return None
    return not stop.following.isdigit()


def _month(stop: _Stop) -> bool | None:
    """... in Sept. The ..."""
    if stop.tail not in _BEFORE_NUMBERS or not stop.named or len(stop.tail) < 3:
        return None
    return stop.opener_follows or bool(stop.openers)


def _abbreviation(stop: _Stop) -> bool | None:
    """Doe Inc. of Ohio: ends a sentence only where a sentence opener follows."""
    written = stop.word != "EST" and (stop.named or stop.tail in _LOWER_ABBREVIATIONS)
    if stop.tail not in _ABBREVIATIONS | _ENDERS or not written:
        return None
    return _after_abbreviation(stop)


def _dotted(stop: _Stop) -> bool | None:
    """U.S., p.m., e.g.: abbreviations, with a few special cases."""
    if "." not in stop.tail or not _DOTTED.search(stop.tail):
        return None
    if stop.tail in {"e.g", "i.e"}:
        return False
    if stop.tail in {"a.m", "p.m"} and not stop.closers and not stop.openers:
        if stop.following.isdigit() or _AFTER_CLOCK.match(stop.text, stop.next):
            return False
        opens = _CLOCK_OPENS.match(stop.text, stop.sentence, stop.start)
        return opens is None or (stop.opener_follows and not _MISTER.match(stop.text, stop.next))
    return _after_abbreviation(stop)


def _after_abbreviation(stop: _Stop) -> bool:
    """Return True if a sentence begins after a full stop that may belong to an abbreviation."""
    if stop.quoted:
        return stop.closers not in {"’", "'"} or stop.opener_follows
    if stop.openers:
        return stop.openers[0] not in "([-–—"
    return not stop.following.isdigit() and stop.opener_follows


_RULES_OF_WORDS: tuple[Callable[[_Stop], bool | None], ...] = (
    _list_number,
    _before_number,
    _unit,
    _title,
    _initial,
    _junior,
    _ender,
    _month,
    _abbreviation,
    _dotted,
)
"""The rules for a full stop after a word that has nothing else around it."""

_RULES_OF_SIGNS: tuple[Callable[[_Stop], bool | None], ...] = (
    _emoji,
    _touching,
    _attributed,
    _several,
    _nothing_before,
    _dateline,
)
"""The rules for a stop after a word that is no abbreviation."""

_RULES = _RULES_OF_SIGNS + _RULES_OF_WORDS
