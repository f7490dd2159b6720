"""Every command under every fault of the standard streams and of the system.

Each ends in a sentence on stderr and exit code 1 or 2, or does its work: never in a traceback, and
never with half a file. Also with `python -m annotator` itself, for the forks imitate its start.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from annotator.cli import main
from tests.helpers.command_forks import BROKEN, CLOSED, Ended, Forks, forks
from tests.helpers.paths import ROOT
from tests.helpers.terminal_session import annotate

pytestmark = pytest.mark.skipif(os.name != "posix", reason="file descriptors and forks are POSIX")

LABELS = """
name: tone of voice
labels:
  - name: loaded
    title: loaded wording
    kind: framing
    glyph: '═'
    color: '#f0e442'
    definition: A word that “praises” or blames.
    rules:
      - id: loaded.slam
        tier: low
        phrase: [slam~]
        examples:
          match: ['The mayor [[slammed]] the plan.']
"""
TEXT = "The mayor’s plan\n\nTevik slammed the mayor’s plan. Moro said “nothing”.\n"

COMMANDS = {
    "init": ["init", "new"],
    "tour": ["tour"],
    "import": ["-p", "P", "import", "P/corpora"],
    "suggest": ["-p", "P", "suggest"],
    "suggest --output":
        ["-p", "P", "suggest", "--input", "P/corpora", "--output", "b.jsonl", "--workers", "1"],
    "show": ["-p", "P", "show"],
    "show DOCUMENT": ["-p", "P", "show", "UID"],
    "merge": ["-p", "P", "merge", "OTHER", "--json"],
    "backup": ["-p", "P", "backup", "copy.db"],
    "snapshot create": ["-p", "P", "snapshot", "create", "pilot"],
    "snapshot list": ["-p", "P", "snapshot", "list", "--json"],
    "snapshot diff": ["-p", "P", "snapshot", "diff", "--help"],
    "snapshot verify": ["-p", "P", "snapshot", "verify", "--help"],
    "annotate": ["-p", "P", "annotate"],
    "annotate --plain": ["-p", "P", "-a", "ann", "annotate", "--plain"],
    "": ["-p", "P", "-a", "ann"],
    "serve": ["-p", "P", "serve", "--port", "PORT"],
    "agreement": ["-p", "P", "agreement"],
    "agreement --json": ["-p", "P", "agreement", "--json"],
    "accuracy": ["-p", "P", "accuracy"],
    "accuracy --json": ["-p", "P", "accuracy", "--json"],
    "questions": ["-p", "P", "questions"],
    "reasons": ["-p", "P", "-a", "ann", "reasons"],
    "reasons --json": ["-p", "P", "-a", "ann", "reasons", "--json"],
    "report": ["-p", "P", "report", "r.html"],
    "resplit": ["-p", "P", "resplit"],
    "people list": ["-p", "P", "people", "list"],
    "people list --json": ["-p", "P", "people", "list", "--json"],
    "people role": ["-p", "P", "people", "role", "ann", "annotator"],
    "people rename": ["-p", "P", "people", "rename", "bea", "ben"],
    "release": ["-p", "P", "release", "--all"],
    "release --json": ["-p", "P", "release", "--all", "--json"],
    "outcome": ["-p", "P", "-a", "ann", "outcome"],
    "outcome --json": ["-p", "P", "-a", "ann", "outcome", "--json"],
    "notes": ["-p", "P", "-a", "ann", "notes"],
    "notes --json": ["-p", "P", "-a", "ann", "notes", "--json"],
    "export": ["-p", "P", "export", "a.csv"],
    "export -": ["-p", "P", "export", "-"],
    "publish": ["-p", "P", "publish", "published"],
    "verify": ["verify", "P"],
    "verify --json": ["verify", "P", "--json"],
    "fill": ["fill", "P", "--texts", "P"],
    "formats": ["formats"],
    "formats --json": ["formats", "--json"],
    "settings": ["-p", "P", "settings"],
    "settings --keys": ["-p", "P", "settings", "--keys"],
    "labels list": ["-p", "P", "labels", "list"],
    "labels list --json": ["-p", "P", "labels", "list", "--json"],
    "labels schema": ["labels", "schema"],
    "rules check": ["-p", "P", "rules", "check"],
    "rules test": ["-p", "P", "rules", "test"],
    "rules report": ["-p", "P", "rules", "report"],
    "rules diff": ["-p", "P", "rules", "diff", "P/labels.yaml", "P/labels.yaml"],
    "rules mine": ["-p", "P", "rules", "mine"],
    "adjudicate": ["-p", "P", "-a", "ann", "adjudicate"],
    "adjudicate --plain": ["-p", "P", "-a", "ann", "adjudicate", "--plain"],
    "train": ["-p", "P", "-a", "ann", "train", "UID", "--for", "ann"],
    "--help": ["--help"],
    "--version": ["--version"],
}  # fmt: skip
"""P: the project. UID: of its document. PORT: one in use, for the server would not end."""

FAILS = {
    "annotate",
    "adjudicate",
    "",
    "tour",
    "serve",
    "accuracy",
    "verify",
    "verify --json",
    "fill",
}
"""Commands that fail here: they need a terminal, gold or a dataset, or the port is in use."""

SILENT = {
    "init", "import", "suggest", "suggest --output", "export", "report", "people role",
    "people rename", "train", "reasons", "release", "outcome", "publish", *FAILS,
}  # fmt: skip
"""Commands that write nothing to stdout here."""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project with a text that has a suggestion, a note and a finished sentence."""
    folder = tmp_path_factory.mktemp("streams") / "project"
    (folder / "corpora").mkdir(parents=True)
    (folder / "labels.yaml").write_text(LABELS, "utf-8")
    (folder / "corpora" / "a.txt").write_text(TEXT, "utf-8")
    sittings = [["-a", name, "annotate", "--plain"] for name in ("ann", "bea")]
    for words in (["import"], ["suggest"], *sittings):
        decides = "x" if "bea" in words else "a"
        keys = f"{decides}\ncunsure\n \nq\n"
        done = CliRunner().invoke(main, ["-p", str(folder), *words], input=keys)
        assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(scope="module")
