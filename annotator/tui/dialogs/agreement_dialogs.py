"""The agreement screen, and the list of sentences behind a label or a pair of annotators."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

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
    Compared,
    ListedDifferences,
    TeamAgreement,
    differences_about,
)

if TYPE_CHECKING:
    from annotator.agreement.differences import SentenceDifferences
    from annotator.tui.dialogs.agreement_rows import AgreementRow

Answer = TypeVar("Answer")

_UPDATE_SECONDS = 0.05
_KEYS = (("⏎", "sentences"), ("j k", "line"), ("PgDn PgUp", "page"), ("g G", "ends"), ("q", "back"))
_TEXT_ROWS = 4
"""The most rows of the text of a sentence."""
_VERSION_ROWS = 3
"""The most rows of what one or more annotators marked."""
_MOST_NAMES = 4
"""Of those who marked the same."""


class AgreementDialog(FullScreen[Compared | None]):
    """Shows the figures once they are computed. Answers what to list, None if it was left.

    last: what was chosen the last time.
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
        self._rows: dict[tuple[int, int], list[AgreementRow]] = {}
        self._is_first = True  # drawn for the first time, or for another size

    def on_mount(self) -> None:
        """Look regularly whether the figures are there."""
        if not self._found.complete:
            self.call_after_refresh(self._found.start)  # once it says that it computes
            self._waiting = self.set_interval(_UPDATE_SECONDS, self._look)

    def _look(self) -> None:
        if self._found.complete:
            self._waiting.stop()
            self.draw()

    def on_resize(self) -> None:
        """Draw for the new size, with the chosen row in view."""
        self._is_first = True
        super().on_resize()

    def press(self, key: KeyPress) -> None:
        """Move, choose, or leave; while figures are computed there is nothing to move in."""
        name = key.key_name
        if name in LEAVES:
            self.dismiss(None)
        elif name == "enter":
            if self._chosen:
                self.dismiss(self._chosen)
        else:
            self._move(name)
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
        if about == self._chosen:
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
        if self._found.study is None:
            return []
        size = (PLAIN_TEXT_WIDTH, agreement_rows.LOW_SCREEN)
        return agreement_rows.agreement_rows(self._found.study, self._label_set, *size, bars=False)

    # ------------------------------------------------------------------ inside

    def draw(self) -> None:
        """Put the rows around the top one, with the chosen one marked."""
        self.put_header("Agreement", "between people, with 95 % intervals")
        if not self._found.complete:
            self.body.put((), [(" computing the figures; q goes back", style(styles.CONTEXT))])
            return
        if self._found.problem:
            self.body.put((), [(f" {display(self._found.problem)}", style(styles.WARNING))])
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
        study = self._found.study
        if study is None:
            return []
        from annotator.tui.dialogs.agreement_rows import agreement_rows  # noqa: PLC0415 - it imports numpy

        if (width, height) not in self._rows:
            made = agreement_rows(study, self._label_set, width, height)
            self._rows = {(width, height): made}
        return self._rows[width, height]

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
        elif key in {"g", "home", "G", "end"}:
            self._show_from(rows, 0 if key in {"g", "home"} else len(rows))
        elif key in {"pagedown", "space", "pageup"}:
            self._show_from(rows, self._top + (-page if key == "pageup" else page))

    def _scroll(self, by: int) -> None:
        if self._found.study and not self._found.problem:
            rows = self._rows_for(self.app.size.width, self.app.size.height)
            self._show_from(rows, self._top + by)
            self.draw()

    def _choose(self, rows: Sequence[AgreementRow], at: int | None) -> None:
        """Choose a row and bring it into view; from the first one, all above it if possible."""
        if at is None:
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


def _marked(row: AgreementRow, chosen: bool) -> Line:
    """A row; if it is the chosen one, with a bar at its left and on another ground."""
    if not chosen or row.about is None:
        return [*row.parts, *row.beside]
    parts = [(text, look._replace(background=styles.SELECTED_MARK)) for text, look in row.parts]
    return [("▌", style(styles.ACCENT, styles.SELECTED_MARK)), *parts[1:], *row.beside]


# --------------------------------------------------------------------------- sentences


