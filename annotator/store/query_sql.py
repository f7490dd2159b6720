"""Conversion of a query to conditions on a sentence s, in SQL, with every value bound.

The conditions hold only for what the annotator may see: annotator.annotations.visibility.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from annotator.annotations.visibility import EVERYTHING, SuggestionView, shows_work_of_others
from annotator.store import visibility_sql
from annotator.store.fulltext import POSITION
from annotator.store.query import QueryField, QueryTerm, SentenceState
from annotator.store.visibility_sql import SUGGESTIONS_HIDDEN

_HELD = """EXISTS (SELECT 1 FROM judgements j {join}
  WHERE j.document_id = s.document_id AND ifnull(j.sentence_id, 0) = s.id
  AND {whose} AND {condition})"""
_DONE = "(j.finished = 1 OR j.cannot_judge <> '')"
_TOUCHED = """(j.finished = 1 OR j.cannot_judge <> '' OR j.flagged = 1 OR j.note <> ''
  OR EXISTS (SELECT 1 FROM annotations n WHERE n.judgement_id = j.id))"""
_SUGGESTED = """EXISTS (SELECT 1 FROM current_suggestions g
  WHERE g.document_id = s.document_id AND g.start >= s.start AND g.start < s."end"
  AND {condition})"""

# As in annotator.annotations.session: no decision, and no annotation of the same words and label.
UNDECIDED = """NOT EXISTS (SELECT 1 FROM judgements m
  WHERE m.annotator_id = :me AND m.document_id = s.document_id
  AND ifnull(m.sentence_id, 0) = s.id
  AND (EXISTS (SELECT 1 FROM verdicts v WHERE v.judgement_id = m.id
      AND v.start = g.start AND v."end" = g."end" AND v.label = g.label)
    OR EXISTS (SELECT 1 FROM annotations n WHERE n.judgement_id = m.id
      AND n.start = g.start AND n."end" = g."end" AND n.label = g.label)))"""

UNFINISHED = """EXISTS (SELECT 1 FROM assignments a
  WHERE a.annotator_id = :me AND a.sentence_id = s.id AND a.status = 'todo')"""


@dataclass(frozen=True, slots=True)
class Viewer:
    """The annotator who searches, by row, with what decides what may be shown."""

    annotator_id: int
    role: str
    blind_share: float
    view: SuggestionView = EVERYTHING


@dataclass(slots=True)
class SqlConditions:
    """Builds the conditions of one query for one viewer, and collects the values bound to them.

    annotators: names of the annotators whose work is asked for; () is the viewer's own.
    """

    viewer: Viewer
    annotators: Sequence[str]
    values: dict[str, object] = field(init=False)

    def __post_init__(self) -> None:
        self.values = parameters_of(self.viewer)

    def bind(self, value: object) -> str:
        """The placeholder of a value."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def of(self, term: QueryTerm) -> str:
        """The condition of a term, negated if it has a minus."""
        condition = _CONDITIONS[term.field](self, term)
        return f"NOT ({condition})" if term.negated else f"({condition})"

    def row_of(self, name: str) -> str:
        """The row of an annotator, by name."""
        return f"(SELECT id FROM annotators WHERE name = {self.bind(name)})"

    @property
    def is_by_them(self) -> str:
        """True if annotator_id is one of the annotators asked for."""
        rows = [self.row_of(name) for name in self.annotators] or [":me"]
        return f"annotator_id IN ({', '.join(rows)})"

    @property
    def on_show(self) -> str:
        """True if a suggestion g is on show to the viewer."""
        return visibility_sql.on_show(self.viewer.view, self.bind)

    def held(self, condition: str, join: str = "", whose: str = "") -> str:
        """True if an annotator asked for has a judgement j of s like this that may be shown."""
        by = f"j.{whose or self.is_by_them}"
        others = bool(self.annotators or whose)
        if others and not shows_work_of_others(self.viewer.role, finished=False):
            shown = visibility_sql.shows_work_of_others(visibility_sql.finished())
            by += f" AND (j.annotator_id = :me OR {shown})"
        return _HELD.format(join=join, whose=by, condition=condition)

    def annotated(self, condition: str) -> str:
        """True if an annotator asked for has an annotation n of s like this."""
        return self.held(condition, "JOIN annotations n ON n.judgement_id = j.id")

    def label_or_rule(self, term: QueryTerm) -> str:
        """The condition on the column label or rule; a rule by its id, whatever the version."""
        if term.field is QueryField.LABEL:
            return f"label = {self.bind(term.value)}"
        first = term.value if term.prefix else f"{term.value}@"
        return f"rule BETWEEN {self.bind(first)} AND {self.bind(first + chr(0x10FFFF))}"

    def suggested(self, condition: str) -> str:
        """True if s has a suggestion g like this that is shown; false if others are asked for."""
        if self.annotators:
            return "0"
        found = _SUGGESTED.format(condition=f"{condition} AND {self.on_show}")
        return f"({found} AND NOT {SUGGESTIONS_HIDDEN})" if self.viewer.blind_share else found


