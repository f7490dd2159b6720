"""Linking: from the mark in hand to another mark, or to words of the text."""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass

from annotator.annotations import commands, relation_commands, relations
from annotator.annotations.attribute_values import SPAN_TYPES
from annotator.annotations.session import Mark, MarkKey, Session
from annotator.model import Attribute
from annotator.tui.actions import Mode, attributes
from annotator.tui.actions.handler import Do
from annotator.tui.context import Context
from annotator.tui.dialogs.picker import Choice, Picker
from annotator.tui.hints import HintInput
from annotator.workflow import messages

NEAR = 3
"""Marks so many sentences away wear letters; those further off are in the list."""

_LETTERS = "asdfghjklqwertyuiopzxcvbnm" + string.ascii_uppercase
_KINDS = {"e": relations.EVIDENCE, "c": relations.CONTRADICTS, "r": relations.REPEATS}
_ASKED = {
    relations.EVIDENCE: "is evidence for it",
    relations.CONTRADICTS: "is contradicted by it",
    relations.REPEATS: "is repeated by it",
}


@dataclass(frozen=True, slots=True)
class Target:
    """A mark that may be linked to. words: how it is told in lines."""

    mark: Mark
    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Kind:
    """How two claims may be linked."""

    name: str

    def __str__(self) -> str:
        return _ASKED[self.name]


def _link(context: Context, _key: str) -> None:
    """Letters on the marks that the one in hand may be linked to; a linked one is let go."""
    mark = context.session.selected_mark
    if mark is None:
        takes, selects = context.key("next_mark"), context.key("hint")
        context.message = f"no mark in hand: {takes} takes one, {selects} selects a new span"
        return
    near = [one for one in _targets(context.session, mark) if _is_near(context.session, one.mark)]
    letters = dict(zip(_LETTERS, near, strict=False))
    if not letters and not roles(context) and not _targets(context.session, mark):
        context.message = "nothing to link to: framing devices frame claims, claims have evidence"
        return
    context.hint_input = HintInput(letters, Mode.LINK, lambda target: _to(context, mark, target))


def _targets(session: Session, mark: Mark) -> list[Target]:
    """Every mark of the document that one may be linked to, the nearest sentence first."""
    order = sorted(
        range(len(session.document.sentences)), key=lambda place: abs(place - session.position)
    )
    found: dict[MarkKey, Target] = {}
    for place in order:
        for other in session.marks(session.document.sentences[place]):
            if other.key != mark.key and relation_commands.kinds_for(session, mark, other):
                found.setdefault(other.key, Target(other, _words(session, other, place)))
    return list(found.values())


def _words(session: Session, mark: Mark, place: int) -> str:
    label = session.label_set.label(mark.label)
    quoted = messages.quoted(session.document.text, mark.span.start, mark.span.end)
    where = "" if place == session.position else f", sentence {place + 1}"
    return f"{label.title if label else mark.label} {quoted}{where}"


def _is_near(session: Session, mark: Mark) -> bool:
    sentences = session.document.sentences
    near = sentences[max(0, session.position - NEAR) : session.position + NEAR + 1]
    return any(part.overlaps(one) for one in near for part in mark.fragments)


def _to(context: Context, mark: Mark, target: Target) -> None:
    """Link to it; where it may be linked in several ways, ask which."""
    context.hint_input = None
    kinds = relation_commands.kinds_for(context.session, mark, target.mark)
    if len(kinds) == 1 or relation_commands.are_related(context.session, mark, target.mark):
        context.commit(commands.relate(context.session, mark, target.mark, kinds[0]))
        return
    letters = {key: Kind(name) for key, name in _KINDS.items() if name in kinds}

    def link(kind: Kind) -> None:
        context.hint_input = None
        context.commit(commands.relate(context.session, mark, target.mark, kind.name))

    context.hint_input = HintInput(letters, Mode.LINK, link)


def _list(context: Context, _key: str) -> None:
    """Choose from all marks of the document, by a part of their words."""
    mark = context.session.selected_mark
    context.hint_input = None
    if mark:
        targets = {str(number): one for number, one in enumerate(_targets(context.session, mark))}
        choices = [Choice(number, one.words) for number, one in targets.items()]
        asked = Picker("Link to", choices)
        context.ask(asked, lambda number: _to(context, mark, targets[number]))


def letters(context: Context) -> dict[MarkKey, str]:
    """The marks that wear a letter now, with it."""
    named = context.hint_input.letters if context.hint_input else {}
    return {one.mark.key: keys for keys, one in named.items() if isinstance(one, Target)}


def roles(context: Context) -> list[Attribute]:
    """The questions of the mark in hand that words of the text answer, in the order of digits."""
    label = context.label
    return [one for one in label.attributes if one.type in SPAN_TYPES][:9] if label else []


def _role(context: Context, key: str) -> None:
    """Select the words of a role: the claimant, the cue."""
    mark, asked = context.session.selected_mark, dict(_numbered(context))
    if mark and key in asked:
        context.hint_input = None
        attributes.pick(context, mark, asked[key].name)
    else:
        context.message = f"{key} is no role of this mark"


def _numbered(context: Context) -> Iterator[tuple[str, Attribute]]:
    return ((str(number), one) for number, one in enumerate(roles(context), 1))


DO: dict[str, Do] = {"link": _link, "link_list": _list, "link_role": _role}
