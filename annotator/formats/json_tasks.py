"""Tasks of other tools, as they are in JSON: a text, and what annotators answered about it.

The readers of Prodigy, doccano and Label Studio parse their records to these, with offsets as the
file has them; task_documents.py makes documents of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.documents import document_uid
from annotator.formats.annotated_text import State
from annotator.formats.json_records import Json
from annotator.model import Origin, Verdict

DOCUMENT_UID = "document_uid"
"""The key of our uid of a document in its metadata."""
ANNOTATOR, MACHINE = "annotator", "machine"
MISFIT = "quote that differs from the text at its offsets"


class TaskError(ValueError):
    """A record is wrong; the message says what was expected."""


@dataclass(slots=True)
class RawSpan:
    """A label on words, or on a text as a whole, with its offsets as the file has them.

    key: its id in the file, by which relations refer to it; '' for none. quote: the words, as the
    file has them. details: what this program wrote about an annotation. in_code_points: the offsets
    are of the text already, whatever unit the file has.
    """

    label: str
    start: object = None
    end: object = None
    key: str = ""
    quote: str | None = None
    details: Json = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    origin: Origin = Origin.MANUAL
    rule: str = ""
    created_at: str = ""
    modified_at: str = ""
    in_code_points: bool = False

    @property
    def place(self) -> str:
        """Offsets and label, whatever they are in the file."""
        return f"({self.start!r}, {self.end!r}, {self.label!r})"


@dataclass(frozen=True, slots=True)
class RawRelation:
    """A relation by the keys of its ends. uid: as this program wrote it; '' for none."""

    kind: str
    head: str
    tail: str
    uid: str = ""


@dataclass(slots=True)
class RawWork:
    """What one annotator answered in one task.

    is_question: the task asked about single spans, so the text may be in several tasks. verdicts:
    on spans that a suggester proposed, with its name.
    """

    annotator: str
    spans: list[RawSpan] = field(default_factory=list)
    whole: list[RawSpan] = field(default_factory=list)
    relations: list[RawRelation] = field(default_factory=list)
    state: State = State.DONE
    note: str = ""
    role: str = ANNOTATOR
    is_question: bool = False
    verdicts: list[tuple[RawSpan, Verdict, str]] = field(default_factory=list)


@dataclass(slots=True)
class Task:
    """A text with what annotators answered.

    uid: of its document. external_id: the id that the file gives the text. suggestions: spans that
    nobody decided, each with the name of its suggester. left_out: what there is no place for.
    """

    text: str
    meta: dict[str, str] = field(default_factory=dict)
    works: list[RawWork] = field(default_factory=list)
    suggestions: list[tuple[RawSpan, str]] = field(default_factory=list)
    external_id: str = ""
    left_out: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    uid: str = field(init=False)

    def __post_init__(self) -> None:
        self.uid = document_uid(self.text)

    @property
    def spans(self) -> Iterator[RawSpan]:
        """All spans with offsets."""
        for work in self.works:
            yield from work.spans
            yield from (one for one, _, _ in work.verdicts)
        yield from (one for one, _ in self.suggestions)

    @property
    def is_ours(self) -> bool:
        """True if this program wrote it, and the text is still the same."""
        return self.meta.get(DOCUMENT_UID) == self.uid


# -------------------------------------------------------------------------- record parts


def text_meta(values: Mapping[str, Any], left_out: Counter[str]) -> dict[str, str]:
    """The metadata that are texts or numbers, as text. Others are counted, empty ones are not."""
    found = {}
    for key, value in values.items():
        if isinstance(value, str):
            found[key] = value
        elif isinstance(value, bool):
            found[key] = "true" if value else "false"
        elif isinstance(value, int | float):
            found[key] = str(value)
        elif value not in (None, [], {}):
            left_out["metadata that is no text"] += 1
    return found


def texts_in(value: object) -> list[str]:
    """The text, or the texts of a list; other values are left out."""
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str)]


def label_in(value: object) -> str:
    """A label. Raises TaskError if it is no text, or empty."""
    if not isinstance(value, str) or not value:
        raise TaskError(f"expected a label, found {value!r:.40}")
    return value


def objects_in(record: Json, key: str) -> list[Json]:
    """The objects of a list; none if the key is missing. Raises TaskError if it is another."""
    value = record.get(key)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise TaskError(f"expected {key!r} to be a list of objects")
    return list(value)


def annotator_name(value: object) -> str:
    """The name of an annotator: a text, or a number; '' for none. Raises TaskError for others."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TaskError(f"expected the name of an annotator, found {value!r:.40}")
    return str(value).strip()


def details_in(value: object) -> Json:
    """An object; an empty one for any other value."""
    return value if isinstance(value, dict) else {}


def whole_span(label: str, details: list[Json], times: tuple[str, str] = ("", "")) -> RawSpan:
    """A label of a text as a whole, with the first of the details of this label, which is used up.

    times: when it was created and changed, if no details say it.
    """
    nth = next((at for at, one in enumerate(details) if one.get("label") == label), None)
    found = {} if nth is None else details.pop(nth)
    created, modified = ("", "") if found else times
    return RawSpan(
        label_in(label),
        key=text_in(found, "uid"),
        details={key: value for key, value in found.items() if key != "label"},
        created_at=created,
        modified_at=modified,
    )


def text_in(record: Json, key: str) -> str:
    """A text of a record; '' for any other value."""
    value = record.get(key)
    return value if isinstance(value, str) else ""
