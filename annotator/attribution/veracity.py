"""Veracity words: what the text says about the truth of an attributed statement.

falsely claimed, rightly noted, denied, without evidence.
"""

from __future__ import annotations

from collections.abc import Sequence

_ADVERBS = {
    "asserted_false": """contrary falsely wrongly incorrectly erroneously misleadingly inaccurately
        untruthfully mistakenly dishonestly false bogus debunked untrue fabricated discredited
        disproven erroneous mistaken inaccurate misleading""",
    "asserted_true": "rightly correctly accurately truthfully true correct accurate",
    "doubted": """supposedly purportedly dubiously implausibly unconvincingly baselessly baseless
        unfounded groundless unproven unverified unsubstantiated unsupported dubious
        questionable""",
    "contested": "controversially disputed contested controversial",
}
_VERBS = {
    "asserted_false": "lie debunk disprove refute pretend",
    "asserted_true": """acknowledge admit concede confess confirm discover learn prove realize
        realise recognize recognise reveal""",
    "doubted": "doubt question",
    "contested": "deny dispute rebut reject contest",
}
_SUPPORT = frozenset({"evidence", "proof", "basis", "substantiation"})
_BY_WORD = {word: name for name, words in _ADVERBS.items() for word in words.split()}
_WORDS = frozenset(_BY_WORD)
_BY_VERB = {verb: name for name, verbs in _VERBS.items() for verb in verbs.split()}


def is_veracity_word(word: str) -> bool:
    """Return True if a word near a cue comments on the truth: falsely, baseless."""
    return word in _BY_WORD


def verdict_by_text(group: Sequence[str], verb: str) -> str:
    """asserted_true, asserted_false, doubted or contested; '' if the text takes no side.

    group: the words of the cue and those between it and its content.
    verb: the lemma of the cue, '' if the cue is not a verb. A negated verb (has not confirmed)
        gives ''.
    """
    if not _WORDS.isdisjoint(group):
        return next(_BY_WORD[word] for word in group if word in _BY_WORD)
    if "without" in group and not _SUPPORT.isdisjoint(group):
        return "doubted"
    if verb not in _BY_VERB:
        return ""
    negated = any(word in {"not", "never"} or word.endswith("n't") for word in group)
    return "" if negated else _BY_VERB[verb]
