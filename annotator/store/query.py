"""The language of finding: words, "phrases" and fields, all of which must hold.

    so-called "peace plan" label:hedge -is:finished note:ask

A word may end in * for all words that begin so; a minus turns anything round. Nobody has to learn
it: what cannot be meant is told in a sentence, everything else is looked for as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from unicodedata import category

from annotator.model import LabelSet, Tier

LONGEST = 1000
"""Characters of a query."""


class Field(StrEnum):
    """What a term looks at."""

    TEXT = "text"
    LABEL = "label"
    RULE = "rule"
    BY = "by"
    NOTE = "note"
    IS = "is"
    TIER = "tier"
    SOURCE = "source"
    TITLE = "title"


class State(StrEnum):
    """What a sentence can be (is:flagged)."""

    FLAGGED = "flagged"
    FINISHED = "finished"
    UNFINISHED = "unfinished"
    UNDECIDED = "undecided"
    ANNOTATED = "annotated"
    BLIND = "blind"


_NAMES = {one.value: one for one in Field if one is not Field.TEXT} | {
    "annotator": Field.BY,
    "document": Field.TITLE,
}
_EXAMPLES = {
    Field.LABEL: "a label, e.g. label:hedge",
    Field.RULE: "a rule, e.g. rule:hedge.may",
    Field.BY: "an annotator, e.g. by:ann",
    Field.NOTE: "a word of a note, e.g. note:ask, or * for any note",
    Field.IS: "a state, e.g. is:flagged",
    Field.TIER: "high, medium or low",
    Field.SOURCE: "a source, e.g. source:gazette",
    Field.TITLE: "a part of a title, e.g. title:dam",
}
# A minus, a field, then a phrase in quotation marks (open to the end where none closes it), or
# whatever stands up to the next blank.
_TERM = re.compile(r'(-?)(?:([^\W\d_]+):)?(?:"([^"]*)("?\*?)|(\S*))')
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_QUOTES = str.maketrans("“”„«»", '"""""')


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must hold, or must not.

    value: what is looked for; the name of a label, of a state and so on for those fields.
    prefix: whether more letters may follow it.
    """

    field: Field
    value: str
    negated: bool = False
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Terms, of which all must hold; or the problem with what was typed, in a sentence."""

    typed: str
    terms: tuple[Term, ...] = ()
    problem: str = ""

    def of(self, which: Field) -> tuple[Term, ...]:
        """The terms of one field."""
        return tuple(term for term in self.terms if term.field is which)


@dataclass(frozen=True, slots=True)
class Known:
    """The names that a query may use.

    labels: name by what may be typed for it, lower case. rules: ids without version.
    masked: keys of metadata that are not to be looked at.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    rules: Collection[str] = ()
    annotators: Sequence[str] = ()
    masked: Collection[str] = ()

    @classmethod
    def of(
        cls, label_set: LabelSet, annotators: Sequence[str], masked: Collection[str] = ()
    ) -> Known:
        """What a project knows: labels by name and by title."""
        titles = {label.title.casefold(): label.name for label in label_set.labels}
        names = {label.name.casefold(): label.name for label in label_set.labels}
        rules = tuple(rule.id for rule in label_set.rules)
        return cls(titles | names, rules, annotators, masked)


class _Problem(Exception):
    """A term that cannot be meant."""


def parse(typed: str, known: Known) -> Query:
    """The query that was typed; whatever that is, it answers a query."""
    if len(typed) > LONGEST:
        return Query(typed[:LONGEST], problem=f"a query has at most {LONGEST:,} characters")
    clean = _UNSEEN.sub(" ", typed).translate(_QUOTES)
    terms: list[Term] = []
    try:
        for match in _TERM.finditer(clean):
            term = _term(match, known)
            if term:
                terms.append(term)
    except _Problem as problem:
        return Query(typed, problem=str(problem))
    return Query(typed, tuple(dict.fromkeys(terms)))


def _term(match: re.Match[str], known: Known) -> Term | None:
    minus, name, phrase, closing, word = match.groups()
    value = word if phrase is None else phrase
    starred = value.endswith("*") if phrase is None else closing.endswith("*")
    which = _field(name, value) if name else Field.TEXT
    if which is Field.TEXT:
        whole = f"{name}:{value}" if name else value
        return _text(whole, negated=bool(minus), prefix=starred)
    value = value.strip()
    if not value:
        raise _Problem(f"{name}: needs {_EXAMPLES[which]}")
    meant = _READ[which](value, known)
    return Term(which, meant.rstrip("*"), bool(minus), prefix=starred)


def _field(name: str, value: str) -> Field:
    """The field of that name; what is none (12:30, https://...) is text."""
    found = _NAMES.get(name.casefold())
    if found:
        return found
    close = get_close_matches(name.casefold(), [*_NAMES, "text"], n=1, cutoff=0.75)
    if close and close[0] != "text" and not value.startswith("//"):
        raise _Problem(f"no field is called {name}: did you mean {close[0]}:?")
    return Field.TEXT


def _text(value: str, *, negated: bool, prefix: bool) -> Term | None:
    """Words to be found; None for signs alone, which nothing is found by."""
    if not any(map(_counts, value)):
        return None
    return Term(Field.TEXT, value.strip().rstrip("*"), negated, prefix=prefix)


def _counts(char: str) -> bool:
    """Whether a character belongs to words (as for SQLite's tokenizer unicode61)."""
    kind = category(char)
    return kind[0] in "LN" or kind == "Co"


# ------------------------------------------------------------------------ what is meant


def _label(value: str, known: Known) -> str:
    found = known.labels.get(value.casefold())
    if found is None:
        raise _Problem(_unknown("label", value, known.labels))
    return found


def _rule(value: str, known: Known) -> str:
    wanted = value.rstrip("*")
    if not any(
        one == wanted or (one.startswith(wanted) and value != wanted) for one in known.rules
    ):
        raise _Problem(_unknown("rule", value, known.rules))
    return value


def _by(value: str, known: Known) -> str:
    if value not in known.annotators:
        raise _Problem(_unknown("annotator", value, known.annotators))
    return value


def _is(value: str, _known: Known) -> str:
    states = [state.value for state in State]
    if value.casefold() not in states:
        raise _Problem(_unknown("state", value, states))
    return value.casefold()


def _tier(value: str, _known: Known) -> str:
    tiers = [tier.value for tier in Tier]
    if value.casefold() not in tiers:
        raise _Problem(_unknown("tier", value, tiers))
    return value.casefold()


def _note(value: str, _known: Known) -> str:
    return value


def _source(value: str, known: Known) -> str:
    return _unmasked(value, "source", known)


def _title(value: str, known: Known) -> str:
    return _unmasked(value, "title", known)


def _unmasked(value: str, key: str, known: Known) -> str:
    if key in known.masked:
        raise _Problem(f"the {key} of documents is masked in this project")
    return value


_READ = {
    Field.LABEL: _label,
    Field.RULE: _rule,
    Field.BY: _by,
    Field.NOTE: _note,
    Field.IS: _is,
    Field.TIER: _tier,
    Field.SOURCE: _source,
    Field.TITLE: _title,
}


def _unknown(what: str, value: str, known: Collection[str]) -> str:
    """Told with the name that is near, else with those there are, if these are few."""
    close = get_close_matches(value.casefold(), list(known), n=1)
    if close:
        return f"no {what} is called {value}: did you mean {close[0]}?"
    few = f"; there are {', '.join(known)}" if 0 < len(known) <= 8 else ""
    return f"no {what} is called {value}{few}"
