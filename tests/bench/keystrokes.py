"""Keys to select the spans that people marked in PTC: `python -m tests.bench.keystrokes`.

Every span is selected in the app without its screen: real key table, context, session and
selection. A label's key ends it, and what would be recorded has to be the span; that key is not
counted. The person is at the sentence in which the span begins, and takes the first of WAYS that
fits. All of them can be seen on screen: nothing is tried out and no count goes beyond two.

Needs ../shared/data/ptc_train. Spans are compared without white space at their ends. Left out
are those that begin in a title or in boilerplate, which are no sentences. `--show WAY` prints
some spans.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, takewhile
from pathlib import Path
from statistics import mean, median, quantiles
from types import SimpleNamespace

from annotator.annotations.active_time import ActiveTime
from annotator.annotations.selection import (
    brackets_at,
    clauses,
    hints,
    trimmed,
    without_outer_punctuation,
    words,
)
from annotator.annotations.session import Session
from annotator.documents.blocks import split_into_blocks
from annotator.labels import load
from annotator.model import Block, BlockKind, Document, LabelSet, Span
from annotator.sentences.rule_splitter import split_sentences
from annotator.tui.actions.key_table import DEFAULT
from annotator.tui.context import Context
from tests.helpers.paths import ROOT, SHARED
from tests.helpers.screenless import NoScreen

FOLDER = SHARED / "data" / "ptc_train"
LABEL = "1"

Keys = list[str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A span that somebody marked. sentences: those it touches; the first is current."""

    session: Session
    span: Span
    sentences: tuple[Span, ...]

    @property
    def text(self) -> str:
        return self.session.document.text

    @property
    def sentence(self) -> Span:
        return self.sentences[0]

    @property
    def position(self) -> int:
        return self.session.document.sentences.index(self.sentence)


# ------------------------------------------------------------------------------ ways


def whole(want: Wanted) -> Keys | None:
    """The sentence, with its stop or without."""
    if want.span == want.sentence:
        return ["."]
    return [".", "."] if want.span == without_outer_punctuation(want.text, want.sentence) else None


def quotation(want: Wanted) -> Keys | None:
    """The sentence's first or second quotation."""
    found = [one.span for one in want.session.quotations if one.depth == 1]
    inside = [span for span in found if span.overlaps(want.sentence)][:2]
    return ["'"] * (inside.index(want.span) + 1) if want.span in inside else None


def clause(want: Wanted) -> Keys | None:
    """The sentence's first or second clause."""
    found = clauses(want.text, want.sentence)[:2]
    return [","] * (found.index(want.span) + 1) if want.span in found else None


def brackets(want: Wanted) -> Keys | None:
    """The sentence's first brackets."""
    found = brackets_at(want.text, want.sentence, want.sentence.start)
    return ["("] if want.span == found else None


def beginning(want: Wanted) -> Keys | None:
    """The first word, the second, or the two."""
    found = words(want.text, want.sentence)[:2]
    both = [Span(found[0].start, found[-1].end)] if found[1:] else []
    ways = (["w"], ["w", "n"], ["w", "w"])
    return dict(zip([*found, *both], ways, strict=False)).get(want.span)


def sentences(want: Wanted) -> Keys | None:
    """Some whole sentences."""
    fits = want.span == Span(want.sentence.start, want.sentences[-1].end)
    return [".", *"J" * (len(want.sentences) - 1)] if fits else None


def one_word(want: Wanted) -> Keys | None:
    """The word with a letter; the label's key may follow at once."""
    keys = _letters(want).get(want.span)
    return ["s", *keys] if keys else None


def letters(want: Wanted) -> Keys | None:
    """First word and last, then whatever marks, sentences or characters are lacking."""
    named = _letters(want)
    first = next((word for word in named if word.end > want.span.start), None)
    last = next((word for word in reversed(named) if word.start < want.span.end), None)
    if first is None or last is None or first.start > last.start:
        return None
    got = Span(first.start, last.end)
    keys = ["s", *named[first], *named[last]]
    further = [one.end for one in want.sentences[2:]]
    keys += "J" * len(further)
    stop = max([got.end, *further])
    return [*keys, *_start(want, got.start), *_end(want, stop)]


