"""Damage that SQLite does not notice: a value with another letter in it. Never a traceback."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3

import pytest
from click.testing import CliRunner

from annotator.cli import main
from annotator.errors import AnnotatorError, StoreError
from annotator.store import Store
from tests.helpers.app_driver import example_store
from tests.helpers.paths import ROOT
from tests.helpers.screenless import context_on

COMMANDS = [["show"], ["export", "-"], ["agreement"], ["-a", "ann", "annotate", "--plain"]]


@pytest.fixture
def project(tmp_path):
    """A project with decisions, closed."""
    shutil.copy(ROOT / "labels.yaml", tmp_path / "labels.yaml")
    with Store.open(example_store(tmp_path)) as store:
        store.annotators.enrol("ann")
        context = context_on(store)
        for key in ("a", "j", "x", "f", "n", "j", "a"):
            context.press(key)
    return tmp_path


def faults(project, content: bytes) -> list[str]:
    """The commands that end in a traceback with this content of the database."""
    path = project / "annotations.db"
    for file in project.glob("annotations.db*"):
        file.unlink()
    path.write_bytes(content)
    found = []
    for words in COMMANDS:
        result = CliRunner().invoke(main, ["-p", str(project), *words], input="ajxq\n")
        if not isinstance(result.exception, AnnotatorError | SystemExit | None):
            found.append(f"{words[-1]}: {result.exception!r}")
    return found


@pytest.mark.parametrize("seed", range(6))
def test_no_flipped_byte_ends_in_a_traceback(project, seed):
    chance = random.Random(seed)
    whole = (project / "annotations.db").read_bytes()
    text = [at for one in re.finditer(rb"[ -~]{4,}", whole) for at in range(*one.span())]
    for _ in range(6):
        content = bytearray(whole)
        at = chance.choice(text)
        content[at] ^= 1 << chance.randrange(7)
        assert faults(project, bytes(content)) == [], at


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE suggestions SET voice = 'oarrator'", "'oarrator' is not a valid Voice"),
        ("UPDATE suggestions SET tier = 'hish'", "'hish'"),
        ("UPDATE project_events SET uid = replace(uid, '0', ' ')", "is not as it was written"),
        ("UPDATE events SET payload = replace(payload, 'annotation', 'annovation')", "event"),
        ("UPDATE events SET kind = 'acceqt'", "event"),
    ],
)
def test_a_value_that_changed_is_named(project, sql, said):
    content = damaged(project, sql)
    assert faults(project, content) == []
    with pytest.raises(StoreError, match=rf"is damaged, .*{said}.*put a backup in its place"):
        fail_in(project)


def fail_in(project) -> None:
    with Store.open(project / "annotations.db"):
        raise KeyError("something that the damage led to")


def damaged(project, sql: str) -> bytes:
    """The database after a statement that nothing forbids."""
    path = project / "annotations.db"
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA ignore_check_constraints = ON")
    triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute(sql)
    for _, made in triggers:
        raw.execute(made)
    raw.commit()
    raw.close()
    return path.read_bytes()


def test_a_mistake_of_ours_keeps_its_traceback(project):
    with pytest.raises(KeyError, match="something that the damage led to"):
        fail_in(project)
