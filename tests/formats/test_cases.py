"""The cases that formats and readers are tried with are what their names say."""

import pytest

from annotator.formats import native, read, write_atomically
from annotator.formats.canonical_form import check_document
from tests.helpers.format_cases import CASES, FEATURES, everything, facts


@pytest.mark.parametrize("name", {**CASES, **FEATURES})
def test_a_case_is_a_dataset_that_the_native_format_keeps(name, tmp_path):
    made = {**FEATURES, **CASES}[name]()
    for one in made.documents:
        check_document(one)
    path = tmp_path / "case.jsonl"
    write_atomically(path, native.lines(made))
    assert read(path) == made
    assert facts(read(path)) == facts(made)


@pytest.mark.parametrize("name", FEATURES)
def test_a_case_holds_the_feature_that_it_is_named_for(name):
    assert facts(FEATURES[name]())[name]


def test_fragments_and_attributes_are_not_trivial():
    held = facts(everything())
    assert any(len(fragments) > 1 for *_, fragments in held["fragments"])
    assert any(values != "{}" for *_, values in held["attributes"])
    assert {name for *_, name in held["annotators"]} >= {"ada", "bob", "cy d'Or"}
