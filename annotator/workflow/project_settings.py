"""Settings: how a project and an annotator want the app, and the part kept in the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from annotator.annotations.project_events import ProjectChange, SetSetting
from annotator.annotations.visibility import Shown
from annotator.errors import AnnotatorError, did_you_mean

if TYPE_CHECKING:
    from annotator.store import Store

_BLIND = "blind_share"
_MASKED = "masked"
_HEADLINES = "headlines"  # annotator.store.sentence_table reads it too
LOCK = "lock_boundaries"
"""The name of the setting that is 'yes' if only leads join, split and mark blocks."""
COMMON_META_KEYS = ("title", "source", "url", "author", "date")
"""Names of metadata that can be masked before any document is imported."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; each field has its default value.

    blind_share: of all sentences, the share that shows no suggestions until finished, 0 to 1.
    masked: names of metadata that are not shown to annotators.
    theme: name of a theme. plain_emoji: draw emoji as plain signs.
    plain_text: plain-text mode: print each change as lines of text, for a screen reader.
    preset: name of a keymap. keys: by action id, the keys that run it instead.
    layout: a keyboard whose letters stand for the Latin ones on the same keys, '' for none.
    idle_seconds: a pause counts as active time up to this length.
    confirm_undecided: ask before a sentence with undecided suggestions is finished.
    headlines: whether the project's settings.yaml lets annotators step through titles; see
        set_headlines.
    lock_boundaries: whether only leads join and split sentences and mark blocks.
    hide, hide_always: the suggestions that the project hides, until a key brings them up, and
        always; hide_more: those that the person hides as well, until that key. In the words of
        annotator.annotations.visibility.parse_filter.
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
    lock_boundaries: bool = False
    confirm_undecided: bool = False
    hide: tuple[str, ...] = ()
    hide_always: tuple[str, ...] = ()
    hide_more: tuple[str, ...] = ()

    @property
    def hidden_at_first(self) -> tuple[str, ...]:
        """What is hidden until a key brings it up."""
        return (*self.hide, *self.hide_more)


def settings_in_force(settings: Settings, shown: Shown = Shown.DEFAULT) -> dict[str, object]:
    """The settings that decide what is on show, as a sitting records them."""
    return {
        "blind_share": settings.blind_share,
        "masked": list(settings.masked),
        "headlines": settings.headlines,
        "plain_text": settings.plain_text,
        "hide": list(settings.hide),
        "hide_always": list(settings.hide_always),
        "hide_more": list(settings.hide_more),
        "shown": shown,
    }


def save_project_settings(
    store: Store, blind: float | None, mask: str | None, *, actor: str = ""
) -> None:
    """Store the share of blind sentences (0 to 1) and the masked metadata; None leaves each as is.

    They bind everybody. actor: who decides it. mask: names of metadata, separated by commas; ''
    masks nothing.
    Raises AnnotatorError for another share, and for a name that no document has.
    """
    changes: list[ProjectChange] = []
    if blind is not None and not 0 <= blind <= 1:
        raise AnnotatorError(f"the share of blind sentences is {blind}: expected 0 to 1")
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


def set_lock(store: Store, *, on: bool, actor: str) -> None:
    """Let only leads change boundaries and boilerplate, or everybody again.

    Raises AnnotatorError if the project has leads, and the actor is none of them.
    """
    if on != is_locked(store):
        store.annotators.check_is_lead(actor, "change the setting lock_boundaries")
        store.project.record([SetSetting(LOCK, "yes" if on else "")], actor=actor)


def is_locked(store: Store) -> bool:
    """True if only leads may change boundaries and boilerplate."""
    return store.settings.get(LOCK) == "yes"


def check_may_edit(store: Store, actor: str) -> None:
    """Raise AnnotatorError if boundaries and boilerplate are locked for a person."""
    if is_locked(store) and store.annotators.role(actor) != "lead":
        leads = ", ".join(store.annotators.names("lead"))
        who = f"ask {leads}" if leads else "who runs `annotator annotate --gold` is a lead"
        raise AnnotatorError(f"sentences and boilerplate are locked, only a lead edits them: {who}")


def set_hidden(
    store: Store, wanted: Mapping[str, tuple[str, ...]], *, actor: str = ""
) -> Mapping[str, tuple[str, ...]]:
    """Hide suggestions from everybody, by the names in HIDDEN; the others stay as they are.

    actor: who decides it. Returns what changed.
    """
    now = store.settings.hidden_suggestions()
    changed = {name: texts for name, texts in wanted.items() if texts != now[name]}
    changes: list[ProjectChange] = [
        SetSetting(name, "\n".join(texts)) for name, texts in changed.items()
    ]
    store.project.record(changes, actor=actor)
    return changed


def _stored_share(store: Store) -> float:
    """The share of blind sentences.

    Raises AnnotatorError, with the command that sets another, if what is stored is no share.
    """
    stored = store.settings.get(_BLIND) or "0"
    try:
        share = float(stored)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise AnnotatorError(
            f"{store.path} has {stored!r} as the share of blind sentences, expected 0 to 1: set it"
            " anew with `annotator annotate --blind 0`"
        )
    return share


def with_project_settings(store: Store, settings: Settings) -> Settings:
    """The settings with those that bind everybody: they are kept in the project's database."""
    masked, stored = store.settings.get(_MASKED), store.settings.hidden_suggestions()
    return replace(
        settings,
        blind_share=_stored_share(store),
        masked=tuple(masked.split(",")) if masked else (),
        headlines=headlines(store),
        lock_boundaries=is_locked(store),
        hide=stored["hide"],
        hide_always=stored["hide_always"],
    )
