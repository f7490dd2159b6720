"""A dataset with pseudonyms in place of names, and the places where names may still be."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b

from annotator.annotations.project_events import GOLD, MACHINE
from annotator.model import AnnotatedDocument, Annotation, Dataset, Judgement, Reading, Settlement

_DIGEST = 10  # bytes: 40 million ids have one chance in a thousand million to meet


def named_people(annotators: Mapping[str, str]) -> list[str]:
    """The names that become pseudonyms, of roles by name: all but the gold layer and programs."""
    return [name for name, role in annotators.items() if name != GOLD and role != MACHINE]


def pseudonymised(dataset: Dataset, names: Mapping[str, str], secret: str) -> Dataset:
    """Return a dataset with other names, its documents still read on demand.

    names: by name, the pseudonym; other names stay. secret: hexadecimal digits. The ids of
        annotations, relations and events become keyed hashes: of what is imported, they are
        computed from names.
    Everything is in the order of the new names.
    """
    change = _Change(names, bytes.fromhex(secret))
    return replace(
        dataset,
        annotators={change.name(name): role for name, role in dataset.annotators.items()},
        documents=map(change.document, dataset.documents),
    )


@dataclass(frozen=True, slots=True)
class _Change:
    names: Mapping[str, str]
    secret: bytes

    def name(self, name: str) -> str:
        return self.names.get(name, name)

    def uid(self, uid: str) -> str:
        return blake2b(uid.encode(), digest_size=_DIGEST, key=self.secret).hexdigest()

    def document(self, one: AnnotatedDocument) -> AnnotatedDocument:
        readings = [self._reading(each) for each in one.readings]
        return replace(
            one,
            readings=tuple(sorted(readings, key=lambda each: (each.annotator, each.pass_number))),
            settlements=tuple(self._settlement(each) for each in one.settlements),
        )

    def _reading(self, one: Reading) -> Reading:
        return replace(
            one,
            annotator=self.name(one.annotator),
            judgements={where: self._judgement(held) for where, held in one.judgements.items()},
        )

    def _judgement(self, one: Judgement) -> Judgement:
        annotations = [self._annotation(each) for each in one.annotations.values()]
        relations = [
            replace(
                each, uid=self.uid(each.uid), head=self.uid(each.head), tail=self.uid(each.tail)
            )
            for each in one.relations.values()
        ]
        return replace(
            one,
            annotations={each.uid: each for each in annotations},
            relations={each.uid: each for each in relations},
        )

    def _annotation(self, one: Annotation) -> Annotation:
        return replace(one, uid=self.uid(one.uid))

    def _settlement(self, one: Settlement) -> Settlement:
        return replace(
            one,
            uid=self.uid(one.uid),
            actor=self.name(one.actor),
            about=frozenset(map(self.uid, one.about)),
            held={self.name(name): held for name, held in one.held.items()},
            seen={self.name(name): self.uid(event) for name, event in one.seen.items()},
            taken_from=tuple(sorted(map(self.name, one.taken_from))),
            gold=tuple(sorted(map(self.uid, one.gold))),
        )


# ------------------------------------------------------------------------- what may be left


@dataclass(frozen=True, slots=True)
class NameFound:
    """A name of an annotator in what comes with a document. where: the key of the metadata."""

    document: str
    where: str
    name: str


def names_found(one: AnnotatedDocument, names: Collection[str]) -> Iterator[NameFound]:
    """Yield the names that the metadata, sources and typed notes of a document hold as words.

    The text itself is not looked through: a person of the news may have the name of an annotator.
    """
    patterns = [(name, _pattern(name)) for name in sorted(names) if name.strip()]
    uid = one.document.uid
    for where, text in _typed(one):
        for name, matches in patterns:
            if matches(text):
                yield NameFound(uid, where, name)


def _pattern(name: str) -> Callable[[str], object]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE).search


def _typed(one: AnnotatedDocument) -> Iterator[tuple[str, str]]:
    """What people or files wrote about a document, with the place of each."""
    yield from one.document.meta.items()
    for source in one.sources:
        yield "path of the source", source.path
        yield "id in the source", source.external_id
        yield from source.meta.items()
    for reading in one.readings:
        for held in reading.judgements.values():
            yield "note", held.note
            yield "reason", held.cannot_judge
            for made in held.annotations.values():
                yield from _texts(made)
    for settled in one.settlements:
        yield "note of a lead", settled.note
        yield "reason of a lead", settled.why


def _texts(made: Annotation) -> Iterator[tuple[str, str]]:
    for name, value in made.attributes.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str):
                yield f"attribute {name}", each


# ------------------------------------------------------------------------------- notes


def without_notes(dataset: Dataset) -> Dataset:
    """Return a dataset without what annotators and leads wrote to themselves."""
    return replace(dataset, documents=map(_without_notes, dataset.documents))


def _without_notes(one: AnnotatedDocument) -> AnnotatedDocument:
    return replace(
        one,
        readings=tuple(
            replace(
                each,
                judgements={
                    where: replace(held, note="") for where, held in each.judgements.items()
                },
            )
            for each in one.readings
        ),
        settlements=tuple(replace(each, note="") for each in one.settlements),
    )
