"""HTML pages: the article is extracted, the page is kept, and the time per page is bounded."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotator.api import Project, ProjectFolder
from annotator.documents import Article, build_document, html_reader, read_articles
from annotator.documents.encoding import unstorable
from annotator.errors import Problem
from annotator.model import Original
from annotator.store import Store
from tests.helpers.memory_store import example_document
from tests.helpers.paths import ROOT
from tests.test_journey import annotator

FIRST = "The harbour master falsely described the café’s terrace as a danger to shipping on Monday."
SECOND = "“Nobody has ever fallen in,” the owner said, pointing at the railing behind her."
HEAD = (
    '<title>Terrace stays</title><meta name="author" content="Jane Doe">'
    '<meta property="og:site_name" content="The Gull">'
    '<link rel="canonical" href="https://gull.example/terrace">'
    '<meta property="article:published_time" content="2024-05-06T07:08:09Z">'
)
MENU = "<nav><ul><li><a href='/'>Home</a><li><a href='/s'>Sport</a></ul></nav>"
ARTICLE = f"<article><h1>Terrace stays</h1><p>{FIRST}</p><p>{SECOND}</p></article>"
PAGE = f"<!doctype html><html><head>{HEAD}</head><body>{MENU}{ARTICLE}</body></html>"


def written(folder, data, name="a.html"):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def one(path, **how):
    (found,) = read_articles(path, **how)
    return found


# ----------------------------------------------------------------------------- extraction


@pytest.mark.parametrize("name", ["a.html", "a.HTM", "a.xhtml"])
def test_the_text_of_a_page_is_extracted_and_the_page_is_kept(tmp_path, name):
    article = one(written(tmp_path, PAGE, name))
    assert FIRST in article.text
    assert SECOND in article.text
    assert "Sport" not in article.text
    assert article.original == Original(PAGE.encode(), "text/html", html_reader.extractor())
    assert article.meta == {
        "title": "Terrace stays",
        "author": "Jane Doe",
        "date": "2024-05-06",
        "url": "https://gull.example/terrace",
        "source": "The Gull",
        "media_type": "text/html",
        "extractor": html_reader.extractor(),
    }
    document = build_document(article)
    assert [span.of(document.text) for span in document.sentences][-2:] == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("said", "encoding", "read_as"),
    [
        ("", "utf-8", "utf-8"),
        ("utf-8", "utf-8", "utf-8"),
        ("iso-8859-1", "cp1252", "cp1252"),
        ("windows-1250", "cp1250", "cp1250"),
        ("iso-8859-1", "utf-8", "utf-8"),  # saved again, but the declaration was not changed
        ("utf-8", "cp1252", "cp1252"),
        ("no-such-encoding", "cp1252", "cp1252"),
        ("utf-16", "utf-8", "utf-8"),
        ("utf-8", "utf-16", "utf-16-le"),
    ],
)
def test_a_page_is_decoded_correctly_even_if_it_declares_another_encoding(
    tmp_path, said, encoding, read_as
):
    label = f'<meta http-equiv="Content-Type" content="text/html; charset={said}">' if said else ""
    page = PAGE.replace("<head>", f"<head>{label}")
    article = one(written(tmp_path, page.encode(encoding)))
    assert FIRST in article.text
    assert article.encoding == read_as
    assert article.original.data == page.encode(encoding)


def test_a_named_encoding_overrides_the_declared_one(tmp_path):
    article = one(written(tmp_path, PAGE.encode("mac_roman")), encoding="mac_roman")
    assert FIRST in article.text


def test_a_page_with_an_xml_declaration_and_without_body_is_read(tmp_path):
    assert FIRST in one(written(tmp_path, f'<?xml version="1.0" encoding="utf-8"?>{PAGE}')).text
    assert FIRST in one(written(tmp_path, f"<p>{FIRST}</p><p>{SECOND}</p>")).text


def test_a_record_may_hold_a_page_and_its_metadata_override_those_of_the_page(tmp_path):
    record = {"html": PAGE, "title": "Mine", "id": 3}
    article = one(written(tmp_path, json.dumps(record), "a.jsonl"))
    assert FIRST in article.text
    assert (article.meta["title"], article.meta["source"]) == ("Mine", "The Gull")
    assert (article.meta["id"], "html" in article.meta) == ("3", False)
    assert article.original == Original(PAGE.encode(), "text/html", html_reader.extractor())


def test_a_record_with_text_and_page_keeps_the_text(tmp_path):
    article = one(written(tmp_path, json.dumps({"html": PAGE, "text": "Short."}), "a.jsonl"))
    assert (article.text, article.meta) == ("Short.", {})
    assert article.original == Original(PAGE.encode(), "text/html", "")


@pytest.mark.parametrize(
    "record", [{"html": 7}, {"html": "", "text": None}, {"html": "<p>"}, {"html": "a\ud800"}]
)
def test_a_record_whose_page_has_no_article_is_a_problem(tmp_path, record):
    problem = one(written(tmp_path, json.dumps(record), "a.jsonl"))
    assert isinstance(problem, Problem)
    assert problem.line == 1


def test_the_result_for_a_page_does_not_depend_on_earlier_pages(tmp_path):
    path = written(tmp_path, PAGE)
    texts = set()
    for _ in range(6):
        texts.add(one(path).text)
        one(written(tmp_path, PAGE.replace("harbour", "port"), "b.html"))
    assert len(texts) == 1


# ------------------------------------------------------------------------------ hostile

CASES = {
    "empty": "",
    "blank": " \n ",
    "nothing": "<html></html>",
    "no article": "<html><body><script>var a = 'a sentence of a program.';</script></body></html>",
    "a picture": b"\x89PNG\r\n\x1a\n\0\0",
    "NUL": PAGE.replace("railing", "rail\0ing"),
    "too many tags": "<b>" * (html_reader.MOST_TAGS + 1),
    "too many bytes": "x" * (html_reader.MOST_BYTES + 1),
}


@pytest.mark.parametrize("case", CASES)
def test_a_page_without_an_article_is_a_problem_with_a_fix(tmp_path, case):
    problem = one(written(tmp_path, CASES[case]))
    assert isinstance(problem, Problem)
    assert problem.fix
    assert "\n" not in problem.problem


def repeated(unit, characters=10_000_000):
    """A piece of markup repeated up to the allowed size and number of tags."""
    return unit * min(
        characters // len(unit), (html_reader.MOST_TAGS - 200) // max(1, unit.count("<"))
    )


HOSTILE = {
    "nested blocks": repeated("<div>") + ARTICLE,
    "nested marks": f"<p>{repeated('<b>')}{FIRST}</p>",
    "nested tables": repeated("<table><tr><td>") + ARTICLE,
    "closing tags": repeated("</div>") + ARTICLE,
    "a tag of ten megabytes": f"<p {repeated('a=b ')}>{FIRST}</p>{ARTICLE}",
    "a picture inside": f'<img src="data:image/png;base64,{repeated("A")}">{ARTICLE}',
    "a comment without end": ARTICLE + f"<!--{repeated('- ')}",
    "references": f"{ARTICLE}<p>{repeated('&amp;&#0;&#xd800;')}</p>",
    "escapes in a script": f"<script>{repeated(chr(27) + '[2J')}</script>{ARTICLE}",
    "one line": f"{ARTICLE}<p>{repeated('word ')}</p>",
    "only stops": f"{ARTICLE}<p>{repeated('.')}</p>",
    "lists in data": f'<script type="application/ld+json">{repeated("[")}</script>{ARTICLE}',
    "bidi and zero width": ARTICLE.replace("harbour", "har\u202ebour\u200b\u0301🏴‍☠️"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_page_gives_a_text_or_an_error(tmp_path, case):
    page = f"<html><head>{HEAD}</head><body>{HOSTILE[case]}</body></html>"
    found = one(written(tmp_path, page))
    if isinstance(found, Article):
        assert unstorable(found.text) == ""
        document = build_document(found)
        assert all(span.of(document.text).strip() for span in document.sentences)
    else:
        assert "expected" in found.problem


MARKUP = """
    <p> </p> <div> <table><td> <!-- --> <![CDATA[ ]]> <script> </script> <title> <meta|charset=
    ' " > < &#27;[31m &#xD800; &nbsp; <a|href='javascript:x'> <svg> <math> <body> </html>
