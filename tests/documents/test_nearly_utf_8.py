"""A file that is UTF-8 except a few bytes is no other encoding: refused, or read with marks."""

from __future__ import annotations

import json

import pytest

from annotator.documents import Article, read_articles
from annotator.documents.encoding import NearlyUtf8Error, decode
from annotator.errors import Problem
from tests.test_journey import annotator

TEXT = "Ferry closed\n\nThe owner’s ferry was “new,” he said – on Friday~. Nobody paid.\n"
PAGE = "<html><head>{}<title>Ferry</title></head><body><article><h1>Ferry closed</h1><p>{}</p>"
BODY = (
    "The owner’s ferry was “new,” he said – on Friday~, when nobody asked him for a word about"
    " the port, the crew or the island that it was built for. He left."
)


def nearly(text=TEXT, bad=b"\x92"):
    return text.encode().replace(b"~", bad)


@pytest.mark.parametrize("bad", [b"\x92", b"\xe9", b"\xff", b"\xc3", b"\xe2\x80", b"\x92\x93\x94"])
def test_a_few_bad_bytes_are_refused_with_their_place(bad):
    with pytest.raises(NearlyUtf8Error, match=f"after {TEXT.encode().index(b'~')}, in line 3"):
        decode(nearly(bad=bad))
    with pytest.raises(NearlyUtf8Error):
        decode(b"\xef\xbb\xbf" + nearly(bad=bad))


@pytest.mark.parametrize("cut", [1, 2])
@pytest.mark.parametrize("text", ["It’s “new”", "Nobody paid for the ferry but the café’"])
def test_a_text_that_is_cut_in_a_character_is_refused(text, cut):
    with pytest.raises(NearlyUtf8Error):
        decode(text.encode()[:-cut] if text.endswith("’") else text.encode()[: -3 + cut])


def test_the_first_accented_letter_may_be_the_one_that_is_cut():
    with pytest.raises(NearlyUtf8Error):
        decode("The owner drank a café".encode()[:-1])
    assert decode(b"The owner drank a caf\xe9").encoding == "cp1252"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("The owner’s café was “new” – he said.", "cp1252"),
        ("Der Eigentümer heißt Müller, und er größt niemanden.", "cp1252"),
        ("Президент заявил, что переговоры начнутся в среду. Министр отказался.", "cp1251"),
        ("Президент заявил, что переговоры начнутся в среду. Министр отказался.", "koi8_r"),
        ("政府は月曜日に橋を閉鎖した。市長は何も言わなかった。" * 3, "cp932"),
        ("政府星期一关闭了大桥。市长什么也没说。" * 3, "gb18030"),
    ],
)
def test_other_encodings_are_still_guessed(text, encoding):
    assert decode(text.encode(encoding)).text == text


FILES = {
    "a.txt": nearly(),
    "a.jsonl": json.dumps({"text": TEXT}, ensure_ascii=False).encode().replace(b"~", b"\x92"),
    "a.json": json.dumps([{"text": TEXT}], ensure_ascii=False).encode().replace(b"~", b"\x92"),
    "a.csv": b'id,text\n1,"' + nearly() + b'"\n',
    "a.srt": b"1\n00:00:01,000 --> 00:00:02,000\n" + nearly(TEXT[14:]),
    "a.html": nearly(PAGE.format("", BODY)),
    "b.html": nearly(PAGE.format('<meta charset="utf-8">', BODY)),
    "c.html": nearly(PAGE.format('<meta charset="iso-8859-1">', BODY)),
}


@pytest.mark.parametrize("name", FILES)
def test_every_reader_refuses_bad_bytes_or_marks_and_counts_them(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(FILES[name])
    (refused,) = read_articles(path)
    assert isinstance(refused, Problem)
    (article,) = read_articles(path, mark_bad_bytes=True)
    assert isinstance(article, Article)
    assert "owner’s ferry was “new,” he said – on Friday\ufffd" in article.text
    assert (article.marked, article.encoding, article.detected) == (1, "utf-8", False)


def test_an_import_with_marks_says_how_many(tmp_path):
    annotator("init", folder=tmp_path)
    (tmp_path / "corpora" / "a.txt").write_bytes(nearly())
    (tmp_path / "corpora" / "b.txt").write_bytes("Größe\n\nNobody paid.".encode("cp1252"))
    said = annotator("import", folder=tmp_path, code=1).stderr
    assert "a.txt: expected text in utf-8, as nearly all of it is" in said
    assert "--bad-bytes mark" in said
    done = annotator("import", "--bad-bytes", "mark", folder=tmp_path)
    said = done.stdout + done.stderr
    assert "corpora/a.txt: 1 bad byte marked with U+FFFD" in said
    assert "1 text read as cp1252" in said
