"""Comments: who may write to whom, who sees them, and what sending a sentence back does."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from annotator.annotations.events import Draft, Finish, Flag, Note
from annotator.annotations.project_events import Comment
from annotator.cli import main
from annotator.errors import AnnotatorError
from annotator.store import Store
from annotator.workflow import comments
from annotator.workflow.comments import VisibleComments, send_comment
from annotator.workflow.controller import Controller
from annotator.workflow.news import comment_news
from tests.helpers.app_driver import example_store
from tests.helpers.memory_store import example_document, labels

UID = example_document().uid
FIRST, SECOND, THIRD = example_document().sentences


@pytest.fixture
def store(tmp_path):
    with Store.open(example_store(tmp_path)) as made:
        for name, role in (("ann", "annotator"), ("bea", "annotator"), ("lea", "lead")):
            made.annotators.enrol(name, role)
        yield made


def finish(store, name, *sentences):
    for sentence in sentences:
        store.events.record(name, [Draft(UID, sentence, Finish(True, True, ()))])


def seen_by(store, viewer):
    return [one.text for one in store.comments.all(viewer)]


# ------------------------------------------------------------------------------- writing


def test_only_the_recipient_the_author_and_leads_see_a_comment(store):
    store.annotators.enrol("leo", "lead")
    send_comment(store, Comment("ann", UID, FIRST, "look at the bounds"), actor="lea")
    send_comment(store, Comment(comments.LEADS, UID, FIRST, "why?"), actor="ann")
    assert seen_by(store, "ann") == seen_by(store, "lea") == seen_by(store, "leo")
    assert seen_by(store, "ann") == ["look at the bounds", "why?"]
    assert seen_by(store, "bea") == seen_by(store, "nobody") == []
    assert [one.text for one in store.comments.received("ann")] == ["look at the bounds"]
    assert [one.text for one in store.comments.received("leo")] == ["why?"]
    assert [one.text for one in store.comments.received("lea")] == ["why?"]


@pytest.mark.parametrize(
    ("actor", "recipient", "text", "why"),
    [
        ("ann", "bea", "hello", "ann may not write to bea: ask a lead of this project: lea"),
        ("lea", "bob", "hello", "nobody here is called 'bob'"),
        ("lea", "ann", " \n ", "the comment is empty"),
    ],
)
def test_what_cannot_be_sent_is_refused_and_nothing_is_recorded(store, actor, recipient, text, why):
    before = store.last_recorded()
    with pytest.raises(AnnotatorError, match=why):
        send_comment(store, Comment(recipient, UID, FIRST, text), actor=actor)
    assert store.last_recorded() == before


def test_a_sentence_that_is_sent_back_is_in_the_queue_again_with_its_annotations(store):
    finish(store, "ann", FIRST, SECOND, THIRD)
    finish(store, "bea", SECOND)
    assert store.queue.next_unfinished("ann") is None
    assert send_comment(
        store, Comment("ann", UID, SECOND, "both parts?", sent_back=True), actor="lea"
    )
    assert store.queue.next_unfinished("ann") == (UID, SECOND)
    assert store.annotators.progress("ann").left == 1
    assert store.judgements.of_document("bea", UID)[SECOND].finished
    *_, event = store.events.iterate("ann")
    assert (event.annotator, event.actor) == ("ann", "lea")
    assert store.events.undo("bea").targets
    held = store.judgements.of_document("ann", UID)
    store.rebuild()
    assert store.judgements.of_document("ann", UID) == held
    assert [one.sent_back for one in store.comments.all("ann")] == [True]


def test_a_sentence_that_was_not_finished_stays_as_it_is(store):
    before = store.events.newest("ann")
    assert not send_comment(
        store, Comment("ann", UID, SECOND, "please look", sent_back=True), actor="lea"
    )
    assert store.events.newest("ann") == before
    assert seen_by(store, "ann") == ["please look"]


def test_a_sentence_that_cannot_be_judged_is_sent_back_too(store):
    change = Finish(False, True, (), cannot_judge="missing_context")
    store.events.record("ann", [Draft(UID, FIRST, change)])
    assert send_comment(
        store, Comment("ann", UID, FIRST, "see the title", sent_back=True), actor="lea"
    )
    assert not store.judgements.of_document("ann", UID)[FIRST].is_done


def test_comment_and_reopening_happen_together_or_not_at_all(store, monkeypatch):
    finish(store, "ann", FIRST)

    def fails(*_args, **_more):
        raise AnnotatorError("the disk is full")

    monkeypatch.setattr(store.events, "record", fails)
    with pytest.raises(AnnotatorError):
        send_comment(store, Comment("ann", UID, FIRST, "again", sent_back=True), actor="lea")
    assert seen_by(store, "lea") == []


# ------------------------------------------------------------------------------- at work


def at_work(store, name):
    return Controller(store, labels(), name, lambda: "n").session


def test_comments_are_found_at_the_sentence_and_counted_until_they_are_listed(store):
    send_comment(store, Comment("ann", UID, FIRST, "one", sent_back=True), actor="lea")
    send_comment(store, Comment("ann", UID, SECOND, "two"), actor="lea")
    theirs, session = VisibleComments(store, "ann"), at_work(store, "ann")
    assert [one.text for one in theirs.here(session)] == ["one"]
    assert [one.text for one in theirs.about(session, SECOND)] == ["two"]
    assert theirs.sent_back(session) == {FIRST}
    assert comment_news(theirs.unread(), "M") == "2 comments from the lead: M shows them"
    theirs.mark_read()
    assert theirs.unread() == []
    send_comment(store, Comment("ann", UID, SECOND, "three"), actor="lea")
    assert comment_news(theirs.unread(), "M") == "1 comment from the lead: M shows it"
    assert comment_news(VisibleComments(store, "bea").unread(), "M") == ""


def test_an_annotator_answers_the_leads_and_a_lead_who_wrote_last(store):
    session = at_work(store, "ann")
    send_comment(store, Comment("ann", UID, FIRST, "why hedge?"), actor="lea")
    assert VisibleComments(store, "ann").answer(session, "because of may") == "the lead"
    lead, there = VisibleComments(store, "lea"), at_work(store, "lea")
    assert lead.answered(there) == "ann"
    assert lead.answer(there, "agreed") == "ann"
    here = VisibleComments(store, "ann").here(session)
    assert [comments.in_words(one, "ann") for one in here] == [
        "lead: why hedge?", "you to the lead: because of may", "lead: agreed",
    ]  # fmt: skip
    assert [comments.in_words(one, "lea") for one in lead.here(there)] == [
        "you to ann: why hedge?", "ann: because of may", "you to ann: agreed",
    ]  # fmt: skip
    there.go_to(1)
    assert lead.answered(there) is None


def test_a_sent_back_sentence_is_done_with_once_it_is_finished_again(store):
    finish(store, "ann", FIRST)
    send_comment(store, Comment("ann", UID, FIRST, "again", sent_back=True), actor="lea")
    assert VisibleComments(store, "ann").sent_back(at_work(store, "ann")) == {FIRST}
    finish(store, "ann", FIRST)
    assert VisibleComments(store, "ann").sent_back(at_work(store, "ann")) == frozenset()


def test_a_comment_stays_at_its_words_when_sentences_are_joined(store):
    from annotator.annotations import commands

    send_comment(store, Comment("ann", UID, SECOND, "here"), actor="lea")
    store.events.record("bea", commands.join(at_work(store, "bea")))
    assert [one.text for one in VisibleComments(store, "ann").here(at_work(store, "ann"))] == [
        "here"
    ]


# ------------------------------------------------------------------------- annotator notes


def notes(store, name, *words):
    folder = str(store.path.parent)
    return CliRunner().invoke(main, ["-p", folder, "-a", name, "notes", *words])


@pytest.fixture
def noted(store):
    store.events.record("ann", [Draft(UID, FIRST, Flag(True)), Draft(UID, FIRST, Note("unsure"))])
    store.events.record("bea", [Draft(UID, THIRD, Note("says \x1b[31mnothing"))])
    store.events.record("bea", [Draft(UID, None, Note("all of it"))])
    send_comment(store, Comment("ann", UID, FIRST, "ask the title", sent_back=True), actor="lea")
    return store


def test_a_lead_sees_everything_by_document_and_sentence(noted):
    result = notes(noted, "lea")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"Dam talks stall  {UID}",
        "  the document as a whole",
        "      bea, note: all of it",
        "  1  Tevik falsely described the dam, in an apparent dig at Moro.",
        "      ann flagged it",
        "      ann, note: unsure",
        "      lea to ann, sent back: ask the title",
        "  3  The readout claims nothing.",
        "      bea, note: says ␛[31mnothing",
    ]


def test_an_annotator_sees_their_own_and_what_was_written_to_them(noted):
    shown = notes(noted, "ann").stdout
    assert "unsure" in shown
    assert "ask the title" in shown
    assert "bea" not in shown
    refused = notes(noted, "ann", "--by", "bea")
    assert isinstance(refused.exception, AnnotatorError)
    assert "notes of bea are for leads" in str(refused.exception)
    empty = notes(noted, "cat")
    assert (empty.exit_code, empty.stdout) == (0, "")
    assert "no flags, notes or comments" in empty.stderr


def test_notes_as_json_by_one_person_or_of_one_document(noted):
    (one,) = json.loads(notes(noted, "lea", "--json", "--by", "ann").stdout)["sentences"]
    assert (one["number"], one["sentence"]) == (1, [FIRST.start, FIRST.end])
    assert [entry["kind"] for entry in one["entries"]] == ["flag", "note"]
    found = json.loads(notes(noted, "lea", "--json", "--document", UID[:6]).stdout)["sentences"]
    assert [entry["kind"] for one in found for entry in one["entries"]] == [
        "note", "flag", "note", "comment", "note",
    ]  # fmt: skip
    unknown = notes(noted, "lea", "--document", "zzz")
    assert (unknown.exit_code, unknown.stdout) == (1, "")


def test_masked_titles_stay_masked_for_annotators(noted):
    from annotator.workflow.project_settings import save_project_settings

    save_project_settings(noted, None, "title", actor="lea")
    assert "Dam talks" not in notes(noted, "ann").stdout
    assert "Dam talks" in notes(noted, "lea").stdout
