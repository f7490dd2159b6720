"""The query language of the search: words, "phrases" and fields, all of which must hold.

    so-called "peace plan" label:hedge -is:finished note:ask

A word may end in * to match all words that start so; a minus negates a term. Users need not learn
the language: a field that makes no sense is explained in a sentence, and everything else is
searched for as it was typed.
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


class QueryField(StrEnum):
    """The fields of a query."""

    TEXT = "text"
    LABEL = "label"
    RULE = "rule"
    BY = "by"
    NOTE = "note"
    IS = "is"
    TIER = "tier"
    SOURCE = "source"
    TITLE = "title"


class SentenceState(StrEnum):
    """The states of a sentence that can be asked for (is:flagged)."""

    FLAGGED = "flagged"
    FINISHED = "finished"
    UNFINISHED = "unfinished"
    UNDECIDED = "undecided"
    ANNOTATED = "annotated"
    BLIND = "blind"
    CANNOT_JUDGE = "cannot_judge"


_NAMES = {one.value: one for one in QueryField if one is not QueryField.TEXT} | {
    "annotator": QueryField.BY,
    "document": QueryField.TITLE,
}
_EXAMPLES = {
    QueryField.LABEL: "a label, e.g. label:hedge",
    QueryField.RULE: "a rule, e.g. rule:hedge.may",
    QueryField.BY: "an annotator, e.g. by:ann",
    QueryField.NOTE: "a word of a note, e.g. note:ask, or * for any note",
    QueryField.IS: "a state, e.g. is:flagged",
    QueryField.TIER: "high, medium or low",
    QueryField.SOURCE: "a source, e.g. source:gazette",
    QueryField.TITLE: "a part of a title, e.g. title:dam",
}
# A minus, a field, then a phrase in quotation marks (up to the end if none closes it), or all
# characters up to the next blank.
_TERM = re.compile(r'(-?)(?:([^\W\d_]+):)?(?:"([^"]*)("?\*?)|(\S*))')
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_QUOTES = str.maketrans("“”„«»", '"""""')


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One condition of a query.

    value: the text to find; the name of a label, of a state and so on for those fields.
    negated: the condition must not hold. prefix: more letters may follow the value.
    """

    field: QueryField
    value: str
    negated: bool = False
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Terms, all of which must hold; or the problem with what was typed, in a sentence."""

    typed: str
    terms: tuple[QueryTerm, ...] = ()
    problem: str = ""

    @property
    def unknown_fields(self) -> tuple[str, ...]:
        """What was typed like a field (zz:top) and is searched for as words: not 12:30 or http://.

        Each once, in the order of the query.
        """
        found = [match for match in _TERM.finditer(self.typed) if match[2]]
        names = [
            name
            for _, name, phrase, _, word in map(re.Match.groups, found)
            if _NAMES.get(name.casefold()) is None and not (word or "").startswith("//")
        ]
        return tuple(dict.fromkeys(names)) if not self.problem else ()

    def of(self, which: QueryField) -> tuple[QueryTerm, ...]:
        """The terms of one field."""
        return tuple(term for term in self.terms if term.field is which)


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names that a query may use.

    labels: the name of a label by what may be typed for it, in lower case. rules: ids without
    version. masked: metadata keys that may not be searched.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    rules: Collection[str] = ()
    annotators: Sequence[str] = ()
    masked: Collection[str] = ()

    @classmethod
    def of(
        cls, label_set: LabelSet, annotators: Sequence[str], masked: Collection[str] = ()
    ) -> KnownNames:
        """The names of a project: labels by name and by title."""
        titles = {label.title.casefold(): label.name for label in label_set.labels}
        names = {label.name.casefold(): label.name for label in label_set.labels}
        rules = tuple(rule.id for rule in label_set.rules)
        return cls(titles | names, rules, annotators, masked)


class _Problem(Exception):
    """A term that makes no sense."""


def parse(typed: str, known: KnownNames) -> Query:
    """Parse any text into a query; its `problem` says what makes no sense."""
    if len(typed) > LONGEST:
        return Query(typed[:LONGEST], problem=f"a query has at most {LONGEST:,} characters")
    clean = _UNPRINTABLE.sub(" ", typed).translate(_QUOTES)
    terms: list[QueryTerm] = []
    try:
        for match in _TERM.finditer(clean):
            term = _term(match, known)
            if term:
                terms.append(term)
    except _Problem as problem:
        return Query(typed, problem=str(problem))
    return Query(typed, tuple(dict.fromkeys(terms)))


