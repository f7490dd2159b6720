"""Items: what the annotators of a document marked about the same words, aligned across all.

Annotations of everybody who finished a sentence are matched within the document, so that words
that are filed under two sentences are one item. Each annotator has at most one in an item. The
annotators are taken in the order of their names: the next one's annotations go to the items by the
best assignment as a whole, equal ones first, then those of the same label on overlapping words,
then others on overlapping words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from annotator.agreement.differences import (
    VOICE,
    DifferenceKind,
    assign_overlapping,
    finished_sentences,
    likeness,
)
from annotator.canonical_json import canonical_json
from annotator.model import Annotation, Content, Reading, Relation, Span

Held = Mapping[str, Content | None]
"""What each annotator holds, by name; None for nothing."""


@dataclass(frozen=True, slots=True)
class Item:
    """What annotators marked about the same words, or how they related two such items.

    sentence: under which it is filed. made: by annotator, in the order of names: the annotation,
    None for nothing. Of a relation: the relation, and the items at its ends.
    is_of_document: it is about a label of the document as a whole; sentence is the first one that
    several people finished.
    gone: the uids of annotations that people deleted, where nobody holds anything any more.
    gone_from: where they were.
    """

    sentence: Span
    made: Mapping[str, Annotation | Relation | None]
    ends: tuple[Item, Item] | None = None
    is_of_document: bool = False
    gone: frozenset[str] = frozenset()
    gone_from: Span | None = None
    held: Held = field(init=False)
    kinds: tuple[DifferenceKind, ...] = field(init=False)

    def __post_init__(self) -> None:
        held: Held = {name: content_of(one) if one else None for name, one in self.made.items()}
        object.__setattr__(self, "held", held)
        kinds = _relation_kinds(held) if self.ends else _kinds(held)
        object.__setattr__(self, "kinds", tuple(kinds))

    @property
    def uids(self) -> frozenset[str]:
        """The uids of the annotations, or relations."""
        return self.gone | {one.uid for one in self.made.values() if one}

    @property
    def is_agreed(self) -> bool:
        """Whether all hold the same."""
        return not self.kinds

    @property
    def versions(self) -> list[tuple[Content | None, tuple[str, ...]]]:
        """What is held, each with its annotators: first what most hold, nothing last."""
        return _versions(self.held)

    @property
    def differing_pairs(self) -> list[tuple[str, str]]:
        """The pairs of annotators who hold different things."""
        pairs = combinations(self.held, 2)
        return [(one, other) for one, other in pairs if self.held[one] != self.held[other]]

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that anybody gave, sorted; of a relation, those of its ends."""
        items = self.ends or (self,)
        return tuple(sorted({held.label for one in items for held in one.held.values() if held}))

    @property
    def span(self) -> Span:
        """From the first character that anybody marked to the last; of a relation, of its head."""
        if self.ends:
            return self.ends[0].span
        if self.gone_from:
            return self.gone_from
        spans = [span for one in self.held.values() if one for span in one.fragments]
        return Span(min(one.start for one in spans), max(one.end for one in spans))


def content_of(one: Annotation | Relation) -> Content:
    """What an annotation or a relation says."""
    return one.content if isinstance(one, Annotation) else Content(one.kind)


def _versions(held: Held) -> list[tuple[Content | None, tuple[str, ...]]]:
    by_content: defaultdict[str, list[str]] = defaultdict(list)
    for name, one in held.items():
        by_content[content_key(one)].append(name)
    versions = [(held[names[0]], tuple(names)) for names in by_content.values()]
    return sorted(versions, key=lambda one: (one[0] is None, -len(one[1]), one[1]))


def content_key(one: Content | None) -> str:
    """A text that is equal for equal contents."""
    if one is None:
        return ""
    spans = [[span.start, span.end] for span in one.fragments]
    return canonical_json([one.label, spans, dict(one.attributes)])


def _relation_kinds(held: Held) -> Iterator[DifferenceKind]:
    if any(held.values()) and not all(held.values()):
        yield DifferenceKind.RELATION


def _kinds(held: Held) -> Iterator[DifferenceKind]:
    """Yield how annotators differ, the gravest first."""
    contents = [one for one in held.values() if one]
    if len({one.label for one in contents}) > 1:
        yield DifferenceKind.LABEL
    if any(one.fragments != contents[0].fragments for one in contents):
        yield DifferenceKind.BOUNDS
    if len(contents) < len(held):
        yield DifferenceKind.MISSED
    names = {name for _, name in _differing_values(contents)}
    if VOICE in names:
        yield DifferenceKind.VOICE
    if names - {VOICE}:
        yield DifferenceKind.ATTRIBUTE


