"""Folders as outputs: written as a whole or not at all, never in the place of something else."""

from __future__ import annotations

import pytest

from annotator.errors import AnnotatorError
from annotator.formats.atomic_file import LISTED, write_output_folder


def files(folder):
    return {
        str(one.relative_to(folder)): one.read_text("utf-8")
        for one in sorted(folder.rglob("*"))
        if one.is_file() and one.name != LISTED
    }


def two_files(folder):
    (folder / "a.txt").write_text("one", "utf-8")
    (folder / "inner").mkdir()
    (folder / "inner" / "b.txt").write_text("two", "utf-8")


def one_file(folder):
    (folder / "a.txt").write_text("new", "utf-8")


def fails(folder):
    one_file(folder)
    raise AnnotatorError("no")


def test_a_folder_is_written_with_its_parents(tmp_path):
    target = tmp_path / "deep" / "down" / "out"
    write_output_folder(target, "brat", two_files)
    assert files(target) == {"a.txt": "one", "inner/b.txt": "two"}
    assert [one.name for one in target.parent.iterdir()] == ["out"]


def test_an_earlier_output_is_replaced_as_a_whole(tmp_path):
    target = tmp_path / "out"
    write_output_folder(target, "brat", two_files)
    write_output_folder(target, "brat", one_file)
    assert files(target) == {"a.txt": "new"}
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_an_empty_folder_is_replaced(tmp_path):
    (tmp_path / "out").mkdir()
    write_output_folder(tmp_path / "out", "brat", one_file)
    assert files(tmp_path / "out") == {"a.txt": "new"}


def test_nothing_is_there_after_a_failure_but_what_was_before(tmp_path):
    target = tmp_path / "out"
    with pytest.raises(AnnotatorError, match=r"^no$"):
        write_output_folder(target, "brat", fails)
    assert list(tmp_path.iterdir()) == []
    write_output_folder(target, "brat", two_files)
    with pytest.raises(AnnotatorError, match=r"^no$"):
        write_output_folder(target, "brat", fails)
    assert files(target) == {"a.txt": "one", "inner/b.txt": "two"}
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def taken_by_a_file(target):
    target.write_text("mine", "utf-8")


def taken_by_other_files(target):
    target.mkdir()
    (target / "thesis.txt").write_text("mine", "utf-8")


def taken_by_another_format(target):
    write_output_folder(target, "conll", one_file)


def an_output_with_a_file_of_mine_in_it(target):
    write_output_folder(target, "brat", one_file)
    (target / "thesis.txt").write_text("mine", "utf-8")


def a_list_that_is_no_list(target):
    write_output_folder(target, "brat", one_file)
    (target / LISTED).write_text('{"format": "brat", "files": 3}', "utf-8")


def a_project(target):
    target.mkdir()
    (target / "labels.yaml").write_text("name: x", "utf-8")


@pytest.mark.parametrize(
    "made",
    [
        taken_by_a_file,
        taken_by_other_files,
        taken_by_another_format,
        an_output_with_a_file_of_mine_in_it,
        a_list_that_is_no_list,
        a_project,
    ],
)
def test_what_is_no_earlier_output_is_refused_and_stays(made, tmp_path):
    target = tmp_path / "out"
    made(target)
    before = target.read_text("utf-8") if target.is_file() else files(target)
    with pytest.raises(AnnotatorError, match="name another folder"):
        write_output_folder(target, "brat", two_files)
    assert (target.read_text("utf-8") if target.is_file() else files(target)) == before


def test_the_texts_of_a_project_are_no_place_for_an_output(tmp_path):
    (tmp_path / "labels.yaml").write_text("name: x", "utf-8")
    (tmp_path / "corpora").mkdir()
    for target in (tmp_path / "corpora", tmp_path / "corpora" / "out"):
        with pytest.raises(AnnotatorError, match="texts of a project"):
            write_output_folder(target, "brat", one_file)
    assert list((tmp_path / "corpora").iterdir()) == []


def test_a_link_to_a_folder_of_mine_is_refused(tmp_path):
    mine = tmp_path / "mine"
    taken_by_other_files(mine)
    (tmp_path / "link").symlink_to(mine)
    with pytest.raises(AnnotatorError, match="name another folder"):
        write_output_folder(tmp_path / "link", "brat", one_file)
    assert files(mine) == {"thesis.txt": "mine"}
