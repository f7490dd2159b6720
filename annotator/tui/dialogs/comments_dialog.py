"""The list of comments that leads and annotators wrote to each other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from annotator.safe_text import display
from annotator.store.comments import WrittenComment
from annotator.tui import styles
from annotator.tui.dialogs.full_screen import ChosenSentence, EntryList
from annotator.tui.layout import wrap
from annotator.tui.styles import style
from annotator.tui.widgets.text_rows import Line
from annotator.workflow.comments import author_in_words


class CommentsDialog(EntryList[ChosenSentence]):
    """Lists comments, the newest first. Answers the sentence of one, None if it was left."""

    def __init__(
        self,
        comments: Sequence[WrittenComment],
        unread: Collection[int],
        viewer: str,
        where: Callable[[WrittenComment], str],
    ) -> None:
        """unread: their numbers. where: the place of a comment, in words."""
        super().__init__(len(comments))
        self._comments = comments
        self._unread = unread
        self._viewer = viewer
        self._where = where

    def heading(self) -> tuple[str, str]:
        """The title, how many there are, and how many are new."""
        new = f", {len(self._unread):,} new" if self._unread else ""
        return "Comments", f"{self.cursor + 1:,} of {self.count:,}{new}"

    def question(self) -> str:
        """What plain-text mode asks."""
        return f"{self.count:,} comments. A number opens the sentence, empty to leave:"

    def answer(self, at: int) -> ChosenSentence:
        """The place of a comment."""
        one = self._comments[at]
        return ChosenSentence(one.document, one.sentence)

    def entry(self, at: int, width: int, ground: str) -> Iterator[Line]:
        """Who wrote when about which sentence; then the comment."""
        one = self._comments[at]
        new = [(" new ", style(styles.INK, styles.ACCENT, bold=True))] if self._is_new(one) else []
        sent_back = f"  {styles.SENT_BACK} sent back" if one.sent_back else ""
        who = author_in_words(one, self._viewer)
        when = one.at[:16].replace("T", " ")
        yield [
            (f" {display(who)}{sent_back} ", style(styles.TEXT, ground, bold=True)),
            *new,
            (f" {display(self._where(one))}, {when} UTC", style(styles.CONTEXT, ground)),
        ]
        text = display(one.text)
        for start, end in wrap(text, 0, len(text), max(8, width - 2)):
            yield [(f" {text[start:end]}", style(background=ground))]

    def _is_new(self, one: WrittenComment) -> bool:
        return one.number in self._unread
