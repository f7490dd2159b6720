"""A rule's record at a glance: how the decisions on its suggestions fell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from annotator.rule_quality.decisions import Decision, Outcome
from annotator.rule_quality.proportion import Proportion, proportion


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of decisions. precision: accepted as they were, of all three.

    reasons: (what was given for rejections, how often), most first; none given is left out.
    """

    accepted: int
    edited: int
    rejected: int
    reasons: tuple[tuple[str, int], ...]
    precision: Proportion


def tally(decisions: Iterable[Decision]) -> Tally:
    """How decisions fell; what was passed over is none."""
    listed = list(decisions)
    fell = Counter(one.outcome for one in listed)
    accepted, edited, rejected = (
        fell[one] for one in (Outcome.ACCEPTED, Outcome.EDITED, Outcome.REJECTED)
    )
    reasons = Counter(
        one.reason for one in listed if one.outcome is Outcome.REJECTED and one.reason
    )
    share = proportion(accepted, accepted + edited + rejected, empty="none yet")
    return Tally(accepted, edited, rejected, tuple(reasons.most_common()), share)
