"""annotator.annotations.visibility in SQL: what a search may show to the annotator :me.

The rules themselves are the Python functions, registered with SQLite. The fragments here only
look up their arguments. They use the parameters :me (the row of the annotator), :role and
:blind_share; what is hidden by tier, label and rule is bound where the fragment is made.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from annotator.annotations import visibility
from annotator.annotations.visibility import OCCURRENCES, SuggestionFilter, SuggestionView
from annotator.model import Span


def register_functions(connection: sqlite3.Connection) -> None:
    """Make the functions that the fragments call known to a connection."""
    connection.create_function("hides_suggestions", 6, _hides_suggestions, deterministic=True)
    connection.create_function("shows_work_of_others", 2, _shows_work_of_others, deterministic=True)


def _hides_suggestions(  # noqa: PLR0917 - SQL passes arguments by position
    document: str, start: int, end: int, share: float, finished: int, seen: int
) -> bool:
    return visibility.hides_suggestions(
        document, Span(start, end), share, finished=bool(finished), seen=bool(seen)
    )


def _shows_work_of_others(role: str, finished: int) -> bool:
    return visibility.shows_work_of_others(role, finished=bool(finished))


def finished(document_id: str = "s.document_id", sentence_id: str = "s.id") -> str:
    """SQL that is true if :me has finished a sentence. sentence_id: NULL is the document."""
    return f"""EXISTS (SELECT 1 FROM judgements m
  WHERE m.annotator_id = :me AND m.document_id = {document_id}
  AND ifnull(m.sentence_id, 0) = ifnull({sentence_id}, 0) AND m.finished = 1)"""  # noqa: S608 - names of columns


def shows_work_of_others(finished_sql: str) -> str:
    """SQL that is true if others' work in a sentence may be shown. finished_sql: see finished."""
    return f"shows_work_of_others(:role, {finished_sql})"


SUGGESTIONS_SEEN = """(o.imported = 0 OR EXISTS (SELECT 1 FROM events e
  WHERE e.annotator_id = :me AND e.document_id = o.document_id AND e.sentence_id = o.id
  AND (e.kind IN ('accept', 'reject') OR (e.kind = 'finish' AND
    (json_extract(e.payload, '$.finished') OR json_extract(e.payload, '$.shown'))))))"""
"""True if :me may have seen suggestions of a sentence o, current or not, even if all was undone.

Those in which a suggestion was decided, or that were finished (missed suggestions are shown
then), or could not be judged with suggestions on show; and all that people made by joining and
splitting, as these show what others were hiding.
"""

_SEEN_IN_PART = f"""EXISTS (SELECT 1 FROM sentences o WHERE o.document_id = s.document_id
  AND o.start < s."end" AND o."end" > s.start AND {SUGGESTIONS_SEEN})"""  # noqa: S608 - a constant


def _hides(finished_sql: str, seen_sql: str) -> str:
    uid = "(SELECT uid FROM documents WHERE id = s.document_id)"
    place = f'{uid}, s.start, s."end", :blind_share'
    return f"hides_suggestions({place}, {finished_sql}, {seen_sql})"


# The first call is cheap and false for most sentences, which saves the look-ups of the second.
SUGGESTIONS_HIDDEN = f"({_hides('0', '0')} AND {_hides(finished(), _SEEN_IN_PART)})"
"""True if the suggestions of a current sentence s are hidden from :me."""


# Suggesters are few: their runs are found once in a search.
_RUNS = """SELECT id FROM runs WHERE suggester >= {first} AND suggester < {last}"""


def on_show(view: SuggestionView, bind: Callable[[object], str]) -> str:
    """SQL that is true if a suggestion g is on show. bind: returns the placeholder of a value."""
    asked = _RUNS.format(first=bind(OCCURRENCES), last=bind(OCCURRENCES[:-1] + ";"))
    owned = f"SELECT id FROM runs WHERE suggester = {bind(view.owner)}"  # noqa: S608 - bound
    hidden = " OR ".join(_fits(one, bind) for one in view.hidden) or "0"
    return f"iif(g.run_id IN ({asked}), g.run_id IN ({owned}), NOT ({hidden}))"


def _fits(one: SuggestionFilter, bind: Callable[[object], str]) -> str:
    """SQL that is true if a suggestion g fits a filter."""
    parts = [f"g.tier = {bind(one.tier)}"] if one.tier else []
    if one.labels is not None:
        parts.append(f"g.label IN ({', '.join(map(bind, sorted(one.labels)))})")
    if one.rule:
        first, last = bind(f"{one.rule}@"), bind(f"{one.rule}@{chr(0x10FFFF)}")
        parts.append(f"g.rule BETWEEN {first} AND {last}")
    return f"({' AND '.join(parts) or '1'})"
