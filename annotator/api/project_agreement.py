"""The agreement of a project: who is compared, on which labels, and where these could be given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from annotator.agreement import AgreementReport, StudyReport, agreement_report, study_report
from annotator.agreement.study_html import (
    SentenceOfDifferences,
    page,
    sentences_of_differences,
)
from annotator.annotations.label_migrations import LabelMigrations
from annotator.annotations.visibility import Shown, view_of
from annotator.model import LabelSet, LabelUnit, Reading, Span
from annotator.store import Store


def project_agreement(
    store: Store,
    label_set: LabelSet,
    *,
    by: Sequence[str],
    labels: Sequence[str],
    confidence: float,
) -> AgreementReport:
    """Compare people, or those of `by`, on some labels.

    Labels of documents are compared apart, and so are the gold layer and machines, unless they are
    in `by`. A label counts in a sentence only where it was in the guideline that the sentence was
    finished under, by its name of today.
    """
    people = list(by) or store.annotators.people()
    others = [] if by else [name for name in store.annotators.names() if name not in people]
    of_documents = {one.name for one in label_set.labels if one.unit is LabelUnit.DOCUMENT}
    inside = [name for name in labels if name not in of_documents]
    return agreement_report(
        store.judgements.readings(people),
        inside,
        confidence=confidence,
        groups=_groups(label_set, inside),
        document_labels=[name for name in labels if name in of_documents],
        apart=list(store.judgements.readings(others)) if others else (),
        barred=_barred(store, label_set, labels),
    )


def project_study(
    store: Store,
    label_set: LabelSet,
    *,
    by: Sequence[str],
    labels: Sequence[str],
    confidence: float,
) -> StudyReport:
    """Compute the report of a study: as `project_agreement`, and where and why people differ.

    What is on show is what the project shows at first, without what a person brings up.
    """
    people = list(by) or store.annotators.people()
    gold = [name for name in store.annotators.names("gold") if name not in people]
    hidden = store.settings.hidden_suggestions()
    view = view_of("", Shown.DEFAULT, hidden["hide"], hidden["hide_always"], label_set)
    inside = [one.name for one in label_set.labels if one.unit is not LabelUnit.DOCUMENT]
    inside = [name for name in inside if name in labels]

    def compare(readings: Iterable[Reading]) -> AgreementReport:
        return agreement_report(
            readings,
            inside,
            confidence=confidence,
            groups=_groups(label_set, inside),
            barred=_barred(store, label_set, labels),
        )

    return study_report(
        store.datasets.read([*people, *gold]).documents,
        people,
        gold,
        inside,
        every=project_agreement(store, label_set, by=by, labels=labels, confidence=confidence),
        compare=compare,
        on_show=view.shows,
        confidence=confidence,
    )


def project_page(
    store: Store,
    label_set: LabelSet,
    *,
    by: Sequence[str],
    labels: Sequence[str],
    confidence: float,
    name: str,
    made: str,
) -> str:
    """Return the report of a study as an HTML page. name: of the study. made: when, by what."""
    study = project_study(store, label_set, by=by, labels=labels, confidence=confidence)
    sentences = project_differences(store, label_set, by=by, labels=labels)
    return page(study, sentences, store.documents.all_titles(), name=name, made=made)


def project_differences(
    store: Store, label_set: LabelSet, *, by: Sequence[str], labels: Sequence[str]
) -> list[SentenceOfDifferences]:
    """Return the sentences in which people, or those of `by`, differ, most differences first."""
    people = list(by) or store.annotators.people()
    readings = (
        [one for one in document.readings if not one.pass_number]
        for document in store.datasets.read(people).documents
    )
    of_documents = {one.name for one in label_set.labels if one.unit is LabelUnit.DOCUMENT}
    return sentences_of_differences((one for one in readings if one), set(labels) - of_documents)


def _groups(label_set: LabelSet, labels: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Return the labels of each group that has two or more of them."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for label in label_set.labels:
        if label.group and label.name in labels:
            groups[label.group].append(label.name)
    return {name: held for name, held in groups.items() if len(held) > 1}


def _barred(
    store: Store, label_set: LabelSet, labels: Sequence[str]
) -> Callable[[Reading, Span], frozenset[str]]:
    """Return a function to the labels that could not be given when a sentence was finished."""
    finished = store.judgements.finished_before(label_set.guideline)
    migrations = LabelMigrations(store.project.state().migrations)
    missing: dict[str, frozenset[str]] = {}
    for uid in set(finished.values()):
        guideline = store.label_sets.guideline(uid)
        if guideline is not None:
            known = guideline.definition.get("labels", {})
            today = {name for label in known for name in migrations.names(label, uid)}
            missing[uid] = frozenset(labels) - today
    if not any(missing.values()):
        return lambda _reading, _sentence: frozenset()

    def barred(reading: Reading, sentence: Span) -> frozenset[str]:
        uid = finished.get((reading.annotator, reading.document.uid, sentence), "")
        return missing.get(uid, frozenset())

    return barred
