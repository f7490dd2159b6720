"""The project's database: documents, suggestions, annotators, events and what follows from them.

The only package that knows SQLite. `Store` is all that others need of it.
"""

from annotator.store.documents import DocumentSummary
from annotator.store.search import Hit, Search
from annotator.store.store import Store

__all__ = ["DocumentSummary", "Hit", "Search", "Store"]
