"""Splits: what belongs together is never apart, shares and labels are kept, a seed is a seed."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.datasets.splits import SPLITS, SplitPlan, splits

LABELS = st.dictionaries(st.sampled_from("abcd"), st.integers(1, 5), max_size=3).map(Counter)


@st.composite
def studies(draw):
    uids = [f"b2:{number:03}" for number in range(draw(st.integers(0, 40)))]
    labels = {uid: draw(LABELS) for uid in uids}
    left = list(draw(st.permutations(uids)))
    near = []
    while len(left) > 1 and draw(st.booleans()):
        size = draw(st.integers(2, len(left)))
        near.append([left.pop() for _ in range(size)])
    shares = draw(st.sampled_from([(0.1, 0.1), (0.5, 0.5), (0.0, 0.2), (0.0, 0.0), (1.0, 0.0)]))
    return labels, near, SplitPlan(*shares, seed=draw(st.integers(0, 3)))


@settings(max_examples=150)
@given(studies())
def test_every_document_has_one_split_and_groups_are_in_one(study):
    labels, near, plan = study
    found = splits(labels, near, plan)
    assert found.keys() == labels.keys()
    assert {*found.values()} <= plan.shares.keys() <= {*SPLITS}
    for group in near:
        assert len({found[uid] for uid in group}) == 1


@settings(max_examples=50)
@given(studies(), st.randoms())
def test_the_order_of_documents_and_groups_changes_nothing(study, chance):
    labels, near, plan = study
    uids = list(labels)
    chance.shuffle(uids)
    mixed = [*near]
    chance.shuffle(mixed)
    again = splits({uid: labels[uid] for uid in uids}, [group[::-1] for group in mixed], plan)
    assert again == splits(labels, near, plan)


def test_each_label_has_its_share_in_each_split():
    labels = {
        f"b2:{number:04}": Counter(
            {"common": 3, **({"rare": 1} if number % 50 == 0 else {}), f"l{number % 7}": 2}
        )
        for number in range(1000)
    }
    found = splits(labels, [], SplitPlan(0.1, 0.2, seed=7))
    sizes = Counter(found.values())
    for split, size in (("train", 700), ("dev", 100), ("test", 200)):
        assert sizes[split] == pytest.approx(size, abs=10)
    for label in ("rare", *(f"l{number}" for number in range(7))):
        held = Counter(found[uid] for uid, held in labels.items() if label in held)
        total = held.total()
        for split, share in (("train", 0.7), ("dev", 0.1), ("test", 0.2)):
            assert held[split] == pytest.approx(share * total, abs=max(1, 0.02 * total))


def test_another_seed_gives_another_split():
    labels = {f"b2:{number}": Counter({"a": 1}) for number in range(40)}
    assert splits(labels, [], SplitPlan(seed=1)) == splits(labels, [], SplitPlan(seed=1))
    assert splits(labels, [], SplitPlan(seed=1)) != splits(labels, [], SplitPlan(seed=2))


@pytest.mark.parametrize(("dev", "test"), [(-0.1, 0), (0.6, 0.6), (float("nan"), 0), (0, 2)])
def test_shares_that_are_none_are_refused(dev, test):
    with pytest.raises(ValueError, match="shares must be"):
        SplitPlan(dev, test)
