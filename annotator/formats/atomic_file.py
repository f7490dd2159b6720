"""Write a file in one step, and never in the place of what is not an earlier output.

Nobody ever sees half of a file. `check_place` and `check_output` are for paths that a user names:
a slip must not cost the project or a file of another program.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from annotator.errors import AnnotatorError

_ELSEWHERE = "name a file in a folder that you may write to"
_ANOTHER = "name another file"

_DATABASE = "annotations"
_LABELS = "labels.yaml"
_OF_PROJECT = (_LABELS, "labels.schema.json", "settings.yaml")
_CORPORA = "corpora"
"""The names in a project's folder, without regard to case: some systems ignore it, too.

The database has the files annotations.db, annotations.db-wal, annotations-version-6.db and more.
"""

_MARK = b"\xef\xbb\xbf"

LISTED = ".annotator-export.json"
"""The file of an output folder that names its format and its files."""

_ANYBODY = 0o666
"""The mode of a new file, before the user's mask."""

_ALIKE = 20
"""Characters at the beginning of two files that are the same in files of one format."""


# ------------------------------------------------------------------------ writing


def write_output(path: Path, chunks: Iterable[str | bytes], *, corpora: Path | None = None) -> None:
    """Write a file that a user named: as write_atomically, after check_output.

    An existing file is replaced if it is empty, or begins as the new one does.
    """
    remaining = iter(chunks)
    first = next(remaining, "")
    check_output(path, lambda existing: _begins_alike(existing, first), corpora=corpora)
    write_atomically(path, chain([first], remaining))


def write_atomically(path: Path, chunks: Iterable[str | bytes], *, mode: int = _ANYBODY) -> None:
    """Write all chunks, texts as UTF-8 with line ends unchanged, or nothing.

    mode: of a new file; one that is replaced keeps its own.

    They are written to a temporary file in the same folder, which then replaces path. If anything
    fails, the file at path is unchanged and the temporary file is deleted.
    Raises AnnotatorError if the file cannot be written.
    """
    with _explained(path):
        _replace(_target(path), chunks, mode)


def _target(path: Path) -> Path:
    """Return the file behind links. Raises AnnotatorError for devices and read-only files."""
    target = Path(os.path.realpath(path))
    found = _status(target)
    if found and not stat.S_ISREG(found.st_mode):
        kind = "a folder" if stat.S_ISDIR(found.st_mode) else "a device or a pipe, not a file"
        raise AnnotatorError(f"cannot write {path}: it is {kind}; {_ELSEWHERE}")
    if found and not os.access(target, os.W_OK):
        raise AnnotatorError(f"cannot write {path}: it is read-only; {_ELSEWHERE}")
    return target


def _status(target: Path) -> os.stat_result | None:
    """Return what is at a path, None if nothing is. Raises OSError, as for links in a circle."""
    try:
        return target.stat()
    except FileNotFoundError:
        return None


def _replace(target: Path, chunks: Iterable[str | bytes], mode: int) -> None:
    temporary = target.with_name(f".annotator-{secrets.token_hex(6)}.tmp")
    replaced = _status(target)
    try:
        _write(temporary, chunks, stat.S_IMODE(replaced.st_mode) if replaced else mode)
        if replaced:
            shutil.copymode(target, temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)  # there only if writing failed


