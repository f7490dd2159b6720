"""Gold questions and silent repeats: when they come, and that nothing shows which they are."""

from __future__ import annotations

import json
from functools import partial
from itertools import count
from math import sqrt

import pytest

from annotator.annotations import commands
from annotator.api.question_settings import QuestionSettings, set_question_settings
from annotator.model import Progress, Span
from annotator.store import Store
from annotator.workflow.controller import Controller
from annotator.workflow.silent_questions import falls_in_share
from tests.helpers.gold_study import GoldStudy
from tests.helpers.memory_store import labels

KEY = b"a key"


class Work:
    """An annotator at work on a study, from its first document."""

    def __init__(self, study: GoldStudy, name: str = "ann", prefix: str = "n") -> None:
        uids = count()
        self.study, self.name = study, name
        new_uid = lambda: f"{prefix}{next(uids)}"  # noqa: E731
        self.controller = Controller(study.store, labels(), name, new_uid)

    @property
    def place(self) -> tuple[int, int]:
        """The numbers of document and sentence."""
        session = self.controller.session
        return int(session.document.uid.removeprefix("b2:"), 16), session.position

    def mark(self, label: str) -> None:
        session = self.controller.session
        start = session.document.text.index("falsely", session.sentence.start)
        session.select_span(Span(start, start + 7))
        self.controller.record(commands.put(session, label))

    def finish(self) -> tuple[int, int]:
        """Finish the sentence, and go on; returns where that is."""
        self.controller.record(commands.finish(self.controller.session))
        self.controller.advance()
        return self.place

    def held(self, document: int, *, pass_number: int = 0):
        uid = self.study.documents[document].uid
        return self.study.store.judgements.of_document(self.name, uid, pass_number=pass_number)


def make(folder, documents=6, sentences=4, gold=(), order=lambda _: None, **settings):
    """A study in which gold has finished the documents `gold`."""
    study = GoldStudy(folder, documents, sentences, order=order)
    for document in gold:
        for sentence in range(sentences):
            study.judge("gold", document, sentence, "hedge")
    set_question_settings(study.store, QuestionSettings(**settings), actor="lea")
    return study


def way(work: Work, steps: int) -> list[tuple[int, int]]:
    """Where an annotator goes who finishes one sentence after the other."""
    return [work.place, *(work.finish() for _ in range(steps))]


# --------------------------------------------------------------------------------- shares


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5])
def test_a_share_of_the_sentences_is_chosen(share):
    number = 20_000
    chosen = sum(
        falls_in_share("ann", (f"b2:{one // 40:x}", Span(one, one + 9)), share, KEY)
        for one in range(number)
    )
    assert abs(chosen - share * number) < 4 * sqrt(number * share * (1 - share))


def test_a_larger_share_only_adds_sentences_and_annotators_have_others():
    places = [("b2:a", Span(one, one + 9)) for one in range(2_000)]

    def chosen(name, share):
        return {one for one in places if falls_in_share(name, one, share, KEY)}

    assert chosen("ann", 0.1) < chosen("ann", 0.2) < chosen("ann", 1) == set(places)
    assert chosen("ann", 0) == set()
    assert len(chosen("ann", 0.2) & chosen("bea", 0.2)) < 0.35 * len(chosen("ann", 0.2))


# -------------------------------------------------------------------------- gold questions


def test_with_no_share_the_way_is_that_of_the_texts(tmp_path):
    work = Work(make(tmp_path, gold=(4, 5)))
    assert way(work, 9) == [divmod(number, 4) for number in range(10)]


def test_every_other_sentence_is_a_question_at_the_share_one_and_the_way_goes_on(tmp_path):
    work = Work(make(tmp_path, gold=(4, 5), gold_share=1.0))
    found = way(work, 16)
    assert found[::2] == [(0, 0), (0, 1), (0, 2), (0, 3), (1, 0), (1, 1), (1, 2), (1, 3), (2, 0)]
    assert len(set(found[1::2])) == 8
    assert {document for document, _ in found[1::2]} == {4, 5}
    assert way(work, 3) == [(2, 0), (2, 1), (2, 2), (2, 3)]  # no question is left


