"""Reading texts: files and folders to articles, articles to documents.

A reader never raises for what a file holds: what cannot be read comes out as a Problem, so
that the caller can name all of them at once and decide what to do.
"""

from annotator.documents.article import MOST_BYTES, Article, compose, document_uid
from annotator.documents.fields import from_fields
from annotator.documents.files import find, page, read
from annotator.sentences.spacy_splitter import RULES, Splitter, load_splitter

__all__ = [
    "MOST_BYTES",
    "RULES",
    "Article",
    "Splitter",
    "compose",
    "document_uid",
    "find",
    "from_fields",
    "load_splitter",
    "page",
    "read",
]
