"""The speed of attribution: `python -m tests.bench.quotations`.

Needs ../shared/data/scraped_articles.

Prints megabytes of article text a second of processor time, on one core, best of several runs,
and the ratio to a naive reader that only pairs straight and curly double marks.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable

from annotator.attribution import attributions, quotations, voice_of
from annotator.documents.blocks import split_into_blocks
from annotator.model import BlockKind, Span
from annotator.sentences.rule_splitter import split_sentences
from tests.helpers.paths import SHARED

FOLDER = SHARED / "data" / "scraped_articles"
PAIR = re.compile('["“”][^"“”]*["“”]')
RUNS = 7


def seconds(task: Callable[[], object]) -> float:
    """The least processor time of several runs."""
    best = float("inf")
    for _ in range(RUNS):
        started = time.process_time()
        task()
        best = min(best, time.process_time() - started)
    return best


def main() -> None:
    """Print the figures."""
    if not FOLDER.is_dir():
        sys.exit(f"{FOLDER} is not there: nothing to measure on")
    texts = [file.read_bytes().decode(errors="replace") for file in sorted(FOLDER.glob("*.txt"))]
    pages = [
        (text, [one.span for one in split_into_blocks(text) if one.kind is BlockKind.PARAGRAPH])
        for text in texts
    ]
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    quoted = [quotations(text, paragraphs) for text, paragraphs in pages]
    sentences = [
        (text, one, found)
        for (text, paragraphs), found in zip(pages, quoted, strict=True)
        for paragraph in paragraphs
        for one in split_sentences(text, paragraph)
    ]
    spans = [(Span(one.start, min(one.start + 12, one.end)), found) for _, one, found in sentences]
    print(f"{len(texts)} texts, {megabytes:.2f} MB, {len(sentences)} sentences")
    naive = seconds(lambda: [PAIR.findall(text) for text in texts])
    took = seconds(lambda: [quotations(text, paragraphs) for text, paragraphs in pages])
    print(
        f"quotations   {megabytes / took:6.1f} MB/s, {took / naive:.1f} times a pairing expression"
    )
    took = seconds(lambda: [voice_of(span, found) for span, found in spans])
    print(f"voice_of     {took / len(spans) * 1e6:6.2f} microseconds a span")
    took = seconds(lambda: [attributions(*sentence) for sentence in sentences])
    each = took / len(sentences) * 1e6
    print(f"attributions {megabytes / took:6.1f} MB/s, {each:.0f} us a sentence")


if __name__ == "__main__":
    main()
