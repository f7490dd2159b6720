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
    Scroll down for video|Click here to read the whole report|Share by email
    14:05|14.05 GMT|2.15pm|1:58 p.m. ET|10 am|9m ago|3 hours ago|just now|Today at 10:15|Mon 4 Mar
    Sun 3 Mar 2024 18.45 GMT|10:15 AM · Mar 4, 2024|Last modified on Mon 4 Mar 2024 10.15 GMT
    Published March 3, 2024|First published on Sun 3 Mar 2024 18.45 GMT|4 March 2024|2024-03-04
    Updated 4:15 p.m. EDT, March 3, 2024|Published on 3 March 2024 at 7 p.m.|Updated 2 hours ago
    A file photo of the ferry. REUTERS/Ann Doe|The ferry on Friday. Ann Doe / Harbour Post
    The ferry on Friday. Photograph: Tomas Reel/Harbour Post|The ferry. (Courier/T. Doe)
    The ferry on Friday. Photo by Ann Doe|The ferry on Friday. Getty Images|Photographer: Ann Doe
    FILE PHOTO: The ferry on Friday. REUTERS/Ann Doe/File Photo|Image source, Getty Images
    Image caption, The ferry on Friday|Credit...Ann Doe for The Harbour Post|Enlarge this image
    Additional reporting by Ann Doe.|Ann Doe contributed reporting.|toggle caption|hide caption
    (Reporting by Ann Doe in Vale; Editing by Tom Roe)|With files from The Harbour Press
    Reporting by Ann Doe; editing by Tom Roe|Ann Doe and Tom Roe contributed to this report.
    Click to share on Facebook (Opens in new window)|Share full article|Gift this article|1.2K
    Listen · 5:12 min|Listen to this article · 5:12 min Learn more
    4 MIN READ|Most viewed|Related roundup: iPhone 6""".replace("\n    ", "|").split("|"),
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
        "Credit: the captain.",
        "Watch: the owner lied, and everybody knew.",
        "Video: the owner falls",
        "Published in 1931, the book was a lie",
        "Updated by the mayor on Monday, the list of the dead grew.",
        "Posted to the front in May, he never came back",
        "Source: the mayor lied.",
        "More: he lied.",
        "Related: why the mayor lied to the council in May.",
        "Topics: the bridge, the mayor and the money were all discussed.",
        "Image: “The bridge is safe.”",
        "Photo: a lie, the court said.",
        "Register today or lose your vote",
        "Subscribe now to a theory that explains all",
        "Copyright 2024 by the mayor of Vale, the poem was read aloud.",
        "Monday was the day of the vote.",
        "May 4 was a bad day for the port",
        "At 14.05 GMT the ferry sank",
        "9m people live there",
        "Listen. The mayor lied.",
        "With files from the port, the court began again.",
        "Reporting by the mayor was late, the court said.",
        "Gift shops closed on Monday.",
        "He chose yes/no.",
        "She works for the Post/Courier group",
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
