import json
import os
from hashlib import blake2b
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.documents import (
    Article,
    build_document,
    document_uid,
    find_files,
    read_articles,
    source_path,
)
from annotator.documents.encoding import NotTextError, decode
from annotator.documents.text_reader import FrontMatter, read_front_matter
from annotator.errors import AnnotatorError, Problem
from annotator.model import BlockKind, Span
from annotator.sentences import Splitter
from annotator.sentences.rule_splitter import VERSION
from tests.helpers.articles import articles, written
from tests.helpers.paths import SHARED

NEWS = "The minister said “no” to the café owner’s plan – and left. Nobody spoke to her.\n"
NOT_HALF = st.characters(exclude_categories=["Cs"])


def problems(path, **how):
    found = [each for each in read_articles(path, **how) if not isinstance(each, Article)]
    assert all(isinstance(each, Problem) and each.problem and each.fix for each in found)
    return found


# ------------------------------------------------------------------------------ encoding


@pytest.mark.parametrize(
    ("data", "encoding", "detected"),
    [
        (NEWS.encode(), "utf-8", False),
        (b"\xef\xbb\xbf" + NEWS.encode(), "utf-8", False),
        (NEWS.encode("utf-16"), "utf-16-le", False),
        (b"\xfe\xff" + NEWS.encode("utf-16-be"), "utf-16-be", False),
        (NEWS.encode("utf-32"), "utf-32-le", False),
        (NEWS.encode("utf-16-le"), "utf-16-le", True),
        (NEWS.encode("utf-16-be"), "utf-16-be", True),
        (NEWS.encode("cp1252"), "cp1252", True),
        ("“No” to the café".encode("cp1252"), "cp1252", True),
    ],
)
def test_bytes_are_decoded_to_the_text_they_were_encoded_from(data, encoding, detected):
    decoded = decode(data)
    assert decoded.text == NEWS or decoded.text in NEWS or decoded.text.lower() in NEWS.lower()
    assert (decoded.encoding, decoded.detected) == (encoding, detected)
    assert not decoded.text.startswith("\ufeff")


def test_other_legacy_encodings_are_detected():
    russian = "Президент заявил, что переговоры начнутся в среду. Министр отказался ответить. "
    assert decode(russian.encode("cp1251")).text == russian
    assert decode(russian.encode("koi8_r")).text == russian


def test_a_named_encoding_is_used_and_not_marked_as_detected(tmp_path):
    path = written(tmp_path, "a.txt", "Größe".encode("mac_roman"))
    (article,) = articles(path, encoding="mac_roman")
    assert (article.text, article.encoding, article.detected) == ("Größe", "mac_roman", False)


@pytest.mark.parametrize("encoding", ["no-such-encoding", "rot13", "utf-8", "ascii"])
def test_a_named_encoding_that_does_not_fit_is_a_problem(tmp_path, encoding):
    path = written(tmp_path, "a.txt", NEWS.encode("cp1252"))
    (problem,) = problems(path, encoding=encoding)
    assert "expected" in problem.problem


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \r\n\t ",
        b"---\ntitle: a\n---\n \n",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00",
        bytes(range(256)) * 20,
        bytes(range(1, 256)) * 20,
        b"a\x00b",
        b"The talks ended." * 400 + b"\x00",
        b"\xff\xfeabc",
        b"\xef\xbb\xbf\xff",
    ],
)
def test_an_empty_or_binary_file_is_one_problem(tmp_path, data):
    (problem,) = problems(written(tmp_path, "a.txt", data))
    assert "\n" not in problem.problem


def test_half_characters_are_a_problem(tmp_path):
    (problem,) = problems(written(tmp_path, "a.txt", b"+2AA-"), encoding="utf-7")
    assert "(U+D800) as character 1" in problem.problem


