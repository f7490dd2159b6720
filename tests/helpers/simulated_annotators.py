"""Two simulated annotators, whose decisions go through the session and the store as in the app.

`python -m tests.helpers.simulated_annotators FOLDER [SENTENCES]` lets them annotate the texts of a
project, so that the output of `annotator rules` can be read on real texts. They accept depending
on the name of the rule, and mark the words of a list without a suggestion.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from pathlib import Path

from annotator.annotations import commands
from annotator.annotations.selection import Selection
from annotator.annotations.session import Session
from annotator.labels import load
from annotator.model import Document, LabelSet, Span
from annotator.store import Store

BLIND = 8
"""One sentence of this many is blind."""

WORDS = {
    "loaded_language": ("huge", "massive", "shocking", "terrified", "slams", "slammed", "vowed"),
    "hedge": ("appears to", "appeared to", "seems to", "is thought to", "is believed to"),
    "background": ("in the wake of", "comes as", "comes after", "the move comes"),
    "implicature": ("a sign of", "a sign that", "read as a warning"),
}
REASONS = ("quoted, not the reporter's words", "too weak", "")


class SimulatedAnnotator:
    """An annotator who decides at random, but prefers some rules."""

    def __init__(self, name: str, store: Store, label_set: LabelSet, seed: int) -> None:
        self.name, self.store, self.labels = name, store, label_set
        self.chance = random.Random(seed)
        uids = count(1)
        self.new_uid: Callable[[], str] = lambda: f"{name}{next(uids)}"
        self._spent = 0
        store.annotators.enrol(name)

    def judge(self, document: Document, words: Mapping[str, tuple[str, ...]]) -> Iterator[None]:
        """Annotate a document. Yields after each sentence."""
        for position, sentence in enumerate(document.sentences):
            blind = position % BLIND == BLIND - 1
            suggestions = () if blind else self.store.suggestions.of_document(document.uid)
            held = self.store.judgements.of_document(self.name, document.uid)
            session = Session(document, self.labels, suggestions, held, self.new_uid)
            session.go_to(position)
            self._spent = self.chance.randint(1_500, 5_000)
            self._decide(session)
            if blind:
                self._find(session)
            self._mark(session, sentence, words)
            self._record(session, commands.finish(session, shown=not blind), 400)
            yield

    def _decide(self, session: Session) -> None:
        while session.selected_mark is not None and session.selected_mark.suggestion:
            rule = session.selected_mark.suggestion.rule.rpartition("@")[0]
            preference = random.Random(rule).random()
            dice = self.chance.random()
            if dice < 0.1:
                return  # skipped
            if dice < 0.3 + 0.6 * preference:
                self._record(session, commands.accept(session), 900)
                if dice < 0.2:
                    self._shorten(session)
            else:
                self._record(session, commands.reject(session, self.chance.choice(REASONS)), 800)
            session.selected_key = None
            session._select_undecided()

    def _find(self, session: Session) -> None:
        """Mark half of the hidden suggestions."""
        for one in self.store.suggestions.of_document(session.document.uid):
            if session.sentence.contains(one.span) and self.chance.random() < 0.5:
                session.selection = Selection(one.span)
                self._record(session, commands.put(session, one.label), 4_000)

    def _shorten(self, session: Session) -> None:
        """Remove the last word from the annotation that was just accepted."""
        (mark, *_) = [one for one in session.marks(session.sentence) if one.annotation][-1:]
        words = mark.span.of(session.document.text).rpartition(" ")[0]
        if words.strip():
            session.selected_key = mark.key
            shorter = Span(mark.span.start, mark.span.start + len(words))
            session.selection = Selection(shorter, editing=mark.annotation.uid)
            self._record(session, commands.put_bounds(session), 2_500)

    def _mark(self, session: Session, sentence: Span, words: Mapping[str, tuple[str, ...]]) -> None:
        """Mark most of the listed words in the sentence."""
        text = sentence.of(session.document.text)
        for label, phrases in words.items():
            pattern = "|".join(rf"\b{re.escape(one)}\b" for one in phrases)
            for found in re.finditer(pattern, text, re.IGNORECASE):
                if self.chance.random() < 0.85:
                    start = sentence.start + found.start()
                    session.selection = Selection(Span(start, start + len(found[0])))
                    self._record(session, commands.put(session, label), 4_000)

    def _record(self, session: Session, drafts, usual: int) -> None:
        self._spent += int(usual * self.chance.lognormvariate(0, 0.4))
        if drafts:
            self.store.events.record(self.name, drafts, milliseconds=self._spent)
        session.apply(self.store.judgements.of_document(self.name, session.document.uid))


def simulate(
    store: Store,
    label_set: LabelSet,
    sentences: int,
    words: Mapping[str, tuple[str, ...]] = WORDS,
) -> None:
    """Let two annotators annotate this number of sentences each, document by document."""
    with store.transaction():
        for seed, name in enumerate(("ann", "bea")):
            person = SimulatedAnnotator(name, store, label_set, seed)
            left = sentences
            for uid in store.documents.uids():
                for _ in person.judge(store.documents.get(uid), words):
                    left -= 1
                    if left == 0:
                        break
                if left <= 0:
                    break


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    with Store.open(folder / "annotations.db", create=False) as opened:
        simulate(opened, load(folder / "labels.yaml"), int(sys.argv[2]) if sys.argv[2:] else 1_000)
