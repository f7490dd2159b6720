"""The search: what a query says, no more than the annotator may see, and always in order."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.annotations.events import EventKind
from annotator.model import Document, Origin, Span, Tier, Verdict
from annotator.store import Store, query
from tests.helpers.events import draft_of
from tests.helpers.memory_store import at, example_document, labels, suggestions
from tests.helpers.suggestion_runs import put_suggestions

FIRST, SECOND, THIRD = example_document().sentences
KNOWN = query.KnownNames.of(labels(), ["ann", "bea", "lead", "gold"])
KNOWN = replace(KNOWN, rules=("verdict_false.say", "implicature.dig", "verdict_false.sa"))


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "a.db") as opened:
        opened.label_sets.put(labels())
        opened.documents.add(
            replace(example_document(), meta={"title": "Dam talks", "source": "The Gazette"})
        )
        put_suggestions(opened, example_document().uid, suggestions())
        for name in ("ann", "bea"):
            opened.annotators.enrol(name)
        opened.annotators.enrol("lead", "lead")
        opened.annotators.enrol("gold", "gold")
        yield opened


def positions(store, typed, annotator="ann", **options):
    asked = query.parse(typed, KNOWN)
    assert not asked.problem, asked.problem
    chunks = store.search.start(annotator, asked, **options).chunks()
    return [position for chunk in chunks for position in chunk]


def found(store, typed, annotator="ann", **options):
    """The sentences found, of the example document by their number, of others by their text."""
    order = list(store.documents.sentences(example_document().uid))
    places = [
        store.queue.sentence_at(position)
        for position in positions(store, typed, annotator, **options)
    ]
    return [order.index(span) if uid == example_document().uid else uid for uid, span in places]


def do(store, annotator, kind, sentence, **payload):
    store.events.record(annotator, [draft_of(kind, example_document().uid, sentence, payload)])


def put(store, annotator, label, sentence, words):
    span = at(words)
    do(store, annotator, EventKind.PUT, sentence, annotation=f"{annotator}-{label}", label=label,
       fragments=[[span.start, span.end]], attributes={}, label_set=labels().uid)  # fmt: skip


def finish(store, annotator, sentence):
    do(store, annotator, EventKind.FINISH, sentence, finished=True, shown=True)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("dam", [0]),
        ("DENY", [1]),
        ('"we deny"', [1]),
        ('"deny we"', []),
        ("read*", [2]),
        ("claims nothing", [2]),
        ("-dam", [1, 2]),
        ("-dam -nothing", [1]),
        ("we -deny", []),
        ("", [0, 1, 2]),
        ("title:TALKS", [0, 1, 2]),
        ("title:other", []),
        ("document:b2:pap", [0, 1, 2]),
        ("source:gazette", [0, 1, 2]),
        ("-source:gazette", []),
        ("label:implicature", [0]),
        ('label:"implied meaning" dam', [0]),
        ("-label:implicature", [1, 2]),
        ("rule:verdict_false.say", [0]),
        ("rule:verdict_false.sa", []),
        ("rule:verdict*", [0]),
        ("tier:high", [0]),
        ("tier:low", []),
        ("is:undecided", [0]),
        ("is:unfinished", [0, 1, 2]),
        ("is:finished", []),
        ("is:flagged", []),
        ("is:annotated", []),
        ("is:blind", []),
        ("note:*", []),
    ],
)
def test_what_a_query_finds_before_anything_is_done(store, monkeypatch, typed, expected):
    assert found(store, typed) == expected
    monkeypatch.setattr("annotator.store.sentence_search.RARE", 0)
    assert found(store, typed) == expected


def test_ones_own_work_is_found(store):
    put(store, "ann", "hedge", SECOND, "we always will")
    do(store, "ann", EventKind.NOTE, THIRD, text="Ask Bea: É?")
    do(store, "ann", EventKind.FLAG, THIRD, flagged=True)
    finish(store, "ann", SECOND)
    assert found(store, "label:hedge") == found(store, "is:annotated") == [1]
    assert found(store, "note:é?") == found(store, "is:flagged") == found(store, "note:*") == [2]
    assert found(store, "is:finished") == [1]
    assert found(store, "is:unfinished") == [0, 2]
    assert found(store, "by:ann") == [1, 2]
    assert found(store, "-by:ann") == [0]
    assert found(store, "", unfinished_only=True) == [0, 2]
    assert (
        found(store, "label:hedge", unfinished_only=True)
        == found(store, "will", unfinished_only=True)
        == []
    )


def test_a_decided_suggestion_is_no_longer_open_but_its_rule_is_still_found(store):
    span = suggestions()[0].span
    key = [span.start, span.end, "verdict_false"]
    do(store, "ann", EventKind.REJECT, FIRST, suggestion=key, rule=suggestions()[0].rule)
    assert store.judgements.of_document("ann", example_document().uid)[FIRST].verdicts[
        suggestions()[0].key
    ] is (Verdict.REJECTED)
    assert found(store, "label:verdict_false") == []
    assert found(store, "rule:verdict_false.say") == [0]
    assert found(store, "is:undecided") == [0]
    assert found(store, "label:verdict_false", "bea") == [0]


OTHERS = ["by:bea", "by:bea label:hedge", "by:bea is:annotated", "by:bea is:flagged",
          "by:bea note:ask", "by:bea is:finished", "by:bea by:ann"]  # fmt: skip


@pytest.mark.parametrize("typed", OTHERS)
def test_others_work_is_found_only_in_finished_sentences(store, typed):
    put(store, "bea", "hedge", SECOND, "we always will")
    do(store, "bea", EventKind.NOTE, SECOND, text="Ask.")
    do(store, "bea", EventKind.FLAG, SECOND, flagged=True)
    finish(store, "bea", SECOND)
    assert found(store, typed, "ann") == []
    assert found(store, f"deny {typed}", "ann") == []
    if "by:ann" not in typed:
        assert found(store, typed, "lead") == found(store, typed, "gold") == [1]
        assert found(store, typed, "bea") == [1]
    finish(store, "ann", SECOND)
    assert found(store, typed, "ann") == [1]


@pytest.mark.parametrize("typed", [f"-{typed}" for typed in OTHERS[:1]] + ["-is:annotated -by:bea",
                         "-label:hedge", "-note:ask -is:flagged", "is:unfinished"])  # fmt: skip
def test_a_negated_term_reveals_nothing_of_others(store, typed):
    before = found(store, typed, "ann")
    put(store, "bea", "hedge", SECOND, "we always will")
    do(store, "bea", EventKind.NOTE, SECOND, text="Ask.")
    finish(store, "bea", THIRD)
    assert found(store, typed, "ann") == before == [0, 1, 2]


def test_others_labels_are_not_mixed_with_ones_own(store):
    put(store, "bea", "hedge", SECOND, "we always will")
    finish(store, "ann", SECOND)
    assert found(store, "label:hedge", "ann") == []
    assert found(store, "by:bea label:hedge", "ann") == [1]
    assert found(store, "by:bea label:implicature", "ann") == []


@pytest.mark.parametrize(
    "typed", ["label:implicature", "rule:implicature.dig", "tier:high", "is:undecided"]
)
def test_hidden_suggestions_are_not_found_before_the_sentence_is_finished(store, typed):
    assert found(store, typed, blind_share=1.0) == []
    assert found(store, "is:blind", blind_share=1.0) == [0, 1, 2]
    finish(store, "ann", FIRST)
    assert found(store, typed, blind_share=1.0) == [0]
    assert found(store, "is:blind", blind_share=1.0) == [1, 2]
    store.events.undo("ann")  # what was seen cannot be blind again
    assert found(store, typed, blind_share=1.0) == [0]


def test_the_index_of_words_follows_sentence_boundaries(store):
    payload = {"at": SECOND.start}
    do(store, "ann", EventKind.JOIN, FIRST, **payload)
    assert found(store, "dam deny") == [0]
    assert found(store, "deny") == [0]
    assert found(store, "nothing") == [1]
    store.events.undo("ann")
    assert found(store, "dam deny") == []
    assert found(store, "deny") == [1]
    store.rebuild()
    assert found(store, "deny") == [1]


def test_an_old_database_is_indexed_when_it_is_opened(tmp_path, monkeypatch):
    with Store.open(tmp_path / "a.db") as store:
        store.documents.add(example_document())
        store.annotators.enrol("ann")
        do(store, "ann", EventKind.JOIN, FIRST, at=SECOND.start)
        raw = store._database.connection
        raw.execute("DROP TABLE words")
        raw.execute("DROP INDEX documents_listed")
        raw.execute("ALTER TABLE places DROP COLUMN mark")
        raw.execute("DELETE FROM _sqlite_migrations WHERE name = 'm004_finding'")
        raw.execute("PRAGMA user_version = 3")
    messages = []
    monkeypatch.setattr("annotator.store.fulltext.REPORT_EVERY", 2)
    with Store.open(tmp_path / "a.db", report=messages.append) as store:
        assert found(store, "dam deny") == [0]
        assert found(store, "nothing") == [1]
    assert messages[-2:] == ["indexing the words of 2 sentences, this once", "  2 of 2"]


HOSTILE = ['"', "'", "(", "a OR b", "NEAR(dam the)", "text:dam", "dam*^", "{", "^dam", "a\0b",
           "\ud800", "%", "_", "'; DROP TABLE words; --", '"dam" "', "dam AND", "NOT", "-",
           "\u202edam", "dam)", "words MATCH", "* * *", "+ dam",
           "x" * 999, '"' * 999, "- " * 400]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE + [f"{name}:{typed}" for typed in HOSTILE[:12]
                                             for name in ("note", "source", "title")])  # fmt: skip
def test_hostile_queries_find_what_they_say_or_nothing(store, typed):
    asked = query.parse(typed, KNOWN)
    for chunk in store.search.start("ann", asked).chunks():
        assert chunk
    lines = store.search.hits("ann", positions(store, ""), asked)
    assert [line.text for line in lines] == [
        one.of(example_document().text) for one in example_document().sentences
    ]


def test_what_vanished_is_not_found_and_what_two_suggesters_propose_is_found_once(store):
    false, dig = suggestions()
    model = replace(false, rule="model@1", tier=Tier.LOW)
    put_suggestions(store, example_document().uid, [model], suggester="model")
    assert found(store, "label:verdict_false") == found(store, "tier:low") == [0]
    (hit,) = store.search.hits("ann", positions(store, "dam"), query.parse("dam", KNOWN))
    assert hit.suggested == ("verdict_false", "implicature")
    put_suggestions(store, example_document().uid, [dig], version="2")
    assert found(store, "label:verdict_false tier:low") == [0]
    put_suggestions(store, example_document().uid, [], suggester="model", version="2")
    assert found(store, "label:verdict_false") == found(store, "tier:low") == []
    assert found(store, "is:undecided") == found(store, "label:implicature") == [0]


def test_operators_are_words(store):
    store.documents.add(Document("b2:or", "Dam OR deny.", {}, (), (Span(0, 12),)))
    assert found(store, "dam OR deny") == ["b2:or"]
    assert found(store, "NOT dam") == []


def test_a_hit_has_words_state_and_labels(store):
    put(store, "ann", "hedge", FIRST, "the dam")
    do(store, "ann", EventKind.FLAG, FIRST, flagged=True)
    asked = query.parse('dam "apparent dig" fals* -nothing', KNOWN)
    (hit,) = store.search.hits("ann", positions(store, "dam"), asked)
    assert [span.of(hit.text) for span in hit.words] == ["falsely", "dam", "apparent dig"]
    assert (hit.flagged, hit.finished) == (True, False)
    assert hit.held == (("hedge", Origin.MANUAL),)
    assert hit.suggested == ("verdict_false", "implicature")
    assert (hit.document, hit.title, hit.sentence) == (example_document().uid, "Dam talks", FIRST)
    (blind,) = store.search.hits("ann", positions(store, "dam"), asked, blind_share=1.0)
    assert blind.suggested == ()


def test_words_are_highlighted_in_any_script(store):
    text = "x\U0001f600 Übergröße \xfe\xff e\u0301te\u0301 naïve"
    store.documents.add(Document("b2:odd", text, {}, (), (Span(0, len(text)),)))
    asked = query.parse("ubergroße naive ete", KNOWN)
    where = [one for chunk in store.search.start("ann", asked).chunks() for one in chunk]
    (hit,) = store.search.hits("ann", where, asked)
    assert [span.of(text) for span in hit.words] == ["Übergröße", "e\u0301te\u0301", "naïve"]


def test_a_search_can_be_stopped(store):
    search = store.search.start("ann", query.parse("", KNOWN))
    search.stop()
    assert list(search.chunks()) == []
    search.stop()


# -------------------------------------------------------------------- a law for every text


def tokens(text):
    """As SQLite's unicode61 does it for the letters used here."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", plain.lower())


