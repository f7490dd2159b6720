"""Tables, JSON arrays, e-mail and subtitles are read as what they are."""

import json
import mailbox
import sys
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.documents import Article, find_files, read_articles
from annotator.errors import Problem
from tests.helpers.articles import articles, written

TEXT = "The mayor said that the bridge is safe.\n\nNobody believed her, and it stayed shut."
PAGE = f"<html><body><article><h1>A</h1><p>{TEXT * 3}</p></article></body></html>"


def cell(text):
    return '"' + text.replace('"', '""') + '"'


# --------------------------------------------------------------------------- CSV and TSV


@pytest.mark.parametrize("name", ["text", "Text", "body", "content", "full_text"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_each_row_of_a_table_is_an_article_with_its_cells_as_metadata(
    tmp_path, name, delimiter, end
):
    rows = [["id", name, "Source", "x"], ["7", cell(TEXT), "Post", ""], ["8", "No.", "", '"a, b"']]
    content = end.join(delimiter.join(row) for row in rows) + end
    first, second = articles(written(tmp_path, "a.csv", content))
    assert (first.text, first.meta, first.line) == (TEXT, {"id": "7", "source": "Post"}, 2)
    assert (second.text, second.meta, second.line) == ("No.", {"id": "8", "x": "a, b"}, 5)
    assert first.external_id == "7"


def test_a_table_of_a_spreadsheet_program_is_read(tmp_path):
    content = "sep=;\r\nid;text\r\n1;„Größe“ é\r\n"
    (marked,) = articles(written(tmp_path, "a.csv", "\ufeff" + content))
    (guessed,) = articles(written(tmp_path, "b.csv", content.encode("cp1252")))
    (wide,) = articles(written(tmp_path, "c.tsv", content.encode("utf-16")))
    assert marked.text == guessed.text == wide.text == "„Größe“ é"
    assert marked.line == 3
    assert [one.detected for one in (marked, guessed, wide)] == [False, True, False]


def test_a_table_with_a_single_column_or_with_pages_is_read(tmp_path):
    assert len(articles(written(tmp_path, "a.csv", f"text\n{cell(TEXT)}\nTwo.\n"))) == 2
    (page,) = articles(written(tmp_path, "b.csv", f"id,html\n1,{cell(PAGE)}\n"))
    assert "The mayor said" in page.text
    assert page.original


def test_rows_that_are_no_articles_are_problems_with_their_line(tmp_path):
    content = f"id,text\n1,{cell(TEXT)}\n2\n3, \n\n4,Good.\n"
    found = list(read_articles(written(tmp_path, "a.csv", content)))
    assert [(type(each), each.line) for each in found] == [
        (Article, 2),
        (Problem, 5),
        (Problem, 6),
        (Article, 8),
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("id,words\n1,No.\n2,Yes.\n", "expected a column `text`, found id, words"),
        ("text,a,a\nNo.,1,2\nYes.,1,2\n", "names of columns that differ"),
        ("text,label\nNo.,A\nYes.,B\n", "expected texts alone, found annotations"),
        ("id,text\n1," + "x" * 200_000, "field larger"),
    ],
)
def test_a_table_without_texts_or_with_annotations_is_one_problem(tmp_path, content, problem):
    (found,) = read_articles(written(tmp_path, "a.csv", content))
    assert problem in found.problem
    assert found.fix


# ----------------------------------------------------------------------------------- JSON


@pytest.mark.parametrize("indent", [None, 1])
def test_each_object_of_an_array_is_an_article_with_its_scalars_as_metadata(tmp_path, indent):
    records = [
        {"id": 1, "text": TEXT, "Source": "Post", "deep": {"a": 1}},
        {"body": "No.", "n": 1.5},
    ]
    path = written(tmp_path, "a.json", json.dumps(records, indent=indent))
    first, second = articles(path)
    assert (first.text, first.meta) == (TEXT, {"id": "1", "source": "Post"})
    assert (second.text, second.meta) == ("No.", {"n": "1.5"})
    assert (first.line, second.line) == ((2, 10) if indent else (1, 1))


def test_one_object_and_json_lines_in_json_are_read(tmp_path):
    record = {"text": TEXT, "source": "Post"}
    assert len(articles(written(tmp_path, "a.json", json.dumps(record, indent=1)))) == 1
    assert len(articles(written(tmp_path, "b.json", (json.dumps(record) + "\n") * 2))) == 2


@pytest.mark.parametrize(
    ("content", "line", "problem"),
    [
        ('[{"text": "No."},\n{"txt": "No."}]', 2, "`text` that is a string"),
        ('[{"text": "No."},\n7]', 2, "`text` that is a string"),
        ('[{"text": "No."},\n{"text": "No.",}]', 2, "expected JSON"),
        ('[{"text": "No."}\n] and more', 2, "below the end"),
        ('[{"text": "No."},\n{"text": " "}]', 2, "nothing but blanks"),
        ('[{"text": "No."},\n{"text": ' + "[" * 100_000, 2, "nesting"),
    ],
)
def test_what_is_no_article_in_an_array_is_a_problem_with_its_line(
    tmp_path, content, line, problem
):
    article, found = read_articles(written(tmp_path, "a.json", content))
    assert article.text == "No."
    assert (found.line, problem in found.problem) == (line, True), found


@pytest.mark.parametrize("content", ["[]", "{}", '{"a": 1}', "[[1]]"])
def test_json_without_texts_is_one_problem(tmp_path, content):
    (found,) = read_articles(written(tmp_path, "a.json", content))
    assert isinstance(found, Problem)


def test_annotations_after_plain_objects_are_the_last_that_is_read(tmp_path):
    records = [{"text": "No."}] * 5000 + [{"text": "No.", "label": "A"}] * 3
    found = list(read_articles(written(tmp_path, "a.json", json.dumps(records))))
    assert sum(isinstance(each, Problem) for each in found) == 1
    assert len(found) == 5001


# --------------------------------------------------------------------------------- e-mail


def message(*, html=False, **headers):
    made = EmailMessage()
    made["From"] = "Ann Doe <ann@example.org>"
    made["Subject"] = "Die Brücke „zu“"
    made["Date"] = "Mon, 04 Mar 2024 09:15:00 +0000"
    for name, value in headers.items():
        made[name] = value
    made.set_content(PAGE if html else TEXT, subtype="html" if html else "plain")
    return made


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_the_text_of_a_message_is_read_and_its_headers_are_metadata(tmp_path, end):
    made = message()
    made.add_alternative(PAGE, subtype="html")
    made.add_attachment(b"secret", maintype="text", subtype="plain", filename="b.txt")
    path = written(tmp_path, "a.eml", made.as_bytes().replace(b"\n", end))
    (article,) = articles(path)
    assert article.text.strip() == TEXT
    assert article.meta == {
        "title": "Die Brücke „zu“",
        "author": "Ann Doe <ann@example.org>",
        "date": "2024-03-04T09:15:00+00:00",
        "attachments": "b.txt",
    }


def test_a_message_with_only_a_page_is_read_as_a_page(tmp_path):
    (article,) = articles(written(tmp_path, "a.eml", message(html=True).as_bytes()))
    assert "The mayor said" in article.text
    assert "<p>" not in article.text
    assert article.original


def test_a_message_in_another_encoding_is_read(tmp_path):
    head = "From: a@b.org\nTo: c@d.org\nSubject: S\nDate: ?\nContent-Type: text/plain; charset="
    for charset in ("iso-8859-1", "unknown-8bit", "utf-8"):
        content = f"{head}{charset}\n\nCafé, the naïve owner said.\n".encode("cp1252")
        (article,) = articles(written(tmp_path, f"{charset}.eml", content))
        assert article.text == "Café, the naïve owner said.\n"


def test_a_message_without_a_text_is_a_problem(tmp_path):
    made = EmailMessage()
    made["From"] = "ann@example.org"
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="a.png")
    (problem,) = read_articles(written(tmp_path, "a.eml", made.as_bytes()))
    assert "none in it" in problem.problem


