"""Documents of files of other tools in the order of our exports: by uid, each once."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryFile

from annotator.formats.annotated_text import State, Work, article_of, assemble, work_of
from annotator.model import AnnotatedDocument, Annotation, Relation

_STATES = (State.DRAFT, State.DONE, State.SKIPPED, State.UNTOUCHED)


def in_order(documents: Iterable[AnnotatedDocument]) -> Iterator[AnnotatedDocument]:
    """Yield documents by uid, each once: one in memory, the others in a temporary file."""
    places: dict[str, list[int]] = {}
    with TemporaryFile() as file:
        for one in documents:
            places.setdefault(one.document.uid, []).append(file.tell())
            pickle.dump(one, file, pickle.HIGHEST_PROTOCOL)
        for _, starts in sorted(places.items()):
            found = []
            for start in starts:
                file.seek(start)
                found.append(pickle.load(file))  # noqa: S301 - what was dumped above
            yield merged(found)


def merged(documents: Sequence[AnnotatedDocument]) -> AnnotatedDocument:
    """Return one document for several with the same text.

    If they are split into other sentences, or an annotator is in several of them, all is filed
    under the sentences of the text again, and what is about one sentence alone is left out.
    """
    first, *others = documents
    if not others:
        return first
    readings = [one for each in documents for one in each.readings]
    sources = tuple(
        sorted(
            {one.path: one for each in documents for one in each.sources}.values(),
            key=lambda one: one.path,
        )
    )
    whose = [(one.annotator, one.pass_number) for one in readings]
    if len({*whose}) == len(whose) and all(one.document == first.document for one in others):
        readings.sort(key=lambda one: (one.annotator, one.pass_number))
        return replace(first, sources=sources, readings=tuple(readings))
    by_name: dict[str, list[Work]] = {}
    for one in readings:
        by_name.setdefault(one.annotator, []).append(work_of(one))
    article = article_of(first.document.text, dict(first.document.meta), Path())
    made = assemble(article, [_united(works) for works in by_name.values()], keep_uids=True)
    return replace(made, sources=sources)


def _united(works: Sequence[Work]) -> Work:
    """What one annotator holds of a text in several places of a file.

    Draft if one of them is; skipped only if all are.
    """
    states = [one.state for one in works]
    state = next(one for one in _STATES if one in states)
    united = Work(works[0].annotator, state=state)
    for nth, work in enumerate(works):
        known = {one.uid: one for one in (*united.annotations, *united.whole)}
        own = _Own(known, nth)
        united = replace(
            united,
            annotations=[*united.annotations, *own.new(work.annotations)],
            whole=[*united.whole, *own.new(work.whole)],
            relations=[*united.relations, *own.relations(work.relations)],
            note="\n".join(dict.fromkeys(filter(None, [united.note, work.note]))),
        )
    return united


class _Own:
    """New uids for the annotations of a place whose uid another place has for something else."""

    def __init__(self, known: Mapping[str, Annotation], nth: int) -> None:
        self._known = known
        self._nth = nth
        self._names: dict[str, str] = {}

    def new(self, annotations: Sequence[Annotation]) -> Iterator[Annotation]:
        """Yield those that are not known, each with a uid of its own."""
        for one in annotations:
            before = self._known.get(one.uid)
            if before == one:
                continue
            if before:
                self._names[one.uid] = f"{one.uid}-{self._nth}"
            yield replace(one, uid=self._names.get(one.uid, one.uid))

    def relations(self, relations: Sequence[Relation]) -> Iterator[Relation]:
        for one in relations:
            head, tail = (self._names.get(uid, uid) for uid in one.ends)
            uid = one.uid if (head, tail) == one.ends else f"{one.uid}-{self._nth}"
            yield Relation(uid, one.kind, head, tail)
