"""Two people who decide, through the session and the store, as the app would have them recorded.

`python -m tests.helpers.simulated_annotators FOLDER [SENTENCES]` lets them work on a project's real texts, so that
what `annotator rules` prints can be read as a researcher would. They are made up: they accept by
the rule's name, and mark by hand what a list of words says.
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
"""Every so many-th sentence is judged without suggestions on show."""

WORDS = {
    "loaded_language": ("huge", "massive", "shocking", "terrified", "slams", "slammed", "vowed"),
    "hedge": ("appears to", "appeared to", "seems to", "is thought to", "is believed to"),
    "background": ("in the wake of", "comes as", "comes after", "the move comes"),
    "implicature": ("a sign of", "a sign that", "read as a warning"),
}
REASONS = ("quoted, not the reporter's words", "too weak", "")


class Person:
    """Somebody with a pace and a taste."""

    def __init__(self, name: str, store: Store, label_set: LabelSet, seed: int) -> None:
        self.name, self.store, self.labels = name, store, label_set
        self.chance = random.Random(seed)
        uids = count(1)
        self.new_uid: Callable[[], str] = lambda: f"{name}{next(uids)}"
        self._spent = 0
        store.enrol(name)

    def judge(self, document: Document, words: Mapping[str, tuple[str, ...]]) -> Iterator[None]:
        """Every sentence of a document, one at a time."""
        for position, sentence in enumerate(document.sentences):
            blind = position % BLIND == BLIND - 1
            suggestions = () if blind else self.store.suggestions(document.uid)
            held = self.store.judgements(self.name, document.uid)
            session = Session(
                document, self.labels, suggestions, held, self.new_uid, position=position
            )
            self._spent = self.chance.randint(1_500, 5_000)
            self._decide(session)
            if blind:
                self._find(session)
            self._mark(session, sentence, words)
            self._keep(session, commands.finish(session, shown=not blind), 400)
            yield

    def _decide(self, session: Session) -> None:
        while session.mark is not None and session.mark.suggestion:
            rule = session.mark.suggestion.rule.rpartition("@")[0]
            taste = random.Random(rule).random()
            dice = self.chance.random()
            if dice < 0.1:
                return  # passed over
            if dice < 0.3 + 0.6 * taste:
                self._keep(session, commands.accept(session), 900)
                if dice < 0.2:
                    self._shorten(session)
            else:
                self._keep(session, commands.reject(session, self.chance.choice(REASONS)), 800)
            session.active = None
            session._take_open_mark()

    def _find(self, session: Session) -> None:
        """Mark unprompted half of what the rules would have proposed."""
        for one in self.store.suggestions(session.document.uid):
            if session.sentence.contains(one.span) and self.chance.random() < 0.5:
                session.selection = Selection(one.span)
                self._keep(session, commands.put(session, one.label), 4_000)

    def _shorten(self, session: Session) -> None:
        """Leave the last word out of what was just accepted."""
        (mark, *_) = [one for one in session.marks(session.sentence) if one.annotation][-1:]
        words = mark.span.of(session.document.text).rpartition(" ")[0]
        if words.strip():
            session.active = mark.key
            shorter = Span(mark.span.start, mark.span.start + len(words))
            session.selection = Selection(shorter, editing=mark.annotation.uid)
            self._keep(session, commands.rebound(session), 2_500)

    def _mark(self, session: Session, sentence: Span, words: Mapping[str, tuple[str, ...]]) -> None:
        """Most of the listed words that stand in the sentence."""
        text = sentence.of(session.document.text)
        for label, phrases in words.items():
            pattern = "|".join(rf"\b{re.escape(one)}\b" for one in phrases)
            for found in re.finditer(pattern, text, re.IGNORECASE):
                if self.chance.random() < 0.85:
                    start = sentence.start + found.start()
                    session.selection = Selection(Span(start, start + len(found[0])))
                    self._keep(session, commands.put(session, label), 4_000)

    def _keep(self, session: Session, drafts, usual: int) -> None:
        self._spent += int(usual * self.chance.lognormvariate(0, 0.4))
        if drafts:
            self.store.record(self.name, drafts, milliseconds=self._spent)
        session.apply(self.store.judgements(self.name, session.document.uid))


def work(
    store: Store,
    label_set: LabelSet,
    sentences: int,
    words: Mapping[str, tuple[str, ...]] = WORDS,
) -> None:
    """Have two people judge so many sentences each, document by document."""
    with store.transaction():
        for seed, name in enumerate(("ann", "bea")):
            person = Person(name, store, label_set, seed)
            left = sentences
            for uid in store.document_uids():
                for _ in person.judge(store.document(uid), words):
                    left -= 1
                    if left == 0:
                        break
                if left <= 0:
                    break


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    with Store.open(folder / "annotations.db", create=False) as opened:
        work(opened, load(folder / "labels.yaml"), int(sys.argv[2]) if sys.argv[2:] else 1_000)
