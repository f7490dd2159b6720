"""Settlements: what leads settled in gold, where it comes from, and why people differed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from annotator.annotations.events import Event, Explain, ImportSettlement, Settle
from annotator.annotations.fold import standing
from annotator.model import Settlement


def fold_settlements(events: Iterable[Event]) -> list[Settlement]:
    """The settlements that count, oldest first: the last one of each lead about the same.

    events: those of gold on a document.
    """
    found: list[Settlement] = []
    for event in standing(sorted(events, key=lambda one: one.uid)):
        match event.change:
            case Settle() as change:
                before = _of_actor(found, event.actor, change.about)
                why, note = (before[-1].why, before[-1].note) if before else ("", "")
                found = [one for one in found if one not in before]
                found.append(_settlement(event, event.actor, change, (why, note)))
            case ImportSettlement(actor=actor, settle=change, why=why, note=note):
                before = _of_actor(found, actor, change.about)
                found = [one for one in found if one not in before]
                found.append(_settlement(event, actor, change, (why, note)))
            case Explain(about=about, why=why, note=note):
                for one in _of_actor(found, event.actor, about)[-1:]:
                    found[found.index(one)] = replace(one, why=why, note=note)
    return found


def _of_actor(
    settlements: Sequence[Settlement], actor: str, about: Collection[str]
) -> list[Settlement]:
    return [one for one in settlements_about(settlements, about) if one.actor == actor]


def _settlement(event: Event, actor: str, change: Settle, said: tuple[str, str]) -> Settlement:
    why, note = said
    return Settlement(
        uid=event.uid,
        actor=actor,
        at=event.at,
        sentence=event.sentence,
        about=frozenset(change.about),
        kinds=change.kinds,
        held=change.held,
        seen=change.seen,
        settled_as=change.settled_as,
        taken_from=change.taken_from,
        made=change.made,
        gold=change.gold,
        between_leads=change.between_leads,
        policy=change.policy,
        why=why,
        note=note,
    )


def settlements_about(settlements: Iterable[Settlement], uids: Collection[str]) -> list[Settlement]:
    """The settlements about one of these annotations or relations of people, oldest first."""
    return [one for one in settlements if not one.about.isdisjoint(uids)]


def leads_differ(about_the_same: Sequence[Settlement]) -> bool:
    """Whether leads settled the same in different ways, and nobody decided between them since."""
    if not about_the_same or about_the_same[-1].between_leads:
        return False
    outcomes = {one.actor: one.made for one in about_the_same}
    return any(made != about_the_same[-1].made for made in outcomes.values())
