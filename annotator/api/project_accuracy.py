"""The accuracy of a project's annotators on gold questions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotator.adjudication.accuracy import Accuracy, Answers, GoldSource, accuracies
from annotator.agreement.differences import finished_sentences
from annotator.annotations.project_events import GOLD
from annotator.annotations.sentence_edits import fold_document
from annotator.api.question_settings import question_settings
from annotator.model import Document, Reading, Span
from annotator.store import Store


@dataclass(frozen=True, slots=True)
class AccuracyFilter:
    """Which answers count; () and '' are all.

    by: of these annotators. batch: in documents assigned in it. seen_by: only what this annotator
    may know: own answers, in documents that are released or training.
    """

    by: Collection[str] = ()
    batch: str = ""
    seen_by: str = ""


EVERYTHING = AccuracyFilter()


def project_accuracy(
    store: Store,
    labels: Collection[str],
    wanted: AccuracyFilter = EVERYTHING,
    *,
    confidence: float = 0.95,
) -> list[Accuracy]:
    """Compute the accuracy of annotators by batch and label. labels: those that count."""
    with store.reading():
        answers = _AnswerReader(store, wanted)
        documents = (answers.of_document(uid) for uid in store.questions.documents_with_gold())
        return accuracies(documents, labels, confidence=confidence)


def below_bound(store: Store, labels: Collection[str]) -> list[Accuracy]:
    """The annotators with too few right answers, by name; none if the project has no bound."""
    bound = question_settings(store).gold_bound
    if not bound:
        return []
    found = project_accuracy(store, labels)
    return [one for one in found if not one.label and not one.batch and one.is_below(bound)]


@dataclass(slots=True)
class _AnswerReader:
    """Reads gold and the answers to it, document by document."""

    store: Store
    wanted: AccuracyFilter
    training_batch: str = field(init=False)
    batches: Mapping[tuple[str, str], str] = field(init=False)
    released: Mapping[str, str] = field(init=False)
    people: Sequence[str] = field(init=False)

    def __post_init__(self) -> None:
        self.training_batch = self.store.questions.training_batch()
        self.batches = self.store.questions.batches()
        self.released = self.store.questions.released()
        self.people = self.store.annotators.people()

    def of_document(self, uid: str) -> tuple[Reading, Sequence[Answers]]:
        """Gold's reading of a document, and the answers that are wanted."""
        gold = self.store.adjudication.gold(uid)
        settlements = self.store.adjudication.settlements(uid)
        source = GoldSource(gold, settlements, self.store.releases.first_finished(GOLD, uid))
        return Reading(Document(uid, ""), GOLD, gold), list(self._answers(uid, source))

    def _answers(self, uid: str, source: GoldSource) -> Iterator[Answers]:
        for name in self.people:
            batch = self.batches.get((name, uid), "")
            if not self._is_wanted(uid, name, batch):
                continue
            held = self.store.judgements.of_document(name, uid)
            reading = Reading(Document(uid, ""), name, held)
            first = self.store.releases.first_finished(name, uid) if held else {}
            questions = source.questions(name, finished_sentences(reading), first)
            if not questions:
                continue
            answered = self._before_gold_was_seen(uid, reading, first, batch)
            yield Answers(answered, questions & finished_sentences(answered), batch)

    def _is_wanted(self, uid: str, name: str, batch: str) -> bool:
        wanted = self.wanted
        if wanted.seen_by and (
            name != wanted.seen_by or not (batch == self.training_batch or uid in self.released)
        ):
            return False
        return (not wanted.by or name in wanted.by) and wanted.batch in {"", batch}

    def _before_gold_was_seen(
        self, uid: str, reading: Reading, first: Mapping[Span, str], batch: str
    ) -> Reading:
        """What somebody held until gold was shown.

        In training that is the first time that a sentence was finished; in a released document
        the release, or the first time after it.
        """
        is_training = batch == self.training_batch
        released = self.released.get(uid, "")
        if not is_training and not released:
            return reading
        seen_at = {
            sentence: uid if is_training else max(released, uid) for sentence, uid in first.items()
        }
        events = [
            one
            for one in self.store.events.of_document(reading.annotator, uid)
            if one.sentence is None or one.uid <= seen_at.get(one.sentence, one.uid)
        ]
        judgements = fold_document(events, self.store.documents.get(uid))
        return replace(reading, judgements=judgements)
