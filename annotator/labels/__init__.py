"""Read and check labels.yaml: the labels, the guideline and the rules of a project.

`load` returns a LabelSet or raises DataError with every problem of the file and of the files that
it names, each with file, line and fix. Nothing here imports spaCy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.labels.source_files import path_of, shipped

if TYPE_CHECKING:
    from annotator.labels.loader import load

__all__ = ["load", "path_of", "shipped"]


def __getattr__(name: str) -> Any:
    """Import the loader when it is first used: most starts of the app need no parser."""
    if name == "load":
        from annotator.labels.loader import load  # noqa: PLC0415

        return load
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
