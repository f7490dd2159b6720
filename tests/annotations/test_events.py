"""Typed events: each kind is written to and read from the JSON of the log without a loss."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.annotations.events import (
    Accept,
    Delete,
    EventKind,
    Explain,
    Finish,
    Flag,
    JoinSentences,
    Note,
    Put,
    Redo,
    Reject,
    Relate,
    Revoke,
    Settle,
    SetValue,
    SplitSentence,
    SuggestionShown,
    Undo,
    Unrelate,
    parse_change,
)
from annotator.model import Content, OnShow, Relation, SettledAs, Span, SuggestionKey
from annotator.old_words import EVENT_KINDS
from tests.helpers.paths import ROOT

names = st.text(min_size=1, max_size=6)
spans = st.builds(
    lambda start, length: Span(start, start + length), st.integers(0, 99), st.integers(1, 9)
)
keys = st.builds(lambda span, label: SuggestionKey(span.start, span.end, label), spans, names)
fragments = st.lists(spans, min_size=1, max_size=3).map(tuple)
values = st.none() | st.booleans() | st.integers() | names | st.lists(names, max_size=2)
attributes = st.dictionaries(names, values, max_size=2)
contents = st.builds(Content, names, fragments, attributes)
relations = st.builds(Relation, names, names, names, names)
shown = st.none() | st.lists(st.builds(SuggestionShown, keys, names), max_size=2).map(tuple)
changes = st.one_of(
    st.builds(Accept, names, keys, names, fragments, attributes, names),
    st.builds(Reject, keys, names, st.just("") | names),
    st.builds(Put, names, names, fragments, attributes, st.sampled_from(OnShow)),
    st.builds(Delete, names, st.just("") | names),
    st.builds(SetValue, names, names, values),
    st.builds(Relate, relations),
    st.builds(Unrelate, names, names, names, names),
    st.builds(Note, st.text(max_size=6)),
    st.builds(Flag, st.booleans()),
    st.builds(Finish, st.booleans(), st.booleans(), shown),
    st.builds(JoinSentences, st.integers(0, 99), st.just(()) | fragments),
    st.builds(SplitSentence, st.integers(0, 99), st.just(()) | fragments),
    st.builds(Undo, names),
    st.builds(Redo, names),
    st.builds(Revoke, names),
    st.builds(
        Settle,
        about=st.lists(names, max_size=3).map(tuple),
        kinds=st.lists(names, max_size=2).map(tuple),
        held=st.dictionaries(names, st.none() | contents, max_size=3),
        seen=st.dictionaries(names, names, max_size=3),
        settled_as=st.sampled_from(SettledAs),
        taken_from=st.lists(names, max_size=2).map(tuple),
        made=st.lists(contents, max_size=2).map(tuple),
        gold=st.lists(names, max_size=2).map(tuple),
        between_leads=st.booleans(),
        policy=names,
    ),
    st.builds(Explain, st.lists(names, max_size=2).map(tuple), names, names),
)


@given(changes)
def test_a_change_is_the_same_after_writing_and_reading(change):
    payload = json.loads(json.dumps(change.to_payload()))
    assert parse_change(change.kind, payload) == change


@pytest.mark.parametrize("version", ["version_5", "version_6"])
def test_events_of_an_old_database_are_read_and_would_be_written_in_todays_words(version):
    packed = (ROOT / "tests" / "store" / "data" / version / "expected.json.gz").read_bytes()
    events = json.loads(gzip.decompress(packed))["events"]
    kinds = {EVENT_KINDS.get(event[5], event[5]) for event in events}
    assert kinds == set(EventKind) - {
        EventKind.REVOKE,
        EventKind.IMPORT,
        EventKind.MARK_BLOCK,
        EventKind.SETTLE,
        EventKind.EXPLAIN,
        EventKind.IMPORT_SETTLEMENT,
    }
    for _, _, _, _, _, kind, _, _, payload in events:
        written = parse_change(kind, payload).to_payload()
        payload.pop("label_set", None)  # it belongs to the event now
        if kind == "put":
            payload["on_show"] = "unknown"
        assert written == payload


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("telepathy", {}),
        ("note", {}),
        ("accept", {"annotation": "n1"}),
        ("put", {"annotation": "n1", "label": "x", "fragments": [[5, 5]], "attributes": {}}),
        ("finish", {"finished": True, "shown": True, "suggestions": [[1, 2]]}),
    ],
)
def test_what_is_no_event_of_ours_is_refused_with_its_kind(kind, payload):
    with pytest.raises(ValueError, match=f"not an event of kind '{kind}'"):
        parse_change(kind, payload)
