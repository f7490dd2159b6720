"""Damaged files of every format: one sentence for each problem, and a project as it was before."""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import annotator
from annotator import formats
from annotator.errors import AnnotatorError, DataError
from annotator.formats import ReadableFormat, WritableFolder, WritableFormat
from tests.helpers.format_cases import everything
from tests.helpers.paths import ROOT

DOCUMENTS, FILES = 3, 3
"""In a dataset, and those of a folder that are damaged."""

PLACES = 20
"""Places in a file at which it is cut, or changed."""


def both_ways() -> list[str]:
    """The formats that are written and read."""
    return [
        name
        for name in formats.format_names()
        if isinstance(found := formats.load(name), ReadableFormat)
        and isinstance(found, WritableFormat | WritableFolder)
    ]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A valid file, or folder, of each format, by name."""
    place = tmp_path_factory.mktemp("written")
    whole = everything()
    few = replace(whole, documents=tuple(whole.documents)[:DOCUMENTS])
    made = {}
    for name in both_ways():
        found = formats.load(name)
        if isinstance(found, WritableFormat):
            path = place / f"{name}{found.suffixes[0]}"
            formats.write_atomically(path, found.write(few, formats.WriteOptions()))
        else:
            path = place / name
            path.mkdir()
            found.write_folder(few, path, formats.WriteOptions())
        made[name] = path
    return made


@pytest.fixture
def project(tmp_path):
    with annotator.create(tmp_path / "study") as opened:
        shutil.copy(ROOT / "labels.yaml", opened.folder.label_file)
        yield opened


def damages(data: bytes) -> Iterator[bytes]:
    """The content of a file, damaged in many ways."""
    chance = random.Random(16)
    for nth in range(PLACES):
        yield data[: len(data) * nth // PLACES]
    for _ in range(PLACES):
        place = chance.randrange(len(data))
        flipped = data[place] ^ (1 << chance.randrange(8))
        yield data[:place] + bytes([flipped]) + data[place + 1 :]
    lines = data.splitlines(keepends=True)
    for nth in chance.sample(range(len(lines)), min(PLACES, len(lines))):
        yield b"".join([*lines[:nth], *lines[nth + 1 :]])
        yield b"".join([*lines[:nth], lines[nth], *lines[nth:]])
    yield data.decode("latin-1").encode("utf-16")
    yield data.replace("\u0301".encode(), b"\xe9")
    yield b"\x00" + data
    yield data + b"\xff\xfe\xfd"
    yield data.replace(b"\n", b"\r")


def state(project):
    """What the project holds, and its labels."""
    store = project.store
    uids = store.documents.uids()
    return (
        store.last_recorded(),
        uids,
        store.annotators.names(),
        project.folder.label_file.read_bytes(),
    )


def checked(project, path, name):
    """Import a damaged file: it comes in, or is refused in sentences and leaves all as it was."""
    before = state(project)
    try:
        project.import_annotations(path, format=name)
    except DataError as error:
        assert state(project) == before
        for problem in error.problems:
            assert problem.path.is_relative_to(path.parent)
            assert "\n" not in problem.problem
            assert problem.fix
        return False
    except AnnotatorError as error:
        assert state(project) == before
        return not str(error)
    return True


def files_of(path: Path) -> list[Path]:
    return sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]


@pytest.mark.slow
@pytest.mark.parametrize("name", both_ways())
def test_a_damaged_file_is_refused_in_sentences_or_comes_in(name, written, project, tmp_path):
    copy = tmp_path / written[name].name
    (shutil.copytree if written[name].is_dir() else shutil.copy)(written[name], copy)
    for file in files_of(copy)[:FILES]:
        whole = file.read_bytes()
        for damaged in damages(whole) if whole else ():
            file.write_bytes(damaged)
            checked(project, copy, name)
        file.write_bytes(whole)
    assert checked(project, copy, name)


@pytest.mark.parametrize("name", both_ways())
def test_no_file_an_empty_file_and_an_empty_folder_are_refused(name, written, project, tmp_path):
    folder, empty = tmp_path / "folder", tmp_path / f"empty{written[name].suffix}"
    folder.mkdir()
    empty.write_bytes(b"")
    for path in (folder, empty, tmp_path / "none"):
        if not checked(project, path, name):
            continue
        assert path == empty  # an .ann file without a line is work that found nothing


@pytest.mark.parametrize("name", both_ways())
@pytest.mark.skipif(sys.platform == "win32" or not hasattr(os, "geteuid"), reason="needs modes")
def test_a_file_that_may_not_be_read_is_refused(name, written, project, tmp_path, monkeypatch):
    if os.geteuid() == 0:
        opened = Path.open

        def refused(self, *arguments, **options):
            if self.suffix == copy.suffix and self.name == copy.name:
                raise PermissionError(13, "Permission denied", str(self))
            return opened(self, *arguments, **options)

        if written[name].is_dir() or name == "parquet":
            pytest.skip("root may read every folder, and every file with pyarrow")
        monkeypatch.setattr(Path, "open", refused)
    copy = tmp_path / written[name].name
    (shutil.copytree if written[name].is_dir() else shutil.copy)(written[name], copy)
    copy.chmod(0)
    before = state(project)
    with pytest.raises(AnnotatorError, match=r"cannot (be )?read|Permission denied"):
        project.import_annotations(copy, format=name)
    copy.chmod(0o700)
    assert state(project) == before


def test_an_interrupted_import_leaves_the_project_and_its_labels_as_they_were(written, project):
    def interrupted(items, label):
        yield next(iter(items))
        raise KeyboardInterrupt

    before = state(project)
    with pytest.raises(KeyboardInterrupt):
        project.import_annotations(written["native"], progress=interrupted)
    assert state(project) == before


def test_a_full_disk_leaves_the_project_and_its_labels_as_they_were(written, project):
    before = state(project)
    database = project.store._database
    (pages,) = database.execute("PRAGMA page_count").fetchone()
    database.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(AnnotatorError, match="full"):
        project.import_annotations(written["native"])
    assert state(project) == before
    database.execute("PRAGMA max_page_count = 1000000")
    project.import_annotations(written["native"])
    assert project.store.documents.uids()


def test_a_label_file_that_cannot_be_written_keeps_everything_out(written, project):
    before = state(project)
    project.folder.label_file.chmod(0o400)
    if os.access(project.folder.label_file, os.W_OK):
        pytest.skip("root may write every file")
    with pytest.raises(AnnotatorError, match="read-only"):
        project.import_annotations(written["native"])
    assert state(project) == before


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
@pytest.mark.parametrize("name", both_ways())
def test_a_name_that_is_no_text_is_written_with_escapes(name, written, project, tmp_path):
    place = tmp_path / os.fsdecode(b"n\xff" + os.fsencode(written[name].suffix))
    copied = shutil.copytree if written[name].is_dir() else shutil.copy
    copied(written[name], place)
    if name in {"parquet", "huggingface"}:  # pyarrow opens no such file
        with pytest.raises(AnnotatorError, match="rename the file"):
            project.import_annotations(place, format=name)
    else:
        project.import_annotations(place, format=name)
        assert project.annotators()
