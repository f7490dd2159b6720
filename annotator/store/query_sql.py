"""From the terms of a query to conditions on a sentence s, in SQL, with every value bound.

What others did with a sentence counts only where the annotator has finished it, so that nobody is
swayed; leads and gold see everything. Of suggestions, those of blind sentences do not count, as
they are not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from annotator.store.fulltext import POSITION
from annotator.store.query import Field, State, Term

_HELD = """EXISTS (SELECT 1 FROM judgements j {join}
  WHERE j.document_id = s.document_id AND ifnull(j.sentence_id, 0) = s.id
  AND {whose} AND {what})"""
_FINISHED = """EXISTS (SELECT 1 FROM judgements m
  WHERE m.annotator_id = :me AND m.document_id = s.document_id
  AND ifnull(m.sentence_id, 0) = s.id AND m.finished = 1)"""
_TOUCHED = """(j.finished = 1 OR j.flagged = 1 OR j.note <> ''
  OR EXISTS (SELECT 1 FROM annotations n WHERE n.judgement_id = j.id))"""
_PROPOSED = """EXISTS (SELECT 1 FROM suggestions g
  WHERE g.document_id = s.document_id AND g.start >= s.start AND g.start < s."end" AND {what})"""

# As annotator.annotations.session has it: neither decided, nor said by an annotation of just these words.
OPEN = """NOT EXISTS (SELECT 1 FROM judgements m JOIN verdicts v ON v.judgement_id = m.id
  WHERE m.annotator_id = :me AND m.document_id = s.document_id
  AND ifnull(m.sentence_id, 0) = s.id
  AND v.start = g.start AND v."end" = g."end" AND v.label = g.label)
AND NOT EXISTS (SELECT 1 FROM judgements m JOIN annotations n ON n.judgement_id = m.id
  WHERE m.annotator_id = :me AND m.document_id = s.document_id
  AND ifnull(m.sentence_id, 0) = s.id
  AND n.start = g.start AND n."end" = g."end" AND n.label = g.label)"""

# As annotator.annotations.session has it: blind by lot, not finished, its suggestions never on show.
HIDDEN = f"""(blind((SELECT uid FROM documents WHERE id = s.document_id), s.start, s."end")
AND NOT {_FINISHED}
AND NOT EXISTS (SELECT 1 FROM sentences o WHERE o.document_id = s.document_id
  AND o.start < s."end" AND o."end" > s.start
  AND (o.imported = 0 OR EXISTS (SELECT 1 FROM events e WHERE e.annotator_id = :me
    AND e.document_id = s.document_id AND e.sentence_id = o.id
    AND e.kind IN ('accept', 'reject', 'finish')))))"""

LEFT = """EXISTS (SELECT 1 FROM assignments a
  WHERE a.annotator_id = :me AND a.sentence_id = s.id AND a.status = 'todo')"""


@dataclass(frozen=True, slots=True)
class Eyes:
    """Who looks. me: the row of the annotator. all: whether others' open work may be seen.

    blind_share: of all sentences, how many are blind.
    """

    me: int
    all: bool
    blind_share: float


@dataclass(slots=True)
class Conditions:
    """Conditions that are being put together for some eyes, and the values bound to them.

    whose: names of the annotators whose work is asked about; () is the annotator's own.
    """

    eyes: Eyes
    whose: Sequence[str]
    values: dict[str, object] = field(init=False)

    def __post_init__(self) -> None:
        self.values = {"me": self.eyes.me}

    def bind(self, value: object) -> str:
        """The placeholder of a value."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def of(self, term: Term) -> str:
        """What must hold of s for a term, its minus included."""
        made = _TERMS[term.field](self, term)
        return f"NOT ({made})" if term.negated else f"({made})"

    def row_of(self, name: str) -> str:
        """The row of an annotator, by name."""
        return f"(SELECT id FROM annotators WHERE name = {self.bind(name)})"

    @property
    def theirs(self) -> str:
        """Whether annotator_id is one of those asked about."""
        rows = [self.row_of(name) for name in self.whose] or [":me"]
        return f"annotator_id IN ({', '.join(rows)})"

    def held(self, what: str, join: str = "", whose: str = "") -> str:
        """Whether one of those asked about holds something of s, as far as it may be known."""
        asked = f"j.{whose or self.theirs}"
        if (self.whose or whose) and not self.eyes.all:
            asked += f" AND (j.annotator_id = :me OR {_FINISHED})"
        return _HELD.format(join=join, whose=asked, what=what)

    def annotated(self, what: str) -> str:
        """Whether one of them holds an annotation n of s."""
        return self.held(what, "JOIN annotations n ON n.judgement_id = j.id")

    def such(self, term: Term) -> str:
        """What a label or a rule must be; a rule by its id, whatever the version."""
        if term.field is Field.LABEL:
            return f"label = {self.bind(term.value)}"
        begins = term.value if term.prefix else f"{term.value}@"
        return f"rule BETWEEN {self.bind(begins)} AND {self.bind(begins + chr(0x10FFFF))}"

    def proposed(self, what: str) -> str:
        """Whether there is a suggestion g of s that may be seen; none where others are meant."""
        if self.whose:
            return "0"
        found = _PROPOSED.format(what=what)
        return f"({found} AND NOT {HIDDEN})" if self.eyes.blind_share else found


