"""Who may open the files of a database: its owner, and its group as the umask says."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing

import pytest

from annotator.store import Store
from tests.helpers.app_driver import example_store
from tests.helpers.paths import ROOT
from tests.store.test_old_database import unpacked

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")

MODES = {0o000: 0o660, 0o002: 0o660, 0o022: 0o640, 0o027: 0o640, 0o077: 0o600}
"""By umask: the mode of a new database."""


@pytest.fixture(params=MODES, ids=oct)
def umask(request):
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def modes(folder):
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


def test_a_new_database_and_the_files_beside_it_are_closed_to_others(tmp_path, umask):
    path = tmp_path / "annotations.db"
    with Store.open(path) as store:
        store.annotators.enrol("ann")
        found = modes(tmp_path)
        assert found.keys() == {path.name, f"{path.name}-wal", f"{path.name}-shm"}
        assert set(found.values()) == {MODES[umask]}


def test_also_through_a_link_to_a_file_that_is_not_there(tmp_path):
    (tmp_path / "link.db").symlink_to(tmp_path / "elsewhere.db")
    Store.open(tmp_path / "link.db").close()
    assert modes(tmp_path)["elsewhere.db"] & 0o007 == 0


def test_the_mode_of_an_existing_database_is_its_owners_choice(tmp_path):
    path = example_store(tmp_path)
    for mode in (0o644, 0o600, 0o664):
        path.chmod(mode)
        with Store.open(path) as store:
            store.annotators.enrol("ann")
            assert set(modes(tmp_path).values()) == {mode}


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o660])
def test_the_copy_before_an_upgrade_has_the_mode_of_the_database(tmp_path, mode):
    path = unpacked(tmp_path, 6)
    path.chmod(mode)
    Store.open(path).close()
    assert modes(tmp_path) == {"annotations.db": mode, "annotations-version-6.db": mode}


def test_a_file_that_was_rescued_is_for_its_owner(tmp_path):
    path = example_store(tmp_path)
    with Store.open(path) as store:
        path.unlink()
        rescued = store.move_to_rescue_file()
        assert {
            mode for name, mode in modes(tmp_path).items() if name.startswith(rescued.path.name)
        } == {0o600}


def test_eight_first_starts_at_once_make_one_closed_database(tmp_path):
    program = "from annotator.store import Store; import sys; Store.open(sys.argv[1]).close()"
    program = program.replace("sys.argv[1]", "__import__('pathlib').Path(sys.argv[1])")
    path = tmp_path / "annotations.db"
    started = [
        subprocess.Popen([sys.executable, "-c", program, str(path)], cwd=ROOT) for _ in range(8)
    ]
    assert [one.wait() for one in started] == [0] * 8
    assert modes(tmp_path)[path.name] & 0o007 == 0
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
