"""The Textual app around AnnotateScreen: its theme, and the last filters before the terminal."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Sequence

from textual import events
from textual.app import App
from textual.filter import LineFilter, Monochrome, NoColor

from annotator.model import LabelSet
from annotator.safe_text import set_plain_emoji
from annotator.store import Store
from annotator.tui import styles
from annotator.tui.actions.table import keymap_of
from annotator.tui.keyboard import use_layout
from annotator.tui.output_filters import ColorGuard, ControlGuard
from annotator.tui.screens.annotate import AnnotateScreen
from annotator.tui.themes import DARK, PLAIN, THEMES
from annotator.workflow.controller import Controller
from annotator.workflow.project_settings import Settings

DEFAULTS = Settings()


class AnnotatorApp(App[None]):
    """One annotator working on one project.

    If the environment sets NO_COLOR (https://no-color.org), no theme has colours.
    """

    TITLE = "annotator"
    ENABLE_COMMAND_PALETTE = False
    CSS = "#_default { background: $background; }"

    def __init__(self, controller: Controller, settings: Settings = DEFAULTS) -> None:
        super().__init__()
        self.controller = controller
        self.settings = settings
        self.animation_level = "none"
        self.no_color = bool(os.environ.get("NO_COLOR"))
        use_layout(settings.layout)
        self._color_guard, self._control_guard = ColorGuard(), ControlGuard()
        for one in THEMES.values():
            self.register_theme(styles.variables(one))
        self.theme = self._chosen_theme()
        chosen = controller.preference("pictures")
        set_plain_emoji(enabled=chosen == "plain" if chosen else settings.plain_emoji)

    def on_mount(self) -> None:
        """Show the screen."""
        keymap = keymap_of(self.settings.preset, self.settings.keys)
        self.push_screen(AnnotateScreen(self.controller, keymap))

    async def on_event(self, event: events.Event) -> None:
        """Count every key and click as activity, in dialogs too."""
        if isinstance(event, events.Key | events.MouseDown):
            self.controller.active_time.record_activity(time.monotonic())
        await super().on_event(event)

    def watch_theme(self, theme: str) -> None:
        """Use the theme for the rows that we draw ourselves."""
        styles.use_theme(THEMES[theme])

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters without those for NO_COLOR, then our own."""
        own = [
            one for one in super().get_line_filters() if not isinstance(one, Monochrome | NoColor)
        ]
        if not styles.theme().colored:
            own.append(self._color_guard)
        return [*own, self._control_guard]

    def _chosen_theme(self) -> str:
        """The plain theme for NO_COLOR, else the annotator's, else that of the settings."""
        if self.no_color:
            return PLAIN.name
        chosen = self.controller.preference("theme") or self.settings.theme
        return chosen if chosen in THEMES else DARK.name


def make(
    store: Store, label_set: LabelSet, annotator: str, settings: Settings = DEFAULTS
) -> AnnotatorApp:
    """The app for one annotator, ready to run."""
    controller = Controller(store, label_set, annotator, lambda: secrets.token_hex(8), settings)
    return AnnotatorApp(controller, settings)
