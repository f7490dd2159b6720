"""Who annotates: asked for on a terminal, the login without one; near misses are asked about."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.annotations.events import Draft, Finish
from annotator.cli.annotator_name import problem_of, similar_name
from annotator.store import Store
from tests.helpers.memory_store import example_document
from tests.helpers.paths import ROOT


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("Ann", ["ann"], "ann"),
        (" ann", ["ann"], "ann"),
        ("anna", ["ann"], "ann"),
        ("an", ["ann"], "ann"),
        ("amn", ["ann"], "ann"),
        ("ÉMILE", ["émile"], "émile"),
        ("ann2", ["ann1"], ""),
        ("ann2", ["ann"], ""),
        ("ann", ["ann", "Ann"], ""),
        ("bob", ["ann"], ""),
        ("b", ["a"], ""),
        ("anna", ["ann", "ANNA"], "ANNA"),
    ],
)
def test_names_that_are_near_misses(name, known, expected):
    assert similar_name(name, known) == expected


@given(st.text("abC1", min_size=2, max_size=5), st.text("abC1", min_size=2, max_size=5))
def test_near_misses_are_what_a_plain_search_finds(one, other):
    def edits(name):
        for at in range(len(name) + 1):
            yield from ((name[:at] + c + name[at:], c) for c in "abc1")
            if at < len(name):
                yield name[:at] + name[at + 1 :], name[at]
                yield from ((name[:at] + c + name[at + 1 :], c + name[at]) for c in "abc1")

    a, b = one.casefold(), other.casefold()
    found = {"1" not in changed for text, changed in edits(a) if text == b}
    expected = one != other and (a == b or True in found)
    assert (similar_name(other, [one]) == one) == expected


@pytest.mark.parametrize("name", ["", "  ", "a\x1b[31m", "x" * 61, "a\u202eb"])
def test_names_that_cannot_be_used(name):
    assert problem_of(name)
    assert not problem_of("Žofia Brânză")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "labels.yaml").write_bytes((ROOT / "labels.yaml").read_bytes())
    with Store.open(tmp_path / "annotations.db") as store:
        store.documents.add(example_document())
        store.annotators.enrol("ann")
        sentence = example_document().sentences[0]
        draft = Draft(example_document().uid, sentence, Finish(finished=True, shown=True))
        store.events.record("ann", [draft])
    return tmp_path


class Terminal:
    """The program on a pseudo-terminal."""

    def __init__(self, folder, *arguments):
        self.fd, child = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "annotator", "-p", str(folder), *arguments],
            stdin=child, stdout=child, stderr=child, close_fds=True, cwd=ROOT,
            env={**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "LOGNAME": "root"},
        )  # fmt: skip
        os.close(child)
        self.seen = ""

    def wait_for(self, words):
        """Read until the words were written; escape sequences count for nothing."""
        until = time.monotonic() + 60
        while words not in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.seen):
            assert time.monotonic() < until, self.seen
            if select.select([self.fd], [], [], 0.1)[0]:
                self.seen += os.read(self.fd, 65_536).decode("utf-8", "replace")

    def type(self, text):
        self.seen = ""
        os.write(self.fd, text.encode())

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.fd)


def people(folder):
    with Store.open(folder / "annotations.db") as store:
        return store.annotators.people()


def test_the_first_start_asks_for_a_name_and_the_next_remembers_it(folder):
    terminal = Terminal(folder, "annotate")
    terminal.wait_for("Your name, as it will stand with your annotations")
    terminal.type("\r")
    terminal.wait_for("Your name")  # root is no name
    terminal.type("bea\r")
    terminal.wait_for("finished")
    terminal.close()
    assert people(folder) == ["ann", "bea"]
    terminal = Terminal(folder, "annotate")
    terminal.wait_for("bea")
    assert "Your name" not in terminal.seen
    terminal.close()


def test_a_new_name_that_is_nearly_one_with_work_is_asked_about_once(folder):
    terminal = Terminal(folder, "--annotator", "Ann", "annotate")
    terminal.wait_for("Are you ann?")
    terminal.type("\r")
    terminal.wait_for("finished")
    terminal.close()
    assert people(folder) == ["ann"]
    terminal = Terminal(folder, "--annotator", "Ann", "annotate")
    terminal.wait_for("Are you ann?")
    terminal.type("n\r")
    terminal.wait_for("finished")
    terminal.close()
    assert people(folder) == ["Ann", "ann"]
    terminal = Terminal(folder, "--annotator", "Ann", "annotate")
    terminal.wait_for("finished")
    assert "Are you" not in terminal.seen
    terminal.close()


def test_without_a_terminal_the_login_is_used_and_stderr_says_so(folder):
    done = subprocess.run(
        [sys.executable, "-m", "annotator", "-p", str(folder), "annotate", "--plain"],
        input="q", capture_output=True, text=True, cwd=ROOT, check=False,
        env={**os.environ, "LOGNAME": "root"},
    )  # fmt: skip
    assert done.returncode == 0
    assert "annotating as root, the user who is logged in; --annotator NAME is another" in (
        done.stderr
    )
    assert people(folder) == ["ann", "root"]
