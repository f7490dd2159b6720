"""Split documents of a project again, by the splitter that imports use now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annotator.annotations.resplit import Resplit
    from annotator.documents import Splitter
    from annotator.model import Document, Span
    from annotator.store import Store


@dataclass(frozen=True, slots=True)
class DocumentResplit:
    """How the sentences of a document change.

    removed, added: the sentences that are not there any more, and those that are new.
    blocks: the number of blocks that are new or get another kind.
    finished: in how many of the removed sentences, of all annotators, something is finished.
    """

    uid: str
    title: str
    text: str
    removed: tuple[Span, ...]
    added: tuple[Span, ...]
    blocks: int
    finished: int


@dataclass(frozen=True, slots=True)
class ResplitReport:
    """What splitting documents again changes, or would change.

    documents: how many were looked at. splitter: name@version. dry_run: True if nothing was
    recorded.
    """

    splitter: str
    documents: int
    changes: tuple[DocumentResplit, ...]
    dry_run: bool

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON has it; sentences as pairs of start and end."""
        return {
            "splitter": self.splitter,
            "dry_run": self.dry_run,
            "documents": self.documents,
            "changed_documents": len(self.changes),
            "removed_sentences": sum(len(one.removed) for one in self.changes),
            "new_sentences": sum(len(one.added) for one in self.changes),
            "changed_blocks": sum(one.blocks for one in self.changes),
            "finished_in_removed": sum(one.finished for one in self.changes),
            "changes": [
                {
                    "document": one.uid,
                    "title": one.title,
                    "removed": [[span.start, span.end] for span in one.removed],
                    "new": [[span.start, span.end] for span in one.added],
                    "blocks": one.blocks,
                    "finished": one.finished,
                }
                for one in self.changes
            ],
        }


def resplit_documents(
    store: Store, uids: Iterable[str], splitter: Splitter, actor: str, *, dry_run: bool
) -> ResplitReport:
    """Split documents again, as one key press of a lead. dry_run: only report it.

    Raises AnnotatorError if the actor is no lead, in a project that has one.
    """
    store.annotators.check_is_lead(actor, "split documents again")
    number, found = 0, []
    for uid in uids:
        number += 1
        one = _resplit(store, store.documents.get(uid), splitter)
        if one.drafts:
            found.append(one)
    people = store.annotators.names()
    changes = tuple(_change(store, one, people) for one in found)
    if found and not dry_run:
        with store.transaction():
            store.annotators.register(actor)
            store.events.record(
                actor,
                [draft for one in found for draft in one.drafts],
                guideline=store.project.current_guideline(),
            )
    return ResplitReport(splitter.reference, number, changes, dry_run)


def _resplit(store: Store, document: Document, splitter: Splitter) -> Resplit:
    from annotator.annotations.resplit import resplit
    from annotator.documents import split_paragraph
    from annotator.sentences import document_language

    language = document_language(document.text, document.meta)

    def split(block: Span) -> Sequence[Span]:
        return split_paragraph(document.text, block, splitter, language)

    fresh = _fresh(document, splitter, with_titles=store.documents.has_headlines())
    return resplit(document, fresh, store.events.of_boundaries(document.uid), split)


def _fresh(document: Document, splitter: Splitter, *, with_titles: bool) -> Document:
    """The document as an import makes it now, with the titles that annotators step through."""
    from annotator.documents import Article, build_document
    from annotator.store.documents import title_sentences

    forms = {one.span.start: one.form for one in document.blocks if one.form}
    article = Article(document.text, document.meta, Path(), 1, "", detected=False, forms=forms)
    fresh = build_document(article, splitter)
    if not with_titles:
        return fresh
    return replace(fresh, sentences=tuple(sorted({*fresh.sentences, *title_sentences(fresh)})))


def _change(store: Store, one: Resplit, people: Sequence[str]) -> DocumentResplit:
    before, after = one.before, one.after
    left, kept = {*after.sentences}, {*before.sentences}
    removed = tuple(span for span in before.sentences if span not in left)
    held = [store.judgements.of_document(name, before.uid) for name in people]
    judged = [one[span] for one in held for span in removed if span in one]
    return DocumentResplit(
        uid=before.uid,
        title=before.title,
        text=before.text,
        removed=removed,
        added=tuple(span for span in after.sentences if span not in kept),
        blocks=len({*after.blocks} - {*before.blocks}),
        finished=sum(one.finished for one in judged),
    )
