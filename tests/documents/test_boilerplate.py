import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.documents import boilerplate
from annotator.documents.blocks import split_into_blocks
from annotator.documents.boilerplate import is_boilerplate, is_byline
from annotator.model import BlockForm, BlockKind


@pytest.mark.parametrize(
    "line",
    """Spread the love|Source link|Leave a Comment|Advertisement|ADVERTISEMENT|Share this story
    By Jane Doe|BY JANE DOE|By Jane Doe and Richard Roe|By Jane Doe, Political Editor
    Jane Doe, Staff Writer|Read more: Who owns the fells?|READ ALSO: A map of every licence
    Sign up for our newsletter|Sign up here to get the best stories straight to your inbox.
    Subscribe to our free daily newsletter and never miss a story.|Subscribe now
    © 2025 The Littoral. All rights reserved.|Copyright 2025 Littoral Media Inc.
    Photo: Ballot boxes are landed at the quay.|Image: A. Nonymous/The Littoral
    (Photo by Richard Roe/Getty Images)|Jane Doe/AFP/Getty Images
    (AP Photo/Jane Doe)|Follow us on Facebook and Instagram
    Filed under: Rowing, Anthems|Tags: rowing, anthem|3 comments|Comments (12)|5 min read
    Published: March 3, 2025|Friday, July 4, 2025|Updated 10:15 AM EST, Wed February 22, 2023
    Jane Doe contributed to this report.|https://example.org/a|* * *|———|[More]|Related articles
    Scroll down for video|Click here to read the whole report|Share by email
    14:05|14.05 GMT|2.15pm|1:58 p.m. ET|10 am|9m ago|3 hours ago|just now|Today at 10:15|Mon 4 Mar
    Sun 3 Mar 2024 18.45 GMT|10:15 AM · Mar 4, 2024|Last modified on Mon 4 Mar 2024 10.15 GMT
    Published March 3, 2024|First published on Sun 3 Mar 2024 18.45 GMT|4 March 2024|2024-03-04
    Updated 4:15 p.m. EDT, March 3, 2024|Published on 3 March 2024 at 7 p.m.|Updated 2 hours ago
    REUTERS/Ann Doe|Ann Doe / Harbour Post|(Courier/T. Doe)|Photo by Ann Doe|Getty Images
    Photograph: Tomas Reel/Harbour Post|Photographer: Ann Doe
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


CAPTIONS = """
The band plays on at the quay. | (Photo by Richard Roe/Getty Images)
The mayor at the quay | (AP Photo/Jane Doe)
A file photo of the ferry. | REUTERS/Ann Doe
The ferry on Friday. | Ann Doe / Harbour Post
The ferry on Friday. | Photograph: Tomas Reel/Harbour Post
The bridge on Monday. | Photograph: Ann Doe/Agency
The ferry. | (Courier/T. Doe)
The ferry on Friday. | Photo by Ann Doe
The ferry on Friday. | Getty Images
Sen. J. Doe speaks in Vale. | R. A. Roe/AFP via Getty Images
“It is safe.” The mayor at the dam. | Ann Doe via Reuters
The mayor, who lied about the dam. It leaked. | Photograph: Ann Doe/PA
The mayor at the dam | [Photo: Ann Doe]
The mayor, a so-called expert! | Jane Doe/AFP
"""


@pytest.mark.parametrize("line", CAPTIONS.strip().splitlines())
def test_a_caption_before_a_credit_is_text_of_a_caption(line):
    words, credit = line.split(" | ")
    for form in (None, BlockForm.CAPTION, BlockForm.QUOTE):
        text = f"{words} {credit}\n\nNobody came to the quay, the mayor said."
        caption, aside, last = split_into_blocks(text, forms={0: form} if form else {})
        assert [one.span.of(text) for one in (caption, aside)] == [words, credit]
        assert (caption.kind, aside.kind) == (BlockKind.PARAGRAPH, BlockKind.BOILERPLATE)
        assert caption.form == aside.form == (form or BlockForm.CAPTION)
        assert (last.kind, last.form) == (BlockKind.PARAGRAPH, None)


def test_a_wrapped_caption_keeps_its_text():
    text = "The bridge on Monday, when the mayor\nsaid it was safe. Photograph: Ann\nDoe/Agency"
    caption, credit = split_into_blocks(f"{text}\n\nNobody came to the quay, they said.")[:2]
    assert (caption.kind, credit.kind) == (BlockKind.PARAGRAPH, BlockKind.BOILERPLATE)
    assert credit.span.of(text) == "Photograph: Ann\nDoe/Agency"


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


VARIATIONS = """
— Minister Roe (@roe) May 3, 2026
— Roe (@roe.bsky.social) May 12, 2026 at 10:00 AM
an hour ago
a day ago
Published 14:30 GMT, 12 May 2026 | Updated 15:02 GMT, 12 May 2026
Posted: May 12, 2026 / 02:30 PM EDT
Updated: May 12, 2026 / 04:30 PM EDT
Posted on May 12, 2026 by Ann Doe
2026-05-12T14:30:00Z
12.05.2026, 14:30 Uhr
14:05 (GMT)
14:05 GMT+1
07:30 UTC+02:00
Noon ET
Midnight GMT
5 hours ago by Ann Doe
(AP)
— AP
— Reuters
AFP
- AFP
Ann Doe contributed reporting from Rome.
With reporting by Ann Doe
With contributions from Ann Doe and Bo Roe
Getty
Media caption, The dam in May
Caption: The dam in May
Listen to this story: 5 min
Listen 8 min
8 min listen
Reading time: 5 minutes
Estimated reading time: 4 mins
Copy this link
Email Facebook X
Facebook Twitter WhatsApp
Facebook | Twitter | Email
Share to Facebook
Subscribe for unlimited access
Subscribe to continue reading
Support independent journalism
Support our journalism
Donate
Donate now
Watch live: Dam falls
LISTEN: The dam podcast
Advertisement - Continue Reading Below
Scroll to continue reading
Skip past newsletter promotion
Sponsored by Acme
Paid for by Acme
Show 5 more comments
Have a story? Email tips@daily.com
Contact the author at ann@daily.com
Email: ann@daily.com
ann@daily.com
@anndoe
Cookie settings
We use cookies
Accept all
Watch the video below
Watch the video above
Order reprints
Print this page
Report a correction
Report an error
Send us a tip
Correction: May 12, 2026
This article was updated on May 12, 2026.
This story has been updated.
This is a developing story. Check back for updates.
This is a breaking news story. More to follow.
More to follow
More follows
1 of 5
Page 1 of 3
Next page
Edited by Ann Doe
Contributors: Ann Doe, Bo Roe
""".strip().split("\n")


@pytest.mark.parametrize("line", VARIATIONS)
def test_variations_of_times_credits_and_prompts_are_boilerplate(line):
    assert is_boilerplate(line)


BEGINNINGS = """
— Minister Roe (@roe) lied about the dam. Everybody knew.
Credit: the captain.
Watch: the owner lied, and everybody knew.
Published in 1931, the book was a lie.
Published in 1931, the book was a lie
Updated rules came into force on Monday.
Updated figures show that the dam leaks.
Posted at the gate, two guards slept.
Share prices fell on Monday.
Share the blame, he said.
Share this with your children, he begged her.
Listen to the wind, she told them.
Listen: he never said it.
Listen to this man and you will lose your house.
Follow the money, the lawyer said.
Follow us, the guide shouted.
Read the report and weep.
Read my lips: no new dams.
Read more books, he told the children.
More people died than were counted.
More: nobody asked.
More than 12 comments were deleted by the owner.
Related charges were dropped on Friday.
Related: he is her uncle.
Image is everything, the mayor said.
Image: that is all he cares about.
Photo evidence was destroyed.
Photographs of the dam were forged by the ministry.
Photographer Ann Doe was shot.
Picture the scene: a dam, no water.
Picture this: a dam without water.
Video shows the owner lying to the police.
Video: it is all there, and nobody looked.
Graphic content was removed from the page.
Illustrations were cut from the book.
Source: a man who was not there.
Sources said that the owner lied.
Tags were cut from the stolen coats.
Topic: the mayor's lies.
Comments are cheap, said the owner.
Comments by the minister caused a row.
12 comments were called racist.
Subscribe to that view and you are a fool.
Sign up or be shot, they were told.
Get out of my town, he shouted.
Get ready for higher taxes.
Donate your coat, the priest said.
Support for the mayor collapsed.
Support our troops, the sign said.
Copyright law is a mess.
Contact with the crew was lost.
At 14.05 GMT the ship sank.
14 people died.
1:58 p.m. was when the lights went out.
9 minutes ago the mayor lied again.
A day ago he denied it.
Just now, he lied.
May 12, 2026, was the day the dam fell.
On May 12, 2026, the dam fell.
12 May 2026 will be remembered as a day of shame.
Tuesday was a day of shame.
Monday's lie was worse.
Today, nobody believes him.
Yesterday he lied; today he smiled.
Noon came and nobody left.
Edited footage misled the court.
Written in haste, the law failed.
By Monday the dam was gone.
By John's account, the dam was safe.
By lying, he won.
With reporting rules like these, nobody speaks.
Reporting the crime cost her job.
Editing the tape was a crime.
Additional reporting found that he lied.
Ann Doe contributed 5 million to the campaign.
The Associated Press contributed to the panic, he said.
Correction: he did lie.
This article of faith was broken.
This story has been told before.
This is a developing country, he sneered.
Advertisement spending fell.
Recommended doses were ignored.
Trending down, the polls scared the mayor.
Previous owners lied.
Next: the mayor goes to court.
Home is where they lied.
Search parties found nothing.
Email records show that he lied.
Print media died here.
Enlarge the army, he demanded.
Hide the money, she told him.
Loading the truck took them an hour.
Page 1 of the report is a lie.
Caption or not, the picture lies.
File under lies, the critic wrote.
File photo or not, it was a lie.
Words: that is all he has.
Text messages proved it.
Ann Doe is a liar.
Ann Doe, 43, is a liar.
Reuters was wrong.
AP said so.
Watch live as it falls, they joked.
Watch out for him.
See also how he smiled.
See: he lied.
View the body, they told her.
View from here: nothing.
Click here and your money is gone, police warned.
Explore it yourself, he said.
Skip the talks, he told them.
Scroll through his lies and you see it.
Play nice, he said.
Join or die.
Join us or leave, said the mayor.
Find me one honest man on Facebook.
Sponsored terror is a crime, he said.
Paid for by the taxpayer, the palace leaks.
Save the dam!
Save later, spend now.
Show more courage, she told him.
Like us, they were hungry.
Copy that, said the pilot.
Report the error and lose your job.
Order was restored.
Terms were agreed.
Accept all of it or nothing.
Have a story like that and nobody believes you.
""".strip().split("\n")


@pytest.mark.parametrize("line", BEGINNINGS)
def test_sentences_that_begin_like_boilerplate_are_text(line):
    assert not is_boilerplate(line)
    assert not is_byline(line)
