import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.attribution import (
    Attribution,
    AttributionForm,
    AttributionKind,
    attributions,
    quotations,
    voice_of,
)
from annotator.model import Span, Voice


def found(text):
    sentence = Span(0, len(text))
    return attributions(text, sentence, quotations(text, [sentence]), nested=True)


def voice(text, words):
    place = Span(*re.search(re.escape(words), text).span())
    return voice_of(place, quotations(text, [Span(0, len(text))]), found(text))


def written(text):
    """Each attribution as [source] {cue} <content> with its form."""
    return [
        " ".join(
            [
                f"[{attribution.source.of(text) if attribution.source else ''}]",
                f"{{{attribution.cue.of(text)}}}",
                *(f"<{part.of(text)}>" for part in attribution.content),
                attribution.form.value,
            ]
        )
        for attribution in found(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Varga on Wednesday said the dam was safe.",
            "[Varga] {said} <the dam was safe> bare_clause",
        ),
        # content after the verb
        (
            "The mayor of Korrund said that the dam had failed.",
            "[The mayor of Korrund] {said} <the dam had failed> that_clause",
        ),
        (
            "Varga has repeatedly said the dam is safe, but nobody listens.",
            "[Varga] {has repeatedly said} <the dam is safe> bare_clause",
        ),
        (
            "Officials in Korrund told reporters on Monday that the dam held.",
            "[Officials in Korrund] {told} <the dam held> that_clause",
        ),
        ("She told him he was wrong.", "[She] {told} <he was wrong> bare_clause"),
        (
            "Ms. Varga, the mayor, warned in a letter that the dam leaked.",
            "[Ms. Varga, the mayor,] {warned} <the dam leaked> that_clause",
        ),
        (
            "Experts asked whether the dam would hold.",
            "[Experts] {asked} <whether the dam would hold> question",
        ),
        (
            "Varga explained why the dam was built.",
            "[Varga] {explained} <why the dam was built> question",
        ),
        # content before the verb
        (
            "The dam was never safe, Varga said.",
            "[Varga] {said} <The dam was never safe> bare_clause",
        ),
        (
            "The dam, Varga said, was never safe.",
            "[Varga] {said} <The dam> <was never safe> bare_clause",
        ),
        # quotations
        (
            "“The dam is safe,” said Anna Varga, the mayor.",
            "[Anna Varga, the mayor] {said} <“The dam is safe,”> quotation",
        ),
        (
            "“The dam is safe,” Varga told me on Monday.",
            "[Varga] {told} <“The dam is safe,”> quotation",
        ),
        (
            "“The dam,” she said, “is safe.”",
            "[she] {said} <“The dam,”> <“is safe.”> quotation",
        ),
        (
            "Varga said on Monday, “The dam is safe.”",
            "[Varga] {said} <“The dam is safe.”> quotation",
        ),
        ("Varga added: The dam is safe.", "[Varga] {added} <The dam is safe> colon"),
        ("VARGA: “The dam is safe.”", "[VARGA] {:} <“The dam is safe.”> colon"),
        ("“The dam is safe.” — Anna Varga", "[Anna Varga] {—} <“The dam is safe.”> quotation"),
        (
            "Varga said the dam was “a lie” from the start.",
            "[Varga] {said} <the dam was “a lie” from the start> bare_clause",
        ),
        # according to
        (
            "According to the ministry, the dam is safe.",
            "[the ministry] {According to} <the dam is safe> according_to",
        ),
        (
            "The dam is safe, according to the ministry.",
            "[the ministry] {according to} <The dam is safe> according_to",
        ),
        (
            "The dam, according to Varga, is safe.",
            "[Varga] {according to} <The dam> <is safe> according_to",
        ),
        # objects
        (
            "The minister described the closure as a success.",
            "[The minister] {described} <the closure> <a success> as",
        ),
        ("Varga called the closure a success.", "[Varga] {called} <the closure> <a success> as"),
        (
            "Varga accused the ministry of hiding the leak.",
            "[Varga] {accused} <the ministry> <hiding the leak> as",
        ),
        (
            "The ministry was accused of hiding the leak.",
            "[] {was accused of} <The ministry> <hiding the leak> passive",
        ),
        ("Varga vowed to repair the dam.", "[Varga] {vowed} <to repair the dam> infinitive"),
        (
            "Varga urged the ministry to repair the dam.",
            "[Varga] {urged} <the ministry to repair the dam> infinitive",
        ),
        ("Varga condemned the closure.", "[Varga] {condemned} <the closure> object"),
        (
            "The paper quoted Varga as saying that the dam is safe.",
            "[Varga] {saying} <the dam is safe> that_clause",
        ),
        (
            "Varga was quoted as saying the dam is safe.",
            "[Varga] {saying} <the dam is safe> bare_clause",
        ),
        # what the narrator adds, and what the source does next
        (
            "Varga praised the closure and the workers stopped their strike.",
            "[Varga] {praised} <the closure> object",
        ),
        (
            "Varga praised the closure and the widely read report.",
            "[Varga] {praised} <the closure and the widely read report> object",
        ),
        (
            "Varga vowed to repair the dam and the council left the room.",
            "[Varga] {vowed} <to repair the dam> infinitive",
        ),
        (
            "Varga praised the mayor on Tuesday for repairing the dam.",
            "[Varga] {praised} <the mayor> <for repairing the dam> object",
        ),
        (
            "Varga said it would cost more at first, but would save money later.",
            "[Varga] {said} <it would cost more at first, but would save money later> bare_clause",
        ),
        ("The dam, as Varga puts it, is weak.", "[Varga] {puts} <The dam> <is weak> bare_clause"),
        ("The dam is weak, as Varga put it.", "[Varga] {put} <The dam is weak> bare_clause"),
        # nouns
        (
            "The mayor’s claim that the dam is safe fooled nobody.",
            "[The mayor’s] {claim} <the dam is safe> noun",
        ),
        (
            "Varga’s bet is that as the rain stops, the dam will hold.",
            "[Varga’s] {bet} <as the rain stops, the dam will hold> noun",
        ),
    ],
)
def test_an_attribution_has_a_source_a_cue_and_content(text, expected):
    assert written(text) == [expected]


