"""Dawid and Skene's model, soft labels, and their distance."""

import csv
import itertools

import numpy as np
import pytest

from annotator.agreement.dawid_skene import dawid_skene, vote_shares
from annotator.agreement.ratings import MISSING, Ratings, packed, ratings
from annotator.agreement.soft_labels import manhattan, soft_labels
from tests.agreement.test_command import LONG, message_of, run, votes


def planted(units=3000, seed=4):
    """Four coders of 3 values: right in .9, .8, .7 of units, and one who swaps a and b."""
    random = np.random.default_rng(seed)
    truth = random.choice(3, units, p=[0.5, 0.3, 0.2])
    rows = []
    for right in (0.9, 0.8, 0.7, 0.85):
        other = (truth + random.integers(1, 3, units)) % 3
        rows.append(np.where(random.random(units) < right, truth, other))
    rows[3] = np.array([1, 0, 2])[rows[3]]
    values = np.array(rows)
    values[random.random(values.shape) < 0.2] = MISSING
    keep = (values != MISSING).any(axis=0)
    names = tuple("abc")
    return truth[keep], Ratings(tuple("wxyz"), names, values[:, keep], np.arange(keep.sum()))


def test_planted_errors_and_shares_are_found():
    truth, rated = planted()
    found = dawid_skene(rated)
    assert found.converged
    assert found.shares == pytest.approx([0.5, 0.3, 0.2], abs=0.04)
    right = [np.diag(found.errors[coder]).mean() for coder in range(3)]
    assert right == pytest.approx([0.9, 0.8, 0.7], abs=0.05)
    assert found.errors[3, 0, 1] > 0.75  # swaps a and b
    assert found.errors[3, 1, 0] > 0.75
    by_votes = (vote_shares(rated).argmax(axis=1) == truth).mean()
    by_model = (found.posteriors.argmax(axis=1) == truth).mean()
    assert by_model > by_votes + 0.08


def test_each_step_makes_the_votes_more_likely():
    _, rated = planted(units=400)

    def likelihood(steps):
        found = dawid_skene(rated, steps=steps)
        logs = np.log(found.shares)[None, :].repeat(rated.values.shape[1], axis=0)
        for coder, row in enumerate(rated.values):
            given = row != MISSING
            logs[given] += np.log(found.errors[coder][:, row[given]]).T
        top = logs.max(axis=1)
        return float((top + np.log(np.exp(logs - top[:, None]).sum(axis=1))).sum())

    steps = [likelihood(number) for number in (1, 2, 4, 8, 16, 32)]
    assert all(later >= earlier - 0.5 for earlier, later in itertools.pairwise(steps))


def test_posteriors_are_probabilities_and_the_same_for_many_coders_in_few_rows():
    _, rated = planted(units=300)
    found = dawid_skene(rated)
    assert found.posteriors.sum(axis=1) == pytest.approx(np.ones(rated.values.shape[1]))
    again = dawid_skene(packed(rated, most=2))
    assert again.posteriors == pytest.approx(found.posteriors)
    with pytest.raises(ValueError, match="a value in every unit"):
        dawid_skene(ratings([[None, "a"], [None, "b"]]))


def test_soft_labels_stand_beside_the_gold():
    rated = ratings([["a", "b", "a", None], ["a", "b", "b", None], ["a", "a", "b", None]])
    found = soft_labels(rated, np.array([0, 1, MISSING, 0]))
    assert list(found.units) == [0, 1, 2]
    assert found.votes.tolist() == [3, 3, 3]
    assert found.shares.tolist()[0] == [1.0, 0.0]
    assert found.shares[2] == pytest.approx([1 / 3, 2 / 3])
    assert found.distances()["votes and gold"] == pytest.approx((0 + 2 / 3) / 2)
    rows = list(found.rows([("u0",), ("u1",), ("u2",), ("u3",)]))
    assert rows[0] == ("u0", "a", "3", "1.000000", rows[0][4], "1")
    assert rows[4][-1] == ""
    assert soft_labels(ratings([[None], [None]])) is None


def test_the_manhattan_distance_is_the_sum_over_values():
    one, other = np.array([[1.0, 0.0], [0.5, 0.5]]), np.array([[0.0, 1.0], [0.75, 0.25]])
    assert manhattan(one, other) == pytest.approx([2.0, 0.5])
    with pytest.raises(ValueError, match="different shapes"):
        manhattan(one, np.array([[1.0]]))


def test_the_command_writes_soft_labels_beside_the_gold(tmp_path):
    table = {"a": "xxy", "b": "yyy", "c": "xyx", "d": "yxx"}
    path = votes(tmp_path / "v.csv", table)
    done = run(
        "--votes",
        path,
        *LONG,
        "--gold",
        "coder 2",
        "--soft",
        tmp_path / "s.csv",
        "--metric",
        "percent",
    )
    assert "votes and gold: " in done.stderr
    with (tmp_path / "s.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["text", "value", "votes", "share", "dawid_skene", "gold"]
    assert [(r["text"], r["value"], r["votes"], r["gold"]) for r in rows[:2]] == [
        ("a", "x", "2", "0"),
        ("a", "y", "0", "1"),
    ]
    assert "coder 0 and coder 2" in done.stdout  # gold is shown apart
    assert "there is no coder 'gld'" in message_of("--votes", path, *LONG, "--gold", "gld")
    run("--soft", tmp_path / "s.csv", code=2)
