"""Write the work of one annotator on one document as a CAS in XMI.

Offsets are UTF-16 units. A character that XML 1.0 cannot hold becomes U+FFFD, which is as long.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import groupby

from annotator.formats import cas_types
from annotator.formats.annotated_text import State, Work
from annotator.formats.offset_units import Offsets
from annotator.formats.protocols import OffsetUnit
from annotator.model import Annotation, Document, Span

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"'
    ' xmlns:metadata="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore"'
    ' xmlns:segmentation="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore"'
    ' xmlns:custom="http:///webanno/custom.ecore" xmi:version="2.0">\n'
    '  <cas:NULL xmi:id="0"/>\n'
)
_PREFIXES = {
    cas_types.META: "metadata",
    cas_types.SENTENCE: "segmentation",
    cas_types.WORD: "segmentation",
}
_SOFA = 1
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\t": "&#9;",
        "\n": "&#10;",
        "\r": "&#13;",
    }
)


def cas(document: Document, name: str, work: Work | None) -> str:
    """Return the file. name: the id of the document. work: None for the text alone."""
    writer = _CasWriter(document, name)
    writer.add_text()
    writer.add_work(work or Work("", state=State.UNTOUCHED))
    return writer.file()


class _CasWriter:
    """The structures of one CAS, in the order in which they are added."""

    def __init__(self, document: Document, name: str) -> None:
        self._document = document
        self._name = name
        self._offsets = Offsets(document.text, OffsetUnit.UTF16)
        self._lines: list[str] = []
        self._ids: dict[str, int] = {}
        self._places: dict[str, Span] = {}

    def file(self) -> str:
        """Return the whole file."""
        sofa = {"sofaNum": "1", "sofaID": "_InitialView", "mimeType": "text"}
        sofa["sofaString"] = self._document.text
        members = " ".join(str(one + _SOFA + 1) for one in range(len(self._lines)))
        ends = f'  <cas:Sofa xmi:id="{_SOFA}"{_attributes(sofa)}/>\n'
        ends += f'  <cas:View sofa="{_SOFA}" members="{members}"/>\n</xmi:XMI>\n'
        return "".join([_HEAD, *self._lines, ends])

    def add_text(self) -> None:
        """Add what the text is, its sentences and their words."""
        text = self._document.text
        meta = self._document.meta
        title = meta.get("title") or self._name
        features = {"language": meta.get("language") or "x-unspecified", "documentTitle": title}
        features |= {"documentId": self._name, "isLastSegment": "false"}
        self._add(cas_types.META, features, 0, len(text))
        for one in _sentences(self._document):
            self._add(cas_types.SENTENCE, {}, one.start, one.end)
            for word in _words(text, one):
                self._add(cas_types.WORD, {}, word.start, word.end)

    def add_work(self, work: Work) -> None:
        """Add what an annotator holds of the text."""
        document = self._document
        metadata = json.dumps(dict(document.meta), ensure_ascii=False, sort_keys=True)
        replaced = len(NOT_XML.findall(document.text))
        features = {"uid": document.uid, "state": work.state.value, "metadata": metadata}
        features |= {"note": work.note} if work.note else {}
        features |= {"replaced": str(replaced)} if replaced else {}
        self._add(cas_types.DOCUMENT, features)
        for one in work.whole:
            self._add(cas_types.DOCUMENT_LABEL, self._features(one))
        for one in work.annotations:
            self._add_span(one)
        for relation in work.relations:
            features = {"kind": relation.kind, "uid": relation.uid}
            if self._ids.keys() >= {*relation.ends}:
                head, tail = (str(self._ids[end]) for end in relation.ends)
                place = self._places[relation.tail]
                features |= {"Governor": head, "Dependent": tail}
                self._add(cas_types.RELATION, features, place.start, place.end)
            else:  # one of a whole document
                features |= {"head": relation.head, "tail": relation.tail}
                self._add(cas_types.DOCUMENT_RELATION, features)

    def _add_span(self, one: Annotation) -> None:
        """Add a span for each fragment; the first one stands for all in relations."""
        count = len(one.fragments)
        for nth, fragment in enumerate(one.fragments, 1):
            features = self._features(one)
            features |= {"fragment": f"{nth}/{count}"} if count > 1 else {}
            number = self._add(cas_types.SPAN, features, fragment.start, fragment.end)
            self._ids.setdefault(one.uid, number)
            self._places.setdefault(one.uid, fragment)

    def _features(self, one: Annotation) -> dict[str, str]:
        own = {"label": one.label, "uid": one.uid, "origin": one.origin.value, "rule": one.rule}
        values = {
            cas_types.feature_of(name): cas_types.value_text(
                cas_types.with_offsets(value, self._units)
            )
            for name, value in sorted(one.attributes.items())
        }
        return {name: value for name, value in own.items() if value} | values

    def _units(self, offset: int) -> int:
        return self._offsets.from_code_points(offset)

    def _add(self, kind: str, features: Mapping[str, str], start: int = -1, end: int = -1) -> int:
        """Add a structure and return its id; without start it is of the document."""
        number = len(self._lines) + _SOFA + 1
        place = f' begin="{self._units(start)}" end="{self._units(end)}"' if start >= 0 else ""
        prefix = _PREFIXES.get(kind, "custom")
        self._lines.append(
            f'  <{prefix}:{kind.rpartition(".")[2]} xmi:id="{number}" sofa="{_SOFA}"{place}'
            f"{_attributes(features)}/>\n"
        )
        return number


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(f' {name}="{_escaped(value)}"' for name, value in values.items())


def _escaped(value: str) -> str:
    return NOT_XML.sub("\ufffd", value).translate(_ESCAPES)


def _sentences(document: Document) -> Iterator[Span]:
    """Our sentences, and the blocks that have none, so that every word is in one."""
    sentences = list(document.sentences)
    starts = [one.start for one in sentences]
    found = list(sentences)
    for block in document.blocks:
        before = sentences[bisect_left(starts, block.span.end) - 1 :][:1] if starts else []
        if not any(one.overlaps(block.span) for one in before):
            found.append(block.span)
    yield from sorted(found)


def _words(text: str, place: Span) -> Iterator[Span]:
    """The words between blanks, with the signs before and after a word apart from it."""
    for match in re.finditer(r"\S+", place.of(text)):
        first, last = match.start() + place.start, match.end() + place.start
        begin, stop = first, last
        while begin < stop and _is_sign(text[begin]):
            begin += 1
        while stop > begin and _is_sign(text[stop - 1]):
            stop -= 1
        yield from _signs(text, first, begin)
        if begin < stop:
            yield Span(begin, stop)
        yield from _signs(text, stop, last)


def _signs(text: str, start: int, end: int) -> Iterator[Span]:
    """Each sign, the same one several times in a row as one word."""
    for _, equal in groupby(range(start, end), lambda at: text[at]):
        first, *others = equal
        yield Span(first, first + len(others) + 1)


def _is_sign(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
