"""Near-duplicates: found by half of their phrases, whatever the order, and quickly."""

from __future__ import annotations

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.documents.near_duplicates import groups, near_duplicates, similarity


def words(seed, number=200):
    chosen = random.Random(seed)
    return ["".join(chosen.choices("abcdefghik", k=5)) for _ in range(number)]


def pairs(**texts):
    return [(one.uid, one.earlier) for one in near_duplicates(texts.items(), texts.__getitem__)]


def test_a_copy_that_is_cut_reordered_or_edited_is_found_and_another_text_is_not():
    story = words(1)
    cut, edited = story[:120], [*story[:90], "new", *story[95:150], *words(3, 40)]
    found = pairs(
        story=" ".join(story),
        other=" ".join(words(2)),
        cut=" ".join(cut).upper(),
        edited=", ".join(edited),
        blocks=" ".join(story[100:] + story[:100]),
    )
    assert found == [("cut", "story"), ("edited", "story"), ("blocks", "story")]


def test_a_text_that_quotes_a_paragraph_of_another_is_no_near_duplicate():
    assert pairs(one=" ".join(words(1)), two=" ".join(words(1)[:60] + words(2))) == []


def test_very_short_texts_are_not_compared():
    assert pairs(one="The dam broke on Sunday.", two="The dam broke on Sunday!") == []
    assert similarity("The dam broke.", "The dam broke.") == 0


def test_what_is_like_a_third_text_is_in_its_group():
    story, other = words(1), words(2)
    texts = {
        "a": story,
        "x": other,
        "b": story[:150],
        "y": [*other[50:], *words(4, 50)],
        "c": story[:120] + words(3, 60),
    }
    found = near_duplicates(
        [(uid, " ".join(one)) for uid, one in texts.items()], lambda uid: " ".join(texts[uid])
    )
    assert groups(found) == [["a", "b", "c"], ["x", "y"]]


@settings(max_examples=30)
@given(st.text(), st.text())
def test_every_text_is_compared_with_every_other(one, other):
    assert 0 <= similarity(one, other) <= 1
    assert similarity(one, other) == similarity(other, one)
    list(near_duplicates([("a", one), ("b", other)], {"a": one, "b": other}.__getitem__))


def test_hundreds_of_documents_take_seconds():
    texts = {str(seed): " ".join(words(seed, 300)) for seed in range(400)}
    start = time.process_time()
    assert pairs(**texts) == []
    assert time.process_time() - start < 2
