"""How a project and a person want the app: what is masked, what is blind, how it looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be chosen; each field has the value of somebody who chose nothing.

    blind_share: of all sentences, how many show no suggestions until they are finished, 0 to 1.
    masked: keys of metadata that are not shown to annotators.
    theme: name of a theme. plain_emoji: draw pictures as signs one cell wide.
    plain_text: print each change as lines of text, for a screen reader.
    preset: name of a keymap. keys: by action id, the keys that do it instead.
    layout: a keyboard whose letters stand for the Latin ones on the same keys, '' for none.
    idle_seconds: a pause counts as work up to this length.
    """

    blind_share: float = 0.0
    masked: tuple[str, ...] = ()
    theme: str = "dark"
    plain_emoji: bool = False
    plain_text: bool = False
    preset: str = "default"
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    layout: str = ""
    idle_seconds: int = 60
