"""Rules in titles: they match where titles are sentences, and quotations there are their own."""

from __future__ import annotations

import pytest

from annotator.model import (
    Block,
    BlockKind,
    Conditions,
    Document,
    Label,
    LabelKind,
    LabelSet,
    LabelUnit,
    Rule,
    RuleForm,
    Span,
    Tier,
    Voice,
)
from annotator.suggestions.rules import Engine

TITLE = "Tevik: “Moro lied about the dam"
PARAGRAPH = "“It stands,” Moro said. Nobody lied."


def suggested(*, headlines: bool, title: str = TITLE, **conditions):
    """The words and voice of each suggestion for “lied” in a title and a paragraph."""
    text = f"{title}\n{PARAGRAPH}"
    spans = Span(0, len(title)), Span(len(title) + 1, len(text))
    blocks = tuple(map(Block, spans, (BlockKind.TITLE, BlockKind.PARAGRAPH)))
    cut = text.index("Nobody")
    sentences = (Span(spans[1].start, cut - 1), Span(cut, len(text)))
    if headlines:
        sentences = (spans[0], *sentences)
    rule = Rule(
        "l.1", "00000000", "l", Tier.HIGH, RuleForm.PHRASE, ("lied", "stands"),
        conditions=Conditions(**conditions),
    )  # fmt: skip
    label = Label(
        "l", "L", LabelKind.FRAMING, LabelUnit.SPAN, "", "", "x", "#000000", "", rules=(rule,)
    )
    document = Document("b2:d", text, {}, blocks, sentences)
    found = Engine(LabelSet("b2:x", "test", (label,), "")).suggest(document)
    return [(one.span.start < len(title), one.span.of(text), one.voice) for one in found]


def test_a_title_has_suggestions_only_where_it_is_a_sentence():
    assert [title for title, *_ in suggested(headlines=False)] == [False, False]
    assert [title for title, *_ in suggested(headlines=True)] == [True, False, False]


def test_a_quotation_in_a_title_has_its_voice_and_does_not_continue_below():
    voices = suggested(headlines=True, title=TITLE + "”")
    assert [voice for *_, voice in voices] == [
        Voice.SOURCE_DIRECT,
        Voice.SOURCE_DIRECT,
        Voice.NARRATOR,
    ]
    assert suggested(headlines=True)[1:] == suggested(headlines=False)


@pytest.mark.parametrize("headlines", [False, True])
def test_the_lead_is_the_first_paragraph_whether_or_not_titles_are_sentences(headlines):
    found = suggested(headlines=headlines, lead=True)
    assert [(title, words) for title, words, _ in found] == [(False, "stands"), (False, "lied")]
