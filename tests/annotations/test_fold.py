"""The fold: its meaning, and its laws for every sequence of events."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.annotations.events import EventKind
from annotator.annotations.fold import fold, group_to_redo, group_to_undo
from annotator.model import Origin, Span, Verdict
from tests.helpers.events import event_of

SENTENCE = Span(0, 40)


def event(number, kind, payload, group=None):
    uid = f"{number:04d}"
    return event_of(uid, kind, payload, document="b2:d", sentence=SENTENCE, group=group or "")


def accept(number, uid="n1", group=None):
    payload = {
        "annotation": uid, "suggestion": [3, 9, "dig"], "label": "dig", "fragments": [[3, 9]],
        "attributes": {"voice": "narrator"}, "rule": "dig.a@1", "label_set": "b2:l",
    }  # fmt: skip
    return event(number, EventKind.ACCEPT, payload, group)


def put(number, uid="n1", label="dig", fragments=((3, 9),), group=None):
    payload = {
        "annotation": uid, "label": label, "fragments": [list(part) for part in fragments],
        "attributes": {}, "label_set": "b2:l",
    }  # fmt: skip
    return event(number, EventKind.PUT, payload, group)


def undo(number, group):
    return event(number, EventKind.UNDO, {"group": group})


def redo(number, group):
    return event(number, EventKind.REDO, {"group": group})


def test_nothing_done_is_nothing_held_and_not_finished():
    held = fold([])
    assert (held.annotations, held.finished, held.note) == ({}, False, "")


def test_an_accepted_suggestion_that_is_changed_is_edited_and_keeps_its_rule():
    held = fold([accept(1), put(2, fragments=((3, 5), (7, 9)))])
    note = held.annotations["n1"]
    assert (note.origin, note.rule, note.span) == (Origin.EDITED, "dig.a@1", Span(3, 9))
    assert held.verdicts == {(3, 9, "dig"): Verdict.ACCEPTED}


def test_a_manual_annotation_that_is_changed_stays_manual():
    assert fold([put(1), put(2, label="hedge")]).annotations["n1"].origin is Origin.MANUAL


def test_answers_are_set_and_cleared_and_ignored_once_the_annotation_is_gone():
    answer = {"annotation": "n1", "name": "kind", "value": "dig"}
    one = event(2, EventKind.SET, answer)
    assert fold([put(1), one]).annotations["n1"].attributes == {"kind": "dig"}
    cleared = event(3, EventKind.SET, {**answer, "value": None})
    assert fold([put(1), one, cleared]).annotations["n1"].attributes == {}
    gone = event(2, EventKind.DELETE, {"annotation": "n1"})
    assert fold([put(1), gone, event(3, EventKind.SET, answer)]).annotations == {}


def test_undo_takes_a_whole_group_back_and_redo_brings_it_again():
    done = [accept(1, group="0001"), put(2, uid="n1", group="0001"), put(3, uid="n2")]
    assert set(fold([*done, undo(4, "0001")]).annotations) == {"n2"}
    assert fold([*done, undo(4, "0001"), redo(5, "0001")]) == fold(done)


@st.composite
def logs(draw):
    """Events of some key presses, with undo and redo as a person may press them."""
    events = []
    undone: list[str] = []
    standing: list[str] = []
    for number in range(1, draw(st.integers(1, 15))):
        what = draw(st.sampled_from(["put", "accept", "delete", "note", "undo", "redo"]))
        uid = draw(st.sampled_from(["n1", "n2"]))
        if what == "undo" and standing:
            undone.append(standing.pop())
            events.append(undo(number, undone[-1]))
        elif what == "redo" and undone:
            standing.append(undone.pop())
            events.append(redo(number, standing[-1]))
        else:
            made = {
                "accept": lambda n=number, u=uid: accept(n, u),
                "delete": lambda n=number, u=uid: event(n, EventKind.DELETE, {"annotation": u}),
                "note": lambda n=number, u=uid: event(n, EventKind.NOTE, {"text": u}),
            }.get(what, lambda n=number, u=uid: put(n, u))()
            events.append(made)
            standing.append(made.group)
            undone.clear()
    return events, standing, undone


@given(logs())
def test_the_next_undo_and_redo_are_those_of_two_stacks(log):
    events, standing, undone = log
    assert group_to_undo(reversed(events)) == (standing[-1] if standing else None)
    assert group_to_redo(reversed(events)) == (undone[-1] if undone else None)


@given(logs())
def test_undoing_the_last_group_is_as_if_it_had_never_been(log):
    events, standing, _ = log
    if standing:
        without = [one for one in events if one.group != standing[-1]]
        undone = fold([*events, undo(9000, standing[-1])])
        assert undone == fold([*without, undo(9000, standing[-1])])
        assert fold([*events, undo(9000, standing[-1]), redo(9001, standing[-1])]) == fold(events)


@given(logs(), st.randoms())
def test_the_order_in_which_events_arrive_does_not_matter(log, random):
    events = list(log[0])
    before = fold(events)
    random.shuffle(events)
    assert fold(events) == before


def relate(number, tail="n2"):
    payload = {"relation": "r1", "kind": "frames", "head": "n1", "tail": tail}
    return event(number, EventKind.RELATE, payload)


def test_a_relation_is_held_until_it_is_taken_away_or_loses_an_end():
    linked = [put(1, "n1"), put(2, "n2"), relate(3)]
    assert set(fold(linked).relations) == {"r1"}
    assert fold([*linked, event(4, EventKind.UNRELATE, {"relation": "r1"})]).relations == {}
    gone = event(4, EventKind.DELETE, {"annotation": "n2"})
    assert fold([*linked, gone]).relations == {}
    assert set(fold([*linked, gone, undo(5, "0004")]).relations) == {"r1"}


def test_a_relation_may_lead_to_an_annotation_of_another_sentence():
    assert set(fold([put(1, "n1"), relate(2, tail="elsewhere")]).relations) == {"r1"}
