"""Choosing by letters: each thing on screen wears one or two keys, and typing them names it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from annotator.tui.actions import Mode

Target = TypeVar("Target")


@dataclass(slots=True)
class HintInput(Generic[Target]):
    """Letters on show, and what has been typed of them.

    letters: what each sequence of keys names; none begins another one.
    mode: what the keyboard is for meanwhile. then: what to do with what was named.
    """

    letters: Mapping[str, Target]
    mode: Mode
    then: Callable[[Target], None]
    typed: str = ""

    def type(self, key: str) -> bool:
        """Add a key: what it completes is named; one that begins nothing is forgotten: False."""
        typed = self.typed + key
        if typed in self.letters:
            self.typed = ""
            self.then(self.letters[typed])
            return True
        going = any(keys.startswith(typed) for keys in self.letters)
        self.typed = typed if going else ""
        return going
