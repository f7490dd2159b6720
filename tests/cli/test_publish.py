"""`annotator publish`: the same bytes, whole splits, no names, and a card that is true."""

from __future__ import annotations

import csv
import json
import re

import pytest
import yaml

from annotator.errors import AnnotatorError
from annotator.store import Store
from tests.helpers.published import COPIES, files, project, publish, run
from tests.helpers.simulated_study import PEOPLE


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return project(tmp_path_factory.mktemp("study") / "ferries")


@pytest.fixture(scope="module")
def published(study, tmp_path_factory):
    target = tmp_path_factory.mktemp("published") / "out"
    options = ("--licence", "cc-by-4.0", "--author", "The Ferry Group", "--seed", 5)
    publish(study, target, *options)
    return target


def splits(folder):
    with (folder / "splits.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def lines(folder):
    for path in sorted((folder / "data").glob("*.jsonl")):
        for line in path.read_text("utf-8").split("\n")[1:-1]:
            yield path.stem, json.loads(line)


def test_two_publications_of_the_same_project_have_the_same_bytes(study, published, tmp_path):
    options = ("--licence", "cc-by-4.0", "--author", "The Ferry Group", "--seed", 5)
    publish(study, tmp_path / "again", *options)
    assert files(tmp_path / "again") == files(published)
    publish(study, tmp_path / "again", *options)  # replaces the earlier one
    assert files(tmp_path / "again") == files(published)
    publish(study, tmp_path / "other", *options[:-1], 6)
    assert files(tmp_path / "other") != files(published)


def test_near_duplicates_are_in_one_split(published):
    groups = {}
    for row in splits(published):
        groups.setdefault(row["group"], []).append(row["split"])
    assert sorted(map(len, groups.values()))[-COPIES:] == [3] * COPIES
    assert all(len({*held}) == 1 for held in groups.values())
    assert {(record["document"], split) for split, record in lines(published)} == {
        (row["document"], row["split"]) for row in splits(published)
    }


def test_documents_that_nobody_annotated_are_left_out_and_counted(study, tmp_path):
    done = publish(study, tmp_path / "out")
    assert "left out: 3 documents" in done.stderr
    assert len(splits(tmp_path / "out")) == 16 + 2 * COPIES


def test_what_is_missing_for_a_publication_is_said(study, tmp_path):
    done = publish(study, tmp_path / "out")
    assert "no licence" in done.stderr
    assert "--pseudonyms KEYFILE" in done.stderr
    assert "author has 'dee'" in done.stderr
    assert "**Not given.**" in (tmp_path / "out" / "README.md").read_text("utf-8")
    assert done.stdout == ""


def test_notes_are_in_it_only_if_asked_for(study, published, tmp_path):
    assert not any(b"ask Harbour Post" in data for data in files(published).values())
    publish(study, tmp_path / "noted", "--with-notes")
    assert any(b"ask Harbour Post" in data for data in files(tmp_path / "noted").values())


def test_no_name_is_in_any_file_with_pseudonyms(study, tmp_path):
    with Store.open(study / "annotations.db") as store:
        metadata = [store.documents.get(uid).meta for uid in store.documents.uids()]
    assert any("Dee" in one.get("author", "") for one in metadata)  # is listed, not removed
    publish(study, tmp_path / "out", "--pseudonyms", tmp_path / "key.json", "--label", "hedge")
    held = files(tmp_path / "out")
    assert not (tmp_path / "out" / "key.json").exists()
    for name in PEOPLE:
        for file, data in held.items():
            if file in {"labels.yaml"} or file.startswith("guidelines/"):
                continue
            text = data.decode("utf-8", "replace").replace("by Dee", "")
            # Ids are random: three of their digits may be a name. Those of the study are dee17.
            assert not re.search(rf'(?<!\w){name}(?!\w)|"{name}\d{{1,5}}"', text, re.I), file
    assert held["README.md"].count(b"| annotator-") == 3


def test_a_key_file_inside_the_folder_is_refused(study, tmp_path):
    publish(study, tmp_path / "out")
    (tmp_path / "link").symlink_to(tmp_path / "out")
    for place in ("out/key.json", "out/data/key.json", "link/key.json", "out"):
        done = run("-p", study, "publish", tmp_path / "out", "--pseudonyms", tmp_path / place)
        assert isinstance(done.exception, AnnotatorError)
        assert "would be published" in str(done.exception)
    assert not (tmp_path / "out" / "key.json").exists()


def test_a_project_in_which_nobody_annotated_has_nothing_to_publish(tmp_path):
    assert run("init", tmp_path / "new", "--examples").exit_code == 0
    assert run("-p", tmp_path / "new", "import").exit_code == 0
    done = run("-p", tmp_path / "new", "publish", tmp_path / "out")
    assert isinstance(done.exception, AnnotatorError)
    assert "nothing to publish" in str(done.exception)
    assert not (tmp_path / "out").exists()


def test_a_folder_of_others_and_a_project_are_kept(study, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine", "utf-8")
    for target in (tmp_path / "mine", study, study / "corpora"):
        done = run("-p", study, "publish", target)
        assert isinstance(done.exception, AnnotatorError)
    assert files(tmp_path / "mine") == {"thesis.txt": b"mine"}


def test_shares_are_checked(study, tmp_path):
    done = run("-p", study, "publish", tmp_path / "out", "--dev", 0.6, "--test", 0.6)
    assert done.exit_code == 2
    publish(study, tmp_path / "out", "--dev", 0, "--test", 0)
    assert {row["split"] for row in splits(tmp_path / "out")} == {"train"}


def test_the_card_says_who_what_and_how_and_what_labels_are_not(published):
    text = (published / "README.md").read_text("utf-8")
    _, head, body = text.split("---\n", 2)
    described = yaml.safe_load(head)
    assert described["license"] == "cc-by-4.0"
    assert {one["config_name"] for one in described["configs"]} >= {"annotations"}
    for config in described["configs"]:
        for one in config["data_files"]:
            assert (published / one["path"]).is_file()
    assert "Labels are judgements of how the text frames, not verdicts on people." in body
    for words in (
        "# ferries", "| dee | annotator |", "`distancing_verb`", "- Example: ", "- Not: ",
        "Krippendorff's alpha", "assisted", "blind", "The pull", "## Time", "## Limits",
        "[CC-BY-4.0](https://creativecommons.org/licenses/by/4.0/)",
    ):  # fmt: skip
        assert words in body, words


def test_the_figures_of_the_card_are_those_of_the_project(study, published):
    facts = json.loads((published / "dataset.json").read_text("utf-8"))["facts"]
    done = run("-p", study, "agreement", "--json")
    alpha = next(
        one for one in json.loads(done.stdout)
        if one["coefficient"] == "alpha" and one["scope"] == "sentences"
    )  # fmt: skip
    found = {one["name"]: one for one in facts["agreement"]["overall"]}
    assert found["Krippendorff's alpha"]["value"] == pytest.approx(alpha["value"], abs=1e-6)
    assert found["Krippendorff's alpha"]["low"] == pytest.approx(alpha["interval"][0], abs=1e-6)


def test_labels_versions_and_citation_are_beside_the_data(study, published):
    assert (published / "labels.yaml").read_bytes() == (study / "labels.yaml").read_bytes()
    names = {
        json.loads(path.read_text("utf-8"))["name"]
        for path in (published / "guidelines").glob("*.json")
    }
    assert names == {"earlier", yaml.safe_load((study / "labels.yaml").read_text("utf-8"))["name"]}
    versions = json.loads((published / "versions.json").read_text("utf-8"))
    assert versions["rule_versions"] == ["simulated@1"]
    assert versions["suggesters"] == ["rules@simulated"]
    citation = yaml.safe_load((published / "CITATION.cff").read_text("utf-8"))
    assert citation["authors"] == [{"name": "The Ferry Group"}]
    assert citation["license"] == "CC-BY-4.0"


def test_a_split_comes_into_a_project_again(published, tmp_path):
    assert run("init", tmp_path / "new").exit_code == 0
    done = run("-p", tmp_path / "new", "import", published / "data" / "train.jsonl")
    assert done.exit_code == 0, done.output


def test_gold_alone_is_refused_where_there_is_none(study, tmp_path):
    done = run("-p", study, "publish", tmp_path / "out", "--gold")
    assert isinstance(done.exception, AnnotatorError)
