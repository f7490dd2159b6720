"""The texts that explain: details, guidelines, help, document; and the reasons to reject."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from textual.content import Content

from annotator.annotations.fold import fold
from annotator.annotations.reason_codes import REJECT_REASONS, in_words
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
from annotator.rule_quality import decision_history
from annotator.store import Store
from annotator.tui import guideline_text
from annotator.tui.actions.key_table import ACTIONS, DEFAULT
from annotator.tui.app import make
from annotator.tui.dialogs import key_help
from annotator.tui.paragraphs import beside, hang, quotation
from annotator.workflow import rule_history
from annotator.workflow.project_settings import Settings
from tests.helpers.app_driver import example_store, press
from tests.helpers.memory_store import at, example_document, labels, suggestions
from tests.helpers.suggestion_runs import put_suggestions

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
    """The test labels, the first of which has a rule and a full guideline."""
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
        return store.judgements.of_document(annotator, example_document().uid).get(
            example_document().sentences[position]
        )


# --------------------------------------------------------------------------- details


def test_the_details_show_what_matched_and_under_what_conditions(tmp_path):
    screen = look(example_store(tmp_path), ["i"])
    assert shows(screen, "falsely described   suggested")
    assert shows(screen, "“Tevik falsely described the dam, in an apparent dig at Moro.”")
    assert shows(screen, "rule        verdict_false.say, version 0000aaaa")
    assert shows(screen, "tier        high")
    assert shows(screen, "phrase      falsely described | wrongly say")
    assert shows(screen, "only        in the voice of narrator or mixed")
    assert shows(screen, "where it is not negated")
    assert shows(screen, "not before as or by")
    assert shows(screen, "sets        voice = narrator")
    assert shows(screen, "Cues: falsely, wrongly")
    assert shows(screen, "+ It wrongly claimed it.")
    assert shows(screen, "− It was false.")
    assert shows(screen, "matches         He was falsely described.")
    assert shows(screen, "does not match  It fell.")


def test_a_rule_without_decisions_has_no_precision(tmp_path):
    screen = look(example_store(tmp_path), ["i"])
    assert shows(screen, "you     no decisions yet")
    assert not shows(screen, "%")


def test_other_suggesters_that_propose_the_same_are_named(tmp_path):
    path = example_store(tmp_path)
    false, _ = suggestions()
    with Store.open(path) as store:
        model = replace(false, tier=Tier.LOW, rule="model@1")
        put_suggestions(store, example_document().uid, [model], suggester="model")
    assert shows(look(path, ["i"]), "model, model@1 (low)")
    assert not shows(look(path, ["tab", "i"]), "also by")
    assert shows(look(path, ["a", "tab", "i"]), "model, model@1 (low)")


def test_the_precision_has_counts_an_interval_and_examples(tmp_path):
    path = two_documents(tmp_path)
    look(path, ["a", "J", "!", "n"])
    screen = look(path, ["K", "tab", "i"])
    assert shows(screen, "accepted 1, edited 0, rejected 1; right as it was: 1/2 = 50 % [9, 91].")
    assert shows(screen, "Rejected because: denied here (1)")
    assert shows(screen, "✓ “Tevik falsely described the dam")
    assert shows(screen, "✗ “Tevik falsely described the dam")
    assert shows(screen, "reason: denied")


def two_documents(folder):
    """The example document, and another with the same text."""
    path = example_store(folder)
    with Store.open(path) as store:
        store.documents.add(second())
        put_suggestions(store, second().uid, suggestions())
    return path


def second() -> Document:
    return replace(example_document(), uid="b2:second")


def test_decisions_of_others_are_shown_only_in_sentences_that_one_has_finished(tmp_path):
    path = two_documents(tmp_path)
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
    path = two_documents(tmp_path)
    look(path, ["a", "tab", "e", "w", "enter", "J", "a", "u", "!", "q", "space"])
    look(path, ["a", "x", "J", "a", "X", "space"], annotator="bea")
    look(path, ["K", "space"])
    with Store.open(path) as store:
        whole = decision_history(store.events.iterate()).decisions
        for rule in ("verdict_false.say", "implicature.dig"):
            part = decision_history(store.events.of_rule("ann", rule, 100)).decisions
            mine = {d for d in keyed(part) if d[0] == "ann" and d[3] == rule}
            assert mine == {d for d in keyed(whole) if d[0] == "ann" and d[3] == rule}
            seen = rule_history.rule_record(store, "ann", rule)
            assert seen.mine.precision.of == len(mine)


def keyed(decisions):
    return {
        (one.annotator, one.document, one.key, one.rule_id, one.outcome, one.reason)
        for one in decisions
        if one.outcome.value != "undecided"
    }


def test_only_the_last_decisions_count(tmp_path):
    path = two_documents(tmp_path)
    look(path, ["a", "J", "x"])
    with Store.open(path) as store:
        events = list(store.events.of_rule("ann", "verdict_false.say", 1))
    assert {event.document for event in events} == {"b2:second"}


def test_a_manual_annotation_has_details_too(tmp_path):
    screen = look(example_store(tmp_path), ["j", "j", "s", "d", "enter", "1", "i"])
    assert shows(screen, "falsely described   annotated by you")
    assert shows(screen, "no rule suggested it")


def test_the_details_say_that_a_rule_was_removed(tmp_path):
    screen = look(example_store(tmp_path), ["tab", "i"])
    assert shows(screen, "rule        implicature.dig, version 0000bbbb")
    assert shows(screen, "labels.yaml has this rule no longer")


def test_without_a_mark_the_reason_and_the_labels_are_shown(tmp_path):
    path = example_store(tmp_path)
    screen = look(path, ["j", "i"])
    assert shows(screen, "No rule matched here")
    assert shows(screen, "1 falsely described")
    assert shows(look(path, ["k", "X", "i"]), "All suggestions here are decided")
    blind = look(path, ["j", "i"], settings=Settings(blind_share=1.0))
    assert shows(blind, "This sentence is blind")
    assert not shows(blind, "No rule matched")


def test_every_condition_has_words():
    every = Conditions(
        (Voice.NARRATOR,), ("scare",), True, True, True, True, ("named", "nobody"),
        ("a",), ("b",), ("c",), ("d",), ("e",), ("f",),
    )  # fmt: skip
    words = guideline_text.rule_conditions(replace(RULE, conditions=every))
    assert len(words) == 13
    assert guideline_text.rule_conditions(replace(RULE, conditions=Conditions())) == []


# ----------------------------------------------------------------------------- reasons


@pytest.mark.parametrize("reason", REJECT_REASONS[:-1])
def test_each_reason_to_reject_is_on_one_key_and_undo_says_it(tmp_path, reason):
    path = example_store(tmp_path)
    screen = look(path, ["!", reason.key])
    assert shows(screen, f"because: {reason.words}")
    with Store.open(path) as store:
        (event,) = store.events.iterate("ann")
    assert event.change.reason == reason.code
    assert shows(look(path, ["u"]), "undone: rejected falsely described on “falsely described” bec")


def test_another_reason_is_typed(tmp_path):
    path = example_store(tmp_path)
    look(path, ["!", "x", *"too old", "enter"])
    with Store.open(path) as store:
        (event,) = store.events.iterate("ann")
    assert event.change.reason == "too old"
    assert in_words("too old") == "too old"


def test_no_reason_is_no_rejection(tmp_path):
    path = example_store(tmp_path)
    assert shows(look(path, ["!", "escape"]), "▸? falsely described")
    assert shows(look(path, ["j", "!"]), "no mark is selected to reject")
    assert state_of(path, 0) is None


@pytest.mark.parametrize("edits", [[], ["e", "w", "enter"]])
def test_an_annotation_accepted_or_edited_is_rejected_with_its_reason(tmp_path, edits):
    path = example_store(tmp_path)
    look(path, ["a", "shift+tab", *edits, "!", "l"])
    assert state_of(path, 0).annotations == {}
    with Store.open(path) as store:
        (decision,) = decision_history(store.events.iterate()).decisions
        held = fold(store.events.iterate("ann"))
    assert (decision.outcome.value, decision.reason) == ("rejected", "literal")
    assert held.annotations == {}


def test_the_document_is_visible_behind_a_dialog(tmp_path):
    async def picture() -> str:
        with Store.open(example_store(tmp_path)) as store:
            store.annotators.enrol("ann")
            app = make(store, labels(), "ann")
            async with app.run_test(size=(80, 24)) as pilot:
                await pilot.press("!")
                await pilot.pause()
                return app.export_screenshot()

    shown = asyncio.run(picture())
    assert "meant&#160;literally" in shown
    assert "Tevik" in shown


def test_reasons_have_a_key_each_and_fit_a_small_screen(tmp_path):
    assert len({reason.key for reason in REJECT_REASONS}) == len(REJECT_REASONS)
    screen = look(example_store(tmp_path), ["!"], size=(40, 12))
    assert all(shows(screen, f" {reason.key}  {reason.words}") for reason in REJECT_REASONS)


# ------------------------------------------------ guideline, document, help, text dialogs


def test_the_guideline_of_the_selected_label_is_on_one_key(tmp_path):
    path = example_store(tmp_path)
    screen = look(path, ["G"])
    assert shows(screen, "falsely described  (verdict_false, framing, key 1)")
    assert shows(screen, "voice: narrator | source_direct")
    assert shows(screen, "confidence: number 1 to 3")
    assert shows(screen, "verdict_false.say  high tier")
    assert shows(look(path, ["j", "G", *"impl", "enter"]), "implied meaning  (implicature")


def test_the_document_dialog_shows_metadata_that_is_not_masked(tmp_path):
    path = tmp_path / "a.db"
    meta = {"source": "Ellery Gazette", "url": "https://ellery.test/1", "author": "A. Pell"}
    with Store.open(path) as store:
        store.label_sets.put(labels())
        store.documents.add(replace(example_document(), meta=meta))
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
        text = "\n".join(line.plain for line in key_help.lines(DEFAULT, width))
        words = " ".join(text.split())
        for action in ACTIONS:
            assert action.help.split()[-1] in words
        assert "while a span is selected" in words
        assert max(line.cell_length for line in key_help.lines(DEFAULT, width)) <= width


def test_help_begins_with_the_keys_of_the_day_and_the_signs():
    blocks = list(key_help._blocks(DEFAULT, [("✓", "finished")]))
    titles = [title for title, _ in blocks]
    assert titles[:2] == ["The keys of the day", "Signs"]
    daily = dict(blocks)["The keys of the day"]
    assert len(daily) == 12
    assert daily[0] == ("a", "Accept the selected suggestion")


def test_help_is_filtered_by_words_as_they_are_typed(tmp_path):
    path = example_store(tmp_path)
    screen = look(path, ["?", "/", *"bounds"])
    assert shows(screen, "Keys with “bounds")
    assert shows(screen, "Edit the bounds of the selected mark")
    assert shows(screen, "while a span is selected")
    assert not shows(screen, "Accept the selected suggestion")
    assert shows(look(path, ["?", "/", *"bounds zq"]), "no key has “bounds zq”")
    assert shows(look(path, ["?", "/", *"boundz", "backspace", "s"]), "Edit the bounds")
    screen = look(path, ["?", "/", *"bounds", "enter", "escape"])
    assert shows(screen, "Accept the selected suggestion")
    assert shows(look(path, ["?", "/", *"ja", "escape", "escape", "j"]), "sentence 2/3")


def test_every_action_is_in_the_help_once():
    rows = [row for _, rows in key_help._topics(DEFAULT) for row in rows]
    for action in ACTIONS:
        same = [one for one in ACTIONS if (one.help, one.keys) == (action.help, action.keys)]
        assert rows.count((key_help._keys(action.keys), action.help)) == len(same)


def test_the_details_pass_on_the_keys_that_they_name_and_no_others(tmp_path):
    path = example_store(tmp_path)
    shown = look(path, ["i"], size=(110, 40))
    assert shows(shown, "a accept · x reject · ! reason · t form · q closes")
    look(path, ["i", "f", "i", "X", "i", "7"], size=(80, 24))
    assert state_of(path, 0) is None
    assert shows(look(path, ["i", "!"]), "is wrong because")
    assert shows(look(path, ["escape", "i", "t"]), "q done")
    look(path, ["i", "a"], size=(80, 24))
    assert [one.label for one in state_of(path, 0).annotations.values()] == ["verdict_false"]


@pytest.mark.parametrize("opened", ["?", "G", "D", "p"])
def test_the_key_that_closes_another_text_is_not_run(tmp_path, opened):
    path = example_store(tmp_path)
    for key in ("x", "a", "f", "X", "]", "c", "q"):
        screen = look(path, [opened, key], size=(80, 24))
        assert shows(screen, "▸? falsely described")
        assert "sentence 1/3" in screen[0]
    assert state_of(path, 0) is None


@pytest.mark.parametrize("key", ["q", "escape", "enter", "backspace", "?"])
def test_closing_the_help_changes_nothing(tmp_path, key):
    path = example_store(tmp_path)
    screen = look(path, ["?", key], size=(80, 24))
    assert shows(screen, "▸? falsely described")
    assert state_of(path, 0) is None


def test_help_opens_while_a_span_is_selected_and_the_keys_work(tmp_path):
    path = example_store(tmp_path)
    look(path, ["j", "j", "w", "?", "2", "w", "?", "q", "2"], size=(80, 24))
    (note,) = state_of(path, 2).annotations.values()
    assert note.fragments == (at("The readout"),)


def test_a_long_text_says_how_much_is_below_and_scrolls_to_its_end(tmp_path):
    path = example_store(tmp_path)
    top = look(path, ["?"], size=(80, 24))
    assert shows(top, "The keys of the day")
    assert shows(top, "▼ ")
    assert look(path, ["?", "j", "k"], size=(80, 24)) == top
    assert look(path, ["?", "space", "pageup"], size=(80, 24)) == top
    end = look(path, ["?", "G"], size=(80, 24))
    assert shows(end, "nobody else sees them")
    assert shows(end, "▲ the end")
    assert look(path, ["?", *["space"] * 9], size=(80, 24)) == end
    assert look(path, ["?", "G", "g"], size=(80, 24)) == top


def test_a_scrolling_key_leaves_a_text_that_fits_as_it_is(tmp_path):
    path = example_store(tmp_path)
    assert look(path, ["D", "space"], size=(110, 40)) == look(path, ["D"], size=(110, 40))
    assert not shows(look(path, ["D", "space", "q"]), "uid")


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)])
@pytest.mark.parametrize("key", ["i", "G", "D", "?", "!"])
def test_every_text_dialog_is_drawn_at_every_size(tmp_path, size, key):
    screen = look(example_store(tmp_path), [key], size=size)
    assert len(screen) == size[1]
    assert shows(screen, "╰")
    assert shows(screen, "╭")


def test_control_characters_are_shown_and_have_no_effect(tmp_path):
    bad = "\x1b[31mred [@click=app.bell]x[/] \u202eabc\x07"
    text = f"Title\n\nThe {bad} end."
    sentence = Span(7, len(text))
    matched = Span(11, 11 + len(bad))
    hint = Suggestion(matched, "hedge", f"hedge.{bad}@1", Tier.LOW, Voice.NARRATOR, (matched,))
    path = tmp_path / "a.db"
    with Store.open(path) as store:
        store.label_sets.put(labels())
        meta = {"source": bad, bad: bad}
        blocks = (replace(example_document().blocks[1], span=sentence),)
        hostile = replace(
            example_document(), text=text, blocks=blocks, sentences=(sentence,), meta=meta
        )
        store.documents.add(hostile)
        put_suggestions(store, example_document().uid, [hint])
    for key in "iDG!":
        screen = "\n".join(look(path, [key]))
        assert not {"\x1b", "\x07", "\u202e"} & set(screen)
    assert "[@click=app.bell]x[/]" in "\n".join(look(path, ["i"]))


# ------------------------------------------------------------------------ paragraphs


def test_a_paragraph_is_indented_under_its_lead():
    lines = [line.plain for line in hang(Content("one two three"), 12, "  + ")]
    assert [line.rstrip() for line in lines] == ["  + one two", "    three"]


def test_two_columns_divide_no_block():
    blocks = [
        [Content(f"{name}{row}") for row in range(rows)]
        for name, rows in zip("abc", (3, 2, 2), strict=True)
    ]
    lines = [line.plain.split() for line in beside(blocks, 21)]
    assert lines == [["a0", "b0"], ["a1", "b1"], ["a2", "c0"], ["c1"]]


def test_a_long_passage_is_cut_around_the_marked_words():
    text = "x" * 500 + "MARK" + "y" * 500
    content = quotation(text, [(500, 504)], most=50)
    assert content.plain.startswith("“…x")
    assert content.plain.endswith("y…”")
    (span,) = content.spans
    assert content.plain[span.start : span.end] == "MARK"