PIECES = [
    "Content-Type: ", "text/plain", "text/html", "multipart/mixed", "; boundary=", "b", "--b", "--",
    "; charset=", "utf-8", "hex", "idna", "'", '"', "*0*=", "%ff", "=?utf-8?", "q?", "b?", "?=",
    "Content-Transfer-Encoding: ", "base64", "quoted-printable", "x-uuencode", "begin 666 a\n",
    "Content-Disposition: ", "\n", "\n\n", " ", "Date: ", "Mon, 99 Mar 2024 09:15:00 +9999", "=",
]  # fmt: skip


@given(
    st.binary(max_size=99) | st.lists(st.sampled_from(PIECES)).map(lambda p: "".join(p).encode())
)
def test_any_bytes_of_a_mailbox_are_read_or_are_a_problem(tmp_path_factory, data):
    path = written(tmp_path_factory.getbasetemp(), "a.mbox", LINE + b"From: a@b.org\n" + data)
    assert all(isinstance(each, Article | Problem) for each in read_articles(path))


@given(
    st.binary(max_size=99) | st.lists(st.sampled_from(PIECES)).map(lambda p: "".join(p).encode())
)
def test_any_bytes_of_a_message_are_read_or_are_a_problem(tmp_path_factory, data):
    head = b"From: a@b.org\nTo: c@d.org\nDate: d\nSubject: "
    path = written(tmp_path_factory.getbasetemp(), "a.eml", head + data)
    assert all(isinstance(each, Article | Problem) for each in read_articles(path))