def _start(want: Wanted, at: int) -> Keys:
    """From the start of a word to the span's start: words, then characters."""
    cells = [word.start for word in _words(want)]
    seconds_before = [place for place in cells if want.span.start <= place < at]
    at = min([at, *seconds_before])
    step = "H" if at > want.span.start else "L"
    return [*"B" * len(seconds_before), *step * abs(at - want.span.start)]


def _end(want: Wanted, at: int) -> Keys:
    """From the end of a word to the span's end: words, then characters."""
    cells = [word.end for word in _words(want)]
    if at > want.span.end and len(want.sentences) > 2:
        backward = list(takewhile(lambda place: place >= want.span.end, reversed(cells)))
        keys, at = ["b"] * (len(backward) - 1), backward[-1]
    else:
        forward = [place for place in cells if at < place <= want.span.end]
        keys, at = ["w"] * len(forward), max([at, *forward])
    step = "h" if at > want.span.end else "l"
    return [*keys, *step * abs(at - want.span.end)]


def _words(want: Wanted) -> tuple[Span, ...]:
    return words(want.text, Span(want.sentence.start, want.sentences[-1].end))


def _letters(want: Wanted) -> dict[Span, str]:
    """What stands over each word, in the order of the text."""
    near = want.session.document.sentences[want.position : want.position + 2]
    return {word: keys for keys, word in hints(want.text, *near).items()}


WAYS: dict[str, Callable[[Wanted], Keys | None]] = {
    ". sentence": whole,
    "' quotation": quotation,
    ", clause": clause,
    "( brackets": brackets,
    "w first words": beginning,
    ". J sentences": sentences,
    "s one word": one_word,
    "s letters": letters,
}


# ------------------------------------------------------------------------- the app


class Keyboard:
    """The app without its screen: presses keys and catches what would be recorded."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._drafts: Sequence[object] = ()
        controller = SimpleNamespace(
            store=None,
            actor="",
            pass_number=0,
            take_notice=lambda: "",
            session=session,
            label_set=session.label_set,
            record=self._record,
            active_time=ActiveTime(60),
            search_state=SimpleNamespace(greeting=""),
        )
        self._context = Context(controller, DEFAULT, NoScreen(), clock=lambda: 0.0)

    def _record(self, drafts: Sequence[object], _spent: int) -> str:
        self._drafts = drafts
        return ""

    def select(self, position: int, keys: Keys) -> tuple[Span, ...]:
        """The fragments that keys and a label's key would record."""
        self._context.drop_selection()
        self.session.go_to(position)
        self._drafts = ()
        for key in [*keys, LABEL]:
            self._context.press(key)
        return self._drafts[-1].change.fragments if self._drafts else ()


# ------------------------------------------------------------------------- the texts


def sessions(folder: Path, label_set: LabelSet) -> Iterator[tuple[Session, list[Span]]]:
    """Every article as the app lays it out, with the spans marked in it."""
    for file in sorted((folder / "train-articles").glob("*.txt")):
        text = file.read_bytes().decode()
        marked = folder / "train-labels-task-flc-tc" / f"{file.stem}.task-flc-tc.labels"
        rows = [line.split("\t") for line in marked.read_text().splitlines()]
        spans = [trimmed(text, Span(int(start), int(end))) for _, _, start, end in rows]
        yield _session(file.stem, text, split_into_blocks(text), label_set), spans


def _session(name: str, text: str, blocks: tuple[Block, ...], label_set: LabelSet) -> Session:
    paragraphs = [one.span for one in blocks if one.kind is BlockKind.PARAGRAPH]
    found = tuple(one for paragraph in paragraphs for one in split_sentences(text, paragraph))
    document = Document(uid=name, text=text, blocks=blocks, sentences=found)
    uids = count(1)
    return Session(document, label_set, (), {}, lambda: f"n{next(uids)}")


