"""The agreement of a project: who is compared, on which labels, and where these could be given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial

from annotator.agreement import AgreementReport, StudyReport, agreement_report, study_report
from annotator.agreement.breakdown import PartsOf
from annotator.agreement.differences import SentenceDifferences, sentence_differences
from annotator.agreement.study_html import page
from annotator.agreement.units import Barred, nothing_barred
from annotator.annotations.label_migrations import LabelMigrations
from annotator.annotations.visibility import Shown, view_of
from annotator.model import AnnotatedDocument, LabelSet, LabelUnit, Reading, Span
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
    people, others = _readers(store, by)
    readings = store.judgements.readings
    apart = list(readings(others)) if others else ()
    barred = barred_labels(store, label_set, labels)
    return _report(
        label_set, labels, readings(people), apart=apart, barred=barred, confidence=confidence
    )


def compared_documents(store: Store, by: Sequence[str]) -> list[AnnotatedDocument]:
    """Read every document, with the readings that `project_study` needs."""
    people, others = _readers(store, by)
    names = dict.fromkeys([*people, *others, *store.annotators.names("gold")])
    return list(store.datasets.read(list(names)).documents)


def project_study(
    store: Store,
    label_set: LabelSet,
    documents: Sequence[AnnotatedDocument],
    *,
    by: Sequence[str],
    labels: Sequence[str],
    confidence: float,
) -> StudyReport:
    """Compute the report of a study: as `project_agreement`, and where and why people differ.

    documents: from `compared_documents`. What is on show is what the project shows at first,
    without what a person brings up.
    """
    people, others = _readers(store, by)
    hidden = store.settings.hidden_suggestions()
    view = view_of("", Shown.DEFAULT, hidden["hide"], hidden["hide_always"], label_set)
    barred = barred_labels(store, label_set, labels)
    inside = labels_of_spans(label_set, labels)
    report = partial(_report, label_set, barred=barred, confidence=confidence)
    return study_report(
        documents,
        people,
        [name for name in store.annotators.names("gold") if name not in people],
        inside,
        every=report(
            labels, _first_pass(documents, people), apart=list(_first_pass(documents, others))
        ),
        compare=partial(report, inside),  # a part of the sentences says nothing of a document
        on_show=view.shows,
        barred=barred,
        parts_of=_parts_of(store, label_set),
        confidence=confidence,
    )


def _parts_of(store: Store, label_set: LabelSet) -> PartsOf:
    """Return what divides a study: versions of the guideline, counted from 1, and batches.

    A document in two batches is in both together.
    """
    finished = store.judgements.finished_before(label_set.guideline)
    chain = [uid for one in store.project.state().migrations for uid in (one.old, one.new)]
    order = dict.fromkeys([*filter(None, chain), *sorted(set(finished.values()))])
    order.pop(label_set.guideline, None)
    digits = len(str(len(order) + 1))  # so that names are in order
    versions = {uid: f"guideline {number:0{digits}}" for number, uid in enumerate(order, 1)}
    now = f"guideline {len(order) + 1}"
    held: defaultdict[str, list[str]] = defaultdict(list)
    for batch, uids in store.releases.batches().items():
        for uid in uids if batch else ():
            held[uid].append(batch)
    batches = {uid: ", ".join(names) for uid, names in held.items()}

    def version(annotator: str, document: str, sentence: Span) -> str:
        earlier = finished.get((annotator, document, sentence))
        return versions[earlier] if earlier else now

    return PartsOf(version, lambda uid: batches.get(uid, ""))


def project_differences(
    store: Store,
    label_set: LabelSet,
    documents: Sequence[AnnotatedDocument],
    *,
    by: Sequence[str],
    labels: Sequence[str],
) -> list[SentenceDifferences]:
    """Return the sentences in which people, or those of `by`, differ, most differences first.

    documents: from `compared_documents`.
    """
    people, _ = _readers(store, by)
    readings = (list(_first_pass([document], people)) for document in documents)
    return sentence_differences(readings, labels_of_spans(label_set, labels))


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
    documents = compared_documents(store, by)
    study = project_study(store, label_set, documents, by=by, labels=labels, confidence=confidence)
    sentences = project_differences(store, label_set, documents, by=by, labels=labels)
    return page(study, sentences, store.documents.all_titles(), name=name, made=made)


def _readers(store: Store, by: Sequence[str]) -> tuple[list[str], list[str]]:
    """Who is compared, and who apart from them: gold and machines, unless `by` is given."""
    people = list(by) or store.annotators.people()
    others = [] if by else [name for name in store.annotators.names() if name not in people]
    return people, others


def _first_pass(
    documents: Iterable[AnnotatedDocument], names: Collection[str]
) -> Iterator[Reading]:
    """Yield the readings of some annotators, without silent repeats."""
    for document in documents:
        for one in document.readings:
            if one.annotator in names and not one.pass_number:
                yield one


def labels_of_spans(label_set: LabelSet, labels: Sequence[str]) -> list[str]:
    """Return the labels that are not of documents."""
    of_documents = {one.name for one in label_set.labels if one.unit is LabelUnit.DOCUMENT}
    return [name for name in labels if name not in of_documents]


def _report(
    label_set: LabelSet,
    labels: Sequence[str],
    readings: Iterable[Reading],
    *,
    apart: Sequence[Reading] = (),
    barred: Barred,
    confidence: float,
) -> AgreementReport:
    inside = labels_of_spans(label_set, labels)
    return agreement_report(
        readings,
        inside,
        confidence=confidence,
        groups=labels_of_groups(label_set, inside),
        document_labels=[name for name in labels if name not in inside],
        apart=apart,
        barred=barred,
    )


def labels_of_groups(label_set: LabelSet, labels: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Return the labels of each group that has two or more of them."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for label in label_set.labels:
        if label.group and label.name in labels:
            groups[label.group].append(label.name)
    return {name: held for name, held in groups.items() if len(held) > 1}


def barred_labels(
    store: Store, label_set: LabelSet, labels: Sequence[str], document: str | None = None
) -> Barred:
    """Return a function to the labels that could not be given when a sentence was finished.

    document: the uid of the only document that is asked about; None for all of them.
    """
    finished = store.judgements.finished_before(label_set.guideline, document)
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
