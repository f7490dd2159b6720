"""What coders compare besides sentences and spans: document labels, attributes and relations.

The unit of a document label is the document, for everybody who finished all of its sentences or
gave it a label. The unit of an attribute is a span that two coders marked with the same characters
and label; a value that was left empty is a value, too. A relation is the same if its kind and both
of its ends are, each with the same characters and label.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.figure import Ints
from annotator.agreement.ratings import MISSING, Ratings, packed
from annotator.agreement.spans import CoderSpan, CoderSpans
from annotator.agreement.units import PRESENCE, Units
from annotator.model import Annotation, Reading

EMPTY = "empty"


def document_presence(readings: Iterable[Reading], labels: Sequence[str]) -> dict[str, Ratings]:
    """Return ratings of documents for each label of documents; values are absent and present."""
    votes = [
        (reading.document.uid, name, given)
        for reading in readings
        for name, given in document_sets([reading])
    ]
    return presence_of_votes(votes, labels)


def document_sets(readings: Iterable[Reading]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the annotators who judged their document as a whole, and the labels each gave it."""
    for reading in readings:
        whole = reading.judgements.get(None)
        given = frozenset(one.label for one in whole.annotations.values()) if whole else frozenset()
        if given or (whole and whole.finished) or _is_finished(reading):
            yield reading.annotator, given


def presence_of_votes(
    votes: Sequence[tuple[str, str, Collection[str]]], labels: Sequence[str]
) -> dict[str, Ratings]:
    """Return ratings of documents for each label. votes: document (uid), coder, labels given."""
    uids, coders = sorted({uid for uid, _, _ in votes}), sorted({coder for _, coder, _ in votes})
    unit_of, row_of = ({name: nth for nth, name in enumerate(names)} for names in (uids, coders))
    documents = np.arange(len(uids))
    found = {}
    for label in labels:
        values = np.full((len(coders), len(uids)), MISSING, np.int64)
        for uid, coder, given in votes:
            values[row_of[coder], unit_of[uid]] = int(label in given)
        found[label] = packed(Ratings(tuple(coders), PRESENCE, values, documents))
    return found


def _is_finished(reading: Reading) -> bool:
    sentences = reading.document.sentences
    return bool(sentences) and all(
        sentence in reading.judgements and reading.judgements[sentence].is_done
        for sentence in sentences
    )


def attributes(units: Units, labels: Sequence[str]) -> dict[tuple[str, str], Ratings]:
    """Return ratings of spans for each label and attribute that anybody gave a value.

    names: the values as JSON, or `empty`.
    """
    spans: defaultdict[str, list[SharedSpan]] = defaultdict(list)
    for one in shared_spans(units):
        spans[one.label].append(one)
    found = {}
    for label in sorted(set(labels) & spans.keys()):
        values = [one.values() for one in spans[label]]
        documents = [one.document for one in spans[label]]
        for name, ratings in attribute_ratings(units.coders, values, documents):
            found[label, name] = ratings
    return found


@dataclass(frozen=True, slots=True)
class SharedSpan:
    """A span that two coders marked or more, with the same characters and label.

    document: its number. made: by coder, the annotation, the last one if there are several.
    places: by coder, that of the first one among all annotations.
    """

    label: str
    document: int
    made: dict[int, Annotation]
    places: dict[int, int]

    def values(self) -> dict[int, dict[str, str]]:
        """Return the values of attributes, by coder and attribute."""
        return {
            coder: {name: value_text(value) for name, value in one.attributes.items()}
            for coder, one in self.made.items()
        }


def shared_spans(units: Units) -> list[SharedSpan]:
    """Return the spans that two coders marked or more, in the order of their first annotations."""
    found: dict[tuple[object, ...], SharedSpan] = {}
    for place, one in enumerate(units.annotations):
        annotation, document = one.annotation, int(units.documents[one.units[0]])
        key = (annotation.label, document, annotation.fragments)
        span = found.setdefault(key, SharedSpan(annotation.label, document, {}, {}))
        span.made[one.coder] = annotation
        span.places.setdefault(one.coder, place)
    return [one for one in found.values() if len(one.made) > 1]


def attribute_ratings(
    coders: tuple[str, ...],
    spans: Sequence[Mapping[int, Mapping[str, str]]],
    documents: Sequence[int],
) -> Iterator[tuple[str, Ratings]]:
    """Yield ratings of spans of one label for each attribute that anybody gave a value.

    spans: for each that two coders marked, by coder the values by attribute, as `value_text`.
    documents: of the spans, by number.
    """
    where: Ints = np.unique([str(one) for one in documents], return_inverse=True)[1].reshape(-1)
    for name in sorted({name for given in spans for one in given.values() for name in one}):
        table = [{coder: one.get(name, EMPTY) for coder, one in given.items()} for given in spans]
        names = sorted({text for row in table for text in row.values()})
        codes = {text: code for code, text in enumerate(names)}
        values = np.full((len(coders), len(table)), MISSING, np.int64)
        for unit, row in enumerate(table):
            for coder, text in row.items():
                values[coder, unit] = codes[text]
        yield name, packed(Ratings(coders, tuple(names), values, where))


def value_text(value: object) -> str:
    """Return the value of an attribute as JSON, `empty` if there is none."""
    return EMPTY if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


def relations(units: Units) -> CoderSpans:
    """Return the relations of every coder as spans: named by kind, in the place of both ends.

    To be matched exactly. A relation counts if both of its ends do.
    """
    ends = {(one.coder, one.annotation.uid): one for one in units.annotations}
    marked: list[defaultdict[int, list[CoderSpan]]] = [defaultdict(list) for _ in units.coders]
    for (coder, unit), judgement in units.judgements.items():
        for relation in judgement.relations.values():
            head, tail = (ends.get((coder, uid)) for uid in relation.ends)
            if head is None or tail is None:
                continue
            place = (head.annotation, tail.annotation)
            key = tuple((one.label, one.fragments) for one in place)
            touched = tuple(sorted({*head.units, *tail.units}))
            span = CoderSpan(touched, relation.kind, key)
            marked[coder][int(units.documents[unit])].append(span)
    return CoderSpans(units.coders, units.judged, units.documents, marked, {})


def relation_kinds(spans: CoderSpans) -> list[str]:
    """Return the kinds of relations that anybody made."""
    every = (one for coder in spans.marked for held in coder.values() for one in held)
    return sorted({one.name for one in every})
