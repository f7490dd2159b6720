"""The app, driven by key presses: what is stored, and what is on the screen."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import replace

import pytest
from textual.events import Key

import annotator
from annotator.model import Origin, Suggestion, Tier, Voice
from annotator.store import Store
from annotator.tui.app import make
from tests.helpers.app_driver import example_store, press
from tests.helpers.memory_store import at, example_document, labels, suggestions
from tests.helpers.suggestion_runs import put_suggestions


def notes_of(path, annotator="ann"):
    with Store.open(path) as store:
        judgements = store.judgements.of_document(annotator, example_document().uid)
    return [note for held in judgements.values() for note in held.annotations.values()]


def state_of(path, position, annotator="ann"):
    with Store.open(path) as store:
        return store.judgements.of_document(annotator, example_document().uid).get(
            example_document().sentences[position]
        )


def shows(screen, words):
    return any(words in line for line in screen)


def test_the_first_screen_shows_where_what_and_why(tmp_path):
    screen = press(example_store(tmp_path), [])
    assert "Dam talks stall" in screen[0]
    assert "sentence 1/3" in screen[0]
    assert "0/3 finished" in screen[0]
    assert shows(screen, "▸? falsely described")
    assert shows(screen, "? implied meaning")
    assert shows(screen, "high tier · matched on “falsely described”")
    assert shows(screen, "rule verdict_false.say")
    assert not shows(screen, "@0000aaaa")  # the version is in the details
    assert shows(screen, "voice: narrator")
    assert "accept" in screen[-1]


def test_accepting_takes_one_key_each_and_finishing_one_more(tmp_path):
    path = example_store(tmp_path)
    screen = press(path, ["a", "a", "space"])
    assert [note.label for note in notes_of(path)] == ["verdict_false", "implicature"]
    assert state_of(path, 0).finished
    assert "sentence 2/3" in screen[0]
    assert "1/3 finished" in screen[0]


def test_a_span_takes_three_keys_and_a_label_one(tmp_path):
    path = example_store(tmp_path)
    hinted = press(path, ["j", "j", "s"])
    assert any(line.split()[-4:] == ["a", "s", "d", "f"] for line in hinted)
    press(path, ["j", "j", "s", "s", "d", "2"], annotator="bea")
    (note,) = notes_of(path, "bea")
    assert note.fragments == (at("readout claims"),)
    assert (note.label, note.origin) == ("implicature", Origin.MANUAL)


def test_the_palette_finds_a_label_without_a_key(tmp_path):
    path = example_store(tmp_path)
    press(path, ["j", "j", "s", "d", "enter", "enter", *"hed", "enter"])
    assert [(note.label, note.fragments) for note in notes_of(path)] == [("hedge", (at("claims"),))]


def test_bounds_are_edited_by_words_and_characters(tmp_path):
    path = example_store(tmp_path)
    press(path, ["e", "w", "w", "B", "l", "h", "enter"])
    (note,) = notes_of(path)
    assert note.fragments == (at("Tevik falsely described the dam"),)
    assert note.origin is Origin.EDITED


def test_a_claim_gets_its_claimant_and_cue_from_the_text(tmp_path):
    path = example_store(tmp_path)
    keys = ["j", "'", "0", "t", "x", "s", "f", "enter", "s", "g", "enter", "q"]
    press(path, keys)
    (note,) = notes_of(path)
    assert note.label == "claim"
    said = at("said")
    claimant, cue = note.attributes["claimant"], note.attributes["cue"]
    assert (claimant["text"], cue["text"]) == ("he", "said")
    assert (cue["start"], cue["end"]) == (said.start, said.end)
    assert example_document().text[claimant["start"] : claimant["end"]] == "he"


def test_choices_are_answered_by_number_and_cleared(tmp_path):
    path = example_store(tmp_path)
    press(path, ["tab", "t", "j", "2", "q"])
    (note,) = notes_of(path)
    assert note.attributes["kind"] == "threat"
    press(path, ["tab", "t", "j", "x", "q"])
    (note,) = notes_of(path)
    assert "kind" not in note.attributes


def test_undo_and_redo_name_what_they_did_across_sentences_and_sessions(tmp_path):
    path = example_store(tmp_path)
    press(path, ["a", "space", "f"])
    screen = press(path, ["u", "u", "u"])
    assert shows(screen, "undone: accepted falsely described on “falsely described”")
    assert notes_of(path) == []
    assert "sentence 1/3" in screen[0]
    assert "0/3 finished" in screen[0]
    screen = press(path, ["u"])
    assert shows(screen, "nothing left to undo")
    screen = press(path, ["U", "U"])
    assert shows(screen, "done again: finished the sentence")
    assert len(notes_of(path)) == 1
    assert state_of(path, 0).finished
    assert not state_of(path, 1).flagged


def test_a_note_a_flag_and_the_bookmark_are_there_next_time(tmp_path):
    path = example_store(tmp_path)
    press(path, ["j", "f", "c", *"why?", "enter"])
    screen = press(path, [])
    assert "sentence 2/3" in screen[0]
    assert shows(screen, "note: why?")
    assert any(line.startswith("⚑") for line in screen)


def test_rejecting_and_moving(tmp_path):
    path = example_store(tmp_path)
    screen = press(path, ["x", "X", "j", "k", "]", "n", "g", "3", "enter"])
    assert "sentence 3/3" in screen[0]
    assert state_of(path, 0).annotations == {}
    assert len(state_of(path, 0).verdicts) == 2


def test_the_end_of_the_last_document_is_a_message(tmp_path):
    path = example_store(tmp_path)
    screen = press(path, ["space", "space", "space", "space", "j", "J"])
    assert "3/3 finished" in screen[0]
    assert shows(press(path, ["space"]), "every sentence is finished")


def test_why_and_help_open_and_close(tmp_path):
    path = example_store(tmp_path)
    assert shows(press(path, ["i"]), "matched on")
    assert shows(press(path, ["?"]), "Accept the selected suggestion")
    assert shows(press(path, ["?", "q"]), "▸? falsely described")
    assert shows(press(path, [":", *"flag", "enter"]), "⚑ flagged")


def test_the_first_screen_needs_no_rules_no_figures_and_no_dialogs():
    script = (
        "import sys, annotator.tui.app;"
        "print(*[name for name in sys.modules if name.startswith(("
        "'numpy', 'spacy', 'statistics', 'sqlite_utils', 'aiohttp', 'annotator.nlp',"
        " 'annotator.attribution', 'annotator.suggestions', 'annotator.agreement',"
        " 'annotator.rule_quality', 'annotator.web', 'annotator.tui.dialogs.',"
        " 'annotator.store.sentence_search', 'annotator.store.migrations'))])"
    )
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert loaded.stdout.decode().split() == []


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (40, 12), (120, 40), (24, 8)])
def test_every_size_is_drawn_with_the_sentence_in_view(tmp_path, size):
    screen = press(example_store(tmp_path), ["a"], size=size)
    assert len(screen) == size[1]
    assert shows(screen, "▌")


def test_a_device_is_related_to_its_claim_and_undo_takes_both_back(tmp_path):
    path = example_store(tmp_path)
    words = at("claims nothing")
    claim = Suggestion(words, "claim", "claim.verb@0000cccc", Tier.HIGH, Voice.NARRATOR)
    device = replace(suggestions()[0], frames=claim.key)
    with Store.open(path) as store:
        put_suggestions(store, example_document().uid, [device, claim])
    assert shows(press(path, []), "frames: “claims nothing”")
    screen = press(path, ["a", "j", "j", "a"])
    assert shows(screen, "accepted claim on “claims nothing”, related to the claim")
    assert shows(screen, "framed by: “falsely described”")
    assert len(state_of(path, 0).relations) == 1
    press(path, ["u"])
    assert state_of(path, 0).relations == {}
    assert len(notes_of(path)) == 1


def sentences_of(path):
    """The sentences of the one document."""
    with Store.open(path) as store:
        (uid,) = store.documents.uids()
        return [span.of(store.documents.get(uid).text) for span in store.documents.sentences(uid)]


def test_two_sentences_are_joined_and_undo_names_it(tmp_path):
    path = example_store(tmp_path)
    screen = press(path, ["a", "space", "k", "+"])
    assert "sentence 1/2" in screen[0]
    assert "0/2 finished" in screen[0]
    assert shows(screen, "joined two sentences at “We deny it,” he said, “and we always wi…”")
    assert sentences_of(path)[0].endswith("and we always will.”")
    assert [note.label for note in notes_of(path)] == ["verdict_false"]
    screen = press(path, ["u"])
    assert shows(screen, "undone: joined two sentences at “We deny it,”")
    assert "sentence 1/3" in screen[0]
    assert "1/3 finished" in screen[0]
    assert len(notes_of(path)) == 1
    screen = press(path, ["U"])
    assert shows(screen, "done again: joined two sentences")
    assert "sentence 1/2" in screen[0]


def test_a_joined_sentence_is_finished_in_the_place_of_both(tmp_path):
    path = example_store(tmp_path)
    screen = press(path, ["+", "space"])
    assert "sentence 2/2" in screen[0]
    assert "1/2 finished" in screen[0]


def test_a_paragraph_is_marked_as_boilerplate_and_undo_brings_it_back(tmp_path):
    path = example_store(tmp_path)
    screen = press(path, ["B"])
    assert "sentence 1/1" in screen[0]
    assert shows(screen, "as boilerplate")
    assert sentences_of(path) == ["The readout claims nothing."]
    assert shows(press(path, ["B"]), "it has the only sentences of the document")
    screen = press(path, ["u"])
    assert "sentence 1/3" in screen[0]
    assert len(sentences_of(path)) == 3


def test_boilerplate_and_titles_are_marked_as_text_the_nearest_first(tmp_path):
    path = example_store(tmp_path)
    screen = press(path, ["B", "T"])
    assert shows(screen, "mark as text")
    screen = press(path, ["T", "enter"])
    assert shows(screen, "as text")
    assert len(sentences_of(path)) == 3
    press(path, ["T", "enter"])
    assert sentences_of(path)[0] == "Dam talks stall"
    assert shows(press(path, ["T"]), "this document has no title and no boilerplate")


def test_a_wrapped_paragraph_that_is_text_again_has_its_sentences_again(tmp_path):
    lines = [
        "The engineers waited for it. “Never!” Ms.",
        "Kostrel shouted over a line that was about",
        "to fail, and then nobody spoke for an hour.",
    ]
    text = "\n".join([*lines, "", *lines]) + "\n"
    (tmp_path / "dam.txt").write_text(text, "utf-8")
    with annotator.create(tmp_path / "study") as project:
        project.import_texts(tmp_path / "dam.txt")
    path = tmp_path / "study" / "annotations.db"
    before = sentences_of(path)
    assert len(before) == 4
    assert before[1].startswith("“Never!” Ms.\nKostrel shouted")
    press(path, ["B"])
    assert len(sentences_of(path)) == 2
    press(path, ["T", "enter"])
    assert sentences_of(path) == before


def test_sentences_of_two_paragraphs_are_not_joined(tmp_path):
    path = example_store(tmp_path)
    assert shows(press(path, ["j", "+"]), "no next sentence in this paragraph")
    assert shows(press(path, ["j", "+"]), "no next sentence in this paragraph")


def test_a_sentence_is_split_at_the_word_under_a_hint(tmp_path):
    path = example_store(tmp_path)
    asked = press(path, ["j", "|"])
    assert shows(asked, "type the letter over the word that begins the second")
    screen = press(path, ["|", "h"])
    assert "sentence 2/4" in screen[0]
    assert shows(screen, "split the sentence at “and we always will.”")
    assert sentences_of(path)[1:3] == ["“We deny it,” he said,", "“and we always will.”"]
    assert shows(press(path, ["|", "a"]), "a sentence needs words on both sides")
    assert shows(press(path, ["|", "backspace", "u"]), "undone: split the sentence at")
    assert len(sentences_of(path)) == 3


def test_a_sentence_is_split_where_a_selection_begins(tmp_path):
    path = example_store(tmp_path)
    screen = press(path, ["j", "'", "'", "|", "s"])
    assert "sentence 2/4" in screen[0]
    assert sentences_of(path)[1:3] == ["“We deny it,” he said,", "“and we always will.”"]


def test_another_annotator_sees_the_sentences_joined_and_loses_nothing(tmp_path):
    path = example_store(tmp_path)
    press(path, ["a", "space", "c", *"one", "enter", "space"], annotator="bea")
    press(path, ["+"])
    screen = press(path, ["k"], annotator="bea")
    assert "sentence 1/2" in screen[0]
    assert "1/2 finished" in screen[0]
    assert shows(screen, "✓ finished · note: one")
    assert len(notes_of(path, "bea")) == 1


def test_keys_pressed_faster_than_a_dialog_comes_up_are_typed_into_it(tmp_path):
    """As a paste or a slow connection sends them, without waiting for the screen."""
    path = example_store(tmp_path)

    async def run():
        with Store.open(path) as store:
            store.annotators.enrol("ann")
            app = make(store, labels(), "ann")
            async with app.run_test(size=(80, 24)) as pilot:
                await pilot.pause()
                for character in "cwait":
                    app.post_message(Key(character, character))
                await pilot.pause()
                await pilot.pause()
                app.post_message(Key("enter", "\r"))
                await pilot.pause()

    asyncio.run(run())
    assert state_of(path, 0).note == "wait"
    assert notes_of(path) == []
