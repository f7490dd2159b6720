"""Reading texts: files and folders to articles, articles to documents.

A reader never raises for what a file holds: what cannot be read comes out as a Problem, so
that the caller can name all of them at once and decide what to do.
"""

from annotator.corpus.article import MOST_BYTES, Article, compose, document_uid
from annotator.corpus.fields import from_fields
from annotator.corpus.files import find, page, read
from annotator.corpus.splitters import RULES, Splitter, splitter

__all__ = [
    "MOST_BYTES",
    "RULES",
    "Article",
    "Splitter",
    "compose",
    "document_uid",
    "find",
    "from_fields",
    "page",
    "read",
    "splitter",
]
