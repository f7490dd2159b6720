"""Release documents, so that their annotators see what became of their work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.adjudication.document import sentence_statuses
from annotator.annotations.project_events import Release
from annotator.errors import AnnotatorError, did_you_mean
from annotator.store import Store


@dataclass(slots=True)
class ReleaseReport:
    """What was released, or would be. Documents by uid, with their titles or why they are not.

    released: by uid, the title. already: those that were released before. refused: by uid, title
    and reason.
    """

    dry_run: bool
    released: dict[str, str] = field(default_factory=dict)
    already: dict[str, str] = field(default_factory=dict)
    refused: dict[str, tuple[str, str]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON has it."""

        def listed(documents: dict[str, str]) -> list[dict[str, str]]:
            return [{"document": uid, "title": title} for uid, title in documents.items()]

        return {
            "dry_run": self.dry_run,
            "released": listed(self.released),
            "already_released": listed(self.already),
            "refused": [
                {"document": uid, "title": title, "reason": reason}
                for uid, (title, reason) in self.refused.items()
            ],
        }


def release(
    store: Store,
    documents: Iterable[str],
    *,
    actor: str,
    keep_good: bool = False,
    dry_run: bool = False,
) -> ReleaseReport:
    """Release documents, by uid. actor: a lead.

    Those without gold, and those in which something is left to settle, are refused; then nothing
    is released. keep_good: release the others all the same. dry_run: nothing is recorded.
    Raises AnnotatorError if the actor may not release.
    """
    store.annotators.check_is_lead(actor, "release documents")
    report = ReleaseReport(dry_run)
    titles, before = store.documents.all_titles(), store.releases.documents()
    with store.transaction():
        for uid in dict.fromkeys(documents):
            reason = why_not_ready(store, uid)
            if uid in before:
                report.already[uid] = titles[uid]
            elif reason:
                report.refused[uid] = titles[uid], reason
            else:
                report.released[uid] = titles[uid]
        if report.refused and not keep_good:
            report.released.clear()
        if report.released and not dry_run:
            store.project.record([Release(tuple(report.released))], actor=actor)
    return report


def why_not_ready(store: Store, document: str) -> str:
    """Why the outcome of a document cannot be shown yet; '' if it can."""
    gold = store.adjudication.gold(document)
    if not any(one.finished for sentence, one in gold.items() if sentence):
        return "gold has finished no sentence of it"
    settlements = store.adjudication.settlements(document)
    statuses = sentence_statuses(store.adjudication.readings(document), gold, settlements)
    left = sum(one.is_open for one in statuses)
    if left:
        return f"{left:,} sentence{' is' if left == 1 else 's are'} not settled yet"
    return ""


def batch_documents(store: Store, batch: str) -> Sequence[str]:
    """The documents of a batch. Raises AnnotatorError for one that there is not."""
    batches = store.releases.batches()
    if not batch or batch not in batches:
        hint = did_you_mean(batch, [name for name in batches if name])
        raise AnnotatorError(f"no document is assigned in a batch {batch!r}. {hint}")
    return batches[batch]
