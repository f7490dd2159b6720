"""Sources: where the subject of a reporting verb begins and ends.

Doe, the mayor of Korrund, said; said Doe, the mayor of Korrund.
"""

from __future__ import annotations

from annotator.attribution import function_words
from annotator.attribution.attribution_types import TokenRange
from annotator.attribution.parsed_sentence import ParsedSentence
from annotator.attribution.reporting_verbs import (
    AMBIGUOUS,
    REPORTING_NOUNS,
    REPORTING_VERBS,
    Ending,
    Frame,
)

_LONGEST = 45  # tokens
_LONGEST_CLAUSE = 12  # tokens before a conjunction
_COMMAS = 3  # in a subject after its verb: said Doe, the mayor, who ...
_THINGS = frozenset({"this", "these", "those"})  # may come before a noun
_ALONE = function_words.SUBJECTS - _THINGS
_ASIDE = (
    function_words.SUBORDINATORS - {"who", "whose", "and"}
    | function_words.SUBJECTS - {"who"}
    | function_words.PREPOSITIONS
    | frozenset(REPORTING_VERBS)
)
_LEAVES = (
    function_words.word_set("in on at during after before when while as about")
    | function_words.TIMES - {"of", "this", "last"}
    | function_words.SUBORDINATORS - {"and"}
)
_NOUNS = frozenset({"work", "help", "support", "set"})  # more often than verbs
_BRACKETS = frozenset("()[]")
_OPENING_BRACKETS = frozenset("([")
_OPENINGS = {")": "(", "]": "["}
_LONGEST_BRACKETS = 8  # tokens: Doe (D-Ohio), Ferro (NYSE: FER)
_APPOSED = frozenset({"a", "an", "the", "who", "whose", "of", "from", "then", "now", "his", "her"})
_LONGEST_NARRATOR_ASIDE = 12  # tokens
_NARRATOR_ASIDES = frozenset(
    {"however", "too", "meanwhile", "though", "then", "instead", "nevertheless", "nonetheless"}
    | {"likewise", "similarly", "in turn", "of course", "in contrast", "by contrast", "as well"}
    | {"for instance", "for example", "for one", "for his part", "for her part", "for their part"}
    | {"for its part", "on the other hand", "in particular", "at least", "as usual", "again"}
)
_ASKED = ("asked ", "when asked", "pressed ", "questioned ")  # Doe, asked about it, said
_RELATIVES = frozenset({"who", "that", "which", "whom", "whose"})
_QUANTIFIERS = frozenset({"both", "all", "each"})
_INDEFINITE = function_words.word_set("nobody everybody everyone someone anyone none one others")
_BEFORE_SUBJECT = _BRACKETS | function_words.CONJUNCTIONS
_OPENS_RELATIVE = _RELATIVES | function_words.PERSONS
_WHILE = frozenset({"before", "after"})
_MAY_BE_BOUNDARY = (
    function_words.MARKS
    | function_words.AUXILIARIES
    | function_words.SUBJECTS
    | function_words.SUBORDINATORS
    | function_words.FINITE_VERBS
    | frozenset(REPORTING_VERBS)
)


def subject_start(sentence: ParsedSentence, end: int) -> int:
    """The start of a subject that ends before a token; the token itself if there is none."""
    last = sentence.words[end - 1]
    if last in function_words.CONJUNCTIONS:
        return end
    first = end
    if last == "," and end > 2:
        opening = _opening_comma(sentence, end - 1)
        while opening is not None and (earlier := _apposition_before(sentence, opening)):
            opening = earlier
        if opening is None:
            return end
        first = opening
    if sentence.words[first - 1] in _OPENINGS:
        first = _opening_bracket(sentence, first - 1)
    start = _noun_phrase(sentence, first)
    if start >= first:
        return end
    return _both_start(sentence, start) if sentence.words[start - 1] == "and" else start


def _both_start(sentence: ParsedSentence, start: int) -> int:
    """The start of two speakers with appositions: (Doe, 43, a nurse, and) Roe, 31, her brother."""
    if sentence.words[start - 2] != "," or start < 4:
        return start
    if any(at in sentence.quoted for at in range(start)):
        return start
    verbs = any(map(sentence.is_finite_verb, range(1, start - 2)))
    first = start if verbs else subject_start(sentence, start - 1)
    return 0 if first == 0 and sentence.is_capitalized(0) else start


def main_subject(sentence: ParsedSentence, end: int) -> TokenRange | None:
    """The subject of the first verb, if it is before a token and no mark comes between."""
    for at in range(1, end):
        if sentence.is_mark(at):
            return None
        if sentence.is_finite_verb(at) or sentence.words[at] in function_words.AUXILIARIES:
            first = sentence.verb_group_start(at)
            start = subject_start(sentence, first)
            return (start, first) if start < first else None
    return None


