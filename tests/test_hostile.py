"""Hostile texts: whatever the text, offsets are exact and nothing crashes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.batch import suggest_batch
from annotator.documents import Article, build_document, document_uid, read_articles
from annotator.documents.encoding import unstorable
from annotator.errors import Problem
from annotator.labels import load
from annotator.model import BlockKind
from annotator.store import Store
from annotator.suggestions.rules import Engine
from tests.batch.test_batch import as_rows
from tests.helpers.paths import ROOT

SENTENCE = "The mayor falsely described the plan as a so-called “scheme”, and left."


@pytest.fixture(scope="module")
def label_set():
    return load(ROOT / "labels.yaml")


@pytest.fixture(scope="module")
def engine(label_set):
    return Engine(label_set)


def document(text):
    meta = {"language": "en"}  # most of the noise is of no language, or of another
    return build_document(Article(text, meta, Path("a"), 1, "utf-8", detected=False))


def check(engine, text):
    """Check the offsets of a text and its suggestions. Returns the suggestions."""
    made = document(text)
    assert made.text == text
    last = 0
    for block in made.blocks:
        assert last <= block.span.start
        last = block.span.end
    paragraphs = [block.span for block in made.blocks if block.kind is BlockKind.PARAGRAPH]
    last = 0
    for sentence in made.sentences:
        assert last <= sentence.start < sentence.end <= len(text)
        assert any(one.contains(sentence) for one in paragraphs)
        assert sentence.of(text) == sentence.of(text).strip()
        last = sentence.end
    suggestions = engine.suggest(made)
    for one in suggestions:
        assert one.span.end <= len(text)
        assert one.span.of(text).strip()
        assert all(trigger.end <= len(text) for trigger in one.triggers)
    return suggestions


# ------------------------------------------------------------------------- one by one

LONG = 10_000_000
AROUND = {
    "one line of ten megabytes": ("word " * (LONG // 5), ""),
    "ten megabytes without a space": ("x" * LONG, " "),
    "forty thousand dots": ("." * 40_000, " "),
    "dots and spaces": (". " * 40_000, ""),
    "ellipses": ("…" * 40_000, " "),
    "opening marks": ("“" * 40_000, " "),
    "marks and stops": ('."' * 40_000, " "),
    "single marks": ("' " * 40_000, ""),
    "question and cry": ("?!" * 40_000, " "),
    "initials": ("A. " * 40_000, ""),
    "brackets": ("[(" * 20_000, " "),
    "dashes": ("- — " * 20_000, ""),
    "line breaks of all kinds": ("\r\n\r\n \n\r" * 20_000, ""),
    "breaks that are none": ("a\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029" * 5_000, " "),
    "bidirectional": ("\u202e\u2066\u202d" * 20_000, " "),
    "zero width": ("\u200b\u200d\ufeff\u2060" * 20_000, " "),
    "combining": ("a" + "\u0301" * 40_000, " "),
    "emoji": ("👩‍👩‍👧‍👦🏴‍☠️" * 10_000, " "),
    "beyond the first plane": ("\U0010ffff𝕊" * 20_000, " "),
    "escapes": ("\x1b[2J\x1b]0;title\x07" * 10_000, " "),
    "letters that change their length": ("İıſßŉΐ" * 10_000, " "),
    "full width": ("．。！？" * 10_000, " "),
    "hyphens": ("a-" * 40_000, " "),
    "the trigger itself": ("falsely described " * 5_000, ""),
    "addresses": ("https://a.b/c?d=e&f.g " * 5_000, ""),
}


@pytest.mark.parametrize("case", AROUND)
def test_text_before_and_after_does_not_hide_or_move_a_suggestion(engine, case):
    noise, gap = AROUND[case]
    text = f"{noise}{gap}\n\n{SENTENCE}\n\n{noise}"
    start = len(noise) + len(gap) + 2
    found = [one.span for one in check(engine, text)]
    assert any(start <= span.start < span.end <= start + len(SENTENCE) for span in found)
    assert "falsely described" in {span.of(text)[:17] for span in found}


@pytest.mark.parametrize(
    "text", ["", " ", " \r\n\t\u2028", "\u200b", ".", "”", "\ufeff", "\r", "1."]
)
def test_nearly_empty_texts_have_no_suggestion(engine, text):
    assert not check(engine, text)


# ------------------------------------------------------------------------ by the thousand

WORDS = """
    falsely described accused apparent dig so-called allegedly said that according to officials
    Mr. U.S. p.m. No. J. Dr. e.g. etc. don't can't cannot it’s 3.5 1,000 $5 — – - … ... . ! ? : ;
    ( ) [ ] { } “ ” ‘ ’ " ' « » „ * / \\ | < > & # @ http://a.b/c a@b.c