def test_who_is_quoted_is_the_speaker():
    assert written("“The dam is weak,” Varga quoted him as saying.") == [
        "[him] {quoted} <“The dam is weak,”> quotation"
    ]


def test_a_noun_in_the_content_of_another_source_is_no_attribution_of_the_text():
    text = "Varga condemned Roe’s claim that the dam is weak."
    every = attributions(text, Span(0, len(text)), ())
    assert [one.cue.of(text) for one in every] == ["condemned"]


def test_content_ends_before_what_its_source_does_too():
    assert written("Varga wants to call them cowards and describe the dam as a trap.") == [
        "[Varga] {wants to call} <them> <cowards> as",
        "[Varga] {describe} <the dam> <a trap> as",
    ]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("They say it leaks and call it unsafe.", "it leaks"),
        ("Some say that the dam is weak, and urge the mayor to close it.", "the dam is weak"),
        ("Critics say he was late and accuse him of lying.", "he was late"),
        # the second verb may be that of the clause
        ("They say it will leak and call for repair.", "it will leak and call for repair"),
        ("They say he has left and put it off.", "he has left and put it off"),
        ("They say the men were late and call it off.", "the men were late and call it off"),
    ],
)
def test_a_clause_ends_before_what_its_sources_do_too(text, content):
    assert found(text)[0].content[0].of(text) == content


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The port is dogged by charges that the crane fails on its show.", "on its show"),
        ("The port is dogged by charges that the crane fails on its nightly show.", "nightly show"),
        (
            "The clerk made the claim that to build the dam, the town sold land.",
            "the town sold land",
        ),
        ("Roe’s conclusion that the dam is weak came late.", "the dam is weak"),
        ("The town grew used to rumors that the dam was weak.", "the dam was weak"),
    ],
)
def test_a_noun_of_speech_has_a_whole_clause_as_its_content(text, content):
    every = [one for one in found(text) if one.form is AttributionForm.NOUN]
    assert [one.content[-1].of(text).endswith(content) for one in every] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "The plan rests on the idea that the dam is weak.",
        "Nobody can escape the conclusion that the dam is weak.",
        "There is no suggestion that the dam is weak.",
        "The walls fell without any warning that the dam was weak.",
        "The mayor took offense at suggestions that the dam was weak.",
        "The clerk repeated a claim that his rival made.",
    ],
)
def test_a_noun_that_nobody_is_the_source_of_is_no_attribution(text):
    assert [one for one in found(text) if one.form is AttributionForm.NOUN] == []


BODY = (
    "\n\nThe bridge in Korrund is weak, Ann Roe said on Monday. She took it to Korrund to see it."
)


@pytest.mark.parametrize(
    ("headline", "source", "content"),
    [
        ("Roe: bridge is weak", "Roe", "bridge is weak"),
        ("Ann Roe: bridge is weak", "Ann Roe", "bridge is weak"),
        ("Bridge is weak – Roe", "Roe", "Bridge is weak"),
        ("Bridge is weak — Ann Roe", "Ann Roe", "Bridge is weak"),
    ],
)
def test_who_speaks_in_the_text_may_be_named_in_its_headline(headline, source, content):
    text = headline + BODY
    (one,) = attributions(text, Span(0, len(headline)), ())
    assert one.source is not None
    assert (one.source.of(text), one.content[0].of(text)) == (source, content)


