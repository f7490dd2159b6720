"""One order for everything that is exported, so that the same data give the same bytes."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.model import Annotation, Judgement, Span


def judgements_in_order(
    judgements: Mapping[Span | None, Judgement],
) -> list[tuple[Span | None, Judgement]]:
    """The document as a whole first, then sentences as they come in the text."""
    return sorted(
        judgements.items(), key=lambda item: (item[0].start, item[0].end) if item[0] else (-1, -1)
    )


def annotations_in_order(judgement: Judgement) -> list[Annotation]:
    """As they begin in the text, the longer one first; the uid decides where all else is equal."""
    return sorted(
        judgement.annotations.values(),
        key=lambda one: (one.span.start, -one.span.end, one.label, one.uid),
    )
