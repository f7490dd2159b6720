"""The formats that are recognised and not read: the name of each, and what to do instead.

Also the formats by suffix, for content that shows none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class OtherFormat:
    """A format that is not read as text. name: as it follows "found". fix: what the user can do.

    tool: that wrote annotations which no format of `annotator import` reads; '' for any other.
    """

    name: str
    fix: str
    tool: str = ""


OTHER_TOOL = "another tool"
"""Stands for the name of a tool that is not known."""

_TEXTS = "Save its texts as .txt, or as .jsonl with a `text` on each line"
_TEXTS_ALONE = f"{_TEXTS}; `annotator import` reads no annotations of this format."
_PLAIN = "Save it as plain text (.txt) in the program that opens it."
_NO_TEXT = "Move it elsewhere: there is no text in it."


_UIMA = "UIMA, INCEpTION or WebAnno"
_READ = {
    "Prodigy": "prodigy",
    "doccano": "doccano",
    "Label Studio": "label-studio",
    "brat": "brat",
    "spaCy": "spacy",
    _UIMA: "cas-xmi",
}
"""The tools whose annotations are imported, with the names of their formats."""


def import_with(name: str) -> str:
    """How a file is imported with its annotations. name: of its format."""
    return f"Import it by itself, by its name: `annotator import FILE --format {name}`"


def annotated(tool: str, kind: str) -> OtherFormat:
    """The format of a tool that writes texts with annotations. kind: such as JSON."""
    name = f"annotations of {tool} ({kind})"
    if tool in _READ:
        return OtherFormat(name, f"{import_with(_READ[tool])}.")
    if tool == OTHER_TOOL:
        return OtherFormat(name, f"{import_with('doccano')}, or prodigy, if it is like theirs.")
    return OtherFormat(name, _TEXTS_ALONE, tool)


def texts_alone(tool: str, listed: str, *, is_table: bool) -> str:
    """How a file of texts and annotations is imported, with these or without.

    listed: the keys with annotations.
    """
    without = f"remove {listed} to import the texts alone"
    if tool in _READ:
        return f"{import_with(_READ[tool])}; or {without}."
    if is_table:
        columns = "--column text=NAME --column label=NAME"
        return f"Name its columns: `annotator import FILE --format csv {columns}`; or {without}."
    if tool == OTHER_TOOL:
        return f"{import_with('doccano')}, or prodigy, if it is like theirs; or {without}."
    return f"R{without[1:]}; `annotator import` reads no annotations of this format."


def table(kind: str, origin: str = "") -> OtherFormat:
    """A table of text cells. kind: such as CSV. origin: the program that wrote it, if known."""
    if origin in _READ:
        fix = f"Export it as JSON, and then: `annotator import FILE --format {_READ[origin]}`."
        return OtherFormat(f"a table of {origin} ({kind})", fix)
    if origin:
        return OtherFormat(f"a table of {origin} ({kind})", _TEXTS_ALONE)
    fix = f"Name the column of the texts `text`, and the file .{kind.lower()}: it is read then."
    return OtherFormat(f"a table ({kind})", fix)


# ------------------------------------------------------------------------ of this program

NATIVE = OtherFormat(
    "a file that `annotator export` wrote", "Name the file itself: `annotator import FILE.jsonl`."
)
OUR_CSV = OtherFormat(
    "the CSV table of `annotator export`",
    "Import the JSON Lines of `annotator export FILE.jsonl`: a table has no whole texts.",
)
OUR_SUGGESTIONS = OtherFormat(
    "suggestions that `annotator suggest` wrote", "Import the texts that they were made for."
)

# --------------------------------------------------------------------- documents and media

PDF = OtherFormat("a PDF file", "Save its text as .txt: `pdftotext FILE.pdf` writes it.")
RTF = OtherFormat("rich text (RTF)", _PLAIN)
WORD = OtherFormat("a Word document (.docx)", _PLAIN)
OLD_OFFICE = OtherFormat("an old Office document or message (.doc, .xls, .msg)", _PLAIN)
OPEN_DOCUMENT = OtherFormat("an OpenDocument file (.odt)", _PLAIN)
EXCEL = OtherFormat("an Excel workbook (.xlsx)", "Save it as .jsonl with a `text` on each line.")
SLIDES = OtherFormat("PowerPoint slides (.pptx)", _PLAIN)
EPUB = OtherFormat("an e-book (EPUB)", "Convert it to .txt or .html.")
ARCHIVE = OtherFormat("a packed archive", "Unpack it, and import the texts in it.")
IMAGE = OtherFormat("an image", "Write or scan its text into a .txt file.")
AUDIO = OtherFormat("sound or video", "Write its transcript into a .txt file.")
SQLITE = OtherFormat("a SQLite database", f"{_TEXTS}.")
SQL = OtherFormat("SQL statements", f"{_TEXTS}.")
PARQUET = OtherFormat("a Parquet table", "Rename it to .parquet: it is read then.")
ARROW = OtherFormat("an Arrow table", "Save it as .jsonl with a `text` on each line.")
DATA = OtherFormat("data of another program", f"{_TEXTS}.")
HTML = OtherFormat("HTML, in a file with another suffix", "Rename it to .html: it is read then.")
XML = OtherFormat("XML", f"{_TEXTS}.")
LATEX = OtherFormat("LaTeX", "Convert it to plain text: `pandoc -t plain FILE.tex -o FILE.txt`.")
YAML = OtherFormat("YAML", _NO_TEXT)
SETTINGS = OtherFormat("settings of a program", _NO_TEXT)
EMAIL = OtherFormat("an e-mail with its headers", "Rename it to .eml: it is read then.")
MAILBOX = OtherFormat("a mailbox (mbox)", "Rename it to .mbox: it is read then.")
SUBTITLES = OtherFormat("subtitles", "Save it as .srt or .vtt: these are read.")
JSON = OtherFormat("JSON", "Save it as .json: an array of flat objects with a `text`.")
NOTEBOOK = OtherFormat("a Jupyter notebook", _PLAIN)
JSON_LINES = OtherFormat(
    "JSON Lines, in a file with another suffix", "Rename it to .jsonl: it is read then."
)
CROISSANT = OtherFormat(
    "the description of a data set (Croissant)", "Import the texts of the data set itself."
)

# -------------------------------------------------------------------------- of other tools

CSV, TSV = table("CSV"), table("TSV")
UIMA_XMI = annotated(_UIMA, "XMI")
UIMA_TYPES = OtherFormat("a UIMA type system (XML)", _NO_TEXT)
GATE = annotated("GATE", "XML")
BIOC = annotated("BioC", "XML")
TEI = OtherFormat("a TEI edition (XML)", _TEXTS_ALONE)
QDA_PROJECT = OtherFormat("a REFI-QDA project (.qdpx, .qde)", _TEXTS_ALONE)
QDA_CODES = OtherFormat("a REFI-QDA code book (.qdc)", _NO_TEXT)
LABEL_STUDIO_SETUP = OtherFormat("the labels of a Label Studio project (XML)", _NO_TEXT)
INCEPTION = replace(
    annotated("an INCEpTION or WebAnno project", "zip"),
    fix="Export its documents as UIMA CAS XMI (XML 1.0) instead: `--format cas-xmi` reads these.",
)
WEBANNO = replace(
    annotated("WebAnno or INCEpTION", "WebAnno TSV"),
    fix="Export them as UIMA CAS XMI (XML 1.0) instead: `--format cas-xmi` reads these.",
)
CONLLU = OtherFormat("a table of tokens (CoNLL-U)", _TEXTS_ALONE)
CONLL = OtherFormat("a table of tokens (CoNLL, BIO tags)", f"{import_with('conll')}.")
DOCBIN = annotated("spaCy", "DocBin")
BRAT = replace(
    annotated("brat", ".ann"),
    fix="Import its folder with its annotations: `annotator import FOLDER --format brat`.",
)
BRAT_SETUP = OtherFormat("the labels of a brat project", _NO_TEXT)

SUFFIXES = {
    **dict.fromkeys((".csv",), CSV),
    **dict.fromkeys((".tsv", ".tab"), TSV),
    **dict.fromkeys((".json", ".geojson", ".jsonld"), JSON),
    ".ipynb": NOTEBOOK,
    **dict.fromkeys((".xml", ".rss", ".atom"), XML),
    ".xmi": UIMA_XMI,
    ".tei": TEI,
    **dict.fromkeys((".qdpx", ".qde"), QDA_PROJECT),
    ".qdc": QDA_CODES,
    ".ann": BRAT,
    **dict.fromkeys((".conllu", ".conllup"), CONLLU),
    **dict.fromkeys((".conll", ".iob", ".iob2", ".bio"), CONLL),
    ".spacy": DOCBIN,
    **dict.fromkeys((".eml", ".emlx"), EMAIL),
    **dict.fromkeys((".mbox", ".mbx"), MAILBOX),
    **dict.fromkeys((".srt", ".vtt", ".sbv", ".ass", ".ssa", ".ttml"), SUBTITLES),
    ".pdf": PDF,
    ".rtf": RTF,
    ".docx": WORD,
    **dict.fromkeys((".doc", ".xls", ".ppt", ".msg"), OLD_OFFICE),
    ".odt": OPEN_DOCUMENT,
    ".xlsx": EXCEL,
    ".pptx": SLIDES,
    ".epub": EPUB,
    **dict.fromkeys((".zip", ".gz", ".bz2", ".xz", ".zst", ".7z", ".tar", ".tgz"), ARCHIVE),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".webp", ".bmp"), IMAGE),
    **dict.fromkeys((".mp3", ".wav", ".ogg", ".flac", ".mp4", ".m4a", ".mov", ".webm"), AUDIO),
    **dict.fromkeys((".sqlite", ".sqlite3", ".db"), SQLITE),
    ".sql": SQL,
    **dict.fromkeys((".parquet", ".pq"), PARQUET),
    **dict.fromkeys((".arrow", ".feather"), ARROW),
    **dict.fromkeys((".pickle", ".pkl", ".npy", ".h5"), DATA),
    ".tex": LATEX,
    **dict.fromkeys((".conf", ".ini", ".toml"), SETTINGS),
    **dict.fromkeys((".yaml", ".yml"), YAML),
}
"""The format of each suffix, in lower case."""


def by_suffix(suffix: str) -> OtherFormat | None:
    """The format of a file whose content shows none; None if files of the suffix may be text."""
    found = SUFFIXES.get(suffix.lower())
    if found is None:
        return None
    fix = f"Rename it to .txt if it is plain text; else: {found.fix[0].lower()}{found.fix[1:]}"
    return replace(found, name=f"the suffix of {found.name}", fix=fix)