def wanted(session: Session, span: Span) -> Wanted | None:
    """The span with its sentences; None where it does not begin in one."""
    touched = tuple(one for one in session.document.sentences if one.overlaps(span))
    if not touched or not touched[0].start <= span.start:
        return None
    return Wanted(session, span, touched)


# -------------------------------------------------------------------------- baselines


def vim(want: Wanted) -> int:
    """W to the first word, v, E to the last, words as between blanks."""
    before, inside = _blank_words(want)
    return before + 1 + inside


def slate(want: Wanted) -> int:
    """Move to the first token, extend to the last."""
    before, inside = _blank_words(want)
    return before + inside - 1


def _blank_words(want: Wanted) -> tuple[int, int]:
    lead = want.text[want.sentence.start : want.span.start]
    return len(lead.split()), len(want.span.of(want.text).split())


# ----------------------------------------------------------------------------- figures


@dataclass(frozen=True, slots=True)
class Pressed:
    """One span, how it was selected, and what others would have needed."""

    want: Wanted
    way: str
    keys: Keys
    exact: bool
    letters_only: int

    @property
    def by_words(self) -> bool:
        return not any(key in "hlHL" for key in self.keys[_named(self.keys) :])


def _named(keys: Keys) -> int:
    """Where the letters of a hint end, so that they are not taken for moves."""
    return len(keys) if keys[0] != "s" else 3


def press(keyboard: Keyboard, want: Wanted) -> Pressed | None:
    """Select a span by the first way that fits."""
    every = letters(want)
    for way, fits in WAYS.items():
        keys = fits(want)
        if keys:
            got = keyboard.select(want.position, keys)
            exact = got == (want.span,)
            return Pressed(want, way, keys, exact, len(every or keys))
    return None


def _row(name: str, keys: Sequence[int], ours: float) -> str:
    tenths = quantiles(keys, n=10)
    return f"{name:24}{mean(keys):7.2f}{median(keys):8.0f}{tenths[8]:8.0f}{mean(keys) / ours:10.2f}"


def report(done: Sequence[Pressed]) -> None:
    ours = [len(one.keys) for one in done]
    shifted = [len(one.keys) + sum(key.isupper() for key in one.keys) for one in done]
    print(f"{'':24}{'mean':>7}{'median':>8}{'90 %':>8}{'to ours':>10}")
    print(_row("this app", ours, mean(ours)))
    print(_row("  shift as a key", shifted, mean(ours)))
    print(_row("letters only", [one.letters_only for one in done], mean(ours)))
    print(_row("vim: W, v, E", [vim(one.want) for one in done], mean(ours)))
    print(_row("SLATE: move, extend", [slate(one.want) for one in done], mean(ours)))
    print()
    ways = Counter(one.way for one in done)
    for way in WAYS:
        keys = [len(one.keys) for one in done if one.way == way]
        share = ways[way] / len(done)
        print(f"{way:24}{share:7.1%} of spans, {mean(keys) if keys else 0:.2f} keys")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", default="", help="print some spans of a way, or `wrong`")
    show = parser.parse_args().show
    if not FOLDER.exists():
        sys.exit(f"{FOLDER} is not here: the spans to select are read from there")
    done: list[Pressed] = []
    outside = unpressed = 0
    for session, spans in sessions(FOLDER, load(ROOT / "labels.yaml")):
        keyboard = Keyboard(session)
        for span in spans:
            want = wanted(session, span)
            found = press(keyboard, want) if want else None
            outside += want is None
            unpressed += want is not None and found is None
            done += [found] if found else []
    print(f"{len(done)} spans; left out: {outside} that begin in a title or in boilerplate")
    print(f"not selected exactly: {unpressed + sum(not one.exact for one in done)}")
    print(f"by characters, as words do not do: {sum(not one.by_words for one in done)}\n")
    report(done)
    chosen = [one for one in done if (one.way == show if show != "wrong" else not one.exact)]
    for one in random.Random(1).sample(chosen, min(20, len(chosen))) if show else ():
        print("".join(one.keys), repr(one.want.span.of(one.want.text)))


if __name__ == "__main__":
    main()
