"""Publish a project: gather what the card says of it, and write the folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Protocol

from annotator.agreement import Figure, Interval, StudyReport, methods
from annotator.agreement.suggestion_pull import Pull
from annotator.annotations.active_time import seconds_per_sentence
from annotator.api.pseudonyms import project_key, watched, with_pseudonyms
from annotator.datasets.counts import Counts
from annotator.datasets.dataset_filter import DatasetFilter
from annotator.datasets.facts import About, Facts
from annotator.datasets.key_file import PseudonymKey, read_key
from annotator.datasets.pseudonyms import NameFound, without_notes
from annotator.datasets.publication import NAME, DocumentSplits, write_publication
from annotator.datasets.splits import SplitPlan, splits
from annotator.errors import AnnotatorError
from annotator.formats.atomic_file import (
    check_output_folder,
    check_place,
    write_output_folder,
)
from annotator.model import AnnotatedDocument, Dataset, LabelSet

if TYPE_CHECKING:
    from annotator.api.project_folder import ProjectFolder
    from annotator.api.text_import import ProgressBar
    from annotator.store import Store

_IDLE = 60.0
"""Seconds up to which a pause counts."""


@dataclass(frozen=True, slots=True)
class PublishOptions:
    """How a dataset is published. text, notes: whether they are in it."""

    about: About
    plan: SplitPlan = field(default_factory=SplitPlan)
    text: bool = True
    notes: bool = False


@dataclass(frozen=True, slots=True)
class PublishResult:
    """The outcome.

    untouched: documents that are left out, as nobody holds anything of them that is published.
    names: the places where names of annotators still are.
    """

    counts: Counts
    untouched: int
    names: tuple[NameFound, ...]


class Source(Protocol):
    """The parts of a project that publishing needs."""

    @property
    def store(self) -> Store:
        """Its database."""

    @property
    def folder(self) -> ProjectFolder:
        """Its files."""

    def label_set(self) -> LabelSet:
        """See `Project`, as for all of these."""

    def annotators(self) -> dict[str, str]:
        """The roles by name."""

    def near_duplicates(self, *, progress: ProgressBar = ...) -> list[list[str]]:
        """The groups."""

    @property
    def read(self) -> Callable[..., Dataset]:
        """Returns the dataset."""

    def study(self, *, by: Sequence[str] = (), labels: Sequence[str] = ()) -> StudyReport:
        """The figures."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What of a project is published, in the words of `Project.read`."""

    by: Sequence[str] = ()
    gold: bool = False
    with_gold: bool = False
    with_machines: bool = False
    training: bool = False
    only: DatasetFilter = field(default_factory=DatasetFilter)

    def read(self, project: Source) -> Dataset:
        """Return the dataset, without documents of which nobody holds anything in it."""
        dataset = project.read(**{one.name: getattr(self, one.name) for one in fields(self)})
        return replace(dataset, documents=_touched(dataset.documents))

    def left_out(self) -> Iterator[str]:
        """Yield what the choice leaves out, in words."""
        only = self.only
        if self.gold:
            yield "all but the adjudicated layer"
        elif self.by:
            yield "some annotators"
        for words, values in (("labels", only.labels), ("groups", only.groups),
                              ("sources", only.sources), ("origins", only.origins)):  # fmt: skip
            if values:
                yield f"{words} other than {', '.join(values)}"
        if only.finished:
            yield "sentences that are not finished"
        if only.blind:
            yield "sentences that are not blind"


def publish_project(
    project: Source,
    target: Path,
    chosen: Chosen,
    options: PublishOptions,
    *,
    pseudonyms: Path | None,
    progress: ProgressBar,
) -> PublishResult:
    """Write a folder that others can load, trust and cite. See `Project.publish`."""
    store, corpora = project.store, project.folder.corpora
    check_output_folder(target, NAME, corpora=corpora)
    if pseudonyms is not None:
        check_key_place(target, pseudonyms)
        check_place(pseudonyms, corpora=corpora)
        read_key(pseudonyms)
    label_set = project.label_set()
    found: list[NameFound] = []
    with store.reading():
        labels = _label_counts(progress(chosen.read(project).documents, "Counting"))
        if not labels:
            raise AnnotatorError("there is nothing to publish: no document was annotated")
        where = _document_splits(labels, project.near_duplicates(progress=progress), options.plan)
        key = None if pseudonyms is None else project_key(store, pseudonyms, corpora=corpora)
        dataset = chosen.read(project)
        facts = Facts(
            about=options.about,
            text=options.text,
            notes=options.notes,
            pseudonyms=key is not None,
            left_out=list(chosen.left_out()),
            shares=options.plan.shares,
            seed=options.plan.seed,
            guideline=label_set.guideline,
            rules=label_set.rules_uid,
            agreement=_agreement(project.study(by=chosen.by, labels=chosen.only.labels)),
            time=_time(store, dataset.annotators, key),
        )
        if not options.notes:
            dataset = without_notes(dataset)
        dataset = watched(dataset, project.annotators(), found)
        if key is not None:
            dataset = with_pseudonyms(store, dataset, key)
        dataset = replace(dataset, documents=progress(dataset.documents, "Writing"))
        made: list[Counts] = []

        def fill(folder: Path) -> None:
            made.append(write_publication(folder, dataset, where, facts, label_set))

        write_output_folder(target, NAME, fill, corpora=corpora)
    every = len(store.documents.uids())
    return PublishResult(made[0], every - len(labels), tuple(found))


