"""The labels of an import: those that are renamed or left out, and those that are new."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from annotator.errors import AnnotatorError, did_you_mean
from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Content,
    Judgement,
    LabelUnit,
    Reading,
    Settlement,
    Span,
    Suggestion,
    SuggestionKey,
)

_NOT_IN_A_NAME = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
"""Control characters and others that a label file cannot have."""

NAMELESS = "unlabelled"
"""The label of annotations without one."""


class UnknownLabel(AnnotatorError):
    """A label that is to be renamed is not in the files."""


@dataclass(slots=True)
class ImportedLabels:
    """The labels of an import, by the names that they get.

    renamed: new names by old ones; '' leaves the annotations of a label out.
    met: the names in the files. left_out: annotations that were left out, by label;
    relations_left_out: the relations of such annotations.
    spelled: names that a label file cannot have, with those that stand for them.
    counts: annotations by label. units: what each label was applied to.
    """

    renamed: Mapping[str, str] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    left_out: Counter[str] = field(default_factory=Counter)
    relations_left_out: int = 0
    spelled: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    units: dict[str, set[LabelUnit]] = field(default_factory=dict)

    def check_known(self) -> None:
        """Raise UnknownLabel if a label that is to be renamed was in no file."""
        for old in self.renamed:
            if old not in self.met:
                hint = did_you_mean(old, sorted(self.met))
                raise UnknownLabel(f"no annotation has the label {old!r}. {hint}")

    def take_left_out(self) -> Counter[str]:
        """What was left out since the last call, as a file's result counts it."""
        found = Counter({f"label {name}": number for name, number in self.left_out.items()})
        found["relation of labels that were left out"] = self.relations_left_out
        self.left_out.clear()
        self.relations_left_out = 0
        return +found

    def name(self, label: str) -> str:
        """The name that a label of a file gets; '' if its annotations are left out."""
        self.met.add(label)
        if label in self.renamed:
            return self.renamed[label]
        name = " ".join(_NOT_IN_A_NAME.sub(" ", label).split()) or NAMELESS
        if name != label:
            self.spelled[label] = name
        return self.renamed.get(name, name)

    def unit(self, label: str) -> LabelUnit:
        """What a label was applied to; a span if that differs."""
        units = self.units.get(label, set())
        return next(iter(units)) if len(units) == 1 else LabelUnit.SPAN

    # ------------------------------------------------------------------------- applying

    def applied(self, one: AnnotatedDocument) -> AnnotatedDocument:
        """A document with the new names; all labels of its annotations are counted."""
        readings = tuple(self._reading(reading) for reading in one.readings)
        suggestions = tuple(self._suggestions(one))
        settlements = tuple(self._settlement(settlement) for settlement in one.settlements)
        return replace(one, readings=readings, suggestions=suggestions, settlements=settlements)

    def _reading(self, reading: Reading) -> Reading:
        gone = {
            uid
            for one in reading.judgements.values()
            for uid, made in one.annotations.items()
            if not self.name(made.label)
        }
        judgements = {
            place: self._judgement(place, one, gone) for place, one in reading.judgements.items()
        }
        return replace(reading, judgements=judgements)

    def _judgement(self, place: Span | None, judgement: Judgement, gone: set[str]) -> Judgement:
        kept: dict[str, Annotation] = {}
        for uid, made in judgement.annotations.items():
            label = self.name(made.label)
            if not label:
                self.left_out[made.label] += 1
                continue
            self.counts[label] += 1
            self.units.setdefault(label, set()).add(_unit(place, made))
            kept[uid] = made if label == made.label else replace(made, label=label)
        verdicts = {
            SuggestionKey(key.start, key.end, label): verdict
            for key, verdict in judgement.verdicts.items()
            if (label := self.name(key.label))
        }
        relations = {
            uid: one
            for uid, one in judgement.relations.items()
            if not gone or gone.isdisjoint(one.ends)
        }
        self.relations_left_out += len(judgement.relations) - len(relations)
        return replace(judgement, annotations=kept, relations=relations, verdicts=verdicts)

    def _suggestions(self, one: AnnotatedDocument) -> Iterator[Suggestion]:
        for suggestion in one.suggestions:
            label = self.name(suggestion.label)
            frames = suggestion.frames
            if frames is not None:
                framed = self.name(frames.label)
                frames = SuggestionKey(frames.start, frames.end, framed) if framed else None
            if label:
                yield replace(suggestion, label=label, frames=frames)

    def _settlement(self, settlement: Settlement) -> Settlement:
        held = {uid: content and self._content(content) for uid, content in settlement.held.items()}
        made = tuple(filter(None, map(self._content, settlement.made)))
        return replace(settlement, held=held, made=made)

    def _content(self, content: Content) -> Content | None:
        if not content.fragments:  # of a relation
            return content
        label = self.name(content.label)
        return replace(content, label=label) if label else None


def _unit(place: Span | None, made: Annotation) -> LabelUnit:
    if place is None:
        return LabelUnit.DOCUMENT
    return LabelUnit.SENTENCE if made.fragments == (place,) else LabelUnit.SPAN
