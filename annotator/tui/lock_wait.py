"""Waiting for another program that writes to the database, without holding the screen up.

Before a key is handled that may record something, the database is tried. While another program is
writing, the key waits in the input queue, and those behind it, so that their order is kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from annotator.errors import StoreError
from annotator.store import Store

SILENT_SECONDS = 0.5
"""Other annotators write for a few milliseconds; that is no news to anybody."""

PATIENCE_SECONDS = 30.0

LOCK_RETRY_SECONDS = 0.05
"""Between attempts to go on."""

LATECOMER_SECONDS = 2.0
"""To wait for a program that begins to write between the try and the decision."""


class LockWait:
    """Decides whether a key may be handled now.

    say: shows a message. give_up: shows why the keys that wait are dropped, and drops them.
    """

    def __init__(
        self,
        store: Store,
        say: Callable[[str], None],
        give_up: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """clock: seconds, from any start."""
        self._store = store
        self._say = say
        self._give_up = give_up
        self._clock = clock
        self._since: float | None = None
        self._said = ""
        store.wait_for(LATECOMER_SECONDS)

    def may_begin(self) -> bool:
        """True if no other program is writing; otherwise says so, and in the end gives up."""
        if not self._is_locked():
            self._since, self._said = None, ""
            return True
        if self._since is None:
            self._since = self._clock()
        waited = self._clock() - self._since
        if waited > PATIENCE_SECONDS:
            self._since, self._said = None, ""
            self._give_up(
                f"nothing was recorded: another program has been writing to {self._store.path.name}"
                f" for {waited:.0f} s. End it, or try again later"
            )
        elif waited >= SILENT_SECONDS:
            self._say_once(
                f"waiting for another program to write to {self._store.path.name}: {waited:.0f} s"
            )
        return False

    def end(self) -> None:
        """Give up at once, because a person does not want to wait."""
        self._since, self._said = None, ""
        self._give_up(
            f"nothing was recorded: another program is writing to {self._store.path.name}"
        )

    def _is_locked(self) -> bool:
        try:
            return self._store.is_locked()
        except StoreError:
            return False  # the key is handled, and says what is wrong

    def _say_once(self, message: str) -> None:
        if message != self._said:
            self._said = message
            self._say(message)
