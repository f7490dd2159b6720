"""The lines of an .ann file of brat standoff, parsed and checked against their text.

https://brat.nlplab.org/standoff.html. Offsets are code points of the text, and discontinuous spans
have several. Every span is checked against the words that its line quotes, blanks aside. Events
become relations from their trigger to their arguments, named by role; equivalences become relations
`Equiv`; attributes, modifications, normalizations and notes become attributes of their span, lists
if there are several of one name. What cannot be held, such as a note on a relation, is counted.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotator.errors import Problem
from annotator.model import Annotation, Origin, Relation, Span, Value

NOTE = "AnnotatorNotes"
"""The type of the notes that people write in brat."""

_LINE = re.compile(r"(?:[TREAMN#]\d+|\*)\t")
_BEGIN = re.compile(r"(?:[TREAMN]\d+\t\S+[ :]|#\d+\t\S+ |\*\tEquiv )")
_CORRECT = "Correct the line, or export it again from brat."


class _LineError(ValueError):
    """A line that is wrong; the message says what was expected."""


@dataclass(slots=True)
class Standoff:
    """What an .ann file holds.

    problems: of lines that are left out. not_held: how many lines of each kind there is no place
        for here.
    """

    annotations: dict[str, Annotation] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    not_held: Counter[str] = field(default_factory=Counter)


def begins_like_standoff(start: str) -> bool:
    """Return True if a text may be the begin of an .ann file; an empty file is one, too."""
    return not start.strip() or _BEGIN.match(start.lstrip("\ufeff")) is not None


def parse(file: Path, lines: str, text: str, names: Mapping[str, str] | None = None) -> Standoff:
    """Parse the lines of an .ann file. Lines that refer to a line that is wrong are wrong, too.

    names: of types, in files that this program wrote, whose notes hold attributes as JSON; None
        in all others.
    """
    found = Standoff()
    records = list(_records(lines))
    triggers = dict(filter(None, (_trigger(line) for _, line in records)))
    parser = _Parser(text, found, triggers, names)
    for kinds in ("T", "E", "R*", "AMN", "#"):
        for number, line in records:
            if line[0] in kinds:
                _try(parser, file, number, line)
    for number, line in records:
        if line[0] not in "TERAMN#*" or not _LINE.match(line):
            problem = f"expected a line such as T1, a tab, a label and offsets, found {line[:60]!r}"
            found.problems.append(Problem(file, number, problem, _CORRECT))
    found.problems.sort(key=lambda one: one.line)
    return found


def _records(lines: str) -> Iterator[tuple[int, str]]:
    """Yield the lines with their numbers; a quote that goes on over lines is one."""
    begin, held, missing = 0, list[str](), 0
    for number, line in enumerate(re.split(r"\r\n|\n|\r", lines.removeprefix("\ufeff")), 1):
        if len(line) < missing and not _LINE.match(line):
            held.append(line)
            missing -= len(line) + 1
            continue
        if held:
            yield begin, "\n".join(held)
        is_blank = not line.strip()
        begin, held, missing = number, [] if is_blank else [line], _missing(line)
    if held:
        yield begin, "\n".join(held)


def _trigger(line: str) -> tuple[str, str] | None:
    """Return the id of an event and that of its trigger, None for any other line."""
    match = re.match(r"(E\d+)\t[^\s:]+:(\S+)", line)
    return (match[1], match[2]) if match else None


def _missing(line: str) -> int:
    """Return how many characters the quote of a span is shorter than the span."""
    parts = line.split("\t", 2)
    offsets = re.findall(r"\d{1,12}", parts[1].partition(" ")[2]) if len(parts) > 2 else ()
    if line[:1] != "T" or len(offsets) != 2:
        return 0
    return int(offsets[1]) - int(offsets[0]) - len(parts[2])


def _try(parser: _Parser, file: Path, number: int, line: str) -> None:
    if not _LINE.match(line):
        return
    try:
        parser.parse(line)
    except _LineError as error:
        parser.found.problems.append(Problem(file, number, str(error), _CORRECT))


class _Parser:
    """The parts of a file while it is parsed.

    triggers: the span of each event, by the id of the event. names: see parse.
    """

    def __init__(
        self,
        text: str,
        found: Standoff,
        triggers: Mapping[str, str],
        names: Mapping[str, str] | None,
    ) -> None:
        self.text = text
        self.found = found
        self.triggers = triggers
        self.names = names or {}
        self.has_json = names is not None
        self.given: set[tuple[str, str]] = set()
        self.others: dict[str, str] = {}
        self.with_event: set[str] = set()
        self.kinds: Mapping[str, Callable[[str, list[str]], None]] = {
            "T": self._span,
            "E": self._event,
            "R": self._relation,
            "A": self._attribute,
            "M": self._attribute,
            "N": self._normalization,
            "#": self._note,
            "*": self._equivalence,
        }

    def parse(self, line: str) -> None:
        """Add what a line says. Raises _LineError if it is wrong."""
        uid, *parts = line.split("\t")
        self.kinds[line[0]](uid, parts)

    def _span(self, uid: str, parts: list[str]) -> None:
        label, _, places = parts[0].partition(" ")
        if not label:
            raise _LineError(f"expected a label and offsets such as 0 5;8 12, found {parts[0]!r}")
        pieces = self._pieces(places)
        if uid in self.found.annotations:
            raise _LineError(f"expected ids that differ, found {uid} again")
        quoted = " ".join(parts[1:]) if len(parts) > 1 else None
        there = " ".join(one.of(self.text) for one in pieces)
        if quoted is not None and _letters(quoted) != _letters(there):
            raise _LineError(
                f"expected the words {quoted[:60]!r} at {places}, found {there[:60]!r}"
            )
        made = Annotation(uid, self._name(label), _in_order(pieces), {}, Origin.MANUAL)
        self.found.annotations[uid] = made

    def _pieces(self, places: str) -> list[Span]:
        """Return the spans of offsets such as '0 5;8 12', as they are listed."""
        spans = []
        for place in places.split(";"):
            match = re.fullmatch(r"\s*(\d{1,12})\s+(\d{1,12})\s*", place)
            if not match:
                raise _LineError(f"expected a label and offsets such as 0 5;8 12, found {places!r}")
            start, end = map(int, match.groups())
            if not start < end <= len(self.text):
                size = f"a text of {len(self.text)} characters"
                raise _LineError(f"expected offsets inside {size}, found {start} {end}")
            spans.append(Span(start, end))
        return spans

    def _event(self, uid: str, parts: list[str]) -> None:
        roles = [part.partition(":") for part in parts[0].split()]
        if not roles or not all(target for _, _, target in roles):
            raise _LineError(f"expected an event such as Type:T1 Role:T2, found {parts[0]!r}")
        (_, _, trigger), *arguments = roles
        self._known(trigger)
        for nth, (role, _, target) in enumerate(arguments, 1):
            self._relate(f"{uid}.{nth}", role, trigger, target)
        if trigger in self.with_event:
            self.found.not_held["event apart from another one with its words"] += 1
        self.with_event.add(trigger)

    def _relation(self, uid: str, parts: list[str]) -> None:
        kind, *ends = parts[0].split() or [""]
        targets = [end.partition(":")[2] for end in sorted(ends, key=_is_second)]
        if len(targets) != 2 or not all(targets):
            raise _LineError(
                f"expected a relation such as Type Arg1:T1 Arg2:T2, found {parts[0]!r}"
            )
        if uid in self.found.relations:
            raise _LineError(f"expected ids that differ, found {uid} again")
        self._relate(uid, self._name(kind), *targets)

    def _equivalence(self, _uid: str, parts: list[str]) -> None:
        kind, *ends = parts[0].split() or [""]
        if len(ends) < 2:
            raise _LineError(f"expected the ids of two spans or more, found {parts[0]!r}")
        first, *others = ends
        for other in others:
            self._relate(f"{kind}.{first}.{other}", kind, first, other)

    def _relate(self, uid: str, kind: str, head: str, tail: str) -> None:
        """Add a relation between spans; an event stands for its trigger."""
        ends = (self.triggers.get(head, head), self.triggers.get(tail, tail))
        for end in ends:
            self._known(end)
        self.found.relations[uid] = Relation(uid, kind, *ends)

    def _attribute(self, uid: str, parts: list[str]) -> None:
        name, target, *value = [*parts[0].split(None, 2), "", ""][:3]
        _check_given(name, target)
        self.others[uid] = "an attribute"
        given = self._name(value[0]) if value[0] else True
        self._set(target, self._name(name), given, "attribute")

    def _normalization(self, uid: str, parts: list[str]) -> None:
        name, target, *reference = [*parts[0].split(None, 2), "", ""][:3]
        _check_given(name, target)
        self.others[uid] = "a reference"
        self._set(target, name, " ".join([*reference, *parts[1:]]), "reference")

    def _note(self, _uid: str, parts: list[str]) -> None:
        name, _, target = parts[0].partition(" ")
        text = "\t".join(parts[1:])
        if self.has_json and name == NOTE and text.startswith("{"):
            for key, value in _attributes(text).items():
                self._set(target, key, value, "note")
        else:
            self._set(target, name, text, "note")

    def _set(self, target: str, name: str, value: Value, what: str) -> None:
        """Add a value to a span; one on anything else is counted, if that is there."""
        about = "a relation" if target in self.found.relations else self.others.get(target)
        if about or not target:
            self.found.not_held[f"{what} on {about or 'nothing'}"] += 1
            return
        held = self._known(self.triggers.get(target, target))
        before = held.attributes.get(name)
        if (held.uid, name) in self.given:
            value = [*(before if isinstance(before, list) else [before]), value]
        self.given.add((held.uid, name))
        changed = replace(held, attributes={**held.attributes, name: value})
        self.found.annotations[held.uid] = changed

    def _known(self, uid: str) -> Annotation:
        if uid not in self.found.annotations:
            raise _LineError(f"expected the id of a span, found {uid!r}, which none has")
        return self.found.annotations[uid]

    def _name(self, written: str) -> str:
        return self.names.get(written, written)


def _check_given(name: str, target: str) -> None:
    if not name or not target:
        raise _LineError("expected a name and the id of a span")


def _is_second(end: str) -> bool:
    return end.startswith("Arg2:")


def _attributes(text: str) -> dict[str, Value]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _LineError(f"expected attributes as a JSON object, found {text[:60]!r}")
    return found


def _in_order(pieces: Sequence[Span]) -> tuple[Span, ...]:
    """Return the pieces in the order of the text; those that overlap are joined."""
    joined: list[Span] = []
    for one in sorted(pieces):
        if joined and one.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, one.end))
        else:
            joined.append(one)
    return tuple(joined)


def _letters(text: str) -> str:
    return "".join(text.split())
