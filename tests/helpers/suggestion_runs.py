"""Store suggestions of a document as one run."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.model import Suggestion
from annotator.store import Store


def put_suggestions(
    store: Store,
    document_uid: str,
    suggestions: Iterable[Suggestion],
    *,
    suggester: str = "rules",
    version: str = "",
) -> None:
    """Store all that a new run of a suggester finds in a document."""
    run = store.suggestions.start_run(suggester, version, guideline="")
    store.suggestions.put(document_uid, run, suggestions)
