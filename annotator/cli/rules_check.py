"""`annotator rules check`: find mistakes in labels.yaml and rules that do not work."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator.api import ProjectFolder
from annotator.cli import rules as shared
from annotator.cli.console import count, print_lines, print_message, progress
from annotator.errors import DataError, Problem

if TYPE_CHECKING:
    from annotator.model import Document, LabelSet, Rule
    from annotator.rule_quality.check import Finding, RuleMeasurements

TIMED = 30_000_000
"""Characters to time all rules on together: the more rules, the fewer for each."""

MOST_TIMED, LEAST_TIMED = 300_000, 20_000


@click.command("check")
@click.option(
    "--sentences",
    type=click.IntRange(0, 10_000_000),
    default=20_000,
    show_default=True,
    help="Number of sentences of the project to run the rules over; 0: only the examples.",
)
@shared.AS_JSON
@click.pass_context
def command(context: click.Context, sentences: int, as_json: bool) -> None:
    """Find every mistake in labels.yaml, and every rule that cannot or should not work.

    Errors (exit code 1): unreadable entries, token patterns that spaCy refuses, examples that
    fail, rules that can never match. Warnings: rules without examples of both kinds, rules that
    match everywhere, that are slow, or that another rule makes needless. The last three are
    measured on a sample of the project's texts, or on the examples if it has none.
    """
    folder: ProjectFolder = context.obj
    try:
        label_set = folder.label_set()
    except DataError as error:
        _print_problems(error.problems, as_json=as_json)
        context.exit(1)
    from annotator.rule_quality import check

    found = check.findings(label_set)
    refused = any(finding.kind is finding.kind.REFUSED for finding in found)
    measured = None if refused else _measured(folder, label_set, sentences)
    if measured:
        found = check.in_order(label_set, [*found, *check.measured_findings(label_set, measured)])
    if as_json:
        click.echo(shared.to_json(_as_dict(folder, label_set, found, measured)))
    else:
        print_lines(line for finding in found for line in _lines(folder, finding))
        print_message(_summary(folder, label_set, found, measured))
    context.exit(any(finding.severity.value == "error" for finding in found))


def _measured(folder: ProjectFolder, label_set: LabelSet, most: int) -> RuleMeasurements:
    from annotator.rule_quality import check

    documents = list(_sample(folder, most)) or check.examples(label_set)
    measured = check.measure(label_set, progress(documents, "Running the rules"))
    enabled = sum(rule.enabled for rule in label_set.rules)
    characters = max(LEAST_TIMED, min(MOST_TIMED, TIMED // max(1, enabled)))
    few = list(_up_to(documents, characters))

    def shown(rules: Sequence[Rule]) -> Iterator[Rule]:
        return progress(rules, "Timing each rule")

    return check.timed(label_set, measured, few, time.process_time, shown)


def _sample(folder: ProjectFolder, most: int) -> Iterator[Document]:
    """Yield documents with about `most` sentences, spread evenly; always the same ones."""
    if not most or not folder.database.exists():
        return
    with folder.open_store() as store:
        sizes = {one.uid: one.sentences for one in store.documents.summaries("")}
        part = min(1.0, most / max(1, sum(sizes.values())))
        for number, (uid, size) in enumerate(sizes.items()):
            if size and int((number + 1) * part) > int(number * part):
                yield store.documents.get(uid)


def _up_to(documents: Sequence[Document], characters: int) -> Iterator[Document]:
    """Yield the first documents, until they have this number of characters; at least one."""
    read = 0
    for document in documents:
        yield document
        read += len(document.text)
        if read >= characters:
            return


# ----------------------------------------------------------------------------- text


def _path(folder: ProjectFolder, rule: Rule) -> Path:
    from annotator.labels import path_of

    return path_of(rule.file, folder.label_file)


def _lines(folder: ProjectFolder, finding: Finding) -> Iterator[str]:
    rule = finding.rule
    place = f"{_path(folder, rule)}:{rule.line}"
    yield f"{place}: {finding.severity}: {rule.id}: {finding.kind}: {finding.problem}"
    yield f"    {finding.fix}"


def _summary(
    folder: ProjectFolder,
    label_set: LabelSet,
    found: Sequence[Finding],
    measured: RuleMeasurements | None,
) -> str:
    examples = sum(len(rule.match) + len(rule.no_match) for rule in label_set.rules)
    errors = sum(finding.severity.value == "error" for finding in found)
    warnings = sum(finding.severity.value == "warning" for finding in found)
    outcome = "all well"
    if errors or warnings:
        outcome = f"{count(errors, 'error')}, {count(warnings, 'warning')}"
    on = f", run over {count(measured.sentences, 'sentence')}" if measured else ""
    return (
        f"{folder.label_file}: {count(len(label_set.labels), 'label')},"
        f" {count(len(label_set.rules), 'rule')}, {count(examples, 'rule example')}{on}: {outcome}"
    )


def _print_problems(problems: Sequence[Problem], *, as_json: bool) -> None:
    if not as_json:
        print_lines(line for problem in problems for line in str(problem).split("\n"))
        return
    listed = [
        {
            "path": str(problem.path),
            "line": problem.line,
            "severity": "error",
            "kind": "unreadable",
            "rule": None,
            "problem": problem.problem,
            "fix": problem.fix,
        }
        for problem in problems
    ]
    click.echo(shared.to_json({"findings": listed, "rules": []}))


def _as_dict(
    folder: ProjectFolder,
    label_set: LabelSet,
    found: Sequence[Finding],
    measured: RuleMeasurements | None,
) -> dict[str, object]:
    return {
        "findings": [
            {
                "path": str(_path(folder, one.rule)),
                "line": one.rule.line,
                "severity": one.severity,
                "kind": one.kind,
                "rule": one.rule.reference,
                "problem": one.problem,
                "fix": one.fix,
            }
            for one in found
        ],
        "sentences": measured.sentences if measured else 0,
        "rules": [_numbers(rule, measured) for rule in label_set.rules] if measured else [],
    }


def _numbers(rule: Rule, measured: RuleMeasurements) -> dict[str, object]:
    tally, cost = measured.counts.get(rule.id), measured.costs.get(rule.id)
    return {
        "rule": rule.reference,
        "enabled": rule.enabled,
        "hits": tally.hits if tally else None,
        "sentences": tally.sentences if tally else None,
        "share_of_time": round(cost.share, 4) if cost else None,
        "times_the_median": round(cost.ratio, 1) if cost else None,
    }
