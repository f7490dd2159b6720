"""The reports of a study from what was counted document by document.

They are those of `agreement_report` and `study_report`, number by number: all of them are computed
by the same functions, from the same ratings and counts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import numpy as np

from annotator.agreement.breakdown import DividedSentences, breakdown_of
from annotator.agreement.counted_work import (
    CountedRows,
    SentenceVotes,
    WhatIsCompared,
    counted_work,
    repeated_sentences,
    votes_of_kind,
)
from annotator.agreement.document_tables import KINDS
from annotator.agreement.figure import Ints
from annotator.agreement.habits import habit_report_of
from annotator.agreement.name_numbers import NO_NAME
from annotator.agreement.ratings import Ratings
from annotator.agreement.reference import CONSENSUS, against_references
from annotator.agreement.report import AgreementReport, report_of
from annotator.agreement.study import StudyParts, StudyReport, alpha_with_oneself
from annotator.agreement.study_tables import StudyTables
from annotator.agreement.suggestion_pull import pull_report_of


class CountedReport:
    """Computes reports from tables of which all documents are counted."""

    def __init__(
        self, tables: StudyTables, what: WhatIsCompared, *, confidence: float = 0.95
    ) -> None:
        self._rows = CountedRows(tables)
        self._what = what
        self._confidence = confidence

    def agreement(self, kind: int = 0) -> AgreementReport:
        """Return the agreement of one of KINDS."""
        work = counted_work(self._rows, self._what, kind)
        what = self._what
        return report_of(work, what.labels, what.groups, confidence=self._confidence)

    def study(
        self,
        version_names: Callable[[Collection[str]], Mapping[str, str]],
        batch_of: Callable[[str], str],
        titles: Mapping[str, str],
    ) -> StudyReport:
        """Return the report of the study.

        version_names: returns the names of versions of the guideline, by uid, '' for that of today.
        batch_of: the batch of a document, by its uid; '' for none. titles: of labels by name.
        """
        rows, confidence = self._rows, self._confidence
        votes = votes_of_kind(rows, 0)
        sets = votes.set_ratings()
        references = against_references(
            rows.of("references", people=(1, 2)), rows.people, confidence=confidence
        )
        accepted, made = rows.of("made", people=(1,))[:, 2:].sum(axis=0).tolist()
        divided = _divided(rows, votes, sets[0], version_names, batch_of)
        return StudyParts(
            every=self.agreement(),
            blind=self.agreement(KINDS.index("blind")),
            assisted=self.agreement(KINDS.index("assisted")),
            pull=pull_report_of(
                rows.of("answers", people=(1,)), rows.people, rows.labels, confidence=confidence
            ),
            habits=habit_report_of(rows.of("habits", people=(5, 6)), rows.people, rows.labels),
            breakdown=breakdown_of(divided, confidence=confidence),
            gold=tuple(one for one in references if one.reference != CONSENSUS),
            consensus=tuple(one for one in references if one.reference == CONSENSUS),
            again=tuple(
                alpha_with_oneself(name, ratings, confidence)
                for name, ratings in repeated_sentences(rows)
            ),
            accepted=accepted / made if made else None,
            sets=sets,
        ).report(titles)


def _divided(
    rows: CountedRows,
    votes: SentenceVotes,
    sets: Ratings,
    version_names: Callable[[Collection[str]], Mapping[str, str]],
    batch_of: Callable[[str], str],
) -> DividedSentences:
    """Return the sentences of votes with what they are divided by."""
    finished = rows.of("finished", people=(2,), words=(3, 4))
    finished = finished[np.lexsort((finished[:, 1], finished[:, 0]))]  # by unit, as votes are
    days = _by_part(np.maximum, finished[:, 3], votes.unit)
    first, last = (
        _by_part(reduce, finished[:, 4], votes.unit) for reduce in (np.minimum, np.maximum)
    )
    used = {place: rows.words[place] for place in np.unique(finished[:, 4]).tolist() if place >= 0}
    names = version_names(set(used.values()))
    name_of = {NO_NAME: names[""], **{place: names[uid] for place, uid in used.items()}}
    versions = [
        name_of[one] if one == other else "" for one, other in zip(first, last, strict=True)
    ]
    times = rows.of("last", people=(1,), words=(2,))
    uids = [rows.uids[one] for one in votes.used_documents.tolist()]
    batches = np.array([batch_of(uid) for uid in uids], dtype=object)
    return DividedSentences(
        sets=sets,
        uids=uids,
        days=[rows.words[one] for one in days],
        last=[rows.words[one] for one in _by_part(np.maximum, times[:, 2], times[:, 0])],
        versions=np.array(versions, dtype=object),
        batches=batches[votes.numbered] if uids else batches,
    )


def _by_part(reduce: np.ufunc, values: Ints, parts: Ints) -> list[int]:
    """Reduce the values of each part. parts: of each value, in order."""
    starts = np.flatnonzero(np.diff(parts, prepend=-1))
    return list(reduce.reduceat(values, starts).tolist()) if len(starts) else []
