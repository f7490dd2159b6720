"""The marks drawn under a sentence: names, relations, and the spans in their attribute values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from annotator.annotations import attribute_values
from annotator.annotations.session import Mark, MarkKey, Session
from annotator.model import Span
from annotator.tui.renderer import tag_name

Named = tuple[Mark, str]
"""A mark with the text of its lane."""


def marks(session: Session, position: int, letters: Mapping[MarkKey, str]) -> list[Named]:
    """The marks of the current sentence; of another sentence, those with a letter.

    letters: the keys that name marks, while one is to be chosen.
    """
    found = session.marks(session.document.sentences[position])
    if position != session.position:
        found = tuple(one for one in found if one.key in letters)
    arrows = _arrows(session) if found else {}
    return [
        (mark, _name(session, mark, letters.get(mark.key, ""), arrows.get(mark.key, "")))
        for mark in found
    ]


def roles(session: Session) -> list[Named]:
    """The spans in the attribute values of the selected mark: claimant, cue and so on."""
    return [(Mark(None, "", (span,)), name) for name, span in _roles(session.selected_mark)]


def _roles(mark: Mark | None) -> Iterator[tuple[str, Span]]:
    """Each span in a mark's attribute values, with the attribute's name.

    Spans that the mark itself covers are skipped.
    """
    held = (mark.annotation or mark.suggestion) if mark else None
    if mark is None or held is None:
        return
    for name, value in held.attributes.items():
        for span in attribute_values.value_spans(value):
            if not any(part.contains(span) for part in mark.fragments):
                yield name, span


def _name(session: Session, mark: Mark, letter: str, arrows: str) -> str:
    name = tag_name(mark, session.label_set, session.selected_key)
    return f"{f'[{letter}] ' if letter else ''}{name}{f' {arrows}' if arrows else ''}"


def _arrows(session: Session) -> dict[MarkKey, str]:
    """By mark, the relations of the current sentence: →1 at the head, ←1 at the tail.

    A relation that is only suggested has a broken arrow: ⇢1, ⇠1.
    """
    arrows: dict[MarkKey, str] = {}
    for number, (head, tail, suggested) in enumerate(session.relation_lines(), 1):
        for key, sign in (
            (head, "⇢" if suggested else "→"),
            (tail, "⇠" if suggested else "←"),
        ):
            arrows[key] = f"{arrows.get(key, '')}{sign}{number}"
    return arrows
