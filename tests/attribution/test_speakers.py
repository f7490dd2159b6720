"""Who speaks: the source of an attribution, as a careful reader finds it, kind by kind."""

import pytest

from annotator.attribution import attributions, quotations
from annotator.model import Span


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
