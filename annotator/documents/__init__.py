"""Documents: read files and folders into articles, and build documents from articles.

A reader never raises for the content of a file: what it cannot read it yields as a Problem, so
that the caller can list all problems at once.
"""

from annotator.documents.article import (
    MOST_BYTES,
    Article,
    build_document,
    document_uid,
    other_line_ends,
)
from annotator.documents.files import (
    SEVERAL_SUFFIXES,
    find_files,
    html_bytes,
    other_format,
    read_articles,
    source_path,
)
from annotator.documents.jsonl_reader import article_from_fields
from annotator.documents.paragraph_splitter import split_paragraph
from annotator.sentences import RULES, Splitter, load_splitter

__all__ = [
    "MOST_BYTES",
    "RULES",
    "SEVERAL_SUFFIXES",
    "Article",
    "Splitter",
    "article_from_fields",
    "build_document",
    "document_uid",
    "find_files",
    "html_bytes",
    "load_splitter",
    "other_format",
    "other_line_ends",
    "read_articles",
    "source_path",
    "split_paragraph",
]
