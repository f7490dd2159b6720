"""Filters of exports: what is kept is untouched, and nothing else is left."""

from __future__ import annotations

import pytest

from annotator.datasets.dataset_filter import DatasetFilter, filtered
from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Dataset,
    Document,
    Guideline,
    Judgement,
    Origin,
    Reading,
    Relation,
    Span,
    Suggestion,
    SuggestionKey,
    Tier,
    Verdict,
    Voice,
)

TEXT = "One two. Three four."
FIRST, SECOND = Span(0, 8), Span(9, 20)
DEFINITION = {
    "labels": {
        "dig": {"group": "implied", "kind": "framing"},
        "claim": {"group": "claims", "kind": "claim"},
    }
}


def marked(uid, label, start, origin=Origin.MANUAL):
    return Annotation(uid, label, (Span(start, start + 3),), {}, origin)


def suggestion(label, start, frames=None):
    span = Span(start, start + 3)
    return Suggestion(span, label, "r@1", Tier.LOW, Voice.NARRATOR, frames=frames)


def document(source, **judgements):
    one = Document(f"b2:{source}", TEXT, {"source": source}, (), (FIRST, SECOND))
    readings = tuple(Reading(one, name, held) for name, held in judgements.items())
    claimed = SuggestionKey(4, 7, "claim")
    return AnnotatedDocument(
        one,
        suggestions=(suggestion("dig", 0, claimed), suggestion("claim", 4)),
        readings=readings,
    )


ANN = {
    FIRST: Judgement(
        annotations={
            "1": marked("1", "dig", 0),
            "2": marked("2", "claim", 4, Origin.ACCEPTED),
        },
        relations={"r": Relation("r", "frames", "1", "2")},
        verdicts={SuggestionKey(0, 3, "dig"): Verdict.REJECTED},
        finished=True,
    ),
    SECOND: Judgement(annotations={"3": marked("3", "dig", 9)}, note="unsure"),
}
BO = {FIRST: Judgement(finished=True, shown=False), SECOND: Judgement(cannot_judge="not_news")}
DOCUMENTS = (document("Post", ann=ANN, bo=BO), document("Times", ann={FIRST: Judgement()}))
DATASET = Dataset(
    {"ann": "annotator", "bo": "lead"},
    "b2:g",
    {"b2:g": Guideline("g", DEFINITION)},
    DOCUMENTS,
)


def found(only):
    """(document, annotator, sentence start, uids) of all that is kept."""
    return [
        (one.document.uid, reading.annotator, sentence.start, sorted(judgement.annotations))
        for one in filtered(DATASET, only).documents
        for reading in one.readings
        for sentence, judgement in reading.judgements.items()
    ]


POST_BO = [("b2:Post", "bo", 0, []), ("b2:Post", "bo", 9, [])]
TIMES = [("b2:Times", "ann", 0, [])]


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (
            DatasetFilter(),
            [("b2:Post", "ann", 0, ["1", "2"]), ("b2:Post", "ann", 9, ["3"]), *POST_BO, *TIMES],
        ),
        (
            DatasetFilter(labels=("claim",)),
            [("b2:Post", "ann", 0, ["2"]), ("b2:Post", "ann", 9, []), *POST_BO, *TIMES],
        ),
        (
            DatasetFilter(groups=("implied",)),
            [("b2:Post", "ann", 0, ["1"]), ("b2:Post", "ann", 9, ["3"]), *POST_BO, *TIMES],
        ),
        (DatasetFilter(sources=("Times",)), TIMES),
        (DatasetFilter(finished=True), [("b2:Post", "ann", 0, ["1", "2"]), *POST_BO]),
        (DatasetFilter(blind=True), POST_BO[:1]),
        (
            DatasetFilter(origins=(Origin.ACCEPTED,), finished=True),
            [("b2:Post", "ann", 0, ["2"]), *POST_BO],
        ),
    ],
)
def test_what_a_filter_keeps(only, expected):
    assert found(only) == expected


def test_no_filter_gives_the_dataset_itself():
    assert filtered(DATASET, DatasetFilter()) is DATASET


def test_relations_verdicts_and_suggestions_follow_their_labels():
    (post, _) = filtered(DATASET, DatasetFilter(labels=("dig",))).documents
    assert [one.label for one in post.suggestions] == ["dig"]
    assert post.suggestions[0].frames is None
    held = post.readings[0].judgements[FIRST]
    assert (dict(held.relations), len(held.verdicts)) == ({}, 1)
    (post, _) = filtered(DATASET, DatasetFilter(labels=("claim",))).documents
    assert not post.readings[0].judgements[FIRST].verdicts
    (post, _) = filtered(DATASET, DatasetFilter(labels=("claim", "dig"))).documents
    assert post.readings[0].judgements == ANN
    assert post.suggestions == DOCUMENTS[0].suggestions
