"""The types of a UIMA CAS: our own, as layers of INCEpTION, and those that a type system declares.

UIMA names types like Java classes, and a namespace of XML stands for a package. Our types keep all
values as texts: an attribute that is a text as it is, any other one as JSON.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from annotator.errors import Problem
from annotator.model import Value

SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
WORD = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"
META = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
SPAN = "webanno.custom.AnnotatorSpan"
RELATION = "webanno.custom.AnnotatorRelation"
DOCUMENT = "webanno.custom.AnnotatorDocument"
DOCUMENT_LABEL = "webanno.custom.AnnotatorDocumentLabel"
DOCUMENT_RELATION = "webanno.custom.AnnotatorDocumentRelation"

OWN_FEATURES = ("label", "uid", "origin", "rule", "fragment")
"""Of a span and, but the last one, of a label of the document; attributes have others."""

_STRING = "uima.cas.String"
_PRIMITIVE = {
    _STRING,
    *(
        f"uima.cas.{one}"
        for one in ("Boolean", "Byte", "Short", "Integer", "Long", "Float", "Double")
    ),
}
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_RESERVED = {*OWN_FEATURES, "begin", "end", "sofa", "id", "type", "address"}
_CODED = "x_"
_UNSTORABLE = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)")
"""Half a character, or U+0000, in JSON."""

_TYPES = (
    (META, "uima.tcas.DocumentAnnotation", ("documentTitle", "documentId", "documentUri")),
    (SENTENCE, "uima.tcas.Annotation", ("id",)),
    (WORD, "uima.tcas.Annotation", ("id",)),
    (SPAN, "uima.tcas.Annotation", OWN_FEATURES),
    (RELATION, "uima.tcas.Annotation", ("kind", "uid")),
    (DOCUMENT, "uima.cas.AnnotationBase", ("uid", "state", "note", "metadata", "replaced")),
    (DOCUMENT_LABEL, "uima.cas.AnnotationBase", OWN_FEATURES[:-1]),
    (DOCUMENT_RELATION, "uima.cas.AnnotationBase", ("kind", "uid", "head", "tail")),
)
"""Name, type above it, and features that are texts."""


# -------------------------------------------------------------------- names and values


def feature_of(attribute: str) -> str:
    """Return the name of the feature for an attribute: its own, or in hex where UIMA refuses it."""
    taken = attribute in _RESERVED or attribute.startswith(_CODED)
    if _PLAIN.fullmatch(attribute) and not taken:
        return attribute
    return _CODED + attribute.encode("utf-8", "replace").hex()


def attribute_of(feature: str) -> str:
    """Return the attribute that a feature stands for."""
    coded = feature.removeprefix(_CODED)
    if coded == feature or not re.fullmatch(r"(?:[0-9a-f]{2})*", coded):
        return feature
    return bytes.fromhex(coded).decode("utf-8", "replace")


def value_text(value: Value) -> str:
    """Return a value as a text: itself, or JSON where it is no text or would be read as another."""
    if isinstance(value, str) and value_of(value) == value:
        return value
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True)


def value_of(text: str) -> Value:
    """Return the value that a text stands for; what is no JSON is itself."""
    if _UNSTORABLE.search(text):
        return text
    try:
        value: Value = json.loads(text, parse_constant=_finite, parse_float=_finite)
    except (ValueError, RecursionError):
        return text
    return value


def _finite(written: str) -> float:
    number = float(written)
    if not math.isfinite(number):
        raise ValueError(written)
    return number


def with_offsets(value: Value, convert: Callable[[int], int | None]) -> Value:
    """Return a value in which the offsets of spans are converted; those that cannot stay."""
    if isinstance(value, list | tuple):
        return [with_offsets(one, convert) for one in value]
    if not isinstance(value, Mapping):
        return value
    if value.keys() != {"start", "end", "text"}:
        return {key: with_offsets(one, convert) for key, one in value.items()}
    found = dict(value)
    for key in ("start", "end"):
        other = convert(found[key]) if type(found[key]) is int else None
        found[key] = found[key] if other is None else other
    return found


# ------------------------------------------------------------------------------ writing


def type_system(attributes: Iterable[str]) -> str:
    """Return the file of a type system with our types. attributes: of spans and documents."""
    more = tuple(sorted({feature_of(one) for one in attributes}))
    types = "".join(
        _type(name, above, (*texts, *more) if name in {SPAN, DOCUMENT_LABEL} else texts)
        for name, above, texts in _TYPES
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">\n'
        f"  <types>\n{types}  </types>\n"
        "</typeSystemDescription>\n"
    )


def _type(name: str, above: str, texts: Iterable[str]) -> str:
    ranges = dict.fromkeys(texts, _STRING)
    if name == META:
        ranges["isLastSegment"] = "uima.cas.Boolean"
    if name == RELATION:
        ranges |= {"Governor": SPAN, "Dependent": SPAN}
    features = "".join(
        "        <featureDescription>\n"
        f"          <name>{feature}</name>\n          <description/>\n"
        f"          <rangeTypeName>{kind}</rangeTypeName>\n        </featureDescription>\n"
        for feature, kind in ranges.items()
    )
    return (
        f"    <typeDescription>\n      <name>{name}</name>\n      <description/>\n"
        f"      <supertypeName>{above}</supertypeName>\n"
        f"      <features>\n{features}      </features>\n    </typeDescription>\n"
    )


# ------------------------------------------------------------------------------ reading


@dataclass(frozen=True, slots=True)
class DeclaredTypes:
    """What a type system declares. above: the type above each one. features: their ranges."""

    above: Mapping[str, str] = field(default_factory=dict)
    features: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def ranges(self, name: str) -> dict[str, str]:
        """Return the features of a type with the types of their values, those from above first."""
        found: list[Mapping[str, str]] = []
        seen: set[str] = set()
        while name and name not in seen:
            seen.add(name)
            found.append(self.features.get(name, {}))
            name = self.above.get(name, "")
        return {feature: kind for each in reversed(found) for feature, kind in each.items()}

    def is_plain(self, kind: str) -> bool:
        """Return True if a type is of values, such as texts and numbers, not of structures."""
        return kind in _PRIMITIVE or self.above.get(kind) == _STRING

    def is_text(self, kind: str) -> bool:
        """Return True if a type is of texts, perhaps of some texts only."""
        return kind == _STRING or self.above.get(kind) == _STRING


class _SafeBuilder(ElementTree.TreeBuilder):
    """Builds a tree of a file without a document type, as these could name other files."""

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        """Refuse a document type."""
        raise ElementTree.ParseError("a document type (DOCTYPE)")


def declared_types(file: Path | None) -> DeclaredTypes | Problem:
    """Return what the file of a type system declares; nothing without a file."""
    if file is None:
        return DeclaredTypes()
    parser = ElementTree.XMLParser(target=_SafeBuilder())  # noqa: S314 - no entities without DOCTYPE
    try:
        parser.feed(file.read_bytes())
        root: Element = parser.close()
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        line = getattr(error, "position", (0, 0))[0]
        problem = f"expected a type system in XML, found {str(error).partition(':')[0]}"
        return Problem(file, line, problem, "Export it again, or move it away: it is not needed.")
    above, features = {}, {}
    for one in _below(root, "typeDescription"):
        name = _text(one, "name")
        above[name] = _text(one, "supertypeName")
        features[name] = {
            _text(each, "name"): _text(each, "rangeTypeName")
            for each in _below(one, "featureDescription")
        }
    return DeclaredTypes(above, features)


def _below(element: Element, name: str) -> Iterator[Element]:
    return (one for one in element.iter() if one.tag.rpartition("}")[2] == name)


def _text(element: Element, name: str) -> str:
    found = next((one for one in element if one.tag.rpartition("}")[2] == name), None)
    return (found.text or "").strip() if found is not None else ""
