"""The project's database: documents, suggestions, annotators, events and judgements.

The only package that knows SQLite. `Store` opens the file and gives access to each of these by a
small repository: store.documents, store.events and so on.
"""

from annotator.store.annotators import Bookmark
from annotator.store.documents import DocumentSummary
from annotator.store.recorder import Recorded
from annotator.store.store import Store

__all__ = ["Bookmark", "DocumentSummary", "Recorded", "Store"]
