import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.documents.blocks import split_into_blocks
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
    return [(block.kind.value, block.span.of(text)) for block in split_into_blocks(text, **title)]


def paragraphs(text):
    return [words for kind, words in blocks(text) if kind == "paragraph"]


def test_a_text_is_split_into_title_paragraphs_and_boilerplate():
    assert blocks(PAGE) == [
        ("title", "Korrund’s envoy walks out of harbour talks"),
        ("boilerplate", "| The Littoral"),
        ("boilerplate", "Spread the love"),
        ("boilerplate", "By Ines Halvard"),
        ("paragraph", "The talks ended on Monday. Nobody spoke."),
        ("paragraph", "“We lost a day,” the envoy said."),
        ("boilerplate", "Source link"),
        ("boilerplate", "Leave a Comment"),
    ]


def test_boilerplate_above_the_title_is_skipped():
    assert blocks("Advertisement\n\nTalks collapse\n\nThey ended.")[1] == (
        "title",
        "Talks collapse",
    )


def test_a_first_line_that_ends_like_a_sentence_is_not_the_title():
    assert paragraphs("The talks ended.\n\nNobody spoke.")[0] == "The talks ended."


def test_a_first_line_that_equals_the_given_title_is_the_title():
    text = "Who won?\n\nNobody did."
    assert blocks(text, title="who  won?")[0] == ("title", "Who won?")
    assert blocks(text, title="Something else")[0] == ("paragraph", "Who won?")


def test_the_given_title_is_compared_by_words_without_a_site_name():
    text = "Who won the “war”? | The Littoral\n\nNobody did."
    assert blocks(text, title='Who won the "war"?')[:2] == [
        ("title", "Who won the “war”?"),
        ("boilerplate", "| The Littoral"),
    ]


@pytest.mark.parametrize("text", ["A text of one line", "One line\n\nShare this article"])
def test_the_only_line_of_a_text_is_not_its_title(text):
    assert paragraphs(text) == [text.split("\n")[0]]


def kinds(text, **title):
    return [kind for kind, _ in blocks(text, **title)]


ENDS = [
    "[1]",
    ".[1]",
    ".[a]",
    ".¹",
    " 😢",
    ". 🎉",
    " (AP)",
    ". (AP)",
    ". »",
    ".»",
    " —",
    ".”",
    ".*",
]
ENDS += [" https://example.org/a", " #FerryGate", " pic.example.org/", ".", "!", "…", ""]


@pytest.mark.parametrize("end", ENDS)
def test_the_first_paragraph_is_never_guessed_to_be_the_title_if_one_is_given(end):
    text = f"The ferry was falsely described as new on Friday{end}\n\nNobody paid."
    assert kinds(text, title="Ferry closed") == ["paragraph", "paragraph"]


@pytest.mark.parametrize("end", [end for end in ENDS if end and "pic" not in end])
def test_a_first_paragraph_that_ends_like_text_is_not_the_title(end):
    text = f"The ferry was falsely described as new on Friday{end}\n\nNobody paid."
    assert kinds(text) == ["paragraph", "paragraph"]


@pytest.mark.parametrize(
    "kicker",
    ["News", "OPINION", "EXCLUSIVE", "Exclusive:", "FOR IMMEDIATE RELEASE", "Politics | Opinion"],
)
@pytest.mark.parametrize(
    "title", ["Owner quits in tears", "Ferry “new”, says owner", "« Une honte »"]
)
def test_a_kicker_is_not_the_title(kicker, title):
    text = f"{kicker}\n\n{title}\n\nThe owner left."
    assert blocks(text)[:2] == [("boilerplate", kicker), ("title", title)]
    assert kinds(text, title=title) == ["boilerplate", "title", "paragraph"]


@pytest.mark.parametrize("title", ["Who is lying?", "Owner: ‘I’m out!’", "Owner will quit."])
def test_a_line_above_the_byline_is_the_title_however_it_ends(title):
    text = f"{title}\nBy Ann Doe\n\nThe owner left. Nobody paid."
    assert kinds(text) == ["title", "boilerplate", "paragraph"]
    assert kinds(f"{title}\n\nThe owner left. Nobody paid.") == ["paragraph", "paragraph"]


def test_a_text_of_one_word_that_could_be_a_kicker_is_text():
    assert kinds("News") == ["paragraph"]


