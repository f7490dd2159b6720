"""Turns of transcripts and interviews: a label gives its speaker the words until the next one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.attribution import attributions, quotations, turns, voice_of
from annotator.attribution.claims import claim_attributes
from annotator.model import Span, Voice


def said(text):
    """Each turn as (speaker, words)."""
    return [(one.speaker.of(text), one.content.of(text)) for one in turns(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "ANN DOE: It leaks.\n\nHOST: Since when?",
            [("ANN DOE", "It leaks."), ("HOST", "Since when?")],
        ),
        (
            "JANE ROE, HOST: Welcome.\n\nDOE (laughing): No.\n\nROE: Why?",
            [("JANE ROE, HOST", "Welcome."), ("DOE", "No."), ("ROE", "Why?")],
        ),
        ("Q: Why?\nA: It leaks. It is old.", [("Q", "Why?"), ("A", "It leaks. It is old.")]),
        ("Q. Why?\n\nA. It leaks.", [("Q", "Why?"), ("A", "It leaks.")]),
        (
            "Doe: It leaks.\nRoe: No.\nDoe: It does.\nRoe: Never.",
            [("Doe", "It leaks."), ("Roe", "No."), ("Doe", "It does."), ("Roe", "Never.")],
        ),
        (
            "DOE: It leaks.\n\nIt is old.\n\n(CROSSTALK)\n\nROE: No.\n\nDOE: Yes.",
            [("DOE", "It leaks.\n\nIt is old."), ("ROE", "No."), ("DOE", "Yes.")],
        ),
        # labels in other shapes
        (
            "Ann Poe: It leaks.\nBob Roe: No.\nPoe: It does.\nRoe: Never.",
            [("Ann Poe", "It leaks."), ("Bob Roe", "No."), ("Poe", "It does."), ("Roe", "Never.")],
        ),
        (
            "Host – Why?\nPoe – It leaks.\nHost – No.",
            [("Host", "Why?"), ("Poe", "It leaks."), ("Host", "No.")],
        ),
        ("**Q: Why?**\n**A:** It leaks.", [("Q", "Why?"), ("A", "It leaks.")]),
        ("Q1: Why?\nA1: It leaks.", [("Q", "Why?"), ("A", "It leaks.")]),
        (
            "[POE]: Why?\n[ROE]: No.\n[POE]: Yes.",
            [("POE", "Why?"), ("ROE", "No."), ("POE", "Yes.")],
        ),
        ("00:01 ANN POE: Why?\n[00:05] HOST: No.", [("ANN POE", "Why?"), ("HOST", "No.")]),
        (
            "Poe (aside): No.\nRoe: Why?\nPoe: So.\nRoe: Go.",
            [("Poe", "No."), ("Roe", "Why?"), ("Poe", "So."), ("Roe", "Go.")],
        ),
        ("Poe – a deckhand – left.\nThe ferry – old – sank.", []),
        # no transcripts
        ("KORRUND: The dam is safe.", []),
        ("KORRUND: The dam is safe.\n\nPORTELO: The ferry is new.", []),
        ("WHERE: The hall.\n\nWHEN: Monday.\n\nWHERE: The port.", []),
        ("Bottom line: It leaks.\n\nNext: A vote.\n\nBottom line: It is old.", []),
        ("UPDATE: It leaks.\n\nUPDATE: It is safe.", []),
        ("The plan: It is old.\n\nDoe said: No.", []),
        ("Doe: It leaks.\n\nRoe left.", []),
    ],
)
def test_a_label_gives_its_speaker_the_words_until_the_next_label(text, expected):
    assert said(text) == expected


TEXT = "ANN DOE: It leaks. Roe said it was new.\n\nIt is “old” now.\n\nHOST: Why?\n\nDOE: Why not?"


@pytest.mark.parametrize(
    ("words", "voice"),
    [
        ("It leaks", Voice.SOURCE_DIRECT),
        ("it was new", Voice.SOURCE_DIRECT),
        ("old", Voice.SOURCE_DIRECT),
        ("Why?", Voice.SOURCE_DIRECT),
        ("ANN DOE", Voice.NARRATOR),
        ("HOST: Why", Voice.NARRATOR),
    ],
)
def test_the_voice_of_a_turn_is_its_speaker_s(words, voice):
    start = TEXT.index(words)
    span = Span(start, start + len(words))
    assert voice_of(span, (), turns=turns(TEXT)) is voice


def test_a_label_and_its_turn_are_an_attribution():
    sentence = Span(0, TEXT.index(" Roe"))
    (one,) = attributions(TEXT, sentence, (), turns(TEXT))
    assert (one.source.of(TEXT), one.cue.of(TEXT)) == ("ANN DOE", ":")
    assert [part.of(TEXT) for part in one.content] == ["It leaks. Roe said it was new."]


def test_a_claim_in_a_turn_has_the_claimant_of_its_label():
    sentence = Span(0, TEXT.index(" Roe"))
    values = claim_attributes(TEXT, Span(9, 17), sentence, None, quotations(TEXT, [sentence]))
    assert (values["claimant"]["text"], values["voice"]) == ("ANN DOE", "source_direct")


LINES = st.sampled_from(
    ["DOE: It leaks.", "Q. Why?", "Doe:", "(X)", "It is old.", "", "ROE (x): a"]
)


@given(st.lists(LINES, max_size=12).map("\n".join))
def test_turns_are_in_order_and_do_not_overlap(text):
    end = 0
    for one in turns(text):
        assert one.speaker.end < one.content.start
        assert one.content.start >= end
        end = one.content.end
