"""Findings: what a check says of one rule."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from annotator.model import Rule


class Severity(StrEnum):
    """ERROR: the rule cannot do what it says. WARNING: look at it. NOTE: so that it is known."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Kind(StrEnum):
    """What is wrong."""

    REFUSED = "refused"
    EXAMPLE = "example"
    UNTESTED = "untested"
    UNREACHABLE = "unreachable"
    PARTLY = "partly unreachable"
    SHADOWED = "shadowed"
    UNSELECTIVE = "unselective"
    SLOW = "slow"
    DISABLED = "disabled"


_SEVERITIES = {
    Kind.REFUSED: Severity.ERROR,
    Kind.EXAMPLE: Severity.ERROR,
    Kind.UNREACHABLE: Severity.ERROR,
    Kind.DISABLED: Severity.NOTE,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say of one rule: what is the matter, and what to do."""

    rule: Rule
    kind: Kind
    problem: str
    fix: str

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return _SEVERITIES.get(self.kind, Severity.WARNING)
