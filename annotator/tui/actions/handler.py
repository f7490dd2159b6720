"""What an action is done by."""

from __future__ import annotations

from collections.abc import Callable

from annotator.tui.context import Context

Do = Callable[[Context, str], None]
"""Does an action: on a stage, by a key ('' where it was chosen by name)."""
