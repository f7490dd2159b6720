"""`annotator adjudicate --settle`: what is settled, what is said, and what is refused."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from annotator.cli import main
from annotator.store import Store
from tests.helpers.adjudicated import Study

LABELS = """\
labels:
  - {name: hedge, title: softening, kind: framing, unit: span, glyph: '━', color: '#e8743b',
     definition: Invented.}
"""


@pytest.fixture
def folder(tmp_path):
    study = Study(tmp_path, ("ann", "bea", "cy"), leads=("lea",))
    for name in ("ann", "bea", "cy"):
        study.put(name, "hedge", "described" if name == "cy" else "falsely described", sure=2)
        study.put(name, "hedge", "We deny it", sure=3 if name == "ann" else 2)
        for sentence in range(3):
            study.finish(name, sentence=sentence)
    study.store.close()
    (tmp_path / "a.db").rename(tmp_path / "annotations.db")
    (tmp_path / "labels.yaml").write_text(LABELS, "utf-8")
    return tmp_path


def run(folder, *options, name="lea"):
    return CliRunner().invoke(main, ["-p", str(folder), "-a", name, "adjudicate", *options])


def gold(folder):
    with Store.open(folder / "annotations.db") as store:
        uid = next(iter(store.documents.uids()))
        held = store.adjudication.gold(uid).values()
        return sorted(made.label for one in held for made in one.annotations.values())


def test_a_dry_run_says_what_would_be_settled_with_examples_and_changes_nothing(folder):
    found = run(folder, "--settle", "majority", "--dry-run")
    assert found.exit_code == 0
    lines = found.stdout.splitlines()
    assert lines[0] == (
        "2 disagreements would be settled (majority), 3 sentences would be finished in gold;"
        " 0 sentences would stay open"
    )
    assert "        1  other bounds" in lines
    assert "        1  other values" in lines
    assert "        2  softening" in lines
    assert "    cy: hedge “described”" in lines
    assert "    ann: hedge “We deny it”, sure 3" in lines
    assert lines[-1] == "nothing was changed (--dry-run)"
    assert gold(folder) == []


def test_a_majority_is_settled_by_kind_by_threshold_and_as_json(folder):
    found = run(folder, "--settle", "majority", "--threshold", "0.7", "--json")
    assert json.loads(found.stdout)["settled"] == {}
    found = run(folder, "--settle", "majority", "--kind", "bounds", "--json")
    report = json.loads(found.stdout)
    assert (report["policy"], report["settled"]) == ("majority, bounds", {"bounds": 1})
    assert report["left"] == 1
    assert gold(folder) == ["hedge"]
    assert "1 disagreement settled" in run(folder, "--settle", "majority").stdout
    assert gold(folder) == ["hedge", "hedge"]
    assert "0 disagreements settled" in run(folder, "--settle", "majority").stdout


def test_what_nobody_differs_about_is_finished_in_gold(folder):
    found = run(folder, "--settle", "unanimous").stdout
    assert found.startswith("0 disagreements settled (unanimous), 1 sentence finished in gold; 2 ")
    assert gold(folder) == []


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--dry-run"], 2, "--dry-run has no effect without --settle"),
        (["--json"], 2, "--json has no effect without --settle"),
        (["--threshold", "0.6"], 2, "--threshold has no effect without --settle"),
        (["--settle", "unanimous", "--threshold", "0.6"], 2, "use --settle majority"),
        (["--settle", "unanimous", "--pair", "ann,bea"], 2, "--pair has no effect with --settle"),
        (["--settle", "unanimous", "--plain"], 2, "--plain has no effect with --settle"),
        (["--settle", "majority", "--threshold", "0.4"], 2, "0.4 is not in the range"),
        (["--settle", "majority", "--threshold", "nan"], 2, "nan is not in the range"),
        (["--settle", "majority", "--label", "hegde"], 1, "Did you mean 'hedge'?"),
        (["--settle", "majority", "--batch", "two"], 1, "no batch is called 'two'"),
        (["--settle", "majority", "--document", "b2:x"], 1, "b2:x"),
    ],
)
def test_what_would_have_no_effect_and_what_is_unknown_is_refused(folder, options, code, words):
    found = run(folder, *options)
    assert found.exit_code == code
    assert words in f"{found.stderr}{found.exception}"
    assert gold(folder) == []


def test_only_a_lead_settles(folder):
    found = run(folder, "--settle", "unanimous", name="ann")
    assert found.exit_code == 1
    assert "ann may not settle disagreements" in str(found.exception)
