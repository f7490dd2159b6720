"""Tables: CSV, TSV, and tables of tokens (CoNLL, CoNLL-U, WebAnno TSV), by their first rows.

Prose has commas too, but a space follows them, and its first line is no row of short names.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice

from annotator.documents.other_formats import catalogue
from annotator.documents.other_formats.catalogue import OtherFormat

_MOST_ROWS = 50
_ALIKE = 0.8  # of the rows: have as many cells as the first
_NAME = re.compile(r"[\w#%][\w .:/()#%+@-]{0,59}")
_MOST_WORDS = 5  # in the name of a column
_ENDS = (".", ":", "?", "!")
_NUMBER = re.compile(r"-?\d[\d.]*")
_DELIMITERS = (("\t", "TSV"), (",", "CSV"), (";", "CSV"), ("|", "CSV"))
_ORIGINS: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"annotation_id", "lead_time"}), "Label Studio"),
    (frozenset({"tag", "number of highlights"}), "Taguette"),
    (frozenset({"document", "tag", "content"}), "Taguette"),
    (frozenset({"TOKEN", "NE-COARSE-LIT"}), "HIPE"),
    (frozenset({"code_type", "code_name"}), "MAXQDA"),
)
_USUAL_NAMES = frozenset({
    "id", "text", "body", "content", "sentence", "html", "title", "headline", "label", "labels",
    "author", "source", "url", "date", "name", "speaker", "tag", "claim",
})  # fmt: skip
"""Of columns; a table as small as two lines of prose must have one of them."""
_OURS = ["document", "title", "source", "url", "date", "annotator", "sentence_start"]
_OUR_SUGGESTIONS = ["id", "document_uid", "sentence", "sentence_start"]


# --------------------------------------------------------------------------- CSV and TSV


def recognise_table(text: str, *, cut: bool) -> OtherFormat | None:
    """A table, if the first line names columns and most of the others have as many cells.

    cut: the text goes on in the file, so that its last row may be incomplete.
    """
    text = re.sub(r"\Asep=.\r?\n", "", text)
    for delimiter, kind in _DELIMITERS:
        if delimiter not in text[: text.find("\n")]:
            continue
        for quoted in (True, False):
            rows = _rows(text, delimiter, quoted=quoted, cut=cut)
            if _is_table(rows, delimiter):
                return _named(rows[0], kind)
    return None


def _rows(text: str, delimiter: str, *, quoted: bool, cut: bool) -> list[list[str]]:
    """The first rows that are not empty. quoted: quotation marks enclose cells."""
    file = io.StringIO(text, newline="")
    if quoted:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
    else:
        reader = csv.reader(file, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    rows: list[list[str]] = []
    try:
        for row in islice(filter(None, reader), _MOST_ROWS):
            rows.append(row)  # noqa: PERF402 - what was read before an error counts
    except csv.Error:
        return rows if cut else []
    return rows[:-1] if cut and len(rows) < _MOST_ROWS else rows


def _is_table(rows: list[list[str]], delimiter: str) -> bool:
    """Return True for rows of one width below names of columns, or of our own columns."""
    if rows and _is_ours(rows[0]):
        return True
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    if max(len(rows), len(rows[0])) < 3 and not _USUAL_NAMES & set(map(str.lower, rows[0])):
        return False
    alike = sum(len(row) == len(rows[0]) for row in rows)
    if alike < _ALIKE * len(rows) or _is_prose(rows):
        return False
    return _names_columns(rows[0], delimiter) or (delimiter == "\t" and _is_numbered(rows))


def _is_ours(names: list[str]) -> bool:
    return any(names[: len(ours)] == ours for ours in (_OURS, _OUR_SUGGESTIONS))


def _is_prose(rows: list[list[str]]) -> bool:
    """Return True if most delimiters are followed by a space, as punctuation is."""
    cells = [cell for row in rows for cell in row[1:] if cell]
    return sum(cell[0].isspace() for cell in cells) * 2 > len(cells)


def _names_columns(row: list[str], delimiter: str) -> bool:
    """Return True for a row of short names, all different. A first empty one is of row numbers."""
    names = row[1:] if delimiter == "," and not row[0] and len(row) > 2 else row
    if len(set(names)) < len(names):
        return False
    return all(
        _NAME.fullmatch(name) and not name.endswith(_ENDS) and len(name.split()) <= _MOST_WORDS
        for name in names
    )


def _is_numbered(rows: list[list[str]]) -> bool:
    """Return True for rows that all begin with a number: a table without names of columns."""
    return len(rows) >= 3 and all(_NUMBER.fullmatch(row[0]) for row in rows)


def _named(names: list[str], kind: str) -> OtherFormat:
    """The table, with the program that writes such columns."""
    if _is_ours(names):
        return catalogue.OUR_CSV if names[0] == _OURS[0] else catalogue.OUR_SUGGESTIONS
    origins = [origin for columns, origin in _ORIGINS if columns <= set(names)]
    return catalogue.table(kind, *origins[:1])


# ---------------------------------------------------------------------- tables of tokens

_TAG = re.compile(r"[BIEULS]-[A-Z]\S*")
_TOKEN_ID = re.compile(r"\d+(?:[-.]\d+)?")
_FEWEST_TOKENS, _MOST_TOKENS = 3, 500
_LEAST_OUTSIDE = 0.3  # of the tokens: tagged O
_CONLLU_COLUMNS = 8


def recognise_tokens(text: str, *, cut: bool) -> OtherFormat | None:
    """A table with a line for each token, if nearly every line is one. cut: as above."""
    if re.match(r"#FORMAT=WebAnno TSV|\s*#id=\d+\r?\n#text=", text):
        return catalogue.WEBANNO
    lines = text.split("\n")[: -1 if cut else None]
    lines = [line for line in lines if line.strip() and not line.startswith("#")][:_MOST_TOKENS]
    rows = [line.split() for line in lines]
    if rows and rows[0][0] == "-DOCSTART-":
        return catalogue.CONLL
    if rows and all(map(_is_word_line, lines)):
        return catalogue.CONLLU
    return catalogue.CONLL if len(rows) >= _FEWEST_TOKENS and _is_tagged(rows) else None


def _is_word_line(line: str) -> bool:
    """Return True for a line of CoNLL-U, or of the tables before it."""
    cells = line.split("\t")
    return len(cells) >= _CONLLU_COLUMNS and _TOKEN_ID.fullmatch(cells[0]) is not None


def _is_tagged(rows: list[list[str]]) -> bool:
    """Return True if nearly every line is a token with tags: O, or B-, I- and so on."""
    widths = Counter(map(len, rows))
    usual = widths.most_common(1)[0][0]
    tagged = [row for row in rows if any(cell == "O" or _TAG.fullmatch(cell) for cell in row[1:])]
    outside = sum("O" in row[1:] for row in rows)
    alike = widths[usual] > len(rows) / 2
    return alike and len(tagged) >= _ALIKE * len(rows) and outside >= _LEAST_OUTSIDE * len(rows)
