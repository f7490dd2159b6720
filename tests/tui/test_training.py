"""Training: after each sentence that gold has finished, what gold has, and any key goes on."""

from __future__ import annotations

import asyncio

import pytest

from annotator.annotations.events import Draft, Explain, Settle, SettledAs
from annotator.api import ProjectFolder
from annotator.api.project import Project
from annotator.tui.app import make
from annotator.tui.line_console import Console
from annotator.tui.plain_text import PlainTextApp
from annotator.workflow.controller import Controller
from tests.helpers.app_driver import screen_lines
from tests.helpers.gold_study import GoldStudy
from tests.helpers.memory_store import labels
from tests.tui.test_plain_text import Typed


@pytest.fixture
def study(tmp_path):
    made = GoldStudy(tmp_path, documents=2, sentences=4)
    made.store.label_sets.put(labels())
    for sentence, given in enumerate((["hedge"], [], ["claim"])):
        made.judge("gold", 0, sentence, *given)
    made.assign("ann", 0)
    yield made
    made.store.close()


def explain(study, sentence, why, note):
    """Let the lead say why gold is as it is."""
    one = study.documents[0]
    where = one.sentences[sentence]
    (gold,) = study.store.judgements.of_document("gold", one.uid)[where].annotations
    settle = Settle(
        about=("x",), kinds=(), held={"bea": None}, seen={}, settled_as=SettledAs.EDITED,
        taken_from=(), made=(), gold=(gold,),
    )  # fmt: skip
    for change in (settle, Explain(("x",), why, note)):
        study.store.events.record("gold", [Draft(one.uid, where, change)], actor="lea")


async def shown(app, pilot, *keys):
    await pilot.press(*keys)
    await pilot.pause()
    return " ".join(" ".join(screen_lines(app)).split())


def play(study, steps, size=(80, 24)):
    """Press keys, and check what is on the screen after each. steps: (keys, texts on it)."""

    async def run():
        app = make(study.store, labels(), "ann")
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            for keys, texts in steps:
                now = await shown(app, pilot, *keys)
                for text in texts:
                    assert text in now, (keys, text, now)
            return app.controller

    return asyncio.run(run())


def test_what_was_missed_is_shown_with_reason_note_and_definition(study):
    explain(study, 0, "guideline_gap", "a word of doubt")
    controller = play(
        study,
        [
            (
                ["space"],
                [
                    "Training: what gold has",
                    "gold differs in 1 of 1",
                    "missed: gold has hedge on “falsely described”",
                    "reason: guideline gap",
                    "note: a word of doubt",
                    "hedge.",  # its definition
                ],
            ),
            (["q"], []),
        ],
    )
    assert controller.session.position == 1


def test_each_key_that_closes_it_goes_on_and_it_is_shown_for_each_sentence(study):
    controller = play(
        study,
        [
            (["space"], ["missed"]),
            (["space"], []),
            (["space"], ["right: nothing is marked here in gold either"]),
            (["enter"], []),
            (["space"], ["missed: gold has claim on “falsely described”"]),
            (["q"], []),
        ],
    )
    assert controller.session.position == 3
    assert controller.progress.finished == 3


def test_undo_after_it_goes_back_to_the_sentence(study):
    controller = play(study, [(["space"], ["missed"]), (["q"], []), (["u"], [])])
    assert controller.session.position == 0
    assert not controller.session.judgement.finished


def test_a_sentence_without_gold_and_a_document_of_others_show_nothing(study):
    controller = play(study, [(["j", "j", "j", "space"], []), (["space"], [])])
    assert controller.progress.finished == 2
    study.assign("bea", 1)
    study.judge("gold", 1, 1, "hedge")
    controller = play(study, [(["space"], [])])
    assert controller.progress.finished == 3


def test_all_of_it_is_in_plain_text_mode(study):
    written: list[str] = []
    uids = iter(range(99))
    controller = Controller(study.store, labels(), "ann", lambda: f"n{next(uids)}")
    app = PlainTextApp(controller, Console(Typed(*["space"] * 3, "q"), written.append))
    app.run()
    text = "\n".join(written)
    assert "missed: gold has hedge on “falsely described”" in text
    assert "right: nothing is marked here in gold either" in text
    assert controller.session.position == 3


@pytest.mark.parametrize(
    ("label", "words", "said"),
    [
        ("hedge", "falsely described", "hedge on “falsely described”: kept"),
        ("claim", "falsely described", "another label, gold has hedge on “falsely described”"),
        ("hedge", "falsely", "hedge on “falsely”: other words, gold has hedge on"),
        ("hedge", "today", "hedge on “today”: gold has nothing of it"),
    ],
)
def test_each_way_to_differ_is_named(study, label, words, said):
    from annotator.annotations import commands
    from annotator.model import Span
    from annotator.workflow.training import explanation

    uids = iter(range(99))
    controller = Controller(study.store, labels(), "ann", lambda: f"n{next(uids)}")
    session = controller.session
    start = session.document.text.index(words, session.sentence.start)
    session.select_span(Span(start, start + len(words)))
    controller.record(commands.put(session, label))
    controller.record(commands.finish(session))
    found = explanation(study.store, session)
    assert any(said in found.words(one) for one in found.outcomes)
    assert found.summary.startswith("right") == (said.endswith("kept"))


# ------------------------------------------------------------------ agreement and exports


def test_training_stays_out_of_agreement_and_exports(study, tmp_path):
    project = Project(ProjectFolder(tmp_path, "lea"), study.store)
    for name in ("ann", "bea"):
        for document in (0, 1):
            study.judge(name, document, 0, "hedge")

    def exported(**more):
        documents = project.read(**more).documents
        return sorted(
            (one.document.uid, each.annotator) for one in documents for each in one.readings
        )

    zero, one = (document.uid for document in study.documents)
    expected = [(zero, "bea"), (zero, "gold"), (one, "ann"), (one, "bea")]
    assert exported() == expected
    assert exported(as_of="2099-01-01") == expected
    assert exported(training=True) == sorted([*expected, (zero, "ann")])
    readings = study.store.judgements.readings(["ann", "bea"])
    assert [(each.document.uid, each.annotator) for each in readings] == [
        (zero, "bea"), (one, "ann"), (one, "bea"),
    ]  # fmt: skip
    assert [each.annotator for each in study.store.adjudication.readings(zero)] == ["bea"]
