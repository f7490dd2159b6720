"""The agreement of a project, computed from all of its documents at once, without counts.

It is what the reports, which are computed from counts by document, are compared with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial

from annotator.agreement import AgreementReport, StudyReport, agreement_report, study_report
from annotator.agreement.breakdown import PartsOf
from annotator.agreement.units import Barred
from annotator.annotations.visibility import Shown, view_of
from annotator.api.compared_labels import barred_labels, labels_of_groups, labels_of_spans
from annotator.model import AnnotatedDocument, LabelSet, Reading, Span
from annotator.store import Store


def compared_documents(store: Store, by: Sequence[str]) -> list[AnnotatedDocument]:
    """Read every document, with the readings that `fresh_study` needs."""
    people, others = _readers(store, by)
    names = dict.fromkeys([*people, *others, *store.annotators.names("gold")])
    return list(store.datasets.read(list(names)).documents)


def fresh_study(
    store: Store,
    label_set: LabelSet,
    *,
    by: Sequence[str] = (),
    labels: Sequence[str],
    confidence: float = 0.95,
) -> StudyReport:
    """Compute the report of a study. by: the people to compare, all if it is empty."""
    documents = compared_documents(store, by)
    people, others = _readers(store, by)
    hidden = store.settings.hidden_suggestions()
    view = view_of("", Shown.DEFAULT, hidden["hide"], hidden["hide_always"], label_set)
    finished = store.judgements.finished_before(label_set.guideline)
    barred = barred_labels(store, label_set, labels, finished)
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
        titles=label_set.titles(),
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