def holds(sentence, term):
    """A naive filter: True if the tokens of a term are side by side in a sentence."""
    have, want = tokens(sentence), tokens(term.value)
    places = range(len(have) - len(want) + 1)
    if not term.prefix:
        return any(have[place : place + len(want)] == want for place in places)
    return any(
        have[place : place + len(want) - 1] == want[:-1]
        and have[place + len(want) - 1].startswith(want[-1])
        for place in places
    )


LETTERS = "abcé "
WORDS = st.text(LETTERS, min_size=1, max_size=8)
SENTENCES = st.lists(st.text(LETTERS + "-'.", min_size=1, max_size=25), min_size=1, max_size=6)
QUERIES = st.lists(
    st.builds(
        lambda words, minus, star: f'{"-" * minus}"{words}"{"*" * star}',
        WORDS, st.booleans(), st.booleans(),
    ),
    max_size=3,
).map(" ".join)  # fmt: skip


@pytest.fixture(scope="module")
def growing(tmp_path_factory):
    """A project to which each example adds a document."""
    with Store.open(tmp_path_factory.mktemp("law") / "a.db") as store:
        store.annotators.enrol("ann")
        yield store


NUMBERS = count()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SENTENCES, QUERIES)
def test_what_is_found_is_what_a_naive_filter_finds(growing, sentences, typed):
    text, spans, uid = "", [], f"b2:law {next(NUMBERS)}"
    for one in sentences:
        spans.append(Span(len(text), len(text) + len(one)))
        text += one + "\n"
    growing.documents.add(Document(uid, text, {}, (), tuple(spans)))
    asked = query.parse(typed, KNOWN)
    found = [
        growing.queue.sentence_at(one)
        for chunk in growing.search.start("ann", asked).chunks()
        for one in chunk
    ]
    assert [sentence for document, sentence in found if document == uid] == [
        span
        for span in spans
        if all(holds(span.of(text), term) != term.negated for term in asked.terms)
    ]
