"""Training: what gold holds beside what an annotator has just answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotator.adjudication.outcome import GoldOutcome, OutcomeKind, outcomes
from annotator.annotations.attribute_values import value_text
from annotator.annotations.project_events import GOLD
from annotator.annotations.session import Session
from annotator.model import Annotation, Judgement, LabelSet, Reading, Span
from annotator.store import Store
from annotator.workflow import messages


@dataclass(frozen=True, slots=True)
class Explanation:
    """What gold holds of a sentence, compared with what an annotator marked there.

    outcomes: in the order of the text. text: of the document.
    """

    outcomes: Sequence[GoldOutcome]
    text: str
    label_set: LabelSet

    @property
    def summary(self) -> str:
        """How far the answer is that of gold, in words."""
        if not self.outcomes:
            return "right: nothing is marked here in gold either"
        differ = sum(one.kind is not OutcomeKind.KEPT for one in self.outcomes)
        if not differ:
            return "right: gold has the same"
        return f"gold differs in {differ} of {len(self.outcomes)}"

    def words(self, one: GoldOutcome) -> str:
        """An outcome in words: 'hedge on “fell”: gold has it on “nearly fell”'."""
        yours, gold = self._quoted(one.yours), self._quoted(one.gold)
        match one.kind:
            case OutcomeKind.KEPT:
                return f"{yours}: kept"
            case OutcomeKind.NOT_YOURS:
                return f"missed: gold has {gold}"
            case OutcomeKind.NOT_IN_GOLD:
                return f"{yours}: gold has nothing of it"
            case OutcomeKind.LABEL:
                return f"{yours}: another label, gold has {gold}"
            case OutcomeKind.BOUNDS:
                return f"{yours}: other words, gold has {gold}"
        return f"{yours}: other values, gold has {self._other_values(one)}"

    def definition(self, one: GoldOutcome) -> str:
        """The definition of the label that gold has, or that it has not; '' where it was kept."""
        made = one.gold or one.yours
        label = self.label_set.label(made.label) if made else None
        if label is None or one.kind is OutcomeKind.KEPT:
            return ""
        return f"{label.title}: {label.definition}"

    def _quoted(self, made: Annotation | None) -> str:
        if made is None:
            return "nothing"
        parts = [messages.quoted(self.text, part.start, part.end) for part in made.fragments]
        return f"{messages.title(self.label_set, made.label)} on {' … '.join(parts)}"

    def _other_values(self, one: GoldOutcome) -> str:
        yours: Mapping[str, object] = one.yours.attributes if one.yours else {}
        gold = one.gold.attributes if one.gold else {}
        return ", ".join(
            f"{name} {value_text(gold[name]) if name in gold else 'none'}"
            for name in sorted({*yours, *gold})
            if yours.get(name) != gold.get(name)
        )


def explanation(store: Store, session: Session) -> Explanation | None:
    """What gold holds of the current sentence, which is training; None if gold is not finished."""
    uid, sentence = session.document.uid, session.sentence
    gold: Mapping[Span | None, Judgement] = store.judgements.of_document(GOLD, uid)
    if sentence not in gold or not gold[sentence].finished:
        return None
    found = outcomes(
        Reading(session.document, "", session.judgements),
        Reading(session.document, GOLD, gold),
        store.adjudication.settlements(uid),
    )
    here = [one for one in found if one.sentence == sentence]
    return Explanation(here, session.document.text, session.label_set)
