"""`annotator rules test`: run the examples and compare all decisions with the current rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from annotator.api import ProjectFolder
from annotator.cli import rules as shared
from annotator.cli.console import count, format_proportion, print_lines, print_message
from annotator.errors import DataError, Problem

if TYPE_CHECKING:
    from annotator.model import LabelSet, Rule
    from annotator.rule_quality.regression import RegressionCase, RegressionResult, RuleRegression

LONGEST_QUOTE = 70


@click.command("test")
@shared.BY
@click.option(
    "--allow-missed",
    type=click.IntRange(0, 10_000_000),
    default=0,
    show_default=True,
    help="Number of accepted suggestions that may be missed without a failure.",
)
@click.option(
    "--most",
    type=click.IntRange(0, 10_000_000),
    default=10,
    show_default=True,
    help="Number of cases to print under each heading; --json prints all.",
)
@shared.CONFIDENCE
@shared.AS_JSON
@click.pass_context
def command(
    context: click.Context,
    *,
    by: tuple[str, ...],
    allow_missed: int,
    most: int,
    confidence: float,
    as_json: bool,
) -> None:
    """Run the examples of labels.yaml and compare every decision with the current rules.

    Prints what the rules propose now where a suggestion was accepted, edited or rejected, and where
    a person marked without a suggestion. Exit code 1: an example fails, or an accepted suggestion
    is no longer proposed.
    """
    from annotator.suggestions import rules

    folder: ProjectFolder = context.obj
    label_set = folder.label_set()
    refused = rules.problems(label_set)
    failing = _problems(folder, refused or rules.failing_examples(label_set))
    if refused:
        raise DataError(*failing)
    result = _run_regression(folder, label_set, by, confidence)
    missed = len(_missed(result)) if result else 0
    if as_json:
        click.echo(shared.to_json(_as_dict(failing, label_set, result)))
    else:
        print_lines(str(problem) for problem in failing)
        print_lines(
            _lines(result, most) if result else ["no decisions yet: only the examples were run"]
        )
        print_message(_summary(label_set, len(failing), missed))
    context.exit(bool(failing) or missed > allow_missed)


def _problems(folder: ProjectFolder, problems: Sequence[tuple[Rule, str, str]]) -> list[Problem]:
    from annotator.labels import path_of

    return [
        Problem(path_of(rule.file, folder.label_file), rule.line, f"rule {rule.id}: {text}", fix)
        for rule, text, fix in problems
    ]


def _run_regression(
    folder: ProjectFolder, label_set: LabelSet, by: Sequence[str], confidence: float
) -> RegressionResult | None:
    """Compare every decision. None: the project has no database yet."""
    from annotator import rule_quality

    if not folder.database.exists():
        return None
    with folder.open_store() as store:
        found = shared.decisions(store, shared.people(store, by))
        uids = found.documents
        engine = shared.load_engine(label_set)
        proposed = shared.suggest_on(store, [engine], uids, "Repeating decisions")
        pairs = ((document, only) for document, (only,) in proposed)
        return rule_quality.run_regression(found, pairs, confidence=confidence)


def _missed(result: RegressionResult) -> list[RegressionCase]:
    from annotator.rule_quality import RegressionStatus

    return result.of("accepted", RegressionStatus.GONE)


def _summary(label_set: LabelSet, failing: int, missed: int) -> str:
    examples = sum(len(rule.match) + len(rule.no_match) for rule in label_set.rules)
    return (
        f"{count(examples, 'example')} run, {failing:,} failed;"
        f" {count(missed, 'accepted suggestion')} no longer proposed"
    )


# ----------------------------------------------------------------------------- text

_COLUMNS = (
    ("accepted", ("proposed", "moved", "gone")),
    ("edited", ("as edited", "proposed", "moved", "gone")),
    ("rejected", ("proposed", "moved", "gone")),
)
_HEADINGS = (
    ("accepted", "gone", "Accepted, and no longer proposed"),
    ("accepted", "moved", "Accepted, and now proposed with other words"),
    ("edited", "gone", "Edited, and no longer proposed"),
    ("edited", "as edited", "Edited, and now proposed as the person made it"),
    ("rejected", "proposed", "Rejected, and still proposed"),
    ("rejected", "moved", "Rejected, and now proposed with other words"),
    ("rejected", "gone", "Rejected, and no longer proposed"),
    ("manual", "gone", "Manual, and not proposed"),
    ("manual", "moved", "Manual, and proposed in part"),
    ("manual", "proposed", "Manual, and now proposed"),
)


def _lines(result: RegressionResult, most: int) -> Iterator[str]:
    yield from _table(result)
    yield from _manual(result)
    for outcome, status, heading in _HEADINGS:
        cases = [one for one in result.cases if (one.outcome, one.status) == (outcome, status)]
        if cases:
            yield ""
            yield f"{heading}: {len(cases):,}"
            yield from map(_case, cases[:most])
            if len(cases) > most:
                yield f"  ... and {len(cases) - most:,} more (--most {len(cases)})"


def _table(result: RegressionResult) -> Iterator[str]:
    rules = [*result.rules, result.total]
    width = max(len(one.rule) for one in rules)
    yield "Decisions, and what the current rules propose there"
    yield (
        f"{'':<{width}}  {'accepted':^17} | {'edited':^23} | {'rejected':^17} | of what is still"
    )
    yield (
        f"{'rule':<{width}}  {'same':>5} {'moved':>5} {'gone':>5} |"
        f" {'fixed':>5} {'same':>5} {'moved':>5} {'gone':>5} |"
        f" {'same':>5} {'moved':>5} {'gone':>5} | proposed, accepted"
    )
    for rule in rules:
        yield f"{rule.rule:<{width}}  {_counts(rule)} | {format_proportion(rule.precision)}"
    yield (
        "same: the same span; fixed: as the person edited it; moved: an overlapping span with"
        " the same label; gone: nothing"
    )


def _counts(rule: RuleRegression) -> str:
    groups = (
        " ".join(f"{rule.counts.get(outcome, {}).get(status, 0):>5,}" for status in statuses)
        for outcome, statuses in _COLUMNS
    )
    return " | ".join(groups)


def _manual(result: RegressionResult) -> Iterator[str]:
    if not result.manual:
        return
    width = max(map(len, result.manual))
    yield ""
    yield "Manual annotations, and what the current rules propose there"
    yield f"{'label':<{width}}  {'same':>5} {'moved':>5} {'gone':>5}"
    for label, statuses in result.manual.items():
        counts = " ".join(
            f"{statuses.get(status, 0):>5,}" for status in ("proposed", "moved", "gone")
        )
        yield f"{label:<{width}}  {counts}"


def _case(case: RegressionCase) -> str:
    quote = " ".join(case.quote.split())
    quote = quote if len(quote) <= LONGEST_QUOTE else quote[: LONGEST_QUOTE - 1] + "…"
    rule = f" {case.rule}" if case.rule else ""
    now = ""
    if case.now and case.status in {"moved", "as edited"}:
        now = f" now [{case.now.span.start}, {case.now.span.end}) {case.now.rule}"
    place = f"{case.document} [{case.span.start}, {case.span.end})"
    return f"  {place} “{quote}” {case.label}{rule} ({case.annotator}){now}"


# ----------------------------------------------------------------------------- JSON


def _as_dict(
    failing: Sequence[Problem], label_set: LabelSet, result: RegressionResult | None
) -> dict[str, object]:
    return {
        "label_set": label_set.uid,
        "failing_examples": [
            {"path": str(one.path), "line": one.line, "problem": one.problem, "fix": one.fix}
            for one in failing
        ],
        "rules": [_rule_dict(rule) for rule in result.rules] if result else [],
        "total": _rule_dict(result.total) if result else None,
        "by_hand": dict(result.manual) if result else {},
        "cases": [_case_dict(case) for case in result.cases] if result else [],
    }


def _rule_dict(rule: RuleRegression) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(rule)


def _case_dict(case: RegressionCase) -> dict[str, object]:
    now = case.now
    return {
        "document": case.document,
        "start": case.span.start,
        "end": case.span.end,
        "quote": case.quote,
        "label": case.label,
        "annotator": case.annotator,
        "outcome": case.outcome,
        "rule": case.rule,
        "fate": case.status,
        "now": {"start": now.span.start, "end": now.span.end, "label": now.label, "rule": now.rule}
        if now
        else None,
    }
