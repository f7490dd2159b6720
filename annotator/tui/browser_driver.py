"""The app on a page: Textual's driver for that, which ends when nobody is there any more."""

from __future__ import annotations

from contextlib import suppress

from textual.drivers.web_driver import WebDriver
from textual.messages import ExitApp


class BrowserDriver(WebDriver):
    """Reads keys from and draws to the server. If the server is killed, so is the app."""

    def run_input_thread(self) -> None:
        """Read keys; when there can be no more, end the app."""
        super().run_input_thread()
        self._app.post_message(ExitApp())

    def stop_application_mode(self) -> None:
        """Say that the app ends, to a server that may be gone."""
        with suppress(BrokenPipeError):
            super().stop_application_mode()
