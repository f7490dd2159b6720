"""The index of judgements: whatever changes in whatever order, it equals one made afresh."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.annotations.judgement_index import JudgementIndex, SentencePositions
from annotator.model import Annotation, Judgement, Origin, Relation, Span

SENTENCES = (Span(3, 10), Span(12, 20), Span(20, 31), Span(40, 41))
UIDS = ("n1", "n2", "n3", "n4", "n5")


def annotation(uid, fragments):
    return Annotation(uid, "hedge", fragments, {}, Origin.MANUAL)


@st.composite
def fragments(draw):
    ends = sorted(draw(st.sets(st.integers(0, 45), min_size=2, max_size=4)))
    ends = ends[: len(ends) // 2 * 2]
    return tuple(Span(low, high) for low, high in zip(ends[::2], ends[1::2], strict=True))


@st.composite
def judgements(draw):
    """Judgements of several sentences: an annotation belongs to one of them at a time."""
    found = {}
    for uid in draw(st.lists(st.sampled_from(UIDS), unique=True)):
        sentence = draw(st.sampled_from((None, *SENTENCES)))
        found.setdefault(sentence, {})[uid] = annotation(uid, draw(fragments()))
    every = sorted(uid for held in found.values() for uid in held)
    made = {sentence: Judgement(annotations=held) for sentence, held in found.items()}
    if len(every) > 1:
        sentence = draw(st.sampled_from(list(made)))
        relation = Relation("r1", "frames", every[0], every[1])
        held = made[sentence].annotations
        made[sentence] = Judgement(annotations=held, relations={"r1": relation})
    return made


def contents(index):
    """Everything that can be asked of an index."""
    return (
        [
            sorted(uid for _, one in index.annotations_at(at) for uid in [one.uid])
            for at in range(4)
        ],
        [index.annotation(uid) for uid in UIDS],
        [index.relations_of(uid) for uid in UIDS],
    )


@given(st.lists(judgements(), min_size=1, max_size=4))
def test_an_index_that_was_updated_equals_a_fresh_one(states):
    positions = SentencePositions(SENTENCES)
    index = JudgementIndex(positions, states[0])
    for state in states[1:]:
        gone = {sentence: Judgement() for sentence in index.judgements if sentence not in state}
        touched = index.update({**gone, **state})
        assert touched <= set(range(4))
        assert contents(index) == contents(JudgementIndex(positions, state))


@given(fragments())
def test_an_annotation_is_found_in_just_the_sentences_it_overlaps(parts):
    held = {SENTENCES[0]: Judgement(annotations={"n1": annotation("n1", parts)})}
    index = JudgementIndex(SentencePositions(SENTENCES), held)
    found = [bool(list(index.annotations_at(at))) for at in range(4)]
    assert found == [any(part.overlaps(one) for part in parts) for one in SENTENCES]


@given(st.integers(0, 50))
def test_the_position_of_an_offset_is_that_of_its_sentence_or_the_next(offset):
    expected = next((at for at, one in enumerate(SENTENCES) if one.end > offset), None)
    assert SentencePositions(SENTENCES).at_or_after(offset) == expected


def test_an_annotation_of_the_whole_document_is_in_no_sentence():
    held = {None: Judgement(annotations={"n1": annotation("n1", (Span(0, 45),))})}
    index = JudgementIndex(SentencePositions(SENTENCES), held)
    assert [list(index.annotations_at(at)) for at in range(4)] == [[], [], [], []]
    assert index.annotation("n1") is not None
