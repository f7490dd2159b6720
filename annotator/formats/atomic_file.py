"""Write a file in one step: nobody ever sees half of it."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path

from annotator.errors import AnnotatorError

_ELSEWHERE = "name a file in a folder that you may write to"


def write_atomically(path: Path, chunks: Iterable[str]) -> None:
    """Write all chunks as UTF-8, line ends unchanged, or nothing.

    They are written to a temporary file in the same folder, which then replaces path. If anything
    fails, the file at path is unchanged and the temporary file is deleted.
    Raises AnnotatorError if the file cannot be written.
    """
    try:
        _replace(_target(path), chunks)
    except OSError as error:
        why = error.strerror or str(error)
        raise AnnotatorError(f"cannot write {path}: {why}; {_ELSEWHERE}") from error


def _target(path: Path) -> Path:
    """Return the file behind links. Raises AnnotatorError for devices and read-only files."""
    target = path.resolve()
    if target.exists() and not target.is_file():
        raise AnnotatorError(f"cannot write {path}: it is not a file; {_ELSEWHERE}")
    if target.exists() and not os.access(target, os.W_OK):
        raise AnnotatorError(f"cannot write {path}: it is read-only; {_ELSEWHERE}")
    return target


def _replace(target: Path, chunks: Iterable[str]) -> None:
    temporary = target.with_name(f".annotator-{secrets.token_hex(6)}.tmp")
    try:
        _write(temporary, chunks)
        if target.exists():
            shutil.copymode(target, temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)  # there only if writing failed


def _write(path: Path, chunks: Iterable[str]) -> None:
    """Write to the disk, not just to its cache: a power cut must not leave an empty file."""
    with path.open("x", encoding="utf-8", newline="") as file:
        file.writelines(chunks)
        file.flush()
        os.fsync(file.fileno())
