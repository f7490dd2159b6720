"""The check of one document of a published dataset, on its record as JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from annotator.canonical_json import content_id
from annotator.datasets.counts import AnnotatorCounts, Counts
from annotator.documents import document_uid

_Json = Mapping[str, Any]
_SHA256 = re.compile(r"[0-9a-f]{64}")


class DocumentCheck:
    """Checks a document: its id, and all spans with their quotes. Counts what is in it.

    spans: the number of those that were checked.
    """

    def __init__(self, record: _Json, places: list[_Json], *, has_text: bool) -> None:
        """places: objects of the record that have a start. has_text: False without texts."""
        self._places = places
        self._record = record
        self._has_text = has_text
        self.uid = str(record.get("document", ""))
        self.spans = 0
        text = record.get("text")
        self._text: str | None = text if isinstance(text, str) else None
        self._length = len(text) if isinstance(text, str) else 0

    def problems(self) -> Iterator[str]:
        """Yield what is wrong."""
        problem = self._text_problem()
        if problem:
            yield problem
            return
        keys = ("sentences", "suggestions", "readings", "settlements")
        if not self._all_fit():
            yield from self._spans(*(self._record.get(key) for key in keys))

    def _text_problem(self) -> str:
        record = self._record
        if not self._has_text:
            length, digest = record.get("text_length"), record.get("text_sha256")
            if record.get("text") is not None:
                return "expected no text, as dataset.json says"
            if type(length) is not int or not _SHA256.fullmatch(str(digest)):
                return "expected text_length and text_sha256 in place of the text"
            self._length = length
            return ""
        if self._text is None:
            return "expected a text"
        try:
            is_known = self.uid in _uids(self._text, record.get("meta"))
        except ValueError:
            return "expected a text, got half of a pair of surrogates or a number that is none"
        return "" if is_known else f"the text was changed: {self.uid!r} is not its id"

    def _all_fit(self) -> bool:
        """Check the spans at once; False if one is wrong, or is none: which, `_spans` says."""
        text, length = self._text, self._length
        for one in self._places:
            start, end = one["start"], one.get("end")
            if type(start) is not int or type(end) is not int or not 0 <= start < end <= length:
                return False
            if one.get("text") != (None if text is None else text[start:end]):
                return False
        self.spans = len(self._places)
        return True

    def _spans(self, *places: Any) -> Iterator[str]:
        """Yield what is wrong with the spans in some values, however deep they are."""
        stack = [*places]
        while stack:
            value = stack.pop()
            if type(value) is list:
                stack.extend(value)
            elif type(value) is dict:
                if "start" in value and "end" in value:
                    problem = self._span_problem(value)
                    if problem:
                        yield problem
                for key, one in value.items():
                    if type(one) is list:
                        stack.append(one)
                    elif type(one) is dict:  # attributes may be named start and end, too
                        stack.extend(one.values() if key == "attributes" else (one,))

    def _span_problem(self, span: _Json) -> str:
        start, end, quote = span["start"], span["end"], span.get("text")
        self.spans += 1
        if type(start) is not int or type(end) is not int or not 0 <= start < end <= self._length:
            return f"[{start}, {end}) is outside of the text of {self._length} characters"
        if self._text is None:
            return "" if quote is None else f"expected no quote at [{start}, {end})"
        if self._text[start:end] != quote:
            return f"expected {quote!r} at [{start}, {end}), the text has {self._text[start:end]!r}"
        return ""

    def count(self, split: str, counts: Counts) -> set[str]:
        """Count what `annotator.datasets.counts` counts of a document, but for its texts.

        Returns the labels of all annotations that are counted.
        """
        of_split, labels = counts.splits[split], Counter[str]()
        of_split.documents += 1
        of_split.sentences += len(_objects(self._record.get("sentences")))
        counts.suggestions += len(_objects(self._record.get("suggestions")))
        for reading in _objects(self._record.get("readings")):
            if not reading.get("pass"):
                name = str(reading.get("annotator"))
                mine = counts.annotators.setdefault(name, AnnotatorCounts())
                _count_reading(reading, mine, labels)
        of_split.labels.update(labels)
        return {*labels}


def _count_reading(reading: _Json, mine: AnnotatorCounts, labels: Counter[str]) -> None:
    before = mine.finished
    for held in _objects(reading.get("judgements")):
        if held.get("finished") is True:
            mine.finished += 1
            mine.blind += not held.get("shown")
        mine.cannot_judge += bool(held.get("cannot_judge"))
        made = held.get("annotations")
        if made:
            for one in _objects(made):
                labels[str(one.get("label"))] += 1
                mine.origins[str(one.get("origin"))] += 1
    mine.documents += mine.finished > before


def _objects(value: Any) -> list[_Json]:
    """The objects of a list; none of anything else."""
    return [one for one in value if type(one) is dict] if type(value) is list else []


def _uids(text: str, meta: Any) -> Iterator[str]:
    """Yield the ids that a text may have: in old projects source and URL are part of it."""
    yield document_uid(text)
    if isinstance(meta, dict):
        yield content_id([meta.get("source", ""), meta.get("url", ""), text])
