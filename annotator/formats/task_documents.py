"""Documents of the tasks of a file: the readers of Prodigy, doccano and Label Studio share this.

The unit of the offsets is found for the file as a whole, and tasks of one text are taken together.
A file is read twice: once for its texts, annotators and units, of which little is kept, and once
for the documents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from annotator.errors import DataError, Problem
from annotator.formats.annotated_text import Work, article_of, assemble
from annotator.formats.annotation_details import (
    DetailError,
    annotation_of,
    attributes_of,
    suggestion_of,
)
from annotator.formats.json_records import Json, JsonRecord
from annotator.formats.json_tasks import (
    DOCUMENT_UID,
    MISFIT,
    RawSpan,
    RawWork,
    Task,
    TaskError,
)
from annotator.formats.offset_units import Offsets
from annotator.formats.protocols import DocumentLine, OffsetUnit
from annotator.formats.suggested_spans import SpanVerdicts, with_suggestions
from annotator.formats.unit_search import UnitSearch
from annotator.model import (
    Annotation,
    Dataset,
    DocumentSource,
    Relation,
    Span,
    Suggestion,
    Tier,
    Voice,
)

_CORRECT = "Correct the line, or export the file again."
_UNITS = (OffsetUnit.CODE_POINT, OffsetUnit.UTF16, OffsetUnit.BYTE)


class Records(Protocol):
    """A file of records, which can be read again one by one."""

    @property
    def path(self) -> Path:
        """The file."""

    def __iter__(self) -> Iterator[JsonRecord]:
        """All records, in order."""

    def at(self, record: JsonRecord) -> JsonRecord:
        """A record of which only number and place are known."""

    def close(self) -> None:
        """Close the file."""


Parser = Callable[[Json], Task]
"""Makes a task of a record. Raises TaskError."""


def read_tasks(file: Records, parse: Parser, tool: str) -> tuple[Dataset, Iterator[DocumentLine]]:
    """Return the annotators of a file, and an iterator over its documents.

    One document for each text, in the order of their first lines. tool: for messages. Raises
    DataError if no record is a task.
    """
    found = _Contents(file, parse)
    if not found.places and found.problems:
        raise DataError(*found.problems.values())
    if not found.places:
        problem = f"expected tasks of {tool}, found none"
        raise DataError(Problem(file.path, 0, problem, "Export the file again."))
    return Dataset(annotators=dict(sorted(found.annotators.items()))), _lines(found)


class _Contents:
    """What is kept of a file that was read once.

    places: the records of each text, by their first line. problems: by line. annotators: with
    their roles.
    """

    def __init__(self, file: Records, parse: Parser) -> None:
        self.file = file
        self.parse = parse
        self.places: dict[str, list[JsonRecord]] = {}
        self.problems: dict[int, Problem] = {}
        self.annotators: dict[str, str] = {}
        search = UnitSearch(_UNITS)
        for record in file:
            try:
                task = self.task(record)
            except TaskError as error:
                number = record.number
                self.problems[number] = Problem(file.path, number, str(error), _CORRECT)
                continue
            place = JsonRecord(record.number, record.place, {})
            self.places.setdefault(task.uid, []).append(place)
            self.annotators |= {one.annotator: one.role for one in task.works}
            search.add(task.text, [_place(one) for one in task.spans if not one.in_code_points])
        self.unit = search.unit

    def task(self, record: JsonRecord) -> Task:
        """The task of a record. Raises TaskError."""
        if record.problem:
            raise TaskError(record.problem)
        task = self.parse(record.value)
        if not task.text:
            raise TaskError("expected a text, found an empty one")
        return task


def _place(one: RawSpan) -> tuple[object, object, str | None]:
    return one.start, one.end, one.quote


def _lines(found: _Contents) -> Iterator[DocumentLine]:
    """Documents and problems in the order of their lines."""
    broken = iter(sorted(found.problems.items()))
    problem = next(broken, None)
    try:
        for records in found.places.values():
            number = records[0].number
            while problem is not None and problem[0] <= number:
                yield DocumentLine(problem[0], None, (problem[1],))
                problem = next(broken, None)
            yield _TextTasks(found, records).line()
        while problem is not None:
            yield DocumentLine(problem[0], None, (problem[1],))
            problem = next(broken, None)
    finally:
        found.file.close()


class _TextTasks:
    """The tasks of one text while its document is made."""

    def __init__(self, found: _Contents, records: Sequence[JsonRecord]) -> None:
        self.path = found.file.path
        self.tasks = [(one.number, found.task(found.file.at(one))) for one in records]
        self.text = self.tasks[0][1].text
        self.offsets = Offsets(self.text, found.unit)
        self.code_points = Offsets(self.text, OffsetUnit.CODE_POINT)
        self.problems: list[Problem] = []
        self.left_out: Counter[str] = Counter()
        self.keep_uids = all(
            task.is_ours and all(one.details.get("uid") for one in _annotated(task))
            for _, task in self.tasks
        )

    def line(self) -> DocumentLine:
        """The document, or what is wrong."""
        number, first = self.tasks[0]
        meta: dict[str, str] = {}
        for line, task in self.tasks:
            self.left_out += task.left_out
            for problem in task.problems:
                self.add(line, problem)
            meta = task.meta | meta
        if first.is_ours:
            meta.pop(DOCUMENT_UID)
        works, answers = self.works()
        document = assemble(
            article_of(self.text, meta, self.path, number),
            works,
            keep_uids=self.keep_uids,
            source=DocumentSource(self.path.name, first.external_id, meta),
        )
        suggestions = [*self.suggestions(), *answers.suggestions]
        document = with_suggestions(document, suggestions, answers.verdicts)
        self.left_out += answers.left_out
        return DocumentLine(number, document, tuple(self.problems), dict(self.left_out))

    def add(self, line: int, problem: str) -> None:
        self.problems.append(Problem(self.path, line, problem, _CORRECT))

    def works(self) -> tuple[list[Work], SpanVerdicts]:
        """The work of each annotator, and the verdicts on suggestions."""
        held: dict[str, tuple[int, RawWork]] = {}
        answers = SpanVerdicts()
        works = []
        for line, task in self.tasks:
            for one in task.works:
                self.judge(line, one, answers)
                before = held.setdefault(one.annotator, (line, one))
                if before[1] is one:
                    works.append((line, one))
                elif before[1].is_question and one.is_question:
                    before[1].spans += self.new_spans(one.spans, before[1].spans)
                    before[1].whole += self.new_spans(one.whole, before[1].whole)
                else:
                    self.add(
                        line,
                        f"expected one answer by {one.annotator!r} for each text, there is another"
                        f" in line {before[0]}",
                    )
        return [self.work(line, one) for line, one in works], answers

    def new_spans(self, more: Sequence[RawSpan], held: Sequence[RawSpan]) -> list[RawSpan]:
        """Those answers to questions that were not given before."""
        before = {one.place for one in held}
        new = [one for one in more if one.place not in before]
        if len(new) < len(more):
            self.left_out["answer given twice"] += len(more) - len(new)
        return new

    def work(self, line: int, raw: RawWork) -> Work:
        """The work of an annotator. What is wrong with a part of it becomes a problem."""
        annotations = self.annotations(line, raw.spans)
        whole = self.annotations(line, raw.whole, is_whole=True)
        known = {**annotations, **whole}
        relations: dict[str, Relation] = {}
        for one in raw.relations:
            ends = [known.get(end) for end in (one.head, one.tail)]
            if None in ends or one.head == one.tail:
                self.add(line, f"expected a relation {one.kind!r} of two spans that the line has")
                continue
            head, tail = (end.uid for end in ends if end)
            uid = one.uid if self.keep_uids and one.uid else f"{one.kind} {head} {tail}"
            if uid in relations:
                self.left_out["relation given twice"] += 1
            relations[uid] = Relation(uid, one.kind, head, tail)
        return Work(
            raw.annotator,
            list(annotations.values()),
            list(whole.values()),
            list(relations.values()),
            raw.state,
            raw.note,
        )

    def annotations(
        self, line: int, spans: Sequence[RawSpan], *, is_whole: bool = False
    ) -> dict[str, Annotation]:
        """The annotations by their keys in the file."""
        found: dict[str, Annotation] = {}
        uids: set[str] = set()
        seen: Counter[str] = Counter()
        for one in spans:
            seen[one.place] += 1
            key = one.key or f"{'whole' if is_whole else ''}{one.place} {seen[one.place]}"
            try:
                made = self.annotation(one, key, is_whole=is_whole)
            except (TaskError, DetailError) as error:
                self.add(line, str(error))
                continue
            if key in found or made.uid in uids:
                self.add(line, f"expected ids that differ, found {key!r} again")
                continue
            found[key] = made
            uids.add(made.uid)
        return found

    def annotation(self, one: RawSpan, key: str, *, is_whole: bool) -> Annotation:
        span = Span(0, len(self.text)) if is_whole else self.span(one)
        uid = str(one.details["uid"]) if self.keep_uids else key
        made = Annotation(
            uid,
            one.label,
            (span,),
            attributes_of(one.attributes),
            one.origin,
            one.rule,
            created_at=one.created_at,
            modified_at=one.modified_at,
        )
        return annotation_of(made, one.details, self.offsets, self.text)

    def span(self, one: RawSpan) -> Span:
        """The words that a span is of. Raises TaskError."""
        if type(one.start) is not int or type(one.end) is not int:
            raise TaskError(
                f"expected whole numbers as offsets of {one.label!r},"
                f" found {one.start!r:.20} and {one.end!r:.20}"
            )
        place = f"[{one.start}, {one.end})"
        if one.start == one.end:
            raise TaskError(f"expected a span of one character at least, found {place}")
        offsets = self.code_points if one.in_code_points else self.offsets
        start, end = offsets.to_code_points(one.start), offsets.to_code_points(one.end)
        if start is None or end is None or start >= end:
            size = f"a text of {len(self.text):,} characters"
            raise TaskError(f"expected offsets inside {size}, found {place}")
        if one.quote is not None and self.text[start:end] != one.quote:
            self.left_out[MISFIT] += 1
        return Span(start, end)

    def suggestions(self) -> list[Suggestion]:
        """The spans that nobody decided."""
        found = []
        for line, task in self.tasks:
            for one, suggester in task.suggestions:
                try:
                    found.append(self.suggestion(one, suggester))
                except (TaskError, DetailError) as error:
                    self.add(line, str(error))
        return found

    def suggestion(self, one: RawSpan, suggester: str) -> Suggestion:
        # Of the lowest tier and the usual voice, unless details say it: nobody has judged it here.
        made = Suggestion(
            self.span(one), one.label, suggester, Tier.LOW, Voice.NARRATOR, suggester=suggester
        )
        return suggestion_of(made, one.details, self.offsets, self.text)

    def judge(self, line: int, work: RawWork, answers: SpanVerdicts) -> None:
        """Add the verdicts of an annotator to the answers."""
        for one, verdict, suggester in work.verdicts:
            try:
                suggestion = self.suggestion(one, suggester)
            except TaskError as error:
                self.add(line, str(error))
                continue
            if not answers.add(work.annotator, suggestion, verdict, line):
                key = suggestion.key
                before = answers.lines[work.annotator, key]
                self.add(
                    line,
                    f"expected one answer by {work.annotator!r} about {key.label!r} at"
                    f" [{key.start}, {key.end}), there is another in line {before}",
                )


def _annotated(task: Task) -> Iterator[RawSpan]:
    for work in task.works:
        yield from work.spans
        yield from work.whole
