"""What annotators marked about the same words, in words: how they differ, and what gold has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from annotator.adjudication import decisions
from annotator.adjudication.decisions import GoldVersion
from annotator.adjudication.document import ItemState, ItemStatus
from annotator.adjudication.items import Item
from annotator.agreement.differences import VOICE, DifferenceKind
from annotator.annotations.attribute_values import value_text
from annotator.annotations.reason_codes import in_words
from annotator.model import Annotation, Content, OnShow, SettledAs, Settlement
from annotator.workflow import messages
from annotator.workflow.adjudication import Adjudication

NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class VersionRow:
    """What some annotators hold, all the same.

    names: of the annotators. label: its name, '' for nothing. words: those marked, if they differ.
    values: of attributes, if somebody has another value. origins, on_show: how each made it.
    """

    names: tuple[str, ...]
    label: str
    title: str
    words: str
    values: tuple[str, ...]
    origins: tuple[str, ...]
    on_show: tuple[str, ...]

    @property
    def made(self) -> str:
        """How it was made, such as 'accepted, assisted'; '' if in several ways."""
        ways = {
            ", ".join(filter(None, one)) for one in zip(self.origins, self.on_show, strict=True)
        }
        return ways.pop() if len(ways) == 1 else ""


@dataclass(frozen=True, slots=True)
class OtherDecision:
    """A decision other than for one version: its action, a word for it, and what it gives."""

    action: str
    word: str
    gives: str


def kind_words(work: Adjudication, item: Item) -> str:
    """How annotators differ: 'label, bounds', 'only A marked it', 'attribute strength'."""
    if not item.kinds:
        return "changed" if item.gone else "agreed"
    return ", ".join(_kinds(work, item))


def _kinds(work: Adjudication, item: Item) -> Iterator[str]:
    for kind in item.kinds:
        if kind is DifferenceKind.MISSED:
            yield _missed(work, item)
        elif kind is DifferenceKind.ATTRIBUTE:
            yield f"attribute {', '.join(sorted(differing_values(item) - {VOICE}))}"
        else:
            yield str(kind)


def _missed(work: Adjudication, item: Item) -> str:
    have = [name for name, one in item.held.items() if one]
    lack = [name for name, one in item.held.items() if not one]
    if len(have) == 1:
        return f"only {work.called(have[0])} marked it"
    return f"not marked by {called(work, lack)}"


def differing_values(item: Item) -> set[str]:
    """The attributes that have other values under the same label."""
    held = [one for one in item.held.values() if one]
    return {
        name
        for one in held
        for other in held
        if one.label == other.label
        for name in {*one.attributes, *other.attributes}
        if one.attributes.get(name) != other.attributes.get(name)
    }


def called(work: Adjudication, names: Iterable[str]) -> str:
    """Annotators as shown, in the order of their letters: 'A and C'."""
    letters = work.letters
    known = sorted(names, key=lambda name: (letters.get(name, "~"), name))
    shown = [work.called(name) for name in known]
    return " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))


def what_words(work: Adjudication, item: Item) -> str:
    """The labels that were given: 'motive read in or undercut'; the words that are related."""
    if item.ends:
        return " → ".join(quoted(work, end) for end in item.ends)
    titles = [messages.title(work.label_set, label) for label in item.labels]
    return " or ".join(dict.fromkeys(titles)) or "deleted since"


def quoted(work: Adjudication, item: Item) -> str:
    """The words that anybody marked, or those that are related."""
    if item.ends:
        return what_words(work, item)
    text = work.document.text if work.document else ""
    return messages.quoted(text, item.span.start, item.span.end)


def content_words(work: Adjudication, contents: Sequence[Content]) -> str:
    """What gold would hold, by labels: 'hedge and claim'; 'nothing'."""
    if not contents:
        return NOTHING
    titles = [
        messages.title(work.label_set, one.label) if one.fragments else f"relation {one.label}"
        for one in contents
    ]
    return " and ".join(titles)


def state_words(work: Adjudication, status: ItemStatus) -> str:
    """How far it is settled: 'gold: as A and C', 'changed since by B'; '' if it is open."""
    if status.state is ItemState.AGREED:
        return "all agree"
    if status.state is ItemState.WAITS:
        return "waits for its two ends"
    settlement = status.settlement
    if settlement is None:
        return ""
    if status.state is ItemState.LEADS:
        return "leads differ"
    if status.state is ItemState.CHANGED:
        return f"changed since by {called(work, changed_names(status))}"
    return f"gold: {settled_words(work, status.item, settlement)}"


def changed_names(status: ItemStatus) -> list[str]:
    """The annotators who hold something else than when gold was settled."""
    before = status.settlement.held if status.settlement else {}
    return [name for name, now in status.item.held.items() if before.get(name) != now]


def settled_words(work: Adjudication, item: Item, settlement: Settlement) -> str:
    """What gold holds, and as who: 'as A and C', 'nothing', 'as edited'."""
    if not settlement.made:
        return NOTHING
    if settlement.settled_as is SettledAs.EDITED:
        return "as edited"
    if settlement.settled_as is SettledAs.UNION:
        return "the union"
    same = [name for name, one in item.held.items() if one in settlement.made]
    return f"as {called(work, same)}" if same else content_words(work, settlement.made)


def about_words(work: Adjudication, settlement: Settlement) -> str:
    """What a settlement is about, in short: 'hedge'; 'no hedge' if gold has nothing."""
    if settlement.made:
        return content_words(work, settlement.made)
    labels = dict.fromkeys(one.label for one in settlement.held.values() if one)
    titles = [messages.title(work.label_set, label) for label in labels]
    return f"no {' or '.join(titles)}" if titles else NOTHING


def why_words(settlement: Settlement | None) -> str:
    """The reason that was given, '' for none."""
    return in_words(settlement.why) if settlement and settlement.why else ""


def lead_lines(work: Adjudication, status: ItemStatus) -> list[str]:
    """What each lead settled, if leads differ; what gold has, if somebody changed since."""
    if status.state is ItemState.LEADS:
        last = {one.actor: one for one in status.settlements}
        return [f"{actor}: {settled_words(work, status.item, one)}" for actor, one in last.items()]
    if status.state is ItemState.CHANGED and status.settlement:
        return [f"gold has {content_words(work, status.settlement.made)}"]
    return []


def versions(work: Adjudication, item: Item, *, joined: bool) -> list[VersionRow]:
    """What the annotators hold, in the order of letters. joined: the same things in one row."""
    letters, values = work.letters, differing_values(item)
    groups = [names for _, names in item.versions] if joined else [(name,) for name in item.held]
    ordered = [tuple(sorted(names, key=lambda name: letters.get(name, "~"))) for names in groups]
    ordered.sort(key=lambda names: letters.get(names[0], "~"))
    return [_version(work, item, names, values) for names in ordered]


def _version(
    work: Adjudication, item: Item, names: tuple[str, ...], values: set[str]
) -> VersionRow:
    held = item.held[names[0]]
    made = [item.made[name] for name in names]
    origins = tuple(str(one.origin) if isinstance(one, Annotation) else "" for one in made)
    on_show = tuple(_on_show(one) if isinstance(one, Annotation) else "" for one in made)
    if held is None:
        return VersionRow(names, "", NOTHING, "", (), ("",), ("",))
    differs = len({one.fragments for one in item.held.values() if one}) > 1
    given = [f"{name} {value_text(held.attributes.get(name)) or '–'}" for name in sorted(values)]
    return VersionRow(
        names,
        held.label,
        content_words(work, [held]),
        _words(work, held) if differs else "",
        tuple(given),
        origins,
        on_show,
    )


def _on_show(one: Annotation) -> str:
    if one.on_show is OnShow.UNKNOWN:
        return ""
    return "blind" if one.on_show is OnShow.NONE else "assisted"


def _words(work: Adjudication, held: Content) -> str:
    text = work.document.text if work.document else ""
    parts = [" ".join(part.of(text).split()) for part in held.fragments]
    return f"“{' … '.join(parts)}”"


def choices(work: Adjudication, status: ItemStatus) -> list[OtherDecision]:
    """The decisions other than for one version, and what each would give."""
    item = status.item
    found = []
    majority = decisions.by_majority(item)
    if majority:
        most = max(len(names) for _, names in item.versions)
        gives = f"{content_words(work, majority.made)}, {most} of {len(item.held)}"
        found.append(OtherDecision("majority", "majority", gives))
    union = None if item.ends else decisions.by_union(item)
    if union:
        found.append(OtherDecision("union", "union", _union(work, union)))
    found.append(
        OtherDecision("nothing", NOTHING, "no relation" if item.ends else "no annotation in gold")
    )
    if status.settlement:
        kept = content_words(work, status.settlement.made)
        found.append(OtherDecision("keep", "keep gold", kept))
    other = "the relation" if item.ends else "other bounds, label or attributes"
    return [*found, OtherDecision("edit", "edit", other)]


def _union(work: Adjudication, union: GoldVersion) -> str:
    if len(union.made) > 1:
        return f"{'both' if len(union.made) == 2 else 'all'} labels"
    return _words(work, union.made[0])
