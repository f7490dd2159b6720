"""Files of other formats are refused by name; prose that only begins like one is read."""

import csv
import io
import json
import sqlite3
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.batch.suggestion_rows import COLUMNS as SUGGESTION_COLUMNS
from annotator.documents import Article, find_files, read_articles
from annotator.documents.other_formats import HEAD_BYTES, SUFFIXES, recognise
from annotator.documents.other_formats.json_formats import ANNOTATION_KEYS
from annotator.documents.record_reader import TEXT_KEYS
from annotator.errors import Problem
from annotator.formats.csv_table import COLUMNS
from tests.helpers.paths import ROOT, SHARED

FORMATS = SHARED / "data" / "formats"
TEXT = "The mayor said that the bridge is safe. Nobody believed her, and the street stayed shut."
PROSE = f"{TEXT}\n\n{TEXT}\n"


def written(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refused(path, **how):
    """The only problem of a file, and that nothing was read."""
    (problem,) = read_articles(path, **how)
    assert isinstance(problem, Problem), problem
    assert problem.problem.startswith("expected ")
    assert problem.fix
    return problem


def table(*rows, **how):
    file = io.StringIO()
    csv.writer(file, **how).writerows(rows)
    return file.getvalue()


def archive(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in names:
            packed.writestr(name, content)
    return file.getvalue()


def line(**record):
    return json.dumps({"text": TEXT, **record}) + "\n"


MESSAGE = """Received: from mail.example.org by mx.example.com; Mon, 4 Mar 2024 09:15:00 +0000
From: Ann Doe <ann@example.org>
To: news@example.com
Subject: The bridge
\tis shut
Date: Mon, 4 Mar 2024 09:15:00 +0000
Message-ID: <1@example.org>
Content-Type: text/plain

"""
OUTLOOK = "From: Ann Doe <ann@example.org>\nSent: Monday\nTo: News\nSubject: The bridge\n\n"
MAILBOX = "From ann@example.org Mon Mar  4 09:15:00 2024\n" + MESSAGE
SRT = "1\r\n00:00:01,000 --> 00:00:03,500\r\nThe bridge is shut.\r\n\r\n"
VTT = "WEBVTT - news\n\n00:01.000 --> 00:03.500\nThe bridge is shut.\n"
BIO = "The O\nmayor B-PER\nAnn I-PER\nDoe I-PER\nsaid O\n. O\n\nNobody O\ncame O\n. O\n"
WORDS = [f"{n}\t{word}\t" + "\t".join("_" * 8) for n, word in enumerate(TEXT.split(), 1)]
PAGE = f"<!DOCTYPE html>\n<html><body><article><p>{TEXT}</p></article></body></html>"
PART = f"<h1>The bridge</h1>\n<p>{TEXT}</p>\n<p>{TEXT} <a href='x'>more</a></p>\n"

REFUSED = [
    # ours
    ("table of `annotator export`", "a.csv", table(COLUMNS, COLUMNS[::-1])),
    ("table of `annotator export`", "a.txt", "\ufeff" + table(COLUMNS)),
    ("suggestions that", "a.txt", table(SUGGESTION_COLUMNS, ("1",) * len(SUGGESTION_COLUMNS))),
    ("suggestions that", "a.jsonl", json.dumps(dict.fromkeys(SUGGESTION_COLUMNS, "1"))),
    ("`annotator export` wrote", "a.jsonl", '{"format": "annotator", "version": 2}\n'),
    # tables
    ("a table (CSV)", "a.txt", table(("text", "label"), (PROSE, "1"), (PROSE, "2"))),
    ("a table (CSV)", "a.txt", table(("", "text", "label"), (0, TEXT, "1"), (1, TEXT, "2"))),
    ("a table (CSV)", "a.txt", table(("id", "text"), (1, TEXT), delimiter=";")),
    ("a table (CSV)", "a.txt", "sep=;\n" + table(("id", "text"), (1, TEXT), delimiter=";")),
    ("a table (CSV)", "a", table(("id", "text"), (1, TEXT), (2, "x" * 2 * HEAD_BYTES))),
    ("a table (CSV)", "a.md", table(("id", "text"), (1, TEXT)).encode("utf-16")),
    ("a table (TSV)", "a.txt", f'id\ttext\n1\t"Shame!" she said\n2\t"{TEXT}\n'),
    ("a table (TSV)", "a.txt", f"1\tSUBJ\t{TEXT}\n2\tOBJ\t{TEXT}\n3\tOBJ\t{TEXT}\n"),
    ("a table of Taguette (CSV)", "a.txt", table(("id", "document", "tag", "content"), "1234")),
    # JSON
    ("JSON", "a", json.dumps([{"name": TEXT}])),
    ("JSON", "a.txt", json.dumps([{"text": TEXT}, {"text": TEXT}], indent=1)),
    ("JSON", "a.txt", json.dumps([{"text": TEXT}] * 2000)),
    ("JSON", "a.txt", json.dumps({"title": "A", "body": [TEXT]}, indent=1)),
    ("JSON", "a.txt", json.dumps([TEXT, TEXT])),
    ("JSON", "a.jsonl", json.dumps([{"text": TEXT}] * 3)),
    ("JSON", "a.txt", '{"title": "A", "body": "damaged,}'),
    ("JSON", "a.txt", "[" * 100_000),
    ("the suffix of JSON", "a.geojson", PROSE),
    ("JSON Lines", "a.txt", line(id=1) * 2),
    ("a Jupyter notebook", "a.ipynb", json.dumps({"cells": [], "nbformat": 4}, indent=1)),
    ("Label Studio", "a.json", json.dumps([{"data": {"text": TEXT}, "annotations": []}])),
    ("spaCy", "a.json", json.dumps([[TEXT, {"entities": [[0, 3, "ORG"]]}]])),
    ("BASIL", "a.json", json.dumps({"phrase-level-annotations": []}, indent=1)),
    ("AVeriTeC", "a.json", json.dumps([{"claim": TEXT, "questions": []}])),
    ("Potato", "a.json", json.dumps({"instance_id_ordering": []})),
    ("UIMA CAS", "a.json", json.dumps({"%TYPES": {}}, indent=1)),
    ("W3C", "a.json", json.dumps({"@context": "http://www.w3.org/ns/anno.jsonld"}, indent=1)),
    ("Croissant", "a.json", '{\n"conformsTo": "http://mlcommons.org/croissant/1.0"}'),
    ("PubAnnotation", "a.json", json.dumps({"text": TEXT, "denotations": [{}]})),
    ("another tool", "a.json", json.dumps([{"text": TEXT, "label": ["x"]}])),
    # JSON Lines with annotations
    ("Prodigy", "a.jsonl", line(_task_hash=7)),
    ("Prodigy", "a.jsonl", line(spans=[{"start": 0, "end": 3}], answer="accept")),
    ("Prodigy", "a.txt", line(spans=[{"start": 0, "end": 3}], answer="accept")),
    ("doccano", "a.jsonl", line(label=[[0, 3, "ORG"]])),
    ("doccano", "a.jsonl", json.dumps({"data": TEXT, "label": [[0, 3, "ORG"]]})),
    ("Argilla", "a.jsonl", line(annotation="x", annotation_agent="ann")),
    ("another tool", "a.jsonl", line(label=0)),
    ("another tool", "a.jsonl", line(cats={"A": 1.0})),
    ("another tool", "a.jsonl", "\n" + line(labels=["A"]) + line()),
    # pages, XML, TeX, SQL
    ("HTML", "a.txt", PAGE),
    ("HTML", "a.txt", f"---\ntitle: A\n---\n{PAGE}"),
    ("HTML", "a.txt", PART),
    ("HTML", "a", f"<!-- saved -->\n{PAGE}"),
    ("HTML", "a.txt", f'<?xml version="1.0"?>\n{PAGE}'),
    ("HTML", "a.txt", f"{TEXT}<br><br>\n{TEXT}<br />\n<b>{TEXT}</b><br>\n"),
    ("XML", "a.txt", f"<?xml version='1.0'?>\n<news>{TEXT}</news>"),
    ("XML", "a.txt", f"<DOC>\n<DOCNO> 1 </DOCNO>\n<TEXT>{TEXT}</TEXT></DOC>"),
    ("the suffix of XML", "a.xml", TEXT),
    ("UIMA", "a.txt", '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI">\n <cas:NULL xmi:id="0"/>'),
    ("GATE", "a.xml", "<GateDocument>\n<GateDocumentFeatures>"),
    ("BioC", "a.xml", "<collection><document><passage><text>A</text>"),
    ("REFI-QDA project", "a.xml", '<?xml version="1.0"?><Project xmlns="urn:QDA-XML:project:1.0">'),
    ("Label Studio project", "a.xml", "<View>\n <Labels name='a'>"),
    ("LaTeX", "a.txt", "% A\n\\documentclass{article}\n"),
    ("SQL", "a.txt", "PRAGMA a;\nBEGIN TRANSACTION;\nCREATE TABLE a (\n id INTEGER\n);\n"),
    ("YAML", "a.yaml", "title: A\n"),
    # tables of tokens, brat
    ("WebAnno TSV", "a.txt", "#FORMAT=WebAnno TSV 3.3\n\n\n#Text=A\n1-1\t0-1\tA\t_\t\n"),
    ("CoNLL-U", "a.txt", "# text = A\n" + "\n".join(WORDS)),
    ("BIO", "a.txt", BIO),
    ("BIO", "a.txt", BIO.replace(" ", "\t")),
    ("BIO", "a.txt", "-DOCSTART- -X- O\nThe -X- _ O\nend -X- _ B-A\n"),
    ("brat", "a.txt", "T1\tOrganization 0 4\tSony\n"),
    ("brat", "a.conf", "[entities]\nA\n[relations]\n"),
    # mail and subtitles
    ("e-mail", "a.txt", MESSAGE + PROSE),
    ("e-mail", "a", (MESSAGE + PROSE).replace("\n", "\r\n")),
    ("e-mail", "a.txt", OUTLOOK + PROSE),
    ("mailbox", "a.txt", MAILBOX + PROSE),
    ("subtitles", "a", SRT),
    ("subtitles", "a.txt", "\ufeff" + SRT),
    ("subtitles", "a.txt", VTT),
    ("the suffix of subtitles", "a.ass", PROSE),
    ("subtitles", "a.txt", "[Script Info]\nTitle: A\n[Events]\nDialogue: 0,0:00:01.00,A\n"),
    # not text
    ("PDF", "a.txt", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"),
    ("PDF", "a.html", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"),
    ("RTF", "a.txt", r"{\rtf1\ansi The mayor\par}"),
    ("Word", "a.txt", archive(("[Content_Types].xml", "a"), ("word/document.xml", "b"))),
    ("Word", "a.docx", archive(("[Content_Types].xml", "a"))),
    ("the suffix of a Word", "a.docx", PROSE),
    ("OpenDocument", "a", archive(("mimetype", "application/vnd.oasis.opendocument.text"))),
    ("e-book", "a.epub", archive(("mimetype", "application/epub+zip"))),
    ("REFI-QDA", "a.qdpx", archive(("sources/word/a.docx", "a"))),
    ("REFI-QDA", "a.zip", archive(("project.qde", "a"))),
    ("packed archive", "a.zip", archive(("a.txt", TEXT))),
    ("packed archive", "a.txt.gz", b"\x1f\x8b\x08\x00" + bytes(20)),
    ("old Office", "a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(20)),
    ("Parquet", "a.txt", b"PAR1\x15\x04" + bytes(20)),
    ("DocBin", "a.txt", zlib.compress(b"\x89\xa7version\xa30.1\xa5attrs\xa6tokens" + bytes(9))),
    ("image", "a.txt", b"\x89PNG\r\n\x1a\n" + bytes(20)),
    ("image", "a.txt", b"\xff\xd8\xff\xe0" + bytes(20)),
    ("image", "a.txt", b"GIF89a\x01\x00\x01\x00"),
    ("sound", "a.txt", b"ID3\x04\x00\x00" + bytes(20)),
    ("sound", "a.txt", b"\x00\x00\x00\x20ftypisom" + bytes(20)),
]  # fmt: skip
"""What is refused: (its name, a file)."""


@pytest.mark.parametrize(("name", "file", "content"), REFUSED)
def test_a_file_of_another_format_is_refused_by_name(tmp_path, name, file, content):
    problem = refused(written(tmp_path, file, content))
    assert name in problem.problem


def test_a_database_is_refused_by_name(tmp_path):
    connection = sqlite3.connect(tmp_path / "a.txt")
    connection.execute("CREATE TABLE a (b)")
    connection.commit()
    connection.close()
    assert "SQLite" in refused(tmp_path / "a.txt").problem


def test_annotations_in_json_lines_are_named_with_the_keys_to_remove(tmp_path):
    problem = refused(written(tmp_path, "a.jsonl", line(spans=[{}], answer="accept", source="x")))
    assert "`annotator import FILE --format prodigy`" in problem.fix
    assert "or remove `answer`, `spans` to import the texts alone" in problem.fix


def test_a_later_line_with_annotations_is_the_last_that_is_read(tmp_path):
    content = line(label=[]) + line(label=[[0, 3, "A"]]) * 5
    article, problem = read_articles(written(tmp_path, "a.jsonl", content))
    assert isinstance(article, Article)
    assert (problem.line, "doccano" in problem.problem) == (2, True)


PROSE_OF_ITS_OWN = [
    # brackets
    f'["No," she said.] {PROSE}',
    f'["No", she said, "never", and left.]\n{PROSE}',
    f"[1] {PROSE}",
    f"[1, 2] {PROSE}",
    f"[Photo: a bridge]\n{PROSE}",
    f"[[File:Bridge.jpg]] {PROSE}",
    f"{{sic}} {PROSE}",
    f'{{"Nobody," she said}} {PROSE}',
    f'["Nobody came, she said. {PROSE * 500}',
    '"The bridge is shut."',
    # commas, semicolons, tabs, bars
    "Red, green, and blue.\nOne, two, and three.\nHere, there, and nowhere.\n",
    "Rain, wind and snow\n\nThe storm came, and nobody was ready.\n",
    "Rain,wind and snow\n\nThe storm came, people said, and nobody was ready, or so they said.\n",
    "He came; he saw.\nShe left; she stayed.\n",
    "ANN DOE:\tThe bridge is safe.\nJAN ROE:\tIt is not.\nANN DOE:\tYou lied.\n",
    f"\tThe bridge\n\t{TEXT}\n\t{TEXT}\n",
    "The mayor\tsaid no.\nThe people\tsaid yes.\n",
    "| Ship | Year |\n| --- | --- |\n| Ann | 1901 |\n",
    '"Shame!", he said, twice.\n"Shame!", she said, once.\n',
    "Rain,wind\n\nThe storm took 1,000 lives.\n",
    "Budget 2024,2025\n\nThe mayor said 1,000 people came.\n",
    # lists and tables of words
    "1. The E-mail affair\n2. The S-Bahn affair\n3. The O Antiphons\n4. The U-turn affair\n",
    "O Romeo\nwherefore O wherefore\nO cruel day\nart thou Romeo\nthe day the night\n",
    "# A title\n\n# Another\n",
    "1\n\nThe bridge\n\n2\n\nThe street\n",
    # mark-up
    f"<photo> {PROSE}",
    f"<p> is the element of a paragraph. {PROSE}",
    f"The element <p> opens a paragraph, </p> closes it, and <br> breaks a line.\n\n{PROSE}",
    f"<3 is a heart, and 2 < 3 > 1. {PROSE}",
    f"{PROSE}<span class=meta>\n{PROSE}</span>\n{PROSE}",
    f"{PROSE}A page begins with <!DOCTYPE html> and <html>.\n",
    "XML begins with <?xml version='1.0'?>, the text said.\n",
    f"{PROSE}\\documentclass is a command.\n",
    "CREATE TABLE is a statement of SQL.\n",
    # mail
    f"From: the mayor\n\n{PROSE}",
    f"From: the office of the mayor\nTo: all media\nSubject: the bridge\n\n{PROSE}",
    f"From the mayor Mon Mar  4 09:15:00 2024\n{PROSE}",
    f"On Mon, Mar 3, 2024 at 9:15 AM Ann Doe <ann@example.com> wrote:\n\n> {PROSE}",
    f"{PROSE}\nFrom: Ann Doe <ann@example.org>\nTo: b@example.org\nSubject: c\nDate: d\n",
    f"Subject: the bridge\n\n{PROSE}",
    f"Q: Why?\nA: Because.\nDate: today\n\n{PROSE}",
    # subtitles, brat, magic
    f"WEBVTT is a format of subtitles.\n\n{PROSE}",
    f"1\n00:00 was the time of the crash. {PROSE}",
    f"[entities]\n{PROSE}",
    f"T1\tis a terminal. {PROSE}",
    f"%PDF is how a PDF begins. {PROSE}",
    f"PAR1 is how a Parquet file begins. {PROSE}",
    f"GIF89a was a format of images. {PROSE}",
    f"ID3 and BM, RIFF and OggS. {PROSE}",
    f"PK is the name of a paper. {PROSE}",
    f"x^2 is a square. {PROSE}",
    f"---\ntitle: The bridge\nlabel: x\n---\n{PROSE}",
]


@pytest.mark.parametrize("text", PROSE_OF_ITS_OWN, ids=lambda text: text[:40])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_prose_that_begins_like_another_format_is_read(tmp_path, text, encoding):
    (article,) = read_articles(written(tmp_path, "a.txt", text.encode(encoding)))
    assert isinstance(article, Article), article
    assert text.endswith(article.text)


def test_markdown_may_hold_elements(tmp_path):
    text = f'<p align="center">\n<img src="a.png">\n</p>\n\n<b>A</b>\n{TEXT}\n'
    (article,) = read_articles(written(tmp_path, "a.md", text))
    assert article.text == text


def test_records_with_metadata_are_read(tmp_path):
    record = line(label=[], spans=None, entities=[], tags=["a"], claim="b", questions="c", meta={})
    long_first = line(body="x" * 2 * HEAD_BYTES) + line(source="x")
    for content in (record * 2, long_first):
        found = list(read_articles(written(tmp_path, "a.jsonl", content)))
        assert [type(each) for each in found] == [Article, Article]


def test_annotations_after_a_text_longer_than_what_is_looked_at_are_refused(tmp_path):
    record = json.dumps({"text": "x " * HEAD_BYTES, "spans": [{"start": 0}]})
    problem = refused(written(tmp_path, "a.jsonl", record))
    assert (problem.line, "spans" in problem.fix) == (1, True)


def test_a_named_encoding_decides_how_a_file_is_looked_at(tmp_path):
    path = written(tmp_path, "a.txt", table(("text", "label"), (TEXT, "1")).encode("cp037"))
    assert "CSV" in refused(path, encoding="cp037").problem


# -------------------------------------------------------------------------------- folders


def test_files_that_are_left_out_of_a_folder_are_named(tmp_path):
    for name in ("a.pdf", "b.docx", "c.ann", "d.eml", "e.xyz"):
        written(tmp_path, name, "x")
    _, left_out = find_files(tmp_path)
    assert [problem.problem for problem in left_out] == [
        "left out: a PDF file",
        "left out: a Word document (.docx)",
        "left out: annotations of brat (.ann)",
        "left out: expected an e-mail with a `From` or a `Subject`, found none",
        "left out: not a kind of text file",
    ]


def test_annotations_of_brat_beside_a_text_are_named_and_the_text_is_read(tmp_path):
    path = written(tmp_path, "a.txt", PROSE)
    annotations = written(tmp_path, "a.ann", "T1\tA 0 3\tThe\n")
    files, left_out = find_files(path)
    assert files == [path]
    assert [(one.path, "brat" in one.problem) for one in left_out] == [(annotations, True)]
    assert find_files(annotations) == ([annotations], [])


# --------------------------------------------------------------------- hostile and real files


@given(st.text(st.sampled_from('{}[]",:<>!?-/;\t\n|a1 O'), max_size=300))
def test_any_text_is_looked_at_without_an_error(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "a.txt"
    recognise(path, text.encode())
    recognise(path, text.encode() * 40)


@pytest.mark.parametrize(
    "piece",
    ["<!-- -->", "BEGIN;", "PRAGMA a;", "<a ", '"a":', "[", '{"a":', "%\n", "a" * 99, "From: a",
     "From a Mon Jan  1 00:00:00 1111", "\t", "a,", '",', "<?x?>", "1\n", "<p>"],
)  # fmt: skip
def test_a_head_of_repeated_pieces_is_looked_at_to_its_end(tmp_path, piece):
    """A pattern that tries every way to divide the pieces would not end."""
    head = (piece * HEAD_BYTES).encode()[:HEAD_BYTES]
    for each in (head, b"From: " + head):
        found = recognise(tmp_path / "a.txt", each)
        assert found is None or found.fix


READ = {
    ".csv", ".tsv", ".tab", ".json", ".eml", ".mbox", ".mbx", ".srt", ".vtt", ".parquet", ".pq",
}  # fmt: skip
"""Suffixes that have a reader for what is read of them."""


@pytest.mark.parametrize("suffix", sorted(SUFFIXES.keys() - READ))
def test_every_refused_suffix_has_a_name_and_a_remedy(tmp_path, suffix):
    problem = refused(written(tmp_path, f"a{suffix}", PROSE))
    assert "the suffix of" in problem.problem
    assert "Rename it to .txt if it is plain text" in problem.fix


@pytest.mark.parametrize("suffix", sorted(READ))
def test_prose_with_the_suffix_of_a_format_that_is_read_is_refused(tmp_path, suffix):
    assert "expected" in refused(written(tmp_path, f"a{suffix}", PROSE)).problem


@pytest.mark.skipif(not FORMATS.is_dir(), reason="the files of other tools are not here")
def test_no_file_of_another_tool_is_read_as_prose():
    texts = {".txt", ".html"}
    for path in sorted(path for path in FORMATS.rglob("*") if path.is_file()):
        found = {type(each) for each in read_articles(path)}
        is_text = path.suffix in texts and path.name != "doccano-spaces.txt"
        is_text |= path.name in {"reviews.data.json", "solo.data.json"}  # texts for Potato
        assert found == {Article if is_text else Problem}, path


def prose_files():
    roots = [SHARED / "data" / name for name in ("scraped_articles", "article", "faults")]
    for root in (*roots, ROOT / "corpora"):
        yield from (
            p for p in sorted(root.rglob("*")) if p.suffix in {".txt", ".md", ".jsonl", ".html"}
        )


def test_prose_is_never_taken_for_another_format():
    named = {}
    for path in prose_files():
        with path.open("rb") as file:
            found = recognise(path, file.read(HEAD_BYTES))
        if found:
            named[path] = found.name
    assert named == {}


def test_the_page_about_imports_lists_what_is_read_and_every_key_of_annotations():
    page = (ROOT / "docs" / "reference" / "importing.md").read_text("utf-8")
    missing = [key for key in (*ANNOTATION_KEYS, *READ, *TEXT_KEYS) if f"`{key}`" not in page]
    assert missing == []
