"""Finishing with undecided suggestions is said; a run of finishes is taken back by one key."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.annotations import commands
from annotator.store import Store
from annotator.tui.actions.key_table import DEFAULT
from annotator.tui.context import Context
from annotator.tui.plain_text import PlainTextApp
from annotator.workflow.project_settings import Settings
from tests.helpers.app_driver import example_store, press
from tests.helpers.memory_store import example_document
from tests.helpers.screenless import NoScreen, context_on, controller_on


@pytest.fixture
def store(tmp_path):
    """Two documents of three sentences; the first sentence has two suggestions."""
    with Store.open(example_store(tmp_path)) as store:
        store.documents.add(replace(example_document(), uid="b2:second"))
        store.annotators.enrol("ann")
        yield store


def kinds(store) -> list[str]:
    return [str(event.kind) for event in store.events.iterate()]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (["space"], "finished, 2 suggestions left undecided"),
        (["a", "space"], "finished, 1 suggestion left undecided"),
        (["A", "space"], "finished the sentence"),
        (["j", "space"], "finished the sentence"),
    ],
)
def test_finishing_says_what_was_left_undecided(store, keys, said):
    context = context_on(store)
    for key in keys:
        context.press(key)
    assert context.message == said


def test_a_held_key_is_reported_as_a_run(store):
    context = context_on(store)
    said = []
    for _ in range(3):
        context.press("space")
        said.append(context.message)
    assert said == [
        "finished, 2 suggestions left undecided",
        "finished 2 sentences in a row, 2 suggestions left undecided: < takes all back",
        "finished 3 sentences in a row, 2 suggestions left undecided: < takes all back",
    ]


def test_the_end_of_the_texts_does_not_hide_what_a_run_did(store):
    context = context_on(store)
    for _ in range(6):
        context.press("space")
    assert context.message == (
        "finished 6 sentences in a row, 2 suggestions left undecided: < takes all back."
        " end of the last document; every sentence is finished"
    )


def test_another_key_ends_the_run(store):
    context = context_on(store)
    for key in ("space", "tab", "space"):
        context.press(key)
    assert context.message == "finished the sentence"
    context.press("§")
    context.press("space")
    assert context.message == "finished the sentence"


def test_one_key_takes_the_whole_run_back_over_documents_and_the_queue(store):
    context = context_on(store)
    state = context.controller.search_state
    state.set_queue(state.parse("the"))
    left = state.queue.left
    for _ in range(left):
        context.press("space")
    assert (state.queue.left, context.session.document.uid) == (0, "b2:second")
    for key in ("k", "<"):  # moving does not end it
        context.press(key)
    assert context.message.startswith(f"undone: finished {left} sentences in a row (sentence 1 of")
    assert state.queue.left == left
    assert context.controller.progress.finished == 0
    assert context.session.document.uid == example_document().uid
    assert context.session.position == 0
    for uid in store.documents.uids():
        held = store.judgements.of_document("ann", uid)
        assert not any(one.finished for one in held.values())
    for _ in range(left):
        context.press("U")  # each can be done again
    assert store.annotators.progress("ann").finished == left


def test_undo_takes_one_of_a_run(store):
    context = context_on(store)
    for key in ("space", "space", "u"):
        context.press(key)
    assert context.controller.progress.finished == 1
    context.press("<")
    assert context.message == "no run of finished sentences since the last decision"
    assert context.controller.progress.finished == 1


@pytest.mark.parametrize("key", ["f", "a", "u"])
def test_after_the_next_decision_the_run_stays(store, key):
    context = context_on(store)
    for one in ("space", "space", "k", "k", key):
        context.press(one)
    before = kinds(store)
    context.press("<")
    assert kinds(store) == before


def test_a_run_is_not_taken_back_over_what_another_window_did(store):
    context = context_on(store)
    for key in ("space", "space"):
        context.press(key)
    with Store.open(store.path) as other:
        window = controller_on(other)
        window.record(commands.flag(window.session))
    context.press("<")
    assert "in another window since: flagged" in context.message
    assert store.annotators.progress("ann").finished == 2


class Chooser(NoScreen):
    """Answers every dialog with a value."""

    def __init__(self, answer: str | None) -> None:
        self.answer = answer

    def show_dialog(self, dialog, then) -> None:
        then(self.answer)


@pytest.mark.parametrize(("answer", "finished"), [("finish", 1), ("", 0), (None, 0)])
def test_a_setting_asks_before_suggestions_are_left_undecided(store, answer, finished):
    settings = Settings(confirm_undecided=True)
    context = Context(controller_on(store, settings), DEFAULT, Chooser(answer))
    context.press("space")
    assert context.controller.progress.finished == finished
    assert context.session.position == finished


def test_a_held_space_does_not_answer_the_question(tmp_path):
    path = example_store(tmp_path)
    screen = press(path, ["space"] * 4, settings=Settings(confirm_undecided=True))
    assert "0/3 finished" in screen[0]
    assert any("2 suggestions undecided" in row for row in screen)
    screen = press(path, ["space", "enter"], settings=Settings(confirm_undecided=True))
    assert "1/3 finished" in screen[0]


def test_plain_text_mode_says_it_too(store):
    class Console:
        def __init__(self) -> None:
            self.lines: list[str] = []
            self.key = self.forget = self.skip_line = lambda: ""
            self.write = self.lines.append

    console = Console()
    app = PlainTextApp(controller_on(store), console)
    for key in ("space", "space", "<"):
        app.press(key)
    assert "finished, 2 suggestions left undecided" in console.lines
    assert any(line.startswith("finished 2 sentences in a row") for line in console.lines)
    assert any(line.startswith("undone: finished 2 sentences") for line in console.lines)
