"""Changing where sentences begin and end."""

from __future__ import annotations

from annotator.annotations import commands
from annotator.annotations import selection as select
from annotator.model import Span
from annotator.tui.actions import Mode
from annotator.tui.actions.handler import Do
from annotator.tui.context import Stage
from annotator.tui.hints import Hinting


def _merge(stage: Stage, _key: str) -> None:
    stage.decide(commands.merge(stage.session), "no next sentence in this paragraph")


def _split(stage: Stage, _key: str) -> None:
    """Split before the selection; without one, ask for the word that begins the second."""
    session = stage.session
    if stage.picking:
        stage.told = f"{stage.key('palette', Mode.SELECT)} keeps the selection as the answer"
    elif session.selection:
        at, session.selection = session.selection.span.start, None
        _split_at(stage, at)
    else:
        letters = select.hints(session.document.text, session.sentence)
        if letters:
            stage.hinting = Hinting(letters, Mode.SPLIT, lambda word: _before(stage, word))
        else:
            stage.told = "no word in this sentence"


def _before(stage: Stage, word: Span) -> None:
    session, stage.hinting = stage.session, None
    _split_at(stage, select.opening(session.document.text, session.sentence, word))


def _split_at(stage: Stage, at: int) -> None:
    stage.decide(commands.split(stage.session, at), "a sentence needs words on both sides")


DO: dict[str, Do] = {"merge": _merge, "split": _split}
