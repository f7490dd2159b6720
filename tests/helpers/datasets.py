"""Datasets made of readings and of label sets, for tests of formats."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from annotator.labels.label_set_json import guideline_json
from annotator.model import AnnotatedDocument, Dataset, Guideline, LabelSet, Reading


def dataset_of(readings: Iterable[Reading], label_set: LabelSet | None = None) -> Dataset:
    """The readings, in any order, with the guideline of a label set."""
    ordered = sorted(readings, key=lambda one: (one.document.uid, one.annotator, one.pass_number))
    uid = "" if label_set is None else label_set.guideline or label_set.uid
    return Dataset(
        annotators={one.annotator: "annotator" for one in ordered},
        guideline=uid,
        guidelines={uid: Guideline(label_set.name, guideline_json(label_set))} if label_set else {},
        documents=[
            AnnotatedDocument(group[0].document, readings=tuple(group))
            for group in (list(g) for _, g in groupby(ordered, lambda one: one.document.uid))
        ],
    )


def readings_of(dataset: Dataset) -> list[Reading]:
    """All readings, in the order of the dataset."""
    return [reading for document in dataset.documents for reading in document.readings]
