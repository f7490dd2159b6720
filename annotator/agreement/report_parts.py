"""The parts of an agreement report: figures, overall, by label, by pair, and of other layers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from annotator.agreement.figure import Figure


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """The agreement on one label or group: which sentences have it, and which spans.

    prevalence: the share of values that are "present", None if there are no values.
    positive: sentences to which at least one of the compared coders gave the label.
    disagreement: the observed disagreement, summed. share: of the sum of all labels.
    notes: cautions for reading the numbers.
    """

    label: str
    prevalence: float | None
    positive: int
    disagreement: float
    share: float
    percent: Figure
    kappa: Figure
    alpha: Figure
    ac1: Figure
    specific: Figure
    f1_exact: Figure
    f1_overlap: Figure
    f1_iou: Figure
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """The agreement of two coders; the values of kappa are the label sets of sentences."""

    one: str
    other: str
    kappa: Figure
    f1_exact: Figure
    f1_overlap: Figure


@dataclass(frozen=True, slots=True)
class OverallAgreement:
    """The agreement on the label sets of sentences, and on the spans of all labels.

    pairs_left_out: the number of pairs that are not listed; those listed share most sentences.
    """

    percent: Figure
    kappa: Figure
    fleiss: Figure
    alpha: Figure
    alpha_masi: Figure
    alpha_jaccard: Figure
    f1_exact: Figure
    f1_mean: Figure
    f1_overlap: Figure
    f1_iou: Figure
    f1_boundary: Figure
    f1_partial: Figure
    f1_label: Figure
    pairs: tuple[PairAgreement, ...]
    pairs_left_out: int


@dataclass(frozen=True, slots=True, repr=False)
class AgreementFigures:
    """Agreement on the sentences that at least two annotators finished.

    finished: the number of sentences each annotator finished, including those nobody else did.
    cannot_judge: the number that each annotator cannot judge; they are missing. 0 is left out.
    units, documents: sentences finished by two or more, and their documents.
    labels, groups: most disagreement first. document_labels, attributes, relations: what there is.
    apart: each person against the gold layer and against machines, who do not count among people.
    left_out: the number of annotations with each label that was not asked for.
    questions: what the lead should answer before trusting the figures.
    """

    confidence: float
    finished: dict[str, int]
    cannot_judge: dict[str, int]
    units: int
    documents: int
    overall: OverallAgreement
    labels: tuple[LabelAgreement, ...]
    groups: tuple[LabelAgreement, ...]
    document_labels: tuple[Figure, ...]
    attributes: tuple[Figure, ...]
    relations: tuple[Figure, ...]
    apart: tuple[PairAgreement, ...]
    left_out: dict[str, int]
    questions: tuple[str, ...] = field(default=())

    def figures(self) -> tuple[Figure, ...]:
        """Return every figure, those of all labels first."""
        return tuple(_figures_in(self))

    def as_list(self) -> list[dict[str, Any]]:
        """Return every figure as a dict, for JSON."""
        return [one.as_dict() for one in self.figures()]

    def as_dict(self) -> dict[str, Any]:
        """Return dicts, lists and numbers for JSON."""
        return {
            "confidence": self.confidence,
            "finished": self.finished,
            "cannot_judge": self.cannot_judge,
            "units": self.units,
            "documents": self.documents,
            "left_out": self.left_out,
            "questions": list(self.questions),
            "figures": self.as_list(),
        }


def _figures_in(part: object) -> Iterator[Figure]:
    if isinstance(part, Figure):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from _figures_in(one)
    elif is_dataclass(part):
        for one in fields(part):
            yield from _figures_in(getattr(part, one.name))
