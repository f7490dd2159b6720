"""Label migrations: read decisions made under an earlier guideline in the words of today's.

Stored events keep the labels they were made with. Whoever reads them goes through the chain of
migrations that begins at their guideline.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from annotator.annotations.events import (
    Accept,
    Change,
    Event,
    Finish,
    ImportJudgement,
    ImportSettlement,
    Put,
    Reject,
    Settle,
)
from annotator.annotations.project_events import MigrateLabels
from annotator.model import Content, Judgement, SuggestionKey, Verdict


class LabelMigrations:
    """The migrations of a project, in order."""

    def __init__(self, steps: Sequence[MigrateLabels] = ()) -> None:
        self._steps = steps
        self._changes_names = any(step.labels for step in steps)
        self._known: dict[str, Mapping[str, tuple[str, ...]]] = {}

    def names(self, label: str, guideline: str) -> tuple[str, ...]:
        """Today's names of a label of a guideline: several if it was split, () if retired."""
        if guideline not in self._known:
            self._known[guideline] = self._chain(guideline)
        return self._known[guideline].get(label, (label,))

    def _chain(self, guideline: str) -> Mapping[str, tuple[str, ...]]:
        """Today's names of the labels that changed since a guideline was last in force."""
        names: dict[str, tuple[str, ...]] = {}
        for step in self._steps[self._last_reached(guideline) :]:
            if step.old != guideline:
                continue
            guideline = step.new
            before = {**{label: (label,) for label in step.labels}, **names}
            names = {label: _renamed(now, step.labels) for label, now in before.items()}
        return names

    def _last_reached(self, guideline: str) -> int:
        """The index after the last step that led to a guideline; 0 if none did.

        A project may go back to an earlier guideline: what leads away from it before then is past.
        """
        reached = [number for number, step in enumerate(self._steps, 1) if step.new == guideline]
        return reached[-1] if reached else 0

    def translate(self, event: Event) -> Event:
        """The event in today's words.

        An annotation whose label was split keeps it until somebody decides again, and so does
        one whose label was retired. A suggestion that was rejected stays so for all the parts.
        """
        if not self._changes_names:
            return event
        change = self._translated(event.change, event.guideline)
        return event if change is event.change else replace(event, change=change)

    def _translated(self, change: Change, guideline: str) -> Change:
        match change:
            case Accept():
                label = self._one(change.label, guideline)
                key = self._key(change.suggestion, guideline)
                return replace(change, label=label, suggestion=key)
            case Put():
                return replace(change, label=self._one(change.label, guideline))
            case Reject():
                # A retired label keeps its name: nothing suggests it any more.
                name, *parts = self.names(change.suggestion.label, guideline) or (
                    change.suggestion.label,
                )
                key = change.suggestion._replace(label=name)
                return replace(change, suggestion=key, parts=tuple(parts))
            case Finish(suggestions=shown) if shown is not None:
                keys = tuple(one._replace(key=self._key(one.key, guideline)) for one in shown)
                return replace(change, suggestions=keys)
            case ImportJudgement(judgement=one):
                return ImportJudgement(self._judgement(one, guideline))
            case Settle():
                change = self._settled(change, guideline)
            case ImportSettlement(settle=one):
                change = replace(change, settle=self._settled(one, guideline))
        return change

    def _settled(self, change: Settle, guideline: str) -> Settle:
        held = {name: one and self._content(one, guideline) for name, one in change.held.items()}
        made = tuple(self._content(one, guideline) for one in change.made)
        return replace(change, held=held, made=made)

    def _content(self, one: Content, guideline: str) -> Content:
        return replace(one, label=self._one(one.label, guideline))

    def _judgement(self, judgement: Judgement, guideline: str) -> Judgement:
        """An imported judgement; as with events, a rejected label stays so for all its parts."""
        verdicts: dict[SuggestionKey, Verdict] = {}
        for key, verdict in judgement.verdicts.items():
            labels = [self._one(key.label, guideline)]
            if verdict is Verdict.REJECTED:
                labels = list(self.names(key.label, guideline)) or labels
            verdicts |= {key._replace(label=label): verdict for label in labels}
        return replace(
            judgement,
            annotations={
                uid: replace(one, label=self._one(one.label, guideline))
                for uid, one in judgement.annotations.items()
            },
            verdicts=verdicts,
        )

    def _one(self, label: str, guideline: str) -> str:
        """Today's name of a label; the old one if there are several, or none."""
        names = self.names(label, guideline)
        return names[0] if len(names) == 1 else label

    def _key(self, key: SuggestionKey, guideline: str) -> SuggestionKey:
        return key._replace(label=self._one(key.label, guideline))


def _renamed(names: Sequence[str], labels: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The names after a migration, each once."""
    return tuple(dict.fromkeys(new for one in names for new in labels.get(one, (one,))))
