"""The linear mode: lines of plain text in, lines of plain text out; no escape, ever."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
from dataclasses import replace

import pytest

from annotator.model import Block, BlockKind, Origin, Span
from annotator.store import Store
from annotator.tui.plain_text.app import Linear
from annotator.tui.plain_text.console import Talk
from annotator.workflow.project_settings import Settings
from tests.helpers.app_driver import paper_store
from tests.helpers.memory_store import at, labels, paper
from tests.tui.test_app import notes_of, state_of


class Typed:
    """A source of what is typed: a key, or a line after a question."""

    def __init__(self, *typed):
        self._typed = list(typed)

    def key(self):
        return self._typed.pop(0) if self._typed else ""

    line = key

    def forget(self):
        self._typed.clear()


def said(path, *typed, settings=None):
    """What is said after keys and lines, line by line."""
    from annotator.workflow.controller import Desk

    lines: list[str] = []
    with Store.open(path) as store:
        store.put_label_set(labels())
        store.enrol("ann")
        uids = iter(f"uid{number}-{os.urandom(4).hex()}" for number in range(1000))
        desk = Desk(store, labels(), "ann", lambda: next(uids), settings or Settings())
        Linear(desk, Talk(Typed(*typed), lines.append)).run()
    return lines


def test_a_sentence_is_told_with_everything_that_is_marked_in_it(tmp_path):
    lines = said(paper_store(tmp_path))
    reasons = "high tier; fired on"
    assert lines[1:] == [
        "Document: Dam talks stall",
        "Sentence 1 of 3, not finished. 0 of 3 finished in all.",
        "Tevik falsely described the dam, in an apparent dig at Moro.",
        (
            f"1 of 2, in hand: suggested: falsely described, on “falsely described”; {reasons}"
            f" “falsely described”; rule verdict_false.say@0000aaaa; voice narrator"
        ),
        (
            f"2 of 2: suggested: implied meaning, on “in an apparent dig at”; {reasons}"
            f" “apparent dig”; rule implicature.dig@0000bbbb; kind dig; voice narrator"
        ),
    ]


def test_deciding_is_told_and_kept(tmp_path):
    path = paper_store(tmp_path)
    lines = said(path, "a", "x", "space")
    told = lines[6:]
    assert told[0] == "accepted falsely described on “falsely described”"
    assert told[1].startswith("in hand: suggested: implied meaning")
    assert told[2].startswith("rejected implied meaning on")
    assert "finished the sentence" in told
    assert "Sentence 2 of 3, not finished. 1 of 3 finished in all." in told
    assert [note.label for note in notes_of(path)] == ["verdict_false"]
    assert state_of(path, 0).finished
    assert any(line.startswith("undone: finished the sentence") for line in said(path, "u"))


def test_a_span_is_selected_by_letters_that_are_told(tmp_path):
    path = paper_store(tmp_path)
    lines = said(path, "j", "j", "s", "s", "d", "2")
    assert any("a The; s readout; d claims; f nothing" in line for line in lines)
    assert "from “readout”: type the letters of the last word" in lines
    assert "selected “readout claims”" in lines
    assert lines[-1] == "in hand: yours: implied meaning, on “readout claims”; voice narrator"
    (note,) = notes_of(path)
    assert (note.label, note.fragments, note.origin) == (
        "implicature", (at("readout claims"),), Origin.MANUAL,
    )  # fmt: skip


def test_a_label_is_found_by_a_part_of_its_name(tmp_path):
    path = paper_store(tmp_path)
    lines = said(path, "enter", "zebra", "i", "hed")
    assert any(line.startswith("nothing fits") for line in lines)
    assert any(line.startswith("changed falsely described to hedge") for line in lines)
    lines = said(path, "tab", "enter", "?", "1")
    assert "1 falsely described  1  group" in lines


def test_a_form_is_asked_line_by_line(tmp_path):
    path = paper_store(tmp_path)
    lines = said(path, "a", "shift+tab", "t", "2", "9", "three", "3", "1", "2", "")
    assert any(line.startswith("1 voice: narrator") for line in lines)
    assert sum(line.startswith("expected a number") for line in lines) == 2
    (note,) = notes_of(path)
    assert note.attributes == {"voice": "source_direct", "confidence": 3}


def test_the_answer_of_a_form_may_be_selected_in_the_text(tmp_path):
    path = paper_store(tmp_path)
    said(path, "j", "'", "0", "t", "1", ".", "f", "f", "enter", "")
    (note,) = notes_of(path)
    assert note.attributes["claimant"]["text"] == "he"


def test_notes_are_written_left_alone_and_taken_away(tmp_path):
    path = paper_store(tmp_path)
    assert "noted “so it is”" in said(path, "c", "so it is")
    lines = said(path, "c", "")
    assert "note: so it is" in lines
    assert "took the note away" in said(path, "c", "-")
    assert state_of(path, 0).note == ""


def test_help_names_keys_in_words_and_an_unknown_key_stops_what_was_typed(tmp_path):
    lines = said(paper_store(tmp_path), "?", "%", "a")
    assert "space: Finish the sentence and go to the next" in lines
    assert lines[-1] == "% does nothing here; ? lists the keys"


def test_what_needs_a_screen_says_so(tmp_path):
    lines = said(paper_store(tmp_path), "y", ":", "theme: light")
    assert "no clipboard in the linear mode" in lines
    assert "no colours in the linear mode" in lines


# ------------------------------------------------------------------------- as a program


def hostile_store(folder):
    text = "Bad \x1b[2J\x1b]52;c;AAAA\x07 \x9b31m [red]text[/] \u202e and \u2028 more."
    whole = Span(0, len(text))
    document = replace(
        paper(),
        uid="b2:bad",
        text=text,
        meta={"title": "\x1b]0;title\x07"},
        blocks=(Block(whole, BlockKind.PARAGRAPH),),
        sentences=(whole,),
    )
    with Store.open(folder / "annotations.db") as store:
        store.put_label_set(labels())
        store.add_document(document)


def project(tmp_path):
    from annotator.cli import main

    with pytest.raises(SystemExit):
        main(["init", str(tmp_path)])
    return [sys.executable, "-m", "annotator", "-p", str(tmp_path), "-a", "ann"]


def test_a_pipe_may_talk_to_it_and_no_escape_comes_out(tmp_path):
    hostile_store(tmp_path)
    command = [*project(tmp_path), "annotate", "--linear"]
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


def test_a_terminal_gives_one_key_at_a_time_and_gets_no_escape(tmp_path):
    hostile_store(tmp_path)
    command = [*project(tmp_path), "annotate", "--linear"]
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
    """What the program writes up to some words; fails if they do not come."""
    out = b""
    while awaited not in out.decode("utf-8", "replace"):
        ready, _, _ = select.select([terminal], [], [], 60)
        assert ready, out.decode("utf-8", "replace")
        out += os.read(terminal, 65_536)
    return out.decode("utf-8", "replace")
