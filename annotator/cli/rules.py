"""`annotator rules`: the group of commands, and the options and data that they share."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from annotator.cli import LazyGroup
from annotator.cli.console import Share, progress
from annotator.errors import AnnotatorError, did_you_mean

if TYPE_CHECKING:
    from annotator.model import Document, LabelSet, Span, Suggestion
    from annotator.rule_quality.decisions import DecisionHistory
    from annotator.rule_quality.report import RuleHit
    from annotator.store import Store
    from annotator.suggestions.rules import Engine

_COMMANDS = {
    "check": ("rules_check", "Find mistakes in labels.yaml and rules that do not work."),
    "test": ("rules_test", "Run the examples and repeat all decisions of people."),
    "report": ("rules_report", "Print precision, recall and time saved of each rule."),
    "diff": ("rules_diff", "Compare the suggestions of two label files."),
    "mine": ("rules_mine", "Find rules for what people mark without a suggestion."),
}


@click.group("rules", cls=LazyGroup, lazy_subcommands=_COMMANDS)
def command() -> None:
    """Check, test, measure, compare and find the rules of labels.yaml."""


# --------------------------------------------------------------------------- shared

AT_ONCE = 200
"""Number of documents that the rules process together."""

BY = click.option(
    "--by", multiple=True, help="Only this annotator; may be repeated (default: all)."
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
CONFIDENCE = click.option(
    "--confidence",
    type=Share(0.5, 0.999),
    default=0.95,
    show_default=True,
    help="Level of the intervals.",
)


def people(store: Store, by: Sequence[str]) -> list[str]:
    """Return the named annotators, or every annotator and lead if none is named.

    Raises AnnotatorError for an unknown name.
    """
    known = store.annotators.names()
    for name in by:
        if name not in known:
            raise AnnotatorError(f"there is no annotator {name!r}. {did_you_mean(name, known)}")
    return list(by) or store.annotators.people()


def decisions(store: Store, names: Sequence[str]) -> DecisionHistory:
    """Read all decisions of these annotators from the events."""
    from annotator.rule_quality.decisions import decision_history

    return decision_history(progress(store.events.iterate(), "Reading decisions"), names)


def documents(store: Store, uids: Sequence[str], label: str) -> Iterator[Document]:
    """Yield documents one at a time, with a progress bar."""
    for uid in progress(uids, label):
        yield store.documents.get(uid)


def load_engine(label_set: LabelSet) -> Engine:
    """Return the rules, ready to run. Loads spaCy."""
    from annotator.suggestions.rules import Engine

    return Engine(label_set)


def suggest_on(
    store: Store, engines: Sequence[Engine], uids: Sequence[str], label: str
) -> Iterator[tuple[Document, list[tuple[Suggestion, ...]]]]:
    """Yield each document with the suggestions of each engine, with a progress bar."""
    chunks = [uids[start : start + AT_ONCE] for start in range(0, len(uids), AT_ONCE)]
    for chunk in progress(chunks, label):
        read = [store.documents.get(uid) for uid in chunk]
        each = [engine.suggest_all(read) for engine in engines]
        for number, document in enumerate(read):
            yield document, [found[number] for found in each]


def excerpt(document: Document, span: Span) -> str:
    """Return the sentence of a span on one line, the span in double brackets."""
    from annotator.rule_quality.diff import span_in_context

    before, inside, after = span_in_context(document, span)
    return " ".join(f"{before}[[{inside}]]{after}".split())


def rule_hits(engine: Engine, document: Document) -> list[RuleHit]:
    """Return every match of a rule, with whether it became a suggestion."""
    from annotator.rule_quality.report import RuleHit

    proposed = {one.key for one in engine.suggest(document)}
    return [
        RuleHit(
            rule=match.rule.id,
            label=match.rule.label,
            span=match.span,
            proposed=(match.span.start, match.span.end, match.rule.label) in proposed,
        )
        for match in engine.matches(document)
    ]


def to_json(value: object) -> str:
    """Return ASCII JSON: no control character of a text reaches a terminal."""
    return json.dumps(value, indent=2, allow_nan=False)
