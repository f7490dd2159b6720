"""What a project wishes of every annotator: kept in its database, so that all work alike."""

from __future__ import annotations

from dataclasses import replace

from annotator.errors import AnnotatorError, did_you_mean
from annotator.store import Store
from annotator.workflow.project_settings import Settings

_BLIND = "blind_share"
_MASKED = "masked"

ARTICLE_KEYS = ("title", "source", "url", "author", "date")
"""What texts tell of themselves as a rule; they may be masked before any is read."""


def keep(store: Store, blind: float | None, mask: str | None) -> None:
    """Keep a share of blind sentences (0 to 1) and keys to mask; None leaves what is kept.

    mask: names of metadata, with commas between; '' masks nothing.
    Raises AnnotatorError for a name that no document has.
    """
    if blind is not None:
        store.settings.set(_BLIND, repr(blind))
    if mask is not None:
        names = list(dict.fromkeys(name.strip() for name in mask.split(",") if name.strip()))
        known = sorted({*store.documents.metadata_keys(), *ARTICLE_KEYS})
        for name in names:
            if name not in known:
                raise AnnotatorError(f"no text has {name!r} to mask. {did_you_mean(name, known)}")
        store.settings.set(_MASKED, ",".join(names))


def of_project(store: Store, settings: Settings) -> Settings:
    """These settings, with what the project wishes."""
    masked = store.settings.get(_MASKED)
    return replace(
        settings,
        blind_share=float(store.settings.get(_BLIND) or 0),
        masked=tuple(masked.split(",")) if masked else (),
    )