def _label(made: Conditions, term: Term) -> str:
    such = made.such(term)
    return f"{made.annotated(f'n.{such}')} OR {made.proposed(f'g.{such} AND {OPEN}')}"


def _rule(made: Conditions, term: Term) -> str:
    """Whether the rule fired, decided or not."""
    such = made.such(term)
    return f"{made.annotated(f'n.{such}')} OR {made.proposed(f'g.{such}')}"


def _tier(made: Conditions, term: Term) -> str:
    return made.proposed(f"g.tier = {made.bind(term.value)} AND {OPEN}")


def _by(made: Conditions, term: Term) -> str:
    return made.held(_TOUCHED, whose=f"annotator_id = {made.row_of(term.value)}")


def _note(made: Conditions, term: Term) -> str:
    part = f" AND holds(j.note, {made.bind(term.value)})" if term.value else ""
    return made.held(f"j.note <> ''{part}")


def _is(made: Conditions, term: Term) -> str:
    return _STATES[State(term.value)](made)


def _source(made: Conditions, term: Term) -> str:
    found = f"holds(json_extract(meta, '$.source'), {made.bind(term.value)})"
    return f"s.document_id IN (SELECT id FROM documents WHERE {found})"


def _title(made: Conditions, term: Term) -> str:
    part = made.bind(term.value)
    found = f"holds(title, {part}) OR substr(uid, 1, length({part})) = {part}"
    listed = "SELECT id FROM documents INDEXED BY documents_listed"
    return f"s.document_id IN ({listed} WHERE {found})"


def _text(made: Conditions, term: Term) -> str:
    found = f"SELECT rowid FROM words WHERE words MATCH {made.bind(matching([term]))}"
    return f"{POSITION} IN ({found})"


def matching(terms: Sequence[Term], operator: str = "AND") -> str:
    """Words to be found, as FTS5 has it: each a string, so that nothing in it is a command."""
    strings = ['"' + term.value.replace('"', '""') + '"' + "*" * term.prefix for term in terms]
    return f" {operator} ".join(strings)


_TERMS: dict[Field, Callable[[Conditions, Term], str]] = {
    Field.TEXT: _text,
    Field.LABEL: _label,
    Field.RULE: _rule,
    Field.BY: _by,
    Field.NOTE: _note,
    Field.IS: _is,
    Field.TIER: _tier,
    Field.SOURCE: _source,
    Field.TITLE: _title,
}

_STATES: dict[State, Callable[[Conditions], str]] = {
    State.FLAGGED: lambda made: made.held("j.flagged = 1"),
    State.FINISHED: lambda made: made.held("j.finished = 1"),
    State.UNFINISHED: lambda made: f"NOT {made.held('j.finished = 1')}",
    State.UNDECIDED: lambda made: made.proposed(OPEN),
    State.ANNOTATED: lambda made: made.annotated("1"),
    State.BLIND: lambda made: HIDDEN if made.eyes.blind_share else "0",
}