class DifferencesDialog(EntryList[ChosenSentence]):
    """Lists sentences with what each annotator marked. Answers one, None if it was left."""

    def __init__(
        self,
        listed: ListedDifferences,
        label_set: LabelSet,
        title_of: Callable[[str, str], str],
    ) -> None:
        super().__init__(len(listed.sentences), listed.cursor)
        self._label_set = label_set
        self._title_of = title_of
        self._listed = listed
        self._about, self._sentences = listed.about, listed.sentences

    def heading(self) -> tuple[str, str]:
        """What the sentences are about, and which of them is selected."""
        count = self.count
        place = f"{self.cursor + 1:,} of {count:,} sentences" if count else "no sentence differs"
        return self._subject(), place

    def question(self) -> str:
        """What plain-text mode asks."""
        return f"{self.count:,} sentences. A number, empty to leave:"

    def answer(self, at: int) -> ChosenSentence:
        """The place of a sentence."""
        self._listed.cursor = at
        one = self._sentences[at]
        return ChosenSentence(one.differences[0].document, one.span)

    def entry(self, at: int, width: int, ground: str) -> Iterator[Line]:
        """The lines of a sentence."""
        return self._lines(self._sentences[at], width, ground)

    # ------------------------------------------------------------------ inside

    def _subject(self) -> str:
        if self._about.pair:
            return " and ".join(self._about.pair)
        label = self._label_set.label(self._about.label)
        return label.title if label else self._about.label

    def _lines(self, one: SentenceDifferences, width: int, ground: str) -> Iterator[Line]:
        """Title and kinds of difference, the sentence, and what each annotator marked."""
        kinds = dict.fromkeys(str(each.kind) for each in differences_about(one, self._about))
        faint = style(styles.CONTEXT, ground)
        title = display(self._title_of(one.differences[0].document, one.title))
        yield [(f" {title}: {', '.join(kinds)}", faint)]
        shown = display(one.text)
        rows = wrap(shown, 0, len(shown), max(8, width - 2))
        for number, (start, end) in enumerate(rows[:_TEXT_ROWS]):
            more = "…" if number == _TEXT_ROWS - 1 and len(rows) > _TEXT_ROWS else ""
            yield [(f" {shown[start:end]}{more}", style(background=ground))]
        for names, made in self._versions(one):
            parts: list[Line] = [[(f"{_who(names)}  ", faint)]]
            for annotation in made:
                parts += self._mark(annotation, one, ground)
            parts += [] if made else [[("nothing", style(styles.CONTEXT, ground))]]
            indents = ("   ", *["     "] * (_VERSION_ROWS - 1))
            for indent, line in zip(indents, flow(parts, width - 5, _VERSION_ROWS), strict=False):
                yield [(indent, faint), *line]

    def _versions(
        self, one: SentenceDifferences
    ) -> Iterator[tuple[list[str], Sequence[Annotation]]]:
        """What was marked, each version once, with those who marked it; most of them first."""
        names: defaultdict[tuple[object, ...], list[str]] = defaultdict(list)
        versions: dict[tuple[object, ...], Sequence[Annotation]] = {}
        for name, made in one.made.items():
            if self._about.pair and name not in self._about.pair:
                continue
            ordered = sorted(made, key=lambda each: (each.span, each.label))
            key: tuple[object, ...] = tuple(
                (each.label, each.fragments, tuple(sorted(each.attributes.items(), key=str)))
                for each in ordered
            )
            names[key].append(name)
            versions[key] = ordered
        for key in sorted(versions, key=lambda key: -len(names[key])):
            yield names[key], versions[key]

    def _mark(self, made: Annotation, one: SentenceDifferences, ground: str) -> Iterator[Line]:
        """A label, bold if the list is about it, and its words, each a part."""
        label = self._label_set.label(made.label)
        name = display(label.title if label else made.label)
        color = label.color if label else styles.TEXT
        words = " … ".join(
            one.text[max(0, each.start - one.span.start) : max(0, each.end - one.span.start)]
            for each in made.fragments
        )
        is_asked = made.label == self._about.label
        yield [(f"{name} ", style(color, ground, bold=is_asked))]
        for word in f"“{display(words)}” ".split():
            yield [(f"{word} ", style(background=ground))]


def _who(names: Sequence[str]) -> str:
    """The first names, and how many others there are."""
    more = len(names) - _MOST_NAMES
    listed = display(", ".join(names[:_MOST_NAMES]))
    return listed if more <= 0 else f"{listed} and {more:,} other{'' if more == 1 else 's'}"
