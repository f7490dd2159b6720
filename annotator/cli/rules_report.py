"""`annotator rules report`: how each rule's suggestions fared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from annotator.api import Project
from annotator.cli import rules_data as reading
from annotator.cli.console import tell
from annotator.cli.rules_report_text import lines

if TYPE_CHECKING:
    from annotator.model import LabelSet
    from annotator.rule_quality.decisions import History
    from annotator.rule_quality.recall import Recall
    from annotator.store import Store


@click.command("report")
@reading.BY
@reading.CONFIDENCE
@reading.AS_JSON
@click.pass_obj
def command(project: Project, by: tuple[str, ...], confidence: float, as_json: bool) -> None:
    """Print how each rule fared: shown, accepted, edited, rejected, precision, time saved.

    What rules miss is measured on sentences finished without suggestions on show, by the rules of
    labels.yaml as they are now. Only decisions that still stand count. See docs/rule-quality.md.
    """
    from annotator import rule_quality

    label_set = project.label_set()
    with project.store() as store:
        names = reading.people(store, by)
        found = reading.decisions(store, names)
        missed = _recall(store, label_set, found, confidence)
    result = rule_quality.report(found, missed, annotators=names, confidence=confidence)
    if as_json:
        click.echo(reading.as_json(result.as_dict()))
    else:
        tell(lines(result))


def _recall(store: Store, label_set: LabelSet, found: History, confidence: float) -> Recall:
    """Recall on blind sentences; no rule is run where there is none."""
    from annotator import rule_quality

    blind = [judged for judged in found.judged if judged.blind]
    if not blind:
        return rule_quality.recall((), lambda _: (), confidence=confidence)
    uids = list(dict.fromkeys(judged.document for judged in blind))
    engine = reading.engine_of(label_set)
    fired = {
        document.uid: reading.hits(engine, document)
        for document in reading.documents(store, uids, "Trying the rules on blind sentences")
    }
    return rule_quality.recall(blind, fired.__getitem__, confidence=confidence)
