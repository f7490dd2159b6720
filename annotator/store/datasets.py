"""Datasets: all that a project holds, document by document, for the formats that are written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import groupby

from annotator.annotations.project_events import GOLD, ProjectState, SetRole
from annotator.model import AnnotatedDocument, Dataset, Document, Guideline, Reading
from annotator.old_words import role as current_role
from annotator.store.connection import Database
from annotator.store.documents import Documents
from annotator.store.history import History, Moment
from annotator.store.judgements import Judgements
from annotator.store.label_sets import LabelSets
from annotator.store.project_record import ProjectRecord
from annotator.store.suggestions import Suggestions

_PEOPLE_OF_DOCUMENT = """
SELECT a.name FROM annotators a WHERE EXISTS
  (SELECT 1 FROM judgements j WHERE j.annotator_id = a.id AND j.document_id = ?)
"""

_REPEATS = """
SELECT DISTINCT a.name, d.uid, e.pass FROM events e
JOIN annotators a ON a.id = e.annotator_id JOIN documents d ON d.id = e.document_id
WHERE e.pass > 0 ORDER BY d.uid, a.name, e.pass
"""

_GUIDELINES = """
SELECT DISTINCT a.name, x.label_set FROM judgements j
JOIN annotations x ON x.judgement_id = j.id JOIN annotators a ON a.id = j.annotator_id
"""

_ReadingsOf = Callable[[str], tuple[Document, list[Reading]]]
"""Returns a document and its readings, by annotator, then pass."""


class Datasets:
    """What the project holds, now or at an earlier moment."""

    def __init__(
        self,
        database: Database,
        *,
        documents: Documents,
        judgements: Judgements,
        history: History,
        project: ProjectRecord,
        suggestions: Suggestions,
        label_sets: LabelSets,
    ) -> None:
        self._database = database
        self._documents = documents
        self._judgements = judgements
        self._history = history
        self._project = project
        self._suggestions = suggestions
        self._label_sets = label_sets

    def read(
        self,
        annotators: Sequence[str] | None = None,
        *,
        as_of: str | None = None,
        snapshot: str | None = None,
        training: bool = False,
        without: Collection[str] = (),
    ) -> Dataset:
        """All documents by uid, each read when it is asked for.

        annotators: only their readings, and the documents that have one; None is everything.
        training: with what was annotated as training. without: roles whose readings are left out.
        as_of: what this file had received by then, UTC, ISO 8601. snapshot: its name.
        Keep `Store.reading` around it, so that all documents are of the same moment.
        Raises StoreError for a snapshot that is unknown, or whose events are not all here.
        """
        moment = self._history.moment(as_of, snapshot)
        is_past = moment.at is not None
        state = self._project.state(moment.at)
        readings = self._readings_then(moment) if is_past else self._readings_now()
        used = self._guidelines_then(moment) if is_past else self._guidelines_now()
        roles = self._roles(state, moment)
        if annotators is not None:
            annotators = [moment.name(name) for name in annotators]
            roles = {name: role for name, role in roles.items() if name in annotators}
        left_out = {name for name, role in roles.items() if role in without}
        roles = {name: role for name, role in roles.items() if name not in left_out}
        guideline = state.migrations[-1].new if state.migrations else ""
        wanted = {uid for name, uid in used if name in roles} | {guideline}
        return Dataset(
            annotators=roles,
            guideline=guideline,
            guidelines=self._definitions(wanted),
            documents=self._all(
                readings if training else _without_training(readings, state),
                *(state, moment, annotators, left_out),
            ),
        )

    def _all(
        self,
        readings_of: _ReadingsOf,
        state: ProjectState,
        moment: Moment,
        annotators: Sequence[str] | None,
        left_out: Collection[str],
    ) -> Iterator[AnnotatedDocument]:
        as_of = moment.at
        rows = self._database.execute(
            "SELECT uid FROM documents"
            " WHERE ? IS NULL OR coalesce(received_at, imported_at) <= ? ORDER BY uid",
            (as_of, as_of),
        ).fetchall()
        links = sorted(state.links)
        earlier = {uid: [old for _, old in group] for uid, group in groupby(links, lambda x: x[0])}
        for (uid,) in rows:
            document, readings = readings_of(uid)
            readings = [one for one in readings if one.annotator not in left_out]
            if annotators is not None:
                readings = [one for one in readings if one.annotator in annotators]
                if not readings:
                    continue
            has_gold = any(one.annotator == GOLD for one in readings)
            yield AnnotatedDocument(
                document=document,
                sources=self._documents.sources(uid, as_of),
                earlier=tuple(earlier.get(uid, ())),
                suggesters=self._suggestions.suggesters(uid, as_of),
                suggestions=self._suggestions.of_document(uid, as_of),
                readings=tuple(readings),
                settlements=self._history.settlements(uid, moment) if has_gold else (),
            )

    # ---------------------------------------------------------------------- readings

    def _readings_now(self) -> _ReadingsOf:
        """From the tables; silent repeats from the log."""
        repeats = self.repeats()

        def read(uid: str) -> tuple[Document, list[Reading]]:
            document = self._documents.get(uid)
            passes = [(name, 0) for name in self._people(uid)] + repeats.get(uid, [])
            found = [
                Reading(
                    document,
                    name,
                    self._judgements.of_document(name, uid, pass_number=number),
                    number,
                )
                for name, number in sorted(passes)
            ]
            return document, [one for one in found if one.judgements]

        return read

    def _readings_then(self, moment: Moment) -> _ReadingsOf:
        return lambda uid: self._history.at(uid, moment)

    def _people(self, uid: str) -> list[str]:
        document_id = self._database.document_id(uid)
        return [name for (name,) in self._database.execute(_PEOPLE_OF_DOCUMENT, (document_id,))]

    def repeats(self) -> dict[str, list[tuple[str, int]]]:
        """The annotators and passes of silent repeats, by document."""
        found: dict[str, list[tuple[str, int]]] = {}
        for name, uid, number in self._database.execute(_REPEATS):
            found.setdefault(uid, []).append((name, number))
        return found

    # --------------------------------------------------------------------- guidelines

    def _guidelines_now(self) -> set[tuple[str, str]]:
        """The annotators with the guidelines of their annotations."""
        used = set(self._database.execute(_GUIDELINES).fetchall())
        for uid, passes in self.repeats().items():
            for name, number in passes:
                held = self._judgements.of_document(name, uid, pass_number=number)
                used |= {
                    (name, annotation.guideline)
                    for judgement in held.values()
                    for annotation in judgement.annotations.values()
                }
        return used

    def _guidelines_then(self, moment: Moment) -> set[tuple[str, str]]:
        rows = self._database.execute("SELECT DISTINCT d.uid FROM documents d").fetchall()
        return {
            (reading.annotator, annotation.guideline)
            for (uid,) in rows
            for reading in self._history.at(uid, moment)[1]
            for judgement in reading.judgements.values()
            for annotation in judgement.annotations.values()
        }

    def _definitions(self, wanted: set[str]) -> dict[str, Guideline]:
        found = {uid: self._label_sets.guideline(uid) for uid in sorted(wanted)}
        return {uid: one for uid, one in found.items() if one is not None}

    # -------------------------------------------------------------------------- roles

    def _roles(self, state: ProjectState, moment: Moment) -> Mapping[str, str]:
        """The annotators of a moment, by name, with their roles.

        Roles of version 6 and earlier were no events: who had recorded something by then has the
        role that came first.
        """
        rows = self._database.execute(
            "SELECT a.name, a.role, EXISTS (SELECT 1 FROM events e WHERE e.annotator_id = a.id"
            "  AND (:at IS NULL OR coalesce(e.received_at, e.at) <= :at))"
            " FROM annotators a ORDER BY a.name",
            {"at": moment.at},
        )
        first = self._first_roles(moment) if moment.at else {}
        roles: dict[str, str] = {}
        for today, role, has_events in rows:
            name = moment.name(today)
            if moment.at is None:
                roles[name] = current_role(role)
            elif name in state.roles:
                roles[name] = state.roles[name]
            elif has_events:
                roles[name] = first.get(name, current_role(role))
        return roles

    def _first_roles(self, moment: Moment) -> dict[str, str]:
        found: dict[str, str] = {}
        names = self._project.state().names
        for event in self._project.iterate():
            if isinstance(event.change, SetRole):
                name = moment.name(names.current(event.change.annotator))
                found.setdefault(name, event.change.role)
        return found


def _without_training(readings_of: _ReadingsOf, state: ProjectState) -> _ReadingsOf:
    training = state.settings.get("training_batch") or "training"

    def read(uid: str) -> tuple[Document, list[Reading]]:
        document, readings = readings_of(uid)
        return document, [
            one for one in readings if state.assignments.get((one.annotator, uid)) != training
        ]

    return read
