"""What an annotator may see: blind sentences, masked metadata, the work of others.

The session, the search and the reports all ask these functions, so that they cannot disagree.

Some sentences are blind: a share of them show no suggestions until they are finished. Which ones
follows from document and sentence alone, so it is the same for every annotator, in any order and
on any machine, and what people find there without suggestions can be compared.

A project hides suggestions by tier, kind, label or rule; a key brings up those that it allows, or
hides more. What is hidden is not on show: a sentence is finished without it. Suggestions that a
person asked for are shown to that person alone, and always: they show what the person has done.

Masked metadata are not shown, so that they cannot influence anybody. The text itself is never
masked: an outlet named in it, or a title that is part of it, is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import blake2b

from annotator.model import LabelKind, LabelSet, Span, Suggestion, Tier

_KEY = b"annotator: blind sentences"
_BYTES = 8
_ALL = 1 << 8 * _BYTES

_REVIEWERS = frozenset({"lead", "gold"})

MASKED = "masked"
"""Shown in the place of a masked value."""

_IMPLIED = {"source": ("url",)}
"""Keys that would reveal a masked key, and are masked with it."""


def is_blind(document: str, sentence: Span, share: float) -> bool:
    """True if the sentence is in the blind share. A larger share only adds sentences.

    document: its uid. share: 0 is none, 1 is all; ValueError outside of that.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share lies between 0 and 1, got {share}")
    if not share:
        return False
    name = f"{document} {sentence.start} {sentence.end}".encode()
    digest = blake2b(name, key=_KEY, digest_size=_BYTES).digest()
    return int.from_bytes(digest) < share * _ALL


def hides_suggestions(
    document: str, sentence: Span, share: float, *, finished: bool, seen: bool
) -> bool:
    """True if the sentence shows no suggestions to an annotator now.

    finished: the annotator finished it. seen: suggestions of a part of it were on show before:
    such a sentence cannot become blind again.
    """
    return not finished and not seen and is_blind(document, sentence, share)


def shows_work_of_others(role: str, *, finished: bool) -> bool:
    """True if what others did in a sentence may be shown to an annotator of this role.

    finished: the annotator finished the sentence. Leads and gold see everything.
    """
    return finished or role in _REVIEWERS


# ------------------------------------------------------------------ hidden suggestions

HIDDEN = ("hide", "hide_always")
"""The settings that say what suggestions a project hides, each with a filter on a line."""

OCCURRENCES = "occurrences:"
"""The start of the names of suggesters that a person asked; the rest is the person's name."""


class Shown(StrEnum):
    """How many suggestions are on show: those of the project, all that it allows, or fewer."""

    DEFAULT = "default"
    ALL = "all"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class SuggestionFilter:
    """Suggestions with this tier, one of these labels and this rule.

    tier, rule: '' is any. labels: None is any. rule: its id, without a version.
    """

    tier: str = ""
    labels: frozenset[str] | None = None
    rule: str = ""

    def fits(self, one: Suggestion) -> bool:
        """True if a suggestion is one of these."""
        return (
            self.tier in {"", one.tier}
            and (self.labels is None or one.label in self.labels)
            and self.rule in {"", one.rule.rpartition("@")[0]}
        )


_NOT_HIGH = tuple(SuggestionFilter(tier=tier) for tier in Tier if tier is not Tier.HIGH)


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """What suggestions are on show to an annotator, in sentences that are not blind.

    owner: the suggester that the annotator asked. hidden: what is not on show.
    """

    owner: str = ""
    hidden: tuple[SuggestionFilter, ...] = ()

    def shows(self, one: Suggestion) -> bool:
        """True if a suggestion is on show."""
        if one.suggester.startswith(OCCURRENCES):
            return one.suggester == self.owner
        return not any(each.fits(one) for each in self.hidden)

    def shown(self, suggestions: Iterable[Suggestion]) -> list[Suggestion]:
        """The suggestions that are on show; none says that it frames one that is not."""
        every = list(suggestions)
        shown = [one for one in every if self.shows(one)]
        gone = {one.key for one in every} - {one.key for one in shown}
        return [replace(one, frames=None) if one.frames in gone else one for one in shown]


EVERYTHING = SuggestionView()
"""Every suggestion is on show, but for those that a person asked for."""


def view_of(
    owner: str,
    shown: Shown,
    hide: Sequence[str],
    hide_always: Sequence[str],
    label_set: LabelSet,
) -> SuggestionView:
    """What is on show to an annotator. hide, hide_always: as parse_filter reads them."""
    texts = hide_always if shown is Shown.ALL else (*hide_always, *hide)
    hidden = [parse_filter(text, label_set) for text in texts]
    return SuggestionView(owner, (*hidden, *(_NOT_HIGH if shown is Shown.HIGH else ())))


def parse_filter(text: str, label_set: LabelSet | None = None) -> SuggestionFilter:
    """Read 'kind:claim tier:medium', in the words of the search: all parts must fit.

    label_set: has the labels of a kind; without one, only mistakes are found. A label or a rule
    that it does not have fits no suggestion.
    Raises ValueError that says what is wrong.
    """
    found: dict[str, str] = {}
    for part in text.split():
        name, colon, value = part.partition(":")
        if not colon or not value or name not in _FILTER_FIELDS or name in found:
            expected = ", ".join(f"{field}:..." for field in _FILTER_FIELDS)
            raise ValueError(f"{text!r} is not made of {expected}, each once at most")
        if name in _FILTER_VALUES and value not in _FILTER_VALUES[name]:
            raise ValueError(f"{name}: is one of {', '.join(_FILTER_VALUES[name])}, not {value!r}")
        found[name] = value
    if not found:
        raise ValueError("an empty text names no suggestions")
    labels = label_set.labels if label_set else ()
    named = {
        one.name
        for one in labels
        if found.get("label", one.name) == one.name and found.get("kind", one.kind) == one.kind
    }
    by_label = "label" in found or "kind" in found
    return SuggestionFilter(
        found.get("tier", ""), frozenset(named) if by_label else None, found.get("rule", "")
    )


def unknown_names(texts: Iterable[str], label_set: LabelSet) -> list[str]:
    """The parts of filters that name a label or a rule that a label set does not have."""
    known = {
        *(f"label:{label.name}" for label in label_set.labels),
        *(f"rule:{rule.id}" for rule in label_set.rules),
    }
    parts = [part for text in texts for part in text.split()]
    return [one for one in parts if one.startswith(("label:", "rule:")) and one not in known]


_FILTER_FIELDS = ("tier", "kind", "label", "rule")
_FILTER_VALUES = {"tier": [*map(str, Tier)], "kind": [*map(str, LabelKind)]}


# ------------------------------------------------------------------ masked metadata


def masked_keys(masked: Collection[str]) -> frozenset[str]:
    """The masked keys, and those that would reveal them."""
    return frozenset(masked).union(*(_IMPLIED.get(key, ()) for key in masked))


def visible_title(given: str, number: int, masked: Collection[str]) -> str:
    """The title of a document; its number, counted from 1, where titles are masked."""
    return f"document {number}" if "title" in masked else given


def visible_metadata(meta: Mapping[str, str], masked: Collection[str]) -> dict[str, str]:
    """The metadata as an annotator may see them."""
    secret = masked_keys(masked)
    return {key: MASKED if key in secret else value for key, value in meta.items() if value}
