"""Relations between annotations: which kinds there are, and what they may connect.

A framing device frames a claim; a claim has another one as evidence, contradicts or repeats it.
"""

from __future__ import annotations

from annotator.model import LabelKind

FRAMES = "frames"
"""The kind of relation from a framing device (head) to a claim (tail)."""

EVIDENCE = "evidence"
"""From a claim to another that is given as evidence for it."""

CONTRADICTS = "contradicts"
REPEATS = "repeats"

BETWEEN_CLAIMS = (EVIDENCE, CONTRADICTS, REPEATS)
"""The kinds of relation from one claim to another."""

_NAMES = {
    FRAMES: ("frames", "framed by"),
    EVIDENCE: ("evidence", "evidence for"),
    CONTRADICTS: ("contradicts", "contradicted by"),
    REPEATS: ("repeats", "repeated by"),
}


def kinds_between(head: LabelKind, tail: LabelKind) -> tuple[str, ...]:
    """The kinds of relation that may lead from one kind of label to another, () for none."""
    if tail is not LabelKind.CLAIM:
        return ()
    return {LabelKind.FRAMING: (FRAMES,), LabelKind.CLAIM: BETWEEN_CLAIMS}.get(head, ())


def may_connect(kind: str, head: LabelKind | None, tail: LabelKind | None) -> bool:
    """True if a relation of this kind may connect the two; a kind unknown here may."""
    if kind not in _NAMES or head is None or tail is None:
        return True
    return kind in kinds_between(head, tail)


def name_from(kind: str, *, head: bool) -> str:
    """The name of a kind of relation as seen from its head, or from its tail."""
    from_head, from_tail = _NAMES.get(kind, (kind, f"{kind} of"))
    return from_head if head else from_tail
