"""Annotators: names, roles, progress and bookmarks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from annotator.annotations.project_events import PEOPLE, ROLES, Rename, SetRole
from annotator.errors import AnnotatorError, StoreError
from annotator.model import Progress, Span
from annotator.old_words import role as current_role
from annotator.store.codec import from_json, to_json
from annotator.store.connection import Database
from annotator.store.project_record import ProjectRecord
from annotator.store.work_queue import WorkQueue

if TYPE_CHECKING:
    from annotator.annotations.session import MarkKey


class Bookmark(NamedTuple):
    """Where an annotator stopped: a sentence, and the key of the selected mark, if any."""

    document: str
    sentence: Span
    selected_mark: MarkKey | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """An annotator with what was done so far.

    notes, flags: sentences with one. last_saved: UTC, ISO 8601; '' for never. former: names that
    the person had before.
    """

    name: str
    role: str
    progress: Progress
    notes: int
    flags: int
    last_saved: str
    former: list[str]


_EVERYBODY = """
SELECT a.name, a.role, a.finished - a.cannot_judge, a.queued, a.cannot_judge,
  (SELECT count(*) FROM judgements j WHERE j.annotator_id = a.id AND j.note <> ''),
  (SELECT count(*) FROM judgements j WHERE j.annotator_id = a.id AND j.flagged = 1),
  ifnull((SELECT e.at FROM events e WHERE e.annotator_id = a.id ORDER BY e.uid DESC LIMIT 1), '')