"""
ODD = ["\r\n", "\n\n", "\r", "\t", "\u00a0", "\u2028", "\x85", "\x1b[31m", "\u202e", "\u200b"]
ODD += ["\ufeff", "\u0301", "🏴‍☠️", "İ", "K", "ſ", "ﬁ", "\U0010ffff", "\x07", "  "]
TOKENS = st.sampled_from([*WORDS.split(), *ODD]) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=4
)
TEXTS = st.lists(st.tuples(TOKENS, st.sampled_from(["", " ", " ", " "])), max_size=60).map(
    lambda parts: "".join(word + gap for word, gap in parts)
)


@given(text=TEXTS)
@settings(max_examples=300)
def test_any_text_is_split_and_searched_at_exact_offsets(engine, text):
    check(engine, text)


@given(texts=st.lists(TEXTS, max_size=8))
@settings(max_examples=60)
def test_a_text_has_the_same_suggestions_alone_and_among_others(engine, texts):
    documents = [document(text) for text in texts]
    assert engine.suggest_all(documents) == [engine.suggest(one) for one in documents]


@given(texts=st.lists(st.text(max_size=30) | st.none() | TEXTS, max_size=8))
@settings(max_examples=100)
def test_every_text_of_a_batch_is_in_the_result_or_reported(label_set, texts):
    answer = suggest_batch({"text": texts}, labels=label_set, keep_good=True)
    unread = set()
    for row in as_rows(answer):
        text = texts[int(row["id"]) - 1]
        if row["problem"]:
            assert text is None or not text.strip() or unstorable(text)
            unread.add(row["id"])
        else:
            assert text[row["start"] : row["end"]] == row["quote"]
            assert row["document_uid"] == document_uid(text)
    bad = [text for text in texts if text is None or not text.strip() or unstorable(text)]
    assert len(unread) == len(bad)


@given(text=st.text(max_size=40) | TEXTS)
@settings(max_examples=100)
def test_a_text_is_the_same_after_a_file_and_the_database(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("texts")
    path = folder / "a.jsonl"
    path.write_text(json.dumps({"text": text}), "utf-8")
    (found,) = read_articles(path)
    if isinstance(found, Problem):
        assert not text.strip() or unstorable(text)
        return
    assert found.text == text
    with Store.open(folder / "a.db") as store:
        made = build_document(found)
        store.documents.add(made)
        assert store.documents.get(made.uid).text == text


def test_a_line_that_is_too_long_is_reported_and_the_next_one_read(tmp_path, monkeypatch):
    for module in ("jsonl_reader", "files"):
        monkeypatch.setattr(f"annotator.documents.{module}.MOST_BYTES", 1_000)
    path = tmp_path / "a.jsonl"
    record = json.dumps({"text": SENTENCE})
    path.write_text(f'{{"text": "{"x" * 5_000}"}}\n{record}\n{"y" * 4_000}', "utf-8")
    first, second, third = read_articles(path)
    assert [first.line, second.line, third.line] == [1, 2, 3]
    assert "at most" in first.problem
    assert second.text == SENTENCE
    (tmp_path / "a.txt").write_text("x" * 1_001)
    (problem,) = read_articles(tmp_path / "a.txt")
    assert "at most 1,000 bytes" in problem.problem
