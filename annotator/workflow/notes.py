"""Flags, notes and comments of a project, by document and sentence, as far as one may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from annotator.annotations.visibility import visible_title
from annotator.errors import AnnotatorError
from annotator.model import Document, Span
from annotator.store import Store
from annotator.store.comments import Remark, WrittenComment
from annotator.workflow.project_settings import Settings, with_project_settings


class EntryKind(StrEnum):
    """What somebody left at a sentence."""

    FLAG = "flag"
    NOTE = "note"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Entry:
    """A flag, a note or a comment. to: the recipient of a comment, '' for the leads.

    at: of a comment, UTC, ISO 8601.
    """

    kind: EntryKind
    by: str
    text: str = ""
    to: str = ""
    sent_back: bool = False
    at: str = ""


@dataclass(frozen=True, slots=True)
class NotedSentence:
    """A sentence with what people left there, in the order of flags, notes and comments.

    number: of the current sentence, from 1; 0 for the document as a whole. sentence, text: None and
    '' for it.
    """

    document: str
    title: str
    number: int
    sentence: Span | None
    text: str
    entries: list[Entry]


def noted_sentences(
    store: Store, viewer: str, *, by: str = "", document: str = ""
) -> list[NotedSentence]:
    """The sentences with flags, notes or comments, in the order of import and of the text.

    A lead sees those of everybody, anybody else their own and the comments written to them.
    by: only what this person wrote. document: the uid of the only one that is asked for.
    Raises AnnotatorError if somebody who is no lead asks for what another person wrote.
    """
    if by and by != viewer and store.annotators.role(viewer) != "lead":
        raise AnnotatorError(f"notes of {by} are for leads: {viewer} sees those of {viewer}")
    found: dict[str, dict[Span | None, list[Entry]]] = {}

    def add(uid: str, sentence: Span | None, author: str, entries: Iterable[Entry]) -> None:
        if (document and uid != document) or (by and author != by):
            return
        found.setdefault(uid, {}).setdefault(sentence, []).extend(entries)

    for remark in store.comments.remarks(viewer):
        add(remark.document, remark.sentence, remark.annotator, _of_remark(remark))
    for comment in store.comments.all(viewer):
        add(comment.document, comment.sentence, comment.author, [_of_comment(comment)])
    is_lead = store.annotators.role(viewer) == "lead"
    masked = () if is_lead else with_project_settings(store, Settings()).masked
    return [
        sentence
        for number, one in enumerate(store.documents.summaries(""), 1)
        if one.uid in found
        for sentence in _of_document(
            store.documents.get(one.uid),
            visible_title(one.title, number, masked),
            found[one.uid],
        )
    ]


def _of_document(
    document: Document, title: str, entries: Mapping[Span | None, list[Entry]]
) -> Iterable[NotedSentence]:
    by_place: dict[int, tuple[Span | None, list[Entry]]] = {}
    for sentence, theirs in entries.items():
        number = 0
        if sentence is not None:  # a comment may be on a sentence that was joined or split since
            places = enumerate(document.sentences, 1)
            number = next((n for n, one in places if one.overlaps(sentence)), 0)
        span = document.sentences[number - 1] if number else None
        by_place.setdefault(number, (span, []))[1].extend(theirs)
    for number, (span, theirs) in sorted(by_place.items(), key=lambda item: item[0]):
        text = " ".join(span.of(document.text).split()) if span else ""
        yield NotedSentence(document.uid, title, number, span, text, theirs)


def _of_remark(remark: Remark) -> Iterable[Entry]:
    if remark.flagged:
        yield Entry(EntryKind.FLAG, remark.annotator)
    if remark.note:
        yield Entry(EntryKind.NOTE, remark.annotator, remark.note)


def _of_comment(one: WrittenComment) -> Entry:
    return Entry(EntryKind.COMMENT, one.author, one.text, one.recipient, one.sent_back, one.at)
