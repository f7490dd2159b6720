"""The shipped labels.yaml, measured: invented examples found, suggestions per 1,000 sentences.

    python -m tests.bench.default_labels
    python -m tests.bench.default_labels --sample 100 --seed 7

The figures come from ../shared/data: the examples of label_examples.jsonl, and the articles of
scraped_articles/, read exactly as `annotator import` reads them. With --sample, so many
suggestions of a tier, drawn at random, are printed with their sentence for a person to judge.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator import documents
from annotator.errors import Problem
from annotator.labels import load
from annotator.model import Block, BlockKind, Document, LabelSet, Span, Suggestion, Tier
from annotator.safe_text import display
from annotator.suggestions.rules import Engine
from tests.helpers.paths import ROOT, SHARED

DATA = SHARED / "data"
EXAMPLES = DATA / "label_examples.jsonl"
ARTICLES = DATA / "scraped_articles"
PROMPT_TIERS = (Tier.HIGH, Tier.MEDIUM)


def covers(one: Span, other: Span) -> bool:
    """Whether two spans mark the same thing: what they share is half of each or more."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return 2 * shared >= max(one.end - one.start, other.end - other.start)


@dataclass(frozen=True, slots=True)
class Trial:
    """An invented example and what the rules of its label made of it.

    wanted: the marked span; None where the label does not belong.
    """

    label: str
    text: str
    wanted: Span | None
    suggested: tuple[Suggestion, ...]

    def found(self, tiers: Sequence[Tier] = tuple(Tier)) -> bool:
        """Whether a suggestion of one of the tiers covers the marked span."""
        return self.wanted is not None and any(
            one.tier in tiers and covers(one.span, self.wanted) for one in self.suggested
        )


def trials(label_set: LabelSet) -> list[Trial]:
    """Every example tried, by rules that are switched off too."""
    engine = Engine(label_set, every_rule=True)
    return [_trial(engine, json.loads(line)) for line in EXAMPLES.read_text("utf-8").splitlines()]


def _trial(engine: Engine, record: dict[str, object]) -> Trial:
    text, label = str(record["text"]), str(record["label"])
    whole = Span(0, len(text))
    document = Document("x", text, {}, (Block(whole, BlockKind.PARAGRAPH),), (whole,))
    suggested = tuple(one for one in engine.suggest(document) if one.label == label)
    positive = record["polarity"] == "positive"
    wanted = Span(int(str(record["start"])), int(str(record["end"]))) if positive else None
    return Trial(label, text, wanted, suggested)


@dataclass(frozen=True, slots=True)
class Hit:
    """A suggestion in an article."""

    document: Document
    suggestion: Suggestion

    @property
    def rule(self) -> str:
        """The rule's id."""
        return self.suggestion.rule.partition("@")[0]


def articles() -> Iterator[Document]:
    """The scraped articles as an import leaves them in the store, each text once."""
    seen = set()
    for path in documents.find_files(ARTICLES)[0]:
        for article in documents.read_articles(path):
            if isinstance(article, Problem):
                continue  # an import names it and leaves it out
            document = documents.build_document(article)
            if document.uid not in seen:
                seen.add(document.uid)
                yield document


def hits(label_set: LabelSet) -> tuple[list[Hit], int]:
    """Every suggestion in the articles, and how many sentences they have."""
    engine = Engine(label_set)
    found, sentences = [], 0
    for document in articles():
        sentences += len(document.sentences)
        found += [Hit(document, one) for one in engine.suggest(document)]
    return found, sentences


def drawn(
    found: Iterable[Hit], tier: Tier, size: int, seed: int, *, without: Sequence[str] = ()
) -> list[Hit]:
    """So many suggestions of a tier, at random, in the order of their rules.

    without: labels to leave out.
    """
    of_tier = (hit for hit in found if hit.suggestion.tier is tier)
    pool = [hit for hit in of_tier if hit.suggestion.label not in without]
    sample = random.Random(seed).sample(pool, min(size, len(pool)))
    return sorted(sample, key=lambda hit: hit.rule)


def in_context(hit: Hit) -> str:
    """The suggestion in its sentence, safe to print: `[[ ]]` round it, the one before in ( )."""
    text, span = hit.document.text, hit.suggestion.span
    sentences = hit.document.sentences
    around = [number for number, one in enumerate(sentences) if one.overlaps(span)]
    start, end = sentences[around[0]].start, sentences[around[-1]].end
    before = sentences[around[0] - 1].of(text) if around[0] else ""
    marked = f"{text[start : span.start]}[[{span.of(text)}]]{text[span.end : end]}"
    return f"({display(before)}) {display(marked)}"


def main() -> None:
    """Print the figures, or a sample."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--labels", type=Path, default=ROOT / "labels.yaml", metavar="FILE")
    parser.add_argument("--sample", type=int, metavar="N", help="print N suggestions instead")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    parser.add_argument("--tier", type=Tier, choices=list(Tier), default=Tier.HIGH)
    parser.add_argument("--without", nargs="*", default=(), metavar="LABEL")
    chosen = parser.parse_args()
    if not DATA.exists():
        parser.exit(1, "The shared data is not beside this project: nothing can be measured.\n")
    label_set = load(chosen.labels)
    if chosen.sample:
        found = hits(label_set)[0]
        _print_sample(drawn(found, chosen.tier, chosen.sample, chosen.seed, without=chosen.without))
    else:
        _print_examples(trials(label_set))
        _print_rates(*hits(label_set))


def _print_examples(tried: list[Trial]) -> None:
    positive = [one for one in tried if one.wanted]
    found = sum(one.found() for one in positive)
    prompt = sum(one.found(PROMPT_TIERS) for one in positive)
    print(f"examples: {found} of {len(positive)} found, {prompt} by a high or medium rule")
    for one in positive:
        if not one.found(PROMPT_TIERS):
            tier = "low tier" if one.found() else "not found"
            print(f"  {tier}: {one.label}: {one.text}")
    negative = [one for one in tried if not one.wanted]
    print(
        f"negatives hit: {sum(map(bool, (one.suggested for one in negative)))} of {len(negative)}"
    )
    for one in negative:
        for suggestion in one.suggested:
            print(f"  {suggestion.rule}: {suggestion.span.of(one.text)!r} in {one.text}")


def _print_rates(found: list[Hit], sentences: int) -> None:
    print(f"\n{len(found):,} suggestions in {sentences:,} sentences of {ARTICLES.name}")
    print("per 1,000 sentences:")
    tiers = Counter(hit.suggestion.tier for hit in found)
    rules = Counter((hit.suggestion.tier, hit.rule) for hit in found)
    for tier in Tier:
        print(f"{1000 * tiers[tier] / sentences:7.1f}  {tier} tier")
        for (its_tier, rule), number in sorted(rules.items(), key=lambda item: -item[1]):
            if its_tier is tier:
                print(f"{1000 * number / sentences:13.2f}  {rule} ({number})")


def _print_sample(sample: Iterable[Hit]) -> None:
    for number, hit in enumerate(sample, start=1):
        print(f"{number}. {hit.rule} ({hit.suggestion.voice})\n   {in_context(hit)}\n")


if __name__ == "__main__":
    main()
