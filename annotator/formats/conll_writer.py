"""Write CoNLL: a token and its BIO tag on each line, an empty line between sentences.

There are two columns, since readers take the last one for the tags. Each annotator of a document
has a block of their own. It begins with -DOCSTART-, which readers of CoNLL-2003 skip and others
take for a token; what is known of the block is behind it, as the query of a URL without spaces.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from urllib.parse import quote, urlencode

from annotator.formats.annotated_text import Work, works
from annotator.formats.canonical_form import check_document
from annotator.model import AnnotatedDocument, Annotation, Dataset, Document, Span

START = "-DOCSTART-"
UNTOUCHED = "untouched"

_MARKS = "\u0300-\u036f\u200c\u200d\ufe0e\ufe0f"  # that belong to the character before them
_TOKEN = re.compile(rf"[\w{_MARKS}]+(?:['\u2019-][\w{_MARKS}]+)*|\S[{_MARKS}]*")
_LINE = re.compile(r"[^\r\n]+")
_NOT_IN_TAG = re.compile(r"[\s%]")


def blocks(dataset: Dataset) -> Iterator[str]:
    """Yield the blocks of all documents, one for each annotator."""
    for one in dataset.documents:
        check_document(one)
        held = works(one)
        yield from (_block(one, work) for work in held)
        if not held:
            yield _block(one, None)


def _block(one: AnnotatedDocument, work: Work | None) -> str:
    sentences = tokens_of(one.document)
    tags, left_out, divided = tags_of(work.annotations if work else (), sentences)
    known = [("document", one.document.uid)]
    if work:
        known += [("annotator", work.annotator), ("state", work.state)]
        known += [("label", each.label) for each in work.whole]
    else:
        known.append(("state", UNTOUCHED))
    title = one.document.meta.get("title")
    known += [("title", title)] if title else []
    known += [("left_out", str(left_out))] if left_out else []
    known += [("divided", str(divided))] if divided else []
    text = one.document.text
    lines = [f"{START}?{urlencode(known)}\tO\n"]
    for sentence, given in zip(sentences, tags, strict=True):
        lines.append("\n")
        lines += [f"{span.of(text)}\t{tag}\n" for span, tag in zip(sentence, given, strict=True)]
    return "".join([*lines, "\n"])


def tokens_of(document: Document) -> list[list[Span]]:
    """Return the tokens of each sentence, and of each line outside of sentences, in order."""
    parts: list[Span] = []
    end = 0
    for sentence in document.sentences:
        parts += _lines(document.text, end, sentence.start)
        parts.append(sentence)
        end = sentence.end
    parts += _lines(document.text, end, len(document.text))
    found = (
        [Span(*match.span()) for match in _TOKEN.finditer(document.text, part.start, part.end)]
        for part in parts
    )
    return [tokens for tokens in found if tokens]


def _lines(text: str, start: int, end: int) -> list[Span]:
    return [Span(*match.span()) for match in _LINE.finditer(text, start, end)]


def tags_of(
    annotations: Sequence[Annotation], sentences: Sequence[Sequence[Span]]
) -> tuple[list[list[str]], int, int]:
    """Return the tags of all tokens by sentence, and how many annotations they leave out or divide.

    A token that an annotation touches belongs to it. Of annotations that touch the same token the
    one with most tokens counts. Fragments, and parts in several sentences, begin with B- each.
    """
    tags = [["O"] * len(tokens) for tokens in sentences]
    placed = [(_runs(one, sentences), one) for one in annotations]
    placed.sort(key=lambda each: (-_size(each[0]), each[1].span.start, each[1].label, each[1].uid))
    left_out = divided = 0
    for runs, one in placed:
        if not runs or any(tags[row][nth] != "O" for row, run in runs for nth in run):
            left_out += 1
            continue
        divided += len(runs) > 1
        label = _NOT_IN_TAG.sub(lambda match: quote(match[0]), one.label)
        for row, run in runs:
            for nth in run:
                tags[row][nth] = f"{'B' if nth == run.start else 'I'}-{label}"
    return tags, left_out, divided


def _runs(one: Annotation, sentences: Sequence[Sequence[Span]]) -> list[tuple[int, range]]:
    """The tokens that an annotation touches: a sentence and a range in it for each fragment."""
    found: list[tuple[int, range]] = []
    for part in one.fragments:
        row = bisect_right(sentences, part.start, key=lambda tokens: tokens[-1].end)
        while row < len(sentences) and sentences[row][0].start < part.end:
            tokens = sentences[row]
            first = bisect_right(tokens, part.start, key=lambda span: span.end)
            after = bisect_left(tokens, part.end, key=lambda span: span.start)
            if found and found[-1][0] == row:
                first = max(first, found[-1][1].stop)  # two fragments touch one token
            if first < after:
                found.append((row, range(first, after)))
            row += 1
    return found


def _size(runs: Sequence[tuple[int, range]]) -> int:
    return sum(len(run) for _, run in runs)
