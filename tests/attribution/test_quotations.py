import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.attribution import Quotation, QuotationKind, quotations, voice_of
from annotator.model import Span, Voice

MARKS = [
    *"\"“”„«»‘’'",
    " ",
    ", ",
    ". ",
    "\n\n",
    "''",
    "``",
    "a",
    "A",
    "s",
    "said",
    "don’t",
    "—",
    "(",
    ")",
]
QUOTED = st.lists(st.sampled_from(MARKS) | st.characters(), max_size=60).map("".join)


def paragraphs(text):
    return [Span(*found.span()) for found in re.finditer(r"[^\n]*\S[^\n]*", text)]


def found(text):
    return quotations(text, paragraphs(text))


def quoted(text, depth=1):
    return [quotation.span.of(text) for quotation in found(text) if quotation.depth == depth]


def kinds(text):
    return [quotation.kind.value for quotation in found(text) if quotation.depth == 1]


@pytest.mark.parametrize(
    ("text", "outer"),
    [
        ("She said “no” and “never.”", ["“no”", "“never.”"]),
        ('She said "no" and "never."', ['"no"', '"never."']),
        ("She said 'no' and 'never.'", ["'no'", "'never.'"]),
        ("She said ‘no’ and ‘never.’", ["‘no’", "‘never.’"]),
        ("She said «no».", ["«no»"]),
        ("Every mark is ”typed” as ”closing”.", ["”typed”", "”closing”"]),
        ("It doesn't, the '90s weren't, and the Does' car isn't.", []),
        ("It doesn’t, the ’90s weren’t, and the Does’ car isn’t.", []),
        ("Rock ’n’ roll is “here”.", ["“here”"]),
        ("It was 6' 2\" tall.", []),
        ("He asked (“why?”) — “because” they would.", ["“why?”", "“because”"]),
        ("‘The leaders’ plan’ failed.", ["‘The leaders’ plan’"]),
        ("She said ``no'' and ''never.''", ["``no''", "''never.''"]),
        ("She said ''it isn't'' and left.", ["''it isn't''"]),
        ("No marks at all.", []),
    ],
)
def test_quotation_marks_are_found_and_apostrophes_are_not(text, outer):
    assert quoted(text) == outer


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("“He called it ‘a sad day’ twice,” she said.", "‘a sad day’"),
        ("\"He called it 'a sad day' twice,\" she said.", "'a sad day'"),
        ("‘He called it “a sad day” twice,’ she said.", "“a sad day”"),
        ("'He called it \"a sad day\" twice,' she said.", '"a sad day"'),
        ("''He called it 'a sad day' twice,'' she said.", "'a sad day'"),
    ],
)
def test_a_quotation_in_a_quotation_has_depth_two(text, inner):
    assert quoted(text, 2) == [inner]
    assert len(quoted(text)) == 1


def test_a_quotation_over_paragraphs_is_one_in_each():
    text = "Doe said: “First part.\n\n“Second part.\n\n“Third part.”\n\nThe end."
    first, second, third = found(text)
    assert [first.span.of(text), second.span.of(text), third.span.of(text)] == [
        "“First part.",
        "“Second part.",
        "“Third part.”",
    ]
    assert (first.runs_on, second.runs_on, third.runs_on) == (True, True, False)
    assert all(part.closed and part.kind is QuotationKind.FULL for part in (first, second, third))


@pytest.mark.parametrize(("opening", "closing"), ["‘’", "''", "“”", '""', ("``", "''")])
def test_british_and_other_marks_run_over_paragraphs_too(opening, closing):
    text = (
        f"{opening}I don’t know the Does’ plan. It isn’t ours.\n\n"
        f"{opening}The leaders’ plan was theirs.\n\n"
        f"{opening}So be it,{closing} she said."
    )
    assert [part.span.of(text) for part in found(text)] == [
        f"{opening}I don’t know the Does’ plan. It isn’t ours.",
        f"{opening}The leaders’ plan was theirs.",
        f"{opening}So be it,{closing}",
    ]
    assert [part.runs_on for part in found(text)] == [True, True, False]
    assert {part.kind for part in found(text)} == {QuotationKind.FULL}


def test_a_single_quotation_does_not_run_on_into_an_apostrophe():
    text = "‘Tis the season of ‘old.\n\n'90s music is back."
    assert found(text) == ()


def test_boilerplate_between_paragraphs_does_not_interrupt_a_quotation():
    text = "“First part.\n\nAdvertisement\n\n“Second part.”"
    first, boilerplate, second = paragraphs(text)
    del boilerplate
    assert [part.runs_on for part in quotations(text, [first, second])] == [True, False]


@pytest.mark.parametrize("mark", ["“", '"'])
def test_a_missing_closing_mark_affects_its_paragraph_only(mark):
    text = (
        f"She said {mark}no and left. \n\nThe next day she said {mark}yes{mark.replace('“', '”')}."
    )
    lost, whole = found(text)
    assert (lost.span.of(text), lost.closed) == (f"{mark}no and left.", False)
    assert whole.closed


