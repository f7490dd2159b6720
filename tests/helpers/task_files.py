"""Small files of JSON tasks, written and read by a format, and a dataset to write."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.formats import DocumentLine, ReadOptions, load
from annotator.formats.annotated_text import State, Work, article_of, assemble
from annotator.formats.canonical_form import annotations_in_order, judgements_in_order
from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Dataset,
    Guideline,
    OnShow,
    Origin,
    Relation,
    Span,
    Suggestion,
    Tier,
    Verdict,
    Voice,
)

TEXT = "\U0001f3db The mayor, they say, is a crook. He left."
TIME = "2031-02-03T04:05:06.789+00:00"
LABELS = {
    "loaded language": {"unit": "span", "attributes": [
        {"name": "voice", "type": "choice", "choices": ["narrator", "mixed"]},
    ]},
    "topic": {"unit": "document"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: the dataset without documents, the lines, and what was found in these."""

    dataset: Dataset
    lines: list[DocumentLine]

    @property
    def document(self) -> AnnotatedDocument:
        """The only document."""
        (found,) = (line.document for line in self.lines if line.document)
        return found

    @property
    def problems(self) -> list[str]:
        """The problems: the line of each, and what was expected."""
        return [f"{one.line}: {one.problem}" for line in self.lines for one in line.problems]

    @property
    def left_out(self) -> dict[str, int]:
        """What was left out of all documents."""
        return dict(sum((Counter(line.left_out) for line in self.lines), Counter()))

    @property
    def quotes(self) -> list[tuple[str, str, str]]:
        """Annotator, label and words of each annotation, in order; whole texts have no words."""
        return [
            (reading.annotator, one.label, one.span.of(reading.document.text) if sentence else "")
            for line in self.lines
            if line.document
            for reading in line.document.readings
            for sentence, held in judgements_in_order(reading.judgements)
            for one in annotations_in_order(held)
        ]

    @property
    def verdicts(self) -> dict[tuple[str, str, str], Verdict]:
        """The verdict on each suggestion, by annotator, label and words."""
        return {
            (reading.annotator, key.label, key.span.of(reading.document.text)): verdict
            for reading in self.document.readings
            for held in reading.judgements.values()
            for key, verdict in held.verdicts.items()
        }

    @property
    def annotations(self) -> list[Annotation]:
        """All annotations of the only document."""
        return [
            one
            for reading in self.document.readings
            for held in reading.judgements.values()
            for one in held.annotations.values()
        ]

    @property
    def relations(self) -> list[tuple[str, str, str]]:
        """The kind and the words of both ends of each relation."""
        text = self.document.document.text
        words = {one.uid: one.span.of(text) for one in self.annotations}
        return [
            (one.kind, words[one.head], words[one.tail])
            for reading in self.document.readings
            for held in reading.judgements.values()
            for one in held.relations.values()
        ]


def read_file(name: str, path: Path, **options: Any) -> Read:
    """Read a file in a format."""
    dataset, lines = load(name).read(path, ReadOptions(**options))  # type: ignore[union-attr]
    return Read(dataset, list(lines))


def read_records(name: str, folder: Path, *records: object) -> Read:
    """Write records as JSON Lines, and read them in a format."""
    path = folder / "carol.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")
    return read_file(name, path)


def at(words: str, text: str = TEXT) -> Span:
    """Where words are first in a text."""
    start = text.index(words)
    return Span(start, start + len(words))


def dataset_to_write() -> Dataset:
    """A text with the work of three people and a suggestion, and a text that nobody has seen."""
    crook = Annotation(
        "01", "loaded language", (at("crook"),), {"voice": "mixed", "sure": True},
        Origin.ACCEPTED, "crook@0011aabb", on_show=OnShow.SAME, created_at=TIME,
    )  # fmt: skip
    parts = Annotation(
        "02", "loaded language", (at("The mayor"), at("is a crook")), {}, Origin.MANUAL
    )
    topic = Annotation("03", "topic", (at(TEXT),), {}, Origin.MANUAL)
    ada = Work(
        "ada", [crook, parts], [topic], [Relation("r1", "frames", "01", "02")], note="A\nnote"
    )
    works = [ada, Work("bob", state=State.SKIPPED), Work("cai", [crook], state=State.DRAFT)]
    one = assemble(
        article_of(TEXT, {"source": "Post"}, Path("a.txt")),
        works,
        keep_uids=True,
    )
    suggestion = Suggestion(
        at("they say"),
        "loaded language",
        "say@1",
        Tier.HIGH,
        Voice.NARRATOR,
        suggester_version="v1",
    )
    suggested = AnnotatedDocument(
        one.document, suggestions=(suggestion,), readings=one.readings, suggesters={"rules": "v1"}
    )
    other = assemble(article_of("Nothing.", {}, Path("b.txt")), [])
    documents = sorted([suggested, other], key=lambda each: each.document.uid)
    people = dict.fromkeys(["ada", "bob", "cai"], "annotator")
    guidelines = {"g1": Guideline("Framing", {"groups": {}, "labels": LABELS})}
    return Dataset(people, "g1", guidelines, documents)
