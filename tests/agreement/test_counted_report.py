"""Reports from what was counted by document are, to the last digit, those of all documents."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement import agreement_report, study_report
from annotator.agreement.breakdown import PartsOf
from annotator.agreement.counted_report import CountedReport
from annotator.agreement.counted_work import WhatIsCompared
from annotator.agreement.detail_rows import detail_rows
from annotator.agreement.document_tables import Counting
from annotator.agreement.study_tables import StudyTables
from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Block,
    BlockKind,
    Document,
    Judgement,
    OnShow,
    Origin,
    Reading,
    Relation,
    Span,
    Suggestion,
    Tier,
    Voice,
)

LABELS = ("claim", "hedge", "irony", "new")
DOCUMENT_LABELS = ("fake", "satire")
GROUPS = {"stance": ["claim", "hedge"], "tone": ["irony", "new"]}
EVERYTHING = WhatIsCompared(LABELS, GROUPS, DOCUMENT_LABELS)
PEOPLE = ("bea", "Ann", "cem", "dov")
OTHERS = ("gold", "tagger")
LENGTH = 40


class Drawing:
    """Draws documents and what people, gold and a machine hold of them."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.numbers = 0

    def documents(self) -> list[AnnotatedDocument]:
        return [self.document(number) for number in range(self.draw.randint(0, 6))]

    def document(self, number: int) -> AnnotatedDocument:
        sentences = tuple(
            Span(LENGTH * nth, LENGTH * (nth + 1) - 1) for nth in range(self.draw.randint(1, 5))
        )
        text = "x" * (LENGTH * len(sentences))
        blocks = (Block(Span(0, len(text)), BlockKind.PARAGRAPH),)
        uid = f"b2:{self.draw.getrandbits(40):010x}{number}"
        document = Document(uid, text, {}, blocks, sentences)
        readings = [
            Reading(document, name, self.judgements(document), number)
            for name in (*PEOPLE, *OTHERS)
            for number in range(self.draw.choice((0, 1, 1, 1, 1, 2)))
        ]
        suggestions = [
            Suggestion(self.span(one), self.draw.choice(LABELS), "r@1", Tier.HIGH, Voice.NARRATOR)
            for one in sentences
            if self.draw.random() < 0.5
        ]
        return AnnotatedDocument(
            document,
            suggestions=tuple(suggestions),
            readings=tuple(sorted(readings, key=lambda one: one.annotator)),
        )

    def judgements(self, document: Document) -> dict[Span | None, Judgement]:
        found: dict[Span | None, Judgement] = {}
        if self.draw.random() < 0.3:
            label = self.draw.choice(DOCUMENT_LABELS)
            made = self.annotation(label, (Span(0, len(document.text)),))
            found[None] = Judgement({made.uid: made}, finished=self.draw.random() < 0.5)
        for sentence in document.sentences:
            if self.draw.random() < 0.85:
                found[sentence] = self.judgement(document, sentence)
        return found

    def judgement(self, document: Document, sentence: Span) -> Judgement:
        draw = self.draw
        if draw.random() < 0.08:
            return Judgement(cannot_judge="unclear")
        made = [
            self.annotation(
                draw.choice((*LABELS, "boilerplate")), self.fragments(document, sentence)
            )
            for _ in range(draw.choice((0, 0, 1, 1, 2, 3)))
        ]
        relations = {}
        if len(made) > 1 and draw.random() < 0.6:
            kind = draw.choice(("supports", "attacks"))
            relations["r"] = Relation("r", kind, made[0].uid, made[1].uid)
        return Judgement(
            {one.uid: one for one in made},
            relations=relations,
            finished=draw.random() < 0.9,
            shown=draw.random() < 0.5,
            finished_at=draw.choice(
                ("", f"2026-0{draw.randint(1, 9)}-1{draw.randint(0, 9)}T10:00")
            ),
        )

    def annotation(self, label: str, fragments: tuple[Span, ...]) -> Annotation:
        draw = self.draw
        self.numbers += 1
        values = {"voice": draw.choice(("narrator", "source", None)), "sure": draw.choice((1, 2))}
        names = [name for name in values if draw.random() < 0.5]
        return Annotation(
            f"a{self.numbers}",
            label,
            fragments,
            {name: values[name] for name in names},
            draw.choice((Origin.MANUAL, Origin.ACCEPTED)),
            on_show=draw.choice((OnShow.NONE, OnShow.NONE, OnShow.SAME, OnShow.UNKNOWN)),
        )

    def fragments(self, document: Document, sentence: Span) -> tuple[Span, ...]:
        one = self.span(sentence)
        if self.draw.random() < 0.2:  # beyond the sentence
            return (Span(one.start, min(len(document.text), one.end + LENGTH)),)
        if one.end - one.start > 5 and self.draw.random() < 0.2:
            return (Span(one.start, one.start + 2), Span(one.end - 2, one.end))
        return (one,)

    def span(self, sentence: Span) -> Span:
        start = sentence.start + self.draw.choice((0, 5, 10))
        return Span(start, start + self.draw.choice((3, 6, 9)))


