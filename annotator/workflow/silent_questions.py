"""Silent questions: sentences of other documents on an annotator's way, which look like any other.

A gold question is a sentence that gold has finished and the annotator has not judged. A repeat is
one that the annotator finished long ago; it is judged again in pass 1, with the earlier judgement
hidden. Which finished sentence is followed by one, and by which, follows from hashes of annotator
and sentence: the same on any machine and after a restart. Two never follow each other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, replace
from functools import partial
from hashlib import blake2b
from typing import Any

from annotator.annotations.events import Event
from annotator.annotations.project_events import PEOPLE
from annotator.api.question_settings import QuestionSettings, question_settings
from annotator.canonical_json import canonical_json
from annotator.errors import StoreError
from annotator.model import Judgement, Progress, Span
from annotator.store import Store

Place = tuple[str, Span]
"""A document, by uid, and a sentence."""

REMEMBERED = 100
"""Questions that undo leads back to as such."""

_GOLD_KEY = b"annotator: gold questions"
_REPEAT_KEY = b"annotator: silent repeats"
_BYTES = 8

_NOTHING_ASKED = {"asked": [], "repeats_finished": 0, "current": None}


def falls_in_share(annotator: str, place: Place, share: float, key: bytes) -> bool:
    """Whether a sentence is one of a share, for an annotator. A larger share only adds some."""
    return int.from_bytes(_digest(annotator, place, key)) < share * (1 << 8 * _BYTES)


def _digest(annotator: str, place: Place, key: bytes) -> bytes:
    document, sentence = place
    name = f"{document} {sentence.start} {sentence.end} {annotator}".encode()
    return blake2b(name, key=key, digest_size=_BYTES).digest()


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was asked.

    place: the sentence. after: the finished sentence that led to it, to go on from.
    pass_number: 0 of a gold question, 1 of a repeat. asked_at: the annotator's newest event then.
    left_at: the newest event when it was left, '' while it is open.
    is_finished: whether a repeat is finished.
    """

    place: Place
    after: Place
    pass_number: int
    asked_at: str
    left_at: str = ""
    is_finished: bool = False

    @property
    def document(self) -> str:
        """The uid of its document."""
        return self.place[0]

    def holds(self, event: Event) -> bool:
        """Whether an event was made in it."""
        return (
            (event.document, event.sentence) == self.place
            and event.pass_number == self.pass_number
            and self.asked_at < event.uid
            and (not self.left_at or event.uid <= self.left_at)
        )


