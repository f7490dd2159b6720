"""What is said to be written is on the disk, so that a power cut leaves the old file or the new."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotator.batch import shards
from annotator.formats import write_atomically

OLD, NEW = "old\n", "new é\n" * 1000


def written(path):
    write_atomically(path, [NEW])


def batch_written(path):
    with shards._replacing(path) as temporary:
        temporary.write_text(NEW, "utf-8")


@pytest.fixture
def calls(monkeypatch):
    """What is asked of the disk, in order: a name, the file, and how many bytes it has then."""
    seen = []
    fsync, replace = os.fsync, os.replace

    def follow_fsync(number):
        info = os.fstat(number)
        seen.append(("fsync", info.st_ino, info.st_size))
        fsync(number)

    def follow_replace(source, target, **named):
        info = Path(source).stat()
        seen.append(("replace", info.st_ino, info.st_size))
        replace(source, target, **named)

    monkeypatch.setattr(os, "fsync", follow_fsync)
    monkeypatch.setattr(os, "replace", follow_replace)
    return seen


@pytest.mark.parametrize("write", [written, batch_written])
def test_a_file_is_complete_on_the_disk_before_it_takes_the_other_s_place(tmp_path, calls, write):
    path = tmp_path / "out.jsonl"
    path.write_text(OLD)
    write(path)
    assert path.read_text("utf-8") == NEW
    size = len(NEW.encode())
    inode = path.stat().st_ino
    of_file = [one for one in calls if one[1] == inode]
    assert of_file == [("fsync", inode, size), ("replace", inode, size)]


@pytest.mark.parametrize("write", [written, batch_written])
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_where_the_disk_fails_the_old_file_stays_and_nothing_else(
    tmp_path, monkeypatch, write, step
):
    path = tmp_path / "out.jsonl"
    path.write_text(OLD)

    def fail(*_args, **_named):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(Exception, match="Input/output error"):
        write(path)
    assert path.read_text() == OLD
    assert list(tmp_path.iterdir()) == [path]
