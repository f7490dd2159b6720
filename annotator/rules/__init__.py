"""Rules: from a document to explained suggestions. spaCy is loaded when an engine is made."""

from annotator.rules.engine import Engine
from annotator.rules.trial import failing_examples, problems

__all__ = ["Engine", "failing_examples", "problems"]
