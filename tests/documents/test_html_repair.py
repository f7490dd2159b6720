"""Words of a page that the extractor would lose or glue are kept, and navigation stays out."""

from __future__ import annotations

import pytest

from annotator.documents.boilerplate import is_boilerplate
from annotator.documents.html_reader import extract

LONG = "Nobody else wanted to comment on the closure of the ferry, which had been open for 90 years"
PAGE = "<html><head><title>Ferry</title></head><body>{}</body></html>"
LINKS = "<a href='/'>Home page</a> <a href='/a'><b>Old</b> news</a>"


def text_of(body):
    text, *_ = extract(PAGE.format(body))
    return text


@pytest.mark.parametrize(
    ("markup", "written"),
    [
        ("called it <q>a bad joke</q> on Friday", "called it “a bad joke” on Friday"),
        ("called it <q>a <b>bad</b> joke</q>.", "called it “a bad joke”."),
        ("called it <q>a <b>joke</b></q>.", "called it “a joke”."),
        ("said <q>he called it <q>new</q></q>.", "said “he called it ‘new’”."),
        ("for 90 years<sup>2</sup> and more", "for 90 years² and more"),
        ("for 90<sup>12</sup> years", "for 90¹² years"),
        ("on the 4<sup>th</sup> of May", "on the 4th of May"),
    ],
)
def test_quotations_and_raised_numbers_are_written(markup, written):
    text = text_of(
        f"<article><h1>Ferry</h1><p>The owner {markup}, {LONG}.</p><p>{LONG}.</p></article>"
    )
    assert written in text


@pytest.mark.parametrize("kind", ["ul", "ol"])
def test_lists_directly_under_the_body_are_kept_and_lists_of_links_are_not(kind):
    items = ["The bridge will be closed, the mayor said.", "The bus was called a gift to drunks."]
    written = "".join(f"<li>{item}</li>" for item in items)
    menu = "<ul><li><a href='/'>Home page</a></li><li><a href='/a'>Old news</a></li></ul>"
    text = text_of(
        f"{menu}<h1>News</h1><p>{LONG}.</p><{kind}>{written}</{kind}><p>{LONG}, too.</p>"
    )
    assert all(item in text for item in (*items, f"{LONG}.", f"{LONG}, too."))
    assert "Home page" not in text
    assert "Old news" not in text


def test_a_table_that_lays_out_a_page_is_no_table():
    inside = f"<h1>News</h1><p>{LONG}.</p><p>The mayor left, and {LONG}.</p>"
    text = text_of(f"<table><tr><td>{LINKS}</td><td>{inside}</td></tr></table>")
    lines = text.split("\n")
    assert f"{LONG}." in lines
    assert f"The mayor left, and {LONG}." in lines
    assert "Home page" not in text
    assert "|" not in text


def test_a_table_of_numbers_stays_a_table():
    table = (
        "<table><tr><th>Year</th><th>Toll</th></tr><tr><td>1931</td><td>2 crowns</td></tr></table>"
    )
    text = text_of(f"<article><h1>News</h1><p>{LONG}.</p>{table}<p>{LONG}, too.</p></article>")
    assert "1931 | 2 crowns" in text


@pytest.mark.parametrize("kind", ["div", "section"])
def test_lists_and_paragraphs_of_a_part_of_the_body_are_kept(kind):
    menu = "<ul><li><a href='/'>Home page</a></li><li><a href='/a'>Old news</a></li></ul>"
    text = text_of(
        f"{menu}<{kind}><h1>News</h1><ol><li>{LONG}, she said.</li><li>{LONG}, he said.</li></ol>"
        f"<p>{LONG}.</p></{kind}>"
    )
    assert all(f"{LONG}{end}" in text for end in (", she said.", ", he said.", "."))
    assert "Home page" not in text


def test_paragraphs_in_several_parts_of_the_body_are_all_kept():
    parts = [f"<div><p>Part {number}: {LONG}.</p><ul><li>One.</li></ul></div>" for number in "123"]
    text = text_of("".join(parts))
    assert all(f"Part {number}: {LONG}." in text for number in "123")


def test_a_table_with_the_text_in_one_cell_lays_out_a_page():
    text = text_of(
        f"<table><tr><td><font>News</font></td></tr><tr><td>{LONG}.<br><br>Later {LONG}.<br><br>"
        f"Nobody spoke, and {LONG}.</td><td><a href='/'>Home page</a></td></tr></table>"
    )
    lines = text.split("\n")
    assert f"{LONG}." in lines
    assert f"Nobody spoke, and {LONG}." in lines
    assert "Home page" not in text


def test_a_raised_number_that_is_a_link_is_written_raised():
    note = "<sup class=ref><a href='#n4'>4</a></sup>"
    text = text_of(f"<article><p>It was closed.{note} Nobody paid, and {LONG}.</p></article>")
    assert "closed.⁴ Nobody" in text


@pytest.mark.parametrize("time", ["14:05", "2.01pm BST:", "1:58 p.m. ET", "9m ago"])
def test_the_time_that_begins_a_paragraph_of_a_live_blog_is_a_line_of_its_own(time):
    first = f"<p><strong>{time}</strong> The mayor left, and {LONG}.</p>"
    text = text_of(f"<article>{first}<p>{LONG}.</p></article>")
    lines = text.split("\n")
    assert f"The mayor left, and {LONG}." in lines
    assert is_boilerplate(lines[0])


@pytest.mark.parametrize("bold", ["2019", "The 14:05 train", "At 14:05"])
def test_another_bold_beginning_stays_in_its_paragraph(bold):
    text = text_of(f"<article><p><b>{bold}</b> was late, and {LONG}.</p><p>{LONG}.</p></article>")
    assert f"{bold} was late, and {LONG}." in text.split("\n")


def test_a_quotation_with_marks_of_its_own_gets_no_others():
    text = text_of(f"<article><p>She said <q>“never”</q> twice, and {LONG}.</p></article>")
    assert "said “never” twice" in text


def test_a_table_of_figures_in_paragraphs_is_a_table():
    cells = "<tr><td><p>2019</p></td><td><p>4 leaks</p></td></tr>" * 2
    text = text_of(f"<article><p>{LONG}.</p><table>{cells}</table><p>{LONG}.</p></article>")
    assert text.count("| 2019 | 4 leaks |") == 2
