"""Read a CAS in XMI: its texts, and what is annotated in each, without regard to who did it.

Offsets are UTF-16 units. Of other tools, each annotation of a type other than tokens, sentences and
metadata is read: its label is the feature `label` or `value`, else its first feature that is a text
by the type system, else the name of its type. Annotations with `Governor` and `Dependent` are
relations. Types need not be in the type system; the features of those that are not are texts.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.errors import Problem
from annotator.formats import cas_types
from annotator.formats.annotated_text import State, Work
from annotator.formats.canonical_form import quote_is_right, quoted_spans
from annotator.formats.cas_types import DeclaredTypes
from annotator.formats.cas_xmi_parser import ID, SOFA, VIEW, NotXmiError, Structure, structures_of
from annotator.formats.offset_units import Offsets
from annotator.formats.protocols import OffsetUnit
from annotator.model import Annotation, Origin, Relation, Span, Value

_NOT_COUNTED = {"Token", "Sentence", "DocumentAnnotation", "DocumentMetaData"}
_METADATA = ".metadata.type"
_LABELS = ("label", "value")
_CORRECT = "Export it again, or correct the line."


@dataclass(slots=True)
class CasText:
    """A text of a CAS, with what is annotated in it.

    name: the id that the file gives the document, '' for none. view: which of several texts it is,
    '' for the only one. work: without annotator. is_own: written by this program, so that uids are
    ours. layers: the names of all types of annotations, read or not.
    """

    text: str
    name: str
    view: str
    meta: dict[str, str]
    work: Work
    is_own: bool
    problems: list[Problem]
    lost: Counter[str]
    layers: set[str]


def read_cas(
    file: Path, types: DeclaredTypes, layers: Collection[str] = ()
) -> list[CasText] | Problem:
    """Return the texts of a file, or why it is no CAS.

    layers: the types that are read, with their package or without; all if it is empty.
    """
    data = file.read_bytes()
    lost = Counter[str]()
    try:
        structures, lost["control character of XML 1.1"] = structures_of(data)
    except NotXmiError as error:
        problem = f"expected a CAS in XMI, found {error}"
        return Problem(file, error.line, problem, _CORRECT)
    sofas = [one for one in structures if one.kind == SOFA]
    if not sofas:
        return Problem(file, 0, "expected a text (Sofa) in the CAS, found none", _CORRECT)
    found = []
    for sofa in sofas:
        if "sofaString" not in sofa.features:
            return Problem(
                file, sofa.line, "expected the text in the file (sofaString), found none", _CORRECT
            )
        view = _ViewReader(file, sofa, structures, types, layers)
        found.append(view.read(lost, several=len(sofas) > 1))
        lost = Counter()
    return found


# ---------------------------------------------------------------------------- one text


class _ViewReader:
    """Reads the annotations of one text."""

    def __init__(
        self,
        file: Path,
        sofa: Structure,
        structures: Sequence[Structure],
        types: DeclaredTypes,
        layers: Collection[str],
    ) -> None:
        self._file = file
        self._sofa = sofa
        self._structures = structures
        self._types = types
        self._layers = layers
        self._text = sofa.features["sofaString"]
        self._offsets = Offsets(self._text, OffsetUnit.UTF16)
        self._members = _members(sofa, structures)
        self._numbers = {one.number for one in structures}
        self._problems: list[Problem] = []
        self._lost = Counter[str]()
        self._spans: dict[str, Annotation] = {}
        self._uids: dict[str, str] = {}
        self._own: Structure | None = None
        self._seen: set[str] = set()

    def read(self, lost: Counter[str], *, several: bool) -> CasText:
        """Return the text. lost: what was lost in the file before. several: it has more texts."""
        self._lost += lost
        whole: list[Annotation] = []
        relations: list[Structure] = []
        meta: Mapping[str, str] = {}
        for one in self._of_view():
            if one.kind == cas_types.META:
                meta = one.features
            elif one.kind == cas_types.DOCUMENT:
                self._own = one
            elif one.kind == cas_types.DOCUMENT_LABEL:
                whole += self._own_label(one)
            elif one.kind == cas_types.DOCUMENT_RELATION or _is_relation(one):
                relations += [one] if self._is_chosen(one) else []
            elif self._is_counted(one) and self._is_chosen(one):
                self._add_span(one)
        self._uids |= {one.uid: one.uid for one in whole}
        own = self._own.features if self._own else {}
        work = Work(
            "",
            list(self._spans.values()),
            whole,
            [made for one in relations for made in self._relation(one)],
            self._state(own),
            own.get("note", ""),
        )
        if own.get("replaced", "").isdecimal():
            self._lost["control character, which XML cannot hold"] += int(own["replaced"])
        return CasText(
            text=self._text,
            name=meta.get("documentId") or meta.get("documentTitle") or "",
            view=self._sofa.features.get("sofaID", self._sofa.number) if several else "",
            meta=_metadata(meta, own),
            work=work,
            is_own=self._own is not None,
            problems=self._problems,
            lost=+self._lost,
            layers=self._seen,
        )

    def _of_view(self) -> Iterator[Structure]:
        """The structures of the text. Those that no view has are counted."""
        for one in self._structures:
            if one.kind in {SOFA, VIEW}:
                continue
            is_member = self._members is None or one.number in self._members
            if one.features.get("sofa") == self._sofa.number:
                if is_member:
                    yield one
                elif self._is_counted(one):
                    self._lost["annotation in no view"] += 1
            elif self._members and is_member and self._is_counted(one):
                self._lost["structure without a place in the text"] += 1

    def _is_counted(self, one: Structure) -> bool:
        """Whether it is no token, sentence or metadata of the document or its tags."""
        return one.short not in _NOT_COUNTED and not one.kind.rpartition(".")[0].endswith(_METADATA)

    def _is_chosen(self, one: Structure) -> bool:
        self._seen |= {one.kind, one.short}
        return not self._layers or one.kind in self._layers or one.short in self._layers

    def _problem(self, one: Structure, problem: str) -> None:
        self._problems.append(Problem(self._file, one.line, problem, _CORRECT))

    def _state(self, own: Mapping[str, str]) -> State:
        written = own.get("state", State.DONE.value)
        if written in {each.value for each in State}:
            return State(written)
        if self._own:
            self._problem(self._own, f"expected {', '.join(State)} as state, found {written!r}")
        return State.DRAFT

    # --------------------------------------------------------------------------- spans

    def _add_span(self, one: Structure) -> None:
        if "begin" not in one.features or "end" not in one.features:
            self._lost["structure without a place in the text"] += 1
            return
        place = self._place(one)
        if place is None:
            return
        is_own = one.kind == cas_types.SPAN
        uid = (one.features.get("uid") if is_own else "") or one.number or f"line {one.line}"
        self._uids[one.number] = uid
        known = self._spans.get(uid)
        if known and not (is_own and one.features.get("fragment")):
            self._problem(one, f"expected another id than {uid!r}, which an annotation has already")
        elif known:
            fragments = tuple(sorted([*known.fragments, place]))
            self._keep(one, uid, fragments, known.label, known.attributes)
        else:
            label, values = self._own_values(one) if is_own else self._label_and_values(one)
            self._keep(one, uid, (place,), label, values)

    def _keep(
        self,
        one: Structure,
        uid: str,
        fragments: tuple[Span, ...],
        label: str,
        values: Mapping[str, Value],
    ) -> None:
        origin = self._origin(one) if one.kind == cas_types.SPAN else Origin.MANUAL
        rule = one.features.get("rule", "") if one.kind == cas_types.SPAN else ""
        try:
            self._spans[uid] = Annotation(uid, label, fragments, values, origin, rule)
        except ValueError as error:
            self._problem(one, str(error))

    def _place(self, one: Structure) -> Span | None:
        """The place of an annotation; None if it has no words, or a problem."""
        begin, end = (one.features[key].strip() for key in ("begin", "end"))
        if not (begin.isascii() and begin.isdecimal() and end.isascii() and end.isdecimal()):
            self._problem(one, f"expected whole numbers as begin and end, found {begin!r}, {end!r}")
            return None
        if len(begin) > _MOST_DIGITS or len(end) > _MOST_DIGITS:
            self._problem(one, "expected offsets inside the text, found longer numbers")
            return None
        first, last = (self._offsets.to_code_points(int(each)) for each in (begin, end))
        if first is None or last is None or first > last:
            what = "a begin before an end inside the text, and not inside a character"
            self._problem(one, f"expected {what}, found {begin} and {end}")
            return None
        if first == last:
            self._lost["annotation of no character"] += 1
            return None
        return Span(first, last)

    def _label_and_values(self, one: Structure) -> tuple[str, dict[str, Value]]:
        """The label and the attributes of an annotation of another tool."""
        ranges = self._types.ranges(one.kind)
        texts = [name for name, kind in ranges.items() if self._types.is_text(kind)]
        found = (name for name in (*_LABELS, *texts) if one.features.get(name, "").strip())
        chosen = next((name for name in found if self._is_plain(ranges.get(name))), "")
        values: dict[str, Value] = {"layer": one.short} if chosen else {}
        for name, written in one.features.items():
            if name in {chosen, ID, "sofa", "begin", "end"}:
                continue
            if not self._is_plain(ranges.get(name)):
                self._lost["feature that refers to another structure"] += 1
                continue
            values[name] = _typed(written, ranges.get(name, ""))
        values |= {name: list(each) for name, each in one.lists.items()}
        return one.features[chosen] if chosen else one.short, values

    def _is_plain(self, kind: str | None) -> bool:
        return kind is None or self._types.is_plain(kind)

    # ----------------------------------------------------------------------- our types

    def _own_label(self, one: Structure) -> list[Annotation]:
        if not self._text:
            self._lost["label of an empty text"] += 1
            return []
        label, values = self._own_values(one)
        uid = one.features.get("uid") or one.number
        everything = (Span(0, len(self._text)),)
        rule = one.features.get("rule", "")
        return [Annotation(uid, label, everything, values, self._origin(one), rule)]

    def _own_values(self, one: Structure) -> tuple[str, dict[str, Value]]:
        values: dict[str, Value] = {}
        for name, written in one.features.items():
            if name in {ID, "sofa", "begin", "end", *cas_types.OWN_FEATURES}:
                continue
            value = cas_types.value_of(written)
            values[cas_types.attribute_of(name)] = cas_types.with_offsets(
                value, self._offsets.to_code_points
            )
        for found in quoted_spans(values):
            if not quote_is_right(found, self._text):
                self._problem(one, f"expected the words that a value quotes, found {found}")
        label = one.features.get("label", "")
        if not label.strip():
            self._problem(one, "expected a label, found none")
        return label, values

    def _origin(self, one: Structure) -> Origin:
        written = one.features.get("origin", Origin.MANUAL.value)
        if written not in {each.value for each in Origin}:
            self._problem(one, f"expected {', '.join(Origin)} as origin, found {written!r}")
            return Origin.MANUAL
        return Origin(written)

    # ----------------------------------------------------------------------- relations

    def _relation(self, one: Structure) -> list[Relation]:
        """The relation of a structure, if both its ends are kept."""
        if one.kind == cas_types.DOCUMENT_RELATION:
            ids = {uid: uid for uid in self._uids.values()}
            ends = (one.features.get("head", ""), one.features.get("tail", ""))
        else:
            ids = self._uids
            ends = (one.features.get("Governor", ""), one.features.get("Dependent", ""))
        if missing := [end for end in ends if end not in ids and end not in self._numbers]:
            self._problem(one, f"expected the ids of two annotations, found {missing[0]!r}")
            return []
        if not all(end in ids for end in ends):
            self._lost["relation to what is left out"] += 1
            return []
        is_own = one.kind in {cas_types.RELATION, cas_types.DOCUMENT_RELATION}
        names = ("kind",) if is_own else _LABELS
        kind = next((each for name in names if (each := one.features.get(name, ""))), one.short)
        uid = (one.features.get("uid", "") if is_own else "") or one.number
        return [Relation(uid, kind, *(ids[end] for end in ends))]


_MOST_DIGITS = 15


def _members(sofa: Structure, structures: Sequence[Structure]) -> set[str] | None:
    """The ids of what the view of a text has; None if the file has no views."""
    views = [one for one in structures if one.kind == VIEW]
    if not views:
        return None
    of_sofa = [one for one in views if one.features.get("sofa") == sofa.number]
    return {number for one in of_sofa for number in one.features.get("members", "").split()}


def _is_relation(one: Structure) -> bool:
    return "Governor" in one.features and "Dependent" in one.features


def _typed(written: str, kind: str) -> Value:
    """The value of a feature by its type; a text if it has none, or the value does not fit."""
    short = kind.removeprefix("uima.cas.")
    if short == "Boolean" and written in {"true", "false"}:
        return written == "true"
    if short in {"Byte", "Short", "Integer", "Long", "Float", "Double"}:
        value = cas_types.value_of(written)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
    return written


def _metadata(meta: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """The metadata of a document: ours as they were, else id and title."""
    if "metadata" in own:
        try:
            found = json.loads(own["metadata"])
        except (ValueError, RecursionError):
            found = {}
        if isinstance(found, dict):
            return {key: value for key, value in found.items() if isinstance(value, str)}
    name, title = meta.get("documentId", ""), meta.get("documentTitle", "")
    found = {"id": name} if name else {}
    return found | ({"title": title} if title and title != name else {})
