"""Parse records of Prodigy: spans, relations, choices, and answers to single questions.

See its interfaces at https://prodi.gy. A task in which spans have answers of their own,
or that asks about one label, is a question: the same text comes again with the next one. A rejected
span is a suggestion with a verdict, since nobody annotated it.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from annotator.formats.annotated_text import State
from annotator.formats.annotation_details import utc
from annotator.formats.json_records import Json
from annotator.formats.json_tasks import (
    DOCUMENT_UID,
    RawRelation,
    RawSpan,
    RawWork,
    Task,
    TaskError,
    annotator_name,
    details_in,
    label_in,
    objects_in,
    text_in,
    text_meta,
    texts_in,
    whole_span,
)
from annotator.model import Origin, Verdict

ANSWERS = ("accept", "reject", "ignore")
_MARKS = frozenset({"_input_hash", "_task_hash", "_view_id", "_session_id", "_annotator_id"})
_QUESTIONS = ("ner", "classification", "spans")
"""The interfaces that ask about spans or a label that are there already."""
_MODEL = "prodigy"
"""The name of a suggester if a span names none."""
_TECHNICAL = frozenset({
    "start", "end", "label", "text", "token_start", "token_end", "type", "color", "answer",
    "details", "input_hash", "rank", "score", "source", "hidden", "id",
})  # fmt: skip
"""Keys of a span that are no attributes of an annotation."""


def is_task(record: Json) -> bool:
    """Return True if a record looks like one of Prodigy."""
    if record.get("format") == "annotator" or "data" in record:
        return False
    if _MARKS & record.keys():
        return True
    if "text" not in record:
        return False
    spans = record.get("spans")
    has_spans = isinstance(spans, list) and all(
        isinstance(one, dict) and {"start", "end"} <= one.keys() for one in spans
    )
    return record.get("answer") in ANSWERS or (has_spans and bool(spans))


def parse(record: Json, author: str) -> Task:
    """Return the task of a record. author: of records that name none. Raises TaskError."""
    text = record.get("text")
    if not isinstance(text, str):
        raise TaskError("expected a `text` that is a string, as tasks about texts have")
    left_out: Counter[str] = Counter()
    meta = text_meta(details_in(record.get("meta")), left_out)
    identity = meta.pop("id", "") if DOCUMENT_UID not in meta else ""
    task = Task(text, meta, external_id=identity, left_out=left_out)
    answer = record.get("answer", "accept")
    if answer not in ANSWERS:
        raise TaskError(f"expected the answer accept, reject or ignore, found {answer!r:.40}")
    if not record.keys() & {"answer", "spans", "accept", "_annotator_id"}:
        return task  # nobody has seen it
    work = RawWork(_annotator(record) or author)
    if _is_question(record):
        _answer(record, answer, work, task)
    else:
        _annotate(record, answer, work, task)
    task.works.append(work)
    return task


def _annotator(record: Json) -> str:
    return annotator_name(record.get("_annotator_id") or record.get("_session_id"))


def _is_question(record: Json) -> bool:
    if "details" in record or record.get("_view_id") in ("spans_manual", "ner_manual", "relations"):
        return False
    if record.get("_view_id") in _QUESTIONS or ("label" in record and "answer" in record):
        return True
    spans = objects_in(record, "spans")
    return any("answer" in one for one in spans) or (bool(spans) and "accept" in record)


# -------------------------------------------------------------------------- whole tasks


def _annotate(record: Json, answer: str, work: RawWork, task: Task) -> None:
    """Add what somebody annotated in a text."""
    own = details_in(record.get("details"))
    spans = objects_in(record, "spans")
    relations = objects_in(record, "relations")
    work.state = _state(answer, own)
    work.note = "\n".join(texts_in(own.get("note", "")))
    if answer != "accept" and not own:
        for what, count in (("span", len(spans)), ("relation", len(relations))):
            if count:
                task.left_out[f"{what} of a task with the answer {answer}"] += count
        return
    time = utc(record.get("_timestamp"))
    work.spans = [_span(one, time, task) for one in spans]
    details = objects_in(own, "whole")
    for name in texts_in(record.get("accept", [])):
        work.whole.append(whole_span(name, details, (time, time)))
    for one in relations:
        work.relations += _relation(one, spans, work.spans, task)


def _state(answer: str, own: Json) -> State:
    """How far an annotator is. We write drafts as ignored, so that nobody trains on them."""
    if answer == "accept":
        return State.DONE
    return State.DRAFT if answer == "ignore" and own.get("state") == "draft" else State.SKIPPED


def _span(one: Json, time: str, task: Task) -> RawSpan:
    details = details_in(one.get("details"))
    source = one.get("source")
    proposed = isinstance(source, str) and bool(source)
    quote = one.get("text")
    start, end = one.get("start"), one.get("end")
    return RawSpan(
        label_in(one.get("label")),
        start,
        end,
        key=_key(one),
        quote=quote if isinstance(quote, str) else None,
        details=details,
        attributes=_attributes(one, task),
        origin=Origin.ACCEPTED if proposed else Origin.MANUAL,
        rule=str(source) if proposed else "",
        created_at="" if details else time,
        modified_at="" if details else time,
    )


def _key(one: Json) -> str:
    return text_in(details_in(one.get("details")), "uid")


def _attributes(one: Json, task: Task) -> dict[str, Any]:
    """The values of a span that are no offsets: such as kb_id, an entry of a knowledge base."""
    found = {}
    for key, value in one.items():
        if key in _TECHNICAL or value is None:
            continue
        if isinstance(value, str | int | float):
            found[key] = value
        else:
            task.left_out[f"{key} of a span"] += 1
    return found


def _relation(one: Json, spans: list[Json], raw: list[RawSpan], task: Task) -> list[RawRelation]:
    """The relation between two spans, which are named by uid, by offsets or by tokens."""
    ends = []
    for role, own in (("head", "head_uid"), ("child", "child_uid")):
        nth = _end_of(one, role, own, spans)
        if nth is None:
            task.problems.append(f"expected the {role} of a relation to be one of the spans")
            return []
        raw[nth].key = raw[nth].key or f"span {nth}"
        ends.append(raw[nth].key)
    return [RawRelation(label_in(one.get("label")), ends[0], ends[1], text_in(one, "uid"))]


def _end_of(one: Json, role: str, own: str, spans: list[Json]) -> int | None:
    """The number of the span that a relation begins or ends at."""
    if isinstance(one.get(own), str):
        return next((nth for nth, span in enumerate(spans) if _key(span) == one[own]), None)
    place = one.get(f"{role}_span")
    if isinstance(place, dict):
        same = ("start", "end", "label")
        return next(
            (
                nth
                for nth, span in enumerate(spans)
                if all(span.get(key) == place.get(key) for key in same)
            ),
            None,
        )
    token = one.get(role)
    for nth, span in enumerate(spans):
        first, last = span.get("token_start"), span.get("token_end")
        if not isinstance(token, int) or not isinstance(first, int) or not isinstance(last, int):
            continue
        if first <= token <= last:
            return nth
    return None


# ------------------------------------------------------------------------ one question


def _answer(record: Json, answer: str, work: RawWork, task: Task) -> None:
    """Add the answer to a question about spans, or about a label of the text."""
    work.is_question = True
    work.state = State.DRAFT
    time = utc(record.get("_timestamp"))
    chosen = texts_in(record.get("accept", []))
    spans = objects_in(record, "spans")
    for one in spans:
        raw = _span(one, time, task)
        if chosen:
            raw.attributes["accept"] = chosen[0] if len(chosen) == 1 else chosen
        own = one.get("answer", answer)
        if own == "ignore":
            task.left_out["question that was ignored"] += 1
            continue
        suggester = raw.rule or _MODEL
        verdict = Verdict.ACCEPTED if own == "accept" else Verdict.REJECTED
        work.verdicts.append((raw, verdict, suggester))
        if verdict is Verdict.ACCEPTED:
            raw.origin, raw.rule = Origin.ACCEPTED, suggester
            work.spans.append(raw)
    if spans or "label" not in record:
        return
    if answer == "accept":
        work.whole.append(whole_span(label_in(record["label"]), [], (time, time)))
    else:
        task.left_out[f"label of a whole text with the answer {answer}"] += 1
