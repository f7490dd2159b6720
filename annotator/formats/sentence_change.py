"""What annotators hold of a text, filed under other sentences of the same text.

Other tools have no sentences of ours. Their work is filed under those that our rules find; a
project may have others, because people joined or split them, or because another splitter found
them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace

from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Document,
    Judgement,
    Relation,
    Span,
)

Judgements = Mapping[Span | None, Judgement]


def refiled(one: AnnotatedDocument, document: Document) -> AnnotatedDocument:
    """The same work under the sentences of a document with the same text.

    An annotation belongs to the sentence in which it begins; outside of all sentences, to the next
    one, or to the document as a whole if it has none, so that nothing is lost. A sentence is
    finished if all earlier sentences that share text with it are.
    """
    before = one.document.sentences
    readings = tuple(
        replace(
            reading,
            document=document,
            judgements=_refiled(reading.judgements, before, document.sentences),
        )
        for reading in one.readings
    )
    return replace(one, document=document, readings=readings)


def _refiled(
    held: Judgements, before: Sequence[Span], sentences: Sequence[Span]
) -> dict[Span | None, Judgement]:
    starts = [sentence.start for sentence in sentences]
    annotations: dict[Span | None, dict[str, Annotation]] = {}
    relations: dict[Span | None, dict[str, Relation]] = {}
    for place, judgement in held.items():
        moved = {}
        for uid, made in judgement.annotations.items():
            moved[uid] = None if place is None else _nearest(made.span.start, starts, sentences)
            annotations.setdefault(moved[uid], {})[uid] = made
        for uid, relation in judgement.relations.items():
            head = moved.get(relation.head, place if place in {None, *sentences} else None)
            relations.setdefault(head, {})[uid] = relation
    states = _states(held, before, sentences)
    places = [*annotations, *relations, *states, *([None] if None in held else [])]
    return {
        place: replace(
            _state_of(place, held, states),
            annotations=annotations.get(place, {}),
            relations=relations.get(place, {}),
        )
        for place in dict.fromkeys(places)
    }


def _state_of(place: Span | None, held: Judgements, states: Mapping[Span, Judgement]) -> Judgement:
    found = held.get(None) if place is None else states.get(place)
    return found or Judgement()


def _nearest(place: int, starts: Sequence[int], sentences: Sequence[Span]) -> Span | None:
    """The sentence that holds a place, or else the next one, or the last one."""
    if not sentences:
        return None
    nth = bisect_right(starts, place) - 1
    if nth >= 0 and place < sentences[nth].end:
        return sentences[nth]
    return sentences[min(nth + 1, len(sentences) - 1)]


def _states(
    held: Judgements, before: Sequence[Span], sentences: Sequence[Span]
) -> dict[Span, Judgement]:
    """What is known of each sentence beside its annotations; nothing of the others."""
    found: dict[Span, Judgement] = {}
    everything = [held.get(one) for one in before]
    is_all_done = bool(before) and all(one is not None and one.is_done for one in everything)
    first = 0
    for sentence in sentences:
        while first < len(before) and before[first].end <= sentence.start:
            first += 1
        shared = []
        for at in range(first, len(before)):
            if before[at].start >= sentence.end:
                break
            shared.append(everything[at])
        if not shared and is_all_done:  # such as boilerplate that the project has as text
            shared = everything[:1]
        known = [one for one in shared if one is not None]
        if known:
            found[sentence] = _together(known, is_complete=len(known) == len(shared))
    return found


def _together(known: Sequence[Judgement], *, is_complete: bool) -> Judgement:
    """The state of a sentence out of those of the sentences that share text with it."""
    done = is_complete and all(one.is_done for one in known)
    finished = done and any(one.finished for one in known)
    return Judgement(
        verdicts={key: verdict for one in known for key, verdict in one.verdicts.items()},
        note="\n".join(dict.fromkeys(one.note for one in known if one.note)),
        flagged=any(one.flagged for one in known),
        finished=finished,
        shown=all(one.shown for one in known),
        finished_at=max(one.finished_at for one in known) if finished else "",
        cannot_judge=known[0].cannot_judge if done and not finished else "",
    )