# ------------------------------------------------------------------------------- mailboxes

LINE = b"From ann@example.org Mon Mar  4 09:15:00 2024\n"


def mailbox_of(*messages, line=LINE):
    return b"".join(line + one + b"\n" for one in messages)


def plain(subject, text):
    return f"From: ann@example.org\nTo: news\nSubject: {subject}\n\n{text}\n".encode()


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize(
    "line",
    [
        LINE,
        b"From - Mon Mar 04 09:15:00 2024\n",
        b"From 179@xxx Mon Mar 04 09:15:00 +0000 2024\n",
    ],
)
@pytest.mark.parametrize("suffix", [".mbox", ".MBX"])
def test_each_message_of_a_mailbox_is_a_text(tmp_path, end, line, suffix):
    made = message()
    made.add_attachment(b"a", maintype="image", subtype="png", filename="Brücke.png")
    data = mailbox_of(
        plain("One", "Nobody came."), made.as_bytes(), plain("Three", TEXT), line=line
    )
    first, second, third = articles(written(tmp_path, f"a{suffix}", data.replace(b"\n", end)))
    assert (first.text, first.meta["title"]) == ("Nobody came.\n", "One")
    assert (second.text.strip(), second.meta["attachments"]) == (TEXT, "Brücke.png")
    assert third.meta == {"title": "Three", "author": "ann@example.org"}
    assert first.line == 6
    lines = data.splitlines()
    assert lines[third.line - 1].decode() == TEXT.splitlines()[0]


def test_what_python_writes_into_a_mailbox_is_read(tmp_path):
    texts = ["From here nobody came.\n", "One.\n\nFrom then on,\nall left.\n"]
    written_by_python = mailbox.mbox(tmp_path / "a.mbox")
    for text in texts:
        made = EmailMessage()
        made["From"] = "ann@example.org"
        made.set_content(text)
        written_by_python.add(made)
    written_by_python.close()
    assert [each.text.rstrip() for each in articles(tmp_path / "a.mbox")] == [
        text.rstrip() for text in texts
    ]


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (b"Nobody came.\n", "expected an e-mail with a `From` or a `Subject`"),
        (b"From: a@b.org\nContent-Type: image/png\n\nx\n", "none in it"),
        (b"Subject: S\n\n \n", "nothing but blanks"),
    ],
)
def test_a_broken_message_of_a_mailbox_is_a_problem_with_its_number(tmp_path, broken, says):
    data = mailbox_of(plain("One", TEXT), broken, plain("Three", TEXT))
    first, problem, third = read_articles(written(tmp_path, "a.mbox", data))
    assert problem.problem.startswith("message 2: ")
    assert says in problem.problem
    assert problem.line >= 8
    assert first.text.strip() == third.text.strip() == TEXT


def test_a_line_that_begins_with_from_is_text_unless_it_has_a_date_and_a_blank_line_before(
    tmp_path,
):
    text = "From the port.\n\nFrom then on, all left.\nFrom ann Mon Mar 4 09:15:00 2024"
    (article,) = articles(written(tmp_path, "a.mbox", mailbox_of(plain("One", text))))
    assert article.text.strip() == text


# ------------------------------------------------------------------------------ subtitles

SRT = """1
00:00:01,000 --> 00:00:03,500
<i>The bridge</i>
is shut,

2
00:00:03,600 --> 00:00:05,000 X1:10
is shut,
she said.

3
00:00:06,000 --> 00:00:07,000
- {\\an8}Who says so?
- Nobody &amp; all.
"""


