"""The agreement of a project's annotators, computed in another thread while the app is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Thread
from typing import TYPE_CHECKING, Self

from annotator.annotations.visibility import shows_work_of_others
from annotator.errors import AnnotatorError, failure_text
from annotator.model import LabelKind, LabelSet
from annotator.store import Store

if TYPE_CHECKING:
    from annotator.agreement.study import StudyReport
    from annotator.agreement.study_html import SentenceOfDifferences

PATIENCE = 0.05
"""Seconds to wait for the figures before the screen is shown without them."""

_CONFIDENCE = 0.95
_FAULT = "the figures could not be computed; `annotator agreement` says why"


def why_not_shown(store: Store, annotator: str) -> str:
    """Why the agreement is not shown to somebody, in a sentence; '' if it is.

    It shows what others marked in sentences that one may still have to judge.
    """
    if shows_work_of_others(store.annotators.role(annotator) or "", finished=False):
        return ""
    return "agreement is for leads: what others marked could influence you"


class TeamAgreement:
    """The agreement of all people on a project, as it was when it was asked for.

    complete: True once nothing more is computed. problem: why there are no figures, '' if there
    are. study: the figures. sentences: those in which people differ, most differences first.
    titles: of documents, by uid.
    """

    def __init__(self, store: Store, label_set: LabelSet) -> None:
        self._store = store.reader()
        self._label_set = label_set
        self._thread: Thread | None = None
        self.complete = False
        self.problem = ""
        self.study: StudyReport | None = None
        self.sentences: Sequence[SentenceOfDifferences] = ()
        self.titles: Mapping[str, str] = {}

    def compute(self) -> Self:
        """Compute everything."""
        self.problem = _FAULT  # until it is known to have succeeded
        try:
            self._compute()
            self.problem = ""
        except (AnnotatorError, OSError) as error:
            self.problem = failure_text(error)
        finally:
            self._store.close()
            self.complete = True
        return self

    def compute_in_thread(self, patience: float = PATIENCE) -> Self:
        """Compute everything in another thread; wait so many seconds for its end."""
        self._thread = Thread(target=self.compute, daemon=True)
        self._thread.start()
        self._thread.join(patience)
        return self

    def wait(self) -> None:
        """Wait until everything is computed."""
        if self._thread:
            self._thread.join()

    def _compute(self) -> None:
        from annotator.api.project_agreement import (  # noqa: PLC0415 - not at the start
            project_differences,
            project_study,
        )

        store, label_set = self._store, self._label_set
        labels = [one.name for one in label_set.labels if one.kind is not LabelKind.BOILERPLATE]
        with store.reading():
            self.titles = store.documents.all_titles()
            self.sentences = project_differences(store, label_set, by=(), labels=labels)
            self.study = project_study(
                store, label_set, by=(), labels=labels, confidence=_CONFIDENCE
            )
