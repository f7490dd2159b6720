"""`annotator rules mine`: find rules for what people mark without a suggestion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from annotator.api import ProjectFolder
from annotator.cli import rules as shared
from annotator.cli.console import (
    Share,
    count,
    format_proportion,
    print_lines,
    print_message,
    progress,
)
from annotator.errors import AnnotatorError, did_you_mean

if TYPE_CHECKING:
    from annotator.model import LabelSet
    from annotator.rule_quality.decisions import AnnotatedSentence
    from annotator.rule_quality.mine import MinedLabel, MiningSettings
    from annotator.rule_quality.proposed_rules import ProposedRule
    from annotator.store import Store

SHOWN = 8
"""Number of marks of a label that are listed."""


@click.command("mine")
@shared.BY
@click.option(
    "--label", "wanted", multiple=True, help="Only this label; may be repeated (default: all)."
)
@click.option(
    "--fewest",
    type=click.IntRange(2, 10_000_000),
    default=3,
    show_default=True,
    help="Number of marks, in at least two documents, that a rule must newly find.",
)
@click.option(
    "--precision",
    type=Share(0, 1),
    default=0.5,
    show_default=True,
    help="Leave out rules with a lower precision on held-out documents.",
)
@click.option(
    "--folds",
    type=click.IntRange(2, 50),
    default=5,
    show_default=True,
    help="Number of parts of the documents; each is held out once.",
)
@shared.CONFIDENCE
@shared.AS_JSON
@click.pass_obj
def command(
    folder: ProjectFolder,
    *,
    by: tuple[str, ...],
    wanted: tuple[str, ...],
    fewest: int,
    precision: float,
    folds: int,
    confidence: float,
    as_json: bool,
) -> None:
    """Find phrases that people mark where no rule suggests them, and print them as rules.

    Reads finished sentences only. A phrase is chosen if it is more frequent in these marks than
    elsewhere (log-likelihood, p < 0.0001). Its precision is measured on documents that were not
    used to choose it. The output can be pasted into labels.yaml; the numbers are comments.
    """
    from annotator.rule_quality.mine import MiningSettings

    label_set = folder.label_set()
    known = [label.name for label in label_set.labels]
    for name in wanted:
        if name not in known:
            raise AnnotatorError(f"there is no label {name!r}. {did_you_mean(name, known)}")
    with folder.open_store() as store:
        settings = MiningSettings(fewest=fewest, precision=precision, folds=folds)
        mined, proposals = _mined(store, label_set, by, settings, confidence)
    chosen = [one for one in mined if one.label in (wanted or known)]
    if as_json:
        click.echo(shared.to_json(_as_dict(chosen, proposals, precision)))
        return
    print_lines(_lines(chosen, proposals, precision))
    every = [proposal for one in chosen for proposal in proposals[one.label]]
    found = sum(_good(proposal, precision) for proposal in every)
    left = len(every) - found
    print_message(
        f"{count(found, 'rule')} for labels.yaml; {left:,} left out for a held-out precision that"
        f" is unknown or under {precision:.0%}"
    )


def _good(proposal: ProposedRule, precision: float) -> bool:
    value = proposal.precision.value
    return value is not None and value >= precision


def _mined(
    store: Store,
    label_set: LabelSet,
    by: Sequence[str],
    settings: MiningSettings,
    confidence: float,
) -> tuple[list[MinedLabel], Mapping[str, list[ProposedRule]]]:
    from annotator.rule_quality.decisions import annotated_sentences, folds
    from annotator.rule_quality.mine import mine
    from annotator.rule_quality.proposed_rules import CandidateTrial

    found = shared.decisions(store, shared.people(store, by))
    uids = list(dict.fromkeys(judged.document for judged in found.finished))
    engine = shared.load_engine(label_set)
    proposed = shared.suggest_on(store, [engine], uids, "Running the rules")
    read = list(
        annotated_sentences(found.finished, ((document, only) for document, (only,) in proposed))
    )
    fold_of = folds(uids, settings.folds)
    mined = mine(read, fold_of, settings, lambda items: progress(items, "Counting phrases"))
    trial = CandidateTrial(label_set, [one for each in mined for one in each.candidates], fold_of)
    by_document: dict[str, list[AnnotatedSentence]] = defaultdict(list)
    for sentence in read:
        by_document[sentence.document].append(sentence)
    for document in shared.documents(store, uids, "Measuring the rules found"):
        trial.add(document, by_document[document.uid])
    proposals: dict[str, list[ProposedRule]] = defaultdict(list)
    for proposal in trial.proposed_rules(confidence=confidence):
        proposals[proposal.candidate.label].append(proposal)
    return mined, proposals


# ----------------------------------------------------------------------------- text


def _lines(
    mined: Sequence[MinedLabel], proposals: Mapping[str, Sequence[ProposedRule]], precision: float
) -> Iterator[str]:
    if not mined:
        yield "# no finished sentence has a manual annotation that no rule suggests"
    for one in mined:
        total = one.missed.total()
        marks = count(total, "mark")
        yield f"# {one.label}: {marks} that no rule suggests, in {_documents(one)}"
        often = ", ".join(
            f"“{text[:60]}” {times:,}" for text, times in one.missed.most_common(SHOWN)
        )
        yield f"#   most often: {often}"
        if not one.candidates:
            yield "#   no phrase in them is distinctive enough for a rule"
        for proposal in proposals[one.label]:
            if not _good(proposal, precision):
                source = proposal.candidate.family.source
                yield f"#   left out: “{source}”, right on held-out documents: {_right(proposal)}"
        for proposal in proposals[one.label]:
            if _good(proposal, precision):
                yield from _proposal(proposal, total)
        yield ""


def _documents(one: MinedLabel) -> str:
    return count(one.documents, "document")


def _proposal(proposal: ProposedRule, total: int) -> Iterator[str]:
    from annotator.rule_quality.proposed_rules import INDENT, rule_as_yaml

    candidate = proposal.candidate
    yield (
        f"{INDENT}# in {candidate.marks:,} of the {total:,} marks,"
        f" {count(candidate.documents, 'document')}; log-likelihood {candidate.strength:.1f}"
    )
    yield (f"{INDENT}# right on held-out documents: {_right(proposal)}")
    yield from rule_as_yaml(proposal.rule)


def _right(proposal: ProposedRule) -> str:
    rounds = len(proposal.candidate.selected)
    if not proposal.precision.of:
        return format_proportion(proposal.precision)
    return (
        f"{format_proportion(proposal.precision)}; chosen in {count(rounds, 'round')} without them"
    )


# ----------------------------------------------------------------------------- JSON


def _as_dict(
    mined: Sequence[MinedLabel], proposals: Mapping[str, Sequence[ProposedRule]], precision: float
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


def _proposal_dict(proposal: ProposedRule, precision: float) -> dict[str, object]:
    from dataclasses import asdict

    from annotator.rule_quality.proposed_rules import rule_as_yaml

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
        "yaml": "\n".join(rule_as_yaml(proposal.rule)),
    }
