"""Gold questions and repeats by real keys: they look like any sentence; leads see low accuracy."""

from __future__ import annotations

import asyncio

import pytest

from annotator.api.project_agreement import project_study
from annotator.api.question_settings import QuestionSettings, set_question_settings
from annotator.api.text_import import no_progress
from annotator.tui.app import make
from tests.helpers.app_driver import screen_lines
from tests.helpers.fresh_agreement import compared_documents, fresh_study
from tests.helpers.gold_study import GoldStudy
from tests.helpers.memory_store import labels


@pytest.fixture
def study(tmp_path):
    made = GoldStudy(tmp_path, documents=6, sentences=4)
    made.store.label_sets.put(labels())
    for document in (4, 5):
        for sentence in range(4):
            made.judge("gold", document, sentence, "hedge")
    yield made
    made.store.close()


def configure(study, **settings):
    set_question_settings(study.store, QuestionSettings(**settings), actor="lea")


def play(study, *keys, name="ann"):
    """The place and the screen at the start and after each key: (document, sentence), rows."""

    async def run():
        app = make(study.store, labels(), name)
        found = []
        async with app.run_test(size=(100, 24)) as pilot:
            await pilot.pause()
            for key in ("", *keys):
                await pilot.press(*([key] if key else []))
                await pilot.pause()
                session = app.controller.session
                document = int(session.document.uid.removeprefix("b2:"), 16)
                found.append(((document, session.position), screen_lines(app)))
        return found

    return asyncio.run(run())


def test_space_goes_to_a_question_and_on_and_u_goes_back(study):
    configure(study, gold_share=1.0)
    steps = play(study, "space", "space", "space", "u", "u", "space", "j", "k")
    places = [place for place, _ in steps]
    question, second = places[1], places[3]
    assert question[0] in {4, 5}
    assert second[0] in {4, 5}
    assert places == [
        (0, 0), question, (0, 1), second,  # three finished
        (0, 1), question,  # two undone
        (0, 1), (0, 2), (0, 1),  # finished again; moved on, and back
    ]  # fmt: skip


def test_the_screen_of_a_question_is_that_of_any_sentence(study, tmp_path):
    configure(study, gold_share=1.0)
    _, ((document, sentence), asked) = play(study, "space")
    assert document in {4, 5}
    (tmp_path / "other").mkdir()
    other = GoldStudy(tmp_path / "other", documents=6, sentences=4)
    other.store.label_sets.put(labels())
    keys = ["space", *["J"] * document, *["j"] * sentence]
    place, stepped = play(other, *keys)[-1]
    other.store.close()
    assert place == (document, sentence)
    differ = [(one, two) for one, two in zip(asked, stepped, strict=True) if one != two]
    assert all("finished" in one and not two.strip() for one, two in differ)  # the last key
    assert len(differ) <= 1


def test_a_repeat_is_judged_again_by_keys(study):
    configure(study, repeat_share=1.0, repeat_after=4)
    places = [place for place, _ in play(study, *["space"] * 16)]
    again = [place for place in places[4:] if place < (1, 0)]
    assert sorted(again) == [(0, 0), (0, 1), (0, 2), (0, 3)]
    documents = compared_documents(study.store, ())
    readings = [one for document in documents for one in document.readings]
    passes = {(one.document.uid, one.pass_number) for one in readings if one.annotator == "ann"}
    assert ("b2:0000", 1) in passes
    assert {uid for uid, number in passes if number} <= {"b2:0000", "b2:0001"}


def test_agreement_with_oneself_is_computed_from_repeats(tmp_path):
    from tests.workflow.test_silent_questions import Work

    made = GoldStudy(tmp_path, documents=8, sentences=6)
    configure(made, repeat_share=1.0, repeat_after=6)
    work = Work(made)
    changed = 0
    for _ in range(70):
        question = work.controller.questions.current
        document, sentence = work.place
        label = "hedge" if (document + sentence) % 2 else "claim"
        if question and not document and not sentence:
            label = "hedge" if label == "claim" else "claim"  # once another answer than before
            changed += 1
        work.mark(label)
        work.finish()
    assert changed == 1
    study = project_study(
        made.store, labels(), by=(), labels=["hedge", "claim"], confidence=0.95,
        progress=no_progress,
    )  # fmt: skip
    assert study == fresh_study(made.store, labels(), labels=["hedge", "claim"])
    (own,) = study.again
    assert own.scope.coders == ("ann", "ann")
    repeats = sum(len(work.held(number, pass_number=1)) for number in range(8))
    assert own.units == repeats > 20
    assert own.observed == pytest.approx(1 - 1 / repeats)
    made.store.close()


def test_a_lead_gets_one_message_about_who_is_below_the_bound(study):
    for sentence in range(4):
        study.judge("ann", 4, sentence, "claim")
        study.judge("bea", 4, sentence, "hedge")
    study.judge("ann", 5, 0, "claim")
    configure(study, gold_bound=0.7)

    def said(name):
        steps = play(study, *"jjjjjjjj", name=name)
        return [
            any("below the bound" in row and "ann (0 of 5 right)" in row for row in rows)
            for _, rows in steps
        ]

    assert sum(said("lea")) == 1
    assert not any(said("ann"))
    configure(study)
    assert not any(said("lea"))
