"""Read brat standoff: annotations in .ann files beside the texts that they are of.

https://brat.nlplab.org/standoff.html. Offsets are code points of the text, and discontinuous spans
have several. Every span is checked against the words that its line quotes, blanks aside. Events
become relations from their trigger to their arguments, named by role; equivalences become relations
`Equiv`; attributes, modifications, normalizations and notes become attributes of their span. What
cannot be held, such as a note on a relation, is counted, never dropped without a word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.documents.article import document_uid
from annotator.documents.encoding import NotTextError, decode
from annotator.errors import DataError, Problem
from annotator.formats.protocols import DocumentLine, ReadOptions
from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Dataset,
    Document,
    Judgement,
    Origin,
    Reading,
    Relation,
    Span,
    Value,
)

SUFFIX = ".ann"
_LINE = re.compile(r"(?:[TREAMN#]\d+|\*)\t")
_BEGIN = re.compile(r"(?:[TREAMN]\d+\t\S+[ :]|#\d+\t\S+ |\*\tEquiv )")
_CORRECT = "Correct the line, or export it again from brat."
_NO_TEXT = "Put the text beside it under the same name, or name the folder of the texts."


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


class BratFormat:
    """brat standoff, of one file or of a folder of them, as the work of one annotator."""

    name = "brat"
    suffixes: Sequence[str] = (SUFFIX,)
    description = "brat standoff: .ann files beside their texts"
    read_options: Collection[str] = ("annotator", "texts")

    def recognises(self, path: Path) -> bool:
        """Return True for an .ann file that begins like one; an empty one is one, too."""
        if path.suffix.lower() != SUFFIX or not path.is_file():
            return False
        with path.open("rb") as file:
            start = file.read(200).decode("utf-8", "replace")
        return not start.strip() or _BEGIN.match(start.lstrip("\ufeff")) is not None

    def read(self, path: Path, options: ReadOptions) -> tuple[Dataset, Iterator[DocumentLine]]:
        """Return what is known of all files, and an iterator over their documents.

        The annotator is named like the folder. Raises DataError for a folder without .ann files.
        """
        files = annotation_files(path)
        name = options.annotator or (path if path.is_dir() else path.parent).resolve().name
        dataset = Dataset(annotators={name: "annotator"})
        return dataset, (read_document(file, name, options.texts) for file in files)


def annotation_files(path: Path) -> list[Path]:
    """Return the .ann file, or those in a folder and its folders, in order.

    Raises DataError if there is none.
    """
    files = [path] if path.is_file() else sorted(path.rglob(f"*{SUFFIX}"))
    if not files:
        what = "found none" if path.exists() else "there is no such file or folder"
        raise DataError(Problem(path, 0, f"expected {SUFFIX} files: {what}", "Name their folder."))
    return files


def read_document(file: Path, annotator: str, texts: Path | None = None) -> DocumentLine:
    """Return the document of an .ann file, which is judged as a whole, or what is wrong.

    texts: the folder of the texts, if they are not beside the annotations.
    """
    place = text_of(file, texts)
    if place is None:
        problem = Problem(file, 0, "expected the text of these annotations, found none", _NO_TEXT)
        return DocumentLine(0, None, (problem,))
    try:
        text, lines = (decode(one.read_bytes()).text for one in (place, file))
    except NotTextError as error:
        return DocumentLine(0, None, (Problem(file, 0, str(error), error.fix),))
    found = parse(file, lines, text)
    whole = (Span(0, len(text)),) if text else ()
    document = Document(document_uid(text), text, meta={"title": place.stem}, sentences=whole)
    judged = Judgement(annotations=found.annotations, relations=found.relations, finished=True)
    reading = Reading(document, annotator, dict.fromkeys(whole or (None,), judged))
    return DocumentLine(0, AnnotatedDocument(document, readings=(reading,)), tuple(found.problems))


def text_of(file: Path, texts: Path | None = None) -> Path | None:
    """Return the text of an .ann file: of the same name, or the longest that its name begins with.

    A suffix such as _2 in the name of annotations, which names their author, is not part of it.
    """
    folder = texts or file.parent
    same = folder / f"{file.stem}.txt"
    if same.is_file():
        return same
    stem = file.stem
    while texts is not None and (cut := max(map(stem.rfind, "_.-"))) > 0:
        stem = stem[:cut]
        if (folder / f"{stem}.txt").is_file():
            return folder / f"{stem}.txt"
    return None


# -------------------------------------------------------------------------------- parsing


def parse(file: Path, lines: str, text: str) -> Standoff:
    """Parse the lines of an .ann file. Lines that refer to a line that is wrong are wrong, too."""
    found = Standoff()
    records = list(_records(lines))
    triggers = dict(filter(None, (_trigger(line) for _, line in records)))
    parser = _Parser(text, found, triggers)
    for kinds in ("T", "E", "RAMN#*"):
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
    held: tuple[int, str] | None = None
    for number, line in enumerate(re.split(r"\r\n|\n|\r", lines.removeprefix("\ufeff")), 1):
        if held and held[1][0] == "T" and not _LINE.match(line) and _quote_goes_on(held[1], line):
            held = (held[0], f"{held[1]}\n{line}")
            continue
        if held:
            yield held
        held = (number, line) if line.strip() else None
    if held:
        yield held


def _trigger(line: str) -> tuple[str, str] | None:
    """Return the id of an event and that of its trigger, None for any other line."""
    match = re.match(r"(E\d+)\t[^\s:]+:(\S+)", line)
    return (match[1], match[2]) if match else None


def _quote_goes_on(line: str, rest: str) -> bool:
    """Return True if the quote of a span is shorter than the span is long."""
    parts = line.split("\t", 2)
    if len(parts) < 3:
        return False
    offsets = re.findall(r"\d+", parts[1].partition(" ")[2])
    if len(offsets) != 2:
        return False
    return len(parts[2]) + 1 + len(rest) <= int(offsets[1]) - int(offsets[0])


def _try(parser: _Parser, file: Path, number: int, line: str) -> None:
    if not _LINE.match(line):
        return
    try:
        parser.parse(line)
    except _LineError as error:
        parser.found.problems.append(Problem(file, number, str(error), _CORRECT))


class _Parser:
    """The parts of a file while it is parsed.

    triggers: the span of each event, by the id of the event.
    """

    def __init__(self, text: str, found: Standoff, triggers: Mapping[str, str]) -> None:
        self.text = text
        self.found = found
        self.triggers = triggers
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
        pieces = self._pieces(places)
        if uid in self.found.annotations:
            raise _LineError(f"expected ids that differ, found {uid} again")
        quoted = " ".join(parts[1:]) if len(parts) > 1 else None
        there = " ".join(one.of(self.text) for one in pieces)
        if quoted is not None and _letters(quoted) != _letters(there):
            raise _LineError(
                f"expected the words {quoted[:60]!r} at {places}, found {there[:60]!r}"
            )
        fragments = _in_order(pieces)
        self.found.annotations[uid] = Annotation(uid, label, fragments, {}, Origin.MANUAL)

    def _pieces(self, places: str) -> list[Span]:
        """Return the spans of offsets such as '0 5;8 12', as they are listed."""
        spans = []
        for place in places.split(";"):
            match = re.fullmatch(r"\s*(\d+)\s+(\d+)\s*", place)
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

    def _relation(self, uid: str, parts: list[str]) -> None:
        kind, *ends = parts[0].split()
        targets = [end.partition(":")[2] for end in ends]
        if len(targets) != 2:
            raise _LineError(
                f"expected a relation such as Type Arg1:T1 Arg2:T2, found {parts[0]!r}"
            )
        self._relate(uid, kind, *targets)

    def _equivalence(self, _uid: str, parts: list[str]) -> None:
        kind, first, *others = [*parts[0].split(), "", ""]
        for other in filter(None, others):
            self._relate(f"{kind}.{first}.{other}", kind, first, other)

    def _relate(self, uid: str, kind: str, head: str, tail: str) -> None:
        """Add a relation between spans; an event stands for its trigger."""
        ends = (self.triggers.get(head, head), self.triggers.get(tail, tail))
        for end in ends:
            self._known(end)
        self.found.relations[uid] = Relation(uid, kind, *ends)

    def _attribute(self, _uid: str, parts: list[str]) -> None:
        name, target, *value = [*parts[0].split(None, 2), ""][:3]
        self._set(target, name, value[0] if value and value[0] else True)

    def _normalization(self, _uid: str, parts: list[str]) -> None:
        name, target, *reference = [*parts[0].split(None, 2), "", ""][:3]
        self._set(target, name, " ".join([*reference, *parts[1:]]))

    def _note(self, _uid: str, parts: list[str]) -> None:
        name, _, target = parts[0].partition(" ")
        if target in self.found.relations or not target:
            self.found.not_held["note"] += 1
            return
        self._set(target, name, "\t".join(parts[1:]))

    def _set(self, target: str, name: str, value: Value) -> None:
        annotation = self._known(self.triggers.get(target, target))
        values = {**annotation.attributes, name: value}
        self.found.annotations[annotation.uid] = Annotation(
            annotation.uid, annotation.label, annotation.fragments, values, annotation.origin
        )

    def _known(self, uid: str) -> Annotation:
        if uid not in self.found.annotations:
            raise _LineError(f"expected the id of a span, found {uid!r}, which none has")
        return self.found.annotations[uid]


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
