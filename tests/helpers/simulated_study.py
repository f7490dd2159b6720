"""A study of three annotators with planted habits, as documents with readings.

`python -m tests.helpers.simulated_study FOLDER` makes a project of it, to look at its report: dee
gives loaded wording where others give distancing, eli ends marks too late, and flo follows the
suggestions where they are on show.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from annotator.annotations.visibility import is_blind
from annotator.documents import build_document
from annotator.documents.article import Article
from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Document,
    Judgement,
    OnShow,
    Origin,
    Reading,
    Span,
    Suggestion,
    Tier,
    Voice,
)

PEOPLE = ("dee", "eli", "flo")
LABELS = ("distancing_verb", "loaded_language", "hedge", "denial")
BLIND = 0.25
WORDS = tuple(
    "ferry harbour council mayor island ticket storm bridge union engine repairs critics owners"  # noqa: SIM905
    " crossing schedule winter passengers budget report inquiry".split()
)


def documents(count: int = 40, sentences: int = 25, seed: int = 1) -> Iterator[AnnotatedDocument]:
    """Yield the documents of the study."""
    draw = random.Random(seed)
    for number in range(count):
        text = f"Ferry {number}\n\n" + "\n\n".join(
            " ".join(_sentence(draw) for _ in range(5)) for _ in range(sentences // 5)
        )
        meta = {"title": f"Ferry news {number}"}
        document = build_document(Article(text, meta, Path(), 1, "utf-8", detected=False))
        yield _annotated(draw, document, f"2026-{1 + number * 6 // count:02}-1{number % 10}")


def _sentence(draw: random.Random) -> str:
    words = [draw.choice(WORDS) for _ in range(draw.randint(8, 16))]
    return f"{words[0].title()} {' '.join(words[1:])}."


def _annotated(draw: random.Random, document: Document, day: str) -> AnnotatedDocument:
    truth = [
        (sentence, _words(draw, document, sentence), draw.choice(LABELS))
        for sentence in document.sentences
        if sentence.end - sentence.start > 30 and draw.random() < 0.5
    ]
    suggestions = [
        Suggestion(span, label if draw.random() < 0.6 else draw.choice(LABELS),
                   "simulated@1", Tier.HIGH, Voice.NARRATOR)
        for _, span, label in truth
        if draw.random() < 0.8
    ]  # fmt: skip
    of_span = {one.span: one for one in suggestions}
    marks = [(sentence, span, label, of_span.get(span)) for sentence, span, label in truth]
    readings = tuple(
        _reading(draw, name, document, marks, f"{day}T1{place}:00:00.000+00:00")
        for place, name in enumerate(PEOPLE)
    )
    return AnnotatedDocument(
        document,
        suggesters={"rules": "simulated"},
        suggestions=tuple(sorted(suggestions, key=lambda one: (one.span, one.label))),
        readings=readings,
    )


def _words(draw: random.Random, document: Document, sentence: Span) -> Span:
    """A few words in the middle of a sentence."""
    starts = [
        place + 1 for place in range(sentence.start, sentence.end) if document.text[place].isspace()
    ]
    first = draw.randrange(len(starts) - 3)
    return Span(starts[first], starts[first + draw.randint(1, 3)] - 1)


def _reading(
    draw: random.Random,
    name: str,
    document: Document,
    truth: list[tuple[Span, Span, str, Suggestion | None]],
    when: str,
) -> Reading:
    made: dict[Span, dict[str, Annotation]] = {one: {} for one in document.sentences}
    blind = {one for one in document.sentences if is_blind(document.uid, one, BLIND)}
    for sentence, span, label, suggested in truth:
        shown = None if sentence in blind else suggested
        follows = shown is not None and draw.random() < (0.85 if name == "flo" else 0.1)
        if not follows and draw.random() < 0.15:
            continue
        given = shown.label if follows and shown else _given(draw, name, label)
        same = shown is not None and given == shown.label
        uid = f"{name}{span.start}"
        made[sentence][uid] = Annotation(
            uid,
            given,
            (_bounds(draw, name, document, sentence, span),),
            {},
            Origin.ACCEPTED if same else Origin.MANUAL,
            rule="simulated@1" if same else "",
            on_show=OnShow.NONE if shown is None else OnShow.SAME if same else OnShow.OTHER,
            created_at=when,
            modified_at=when,
        )
    judgements: dict[Span | None, Judgement] = {
        sentence: Judgement(
            annotations, finished=True, shown=sentence not in blind, finished_at=when
        )
        for sentence, annotations in made.items()
    }
    return Reading(document, name, judgements)


def _given(draw: random.Random, name: str, label: str) -> str:
    if name == "dee" and label == "distancing_verb" and draw.random() < 0.6:
        return "loaded_language"
    return draw.choice(LABELS) if draw.random() < 0.05 else label


def _bounds(draw: random.Random, name: str, document: Document, sentence: Span, span: Span) -> Span:
    if name == "eli" and draw.random() < 0.6:
        end = document.text.find(" ", span.end + 1, sentence.end)
        return Span(span.start, end if end > 0 else sentence.end)
    return span


def main() -> None:
    """Make the project."""
    import annotator
    from annotator.formats import native
    from annotator.model import Dataset

    folder = Path(sys.argv[1])
    file = folder.with_suffix(".jsonl")
    dataset = Dataset(
        annotators=dict.fromkeys(PEOPLE, "annotator"),
        documents=sorted(documents(), key=lambda one: one.document.uid),
    )
    file.write_text("".join(native.lines(dataset)), "utf-8")
    with annotator.create(folder) as project:
        project.import_annotations(file)


if __name__ == "__main__":
    main()