def test_the_share_of_questions_is_that_of_the_setting(tmp_path):
    work = Work(make(tmp_path, documents=120, sentences=6, gold=range(60, 120), gold_share=0.2))
    asked, finished = 0, 360
    last = work.place
    for _ in range(finished):
        now = work.finish()
        if now[0] >= 60:
            asked += 1
            assert last[0] < 60  # never two in a row
            now = work.finish()
        last = now
    assert last == (60, 0)
    assert abs(asked - 0.2 * finished) < 3 * sqrt(finished * 0.2 * 0.8)


def test_the_questions_are_the_same_on_another_machine_and_after_a_restart(tmp_path):
    ways = []
    for name, order in (("one", lambda _: None), ("other", lambda many: many[6:].reverse())):
        (tmp_path / name).mkdir()
        study = make(tmp_path / name, documents=12, gold=range(6, 12), gold_share=0.4, order=order)
        found = way(Work(study), 10)
        study.store.close()
        study.store = Store.open(study.path)
        found += way(Work(study, prefix="m"), 10)[1:]
        ways.append(found)
        study.store.close()
    (tmp_path / "through").mkdir()
    study = make(tmp_path / "through", documents=12, gold=range(6, 12), gold_share=0.4)
    assert ways[0] == ways[1] == way(Work(study), 20)
    assert any(document >= 6 for document, _ in ways[0])


def test_a_restart_in_the_middle_of_a_question_comes_back_from_it(tmp_path):
    study = make(tmp_path, gold=(4, 5), gold_share=1.0)
    work = Work(study)
    question = work.finish()
    assert question[0] in {4, 5}
    work.controller.leave()
    study.store.close()
    study.store = Store.open(study.path)
    work = Work(study, prefix="m")
    assert work.place == question
    assert work.finish() == (0, 1)


MOVES = {
    "j": (lambda work: work.controller.step(1), (0, 1)),
    "k": (lambda work: work.controller.step(-1), (0, 0)),
    "n": (lambda work: work.controller.next_unfinished(1), (0, 1)),
    "J": (lambda work: work.controller.step_document(1), (1, 0)),
    "u": (lambda work: work.controller.undo(), (0, 0)),
}


@pytest.mark.parametrize("key", MOVES)
def test_moving_on_from_a_question_goes_on_where_it_was_asked(tmp_path, key):
    move, place = MOVES[key]
    work = Work(make(tmp_path, gold=(4, 5), gold_share=1.0))
    question = work.finish()
    assert question[0] in {4, 5}
    move(work)
    assert work.place == place
    assert work.controller.questions.current is None


def test_who_goes_elsewhere_from_a_question_stays_there(tmp_path):
    work = Work(make(tmp_path, gold=(4, 5), gold_share=1.0))
    work.finish()
    work.controller.open(work.study.documents[2].uid)
    assert work.place == (2, 0)
    assert work.controller.step(1)
    assert work.place == (2, 1)


def test_undo_goes_back_to_a_question_and_from_there_on_as_before(tmp_path):
    work = Work(make(tmp_path, gold=(4, 5), gold_share=1.0))
    question = work.finish()
    work.mark("hedge")
    assert work.finish() == (0, 1)
    work.controller.undo()
    assert work.place == question
    assert not work.controller.session.judgement.finished
    assert work.controller.session.judgement.annotations
    assert work.finish() == (0, 1)
    work.controller.undo()
    work.controller.undo()
    work.controller.undo()
    assert work.place == (0, 0)
    assert not any(one.annotations for one in work.held(question[0]).values())
    assert work.finish() == question  # the same one


def test_going_over_a_finished_sentence_asks_nothing(tmp_path):
    work = Work(make(tmp_path, gold=(4, 5), gold_share=1.0))
    work.finish()
    work.finish()
    work.controller.step(-1)
    assert work.place == (0, 0)
    work.controller.advance()
    assert work.place == (0, 1)


def test_gold_sentences_that_come_anyway_are_judged_there(tmp_path):
    work = Work(make(tmp_path, documents=2, sentences=3, gold=(1,), gold_share=1.0))
    found = way(work, 3 + 3 - 1)
    assert sorted(found) == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    work.finish()
    assert work.controller.progress.left == 0


