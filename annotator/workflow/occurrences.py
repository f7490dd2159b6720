"""All occurrences of some words, as suggestions in a document or in the project.

The suggester is the annotator, so that nobody else is shown what this one looks for. A run keeps
the suggestions that the annotator asked for before; taking some back is a run without them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from annotator.annotations import occurrences
from annotator.errors import AnnotatorError
from annotator.model import Label, Span, Suggestion
from annotator.workflow.controller import Controller

MOST_DOCUMENTS = 500
"""Documents in which words are looked for at once: each is read."""


@dataclass(frozen=True, slots=True)
class Added:
    """What was added: suggestions, in so many documents."""

    suggestions: int
    documents: int


def elsewhere(controller: Controller, words: str, label: Label) -> list[Span]:
    """The occurrences in the open document that are neither marked so nor suggested so."""
    return _new_spans(controller, controller.session.document.uid, words, label)


def suggest(controller: Controller, words: str, label: Label, *, in_project: bool) -> Added:
    """Suggest a label on all occurrences of words that do not have it.

    in_project: in all documents; else in the open one.
    Raises AnnotatorError if too many documents have the words.
    """
    uids = [controller.session.document.uid]
    if in_project:
        found = controller.store.search.documents_with(words, MOST_DOCUMENTS + 1)
        if len(found) > MOST_DOCUMENTS:
            raise AnnotatorError(
                f"more than {MOST_DOCUMENTS:,} documents have “{words}”: nothing was suggested;"
                " mark it in this document, or select words that are rarer"
            )
        uids = list(dict.fromkeys([*uids, *found]))
    suggester = controller.asked_suggester
    new: dict[str, list[Suggestion]] = {}
    for uid in uids:
        spans = _new_spans(controller, uid, words, label)
        document = controller.store.documents.get(uid)
        new[uid] = occurrences.suggestions(document, spans, label, suggester, words)
    _put(controller, [uid for uid in uids if new[uid]], lambda uid, held: [*held, *new[uid]])
    return Added(sum(map(len, new.values())), sum(map(bool, new.values())))


def take_back(controller: Controller, words: str, label: Label) -> Added:
    """Suggest the label on these words no longer, in any document. Decisions stay."""
    rule = occurrences.rule_of(label.name, words)
    uids = controller.store.suggestions.documents_suggested(controller.asked_suggester, rule)
    before = sum(_asked(controller, uid, rule) for uid in uids)
    _put(controller, uids, lambda _uid, held: [one for one in held if one.rule != rule])
    return Added(before, len(uids))


def is_suggested(controller: Controller, words: str, label: Label) -> bool:
    """True if the annotator asked for the occurrences of these words before."""
    rule = occurrences.rule_of(label.name, words)
    suggester = controller.asked_suggester
    return bool(controller.store.suggestions.documents_suggested(suggester, rule))


def _asked(controller: Controller, uid: str, rule: str) -> int:
    return sum(one.rule == rule for one in _held(controller, uid))


def _held(controller: Controller, uid: str) -> list[Suggestion]:
    suggester = controller.asked_suggester
    every = controller.store.suggestions.of_document(uid)
    return [one for one in every if one.suggester == suggester]


def _new_spans(controller: Controller, uid: str, words: str, label: Label) -> list[Span]:
    store = controller.store
    document = store.documents.get(uid)
    spans = occurrences.find(document.text, document.sentences, words)
    judgements = store.judgements.of_document(controller.annotator, uid)
    held = [one for judgement in judgements.values() for one in judgement.annotations.values()]
    rejected = {
        key.span
        for judgement in judgements.values()
        for key in judgement.verdicts
        if key.label == label.name
    }
    known = controller.search_state.view.shown(store.suggestions.of_document(uid))
    left = [span for span in spans if span not in rejected]
    return occurrences.unmarked(left, label.name, held, known)


def _put(
    controller: Controller,
    uids: Sequence[str],
    change: Callable[[str, list[Suggestion]], Iterable[Suggestion]],
) -> None:
    """Store another list of the annotator's suggestions for documents, as one run."""
    if not uids:
        return
    store, suggester = controller.store, controller.asked_suggester
    guideline = controller.label_set.guideline
    with store.transaction():
        run = store.suggestions.start_run(suggester, occurrences.VERSION, guideline)
        for uid in uids:
            store.suggestions.put(uid, run, change(uid, _held(controller, uid)))
    controller.read_document_again()
