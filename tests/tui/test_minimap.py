"""The minimap: every sentence in a cell, and only changed sentences looked at again."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from annotator.annotations.session import Session
from annotator.model import (
    Block,
    BlockKind,
    Document,
    Judgement,
    Span,
    Suggestion,
    Tier,
    Verdict,
    Voice,
)
from annotator.tui import minimap
from annotator.tui.minimap import Minimap, MinimapState
from tests.helpers.memory_store import labels

FLAGGED, OPEN = MinimapState.FLAGGED, MinimapState.OPEN
UNTOUCHED, FINISHED = MinimapState.UNTOUCHED, MinimapState.FINISHED
JUDGEMENTS = {
    FLAGGED: Judgement(flagged=True, finished=True),
    FINISHED: Judgement(finished=True),
    UNTOUCHED: Judgement(),
}


def session_of(
    count: int,
    *,
    suggested: tuple[int, ...] = (),
    tier: Tier = Tier.HIGH,
    blind_share: float = 0.0,
) -> Session:
    """A document of sentences of four characters, some of them with a suggestion."""
    text = "One." * count
    sentences = tuple(Span(4 * place, 4 * place + 4) for place in range(count))
    blocks = (Block(Span(0, len(text)), BlockKind.PARAGRAPH),)
    document = Document("b2:long", text, blocks=blocks, sentences=sentences)
    proposed = [
        Suggestion(sentences[place], "hedge", "hedge.x@0", tier, Voice.NARRATOR, (), {})
        for place in suggested
    ]
    return Session(document, labels(), proposed, {}, lambda: "n", blind_share=blind_share)


def judge(session: Session, **states: MinimapState) -> None:
    """Have the sentences at positions (p3=FLAGGED) judged."""
    sentences = session.document.sentences
    session.apply({sentences[int(name[1:])]: JUDGEMENTS[state] for name, state in states.items()})


def test_the_minimap_has_a_sign_for_each_state():
    session = session_of(4, suggested=(0,))
    judge(session, p1=FLAGGED, p2=FINISHED)
    assert Minimap().cells(session, 9) == [OPEN, FLAGGED, FINISHED, UNTOUCHED]
    assert len({str(state) for state in MinimapState}) == len(MinimapState)


def test_the_minimap_shows_open_suggestions_of_the_high_tier_only():
    for tier in (Tier.MEDIUM, Tier.LOW):
        assert Minimap().cells(session_of(2, suggested=(0,), tier=tier), 9) == [UNTOUCHED] * 2
    session = session_of(2, suggested=(0,))
    (open_one,) = session.suggestions_in(session.sentence)
    session.apply({session.sentence: Judgement(verdicts={open_one.key: Verdict.REJECTED})})
    assert Minimap().cells(session, 9) == [UNTOUCHED] * 2


def test_the_minimap_does_not_show_hidden_suggestions():
    session = session_of(3, suggested=(0, 1), blind_share=1.0)
    assert Minimap().cells(session, 9) == [UNTOUCHED] * 3


def test_a_cell_of_several_sentences_shows_what_is_still_to_be_done():
    session = session_of(4)
    judge(session, p0=FINISHED, p1=FINISHED, p2=FINISHED)
    assert Minimap().cells(session, 2) == [FINISHED, MinimapState.PARTLY]
    session = session_of(4, suggested=(1, 2))
    judge(session, p0=FLAGGED, p3=FINISHED)
    assert Minimap().cells(session, 2) == [FLAGGED, OPEN]
    assert Minimap().cells(session_of(2), 0) == []


@pytest.mark.parametrize("rows", [1, 2, 7, 40, 41, 100])
def test_every_sentence_is_in_the_cell_that_shows_it(rows):
    for position in range(41):
        session = session_of(41)
        judge(session, **{f"p{position}": FLAGGED})
        drawn = Minimap()
        cells = drawn.cells(session, rows)
        assert len(cells) == min(rows, 41)
        assert cells.index(FLAGGED) == drawn.cell_of(position)


@pytest.mark.parametrize("seed", range(20))
def test_updates_give_the_cells_that_a_new_minimap_has(seed):
    rng = random.Random(seed)
    count = rng.randint(1, 90)
    session = session_of(count, suggested=tuple(rng.sample(range(count), count // 3)))
    drawn = Minimap()
    for _ in range(60):
        rows = rng.choice([0, 1, 3, 10, 24, 24, 24, 120])
        for _ in range(rng.randint(0, 3)):
            state = rng.choice(list(JUDGEMENTS))
            judge(session, **{f"p{rng.randrange(count)}": state})
        session.go_to(rng.randrange(count))
        assert drawn.cells(session, rows) == Minimap().cells(session, rows)
        edges = [cell * count // max(1, min(count, rows)) for cell in range(min(count, rows) + 1)]
        for cell, (low, high) in enumerate(pairwise(edges)):
            assert {drawn.cell_of(position) for position in range(low, high)} == {cell}


def test_a_decision_looks_at_changed_sentences_only(monkeypatch):
    session = session_of(4000)
    drawn = Minimap()
    drawn.cells(session, 40)
    looked_at = []
    state = minimap._state
    monkeypatch.setattr(
        minimap, "_state", lambda one, place: looked_at.append(place) or state(one, place)
    )
    judge(session, p7=FINISHED)
    drawn.cells(session, 40)
    assert sorted({0, 7} | set(looked_at)) == [0, 7]
