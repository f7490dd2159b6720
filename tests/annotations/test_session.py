"""The session: what each decision records, and which mark is selected after it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.annotations import commands
from annotator.annotations.events import EventKind
from annotator.annotations.selection import Selection
from annotator.annotations.session import MarkKey
from annotator.model import Origin, Span, Suggestion, Tier, Verdict, Voice
from tests.helpers.memory_store import MemoryStore, at, suggestions


def kinds(drafts):
    return [draft.kind for draft in drafts]


def held(log):
    return [
        (note.label, note.span, note.origin)
        for judgement in log.session.judgements.values()
        for note in judgement.annotations.values()
    ]


def test_the_first_undecided_suggestion_is_selected():
    session = MemoryStore().session
    assert session.selected_mark.label == "verdict_false"
    assert session.selected_mark.span == at("falsely described")


def test_accepting_holds_the_span_with_its_answers_and_takes_the_next_suggestion():
    log = MemoryStore()
    log.record(commands.accept(log.session))
    assert held(log) == [("verdict_false", at("falsely described"), Origin.ACCEPTED)]
    assert log.session.selected_mark.label == "implicature"
    log.record(commands.accept(log.session))
    notes = log.session.judgement.annotations.values()
    assert [dict(note.attributes) for note in notes][1] == {"voice": "narrator", "kind": "dig"}
    assert [note.rule for note in notes] == [
        "verdict_false.say@0000aaaa",
        "implicature.dig@0000bbbb",
    ]
    assert log.session.selected_mark.annotation is not None
    assert not log.session.is_undecided(log.session.sentence)


def test_a_rejected_suggestion_is_gone_and_its_rule_is_recorded():
    log = MemoryStore()
    events = log.record(commands.reject(log.session))
    assert events[0].change.rule == "verdict_false.say@0000aaaa"
    assert log.session.judgement.verdicts == {
        (*_ends(at("falsely described")), "verdict_false"): Verdict.REJECTED
    }
    assert [mark.label for mark in log.session.marks(log.session.sentence)] == ["implicature"]


def _ends(span):
    return span.start, span.end


def test_deleting_what_was_accepted_counts_as_a_rejection():
    log = MemoryStore()
    log.record(commands.accept_all(log.session))
    log.session.select_next_mark(-1)
    drafts = commands.reject(log.session)
    assert kinds(drafts) == [EventKind.DELETE, EventKind.REJECT]
    log.record(drafts)
    assert list(log.session.judgement.verdicts.values()) == [Verdict.REJECTED, Verdict.ACCEPTED]
    assert len(held(log)) == 1


def test_relabelling_a_suggestion_keeps_its_rule_and_drops_answers_nobody_asked():
    log = MemoryStore()
    log.session.select_next_mark(1)
    log.record(commands.put(log.session, "verdict_false"))
    (note,) = log.session.judgement.annotations.values()
    assert (note.label, note.origin) == ("verdict_false", Origin.EDITED)
    assert note.rule == "implicature.dig@0000bbbb"
    assert dict(note.attributes) == {"voice": "narrator"}


def test_a_digit_on_the_label_it_already_has_just_accepts():
    log = MemoryStore()
    assert kinds(commands.put(log.session, "verdict_false")) == [EventKind.ACCEPT]


def test_a_new_span_gets_its_voice_from_the_quotation_marks():
    log = MemoryStore()
    log.session.go_to(1)
    log.session.select_span(at("deny it"))
    log.record(commands.put(log.session, "verdict_false"))
    (note,) = log.session.judgement.annotations.values()
    assert dict(note.attributes) == {"voice": "source_direct"}
    assert note.origin is Origin.MANUAL
    assert log.session.selected_mark.annotation == note
    assert log.session.selection is None


def test_a_new_span_in_what_a_source_is_said_to_say_is_the_source_s():
    text = "The readout claims that nothing leaked."
    whole = Span(0, len(text))
    session = MemoryStore().session
    session.document = replace(session.document, text=text, sentences=(whole,))
    session.position, session.quotations = 0, ()
    session.select_span(at("leaked", text))
    (put,) = commands.put(session, "verdict_false")
    assert put.change.attributes == {"voice": "source_indirect"}


def test_edited_bounds_stay_with_the_annotation_and_its_answers():
    log = MemoryStore()
    log.record(commands.accept(log.session))
    log.session.select_next_mark(-1)
    assert log.session.edit_bounds()
    log.session.selection = Selection(at("falsely"), editing=log.session.selection.editing)
    log.record(commands.put_bounds(log.session))
    (note,) = log.session.judgement.annotations.values()
    assert note.fragments == (at("falsely"),)
    assert note.origin is Origin.EDITED
    assert dict(note.attributes) == {"voice": "narrator"}


def test_a_suggestion_with_edited_bounds_is_accepted_and_edited_in_one_group():
    log = MemoryStore()
    log.session.edit_bounds()
    log.session.selection = Selection(at("described"), editing=log.session.selection.editing)
    events = log.record(commands.put_bounds(log.session))
    assert [event.kind for event in events] == [EventKind.ACCEPT, EventKind.PUT]
    assert len({event.group for event in events}) == 1
    assert held(log) == [("verdict_false", at("described"), Origin.EDITED)]
    assert [mark.label for mark in log.session.marks(log.session.sentence)] == [
        "verdict_false",
        "implicature",
    ]


def test_white_space_at_the_ends_of_a_selection_is_not_marked():
    log = MemoryStore()
    word = at("described")
    log.session.select_span(Span(word.start - 1, word.end + 1))
    log.record(commands.put(log.session, "hedge"))
    assert ("hedge", word, Origin.MANUAL) in held(log)


def test_answering_an_attribute_accepts_the_suggestion():
    log = MemoryStore()
    drafts = commands.set_value(log.session, log.session.selected_mark, "confidence", 2)
    assert kinds(drafts) == [EventKind.ACCEPT, EventKind.SET]
    log.record(drafts)
    (note,) = log.session.judgement.annotations.values()
    assert note.attributes["confidence"] == 2
    log.session.selected_key = MarkKey(*_ends(note.span), note.label, note.uid)
    log.record(commands.set_value(log.session, log.session.selected_mark, "confidence", None))
    (note,) = log.session.judgement.annotations.values()
    assert "confidence" not in note.attributes


def test_finishing_says_what_was_on_show():
    log = MemoryStore()
    (draft,) = commands.finish(log.session)
    assert draft.change.finished is True
    assert draft.change.suggestions[0] == (
        (*_ends(at("falsely described")), "verdict_false"), "verdict_false.say@0000aaaa",
    )  # fmt: skip
    log.record([draft])
    assert log.session.judgement.finished
    assert commands.finish(log.session) == []
    log.record(commands.reopen(log.session))
    assert not log.session.judgement.finished


def test_without_a_selection_and_a_mark_a_label_has_nowhere_to_go():
    log = MemoryStore()
    log.session.go_to(2)
    assert commands.put(log.session, "hedge") == []
    assert commands.accept(log.session) == []
    assert commands.reject(log.session) == []


def test_an_annotation_over_a_boundary_shows_in_both_sentences_and_is_filed_once():
    log = MemoryStore()
    log.session.select_span(Span(at("dig at Moro.").start, at("“We deny it,”").end))
    log.record(commands.put(log.session, "hedge"))
    log.session.go_to(1)
    assert [mark.label for mark in log.session.marks(log.session.sentence)] == ["hedge"]
    log.session.select_next_mark(1)
    log.record(commands.reject(log.session))
    assert held(log) == []
    first = log.session.document.sentences[0]
    assert {event.sentence for event in log.events} == {first}


def test_the_next_undecided_sentence_is_found_both_ways():
    log = MemoryStore()
    log.session.go_to(2)
    assert not log.session.go_to_undecided(1)
    assert log.session.go_to_undecided(-1)
    assert log.session.position == 0


def test_the_quotation_is_found_for_its_key():
    log = MemoryStore()
    log.session.go_to(1)
    first = log.session.quotation_near(log.session.sentence.start)
    assert first == at("“We deny it,”")
    assert log.session.quotation_near(first.end) == at("“and we always will.”")


def test_a_note_and_a_flag_are_kept_and_taken_back():
    log = MemoryStore()
    log.record(commands.note(log.session, "look again"))
    log.record(commands.flag(log.session))
    assert (log.session.judgement.note, log.session.judgement.flagged) == ("look again", True)
    assert commands.note(log.session, "look again") == []
    log.record(commands.flag(log.session))
    assert not log.session.judgement.flagged


def framing_and_claim():
    """The first suggestion frames a claim that the third sentence makes."""
    device, other = suggestions()
    words = at("claims nothing")
    claim = Suggestion(words, "claim", "claim.verb@0000cccc", Tier.HIGH, Voice.NARRATOR)
    return replace(device, frames=claim.key), other, claim


def related(log):
    return [
        (source_sentence, link.kind, link.head, link.tail)
        for source_sentence, held in log.session.judgements.items()
        for link in held.relations.values()
    ]


@pytest.mark.parametrize("first", [0, 2])
def test_a_device_and_its_claim_are_linked_when_the_second_of_them_is_accepted(first):
    log = MemoryStore(framing_and_claim())
    log.session.go_to(first)
    log.record(commands.accept(log.session))
    assert related(log) == []
    log.session.go_to(2 - first)
    events = log.record(commands.accept(log.session))
    assert [one.kind for one in events] == [EventKind.ACCEPT, EventKind.RELATE]
    assert len({one.group for one in events}) == 1
    device, claim = (
        next(iter(log.session.judgement_of(log.session.document.sentences[place]).annotations))
        for place in (0, 2)
    )
    assert related(log) == [(log.session.document.sentences[0], "frames", device, claim)]


def test_the_link_is_seen_from_both_ends_and_before_it_is_made():
    log = MemoryStore(framing_and_claim())
    assert log.session.related(log.session.selected_mark) == [("frames", at("claims nothing"))]
    log.record(commands.accept(log.session))
    log.session.go_to(2)
    log.record(commands.accept(log.session))
    assert log.session.related(log.session.selected_mark) == [
        ("framed by", at("falsely described"))
    ]


def test_a_device_with_edited_bounds_is_still_linked():
    log = MemoryStore(framing_and_claim())
    log.session.edit_bounds()
    log.session.selection = Selection(at("described"), editing=log.session.selection.editing)
    log.record(commands.put_bounds(log.session))
    log.session.go_to(2)
    assert kinds(commands.accept(log.session)) == [EventKind.ACCEPT, EventKind.RELATE]


def test_deleting_either_end_takes_the_link_away():
    log = MemoryStore(framing_and_claim())
    log.record(commands.accept(log.session))
    log.session.go_to(2)
    log.record(commands.accept(log.session))
    drafts = commands.reject(log.session)
    assert kinds(drafts) == [EventKind.UNRELATE, EventKind.DELETE, EventKind.REJECT]
    log.record(drafts)
    assert related(log) == []


def test_a_manual_claim_comes_with_its_claimant_and_cue():
    log = MemoryStore(())
    log.session.go_to(1)
    log.session.select_span(at("We deny it"))
    log.record(commands.put(log.session, "claim"))
    (note,) = log.session.judgement.annotations.values()
    assert {name: value["text"] for name, value in note.attributes.items()} == {
        "claimant": "he",
        "cue": "said",
    }


def test_relabelling_keeps_what_fits_and_reads_the_rest_off_the_text():
    log = MemoryStore(())
    log.session.go_to(1)
    log.session.select_span(at("We deny it"))
    log.record(commands.put(log.session, "implicature"))
    log.record(commands.set_value(log.session, log.session.selected_mark, "voice", "narrator"))
    log.record(commands.set_value(log.session, log.session.selected_mark, "kind", "dig"))
    log.record(commands.put(log.session, "verdict_false"))
    (note,) = log.session.judgement.annotations.values()
    assert note.attributes == {"voice": "narrator"}
    log.record(commands.put(log.session, "claim"))
    (note,) = log.session.judgement.annotations.values()
    assert note.attributes["claimant"]["text"] == "he"


# ------------------------------------------------------------------ several suggesters


def two_suggesters(**change):
    """A session in which a model proposes the first words and label, too."""
    false, dig = suggestions()
    model = replace(false, rule="model@1", suggester="model", **change)
    return model, MemoryStore((model, false, dig))


@pytest.mark.parametrize("tier", Tier)
def test_what_two_suggesters_propose_is_one_mark_of_the_best_tier_then_the_first_name(tier):
    model, log = two_suggesters(tier=tier)
    false, dig = suggestions()
    shown = model if tier is Tier.HIGH else false
    marks = log.session.marks(log.session.sentence)
    assert [mark.suggestion for mark in marks] == [shown, dig]
    assert log.session.suggestion(false.key) == shown
    assert set(map(repr, log.session.proposals(false.key))) == {repr(model), repr(false)}
    assert log.session.proposals(false.key)[0] == shown
    assert log.session.proposals(at("the dam")) == ()


def test_a_decision_counts_for_all_who_proposed_it():
    for decide, left in ((commands.accept, True), (commands.reject, False)):
        _, log = two_suggesters(tier=Tier.LOW)
        events = log.record(decide(log.session))
        assert events[0].change.rule == "verdict_false.say@0000aaaa"
        labels = [mark.label for mark in log.session.marks(log.session.sentence)]
        assert labels == ["verdict_false"] * left + ["implicature"]
        assert len(log.session.proposals(suggestions()[0].key)) == 2
