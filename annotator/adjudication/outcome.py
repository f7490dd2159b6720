"""The outcome: what became in gold of the annotations that one annotator made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotator.adjudication.settlements import SettlementIndex
from annotator.agreement.differences import pair_annotations
from annotator.model import Annotation, Reading, Settlement, Span


class OutcomeKind(StrEnum):
    """What became of an annotation.

    KEPT: gold has the same. BOUNDS: gold has the label on other words. LABEL: another label.
    VALUES: other values of attributes. NOT_IN_GOLD: gold has nothing of it. NOT_YOURS: gold has
    it, and the annotator has not.
    """

    KEPT = "kept"
    BOUNDS = "bounds"
    LABEL = "label"
    VALUES = "values"
    NOT_IN_GOLD = "not_in_gold"
    NOT_YOURS = "not_yours"


@dataclass(frozen=True, slots=True)
class GoldOutcome:
    """What became of an annotation, or an annotation of gold that the annotator has not.

    document: its uid. sentence: that of the annotation. why: a code of
    annotator.annotations.reason_codes, '' if no lead gave a reason. note: in a lead's words.
    """

    kind: OutcomeKind
    document: str
    sentence: Span
    yours: Annotation | None
    gold: Annotation | None
    why: str = ""
    note: str = ""


def outcomes(
    yours: Reading,
    gold: Reading,
    settlements: Sequence[Settlement],
    left_out: Collection[Span] = (),
) -> list[GoldOutcome]:
    """Return the outcomes in the sentences that both finished, in the order of the text.

    yours, gold: of one document. settlements: there. left_out: sentences that are not shown.
    """
    labels = {
        made.label
        for reading in (yours, gold)
        for judgement in reading.judgements.values()
        for made in judgement.annotations.values()
    }
    about, made_gold = SettlementIndex(settlements), _by_gold(settlements)
    found = []
    for pairing in pair_annotations(yours, gold, labels):
        if pairing.sentence in left_out:
            continue
        mine, settled = pairing.made
        kind = _kind(mine, settled)
        reasons: list[Settlement] = []
        if kind is not OutcomeKind.KEPT:
            reasons = [*about.about([mine.uid] if mine else [])[::-1]]
            reasons += [made_gold[settled.uid]] if settled and settled.uid in made_gold else []
        why, note = (reasons[0].why, reasons[0].note) if reasons else ("", "")
        place = yours.document.uid, pairing.sentence
        found.append(GoldOutcome(kind, *place, mine, settled, why, note))
    return found


def _by_gold(settlements: Sequence[Settlement]) -> dict[str, Settlement]:
    """The last settlement of each annotation of gold, by its uid."""
    return {uid: one for one in settlements for uid in one.gold}


def _kind(yours: Annotation | None, gold: Annotation | None) -> OutcomeKind:
    if yours is None:
        return OutcomeKind.NOT_YOURS
    if gold is None:
        return OutcomeKind.NOT_IN_GOLD
    if yours.label != gold.label:
        return OutcomeKind.LABEL
    if yours.fragments != gold.fragments:
        return OutcomeKind.BOUNDS
    return OutcomeKind.KEPT if yours.attributes == gold.attributes else OutcomeKind.VALUES


def gold_questions(
    sentences: Iterable[Span], yours: Mapping[Span, str], gold: Mapping[Span, str]
) -> set[Span]:
    """The sentences that gold had finished before the annotator did.

    They may have been asked to measure how well somebody annotates; nobody is to know.
    yours, gold: by sentence, current or former, the uid of the event that first finished it.
    """
    return {sentence for sentence in sentences if _first(gold, sentence) < _first(yours, sentence)}


def _first(finished: Mapping[Span, str], sentence: Span) -> str:
    """The first event that finished a part of a sentence; one after all others if none did."""
    return min((uid for span, uid in finished.items() if span.overlaps(sentence)), default="~")
