"""Settle at once what is clear: what all annotators, or most of them, hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from annotator.adjudication.document import sentence_statuses
from annotator.adjudication.gold import GoldDocument, settle
from annotator.annotations.attribute_values import value_text
from annotator.annotations.events import Settle
from annotator.annotations.project_events import GOLD
from annotator.store.adjudication_queue import QueueFilter

if TYPE_CHECKING:
    from annotator.adjudication.document import SentenceStatus
    from annotator.adjudication.policy import Policy
    from annotator.annotations.events import Draft
    from annotator.model import Content, Span
    from annotator.store import Store

_COMPARED_AT_ONCE = 64  # documents
_MOST_EXAMPLES = 10
_AGREED = "agreed"
_QUOTES = '“”"'


@dataclass(frozen=True, slots=True)
class SettledExample:
    """One item that a policy settled: the words of the sentence, what annotators held, gold.

    held, made: labels with their words, in words; '' for nothing.
    """

    document: str
    sentence: Span
    text: str
    kind: str
    held: dict[str, str]
    made: str


@dataclass(slots=True)
class PolicyReport:
    """What a policy settled, or would settle.

    sentences: finished in gold by it. settled: items by kind of disagreement, 'agreed' where there
    was none. labels: items by label. left: sentences that stay open.
    """

    policy: str
    dry_run: bool
    sentences: int = 0
    left: int = 0
    settled: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    examples: list[SettledExample] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON has it."""
        return {
            "policy": self.policy,
            "dry_run": self.dry_run,
            "sentences": self.sentences,
            "settled": dict(sorted(self.settled.items())),
            "labels": dict(sorted(self.labels.items())),
            "left": self.left,
            "examples": [
                {
                    "document": one.document,
                    "sentence": [one.sentence.start, one.sentence.end],
                    "text": one.text,
                    "kind": one.kind,
                    "held": one.held,
                    "gold": one.made,
                }
                for one in self.examples
            ],
        }


def compare_documents(
    store: Store, progress: Callable[[Iterable[int], str], Iterable[int]]
) -> None:
    """Bring the queue up to date. progress: shows a bar over steps."""
    steps = -(-store.adjudication.documents_to_compare() // _COMPARED_AT_ONCE)
    for _ in progress(range(steps), "Comparing"):
        store.adjudication.compare(_COMPARED_AT_ONCE)


def settle_by_policy(
    store: Store,
    policy: Policy,
    wanted: QueueFilter,
    *,
    actor: str,
    guideline: str,
    new_uid: Callable[[], str],
    dry_run: bool,
    progress: Callable[[Sequence[str], str], Iterable[str]],
) -> PolicyReport:
    """Settle what a policy settles, as one key press of the lead; one undo takes it back.

    wanted: in which documents; its label and kind are those of the policy. A dry run does the
    same and takes it back.
    """
    report = PolicyReport(policy.name, dry_run)
    with store.rolled_back() if dry_run else store.transaction():
        store.annotators.register(actor, "lead")
        store.annotators.register(GOLD, GOLD)
        group = ""
        for uid in progress(store.adjudication.documents(wanted), "Settling"):
            how = (actor, guideline, new_uid, group)
            group = _settle_document(store, uid, policy, report, how)
    store.adjudication.look_again()
    return report


def _settle_document(
    store: Store,
    uid: str,
    policy: Policy,
    report: PolicyReport,
    how: tuple[str, str, Callable[[], str], str],
) -> str:
    """Settle what a policy settles in a document; returns the group of the events."""
    actor, guideline, new_uid, group = how
    queue = store.adjudication
    is_complete = queue.documents_to_compare() == 0
    readings, seen = queue.readings(uid), partial(queue.seen, uid)
    finished: set[Span] = set()
    while True:  # once more, as relations can be settled when their ends are in gold
        judgements = queue.gold(uid)
        statuses = sentence_statuses(readings, judgements, queue.settlements(uid))
        sources = store.judgements.source_sentences(GOLD, uid)
        gold = GoldDocument(uid, judgements, seen, new_uid, sources)
        drafts = list(_drafts(gold, statuses, policy))
        if not drafts:
            break
        done = store.events.record(GOLD, drafts, actor=actor, guideline=guideline, group=group)
        group = done.events[0].group
        _count(report, store, uid, drafts)
        before = {one.sentence for one in statuses if one.is_finished}
        finished |= {one.sentence for one in statuses} - before
    now = {one.sentence for one in statuses if one.is_finished}
    report.sentences += len(finished & now)
    report.left += sum(one.is_open for one in statuses)
    queue.refresh(uid, statuses, is_complete=is_complete)
    return group


def _drafts(
    gold: GoldDocument, statuses: Sequence[SentenceStatus], policy: Policy
) -> Iterator[Draft]:
    for sentence in statuses:
        decisions = policy.decisions(sentence)
        if decisions is not None:
            others = [one for each in statuses if each is not sentence for one in each.items]
            yield from settle(gold, sentence, decisions, others)


def _count(report: PolicyReport, store: Store, uid: str, drafts: Sequence[Draft]) -> None:
    """Count what drafts settle, and keep a few of them as examples."""
    text = ""
    for draft in drafts:
        change, sentence = draft.change, draft.sentence
        if not isinstance(change, Settle) or sentence is None:
            continue
        kind = change.kinds[0] if change.kinds else _AGREED
        report.settled[kind] += 1
        labels = {one.label for one in change.held.values() if one}
        report.labels.update(labels)
        if kind != _AGREED and len(report.examples) < _MOST_EXAMPLES:
            text = text or store.documents.get(uid).text
            named = _differing_values(change)
            held = {
                name: _words(text, [one], named) if one else "" for name, one in change.held.items()
            }
            made = _words(text, change.made, named)
            example = (uid, sentence, sentence.of(text), kind, held, made)
            report.examples.append(SettledExample(*example))


def _differing_values(change: Settle) -> list[str]:
    """The attributes that have other values under the label that gold holds."""
    label = change.made[0].label if change.made else ""
    held = [one.attributes for one in change.held.values() if one and one.label == label]
    names = dict.fromkeys(name for one in held for name in one)
    return [name for name in names if any(one.get(name) != held[0].get(name) for one in held)]


def _words(text: str, contents: Iterable[Content], named: Sequence[str]) -> str:
    """Contents in words: 'hedge “falsely described”, voice narrator'. named: values to be named."""
    return "; ".join(
        " ".join([one.label, *(f"“{span.of(text).strip(_QUOTES)}”" for span in one.fragments)])
        + "".join(f", {name} {value_text(one.attributes.get(name)) or '-'}" for name in named)
        for one in contents
    )