def parameters_of(viewer: Viewer) -> dict[str, object]:
    """The parameters that visibility_sql needs."""
    return {
        "me": viewer.annotator_id,
        "role": viewer.role,
        "blind_share": viewer.blind_share,
    }


def _label(made: SqlConditions, term: QueryTerm) -> str:
    such = made.label_or_rule(term)
    return f"{made.annotated(f'n.{such}')} OR {made.suggested(f'g.{such} AND {UNDECIDED}')}"


def _rule(made: SqlConditions, term: QueryTerm) -> str:
    """True if the rule matched, decided or not."""
    such = made.label_or_rule(term)
    return f"{made.annotated(f'n.{such}')} OR {made.suggested(f'g.{such}')}"


def _tier(made: SqlConditions, term: QueryTerm) -> str:
    return made.suggested(f"g.tier = {made.bind(term.value)} AND {UNDECIDED}")


def _by(made: SqlConditions, term: QueryTerm) -> str:
    return made.held(_TOUCHED, whose=f"annotator_id = {made.row_of(term.value)}")


def _note(made: SqlConditions, term: QueryTerm) -> str:
    part = f" AND contains(j.note, {made.bind(term.value)})" if term.value else ""
    return made.held(f"j.note <> ''{part}")


def _is(made: SqlConditions, term: QueryTerm) -> str:
    return _STATES[SentenceState(term.value)](made)


def _source(made: SqlConditions, term: QueryTerm) -> str:
    found = f"contains(json_extract(meta, '$.source'), {made.bind(term.value)})"
    return f"s.document_id IN (SELECT id FROM documents WHERE {found})"


def _title(made: SqlConditions, term: QueryTerm) -> str:
    part = made.bind(term.value)
    found = f"contains(title, {part}) OR substr(uid, 1, length({part})) = {part}"
    listed = "SELECT id FROM documents INDEXED BY documents_listed"
    return f"s.document_id IN ({listed} WHERE {found})"


def _text(made: SqlConditions, term: QueryTerm) -> str:
    found = f"SELECT rowid FROM words WHERE words MATCH {made.bind(fts_expression([term]))}"
    return f"{POSITION} IN ({found})"


def fts_expression(terms: Sequence[QueryTerm], operator: str = "AND") -> str:
    """The FTS5 expression for words: each is a string, so that nothing in it is a command."""
    strings = ['"' + term.value.replace('"', '""') + '"' + "*" * term.prefix for term in terms]
    return f" {operator} ".join(strings)


_CONDITIONS: dict[QueryField, Callable[[SqlConditions, QueryTerm], str]] = {
    QueryField.TEXT: _text,
    QueryField.LABEL: _label,
    QueryField.RULE: _rule,
    QueryField.BY: _by,
    QueryField.NOTE: _note,
    QueryField.IS: _is,
    QueryField.TIER: _tier,
    QueryField.SOURCE: _source,
    QueryField.TITLE: _title,
}

_STATES: dict[SentenceState, Callable[[SqlConditions], str]] = {
    SentenceState.FLAGGED: lambda made: made.held("j.flagged = 1"),
    SentenceState.FINISHED: lambda made: made.held("j.finished = 1"),
    SentenceState.UNFINISHED: lambda made: f"NOT {made.held(_DONE)}",
    SentenceState.CANNOT_JUDGE: lambda made: made.held("j.cannot_judge <> ''"),
    SentenceState.UNDECIDED: lambda made: made.suggested(UNDECIDED),
    SentenceState.ANNOTATED: lambda made: made.annotated("1"),
    SentenceState.BLIND: lambda made: SUGGESTIONS_HIDDEN if made.viewer.blind_share else "0",
}