def test_the_words_of_subtitles_are_read_without_times(tmp_path):
    expected = "The bridge is shut, she said.\n\nWho says so?\n\nNobody & all.\n"
    (article,) = articles(written(tmp_path, "a.srt", SRT))
    assert (article.text, article.line) == (expected, 3)
    windows = "\ufeff" + SRT.replace("\n", "\r\n")
    assert articles(written(tmp_path, "b.srt", windows))[0].text == expected


def test_the_words_of_web_subtitles_are_read_without_notes_and_styles(tmp_path):
    content = (
        "WEBVTT - news\nKind: captions\n\nNOTE by Ann\n\nSTYLE\n::cue { color: red }\n\n"
        "intro\n00:01.000 --> 00:03.500 align:start\n<v Ann>The <c.red>bridge</c> is shut,\n\n"
        "00:04.000 --> 00:05.000\nshe said.\n"
    )
    (article,) = articles(written(tmp_path, "a.vtt", content))
    assert article.text == "The bridge is shut, she said.\n"


def test_subtitles_without_words_are_a_problem(tmp_path):
    (problem,) = read_articles(written(tmp_path, "a.srt", "1\n00:00:01,000 --> 00:00:02,000\n\n"))
    assert "no cue" in problem.problem


# -------------------------------------------------------------------------------- folders


def test_a_folder_gives_those_that_hold_texts_and_names_the_others(tmp_path):
    written(tmp_path, "a.csv", "id,text\n1, \n2,Yes.\n")
    written(tmp_path, "b.csv", "id,count\n1,2\n3,4\n")
    written(tmp_path, "c.json", json.dumps([{"text": TEXT}]))
    written(tmp_path, "d.json", json.dumps({"compilerOptions": {}}))
    written(tmp_path, "e.eml", message().as_bytes())
    written(tmp_path, "f.srt", SRT)
    written(tmp_path, "g.json", json.dumps([{"text": TEXT, "spans": [1]}]))
    files, left_out = find_files(tmp_path)
    assert [file.name for file in files] == ["a.csv", "c.json", "e.eml", "f.srt"]
    assert [problem.path.name for problem in left_out] == ["b.csv", "d.json", "g.json"]
    assert [problem.problem for problem in left_out] == [
        "left out: expected a column `text`, found id, count",
        "left out: expected an object with a `text` that is a string",
        "left out: expected a text, found annotations of another tool (JSON)",
    ]


# -------------------------------------------------------------------------------- Parquet


def parquet(folder, rows):
    table = pytest.importorskip("pyarrow").Table.from_pylist(rows)
    pytest.importorskip("pyarrow.parquet").write_table(table, folder / "a.parquet")
    return folder / "a.parquet"


def test_each_row_of_a_parquet_table_is_an_article(tmp_path):
    day = datetime(2026, 3, 4, tzinfo=UTC)
    rows = [
        {"id": 7, "body": TEXT, "Source": "Post", "date": day, "n": 1.5, "tags": ["a", "b"]},
        {"id": 8, "body": "No.", "Source": None, "date": None, "n": None, "tags": None},
    ]
    first, second = articles(parquet(tmp_path, rows))
    assert first.text == TEXT
    assert first.meta == {
        "id": "7",
        "source": "Post",
        "date": "2026-03-04T00:00:00+00:00",
        "n": "1.5",
        "tags": "a, b",
    }
    assert (second.text, second.meta, second.line) == ("No.", {"id": "8"}, 2)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"words": TEXT}, "expected a column `text`, found words"),
        ({"text": TEXT, "label": 1}, "expected texts alone, found annotations"),
        ({"text": None, "n": 1}, "expected a text in `text`, found none"),
        ({"text": b"caf\xe9"}, "expected UTF-8, found other bytes after 3"),
        ({"text": " "}, "expected a text, found nothing but blanks"),
    ],
)
def test_a_parquet_table_without_texts_is_a_problem(tmp_path, row, problem):
    (found,) = read_articles(parquet(tmp_path, [row]))
    assert isinstance(found, Problem)
    assert problem in found.problem


def test_a_broken_parquet_table_and_a_missing_reader_are_named(tmp_path, monkeypatch):
    (found,) = read_articles(written(tmp_path, "b.parquet", "PAR1 and no more"))
    assert "cannot be read as Parquet" in found.problem
    path = parquet(tmp_path, [{"text": TEXT}])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (found,) = read_articles(path)
    assert "expected pyarrow, which reads Parquet" in found.problem
    assert found.fix == "pip install 'framing-annotator[parquet]'"
