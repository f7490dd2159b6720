"""Annotate framing and misinformation in news text, in a terminal or from Python.

`open`, `create`, `suggest`, `read` and `write` are the library; docs/reference/library.md
describes it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annotator.api import Project, create, open, read, suggest, write
    from annotator.errors import AnnotatorError, DataError

__version__ = "0.1.0"

__all__ = [
    "AnnotatorError",
    "DataError",
    "Project",
    "__version__",
    "create",
    "open",
    "read",
    "suggest",
    "write",
]

_MODULES = {
    "AnnotatorError": "errors",
    "DataError": "errors",
    "Project": "api",
    "create": "api",
    "open": "api",
    "read": "api",
    "suggest": "api",
    "write": "api",
}


def __getattr__(name: str) -> Any:
    """Import the library when it is first used: the app starts without it."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"annotator.{_MODULES[name]}"), name)
