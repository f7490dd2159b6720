"""A rule in words: what it looks for, and what else must hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from annotator.model import Conditions, Rule


def conditions(rule: Rule) -> list[str]:
    """What must hold for the rule to fire, each in a phrase that follows "only"."""
    return [*_of_place(rule.conditions), *_of_words(rule.conditions)]


def _of_place(asked: Conditions) -> Iterator[str]:
    if asked.voice:
        yield f"in the voice of {_either(asked.voice)}"
    if asked.quotation:
        yield f"inside a quotation ({_either(asked.quotation)})"
    if asked.sentence_start:
        yield "where the sentence begins with it"
    if asked.sentence_end:
        yield "where the sentence ends with it"
    if asked.lead:
        yield "in the first paragraph"
    if asked.negated is not None:
        yield "where it is denied" if asked.negated else "where it is not denied"
    if asked.speaker:
        yield f"where who speaks is {_either(asked.speaker)}"


def _of_words(asked: Conditions) -> Iterator[str]:
    if asked.followed_by:
        yield f"before {_either(asked.followed_by)}"
    if asked.not_followed_by:
        yield f"not before {_either(asked.not_followed_by)}"
    if asked.preceded_by:
        yield f"after {_either(asked.preceded_by)}"
    if asked.not_preceded_by:
        yield f"not after {_either(asked.not_preceded_by)}"
    if asked.sentence_has:
        yield f"in a sentence with {_either(asked.sentence_has)}"
    if asked.sentence_lacks:
        yield f"in a sentence without {_either(asked.sentence_lacks)}"


def _either(words: Sequence[str]) -> str:
    said = [word.replace("_", " ") for word in words]
    return " or ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def sources(rule: Rule, fired: Iterable[str], most: int) -> str:
    """What the rule looks for, the phrase that fired first, cut to about so many characters."""
    seen = {" ".join(words.casefold().split()) for words in fired}
    ordered = sorted(rule.sources, key=lambda one: one.casefold() not in seen)
    text = " | ".join(ordered)
    return text if len(text) <= most else text[: most - 1] + "…"
