"""A label for all occurrences of some words: suggestions for one person, each to be confirmed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.annotations.events import Accept, Put
from annotator.annotations.occurrences import find, suggestions
from annotator.annotations.visibility import OCCURRENCES
from annotator.model import Block, BlockKind, Document, OnShow, Span
from annotator.store import Store
from annotator.store.query import KnownNames, parse
from annotator.workflow import occurrences
from tests.helpers.app_driver import press
from tests.helpers.memory_store import labels
from tests.helpers.screenless import controller_on
from tests.tui.test_blind import shows
from tests.tui.test_plain_text import written

SENTENCES = (
    "The old regime fell.",
    "An OLD\nregime may return, and the old regimes do.",
    "No old regime is like the Old  Regime.",
)


def document(uid="b2:one", sentences=SENTENCES):
    text = "\n\n".join(sentences)
    spans = [Span(text.index(one), text.index(one) + len(one)) for one in sentences]
    blocks = tuple(Block(span, BlockKind.PARAGRAPH) for span in spans)
    return Document(uid=uid, text=text, blocks=blocks, sentences=tuple(spans))


@pytest.fixture
def path(tmp_path):
    with Store.open(tmp_path / "annotations.db") as store:
        store.label_sets.put(labels())
        store.documents.add(document())
        store.documents.add(document("b2:two", ("An old regime.", "Nothing.")))
        for name in ("ann", "bea"):
            store.annotators.enrol(name)
        return store.path


def words_suggested(path, annotator="ann", uid="b2:one"):
    with Store.open(path) as store:
        view = controller_on(store, annotator=annotator).search_state.view
        shown = view.shown(store.suggestions.of_document(uid))
        return [one.span.of(store.documents.get(uid).text) for one in shown]


def select_old_regime(path, *keys, size=(160, 24), **options):
    """Select “old regime” of the first sentence, press keys, and return the screen."""
    return press(path, ["s", "s", "d", *keys], size=size, **options)


OTHERS = ["OLD\nregime", "old regime", "Old  Regime"]


# ------------------------------------------------------------------------ what is found


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Dam! The dam, a DAM; damned madam", "dam", ["Dam", "dam", "DAM"]),
        ("so  called\npeace, so-called", "so called", ["so  called\npeace"[:10]]),
        ("a.b a+b A+B", "a+b", ["a+b", "A+B"]),
        ("“So” “so”", "“So”", ["“So”", "“so”"]),
        ("СУДНО, судно и судном", "судно", ["СУДНО", "судно"]),
        ("10 percent, 110 percent", "10 percent", ["10 percent"]),
    ],
)
def test_whole_words_are_found_in_any_case_and_with_any_white_space(text, words, found):
    whole = Span(0, len(text))
    assert [one.of(text) for one in find(text, [whole], words)] == found


def test_nothing_is_found_across_the_end_of_a_sentence():
    text = "the old. regime fell"
    assert find("the old\nregime fell", [Span(0, 7), Span(8, 19)], "old regime") == []
    assert find(text, [Span(0, 8), Span(9, 20)], "regime")


def test_no_words_are_refused():
    with pytest.raises(ValueError, match="no words"):
        find("text", [Span(0, 4)], " ")


# ------------------------------------------------------------------------ in the app


def test_the_words_are_labelled_and_the_others_in_the_document_suggested(path):
    screen = select_old_regime(path, "*", *"hedge", "enter", "enter")
    assert shows(screen, "put hedge on “old regime”")
    assert shows(screen, "3 more suggested, each to be confirmed")
    assert words_suggested(path) == OTHERS
    assert words_suggested(path, uid="b2:two") == []
    with Store.open(path) as store:
        (event,) = store.events.iterate()
        assert isinstance(event.change, Put)
        assert event.change.on_show is OnShow.NONE
    press(path, ["]", "a"])
    with Store.open(path) as store:
        change = list(store.events.iterate())[-1].change
    assert isinstance(change, Accept)
    assert change.rule.startswith("occurrences@")


def test_the_project_is_a_second_choice(path):
    screen = select_old_regime(path, "*", *"hedge", "enter", "down", "enter")
    assert shows(screen, "4 more suggested in 2 documents, each to be confirmed")
    assert words_suggested(path) == OTHERS
    assert words_suggested(path, uid="b2:two") == ["old regime"]


def test_the_words_and_label_of_a_selected_mark_are_taken(path):
    select_old_regime(path, "1", "*", "enter")
    assert words_suggested(path) == OTHERS
    details = press(path, ["]", "i"], size=(160, 40))
    assert shows(details, "you asked for all occurrences of these words")
    again = press(path, ["[", "k", "tab", "*", "enter"], size=(160, 24))
    assert shows(again, "no other occurrence to suggest")
    assert words_suggested(path) == OTHERS


def test_leaving_a_dialog_records_nothing(path):
    select_old_regime(path, "*", "escape")
    select_old_regime(path, "*", *"hedge", "enter", "escape")
    assert words_suggested(path) == []
    with Store.open(path) as store:
        assert not list(store.events.iterate())


def test_they_are_taken_back_and_other_words_stay(path):
    select_old_regime(path, "*", *"hedge", "enter", "down", "enter")
    with Store.open(path) as store:
        work = controller_on(store)
        label = labels().label("hedge")
        occurrences.suggest(work, "nothing", label, in_project=True)
    screen = press(path, ["tab", "*", "down", "down", "enter"], size=(160, 24))
    assert shows(screen, "4 no longer suggested in 2 documents")
    assert words_suggested(path) == []
    assert words_suggested(path, uid="b2:two") == ["Nothing"]
    with Store.open(path) as store:
        assert len(list(store.suggestions.history("b2:one"))) == 3


def test_what_is_marked_or_rejected_is_not_suggested_again(path):
    select_old_regime(path, "*", *"hedge", "enter", "enter")
    press(path, ["]", "x"])
    with Store.open(path) as store:
        work = controller_on(store)
        found = occurrences.elsewhere(work, "OLD regime", labels().label("hedge"))
        assert found == []
        other = occurrences.elsewhere(work, "OLD regime", labels().label("claim"))
        assert len(other) == 4


def test_nobody_else_is_shown_them(path):
    select_old_regime(path, "*", *"hedge", "enter", "enter")
    assert words_suggested(path, annotator="bea") == []
    query = parse("is:undecided", KnownNames.of(labels(), ["ann", "bea"]))
    with Store.open(path) as store:
        counts = {}
        for name in ("ann", "bea"):
            view = controller_on(store, annotator=name).search_state.view
            chunks = store.search.start(name, query, view=view).chunks()
            positions = [one for chunk in chunks for one in chunk]
            counts[name] = len(positions)
            hits = store.search.hits(name, positions, query, view=view)
            assert all(hit.suggested for hit in hits)
    assert counts == {"ann": 2, "bea": 0}


def test_a_silent_repeat_shows_none_and_makes_none(path):
    select_old_regime(path, "*", *"hedge", "enter", "enter")
    with Store.open(path) as store:
        from annotator.workflow.controller import Controller

        work = Controller(store, labels(), "ann", lambda: "n", pass_number=1)
        assert work.session.suggestions == []
        assert work.asked_suggester == ""
        assert f"{OCCURRENCES}ann" in store.suggestions.suggesters("b2:one")


def test_words_that_are_everywhere_are_refused(path, monkeypatch):
    monkeypatch.setattr(occurrences, "MOST_DOCUMENTS", 1)
    screen = select_old_regime(path, "*", *"hedge", "enter", "down", "enter", size=(200, 24))
    assert shows(screen, "more than 1 documents have “old regime”: nothing was suggested")
    assert words_suggested(path) == []


def test_fragments_and_words_of_two_sentences_are_refused(path):
    screen = select_old_regime(path, "J", "*", size=(160, 24))
    assert shows(screen, "one stretch of words inside a sentence")


def test_without_words_it_says_what_to_do(path):
    assert shows(press(path, ["*"]), "select words first: s")


def test_plain_text_mode_asks_in_lines(path):
    lines = written(path, "s", "s", "d", "*", "hedge", "1", "]")
    assert any("hedge on every “old regime”" in line for line in lines), lines
    assert any("3 more suggested, each to be confirmed" in line for line in lines)
    assert any("suggested: hedge, on “OLD regime”" in line for line in lines)


def test_attribute_values_are_read_from_the_text():
    quoted = document("b2:said", ("The old regime fell.", "“An old regime fell,” Tevik said."))
    found = find(quoted.text, quoted.sentences, "old regime fell")
    (_, one) = suggestions(quoted, found, labels().label("claim"), "me", "old regime fell")
    assert one.voice == "source_direct"
    assert one.attributes["claimant"]["text"] == "Tevik"


def test_an_export_keeps_the_suggester(path):
    select_old_regime(path, "*", *"hedge", "enter", "enter")
    with Store.open(path) as store:
        one, _ = store.datasets.read().documents
    assert one.suggesters == {f"{OCCURRENCES}ann": "1"}
    assert {each.suggester for each in one.suggestions} == {f"{OCCURRENCES}ann"}
    assert replace(one.suggestions[0], triggers=()).tier == "high"
