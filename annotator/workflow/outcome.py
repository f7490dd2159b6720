"""What became of an annotator's work, in the documents that a lead released."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.adjudication.outcome import GoldOutcome, OutcomeKind, gold_questions, outcomes
from annotator.annotations.attribute_values import value_text
from annotator.annotations.project_events import GOLD, Comment
from annotator.errors import AnnotatorError
from annotator.model import Annotation, Document, LabelSet, Reading
from annotator.rule_quality.estimates import Proportion, proportion
from annotator.store import Store
from annotator.workflow.comments import LEADS, send_comment

WORDS = {
    OutcomeKind.KEPT: "kept as they are",
    OutcomeKind.BOUNDS: "bounds changed",
    OutcomeKind.LABEL: "label changed",
    OutcomeKind.VALUES: "values changed",
    OutcomeKind.NOT_IN_GOLD: "not in gold",
    OutcomeKind.NOT_YOURS: "in gold, not yours",
}
"""What each kind is called; in the order in which they are shown."""

NOTHING_RELEASED = "nothing of your work is released yet: a lead releases what is settled"


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """How many outcomes are of a kind, and their share of the annotator's annotations.

    share: None for what the annotator did not annotate.
    """

    kind: OutcomeKind
    count: int
    share: Proportion | None


class OutcomeReport:
    """The outcomes of one annotator.

    documents: the released ones with sentences that both finished, in the order of import.
    outcomes: all, in the order of documents and text.
    """

    def __init__(
        self, annotator: str, documents: Sequence[Document], found: Sequence[GoldOutcome]
    ) -> None:
        self.annotator = annotator
        self.documents = {one.uid: one for one in documents}
        self.outcomes = found

    @property
    def total(self) -> int:
        """The number of the annotator's annotations."""
        return sum(one.yours is not None for one in self.outcomes)

    @property
    def changed(self) -> list[GoldOutcome]:
        """The outcomes that are not as the annotator had it."""
        return [one for one in self.outcomes if one.kind is not OutcomeKind.KEPT]

    @property
    def counts(self) -> list[OutcomeCount]:
        """How many outcomes there are of each kind; values only if there are some."""
        numbers = Counter(one.kind for one in self.outcomes)
        return [
            OutcomeCount(
                kind,
                numbers[kind],
                None if kind is OutcomeKind.NOT_YOURS else proportion(numbers[kind], self.total),
            )
            for kind in WORDS
            if numbers[kind] or kind is not OutcomeKind.VALUES
        ]

    def number(self, one: GoldOutcome) -> int:
        """The number of the sentence in its document, from 1; 0 if it was joined or split since."""
        sentences = self.documents[one.document].sentences
        found = (n for n, span in enumerate(sentences, 1) if span.overlaps(one.sentence))
        return next(found, 0)

    def words(self, one: GoldOutcome) -> str:
        """The words that the annotator marked, else those of gold."""
        made = one.yours or one.gold
        return self.words_of(one.document, made) if made else ""

    def words_of(self, document: str, made: Annotation) -> str:
        """The words of an annotation of a document, given by its uid."""
        text = self.documents[document].text
        return " … ".join(" ".join(span.of(text).split()) for span in made.fragments)

    def in_gold(self, one: GoldOutcome, label_set: LabelSet) -> str:
        """What gold has, in words: another label, other words or values, or nothing."""
        match one.kind:
            case OutcomeKind.BOUNDS:
                return "other bounds"
            case OutcomeKind.VALUES:
                return "other values"
        return label_title(one.gold, label_set)

    def other_values(self, one: GoldOutcome) -> str:
        """The attributes that gold has otherwise: 'voice narrator, not source_direct'."""
        yours = one.yours.attributes if one.yours else {}
        gold = one.gold.attributes if one.gold else {}
        return "; ".join(
            f"{name} {value_text(gold.get(name)) or '–'}, not {value_text(yours.get(name)) or '–'}"
            for name in sorted({*yours, *gold})
            if yours.get(name) != gold.get(name)
        )


def label_title(made: Annotation | None, label_set: LabelSet) -> str:
    """The title of an annotation's label; 'nothing' without an annotation."""
    if made is None:
        return "nothing"
    label = label_set.label(made.label)
    return label.title if label else made.label


def answer(store: Store, one: GoldOutcome, text: str, *, actor: str) -> None:
    """Write to the leads about the sentence of an outcome. Raises AnnotatorError if it is empty."""
    send_comment(store, Comment(LEADS, one.document, one.sentence, text), actor=actor)


def outcome_report(store: Store, annotator: str, *, viewer: str) -> OutcomeReport:
    """What became of the work of an annotator. viewer: who asks, that annotator or a lead.

    Sentences that gold had finished first are left out, as are silent repeats: they may have been
    asked to measure. Raises AnnotatorError for anybody else.
    """
    if viewer != annotator and store.annotators.role(viewer) != "lead":
        raise AnnotatorError(f"the outcome of {annotator} is shown to {annotator} and leads only")
    found: list[GoldOutcome] = []
    documents: list[Document] = []
    with store.reading():
        for uid in store.releases.documents():
            yours = store.judgements.of_document(annotator, uid)
            gold = store.judgements.of_document(GOLD, uid)
            both = [
                at
                for at, one in gold.items()
                if at and one.finished and at in yours and yours[at].finished
            ]
            if not both:
                continue
            document = store.documents.get(uid)
            first = [store.releases.first_finished(name, uid) for name in (annotator, GOLD)]
            hidden = gold_questions(both, *first)
            if len(hidden) == len(both):
                continue
            documents.append(document)
            readings = Reading(document, annotator, yours), Reading(document, GOLD, gold)
            found += outcomes(*readings, store.adjudication.settlements(uid), hidden)
    return OutcomeReport(annotator, documents, found)
