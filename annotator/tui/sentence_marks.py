"""What hangs under a sentence: its marks with their links, and who is who in the one in hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from annotator.annotations import attribute_values
from annotator.annotations.session import Mark, MarkKey, Session
from annotator.model import Span
from annotator.tui.renderer import tag_name

Named = tuple[Mark, str]
"""A mark with what its lane says."""


def marks(session: Session, position: int, letters: Mapping[MarkKey, str]) -> list[Named]:
    """The marks of the sentence in focus; of another, those that wear a letter.

    letters: the keys that name a mark, while one is asked for.
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
    """What the mark in hand says of words of the text: claimant, cue and so on."""
    return [(Mark(None, "", (span,)), name) for name, span in _roles(session.mark)]


def _roles(mark: Mark | None) -> Iterator[tuple[str, Span]]:
    """Each stretch of the text in the answers of a mark, with the name of the question.

    Not those that the mark itself covers.
    """
    held = (mark.annotation or mark.suggestion) if mark else None
    if mark is None or held is None:
        return
    for name, value in held.attributes.items():
        for span in attribute_values.spans(value):
            if not any(part.contains(span) for part in mark.fragments):
                yield name, span


def _name(session: Session, mark: Mark, letter: str, arrows: str) -> str:
    name = tag_name(mark, session.label_set, session.active)
    return f"{f'[{letter}] ' if letter else ''}{name}{f' {arrows}' if arrows else ''}"


def _arrows(session: Session) -> dict[MarkKey, str]:
    """By mark, the links of the sentence in focus: →1 at the head, ←1 at the tail.

    A link that is only proposed has a broken arrow: ⇢1, ⇠1.
    """
    arrows: dict[MarkKey, str] = {}
    for number, (head, tail, proposed) in enumerate(session.links(), 1):
        for key, sign in ((head, "⇢" if proposed else "→"), (tail, "⇠" if proposed else "←")):
            arrows[key] = f"{arrows.get(key, '')}{sign}{number}"
    return arrows
