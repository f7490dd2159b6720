"""`annotator rules mine`: rules for what people mark on their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from annotator.api import Project
from annotator.cli import rules_data as reading
from annotator.cli.console import count, progress, say, tell
from annotator.cli.number_format import share
from annotator.errors import AnnotatorError, did_you_mean

if TYPE_CHECKING:
    from annotator.model import LabelSet
    from annotator.rule_quality.mine import Mined, Settings
    from annotator.rule_quality.passages import Passage
    from annotator.rule_quality.proposed_rules import Proposal
    from annotator.store import Store

SHOWN = 8
"""Marks of a label that are listed word for word."""


@click.command("mine")
@reading.BY
@click.option("--label", "wanted", multiple=True, help="Only this label; repeat it.")
@click.option(
    "--fewest",
    type=click.IntRange(2),
    default=3,
    show_default=True,
    help="Marks, of two documents at least, that a rule must find anew.",
)
@click.option(
    "--precision",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="Leave rules out that do worse on held-out documents.",
)
@click.option(
    "--folds",
    type=click.IntRange(2, 50),
    default=5,
    show_default=True,
    help="Parts the documents are divided into; each is held out once.",
)
@reading.CONFIDENCE
@reading.AS_JSON
@click.pass_obj
def command(
    project: Project,
    *,
    by: tuple[str, ...],
    wanted: tuple[str, ...],
    fewest: int,
    precision: float,
    folds: int,
    confidence: float,
    as_json: bool,
) -> None:
    """Find phrases that people mark by hand where no rule proposes them, as rules to paste.

    Looks at finished sentences only. A phrase is proposed if it is commoner in those marks than
    elsewhere (log-likelihood, p < 0.0001). Its precision is measured on documents that had no part
    in choosing it. What is printed are rules for labels.yaml, with the numbers as comments.
    """
    from annotator.rule_quality.mine import Settings

    label_set = project.label_set()
    known = [label.name for label in label_set.labels]
    for name in wanted:
        if name not in known:
            raise AnnotatorError(f"there is no label {name!r}. {did_you_mean(name, known)}")
    with project.store() as store:
        settings = Settings(fewest=fewest, precision=precision, folds=folds)
        mined, proposals = _mined(store, label_set, by, settings, confidence)
    chosen = [one for one in mined if one.label in (wanted or known)]
    if as_json:
        click.echo(reading.as_json(_as_dict(chosen, proposals, precision)))
        return
    tell(_lines(chosen, proposals, precision))
    every = [proposal for one in chosen for proposal in proposals[one.label]]
    found = sum(_good(proposal, precision) for proposal in every)
    left = len(every) - found
    say(
        f"{count(found, 'rule')} for labels.yaml; {left:,} left out for a held-out precision that"
        f" is unknown or under {precision:.0%}"
    )


def _good(proposal: Proposal, precision: float) -> bool:
    value = proposal.precision.value
    return value is not None and value >= precision


def _mined(
    store: Store, label_set: LabelSet, by: Sequence[str], settings: Settings, confidence: float
) -> tuple[list[Mined], Mapping[str, list[Proposal]]]:
    from annotator.rule_quality.mine import mine
    from annotator.rule_quality.passages import folds, passages
    from annotator.rule_quality.proposed_rules import Assay

    found = reading.decisions(store, reading.people(store, by))
    uids = list(dict.fromkeys(judged.document for judged in found.judged))
    engine = reading.engine_of(label_set)
    proposed = reading.proposals(store, [engine], uids, "Running the rules")
    read = list(passages(found.judged, ((document, only) for document, (only,) in proposed)))
    fold_of = folds(uids, settings.folds)
    mined = mine(read, fold_of, settings, lambda items: progress(items, "Counting phrases"))
    assay = Assay(label_set, [one for each in mined for one in each.candidates], fold_of)
    by_document: dict[str, list[Passage]] = defaultdict(list)
    for passage in read:
        by_document[passage.document].append(passage)
    for document in reading.documents(store, uids, "Measuring what was found"):
        assay.add(document, by_document[document.uid])
    proposals: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in assay.proposals(confidence=confidence):
        proposals[proposal.candidate.label].append(proposal)
    return mined, proposals


# ----------------------------------------------------------------------------- in words


def _lines(
    mined: Sequence[Mined], proposals: Mapping[str, Sequence[Proposal]], precision: float
) -> Iterator[str]:
    if not mined:
        yield "# no finished sentence has a mark that people put by hand and no rule proposes"
    for one in mined:
        total = one.missed.total()
        marks = count(total, "mark")
        yield f"# {one.label}: {marks} by hand that no rule proposes, in {_documents(one)}"
        often = ", ".join(
            f"“{text[:60]}” {times:,}" for text, times in one.missed.most_common(SHOWN)
        )
        yield f"#   most often: {often}"
        if not one.candidates:
            yield "#   no phrase in them is telling enough for a rule"
        for proposal in proposals[one.label]:
            if not _good(proposal, precision):
                source = proposal.candidate.family.source
                yield f"#   left out: “{source}”, right on held-out documents: {_right(proposal)}"
        for proposal in proposals[one.label]:
            if _good(proposal, precision):
                yield from _proposal(proposal, total)
        yield ""


def _documents(one: Mined) -> str:
    return count(one.documents, "document")


def _proposal(proposal: Proposal, total: int) -> Iterator[str]:
    from annotator.rule_quality.rule_yaml import INDENT, yaml

    candidate = proposal.candidate
    yield (
        f"{INDENT}# in {candidate.marks:,} of the {total:,} marks,"
        f" {count(candidate.documents, 'document')}; log-likelihood {candidate.strength:.1f}"
    )
    yield (f"{INDENT}# right on held-out documents: {_right(proposal)}")
    yield from yaml(proposal.rule)


def _right(proposal: Proposal) -> str:
    rounds = len(proposal.candidate.selected)
    if not proposal.precision.of:
        return share(proposal.precision)
    return f"{share(proposal.precision)}; chosen in {count(rounds, 'round')} without them"


# ------------------------------------------------------------------------- for programs


def _as_dict(
    mined: Sequence[Mined], proposals: Mapping[str, Sequence[Proposal]], precision: float
) -> dict[str, object]:
    return {
        "labels": [
            {
                "label": one.label,
                "missed": one.missed.total(),
                "documents": one.documents,
                "marks": dict(one.missed.most_common()),
                "rules": [_proposal_dict(proposal, precision) for proposal in proposals[one.label]],
            }
            for one in mined
        ]
    }


def _proposal_dict(proposal: Proposal, precision: float) -> dict[str, object]:
    from dataclasses import asdict

    from annotator.rule_quality.rule_yaml import yaml

    candidate = proposal.candidate
    return {
        "id": proposal.rule.id,
        "proposed": _good(proposal, precision),
        "source": candidate.family.source,
        "marks": candidate.marks,
        "documents": candidate.documents,
        "log_likelihood": candidate.strength,
        "precision": asdict(proposal.precision),
        "folds": sorted(candidate.selected),
        "yaml": "\n".join(yaml(proposal.rule)),
    }
