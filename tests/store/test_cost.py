"""The cost of a decision and of opening, counted in steps of SQLite and in calls of Python.

Both counts are exact, unlike seconds: a scan or a loop over a document, over its annotations or
over the project shows at once as a count that grows.
"""

from __future__ import annotations

import sys
from functools import partial

import pytest

from annotator.annotations.events import (
    Accept,
    Draft,
    Finish,
    Flag,
    JoinSentences,
    Note,
    Put,
    Reject,
    SplitSentence,
)
from annotator.model import Document, Span, SuggestionKey
from annotator.store import Store
from tests.helpers.memory_store import labels

LABELS = labels()
WORDS = "The mayor claimed so. "
LENGTH = len(WORDS)


def sentence(number):
    return Span(number * LENGTH, (number + 1) * LENGTH - 1)


def document(uid, sentences):
    spans = tuple(sentence(number) for number in range(sentences))
    return Document(f"b2:{uid}", WORDS * sentences, {"title": uid}, (), spans)


def project(folder, *, sentences, documents, edited):
    """A project that ann has half annotated. The document "long" has so many sentences."""
    store = Store.open(folder / "a.db")
    with store.transaction():
        for number in range(documents):
            store.documents.add(document(f"before{number}", 2))
        store.documents.add(document("long", sentences))
        for number in range(documents):
            store.documents.add(document(f"after{number}", 2))
        store.annotators.enrol("ann")
        store.annotators.enrol("bea")
        for number in range(10, sentences, 2):
            for name in ("ann", "bea"):
                store.events.record(name, [put(number, f"{name}{number}")])
                store.events.record(name, [finish(number)])
        if edited:
            store.events.record("ann", [draft(2, JoinSentences(sentence(3).start))])
    return store


def draft(number, change):
    return Draft("b2:long", sentence(number), change)


def put(number, uid):
    span = Span(sentence(number).start, sentence(number).start + 9)
    return draft(number, Put(uid, "hedge", (span,), {}))


def finish(number):
    return draft(number, Finish(finished=True, shown=True))


def count(store, action):
    """Steps of SQLite's virtual machine, and calls of Python functions, of an action."""
    steps = calls = 0

    def step():
        nonlocal steps
        steps += 1

    def call(_frame, event, _arg):
        nonlocal calls
        calls += event in {"call", "c_call"}

    connection = store._database.connection
    connection.set_progress_handler(step, 1)
    sys.setprofile(call)
    try:
        action()
    finally:
        sys.setprofile(None)
        connection.set_progress_handler(None, 1)
    return steps, calls - steps


def assert_same(small, large):
    """The same steps and calls, but for garbage collections and the merging of FTS5's index."""
    for what, (steps, calls) in small.items():
        allowed = 2 * steps if "merge" in what or "split" in what else steps
        assert large[what][0] <= allowed, what
        assert large[what][1] <= calls + 30, what


def decisions(store, number):
    """Each kind of decision on a sentence, then undo and redo."""
    key = SuggestionKey(sentence(number).start + 4, sentence(number).start + 9, "hedge")
    accept = Accept("a", key, "hedge", (key.span,), {}, "hedge.may@0000aaaa")
    record = partial(store.events.record, "ann")
    return {
        "accept": lambda: record([draft(number, accept)]),
        "reject": lambda: record([draft(number, Reject(key, "hedge.may@0000aaaa"))]),
        "put": lambda: record([put(number, "new")]),
        "note": lambda: record([draft(number, Note("ask"))]),
        "flag": lambda: record([draft(number, Flag(flagged=True))]),
        "finish": lambda: record([finish(number)]),
        "undo": lambda: store.events.undo("ann"),
        "redo": lambda: store.events.redo("ann"),
        "merge": lambda: record([draft(4, JoinSentences(sentence(5).start))]),
        "split": lambda: record([draft(6, SplitSentence(sentence(6).start + 4))]),
        "undo a split": lambda: store.events.undo("ann"),
        "redo a split": lambda: store.events.redo("ann"),
    }


@pytest.mark.parametrize("edited", [False, True], ids=["as imported", "with merged sentences"])
@pytest.mark.parametrize("number", [2, 7], ids=["there", "elsewhere"])
def test_a_decision_costs_the_same_in_a_large_project(tmp_path, edited, number):
    costs = []
    for name, sentences, documents in (("small", 20, 2), ("large", 1_000, 300)):
        (tmp_path / name).mkdir()
        with project(
            tmp_path / name, sentences=sentences, documents=documents, edited=edited
        ) as store:
            costs.append(
                {what: count(store, action) for what, action in decisions(store, number).items()}
            )
    assert_same(*costs)


def test_opening_and_stepping_cost_the_same_in_a_large_project(tmp_path):
    costs = []
    for name, documents in (("small", 2), ("large", 600)):
        (tmp_path / name).mkdir()
        with project(tmp_path / name, sentences=20, documents=documents, edited=False) as store:
            costs.append({what: count(store, action) for what, action in openings(store).items()})
    assert_same(*costs)


def openings(store):
    """The reads and writes before the first screen, and those of a step to the next document."""
    store.label_sets.put(LABELS)
    uids = store.documents.uids()
    run = store.suggestions.start_run("rules", "", "")
    with store.transaction():
        for uid in uids:
            store.suggestions.put(uid, run, [])
    return {
        "enrol": lambda: store.annotators.enrol("ann"),
        "pending": lambda: store.suggestions.pending("rules", ""),
        "bookmark": lambda: store.annotators.bookmark("ann"),
        "progress": lambda: store.annotators.progress("ann"),
        "next": lambda: store.queue.next_unfinished("ann", ("b2:long", sentence(3))),
        "read": lambda: store.documents.get("b2:long"),
        "judgements": lambda: store.judgements.of_document("ann", "b2:long"),
        "neighbour": lambda: store.documents.neighbour("b2:long", 1),
        "previous": lambda: store.documents.neighbour("b2:long", -1),
        "changed": store.changed_elsewhere,
    }
