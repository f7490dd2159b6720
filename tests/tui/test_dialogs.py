"""Every dialog, at 40x12: the keys that leave it are on the screen, and they leave it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest

from annotator.model import LabelUnit
from annotator.store import Store
from annotator.tui import dialogs
from annotator.tui.app import make
from tests.helpers.app_driver import example_store, press, screen_lines
from tests.helpers.memory_store import labels

SMALLEST = (40, 12)

DIALOGS = {
    "AttributeForm": (["t"], "q done", ["q"]),
    "AttributeForm undone": (["f", "t", "u"], "q done", ["q"]),
    "Picker": (["enter"], "esc leave", ["escape"]),
    "Picker of commands": ([":"], "esc leave", ["escape"]),
    "Picker of guidelines": (["j", "G"], "esc leave", ["escape"]),
    "Picker without a match": ([":", *"zzz"], "esc leave", ["escape"]),
    "GoToDialog": (["g"], "esc leave", ["escape"]),
    "Prompt": (["c"], "esc leave", ["escape"]),
    "Prompt over a form": (["t", "j", "enter"], "esc leave", ["escape", "q"]),
    "ReasonDialog": (["!"], "any other key leaves", ["z"]),
    "ReasonDialog of sentences": (["C"], "any other key", ["z"]),
    "FindDialog": (["/"], "esc leave", ["escape"]),
    "FindDialog of nothing": (["/", *"zz:zz"], "esc leave", ["escape"]),
    "SearchResultsDialog": (["/", *"dam", "enter"], "q back", ["q"]),
    "KeyHelp": (["?"], "q closes", ["q"]),
    "KeyHelp filtered": (["?", "/", *"undo"], "esc drops it", ["escape", "q"]),
    "KeyHelp with a filter": (["?", "/", *"undo", "enter"], "q closes", ["q"]),
    "DocumentLabelsDialog": (["d"], "q done", ["q"]),
    "DocumentLabelsDialog refused": (["d", "x"], "q done", ["q"]),
    "TextDialog of details": (["i"], "q closes", ["q"]),
    "TextDialog of a guideline": (["G"], "q closes", ["q"]),
    "TextDialog of the document": (["D"], "q closes", ["q"]),
    "TextDialog of statistics": (["p"], "q closes", ["q"]),
}
"""By class, and what is special: keys that open it, what its last row says, keys that leave it."""

BASES = {"BottomDialog", "Dialog"}
NO_DIALOGS = {
    "Choice", "ChosenOutcome", "ChosenResult", "ChosenSentence", "Compared", "DocumentLabel",
    "MarkFormData",
    "SpanRequest",
}  # fmt: skip
OF_SEVERAL = {"AgreementDialog", "CommentsDialog", "DifferencesDialog", "OutcomeDialog"}
"""In test_agreement_screen, test_comments and test_outcome, with the work of several people."""


def with_document_label():
    """The labels of the tests and one of the document, with a long title."""
    found = labels()
    other = replace(
        found.labels[-1],
        name="satire",
        title="written as satire from beginning to end",
        unit=LabelUnit.DOCUMENT,
        attributes=found.labels[0].attributes,
    )
    return replace(found, labels=(*found.labels, other))


def test_the_table_has_every_dialog():
    known = {name for name in dialogs._MODULES if name not in BASES | NO_DIALOGS}
    assert {name.split()[0] for name in DIALOGS} | OF_SEVERAL == known


@pytest.mark.parametrize("name", DIALOGS)
def test_a_dialog_shows_the_keys_that_leave_it_on_the_smallest_screen(tmp_path, name):
    keys, says, leaving = DIALOGS[name]

    async def run():
        with Store.open(example_store(tmp_path)) as store:
            found = with_document_label()
            store.label_sets.put(found)
            store.annotators.enrol("ann")
            app = make(store, found, "ann")
            async with app.run_test(size=SMALLEST) as pilot:
                await pilot.press(*keys)
                await pilot.pause()
                assert app.screen is not app.page
                assert type(app.screen).__name__ == name.split()[0]
                assert any(says in line for line in screen_lines(app)), screen_lines(app)
                await pilot.press(*leaving)
                await pilot.pause()
                assert app.screen is app.page
                assert app._exit is False

    asyncio.run(run())


@pytest.mark.parametrize("size", [SMALLEST, (80, 24), (110, 34)])
def test_columns_of_lists_and_forms_do_not_run_together(tmp_path, size):
    path = example_store(tmp_path)
    found = with_document_label()
    screen = press(path, ["d", "1", "1", "q"], size=size, label_set=found)
    row = next(line for line in screen if "▸" in line and "written as satire" in line)
    assert re.search(r"written as satire fro…  voi", row)
    screen = press(path, ["g"], size=size, label_set=found)
    row = next(line for line in screen if "0/3" in line and "sentence" not in line and "│" in line)
    assert re.search(r"[^ ] {2,}0/3 ", row)
    screen = press(path, [":", *"theme"], size=size, label_set=found)
    assert any(re.search(r"theme: dark {2,}colours", line) for line in screen)


def test_a_form_without_attributes_is_not_opened(tmp_path):
    screen = press(example_store(tmp_path), [".", ";", "h", "t"])
    assert any("hedge has no attributes" in line for line in screen)


def test_a_dialog_of_document_labels_says_why_a_key_does_nothing(tmp_path):
    path = example_store(tmp_path)
    for key, said in (("x", "the document does not have"), ("%", "% does nothing here")):
        screen = press(path, ["d", key], label_set=with_document_label())
        assert any(said in line for line in screen)
