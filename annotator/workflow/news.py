"""What is new for somebody at the start: comments, and releases of their work."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.store import Store
from annotator.store.comments import WrittenComment

_SEEN = "outcome_seen:"
"""The setting, with a name, that holds the number of the last release that was looked at."""


def comment_news(unread: Sequence[WrittenComment], key: str) -> str:
    """How many comments are new, and the key that lists them; '' if there are none."""
    if not unread:
        return ""
    by_lead = all(one.role == "lead" for one in unread)
    who = "the lead" if by_lead else ", ".join(dict.fromkeys(one.author for one in unread))
    shows = "it" if len(unread) == 1 else "them"
    return f"{_count(len(unread), 'comment')} from {who}: {key} shows {shows}"


def release_news(store: Store, annotator: str, key: str) -> str:
    """In how many documents one can see now what became of one's work; '' if in no new ones."""
    count = store.releases.new_for(annotator, after=_seen(store, annotator))
    if not count:
        return ""
    documents = _count(count, "document")
    return f"{documents} released: {key} shows what became of your annotations"


def mark_releases_seen(store: Store, annotator: str) -> None:
    """Remember that the outcome was looked at."""
    newest = max(store.releases.documents().values(), default=0)
    if newest > _seen(store, annotator):
        store.settings.set(_setting(store, annotator), f"{newest}")


def _seen(store: Store, annotator: str) -> int:
    stored = store.settings.get(_setting(store, annotator))
    return int(stored) if stored.isdecimal() else 0


def _setting(store: Store, annotator: str) -> str:
    return f"{_SEEN}{store.annotators.recorded_name(annotator)}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
