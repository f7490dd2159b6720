"""Search in the app, by key presses: from the query to the queue and back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model import Block, BlockKind, Document, Span
from annotator.store import Store
from annotator.tui.dialogs.go_to_dialog import numbers_starting_with
from annotator.tui.layout import column_widths
from annotator.workflow.project_settings import Settings
from tests.helpers.app_driver import example_store, press
from tests.helpers.paths import ROOT

SECOND = "The dam holds. Nobody denies it. The dam leaks."


def two_documents(folder):
    """The example document, and a second one of three sentences."""
    path = example_store(folder)
    spans = (Span(0, 14), Span(15, 32), Span(33, 47))
    blocks = (Block(Span(0, 47), BlockKind.PARAGRAPH),)
    meta = {"title": "Second"}
    with Store.open(path) as store:
        store.documents.add(Document("b2:second", SECOND, meta, blocks, spans))
    return path


def shows(screen, words):
    return any(words in line for line in screen)


def typed(words):
    return ["space" if char == " " else char for char in words]


def find(words):
    return ["/", *typed(words), "enter"]


# --------------------------------------------------------------------------- the query line


def test_the_number_of_results_is_shown_while_the_query_is_typed(tmp_path):
    path = two_documents(tmp_path)
    assert shows(press(path, ["/"]), "6 sentences in all")
    assert shows(press(path, ["/", *"dam"]), "3 sentences")
    assert shows(press(path, ["/", *typed("dam leaks")]), "1 sentence ")
    assert shows(press(path, ["/", *"zyzzyva", "enter"]), "nothing found")
    assert shows(press(path, ["/", *"label:hegde", "enter"]), "did you mean hedge?")
    assert "sentence 1/3" in press(path, ["/", *"dam", "escape"])[0]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("zz:dam", "nothing found; zz: is no field and was searched for as words"),
        ("dam zz:x yy:y", "nothing found; zz:, yy: are no fields and were searched for as words"),
        ("text:dam", "text: is no field and was searched for as words"),
    ],
)
def test_a_field_that_is_unknown_is_named(tmp_path, query, said):
    assert shows(press(two_documents(tmp_path), ["/", *typed(query)]), said)


@pytest.mark.parametrize(
    "query", ["dam", "label:hedge", "-title:second", "12:30", "http://dam.org"]
)
def test_what_is_no_unknown_field_is_not_named(tmp_path, query):
    assert not shows(press(two_documents(tmp_path), ["/", *typed(query)]), "no field")


@pytest.mark.parametrize("query", ['"', "(", "a OR", "NEAR(", "^*", "label:", "[red]x", "%", "-"])
def test_a_hostile_query_is_only_searched_for(tmp_path, query):
    press(two_documents(tmp_path), ["/", *typed(query), "enter", "escape", "escape", "q"])


# --------------------------------------------------------------------------------- the list


def test_the_list_shows_where_and_what_and_opens(tmp_path):
    path = two_documents(tmp_path)
    screen = press(path, find("dam"))
    assert "1 of 3" in screen[0]
    assert "dam" in screen[0]
    assert "Dam talks sta…" in screen[1]
    assert screen[1].startswith("·")
    assert "Tevik falsely described the dam" in screen[1]
    assert "?falsely described" in screen[1]
    assert "Second" in screen[2]
    assert "The dam holds." in screen[2]
    opened = press(path, [*find("dam"), "j", "j", "enter"])
    assert "3/3" in opened[0]
    assert shows(opened, "The dam leaks.")
    assert "2 of 3" in press(path, [*find("dam"), "G", "k"])[0]
    assert "3 of 3" in press(path, [*find("dam"), "pagedown", "pagedown", "j"])[0]
    assert "1 of 3" in press(path, [*find("dam"), "G", "g"])[0]


def test_n_and_shift_n_go_through_what_was_found_until_the_list_is_left(tmp_path):
    path = two_documents(tmp_path)
    opened = [*find("dam"), "enter"]
    assert "1 of 3 found" in press(path, opened)[0]
    screen = press(path, [*opened, "n", "n"])
    assert "3 of 3 found" in screen[0]
    assert shows(screen, "▌ The dam leaks.")
    assert shows(press(path, [*opened, "n", "n", "n"]), "this is the last one found; o lists them")
    assert "2 of 3 found" in press(path, [*opened, "n", "n", "N"])[0]
    assert "1 of 3" in press(path, [*opened, "n", "o"])[0]
    screen = press(path, [*opened, "o", "q", "n"])
    assert "found" not in screen[0]


def test_a_sentence_that_cannot_be_judged_has_its_sign_in_the_list(tmp_path):
    path = two_documents(tmp_path)
    screen = press(path, ["C", "c", *find("dam")])
    assert screen[1].startswith("∅ ▌")
    assert screen[2].startswith("  ")
    assert press(path, ["k", "f", *find("dam")])[1].startswith("⚑")


def test_the_keys_of_the_list_fit_and_name_the_one_that_leaves(tmp_path):
    path = two_documents(tmp_path)
    assert press(path, find("dam"), size=(40, 12))[-1].rstrip() == " ⏎ open  j k line  q back"
    assert "g G ends  F as queue  q back" in press(path, find("dam"))[-1]


def test_the_list_opens_again_at_its_line(tmp_path):
    path = two_documents(tmp_path)
    assert shows(press(path, ["o"]), "nothing was searched for yet: / searches")
    assert "2 of 3" in press(path, [*find("dam"), "j", "enter", "o"])[0]


def test_hidden_suggestions_and_masked_titles_are_not_in_the_list(tmp_path):
    path = two_documents(tmp_path)
    screen = press(path, find("dam"), settings=Settings(blind_share=1.0, masked=("title",)))
    assert "document 1" in screen[1]
    assert "document 2" in screen[2]
    assert not any("Second" in line or "?falsely" in line for line in screen)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12), (24, 8)])
def test_the_list_fits_every_size(tmp_path, size):
    screen = press(two_documents(tmp_path), [*find("dam"), "j"], size=size)
    assert len(screen) == size[1]
    assert shows(screen, "▌")


@pytest.mark.parametrize(
    "nasty", ["\x1b]52;c;aGk=\x07", "[@click=app.quit]x[/]", "\u202e\u200b", "國" * 90]
)
def test_hostile_text_is_shown_and_not_obeyed(tmp_path, nasty):
    path = example_store(tmp_path)
    text = f"{nasty} needle {nasty}" + "a" * 30_000
    with Store.open(path) as store:
        blocks = (Block(Span(0, len(text)), BlockKind.PARAGRAPH),)
        spans = (Span(0, len(text)),)
        store.documents.add(Document("b2:nasty", text, {"title": nasty}, blocks, spans))
    screen = press(path, find("needle"))
    assert shows(screen, "needle")
    assert not any(char in line for line in screen for char in "\x1b\x07\u202e\u200b")


# -------------------------------------------------------------------------------- the queue


def test_a_query_becomes_the_queue_that_space_and_n_go_through(tmp_path):
    path = two_documents(tmp_path)
    screen = press(path, [*find("dam"), "q", "F"], size=(120, 24))
    assert "queue: dam · 3 left" in screen[0]
    screen = press(path, ["space"], size=(120, 24))
    assert "queue: dam · 2 left" in screen[0]
    assert shows(screen, "▌ The dam holds.")
    screen = press(path, ["n"], size=(120, 24))
    assert shows(screen, "▌ The dam leaks.")
    screen = press(path, ["N"], size=(120, 24))
    assert shows(screen, "▌ The dam holds.")
    screen = press(path, ["space", "space", "u"], size=(120, 24))
    assert "1 left" in screen[0]
    screen = press(path, ["space"], size=(120, 24))
    assert "0 left" in screen[0]
    assert shows(screen, "nothing is left of dam; 3 not finished elsewhere: F goes back")
    screen = press(path, ["F", "n"], size=(120, 24))
    assert "left" not in screen[0]


def test_the_list_itself_makes_a_queue_from_a_line_on(tmp_path):
    path = two_documents(tmp_path)
    screen = press(path, [*find("dam"), "j", "F"], size=(120, 24))
    assert "queue: dam · 3 left" in screen[0]
    assert shows(screen, "▌ The dam holds.")
    with Store.open(path) as store:
        assert store.settings.get("queue:ann") == "dam"


def test_a_sentence_stays_in_the_queue_until_it_is_finished(tmp_path):
    path = two_documents(tmp_path)
    screen = press(path, [*find("is:undecided"), "F", "a", "a"], size=(120, 24))
    assert "queue: is:undecided · 1 left" in screen[0]


def test_without_a_search_there_is_no_queue(tmp_path):
    assert shows(press(two_documents(tmp_path), ["F"]), "find something first: /")


def test_a_queue_whose_label_is_gone_says_so_and_is_everything(tmp_path):
    path = two_documents(tmp_path)
    with Store.open(path) as store:
        store.settings.set("queue:ann", "label:gone")
    screen = press(path, [])
    assert shows(screen, "the queue is everything again: no label is called gone")


def test_the_queue_of_one_is_not_that_of_another(tmp_path):
    path = two_documents(tmp_path)
    press(path, [*find("dam"), "q", "F"])
    assert "left" not in press(path, [], annotator="bea", size=(120, 24))[0]


# -------------------------------------------------------------------------- the bookmark


def test_the_selected_mark_is_selected_next_time(tmp_path):
    path = example_store(tmp_path)
    assert shows(press(path, ["tab"]), "▸? implied meaning")
    assert shows(press(path, [], resume_selection=True), "▸? implied meaning")
    press(path, ["a"], resume_selection=True)
    assert shows(press(path, [], resume_selection=True), "▸? falsely described")


def test_a_killed_process_goes_on_where_it_was(tmp_path):
    path = two_documents(tmp_path)
    script = f"""
        import asyncio, os, signal
        from pathlib import Path
        from annotator.store import Store
        from annotator.tui.app import make
        from tests.helpers.memory_store import labels

        async def main():
            store = Store.open(Path({str(path)!r}))
            store.annotators.enrol("ann")
            app = make(store, labels(), "ann")
            async with app.run_test() as pilot:
                await pilot.pause()
                await pilot.press("/", *"denies", "enter", "q", "F", "N", "g", "1", "enter", "f")
                await pilot.press("k", "k", "k", "tab")
                os.kill(os.getpid(), signal.SIGKILL)

        asyncio.run(main())
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()[-800:]
    screen = press(path, [], size=(120, 24), resume_selection=True)
    assert "queue: denies · 1 left" in screen[0]
    assert "sentence 1/3" in screen[0]
    assert shows(screen, "▸? implied meaning")
    assert shows(press(path, ["J"]), "⚑")