def before_aside(sentence: ParsedSentence, end: int) -> int:
    """The end of a subject without an aside of the narrator: Doe(, however,) said."""
    if sentence.words[end - 1] != ",":
        return end
    for at in range(end - 2, max(0, end - _LONGEST_NARRATOR_ASIDE), -1):
        if sentence.words[at] == ",":
            aside = " ".join(sentence.words[at + 1 : end - 1])
            return at if aside in _NARRATOR_ASIDES or aside.startswith(_ASKED) else end
    return end


def subject_end(sentence: ParsedSentence, first: int) -> int:
    """The end of a subject that begins at a token: said (Doe, the mayor of Korrund)."""
    at, commas = first, 0
    last = min(len(sentence), first + _LONGEST)
    while at < last:
        if sentence.words[at] in _OPENING_BRACKETS:
            at = min(sentence.closing_bracket(at), last - 1)
        elif (
            sentence.words[at] == "," and commas < _COMMAS and _can_be_apposition(sentence, at + 1)
        ):
            commas += 1
        elif sentence.is_mark(at) and sentence.words[at] not in _BRACKETS:
            break
        elif at > first and not commas and sentence.words[at] in _LEAVES:
            break
        at += 1
    return at - (sentence.words[at - 1] == ",")


def _can_be_apposition(sentence: ParsedSentence, at: int) -> bool:
    """Return True if an apposition can begin here: Doe, (the mayor)."""
    return not (sentence.is_mark(at) or sentence.is_adverb(at) or sentence.words[at] in _ASIDE)


def _opening_comma(sentence: ParsedSentence, closing: int) -> int | None:
    """The comma before an apposition that ends with a comma: Doe, the mayor, said."""
    for at in range(closing - 1, max(0, closing - _LONGEST), -1):
        if at in sentence.quoted or sentence.words[at] in {";", "—", ":"}:
            return None
        if sentence.words[at] == "," and not sentence.is_coordinating(at):
            return at
    return None


def _apposition_before(sentence: ParsedSentence, closing: int) -> int | None:
    """The comma before an apposition that is followed by another: Doe, 43, (a mother, said)."""
    opening = _opening_comma(sentence, closing)
    if opening is None or opening == 0:
        return None
    word = sentence.words[opening + 1]
    if word.isdigit():
        return opening
    relative = word in {"who", "whose"}
    apposed = word in _APPOSED and (
        relative or not any(map(sentence.is_finite_verb, range(opening + 1, closing)))
    )
    if apposed:
        return opening if _names_somebody(sentence, opening) else None
    named = all(map(sentence.is_capitalized, range(opening + 1, closing)))
    return opening if named and _is_role(sentence, opening) else None


def _is_role(sentence: ParsedSentence, end: int) -> bool:
    """Return True if a role opens the sentence before a name: Its owner, Ferro, a maker."""
    return (
        sentence.words[0] in function_words.DETERMINERS
        and end <= _LONGEST_BRACKETS
        and not sentence.is_capitalized(end - 1)
        and not any(sentence.is_mark(at) or _is_boundary(sentence, at) for at in range(end))
    )


def _names_somebody(sentence: ParsedSentence, end: int) -> bool:
    """Return True if a name ends before a comma: Ann Doe, the mayor; not: In May, the mayor."""
    first = end
    while first > 0 and not sentence.is_mark(first - 1):
        first -= 1
    opens = (
        sentence.words[first] in function_words.PREPOSITIONS
        or sentence.words[first] in function_words.SUBORDINATORS
    )
    return not opens and sentence.is_capitalized(end - 1)


def _opening_bracket(sentence: ParsedSentence, closing: int) -> int:
    """The bracket that opens before a closing one; the closing one itself if there is none."""
    opening = _OPENINGS[sentence.words[closing]]
    for at in range(closing - 1, max(-1, closing - _LONGEST_BRACKETS), -1):
        if sentence.words[at] == opening:
            return at
    return closing


def _noun_phrase(sentence: ParsedSentence, end: int) -> int:
    """The start of a noun phrase that ends before a token."""
    if sentence.words[end - 1] in _ALONE:
        relative = _relative_clause(sentence, end - 1, end)
        return end - 1 if relative is None else _noun_phrase(sentence, relative)
    words, at, last = sentence.words, end, max(0, end - _LONGEST)
    while at > last:
        if words[at - 1] in _MAY_BE_BOUNDARY and _is_boundary(sentence, at - 1):
            break
        at -= 1
        if words[at] in _OPENINGS:
            at = _opening_bracket(sentence, at)
    if at < end and words[at - 1] in _INDEFINITE and words[at] in function_words.PREPOSITIONS:
        return at - 1  # nobody at the port
    relative = _relative_clause(sentence, at, end) if at else None
    if relative is not None:
        return _noun_phrase(sentence, relative)
    start = _trim_start(sentence, at, end)
    return _list_start(sentence, start, end) if words[start - 1] == "," else start