def _differing_values(contents: Sequence[Content]) -> Iterator[tuple[str, str]]:
    """Yield the label and name of each attribute that has other values under the same label."""
    for one, other in combinations(contents, 2):
        if one.label == other.label:
            for name in {*one.attributes, *other.attributes}:
                if one.attributes.get(name) != other.attributes.get(name):
                    yield one.label, name


# --------------------------------------------------------------------------- alignment


@dataclass(slots=True)
class _Group:
    """Annotations about the same, at most one of each annotator, each with its sentence."""

    members: dict[str, tuple[Span, Annotation]]

    @property
    def span(self) -> Span:
        spans = [made.span for _, made in self.members.values()]
        return Span(min(one.start for one in spans), max(one.end for one in spans))

    @property
    def sentence(self) -> Span:
        """The one under which most filed it, the first of several."""
        counts = Counter(sentence for sentence, _ in self.members.values())
        return min(counts, key=lambda one: (-counts[one], one))


def align(readings: Sequence[Reading]) -> list[Item]:
    """Return the items of a document, in the order of the text, relations last.

    readings: of the document, one of each annotator. Only sentences that two or more finished
    have items. Labels of the document as a whole are compared among those who gave it one, or
    finished all of its sentences.
    """
    readings = sorted(readings, key=lambda one: one.annotator)
    finished = {one.annotator: finished_sentences(one) for one in readings}
    items = [
        made
        for group in _groups(readings, finished)
        if len((made := _item(group, finished)).made) > 1
    ]
    items.sort(key=lambda one: (one.span, content_key(one.versions[0][0])))
    relations = _relations(readings, items)
    return [*_document_items(readings, finished), *items, *relations]


def _document_items(
    readings: Sequence[Reading], finished: Mapping[str, set[Span]]
) -> Iterator[Item]:
    """Yield an item for each label of the document as a whole."""
    given = {
        one.annotator: {made.label: made for made in whole.annotations.values()}
        for one in readings
        if (whole := one.judgements.get(None)) and (whole.annotations or whole.finished)
    }
    every = {
        one.annotator
        for one in readings
        if one.document.sentences and finished[one.annotator].issuperset(one.document.sentences)
    }
    names = [one.annotator for one in readings if one.annotator in {*given, *every}]
    counts = Counter(sentence for name in names for sentence in finished[name])
    shared = [sentence for sentence, count in counts.items() if count > 1]
    if not shared or len(names) < 2:
        return
    for label in sorted({label for labels in given.values() for label in labels}):
        made = {name: given.get(name, {}).get(label) for name in names}
        yield Item(min(shared), made, is_of_document=True)


def _groups(readings: Sequence[Reading], finished: Mapping[str, set[Span]]) -> list[_Group]:
    groups: list[_Group] = []
    for reading in readings:
        name = reading.annotator
        mine = sorted(
            (
                (sentence, made)
                for sentence in finished[name]
                for made in reading.judgements[sentence].annotations.values()
            ),
            key=lambda one: (one[1].span, one[1].label, one[1].uid),
        )
        places = assign_overlapping(
            [made.span for _, made in mine],
            [group.span for group in groups],
            lambda one, place, scale, mine=mine: max(  # type: ignore[misc]
                likeness(mine[one][1], made, scale) for _, made in groups[place].members.values()
            ),
        )
        for one, place in zip(mine, places, strict=True):
            if place is None:
                groups.append(_Group({name: one}))
            else:
                groups[place].members[name] = one
    return groups


def _item(group: _Group, finished: Mapping[str, set[Span]]) -> Item:
    sentence = group.sentence
    return Item(
        sentence,
        {
            name: group.members[name][1] if name in group.members else None
            for name, done in finished.items()
            if sentence in done or name in group.members
        },
    )


def _relations(readings: Sequence[Reading], items: Sequence[Item]) -> list[Item]:
    """The relations between items, of all who made something of both."""
    item_of = {uid: place for place, item in enumerate(items) for uid in item.uids}
    found: defaultdict[tuple[str, int, int], dict[str, Relation]] = defaultdict(dict)
    for reading in readings:
        for relation in _relations_of(reading):
            if relation.head in item_of and relation.tail in item_of:
                ends = (item_of[relation.head], item_of[relation.tail])
                found[relation.kind, *ends][reading.annotator] = relation
    made = [
        Item(
            items[head].sentence,
            {
                name: holders.get(name)
                for name in items[head].made
                if items[head].made[name] and items[tail].made.get(name)
            },
            (items[head], items[tail]),
        )
        for (_, head, tail), holders in sorted(found.items())
    ]
    return [one for one in made if len(one.made) > 1]


def _relations_of(reading: Reading) -> Iterable[Relation]:
    for judgement in reading.judgements.values():
        yield from judgement.relations.values()
