"""Who speaks: the source of an attribution, as a careful reader finds it, kind by kind."""

import re

import pytest

from annotator.attribution import attributions, quotations
from annotator.model import Span
from annotator.sentences.rule_splitter import split_sentences


def written(text):
    """Each attribution of a sentence as [source] {cue} <content>."""
    sentence = Span(0, len(text))
    return [
        " ".join(
            [
                f"[{one.source.of(text) if one.source else ''}]",
                f"{{{one.cue.of(text)}}}",
                *(f"<{part.of(text)}>" for part in one.content),
            ]
        )
        for one in attributions(text, sentence, quotations(text, [sentence]))
    ]


def sources(text):
    """The sources of a sentence, '' where there is none."""
    return [one[1 : one.index("] {")] for one in written(text)]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        # plural possessives
        ("The nurses’ union said it would strike.", "The nurses’ union"),
        ("“We will strike,” said the nurses’ union.", "the nurses’ union"),
        ("“We will strike,” the nurses' union said.", "the nurses' union"),
        ("Two drivers’ groups warned that the road was closed.", "Two drivers’ groups"),
        ("The owners’ claims that the dam is safe were repeated.", "The owners’"),
        # several appositions
        ("“It will sink,” Roe, 43, a mother of two, said.", "Roe, 43, a mother of two,"),
        ("Ann Roe, the owner, who is 43, said it would sink.", "Ann Roe, the owner, who is 43,"),
        (
            "Roe, of Korrund, the captain, told reporters it was new.",
            "Roe, of Korrund, the captain,",
        ),
        ("In June, Roe, 43, a mother, said it would sink.", "Roe, 43, a mother,"),
        ("In June, the mayor, a friend of Roe, said it was late.", "the mayor, a friend of Roe,"),
        ("When it sank, the owner, a captain, said it was old.", "the owner, a captain,"),
        # brackets
        (
            "Ferro (NYSE: FER), a maker of pumps, said it lost.",
            "Ferro (NYSE: FER), a maker of pumps,",
        ),
        ("Ferro Corp. (FER.N) said on Monday that it lost.", "Ferro Corp. (FER.N)"),
        ("Ferro [FER] said it would close.", "Ferro [FER]"),
        ("Ann Doe (D-Ohio), the chair, said it would close.", "Ann Doe (D-Ohio), the chair,"),
        ("(Doe said the ferry was new.)", "Doe"),
        # a clause before the speaker
        ("The port closed after Doe said it was unsafe.", "Doe"),
        ("It was shut after a report said that it could sink.", "a report"),
        ("They left before the captain said it was safe.", "the captain"),
        ("Shares rose as Ferro said it would hire.", "Ferro"),
        ("More than 20 people said it was unsafe.", "More than 20 people"),
        # names and nouns that end like adverbs
        ("Emily said it was new.", "Emily"),
        ("“It is new,” Molly said.", "Molly"),
        ("In May Sally Kelly said it was new.", "Sally Kelly"),
        ("Officials in Italy said it was new.", "Officials in Italy"),
        ("The monopoly said it would pay.", "The monopoly"),
        ("Doe flatly said it was new.", "Doe"),
        ("Recently Doe said it was new.", "Doe"),
        # capitals
        ("DOE CLAIMS FERRY IS NEW.", "DOE"),
        ("Doe Claims That Ferry Is New", "Doe"),
    ],
)
def test_the_source_is_the_whole_name_of_the_speaker(text, source):
    assert sources(text) == [source]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The bank (which Doe said was broke in May) closed.", []),
        ("The bank (Doe said it was broke) closed.", ["<it was broke>"]),
        ("(Doe said the ferry was new.)", ["<the ferry was new>"]),
        (
            "Doe said it was new (it was; I saw it) and safe.",
            ["<it was new (it was; I saw it) and safe>"],
        ),
        ("Doe [the mayor] said it was [very] new.", ["<it was [very] new>"]),
        ("Doe said that it was new and called Roe a liar.", ["<it was new>", "<Roe>"]),
        (
            "Doe said it was new and told us that it would sail.",
            ["<it was new>", "<it would sail>"],
        ),
        ("Doe said it was new and safe.", ["<it was new and safe>"]),
        ("Doe said it was late, a claim the office rejected.", ["<it was late>"]),
        ("Doe said it was late, an allegation that Roe denied.", ["<it was late>"]),
        (
            "Doe said it was a ferry, a bridge and a road.",
            ["<it was a ferry, a bridge and a road>"],
        ),
    ],
)
def test_content_ends_with_the_words_of_the_source(text, content):
    found = [one.split("} ")[1].split("> <")[0].rstrip(">") + ">" for one in written(text)]
    assert found == content


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a verb before its subject, in the middle of what was said
        ("The ferry, says Doe, is new.", "[Doe] {says} <The ferry> <is new>"),
        ("The ferry, said Ann Doe, is new.", "[Ann Doe] {said} <The ferry> <is new>"),
        ("The bridge, argues the mayor, is old.", "[the mayor] {argues} <The bridge> <is old>"),
        ("None of it is true, said Doe.", "[Doe] {said} <None of it is true>"),
        ("Fares, wrote Doe, the clerk, fell.", "[Doe, the clerk] {wrote} <Fares> <fell>"),
        # a clause that a comma closes
        ("Asked if he lied, Doe left.", "[] {Asked} <if he lied>"),
        ("Roe, who said the dam leaked, was fired.", "[who] {said} <the dam leaked>"),
        # names of several, and relative clauses
        ("Doe, Roe and Poe said it was safe.", "[Doe, Roe and Poe] {said} <it was safe>"),
        ("In Korrund, Roe and Poe said it was safe.", "[Roe and Poe] {said} <it was safe>"),
        (
            "A man who was on board said it was safe.",
            "[A man who was on board] {said} <it was safe>",
        ),
        (
            "The firm that built it said it was safe.",
            "[The firm that built it] {said} <it was safe>",
        ),
        ("The men he hired said it was safe.", "[The men he hired] {said} <it was safe>"),
        # verbs that no list names
        ("It leaks, Doe said Monday.", "[Doe] {said} <It leaks>"),
        ("A report says the dam leaks.", "[A report] {says} <the dam leaks>"),
        # nested marks
        (
            "“He told me, ‘She said, “No,”’” Doe said.",
            "[Doe] {said} <“He told me, ‘She said, “No,”’”>",
        ),
        (
            "“The word was ‘so “bad” a lie’ here,” Doe said.",
            "[Doe] {said} <“The word was ‘so “bad” a lie’ here,”>",
        ),
        (
            "'He told me, \"She said, 'No,'\"' Doe said.",
            "[Doe] {said} <'He told me, \"She said, 'No,'\"'>",
        ),
        (
            '"He told me, \'She said, "No,"\'" Doe said.',
            '[Doe] {said} <"He told me, \'She said, "No,"\'">',
        ),
        # capitals and headlines
        ('"IT WILL STAND," SHE SAID.', '[SHE] {SAID} <"IT WILL STAND,">'),
        ("“WE LOST,” THE MAYOR SAID.", "[THE MAYOR] {SAID} <“WE LOST,”>"),
        ("Roe: ‘We lost’", "[Roe] {:} <‘We lost’>"),
        ("Mayor Doe: “It will stand.”", "[Mayor Doe] {:} <“It will stand.”>"),
        # a participle after a quotation
        ("“No,” answering the press, Doe said.", None),
        (
            "“We lost,” she said, laughing, “but not all.”",
            "[she] {said} <“We lost,”> <“but not all.”>",
        ),
    ],
)
def test_words_are_given_to_the_one_who_says_them(text, expected):
    assert written(text) == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    "text",
    [
        # nobody said it
        "Nobody said the ferry was new.",
        "Neither Doe nor Roe said the ferry was new.",
        "None of the officers said it was new.",
        "No official has said that the ferry was new.",
        "Not a single witness said it was new.",
        "Nor did Doe say it was new.",
        # fixed phrases
        "It goes without saying that the owner lied.",
        "People who say otherwise are lying.",
        "It would be wrong to say that the owner lied.",
        "To say that the owner lied is unfair.",
        "Suffice it to say that the owner lied.",
        "Let us say that the owner lied.",
        "It’s no exaggeration to say the owner lied.",
        "Doe did not say so.",
        # labels, not speakers
        "Re: “Ferry is new, says owner” (March 3).",
        "Fwd: “Who pays for the dam?”",
        "Watch: “The dam is safe and sound.”",
        "Photo: “The ferry” by Ann Doe",
        # an apposition denies, not says
        "The ferry was late, a point the office denied.",
        "The bridge is old, a fact that Doe denies.",
    ],
)
def test_words_that_nobody_says_have_no_source(text):
    assert written(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Doe said nothing about the dam.", []),
        ("Doe wants to say that it is over.", ["Doe"]),
        ("Doe said no decision was made.", ["Doe"]),
        ("Doe said nothing was decided.", ["Doe"]),
        ("Doe said so many people came that it was full.", ["Doe"]),
        ("Doe, not Roe, said it was new.", ["Doe, not Roe,"]),
        ("Doe left, saying it was late.", ["Doe"]),
        ("The mayor, said to be ill, stayed away.", []),
        ("“No,” said Doe, asked about it.", ["Doe", ""]),
    ],
)
def test_what_looks_like_a_phrase_without_a_speaker_but_is_none(text, expected):
    assert sources(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a noun of speech
        ("The claim by Doe that it leaked was false.", "[Doe] {claim} <it leaked>"),
        ("Doe made the claim that it leaks.", "[Doe] {claim} <it leaks>"),
        ("Doe’s claim that the ferry is safe is false.", "[Doe’s] {claim} <the ferry is safe>"),
        ("Some claim that it leaks.", "[Some] {claim} <it leaks>"),
        ("It was a rumour that I want no part of.", None),
        ("It was a report that Doe made.", None),
        ("It was a claim that was false.", None),
        # verbs of stance
        ("Doe wants to sell the ferry.", "[Doe] {wants} <to sell the ferry>"),
        ("Doe went to court to reject the plan.", "[Doe] {to reject} <the plan>"),
        ("Doe declined to comment.", "[Doe] {declined} <to comment>"),
        ("The link is new.", None),
        ("Doe saw the support of the bridge.", None),
    ],
)
def test_nouns_and_verbs_of_stance(text, expected):
    assert written(text) == ([] if expected is None else [expected])


