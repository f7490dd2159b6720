"""Fixed phrases with a reporting verb that report nothing: it goes without saying, needless to say.

In them the narrator speaks, or nobody does. They are recognized by the words around the verb.
"""

from __future__ import annotations

from annotator.attribution import function_words
from annotator.attribution.parsed_sentence import ParsedSentence

_LET = frozenset({"let", "let's"})
_TO_SAY = frozenset({"needless", "is", "strange", "sad", "sorry"})
_IMPERSONAL = function_words.word_set("it it's that's this's its")
_NOT_CLAUSES = function_words.word_set(
    "otherwise so differently nothing yes no hello goodbye anything something"
)
_BE = function_words.BE | {"seems", "seemed"}
_SAYS = frozenset({"say", "said", "argue", "argued"})
_MUST = frozenset({"must", "should", "has", "can", "could", "might"})
_MIGHT = frozenset({"could", "might", "can", "may"})
_BEFORE = _LET | {"without", "worth", "dare", "i", "who"}
_AFTER = _NOT_CLAUSES | {":"}
_LABEL = 5  # tokens of a label before its verb
_ADVERBS = frozenset({"otherwise", "differently"})
_REACH = 7  # tokens between “it” and “to say”


def says_nothing(sentence: ParsedSentence, first: int, at: int) -> bool:
    """Return True if a verb group, from a token to its verb, belongs to such a phrase."""
    words = sentence.words
    may_be = first < at or words[first - 1] in _BEFORE or words[at + 1] in _AFTER
    return (may_be or words[first - 2] in _LET) and _is_phrase(sentence, first, at)


def _is_phrase(sentence: ParsedSentence, first: int, at: int) -> bool:
    words = sentence.words
    before, after = words[first - 1], words[at + 1]
    if before in {"without", "worth"}:
        return words[at] == "saying"  # it goes without saying
    if after in _NOT_CLAUSES and _ends_phrase(sentence, at + 2):
        return True  # those who say otherwise
    if after == ":" and "what" in words[max(0, first - _LABEL) : first]:
        return True  # What they are saying: “No,” Doe said
    if before in _LET or (first > 1 and words[first - 2] in _LET):
        return True  # let us say
    if words[first] == "to" and _is_impersonal(sentence, first):
        return True  # it is fair to say
    dared = before == "dare" or (before == "i" and words[first - 2] == "dare")
    asks = before == "who" and first == 1
    return dared or asks or (first < at and _narrates(sentence, first, at))


def _narrates(sentence: ParsedSentence, first: int, at: int) -> bool:
    """Return True if the narrator says it: I must say, you could say, it has to be said."""
    group = sentence.words[first:at]
    if group == ["having"] and sentence.words[at + 1 : at + 3] == ["that", ","]:
        return True  # Having said that, ...
    subject, verb = sentence.words[first - 1], sentence.words[at]
    if verb not in _SAYS:
        return False
    if subject in _IMPERSONAL or subject in {"that", "this"}:
        return "to" in group or ("be" in group and not _MUST.isdisjoint(group))
    generic = subject in {"you", "one"} and not _MIGHT.isdisjoint(group)
    return generic or (subject == "i" and "must" in group)


def _ends_phrase(sentence: ParsedSentence, at: int) -> bool:
    """Return True if nothing reported begins at a token: say so, say otherwise are."""
    word = sentence.words[at]
    return (
        sentence.is_mark(at)
        or (sentence.is_finite_verb(at) and sentence.words[at - 1] in _ADVERBS)
        or word in function_words.PREPOSITIONS
        or word in function_words.TIMES
        or word in function_words.CONJUNCTIONS
    )


def _is_impersonal(sentence: ParsedSentence, to: int) -> bool:
    """Return True for an infinitive that nobody is the subject of: it is fair to say."""
    before = sentence.words[max(0, to - _REACH) : to]
    if not before or before[-1] in _TO_SAY or "suffice" in before:
        return True  # To say that he lied is unfair
    for place in range(to - 1, to - 1 - len(before), -1):
        if sentence.is_mark(place):
            return False
        if sentence.words[place] in _IMPERSONAL:
            return "'" in sentence.words[place] or not _BE.isdisjoint(
                sentence.words[place + 1 : place + 4]
            )
    return False
