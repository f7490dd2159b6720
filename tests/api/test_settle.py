"""Settle by a policy through the library: as the first lead, as another person, in a dry run."""

from __future__ import annotations

import pytest

from annotator.api import Project, ProjectFolder
from annotator.errors import AnnotatorError
from tests.helpers.adjudicated import Study


@pytest.fixture
def folder(tmp_path):
    study = Study(tmp_path, ("ann", "bea", "cy"), leads=())
    for name in ("ann", "bea", "cy"):
        study.put(name, "hedge", "described" if name == "cy" else "falsely described")
        study.finish(name)
        study.finish(name, sentence=1)
    study.store.close()
    (tmp_path / "a.db").rename(tmp_path / "annotations.db")
    (tmp_path / "labels.yaml").write_text("labels: []\n", "utf-8")
    return tmp_path


def opened(folder, name):
    place = ProjectFolder(folder, name)
    return Project(place, place.open_store(create=False))


def test_a_dry_run_leaves_no_trace_and_the_first_to_settle_becomes_lead(folder):
    with opened(folder, "lea") as project:
        before = list(project.store.project.iterate())
        report = project.settle(threshold=0.6, dry_run=True)
        assert (report.sentences, dict(report.settled)) == (2, {"bounds": 1})
        assert list(project.store.project.iterate()) == before
        assert project.settle(threshold=0.6).sentences == 2
        assert project.annotators() == {
            **dict.fromkeys(("ann", "bea", "cy"), "annotator"), "lea": "lead", "gold": "gold",
        }  # fmt: skip
    with opened(folder, "ann") as project, pytest.raises(AnnotatorError, match="ask a lead"):
        project.settle()


def test_what_all_agree_on_is_settled_without_a_majority(folder):
    with opened(folder, "lea") as project:
        report = project.settle()
        assert (report.sentences, report.left, dict(report.settled)) == (1, 1, {})


def test_a_policy_about_other_labels_or_kinds_settles_nothing(folder):
    with opened(folder, "lea") as project:
        for wanted in ({"labels": ["claim"]}, {"kinds": ["voice"]}, {"batch": "none"}):
            report = project.settle(threshold=0.6, **wanted)
            assert (report.sentences, dict(report.settled)) == (0, {})
        with pytest.raises(ValueError, match=r"between \.5 and 1"):
            project.settle(threshold=0.4)