@pytest.mark.parametrize(
    "headline",
    [
        "Breaking: bridge closed",
        "Update: bridge is weak",
        "Analysis: bridge is weak",
        "Korrund: bridge is weak",
        "The Old Roe: bridge is weak",
        "More Tolls for Ann Roe: bridge is weak",
        "Bridge closed – Korrund",
        "The old bridge – a weak one",
    ],
)
def test_a_headline_that_names_no_speaker_has_no_source(headline):
    assert attributions(headline + BODY, Span(0, len(headline)), ()) == ()


def test_a_later_line_is_no_headline():
    text = "Ferry." + BODY + "\n\nRoe: bridge is weak"
    assert attributions(text, Span(text.index("Roe: "), len(text)), ()) == ()


def test_a_noun_that_restates_content_is_no_attribution():
    text = "The town is rich in what Varga called pride, a conviction that the dam will hold."
    assert [one for one in written(text) if one.endswith("noun")] == []


@pytest.mark.parametrize(
    "text",
    [
        "The dam is safe.",
        "The claims office opens at nine.",
        "He filed a report on the dam.",
        "The United States built the dam.",
        "The mayor said nothing.",
        "Demand rose.",
        "KORRUND: The dam is safe.",
        "Varga told me in an interview that aired on Monday.",
        "See https://example.org/claims for more.",
        "",
    ],
)
def test_words_without_reported_content_are_not_attributions(text):
    if text:
        assert written(text) == []
    else:
        assert attributions("a", Span(0, 1), ()) == ()


def test_a_second_verb_has_the_subject_of_the_first():
    text = "Varga said the dam was safe, adding that it was new."
    assert written(text) == [
        "[Varga] {said} <the dam was safe> bare_clause",
        "[Varga] {adding} <it was new> that_clause",
    ]


def test_an_attribution_may_contain_an_attribution():
    text = "A poll found that most voters believe the dam is safe."
    assert written(text) == [
        "[A poll] {found} <most voters believe the dam is safe> that_clause",
        "[most voters] {believe} <the dam is safe> bare_clause",
    ]
    sentence = Span(0, len(text))
    (outer,) = attributions(text, sentence, ())
    assert outer.source.of(text) == "A poll"


def test_a_quotation_that_began_in_an_earlier_sentence_is_content_as_a_whole():
    text = "“The dam is old. It leaks,” Varga said."
    second = Span(text.index("It leaks"), len(text))
    (attribution,) = attributions(text, second, quotations(text, [Span(0, len(text))]))
    assert attribution.content[0].of(text) == "“The dam is old. It leaks,”"
    assert attribution.kind is AttributionKind.DIRECT


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“The dam is safe,” Varga said.", AttributionKind.DIRECT),
        ("Varga said the dam was safe.", AttributionKind.INDIRECT),
        ("Varga said the dam was “as safe as a house” now.", AttributionKind.MIXED),
    ],
)
def test_the_kind_depends_on_the_quotations_in_the_content(text, kind):
    assert [attribution.kind for attribution in found(text)] == [kind]


@pytest.mark.parametrize(
    ("text", "verdict_by_text"),
    [
        ("Varga said the dam was safe.", ""),
        ("Varga falsely claimed the dam was safe.", "asserted_false"),
        ("The paper falsely described the closure as a success.", "asserted_false"),
        ("Varga rightly noted that the dam was old.", "asserted_true"),
        ("Varga admitted that the dam was old.", "asserted_true"),
        ("Varga has not confirmed that the dam was old.", ""),
        ("Varga doubts that the dam is safe.", "doubted"),
        ("Varga denied that the dam had leaked.", "contested"),
        ("The mayor’s baseless claim that the dam is safe was repeated.", "doubted"),
    ],
)
def test_the_verdict_by_text_comes_from_words_near_the_cue(text, verdict_by_text):
    assert found(text)[0].verdict_by_text == verdict_by_text


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Varga said the dam was safe.", True),
        ("The mayor, Anna Varga, said the dam was safe.", True),
        ("Officials said the dam was safe.", False),
        ("The mayor said the dam was safe.", False),
        ("Many experts said the dam was safe.", False),
        ("It was said that the dam was safe.", False),
    ],
)
def test_a_source_is_named_if_it_contains_a_proper_name(text, named):
    assert found(text)[0].named is named


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("The mayor said that the reckless plan failed.", "reckless plan", Voice.SOURCE_INDIRECT),
        ("The mayor said that the reckless plan failed.", "The mayor said", Voice.NARRATOR),
        ("The mayor said that the reckless plan failed.", "said that the", Voice.NARRATOR),
        (
            "The mayor said that the reckless plan failed.",
            "mayor said that the reckless plan failed",
            Voice.MIXED,
        ),
        ("The mayor said that the reckless plan failed.", "that the reckless", Voice.MIXED),
        ("The reckless plan failed, the mayor said.", "reckless", Voice.SOURCE_INDIRECT),
        ("The mayor said the plan was “a reckless one” then.", "reckless", Voice.SOURCE_DIRECT),
        ("The mayor said the plan was “a reckless one” then.", "the plan", Voice.SOURCE_INDIRECT),
        ("The mayor condemned the reckless plan.", "reckless", Voice.NARRATOR),
        ("The reckless plan is said to be a brutal one.", "reckless", Voice.NARRATOR),
        ("The reckless plan is said to be a brutal one.", "brutal", Voice.SOURCE_INDIRECT),
    ],
)
def test_the_voice_of_reported_content_is_the_source_s(text, words, expected):
    assert voice(text, words) is expected


