"""Comments in the app, by key presses: shown, listed, answered, and only to who may see them."""

from __future__ import annotations

import pytest

from annotator.annotations.events import Draft, Finish, Note
from annotator.annotations.project_events import Comment
from annotator.store import Store
from annotator.tui.actions.key_table import DEFAULT
from annotator.tui.context import Context
from annotator.tui.line_console import Console
from annotator.tui.plain_text import PlainTextApp
from annotator.workflow.comments import send_comment
from annotator.workflow.controller import Controller
from tests.helpers.app_driver import example_store, press
from tests.helpers.memory_store import example_document, labels
from tests.helpers.screenless import NoScreen
from tests.tui.test_plain_text import Typed

UID = example_document().uid
FIRST, SECOND, THIRD = example_document().sentences


@pytest.fixture
def path(tmp_path):
    """Two comments to ann, one of which sends the second sentence back."""
    found = example_store(tmp_path)
    with Store.open(found) as store:
        for name, role in (("ann", "annotator"), ("bea", "annotator"), ("lea", "lead")):
            store.annotators.enrol(name, role)
        store.events.record("ann", [Draft(UID, SECOND, Finish(True, True, ()))])
        send_comment(
            store, Comment("ann", UID, FIRST, "“may” is \x1b[31mno hedge here"), actor="lea"
        )
        back = Comment("ann", UID, SECOND, "both quotations?", sent_back=True)
        send_comment(store, back, actor="lea")
    return found


def text(screen):
    return "\n".join(screen)


def written(path, viewer="lea"):
    with Store.open(path) as store:
        return [(one.author, one.recipient, one.text) for one in store.comments.all(viewer)][2:]


def test_new_comments_are_named_at_the_start_until_they_were_listed(path):
    assert "2 comments from the lead: M shows them" in text(press(path, []))
    listed = text(press(path, ["M"]))
    assert "Comments  1 of 2, 2 new" in listed
    assert "lead  ↶ sent back  new  sentence 2 of Dam talks stall" in listed
    assert "“may” is ␛[31mno hedge here" in listed
    assert "comments from the lead" not in text(press(path, []))
    assert "Comments  1 of 2 " in text(press(path, ["M"]))


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (180, 50)])
def test_a_comment_is_at_its_sentence_and_enter_in_the_list_opens_it(path, size):
    here = text(press(path, ["f"], size=size))
    assert "lead: “may” is ␛" in here
    back = text(press(path, ["M", "enter"], size=size))
    assert "↶◂" in back
    if size[0] > 40:
        assert "↶ sent back · lead: both quotations?" in back
    done = text(press(path, ["M", "enter", "space", "k"], size=size))
    assert "↶" not in done
    assert "✓" in done


def test_a_wide_screen_shows_all_comments_as_a_whole(path):
    with Store.open(path) as store:
        send_comment(store, Comment("", UID, FIRST, "then what is it " * 12), actor="ann")
    wide = press(path, ["f"], size=(180, 50))
    assert "m answer" in text(wide)
    side = "".join(line.partition("│  ")[2].strip() + " " for line in wide)
    assert "you to the lead: " + "then what is it " * 11 in side
    assert "2 comments: M · you to the lead: then" in text(press(path, ["f"]))


def test_m_answers_the_lead_and_u_takes_nothing_of_that_back(path):
    screen = text(press(path, ["m", *"because", "enter"]))
    assert "wrote to the lead about sentence 1" in screen
    assert written(path) == [("ann", "", "because")]
    assert "you to the lead: because" in text(press(path, ["f"]))
    assert "comment is empty" in text(press(path, ["m", "enter"]))
    press(path, ["m", *"no", "escape"])
    assert written(path) == [("ann", "", "because")]


def test_a_lead_sees_the_answer_and_answers_who_wrote_last(path):
    press(path, ["m", *"because", "enter"])
    assert "1 comment from ann: M shows it" in text(press(path, [], annotator="lea"))
    assert "ann: because" in text(press(path, ["f"], annotator="lea"))
    asked = text(press(path, ["m"], annotator="lea"))
    assert "To ann, about this sentence" in asked
    press(path, ["m", *"fine", "enter"], annotator="lea")
    assert written(path)[-1] == ("lea", "ann", "fine")
    alone = text(press(path, ["j", "j", "m"], annotator="lea"))
    assert "nobody wrote about this sentence: there is nobody to answer" in alone


def test_others_see_nothing_of_it(path):
    for keys in ([], ["M"], ["j"], ["i"]):
        screen = text(press(path, keys, annotator="bea", size=(180, 50)))
        for word in ("from the lead", "no hedge", "both quotations", "↶"):
            assert word not in screen
    assert "no comments; m writes one to the lead" in text(press(path, ["M"], annotator="bea"))


def test_plain_text_mode_names_them_reads_them_and_answers(path):
    written_lines = []
    with Store.open(path) as store:
        work = Controller(store, labels(), "ann", lambda: "n")
        keys = Typed("M", "1", "m", "because", "q")
        PlainTextApp(work, Console(keys, written_lines.append)).run()
    said = "\n".join(written_lines)
    assert "2 comments from the lead: M shows them" in said
    assert "comment: lead: “may” is" in said
    assert "Sentence 2 of 3, not finished, sent back" in said
    assert "comment: lead: both quotations?" in said
    assert written(path) == [("ann", "", "because")]


def test_nothing_is_on_show_in_a_silent_repeat(path):
    with Store.open(path) as store:
        lines = []
        work = Controller(store, labels(), "ann", lambda: "n", pass_number=1)
        PlainTextApp(work, Console(Typed("q"), lines.append)).run()
    assert not any("hedge here" in line or "sent back" in line for line in lines)


def test_comments_that_come_while_the_app_is_open_are_there_after_the_next_decision(path):
    with Store.open(path) as store, Store.open(path) as lead:
        work = Controller(store, labels(), "ann", lambda: "n")
        context = Context(work, DEFAULT, NoScreen())
        send_comment(lead, Comment("ann", UID, FIRST, "one more"), actor="lea")
        work.record([Draft(UID, FIRST, Note("x"))])
        assert [one.text for one in context.comments.here(context.session)][-1] == "one more"
