"""Settings: how a project and an annotator want the app, and the part kept in the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from annotator.annotations.project_events import ProjectChange, SetSetting
from annotator.errors import AnnotatorError, did_you_mean

if TYPE_CHECKING:
    from annotator.store import Store

_BLIND = "blind_share"
_MASKED = "masked"
_HEADLINES = "headlines"  # annotator.store.sentence_table reads it too

COMMON_META_KEYS = ("title", "source", "url", "author", "date")
"""Names of metadata that can be masked before any document is imported."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; each field has its default value.

    blind_share: of all sentences, the share that shows no suggestions until finished, 0 to 1.
    masked: names of metadata that are not shown to annotators.
    theme: name of a theme. plain_emoji: draw emoji as signs one cell wide.
    plain_text: plain-text mode: print each change as lines of text, for a screen reader.
    preset: name of a keymap. keys: by action id, the keys that run it instead.
    layout: a keyboard whose letters stand for the Latin ones on the same keys, '' for none.
    idle_seconds: a pause counts as active time up to this length.
    confirm_undecided: ask before a sentence with undecided suggestions is finished.
    headlines: whether the project's settings.yaml lets annotators step through titles; see
        set_headlines.
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
    headlines: bool = False
    confirm_undecided: bool = False


def settings_in_force(settings: Settings) -> dict[str, object]:
    """The settings that decide what is on show, as a sitting records them."""
    return {
        "blind_share": settings.blind_share,
        "masked": list(settings.masked),
        "headlines": settings.headlines,
        "plain_text": settings.plain_text,
    }


def save_project_settings(
    store: Store, blind: float | None, mask: str | None, *, actor: str = ""
) -> None:
    """Store the share of blind sentences (0 to 1) and the masked metadata; None leaves each as is.

    They bind everybody. actor: who decides it. mask: names of metadata, separated by commas; ''
    masks nothing.
    Raises AnnotatorError for a name that no document has.
    """
    changes: list[ProjectChange] = []
    if blind is not None:
        changes.append(SetSetting(_BLIND, repr(blind)))
    if mask is not None:
        names = list(dict.fromkeys(name.strip() for name in mask.split(",") if name.strip()))
        known = sorted({*store.documents.metadata_keys(), *COMMON_META_KEYS})
        for name in names:
            if name not in known:
                raise AnnotatorError(f"no text has {name!r} to mask. {did_you_mean(name, known)}")
        changes.append(SetSetting(_MASKED, ",".join(names)))
    store.project.record(changes, actor=actor)


def set_headlines(store: Store, *, on: bool, actor: str = "") -> None:
    """Step through the titles in the texts like any sentence, or leave them out of the queue.

    It binds everybody. Annotations in titles stay in either case. actor: who decides it.
    """
    if on == headlines(store):
        return
    with store.transaction():
        store.project.record([SetSetting(_HEADLINES, "yes" if on else "")], actor=actor)
        store.judgements.follow_headlines()


def headlines(store: Store) -> bool:
    """True if the project steps through titles."""
    return store.settings.get(_HEADLINES) == "yes"


def with_project_settings(store: Store, settings: Settings) -> Settings:
    """The settings with those that bind everybody: they are kept in the project's database."""
    masked = store.settings.get(_MASKED)
    return replace(
        settings,
        blind_share=float(store.settings.get(_BLIND) or 0),
        masked=tuple(masked.split(",")) if masked else (),
        headlines=headlines(store),
    )
