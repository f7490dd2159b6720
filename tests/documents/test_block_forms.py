"""Quotations, posts, captions and tables: kept as blocks that say what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.documents import Article, build_document
from annotator.documents.blocks import split_into_blocks
from annotator.documents.html_reader import extract
from annotator.model import BlockForm, BlockKind

LONG = "The ministers of both valleys met on Sunday and parted without an agreement on the dam."
MORE = "People in the town said that they were tired of waiting, and that the water was too."


def blocks_of_page(body):
    found = extract(
        f"<html><body><article><p>{LONG}</p>{body}<p>{MORE}</p></article></body></html>"
    )
    text, meta, forms = found
    article = Article(text, meta, Path("a.html"), 1, "utf-8", detected=False, forms=forms)
    document = build_document(article)
    lines = [(one.span.of(text), one.kind, one.form) for one in document.blocks]
    assert {LONG, MORE} <= {words for words, _, _ in lines}
    return lines


POST = (
    '<blockquote class="twitter-tweet"><p lang="en">The dam is safe, whatever they say.</p>'
    '&mdash; Minister Roe (@roe) <a href="https://twitter.com/roe/1">May 3, 2020</a></blockquote>'
)
SHARED = (
    '<blockquote class="instagram-media"><div><a href="x">View this post on Instagram</a>'
    "<p>A post shared by Ann Doe (@ann.doe)</p></div></blockquote>"
)
TEXT, ASIDE = BlockKind.PARAGRAPH, BlockKind.BOILERPLATE


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<blockquote><p>We have waited for nine years.</p><p>Nobody asked us.</p></blockquote>",
            [
                ("We have waited for nine years.", TEXT, BlockForm.QUOTE),
                ("Nobody asked us.", TEXT, BlockForm.QUOTE),
            ],
        ),
        (
            "<blockquote>We have waited for <em>nine</em> years, and nobody asked us.</blockquote>",
            [("We have waited for nine years, and nobody asked us.", TEXT, BlockForm.QUOTE)],
        ),
        (
            "<blockquote>Nobody asked us at all.<cite>Ann Doe, baker</cite></blockquote>",
            [
                ("Nobody asked us at all.", TEXT, BlockForm.QUOTE),
                ("Ann Doe, baker", TEXT, BlockForm.QUOTE),
            ],
        ),
        (
            "<blockquote>We waited.<br>Nobody asked us.<ul><li>Not once.</li></ul></blockquote>",
            [
                ("We waited.", TEXT, BlockForm.QUOTE),
                ("Nobody asked us.", TEXT, BlockForm.QUOTE),
                ("- Not once.", TEXT, BlockForm.QUOTE),
            ],
        ),
        (
            '<div class="wp-caption"><p class="wp-caption-text">The dam, as it was.</p></div>',
            [("The dam, as it was.", TEXT, BlockForm.CAPTION)],
        ),
        (
            SHARED,
            [
                ("View this post on Instagram", ASIDE, BlockForm.POST),
                ("A post shared by Ann Doe (@ann.doe)", ASIDE, BlockForm.POST),
            ],
        ),
        (
            POST,
            [
                ("The dam is safe, whatever they say.", TEXT, BlockForm.POST),
                ("— Minister Roe (@roe) May 3, 2020", ASIDE, BlockForm.POST),
            ],
        ),
        (
            "<figure><figcaption>The dam, as it looked in May.</figcaption></figure>",
            [("The dam, as it looked in May.", TEXT, BlockForm.CAPTION)],
        ),
        (
            '<div><img src="a.jpg"><p class="wp-caption-text">Photo: Ann Doe</p></div>',
            [("Photo: Ann Doe", ASIDE, BlockForm.CAPTION)],
        ),
        (
            "<table><tr><th>Year</th><th>Leaks</th></tr><tr><td>2019</td><td>4</td></tr></table>",
            [
                ("| Year | Leaks |", ASIDE, BlockForm.TABLE),
                ("|---|---|", ASIDE, BlockForm.TABLE),
                ("| 2019 | 4 |", ASIDE, BlockForm.TABLE),
            ],
        ),
    ],
)
def test_a_part_of_a_page_is_a_block_of_its_form(body, expected):
    found = blocks_of_page(body)
    assert [one for one in found if one[2]] == expected


def test_a_page_with_the_signs_in_its_text_keeps_them():
    words = "She drew \u2ff0 on the wall, and nobody knew what it meant to her."
    found = blocks_of_page(f"<blockquote><p>{words}</p></blockquote>")
    assert (words, TEXT, None) in found


def blocks(text, **how):
    return [(one.span.of(text), one.kind, one.form) for one in split_into_blocks(text, **how)]


def test_tables_and_quotations_of_markdown_are_blocks_of_their_form():
    text = f"{LONG}\n\n> We waited.\n\n| Year | Leaks |\n|------|---|\n| 2019 | 4 |\n\n{MORE}"
    assert blocks(text)[1:-1] == [
        ("> We waited.", TEXT, BlockForm.QUOTE),
        ("| Year | Leaks |", ASIDE, BlockForm.TABLE),
        ("|------|---|", ASIDE, BlockForm.TABLE),
        ("| 2019 | 4 |", ASIDE, BlockForm.TABLE),
    ]


@pytest.mark.parametrize(
    "line", ["|x| is smaller than |y|", "5 > 3, as he said.", ">> Follow us", "a | b | c"]
)
def test_a_line_with_such_a_sign_is_no_table_and_no_quotation(line):
    assert [form for _, _, form in blocks(f"{LONG}\n\n{line}\n\n{MORE}")] == [None] * 3


def test_a_quotation_above_the_text_is_no_title():
    text = f"> We have waited long\n\n{LONG}\n\n{MORE}"
    assert [kind for _, kind, _ in blocks(text)] == [TEXT] * 3
