"""What the commands on rules read: people, their decisions, documents, where rules fire."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from annotator.cli.console import progress
from annotator.errors import AnnotatorError, did_you_mean

if TYPE_CHECKING:
    from annotator.model import Document, LabelSet, Span, Suggestion
    from annotator.rule_quality.decisions import History
    from annotator.rule_quality.recall import Hit
    from annotator.store import Store
    from annotator.suggestions.rules import Engine

AT_ONCE = 200
"""Documents that are read and run through the rules together."""

BY = click.option("--by", multiple=True, help="Only this annotator; repeat it. Default: all.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
CONFIDENCE = click.option(
    "--confidence",
    type=click.FloatRange(0.5, 0.999),
    default=0.95,
    show_default=True,
    help="Of the intervals.",
)


def people(store: Store, by: Sequence[str]) -> list[str]:
    """Whose decisions count: those named, else every annotator and lead.

    Raises AnnotatorError for a name that nobody has.
    """
    known = store.annotators()
    for name in by:
        if name not in known:
            raise AnnotatorError(f"there is no annotator {name!r}. {did_you_mean(name, known)}")
    return list(by) or store.annotators("annotator") + store.annotators("lead")


def decisions(store: Store, names: Sequence[str]) -> History:
    """All that these people said, in one reading of the log."""
    from annotator.rule_quality.decisions import history

    return history(progress(store.events(), "Reading decisions"), names)


def documents(store: Store, uids: Sequence[str], label: str) -> Iterator[Document]:
    """Documents one at a time, with a progress bar."""
    for uid in progress(uids, label):
        yield store.document(uid)


def engine_of(label_set: LabelSet) -> Engine:
    """The rules ready to run; loads spaCy."""
    from annotator.suggestions.rules import Engine

    return Engine(label_set)


def proposals(
    store: Store, engines: Sequence[Engine], uids: Sequence[str], label: str
) -> Iterator[tuple[Document, list[tuple[Suggestion, ...]]]]:
    """Each document with what each engine proposes there, some at once, with a progress bar."""
    chunks = [uids[start : start + AT_ONCE] for start in range(0, len(uids), AT_ONCE)]
    for chunk in progress(chunks, label):
        read = [store.document(uid) for uid in chunk]
        each = [engine.suggest_all(read) for engine in engines]
        for number, document in enumerate(read):
            yield document, [found[number] for found in each]


def excerpt(document: Document, span: Span) -> str:
    """A span in double brackets with its sentence round it, on one line."""
    from annotator.rule_quality.surroundings import surroundings

    before, inside, after = surroundings(document, span)
    return " ".join(f"{before}[[{inside}]]{after}".split())


def hits(engine: Engine, document: Document) -> list[Hit]:
    """Every place where a rule fires."""
    from annotator.rule_quality.recall import Hit

    proposed = {one.key for one in engine.suggest(document)}
    return [
        Hit(
            rule=match.rule.id,
            label=match.rule.label,
            span=match.span,
            proposed=(match.span.start, match.span.end, match.rule.label) in proposed,
        )
        for match in engine.matches(document)
    ]


def as_json(value: object) -> str:
    """JSON for programs, in ASCII: nothing of a text reaches a terminal raw."""
    return json.dumps(value, indent=2, allow_nan=False)
