"""Attributions compared with those annotated in PolNeAR: `python -m tests.bench.attribution`.

An attribution is right if its cue shares a character with an annotated cue, one to one.
Of those, source and content are compared by words, without marks, stops and a first "that".
Half of the documents were read while the finder was written; the other half was not: the 2nd,
4th, 6th and so on of the files by name, which --names prints.

Needs ../shared/data/polnear_dev. `--show missed|wrong|source|content` prints some to be read.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from annotator.attribution import attributions, quotations, turns
from annotator.documents.blocks import split_into_blocks
from annotator.model import BlockKind, Span
from annotator.sentences.rule_splitter import split_sentences
from tests.helpers.paths import SHARED

FOLDER = SHARED / "data" / "polnear_dev" / "dev"
PARTS = ("Cue", "Source", "Content")
BASELINE = re.compile(r"\b(?:said|says?|told|according to)\b", re.IGNORECASE)
WORD = re.compile(r"\w+(?:[.’'-]\w+)*")


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attribution, by people or by us."""

    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    content: tuple[Span, ...]
    form: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """A text and what each of its annotators marked. bad: lines that cannot be read."""

    name: str
    text: str
    marked: tuple[tuple[Attribution, ...], ...]
    bad: tuple[str, ...]


# ------------------------------------------------------------------------ brat standoff


def articles(folder: Path) -> list[Article]:
    """Every article, by name."""
    files = sorted((folder / "attributions").glob("*.ann"))
    named = groupby(files, key=lambda file: file.stem.rpartition("_")[0])
    return [_article(folder / "text" / f"{name}.txt", list(group)) for name, group in named]


def _article(text_file: Path, files: Sequence[Path]) -> Article:
    text = text_file.read_bytes().decode()
    bad: list[str] = []
    marked = tuple(tuple(_attributions(file, text, bad)) for file in files)
    return Article(text_file.stem, text, marked, tuple(bad))


def _attributions(file: Path, text: str, bad: list[str]) -> Iterator[Attribution]:
    """The attributions of one file; lines that cannot be read are named in bad."""
    spans: dict[str, tuple[Span, ...]] = {}
    events: list[tuple[int, str]] = []
    for number, line in enumerate(file.read_text().split("\n"), start=1):
        name, _, rest = line.partition("\t")
        if line.startswith("T"):
            spans[name] = _fragments(rest, text)
            if not spans[name]:
                bad.append(f"{file.name}:{number}: offsets do not fit the text: {line[:60]!r}")
        elif line.startswith("E"):
            events.append((number, rest))
        elif line:
            bad.append(f"{file.name}:{number}: neither a span nor an event: {line[:60]!r}")
    for number, event in events:
        parts = _parts(event, spans)
        if parts["Cue"] and parts["Content"]:
            yield Attribution(parts["Cue"], parts["Source"], parts["Content"])
        else:
            bad.append(f"{file.name}:{number}: no cue or no content: {event[:60]!r}")


def _fragments(rest: str, text: str) -> tuple[Span, ...]:
    """The stretches of a T line; none where it is malformed or quotes another text."""
    place, _, quote = rest.partition("\t")
    found = re.fullmatch(r"\S+ (\d+ \d+(?:;\d+ \d+)*)", place)
    pairs = [pair.split() for pair in found[1].split(";")] if found else []
    spans = tuple(Span(int(start), int(end)) for start, end in pairs)
    return spans if " ".join(span.of(text) for span in spans) == quote else ()


def _parts(event: str, spans: dict[str, tuple[Span, ...]]) -> dict[str, tuple[Span, ...]]:
    """Cue, source and content of an E line; Content2 is another content."""
    parts: dict[str, tuple[Span, ...]] = dict.fromkeys(PARTS, ())
    for role, _, name in (each.partition(":") for each in event.split()):
        part = role.rstrip("0123456789")
        if part in parts:
            parts[part] += spans.get(name, ())
    return parts


# ------------------------------------------------------------------------ what we find


def found(text: str) -> list[Attribution]:
    """The attributions of a text, split into blocks and sentences as in the app, with its title."""
    blocks = [one for one in split_into_blocks(text) if one.kind is not BlockKind.BOILERPLATE]
    quoted = quotations(text, [one.span for one in blocks])
    labelled = turns(text)
    every = []
    for sentence in (one for block in blocks for one in split_sentences(text, block.span)):
        for attribution in attributions(text, sentence, quoted, labelled):
            source = () if attribution.source is None else (attribution.source,)
            form = f"{attribution.kind} {attribution.form}"
            every.append(Attribution((attribution.cue,), source, attribution.content, form))
    return every


def baseline(text: str) -> list[Attribution]:
    """Every said, say, says, told and according to."""
    cues = [Span(*match.span()) for match in BASELINE.finditer(text)]
    return [Attribution((cue,), (), (cue,)) for cue in cues]


# -------------------------------------------------------------------------- comparison