def test_leads_and_gold_are_not_asked(tmp_path):
    study = make(tmp_path, gold=(4, 5), gold_share=1.0)
    assert {document for document, _ in way(Work(study, "lea"), 6)} == {0, 1}
    assert {document for document, _ in way(Work(study, "gold"), 6)} == {0, 1}


def test_nothing_is_asked_in_training_and_no_training_is_asked(tmp_path):
    study = make(tmp_path, gold=(4, 5), gold_share=1.0)
    study.assign("ann", 0, 4)
    found = way(Work(study), 8)
    assert found[:5] == [(0, 0), (0, 1), (0, 2), (0, 3), (1, 0)]
    assert {document for document, _ in found} == {0, 1, 5}


def test_a_filtered_queue_has_no_questions(tmp_path):
    work = Work(make(tmp_path, gold=(4, 5), gold_share=1.0))
    search = work.controller.search_state
    search.set_queue(search.parse("Moro"))
    found = way(work, 5)
    for number, position in found[1:]:
        document = work.study.documents[number]
        assert "Moro" in document.sentences[position].of(document.text)


def test_a_question_counts_as_any_sentence(tmp_path):
    work = Work(make(tmp_path, gold=(4, 5), gold_share=1.0))
    for number in range(8):
        assert work.controller.progress == Progress(number, 24)
        work.finish()


def test_a_state_that_cannot_be_read_never_stops_a_start(tmp_path):
    study = make(tmp_path, gold=(4, 5), gold_share=1.0)
    for text in ("[", "[]", '{"asked": [1]}', '{"asked": [], "current": 4}'):
        study.store.settings.set("questions:ann", text)
        assert Work(study).place == (0, 0)


# ------------------------------------------------------------------------- silent repeats


def repeated(folder, **more):
    """A study in which ann has finished document 0 and is at document 1, with repeats due."""
    study = make(folder, repeat_share=1.0, repeat_after=4, **more)
    work = Work(study)
    for label in ("hedge", "claim", "hedge", "claim"):
        work.mark(label)
        work.finish()
    assert work.place == (1, 0)
    return study, work


def test_a_repeat_shows_nothing_of_the_earlier_judgement_and_is_kept_apart(tmp_path):
    _, work = repeated(tmp_path)
    again = work.finish()
    assert again[0] == 0
    session = work.controller.session
    assert not session.judgement.finished
    assert session.marks(session.sentence) == ()
    others = [one for one in session.document.sentences if one != session.sentence]
    assert all(session.judgement_of(one).finished for one in others)
    before = work.held(0)
    work.mark("hedge")
    assert [one.label for one in session.judgement.annotations.values()] == ["hedge"]
    assert work.finish() == (1, 1)
    assert work.held(0) == before
    (second,) = work.held(0, pass_number=1).values()
    assert second.finished
    assert [one.label for one in second.annotations.values()] == ["hedge"]


def test_a_sentence_comes_up_again_only_once_and_after_so_many_others(tmp_path):
    _, work = repeated(tmp_path)
    found = way(work, 20)
    again = [place for place in found if place[0] == 0]
    assert len(again) == len(set(again)) == 4
    first = found.index(again[0])
    assert first == 1  # four are finished, and the first of them has four after it then
    assert all(found[place + 1][0] for place, one in enumerate(found[:-1]) if one[0] == 0)


def test_no_sentence_comes_up_again_too_early(tmp_path):
    study = make(tmp_path, documents=12, repeat_share=1.0, repeat_after=10)
    work, order = Work(study), []
    for _ in range(40):
        place = work.place
        if place in order:
            assert len(order) - 1 - order.index(place) >= 10
        else:
            order.append(place)
        work.finish()
    assert len(order) < 40


