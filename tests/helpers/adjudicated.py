"""A project in memory with one document that several people annotated, to be adjudicated."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path

from annotator.annotations.events import Draft, Finish, Put, Relate
from annotator.model import Document, Relation, Span
from annotator.store import Store
from annotator.workflow.adjudication import Adjudication
from tests.helpers.memory_store import example_document, labels

LEADS = ("lea", "lou")


class Study:
    """A project with annotators, and leads who have annotated nothing."""

    def __init__(
        self,
        folder: Path,
        people: Sequence[str],
        document: Document | None = None,
        leads: Sequence[str] = LEADS,
        database: str = "a.db",
    ) -> None:
        clock = count(1_800_000_000)
        self.store = Store.open(folder / database, clock=lambda: float(next(clock)))
        self.document = document or example_document()
        self.store.documents.add(self.document)
        for name in people:
            self.store.annotators.enrol(name)
        for name in leads:
            self.store.annotators.enrol(name, "lead")
        if leads:
            self.store.annotators.enrol("gold", "gold")
        self._numbers = count(1)

    def span(self, phrase: str) -> Span:
        """The span of a phrase of the document."""
        start = self.document.text.index(phrase)
        return Span(start, start + len(phrase))

    def sentence_of(self, span: Span) -> Span:
        """The sentence in which a span begins."""
        return next(one for one in self.document.sentences if one.start <= span.start < one.end)

    def put(self, name: str, label: str, *phrases: str, uid: str = "", **attributes) -> str:
        """Let somebody give a label to words; returns the uid of the annotation."""
        spans = tuple(sorted(map(self.span, phrases)))
        uid = uid or f"{name}{next(self._numbers)}"
        change = Put(uid, label, spans, attributes)
        self.record(name, self.sentence_of(spans[0]), change)
        return uid

    def relate(self, name: str, head: str, tail: str, sentence: int = 0) -> None:
        """Let somebody relate two annotations."""
        relation = Relation(f"{name}r{next(self._numbers)}", "frames", head, tail)
        self.record(name, self.document.sentences[sentence], Relate(relation))

    def record(self, name: str, sentence: Span, change) -> None:
        """Record a change of somebody in a sentence."""
        self.store.events.record(name, [Draft(self.document.uid, sentence, change)])

    def finish(self, *names: str, sentence: int = 0) -> None:
        """Let people finish a sentence."""
        for name in names:
            self.record(name, self.document.sentences[sentence], Finish(True, True))

    def adjudication(self, actor: str = "lea", **more) -> Adjudication:
        """A lead at work, with the queue up to date."""
        uids = count(next(self._numbers))
        made = Adjudication(self.store, labels(), actor, lambda: f"{actor}-g{next(uids)}", **more)
        while made.compare_some():
            pass
        return made

    def held(self, name: str = "gold", sentence: int = 0) -> set[tuple]:
        """What somebody holds of a sentence: label, words and values."""
        held = self.store.judgements.of_document(name, self.document.uid)
        one = held.get(self.document.sentences[sentence])
        return {
            (made.label, tuple(part.of(self.document.text) for part in made.fragments),
             *sorted(made.attributes.items()))
            for made in (one.annotations.values() if one else ())
        }  # fmt: skip

    def dump(self) -> list:
        """Every judgement of people, to be compared before and after."""
        return [
            (name, self.store.judgements.of_document(name, self.document.uid))
            for name in self.store.annotators.people()
        ]
