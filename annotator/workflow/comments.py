"""Comments: leads write to annotators about a sentence, perhaps send it back; annotators answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from annotator.annotations.events import Draft, Finish
from annotator.annotations.judgement_index import SentencePositions
from annotator.annotations.project_events import Comment
from annotator.annotations.session import Session
from annotator.errors import AnnotatorError, did_you_mean
from annotator.model import Span
from annotator.store import Store
from annotator.store.comments import WrittenComment

LEADS = ""
"""The recipient of what is written to all leads."""

_SEEN = "comments_seen:"
"""The setting, with a name, that holds the number of the last comment that was listed."""


def send_comment(store: Store, comment: Comment, *, actor: str) -> bool:
    """Write to somebody about a sentence; perhaps ask for another judgement of it.

    actor: who writes. If the comment sends the sentence back, it is open again for the recipient,
    who has it in the queue as any other; what was marked stays.
    Returns whether it was done before, and is open now.
    Raises AnnotatorError for an empty text, an unknown recipient, and if somebody who is no lead
    writes to another person. Nothing is recorded then.
    """
    recipient, text = comment.recipient, " ".join(comment.text.split())
    if not text:
        raise AnnotatorError("the comment is empty: nothing is recorded")
    if recipient != LEADS:
        store.annotators.check_is_lead(actor, f"write to {recipient}")
        people = store.annotators.people()
        if recipient not in people:
            hint = did_you_mean(recipient, people)
            raise AnnotatorError(f"nobody here is called {recipient!r}. {hint}")
    elif comment.sent_back:
        raise ValueError("a sentence is sent back to one person")
    with store.transaction():
        store.project.record([replace(comment, text=text)], actor=actor)
        return comment.sent_back and _reopen(store, comment, actor)


def _reopen(store: Store, comment: Comment, actor: str) -> bool:
    """Open the sentence again for the recipient; False if it is open."""
    place = comment.document, comment.sentence
    held = store.judgements.of_document(comment.recipient, comment.document).get(comment.sentence)
    if held is None or not held.is_done:
        return False
    store.events.record(
        comment.recipient,
        [Draft(*place, Finish(False, held.shown, ()))],
        actor=actor,
        guideline=store.project.current_guideline(),
    )
    return True


class VisibleComments:
    """The comments that one person may see, while this person works.

    Those of the open document are read once, and again when it is opened or changed.
    """

    def __init__(self, store: Store, viewer: str, *, in_repeat: bool = False) -> None:
        """in_repeat: in a silent repeat nothing is on show at the sentences."""
        self._store = store
        self._in_repeat = in_repeat
        self._viewer = viewer
        self._known: tuple[Session, int] | None = None
        self._of_document: list[WrittenComment] = []
        self._sent_back: frozenset[Span] = frozenset()

    def here(self, session: Session) -> list[WrittenComment]:
        """The comments about the current sentence, oldest first."""
        return self.about(session, session.sentence)

    def about(self, session: Session, sentence: Span) -> list[WrittenComment]:
        """The comments about a sentence of the open document, or of those it was made of."""
        return [one for one in self._read(session) if one.sentence.overlaps(sentence)]

    def sent_back(self, session: Session) -> frozenset[Span]:
        """The sentences of the document that were sent back to the viewer and are still open."""
        self._read(session)
        return self._sent_back

    def _places_sent_back(self, session: Session) -> Iterator[Span]:
        positions: SentencePositions | None = None
        for one in self._of_document:
            if not (one.sent_back and one.recipient == self._viewer):
                continue
            positions = positions or SentencePositions(session.document.sentences)
            for at in positions.overlapping(one.sentence):
                sentence = session.document.sentences[at]
                if not session.judgement_of(sentence).is_done:
                    yield sentence

    def unread(self) -> list[WrittenComment]:
        """What was written to the viewer since the list was shown last."""
        return self._store.comments.received(self._viewer, after=self._seen)

    def all(self) -> list[WrittenComment]:
        """Everything that the viewer may see, newest first."""
        return self._store.comments.all(self._viewer)[::-1]

    def mark_read(self) -> None:
        """Remember that the list was shown."""
        found = self._store.comments.received(self._viewer, after=self._seen)
        if found:
            newest = max(one.number for one in found)
            self._store.settings.set(self._setting, f"{newest}")

    def answer(self, session: Session, text: str) -> str:
        """Answer at the current sentence; returns to whom, in words.

        A lead answers who wrote last; everybody else writes to the leads.
        Raises AnnotatorError if the text is empty.
        """
        recipient = self.answered(session)
        if recipient is None:
            raise ValueError("there is nobody to answer")
        comment = Comment(recipient, session.document.uid, session.sentence, text)
        send_comment(self._store, comment, actor=self._viewer)
        self._known = None
        return recipient_in_words(recipient)

    def answered(self, session: Session) -> str | None:
        """Who is answered at the current sentence; None if a lead has nobody to answer there."""
        if self._store.annotators.role(self._viewer) != "lead":
            return LEADS
        others = [one.author for one in self.here(session) if one.author != self._viewer]
        return others[-1] if others else None

    @property
    def _setting(self) -> str:
        return f"{_SEEN}{self._store.annotators.recorded_name(self._viewer)}"

    @property
    def _seen(self) -> int:
        stored = self._store.settings.get(self._setting)
        return int(stored) if stored.isdecimal() else 0

    def _read(self, session: Session) -> list[WrittenComment]:
        if self._known is None or self._known != (session, session.changed):
            uid = session.document.uid
            self._of_document = []
            if not self._in_repeat:
                self._of_document = self._store.comments.of_document(uid, self._viewer)
            self._sent_back = frozenset(self._places_sent_back(session))
            self._known = session, session.changed
        return self._of_document


def recipient_in_words(recipient: str) -> str:
    """A name, or 'the lead'."""
    return recipient or "the lead"


def author_in_words(comment: WrittenComment, viewer: str) -> str:
    """Who wrote, for a viewer: 'you', 'lead', or a name; with who it is for, if a third one."""
    if comment.author == viewer:
        return f"you to {recipient_in_words(comment.recipient)}"
    if comment.recipient not in {viewer, LEADS}:
        return f"{comment.author} to {comment.recipient}"
    return "lead" if comment.role == "lead" else comment.author


def in_words(comment: WrittenComment, viewer: str) -> str:
    """A comment in one line: 'lead: look at the bounds'."""
    return f"{author_in_words(comment, viewer)}: {comment.text}"
