"""Which part of a dataset is exported: by annotator, label, group, source, state and origin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace

from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Dataset,
    Judgement,
    Origin,
    Reading,
    Suggestion,
)


@dataclass(frozen=True, slots=True)
class DatasetFilter:
    """What is kept. An empty field keeps everything.

    labels, groups: of annotations and suggestions. sources: the `source` of documents.
    finished: only sentences that are finished, or cannot be judged. blind: only sentences that were
        finished with no suggestions on show. origins: how annotations were made.
    """

    labels: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    finished: bool = False
    blind: bool = False
    origins: tuple[Origin, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True if everything is kept."""
        return not any(getattr(self, one.name) for one in fields(self))


def filtered(dataset: Dataset, only: DatasetFilter) -> Dataset:
    """Return a part of a dataset, its documents still read on demand.

    Relations stay where both ends do. Settlements are left out with any filter: they speak of
    what is left out, too. A document with such a source stays, even if nothing is in it.
    """
    if only.is_empty:
        return dataset
    groups = label_groups(dataset)

    def keeps_label(label: str) -> bool:
        return (not only.labels or label in only.labels) and (
            not only.groups or groups.get(label, "") in only.groups
        )

    documents = _documents(dataset, only, keeps_label)
    if not only.labels and not only.groups:
        return replace(dataset, documents=documents)
    kept = frozenset(filter(keeps_label, {*groups, *only.labels}))
    return replace(dataset, documents=documents, labels=kept)


def label_groups(dataset: Dataset) -> dict[str, str]:
    """Return the group of each label of any guideline; that of the current one counts."""
    found: dict[str, str] = {}
    current = dataset.guidelines.get(dataset.guideline)
    for guideline in (*dataset.guidelines.values(), *filter(None, [current])):
        labels = guideline.definition.get("labels", {})
        found |= {name: str(label.get("group", "")) for name, label in labels.items()}
    return found


def _documents(
    dataset: Dataset, only: DatasetFilter, keeps_label: Callable[[str], bool]
) -> Iterator[AnnotatedDocument]:
    for one in dataset.documents:
        if only.sources and one.document.meta.get("source", "") not in only.sources:
            continue
        readings = (_reading(each, only, keeps_label) for each in one.readings)
        yield replace(
            one,
            suggestions=tuple(_suggestions(one, keeps_label)),
            readings=tuple(each for each in readings if each.judgements),
            settlements=(),
        )


def _suggestions(
    one: AnnotatedDocument, keeps_label: Callable[[str], bool]
) -> Iterator[Suggestion]:
    for suggestion in one.suggestions:
        if keeps_label(suggestion.label):
            framed = suggestion.frames and keeps_label(suggestion.frames.label)
            yield suggestion if framed else replace(suggestion, frames=None)


def _reading(reading: Reading, only: DatasetFilter, keeps_label: Callable[[str], bool]) -> Reading:
    def keeps(one: Annotation) -> bool:
        return keeps_label(one.label) and (not only.origins or one.origin in only.origins)

    chosen = {
        sentence: judgement
        for sentence, judgement in reading.judgements.items()
        if (judgement.is_done or not only.finished)
        and (not only.blind or (judgement.finished and not judgement.shown))
    }
    kept = {
        uid
        for judgement in chosen.values()
        for uid, one in judgement.annotations.items()
        if keeps(one)
    }
    return replace(
        reading,
        judgements={
            sentence: _judgement(judgement, kept, keeps_label)
            for sentence, judgement in chosen.items()
        },
    )


def _judgement(
    judgement: Judgement, kept: set[str], keeps_label: Callable[[str], bool]
) -> Judgement:
    return replace(
        judgement,
        annotations={uid: one for uid, one in judgement.annotations.items() if uid in kept},
        relations={
            uid: one for uid, one in judgement.relations.items() if kept.issuperset(one.ends)
        },
        verdicts={key: one for key, one in judgement.verdicts.items() if keeps_label(key.label)},
    )