FROM annotators a ORDER BY a.name
"""


class Annotators:
    """The annotators of a project: people, the adjudicated layer, and machines."""

    def __init__(self, database: Database, queue: WorkQueue, project: ProjectRecord) -> None:
        self._database = database
        self._queue = queue
        self._project = project

    def enrol(self, name: str, role: str = "annotator") -> None:
        """Register an annotator, and queue every sentence that is not yet in the queue.

        role: annotator, lead, gold or machine. A person may become lead, and then stays lead.
        Raises StoreError if a person asks for the name of gold or of a machine, or vice versa.
        """
        with self._database.transaction():
            self.register(name, role)
            self._queue.add_new_sentences(self._database.annotator_id(name))

    def register(self, name: str, role: str = "annotator") -> None:
        """Register an annotator without a queue. role, errors: as in enrol."""
        if not name.strip() or role not in ROLES:
            raise ValueError(f"no name or no known role: {name!r}, {role!r}")
        before = self.role(name)
        if before not in {None, role} and not {before, role} <= PEOPLE:
            raise StoreError(
                f"{name!r} is taken by an annotator with the role {before}: choose another name."
            )
        if before is None or (role == "lead" and before != role):
            self._project.record([SetRole(name, role)])

    def set_role(self, name: str, role: str, *, actor: str) -> None:
        """Give somebody another role. actor: who decides it.

        Raises AnnotatorError if the actor may not, if the last lead would be none, and if
        annotations of a person would become those of gold or a machine, or the other way round.
        """
        with self._database.transaction():
            before = self.role(name)
            if before is None or role not in ROLES:
                raise ValueError(f"nobody of that name, or no role: {name!r}, {role!r}")
            name = self.current_name(name)
            self.check_is_lead(actor, "change roles")
            if before == role:
                return
            if self.names("lead") == [name]:
                raise AnnotatorError(
                    f"{name} is the only lead of this project: make somebody else a lead first"
                )
            if not {before, role} <= PEOPLE and self._has_events(name):
                raise AnnotatorError(
                    f"{name} has annotated as {before}, which would count as the work of"
                    f" {role}: use another name for that"
                )
            self._project.record([SetRole(name, role)], actor=actor)

    def rename(self, old: str, new: str, *, actor: str) -> None:
        """Call somebody otherwise from now on. actor: who decides it.

        Raises AnnotatorError if the new name is empty, or is or was that of somebody, or differs
        from that only in case; for gold; and if the actor is neither a lead nor that person.
        """
        with self._database.transaction():
            names = self._database.names()
            old = names.current(old)
            role = self.role(old)
            if role is None:
                raise ValueError(f"nobody of that name: {old!r}")
            if names.current(actor) != old:
                self.check_is_lead(actor, f"rename {old}")
            if role == "gold":
                raise AnnotatorError(f"{old} is the adjudicated layer, which keeps its name")
            if not new.strip() or new != new.strip():
                raise AnnotatorError("the new name is empty, or begins or ends with a blank")
            former = [one for one in names.now if names.now[one] != old]
            for taken in [*self.names(), *former]:
                if taken.casefold() == new.casefold():
                    raise AnnotatorError(_taken(new, taken, names.current(taken)))
            self._project.record([Rename(old, new)], actor=actor)

    def _has_events(self, name: str) -> bool:
        row = self._database.execute(
            "SELECT 1 FROM events WHERE annotator_id = ? LIMIT 1",
            (self._database.find_annotator(name),),
        )
        return row.fetchone() is not None

    def all(self) -> list[Person]:
        """Everybody, by name."""
        names, rows = self._database.names(), self._database.execute(_EVERYBODY)
        return [
            Person(
                name=name,
                role=current_role(role),
                progress=Progress(finished, total, cannot_judge),
                notes=notes,
                flags=flags,
                last_saved=last_saved,
                former=names.former(name),
            )
            for name, role, finished, total, cannot_judge, notes, flags, last_saved in rows
        ]

    def names(self, role: str | None = None) -> list[str]:
        """All annotators, of one role if it is given, in the order of their enrolment."""
        rows = self._database.execute("SELECT name, role FROM annotators ORDER BY id")
        return [name for name, its_role in rows if role in (None, current_role(its_role))]

    def people(self) -> list[str]:
        """All annotators and leads, by name."""
        rows = self._database.execute("SELECT name, role FROM annotators ORDER BY name")
        return [name for name, role in rows if role in PEOPLE]

    def current_name(self, name: str) -> str:
        """What somebody is called today who was perhaps renamed since."""
        return self._database.current_name(name)

    def recorded_name(self, name: str) -> str:
        """The first name of somebody, which stays the same whatever the name is now."""
        return self._database.names().recorded(name)

    def role(self, name: str) -> str | None:
        """The role of an annotator; None if nobody is, or was, enrolled by that name."""
        row = self._database.execute(
            "SELECT role FROM annotators WHERE id = ?", (self._database.find_annotator(name),)
        ).fetchone()
        return None if row is None else current_role(row[0])

    def check_is_lead(self, name: str, what: str) -> None:
        """Refuse what only a lead may do, in a project that has one.

        Raises AnnotatorError. what: as it follows "may", such as "split documents again".
        """
        leads = self.names("lead")
        if leads and self.current_name(name) not in leads:
            raise AnnotatorError(
                f"{name} may not {what}: ask a lead of this project: {', '.join(leads)}, who can"
                f" run `annotator people role {name} lead`"
            )

    def progress(self, name: str) -> Progress:
        """How many sentences of the queue an annotator has finished; costs one look-up."""
        row = self._database.execute(
            "SELECT finished - cannot_judge, queued, cannot_judge FROM annotators WHERE id = ?",
            (self._database.find_annotator(name),),
        ).fetchone()
        return Progress(*row) if row else Progress(0, 0)

    def bookmark(self, name: str) -> Bookmark | None:
        """Where an annotator stopped; None if that was never stored, or has no sentence now."""
        row = self._database.execute(
            'SELECT d.uid, s.start, s."end", p.mark FROM annotators a'
            " JOIN places p ON p.annotator_id = a.id JOIN sentences s ON s.id = p.sentence_id"
            " JOIN documents d ON d.id = s.document_id WHERE a.id = ? AND d.sentence_count > 0",
            (self._database.find_annotator(name),),
        ).fetchone()
        if row is None:
            return None
        uid, start, end, mark = row
        return Bookmark(uid, Span(start, end), None if mark is None else _mark_key(mark))

    def set_bookmark(self, name: str, bookmark: Bookmark) -> None:
        """Store where an annotator is.

        Moving waits neither for the disk nor for another process that writes, but raises StoreBusy;
        a bookmark stored with a decision is as durable as it.
        """
        document, sentence, selected_mark = bookmark
        with self._database.transaction(durable=False, patient=False):
            annotator_id = self._database.annotator_id(name)
            _, sentence_id = self._database.sentence_ids(document, sentence)
            self._database.execute(
                "INSERT INTO places (annotator_id, sentence_id, mark) VALUES (?, ?, ?)"
                " ON CONFLICT (annotator_id) DO UPDATE SET sentence_id = excluded.sentence_id,"
                " mark = excluded.mark",
                (
                    annotator_id,
                    sentence_id,
                    None if selected_mark is None else to_json(selected_mark),
                ),
            )


def _taken(new: str, taken: str, owner: str) -> str:
    """Why a name cannot be given."""
    if taken == new:
        what = f"{new} is taken" if owner == taken else f"{new} was the name of {owner} before"
    else:
        what = f"{new} differs from {taken} only in case"
    return f"{what}: choose another name"


def _mark_key(text: str) -> MarkKey | None:
    """The key that a bookmark holds; None for what is none, so that it never stops a start."""
    from annotator.annotations.session import MarkKey  # noqa: PLC0415 - loads the quotation rules

    try:
        return MarkKey(*from_json(text))
    except (TypeError, ValueError, StoreError):
        return None
