"""The agreement of a project's annotators, computed in another thread while the app is used."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, Self

from annotator.annotations.visibility import shows_work_of_others
from annotator.errors import AnnotatorError, failure_text
from annotator.model import LabelSet
from annotator.store import Store

if TYPE_CHECKING:
    from annotator.agreement.differences import SentenceDifferences
    from annotator.agreement.team_figures import TeamFigures
    from annotator.agreement.team_reasons import TeamReasons
    from annotator.api.counted_study import CountedStudy, DifferingSentence

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
    """What is compared: a label, a group of labels, or two annotators."""

    label: str = ""
    group: tuple[str, ...] = ()
    pair: tuple[str, str] | None = None

    def covers(self, annotators: Collection[str], labels: Collection[str]) -> bool:
        """True if a difference of two annotators, between two labels, is about it."""
        if self.pair and set(annotators) != set(self.pair):
            return False
        if self.label or self.group:
            return not {self.label, *self.group}.difference({""}).isdisjoint(labels)
        return True


ORDERS = ("disagreement", "alpha", "sentences", "name")
KINDS = ("both", "blind", "assisted")


@dataclass(frozen=True, slots=True)
class AgreementView:
    """What the agreement screen shows.

    groups: of labels, instead of labels. kind: one of KINDS, of sentences. order: one of ORDERS.
    pair: only these two annotators. words: only labels and pairs with all of them in their names.
    """

    groups: bool = False
    kind: str = "both"
    order: str = ORDERS[0]
    pair: tuple[str, str] | None = None
    words: str = ""

    def fits(self, *names: str) -> bool:
        """True if all words are in some names."""
        text = " ".join(names).casefold()
        return all(word in text for word in self.words.casefold().split())


@dataclass(frozen=True, slots=True)
class ListView:
    """How a list of sentences is shown.

    words: only sentences with all of them. order: a place in the orders of the list. letters:
    instead of names. only_differing: only marks that somebody did not make. details: each
    difference of the selected sentence.
    """

    words: str = ""
    order: int = 0
    letters: bool = False
    only_differing: bool = False
    details: bool = False


@dataclass(slots=True)
class ListedDifferences:
    """Sentences in which people differ, to be gone through.

    titles: of documents, by uid. cursor: the sentence chosen last.
    """

    about: Compared
    sentences: Sequence[DifferingSentence]
    titles: Mapping[str, str]
    cursor: int = 0
    view: ListView = ListView()


class TeamAgreement:
    """The agreement of all people on a project, as it was when it was asked for.

    The figures come first, then where and why people differ. Both are counted document by document,
    and what was counted is kept: by the next object, and beside the database.

    figures, reasons: None until they are computed. complete: True once nothing more is computed.
    state: changes with each of them. problem: why there are no figures, '' if there are.
    progress: what is counted, in words. titles: of documents, by uid. view: what is shown of it.
    """

    def __init__(
        self, store: Store, label_set: LabelSet, before: TeamAgreement | None = None
    ) -> None:
        self._recorded = store.last_recorded()
        self._store = store.reader()
        self._label_set = label_set
        self._thread: Thread | None = None
        self._counted: CountedStudy | None = before._counted if before and before.complete else None
        self._pairs: dict[tuple[str, str], TeamFigures] = {}
        self._sentences: Sequence[DifferingSentence] | None = None
        self.complete: bool = False
        self.state = 0
        self.problem = ""
        self.progress = ""
        self.figures: TeamFigures | None = None
        self.reasons: TeamReasons | None = None
        self.titles: Mapping[str, str] = {}
        self.view: AgreementView = before.view if before else AgreementView()

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
            self.state += 1
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

    def figures_of(self, pair: tuple[str, str] | None) -> TeamFigures | None:
        """The figures of all, or of two annotators, which are there once all is complete."""
        if pair is None or self.figures is None:
            return self.figures
        if self._counted is None:
            return None
        if pair not in self._pairs:
            self._pairs[pair] = self._counted.figures_of_pair(*pair)
        return self._pairs[pair]

    def sentences_about(self, about: Compared) -> list[DifferingSentence]:
        """The sentences with a difference about something, most differences first.

        There are none until all is complete.
        """
        if self._sentences is None and self._counted:
            self._sentences = self._counted.sentences()
        return [
            one
            for one in self._sentences or ()
            if any(about.covers(each.annotators, each.labels) for each in one.differences)
        ]

    def _compute(self) -> None:
        from annotator.api.compared_labels import compared_labels  # noqa: PLC0415 - not at the start
        from annotator.api.counted_study import CountedStudy  # noqa: PLC0415 - not at the start

        store, label_set = self._store, self._label_set
        with store.reading():
            self.titles = store.documents.all_titles()
            counted = self._counted
            if counted is None or not counted.fits(store, label_set):
                counted = CountedStudy(store, label_set, compared_labels(label_set))
            self._counted = None  # until it is up to date
            counted.update_figures(store, self._tell("counting documents"))
            self.figures = counted.figures()
            self.state += 1
        with store.reading():
            counted.update_reasons(store, self._tell("looking where people differ"))
            self.reasons = counted.reasons(self.figures)
            self._counted = counted
        with suppress(OSError):  # a folder that cannot be written to has no cache
            counted.save(store)

    def _tell(self, what: str) -> Callable[[int, int], None]:
        def tell(done: int, of: int) -> None:
            self.progress = f"{what}: {done:,} of {of:,}"

        return tell


def read_differing_sentence(
    store: Store, label_set: LabelSet, one: DifferingSentence
) -> SentenceDifferences:
    """What people marked in a sentence, as it is now."""
    from annotator.api.compared_labels import compared_labels  # noqa: PLC0415 - not at the start
    from annotator.api.counted_study import differing_sentence  # noqa: PLC0415 - not at the start

    labels = compared_labels(label_set)
    return differing_sentence(store, label_set, labels, one.document, one.sentence)
