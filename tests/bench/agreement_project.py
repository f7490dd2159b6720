"""An invented project of many annotated sentences, for benchmarks of the agreement screen."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
from tests.bench.large_project import WORDS

PEOPLE = ("ann", "bea", "cem", "dov", "eve")
PER_DOCUMENT = 20
_MARKED, _KEPT, _SAME_LABEL, _SAME_BOUNDS, _BLIND = 0.35, 0.8, 0.9, 0.8, 0.2


def make(folder: Path, sentences: int, people: Sequence[str] = PEOPLE) -> Path:
    """Make a project in which everybody finished every sentence. Returns its database."""
    with annotator.create(folder) as project:
        label_set = project.label_set()
        project.store.label_sets.put(label_set)
        dataset = Dataset(dict.fromkeys(people, "lead"), label_set.guideline)
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
        drawing = _Drawing(labels, f"2026-{1 + number * 6 // count:02}", guideline, chance)
        readings = [
            Reading(
                document,
                name,
                {one: drawing.judgement(right[one], is_blind=one in blind) for one in sentences},
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


@dataclass(frozen=True, slots=True)
class _Drawing:
    labels: Sequence[str]
    month: str
    guideline: str
    chance: random.Random

    def judgement(self, right: tuple[Span, str] | None, *, is_blind: bool) -> Judgement:
        """What somebody marks of what is right."""
        chance, made = self.chance, {}
        if right and chance.random() < _KEPT:
            span, label = right
            if chance.random() > _SAME_LABEL:
                label = chance.choice(self.labels)
            if chance.random() > _SAME_BOUNDS:
                span = Span(span.start + chance.randrange(1, 5), span.end)
            uid = f"{chance.getrandbits(120):030x}"
            made[uid] = Annotation(
                uid,
                label,
                (span,),
                {},
                Origin.MANUAL,
                guideline=self.guideline,
                on_show=OnShow.NONE if is_blind else OnShow.OTHER,
            )
        at = f"{self.month}-{chance.randrange(1, 28):02}T10:00:00.000Z"
        return Judgement(made, finished=True, shown=not is_blind, finished_at=at)