"""
PIECES = st.sampled_from([FIRST, "\x1b[2J", "\u202e", "\ufeff", *MARKUP.replace("|", " ").split()])


@given(st.lists(PIECES | st.text(max_size=5), max_size=25).map("".join))
@example("<svg></html>")
@settings(max_examples=150)
def test_any_markup_gives_a_storable_text_or_an_error(page):
    found = html_reader.extract(page)
    if isinstance(found, str):
        assert found.startswith("expected")
    else:
        text, meta, forms = found
        assert all(text[start].strip() for start in forms)
        assert text.strip()
        assert unstorable(text + "".join(meta.values())) == ""


def test_the_extractor_prints_nothing(tmp_path):
    path = written(tmp_path, "a plain line\x1b[31m with no tag")
    imports = "from annotator.documents import *; from pathlib import *"
    code = f"{imports}; list(read_articles(Path({str(path)!r})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


# ------------------------------------------------------------------------- original pages


@pytest.fixture
def project(tmp_path):
    annotator("init", folder=tmp_path)
    written(tmp_path / "corpora", PAGE.encode("cp1252", "xmlcharrefreplace"), "a.html")
    written(tmp_path / "corpora", "<html></html>", "b.html")
    written(tmp_path / "corpora", f"{SECOND}\x1b[2J", "c.txt")
    return tmp_path


def test_an_import_keeps_the_page_and_show_prints_it_byte_for_byte(project):
    said = annotator("import", folder=project, code=1).stderr
    assert "b.html: expected a page with an article" in said
    (project / "corpora" / "b.html").unlink()
    annotator("import", folder=project)
    listed = annotator("show", folder=project).stdout.splitlines()
    assert listed[0].endswith("  Terrace stays")
    page, text = (line.split()[0] for line in listed)
    page_file = project / "corpora" / "a.html"
    with Store.open(project / "annotations.db") as store:
        assert store.documents.original(page).data == page_file.read_bytes()
        assert store.documents.original(text) is None
        assert store.documents.get(page).meta["extractor"] == html_reader.extractor()
    shown = annotator("show", page[:10], folder=project).stdout
    assert FIRST in shown
    assert "extractor: trafilatura" in shown
    code = [sys.executable, "-m", "annotator", "-p", str(project), "show", page[3:], "--original"]
    done = subprocess.run(code, capture_output=True, check=True, cwd=ROOT)
    assert done.stdout == page_file.read_bytes()
    assert "\x1b" not in annotator("show", text, folder=project).stdout
    assert (
        "was a text itself" in annotator("show", text, "--original", folder=project, code=1).stderr
    )
    assert "no document" in annotator("show", "zzz", folder=project, code=1).stderr
    assert "2 documents" in annotator("show", "b2:", folder=project, code=1).stderr


def test_a_page_that_was_imported_is_not_extracted_again(tmp_path, monkeypatch):
    path, folder = written(tmp_path, PAGE), ProjectFolder(tmp_path)
    with Project(folder, folder.open_store(create=True)) as project:
        assert project.import_texts(path).new == 1
        monkeypatch.setattr(html_reader, "extract", None)
        done = project.import_texts(path)
        assert (done.new, done.known, done.refused) == (0, 1, [])


def test_an_original_never_changes(tmp_path):
    original = Original(bytes(range(256)) * 10, "text/html", "")
    with Store.open(tmp_path / "a.db") as store:
        assert store.documents.add(example_document(), original)
        assert not store.documents.add(example_document(), Original(b"other", "text/html", ""))
        assert store.documents.original(example_document().uid) == original
        assert store.documents.of_original(original.data) == example_document().uid
        assert store.documents.of_original(b"other") is None
        with pytest.raises(ValueError, match="no document"):
            store.documents.original("b2:none")
    raw = sqlite3.connect(tmp_path / "a.db")
    for change in ("UPDATE originals SET packed = x''", "DELETE FROM originals"):
        with pytest.raises(sqlite3.IntegrityError, match="an original never"):
            raw.execute(change)
    raw.close()


def test_the_language_of_a_page_is_that_of_its_document(tmp_path):
    page = PAGE.replace("<html>", "<html class='no-js' lang=\"de-AT\">")
    assert one(written(tmp_path, page)).meta["language"] == "de-AT"
    assert "language" not in one(written(tmp_path, PAGE)).meta