def test_without_attributions_the_voice_depends_on_quotations_only():
    text = "The mayor said that the reckless plan failed."
    assert voice_of(Span(25, 30), quotations(text, [Span(0, len(text))])) is Voice.NARRATOR


def test_an_attribution_needs_content():
    with pytest.raises(ValueError, match="content"):
        Attribution(AttributionKind.INDIRECT, Span(0, 1), None, (), AttributionForm.COLON)


PIECES = [
    *"“”\"'’,;:.—()?",
    " ",
    "said",
    "says",
    "that",
    "told",
    "him",
    "according",
    "to",
    "claim",
    "Varga",
    "Varga's",
    "the",
    "dam",
    "was",
    "called",
    "as",
    "a",
    "who",
    "and",
    "but",
    "falsely",
    "accused",
    "of",
    "hiding",
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.characters(), min_size=1, max_size=40).map(" ".join)


@given(TEXTS)
def test_attributions_are_inside_the_text_and_their_content_is_in_order(text):
    quoted = quotations(text, [Span(0, len(text))])
    previous = 0
    for attribution in attributions(text, Span(0, len(text)), quoted):
        assert attribution.cue.end <= len(text)
        assert attribution.content[-1].end <= len(text)
        for one, other in zip(attribution.content, attribution.content[1:], strict=False):
            assert one.end <= other.start
        assert not any(part.overlaps(attribution.cue) for part in attribution.content)
        assert attribution.cue.start >= previous
        previous = attribution.cue.start


@pytest.mark.parametrize(
    "piece", ["said ", "said that ", "Varga, ", "according to ", ": ", "— ", "“a,” said ", "and "]
)
def test_a_sentence_of_twenty_thousand_repetitions_is_read(piece):
    text = piece * 20_000
    whole = Span(0, len(text))
    for attribution in attributions(text, whole, quotations(text, [whole])):
        assert all(whole.contains(part) for part in (attribution.cue, *attribution.content))


@pytest.mark.parametrize("adverb", ["falsely", "repeatedly", "later"])
def test_an_adverb_after_the_comma_of_a_subject_belongs_to_the_cue(adverb):
    (attribution,) = found(text := f"The negotiator, Gen. Radu Varga, {adverb} said it rained.")
    assert attribution.source.of(text) == "The negotiator, Gen. Radu Varga,"
    assert attribution.cue.of(text) == f"{adverb} said"


def test_an_imperative_is_not_an_attribution():
    assert found("Add the water to the feed, and you have eggs.") == ()


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("After hearing that her son had left, Varga went home.", "her son had left"),
        (
            "While officials said that the dam and the mill held, Roe left.",
            "the dam and the mill held",
        ),
        ("Claiming that the dam was safe, the mayor went home.", "the dam was safe"),
        ("Critics say the fee will hurt farms, the mayor said.", "the fee will hurt farms"),
        (
            "Critics say the fee will hurt farms, Varga told us on Monday.",
            "the fee will hurt farms",
        ),
        (
            "Varga said the plant, which Roe said was safe, had burned.",
            "the plant, which Roe said was safe, had burned",
        ),
    ],
)
def test_content_ends_before_the_main_clause_and_before_an_attribution_of_the_whole(text, content):
    assert content in [part.of(text) for attribution in found(text) for part in attribution.content]


def test_a_quotation_after_a_dash_is_not_a_source():
    text = "“We lost it all,” — “They won it all,” said the so-called expert on Monday."
    assert [attribution.source.of(text) for attribution in found(text) if attribution.source] == [
        "the so-called expert"
    ]
