"""Write brat standoff: a text and an .ann file for each document, and the configuration of brat.

If there are several annotators, each has a folder. Choices and yes are attributes in brat; all
other values are JSON in a note on their span. brat has no place for labels and notes on a whole
text, for sentences, and for who has finished what: NATIVE, in the same folder, has all of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from annotator.formats import native
from annotator.formats.annotated_text import Work, works
from annotator.formats.brat_lines import NOTE
from annotator.formats.brat_names import TypeNames, document_name, plain_name
from annotator.formats.safe_names import SafeNames
from annotator.model import AnnotatedDocument, Annotation, AttributeType, Dataset, LabelUnit, Span

SUFFIX = ".ann"
NATIVE = "annotator.jsonl"
"""The file that has, in the native format, what brat has no place for."""
CONFIGURATION = "annotation.conf"
FIRST_LINE = "# Written by annotator. Notes that begin with { hold attributes as JSON.\n"

_WORDS = re.compile(r"[^\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
"""What a line of an .ann file can quote: to some readers all of these end a line."""

_LINE_ENDS = re.compile(r"[\x85\u2028\u2029]")
"""Those that JSON does not escape."""


class Layout:
    """Where the files of documents and annotators are, in the order of a dataset."""

    def __init__(self, annotators: Iterable[str]) -> None:
        every = sorted(annotators)
        folders = SafeNames()
        self._only = every[0] if len(every) == 1 else ""
        self._folders = {one: folders.of(plain_name(one) or "annotator") for one in every}
        self._names = SafeNames()

    def files(self, one: AnnotatedDocument) -> dict[str, str]:
        """Return the path of a document's files, without suffix, by annotator.

        With a single annotator, or none, also of a document that nobody has seen.
        """
        name = self._names.of(document_name(one))
        if len(self._folders) < 2:
            return {self._only: name}
        seen = {reading.annotator for reading in one.readings if not reading.pass_number}
        return {each: f"{self._folders[each]}/{name}" for each in sorted(seen)}


@dataclass(slots=True)
class Types:
    """What the configuration names: the types of entities, relations and attributes.

    choices: by attribute. yes: the attributes that are there or not.
    """

    names: TypeNames = field(default_factory=TypeNames)
    groups: dict[str, list[str]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    relations: dict[str, None] = field(default_factory=dict)
    choices: dict[str, Sequence[str]] = field(default_factory=dict)
    yes: dict[str, None] = field(default_factory=dict)

    def add_label(self, name: str, group: str = "", title: str = "") -> None:
        """Add a label, if it is not there."""
        if name not in self.titles:
            self.titles[name] = title or name
            self.groups.setdefault(group, []).append(name)


def types_of(dataset: Dataset) -> Types:
    """Return the types of the labels and attributes of all guidelines of a dataset."""
    found = Types()
    current = dataset.guidelines.get(dataset.guideline)
    others = [one for uid, one in sorted(dataset.guidelines.items()) if one is not current]
    for guideline in [current, *others] if current else others:
        for name, label in sorted(guideline.definition.get("labels", {}).items()):
            if label.get("unit") != LabelUnit.DOCUMENT:
                found.add_label(name, label.get("group", ""), label.get("title", ""))
            for attribute in label.get("attributes", ()):
                _add_attribute(found, attribute)
    return found


def _add_attribute(found: Types, attribute: Mapping[str, Any]) -> None:
    name, kind = attribute["name"], attribute["type"]
    if kind == AttributeType.CHOICE:
        choices = [*found.choices.get(name, ()), *attribute.get("choices", ())]
        found.choices[name] = list(dict.fromkeys(choices))
    elif kind == AttributeType.YES_NO:
        found.yes[name] = None


# ------------------------------------------------------------------------------- writing


def write_folder(dataset: Dataset, folder: Path) -> None:
    """Write all files into an empty folder. Holds one document in memory."""
    types = types_of(dataset)
    documents = _written(dataset, folder, types)
    with (folder / NATIVE).open("w", encoding="utf-8", newline="") as file:
        file.writelines(native.lines(replace(dataset, documents=documents)))
    _write(folder / CONFIGURATION, "".join(_configuration(types)))
    _write(folder / "visual.conf", "".join(_titles(types)))


def _written(dataset: Dataset, folder: Path, types: Types) -> Iterator[AnnotatedDocument]:
    """Yield the documents; the files of each are written when the next one is asked for."""
    layout = Layout(dataset.annotators)
    for one in dataset.documents:
        yield one
        held = {work.annotator: work for work in works(one)}
        for annotator, file in layout.files(one).items():
            place = folder / file
            place.parent.mkdir(exist_ok=True)
            text = one.document.text
            work = held.get(annotator, Work(annotator))
            _write(place.with_name(f"{place.name}.txt"), text)
            lines = standoff_lines(work, text, types)
            _write(place.with_name(f"{place.name}{SUFFIX}"), "".join(lines))


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode())


def standoff_lines(work: Work, text: str, types: Types) -> Iterator[str]:
    """Yield the lines of an .ann file: spans, relations, attributes, notes.

    The number of a span is its place among the annotations, that of a relation among the relations.
    """
    ids = ids_of(work, text)
    yes: list[str] = []
    notes: list[str] = []
    for one in work.annotations:
        if one.uid in ids:
            types.add_label(one.label)
            places = words_of(one, text)
            quote = " ".join(span.of(text) for span in places)
            offsets = ";".join(f"{span.start} {span.end}" for span in places)
            yield f"{ids[one.uid]}\t{types.names.of(one.label)} {offsets}\t{quote}\n"
            yes += _attributes(one, ids[one.uid], types)
            notes += _note(one, ids[one.uid], types)
    for number, relation in enumerate(work.relations, 1):
        if relation.head in ids and relation.tail in ids:
            types.relations[relation.kind] = None
            ends = f"Arg1:{ids[relation.head]} Arg2:{ids[relation.tail]}"
            yield f"R{number}\t{types.names.of(relation.kind)} {ends}\n"
    yield from (f"A{number}\t{line}\n" for number, line in enumerate(yes, 1))
    yield from (f"#{number}\t{line}\n" for number, line in enumerate(notes, 1))


def ids_of(work: Work, text: str) -> dict[str, str]:
    """Return the ids of annotations in an .ann file by uid: of those that have words."""
    return {
        one.uid: f"T{number}"
        for number, one in enumerate(work.annotations, 1)
        if words_of(one, text)
    }


def words_of(one: Annotation, text: str) -> list[Span]:
    """Return the fragments of an annotation, without tabs and line ends, and blanks beside these.

    As brat divides them: the words "Foo", an indented line below it "Bar", are 0 3;6 9.
    """
    return [place for span in one.fragments for place in _between_line_ends(text, span)]


def _between_line_ends(text: str, span: Span) -> Iterator[Span]:
    for match in _WORDS.finditer(text, span.start, span.end):
        start, end = match.span()
        words = match[0]
        if start > span.start:
            start += len(words) - len(words.lstrip(" "))
        if end < span.end:
            end -= len(words) - len(words.rstrip(" "))
        if start < end:
            yield Span(start, end)


def _attributes(one: Annotation, uid: str, types: Types) -> Iterator[str]:
    for name, value in sorted(one.attributes.items()):
        if _is_choice(name, value, types):
            yield f"{types.names.of(name)} {uid} {types.names.of(str(value))}"
        elif _is_yes(name, value, types):
            types.yes[name] = None
            yield f"{types.names.of(name)} {uid}"


def _note(one: Annotation, uid: str, types: Types) -> Iterator[str]:
    others: dict[str, object] = {
        name: value
        for name, value in sorted(one.attributes.items())
        if not _is_choice(name, value, types) and not _is_yes(name, value, types)
    }
    if others:
        text = json.dumps(others, ensure_ascii=False, allow_nan=False)
        yield f"{NOTE} {uid}\t{_LINE_ENDS.sub(_escaped, text)}"


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _is_choice(name: str, value: object, types: Types) -> bool:
    return isinstance(value, str) and value in types.choices.get(name, ())


def _is_yes(name: str, value: object, types: Types) -> bool:
    return value is True and name not in types.choices


# ------------------------------------------------------------------------- configuration


def _configuration(types: Types) -> Iterator[str]:
    """Yield annotation.conf, see https://brat.nlplab.org/configuration.html."""
    entities = [
        line
        for group, labels in sorted(types.groups.items())
        for line in _group(types.names.of(f"group {group}") if group else "", labels, types.names)
    ]
    relations = [
        f"{types.names.of(kind)}\tArg1:<ENTITY>, Arg2:<ENTITY>\n" for kind in types.relations
    ]
    choices = {
        types.names.of(name): "|".join(map(types.names.of, values))
        for name, values in types.choices.items()
    }
    attributes = [f"{name}\tArg:<ENTITY>, Value:{values}\n" for name, values in choices.items()]
    attributes += [
        f"{types.names.of(name)}\tArg:<ENTITY>\n" for name in types.yes if name not in types.choices
    ]
    yield FIRST_LINE
    yield from (f"{line}\n" for line in types.names.comments())
    yield from ("\n[entities]\n", *entities)
    yield from ("\n[relations]\n", *sorted(relations))
    yield "\n[events]\n"
    yield from ("\n[attributes]\n", *sorted(attributes))


def _group(group: str, labels: Sequence[str], names: TypeNames) -> Iterator[str]:
    if group:
        yield f"!{group}\n"
    indent = "\t" if group else ""
    yield from (f"{indent}{label}\n" for label in sorted(map(names.of, labels)))


def _titles(types: Types) -> Iterator[str]:
    """Yield visual.conf: what brat shows for each label."""
    yield "[labels]\n"
    groups = {f"group {group}": group for group in types.groups if group}
    for name, title in sorted({**groups, **types.titles}.items()):
        shown = " ".join(title.replace("|", " ").split()) or name
        yield f"{types.names.of(name)} | {shown}\n"
    yield "\n[drawing]\n"
