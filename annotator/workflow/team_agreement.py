"""The agreement of a project's annotators, computed in another thread while the app is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, Self

from annotator.annotations.visibility import shows_work_of_others
from annotator.errors import AnnotatorError, failure_text
from annotator.model import LabelKind, LabelSet
from annotator.store import Store

if TYPE_CHECKING:
    from annotator.agreement.differences import Difference, SentenceDifferences
    from annotator.agreement.study import StudyReport

_CONFIDENCE = 0.95
_FAULT = "the figures could not be computed; `annotator agreement` says why"


def why_not_shown(store: Store, annotator: str) -> str:
    """Why the agreement is not shown to somebody, in a sentence; '' if it is.

    It shows what others marked in sentences that one may still have to judge.
    """
    if shows_work_of_others(store.annotators.role(annotator) or "", finished=False):
        return ""
    return "agreement is for leads: what others marked could influence you"


@dataclass(frozen=True, slots=True)
class Compared:
    """What is compared: a label, or two annotators."""

    label: str = ""
    pair: tuple[str, str] | None = None


@dataclass(slots=True)
class ListedDifferences:
    """Sentences in which people differ, to be gone through. cursor: the one chosen last."""

    about: Compared
    sentences: Sequence[SentenceDifferences]
    cursor: int = 0


class TeamAgreement:
    """The agreement of all people on a project, as it was when it was asked for.

    complete: True once nothing more is computed. problem: why there are no figures, '' if there
    are. study: the figures. sentences: those in which people differ, most differences first.
    titles: of documents, by uid.
    """

    def __init__(self, store: Store, label_set: LabelSet) -> None:
        self._recorded = store.last_recorded()
        self._store = store.reader()
        self._label_set = label_set
        self._thread: Thread | None = None
        self.complete = False
        self.problem = ""
        self.study: StudyReport | None = None
        self.sentences: Sequence[SentenceDifferences] = ()
        self.titles: Mapping[str, str] = {}

    def compute(self) -> Self:
        """Compute everything."""
        problem = _FAULT  # until it is known to have succeeded
        try:
            self._compute()
            problem = ""
        except (AnnotatorError, OSError) as error:
            problem = failure_text(error)
        finally:
            self.problem = problem
            self._store.close()
            self.complete = True
        return self

    def start(self) -> None:
        """Compute everything in another thread; once is enough."""
        if self._thread is None and not self.complete:
            self._thread = Thread(target=self.compute, daemon=True)
            self._thread.start()

    def wait(self) -> None:
        """Wait until everything is computed."""
        self.start()
        if self._thread:
            self._thread.join()

    def is_current(self, store: Store) -> bool:
        """True if nothing was recorded since, so that the figures would be the same."""
        return not self.problem and self._recorded == store.last_recorded()

    def sentences_about(self, about: Compared) -> list[SentenceDifferences]:
        """The sentences with a difference about a label, or between two annotators."""
        return [one for one in self.sentences if differences_about(one, about)]

    def _compute(self) -> None:
        from annotator.api.project_agreement import (  # noqa: PLC0415 - not at the start
            compared_documents,
            project_differences,
            project_study,
        )

        store, label_set = self._store, self._label_set
        labels = [one.name for one in label_set.labels if one.kind is not LabelKind.BOILERPLATE]
        with store.reading():
            self.titles = store.documents.all_titles()
            documents = compared_documents(store, ())
            self.sentences = project_differences(store, label_set, documents, by=(), labels=labels)
            self.study = project_study(
                store, label_set, documents, by=(), labels=labels, confidence=_CONFIDENCE
            )


def differences_about(one: SentenceDifferences, about: Compared) -> list[Difference]:
    """The differences in a sentence that are about a label, or between two annotators."""
    if about.pair:
        return [each for each in one.differences if set(each.annotators) == set(about.pair)]
    return [each for each in one.differences if about.label in each.labels]
