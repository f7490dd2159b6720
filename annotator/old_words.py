"""Words that earlier versions stored or accepted, and the words used for them now.

Stored data are never rewritten: databases, exports and label files keep what they say, and
whoever reads one translates through these tables. This is the only module that knows old words.
"""

from __future__ import annotations

BLOCK_KINDS = {"furniture": "boilerplate"}
"""Kinds of blocks in databases up to schema version 5 and in native exports, old to new."""

LABEL_KINDS = {"furniture": "boilerplate"}
"""Kinds of labels in labels.yaml, old to new."""

EVENT_KINDS = {"merge": "join_sentences", "split": "split_sentence"}
"""Kinds of events in databases up to schema version 6, old to new."""

ROLES = {"import": "machine"}
"""Roles in databases up to schema version 6, old to new."""

SETTINGS = {"linear": "plain_text"}
"""Names in settings.yaml, old to new."""

ACTIONS = {
    "card": "document",
    "found": "results",
    "jump": "go_to",
    "link": "relate",
    "link_list": "relation_list",
    "link_role": "relation_role",
    "merge": "join",
    "pace": "statistics",
    "why": "details",
}
"""Names of actions in the keys of settings.yaml, old to new."""

MODES = {"link": "relate"}
"""Names of modes in the keys of settings.yaml, old to new."""


def block_kind(word: str) -> str:
    """The current word for a stored kind of block."""
    return BLOCK_KINDS.get(word, word)


def event_kind(word: str) -> str:
    """The current word for a stored kind of event."""
    return EVENT_KINDS.get(word, word)


def role(word: str) -> str:
    """The current word for a stored role."""
    return ROLES.get(word, word)


def action_name(name: str) -> str:
    """The current name of an action, which may follow a mode: 'link.link_list'."""
    mode, dot, action = name.rpartition(".")
    return f"{MODES.get(mode, mode)}{dot}{ACTIONS.get(action, action)}"


def label_kind(word: str) -> str:
    """The current word for a kind of label in labels.yaml."""
    return LABEL_KINDS.get(word, word)
