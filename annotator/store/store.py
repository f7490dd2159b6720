"""The store: one SQLite file with a project's documents and the work of its annotators."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from annotator.annotations.project_events import MigrateLabels
from annotator.annotations.visibility import HIDDEN
from annotator.errors import StoreError
from annotator.store.annotators import Annotators
from annotator.store.comments import Comments
from annotator.store.connection import Database, Report, connect_to_read
from annotator.store.database_file import connect
from annotator.store.datasets import Datasets
from annotator.store.documents import Documents
from annotator.store.event_log import EventLog, Randomness
from annotator.store.fulltext import WordIndex
from annotator.store.history import History
from annotator.store.judgements import Judgements
from annotator.store.label_sets import LabelSets
from annotator.store.project_record import ProjectRecord
from annotator.store.recorder import Events
from annotator.store.releases import Releases
from annotator.store.rescue import RescueFile, rescue
from annotator.store.sentence_table import SentenceTable
from annotator.store.sittings import Sittings
from annotator.store.suggestions import Suggestions
from annotator.store.work_queue import WorkQueue

if TYPE_CHECKING:
    from annotator.store.adjudication_queue import AdjudicationQueue
    from annotator.store.gold_questions import GoldQuestions
    from annotator.store.merge import MergeReport
    from annotator.store.sentence_search import SentenceSearch


class Store:
    """A project's database. What annotators do is appended to it and never changed.

    Every method that changes something is one transaction: it happens as a whole and is on disk
    when the method returns, or it has not happened. `transaction` makes one of several calls.
    Documents are named by uid, sentences by document and span, annotators by name; unknown ones
    are a ValueError.

    Attributes:
        documents: the texts, their sentences and originals, in the order of import.
        label_sets: the versions of labels.yaml, of the guideline and of the rules.
        suggestions: the suggestions of each document.
        annotators: names, roles, progress and bookmarks.
        queue: the sentences in the order of work.
        events: what annotators did; recording, undo and redo.
        judgements: what annotators hold of each sentence.
        search: the sentences that a query finds; imported when first used.
        history: what annotators held at an earlier moment, and snapshots.
        datasets: all that the project holds, for the formats that are written.
        comments: what leads and annotators write to each other about sentences; flags and notes.
        releases: the documents whose annotators see what became of their work.
        project: what the project decided: roles, settings, assignments, label migrations.
        sittings: each time that the program was at work for one person.
        settings: values that the program remembers about the project.
        adjudication: what people differ about, and how it was settled; imported when first used.
        questions: gold questions and silent repeats; imported when first used.
    """

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], float] = time.time,
        randomness: Randomness = os.urandom,
    ) -> None:
        self.now = clock
        self._randomness = randomness
        self._database = database
        log = EventLog(database)
        words = WordIndex(database)
        self.queue = WorkQueue(database)
        sentences = SentenceTable(database, log, self.queue, words)
        self.documents = Documents(database, sentences, words, clock)
        self.label_sets = LabelSets(database, clock)
        self.suggestions = Suggestions(database, clock, randomness)
        self.sittings = Sittings(database, clock=clock, randomness=randomness)
        self.project = ProjectRecord(database, log, clock=clock, randomness=randomness)
        self.annotators = Annotators(database, self.queue, self.project)
        self.judgements = Judgements(database, self.documents, sentences, log, self.queue)
        self.events = Events(
            *(database, log, self.annotators, self.judgements, self.sittings),
            clock=clock,
            randomness=randomness,
        )
        self.history = History(
            *(database, log, self.documents, sentences), project=self.project, clock=clock
        )
        self.datasets = Datasets(
            database,
            documents=self.documents,
            judgements=self.judgements,
            history=self.history,
            project=self.project,
            suggestions=self.suggestions,
            label_sets=self.label_sets,
        )
        self.comments = Comments(database)
        self.releases = Releases(database)
        self.settings = StoredSettings(database)
        self._log = log

    @cached_property
    def adjudication(self) -> AdjudicationQueue:
        """The queue of disagreements, imported when first used: only leads need it."""
        from annotator.store.adjudication_queue import AdjudicationQueue  # noqa: PLC0415

        return AdjudicationQueue(self._database, self._log, self.judgements, self.documents)

    @cached_property
    def questions(self) -> GoldQuestions:
        """Gold questions and silent repeats, imported when first used: few projects have them."""
        from annotator.store.gold_questions import GoldQuestions  # noqa: PLC0415

        return GoldQuestions(self._database)

    @cached_property
    def search(self) -> SentenceSearch:
        """The search, imported when first used: few sessions search."""
        from annotator.store.sentence_search import SentenceSearch  # noqa: PLC0415

        return SentenceSearch(self._database)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        clock: Callable[[], float] = time.time,
        randomness: Randomness = os.urandom,
        create: bool = True,
        report: Report = lambda _: None,
    ) -> Self:
        """Open a project's database, or create it.

        clock: seconds since 1970. randomness: returns that many random bytes. report: receives
        messages about work that takes long.
        Raises StoreError, with a way out, if the file cannot be used.
        """
        connection = connect(path, create=create, report=report, clock=clock, randomness=randomness)
        try:
            database = Database(connection, path, report)
            database.watch()
        except BaseException:
            connection.close()
            raise
        return cls(database, clock=clock, randomness=randomness)

    def reader(self) -> Self:
        """Open the file once more, only to read: in another thread, if that one alone uses it."""
        return type(self)(Database(connect_to_read(self.path), self.path), clock=self.now)

    def last_recorded(self) -> tuple[int, int]:
        """A mark that stays the same as long as nobody records anything, in whatever program."""
        row = self._database.execute(
            "SELECT ifnull((SELECT max(id) FROM events), 0),"
            " ifnull((SELECT max(id) FROM project_events), 0)"
        ).fetchone()
        return int(row[0]), int(row[1])

    def last_event(self) -> tuple[int, str]:
        """The number and uid of the event that was stored last; 0 and '' if there is none."""
        found = self._database.execute(
            "SELECT id, uid FROM events ORDER BY id DESC LIMIT 1"
        ).fetchone()
        return found or (0, "")

    def documents_with_events_after(self, event: tuple[int, str]) -> list[str] | None:
        """The uids of documents in which something was stored since; None if it is not known.

        event: from `last_event`, of this database or of an earlier state of it.
        """
        number, uid = event
        known = self._database.execute(
            "SELECT 1 FROM events WHERE id = ? AND uid = ?", (number, uid)
        ).fetchone()
        if number and not known:
            return None
        rows = self._database.execute(
            "SELECT uid FROM documents WHERE id IN"
            " (SELECT DISTINCT document_id FROM events WHERE id > ?)",
            (number,),
        )
        return [document for (document,) in rows]

    @property
    def path(self) -> Path:
        """The file of the database."""
        return self._database.path

    def close(self) -> None:
        """Close the file. Closing twice is fine."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the file. Raises StoreError if what failed inside did so because it is damaged."""
        try:
            if error is not None and kind is not UnicodeEncodeError:
                self._explain(error)
        finally:
            self.close()

    def _explain(self, error: BaseException) -> None:
        from annotator.store.damage import FAULTS, find_damage  # noqa: PLC0415 - rarely needed

        if not isinstance(error, FAULTS):
            return
        damage = find_damage(self._database, self.history, self.project, self.datasets)
        if damage:
            raise StoreError(
                f"{self.path} is damaged, {damage}: put a backup in its place."
            ) from error

    def transaction(self) -> AbstractContextManager[None]:
        """Keep everything that is done inside, or nothing of it. May be nested."""
        return self._database.transaction()

    @contextmanager
    def rolled_back(self) -> Iterator[None]:
        """Do everything that is inside, and take it back: what a dry run does."""
        try:
            with suppress(_RolledBack), self.transaction():
                yield
                raise _RolledBack
        finally:
            self.sittings.forget()
            self.adjudication.look_again()

    def reading(self) -> AbstractContextManager[None]:
        """Read everything inside as of one moment, whatever others write meanwhile."""
        return self._database.reading()

    def changed_elsewhere(self) -> bool:
        """Return True if another process or connection has written since the last call.

        Costs the same as any small read: what was read before need only be read again after True.
        """
        return self._database.changed_elsewhere()

    def is_locked(self) -> bool:
        """Return True if another process is writing at this moment. Does not wait for it."""
        return self._database.is_locked()

    def wait_for(self, seconds: float) -> None:
        """Wait at most so long for another process that writes, from now on."""
        self._database.wait_for(seconds)

    def check_place(self) -> None:
        """Raise StoreReplaced if the file was removed or replaced while it was open."""
        self._database.check_place()

    def move_to_rescue_file(self) -> RescueFile:
        """Go on in a copy of a database whose file was removed, replaced or overwritten.

        Nothing more is written to the old path.
        Raises StoreReplaced if no copy can be written, or what is left makes no database.
        """
        stamp = time.strftime("%Y-%m-%d-%H%M%S", time.localtime(self.now()))
        database = self._database
        if database.place is None:
            raise ValueError("a closed database is not rescued")
        found = rescue(database.connection, database.path, database.place, stamp)
        copy = connect(found.path, create=False, clock=self.now, randomness=self._randomness)
        patience = database.patience
        database.close()
        database.use(copy, found.path)
        database.watch()
        database.wait_for(patience)
        if not found.is_complete:
            self.events.record_again()
        return found

    def rebuild(self) -> None:
        """Derive all that follows from the events: project tables, sentences, judgements."""
        with self.transaction():
            self.project.rebuild()
            self.judgements.rebuild()
            self.adjudication.forget()

    def merge(self, paths: Sequence[Path]) -> list[MergeReport]:
        """Merge other files of the project into this one, all or none: annotator.store.merge.

        Raises AnnotatorError if a path is none, or names this file itself.
        """
        from annotator.store.merge import Merge  # noqa: PLC0415 - rarely needed

        merge = Merge(
            self._database,
            project=self.project,
            annotators=self.annotators,
            judgements=self.judgements,
            queue=self.queue,
            adjudication=self.adjudication,
            history=self.history,
            clock=self.now,
        )
        return merge.add_all(paths)

    def migrate_labels(self, change: MigrateLabels, *, actor: str = "") -> None:
        """Record a label migration, and read all judgements in the words of the new guideline."""
        with self.transaction():
            self.project.record([change], actor=actor)
            self.judgements.rebuild()


class _RolledBack(Exception):
    """Raised to take back a transaction."""


class StoredSettings:
    """Values that the program remembers about the project, by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> str:
        """The value of a name, '' if there is none."""
        row = self._database.execute("SELECT value FROM settings WHERE name = ?", (name,))
        found = row.fetchone()
        return "" if found is None else str(found[0])

    def hidden_suggestions(self) -> dict[str, tuple[str, ...]]:
        """The filters of the suggestions that the project hides, by the names in HIDDEN."""
        return {name: tuple(filter(None, self.get(name).split("\n"))) for name in HIDDEN}

    def set(self, name: str, value: str) -> None:
        """Remember a value."""
        with self._database.transaction():
            self._database.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))
