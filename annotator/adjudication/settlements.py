"""Settlements: what leads settled in gold, where it comes from, and why people differed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from annotator.annotations.events import Event, Explain, ImportSettlement, Settle
from annotator.annotations.fold import standing
from annotator.model import Settlement


def fold_settlements(events: Iterable[Event]) -> list[Settlement]:
    """The settlements that count, oldest first: the last one of each lead about the same.

    events: those of gold on a document.
    """
    fold = _Fold()
    for event in standing(sorted(events, key=lambda one: one.uid)):
        match event.change:
            case Settle() as change:
                before = fold.take_out(event.actor, change.about)
                said = (before.why, before.note) if before else ("", "")
                fold.add(_settlement(event, event.actor, change, said))
            case ImportSettlement(actor=actor, settle=change, why=why, note=note):
                fold.take_out(actor, change.about)
                fold.add(_settlement(event, actor, change, (why, note)))
            case Explain(about=about, why=why, note=note):
                fold.explain(event.actor, about, why, note)
    return list(fold.found.values())


class _Fold:
    """The settlements found so far by uid, oldest first; costs the same at any number of them."""

    def __init__(self) -> None:
        self.found: dict[str, Settlement] = {}
        self._last: dict[tuple[str, str], str] = {}  # by lead and uid of an annotation

    def take_out(self, actor: str, about: Iterable[str]) -> Settlement | None:
        """Take out what a lead settled about the same before; returns the last of it."""
        uids = {self._last.pop((actor, one), "") for one in about} & self.found.keys()
        taken = [self.found.pop(uid) for uid in sorted(uids)]
        return taken[-1] if taken else None

    def add(self, one: Settlement) -> None:
        self.found[one.uid] = one
        self._last |= {(one.actor, uid): one.uid for uid in one.about}

    def explain(self, actor: str, about: Iterable[str], why: str, note: str) -> None:
        uids = {self._last.get((actor, one), "") for one in about} & self.found.keys()
        if uids:
            self.found[max(uids)] = replace(self.found[max(uids)], why=why, note=note)


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


class SettlementIndex:
    """The settlements of a document by what they are about."""

    def __init__(self, settlements: Iterable[Settlement]) -> None:
        self._by_uid: defaultdict[str, list[tuple[int, Settlement]]] = defaultdict(list)
        for place, one in enumerate(settlements):
            for uid in one.about:
                self._by_uid[uid].append((place, one))

    def about(self, uids: Iterable[str]) -> tuple[Settlement, ...]:
        """Those about one of these annotations or relations of people, oldest first."""
        found = {place: one for uid in uids for place, one in self._by_uid.get(uid, ())}
        return tuple(found[place] for place in sorted(found))


def leads_differ(about_the_same: Sequence[Settlement]) -> bool:
    """Whether leads settled the same in different ways, and nobody decided between them since."""
    if not about_the_same or about_the_same[-1].between_leads:
        return False
    outcomes = {one.actor: one.made for one in about_the_same}
    return any(made != about_the_same[-1].made for made in outcomes.values())
