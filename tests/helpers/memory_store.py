"""An example document with labels and suggestions, and events in memory instead of a database."""

from __future__ import annotations

from collections import defaultdict
from itertools import count

from annotator.annotations.events import Event
from annotator.annotations.fold import fold
from annotator.annotations.session import Session
from annotator.model import (
    Attribute,
    AttributeType,
    Block,
    BlockKind,
    Document,
    Label,
    LabelKind,
    LabelSet,
    LabelUnit,
    Span,
    Suggestion,
    Tier,
    Voice,
)

TEXT = (
    "Dam talks stall\n\n"
    "Tevik falsely described the dam, in an apparent dig at Moro. "
    "“We deny it,” he said, “and we always will.”\n\n"
    "The readout claims nothing."
)


def at(phrase: str, text: str = TEXT) -> Span:
    """The span of a phrase."""
    start = text.index(phrase)
    return Span(start, start + len(phrase))


def example_document() -> Document:
    """A title and two paragraphs with three sentences."""
    paragraphs = (at(TEXT.split("\n\n")[1]), at(TEXT.split("\n\n")[2]))
    return Document(
        uid="b2:paper",
        text=TEXT,
        blocks=(
            Block(at("Dam talks stall"), BlockKind.TITLE),
            *(Block(span, BlockKind.PARAGRAPH) for span in paragraphs),
        ),
        sentences=(
            at("Tevik falsely described the dam, in an apparent dig at Moro."),
            at("“We deny it,” he said, “and we always will.”"),
            at("The readout claims nothing."),
        ),
    )


def labels() -> LabelSet:
    """Three labels: two framing devices and a claim."""
    voice = Attribute(
        "voice", AttributeType.CHOICE, choices=("narrator", "source_direct", "source_indirect")
    )
    kind = Attribute("kind", AttributeType.CHOICE, choices=("dig", "threat"))
    claimant = Attribute("claimant", AttributeType.SPAN)
    cue = Attribute("cue", AttributeType.SPAN)
    sure = Attribute("confidence", AttributeType.NUMBER, minimum=1, maximum=3)

    def label(name: str, key: str, title: str, *attributes: Attribute) -> Label:
        role = LabelKind.CLAIM if name == "claim" else LabelKind.FRAMING
        return Label(
            name,
            title,
            role,
            LabelUnit.SPAN,
            "group",
            key,
            "━",
            "#56b4e9",
            f"{title}.",
            attributes=attributes,
        )

    return LabelSet(
        "b2:labels",
        "test",
        (
            label("verdict_false", "1", "falsely described", voice, sure),
            label("implicature", "2", "implied meaning", voice, kind),
            label("claim", "0", "claim", claimant, cue),
            label("hedge", "", "hedge"),
        ),
        "",
    )


def suggestions() -> tuple[Suggestion, ...]:
    """Two suggestions in the first sentence."""
    false, dig = at("falsely described"), at("in an apparent dig at")
    return (
        Suggestion(
            false, "verdict_false", "verdict_false.say@0000aaaa", Tier.HIGH, Voice.NARRATOR,
            (false,), {"voice": "narrator"},
        ),
        Suggestion(
            dig, "implicature", "implicature.dig@0000bbbb", Tier.HIGH, Voice.NARRATOR,
            (at("apparent dig"),), {"voice": "narrator", "kind": "dig"},
        ),
    )  # fmt: skip


class MemoryStore:
    """Events in a list, recorded and folded as a store does, and shown in a session."""

    def __init__(self, suggestions_in: tuple[Suggestion, ...] | None = None) -> None:
        self.events: list[Event] = []
        self._clock = count(1)
        uids = count(1)
        self.session = Session(
            example_document(),
            labels(),
            suggestions() if suggestions_in is None else suggestions_in,
            {},
            lambda: f"n{next(uids)}",
        )

    def record(self, drafts) -> list[Event]:
        """Store drafts as events and show them in the session."""
        group = ""
        for draft in drafts:
            uid = f"{next(self._clock):06d}"
            group = group or uid
            self.events.append(
                Event(
                    uid, group, "ann", "2026-01-01T00:00:00Z", None,
                    draft.document, draft.sentence, draft.change,
                )
            )  # fmt: skip
        self.show()
        return self.events[len(self.events) - len(drafts) :]

    def show(self) -> None:
        """Show all events in the session."""
        by_sentence = defaultdict(list)
        for event in self.events:
            by_sentence[event.sentence].append(event)
        self.session.apply(
            {source_sentence: fold(events) for source_sentence, events in by_sentence.items()}
        )
