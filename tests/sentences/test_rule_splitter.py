import re
from hashlib import blake2b
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.documents.blocks import split_into_blocks
from annotator.model import BlockKind, Span
from annotator.sentences import rule_splitter as tables
from annotator.sentences.rule_splitter import VERSION, split_sentences
from tests.bench import sentences as sentences_bench
from tests.helpers.paths import SHARED

WORDS = ["a", "Mr", "The", "U", "S", "3", "said", "Jan", "é", "Ł", "北", "[12]"]
MARKS = [".", "…", "!", "?", "“", "”", '"', "'", "(", ")", "—", " ", "  ", "\n", "\u00a0", "\u2028"]
TRICKY = st.lists(st.sampled_from(WORDS + MARKS) | st.characters(), max_size=60).map("".join)


def sentences(text):
    return [span.of(text) for span in split_sentences(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    "text",
    [
        "The talks ended. | Nobody spoke.",
        "“We lost.” | “We won.”",
        "He called it a “sad day.” | The crowd left.",
        "She said no (twice.) | Then she left.",
        "It fell 3.5 percent. | Shares of Doe Inc. of Ohio fell too.",
        "Gov. Jane Doe met Dr. Roe and Sens. Poe and Moe. | They agreed.",
        "Messrs. Doe and Roe paid approx. Five pounds. | Nobody asked.",
        "John F. Doe and J. K. Roe voted. | So did the rest.",
        "That was plan B. | The next was worse.",
        "It happened on Main St. | He ran.",
        "Troops left on Sept. 11 and came back in Oct. | The war went on.",
        "He moved to the U.S. | The visa took years.",
        "U.S. President Doe left at 5 p.m. Eastern time. | Nobody noticed.",
        "It closed at 9 p.m. | She locked the door.",
        "AUGUSTA, Me. — The mayor resigned.",
        "KYIV, Ukraine (Wire) — The talks ended. | Nobody spoke.",
        "WASHINGTON, D.C. – Senators voted. | It passed.",
        "He is J. R. R. Doe. | She is Jane Q. Public, Ph.D. | Both voted.",
        "“We tried ... and failed,” she said. | “So be it.”",
        "He wondered… | Then he left.",
        "“They lost!” shouted the crowd. | “Who won?” asked Mr. Doe, 41.",
        "“I will not resign,” Doe said. | “The vote is over.” | She left.",
        "1. Wash your hands. | 2. Stay home.",
        "“Why now?” Justice Doe asked.",
        "“Go away!” Roe shouted at the crowd. | It stayed.",
        "“Why now?” he asked. | No one knew.",
        "“It's a long game.” — Jane Doe",
        "“Why now?” | The room fell silent.",
        "“It is over.” Doe said.",
        "She paused … and went on. | She stopped...  | The hall was empty.",
        "The figure is disputed.[12] | Others say less.",
        "It ended the war.The treaty held.",
        "What?! | Nobody knew.",
        "Use e.g. Apples or pears.",
        "See No. 3 and pp. 4 to 9.",
        "The new iPhone sold out. | eBay did not.",
        "Yes.\nNo.",
    ],
)
def test_sentences_end_where_a_reader_expects(text):
    expected = re.split(r" \| |(?<=Yes\.)\n|(?<=war\.)(?=The)", text)
    text = text.replace(" | ", " ")
    assert sentences(text) == [part.strip() for part in expected]


@pytest.mark.parametrize(
    "word", sorted(tables._TITLES | tables._REFERENCES | tables._ABBREVIATIONS)
)
def test_no_abbreviation_ends_a_sentence_before_a_name(word):
    for written in (word.capitalize(), f"vice-{word}", f"(Vice-{word.capitalize()}"):
        text = f"They met {written}. Doe."
        assert sentences(text) == [text]


@pytest.mark.parametrize("word", ["will", "class", "had", "Messengers", "misgov", "reassoc", "é"])
def test_a_word_that_ends_like_an_abbreviation_is_not_one(word):
    assert sentences(f"They met {word}. Doe left.") == [f"They met {word}.", "Doe left."]


def test_offsets_count_in_the_document():
    text = "Title\n\n  One here. Two here.  \n\nRest."
    assert split_sentences(text, Span(7, 31)) == (Span(9, 18), Span(19, 28))


RECORDED = (3, "a09d844008b36023")
"""The version of the rules, and a hash of the sentences that they find in SAMPLE."""

PIECES = """Mr. Gov. Doe U.S. p.m. Sept. 11 Inc. The He 3.5 said asked “Why now?” No. “We lost.”
    (Doe) wondered… Then J. K. Roe Ph.D. v. Eastern iPhone I plan B.
    war.The 1. —  it. it! it? left. 北 🎉 late.* [a] etc. Jr. ft. 2 in. Apt. « » # ¡ late。 He A.
    wikiHow a) 1.) late.² .™ clear. it"""
SAMPLE = "\n".join(" ".join(Random(seed).choices(PIECES.split(), k=40)) for seed in range(500))


def test_rules_that_find_other_sentences_have_another_version():
    paragraphs = [Span(*match.span()) for match in re.finditer(".+", SAMPLE)]
    found = [(one.start, one.end) for part in paragraphs for one in split_sentences(SAMPLE, part)]
    digest = blake2b(repr(found).encode(), digest_size=8).hexdigest()
    assert (VERSION, digest) == RECORDED, "raise VERSION, and record it with the new hash"


def test_a_blank_paragraph_has_no_sentences():
    assert split_sentences(" \n ", Span(0, 3)) == ()


@given(TRICKY.filter(bool))
def test_sentences_are_trimmed_in_order_and_cover_all_but_white_space(text):
    spans = split_sentences(text, Span(0, len(text)))
    rest = list(text)
    end = 0
    for span in spans:
        assert end <= span.start
        assert span.of(text) == span.of(text).strip()
        end = span.end
        rest[span.start : span.end] = " " * (span.end - span.start)
    assert not "".join(rest).strip()


@given(TRICKY.filter(bool), TRICKY)
def test_text_outside_the_paragraph_changes_nothing(text, around):
    placed = around + text + around
    moved = split_sentences(placed, Span(len(around), len(around) + len(text)))
    assert [span.of(placed) for span in moved] == sentences(text)


@pytest.mark.parametrize(
    "piece",
    [
        "Aa bbbbbbb. ",
        "bbbbbbb.    ",
        ".”A",
        "(“",
        ".",
        ". ",
        ".”",
        "...  ",
        "A.",
        "?” Aa ",
        "?” The Aa of ",
        "!? “",
        ".(((",
        ". \n",
        ".[1]",
    ],
)
def test_forty_thousand_repetitions_of_anything_are_split_without_loss(piece):
    text = piece * 40_000
    kept = "".join(sentence.of(text) for sentence in split_sentences(text, Span(0, len(text))))
    assert "".join(kept.split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("corpus", "least"),
    [
        ("GUM news", 0.96),
        ("GUM interviews", 0.975),
        ("GUM letters", 0.98),
        ("EWT newsgroups", 0.889),
    ],
)
def test_boundaries_of_gold_sentences_are_found(corpus, least):
    file, prefix = sentences_bench.CORPORA[corpus]
    if not (SHARED / "data" / file).exists():
        pytest.skip("the gold sentences are not on this machine")
    found = sentences_bench.score(
        sentences_bench.ours, sentences_bench.gold(SHARED / "data" / file, prefix)
    )
    assert found.wanted > 300
    assert found.f1 >= least


def test_a_heading_is_not_part_of_a_sentence():
    text = "Dam talks stall\n\nWhat comes next\n\nNobody knows. The talks go on."
    paragraphs = [one.span for one in split_into_blocks(text) if one.kind is BlockKind.PARAGRAPH]
    found = [span.of(text) for paragraph in paragraphs for span in split_sentences(text, paragraph)]
    assert found == ["What comes next", "Nobody knows.", "The talks go on."]
