"""The reasons that leads gave when they settled disagreements, and what to change next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.adjudication.reason_counts import (
    GAP,
    RULE_WRONG,
    Grouping,
    ReasonRow,
    SettledDisagreement,
    count_reasons,
    most_often,
    settled_disagreements,
)
from annotator.adjudication.settlements import fold_settlements
from annotator.annotations.project_events import GOLD

if TYPE_CHECKING:
    from annotator.annotations.events import Event
    from annotator.labels.places import LabelPlace
    from annotator.store import Store


def settled_of_project(
    store: Store, progress: Callable[[Sequence[str], str], Iterable[str]]
) -> list[SettledDisagreement]:
    """Return every settled disagreement, by document.

    progress: shows a bar over the documents in which gold has something.
    """
    of_gold: defaultdict[str, list[Event]] = defaultdict(list)
    for event in store.events.iterate(GOLD):
        of_gold[event.document].append(event)
    return [
        one
        for uid in progress(list(of_gold), "Reading")
        for one in _of_document(store, uid, of_gold[uid])
    ]


def _of_document(store: Store, uid: str, of_gold: Sequence[Event]) -> list[SettledDisagreement]:
    settlements = fold_settlements(of_gold)
    readings = store.adjudication.readings(uid) if settlements else []
    rules = {
        made.uid: (reading.annotator, made.rule)
        for reading in readings
        for judgement in reading.judgements.values()
        for made in judgement.annotations.values()
        if made.rule
    }
    return settled_disagreements(uid, settlements, rules)


@dataclass(frozen=True, slots=True)
class GuidelineChange:
    """What to change next: the definition of a label, or a rule, for a reason.

    place: where it is written; None if the label file does not have it any more.
    """

    by: Grouping
    row: ReasonRow
    reason: str
    place: LabelPlace | None

    @property
    def times(self) -> int:
        """How often the reason was given."""
        return self.row.reasons[self.reason]


def next_changes(
    found: Sequence[SettledDisagreement], label_file: Path
) -> Iterator[GuidelineChange]:
    """Yield the label with most guideline gaps, and the rule that was most often wrong."""
    from annotator.labels import places

    label = most_often(count_reasons(found, Grouping.LABEL), GAP)
    if label:
        place = places.label_place(label_file, label.name, "definition")
        yield GuidelineChange(Grouping.LABEL, label, GAP, place)
    rule = most_often(count_reasons(found, Grouping.RULE), RULE_WRONG)
    if rule:
        place = places.rule_place(label_file, rule.name)
        yield GuidelineChange(Grouping.RULE, rule, RULE_WRONG, place)
