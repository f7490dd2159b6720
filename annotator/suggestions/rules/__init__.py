"""Rules: from a document to explained suggestions. spaCy is loaded when an engine is made.

The engine itself is loaded when it is asked for: whoever reads labels.yaml needs only its checks.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annotator.suggestions.rules.engine import Engine
    from annotator.suggestions.rules.rule_checks import failing_examples, problems

__all__ = ["Engine", "failing_examples", "problems"]

_HOMES = {"Engine": "engine", "failing_examples": "rule_checks", "problems": "rule_checks"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