def test_undo_and_redo_work_across_a_repeat(tmp_path):
    _, work = repeated(tmp_path)
    again = work.finish()
    work.mark("hedge")
    assert work.finish() == (1, 1)
    work.controller.undo()
    assert work.place == again
    assert not work.controller.session.judgement.finished
    assert len(work.controller.session.judgement.annotations) == 1
    work.controller.undo()
    assert work.place == again
    assert not work.controller.session.judgement.annotations
    work.controller.undo()
    assert work.place == (1, 0)
    for place in ((1, 0), again, again):
        work.controller.redo()
        assert work.place == place
    assert work.controller.session.judgement.finished
    assert work.controller.advance()
    assert work.place == (1, 1)


def test_a_run_of_finished_sentences_with_a_repeat_in_it_is_undone_as_a_whole(tmp_path):
    _, work = repeated(tmp_path)
    before = work.held(0)
    again = work.finish()
    work.finish()
    work.finish()
    work.controller.undo_several(3)
    assert work.place == (1, 0)
    assert not any(one.finished for one in work.held(1).values())
    assert work.held(0) == before
    assert not any(one.finished for one in work.held(0, pass_number=1).values())
    assert work.controller.progress == Progress(4, 24)
    assert work.finish() == again


def test_the_counts_go_up_with_each_finished_sentence(tmp_path):
    _, work = repeated(tmp_path)
    done = [work.controller.progress.finished]
    for _ in range(10):
        work.finish()
        done.append(work.controller.progress.finished)
    assert done == list(range(done[0], done[0] + 11))
    work.controller.undo()
    assert work.controller.progress.finished == done[-2]


def test_a_restart_in_a_repeat_still_hides_the_earlier_judgement(tmp_path):
    study, work = repeated(tmp_path)
    again = work.finish()
    work.mark("claim")
    progress = work.controller.progress
    work.controller.leave()
    study.store.close()
    study.store = Store.open(study.path)
    work = Work(study, prefix="m")
    assert work.place == again
    session = work.controller.session
    assert [one.label for one in session.judgement.annotations.values()] == ["claim"]
    assert not session.judgement.finished
    assert work.controller.progress == progress
    assert work.finish() == (1, 1)


def test_what_is_marked_in_other_sentences_of_a_repeated_document_is_no_repeat(tmp_path):
    _, work = repeated(tmp_path)
    _, place = work.finish()
    other = (place + 1) % 4
    work.controller.go_to(other)
    session = work.controller.session
    before = len(session.judgement.annotations)
    work.mark("hedge")
    assert len(session.judgement.annotations) == before + 1
    assert len(work.held(0)[session.sentence].annotations) == before + 1
    assert work.held(0, pass_number=1) == {}


def test_gold_questions_and_repeats_are_not_named_in_what_is_remembered_elsewhere(tmp_path):
    study, work = repeated(tmp_path, gold=(4, 5), gold_share=0.5)
    way(work, 6)
    for event in study.store.events.iterate("ann"):
        text = json.dumps(event.change.to_payload())
        assert "gold" not in text
        assert "question" not in text


# ------------------------------------------------------------------------------------ cost


def test_what_is_looked_up_of_a_sentence_costs_the_same_after_any_amount_of_work(tmp_path):
    """Steps of SQLite, which are exact, for what follows a finished sentence and for accuracy."""
    costs = []
    for number in (4, 40):
        folder = tmp_path / str(number)
        folder.mkdir()
        study = make(folder, documents=number + 2, sentences=4)
        for document in range(number):
            for sentence in range(4):
                study.judge("gold", document, sentence, "hedge")
                study.judge("ann", document, sentence, "hedge")
        uid = study.documents[number].uid
        first = study.documents[0]
        questions, releases = study.store.questions, study.store.releases
        costs.append(
            [
                steps(study, partial(questions.is_training, "ann", uid)),
                steps(study, partial(questions.is_unjudged, "ann", first.uid, first.sentences[0])),
                steps(study, partial(questions.is_repeatable, "ann", uid, first.sentences[0])),
                steps(study, partial(releases.first_finished, "ann", first.uid)),
            ]
        )
        study.store.close()
    assert costs[0] == costs[1]


def steps(study: GoldStudy, action) -> int:
    """The steps of SQLite's virtual machine that an action takes."""
    taken = []
    connection = study.store._database.connection
    connection.set_progress_handler(lambda: taken.append(1), 1)
    action()
    connection.set_progress_handler(None, 1)
    return len(taken)
