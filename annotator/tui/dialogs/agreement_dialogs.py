"""The agreement screen, and the list of sentences behind a label or a pair of annotators."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any, TypeVar

from textual import events

from annotator.model import Annotation, LabelSet
from annotator.safe_text import display
from annotator.tui import styles
from annotator.tui.dialogs.full_screen import (
    LEAVES,
    PLAIN_TEXT_WIDTH,
    ChosenSentence,
    EntryList,
    FullScreen,
)
from annotator.tui.input_queue import KeyPress
from annotator.tui.layout import wrap
from annotator.tui.line_console import Console, typed_number
from annotator.tui.styles import style
from annotator.tui.widgets.text_rows import Line, flow
from annotator.workflow.team_agreement import (
    KINDS,
    ORDERS,
    AgreementView,
    Compared,
    ListedDifferences,
    TeamAgreement,
)

if TYPE_CHECKING:
    from annotator.agreement.differences import Difference, SentenceDifferences
    from annotator.api.counted_study import DifferingSentence
    from annotator.tui.dialogs.agreement_rows import AgreementRow

Answer = TypeVar("Answer")

_UPDATE_SECONDS = 0.05
_KEYS = (
    ("⏎", "sentences"),
    ("j k", "line"),
    ("tab", "table"),
    ("/", "filter"),
    ("g", "groups"),
    ("b", "blind"),
    ("p", "pair"),
    ("o", "order"),
    ("PgDn PgUp", "page"),
    ("q", "back"),
)
_LIST_KEYS = (
    ("⏎", "open"),
    ("j k", "line"),
    ("/", "filter"),
    ("o", "order"),
    ("d", "only what differs"),
    ("v", "letters"),
    ("i", "details"),
    ("PgDn PgUp", "page"),
    ("q", "back"),
)
_TEXT_ROWS = 4
"""The most rows of the text of a sentence."""
_VERSION_ROWS = 3
"""The most rows of what one or more annotators marked."""
_MOST_NAMES = 4
"""Of those who marked the same."""
_MOST_HELD = 200
"""Sentences that are held in memory."""


class TypedFilter:
    """Words that are typed after `/`. Enter keeps them, escape drops them."""

    def __init__(self, words: str = "") -> None:
        self.words = words
        self.is_typing = False

    def takes(self, key: KeyPress) -> bool:
        """True if the key belongs to the filter, which may have changed."""
        if self.is_typing:
            self._type(key)
            return True
        if key.character == "/":
            self.is_typing = True
            return True
        if key.key == "escape" and self.words:
            self.words = ""
            return True
        return False

    def _type(self, key: KeyPress) -> None:
        if key.key in {"enter", "escape"}:
            self.is_typing = False
            if key.key == "escape":
                self.words = ""
        elif key.key == "backspace":
            self.words = self.words[:-1]
        elif key.character and key.character.isprintable():
            self.words += key.character

    def shown(self) -> str:
        """What is typed, for the header; '' if there is no filter."""
        if self.is_typing:
            return f"filter: {self.words}▏ ⏎ keeps it, esc drops it"
        return f"filter: {self.words} (esc drops it)" if self.words else ""


class AgreementDialog(FullScreen[Compared | None]):
    """Shows the figures once they are computed. Answers what to list, None if it was left.

    last: what was chosen the last time. view: what is shown, also after the dialog was left.
    """

    keys = _KEYS

    def __init__(
        self, found: TeamAgreement, label_set: LabelSet, last: Compared | None = None
    ) -> None:
        super().__init__()
        self._found = found
        self._label_set = label_set
        self._chosen = last
        self._top = 0
        self._filter = TypedFilter(found.view.words)
        self._rows: dict[object, list[AgreementRow]] = {}
        self._seen: object = None  # of what is computed, as it was drawn
        self._is_first = True  # drawn for the first time, or for another size

    def on_mount(self) -> None:
        """Look regularly whether the figures are there."""
        if not self._found.complete:
            self.call_after_refresh(self._found.start)  # once it says that it computes
            self._waiting = self.set_interval(_UPDATE_SECONDS, self._look)

    def _look(self) -> None:
        """Draw what was computed since."""
        if self._found.complete:
            self._waiting.stop()
        seen = (self._found.state, self._found.progress)
        if seen != self._seen:
            self._seen = seen
            self.draw()

    def on_resize(self) -> None:
        """Draw for the new size, with the chosen row in view."""
        self._is_first = True
        super().on_resize()

    def press(self, key: KeyPress) -> None:
        """Move, choose, filter, change what is shown, or leave."""
        name = key.key_name
        if self._found.figures is not None and self._filter.takes(key):
            self._show(words=self._filter.words)
        elif name in LEAVES:
            self.dismiss(None)
        elif name == "enter":
            if self._chosen and self._found.complete:
                self.dismiss(self._chosen)
        elif name in _CHANGES and self._found.figures is not None:
            self._show(**_CHANGES[name](self._found, self._chosen))
        else:
            self._move(name)
            self.draw()

    def _show(self, **changes: Any) -> None:
        """Change what is shown."""
        self._found.view = replace(self._found.view, **changes)
        self._is_first = True
        self.draw()

    def on_mouse_scroll_down(self) -> None:
        """Scroll three lines down."""
        self._scroll(3)

    def on_mouse_scroll_up(self) -> None:
        """Scroll three lines up."""
        self._scroll(-3)

    def on_click(self, event: events.Click) -> None:
        """Choose the row that was clicked; list its sentences if it was chosen."""
        rows = self._rows_for(self.app.size.width, self.app.size.height)
        at = self._top + event.screen_y - 1
        about = rows[at].about if 0 < event.screen_y <= self.rows and at < len(rows) else None
        if about is None:
            return
        if about == self._chosen and self._found.complete:
            self.dismiss(about)
        else:
            self._chosen = about
            self.draw()

    def ask_in_plain_text(self, console: Console) -> Compared | None:
        """Write the figures, with numbers at labels and pairs; a number chooses one."""
        if self._chosen is None:
            console.write("Agreement: please wait")
        rows = self._plain_rows()
        about = [row.about for row in rows if row.about]
        if self._found.problem:
            console.write(self._found.problem)
        for row in rows if self._chosen is None else ():
            number = f"{about.index(row.about) + 1}" if row.about else ""
            console.write(f"{number:<3}{''.join(text for text, _ in row.parts)}".rstrip())
        if not about:
            return None
        answer = console.ask("A number lists the sentences of a label or pair, empty to leave:")
        chosen = typed_number(answer, len(about))
        return about[chosen - 1] if chosen else None

    def _plain_rows(self) -> list[AgreementRow]:
        """The rows without bars, once the figures are computed."""
        from annotator.tui.dialogs import agreement_rows  # noqa: PLC0415 - it imports numpy

        self._found.wait()
        figures, reasons = self._found.figures, self._found.reasons
        if figures is None:
            return []
        size = (PLAIN_TEXT_WIDTH, agreement_rows.LOW_SCREEN)
        return agreement_rows.agreement_rows(figures, reasons, self._label_set, *size, bars=False)

    # ------------------------------------------------------------------ inside

    def draw(self) -> None:
        """Put the rows around the top one, with the chosen one marked."""
        self.put_header("Agreement", self._filter.shown() or _shown(self._found.view))
        if self._found.problem:
            self.body.put((), [(f" {display(self._found.problem)}", style(styles.WARNING))])
            return
        if self._found.figures_of(self._found.view.pair) is None:
            progress = f" {self._found.progress}" if self._found.progress else ""
            text = f" computing the figures; q goes back{progress}"
            self.body.put((), [(text, style(styles.CONTEXT))])
            return
        rows = self._rows_for(self.app.size.width, self.app.size.height)
        if self._is_first:
            self._is_first = False
            places = [at for at, row in enumerate(rows) if row.about]
            at = next((at for at in places if rows[at].about == self._chosen), places[:1])
            self._choose(rows, at if isinstance(at, int) else next(iter(at), None))
        shown = rows[self._top : self._top + self.rows]
        self.body.put(*(_marked(row, row.about == self._chosen) for row in shown))

    def _rows_for(self, width: int, height: int) -> list[AgreementRow]:
        found = self._found
        figures = found.figures_of(found.view.pair)
        if figures is None:
            return []
        from annotator.tui.dialogs.agreement_rows import agreement_rows  # noqa: PLC0415 - it imports numpy

        progress = "" if found.reasons else found.progress
        key = (width, height, found.view, found.state, progress)
        if key not in self._rows:
            made = agreement_rows(
                figures,
                found.reasons,
                self._label_set,
                width,
                height,
                view=found.view,
                progress=progress,
            )
            self._rows = {key: made}
        return self._rows[key]

    def _move(self, key: str) -> None:
        """Choose the next row of a label or pair; where there is none in view, scroll."""
        rows = self._rows_for(self.app.size.width, self.app.size.height)
        page = max(1, self.rows - 1)
        if key in {"j", "down", "k", "up"}:
            step = 1 if key in {"j", "down"} else -1
            places = [at for at, row in enumerate(rows) if row.about]
            here = next((at for at in places if rows[at].about == self._chosen), 0)
            after = [at for at in places if (at - here) * step > 0]
            near = self._top - page <= here < self._top + self.rows + page
            following = (after[0] if step > 0 else after[-1]) if after else None
            if following is not None and near and abs(following - here) <= page:
                self._choose(rows, following)
            else:
                self._show_from(rows, self._top + step)
        elif key == "tab":
            self._next_table(rows)
        elif key in {"home", "G", "end"}:
            self._show_from(rows, 0 if key == "home" else len(rows))
        elif key in {"pagedown", "space", "pageup"}:
            self._show_from(rows, self._top + (-page if key == "pageup" else page))

    def _next_table(self, rows: Sequence[AgreementRow]) -> None:
        """Choose the first row of the next table, after the last one that of the first."""
        places = [at for at, row in enumerate(rows) if row.about]
        firsts = [at for at in places if at - 1 not in places]
        here = next((at for at in places if rows[at].about == self._chosen), 0)
        self._choose(rows, next((at for at in firsts if at > here), next(iter(firsts), None)))

    def _scroll(self, by: int) -> None:
        if self._found.figures and not self._found.problem:
            rows = self._rows_for(self.app.size.width, self.app.size.height)
            self._show_from(rows, self._top + by)
            self.draw()

    def _choose(self, rows: Sequence[AgreementRow], at: int | None) -> None:
        """Choose a row and bring it into view; from the first one, all above it if possible.

        at: None where there is no row to choose.
        """
        if at is None:
            self._chosen, self._top = None, 0
            return
        self._chosen = rows[at].about
        if all(row.about is None for row in rows[:at]) and at < self.rows:
            self._top = 0
        self._top = max(min(self._top, at), at - self.rows + 1, 0)

    def _show_from(self, rows: Sequence[AgreementRow], top: int) -> None:
        """Scroll, and choose a row in view if the chosen one is not."""
        self._top = max(0, min(top, len(rows) - self.rows))
        seen = [row.about for row in rows[self._top : self._top + self.rows] if row.about]
        if seen and self._chosen not in seen:
            self._chosen = seen[0]


def _shown(view: AgreementView) -> str:
    """What is shown, in words, for the header."""
    if view == AgreementView():
        return "between people, with 95 % intervals"
    parts = [
        " and ".join(view.pair) if view.pair else "",
        {"blind": "blind sentences", "assisted": "assisted sentences"}.get(view.kind, ""),
        "" if view.order == ORDERS[0] else f"by {view.order}",
    ]
    return ", ".join(filter(None, parts)) or "groups of labels"


def _following(values: Sequence[Any], value: Any) -> Any:
    """The value after another one; the first after the last."""
    return values[(values.index(value) + 1) % len(values)]


def _next_pair(found: TeamAgreement, chosen: Compared | None) -> dict[str, Any]:
    """The chosen pair; else the next one, those who agree least first; after the last all."""
    figures, here = found.figures, found.view.pair
    if figures is None or not found.complete:
        return {}
    if here is None and chosen and chosen.pair:
        return {"pair": chosen.pair}
    worst = sorted(figures.pairs, key=lambda one: (one.kappa.value is None, one.kappa.value or 0))
    return {"pair": _following([None, *((one.one, one.other) for one in worst)], here)}


_CHANGES: Mapping[str, Callable[[TeamAgreement, Compared | None], dict[str, Any]]] = {
    "g": lambda found, _: {"groups": not found.view.groups},
    "b": lambda found, _: {"kind": _following(KINDS, found.view.kind)},
    "o": lambda found, _: {"order": _following(ORDERS, found.view.order)},
    "p": _next_pair,
}
"""What keys change of what is shown."""


def _marked(row: AgreementRow, chosen: bool) -> Line:
    """A row; if it is the chosen one, with a bar at its left and on another ground."""
    if not chosen or row.about is None:
        return [*row.parts, *row.beside]
    parts = [(text, look._replace(background=styles.SELECTED_MARK)) for text, look in row.parts]
    return [("▌", style(styles.ACCENT, styles.SELECTED_MARK)), *parts[1:], *row.beside]


# --------------------------------------------------------------------------- sentences


_LIST_ORDERS = ("most differences first", "as in the documents", "by kind of difference")


class DifferencesDialog(EntryList[ChosenSentence]):
    """Lists sentences with what each annotator marked. Answers one, None if it was left.

    read: what people marked in a sentence. text_of: the text of a sentence, for the filter.
    """

    keys = _LIST_KEYS

    def __init__(
        self,
        listed: ListedDifferences,
        label_set: LabelSet,
        title_of: Callable[[str, str], str],
        read: Callable[[DifferingSentence], SentenceDifferences],
        text_of: Callable[[DifferingSentence], str],
    ) -> None:
        super().__init__(len(listed.sentences), listed.cursor)
        self._label_set = label_set
        self._title_of = title_of
        self._listed = listed
        self._about = listed.about
        self._sentences: Sequence[DifferingSentence] = listed.sentences
        self._read = lru_cache(maxsize=_MOST_HELD)(read)
        self._text_of = text_of
        self._people = sorted({name for one in listed.sentences for name in _annotators(one)})
        self._filter = TypedFilter(listed.view.words)
        self._arrange()

    # ------------------------------------------------------------------ keys

    def press(self, key: KeyPress) -> None:
        """Filter, order, show more or less, or move, open and leave."""
        view, name = self._listed.view, key.key_name
        if self._filter.takes(key):
            self._change(words=self._filter.words)
        elif name == "o":
            self._change(order=(view.order + 1) % len(_LIST_ORDERS))
        elif name == "d":
            self._change(only_differing=not view.only_differing)
        elif name == "v":
            self._change(letters=not view.letters)
        elif name == "i":
            self._change(details=not view.details)
        else:
            super().press(key)

    def _change(self, **changes: Any) -> None:
        """Change what is shown; the selected sentence stays the selected one if it is there."""
        chosen = self._sentences[self.cursor] if self.count else None
        self._listed.view = replace(self._listed.view, **changes)
        self._arrange()
        self.go_to(self._sentences.index(chosen) if chosen in self._sentences else 0)

    def _arrange(self) -> None:
        """Take the sentences that pass the filter, in the chosen order."""
        view = self._listed.view
        found = [one for one in self._listed.sentences if self._fits(one, view.words)]
        if view.order == 1:
            found.sort(key=lambda one: (self._title(one), one.document, one.sentence))
        elif view.order == 2:
            found.sort(key=lambda one: str(next(iter(self._kinds(one)), "")))
        self._sentences, self.count = found, len(found)

    def _fits(self, one: DifferingSentence, words: str) -> bool:
        if not words.strip():
            return True
        known = [self._title(one), *map(str, self._kinds(one)), *map(self._who, _annotators(one))]
        known += [self._label(label) for each in one.differences for label in each.labels]
        text = " ".join([*known, self._text_of(one)]).casefold()
        return all(word in text for word in words.casefold().split())

    # ------------------------------------------------------------------ what is shown

    def heading(self) -> tuple[str, str]:
        """What the sentences are about, and which of them is selected."""
        view = self._listed.view
        place = f"{self.cursor + 1:,} of {self.count:,} sentences"
        if not self.count:
            place = "no sentence has these words" if view.words else "no sentence differs"
        order = f", {_LIST_ORDERS[view.order]}" if view.order else ""
        return self._subject(), " ".join(filter(None, [f"{place}{order}", self._filter.shown()]))

    def question(self) -> str:
        """What plain-text mode asks."""
        return f"{self.count:,} sentences. A number, empty to leave:"

    def answer(self, at: int) -> ChosenSentence:
        """The place of a sentence."""
        self._listed.cursor = at
        one = self._sentences[at]
        return ChosenSentence(one.document, one.sentence)

    def entry(self, at: int, width: int, ground: str) -> Iterator[Line]:
        """The lines of a sentence."""
        one = self._sentences[at]
        found = self._read(one)
        faint = style(styles.CONTEXT, ground)
        yield [(f" {self._title(one)}: {', '.join(map(str, self._kinds(one)))}", faint)]
        shown = display(found.text)
        rows = wrap(shown, 0, len(shown), max(8, width - 2))
        for number, (start, end) in enumerate(rows[:_TEXT_ROWS]):
            more = "…" if number == _TEXT_ROWS - 1 and len(rows) > _TEXT_ROWS else ""
            yield [(f" {shown[start:end]}{more}", style(background=ground))]
        for names, made in self._versions(found):
            yield from self._version(names, made, found, width, ground)
        if self._listed.view.details and at == self.cursor:
            yield from self._details(found, width, ground)

    def _title(self, one: DifferingSentence) -> str:
        title = self._listed.titles.get(one.document, "")
        return display(self._title_of(one.document, title))

    def _kinds(self, one: DifferingSentence) -> list[object]:
        about = self._about
        kinds = (
            each.kind for each in one.differences if about.covers(each.annotators, each.labels)
        )
        return list(dict.fromkeys(kinds))

    def _subject(self) -> str:
        about = self._about
        names = [self._label(label) for label in (about.label, *about.group) if label]
        return " and ".join([", ".join(names)] * bool(names) + [self._pair()] * bool(about.pair))

    def _pair(self) -> str:
        return " and ".join(map(self._who, self._about.pair or ()))

    def _label(self, name: str) -> str:
        return display(self._label_set.titles().get(name, name))

    def _who(self, name: str) -> str:
        """A name, or the letter that stands for it."""
        if not self._listed.view.letters or name not in self._people:
            return display(name)
        place = self._people.index(name)
        return f"{ascii_uppercase[place % 26]}{place // 26 or ''}"

    def _version(
        self,
        names: Sequence[str],
        made: Sequence[Annotation],
        one: SentenceDifferences,
        width: int,
        ground: str,
    ) -> Iterator[Line]:
        """What some annotators marked."""
        faint = style(styles.CONTEXT, ground)
        parts: list[Line] = [[(f"{_listing([self._who(name) for name in names])}  ", faint)]]
        for annotation in made:
            parts += self._mark(annotation, one, ground)
        parts += [] if made else [[("nothing", faint)]]
        indents = ("   ", *["     "] * (_VERSION_ROWS - 1))
        for indent, line in zip(indents, flow(parts, width - 5, _VERSION_ROWS), strict=False):
            yield [(indent, faint), *line]

    def _versions(
        self, one: SentenceDifferences
    ) -> Iterator[tuple[list[str], Sequence[Annotation]]]:
        """What was marked, each version once, with those who marked it; most of them first."""
        names: defaultdict[tuple[object, ...], list[str]] = defaultdict(list)
        versions: dict[tuple[object, ...], Sequence[Annotation]] = {}
        differing = {made.uid for each in self._of(one) for made in each.made if made}
        for name, made in one.made.items():
            if self._about.pair and name not in self._about.pair:
                continue
            ordered = sorted(made, key=lambda each: (each.span, each.label))
            if self._listed.view.only_differing:
                ordered = [each for each in ordered if each.uid in differing]
            key: tuple[object, ...] = tuple(
                (each.label, each.fragments, tuple(sorted(each.attributes.items(), key=str)))
                for each in ordered
            )
            names[key].append(name)
            versions[key] = ordered
        for key in sorted(versions, key=lambda key: -len(names[key])):
            yield names[key], versions[key]

    def _of(self, one: SentenceDifferences) -> Iterator[Difference]:
        """The differences that the list is about."""
        return (
            each for each in one.differences if self._about.covers(each.annotators, each.labels)
        )

    def _details(self, one: SentenceDifferences, width: int, ground: str) -> Iterator[Line]:
        """Each difference in a line: its kind, between whom, and what the two have."""
        faint = style(styles.CONTEXT, ground)
        for each in self._of(one):
            kind = f"{each.kind} {display(each.detail)}" if each.detail else str(each.kind)
            parts: list[Line] = [[(f"{kind}:  ", faint)]]
            for name, made in zip(each.annotators, each.made, strict=True):
                parts.append([(f"{self._who(name)} ", faint)])
                parts += self._mark(made, one, ground) if made else [[("nothing ", faint)]]
                if made and each.detail in made.attributes:
                    value = display(str(made.attributes[each.detail]))
                    parts.append([(f"= {value} ", style(background=ground))])
            for number, line in enumerate(flow(parts, width - 7, _VERSION_ROWS)):
                yield [("   · " if not number else "       ", faint), *line]

    def _mark(self, made: Annotation, one: SentenceDifferences, ground: str) -> Iterator[Line]:
        """A label, bold if the list is about it, and its words, each a part."""
        label = self._label_set.label(made.label)
        color = label.color if label else styles.TEXT
        words = " … ".join(
            one.text[max(0, each.start - one.span.start) : max(0, each.end - one.span.start)]
            for each in made.fragments
        )
        is_asked = made.label in {self._about.label, *self._about.group}
        yield [(f"{self._label(made.label)} ", style(color, ground, bold=is_asked))]
        for word in f"“{display(words)}” ".split():
            yield [(f"{word} ", style(background=ground))]


def _annotators(one: DifferingSentence) -> list[str]:
    """Those between whom there are differences."""
    return list(dict.fromkeys(name for each in one.differences for name in each.annotators))


def _listing(names: Sequence[str]) -> str:
    """The first names, and how many others there are."""
    more = len(names) - _MOST_NAMES
    listed = ", ".join(names[:_MOST_NAMES])
    return listed if more <= 0 else f"{listed} and {more:,} other{'' if more == 1 else 's'}"
