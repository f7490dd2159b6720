"""Clipboard: copy characters of the document by the terminal's clipboard (OSC 52).

They go to the terminal in base64, so that no text can end the sequence and begin another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.annotations.session import Session
from annotator.model import Span
from annotator.tui.keymap import Action, Mode

if TYPE_CHECKING:
    from annotator.tui.context import Context

MAX_BYTES = 74_994
"""Terminals that set a limit take no more (vim-oscyank, https://github.com/ojroques/vim-oscyank)."""


def copy(context: Context) -> None:
    """Copy the selection, else the selected mark, else the sentence."""
    text = _span_to_copy(context.session).of(context.session.document.text)
    size = len(text.encode())
    if size > MAX_BYTES:
        context.message = f"not copied: {size:,} bytes, terminals take {MAX_BYTES:,}; select less"
    else:
        context.message = context.ui.copy(text)


def _span_to_copy(session: Session) -> Span:
    """The selection, else the selected mark from its first character to its last, else all."""
    if session.selection:
        return session.selection.span
    mark = session.selected_mark
    return mark.span if mark else session.sentence


_HELP = "Copy to the clipboard: the selection, else the selected mark, else the sentence"

ACTIONS = (
    Action("copy", ("y",), Mode.STEP, copy, _HELP),
    Action("copy", ("y",), Mode.SELECT, copy, _HELP),
)
