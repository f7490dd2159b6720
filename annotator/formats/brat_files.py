"""Which .ann files are about the same text, and whose they are."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from filecmp import cmp
from itertools import groupby
from pathlib import Path

from annotator.documents import source_path
from annotator.documents.encoding import storable_name
from annotator.errors import DataError, Problem
from annotator.formats.brat_writer import SUFFIX
from annotator.formats.protocols import ReadOptions

_SEPARATORS = "_.-"


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    """A text with the .ann files about it, each with the name of its annotator.

    text: None if there is none. name: of the text inside of its folder.
    """

    text: Path | None
    name: str
    files: tuple[tuple[str, Path], ...]


def annotation_files(path: Path) -> list[Path]:
    """Return the .ann file, or those in a folder and its folders, in order.

    Raises DataError if there is none.
    """
    files = [path] if path.is_file() else sorted(path.rglob(f"*{SUFFIX}"))
    if not files:
        what = "found none" if path.exists() else "there is no such file or folder"
        raise DataError(Problem(path, 0, f"expected {SUFFIX} files: {what}", "Name their folder."))
    return files


def annotated_texts(path: Path, options: ReadOptions) -> list[AnnotatedText]:
    """Return the texts of a file or folder with their .ann files, in the order of their names.

    Annotators are, the first of these that there is: the one of the options; the folders in the
    folder, if they have .ann files of the same names about the same texts; what the name of an .ann
    file has after that of its text (a_ann.ann about a.txt); else the folder.
    Raises DataError if there is no .ann file, or if options name one annotator for several.
    """
    files = annotation_files(path)
    base = _base(path, files)
    texts = _texts(files, path, base, options.texts)
    folders = _folders_of_annotators(base, texts)
    if len(folders) > 1 and options.annotator:
        names = ", ".join(sorted(folders))
        problem = f"expected the annotations of one annotator, found those of {names}"
        raise DataError(Problem(path, 0, problem, "Name one of the folders, or no annotator."))

    def key(file: Path) -> tuple[str, str]:
        text = texts[file]
        inside = _inside(text or file, options.texts or base, folders)
        return inside, "" if folders and not options.texts else str(text)

    found = []
    keys = {file: key(file) for file in files}
    for (name, _), group in groupby(
        sorted(files, key=lambda one: (keys[one], one)), lambda one: keys[one]
    ):
        about = list(group)
        for text, same in _same_texts(about, texts):
            authors = [(_author(file, text, base, folders, options), file) for file in same]
            found.append(AnnotatedText(text, name, tuple(sorted(authors))))
    return found


def _base(path: Path, files: Sequence[Path]) -> Path:
    """The folder that has the .ann files, or the folders of annotators, in it."""
    base = path if path.is_dir() else path.parent
    while not any(file.parent == base for file in files):
        inner = {file.relative_to(base).parts[0] for file in files}
        if len(inner) > 1:
            break
        base /= inner.pop()
    return base


def _folders_of_annotators(base: Path, texts: Mapping[Path, Path | None]) -> set[str]:
    """The names of the folders, if two of them have a file of one name about the same text."""
    first: dict[Path, Path] = {}
    folders: set[str] = set()
    for file in texts:
        inside = file.relative_to(base)
        if len(inside.parts) < 2:
            return set()
        folders.add(inside.parts[0])
        other = first.setdefault(Path(*inside.parts[1:]), file)
        if other != file and not _is_same(texts[other], texts[file]):
            return set()
    return folders if len(first) < len(texts) else set()


def _is_same(one: Path | None, other: Path | None) -> bool:
    """Whether two texts are the same; one that is missing is a problem, not another text."""
    return one is None or other is None or one == other or cmp(one, other, shallow=False)


def _same_texts(
    files: Sequence[Path], texts: Mapping[Path, Path | None]
) -> Iterator[tuple[Path | None, list[Path]]]:
    """Yield the files by text: texts of one name in two folders may be different ones."""
    left = list(files)
    while left:
        text = texts[left[0]]
        same = [
            one for one in left if _is_same(text, texts[one]) and bool(text) == bool(texts[one])
        ]
        yield text, same
        left = [one for one in left if one not in same]


def _inside(file: Path, base: Path, folders: set[str]) -> str:
    """The name of a file inside of a folder, without that of an annotator's folder."""
    parts = Path(source_path(file, base)).parts
    return Path(*parts[1:] if parts[0] in folders and len(parts) > 1 else parts).as_posix()


def _author(
    file: Path, text: Path | None, base: Path, folders: set[str], options: ReadOptions
) -> str:
    if options.annotator:
        return options.annotator
    if folders:
        return storable_name(file.relative_to(base).parts[0])
    if text is not None and text.stem != file.stem:
        return storable_name(file.stem.removeprefix(text.stem).lstrip(_SEPARATORS))
    return storable_name(base.resolve().name)


# ----------------------------------------------------------------------------- texts


def _texts(
    files: Sequence[Path], path: Path, base: Path, texts: Path | None
) -> dict[Path, Path | None]:
    """The text of each .ann file: beside it, in the folder of the texts, or anywhere in the path.

    texts: the folder of the texts, which may have the same folders in it as that of the files.
    """
    if texts is not None:
        inner = {file: texts / file.parent.relative_to(base) for file in files}
        return {
            file: text_of(file, folder if folder.is_dir() else texts)
            for file, folder in inner.items()
        }
    found = {file: text_of(file) for file in files}
    if path.is_dir() and None in found.values():
        folders = sorted({one.parent for one in path.rglob("*.txt")})
        found = {file: found[file] or _nearest_text(file, folders) for file in files}
    return found


def _nearest_text(file: Path, folders: Sequence[Path]) -> Path | None:
    """The text in the nearest of the other folders that have it."""

    def shared(folder: Path) -> int:
        return len(Path(os.path.commonpath((folder, file))).parts)

    others = (one for one in folders if one != file.parent)
    nearest = sorted(others, key=lambda one: -shared(one))
    return next((text for one in nearest if (text := text_of(file, one))), None)


def text_of(file: Path, texts: Path | None = None) -> Path | None:
    """Return the text of an .ann file: of the same name, or the longest that its name begins with.

    A suffix such as _2 in the name of annotations, which names their author, is not part of it.
    """
    folder = texts or file.parent
    same = folder / f"{file.stem}.txt"
    if same.is_file():
        return same
    stem = file.stem
    while texts is not None and (cut := max(map(stem.rfind, _SEPARATORS))) > 0:
        stem = stem[:cut]
        if (folder / f"{stem}.txt").is_file():
            return folder / f"{stem}.txt"
    return None


def _elsewhere(file: Path, path: Path) -> Path | None:
    """The text in the folder that is nearest, of those that have one."""
    folders = sorted({one.parent for one in path.rglob("*.txt")} - {file.parent})

    def shared(folder: Path) -> int:
        return len(Path(os.path.commonpath((folder, file))).parts)

    nearest = sorted(folders, key=lambda one: -shared(one))
    return next((text for one in nearest if (text := text_of(file, one))), None)
