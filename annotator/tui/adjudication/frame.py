"""Header and footer of the adjudication screen."""

from __future__ import annotations

from itertools import groupby

from rich.cells import cell_len

from annotator.safe_text import display
from annotator.tui import styles
from annotator.tui.adjudication.actions import filter_words, letters_in_use
from annotator.tui.adjudication.context import AdjudicationContext
from annotator.tui.keymap import Action, shown
from annotator.tui.styles import style
from annotator.tui.widgets.text_rows import Line, cut_to, key_line, longest_in
from annotator.workflow.adjudication import EVERYTHING

_ALWAYS = frozenset({"take", "help"})
"""The actions that the footer names whatever the width."""

_GROUPS = {"Take": "take", "The sentence": "sentence"}
"""The groups of the footer, by topic of the help."""

_BAR_CELLS = 12
_LONGEST_TITLE = 60


def header(context: AdjudicationContext, width: int) -> Line:
    """The document on the left; the sentence, how much is settled, and the lead on the right."""
    work = context.work
    counts = work.counts()
    total = counts.disagreements + counts.settled
    settled = f"{counts.settled:,} of {total:,}"
    number = work.number
    of = len(work.document.sentences) if work.document else 0
    place = f"sentence {number} of {of}   " if number else ""
    short_place = f"{number}/{of}  " if number else ""
    lead = display(work.actor)
    queue = "" if work.wanted == EVERYTHING else f"{display(filter_words(context))}   "
    left = counts.not_compared
    comparing = f"comparing: {left:,} document{'' if left == 1 else 's'} left   " if left else ""
    bar = _bar(counts.settled / total if total else 1.0)
    right = longest_in(
        max(width * 2 // 3, width - 18 - min(_LONGEST_TITLE, cell_len(display(work.title)))),
        f"  {comparing}{queue}{place}{settled} disagreements settled {bar}   {lead} ",
        f"  {comparing}{queue}{place}{settled} settled {bar}   {lead} ",
        f"  {comparing}{place}{settled} settled   {lead} ",
        f"  {comparing}{place}{settled} settled ",
        f" {f'{left:,} to compare  ' if left else ''}{short_place}{settled} settled ",
        f" {short_place}{settled} ",
    )
    room = max(0, width - cell_len(right))
    name = " Adjudication" if room > 24 else " Adjudicate" if room > 12 else ""
    title = display(work.title)
    title_room = max(0, room - cell_len(name) - 3)
    title = cut_to(title, title_room) if title_room > 4 else " " * title_room
    gap = "   " if room >= cell_len(name) + 3 else " " * max(0, room - cell_len(name))
    return [
        (name, style(background=styles.BAR, bold=True)),
        (gap + title, style(styles.CONTEXT, styles.BAR)),
        (right, style(background=styles.BAR)),
    ]


def _bar(share: float) -> str:
    done = round(share * _BAR_CELLS)
    return "━" * done + "─" * (_BAR_CELLS - done)


def message(context: AdjudicationContext, width: int) -> str:
    """What the last key did; if it is cut, not the keys that are named at its end."""
    whole = display(context.message)
    keys = display(context.keys_named) if context.message.endswith(context.keys_named) else ""
    if cell_len(whole) <= width or not keys or cell_len(keys) > width // 2:
        return whole
    done = display(context.message.removesuffix(context.keys_named))
    return cut_to(done, width - cell_len(keys)) + keys


def footer(context: AdjudicationContext, width: int) -> Line:
    """The keys, in groups where there is room; else as many as fit, in their order."""
    named = context.keymap.footer(context.mode, context)
    usual = [(action, word) for action, word in named if action.short]
    for shown_here in (named, usual):
        whole = _grouped(context, shown_here)
        if sum(cell_len(text) for text, _ in whole) <= width:
            return whole
    pairs = [(_keys(context, action), word) for action, word in named]
    kept = [pair for pair, (one, _) in zip(pairs, named, strict=True) if one.id in _ALWAYS]
    return key_line(pairs, kept, width)


def _grouped(context: AdjudicationContext, named: list[tuple[Action, str]]) -> Line:
    groups = ("take", "sentence", "more")
    group_of = {one.id: _GROUPS.get(one.group, "more") for one, _ in named}
    ordered = sorted(named, key=lambda one: groups.index(group_of[one[0].id]))
    parts: list[tuple[str, styles.Style]] = []
    for group, members in groupby(ordered, key=lambda one: group_of[one[0].id]):
        edge = " │ " if parts else " "
        parts.append((f"{edge}{group} ", style(styles.FAINT, styles.BAR)))
        for action, name in members:
            key = style(styles.ACCENT, styles.BAR, bold=True)
            parts.append((f" {_keys(context, action)} ", key))
            parts.append((f"{name} ", style(styles.CONTEXT, styles.BAR)))
    return parts


def _keys(context: AdjudicationContext, action: Action) -> str:
    """The keys of an action, as shown: of versions the letters of this sentence."""
    letters = letters_in_use(context) or "a"
    if action.id == "take":
        return " ".join(letters)
    if action.id == "take_sentence":
        return " ".join(letters.upper())
    if action.id == "reason":
        return f"{action.keys[0]}-{action.keys[-1]}"
    return shown(action.keys[0])
