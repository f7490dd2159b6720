"""Plain-text mode: lines in, lines out, never an escape sequence."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
from dataclasses import replace

import pytest

from annotator.model import Block, BlockForm, BlockKind, Origin, Span
from annotator.store import Store
from annotator.tui.line_console import Console
from annotator.tui.plain_text import PlainTextApp
from annotator.workflow.project_settings import Settings
from tests.helpers.app_driver import example_store
from tests.helpers.memory_store import at, example_document, labels
from tests.tui.test_app import notes_of, state_of


class Typed:
    """Input that was typed before: a key, or a line after a question."""

    def __init__(self, *typed):
        self._typed = list(typed)

    def key(self):
        return self._typed.pop(0) if self._typed else ""

    line = key

    def forget(self):
        self._typed.clear()

    skip_line = forget


def written(path, *typed, settings=None):
    """The lines that are written after keys and lines."""
    from annotator.workflow.controller import Controller

    lines: list[str] = []
    with Store.open(path) as store:
        store.label_sets.put(labels())
        store.annotators.enrol("ann")
        uids = iter(f"uid{number}-{os.urandom(4).hex()}" for number in range(1000))
        controller = Controller(store, labels(), "ann", lambda: next(uids), settings or Settings())
        PlainTextApp(controller, Console(Typed(*typed), lines.append)).run()
    return lines


def test_a_sentence_is_written_with_all_its_marks(tmp_path):
    lines = written(example_store(tmp_path))
    reasons = "high tier; matched on"
    assert lines[1:] == [
        "Document: Dam talks stall",
        "Sentence 1 of 3, not finished. 0 of 3 finished in all.",
        "Tevik falsely described the dam, in an apparent dig at Moro.",
        (
            f"1 of 2, selected: suggested: falsely described, on “falsely described”; {reasons}"
            f" “falsely described”; rule verdict_false.say; voice narrator"
        ),
        (
            f"2 of 2: suggested: implied meaning, on “in an apparent dig at”; {reasons}"
            f" “apparent dig”; rule implicature.dig; kind dig; voice narrator"
        ),
    ]


def test_a_sentence_in_a_quotation_says_so(tmp_path):
    document = example_document()
    title, first, second = document.blocks
    quoted = replace(first, form=BlockForm.QUOTE)
    with Store.open(tmp_path / "a.db") as store:
        store.documents.add(replace(document, blocks=(title, quoted, second)))
        store.annotators.enrol("ann")
    lines = written(tmp_path / "a.db", "j", "j", "q")
    assert any(line.startswith("Sentence 2 of 3, in a quote, not finished") for line in lines)
    assert any(line.startswith("Sentence 3 of 3, not finished") for line in lines)


def test_decisions_are_written_and_stored(tmp_path):
    path = example_store(tmp_path)
    lines = written(path, "a", "x", "space")
    after = lines[6:]
    assert after[0] == "accepted falsely described on “falsely described”"
    assert after[1].startswith("selected mark: suggested: implied meaning")
    assert after[2].startswith("rejected implied meaning on")
    assert "finished the sentence" in after
    assert "Sentence 2 of 3, not finished. 1 of 3 finished in all." in after
    assert [note.label for note in notes_of(path)] == ["verdict_false"]
    assert state_of(path, 0).finished
    assert any(line.startswith("undone: finished the sentence") for line in written(path, "u"))


def test_a_span_is_selected_by_hints_that_are_written(tmp_path):
    path = example_store(tmp_path)
    lines = written(path, "j", "j", "s", "s", "d", "2")
    assert any("a The; s readout; d claims; f nothing" in line for line in lines)
    assert "from “readout”: type the letters of the last word" in lines
    assert "selected “readout claims”" in lines
    assert lines[-1] == "selected mark: yours: implied meaning, on “readout claims”; voice narrator"
    (note,) = notes_of(path)
    assert (note.label, note.fragments, note.origin) == (
        "implicature", (at("readout claims"),), Origin.MANUAL,
    )  # fmt: skip


def test_a_label_is_found_by_a_part_of_its_name(tmp_path):
    path = example_store(tmp_path)
    lines = written(path, "enter", "zebra", "i", "hed")
    assert any(line.startswith("nothing fits") for line in lines)
    assert any(line.startswith("changed falsely described to hedge") for line in lines)
    lines = written(path, "tab", "enter", "?", "1")
    assert "1 falsely described  1  group" in lines


def test_the_form_asks_line_by_line(tmp_path):
    path = example_store(tmp_path)
    lines = written(path, "a", "shift+tab", "t", "2", "9", "three", "3", "1", "2", "")
    assert any(line.startswith("1 voice: narrator") for line in lines)
    assert sum(line.startswith("expected a number") for line in lines) == 2
    (note,) = notes_of(path)
    assert note.attributes == {"voice": "source_direct", "confidence": 3}


def test_a_value_may_be_selected_in_the_text(tmp_path):
    path = example_store(tmp_path)
    written(path, "j", "'", "0", "t", "1", ".", "f", "f", "enter", "")
    (note,) = notes_of(path)
    assert note.attributes["claimant"]["text"] == "he"


def test_notes_are_written_unchanged_and_deleted(tmp_path):
    path = example_store(tmp_path)
    assert "noted “so it is”" in written(path, "c", "so it is")
    lines = written(path, "c", "")
    assert "note: so it is" in lines
    assert "deleted the note" in written(path, "c", "-")
    assert state_of(path, 0).note == ""


def test_help_names_keys_in_words_and_an_unknown_key_drops_what_was_typed_ahead(tmp_path):
    lines = written(example_store(tmp_path), "?", "%", "a")
    assert "space: Finish the sentence and go to the next" in lines
    assert lines[-1] == "% does nothing here; ? lists the keys"


def test_what_needs_a_screen_says_so(tmp_path):
    lines = written(example_store(tmp_path), "y", ":", "theme: light")
    assert "no clipboard in plain-text mode" in lines
    assert "no colours in plain-text mode" in lines


# ------------------------------------------------------------------------- as a program


def hostile_store(folder):
    text = "Bad \x1b[2J\x1b]52;c;AAAA\x07 \x9b31m [red]text[/] \u202e and \u2028 more."
    whole = Span(0, len(text))
    document = replace(
        example_document(),
        uid="b2:bad",
        text=text,
        meta={"title": "\x1b]0;title\x07"},
        blocks=(Block(whole, BlockKind.PARAGRAPH),),
        sentences=(whole,),
    )
    with Store.open(folder / "annotations.db") as store:
        store.label_sets.put(labels())
        store.documents.add(document)


def project(tmp_path):
    from annotator.cli import main

    with pytest.raises(SystemExit):
        main(["init", str(tmp_path)])
    return [sys.executable, "-m", "annotator", "-p", str(tmp_path), "-a", "ann"]


def test_a_pipe_gets_no_escape_sequences(tmp_path):
    hostile_store(tmp_path)
    command = [*project(tmp_path), "annotate", "--plain"]
    typed = "csaid \x1b[31m\nf\n.\ny\nq\n=\n?\nspace\n"
    done = subprocess.run(
        command, input=typed.encode(), capture_output=True, timeout=60, check=True
    )
    out = done.stdout.decode()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", out)
    assert "Bad ␛[2J␛]52;c;AAAA␇" in out
    assert "noted “said ␛[31m”" in out
    assert "flagged" in out
    assert "end of the last document; every sentence is finished" in out


def test_a_terminal_sends_single_keys_and_gets_no_escape_sequences(tmp_path):
    hostile_store(tmp_path)
    command = [*project(tmp_path), "annotate", "--plain"]
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as running:
        os.close(theirs)
        out = read_until(ours, "nothing marked or suggested")
        for typed, answer in [
            ("f", "flagged"),
            ("\x1b[B", "the end of the last document"),
            ("c", "empty to leave it:"),
            ("well\n", "noted “well”"),
            (" ", "every sentence is finished"),
        ]:
            os.write(ours, typed.encode())
            out += read_until(ours, answer)
        os.write(ours, b"q")
        assert running.wait(30) == 0
    os.close(ours)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]", out)


def read_until(terminal, awaited):
    """The output up to some words; fails if they do not come."""
    out = b""
    while awaited not in out.decode("utf-8", "replace"):
        ready, _, _ = select.select([terminal], [], [], 60)
        assert ready, out.decode("utf-8", "replace")
        out += os.read(terminal, 65_536)
    return out.decode("utf-8", "replace")
