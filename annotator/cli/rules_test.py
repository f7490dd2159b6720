"""`annotator rules test`: the examples of the file, and all that people decided, tried again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from annotator.api import Project
from annotator.cli import rules_data as reading
from annotator.cli.console import count, say, tell
from annotator.cli.number_format import share
from annotator.errors import DataError, Problem

if TYPE_CHECKING:
    from annotator.model import LabelSet, Rule
    from annotator.rule_quality.regression import Case, Retrial, RuleRetrial

LONGEST_QUOTE = 70


@click.command("test")
@reading.BY
@click.option(
    "--allow-missed",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Accepted suggestions that may be missed before this counts as a failure.",
)
@click.option(
    "--most",
    type=click.IntRange(0),
    default=10,
    show_default=True,
    help="Cases to print under each heading; --json has all of them.",
)
@reading.CONFIDENCE
@reading.AS_JSON
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
    """Run the examples of labels.yaml, and try every human decision again.

    Says what the rules of today would propose where a suggestion was accepted, edited or rejected,
    and where a mark was put by hand. Exit code 1 where an example fails, or a suggestion that
    somebody accepted is no longer proposed.
    """
    from annotator.suggestions import rules

    project: Project = context.obj
    label_set = project.label_set()
    refused = rules.problems(label_set)
    failing = _problems(project, refused or rules.failing_examples(label_set))
    if refused:
        raise DataError(*failing)
    result = _retried(project, label_set, by, confidence)
    missed = len(_missed(result)) if result else 0
    if as_json:
        click.echo(reading.as_json(_as_dict(failing, label_set, result)))
    else:
        tell(str(problem) for problem in failing)
        tell(_lines(result, most) if result else ["no decisions yet: only the examples were run"])
        say(_summary(label_set, len(failing), missed))
    context.exit(bool(failing) or missed > allow_missed)


def _problems(project: Project, troubles: Sequence[tuple[Rule, str, str]]) -> list[Problem]:
    from annotator.labels import path_of

    return [
        Problem(path_of(rule.file, project.labels), rule.line, f"rule {rule.id}: {said}", fix)
        for rule, said, fix in troubles
    ]


def _retried(
    project: Project, label_set: LabelSet, by: Sequence[str], confidence: float
) -> Retrial | None:
    """Every decision tried again; None where the project has no database yet."""
    from annotator import rule_quality

    if not project.database.exists():
        return None
    with project.store() as store:
        found = reading.decisions(store, reading.people(store, by))
        uids = found.documents
        engine = reading.engine_of(label_set)
        proposed = reading.proposals(store, [engine], uids, "Trying decisions again")
        pairs = ((document, only) for document, (only,) in proposed)
        return rule_quality.retrial(found, pairs, confidence=confidence)


def _missed(result: Retrial) -> list[Case]:
    from annotator.rule_quality import Fate

    return result.of("accepted", Fate.GONE)


def _summary(label_set: LabelSet, failing: int, missed: int) -> str:
    examples = sum(len(rule.match) + len(rule.no_match) for rule in label_set.rules)
    return (
        f"{count(examples, 'example')} run, {failing:,} failed;"
        f" {count(missed, 'accepted suggestion')} no longer proposed"
    )


# ----------------------------------------------------------------------------- in words

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
    ("by hand", "gone", "Put by hand, and not proposed"),
    ("by hand", "moved", "Put by hand, and proposed in part"),
    ("by hand", "proposed", "Put by hand, and now proposed"),
)


def _lines(result: Retrial, most: int) -> Iterator[str]:
    yield from _table(result)
    yield from _by_hand(result)
    for outcome, fate, heading in _HEADINGS:
        cases = [one for one in result.cases if (one.outcome, one.fate) == (outcome, fate)]
        if cases:
            yield ""
            yield f"{heading}: {len(cases):,}"
            yield from map(_case, cases[:most])
            if len(cases) > most:
                yield f"  ... and {len(cases) - most:,} more (--most {len(cases)})"


def _table(result: Retrial) -> Iterator[str]:
    rules = [*result.rules, result.total]
    width = max(len(one.rule) for one in rules)
    yield "What people decided, and what the rules of today propose there"
    yield (
        f"{'':<{width}}  {'accepted':^17} | {'edited':^23} | {'rejected':^17} | of what is still"
    )
    yield (
        f"{'rule':<{width}}  {'same':>5} {'moved':>5} {'gone':>5} |"
        f" {'fixed':>5} {'same':>5} {'moved':>5} {'gone':>5} |"
        f" {'same':>5} {'moved':>5} {'gone':>5} | proposed, accepted"
    )
    for rule in rules:
        yield f"{rule.rule:<{width}}  {_counts(rule)} | {share(rule.precision)}"
    yield (
        "same: to the letter; fixed: as the person made it; moved: other words that overlap, same"
        " label; gone: nothing"
    )


def _counts(rule: RuleRetrial) -> str:
    groups = (
        " ".join(f"{rule.counts.get(outcome, {}).get(fate, 0):>5,}" for fate in fates)
        for outcome, fates in _COLUMNS
    )
    return " | ".join(groups)


def _by_hand(result: Retrial) -> Iterator[str]:
    if not result.by_hand:
        return
    width = max(map(len, result.by_hand))
    yield ""
    yield "Marks that people put by hand, and what the rules of today propose there"
    yield f"{'label':<{width}}  {'same':>5} {'moved':>5} {'gone':>5}"
    for label, fates in result.by_hand.items():
        counts = " ".join(f"{fates.get(fate, 0):>5,}" for fate in ("proposed", "moved", "gone"))
        yield f"{label:<{width}}  {counts}"


def _case(case: Case) -> str:
    quote = " ".join(case.quote.split())
    quote = quote if len(quote) <= LONGEST_QUOTE else quote[: LONGEST_QUOTE - 1] + "…"
    rule = f" {case.rule}" if case.rule else ""
    now = ""
    if case.now and case.fate in {"moved", "as edited"}:
        now = f" now [{case.now.span.start}, {case.now.span.end}) {case.now.rule}"
    place = f"{case.document} [{case.span.start}, {case.span.end})"
    return f"  {place} “{quote}” {case.label}{rule} ({case.annotator}){now}"


# ------------------------------------------------------------------------- for programs


def _as_dict(
    failing: Sequence[Problem], label_set: LabelSet, result: Retrial | None
) -> dict[str, object]:
    return {
        "label_set": label_set.uid,
        "failing_examples": [
            {"path": str(one.path), "line": one.line, "problem": one.problem, "fix": one.fix}
            for one in failing
        ],
        "rules": [_rule_dict(rule) for rule in result.rules] if result else [],
        "total": _rule_dict(result.total) if result else None,
        "by_hand": dict(result.by_hand) if result else {},
        "cases": [_case_dict(case) for case in result.cases] if result else [],
    }


def _rule_dict(rule: RuleRetrial) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(rule)


def _case_dict(case: Case) -> dict[str, object]:
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
        "fate": case.fate,
        "now": {"start": now.span.start, "end": now.span.end, "label": now.label, "rule": now.rule}
        if now
        else None,
    }
