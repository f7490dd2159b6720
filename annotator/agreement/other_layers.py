"""What coders compare besides sentences and spans: document labels, attributes and relations.

The unit of a document label is the document, for everybody who finished all of its sentences or
gave it a label. The unit of an attribute is a span that two coders marked with the same characters
and label; a value that was left empty is a value, too. A relation is the same if its kind and both
of its ends are, each with the same characters and label.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from annotator.agreement.figure import Ints
from annotator.agreement.ratings import MISSING, Ratings, packed
from annotator.agreement.spans import CoderSpan, CoderSpans
from annotator.agreement.units import PRESENCE, Units
from annotator.model import Annotation, Reading

EMPTY = "empty"


def document_presence(readings: Iterable[Reading], labels: Sequence[str]) -> dict[str, Ratings]:
    """Return ratings of documents for each label of documents; values are absent and present."""
    held: dict[tuple[str, str], frozenset[str]] = {}
    for reading in readings:
        whole = reading.judgements.get(None)
        given = frozenset(one.label for one in whole.annotations.values()) if whole else frozenset()
        if given or (whole and whole.finished) or _is_finished(reading):
            held[reading.document.uid, reading.annotator] = given
    uids, coders = (sorted({place[nth] for place in held}) for nth in (0, 1))
    documents = np.arange(len(uids))
    found = {}
    for label in labels:
        values = np.full((len(coders), len(uids)), MISSING, np.int64)
        for (uid, coder), given in held.items():
            values[coders.index(coder), uids.index(uid)] = int(label in given)
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
    spans: defaultdict[str, dict[tuple[object, ...], dict[int, Annotation]]] = defaultdict(dict)
    for one in units.annotations:
        annotation, document = one.annotation, int(units.documents[one.units[0]])
        if annotation.label in labels:
            key = (document, annotation.fragments)
            spans[annotation.label].setdefault(key, {})[one.coder] = annotation
    found = {}
    for label, by_place in sorted(spans.items()):
        both = {key: given for key, given in by_place.items() if len(given) > 1}
        names = {
            name for given in both.values() for one in given.values() for name in one.attributes
        }
        for name in sorted(names):
            found[label, name] = _values(units.coders, both, name)
    return found


def _values(
    coders: tuple[str, ...],
    spans: Mapping[tuple[object, ...], Mapping[int, Annotation]],
    name: str,
) -> Ratings:
    table = [
        {coder: _text(one.attributes.get(name)) for coder, one in given.items()}
        for given in spans.values()
    ]
    names = sorted({text for row in table for text in row.values()})
    codes = {text: code for code, text in enumerate(names)}
    values = np.full((len(coders), len(table)), MISSING, np.int64)
    for unit, row in enumerate(table):
        for coder, text in row.items():
            values[coder, unit] = codes[text]
    documents: Ints = np.unique([str(key[0]) for key in spans], return_inverse=True)[1]
    return packed(Ratings(coders, tuple(names), values, documents.reshape(-1)))


def _text(value: object) -> str:
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
