"""Relations: connect the selected mark with another mark, or with words of the text."""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.annotations import commands, relations
from annotator.annotations.attribute_values import SPAN_TYPES
from annotator.annotations.relation_commands import are_related, kinds_for
from annotator.annotations.session import Mark, MarkKey, Session
from annotator.model import Attribute
from annotator.tui import dialogs
from annotator.tui.actions.attributes import no_mark, select_value
from annotator.tui.actions.selection import cancel
from annotator.tui.hints import HintInput
from annotator.tui.keymap import Action, Mode
from annotator.workflow import messages

if TYPE_CHECKING:
    from annotator.tui.context import Context

NEAR = 3
"""Marks up to so many sentences away get letters; those further off are in the list."""

_LETTERS = "asdfghjklqwertyuiopzxcvbnm" + string.ascii_uppercase
_KEYS = {"e": relations.EVIDENCE, "c": relations.CONTRADICTS, "r": relations.REPEATS}
_QUESTIONS = {
    relations.EVIDENCE: "is evidence for it",
    relations.CONTRADICTS: "is contradicted by it",
    relations.REPEATS: "is repeated by it",
}


@dataclass(frozen=True, slots=True)
class RelationTarget:
    """A mark that the selected one can be related to. words: what plain-text mode calls it."""

    mark: Mark
    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class ClaimRelation:
    """A way in which two claims can be related."""

    name: str

    def __str__(self) -> str:
        return _QUESTIONS[self.name]


def relate(context: Context) -> None:
    """Show letters on the marks that the selected one can be related to."""
    session, mark = context.session, context.session.selected_mark
    if mark is None:
        context.message = no_mark(context)
        return
    targets = _targets(session, mark)
    near = [one for one in targets if _is_near(session, one.mark)]
    letters = dict(zip(_LETTERS, near, strict=False))
    if not targets and not roles(context):
        context.message = (
            "nothing to relate it to: framing devices frame claims, claims have evidence"
        )
        return
    context.hint_input = HintInput(
        letters, Mode.RELATE, lambda target: _relate_to(context, mark, target)
    )


def _targets(session: Session, mark: Mark) -> list[RelationTarget]:
    """Every mark of the document that one can be related to, the nearest sentence first."""
    order = sorted(
        range(len(session.document.sentences)),
        key=lambda position: abs(position - session.position),
    )
    found: dict[MarkKey, RelationTarget] = {}
    for position in order:
        for other in session.marks(session.document.sentences[position]):
            if other.key != mark.key and kinds_for(session, mark, other):
                words = _words(session, other, position)
                found.setdefault(other.key, RelationTarget(other, words))
    return list(found.values())


def _words(session: Session, mark: Mark, position: int) -> str:
    label = session.label_set.label(mark.label)
    quoted = messages.quoted(session.document.text, mark.span.start, mark.span.end)
    where = "" if position == session.position else f", sentence {position + 1}"
    return f"{label.title if label else mark.label} {quoted}{where}"


def _is_near(session: Session, mark: Mark) -> bool:
    sentences = session.document.sentences
    near = sentences[max(0, session.position - NEAR) : session.position + NEAR + 1]
    return any(part.overlaps(one) for one in near for part in mark.fragments)


def _relate_to(context: Context, mark: Mark, target: RelationTarget) -> None:
    """Relate two marks, or remove their relation; where several kinds are possible, ask which."""
    context.hint_input = None
    kinds = kinds_for(context.session, mark, target.mark)
    if len(kinds) == 1 or are_related(context.session, mark, target.mark):
        context.record(commands.relate(context.session, mark, target.mark, kinds[0]))
        return

    def relate_as(kind: ClaimRelation) -> None:
        context.hint_input = None
        context.record(commands.relate(context.session, mark, target.mark, kind.name))

    letters = {key: ClaimRelation(name) for key, name in _KEYS.items() if name in kinds}
    context.hint_input = HintInput(letters, Mode.RELATE, relate_as)


def list_targets(context: Context) -> None:
    """Choose from all marks of the document, by a part of their words."""
    mark = context.session.selected_mark
    if mark and not _targets(context.session, mark):
        context.message = "no mark of this document to relate it to"
    elif mark:
        context.hint_input = None
        targets = {str(index): one for index, one in enumerate(_targets(context.session, mark))}
        choices = [dialogs.Choice(index, one.words) for index, one in targets.items()]
        context.ask(
            dialogs.Picker("Relate to", choices),
            lambda index: _relate_to(context, mark, targets[index]),
        )


def _can_list(context: Context) -> bool:
    mark = context.session.selected_mark
    return bool(mark and _targets(context.session, mark))


def mark_letters(context: Context) -> dict[MarkKey, str]:
    """The marks that have a letter now, with it."""
    named = context.hint_input.letters if context.hint_input else {}
    return {one.mark.key: keys for keys, one in named.items() if isinstance(one, RelationTarget)}


# ------------------------------------------------------------------------ words of the text


def roles(context: Context) -> list[Attribute]:
    """The attributes of the selected mark whose values are words, in the order of digits."""
    label = context.selected_label
    return [one for one in label.attributes if one.type in SPAN_TYPES][:9] if label else []


def select_role(context: Context) -> None:
    """Select the words of a role: the claimant, the cue."""
    mark, numbered = context.session.selected_mark, dict(_numbered(context))
    if mark and context.pressed in numbered:
        context.hint_input = None
        select_value(context, mark, numbered[context.pressed].name)
    else:
        context.message = f"{context.pressed} is no role of this mark"


def _numbered(context: Context) -> Iterator[tuple[str, Attribute]]:
    return ((str(number), one) for number, one in enumerate(roles(context), 1))


ACTIONS = (
    Action(
        "relate", ("r",), Mode.STEP, relate,
        "Relate the selected mark to another, or select its claimant",
    ),
    Action(
        "relation_role", ("1", "2", "3", "4", "5", "6", "7", "8", "9"), Mode.RELATE, select_role,
        "Select the words of a role: claimant, cue, evidence",
    ),
    Action(
        "relation_list", ("enter",), Mode.RELATE, list_targets,
        "Choose from all marks of the document",
        lambda context: "list" if _can_list(context) else "",
    ),
    Action("cancel", ("escape", "backspace"), Mode.RELATE, cancel, "Add no relation", "cancel"),
)  # fmt: skip