WRAPPED = """\
The talks between Korrund and the harbour towns ended on Monday without
a result, and the envoy of the republic walked out of the hall while the
others were still seated.

Nobody spoke to her. “We have lost a day,” said the mayor of the largest
town, who had asked for the meeting and paid for the room, the coffee
and the flags.
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_hard_wrapped_lines_are_one_paragraph(end):
    text = f"Talks collapse\n\nBy Ines Halvard\n{WRAPPED}\nShare this\n".replace("\n", end)
    assert [kind for kind, _ in blocks(text)] == [
        "title",
        "boilerplate",
        "paragraph",
        "paragraph",
        "boilerplate",
    ]
    assert " ".join(paragraphs(text)[0].split()).endswith("while the others were still seated.")


def test_lines_that_are_not_wrapped_are_separate_paragraphs():
    text = "One is here today.\nTwo is a good deal longer than one was.\nThree.\nFour is as well.\n"
    assert len(paragraphs(text)) == 4


def test_lines_end_at_line_feed_and_carriage_return_only():
    text = "One\x85two\u2028three\x0bfour.\nFive.\rSix.\r\nSeven."
    assert paragraphs(text) == ["One\x85two\u2028three\x0bfour.", "Five.", "Six.", "Seven."]


@pytest.mark.parametrize("marks", ["1. 2.", "1.) 2.)", "a) b)", "• •", "- -"])
def test_the_first_item_of_a_list_is_not_the_title(marks):
    first, second = marks.split()
    assert kinds(f"{first} Bread\n{second} Milk") == ["paragraph", "paragraph"]
    assert kinds(f"{first} Bread is sold out\n\nNobody knows why.") == ["title", "paragraph"]


@given(st.text(st.sampled_from("aB .|\n\r\t“”:©3—\u2028é>") | st.characters(), max_size=120))
def test_blocks_are_in_order_and_trimmed_and_cover_all_but_blanks_and_marks_of_mail(text):
    rest = list(text)
    end = 0
    for block in split_into_blocks(text):
        assert end <= block.span.start
        words = block.span.of(text)
        assert words == words.strip()
        end = block.span.end
        rest[block.span.start : end] = " " * len(words)
    assert not "".join(rest).replace(">", "").strip()


@pytest.mark.parametrize(
    "line",
    ["a b " * 100, "x", "By " + "A " * 200, "Photo (" * 60, "A. " * 160, "© " * 200, "a | b | "],
)
def test_a_thousand_lines_of_anything_are_split_without_loss(line):
    text = f"{line}\n" * 1000
    blocks = split_into_blocks(text)
    assert "".join(text.split()) == "".join("".join(one.span.of(text).split()) for one in blocks)


def test_the_real_article_has_four_boilerplate_blocks_and_24_paragraphs():
    folder = SHARED / "data/article"
    if not folder.exists():
        pytest.skip("the article is not on this machine")
    for path in folder.glob("*.txt"):
        text = path.read_text("utf-8")
        kinds = [block.kind for block in split_into_blocks(text)]
        title = next(block.span.of(text) for block in split_into_blocks(text))
        assert not re.search(r"\W$", title)
        assert (kinds[0], kinds.count(BlockKind.TITLE)) == (BlockKind.TITLE, 1)
        assert kinds.count(BlockKind.BOILERPLATE) == 4
        assert kinds.count(BlockKind.PARAGRAPH) == 24


@pytest.mark.parametrize("site", [" | The Post", " - The Post", " – Harbour Post", ""])
def test_the_name_of_a_site_in_the_given_title_or_in_the_text_is_no_difference(site):
    prose = "The ferry was described as new on Friday, said its owner.\n\nNobody paid, he said."
    for title, line in (
        (f"Ferry sinks{site}", "Ferry sinks"),
        ("Ferry sinks", f"Ferry sinks{site}"),
    ):
        first = split_into_blocks(f"{line}\n\n{prose}", title=title)[0]
        assert first.kind is BlockKind.TITLE
    other = split_into_blocks(f"He left on Monday\n\n{prose}", title=f"Ferry sinks{site}")
    assert other[0].kind is BlockKind.PARAGRAPH


@pytest.mark.parametrize(
    "kicker", ["Sport | Football", "US politics", "Middle East", "Arts & Culture", "Guest essay"]
)
def test_the_name_of_a_section_is_a_kicker(kicker):
    text = f"{kicker}\n\nFerry sinks in the bay\n\nThe owner left on Friday, and nobody paid."
    assert blocks(text)[:2] == [("boilerplate", kicker), ("title", "Ferry sinks in the bay")]
