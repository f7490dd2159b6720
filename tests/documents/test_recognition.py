"""Files of other tools: each is of the right format, or refused by name, and never read as prose.

The files are published ones of many tools; see ../shared/data/formats/truth.tsv.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import annotator
from annotator.documents import Article, read_articles
from annotator.errors import DataError, Problem
from annotator.formats import ReadableFormat, load, readers, recognised
from tests.helpers.paths import SHARED

FORMATS = SHARED / "data" / "formats"

pytestmark = pytest.mark.skipif(not FORMATS.is_dir(), reason="needs ../shared/data/formats")

REFUSED, TEXT = "refused", "text"

EXPECTED = {
    "argilla": {"": REFUSED},
    "averitec": {"": REFUSED},
    "basil": {"": REFUSED},
    "bioc": {"": REFUSED},
    "brat": {".ann": "brat", ".txt": TEXT, ".conf": REFUSED},
    "catma": {".txt": TEXT, "": REFUSED},
    "checkthat": {"": REFUSED},
    "conll": {"": "conll"},
    "conllu-plus": {"": REFUSED},
    "croissant": {"": REFUSED},
    "doccano": {".csv": REFUSED, "": "doccano"},
    "gate": {"": REFUSED},
    "inception-project": {"": REFUSED},
    "label-studio": {".json": "label-studio", ".conll": "conll", "": REFUSED},
    "labelbuddy": {"": REFUSED},
    "lighttag": {"": REFUSED},
    "newswcl50-maxqda": {"": REFUSED},
    "potato": {".data.json": TEXT, "": REFUSED},
    "prodigy": {"": "prodigy"},
    "pubannotation": {"": REFUSED},
    "recogito": {"": REFUSED},
    "refi-qda": {"": REFUSED},
    "spacy": {"tweets.jsonl": "prodigy", "": "spacy"},
    "tagtog": {".txt": TEXT, ".html": TEXT, "": REFUSED},
    "taguette": {"": REFUSED},
    "uima-json": {"": REFUSED},
    "uima-xmi": {".xmi": "cas-xmi", "": REFUSED},
    "w3c-annotation": {"": REFUSED},
    "webanno-tsv": {".xmi": "cas-xmi", "": REFUSED},
}
"""By folder: what a file is, by the end of its name; '' stands for all others."""

NAMED = {
    "argilla": "Argilla", "averitec": "AVeriTeC", "basil": "BASIL", "bioc": "BioC",
    "catma": ("CATMA", "TEI"), "checkthat": "expected a column `text`",
    "conllu-plus": "CoNLL-U", "croissant": "Croissant", "doccano": "annotations of another tool",
    "gate": "GATE", "inception-project": "INCEpTION", "label-studio": "Label Studio",
    "labelbuddy": "labelbuddy", "lighttag": "LightTag", "newswcl50-maxqda": "MAXQDA",
    "potato": "Potato", "pubannotation": "PubAnnotation", "recogito": "Recogito",
    "refi-qda": "REFI-QDA", "tagtog": "tagtog",
    "taguette": ("Taguette", "REFI-QDA", "SQL"), "uima-json": "UIMA CAS", "uima-xmi": "UIMA",
    "w3c-annotation": ("W3C", "Hypothesis"), "webanno-tsv": "WebAnno", "brat": "brat",
}  # fmt: skip
"""What the sentence about a refused file of a folder names: the tool, or what is missing."""


def files():
    if not FORMATS.is_dir():
        return []
    left_out = {"SOURCE.txt", "truth.tsv"}
    return sorted(one for one in FORMATS.rglob("*") if one.is_file() and one.name not in left_out)


def expected(path: Path) -> str:
    by_end = EXPECTED[path.relative_to(FORMATS).parts[0]]
    return next(what for end, what in by_end.items() if path.name.endswith(end))


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(FORMATS)))
def test_a_file_is_of_its_format_or_refused_by_name(path):
    what = expected(path)
    found = recognised(path, readers())
    articles = list(read_articles(path))
    if what == TEXT:
        assert found is None
        assert all(isinstance(one, Article) for one in articles)
        return
    assert not any(isinstance(one, Article) for one in articles)
    if what != REFUSED:
        if isinstance(load(what), ReadableFormat):
            assert found is not None
            assert found.name == what
        return
    assert found is None, found.name
    (problem,) = articles
    assert isinstance(problem, Problem)
    names = NAMED[path.relative_to(FORMATS).parts[0]]
    assert any(name in problem.problem for name in ([names] if isinstance(names, str) else names))
    assert problem.fix


def test_all_files_are_in_the_table():
    assert {path.relative_to(FORMATS).parts[0] for path in files()} == EXPECTED.keys()
    assert len(files()) > 190


def test_a_format_that_is_read_is_named_where_a_file_of_it_is_read_as_text():
    """A file of annotations in a folder of texts says how it is imported."""
    for path in files():
        what = expected(path)
        if what in {REFUSED, TEXT} or not path.stat().st_size:
            continue
        (problem,) = read_articles(path)
        assert f"--format {what}" in problem.fix, (path, problem.fix)


@pytest.mark.parametrize("name", ["gate/ner-generic.xml", "potato/reviews-bob.user_state.json"])
def test_a_tool_whose_annotations_are_not_read_is_named_if_they_are_asked_for(name, tmp_path):
    with (
        annotator.create(tmp_path / "study") as project,
        pytest.raises(DataError, match=r"found annotations of (GATE|Potato)"),
    ):
        project.import_annotations(FORMATS / name)
