"""How the app ends and is suspended: by signals, without a terminal, in one without a screen."""

from __future__ import annotations

import os
import shutil
import signal
import sys

import pytest

from annotator.store import Store
from tests.helpers.app_driver import example_store
from tests.helpers.paths import ROOT
from tests.helpers.terminal_session import TerminalSession, annotate

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")

SIGNALS = ["SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT"]
MODES = ("\x1b[?1000", "\x1b[?1003", "\x1b[?1006", "\x1b[?1015", "\x1b[?1004", "\x1b[?2004",
         "\x1b[?1049")  # fmt: skip
"""What is switched on with h and off with l: the mouse, focus, paste, the alternate screen."""


@pytest.fixture
def folder(tmp_path):
    """A project with the example document."""
    shutil.copy(ROOT / "labels.yaml", tmp_path / "labels.yaml")
    example_store(tmp_path)
    return tmp_path


def assert_restored(session: TerminalSession) -> None:
    """The terminal is as it was before the app."""
    written = session.output.decode(errors="replace")
    for mode in MODES:
        assert written.rfind(f"{mode}h") < written.rfind(f"{mode}l"), mode
    assert written.rfind("\x1b[?25l") < written.rfind("\x1b[?25h")
    assert written.rfind("\x1b[?7l") < written.rfind("\x1b[?7h")
    assert session.attributes == session.attributes_before


@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_ends_the_app_and_restores_the_terminal(folder, name):
    with annotate(folder) as session:
        session.wait_for("0/3 finished")
        session.type(b"f")
        session.wait_for("flagged")
        assert session.attributes != session.attributes_before
        number = signal.Signals[name]
        os.kill(session.pid, number)
        assert session.wait() == 128 + number
        assert_restored(session)
    with Store.open(folder / "annotations.db") as store:
        assert [event.kind for event in store.events.iterate()] == ["flag"]


@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_ends_an_app_that_hangs_and_restores_the_terminal(folder, name):
    """A key that never comes back: the terminal is restored without the app."""
    code = (
        "import sys, time; from annotator.tui import end_signals; from annotator.tui.app import "
        "AnnotatorApp; from annotator.__main__ import run; end_signals.LAST_RESORT_SECONDS = 0.1\n"
        "def hang(*_):\n    print('HANGS', file=sys.__stderr__, flush=True)\n    while True: pass\n"
        "AnnotatorApp._press_anywhere = hang\nrun()"
    )
    command = [sys.executable, "-c", code, "-a", "ann", "annotate"]
    with TerminalSession(command, folder) as session:
        session.wait_for("0/3 finished")
        session.type(b"f")
        session.wait_for("HANGS")
        number = signal.Signals[name]
        os.kill(session.pid, number)
        assert session.wait() == 128 + number
        assert_restored(session)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGQUIT"])
def test_a_signal_in_plain_text_mode_leaves_the_terminal_with_an_echo(folder, name):
    with annotate(folder, "--plain") as session:
        session.wait_for("Sentence 1 of 3")
        while session.attributes == session.attributes_before:
            session._read()
        number = signal.Signals[name]
        os.kill(session.pid, number)
        assert session.wait() == 128 + number
        assert session.attributes == session.attributes_before


@pytest.mark.parametrize("ignored", [False, True])
@pytest.mark.parametrize("options", [[], ["--plain"]])
def test_the_app_ends_when_its_terminal_is_gone(folder, options, ignored):
    """Also with SIGHUP ignored, as by nohup: once it used half a processor until it was killed."""

    def ignore() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN if ignored else signal.SIG_DFL)

    with annotate(folder, *options, before=ignore) as session:
        session.wait_for("Sentence 1 of 3" if options else "0/3 finished")
        session.hang_up()
        assert session.wait() != 0


def test_bytes_that_are_not_utf_8_do_not_end_the_app(folder):
    with annotate(folder) as session:
        session.wait_for("0/3 finished")
        session.type(b"\xff\xc3(\x80f")
        session.wait_for("flagged")
        session.type(b"\x11")
        assert session.wait() == 0
        assert_restored(session)


def test_ctrl_z_suspends_the_app_and_it_comes_back(folder):
    with annotate(folder) as session:
        session.wait_for("0/3 finished")
        session.type(b"\x1a")
        session.wait_for_stop()
        session._read()
        assert_restored(session)
        stopped = len(session.output)
        os.kill(session.pid, signal.SIGCONT)
        session.wait_for("0/3 finished", stopped)  # drawn again
        session.type(b"f")
        session.wait_for("flagged", stopped)
        session.type(b"\x11")
        assert session.wait() == 0
        assert_restored(session)


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({"TERM": "dumb"}, "TERM=dumb"),
        ({"TERM": ""}, "TERM is not set"),
        ({"LC_ALL": "C"}, "character set"),
        ({"LC_ALL": "POSIX"}, "character set"),
        ({"PYTHONIOENCODING": "latin-1"}, "iso8859-1"),
    ],
)
def test_a_terminal_that_cannot_show_the_screen_is_refused_in_a_sentence(
    folder, environment, reason
):
    with annotate(folder, environment=environment) as session:
        assert session.wait() == 2
        said = session.output.decode()
        assert reason in said
        assert "--plain" in said
        assert "\x1b" not in said
        assert said.count("\n") == 1


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"LC_ALL": "C"}])
def test_plain_text_mode_works_in_any_terminal(folder, environment):
    with annotate(folder, "--plain", environment=environment) as session:
        session.wait_for("Sentence 1 of 3")
        session.type(b"q")
        assert session.wait() == 0


def test_a_fault_ends_the_app_with_exit_code_1_and_its_traceback(folder):
    code = (
        "from annotator.tui.app import AnnotatorApp; from annotator.__main__ import run\n"
        "def fail(self, key):\n    secret = 'local variable'; raise RuntimeError('a fault')\n"
        "AnnotatorApp._press_anywhere = fail\nrun()"
    )
    with TerminalSession([sys.executable, "-c", code, "-a", "ann", "annotate"], folder) as session:
        session.wait_for("0/3 finished")
        session.type(b"f")
        assert session.wait() == 1
        assert_restored(session)
        said = session.output.decode().rpartition("\x1b[?1004l")[2]
        assert "RuntimeError: a fault" in said
        assert "Please report it" in said
        assert "everything is saved" not in said
        assert said.count("Traceback") == 1
        assert "Tevik" not in said  # no text of the project, as there would be with local variables
