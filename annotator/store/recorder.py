"""The recorder: records decisions, undoes and redoes them, and reads what was recorded before.

One key press is one transaction: its events, the judgements that follow from them and the queue
are on disk together, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby, takewhile

from annotator.annotations.active_time import TimedEvent
from annotator.annotations.events import (
    Draft,
    Event,
    EventKind,
    JoinSentences,
    MarkBlock,
    Redo,
    Revoke,
    SplitSentence,
    TakesBack,
    Undo,
)
from annotator.annotations.fold import group_to_redo, group_to_undo
from annotator.model import Judgement, Progress, Span
from annotator.old_words import event_kind
from annotator.store import visibility_sql
from annotator.store.annotators import Annotators
from annotator.store.codec import iso_time
from annotator.store.connection import Database
from annotator.store.event_log import EventContext, EventLog, Randomness
from annotator.store.judgements import Judgements
from annotator.store.sittings import Sittings

_TIMED = """
SELECT uid, "group", kind, sentence_id, milliseconds,
    coalesce(json_extract(payload, '$.annotation'), json_extract(payload, '$.group'), ''),
    json_extract(payload, '$.finished')
FROM events
WHERE annotator_id = ? AND uid >= ? AND ifnull(actor_id, annotator_id) = ? ORDER BY uid
"""

# The last decisions of one person on the suggestions of a rule. Rules are known by id, whatever
# their version: the expression is that of the index events_rule, or it would not be used.
_DECISIONS_ON_RULE = """
SELECT e.uid, e.document_id, e.sentence_id FROM events e
WHERE :rule = substr(json_extract(e.payload, '$.rule'), 1,
                     instr(json_extract(e.payload, '$.rule'), '@') - 1)
