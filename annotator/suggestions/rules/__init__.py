"""The rule suggester: run the rules of a label set on documents.

`Engine` and the tests of rules are imported on first use, because loading labels.yaml needs only
the regular expressions of this package. spaCy is loaded when an Engine is created.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annotator.suggestions.rules.engine import Engine
    from annotator.suggestions.rules.rule_problems import failing_examples, problems
    from annotator.suggestions.rules.suggester import RuleSuggester

__all__ = ["Engine", "RuleSuggester", "failing_examples", "problems"]

_MODULES = {
    "Engine": "engine",
    "RuleSuggester": "suggester",
    "failing_examples": "rule_problems",
    "problems": "rule_problems",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