@dataclass(slots=True)
class Score:
    """Counts over some articles. pairs: (found, marked) that share their cue's place."""

    marked: int = 0
    found: int = 0
    pairs: list[tuple[Article, Attribution, Attribution]] = field(default_factory=list)
    missed: list[tuple[Article, Attribution]] = field(default_factory=list)
    wrong: list[tuple[Article, Attribution]] = field(default_factory=list)

    def add(
        self, article: Article, ours: Sequence[Attribution], theirs: Sequence[Attribution]
    ) -> None:
        left = list(theirs)
        for one in ours:
            other = next((other for other in left if _meet(one.cue, other.cue)), None)
            if other is None:
                self.wrong.append((article, one))
            else:
                left.remove(other)
                self.pairs.append((article, one, other))
        self.missed += [(article, other) for other in left]
        self.marked += len(theirs)
        self.found += len(ours)

    def summary(self) -> str:
        """Precision, recall and F1 of cues, then overlap of sources and contents."""
        precision, recall = len(self.pairs) / self.found, len(self.pairs) / self.marked
        f1 = 2 * precision * recall / (precision + recall)
        parts = f"cues P {precision:.3f} R {recall:.3f} F1 {f1:.3f} of {self.marked}"
        return f"{parts} | source {self._overlap('source')} | content {self._overlap('content')}"

    def right_of(self, form: str) -> str:
        """How many of our attributions of a form have a right cue: 5 of 8."""
        right = sum(ours.form.endswith(f" {form}") for _, ours, _ in self.pairs)
        return f"{right} of {right + sum(one.form.endswith(f' {form}') for _, one in self.wrong)}"

    def _overlap(self, part: str) -> str:
        """Mean F1 over words, and how many are equal, of pairs where people marked the part."""
        scores = [
            word_f1(article.text, ours, theirs, part)
            for article, ours, theirs in self.pairs
            if getattr(theirs, part)
        ]
        equal = sum(score == 1 for score in scores) / len(scores)
        half = sum(score >= 0.5 for score in scores) / len(scores)
        return f"F1 {sum(scores) / len(scores):.3f} equal {equal:.3f} half {half:.3f}"


def _meet(some: Iterable[Span], others: Sequence[Span]) -> bool:
    return any(one.overlaps(other) for one in some for other in others)


def word_f1(text: str, ours: Attribution, theirs: Attribution, part: str) -> float:
    """F1 over the words of one part, by their places."""
    mine, gold = words(text, getattr(ours, part)), words(text, getattr(theirs, part))
    shared = len(mine & gold)
    return 2 * shared / (len(mine) + len(gold)) if shared else 0.0


def words(text: str, spans: Sequence[Span]) -> set[int]:
    """Where the words of some stretches begin, but for a "that" that opens them."""
    starts = [match for span in spans for match in WORD.finditer(text, span.start, span.end)]
    that = bool(starts) and starts[0].group().lower() == "that" and len(starts) > 1
    return {match.start() for match in starts[that:]}


# ------------------------------------------------------------------------------ figures


def score(some: Iterable[Article], finder=found) -> Score:
    """Our finder against the first annotator of each article."""
    total = Score()
    for article in some:
        total.add(article, finder(article.text), article.marked[0])
    return total


def people(some: Iterable[Article]) -> Score:
    """The second annotator against the first, where there are several: what can be had."""
    total = Score()
    for article in some:
        if len(article.marked) > 1:
            total.add(article, article.marked[1], article.marked[0])
    return total


def show(total: Score, what: str, number: int) -> Iterator[str]:
    """Some cases to be read."""
    if what in {"missed", "wrong"}:
        cases = getattr(total, what)
        for article, one in random.Random(number).sample(cases, min(number, len(cases))):
            yield f"{one.form} {_written(article.text, one)}"
        return
    bad = [
        pair
        for pair in total.pairs
        if word_f1(pair[0].text, pair[1], pair[2], what) < 1 and getattr(pair[2], what)
    ]
    for article, ours, theirs in random.Random(number).sample(bad, min(number, len(bad))):
        yield f"{ours.form}\n   us   {_written(article.text, ours)}"
        yield f"   them {_written(article.text, theirs)}"


def _written(text: str, one: Attribution) -> str:
    cue = " .. ".join(span.of(text) for span in one.cue)
    around = text[one.cue[0].start - 70 : one.cue[-1].end + 70].replace("\n", "/")
    source = " .. ".join(span.of(text) for span in one.source)
    content = " .. ".join(span.of(text) for span in one.content)
    content = content if len(content) < 200 else f"{content[:120]} ... {content[-60:]}"
    return f"{{{cue}}} [{source}] <{content}>   in: {around!r}"


def main() -> None:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--show", choices=["missed", "wrong", "source", "content"])
    arguments.add_argument("--number", type=int, default=40)
    arguments.add_argument("--names", action="store_true", help="the files that were not read")
    options = arguments.parse_args()
    if not FOLDER.is_dir():
        sys.exit(f"{FOLDER} is not there: nothing to measure on")
    every = articles(FOLDER)
    halves = {"read": every[::2], "not read": every[1::2]}
    if options.names:
        print("\n".join(article.name for article in halves["not read"]))
        return
    if options.show:
        print("\n".join(show(score(halves["read"]), options.show, options.number)))
        return
    bad = [line for article in every for line in article.bad]
    print(f"{len(every)} articles, {len(bad)} lines left out:", *bad, sep="\n  ")
    for name, some in halves.items():
        half = score(some)
        print(f"{name:>9}: {half.summary()} | nouns {half.right_of('noun')}")
    total = score(every)
    print(f"      all: {total.summary()}")
    print(f"   people: {people(every).summary()}")
    print(f" baseline: {score(every, baseline).summary()}  (said, say, says, told, according to)")
    right = Counter(ours.form for _, ours, _ in total.pairs)
    wrong = Counter(one.form for _, one in total.wrong)
    for form in sorted(right | wrong, key=lambda form: -right[form]):
        print(f"  {right[form]:5} right {wrong[form]:4} wrong  {form}")


if __name__ == "__main__":
    main()
