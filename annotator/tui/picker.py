"""Choose one of a list by typing a part of its name: labels, documents, commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from annotator.display import display
from annotator.tui.box import Box
from annotator.tui.talk import Talk

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry: what is answered when it is chosen, and what is shown for it."""

    value: str
    text: str
    beside: str = ""


class Picker(Box[str | None]):
    """A box with a line to type in and the choices that fit. Answers a value, None if left.

    free: whether digits alone may be answered too (a sentence's number).
    """

    def __init__(self, title: str, choices: Sequence[Choice], *, free: bool = False) -> None:
        super().__init__()
        self._title = title
        self._choices = choices
        self._free = free

    def compose(self) -> ComposeResult:
        """The question, the line, the list."""
        with Vertical():
            yield Static(Content(display(self._title)))
            yield Input(select_on_focus=False)
            yield OptionList()

    def in_lines(self, talk: Talk) -> str | None:
        """A part of a name; where several fit they are numbered, and a number chooses."""
        fitting = list(self._choices)
        line = talk.line(f"{self._title}. A part of the name, ? for all, empty to leave:")
        while line:
            if line.isdecimal() and self._free:
                return line
            if line.isdecimal() and 1 <= int(line) <= len(fitting):
                return fitting[int(line) - 1].value
            fitting = matching(self._choices, line.strip("?"))
            if len(fitting) == 1:
                return fitting[0].value
            line = talk.line(_numbered(fitting, free=self._free))
        return None

    def on_mount(self) -> None:
        """Start with everything."""
        self._fill("")

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Keep what fits what was typed."""
        self._fill(event.value)

    @on(Input.Submitted)
    def choose_typed(self, event: Input.Submitted) -> None:
        """Answer the highlighted choice, or the number that was typed."""
        options = self.query_one(OptionList)
        if self._free and event.value.strip().isdecimal():
            self.dismiss(event.value.strip())
        elif options.highlighted is not None:
            self.dismiss(options.get_option_at_index(options.highlighted).id)

    @on(OptionList.OptionSelected)
    def choose_listed(self, event: OptionList.OptionSelected) -> None:
        """Answer the choice that was clicked."""
        self.dismiss(event.option_id)

    def on_key(self, event: events.Key) -> None:
        """Up and down move through the list while the line keeps the focus."""
        options = self.query_one(OptionList)
        if event.key == "escape":
            self.dismiss(None)
        elif event.key in {"down", "tab"}:
            options.action_cursor_down()
        elif event.key in {"up", "shift+tab"}:
            options.action_cursor_up()
        else:
            return
        event.stop()
        event.prevent_default()

    def _fill(self, typed: str) -> None:
        fitting = matching(self._choices, typed)[:MOST_SHOWN]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(_line(choice), id=choice.value) for choice in fitting)
        options.highlighted = 0 if fitting else None


def _numbered(fitting: Sequence[Choice], *, free: bool) -> str:
    """What fits, in lines, and how to go on."""
    if not fitting:
        return "nothing fits. Another part of the name, ? for all, empty to leave:"
    if free:  # there, numbers are sentences
        lines = [f"{one.text}  {one.beside}".rstrip() for one in fitting]
        return "\n".join([*lines, "More of the name, empty to leave:"])
    lines = [f"{number} {one.text}  {one.beside}".rstrip() for number, one in enumerate(fitting, 1)]
    return "\n".join([*lines, "A number, more of the name, or empty to leave:"])


def matching(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """The choices that hold every typed word, those that begin with the first one before."""
    asked = typed.casefold().split()
    fitting = [
        choice
        for choice in choices
        if all(word in f"{choice.text} {choice.beside}".casefold() for word in asked)
    ]
    return sorted(
        fitting, key=lambda choice: not choice.text.casefold().startswith(tuple(asked[:1]))
    )


def _line(choice: Choice) -> Content:
    beside = Content.styled(f"  {display(choice.beside)}", "$context") if choice.beside else ""
    return Content.assemble(Content(display(choice.text)), beside)
