"""Texts with annotations as other tools have them: a text, and the work of each annotator in it.

Other tools know no sentences, or have their own. What they hold is filed under the sentences of
this program here (`assemble`), and taken together again for them (`works`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from annotator.canonical_json import content_id
from annotator.documents import RULES, Article, Splitter, build_document, load_splitter
from annotator.documents.encoding import storable_name
from annotator.documents.paragraph_splitter import split_paragraph
from annotator.formats.canonical_form import annotations_in_order, judgements_in_order
from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Block,
    BlockKind,
    Document,
    DocumentSource,
    Judgement,
    Reading,
    Relation,
    Span,
)
from annotator.sentences import document_language


class State(StrEnum):
    """How far an annotator is with a text.

    DONE: annotated, perhaps with nothing. SKIPPED: looked at and not annotated. DRAFT: begun.
    UNTOUCHED: not seen.
    """

    DONE = "done"
    SKIPPED = "skipped"
    DRAFT = "draft"
    UNTOUCHED = "untouched"


@dataclass(frozen=True, slots=True)
class Work:
    """What one annotator holds of one text, in its order.

    annotations: of words or sentences. whole: of the text as a whole; their fragments do not count.
    relations: between annotations, by their uids. note: about the text as a whole.
    """

    annotator: str
    annotations: Sequence[Annotation] = ()
    whole: Sequence[Annotation] = ()
    relations: Sequence[Relation] = ()
    state: State = State.DONE
    note: str = ""


# ------------------------------------------------------------------------------- reading


def assemble(
    article: Article,
    works: Iterable[Work],
    *,
    splitter: Splitter | None = None,
    keep_uids: bool = False,
    source: DocumentSource | None = None,
) -> AnnotatedDocument:
    """Make a document of a text and what annotators hold of it, filed under its sentences.

    Annotated titles and boilerplate become paragraphs, so that nothing is outside of a sentence. An
    annotation belongs to the sentence in which it begins, a relation to that of its head.
    keep_uids: the uids of annotations and relations are ours. Otherwise they follow from those
        given, the annotator and the text, so that two laptops do not double what they import.
    """
    given = list(works)
    split = splitter or load_splitter(RULES)
    document = build_document(article, split)
    places = [span for work in given for one in work.annotations for span in one.fragments]
    document = _with_paragraphs_at(document, places, split)
    readings = [
        Reading(document, work.annotator, judgements)
        for work in sorted(given, key=lambda one: one.annotator)
        if (judgements := _judgements(document, work, keep_uids=keep_uids))
    ]
    sources = () if source is None else (replace(source, path=storable_name(source.path)),)
    return AnnotatedDocument(document, sources=sources, readings=tuple(readings))


def article_of(text: str, meta: dict[str, str], path: Path, line: int = 1) -> Article:
    """A text of a file of another tool, as `assemble` takes it."""
    named = {key: storable_name(value) for key, value in meta.items()}
    return Article(text, named, path, line, "utf-8", detected=False)


def _with_paragraphs_at(document: Document, places: Sequence[Span], splitter: Splitter) -> Document:
    """The document with the blocks around these places as paragraphs, split into sentences."""
    starts = [one.start for one in document.sentences]
    outside = [one for one in places if _nth(starts, one.start, document.sentences) is None]
    if not outside:
        return document
    language = document_language(document.text, document.meta)
    blocks, sentences = [], list(document.sentences)
    for block in document.blocks:
        is_other = block.kind is not BlockKind.PARAGRAPH
        if is_other and any(block.span.overlaps(one) for one in outside):
            sentences += split_paragraph(document.text, block.span, splitter, language)
            block = replace(block, kind=BlockKind.PARAGRAPH)  # noqa: PLW2901 - the same block
        blocks.append(block)
    sentences.sort()
    found = replace(document, blocks=tuple(blocks), sentences=tuple(sentences))
    return found if sentences else _as_one_paragraph(found)


def _as_one_paragraph(document: Document) -> Document:
    """A document of white space, which has no sentence of its own."""
    whole = Span(0, len(document.text))
    return replace(document, blocks=(Block(whole, BlockKind.PARAGRAPH),), sentences=(whole,))


def _nth(starts: Sequence[int], place: int, sentences: Sequence[Span]) -> int | None:
    """The number of the sentence that holds a place; None between sentences."""
    nth = bisect_right(starts, place) - 1
    return nth if nth >= 0 and place < sentences[nth].end else None


def _judgements(document: Document, work: Work, *, keep_uids: bool) -> dict[Span | None, Judgement]:
    uids = _Uids(document.uid, work.annotator, keep=keep_uids)
    sentence_of: dict[str, Span | None] = {}
    annotations: dict[Span | None, dict[str, Annotation]] = {}
    relations: dict[Span | None, dict[str, Relation]] = {}
    everything = (Span(0, len(document.text)),) if document.text else ()
    starts = [one.start for one in document.sentences]
    for one in work.annotations:
        place = document.sentences[_nearest(starts, one.span.start, document.sentences)]
        made = replace(one, uid=uids.of(one.uid))
        sentence_of[one.uid] = place
        annotations.setdefault(place, {})[made.uid] = made
    for one in work.whole:
        made = replace(one, uid=uids.of(one.uid), fragments=everything)
        sentence_of[one.uid] = None
        annotations.setdefault(None, {})[made.uid] = made
    for relation in work.relations:
        ends = (uids.of(relation.head), uids.of(relation.tail))
        own = Relation(uids.of(relation.uid), relation.kind, *ends)
        relations.setdefault(sentence_of[relation.head], {})[own.uid] = own
    keys: list[Span | None] = [*annotations]
    if work.state in {State.DONE, State.SKIPPED}:
        keys += document.sentences or [None]
    if work.note or not document.sentences:
        keys.append(None)
    return {
        key: Judgement(
            annotations=annotations.get(key, {}),
            relations=relations.get(key, {}),
            finished=work.state is State.DONE,
            cannot_judge="skipped" if work.state is State.SKIPPED else "",
            note=work.note if key is None else "",
        )
        for key in dict.fromkeys(keys)
        if work.state is not State.UNTOUCHED
    }


def _nearest(starts: Sequence[int], place: int, sentences: Sequence[Span]) -> int:
    """The number of the sentence that holds a place, or of the next one, or of the last one."""
    nth = _nth(starts, place, sentences)
    return min(bisect_right(starts, place), len(starts) - 1) if nth is None else nth


class _Uids:
    """The uids of what an annotator holds of a text, by the ids that a file gives."""

    def __init__(self, document: str, annotator: str, *, keep: bool) -> None:
        self._document = document
        self._annotator = annotator
        self._keep = keep

    def of(self, given: str) -> str:
        if self._keep:
            return given
        found = content_id([self._document, self._annotator, given])
        return found.removeprefix("b2:")[:28]


# ------------------------------------------------------------------------------- writing


def works(one: AnnotatedDocument) -> list[Work]:
    """What each annotator holds of a document in the first pass, by name, without sentences."""
    return [
        work_of(reading)
        for reading in sorted(one.readings, key=lambda one: one.annotator)
        if not reading.pass_number
    ]


def work_of(reading: Reading) -> Work:
    """What a reading holds, in the order of the text, without sentences."""
    annotations: list[Annotation] = []
    whole: list[Annotation] = []
    relations: list[Relation] = []
    for sentence, judgement in judgements_in_order(reading.judgements):
        (whole if sentence is None else annotations).extend(annotations_in_order(judgement))
        relations += sorted(judgement.relations.values(), key=lambda one: one.uid)
    annotations.sort(key=lambda one: (one.span.start, -one.span.end, one.label, one.uid))
    held = reading.judgements.get(None)
    return Work(
        annotator=reading.annotator,
        annotations=annotations,
        whole=whole,
        relations=relations,
        state=_state(reading),
        note=held.note if held else "",
    )


def _state(reading: Reading) -> State:
    held = reading.judgements
    sentences = reading.document.sentences or (None,)
    found = [held.get(one) for one in sentences]
    if all(one is not None and one.cannot_judge for one in found):
        return State.SKIPPED
    if all(one is not None and one.is_done for one in found):
        return State.DONE
    return State.DRAFT if held else State.UNTOUCHED
