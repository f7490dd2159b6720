"""The Textual app round the stepping screen: its theme, and the last guards before the terminal."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Sequence

from textual import events
from textual.app import App
from textual.filter import LineFilter, Monochrome, NoColor

from annotator.model import LabelSet
from annotator.safe_text import draw_pictures
from annotator.store import Store
from annotator.tui import styles
from annotator.tui.actions import keymap_of
from annotator.tui.keyboard import use_layout
from annotator.tui.output_filters import ColorGuard, ControlGuard
from annotator.tui.screens.annotate import AnnotateScreen
from annotator.tui.themes import DARK, PLAIN, THEMES
from annotator.tui.widgets.document_view import DocumentView
from annotator.workflow import messages
from annotator.workflow.controller import Controller
from annotator.workflow.project_settings import Settings

DEFAULTS = Settings()


class AnnotatorApp(App[None]):
    """One annotator stepping through one project.

    Where the environment says NO_COLOR (https://no-color.org), no theme has colours.
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
        chosen = controller.store.setting(self._pictures_setting)
        draw_pictures(plainly=chosen == "plain" if chosen else settings.plain_emoji)

    def on_mount(self) -> None:
        """Begin."""
        chosen = keymap_of(self.settings.preset, self.settings.keys)
        self.push_screen(AnnotateScreen(self.controller, chosen, self))

    async def on_event(self, event: events.Event) -> None:
        """Whatever is pressed, in a box as well, somebody is at work."""
        if isinstance(event, events.Key | events.MouseDown):
            self.controller.work.touch(time.monotonic())
        await super().on_event(event)

    # ------------------------------------------------------------------ looks

    def wear(self, theme: str) -> str:
        """Draw in a theme from now on, next time as well; answers what was done, in words."""
        if self.no_color:
            return "NO_COLOR is set: no theme has colours"
        self.controller.store.set_setting(self._theme_setting, theme)
        self.theme = theme
        return f"theme: {theme}"

    def copy(self, text: str) -> str:
        """Have the terminal keep a text for pasting; answers what was done."""
        self.copy_to_clipboard(text)
        return f"copied {messages.quoted(text, 0, len(text))}"

    def draw_pictures(self, *, plainly: bool) -> str:
        """Draw emoji as signs or as they are, next time as well; answers what was done."""
        self.controller.store.set_setting(self._pictures_setting, "plain" if plainly else "drawn")
        draw_pictures(plainly=plainly)
        for page in self.screen.query(DocumentView):
            page.on_resize()  # every row may now break elsewhere
        return f"emoji: {'as plain signs' if plainly else 'as pictures'}"

    def watch_theme(self, theme: str) -> None:
        """Rows that we draw ourselves are styled by the theme as well."""
        styles.wear(THEMES[theme])

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters without those for NO_COLOR, then the guards."""
        own = [
            one for one in super().get_line_filters() if not isinstance(one, Monochrome | NoColor)
        ]
        if not styles.theme().colored:
            own.append(self._color_guard)
        return [*own, self._control_guard]

    @property
    def _theme_setting(self) -> str:
        return f"theme:{self.controller.annotator}"

    @property
    def _pictures_setting(self) -> str:
        return f"pictures:{self.controller.annotator}"

    def _chosen_theme(self) -> str:
        """None by the environment, else what the annotator chose, else the project."""
        if self.no_color:
            return PLAIN.name
        chosen = self.controller.store.setting(self._theme_setting) or self.settings.theme
        return chosen if chosen in THEMES else DARK.name


def make(
    store: Store, label_set: LabelSet, annotator: str, settings: Settings = DEFAULTS
) -> AnnotatorApp:
    """The app for one annotator, ready to run."""
    controller = Controller(store, label_set, annotator, lambda: secrets.token_hex(8), settings)
    return AnnotatorApp(controller, settings)
