"""What the text says about the truth of what it reports, by the words it reports it with."""

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
_BY_WORD = {word: name for name, listed in _ADVERBS.items() for word in listed.split()}
_BY_VERB = {verb: name for name, listed in _VERBS.items() for verb in listed.split()}


def judges(word: str) -> bool:
    """Whether a word beside a cue says something of its truth: falsely, baseless."""
    return word in _BY_WORD


def judgement(group: Sequence[str], verb: str) -> str:
    """asserted_true, asserted_false, doubted or contested; '' where the text takes no side.

    group: the words of the cue and those up to what it reports. verb: its dictionary form, '' if
        the cue is no verb. A denied verb says nothing: who has not confirmed it leaves it open.
    """
    for word in group:
        if word in _BY_WORD:
            return _BY_WORD[word]
    if "without" in group and not _SUPPORT.isdisjoint(group):
        return "doubted"
    if verb not in _BY_VERB:
        return ""
    denied = any(word in {"not", "never"} or word.endswith("n't") for word in group)
    return "" if denied else _BY_VERB[verb]
