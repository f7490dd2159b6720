"""How many gold questions and silent repeats annotators get: settings that bind everybody."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from annotator.annotations.project_events import SetSetting
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.store import Store

_SHARES = ("gold_share", "repeat_share", "gold_bound")


@dataclass(frozen=True, slots=True)
class QuestionSettings:
    """Settings of gold questions, training and silent repeats.

    gold_share: of the sentences that an annotator finishes, the share that a gold question
    follows, 0 to 1. repeat_share: the share that a silent repeat follows.
    repeat_after: a sentence comes up again after this many others were finished.
    gold_bound: the share of right answers below which leads get a message; 0 for none.
    training_batch: documents assigned in this batch are training.
    """

    gold_share: float = 0.0
    repeat_share: float = 0.0
    repeat_after: int = 200
    gold_bound: float = 0.0
    training_batch: str = "training"

    def __post_init__(self) -> None:
        for name in _SHARES:
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} is {getattr(self, name)}: expected 0 to 1")
        if self.repeat_after < 1:
            raise ValueError(f"repeat_after is {self.repeat_after}: expected 1 or more sentences")
        if not self.training_batch.strip():
            raise ValueError("the name of the training batch is empty")


DEFAULTS = QuestionSettings()

_TYPES = {"repeat_after": int, "training_batch": str}
"""How a setting is read from its text; the others are numbers from 0 to 1."""


def question_settings(store: Store) -> QuestionSettings:
    """The settings of a project.

    Raises AnnotatorError, with the command that sets them, for what is no such value.
    """
    stored = {one.name: store.settings.get(one.name) for one in fields(QuestionSettings)}
    try:
        return QuestionSettings(
            **{name: _TYPES.get(name, float)(text) for name, text in stored.items() if text}
        )
    except ValueError as error:
        raise AnnotatorError(
            f"{store.path} has a setting that cannot be used ({error}): set it anew with"
            " `annotator questions`"
        ) from error


def set_question_settings(store: Store, wanted: QuestionSettings, *, actor: str) -> None:
    """Store what changes. actor: who decides it, a lead.

    Raises AnnotatorError if the project has leads, and the actor is none of them.
    """
    store.annotators.check_is_lead(actor, "set how many gold questions there are")
    before = {one.name: store.settings.get(one.name) for one in fields(QuestionSettings)}
    changes = [
        SetSetting(name, text)
        for name, old in before.items()
        if (text := _text_of(wanted, name)) != old
    ]
    store.project.record(changes, actor=actor)


def _text_of(settings: QuestionSettings, name: str) -> str:
    """A value as it is stored; '' for the default."""
    value = getattr(settings, name)
    return "" if value == getattr(DEFAULTS, name) else str(value)