def test_a_second_opening_mark_ends_a_quotation_without_a_closing_mark():
    text = "She called it “sad and he called it “mad” too."
    assert quoted(text) == ["“sad and he called it", "“mad”"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“We will not leave this valley,” the mayor said.", "full"),
        ("The mayor said: “We will not go.”", "full"),
        ("“No,” the mayor said.", "full"),
        ("“We have waited for this long enough.”", "full"),
        ("The mayor said that, “after all, we won.”", "full"),
        ("The mayor called it “a sad day for the valley” and left.", "partial"),
        ("Officials described him as “reckless” on Monday.", "partial"),
        ("The plan would “strengthen and deepen the friendship” of both.", "partial"),
        ("The “experts” were nowhere to be seen.", "scare"),
        ("The so-called “people’s court of the valley,” she said, never met.", "scare"),
        ("He sold the film “Parasol” last year.", "title"),
        ("Her novel “The Long Way to Korrund” sold well.", "title"),
        ("They sang “Roses in the Rain” at noon.", "title"),
    ],
)
def test_kinds_depend_on_length_case_stops_and_verbs(text, kind):
    assert kinds(text) == [kind]


def test_a_verb_of_another_sentence_does_not_make_a_quotation_partial():
    assert kinds("Mr. Doe said nothing. The “experts” came. Roe said so.") == ["scare"]


TEXT = "Mr. Doe said it was “a sad day” for the “experts” of “The Long Way Home” here."


@pytest.mark.parametrize(
    ("words", "voice"),
    [
        ("Mr. Doe said", Voice.NARRATOR),
        ("sad", Voice.SOURCE_DIRECT),
        ("a sad day", Voice.SOURCE_DIRECT),
        ("“a sad day”", Voice.SOURCE_DIRECT),
        ("was “a sad", Voice.MIXED),
        ("day” for", Voice.MIXED),
        (TEXT, Voice.MIXED),
        ("of “The Long Way Home”", Voice.NARRATOR),
        ("Way", Voice.NARRATOR),
    ],
)
def test_the_voice_is_the_source_s_inside_the_marks_of_a_quotation(words, voice):
    start = TEXT.index(words)
    assert voice_of(Span(start, start + len(words)), found(TEXT)) is voice


def test_scare_quotes_and_titles_are_the_narrator_s():
    text = "The “experts” never came."
    assert voice_of(Span(5, 12), found(text)) is Voice.NARRATOR


def test_a_quotation_in_a_quotation_is_the_source_s():
    text = "“He called it ‘a sad day’ twice,” she said."
    start = text.index("sad")
    assert voice_of(Span(start, start + 3), found(text)) is Voice.SOURCE_DIRECT


def test_a_span_over_two_paragraphs_of_one_quotation_is_the_source_s():
    text = "“First part.\n\n“Second part,” she said."
    assert voice_of(Span(1, text.index("part,")), found(text)) is Voice.SOURCE_DIRECT


def test_a_span_over_two_quotations_is_mixed():
    text = "“First part,” she said. “Second part.”"
    assert voice_of(Span(0, len(text)), found(text)) is Voice.MIXED


@given(QUOTED)
def test_quotations_are_inside_paragraphs_in_order_and_nested(text):
    places = paragraphs(text)
    previous = []
    for quotation in quotations(text, places):
        span = quotation.span
        assert any(place.contains(span) for place in places)
        assert span.of(text)[0] in "\"“”„«»‘’'`"
        assert all(one.span.start <= span.start for one in previous)
        around = [one for one in previous if one.span.contains(span)]
        assert quotation.depth == len(around) + 1
        assert all(one in around or not one.span.overlaps(span) for one in previous)
        previous.append(quotation)


def slow_voice(span: Span, every: tuple[Quotation, ...]) -> Voice:
    """voice_of by its definition, without quotations that run on."""
    sources = {QuotationKind.FULL, QuotationKind.PARTIAL}
    outer = [each.span for each in every if each.depth == 1 and each.kind in sources]
    touching = [each for each in outer if each.overlaps(span)]
    if not touching:
        return Voice.NARRATOR
    return Voice.SOURCE_DIRECT if touching[0].contains(span) else Voice.MIXED


@given(QUOTED.filter(bool), st.data())
def test_voice_equals_a_slow_implementation(text, data):
    every = quotations(text, [Span(0, len(text))])
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert voice_of(Span(start, end), every) is slow_voice(Span(start, end), every)


@pytest.mark.parametrize(
    "piece", ['"', "“", "‘a ", "“a ‘b ", "'a b' ", " 'a", "“a” ", '" a "', "“a\n\n", "said “Abc,” "]
)
def test_a_paragraph_of_twenty_thousand_repetitions_is_read(piece):
    text = piece * 20_000
    every = quotations(text, paragraphs(text))
    starts = [one.span.start for one in every]
    assert starts == sorted(starts)
    for at in range(0, len(text) - 1, 2_000):
        assert voice_of(Span(at, at + 1), every) is slow_voice(Span(at, at + 1), every)
