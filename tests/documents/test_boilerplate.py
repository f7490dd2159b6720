import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.documents import boilerplate
from annotator.documents.boilerplate import is_boilerplate


@pytest.mark.parametrize(
    "line",
    """Spread the love|Source link|Leave a Comment|Advertisement|ADVERTISEMENT|Share this story
    By Jane Doe|BY JANE DOE|By Jane Doe and Richard Roe|By Jane Doe, Political Editor
    Jane Doe, Staff Writer|Read more: Who owns the fells?|READ ALSO: A map of every licence
    Sign up for our newsletter|Sign up here to get the best stories straight to your inbox.
    Subscribe to our free daily newsletter and never miss a story.|Subscribe now
    © 2025 The Littoral. All rights reserved.|Copyright 2025 Littoral Media Inc.
    Photo: Ballot boxes are landed at the quay.|Image: A. Nonymous/The Littoral
    The band plays on at the quay. (Photo by Richard Roe/Getty Images)|Jane Doe/AFP/Getty Images
    The mayor at the quay (AP Photo/Jane Doe)|Follow us on Facebook and Instagram
    Filed under: Rowing, Anthems|Tags: rowing, anthem|3 comments|Comments (12)|5 min read
    Published: March 3, 2025|Friday, July 4, 2025|Updated 10:15 AM EST, Wed February 22, 2023
    Jane Doe contributed to this report.|https://example.org/a|* * *|———|[More]|Related articles
    Scroll down for video|Click here to read the whole report|Share by email""".replace(
        "\n    ", "|"
    ).split("|"),
)
def test_prompts_links_credits_and_rights_are_boilerplate(line):
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "By Monday the talks had collapsed.",
        "By the end of the week, Jane Doe and Richard Roe had left.",
        "Read more books, the minister told pupils on Monday.",
        "Sign up for the scheme opened on Monday, officials said.",
        "Register to vote today.",
        "Subscribe to that theory and you will believe anything.",
        "Share prices fell in Ostmark on Monday.",
        "Advertisement spending fell for a third year.",
        "Copyright law is to change, the minister said.",
        "Photographs of the quay show three boats.",
        "The picture was sold to Getty Images.",
        "She told Reuters.",
        "He posted the picture (a photo of the quay).",
        "Comments by the mayor drew laughter.",
        "Related parties may not vote.",
        "Follow the money, she said.",
        "Source: that was what the villagers called the spring, and they guarded it." * 8,
        "More than 40 people left.",
        "Published in 1962, the novel sold a million copies.",
        "Watch how the tide turns.",
        "Tags were cut from 40 coats.",
        "“Leave a comment,” the sign read.",
        "Yes.",
    ],
)
def test_an_ordinary_sentence_is_never_boilerplate(line):
    assert not is_boilerplate(line)


PROMPTS = st.sampled_from([*boilerplate._PROMPTS, boilerplate._BYLINE.pattern]).map(
    lambda prompt: re.compile(prompt, re.IGNORECASE)
)


@given(PROMPTS.flatmap(lambda prompt: st.from_regex(prompt, fullmatch=True)))
def test_the_first_letters_of_every_prompt_are_recognized(line):
    assert boilerplate._possible(line[: boilerplate._HEAD])[1]


@pytest.mark.parametrize(
    "line", [*sorted(boilerplate._WHOLE), "AD", "In\u00a0this  article", "12 * Ad …"]
)
def test_a_boilerplate_phrase_is_found_in_any_case_and_between_signs(line):
    assert is_boilerplate(line)
    assert is_boilerplate(f"— {line.title()}: 3")
