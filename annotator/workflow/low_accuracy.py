"""The message to a lead about annotators who answer too few gold questions right.

It is computed in another thread, so that the app starts as fast with it as without.
"""

from __future__ import annotations

from threading import Thread

from annotator.errors import AnnotatorError
from annotator.model import LabelKind, LabelSet
from annotator.store import Store

_PATIENCE = 0.05
"""Seconds to wait for the figures before the app starts without them."""


def look_for_low_accuracy(store: Store, label_set: LabelSet, actor: str) -> LowAccuracy | None:
    """Look who is below the bound, if the project has one and a lead is at work."""
    if store.annotators.role(actor) != "lead" or not store.settings.get("gold_bound"):
        return None
    return LowAccuracy(store, label_set)


class LowAccuracy:
    """Computes who is below the bound of the project; `take` says so once."""

    def __init__(self, store: Store, label_set: LabelSet) -> None:
        self._labels = [
            one.name for one in label_set.labels if one.kind is not LabelKind.BOILERPLATE
        ]
        self._store = store.reader()
        self._message = ""
        self._thread = Thread(target=self._compute, daemon=True)
        self._thread.start()
        self._thread.join(_PATIENCE)

    def take(self) -> str:
        """The message, once it is known; '' before, the next time, and if there is none."""
        if self._thread.is_alive():
            return ""
        message, self._message = self._message, ""
        return message

    def _compute(self) -> None:
        from annotator.api.project_accuracy import below_bound  # noqa: PLC0415 - not at the start

        try:
            found = below_bound(self._store, self._labels)
        except AnnotatorError:
            found = []  # `annotator accuracy` says why
        finally:
            self._store.close()
        if found:
            names = ", ".join(
                f"{one.annotator} ({one.right:,} of {one.asked:,} right)" for one in found
            )
            self._message = f"below the bound of gold questions: {names}; see `annotator accuracy`"
