"""Decisions of a lead on an item: as somebody has it, as most have it, all of it, nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from annotator.adjudication.items import Item, content_key
from annotator.canonical_json import canonical_json
from annotator.model import Attributes, Content, SettledAs, Span, Value


@dataclass(frozen=True, slots=True)
class GoldVersion:
    """What gold is to hold of an item, and how that was chosen. policy: as in Settle."""

    settled_as: SettledAs
    made: tuple[Content, ...]
    policy: str = ""


NOTHING = GoldVersion(SettledAs.NOTHING, ())
"""Gold holds nothing there, which is not the same as not settled."""


def as_annotator(item: Item, name: str) -> GoldVersion:
    """As an annotator has it, which may be nothing. Raises KeyError for another name."""
    held = item.held[name]
    return GoldVersion(SettledAs.VERSION, (held,) if held else ())


def majority_share(item: Item) -> float:
    """The share of the annotators who hold what most hold."""
    return max(len(names) for _, names in item.versions) / len(item.held)


def by_majority(item: Item) -> GoldVersion | None:
    """As more than half of the annotators have it, which may be nothing; None without a majority.

    Only who holds exactly the same is of one mind.
    """
    for content, names in item.versions:
        if 2 * len(names) > len(item.held):
            return GoldVersion(SettledAs.MAJORITY, (content,) if content else ())
    return None


def by_union(item: Item) -> GoldVersion | None:
    """All that anybody marked: of each label one annotation on all its words.

    A value is that of most who gave the label. None if no value is that of most, or if nobody
    marked anything.
    """
    held = [one for one in item.held.values() if one]
    labels = dict.fromkeys(one.label for one in held)
    made = [_united([one for one in held if one.label == label]) for label in labels]
    known = [one for one in made if one]
    return GoldVersion(SettledAs.UNION, tuple(known)) if known and len(known) == len(made) else None


def _united(contents: Sequence[Content]) -> Content | None:
    """One content on all words of several of one label."""
    values: dict[str, Value] = {}
    for name in dict.fromkeys(name for one in contents for name in one.attributes):
        found = _most_frequent([one.attributes for one in contents], name)
        if found is None:
            return None
        values[name] = found[0]
    words = tuple(_merged(span for one in contents for span in one.fragments))
    return Content(contents[0].label, words, values)


def _most_frequent(given: Sequence[Attributes], name: str) -> tuple[Value] | None:
    """The value that most of those who gave one gave; None if two are equally frequent."""
    values = {canonical_json(one[name]): one[name] for one in given if name in one}
    counts = Counter(canonical_json(one[name]) for one in given if name in one).most_common(2)
    if len(counts) > 1 and counts[0][1] == counts[1][1]:
        return None
    return (values[counts[0][0]],)


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    """The spans in order; those that overlap or touch are one."""
    before: Span | None = None
    for span in sorted(spans):
        if before and span.start <= before.end:
            before = Span(before.start, max(before.end, span.end))
        else:
            if before:
                yield before
            before = span
    if before:
        yield before


def taken_from(item: Item, decision: GoldVersion) -> tuple[str, ...]:
    """The annotators who hold what gold holds, or a part of it."""
    keys = {content_key(one) for one in decision.made or (None,)}
    return tuple(name for name, held in item.held.items() if content_key(held) in keys)
