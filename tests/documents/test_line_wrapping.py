"""A text that a program wrapped at a width has the sentences that it had before."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from annotator.documents import Article, build_document, read_articles
from annotator.documents.blocks import split_into_blocks
from annotator.model import BlockForm
from tests.helpers.paths import ROOT, SHARED

FULL = "Ann said on Monday that the dam was safe and that nobody had to go."
SHORT = "Bea said it was not safe."
HEADLINE = "A headline that is longer than any of the lines of the text below it, and " * 2
UNWRAPPED = "Somebody pasted this paragraph from another program, and it was never broken. " * 4
WIDTHS = range(40, 131, 15)


def paragraphs(*lines):
    return [block.span.of("\n".join(lines)) for block in split_into_blocks("\n".join(lines))]


def sentences(text):
    document = build_document(Article(text, {}, Path("a.txt"), 1, "utf-8", detected=False))
    return ["".join(span.of(text).split()) for span in document.sentences]


def unwrapped(path):
    """The blocks of a text, each on one line."""
    text = next(read_articles(path)).text
    return [" ".join(block.span.of(text).split()) for block in split_into_blocks(text)]


def wrapped(paragraph, width, **how):
    return "\n".join(textwrap.wrap(paragraph, width, **how))


SHAPES = {
    "paragraphs": lambda parts, width: [wrapped(part, width) for part in parts],
    "whole words": lambda parts, width: [
        wrapped(part, width, break_on_hyphens=False, break_long_words=False) for part in parts
    ],
    "indented first lines": lambda parts, width: [
        wrapped(part, width, initial_indent="    ") for part in parts
    ],
    "all indented": lambda parts, width: [
        wrapped(part, width, initial_indent="  ", subsequent_indent="  ") for part in parts
    ],
    "an unwrapped one": lambda parts, width: [
        part if part.startswith(UNWRAPPED[:30]) else wrapped(part, width) for part in parts
    ],
    "a long headline": lambda parts, width: [parts[0], *(wrapped(one, width) for one in parts[1:])],
    "tabs": lambda parts, width: [wrapped(part, width, initial_indent="\t") for part in parts],
    "hanging": lambda parts, width: [
        wrapped(part, width, subsequent_indent="    ") for part in parts
    ],
    "CR LF": lambda parts, width: [wrapped(one, width).replace("\n", "\r\n") for one in parts],
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("path", sorted((ROOT / "corpora").glob("*.txt")), ids=lambda one: one.stem)
def test_a_wrapped_text_has_the_sentences_of_the_text(shape, path):
    parts = unwrapped(path)
    parts[0:1] = [HEADLINE.strip()] if shape == "a long headline" else parts[0:1]
    parts[2:2] = [UNWRAPPED.strip()] if shape == "an unwrapped one" else []
    expected = sentences("\n\n".join(parts))
    for width in WIDTHS:
        assert sentences("\n\n".join(SHAPES[shape](parts, width))) == expected, width


@pytest.mark.slow
def test_nearly_every_real_article_has_its_sentences_when_it_is_wrapped():
    """All but six: a headline that is the whole file, and a script of a page."""
    folder = SHARED / "data/scraped_articles"
    if not folder.exists():
        pytest.skip("the articles are not on this machine")
    others = set()
    for path in sorted(folder.glob("*.txt")):
        parts = unwrapped(path)
        expected = sentences("\n\n".join(parts))
        for width in WIDTHS:
            if sentences("\n\n".join(wrapped(part, width) for part in parts)) != expected:
                others.add(path.name)
    assert len(others) <= 6, others


LEAD = (
    "The ferry was closed on Friday after Captain Ann Doe found that it had been falsely described"
    " as new by the owner of the yard. He left in an apparent swipe at the mayor. Nobody paid."
)
OTHER = (
    "The engineers of the port, who were not asked, wrote to Mr. Roe in May and warned him that the"
    " quay would fall. “Shame!” the crew shouted. It fell on Sunday, and the mayor apologized."
)


@pytest.mark.parametrize("width", range(40, 131, 3))
@pytest.mark.parametrize("between", ["\n\n\n", "\n\n\n\n"])
def test_double_spaced_lines_are_lines_of_one_paragraph(width, between):
    parts = [LEAD, OTHER, LEAD]
    lines = between.join(wrapped(part, width).replace("\n", "\n\n") for part in parts)
    assert sentences(f"Ferry closed{between}{lines}") == sentences("\n\n".join(["Ferry", *parts]))


@pytest.mark.parametrize(
    "prompt", ["Advertisement", "Sign up for our newsletter", "Read more: The ferry", "Ann Doe/AFP"]
)
def test_a_prompt_among_double_spaced_lines_is_no_part_of_the_paragraph_above_it(prompt):
    full = "The ferry is shut, and the crew and the mayor have left the port."
    lines = [*wrapped(LEAD, 66).splitlines(), *wrapped(OTHER, 66).splitlines()]
    found = paragraphs(*"\n\n".join([*lines, full, prompt, *lines]).split("\n"))
    assert prompt in found
    assert any(block.endswith(full) for block in found)


@pytest.mark.parametrize("width", range(40, 131, 3))
def test_in_double_spaced_lines_an_indented_one_begins_a_paragraph(width):
    parts = [LEAD, OTHER, LEAD]
    lines = [wrapped(part, width, initial_indent="    ").replace("\n", "\n\n") for part in parts]
    assert sentences("\n\n".join(lines)) == sentences("\n\n".join(parts))


@pytest.mark.parametrize("width", range(40, 80, 3))
def test_a_double_spaced_sentence_may_be_the_whole_file(width):
    sentence = f"{LEAD.partition('. ')[0]}."
    assert sentences(wrapped(sentence, width).replace("\n", "\n\n")) == sentences(sentence)


@pytest.mark.parametrize(
    "lines",
    [
        ["A bridge that never was, and nobody knew", "It was said on Monday that it would be."],
        ["Ferry closed", "nobody knows why the owner of the yard did not say a word about it."],
        ["bread", "milk", "eggs"],
    ],
)
def test_blocks_with_a_blank_line_between_them_stay_blocks(lines):
    assert paragraphs(*"\n\n".join(lines).split("\n")) == lines


def quoted(text, marks):
    return "\n".join(f"{marks} {line}".rstrip() for line in text.split("\n"))


@pytest.mark.parametrize("width", range(40, 131, 10))
def test_the_marks_of_quoted_mail_belong_to_no_paragraph(width):
    answer = "Thank you for this text. I have read it, and I do not believe a word of what it says."
    above, below = [LEAD, OTHER], [OTHER, LEAD]
    text = "\n".join(
        [
            wrapped(answer, width),
            quoted("\n\n".join(wrapped(part, width) for part in above), ">"),
            quoted("\n\n".join(wrapped(part, width) for part in below), ">>"),
        ]
    )
    found = [sentence.replace(">", "") for sentence in sentences(text)]
    assert found == sentences("\n\n".join([answer, *above, *below]))
    forms = [block.form for block in split_into_blocks(text)]
    assert forms == [None, *[BlockForm.QUOTE] * 4]
    assert not any(block.span.of(text).startswith(">") for block in split_into_blocks(text))


def test_one_line_with_a_sign_for_greater_is_text():
    assert paragraphs("The toll fell.", "> 50 crowns is too much.", "Nobody paid.")[1][0] == ">"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The ferry\nis late again.", 1),
        ("It was a night \nin the cold, and\nnobody came.", 1),
        ("これは父の\n船です。", 1),
        ("Το πλοίο\nδεν ήρθε;", 1),
        ("Le bac n'est\npas parti.", 1),
        ("The ferry\nAnn Doe is late.", 2),
        ("bread\nmilk\neggs.", 3),
        ("Milk\neggs\nbread", 3),
        ("Dear Ann,\nthe ferry is late.", 2),
        ("1. the ferry\n2. is late.", 2),
    ],
)
def test_narrow_lines_are_one_sentence_if_they_are_written_as_one(text, wanted):
    assert len(paragraphs(*text.split("\n"))) == wanted


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_among_short_paragraphs_a_sentence_goes_on_where_a_line_is_as_wide_as_any(between):
    short = ["The ferry is late.", "Nobody knows why it is.", "The mayor was asked on Monday."]
    long = f"{LEAD.partition('. ')[0]}."
    for width in range(100, 131, 10):
        lines = wrapped(long, width).replace("\n", between)
        text = between.join([*short, lines, *short])
        assert sentences(text) == sentences("\n\n".join([*short, long, *short])), width


@pytest.mark.parametrize(
    "below", ["https://example.org/a/b", "ann.doe@example.org", "b) bread", "key: of the quay"]
)
def test_an_address_or_a_mark_in_lower_case_below_a_blank_line_is_no_part_of_a_sentence(below):
    line = "The ferry to the islands is late again and nobody knows"
    assert paragraphs(line, "", below) == [line, below]


JAPANESE = (
    "船は昨日の朝早くに港を出たが、島には着かなかったと船長は言った。人々は夜まで桟橋で待ち、"
    "それから黙って家に帰った。市長は翌日になって初めて、船が古かったことを認めた。誰も責任を"
    "取らなかったので、島の人々は怒っている。"
)


@pytest.mark.parametrize("characters", range(20, 61, 5))
def test_a_text_without_blanks_is_unwrapped_without_blanks(characters):
    lines = [JAPANESE[at : at + characters] for at in range(0, len(JAPANESE), characters)]
    text = "\n".join(lines)
    assert len(paragraphs(*lines)) == 1
    assert sentences(text) == sentences(JAPANESE)
    assert len(sentences(text)) == 4


def divided(paragraph, width):
    """A paragraph wrapped with long words divided at the end of a line, as typesetters do."""
    lines = [""]
    for word in paragraph.split():
        left = width - len(lines[-1]) - 1
        if len(word) <= left or not lines[-1]:
            lines[-1] = f"{lines[-1]} {word}".strip()
        elif word.isalpha() and min(left - 1, len(word) - left + 1) > 2:
            lines[-1] += f" {word[: left - 1]}-"
            lines.append(word[left - 1 :])
        else:
            lines.append(word)
    return "\n".join(lines)


@pytest.mark.parametrize("width", range(40, 131, 3))
def test_words_divided_at_the_end_of_a_line_do_not_end_a_paragraph(width):
    parts = [LEAD, OTHER, LEAD]
    text = "\n\n".join(["Ferry closed", *(divided(part, width) for part in parts)])
    found = [sentence.replace("-", "") for sentence in sentences(text)]
    assert found == sentences("\n\n".join(["Ferry closed", *parts]))


@pytest.mark.parametrize("width", range(40, 131, 7))
def test_one_paragraph_of_two_lines_is_joined(width):
    part = LEAD[: LEAD.index(" ", width + 12)].rstrip(" .,") + "."
    lines = wrapped(part, width)
    assert lines.count("\n") == 1
    assert sentences(f"Heading\n\n{lines}") == sentences(f"Heading\n\n{part}")


def test_the_caption_and_the_title_of_a_wrapped_text_may_have_two_lines():
    title = "Ferry to the islands is closed for good after an inspector finds that it is not new"
    caption = "Photo: The ferry at the quay, with Captain Ann Doe and the other crews. (T. Doe)"
    text = "\n\n".join(wrapped(part, 66) for part in (title, caption, LEAD, OTHER))
    kinds = [block.kind.value for block in split_into_blocks(text)]
    assert kinds == ["title", "boilerplate", "paragraph", "paragraph"]


LISTS = [
    ["The toll is two crowns", "The speed limit is thirty", "The quay is closed at night"],
    ["- The toll is two crowns for all of the cars", "- The speed limit is thirty on the quay"],
    ["• built by the yard of the old town of Vale", "• painted twice by people of the islands"],
    ["1. The toll is two crowns for all", "2. The limit is thirty", "3. The quay is shut at night"],
    ["Yours faithfully,", "J. R. Quill", "Old Pier Rd.", "Korten"],
    ["ANN DOE: It is safe, and it always was.", "HOST: He wrote that it may fall. Nobody did."],
    ["14:32", "Power is out in Vale", "The grid company says 4,000 homes are without power."],
]


@pytest.mark.parametrize("lines", LISTS)
@pytest.mark.parametrize("width", [0, 45, 70, 100])
def test_lists_of_short_lines_stay_lists(lines, width):
    others = [wrapped(part, width) for part in (LEAD, OTHER)] if width else []
    found = paragraphs(
        *"\n\n".join(["Heading", *others, "\n".join(lines), "Nobody paid."]).split("\n")
    )
    assert set(lines) <= set(found)


@pytest.mark.parametrize(
    ("full", "pairs", "joined"),
    [(4, 4, True), (3, 4, True), (2, 4, False), (5, 8, False), (6, 8, True), (7, 10, False)],
)
def test_lines_are_one_paragraph_if_three_in_four_were_full(full, pairs, joined):
    lines = [*[FULL] * full, *[SHORT] * (pairs - full), FULL]
    found = paragraphs(*lines)
    if joined:
        assert found[0].count("\n") == full  # the last full line goes on in the next one
    else:
        assert found == lines


def test_two_neighbours_that_end_like_sentences_are_too_few():
    lines = [FULL, FULL, FULL]
    assert paragraphs(*lines) == lines
    assert len(paragraphs(*lines, FULL)) == 1