@pytest.mark.parametrize("filler", [b"x", b" ", b"a \n", "é ".encode("cp1252")])
def test_ten_megabytes_of_a_legacy_encoding_are_read(filler):
    data = filler * (10_000_000 // len(filler)) + "café".encode("cp1252")
    decoded = decode(data)
    assert decoded.text.encode(decoded.encoding) == data


@given(st.binary(max_size=200))
def test_any_bytes_give_a_text_or_an_error(data):
    try:
        text = decode(data).text
    except NotTextError as error:
        text = f"{error} {error.fix}"
    assert "\x00" not in text
    text.encode()


@given(st.text(st.characters(exclude_characters="\x00\ufeff", exclude_categories=["Cs"])))
def test_any_text_in_utf_8_is_read_unchanged(text):
    assert decode(text.encode()).text == text


# ---------------------------------------------------------------------------- plain text


def test_the_text_of_a_file_is_everything_after_its_front_matter(tmp_path):
    path = written(tmp_path, "a.txt", "---\r\ntitle: Talks end\r\n---\r\n\r\nOne.\r\nTwo.\r\n\r\n")
    (article,) = articles(path)
    assert article.text == "\r\nOne.\r\nTwo.\r\n\r\n"
    assert article.meta == {"title": "Talks end"}
    assert (article.path, article.line) == (path, 4)


def test_values_in_front_matter_are_text_as_written(tmp_path):
    front = """---
Title: yes
author: No
date: 2024-02-29
edition: 012
rate: 1.10
tags: [on, off]
nothing:
null_too: ~
tilde: "~"
quoted: "a: b"
place: {city: Korrund}
---
Text."""
    (article,) = articles(written(tmp_path, "a.md", front))
    assert article.meta == {
        "title": "yes",
        "author": "No",
        "date": "2024-02-29",
        "edition": "012",
        "rate": "1.10",
        "tags": "on, off",
        "tilde": "~",
        "quoted": "a: b",
        "place": "city: Korrund",
    }


@pytest.mark.parametrize(
    ("front", "lines"),
    [
        ("title: a: b", [2]),
        ("source: x\ntitle: [a", [3]),
        ("source: x\n\ttitle: a", [3]),
        ("title: a\ntitle: b\nsource: c\nsource: d", [3, 5]),
        ("- a\n- b", [2]),
        ("just words", [2]),
        ("a: [&x 1, 2]\nb: c", [2]),
        ("a: [1, 2]\nb: [*x]", [3]),
        ("a: " + "[" * 30_000, [2]),
        ("a: bell\x07", [1]),
        ('a: "\\0"', [1]),
        ("a: b\n" * 20_000, [1]),
    ],
)
def test_broken_front_matter_is_a_problem_with_its_line(tmp_path, front, lines):
    found = problems(written(tmp_path, "a.txt", f"---\n{front}\n---\nText."))
    assert [problem.line for problem in found] == lines


@pytest.mark.parametrize(
    "value",
    [
        "How #FerryGate began",
        "How it began # city",
        "#FerryGate",
        "# 7",
        "!Basta, said the mayor",
        "!important",
        "& Sons",
        "&c. and so on",
        "Doe & Sons # 7",
        "*Nobody* paid",
        "@anndoe",
        "100% of it's new #1",
        "a #b # c",
        "C# and F#",
        "AT&T is late!",
        "`code`",
        "%d crowns",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_signs_in_a_value_are_text(tmp_path, value, end):
    front = end.join(["---", "source: Post", f"title: {value}", "id: 7", "---", "Nobody paid."])
    (article,) = articles(written(tmp_path, "a.txt", front))
    assert article.meta == {"source": "Post", "title": value, "id": "7"}


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ('id: 7\ntitle: "Ferry" # city', 3),
        ("id: 7\ntitle: 'Ferry'   # city", 3),
        ("tags: [a, b] # city", 2),
        ("tags:\n  - a\n  - b # city", 4),
        ("title: How\n  it #FerryGate began", 3),
        ("title: How #FerryGate\n  began", 3),
        ("base: &base\n  a: 1", 3),
        ("tags: [!a b]", 2),
        ("tags: [&a b]", 2),
    ],
)
def test_what_yaml_would_cut_is_refused_with_its_line(tmp_path, front, line):
    (problem,) = problems(written(tmp_path, "a.txt", f"---\n{front}\n---\nText."))
    assert abs(problem.line - line) <= 1


def test_a_line_that_is_a_comment_is_no_value(tmp_path):
    front = "---\n# of the city\ntitle: Ferry\n---\nText."
    assert articles(written(tmp_path, "a.txt", front))[0].meta == {"title": "Ferry"}


def test_front_matter_without_an_end_is_a_problem(tmp_path):
    (problem,) = problems(written(tmp_path, "a.txt", "---\ntitle: a\n\nText."))
    assert (problem.line, "three dashes" in problem.fix) == (1, True)


@pytest.mark.parametrize(
    "text", ["---\nThe text begins with dashes.", "--- no\n---\n", "Text\n---\na"]
)
def test_dashes_without_front_matter_belong_to_the_text(tmp_path, text):
    (article,) = articles(written(tmp_path, "a.txt", text))
    assert (article.text, article.meta, article.line) == (text, {}, 1)


@given(st.text(st.sampled_from("ab:-&*[]{}'\"#|>%@!~?, \n\t0") | NOT_HALF, max_size=80))
def test_any_front_matter_is_read_or_gives_errors(front):
    found = read_front_matter(f"---\n{front}\n---\nText.")
    if isinstance(found, FrontMatter):
        assert all(isinstance(each, str) for pair in found.meta.items() for each in pair)
    else:
        assert all(flaw.line > 0 and flaw.problem and flaw.fix for flaw in found)


# ----------------------------------------------------------------------------- JSON Lines


def test_each_line_of_json_is_an_article_with_its_scalars_as_metadata(tmp_path):
    record = {"text": "One.\nTwo.", "Source": "X", "ok": True, "none": None, "authors": ["A", "B"]}
    record["meta"] = {"source": "nested", "page": 3}
    record["links"] = [{"url": "a", "text": "b"}]
    lines = [json.dumps(record), "", '{"text": "Three.", "score": 1.10, "n": ' + "9" * 5000 + "}"]
    path = written(tmp_path, "a.jsonl", "\ufeff" + "\r\n".join(lines))
    first, second = articles(path)
    assert first.text == "One.\nTwo."
    assert first.meta == {"source": "X", "ok": "true", "authors": "A, B", "page": "3"}
    assert second.meta == {"score": "1.10", "n": "9" * 5000}
    assert (first.line, second.line) == (1, 3)


@pytest.mark.parametrize(
    "line",
    [
        "{bad",
        "[1, 2]",
        "7",
        '{"txt": "a"}',
        '{"text": 5}',
        '{"text": null}',
        '{"text": " "}',
        '{"text": "\\ud800"}',
        '{"text": "a\\u0000b"}',
        '{"text": "a", "source": "\\udfff"}',
        '{"text": "a", "\\u0000": "b"}',
        '{"text": ' + "[" * 100_000 + "}",
        b'{"text": "caf\xe9"}',
    ],
)
def test_each_bad_line_is_a_problem_with_its_number_and_the_others_are_read(tmp_path, line):
    good = b'{"text": "Good."}'
    bad = line if isinstance(line, bytes) else line.encode()
    found = list(read_articles(written(tmp_path, "a.jsonl", b"\n".join([good, bad, bad, good]))))
    assert [isinstance(each, Problem) for each in found] == [False, True, True, False]
    assert [each.line for each in found] == [1, 2, 3, 4]


def test_json_lines_in_another_encoding_are_read(tmp_path):
    line = '{"text": "café"}\n'
    (wide,) = articles(written(tmp_path, "a.jsonl", line.encode("utf-16")))
    (named,) = articles(written(tmp_path, "b.ndjson", line.encode("cp1252")), encoding="cp1252")
    assert wide.text == named.text == "café"


@pytest.mark.parametrize("data", [b"", b"\n\n", b"{}\x00\x00\x00" * 9])
def test_a_file_without_json_lines_is_one_problem(tmp_path, data):
    assert len(problems(written(tmp_path, "a.jsonl", data))) == 1


def test_json_lines_are_read_one_at_a_time(tmp_path):
    lines = ('{"text": "One."}\n' for _ in range(3))
    reader = read_articles(written(tmp_path, "a.jsonl", "".join(lines) + "{bad"))
    assert isinstance(next(reader), Article)
    reader.close()


# --------------------------------------------------------------------------------- files


def test_a_folder_is_searched_in_order_and_skipped_entries_are_problems(tmp_path):
    for name in ("b.txt", "a.TXT", "c.md", "d/e.jsonl", "d/f.pdf", ".hidden.txt", ".git/x.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        written(tmp_path, name, "x")
    (tmp_path / "link").symlink_to(tmp_path / "d")
    files, left_out = find_files(tmp_path)
    assert [str(file.relative_to(tmp_path)) for file in files] == [
        "a.TXT",
        "b.txt",
        "c.md",
        "d/e.jsonl",
    ]
    named = {str(problem.path.relative_to(tmp_path)) for problem in left_out}
    assert named == {".git", ".hidden.txt", "d/f.pdf", "link"}


def test_a_path_to_a_file_is_read_with_any_suffix(tmp_path):
    path = written(tmp_path, "article", "One.")
    assert find_files(path) == ([path], [])
    assert articles(path)[0].text == "One."


def test_a_missing_path_is_an_error(tmp_path):
    with pytest.raises(AnnotatorError, match="no such file"):
        find_files(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["folder.txt", "folder.jsonl", "nowhere.txt"])
def test_a_file_that_cannot_be_read_is_a_problem(tmp_path, name):
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "folder.jsonl").mkdir()
    (problem,) = problems(tmp_path / name)
    assert "cannot be read" in problem.problem


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_folder_without_permission_is_an_error_and_a_file_a_problem(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir()
    path = written(tmp_path, "a.txt", "One.")
    closed.chmod(0)
    path.chmod(0)
    try:
        with pytest.raises(AnnotatorError, match="closed"):
            find_files(tmp_path)
        assert "Permission" in problems(path)[0].problem
    finally:
        closed.chmod(0o700)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_special_files_are_skipped_and_never_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    files, left_out = find_files(tmp_path)
    assert (files, len(left_out)) == ([], 1)


# ----------------------------------------------------------------------------- documents


def test_a_document_has_blocks_and_sentences_and_keeps_its_text():
    text = "Talks collapse\r\n\r\nShare this\r\n\r\nOne here. Two here.\r\nThree here.\r\n"
    document = build_document(
        Article(text, {"source": "X"}, Path("a.txt"), 1, "utf-8", detected=False)
    )
    assert document.text == text
    assert [block.kind for block in document.blocks] == [
        BlockKind.TITLE,
        BlockKind.BOILERPLATE,
        BlockKind.PARAGRAPH,
        BlockKind.PARAGRAPH,
    ]
    assert [span.of(text) for span in document.sentences] == [
        "One here.",
        "Two here.",
        "Three here.",
    ]
    assert document.title == "Talks collapse"


def test_a_document_id_depends_on_the_text_alone():
    uid = document_uid("One.")
    assert len({uid, document_uid("One. "), document_uid("")}) == 3
    for meta in ({}, {"source": "X", "url": "u"}, {"id": "7", "title": "One"}):
        article = Article("One.", meta, Path("a.txt"), 1, "utf-8", detected=False)
        assert build_document(article).uid == uid
        assert article.external_id == meta.get("id", "")
    assert document_uid("é") == "b2:3967568f50b6057d715e3c976886b3d2"


ESCAPED = st.sampled_from('\\"/\b\f\n\r\t\0\x1f\x7f\u2028é')


@given(st.text(ESCAPED | NOT_HALF))
def test_a_document_id_is_that_of_earlier_versions_for_a_text_without_source_and_url(text):
    key = json.dumps(["", "", text], ensure_ascii=False, separators=(",", ":"))
    assert document_uid(text) == f"b2:{blake2b(key.encode(), digest_size=16).hexdigest()}"


def test_a_text_with_half_a_character_has_no_id():
    with pytest.raises(UnicodeEncodeError):
        document_uid("a \ud800")


def test_a_document_records_its_splitter_with_the_version():
    article = Article("One. Two.", {}, Path("a.txt"), 1, "utf-8", detected=False)
    assert build_document(article).splitter == f"rules@{VERSION}"
    whole = Splitter("whole@3", lambda _text, paragraph, _language: (paragraph,))
    document = build_document(article, whole)
    assert (document.splitter, document.sentences) == ("whole@3", (Span(0, 9),))


# ------------------------------------------------------------------------------- sources


@pytest.mark.parametrize(
    ("path", "recorded"),
    [
        ("study/corpora/a.txt", "corpora/a.txt"),
        ("study/corpora/deep/a.txt", "corpora/deep/a.txt"),
        ("study/corpora/../a.txt", "a.txt"),
        ("elsewhere/secret/a.txt", "a.txt"),
        ("study/../elsewhere/a.txt", "a.txt"),
        ("study2/a.txt", "a.txt"),
    ],
)
def test_the_path_of_a_source_says_nothing_about_this_machine(
    tmp_path, monkeypatch, path, recorded
):
    assert source_path(tmp_path / path, tmp_path / "study") == recorded
    monkeypatch.chdir(tmp_path)
    assert source_path(tmp_path / path, Path("study")) == recorded
    assert source_path(Path(path), tmp_path / "study") == recorded
    assert source_path(Path(path), Path("study")) == recorded


def test_the_path_of_a_source_is_found_through_links(tmp_path):
    (tmp_path / "study" / "corpora").mkdir(parents=True)
    (tmp_path / "data").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "study")
    (tmp_path / "study" / "more").symlink_to(tmp_path / "data")
    study = tmp_path / "study"
    assert source_path(tmp_path / "link" / "corpora" / "a.txt", study) == "corpora/a.txt"
    assert source_path(study / "corpora" / "a.txt", tmp_path / "link") == "corpora/a.txt"
    assert source_path(study / "more" / "a.txt", study) == "more/a.txt"


def test_a_name_that_is_no_text_is_recorded_with_escapes(tmp_path):
    name = b"a\xff.txt".decode("utf-8", "surrogateescape")
    assert source_path(tmp_path / name, tmp_path) == "a\\udcff.txt"


def test_a_document_is_built_from_ten_megabytes_in_one_line(tmp_path):
    line = json.dumps({"text": "He said “no” to the café. " * 400_000})
    (article,) = articles(written(tmp_path, "a.jsonl", line))
    document = build_document(article)
    assert len(document.sentences) == 400_000


def test_the_real_article_has_27_sentences():
    folder = SHARED / "data/article"
    if not folder.exists():
        pytest.skip("the article is not on this machine")
    files, _ = find_files(folder)
    for path in files:
        (article,) = articles(path)
        document = build_document(article)
        assert (article.encoding, article.detected) == ("utf-8", False)
        assert article.text.encode() == path.read_bytes()
        assert len(document.sentences) == 27
