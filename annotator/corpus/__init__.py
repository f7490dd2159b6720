"""Reading texts: files and folders to articles, articles to documents.

A reader never raises for what a file holds: what cannot be read comes out as a Problem, so
that the caller can name all of them at once and decide what to do.
"""

from annotator.corpus.article import Article, compose, document_uid
from annotator.corpus.files import find, read
from annotator.corpus.splitters import RULES, Splitter, splitter

__all__ = ["RULES", "Article", "Splitter", "compose", "document_uid", "find", "read", "splitter"]
