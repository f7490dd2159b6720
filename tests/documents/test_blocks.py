import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.documents import blocks as page
from annotator.documents.blocks import is_furniture, lay_out
from annotator.model import BlockKind
from tests.helpers.paths import SHARED

PAGE = """Korrund’s envoy walks out of harbour talks | The Littoral

Spread the love

By Ines Halvard

The talks ended on Monday. Nobody spoke.

“We lost a day,” the envoy said.

Source link

Leave a Comment
"""


def blocks(text, **title):
    return [(block.kind.value, block.span.of(text)) for block in lay_out(text, **title)]


def paragraphs(text):
    return [words for kind, words in blocks(text) if kind == "paragraph"]


def test_title_paragraphs_and_furniture_of_a_page_are_told_apart():
    assert blocks(PAGE) == [
        ("title", "Korrund’s envoy walks out of harbour talks"),
        ("furniture", "| The Littoral"),
        ("furniture", "Spread the love"),
        ("furniture", "By Ines Halvard"),
        ("paragraph", "The talks ended on Monday. Nobody spoke."),
        ("paragraph", "“We lost a day,” the envoy said."),
        ("furniture", "Source link"),
        ("furniture", "Leave a Comment"),
    ]


def test_furniture_above_the_title_does_not_hide_it():
    assert blocks("Advertisement\n\nTalks collapse\n\nThey ended.")[1] == (
        "title",
        "Talks collapse",
    )


def test_a_first_line_that_ends_as_a_sentence_is_no_title():
    assert paragraphs("The talks ended.\n\nNobody spoke.")[0] == "The talks ended."


def test_a_first_line_that_ends_as_a_sentence_is_the_title_if_it_is_the_one_given():
    text = "Who won?\n\nNobody did."
    assert blocks(text, title="who  won?")[0] == ("title", "Who won?")
    assert blocks(text, title="Something else")[0] == ("paragraph", "Who won?")


def test_the_title_given_is_known_by_its_words_whatever_follows_a_bar():
    text = "Who won the “war”? | The Littoral\n\nNobody did."
    assert blocks(text, title='Who won the "war"?')[:2] == [
        ("title", "Who won the “war”?"),
        ("furniture", "| The Littoral"),
    ]


@pytest.mark.parametrize("text", ["A text of one line", "One line\n\nShare this article"])
def test_a_text_that_is_one_line_is_no_title(text):
    assert paragraphs(text) == [text.split("\n")[0]]


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
def test_prompts_links_credits_and_rights_are_furniture(line):
    assert is_furniture(line)


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
def test_an_ordinary_sentence_is_never_furniture(line):
    assert not is_furniture(line)


PROMPTS = st.sampled_from([*page._PROMPTS, page._BYLINE.pattern]).map(
    lambda prompt: re.compile(prompt, re.IGNORECASE)
)


@given(PROMPTS.flatmap(lambda prompt: st.from_regex(prompt, fullmatch=True)))
def test_no_prompt_begins_in_a_way_that_is_not_looked_at(line):
    assert page._may_be(line[: page._HEAD])[1]


@pytest.mark.parametrize("line", [*sorted(page._WHOLE), "AD", "In\u00a0this  article", "12 * Ad …"])
def test_a_line_that_is_a_phrase_of_furniture_is_found_however_it_is_written(line):
    assert is_furniture(line)
    assert is_furniture(f"— {line.title()}: 3")


WRAPPED = """\
The talks between Korrund and the harbour towns ended on Monday without
a result, and the envoy of the republic walked out of the hall while the
others were still seated.

Nobody spoke to her. “We have lost a day,” said the mayor of the largest
town, who had asked for the meeting and paid for the room, the coffee
and the flags.
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_wrapped_at_a_width_are_one_paragraph(end):
    text = f"Talks collapse\n\nBy Ines Halvard\n{WRAPPED}\nShare this\n".replace("\n", end)
    assert [kind for kind, _ in blocks(text)] == [
        "title",
        "furniture",
        "paragraph",
        "paragraph",
        "furniture",
    ]
    assert " ".join(paragraphs(text)[0].split()).endswith("while the others were still seated.")


def test_lines_of_their_own_are_paragraphs_of_their_own():
    text = "One is here today.\nTwo is a good deal longer than one was.\nThree.\nFour is as well.\n"
    assert len(paragraphs(text)) == 4


def test_lines_end_at_line_feed_and_carriage_return_only():
    text = "One\x85two\u2028three\x0bfour.\nFive.\rSix.\r\nSeven."
    assert paragraphs(text) == ["One\x85two\u2028three\x0bfour.", "Five.", "Six.", "Seven."]


@given(st.text(st.sampled_from("aB .|\n\r\t“”:©3—\u2028é") | st.characters(), max_size=120))
def test_blocks_are_in_order_and_trimmed_and_cover_all_that_is_not_blank(text):
    rest = list(text)
    end = 0
    for block in lay_out(text):
        assert end <= block.span.start
        words = block.span.of(text)
        assert words == words.strip()
        end = block.span.end
        rest[block.span.start : end] = " " * len(words)
    assert not "".join(rest).strip()


@pytest.mark.parametrize(
    "line",
    ["a b " * 100, "x", "By " + "A " * 200, "Photo (" * 60, "A. " * 160, "© " * 200, "a | b | "],
)
def test_a_thousand_lines_of_anything_are_laid_out_whole(line):
    text = f"{line}\n" * 1000
    blocks = lay_out(text)
    assert "".join(text.split()) == "".join("".join(one.span.of(text).split()) for one in blocks)


def test_the_real_article_has_four_pieces_of_furniture_and_24_paragraphs():
    folder = SHARED / "data/article"
    if not folder.exists():
        pytest.skip("the article is not on this machine")
    for path in folder.glob("*.txt"):
        text = path.read_text("utf-8")
        kinds = [block.kind for block in lay_out(text)]
        title = next(block.span.of(text) for block in lay_out(text))
        assert not re.search(r"\W$", title)
        assert (kinds[0], kinds.count(BlockKind.TITLE)) == (BlockKind.TITLE, 1)
        assert kinds.count(BlockKind.BOILERPLATE) == 4
        assert kinds.count(BlockKind.PARAGRAPH) == 24
