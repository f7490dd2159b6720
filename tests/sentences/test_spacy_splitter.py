"""`--sentences`: our rules or a spaCy pipeline, with the same guarantees about spans."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.errors import AnnotatorError
from annotator.model import Span
from annotator.sentences import load_splitter
from annotator.store import Store
from tests.test_journey import annotator

spacy = pytest.importorskip("spacy")


def saved(folder, *components):
    pipeline = spacy.blank("en")
    for component in components:
        pipeline.add_pipe(component)
    pipeline.to_disk(folder)
    return f"spacy:{folder}"


@pytest.fixture(scope="module")
def by_pipeline(tmp_path_factory):
    name = saved(tmp_path_factory.mktemp("pipelines") / "dots", "sentencizer")
    split = load_splitter(name).split
    return lambda text, paragraph: split(text, paragraph, "en")


def of(split, text):
    return [span.of(text) for span in split(text, Span(0, len(text)))]


def by_rules(text, paragraph):
    return load_splitter("rules").split(text, paragraph, "en")


def test_a_pipeline_sets_other_boundaries_than_our_rules(by_pipeline):
    assert of(by_pipeline, "Ask Supt. Doe?  Yes.") == ["Ask Supt.", "Doe?", "Yes."]
    assert of(by_rules, "Ask Supt. Doe?  Yes.") == ["Ask Supt. Doe?", "Yes."]


PIECES = ["a", "Doe", ".", "!", "“", "”", " ", "\n", "\u00a0", "\u2028", "3.5", "é"]
TRICKY = st.lists(st.sampled_from(PIECES) | st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TRICKY.map("".join).filter(bool), st.sampled_from(["", "Before. "]))
def test_sentences_of_a_pipeline_are_trimmed_and_cover_all_but_white_space(
    by_pipeline, text, around
):
    placed = around + text + around
    rest = list(text)
    end = 0
    for span in by_pipeline(placed, Span(len(around), len(around) + len(text))):
        assert span.of(placed) == span.of(placed).strip()
        start, end, before = span.start - len(around), span.end - len(around), end
        assert before <= start
        rest[start:end] = " " * (end - start)
    assert not "".join(rest).strip()


@pytest.mark.parametrize("text", ["It is long. " * 20_000, "no end " * 40_000, "." * 300_000])
def test_a_paragraph_too_long_for_a_pipeline_is_still_covered(by_pipeline, text):
    found = by_pipeline(text, Span(0, len(text)))
    assert sum(len(span.of(text).split()) for span in found) == len(text.split())
    assert found[-1].end == len(text.rstrip())


@pytest.mark.parametrize("name", ["spacy:", "pysbd", "", "spacy:no_such_pipeline_is_installed"])
def test_an_unknown_splitter_is_an_error_in_one_sentence(name):
    with pytest.raises(AnnotatorError) as caught:
        load_splitter(name)
    assert "\n" not in str(caught.value)


def test_a_pipeline_without_sentence_boundaries_is_refused(tmp_path):
    with pytest.raises(AnnotatorError, match="sets no sentence boundaries"):
        load_splitter(saved(tmp_path / "none"))
    with pytest.raises(AnnotatorError, match="cannot be run"):
        load_splitter(saved(tmp_path / "untrained", "parser"))


# ---------------------------------------------------------------------------- the project


def sentences_of(folder):
    with Store.open(folder / "annotations.db") as store:
        documents = [store.documents.get(uid) for uid in store.documents.uids()]
    return [[span.of(one.text) for span in one.sentences] for one in documents]


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    annotator("init", folder=folder)
    (folder / "corpora" / "a.txt").write_text("Ask Supt. Doe.", encoding="utf-8")
    return folder


def test_the_project_remembers_the_splitter(project, tmp_path):
    dots = saved(tmp_path / "dots", "sentencizer")
    annotator("import", "--sentences", dots, folder=project)
    assert sentences_of(project) == [["Ask Supt.", "Doe."]]
    (project / "corpora" / "b.txt").write_text("Ask Insp. Roe.", encoding="utf-8")
    annotator("import", folder=project)
    (project / "corpora" / "c.txt").write_text("Ask Amb. Poe.", encoding="utf-8")
    annotator("import", "--sentences", "rules", folder=project)
    assert sentences_of(project)[1:] == [["Ask Insp.", "Roe."], ["Ask Amb. Poe."]]


def test_a_remembered_pipeline_that_is_not_installed_is_an_error_with_a_fix(project, tmp_path):
    annotator("import", "--sentences", saved(tmp_path / "dots", "sentencizer"), folder=project)
    shutil.rmtree(tmp_path / "dots")
    annotator("import", folder=project)  # nothing new, so no splitter is needed
    (project / "corpora" / "b.txt").write_text("Ask Insp. Roe.", encoding="utf-8")
    assert "--sentences rules" in annotator("import", folder=project, code=1).stderr


def test_an_unknown_pipeline_is_a_usage_error_and_nothing_is_imported(project):
    failed = annotator("import", "--sentences", "spacy:no_such_one", folder=project, code=2)
    assert "no_such_one" in failed.stderr
    assert not (project / "annotations.db").exists()
