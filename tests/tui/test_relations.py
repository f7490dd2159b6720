"""Relations, by key presses: letters on marks, digits for roles, arrows in lanes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.annotations.relations import kinds_between, may_connect
from annotator.model import LabelKind, Suggestion, Tier, Voice
from annotator.store import Store
from tests.helpers.app_driver import example_store, press
from tests.helpers.memory_store import at, example_document, suggestions
from tests.helpers.suggestion_runs import put_suggestions

CLAIMS = (at("the dam"), at("“We deny it,”"), at("claims nothing"))


def store_with_claims(folder, *spans):
    """The example document with suggestions of claims on these words, too."""
    path = example_store(folder)
    claims = [
        Suggestion(one, "claim", "claim.verb@0000cccc", Tier.HIGH, Voice.NARRATOR) for one in spans
    ]
    every = sorted([*suggestions(), *claims], key=lambda one: one.span)
    with Store.open(path) as store:
        put_suggestions(store, example_document().uid, every)
    return path


def held(path):
    with Store.open(path) as store:
        return store.judgements.of_document("ann", example_document().uid)


def words(span):
    return span.of(example_document().text)


def related(path):
    """(kind, words of the head, words of the tail) of every relation."""
    judgements = held(path)
    notes = {uid: one for each in judgements.values() for uid, one in each.annotations.items()}
    return [
        (one.kind, *(words(notes[end].span) for end in one.ends))
        for each in judgements.values()
        for one in each.relations.values()
    ]


def shows(screen, words):
    return any(words in line for line in screen)


def test_a_device_is_related_to_the_claim_under_a_letter_and_both_are_accepted(tmp_path):
    path = store_with_claims(tmp_path, *CLAIMS)
    asked = press(path, ["r"])
    assert shows(asked, "relate to a [letter], ⏎ lists all  “falsely described”")
    assert shows(asked, "[a] ? claim")
    screen = press(path, ["r", "a"])
    assert related(path) == [("frames", "falsely described", "the dam")]
    assert shows(screen, "related to the claim")
    assert shows(screen, "✓ falsely described →1")
    assert shows(screen, "✓ claim ←1")
    screen = press(path, ["u"])
    assert related(path) == []
    assert not any(one.annotations for one in held(path).values())


def test_a_relation_may_lead_to_another_sentence(tmp_path):
    path = store_with_claims(tmp_path, *CLAIMS)
    asked = press(path, ["r"])
    (letter,) = [line.split("[")[1][0] for line in asked if "[" in line and "claim" in line][-1:]
    screen = press(path, ["r", letter, "shift+tab"])
    assert related(path) == [("frames", "falsely described", "claims nothing")]
    screen = press(path, ["tab", "tab"])
    assert shows(screen, "frames: “claims nothing” in sentence 3")


def test_the_claim_may_be_related_to_the_device_that_frames_it(tmp_path):
    path = store_with_claims(tmp_path, CLAIMS[0])
    press(path, ["tab", "r", "a"])
    assert related(path) == [("frames", "falsely described", "the dam")]


@pytest.mark.parametrize(
    ("key", "kind"), [("e", "evidence"), ("c", "contradicts"), ("r", "repeats")]
)
def test_two_claims_are_related_in_one_of_several_ways(tmp_path, key, kind):
    path = store_with_claims(tmp_path, *CLAIMS[1:])
    asked = press(path, ["j", "r", "d"])
    assert shows(asked, "is evidence for it")
    press(path, ["r", "d", key])
    assert related(path) == [(kind, "“We deny it,”", "claims nothing")]


def test_relating_again_deletes_the_relation_and_undo_restores_it(tmp_path):
    path = store_with_claims(tmp_path, CLAIMS[0])
    screen = press(path, ["a", "a", "shift+tab", "shift+tab", "r", "a"])
    assert shows(screen, "related “falsely described” to “the dam”")
    screen = press(path, ["tab", "tab", "r", "a"])
    assert related(path) == []
    assert shows(screen, "deleted the relation from “falsely described” to “the dam”")
    screen = press(path, ["u"])
    assert shows(screen, "undone: deleted the relation from “falsely described” to “the dam”")
    assert len(related(path)) == 1
    press(path, ["U"])
    assert related(path) == []


def test_a_mark_far_off_is_chosen_from_the_list(tmp_path):
    path = store_with_claims(tmp_path, *CLAIMS)
    press(path, ["r", "enter", *"nothing", "enter"])
    assert related(path) == [("frames", "falsely described", "claims nothing")]


def test_a_digit_selects_the_words_of_a_role(tmp_path):
    path = store_with_claims(tmp_path, CLAIMS[0])
    asked = press(path, ["tab", "r"])
    assert shows(asked, "1  claimant")
    screen = press(path, ["tab", "r", "1", "a", "enter"])
    (note,) = [one for each in held(path).values() for one in each.annotations.values()]
    assert note.attributes["claimant"]["text"] == "Tevik"
    assert shows(screen, "claimant")
    assert not shows(screen, "q done")


def test_the_claimant_may_be_named_in_the_sentence_before(tmp_path):
    path = store_with_claims(tmp_path, CLAIMS[1])
    asked = press(path, ["j", "r", "1"])
    (row,) = [place for place, line in enumerate(asked) if "Tevik falsely" in line]
    letter = asked[row - 1].split()[0]
    screen = press(path, ["r", "1", letter, "enter"])
    (note,) = [one for each in held(path).values() for one in each.annotations.values()]
    assert note.attributes["claimant"]["text"] == "Tevik"
    (row,) = [place for place, line in enumerate(screen) if "Tevik falsely" in line]
    assert "claimant" in screen[row + 1]


def test_letters_are_left_without_a_relation(tmp_path):
    path = store_with_claims(tmp_path, *CLAIMS)
    screen = press(path, ["r", "backspace"])
    assert not shows(screen, "[a]")
    assert related(path) == []


def test_nothing_to_relate_is_a_message(tmp_path):
    path = example_store(tmp_path)
    assert shows(press(path, ["r"]), "nothing to relate it to")
    assert shows(press(path, ["X", "r"]), "no mark in this sentence: s selects a new span")


def test_deleting_takes_relations_along_and_undo_brings_all_back_in_one_key(tmp_path):
    path = store_with_claims(tmp_path, CLAIMS[0])
    press(path, ["r", "a"])
    press(path, ["tab", "tab", "x"])
    assert related(path) == []
    press(path, ["u"])
    assert len(related(path)) == 1


def test_a_relation_that_another_label_cannot_have_goes_with_the_old_one(tmp_path):
    path = store_with_claims(tmp_path, CLAIMS[0])
    press(path, ["r", "a"])
    press(path, ["tab", "2"])  # another framing device
    assert len(related(path)) == 1
    press(path, ["tab", "0"])  # a claim
    assert related(path) == []
    press(path, ["u"])
    assert related(path) == [("frames", "falsely described", "the dam")]


def test_a_relation_that_a_rule_suggests_is_made_once(tmp_path):
    path = store_with_claims(tmp_path, CLAIMS[0])
    claim = Suggestion(CLAIMS[0], "claim", "claim.verb@0000cccc", Tier.HIGH, Voice.NARRATOR)
    device = replace(suggestions()[0], frames=claim.key)
    with Store.open(path) as store:
        put_suggestions(store, example_document().uid, [device, claim])
    assert shows(press(path, []), "? falsely described ⇢1")
    press(path, ["r", "a"])
    assert len(related(path)) == 1


def test_what_may_be_related_to_what():
    framing, claim, boilerplate = LabelKind.FRAMING, LabelKind.CLAIM, LabelKind.BOILERPLATE
    assert kinds_between(framing, claim) == ("frames",)
    assert kinds_between(claim, claim) == ("evidence", "contradicts", "repeats")
    assert (
        kinds_between(claim, framing)
        == kinds_between(framing, framing)
        == kinds_between(boilerplate, claim)
        == ()
    )
    assert may_connect("of another program", framing, framing)
    assert not may_connect("frames", claim, claim)


def test_in_plain_text_mode_the_letters_and_roles_are_read_out(tmp_path):
    from tests.tui.test_plain_text import written

    path = store_with_claims(tmp_path, CLAIMS[0])
    lines = written(path, "tab", "r", "a")
    asked = next(line for line in lines if line.startswith("relate to: "))
    assert asked.startswith("relate to: a falsely described “falsely described”")
    assert asked.endswith("1 claimant; 2 cue")
    assert related(path) == [("frames", "falsely described", "the dam")]
