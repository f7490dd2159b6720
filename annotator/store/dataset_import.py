"""Import a dataset: documents with what annotators hold of them, as events of their own.

The uid of each event follows from its content, so that importing a file twice changes nothing, and
two laptops that import it do not double it. Nothing that is held is deleted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise

from annotator.annotations.events import Event, ImportJudgement, ImportSettlement, Settle
from annotator.annotations.project_events import GOLD, PEOPLE, ROLES, LinkDocuments
from annotator.canonical_json import content_id
from annotator.documents.encoding import unstorable
from annotator.errors import Problem
from annotator.model import (
    AnnotatedDocument,
    Dataset,
    Document,
    Judgement,
    Reading,
    Settlement,
    Span,
)
from annotator.store.store import Store
from annotator.store.suggestions import Run


@dataclass(slots=True)
class ImportedAnnotations:
    """The outcome of an import of annotations.

    documents, known: those that were new, and those that were in the project before.
    judgements, annotations, finished: that were added: judgements of sentences, the annotations in
        them, and those that count as finished.
    held: judgements that were there already.
    suggestions: that were added.
    other_sentences: uids of documents with judgements of sentences that begin or end elsewhere in
        the project: they count in the sentences that share their text.
    other_metadata: uids of documents whose metadata differ; the project's stay.
    roles: annotators whose role in the project, which stays, is another than in the file.
    annotators: those that the file has work of.
    skipped: what was left out because it is wrong.
    left_out: number of what the project has no place for, and of what was asked to be left out.
    new_labels: number of annotations with each label that labels.yaml did not have.
    named_after: the annotator who is called like the file because it names nobody; '' for none.
    """

    documents: int = 0
    known: int = 0
    judgements: int = 0
    annotations: int = 0
    finished: int = 0
    held: int = 0
    suggestions: int = 0
    other_sentences: list[str] = field(default_factory=list)
    other_metadata: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    annotators: dict[str, str] = field(default_factory=dict)
    skipped: list[Problem] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    new_labels: dict[str, int] = field(default_factory=dict)
    named_after: str = ""


class DatasetImport:
    """Adds a dataset, document by document. The caller keeps a transaction around all calls."""

    def __init__(self, store: Store, dataset: Dataset, *, unfinished: bool = False) -> None:
        """dataset: without its documents. unfinished: no sentence counts as finished."""
        self._store = store
        self._dataset = dataset
        self._annotators = dict(dataset.annotators)
        self._unfinished = unfinished
        self._runs: dict[tuple[str, str], Run] = {}
        self._used: set[str] = set()  # documents of the project that the file has brought work for
        self.result = ImportedAnnotations()

    # ---------------------------------------------------------------------- problems

    def head_problems(self) -> list[str]:
        """What is wrong with the annotators of the dataset, for this project."""
        return self._problems(self._annotators)

    def _problems(self, annotators: Mapping[str, str]) -> list[str]:
        found = []
        for name, role in annotators.items():
            before = self._store.annotators.role(name)
            if not name.strip():
                found.append("expected a name for each annotator, one is blank")
            elif role and role not in ROLES:
                found.append(f"expected a role ({', '.join(ROLES)}) of {name!r}, got {role!r}")
            elif before and before != role and not {before, role or "annotator"} <= PEOPLE:
                found.append(f"{name!r} is {role or 'annotator'} here, and {before} in the project")
        return found

    def document_problem(self, one: AnnotatedDocument) -> str:
        """What is wrong with a document, for this project; '' if it can be added."""
        document = one.document
        if flaw := unstorable(document.text):
            return f"expected text, found {flaw}"
        for what, spans in (
            ("sentences", document.sentences),
            ("blocks", [block.span for block in document.blocks]),
        ):
            if any(a.end > b.start for a, b in pairwise(spans)):
                return f"expected {what} in the order of the text, without overlaps"
        known = self._store.documents.has(document.uid)
        if known and self._store.documents.get(document.uid).text != document.text:
            return f"the document {document.uid!r} has another text in the project"
        unknown = {one.annotator for one in one.readings} - self._annotators.keys()
        if unknown:
            return f"{min(unknown)!r} is not among the annotators of the first line"
        for reading in one.readings:
            uids = [uid for held in reading.judgements.values() for uid in held.annotations]
            if len(set(uids)) < len(uids):
                return f"expected different uids of all annotations by {reading.annotator!r}"
        return ""

    # ------------------------------------------------------------------------- adding

    def begin(self) -> None:
        """Add the annotators and the guidelines."""
        for guideline in self._dataset.guidelines.values():
            self._store.label_sets.put_guideline(guideline)
        if self._dataset.guideline and not self._store.project.current_guideline():
            self._store.project.follow_guideline(self._dataset.guideline)
        for name, role in self._annotators.items():
            self._register(name, role)

    def introduce(self, annotators: Mapping[str, str]) -> list[str]:
        """Add annotators whom the file names on the way, by name with their role.

        Returns what is wrong with them; then nobody is added.
        """
        new = {name: role for name, role in annotators.items() if name not in self._annotators}
        if problems := self._problems(new):
            return problems
        for name, role in sorted(new.items()):
            self._annotators[name] = role
            self._register(name, role)
        return []

    def _register(self, name: str, role: str) -> None:
        before = self._store.annotators.role(name)
        if before is None:
            self._store.annotators.register(name, role or "annotator")
        elif role not in {"", before}:
            self.result.roles.append(name)

    def add(self, one: AnnotatedDocument) -> None:
        """Add a document, or what is held of one that the project has."""
        uid = self._add_document(one)
        for source in one.sources:
            self._store.documents.add_source(uid, source)
        links = [LinkDocuments(uid, earlier) for earlier in one.earlier]
        self._store.project.record(
            [link for link in links if not self._store.project.has_link(link)]
        )
        self.result.suggestions += self._store.suggestions.take_over(
            uid, one.suggestions, one.suggesters, self._run
        )
        for reading in one.readings:
            self._add_reading(uid, reading)
        self._add_settlements(uid, one.settlements)

    def end(self) -> None:
        """Put the sentences into the queues of the annotators."""
        for name in self._annotators:
            self._store.annotators.enrol(name, self._store.annotators.role(name) or "annotator")

    def _run(self, suggester: str, version: str) -> Run:
        """The run of a suggester and version that stands for this import."""
        if (suggester, version) not in self._runs:
            self._runs[suggester, version] = self._store.suggestions.start_run(
                suggester, version, self._dataset.guideline
            )
        return self._runs[suggester, version]

    def _add_document(self, one: AnnotatedDocument) -> str:
        """Add a document if its text is new; returns the uid that it has in the project."""
        document = one.document
        uid = self.known(document)
        if uid is None:
            self._store.documents.add(document)
            self.result.documents += 1
            uid = document.uid
        else:
            self.result.known += 1
            if self._store.documents.meta(uid) != document.meta:
                self.result.other_metadata.append(uid)
        self._used.add(uid)
        current = self._store.documents.sentences(uid)
        judged = {place for reading in one.readings for place in reading.judgements if place}
        if any(place.overlaps(one) for place in judged.difference(current) for one in current):
            self.result.other_sentences.append(uid)
        return uid

    def known(self, document: Document) -> str | None:
        """The document of the project that a document of the file is.

        Before version 7 a text with two sources was two documents, and stays two.
        """
        if self._store.documents.has(document.uid):
            return document.uid
        found = self._store.documents.find_text(document.text, document.meta)
        return None if found in self._used else found

    def _add_reading(self, uid: str, reading: Reading) -> None:
        """Record the judgements that differ from what is held."""
        number = reading.pass_number
        held = self._store.judgements.of_document(reading.annotator, uid, pass_number=number)
        events: dict[str, Event] = {}
        judgements: dict[str, Judgement] = {}
        for sentence, given in reading.judgements.items():
            judgement = self._counted(given)
            if held.get(sentence) == judgement:
                self.result.held += 1
            else:
                event = self._event(uid, sentence, judgement, reading)
                events[event.uid], judgements[event.uid] = event, judgement
        new = [judgements[one.uid] for one in self._store.events.receive([*events.values()])]
        self.result.held += len(events) - len(new)
        self.result.judgements += len(new)
        self.result.annotations += sum(len(one.annotations) for one in new)
        role = self._store.annotators.role(reading.annotator) or "annotator"
        self.result.annotators[reading.annotator] = role
        self.result.finished += sum(one.finished for one in new)

    def _add_settlements(self, uid: str, settlements: Sequence[Settlement]) -> None:
        """Record how gold was settled, where that is not known."""
        if not settlements:
            return
        known = {_who_and_when(one) for one in self._store.adjudication.settlements(uid)}
        new = [one for one in settlements if _who_and_when(one) not in known]
        self._store.events.receive([self._settlement_event(uid, one) for one in new])

    def _settlement_event(self, uid: str, one: Settlement) -> Event:
        settle = Settle(
            about=tuple(sorted(one.about)),
            kinds=one.kinds,
            held=one.held,
            seen=one.seen,
            settled_as=one.settled_as,
            taken_from=one.taken_from,
            made=one.made,
            gold=one.gold,
            between_leads=one.between_leads,
            policy=one.policy,
        )
        change = ImportSettlement(one.actor, settle, one.why, one.note)
        return self._event_of(change, uid, one.sentence, (GOLD, one.at, 0))

    def _counted(self, judgement: Judgement) -> Judgement:
        if not self._unfinished:
            return judgement
        return replace(judgement, finished=False, shown=True, finished_at="", cannot_judge="")

    def _event(
        self, uid: str, sentence: Span | None, judgement: Judgement, reading: Reading
    ) -> Event:
        """The event that takes over a judgement; its uid follows from all else in it."""
        change = ImportJudgement(judgement)
        at = max(_times(judgement), default="")
        who = (reading.annotator, at, reading.pass_number)
        return self._event_of(change, uid, sentence, who)

    def _event_of(
        self,
        change: ImportJudgement | ImportSettlement,
        uid: str,
        sentence: Span | None,
        who: tuple[str, str, int],
    ) -> Event:
        """An event whose uid follows from all else in it. who: annotator, time and pass."""
        annotator, at, number = who
        place = None if sentence is None else [sentence.start, sentence.end]
        content = content_id(
            [
                *(uid, place, annotator, number, at),
                *(self._dataset.guideline, change.to_payload()),
            ]
        )
        event_uid = f"{_milliseconds(at):012x}{content.removeprefix('b2:')[:16]}"
        return Event(
            uid=event_uid,
            group=event_uid,
            annotator=annotator,
            at=at,
            milliseconds=None,
            document=uid,
            sentence=sentence,
            change=change,
            actor=annotator,
            pass_number=number,
            guideline=self._dataset.guideline,
        )


def _who_and_when(one: Settlement) -> tuple[str, str, frozenset[str]]:
    return one.actor, one.at, one.about


def _times(judgement: Judgement) -> list[str]:
    """The times that are known of a judgement."""
    found = [judgement.finished_at, *(one.modified_at for one in judgement.annotations.values())]
    return [time for time in found if time]


def _milliseconds(at: str) -> int:
    """Milliseconds since 1970; 0 for an unknown time, so that what is done later comes after it."""
    return int(datetime.fromisoformat(at).timestamp() * 1000) if at else 0