# ------------------------------------------------------------------------------------ go to


def test_go_to_lists_documents_by_title_and_says_how_many_more(tmp_path):
    path = two_documents(tmp_path)
    with Store.open(path) as store, store.transaction():
        for number in range(250):
            text = f"Text {number}."
            spans = (Span(0, len(text)),)
            meta = {"title": f"Öl no. {number} 100%"}
            store.documents.add(Document(f"b2:{number}", text, meta, (), spans))
    assert shows(press(path, ["g"]), "52 more fit")
    assert shows(press(path, ["g", *"öl"]), "50 more fit")
    assert shows(press(path, ["g", *typed("no. 24 100%")]), "Öl no. 24 100%")
    assert "Second" in press(path, ["g", *"sec", "enter"])[0]
    assert "2/3" in press(path, ["g", "2", "enter"])[0]
    masked = Settings(masked=("title",))
    screen = press(path, ["g", *typed("document 25")], settings=masked)
    assert shows(screen, "document 250")
    assert not shows(screen, "Öl")
    assert (
        "document 250 " in press(path, ["g", *typed("document 250"), "enter"], settings=masked)[0]
    )


@given(st.integers(0, 1200), st.integers(0, 1500).map(str))
def test_numbers_are_found_by_their_first_digits(most, digits):
    found = [*chain.from_iterable(numbers_starting_with(digits, most))]
    assert found == [n for n in range(1, most + 1) if str(n).startswith(digits)]


# ---------------------------------------------------------------------------------- the minimap


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12)])
def test_the_minimap_is_beside_the_document(tmp_path, size):
    screen = press(example_store(tmp_path), ["space", "f"], size=size)
    document, _ = column_widths(size[0])
    column = [line[document : document + 2] for line in screen]
    assert column[1:4] == ["│ ", "⚑◂", "┊ "]


def test_others_work_is_not_found_in_the_app_either(tmp_path):
    path = two_documents(tmp_path)
    press(path, ["f", "space"], annotator="bea")
    assert shows(press(path, ["/", *typed("by:bea"), "enter"]), "nothing found")
    assert "1 of 1" in press(path, ["k", "space", *find("by:bea")])[0]
