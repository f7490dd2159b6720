import re

from annotator.model import Span, Voice
from annotator.voice import quotations, reports, voice_of


def found(text):
    return reports(text, Span(0, len(text)), quotations(text, [Span(0, len(text))]))


def voice(text, words):
    place = Span(*re.search(re.escape(words), text).span())
    return voice_of(place, quotations(text, [Span(0, len(text))]), found(text))


def test_what_is_reported_is_the_source_s_and_who_says_it_is_the_narrator_s():
    text = "The mayor of Korrund said that the reckless plan had failed."
    assert voice(text, "reckless plan") is Voice.SOURCE_INDIRECT
    assert voice(text, "mayor of Korrund said") is Voice.NARRATOR
    assert voice(text, "said that the reckless") is Voice.MIXED
