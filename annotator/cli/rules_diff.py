"""`annotator rules diff`: compare the suggestions of two label files on the same texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator.api import ProjectFolder
from annotator.cli import rules as shared
from annotator.cli.console import count, print_lines
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.model import Document, Suggestion
    from annotator.rule_quality.diff import Change, RuleChanges, SuggestionDiff


@click.command("diff")
@click.argument("old", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("new", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--examples",
    type=click.IntRange(0, 10_000),
    default=3,
    show_default=True,
    help="Number of changes of each kind to print for each rule.",
)
@shared.BY
@shared.AS_JSON
@click.pass_obj
def command(
    folder: ProjectFolder,
    old: Path,
    new: Path,
    *,
    examples: int,
    by: tuple[str, ...],
    as_json: bool,
) -> None:
    """Compare the suggestions of two label files on the project's texts, rule by rule.

    OLD and NEW are label files. Counts the decisions on suggestions that NEW no longer makes, and
    the manual annotations that NEW newly suggests. Nothing is stored.
    """
    from annotator.labels import load
    from annotator.rule_quality.diff import SuggestionDiff

    before, after = load(old), load(new)
    with folder.open_store() as store:
        uids = sorted(store.documents.uids())
        if not uids:
            raise AnnotatorError("there are no texts to compare on: import some first")
        found = shared.decisions(store, shared.people(store, by))
        comparison = SuggestionDiff(found, examples)
        engines = [shared.load_engine(labels) for labels in (before, after)]
        for document, (one, other) in shared.suggest_on(store, engines, uids, "Comparing"):
            comparison.add(document, one, other)
    if as_json:
        click.echo(shared.to_json(_as_dict(comparison)))
    else:
        print_lines(_lines(comparison))


# ----------------------------------------------------------------------------- text

_DECIDED = ("accepted", "edited", "rejected")


def _lines(comparison: SuggestionDiff) -> Iterator[str]:
    tallies = {rule: one for rule, one in sorted(comparison.rules.items()) if one.kinds}
    texts = count(comparison.documents, "document")
    if not tallies:
        yield f"no suggestion differs in {texts}"
        return
    yield f"Suggestions in {texts}, OLD against NEW"
    yield from _table(tallies)
    for rule, tally in tallies.items():
        yield ""
        yield rule + _differs(tally)
        for document, change in tally.examples:
            yield from _example(document, change)


def _table(tallies: Mapping[str, RuleChanges]) -> Iterator[str]:
    width = max(*map(len, tallies), 4)
    heads = ("same", "gained", "lost", "changed")
    yield (
        f"{'rule':<{width}} {' '.join(f'{head:>7}' for head in heads)}  |"
        f" {'accept':>7} {'edit':>7} {'reject':>7} | manual, gained"
    )
    for rule, tally in tallies.items():
        kinds = " ".join(f"{tally.kinds[kind]:>7,}" for kind in _kinds())
        decided = " ".join(f"{tally.decided[outcome]:>7,}" for outcome in _DECIDED)
        manual = tally.decided["manual"]
        yield f"{rule:<{width}} {tally.same:>7,} {kinds}  | {decided} | {manual:>7,}"
    yield "accept, edit, reject: decisions on suggestions that NEW does not make."


def _kinds() -> tuple[str, ...]:
    return ("gained", "lost", "changed")


def _differs(tally: RuleChanges) -> str:
    if not tally.differs:
        return ""
    return " (other " + ", ".join(f"{name}: {n:,}" for name, n in tally.differs.items()) + ")"


def _example(document: Document, change: Change) -> Iterator[str]:
    suggestion = change.suggestion
    sign = {"gained": "+", "lost": "-", "changed": "~"}[change.kind]
    place = f"{document.uid} [{suggestion.span.start}, {suggestion.span.end})"
    yield f"  {sign} {shared.excerpt(document, suggestion.span)}"
    yield f"      {place}{_was(document, change)}"


def _was(document: Document, change: Change) -> str:
    """Return the parts that differ, as they were in OLD. '': only one file suggests anything."""
    old, new = change.old, change.new
    if old is None or new is None:
        return ""
    parts = {
        "span": f"“{' '.join(old.span.of(document.text).split())}”",
        "label": old.label,
        "tier": old.tier.value,
        "attributes": ", ".join(f"{name}: {value}" for name, value in old.attributes.items()),
        "rule": old.rule,
    }
    return ", was " + "; ".join(f"{name} {parts[name] or 'none'}" for name in change.differs)


# ----------------------------------------------------------------------------- JSON


def _as_dict(comparison: SuggestionDiff) -> dict[str, object]:
    return {
        "documents": comparison.documents,
        "rules": {
            rule: {
                "same": tally.same,
                **{kind: tally.kinds[kind] for kind in _kinds()},
                "differs": dict(tally.differs),
                "decided": dict(tally.decided),
                "examples": [_change_dict(*one) for one in tally.examples],
            }
            for rule, tally in sorted(comparison.rules.items())
        },
    }


def _change_dict(document: Document, change: Change) -> dict[str, object]:
    return {
        "kind": change.kind,
        "differs": list(change.differs),
        "document": document.uid,
        "text": shared.excerpt(document, change.suggestion.span),
        "old": _suggestion_dict(document, change.old),
        "new": _suggestion_dict(document, change.new),
    }


def _suggestion_dict(document: Document, one: Suggestion | None) -> dict[str, object] | None:
    if one is None:
        return None
    return {
        "start": one.span.start,
        "end": one.span.end,
        "quote": one.span.of(document.text),
        "label": one.label,
        "rule": one.rule,
        "tier": one.tier,
        "attributes": dict(one.attributes),
    }