def _relative_clause(sentence: ParsedSentence, at: int, end: int) -> int | None:
    """The start of a relative clause around a token: The clerk (who found the letter) said."""
    if sentence.is_mark(at - 1) or (at == end and not sentence.is_finite_verb(at - 1)):
        return None
    first = max(0, at - _LONGEST_CLAUSE)
    if _OPENS_RELATIVE.isdisjoint(sentence.words[first:at]):
        return None
    for place in range(at - 1, first, -1):
        if sentence.is_mark(place):
            return None
        if sentence.words[place] in _OPENS_RELATIVE:
            verbs = any(sentence.is_finite_verb(one) for one in range(place + 1, end))
            return place if verbs and _is_noun(sentence, place - 1) else None
    return None


def _is_noun(sentence: ParsedSentence, at: int) -> bool:
    """Return True if a relative clause can follow a token: no verb, noun of speech or mark."""
    word = sentence.words[at]
    return not (
        sentence.is_mark(at)
        or sentence.is_finite_verb(at)
        or sentence.is_adverb(at)
        or word in REPORTING_VERBS
        or word in REPORTING_NOUNS
        or word in function_words.PREPOSITIONS
        or word in function_words.SUBORDINATORS
        or word in function_words.AUXILIARIES
    )


def _list_start(sentence: ParsedSentence, start: int, end: int) -> int:
    """The start of a list of names that ends in a noun phrase: Doe, (Roe and Poe)."""
    if "and" not in sentence.words[start:end]:
        return start
    first = start - 1
    if sentence.words[first - 1] in _OPENINGS:
        first = _opening_bracket(sentence, first - 1)
    while first > 0 and sentence.words[first - 1] != "," and sentence.is_capitalized(first - 1):
        first -= 1
    opens = first == 0 or sentence.words[first - 1] == ","
    if first == start - 1 or not opens or sentence.words[first] in function_words.PREPOSITIONS:
        return start
    return _list_start(sentence, first, end) if first else first


def _is_boundary(sentence: ParsedSentence, at: int) -> bool:
    """Return True if a noun phrase cannot contain a token: punctuation, conjunction or verb."""
    word = sentence.words[at]
    if sentence.is_mark(at) and word not in _OPENINGS:
        return True
    if word in function_words.AUXILIARIES or word in _ALONE:
        return True
    if word in function_words.SUBORDINATORS:
        return not _joins_words(sentence, at)
    verb = None if word in AMBIGUOUS else REPORTING_VERBS.get(word)
    if verb is None or verb.ending is Ending.ING:
        return word in function_words.FINITE_VERBS and word not in _NOUNS
    return (
        Frame.PARENTHETICAL in verb.frames or word in function_words.FINITE_VERBS
    ) and sentence.words[at - 1] not in function_words.DETERMINERS


def _joins_words(sentence: ParsedSentence, at: int) -> bool:
    """Return True if a word that can join clauses joins words here: Doe and Roe."""
    word = sentence.words[at]
    if word in {"and", "or"}:
        return (
            not sentence.is_finite_verb(at - 1)
            and sentence.words[at + 1] not in function_words.SUBJECTS
        )
    if word in _WHILE:
        return not sentence.is_capitalized(at) and not _follows_verb(sentence, at)
    return word == "than"


def _follows_verb(sentence: ParsedSentence, end: int) -> bool:
    """Return True if there is a finite verb in the words before a token: The port closed after."""
    for at in range(end - 1, max(-1, end - _LONGEST_CLAUSE), -1):
        if sentence.is_mark(at):
            return False
        if sentence.is_finite_verb(at) or sentence.words[at] in function_words.AUXILIARIES:
            return True
    return False


def _trim_start(sentence: ParsedSentence, first: int, end: int) -> int:
    """The start of a noun phrase without an adverbial before it: (On Monday) the mayor."""
    at = first
    while at < end and (
        sentence.words[at] in _BEFORE_SUBJECT
        or (sentence.words[at] not in _QUANTIFIERS and sentence.is_adverb(at))
    ):
        at += 1
    if sentence.words[at] not in function_words.PREPOSITIONS:
        return at
    starts = (place for place in range(end - 1, at, -1) if _starts_noun_phrase(sentence, place))
    return next(starts, end)


def _starts_noun_phrase(sentence: ParsedSentence, at: int) -> bool:
    """Return True if a noun phrase without a preposition can begin here."""
    before = sentence.words[at - 1]
    if (
        before in function_words.PREPOSITIONS
        or before in function_words.DETERMINERS
        or before.endswith("'s")
    ):
        return False
    if sentence.words[at] in function_words.DETERMINERS:
        return True
    return (
        sentence.is_capitalized(at)
        and not sentence.is_capitalized(at - 1)
        and before not in {"and", "&"}
    )
