"""What explains: case files, guidelines, help, the document's card; and the reasons to reject."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from textual.content import Content

from annotator.annotations.fold import fold
from annotator.annotations.reject_reasons import REASONS, in_words
from annotator.model import (
    Conditions,
    Document,
    Example,
    Rule,
    RuleForm,
    Span,
    Suggestion,
    Tier,
    Voice,
)
from annotator.rule_quality import history
from annotator.store import Store
from annotator.tui import rule_text
from annotator.tui.actions import ACTIONS, DEFAULT
from annotator.tui.app import make
from annotator.tui.dialogs import help
from annotator.tui.paragraphs import beside, hang, quotation
from annotator.workflow import rule_history
from annotator.workflow.project_settings import Settings
from tests.helpers.app_driver import paper_store, press
from tests.helpers.memory_store import at, labels, paper, suggestions

RULE = Rule(
    id="verdict_false.say",
    version="0000aaaa",
    label="verdict_false",
    tier=Tier.HIGH,
    form=RuleForm.PHRASE,
    sources=("wrongly say", "falsely described"),
    conditions=Conditions(
        voice=(Voice.NARRATOR, Voice.MIXED), negated=False, not_followed_by=("as", "by")
    ),
    match=(Example("He was falsely described.", Span(7, 24)),),
    no_match=(Example("It fell.", None),),
)


def labels_with_rule():
    """The labels of the paper, the first of which has a rule and a full guideline."""
    first, *rest = labels().labels
    first = replace(
        first,
        rules=(RULE,),
        cues="falsely, wrongly",
        examples=(Example("It wrongly claimed it.", Span(3, 10)),),
        counter_examples=(Example("It was false.", None),),
    )
    return replace(labels(), labels=(first, *rest))


def look(path, keys, size=(100, 60), **given):
    return press(path, keys, size=size, label_set=labels_with_rule(), **given)


def shows(screen, words):
    return any(words in line for line in screen)


def state_of(path, position, annotator="ann"):
    with Store.open(path) as store:
        return store.judgements(annotator, paper().uid).get(paper().sentences[position])


# --------------------------------------------------------------------------- case file


def test_the_case_file_tells_what_fired_and_under_what_conditions(tmp_path):
    screen = look(paper_store(tmp_path), ["i"])
    assert shows(screen, "falsely described   suggested")
    assert shows(screen, "“Tevik falsely described the dam, in an apparent dig at Moro.”")
    assert shows(screen, "rule      verdict_false.say, version 0000aaaa")
    assert shows(screen, "tier      high")
    assert shows(screen, "phrase    falsely described | wrongly say")
    assert shows(screen, "only      in the voice of narrator or mixed")
    assert shows(screen, "where it is not denied")
    assert shows(screen, "not before as or by")
    assert shows(screen, "fills in  voice = narrator")
    assert shows(screen, "Cues: falsely, wrongly")
    assert shows(screen, "+ It wrongly claimed it.")
    assert shows(screen, "− It was false.")
    assert shows(screen, "fires on      He was falsely described.")
    assert shows(screen, "leaves alone  It fell.")


def test_a_rule_nobody_decided_has_no_share(tmp_path):
    screen = look(paper_store(tmp_path), ["i"])
    assert shows(screen, "you     none decided yet")
    assert not shows(screen, "%")


def test_the_record_counts_what_was_decided_with_its_interval_and_quotes_it(tmp_path):
    path = two_papers(tmp_path)
    look(path, ["a", "J", "!", "n"])
    screen = look(path, ["K", "tab", "i"])
    assert shows(screen, "accepted 1, edited 0, rejected 1; right as it was: 1/2 = 50 % [9, 91].")
    assert shows(screen, "Rejected because: denied here (1)")
    assert shows(screen, "✓ “Tevik falsely described the dam")
    assert shows(screen, "✗ “Tevik falsely described the dam")
    assert shows(screen, "because: denied here")


def two_papers(folder):
    """The paper, and another with the same text."""
    path = paper_store(folder)
    with Store.open(path) as store:
        store.add_document(second())
        store.put_suggestions(second().uid, labels().uid, suggestions())
    return path


def second() -> Document:
    return replace(paper(), uid="b2:second")


def test_others_are_told_of_only_where_one_has_finished_oneself(tmp_path):
    path = two_papers(tmp_path)
    look(path, ["a", "J", "!", "n"], annotator="bea")
    assert shows(look(path, ["i"]), "others  nothing to show")
    assert not shows(look(path, ["i"]), "bea")
    look(path, ["space"])
    screen = look(path, ["k", "k", "i"])
    assert shows(screen, "others  accepted 1, edited 0, rejected 0")
    assert shows(screen, "by bea")
    assert not shows(screen, "denied here")
    look(path, ["R"])
    assert shows(look(path, ["i"]), "others  nothing to show")


def test_the_record_is_that_of_the_report(tmp_path):
    path = two_papers(tmp_path)
    look(path, ["a", "tab", "e", "w", "enter", "J", "a", "u", "!", "q", "space"])
    look(path, ["a", "x", "J", "a", "X", "space"], annotator="bea")
    look(path, ["K", "space"])
    with Store.open(path) as store:
        whole = history(store.events()).decisions
        for rule in ("verdict_false.say", "implicature.dig"):
            part = history(store.events_on_rule("ann", rule, 100)).decisions
            mine = {d for d in keyed(part) if d[0] == "ann" and d[3] == rule}
            assert mine == {d for d in keyed(whole) if d[0] == "ann" and d[3] == rule}
            seen = rule_history.record(store, "ann", rule)
            assert seen.mine.precision.of == len(mine)


def keyed(decisions):
    return {
        (one.annotator, one.document, one.key, one.rule_id, one.outcome, one.reason)
        for one in decisions
        if one.outcome.value != "undecided"
    }


def test_only_the_last_decisions_are_looked_back_on(tmp_path):
    path = two_papers(tmp_path)
    look(path, ["a", "J", "x"])
    with Store.open(path) as store:
        events = list(store.events_on_rule("ann", "verdict_false.say", 1))
    assert {event.document for event in events} == {"b2:second"}


def test_a_mark_of_ones_own_has_a_case_file_too(tmp_path):
    screen = look(paper_store(tmp_path), ["j", "j", "s", "d", "enter", "1", "i"])
    assert shows(screen, "falsely described   marked by you")
    assert shows(screen, "no rule proposed it")


def test_a_rule_that_is_gone_is_said_to_be(tmp_path):
    screen = look(paper_store(tmp_path), ["tab", "i"])
    assert shows(screen, "rule      implicature.dig, version 0000bbbb")
    assert shows(screen, "labels.yaml has no such rule any more")


def test_without_a_mark_it_is_said_why_and_the_labels_are_listed(tmp_path):
    path = paper_store(tmp_path)
    screen = look(path, ["j", "i"])
    assert shows(screen, "Nothing fired here")
    assert shows(screen, "1 falsely described")
    assert shows(look(path, ["k", "X", "i"]), "All that fired here is decided")
    blind = look(path, ["j", "i"], settings=Settings(blind_share=1.0))
    assert shows(blind, "This sentence is blind")
    assert not shows(blind, "Nothing fired")


def test_conditions_are_all_said_in_words():
    every = Conditions(
        (Voice.NARRATOR,), ("scare",), True, True, True, True, ("named", "nobody"),
        ("a",), ("b",), ("c",), ("d",), ("e",), ("f",),
    )  # fmt: skip
    said = rule_text.conditions(replace(RULE, conditions=every))
    assert len(said) == 13
    assert rule_text.conditions(replace(RULE, conditions=Conditions())) == []


# ----------------------------------------------------------------------------- reasons


@pytest.mark.parametrize("reason", REASONS[:-1])
def test_each_reason_to_reject_is_on_one_key_and_undo_says_it(tmp_path, reason):
    path = paper_store(tmp_path)
    screen = look(path, ["!", reason.key])
    assert shows(screen, f"because: {reason.words}")
    with Store.open(path) as store:
        (event,) = store.events("ann")
    assert event.payload["reason"] == reason.code
    assert shows(look(path, ["u"]), "undone: rejected falsely described on “falsely described” bec")


def test_another_reason_is_typed(tmp_path):
    path = paper_store(tmp_path)
    look(path, ["!", "x", *"too old", "enter"])
    with Store.open(path) as store:
        (event,) = store.events("ann")
    assert event.payload["reason"] == "too old"
    assert in_words("too old") == "too old"


def test_no_reason_is_no_rejection(tmp_path):
    path = paper_store(tmp_path)
    assert shows(look(path, ["!", "escape"]), "▸? falsely described")
    assert shows(look(path, ["j", "!"]), "nothing in hand to reject")
    assert state_of(path, 0) is None


@pytest.mark.parametrize("edits", [[], ["e", "w", "enter"]])
def test_an_annotation_accepted_or_edited_is_rejected_with_its_reason(tmp_path, edits):
    path = paper_store(tmp_path)
    look(path, ["a", "shift+tab", *edits, "!", "l"])
    assert state_of(path, 0).annotations == {}
    with Store.open(path) as store:
        (decision,) = history(store.events()).decisions
        held = fold(store.events("ann"))
    assert (decision.outcome.value, decision.reason) == ("rejected", "literal")
    assert held.annotations == {}


def test_the_page_is_seen_behind_a_box(tmp_path):
    async def picture() -> str:
        with Store.open(paper_store(tmp_path)) as store:
            store.enrol("ann")
            app = make(store, labels(), "ann")
            async with app.run_test(size=(80, 24)) as pilot:
                await pilot.press("!")
                await pilot.pause()
                return app.export_screenshot()

    shown = asyncio.run(picture())
    assert "meant&#160;literally" in shown
    assert "Tevik" in shown


def test_reasons_have_a_key_each_and_fit_a_small_screen(tmp_path):
    assert len({reason.key for reason in REASONS}) == len(REASONS)
    screen = look(paper_store(tmp_path), ["!"], size=(40, 12))
    assert all(shows(screen, f" {reason.key}  {reason.words}") for reason in REASONS)


# --------------------------------------------------------- guideline, card, help, sheets


def test_the_guideline_of_the_label_in_hand_is_on_one_key(tmp_path):
    path = paper_store(tmp_path)
    screen = look(path, ["G"])
    assert shows(screen, "falsely described  (verdict_false, framing, key 1)")
    assert shows(screen, "voice: narrator | source_direct")
    assert shows(screen, "confidence: number 1 to 3")
    assert shows(screen, "verdict_false.say  high tier")
    assert shows(look(path, ["j", "G", *"impl", "enter"]), "implied meaning  (implicature")


def test_the_card_tells_the_metadata_but_not_what_is_masked(tmp_path):
    path = tmp_path / "a.db"
    meta = {"source": "Ellery Gazette", "url": "https://ellery.test/1", "author": "A. Pell"}
    with Store.open(path) as store:
        store.put_label_set(labels())
        store.add_document(replace(paper(), meta=meta))
    plain = look(path, ["D"])
    assert all(shows(plain, words) for words in (*meta.values(), "Dam talks stall", "1 of 1"))
    masked = Settings(masked=("source", "title"))
    screen = look(path, ["D"], settings=masked)
    assert not shows(screen, "Ellery")
    assert not shows(screen, "ellery.test")
    assert shows(screen, "author    A. Pell")
    assert "document 1 " in look(path, [], settings=masked)[0]
    assert shows(look(path, ["g"], settings=masked), "document 1")


def test_help_lists_every_key_of_every_mode_by_its_group():
    for width in (36, 76, 140):
        text = "\n".join(line.plain for line in help.lines(DEFAULT, width))
        words = " ".join(text.split())
        for action in ACTIONS:
            assert action.help.split()[-1] in words
        assert "while a span is selected" in words
        assert max(line.cell_length for line in help.lines(DEFAULT, width)) <= width


def test_every_action_is_in_the_help_once():
    rows = [row for _, rows in help._blocks(DEFAULT) for row in rows]
    for action in ACTIONS:
        same = [one for one in ACTIONS if (one.help, one.keys) == (action.help, action.keys)]
        assert rows.count((help._keys(action.keys), action.help)) == len(same)


@pytest.mark.parametrize("keys", [["?"], ["i"], ["G"], ["D"]])
def test_a_sheet_swallows_no_key(tmp_path, keys):
    path = paper_store(tmp_path)
    assert "sentence 2/3" in look(path, [*keys, "]", "j"], size=(80, 24))[0]
    look(path, ["k", *keys, "a"], size=(80, 24))
    assert [one.label for one in state_of(path, 0).annotations.values()] == ["verdict_false"]
    screen = look(path, [*keys, "Y"], size=(80, 24))
    assert shows(screen, "Y does nothing here")
    assert shows(look(path, [*keys, "!"]), "is wrong because")
    assert shows(look(path, [*keys, "c"]), "Note on this sentence")


@pytest.mark.parametrize("key", ["q", "escape", "enter", "backspace", "?"])
def test_help_is_left_without_doing_anything(tmp_path, key):
    path = paper_store(tmp_path)
    screen = look(path, ["?", key], size=(80, 24))
    assert shows(screen, "▸? falsely described")
    assert state_of(path, 0) is None


def test_help_is_there_while_a_span_is_selected_and_its_keys_are_done(tmp_path):
    path = paper_store(tmp_path)
    look(path, ["j", "j", "w", "?", "w", "?", "2"], size=(80, 24))
    (note,) = state_of(path, 2).annotations.values()
    assert note.fragments == (at("The readout"),)


def test_a_long_sheet_says_how_much_is_below_and_scrolls_to_its_end(tmp_path):
    path = paper_store(tmp_path)
    top = look(path, ["?"], size=(80, 24))
    assert shows(top, "Deciding")
    assert shows(top, "▼ ")
    assert look(path, ["?", "j", "k"], size=(80, 24)) == top
    assert look(path, ["?", "space", "pageup"], size=(80, 24)) == top
    end = look(path, ["?", "G"], size=(80, 24))
    assert shows(end, "put by you")
    assert shows(end, "▲ the end")
    assert look(path, ["?", *["space"] * 9], size=(80, 24)) == end
    assert look(path, ["?", "G", "g"], size=(80, 24)) == top


def test_where_all_is_in_view_a_reading_key_only_closes(tmp_path):
    path = paper_store(tmp_path)
    screen = look(path, ["D", "space"])
    assert "sentence 1/3" in screen[0]
    assert state_of(path, 0) is None
    assert not shows(screen, "uid")


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)])
@pytest.mark.parametrize("key", ["i", "G", "D", "?", "!"])
def test_every_sheet_is_drawn_at_every_size(tmp_path, size, key):
    screen = look(paper_store(tmp_path), [key], size=size)
    assert len(screen) == size[1]
    assert shows(screen, "╰")
    assert shows(screen, "╭")


def test_a_hostile_text_is_shown_and_not_obeyed(tmp_path):
    bad = "\x1b[31mred [@click=app.bell]x[/] \u202eabc\x07"
    text = f"Title\n\nThe {bad} end."
    sentence = Span(7, len(text))
    fired = Span(11, 11 + len(bad))
    hint = Suggestion(fired, "hedge", f"hedge.{bad}@1", Tier.LOW, Voice.NARRATOR, (fired,))
    path = tmp_path / "a.db"
    with Store.open(path) as store:
        store.put_label_set(labels())
        meta = {"source": bad, bad: bad}
        blocks = (replace(paper().blocks[1], span=sentence),)
        hostile = replace(paper(), text=text, blocks=blocks, sentences=(sentence,), meta=meta)
        store.add_document(hostile)
        store.put_suggestions(paper().uid, labels().uid, [hint])
    for key in "iDG!":
        screen = "\n".join(look(path, [key]))
        assert not {"\x1b", "\x07", "\u202e"} & set(screen)
    assert "[@click=app.bell]x[/]" in "\n".join(look(path, ["i"]))


# ------------------------------------------------------------------------ setting text


def test_a_paragraph_hangs_under_its_lead():
    lines = [line.plain for line in hang(Content("one two three"), 12, "  + ")]
    assert [line.rstrip() for line in lines] == ["  + one two", "    three"]


def test_two_columns_divide_no_block():
    blocks = [
        [Content(f"{name}{row}") for row in range(rows)]
        for name, rows in zip("abc", (3, 2, 2), strict=True)
    ]
    lines = [line.plain.split() for line in beside(blocks, 21)]
    assert lines == [["a0", "b0"], ["a1", "b1"], ["a2", "c0"], ["c1"]]


def test_a_long_passage_is_cut_round_what_is_marked():
    text = "x" * 500 + "MARK" + "y" * 500
    content = quotation(text, [(500, 504)], most=50)
    assert content.plain.startswith("“…x")
    assert content.plain.endswith("y…”")
    (span,) = content.spans
    assert content.plain[span.start : span.end] == "MARK"
