"""Another program is writing to the database while a command starts."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys

import pytest

from tests.helpers.app_driver import example_store
from tests.helpers.paths import ROOT
from tests.helpers.terminal_session import annotate

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")

WAITS = "waiting up to 30 s for another program to write to annotations.db"


@pytest.fixture
def folder(tmp_path):
    """A project with the example document."""
    shutil.copy(ROOT / "labels.yaml", tmp_path / "labels.yaml")
    example_store(tmp_path)
    return tmp_path


@pytest.fixture
def writer(folder):
    """Another program, which is writing to the database."""
    other = sqlite3.connect(folder / "annotations.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


def test_the_app_says_that_it_waits_and_starts_once_it_can(folder, writer):
    with annotate(folder) as session:
        session.wait_for(WAITS)
        writer.execute("ROLLBACK")
        session.wait_for("0/3 finished")
        session.type(b"f")
        session.wait_for("flagged")
        session.type(b"\x11")
        assert session.wait() == 0


@pytest.mark.usefixtures("writer")
def test_ctrl_c_ends_the_wait(folder):
    with annotate(folder) as session:
        session.wait_for(WAITS)
        session.type(b"\x03")
        assert session.wait() == 1
        assert "Traceback" not in session.said()
        assert session.attributes == session.attributes_before


def test_a_decision_that_waits_does_not_keep_a_person_from_leaving(folder):
    with annotate(folder) as session:
        session.wait_for("0/3 finished")
        other = sqlite3.connect(folder / "annotations.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        session.type(b"f")
        session.wait_for("waiting for another program")
        session.type(b"\x11")
        assert session.wait() == 0
        assert "1 decision could not be saved" in session.said()
        other.close()


@pytest.mark.parametrize("words", [["show"], ["export", "-"], ["labels"], ["settings"]])
def test_a_reader_that_closes_the_pipe_is_no_fault(folder, words):
    command = [sys.executable, "-m", "annotator", "-p", str(folder), *words]
    done = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    done.stdout.close()
    _, said = done.communicate(timeout=60)
    assert b"Traceback" not in said
