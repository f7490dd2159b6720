"""A native file that was just written, as the source of what else is made of a dataset.

The documents of a dataset are read once; what is made of them in several steps reads this file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from annotator.errors import DataError
from annotator.formats import native, native_reader
from annotator.formats.native_text import without_text
from annotator.model import AnnotatedDocument


def documents_of(path: Path) -> Iterator[AnnotatedDocument]:
    """Yield the documents of a native file. Raises DataError for a line that is wrong."""
    for line in native_reader.stream(path)[1]:
        if line.document is None or line.problems:
            raise DataError(*line.problems)
        yield line.document


def leave_text_out(path: Path) -> None:
    """Write a native file again without texts and quotes."""
    whole = path.with_suffix(".whole")
    path.rename(whole)
    with (
        whole.open(encoding="utf-8", newline="\n") as lines,
        path.open("w", encoding="utf-8", newline="") as file,
    ):
        file.write(next(lines))
        for line in lines:
            file.write(native.record_line(without_text(json.loads(line))))
    whole.unlink()