def _write(path: Path, chunks: Iterable[str | bytes], mode: int) -> None:
    """Write to the disk, not just to its cache: a power cut must not leave an empty file.

    mode: from the first byte on, so that nobody may read meanwhile what they may not read later.
    """

    def opened(name: str, flags: int) -> int:
        return os.open(name, flags, mode | stat.S_IWUSR)

    with open(path, "xb", opener=opened) as file:
        for chunk in chunks:
            file.write(chunk.encode("utf-8") if isinstance(chunk, str) else chunk)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn an OSError into an AnnotatorError that names the path."""
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise AnnotatorError(f"cannot write {path}: {why}; {_ELSEWHERE}") from error


# ------------------------------------------------------------------------ checks


def check_output(
    path: Path, is_earlier: Callable[[Path], bool], *, corpora: Path | None = None
) -> None:
    """Raise AnnotatorError if an output at this path would destroy something else.

    is_earlier: whether an existing file, not empty, is an earlier output in the same format.
    corpora: see check_place.
    """
    check_place(path, corpora=corpora)
    with _explained(path):
        target = _target(path)
        found = _status(target)
        if found and found.st_size and not is_earlier(target):
            raise AnnotatorError(
                f"cannot write {path}: a file is there that is no earlier output in this format;"
                f" move it away, or {_ANOTHER}"
            )


def check_place(path: Path, *, corpora: Path | None = None) -> None:
    """Raise AnnotatorError if an output at this path would be, or replace, a part of a project.

    Of any project, also through links. corpora: the folder of texts of the current project, which
    may be a link to any folder.
    """
    with _explained(path):
        _target(path)
        for place in dict.fromkeys((path.absolute(), Path(os.path.realpath(path)))):
            part = _part_of_project(place) or _part_of_corpora(place, corpora)
            if part:
                raise AnnotatorError(f"cannot write {path}: {part}; {_ANOTHER}")


def _part_of_project(place: Path) -> str:
    """Say what a project uses this path for, '' for nothing."""
    for folder in place.parents:
        name = place.relative_to(folder).parts[0].casefold()
        is_inside = place.parent != folder
        if name == _CORPORA and _is_project(folder):
            return f"files in {_CORPORA}/ are the texts of a project"
        if not is_inside and _is_name_of_project(name) and _is_project(folder):
            return f"a project has its {_what(name)} there"
    return ""


def _is_name_of_project(name: str) -> bool:
    return name in _OF_PROJECT or _is_database(name)


def _is_database(name: str) -> bool:
    """Whether it is annotations.db, annotations.db-wal, annotations-version-6.db or the like."""
    return name.startswith((f"{_DATABASE}.db", f"{_DATABASE}-version-"))


def _what(name: str) -> str:
    return "database" if _is_database(name) else name


def _is_project(folder: Path) -> bool:
    return (folder / _LABELS).exists() or (folder / f"{_DATABASE}.db").exists()


def _part_of_corpora(place: Path, corpora: Path | None) -> str:
    """As _part_of_project, for the folder of texts wherever it is."""
    if corpora is None or not corpora.is_dir():
        return ""
    texts = corpora.stat()
    for folder in place.parents:
        found = _status(folder)
        if found and os.path.samestat(found, texts):
            return f"files in {_CORPORA}/ are the texts of a project"
    return ""


def _begins_alike(existing: Path, new: str | bytes) -> bool:
    """Whether an existing file begins as a new one does, with or without a byte order mark."""
    with existing.open("rb") as file:
        begin = file.read(4 * _ALIKE).removeprefix(_MARK)
    expected = new.removeprefix("\ufeff")[:_ALIKE].encode("utf-8") if isinstance(new, str) else new
    return begin.startswith(expected.removeprefix(_MARK)[:_ALIKE])


# ------------------------------------------------------------------------ folders


def write_output_folder(
    path: Path, name: str, fill: Callable[[Path], None], *, corpora: Path | None = None
) -> None:
    """Write a folder that a user named, as a whole or not at all.

    name: of the format. fill: writes the files into an empty folder. A folder that is there is
    replaced if it is empty, or an earlier output in the same format with no other file in it: a
    file LISTED in it says which files are.
    Raises AnnotatorError if the folder cannot be written, or would take the place of something.
    """
    with _explained(path):
        place = Path(os.path.realpath(path))
        _check_folder(path, place, name, corpora)
        fresh = place.with_name(f".annotator-{secrets.token_hex(6)}.tmp")
        try:
            fresh.mkdir(parents=True)
            fill(fresh)
            _list_files(fresh, name)
            _swap(fresh, place)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)  # there only if writing failed


def check_output_folder(path: Path, name: str, *, corpora: Path | None = None) -> None:
    """Raise AnnotatorError if `write_output_folder` would refuse the path."""
    with _explained(path):
        _check_folder(path, Path(os.path.realpath(path)), name, corpora)


def _check_folder(path: Path, place: Path, name: str, corpora: Path | None) -> None:
    for one in dict.fromkeys((path.absolute(), place)):
        inside = one / "file"
        if part := (
            _part_of_project(one) or _part_of_project(inside) or _part_of_corpora(inside, corpora)
        ):
            raise AnnotatorError(f"cannot write {path}: {part}; name another folder")
    if _is_project(place) and not _listed(place, name):  # an output may hold labels.yaml
        raise AnnotatorError(f"cannot write {path}: a project is there; name another folder")
    if not place.exists():
        return
    if not place.is_dir():
        raise AnnotatorError(f"cannot write {path}: a file is there; name another folder")
    others = {str(one.relative_to(place)) for one in place.rglob("*") if not one.is_dir()}
    if others - _listed(place, name):
        raise AnnotatorError(
            f"cannot write {path}: a folder is there that is no earlier output in this format, or"
            " has other files in it; move it away, or name another folder"
        )


def _listed(place: Path, name: str) -> set[str]:
    """The files of an earlier output in that format, LISTED among them."""
    try:
        record = json.loads((place / LISTED).read_text("utf-8"))
    except (OSError, ValueError):
        return set()
    if not isinstance(record, dict) or record.get("format") != name:
        return set()
    files = record.get("files")
    return {LISTED, *map(str, files)} if isinstance(files, list) else set()


def _list_files(folder: Path, name: str) -> None:
    files = sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())
    for file in files:
        with (folder / file).open("rb") as written:
            os.fsync(written.fileno())
    text = json.dumps({"format": name, "files": files}, ensure_ascii=False, indent=1) + "\n"
    _write(folder / LISTED, [text], _ANYBODY)


def _swap(fresh: Path, place: Path) -> None:
    """Put a folder in the place of another one, which comes back if that fails."""
    if not place.exists():
        fresh.rename(place)
        return
    former = place.with_name(f".annotator-{secrets.token_hex(6)}.tmp")
    place.rename(former)
    try:
        fresh.rename(place)
    except OSError:
        former.rename(place)
        raise
    shutil.rmtree(former)
