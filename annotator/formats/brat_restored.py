"""Read a folder that this program wrote, with what somebody changed in brat since.

All that was written is in the native file beside. An .ann file that is as it was written changes
nothing of it. In another one, spans and relations are found by their ids: those that are gone are
removed, those that differ are changed, and new ones are added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from annotator.canonical_json import content_id
from annotator.documents.encoding import NotTextError, decode
from annotator.errors import Problem
from annotator.formats import native_reader
from annotator.formats.annotated_text import Work, work_of
from annotator.formats.brat_lines import Standoff, parse
from annotator.formats.brat_names import TypeNames, recorded_names
from annotator.formats.brat_writer import (
    CONFIGURATION,
    NATIVE,
    SUFFIX,
    Layout,
    Types,
    ids_of,
    standoff_lines,
    types_of,
)
from annotator.formats.protocols import DocumentLine
from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Dataset,
    Judgement,
    Origin,
    Reading,
    Relation,
    Span,
)

NAMELESS = "brat"
"""The annotator of what was annotated in brat in an export without annotators."""

_EXPORT_AGAIN = "Export the dataset again, or put the file back."


def restored(folder: Path) -> tuple[Dataset, Iterator[DocumentLine]]:
    """Return what is known of all documents, and an iterator over these.

    Raises DataError if the native file has another format.
    """
    dataset, lines = native_reader.stream(folder / NATIVE)
    types = types_of(dataset)
    configuration = folder / CONFIGURATION
    if configuration.is_file():
        names = recorded_names(configuration.read_text("utf-8", "replace"))
        types.names = TypeNames(names)
    documents = _documents(folder, dataset, lines, types)
    if not dataset.annotators and any(one.stat().st_size for one in folder.glob(f"*{SUFFIX}")):
        dataset = replace(dataset, annotators={NAMELESS: "annotator"})
    return dataset, documents


def _documents(
    folder: Path, dataset: Dataset, lines: Iterator[DocumentLine], types: Types
) -> Iterator[DocumentLine]:
    layout = Layout(dataset.annotators)
    for line in lines:
        if line.document is None:
            yield line
            continue
        one, problems = line.document, list(line.problems)
        left_out = Counter[str]()
        for annotator, name in layout.files(one).items():
            file = folder / f"{name}{SUFFIX}"
            try:
                one, found = _updated(one, annotator, file, types)
            except (OSError, NotTextError) as error:
                problems.append(Problem(file, 0, _why(error), _EXPORT_AGAIN))
                continue
            problems += found.problems
            left_out += found.not_held
        yield DocumentLine(line.number, one, tuple(problems), left_out)


def _why(error: OSError | NotTextError) -> str:
    if isinstance(error, OSError):
        return f"expected the annotations of a document, but: {error.strerror or error}"
    return str(error)


def _updated(
    one: AnnotatedDocument, annotator: str, file: Path, types: Types
) -> tuple[AnnotatedDocument, Standoff]:
    """Return a document with what an .ann file of an annotator changes, and what was in it.

    Raises OSError or NotTextError if the file cannot be read.
    """
    text = one.document.text
    lines = decode(file.read_bytes()).text
    before = next((each for each in one.readings if _is_of(each, annotator)), None)
    work = work_of(before) if before else Work(annotator)
    written = "".join(standoff_lines(work, text, types))
    if lines == written:
        return one, Standoff()
    names = types.names.names
    found = parse(file, lines, text, names)
    ids = {uid: one for one, uid in ids_of(work, text).items()}
    ids |= {f"R{number}": relation.uid for number, relation in enumerate(work.relations, 1)}
    changes = _changes(parse(file, written, text, names), found, ids, [one.document.uid, annotator])
    reading = _changed(before or _all_finished(one, annotator), changes)
    others = [each for each in one.readings if each is not before]
    readings = sorted([*others, reading], key=lambda each: (each.annotator, each.pass_number))
    return replace(one, readings=tuple(readings)), found


def _is_of(reading: Reading, annotator: str) -> bool:
    return reading.annotator == annotator and not reading.pass_number


def _all_finished(one: AnnotatedDocument, annotator: str) -> Reading:
    """What brat says of a text that nobody had seen when it was written."""
    keys = one.document.sentences or (None,)
    return Reading(
        one.document, annotator or NAMELESS, dict.fromkeys(keys, Judgement(finished=True))
    )


@dataclass(frozen=True, slots=True)
class _Changes:
    """What an .ann file changes. gone: the uids of what it has no longer, or has otherwise now."""

    gone: frozenset[str]
    annotations: Sequence[Annotation]
    relations: Sequence[Relation]


def _changes(
    written: Standoff, found: Standoff, ids: Mapping[str, str], place: Sequence[str]
) -> _Changes:
    """Compare what an .ann file had with what it has.

    ids: the uids of what it had, by id. place: the document and the annotator, for new uids.
    """
    uids = {uid: content_id([*place, uid])[3:31] for uid in (*found.annotations, *found.relations)}
    uids |= {uid: ids[uid] for uid in (*written.annotations, *written.relations)}
    gone = {
        uids[uid]
        for had, has in (
            (written.annotations, found.annotations),
            (written.relations, found.relations),
        )
        for uid in had
        if had[uid] != has.get(uid)
    }
    return _Changes(
        frozenset(gone),
        [
            replace(one, uid=uids[uid])
            for uid, one in found.annotations.items()
            if one != written.annotations.get(uid)
        ],
        [
            Relation(uids[uid], one.kind, uids[one.head], uids[one.tail])
            for uid, one in found.relations.items()
            if one != written.relations.get(uid)
        ],
    )


def _changed(reading: Reading, changes: _Changes) -> Reading:
    """The reading with the changes; a relation is filed under the sentence of its head."""
    before = {
        uid: one for held in reading.judgements.values() for uid, one in held.annotations.items()
    }
    relations = {
        uid: one
        for held in reading.judgements.values()
        for uid, one in held.relations.items()
        if uid not in changes.gone
    } | {one.uid: one for one in changes.relations}
    held = {
        key: replace(one, annotations=_without(one.annotations, changes.gone), relations={})
        for key, one in reading.judgements.items()
    }
    for annotation in changes.annotations:
        key = _sentence(annotation.span.start, reading.document.sentences)
        made = _as_before(annotation, before.get(annotation.uid))
        one = held.get(key, Judgement())
        held[key] = replace(one, annotations={**one.annotations, made.uid: made})
    home = {uid: key for key, one in held.items() for uid in one.annotations}
    for relation in relations.values():
        if relation.head in home and relation.tail in home:
            key = home[relation.head]
            one = held[key]
            held[key] = replace(one, relations={**one.relations, relation.uid: relation})
    return replace(reading, judgements=held)


def _without(annotations: Mapping[str, Annotation], gone: Collection[str]) -> dict[str, Annotation]:
    return {uid: one for uid, one in annotations.items() if uid not in gone}


def _as_before(one: Annotation, before: Annotation | None) -> Annotation:
    """A changed annotation with all of the earlier one that brat does not show."""
    if before is None:
        return one
    edited = Origin.EDITED if before.origin is Origin.ACCEPTED else before.origin
    changed = (one.label, one.fragments) != (before.label, before.fragments)
    return replace(
        before,
        label=one.label,
        fragments=one.fragments,
        attributes=one.attributes,
        origin=edited if changed else before.origin,
    )


def _sentence(place: int, sentences: Sequence[Span]) -> Span | None:
    """The sentence that a place is in, or the next one, or the last one."""
    after = (one for one in sentences if one.end > place)
    return next(after, sentences[-1] if sentences else None)
