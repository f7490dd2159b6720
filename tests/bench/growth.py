"""How the time of hostile texts grows: each twice as long should take twice as long.

    python -m tests.bench.growth [--size 100000]

The baseline of a line is the same text at half its length, in the same run; a ratio near 2 is
linear time, near 4 quadratic. Each step of the way from text to suggestions is timed by itself.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from annotator.attribution import attributions, quotations
from annotator.documents import Article, build_document
from annotator.documents.blocks import split_into_blocks
from annotator.labels import load
from annotator.model import Document, Span
from annotator.sentences.rule_splitter import split_sentences
from annotator.suggestions.rules import Engine
from tests.helpers.paths import ROOT

PIECES = (
    ".",
    ". ",
    '"',
    "“a ",
    "‘“a ",
    "“a” ",
    "said that ",
    "he said, ",
    ": ",
    "so-called-",
    "falselydescribed",
    "He falsely claimed “that” it was. ",
    "they falsely described it and critics say the so-called “line” may be true, ",
    "“He falsely claimed it.\n",
    "word ",
)


def document(text: str) -> Document:
    """A document of one text."""
    return build_document(Article(text, {}, Path("a"), 1, "utf-8", detected=False))


def spent(step: Callable[[], object]) -> float:
    """Seconds of processor time."""
    before = time.process_time()
    step()
    return time.process_time() - before


def steps(text: str, engine: Engine) -> dict[str, float]:
    """What each step takes on a text."""
    whole = Span(0, len(text))
    made = document(text)
    quoted = quotations(text, [whole])
    return {
        "page": spent(lambda: split_into_blocks(text)),
        "sentences": spent(lambda: split_sentences(text, whole)),
        "quotations": spent(lambda: quotations(text, [whole])),
        "reports": spent(lambda: attributions(text, whole, quoted)),
        "suggestions": spent(lambda: engine.suggest(made)),
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="How the time of hostile texts grows.")
    parser.add_argument("--size", type=int, default=100_000, help="characters of the longer text")
    size = parser.parse_args().size
    engine = Engine(load(ROOT / "labels.yaml"), every_rule=True)
    engine.suggest(document("He said so."))
    print(f"seconds at {size:,} characters, and times those at half of them (under 10 ms: –)")
    for piece in PIECES:
        half, full = (steps(piece * (size // share // len(piece)), engine) for share in (2, 1))
        shown = (
            f"{name} {full[name]:.2f} ({full[name] / half[name]:.1f})"
            if half[name] > 0.01
            else f"{name} {full[name]:.2f} (–)"
            for name in full
        )
        print(f"{piece[:24]!r:>28}  " + "  ".join(shown))


if __name__ == "__main__":
    main()
