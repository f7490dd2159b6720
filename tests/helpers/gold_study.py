"""A project of short documents with gold, to ask annotators about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count
from pathlib import Path

from annotator.annotations.events import Draft, Finish, Put
from annotator.annotations.project_events import Assign, Release
from annotator.model import Block, BlockKind, Document, Span
from annotator.store import Store

WORDS = ("Tevik", "Moro", "Dellan", "Varsk", "Orlen", "Pettin", "Quill", "Sarn")


def short_document(number: int, sentences: int) -> Document:
    """A document of a paragraph, each sentence with the words 'falsely described'."""
    parts = [
        f"{WORDS[(number + place) % len(WORDS)]} falsely described dam {number}.{place} today."
        for place in range(sentences)
    ]
    title = f"Dam {number}"
    text = f"{title}\n\n{' '.join(parts)}"
    spans, start = [], len(title) + 2
    for part in parts:
        spans.append(Span(start, start + len(part)))
        start += len(part) + 1
    return Document(
        uid=f"b2:{number:04x}",
        text=text,
        blocks=(
            Block(Span(0, len(title)), BlockKind.TITLE),
            Block(Span(spans[0].start, len(text)), BlockKind.PARAGRAPH),
        ),
        sentences=tuple(spans),
    )


class GoldStudy:
    """Documents of the same size, people, the lead lea, and gold."""

    def __init__(
        self,
        folder: Path,
        documents: int = 3,
        sentences: int = 4,
        people: Iterable[str] = ("ann", "bea"),
        order: Callable[[list[Document]], None] = lambda _: None,
    ) -> None:
        """order: changes the order of import."""
        clock = count(1_800_000_000)
        self.path = folder / "annotations.db"
        self.store = Store.open(self.path, clock=lambda: float(next(clock)))
        self.documents = [short_document(number, sentences) for number in range(documents)]
        imported = list(self.documents)
        order(imported)
        for one in imported:
            self.store.documents.add(one)
        for name in people:
            self.store.annotators.enrol(name)
        self.store.annotators.enrol("lea", "lead")
        self.store.annotators.enrol("gold", "gold")
        self._numbers = count(1)

    def judge(
        self, name: str, document: int, sentence: int, *labels: str, finished: bool = True
    ) -> None:
        """Let somebody give labels to 'falsely described' in a sentence, and finish it."""
        one = self.documents[document]
        where = one.sentences[sentence]
        start = one.text.index("falsely", where.start)
        span = Span(start, start + len("falsely described"))
        changes = [Put(f"{name}{next(self._numbers)}", label, (span,), {}) for label in labels]
        drafts = [Draft(one.uid, where, change) for change in changes]
        if finished:
            drafts.append(Draft(one.uid, where, Finish(finished=True, shown=True)))
        actor = "lea" if name == "gold" else name
        self.store.events.record(name, drafts, actor=actor)

    def clear(self, name: str, document: int, sentence: int) -> None:
        """Let somebody delete all that they marked in a sentence."""
        from annotator.annotations.events import Delete

        one = self.documents[document]
        where = one.sentences[sentence]
        held = self.store.judgements.of_document(name, one.uid)[where]
        drafts = [Draft(one.uid, where, Delete(uid)) for uid in held.annotations]
        self.store.events.record(name, drafts)

    def assign(self, name: str, *documents: int, batch: str = "training") -> None:
        """Assign documents to somebody."""
        uids = tuple(self.documents[one].uid for one in documents)
        self.store.project.record([Assign(name, uids, batch)], actor="lea")

    def release(self, *documents: int) -> None:
        """Let annotators see what became of their work."""
        uids = tuple(self.documents[one].uid for one in documents)
        self.store.project.record([Release(uids)], actor="lea")