AND e.annotator_id = :annotator AND e.kind IN ('accept', 'reject') AND {shown}
ORDER BY e.uid DESC LIMIT :most
"""
_SHOWN = visibility_sql.shows_work_of_others(
    visibility_sql.finished("e.document_id", "e.sentence_id")
)

_OF_SEVERAL = (JoinSentences, SplitSentence, MarkBlock, Undo, Redo, Revoke)
"""Changes that a group may make in several documents: of boundaries, and what undoes them."""

_PEOPLE = "SELECT id FROM annotators WHERE role IN ('annotator', 'lead')"


@dataclass(frozen=True, slots=True)
class Recorded:
    """The outcome of one key press: all that has changed, so that nothing need be read again.

    Attributes:
        events: the new events, in order; () if there was nothing to record, undo or redo.
        judgements: the judgements of the document that changed, by sentence. One that became
            empty is there, as an empty judgement. Of several documents, those of the last.
        progress: of the annotator, afterwards.
        boundaries_changed: sentences of the document were joined or split: read the document
            again, with its judgements.
        targets: for undo and redo, the events that were undone or redone.
    """

    events: tuple[Event, ...]
    judgements: Mapping[Span | None, Judgement]
    progress: Progress
    boundaries_changed: bool = False
    targets: tuple[Event, ...] = ()


class Events:
    """The log of a project, by annotator. Unknown annotators have no events and record none.

    recorded: the events that were stored since the database was opened, in order.
    """

    def __init__(
        self,
        database: Database,
        log: EventLog,
        annotators: Annotators,
        judgements: Judgements,
        sittings: Sittings,
        *,
        clock: Callable[[], float],
        randomness: Randomness,
    ) -> None:
        self._database = database
        self._log = log
        self._annotators = annotators
        self._judgements = judgements
        self._sittings = sittings
        self._clock = clock
        self._randomness = randomness
        self.recorded: list[Event] = []

    # ---------------------------------------------------------------------- recording

    def record(
        self,
        annotator: str,
        drafts: Sequence[Draft],
        *,
        milliseconds: int | None = None,
        actor: str = "",
        guideline: str = "",
        pass_number: int = 0,
        group: str = "",
    ) -> Recorded:
        """Record the drafts of one key press as one group, with the judgements that follow.

        drafts: those of a document one after the other; more than one document is for changes of
            boundaries. milliseconds: active time spent on them, if known.
        actor: who does it, if not the annotator. guideline: the uid of the one in force.
        pass_number: 1 and up for a silent repeat, whose judgements are folded apart.
        group: go on with this one, which was begun last, so that one undo takes all of it back.
        Raises ValueError for an unknown annotator, actor, document or sentence.
        """
        if not drafts:
            return Recorded((), {}, self._annotators.progress(annotator))
        is_one = all(one.document == drafts[0].document for one in drafts)
        if not is_one and not all(isinstance(one.change, _OF_SEVERAL) for one in drafts):
            raise ValueError("one key press changes one document, but for boundaries")
        with self._database.transaction():
            annotator_id = self._database.annotator_id(annotator)
            places = [self._database.sentence_ids(one.document, one.sentence) for one in drafts]
            events = self._log.append(
                annotator,
                drafts,
                [(annotator_id, *place) for place in places],
                self._context(actor or annotator, guideline, pass_number),
                seconds=self._clock(),
                randomness=self._randomness,
                milliseconds=milliseconds,
                group=group,
            )
            self._database.after_commit(partial(self.recorded.extend, events))
            judgements: Mapping[Span | None, Judgement] = {}
            is_changed = False
            for document_id, rows_of_document in groupby(
                zip(places, drafts, strict=True), lambda one: one[0][0]
            ):
                rows = list(rows_of_document)
                offsets = self._changed_boundaries([draft for _, draft in rows], document_id)
                is_changed = is_changed or offsets != []
                judgements = self._project(
                    (annotator_id, document_id), [place[1] for place, _ in rows], offsets
                )
                if pass_number:
                    judgements = self._judgements.of_pass(annotator_id, document_id, pass_number)
            progress = self._annotators.progress(annotator)
            return Recorded(events, judgements, progress, is_changed)

    def _project(
        self, whose: tuple[int, int], sentence_ids: Sequence[int | None], offsets: list[int] | None
    ) -> Mapping[Span | None, Judgement]:
        """Derive the judgements of a document that changed. whose: rows of annotator, document."""
        if offsets == []:
            return self._judgements.project(*whose, sentence_ids)
        return self._judgements.project_boundaries(*whose, sentence_ids, offsets)

    def _context(self, actor: str, guideline: str, pass_number: int) -> EventContext:
        actor_id = self._database.annotator_id(actor)
        sitting, sitting_id = self._sittings.current(actor)
        return EventContext(actor, actor_id, sitting, sitting_id, guideline, pass_number)

    def _changed_boundaries(
        self, drafts: Sequence[Draft | Event], document_id: int
    ) -> list[int] | None:
        """The offsets of joins, splits, and of what takes these back; None if a block is marked."""
        found: dict[int, None] = {}
        taken_back: set[str] = set()
        for draft in drafts:
            match draft.change:
                case JoinSentences(at=at) | SplitSentence(at=at):
                    found[at] = None
                case MarkBlock():
                    return None
                case Undo(group=group) | Redo(group=group) | Revoke(group=group):
                    taken_back.add(group)
        for group in taken_back:
            offsets = self._log.changed_boundaries(group, document_id)
            if offsets is None:
                return None
            found |= dict.fromkeys(offsets)
        return list(found)

    def undo(self, annotator: str, *, actor: str = "", guideline: str = "") -> Recorded:
        """Undo the actor's last key press that was not undone; `targets` is empty without one.

        What another actor did to the annotator's judgements stays: a lead who sent a sentence
        back, or another lead at work on gold. actor, guideline: as in record.
        """
        return self._take_back(annotator, Undo, group_to_undo, actor, guideline)

    def redo(self, annotator: str, *, actor: str = "", guideline: str = "") -> Recorded:
        """Redo what the actor undid last; `targets` is empty after a new decision by the actor."""
        return self._take_back(annotator, Redo, group_to_redo, actor, guideline)

    def revoke(
        self, annotator: str, group: str, *, actor: str = "", guideline: str = ""
    ) -> Recorded:
        """Take back a key press of the past. That is a key press of its own, which can be undone.

        group: the uid of its first event.
        Raises ValueError if the annotator has no such events.
        """
        events = self._log.of_group(group)
        if not events or events[0].annotator != annotator:
            raise ValueError(f"{annotator!r} has no events of the group {group!r}")
        return self._take_back(annotator, Revoke, lambda _: group, actor, guideline)

    def _take_back(
        self,
        annotator: str,
        change: type[TakesBack],
        choose: Callable[[Iterable[Event]], str | None],
        actor: str,
        guideline: str,
    ) -> Recorded:
        with self._database.transaction():
            annotator_id = self._database.annotator_id(annotator)
            newest = self._log.newest(annotator_id, self._database.annotator_id(actor or annotator))
            with closing(newest):  # read no further than the choice needs
                group = choose(newest)
            targets = () if group is None else self._log.of_group(group)
            places = dict.fromkeys((event.document, event.sentence) for event in targets)
            drafts = [Draft(*place, change(group)) for place in places if group]
            done = self.record(
                annotator,
                drafts,
                actor=actor,
                guideline=guideline,
                pass_number=targets[0].pass_number if targets else 0,
            )
            return replace(done, targets=targets)

    def receive(self, events: Sequence[Event]) -> list[Event]:
        """Append events that a file brought, and derive the judgements that follow.

        events: of one annotator on one document. Those that are here already are left out.
        Sentences that the document does not have are added as former ones.
        Returns the events that were new.
        """
        if not events:
            return []
        with self._database.transaction():
            annotator_id = self._database.annotator_id(events[0].annotator)
            document_id = self._database.document_id(events[0].document)
            actors = {one.actor: self._database.find_annotator(one.actor) for one in events}
            received_at = iso_time(self._clock())
            new: list[Event] = []
            touched: list[int | None] = []
            for event in events:
                row = None
                if event.sentence is not None:
                    row = self._judgements.sentence_row(document_id, event.sentence)
                place = (annotator_id, document_id, row)
                actor_id = actors[event.actor] or annotator_id
                if self._log.receive(event, place, received_at, actor_id=actor_id):
                    new.append(event)
                    touched.append(row)
            offsets = self._changed_boundaries(new, document_id)
            self._project((annotator_id, document_id), touched, offsets)
        return new

    def record_again(self) -> None:
        """Append what was recorded since the database was opened, to an earlier state of it."""
        self._log.forget_migrations()
        self._sittings.forget()
        for _, events in groupby(self.recorded, lambda one: (one.annotator, one.document)):
            self.receive(list(events))

    # ------------------------------------------------------------------------ reading

    def iterate(self, annotator: str | None = None) -> Iterator[Event]:
        """All events, oldest first; of one annotator if a name is given."""
        if annotator is None:
            return self._log.iterate()
        annotator_id = self._database.find_annotator(annotator)
        return iter(()) if annotator_id is None else self._log.of_annotator(annotator_id)

    def newest(self, annotator: str) -> str:
        """The uid of an annotator's last event, '' if there is none."""
        annotator_id = self._database.find_annotator(annotator)
        (uid,) = self._database.execute(
            "SELECT max(uid) FROM events WHERE annotator_id = ?", (annotator_id,)
        ).fetchone()
        return uid or ""

    def after(self, annotator: str, uid: str, *, actor: str | None = None) -> tuple[Event, ...]:
        """One annotator's events after one of them, oldest first; reads only these.

        actor: only those that this actor made; None: by anybody.
        """
        annotator_id = self._database.find_annotator(annotator)
        actor_id = None if actor is None else self._database.find_annotator(actor)
        if annotator_id is None or (actor_id is None and actor is not None):
            return ()
        newest = self._log.newest(annotator_id, actor_id)
        with closing(newest):
            return tuple(takewhile(lambda event: event.uid > uid, newest))[::-1]

    def of_document(self, annotator: str, document_uid: str) -> tuple[Event, ...]:
        """One annotator's events on a document, oldest first."""
        document_id = self._database.document_id(document_uid)
        annotator_id = self._database.find_annotator(annotator)
        return () if annotator_id is None else self._log.of_document(annotator_id, document_id)

    def of_sentence(
        self, annotator: str, document_uid: str, sentence: Span | None
    ) -> tuple[Event, ...]:
        """One annotator's events filed under a sentence, oldest first.

        sentence: current or former; None is the document as a whole.
        """
        document_id, sentence_id = self._database.sentence_ids(document_uid, sentence)
        annotator_id = self._database.find_annotator(annotator)
        if annotator_id is None:
            return ()
        return self._log.of_sentence(annotator_id, document_id, sentence_id)

    def of_boundaries(self, document_uid: str) -> tuple[Event, ...]:
        """Everybody's joins, splits and marked blocks in a document, and what took them back."""
        return self._log.of_boundaries(self._database.document_id(document_uid))

    def of_rule(self, annotator: str, rule: str, limit: int) -> Iterator[Event]:
        """The events in the sentences where suggestions of a rule were decided last.

        The annotator's own events, and those of other people where the annotator may see them.
        rule: its id. limit: decisions of each person.
        """
        me = self._database.annotator_id(annotator)
        people = [row for (row,) in self._database.execute(_PEOPLE)]
        asked = {"rule": rule, "me": me, "role": self._annotators.role(annotator), "most": limit}
        for person in dict.fromkeys([me, *people]):
            sql = _DECISIONS_ON_RULE.format(shown="1" if person == me else _SHOWN)
            rows = self._database.execute(sql, {**asked, "annotator": person}).fetchall()
            for document_id, sentence_id in dict.fromkeys(row[1:] for row in rows):
                yield from self._log.of_sentence(person, document_id, sentence_id)

    def timed(self, annotator: str, since: float, *, actor: str = "") -> list[TimedEvent]:
        """An actor's events from a moment on, with the active time spent on each.

        annotator: whose judgements they changed. actor: who made them, if not the annotator.
        since: seconds since 1970; events are found by their uid, which begins with a time.
        """
        annotator_id = self._database.find_annotator(annotator)
        actor_id = self._database.find_annotator(actor or annotator)
        first = f"{max(0, int(since * 1000)):012x}"
        return [
            TimedEvent(
                at=int(uid[:12], 16) / 1000,
                group=group,
                kind=EventKind(event_kind(kind)),
                sentence=sentence_id,
                spent=None if milliseconds is None else milliseconds / 1000,
                subject=subject,
                finished=bool(finished),
            )
            for uid, group, kind, sentence_id, milliseconds, subject, finished in (
                self._database.execute(_TIMED, (annotator_id, first, actor_id))
            )
        ]