def _term(match: re.Match[str], known: KnownNames) -> QueryTerm | None:
    minus, name, phrase, closing, word = match.groups()
    value = word if phrase is None else phrase
    starred = value.endswith("*") if phrase is None else closing.endswith("*")
    which = _field(name, value) if name else QueryField.TEXT
    if which is QueryField.TEXT:
        whole = f"{name}:{value}" if name else value
        return _text(whole, negated=bool(minus), prefix=starred)
    value = value.strip()
    if not value:
        raise _Problem(f"{name}: needs {_EXAMPLES[which]}")
    checked = _CHECKS[which](value, known)
    return QueryTerm(which, checked.rstrip("*"), bool(minus), prefix=starred)


def _field(name: str, value: str) -> QueryField:
    """The field of that name; TEXT for what only looks like one (12:30, https://...)."""
    found = _NAMES.get(name.casefold())
    if found:
        return found
    close = get_close_matches(name.casefold(), [*_NAMES, "text"], n=1, cutoff=0.75)
    if close and close[0] != "text" and not value.startswith("//"):
        raise _Problem(f"no field is called {name}: did you mean {close[0]}:?")
    return QueryField.TEXT


def _text(value: str, *, negated: bool, prefix: bool) -> QueryTerm | None:
    """A term for words; None for punctuation alone, which finds nothing."""
    if not any(map(_is_word_character, value)):
        return None
    return QueryTerm(QueryField.TEXT, value.strip().rstrip("*"), negated, prefix=prefix)


def _is_word_character(char: str) -> bool:
    """Return True if a character belongs to words, as in SQLite's tokenizer unicode61."""
    kind = category(char)
    return kind[0] in "LN" or kind == "Co"


# ------------------------------------------------------------------------ checks of values


def _label(value: str, known: KnownNames) -> str:
    found = known.labels.get(value.casefold())
    if found is None:
        raise _Problem(_unknown("label", value, known.labels))
    return found


def _rule(value: str, known: KnownNames) -> str:
    wanted = value.rstrip("*")
    if not any(
        one == wanted or (one.startswith(wanted) and value != wanted) for one in known.rules
    ):
        raise _Problem(_unknown("rule", value, known.rules))
    return value


def _by(value: str, known: KnownNames) -> str:
    if value not in known.annotators:
        raise _Problem(_unknown("annotator", value, known.annotators))
    return value


def _is(value: str, _known: KnownNames) -> str:
    states = [state.value for state in SentenceState]
    if value.casefold() not in states:
        raise _Problem(_unknown("state", value, states))
    return value.casefold()


def _tier(value: str, _known: KnownNames) -> str:
    tiers = [tier.value for tier in Tier]
    if value.casefold() not in tiers:
        raise _Problem(_unknown("tier", value, tiers))
    return value.casefold()


def _note(value: str, _known: KnownNames) -> str:
    return value


def _source(value: str, known: KnownNames) -> str:
    return _unmasked(value, "source", known)


def _title(value: str, known: KnownNames) -> str:
    return _unmasked(value, "title", known)


def _unmasked(value: str, key: str, known: KnownNames) -> str:
    if key in known.masked:
        raise _Problem(f"the {key} of documents is masked in this project")
    return value


_CHECKS = {
    QueryField.LABEL: _label,
    QueryField.RULE: _rule,
    QueryField.BY: _by,
    QueryField.NOTE: _note,
    QueryField.IS: _is,
    QueryField.TIER: _tier,
    QueryField.SOURCE: _source,
    QueryField.TITLE: _title,
}


def _unknown(what: str, value: str, known: Collection[str]) -> str:
    """A message with the most similar name, else with all names if these are few."""
    close = get_close_matches(value.casefold(), list(known), n=1)
    if close:
        return f"no {what} is called {value}: did you mean {close[0]}?"
    few = f"; there are {', '.join(known)}" if 0 < len(known) <= 8 else ""
    return f"no {what} is called {value}{few}"
