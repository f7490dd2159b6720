"""Textual's driver for the app in a browser, which exits when the server is gone."""

from __future__ import annotations

from contextlib import suppress

from textual.drivers.web_driver import WebDriver
from textual.messages import ExitApp


class BrowserDriver(WebDriver):
    """Reads keys from the server and draws to it; exits when the server is killed."""

    def run_input_thread(self) -> None:
        """Read keys; exit the app at the end of the input."""
        super().run_input_thread()
        self._app.post_message(ExitApp())

    def stop_application_mode(self) -> None:
        """Report the end of the app to a server that may be gone."""
        with suppress(BrokenPipeError):
            super().stop_application_mode()