def contents(text):
    """The content of each attribution of a text whose lines are its paragraphs."""
    places = [Span(*found.span()) for found in re.finditer(r"[^\n]+", text)]
    every = quotations(text, places)
    return [
        [part.of(text) for part in one.content]
        for place in places
        for sentence in split_sentences(text, place)
        for one in attributions(text, sentence, every)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“It rained,” Doe said. “It snowed.”", [["“It rained,”", "“It snowed.”"]]),
        ("“It rained,” said Doe, who left. “It snowed.”", [["“It rained,”", "“It snowed.”"]]),
        (
            "“It rained,” she said, “a lot.” “It snowed.” “It was cold.”",
            [["“It rained,”", "“a lot.”", "“It snowed.”", "“It was cold.”"]],
        ),
        (
            "“It rained,” Doe said. “It snowed.\n“It was cold.”",
            [["“It rained,”", "“It snowed.", "“It was cold.”"]],
        ),
        (
            "'It rained,' Doe said. 'It snowed.\n'It was cold.'",
            [["'It rained,'", "'It snowed.", "'It was cold.'"]],
        ),
        ("Doe said:\n“It rained. It snowed.”", [["“It rained. It snowed.”"]]),
        ("Doe wrote on Monday:\n“It rained.” It snowed.", [["“It rained.”"]]),
        # what continues nothing
        ("“It rained,” said Doe. “It snowed,” said Roe.", [["“It rained,”"], ["“It snowed,”"]]),
        ("“It rained,” Doe said. “It snowed!” Roe said.", [["“It rained,”"], ["“It snowed!”"]]),
        ("“It rained,” Doe said. It was late. “It snowed.”", [["“It rained,”"]]),
        ("“It rained,” Doe said.\n“It snowed.”", [["“It rained,”"]]),
        ("“It rained,” Doe said. “Experts” came.", [["“It rained,”"]]),
        ("The list:\n“It rained.”", []),
    ],
)
def test_a_quotation_and_its_continuation_are_one_content(text, expected):
    assert contents(text) == expected