def check_key_place(folder: Path, key_file: Path) -> None:
    """Raise AnnotatorError if a key file is in the folder that is published, also through links."""
    for place in (key_file.absolute(), key_file.resolve()):
        for root in (folder.absolute(), folder.resolve()):
            if place == root or root in place.parents:
                raise AnnotatorError(
                    f"{key_file}: a key file in the folder that is published would be published"
                    " too; name one elsewhere"
                )


def _touched(documents: Iterable[AnnotatedDocument]) -> Iterator[AnnotatedDocument]:
    """Yield the documents of which anybody holds something."""
    return (one for one in documents if any(each.judgements for each in one.readings))


def _label_counts(documents: Iterable[AnnotatedDocument]) -> dict[str, Counter[str]]:
    """How often each label is in each document, in the first pass, by uid."""
    return {
        one.document.uid: Counter(
            annotation.label
            for reading in one.readings
            if not reading.pass_number
            for judgement in reading.judgements.values()
            for annotation in judgement.annotations.values()
        )
        for one in documents
    }


def _document_splits(
    labels: Mapping[str, Counter[str]], near: Sequence[Sequence[str]], plan: SplitPlan
) -> DocumentSplits:
    """Where documents belong. labels: of those that are published. near: groups of uids.

    The group of a document is named by the first uid of those in it that are published.
    """
    kept = [[uid for uid in sorted(group) if uid in labels] for group in near]
    groups = {uid: group[0] for group in kept for uid in group}
    return DocumentSplits(splits(labels, near, plan), groups)


# ------------------------------------------------------------------------- facts


def _time(
    store: Store, annotators: Iterable[str], key: PseudonymKey | None
) -> dict[str, dict[str, float]]:
    """Active seconds for a finished sentence, of those for whom they were recorded."""
    found = {}
    for name in annotators:
        events = store.events.timed(name, 0)
        if not any(one.spent for one in events):
            continue
        times = seconds_per_sentence(events, _IDLE)
        if times:
            shown = key.names.get(name, name) if key else name
            found[shown] = {
                "sentences": len(times),
                "median": round(median(times), 3),
                "seconds": round(sum(times), 3),
            }
    return found


def _agreement(study: StudyReport) -> dict[str, Any]:
    """The figures of a study that the card shows; nothing in them names an annotator."""
    every = study.all
    found: dict[str, Any] = {
        "confidence": every.confidence,
        "units": every.units,
        "documents": every.documents,
        "reason": every.overall.percent.reason,
        "pull": _pull(study.pull.overall, every.confidence),
        "overall": [],
        "labels": [],
        "never_given": sum(not one.positive for one in every.labels),
    }
    if not every.units:
        return found
    overall = every.overall
    named = {
        "percent agreement, identical label sets": overall.percent,
        "Cohen's kappa": overall.kappa,
        "Krippendorff's alpha": overall.alpha,
        "Krippendorff's alpha, MASI": overall.alpha_masi,
        "span F1, exact": overall.f1_exact,
        "span F1, overlap": overall.f1_overlap,
    }
    if study.blind.units:
        named["Krippendorff's alpha, blind sentences"] = study.blind.overall.alpha
        named["Krippendorff's alpha, assisted sentences"] = study.assisted.overall.alpha
    found["overall"] = [{"name": name, **_figure(one)} for name, one in named.items()]
    found["labels"] = [
        {
            "label": one.label,
            "given": one.positive,
            "percent": _figure(one.percent),
            "alpha": _figure(one.alpha),
            "ac1": _figure(one.ac1),
            "f1": _figure(one.f1_exact),
        }
        for one in sorted(every.labels, key=lambda one: one.label)
        if one.positive
    ]
    found["methods"] = methods(study)
    return found


def _figure(one: Figure) -> dict[str, Any]:
    return {**_bounded(one.value, one.interval), "reason": one.reason}


def _bounded(value: float | None, bounds: Interval | None) -> dict[str, float | None]:
    """A value with its interval, to six digits: the last ones may differ between machines."""
    found = {
        "value": value,
        "low": None if bounds is None else bounds.low,
        "high": None if bounds is None else bounds.high,
    }
    return {name: None if one is None else round(one, 6) for name, one in found.items()}


def _pull(one: Pull, confidence: float) -> dict[str, Any]:
    return {
        **_bounded(one.difference, one.interval),
        "confidence": confidence,
        "reason": one.reason,
        "suggested_shown": one.suggested_shown,
        "suggested_blind": one.suggested_blind,
    }
