"""Which labels are compared in a project, and where they could be given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from annotator.agreement.units import Barred, nothing_barred
from annotator.annotations.label_migrations import LabelMigrations
from annotator.model import LabelKind, LabelSet, LabelUnit, Reading, Span
from annotator.store import Store


def compared_labels(label_set: LabelSet) -> list[str]:
    """Return the labels that are compared if no others are asked for."""
    return [one.name for one in label_set.labels if one.kind is not LabelKind.BOILERPLATE]


def labels_of_spans(label_set: LabelSet, labels: Sequence[str]) -> list[str]:
    """Return the labels that are not of documents."""
    of_documents = {one.name for one in label_set.labels if one.unit is LabelUnit.DOCUMENT}
    return [name for name in labels if name not in of_documents]


def labels_of_groups(label_set: LabelSet, labels: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Return the labels of each group that has two or more of them."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for label in label_set.labels:
        if label.group and label.name in labels:
            groups[label.group].append(label.name)
    return {name: held for name, held in groups.items() if len(held) > 1}


def barred_labels(
    store: Store,
    label_set: LabelSet,
    labels: Sequence[str],
    finished: Mapping[tuple[str, str, Span], str],
) -> Barred:
    """Return a function to the labels that could not be given when a sentence was finished.

    finished: from `finished_before` the guideline of today.
    """
    if not finished:
        return nothing_barred
    migrations = LabelMigrations(store.project.state().migrations)
    missing: dict[str, frozenset[str]] = {}
    for uid in set(finished.values()):
        guideline = store.label_sets.guideline(uid)
        if guideline is not None:
            known = guideline.definition.get("labels", {})
            today = {name for label in known for name in migrations.names(label, uid)}
            missing[uid] = frozenset(labels) - today
    if not any(missing.values()):
        return nothing_barred

    def barred(reading: Reading, sentence: Span) -> frozenset[str]:
        uid = finished.get((reading.annotator, reading.document.uid, sentence), "")
        return missing.get(uid, frozenset())

    return barred
