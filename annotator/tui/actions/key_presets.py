"""Keymaps by name, for hands that are used to another program. Each changes the default one."""

from __future__ import annotations

from annotator.tui.actions.custom_keys import Choices

PRESETS: dict[str, Choices] = {
    "default": {},
    # h l w b e o v y as in vim's visual mode; ctrl+r redoes.
    "vim": {
        "previous_mark": ("h", "shift+tab"),
        "next_mark": ("l", "tab"),
        "step.select_word": ("v", "w"),
        "end_forward": ("w", "e", "right"),
        "end_back": ("b", "left"),
        "next_fragment": ("}",),
        "select.cancel": ("v", "q", "u", "escape", "backspace"),
        "redo": ("ctrl+r", "U"),
    },
    # https://prodi.gy/docs: a accepts, x rejects, space ignores, backspace undoes.
    "prodigy": {
        "accept": ("a",),
        "reject": ("x",),
        "skip": ("space",),
        "undo": ("backspace", "delete"),
        "finish": ("enter",),
        "step.palette": ("l",),
        "flag": ("f",),
    },
}