def forked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("forks")
    with forks(folder) as started:
        started.folder = folder
        yield started


@pytest.fixture
def runner(forked: Forks, project, listening):
    return Runner(forked, project, listening)


@pytest.fixture(scope="module")
def listening():
    """A port in use."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as one:
        yield one.getsockname()[1]


class Runner:
    """Runs commands, each on a fresh copy of the project."""

    def __init__(self, forked: Forks, project: Path, port: int) -> None:
        self._forked = forked
        self._project = project
        self._values = {"PORT": str(port), "UID": self._uid(), "OTHER": str(project)}
        self.folder = forked.folder

    def _uid(self) -> str:
        shown = CliRunner().invoke(main, ["-p", str(self._project), "show"])
        return shown.stdout.split()[0]

    def fresh(self) -> Path:
        """Remove what earlier runs wrote, and return a copy of the project."""
        for path in self.folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        return Path(shutil.copytree(self._project, self.folder / "project"))

    def run(self, words: list[str], project: str = "project", **how) -> Ended:
        words = [self._values.get(word, word) for word in words]
        words = [
            project + word[1:] if word == "P" or word.startswith("P/") else word for word in words
        ]
        return self._forked.run(words, **how)


def check(command: str, ended: Ended) -> None:
    """A sentence and exit code 1 or 2, or success; never a traceback."""
    where = (command, ended)
    assert "Traceback" not in ended.stderr, where
    assert "Exception ignored" not in ended.stderr, where
    assert ended.code in {0, 1, 2}, where


READING = {"annotate --plain", "adjudicate --plain"}
"""Commands that read keys from stdin."""


def commands(group: click.Group = main, *before: str):
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from commands(command, *before, name)
        else:
            yield " ".join([*before, name])


def test_the_table_has_every_command_and_each_works_without_a_fault(runner):
    assert set(commands()) <= COMMANDS.keys()
    for command, words in COMMANDS.items():
        runner.fresh()
        ended = runner.run(words)
        check(command, ended)
        worked = (int(command in FAILS), command not in SILENT)
        assert (ended.code, bool(ended.stdout)) == worked, ended


# ------------------------------------------------------------------------- streams


@pytest.mark.parametrize("how", ["/dev/full", CLOSED])
def test_a_stdout_that_takes_nothing_is_reported(runner, how):
    for command, words in COMMANDS.items():
        runner.fresh()
        ended = runner.run(words, streams={1: how})
        check(command, ended)
        if command not in SILENT:
            assert ended.code == 1, command
            assert ended.stderr.splitlines()[-1].startswith("cannot write to stdout: "), ended


def test_a_closed_pipe_ends_every_command_in_silence(runner):
    for command, words in COMMANDS.items():
        runner.fresh()
        ended = runner.run(words, streams={1: BROKEN})
        check(command, ended)
        if command not in SILENT:
            assert (ended.code, "stdout" in ended.stderr) == (1, False), ended


def test_a_closed_stdin_is_reported_where_it_is_read(runner):
    for command, words in COMMANDS.items():
        runner.fresh()
        ended = runner.run(words, streams={0: CLOSED})
        check(command, ended)
        assert ("cannot read from stdin: it is closed" in ended.stderr) == ("--plain" in command)
        assert ended.code == int(command in {*READING, *FAILS}), ended


@pytest.mark.parametrize("how", ["/dev/full", CLOSED, BROKEN])
def test_messages_are_lost_without_stderr_and_the_work_is_done(runner, how):
    for command, words in COMMANDS.items():
        runner.fresh()
        ended = runner.run(words, streams={2: how})
        worked = (int(command in FAILS), command not in SILENT)
        assert (ended.code, bool(ended.stdout)) == worked, command


def test_with_all_streams_closed_no_file_takes_their_place(runner):
    """The database would be the first file opened: what is printed must not get into it."""
    for command, words in COMMANDS.items():
        folder = runner.fresh()
        ended = runner.run(words, streams=dict.fromkeys(range(3), CLOSED))
        assert ended.code == int(command not in SILENT or command in FAILS)
        assert CliRunner().invoke(main, ["-p", str(folder), "show"]).exit_code == 0, command


@pytest.mark.parametrize("encoding", ["latin-1", "cp437"])
def test_a_stdout_in_another_encoding_has_right_data_or_an_error(runner, encoding):
    failed = set()
    runner.fresh()
    for command, words in COMMANDS.items():
        ended = runner.run(words, encoding=encoding)
        check(command, ended)
        if ended.code and command not in FAILS:
            failed.add(command)
            assert f"stdout is {encoding}, which has no '\\u" in ended.stderr, ended
    assert failed >= {"show", "show DOCUMENT", "annotate --plain", "labels list"}


# ------------------------------------------------------------------------- arguments, files


def test_bytes_that_are_not_utf8_are_refused_in_every_text(runner):
    runner.fresh()
    broken = os.fsdecode(b"\xff")
    for command, words in COMMANDS.items():
        ended = runner.run([broken if word == "ann" else word for word in ["-a", "ann", *words]])
        check(command, ended)
        if not command.startswith("--"):
            assert ended.code == 2
            assert "expected text in UTF-8" in ended.stderr
        check(command, runner.run([*words, broken]))
    for words in (
        ["export", "--by", broken, "a.csv"], ["show", broken], ["rules", "mine", "--label", broken],
        ["annotate", "--plain", "--mask", broken], ["suggest", "--text-column", broken],
    ):  # fmt: skip
        ended = runner.run(["-p", "P", *words])
        assert (ended.code, "expected text in UTF-8" in ended.stderr) == (2, True), words


def test_a_login_that_is_not_utf8_needs_a_name(runner):
    runner.fresh()
    login = {"LOGNAME": os.fsdecode(b"\xff")}
    ended = runner.run(["-p", "P", "annotate", "--plain"], environment=login)
    assert (ended.code, "give your name with --annotator NAME" in ended.stderr) == (1, True)


def test_a_note_that_is_not_utf8_is_not_stored_and_the_keys_before_it_are(runner):
    folder = runner.fresh()
    keys = folder / "keys"
    keys.write_bytes(b"f\nccaf\xe9\n \n")
    ended = runner.run(COMMANDS["annotate --plain"], streams={0: str(keys)})
    check("annotate --plain", ended)
    assert ended.code == 1
    assert "a line of the input has bytes that are not UTF-8" in ended.stderr
    exported = runner.run(["-p", "P", "export", "-"]).stdout
    assert exported.count('"flagged": true') == 1
    assert "caf" not in exported


def test_paths_may_have_any_bytes(runner):
    folder = os.fsdecode(b"proj\xffect")
    runner.fresh().rename(runner.folder / folder)
    for command, words in COMMANDS.items():
        ended = runner.run(words, project=folder)
        check(command, ended)
        assert ended.code == int(command in FAILS), ended


@pytest.mark.parametrize(
    "names",
    [[""], ["labels.yaml"], ["annotations.db", "corpora/a.txt"], ["settings.yaml", "corpora"]],
)
def test_a_link_to_itself_is_reported_or_not_needed(runner, names):
    for command, words in COMMANDS.items():
        folder = runner.fresh()
        for path in (folder / name for name in names):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
            path.symlink_to(path)
        check(command, runner.run(words))
        assert all((folder / name).is_symlink() for name in names), command


def test_a_link_to_itself_is_reported_as_an_argument(runner):
    runner.fresh()
    (runner.folder / "circle").symlink_to("circle")
    (runner.folder / "circle.jsonl").symlink_to("circle.jsonl")
    for words in (
        ["init", "circle"], ["-p", "P", "import", "circle"],
        ["-p", "P", "export", "circle.jsonl"], ["-p", "P", "rules", "diff", "circle", "circle"],
        ["-p", "P", "suggest", "--input", "circle", "--output", "a.jsonl"],
        ["-p", "P", "suggest", "--input", "P/corpora", "--output", "circle.jsonl"],
    ):  # fmt: skip
        ended = runner.run(words)
        check(" ".join(words), ended)
        assert ended.code == 1


# ------------------------------------------------------------------------- disks


def test_a_disk_without_room_leaves_no_half_file(runner):
    for command, words in COMMANDS.items():
        folder = runner.fresh()
        with (folder / "labels.yaml").open("a") as file:
            file.write("# changed\n")  # to be stored, as is the next text
        (folder / "corpora" / "b.txt").write_text(TEXT * 100, "utf-8")
        before = {path.name for path in runner.folder.iterdir()}
        ended = runner.run(words, limited=True)
        check(command, ended)
        assert {path.name for path in runner.folder.iterdir()} - before <= {
            "new", "stdout.captured", "stderr.captured", "b.jsonl.parts"
        }, command  # fmt: skip
        assert not (runner.folder / "new" / "labels.yaml").exists()
        for name in ("a.csv", "b.jsonl"):
            assert not (runner.folder / name).exists()


@pytest.mark.parametrize("seed", range(3))
def test_a_damaged_database_is_reported_by_every_command(runner, seed):
    """Pages of noise and single wrong bytes, met wherever a command reads them."""
    chance = random.Random(seed)
    for command, words in COMMANDS.items():
        database = runner.fresh() / "annotations.db"
        data = bytearray(database.read_bytes())
        pages = len(data) // 4096
        for page in chance.sample(range(pages), pages // (3 if seed % 2 else 1)):
            start = page * 4096 + (100 if page == 0 else 0)
            length = 4096 - start % 4096 if seed < 2 else 40
            start += chance.randrange(4096 - start % 4096 - length + 1)
            data[start : start + length] = chance.randbytes(length)
        database.write_bytes(data)
        ended = runner.run(words)
        check(command, ended)


# ------------------------------------------------------------------------- the real thing


@pytest.mark.parametrize(
    ("shell", "said"),
    [
        ("{} show > /dev/full", "cannot write to stdout: No space left on device"),
        ("{} show >&-", "cannot write to stdout: it is closed"),
        ("{} annotate --plain <&- >/dev/null", "cannot read from stdin: it is closed"),
        ("{} annotate <&-", "needs a terminal"),
        ("PYTHONIOENCODING=latin-1 {} show", "stdout is iso8859-1, which has no '\\u2019'"),
        ("{} -a $'\\xff' show", "expected text in UTF-8"),
        ("{} show >&- 2>&- <&-", ""),
        ("{} show > /dev/full 2>&1", ""),
    ],
)
def test_also_at_the_start_of_python_itself(project, shell, said):
    program = f"{sys.executable} -m annotator -p '{project}'"
    done = subprocess.run(
        ["bash", "-c", shell.format(program)],
        cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in {1, 2}
    lines = done.stderr.splitlines()
    assert "Traceback" not in done.stderr
    assert (lines[-1] if lines else "").find(said) >= 0
    assert bool(lines) == bool(said)


def test_also_in_a_pipe_whose_reader_has_ended(project):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "annotator", "-p", str(project), "show"],
        cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize("is_closed", [False, True])
def test_the_app_draws_on_the_terminal_wherever_messages_go(project, tmp_path, is_closed):
    folder = shutil.copytree(project, tmp_path / "project")
    messages = tmp_path / "messages"

    def redirect() -> None:
        os.dup2(os.open(messages, os.O_WRONLY | os.O_CREAT), 2)
        if is_closed:
            os.close(2)

    with annotate(folder, before=redirect) as session:
        session.wait_for("1/2 finished")
        session.type(b"\x11")
        assert session.wait() == 0
    assert "\x1b" not in messages.read_text("utf-8")
