"""`annotator reasons`: why annotators differed, as leads said when they settled it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from annotator.adjudication import reason_counts
from annotator.adjudication.reason_counts import CODES, GAP, NO_REASON, Grouping
from annotator.annotations.reason_codes import OTHER, in_words
from annotator.api import ProjectFolder
from annotator.cli import rules as shared
from annotator.cli.annotator_name import acting_name
from annotator.cli.console import (
    count,
    format_proportion,
    print_lines,
    print_message,
    progress,
)

if TYPE_CHECKING:
    from annotator.adjudication.reason_counts import ReasonRow, SettledDisagreement
    from annotator.api.settle_reasons import GuidelineChange
    from annotator.rule_quality.estimates import Proportion
    from annotator.store import Store

LONGEST_QUOTE = 70

_HEADS = {
    "slip": "slip",
    "guideline_gap": "gap",
    "ambiguous_text": "ambiguous",
    "borderline": "borderline",
    "opinions_differ": "opinions",
    "rule_wrong": "rule wrong",
    OTHER.code: "other",
    NO_REASON: "none given",
}
"""By the code of a reason: the head of its column."""

_SHARES = {
    Grouping.LABEL: "guideline gap, of those with a reason",
    Grouping.RULE: "not taken, of what it proposed",
    Grouping.KIND: "guideline gap, of those with a reason",
    Grouping.ANNOTATOR: "not taken, of all where they took part",
}

_MEANING = """\
label: every label that somebody gave or gold has; a disagreement about two counts for both.
rule: of what the rule had proposed and gold does not hold. annotator: of what they held and gold
does not. Only exactly the same words, label and values are taken."""


@click.command("reasons")
@click.option(
    "--by",
    "wanted",
    multiple=True,
    type=click.Choice([*map(str, Grouping)]),
    help="Count by this; may be repeated (default: all four).",
)
@click.option(
    "--most",
    type=click.IntRange(0, 10_000_000),
    default=10,
    show_default=True,
    help="Number of notes to print; --json prints all.",
)
@shared.CONFIDENCE
@shared.AS_JSON
@click.pass_obj
def command(
    folder: ProjectFolder, wanted: tuple[str, ...], most: int, confidence: float, *, as_json: bool
) -> None:
    """Print why annotators differed, and what to change in the guideline.

    Counts the reasons that leads gave when they settled disagreements: by label, by rule, by kind
    of disagreement and by annotator, with shares and intervals; then the label with most guideline
    gaps and the rule that was most often wrong, with file and line; then the notes of leads. Only a
    lead may see it, as it names annotators.
    """
    from annotator.api.settle_reasons import next_changes, settled_of_project

    groupings = [Grouping(one) for one in wanted] or [*Grouping]
    with folder.open_store() as store, store.reading():
        store.annotators.check_is_lead(
            acting_name(folder, store), "see whose versions were not taken"
        )
        found = settled_of_project(store, progress)
        tables = {by: reason_counts.count_reasons(found, by) for by in groupings}
        changes = list(next_changes(found, folder.label_file))
        notes = list(reason_counts.noted(found))
        if as_json:
            click.echo(shared.to_json(_as_dict(found, tables, changes, confidence)))
            return
        quotes = [_quote(store, one) for one in notes[:most]]
    if not found:
        print_message("no disagreement is settled yet: `annotator adjudicate` settles them")
        return
    print_lines(_lines(found, tables, changes, confidence))
    print_lines(_note_lines(notes, quotes))


def _share(by: Grouping, row: ReasonRow, confidence: float) -> Proportion:
    from annotator.rule_quality.estimates import proportion

    if by in {Grouping.LABEL, Grouping.KIND}:
        hits, of = row.reasons[GAP], row.explained
    else:
        hits, of = row.counted, row.of
    return proportion(hits, of, confidence=confidence, empty="no reason given")


# ----------------------------------------------------------------------------- text


def _lines(
    found: Sequence[SettledDisagreement],
    tables: Mapping[Grouping, Sequence[ReasonRow]],
    changes: Sequence[GuidelineChange],
    confidence: float,
) -> Iterator[str]:
    without = sum(one.reason == NO_REASON for one in found)
    yield f"{count(len(found), 'settled disagreement')}, {without:,} without a reason"
    yield f"[a, b] is the {confidence * 100:.4g} % interval (in %: Wilson's)"
    for by, rows in tables.items():
        yield ""
        yield from _table(by, rows, confidence)
    yield ""
    yield from _MEANING.splitlines()
    if changes:
        yield ""
        yield "What to change next"
        yield from map(_change_line, changes)


def _table(by: Grouping, rows: Sequence[ReasonRow], confidence: float) -> Iterator[str]:
    rows = [one for one in rows if one.counted]
    if not rows:
        yield f"by {by}: nothing to count"
        return
    shown = [one for one in CODES if any(row.reasons[one] for row in rows)]
    head = [f"by {by}", "settled", *(_HEADS[one] for one in shown)]
    cells = [
        [row.name, f"{row.counted:,}", *(f"{row.reasons[one]:,}" for one in shown)] for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
    shares = [format_proportion(_share(by, row, confidence)) for row in rows]
    for one, share in zip([head, *cells], [_SHARES[by], *shares], strict=True):
        first, *numbers = [
            text.rjust(width) if at else text.ljust(width)
            for at, (text, width) in enumerate(zip(one, widths, strict=True))
        ]
        yield "  ".join([first, *numbers, share])


def _change_line(one: GuidelineChange) -> str:
    row, place = one.row, one.place
    if one.by is Grouping.LABEL:
        gaps = count(one.times, "guideline gap")
        words = f"the definition of {row.name}: {gaps} of {row.counted:,} settled"
    else:
        times = "once" if one.times == 1 else f"{one.times:,} times"
        words = f"the rule {row.name}: wrong {times}, {row.counted:,} of {row.of:,} not taken"
    where = f"{place.path}:{place.line}" if place else "labels.yaml does not have it any more"
    return f"  {words} ({where})"


def _change_dict(one: GuidelineChange) -> dict[str, Any]:
    return {
        "change": one.by,
        "name": one.row.name,
        "reason": one.reason,
        "times": one.times,
        "path": str(one.place.path) if one.place else None,
        "line": one.place.line if one.place else None,
    }


def _note_lines(notes: Sequence[SettledDisagreement], quotes: Sequence[str]) -> Iterator[str]:
    if quotes:
        yield ""
        yield "Notes of leads"
    for one, quote in zip(notes, quotes, strict=False):
        labels = ", ".join(sorted(one.labels))
        why = f" ({in_words(one.settlement.why)})" if one.settlement.why else ""
        yield f"  {labels}{why}: {' '.join(one.settlement.note.split())}"
        yield f"      {quote}"
    if len(notes) > len(quotes):
        yield f"  ... and {len(notes) - len(quotes):,} more (--most {len(notes)})"


def _quote(store: Store, one: SettledDisagreement) -> str:
    sentence = one.settlement.sentence
    if sentence is None:
        return one.document
    text = " ".join(sentence.of(store.documents.get(one.document).text).split())
    text = text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"
    return f"“{text}” {one.document} [{sentence.start}, {sentence.end})"


# ----------------------------------------------------------------------------- JSON


def _as_dict(
    found: Sequence[SettledDisagreement],
    tables: Mapping[Grouping, Sequence[ReasonRow]],
    changes: Sequence[GuidelineChange],
    confidence: float,
) -> dict[str, Any]:
    return {
        "settled": len(found),
        "without_reason": sum(one.reason == NO_REASON for one in found),
        "by": {
            str(by): [_row_dict(by, row, confidence) for row in rows] for by, rows in tables.items()
        },
        "next": [_change_dict(one) for one in changes],
        "notes": [_note_dict(one) for one in reason_counts.noted(found)],
    }


def _row_dict(by: Grouping, row: ReasonRow, confidence: float) -> dict[str, Any]:
    from dataclasses import asdict

    share = "guideline_gap" if by in {Grouping.LABEL, Grouping.KIND} else "not_taken"
    given = {code or "none_given": number for code, number in row.reasons.items()}
    return {
        "name": row.name,
        "settled": row.counted,
        "reasons": given,
        share: asdict(_share(by, row, confidence)),
    }


def _note_dict(one: SettledDisagreement) -> dict[str, Any]:
    sentence = one.settlement.sentence
    return {
        "document": one.document,
        "sentence": [sentence.start, sentence.end] if sentence else None,
        "labels": sorted(one.labels),
        "reason": one.settlement.why,
        "note": one.settlement.note,
    }
