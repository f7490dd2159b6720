"""The agreement of a project: who is compared, on which labels, and where these could be given.

Everything is computed from what `CountedStudy` counted document by document, as on the screen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress

from annotator.agreement import AgreementReport, StudyReport
from annotator.agreement.study_html import MOST_SENTENCES, page
from annotator.api.counted_study import CountedStudy, read_sentences
from annotator.api.text_import import ProgressBar
from annotator.model import LabelSet
from annotator.store import Store


def project_agreement(
    store: Store,
    label_set: LabelSet,
    *,
    by: Sequence[str],
    labels: Sequence[str],
    confidence: float,
    progress: ProgressBar,
) -> AgreementReport:
    """Compare people, or those of `by`, on some labels.

    Labels of documents are compared apart, and so are the gold layer and machines, unless they are
    in `by`. A label counts in a sentence only where it was in the guideline that the sentence was
    finished under, by its name of today.
    """
    counted = CountedStudy(store, label_set, labels, by)
    _bring_up_to_date(counted, store, progress, ("figures", "details"))
    return counted.report(confidence).agreement()


def project_study(
    store: Store,
    label_set: LabelSet,
    *,
    by: Sequence[str],
    labels: Sequence[str],
    confidence: float,
    progress: ProgressBar,
) -> StudyReport:
    """Compute the report of a study: as `project_agreement`, and where and why people differ.

    What is on show is what the project shows at first, without what a person brings up.
    """
    counted = CountedStudy(store, label_set, labels, by)
    _bring_up_to_date(counted, store, progress)
    return _study(counted, store, label_set, confidence)


def project_page(
    store: Store,
    label_set: LabelSet,
    *,
    by: Sequence[str],
    labels: Sequence[str],
    confidence: float,
    name: str,
    made: str,
    progress: ProgressBar,
) -> str:
    """Return the report of a study as an HTML page. name: of the study. made: when, by what."""
    counted = CountedStudy(store, label_set, labels, by)
    _bring_up_to_date(counted, store, progress)
    study = _study(counted, store, label_set, confidence)
    sentences = counted.sentences()
    shown = read_sentences(store, label_set, labels, by, sentences[:MOST_SENTENCES])
    titles = store.documents.all_titles()
    return page(study, shown, titles, every=len(sentences), name=name, made=made)


def _bring_up_to_date(
    counted: CountedStudy,
    store: Store,
    progress: ProgressBar,
    purposes: Collection[str] = ("figures", "reasons", "details"),
) -> None:
    counted.update(store, progress, purposes)
    with suppress(OSError):  # a folder that cannot be written to has no cache
        counted.save(store)


def _study(
    counted: CountedStudy, store: Store, label_set: LabelSet, confidence: float
) -> StudyReport:
    def version_names(used: Collection[str]) -> Mapping[str, str]:
        return _version_names(store, label_set) if used else {"": ""}

    return counted.report(confidence).study(version_names, _batch_of(store), label_set.titles())


def _version_names(store: Store, label_set: LabelSet) -> dict[str, str]:
    """Return the names of versions of the guideline, counted from 1; '' is that of today."""
    finished = store.judgements.finished_before(label_set.guideline)
    chain = [uid for one in store.project.state().migrations for uid in (one.old, one.new)]
    order = dict.fromkeys([*filter(None, chain), *sorted(set(finished.values()))])
    order.pop(label_set.guideline, None)
    digits = len(str(len(order) + 1))  # so that names are in order
    names = {uid: f"guideline {number:0{digits}}" for number, uid in enumerate(order, 1)}
    return {**names, "": f"guideline {len(order) + 1}"}


def _batch_of(store: Store) -> Callable[[str], str]:
    """Return a function to the batch of a document; one in two batches is in both together."""
    held: defaultdict[str, list[str]] = defaultdict(list)
    for batch, uids in store.releases.batches().items():
        for uid in uids if batch else ():
            held[uid].append(batch)
    batches = {uid: ", ".join(names) for uid, names in held.items()}
    return lambda uid: batches.get(uid, "")