def version(annotator, document, sentence):
    """The first sentences were finished under an earlier guideline by some people."""
    return "old" if sentence.start == 0 and annotator != "cem" else ""


def barred(reading, sentence):
    """One label was not in that guideline."""
    earlier = version(reading.annotator, reading.document.uid, sentence)
    return frozenset({"new"} if earlier else ())


VERSIONS = {"old": "guideline 1", "": "guideline 2"}


def batch_of(uid):
    """The batch of a document; some are in none."""
    return {"0": "first", "1": "second"}.get(uid[-1], "")


def fresh(held, people, what, others):
    """The report of a study from all documents."""
    labels, groups = what.labels, what.groups
    first = [each for one in held for each in one.readings if not each.pass_number]

    def compare(readings, **more):
        return agreement_report(readings, labels, groups=groups, barred=barred, **more)

    return study_report(
        held,
        people,
        [name for name in ("gold",) if name not in people],
        labels,
        every=compare(
            [one for one in first if one.annotator in people],
            document_labels=what.document_labels,
            apart=[one for one in first if one.annotator in others],
        ),
        compare=compare,
        on_show=lambda one: one.label != "irony",
        barred=barred,
        parts_of=PartsOf(lambda *place: VERSIONS[version(*place)], batch_of),
    )


def counted(held, people, what, others, order):
    """The same report from counts; documents are counted in some order, the first one twice."""
    labels, groups = what.labels, what.groups
    tables = StudyTables(labels, groups)
    counting = Counting(
        tables.vocabulary,
        people,
        [name for name in ("gold",) if name not in people],
        labels,
        barred,
        lambda one: one.label != "irony",
        groups,
        what.document_labels,
        others,
        version,
    )
    for purpose in (Counting.figures, Counting.reasons, detail_rows):
        for some in (order, order[:1]):
            if some:
                tables.put([one.document.uid for one in some], [purpose(counting, x) for x in some])
    parts = tables.parts()
    tables = StudyTables(labels, groups)
    tables.read(parts.__getitem__)
    return CountedReport(tables, what).study(lambda used: VERSIONS, batch_of, {})


def assert_equal(held, people=PEOPLE, what=EVERYTHING, others=OTHERS, *, order=None):
    one = fresh(held, people, what, others)
    other = counted(held, people, what, others, order or held)
    for name in ("all", "blind", "assisted"):
        assert getattr(other, name).as_dict() == getattr(one, name).as_dict()
    assert other == one


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 2**32))
def test_reports_from_counts_are_those_of_all_documents(seed):
    drawing = Drawing(seed)
    held = sorted(drawing.documents(), key=lambda one: one.document.uid)
    assert_equal(held, order=drawing.draw.sample(held, len(held)))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.sets(st.sampled_from((*PEOPLE, *OTHERS))))
def test_also_of_some_people_and_labels(seed, people):
    held = Drawing(seed).documents()
    held.sort(key=lambda one: one.document.uid)
    assert_equal(held, sorted(people), WhatIsCompared(("irony", "claim"), {}, ()), ())


@pytest.mark.parametrize("people", [17, 25])
def test_also_of_many_people(people):
    """More than 16 share rows of a table, and of more than 20 not all pairs are listed."""
    drawing = Drawing(people)
    names = [f"p{number:02}" for number in range(people)]
    held = []
    for number in range(4):
        document = drawing.document(number).document
        readings = [
            Reading(document, name, drawing.judgements(document))
            for name in (*names, "gold")
            if drawing.draw.random() < 0.8
        ]
        held.append(
            AnnotatedDocument(
                document, readings=tuple(sorted(readings, key=lambda one: one.annotator))
            )
        )
    assert_equal(sorted(held, key=lambda one: one.document.uid), names, others=("gold",))
