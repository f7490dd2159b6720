"""Copying: the document's own characters, by the terminal's clipboard (OSC 52).

They go to the terminal in base64, so that no text can end the sequence and begin another.
"""

from __future__ import annotations

from annotator.annotations.session import Session
from annotator.model import Span
from annotator.tui.actions.handler import Do
from annotator.tui.context import Context

MOST_BYTES = 74_994
"""Terminals that set a limit take no more (vim-oscyank, https://github.com/ojroques/vim-oscyank)."""


def _copy(context: Context, _key: str) -> None:
    """Copy what is selected, else the mark in hand, else the sentence."""
    span = aimed(context.session)
    text = span.of(context.session.document.text)
    size = len(text.encode())
    if size > MOST_BYTES:
        context.message = f"not copied: {size:,} bytes, terminals take {MOST_BYTES:,}; select less"
        return
    context.message = context.terminal.copy(text)


def aimed(session: Session) -> Span:
    """What is selected, else the mark in hand from its first character to its last, else all."""
    if session.selection:
        return session.selection.span
    return session.mark.span if session.mark else session.sentence


DO: dict[str, Do] = {"copy": _copy}