class SilentQuestions:
    """The questions of one annotator. current: the open one, None on the ordinary way."""

    def __init__(self, store: Store, annotator: str) -> None:
        self._store = store
        self._annotator = annotator
        self._recorded_name = store.annotators.recorded_name(annotator)
        self._settings = QuestionSettings()
        self._asked: list[Question] = []
        self._repeats_finished = 0
        self._pools: dict[int, list[Place]] = {}
        self.current: Question | None = None
        role = store.annotators.role(annotator)
        if role in PEOPLE:
            self._settings = question_settings(store)
            self._load()
        if role != "annotator":  # a lead may know gold
            self._settings = replace(self._settings, gold_share=0.0)

    # ------------------------------------------------------------------- asking

    def after(self, place: Place, newest_event: str) -> Question | None:
        """The question that follows a sentence that was just finished, if one does; it is open."""
        again = next((one for one in self._asked if one.after == place), None)
        if again:
            return None if self._is_answered(again) else self._open(again)
        settings = self._settings
        for number, share, key in (
            (0, settings.gold_share, _GOLD_KEY),
            (1, settings.repeat_share, _REPEAT_KEY),
        ):
            if share and falls_in_share(self._recorded_name, place, share, key):
                found = self._choose(number, key, place)
                if found:
                    return self._open(Question(found, place, number, newest_event))
        return None

    def _open(self, question: Question) -> Question:
        opened = replace(question, left_at="")
        others = [one for one in self._asked if one != question]
        self._asked = [*others, opened][-REMEMBERED:]
        self.current = opened
        self._save()
        return opened

    def _is_answered(self, question: Question) -> bool:
        if question.pass_number:
            return question.is_finished
        return not self._store.questions.is_unjudged(self._annotator, *question.place)

    def _choose(self, number: int, key: bytes, after: Place) -> Place | None:
        """The first sentence that can be asked, in an order of the annotator's own."""
        questions, name = self._store.questions, self._annotator
        if questions.is_training(name, after[0]):
            return None
        for is_new in (False, True):
            if is_new:
                found = (
                    questions.repeatable(name, self._settings.repeat_after)
                    if number
                    else questions.unjudged(name)
                )
                mine = partial(_digest, self._recorded_name, key=key)
                self._pools[number] = sorted(found, key=mine)
            is_open = questions.is_repeatable if number else questions.is_unjudged
            pool = self._pools.get(number, [])
            while pool and not is_open(name, *pool[0]):
                pool.pop(0)
            chosen = next((one for one in pool if one[0] != after[0] and is_open(name, *one)), None)
            if chosen:
                return chosen
        return None

    # ------------------------------------------------------------------- moving

    def leave(self, newest_event: str) -> Question | None:
        """Leave the open question, which is returned."""
        question = self.current
        if question:
            self._replace(question, replace(question, left_at=newest_event))
            self.current = None
            self._save()
        return question

    def enter(self, event: Event, newest_event: str) -> bool:
        """Open the question that an event was made in, or leave the open one if it was in none.

        Returns whether another one is open than before.
        """
        before = self.current
        found = next((one for one in reversed(self._asked) if one.holds(event)), None)
        if found is None and event.pass_number and event.sentence is not None:
            place = (event.document, event.sentence)  # asked too long ago to know where it led
            found = Question(place, place, event.pass_number, "")
        if found == before:
            return False
        self.leave(newest_event)
        if found:
            opened = replace(found, left_at="")
            self._replace(found, opened)
            self.current = opened
            self._save()
        return True

    def pass_of(self, document: str, sentence: Span | None) -> int:
        """The pass in which a sentence is judged now."""
        current = self.current
        return current.pass_number if current and current.place == (document, sentence) else 0

    # ------------------------------------------------------------------- repeats

    def merged(
        self, document: str, judgements: Mapping[Span | None, Judgement]
    ) -> Mapping[Span | None, Judgement]:
        """What is on show of a document: in an open repeat nothing of the earlier judgement."""
        question = self.current
        if question is None or not question.pass_number or question.document != document:
            return judgements
        again = self._store.judgements.of_document(
            self._annotator, document, pass_number=question.pass_number
        )
        sentence = question.place[1]
        return {**judgements, sentence: again.get(sentence, Judgement())}

    def note_repeat(self, judgement_of: Callable[[Span], Judgement]) -> None:
        """Take over whether the open repeat is finished. judgement_of: what is held of it."""
        question = self.current
        if question is None or not question.pass_number:
            return
        is_finished = judgement_of(question.place[1]).finished
        if is_finished != question.is_finished:
            self._repeats_finished += 1 if is_finished else -1
            self.current = replace(question, is_finished=is_finished)
            self._replace(question, self.current)
            self._save()

    def counted(self, progress: Progress) -> Progress:
        """The progress with repeats counted as any sentence, so that it does not show them."""
        question = self.current
        is_open = bool(question and question.pass_number and not question.is_finished)
        finished = self._repeats_finished
        return replace(
            progress,
            finished=progress.finished + finished,
            total=progress.total + finished + is_open,
        )

    # ------------------------------------------------------------------- remembering

    def _replace(self, old: Question, new: Question) -> None:
        self._asked = [new if one == old else one for one in self._asked]

    @property
    def _name(self) -> str:
        return f"questions:{self._recorded_name}"

    def _save(self) -> None:
        """Remember the state. If that cannot be done now, the next change tries again."""
        current = self._asked.index(self.current) if self.current in self._asked else None
        state = {
            "asked": [astuple(one) for one in self._asked],
            "current": current,
            "repeats_finished": self._repeats_finished,
        }
        try:
            self._store.settings.set(self._name, canonical_json(state))
        except StoreError:
            return

    def _load(self) -> None:
        try:
            stored = self._store.settings.get(self._name)
            state = {**_NOTHING_ASKED, **json.loads(stored or "{}")}
            self._asked = [_question(*one) for one in state["asked"]]
            self._repeats_finished = int(state["repeats_finished"])
            current = state["current"]
            self.current = None if current is None else self._asked[current]
        except (ValueError, TypeError, IndexError):  # it never stops a start
            self._asked, self.current = [], None


def _question(
    place: tuple[str, tuple[int, int]], after: tuple[str, tuple[int, int]], *rest: Any
) -> Question:
    return Question((place[0], Span(*place[1])), (after[0], Span(*after[1])), *rest)
