"""An invented project of many annotated sentences, for benchmarks of the agreement screen."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import annotator
from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Block,
    BlockKind,
    Dataset,
    Document,
    Judgement,
    OnShow,
    Origin,
    Reading,
    Span,
)
from annotator.store.dataset_import import DatasetImport

PEOPLE = ("ann", "bea", "cem", "dov", "eve")
PER_DOCUMENT = 20
WORDS = """the dam minister said council falsely described water plan wall vote talks river in an
apparent dig""".split()
_MARKED, _KEPT, _SAME_LABEL, _SAME_BOUNDS, _BLIND = 0.35, 0.8, 0.9, 0.8, 0.2


def make(folder: Path, sentences: int, people: Sequence[str] = PEOPLE) -> Path:
    """Make a project in which everybody finished every sentence. Returns its database."""
    with annotator.create(folder) as project:
        label_set = project.label_set()
        project.store.label_sets.put(label_set)
        dataset = Dataset({name: "lead" for name in people}, label_set.guideline)
        importer = DatasetImport(project.store, dataset)
        with project.store.transaction():
            importer.begin()
            labels = [one.name for one in label_set.labels][:20]
            for one in documents(sentences // PER_DOCUMENT, labels, people, label_set.guideline):
                importer.add(one)
            importer.end()
        return project.store.path


def documents(
    count: int, labels: Sequence[str], people: Sequence[str], guideline: str
) -> Iterator[AnnotatedDocument]:
    """Documents of sentences of words drawn at random, with what each person marked."""
    chance = random.Random(14)
    for number in range(count):
        text, sentences = "", []
        for _ in range(PER_DOCUMENT):
            one = " ".join(chance.choices(WORDS, k=18)).capitalize() + ". "
            sentences.append(Span(len(text), len(text) + len(one) - 1))
            text += one
        blocks = (Block(Span(0, len(text)), BlockKind.PARAGRAPH),)
        meta = {"title": f"Invented no. {number}"}
        document = Document(f"b2:{number:032x}", text, meta, blocks, tuple(sentences))
        right = {one: _mark(one, labels, chance) for one in sentences}
        blind = {one for one in sentences if chance.random() < _BLIND}
        month = 1 + number * 6 // count
        readings = [
            Reading(
                document,
                name,
                {
                    one: _judgement(right[one], labels, one in blind, month, guideline, chance)
                    for one in sentences
                },
            )
            for name in people
        ]
        yield AnnotatedDocument(document, readings=tuple(readings))


def _mark(sentence: Span, labels: Sequence[str], chance: random.Random) -> tuple[Span, str] | None:
    """A span of a sentence and its label, the first labels most often; or nothing."""
    if chance.random() > _MARKED:
        return None
    start = chance.randrange(sentence.start, sentence.end - 30)
    label = labels[min(int(chance.expovariate(0.3)), len(labels) - 1)]
    return Span(start, start + chance.randrange(8, 30)), label


def _judgement(
    right: tuple[Span, str] | None,
    labels: Sequence[str],
    is_blind: bool,
    month: int,
    guideline: str,
    chance: random.Random,
) -> Judgement:
    made = {}
    if right and chance.random() < _KEPT:
        span, label = right
        if chance.random() > _SAME_LABEL:
            label = chance.choice(labels)
        if chance.random() > _SAME_BOUNDS:
            span = Span(span.start + chance.randrange(1, 5), span.end)
        uid = f"{chance.getrandbits(120):030x}"
        shown = OnShow.NONE if is_blind else OnShow.OTHER
        made[uid] = Annotation(
            uid, label, (span,), {}, Origin.MANUAL, guideline=guideline, on_show=shown
        )
    at = f"2026-{month:02}-{chance.randrange(1, 28):02}T10:00:00.000Z"
    return Judgement(made, finished=True, shown=not is_blind, finished_at=at)
