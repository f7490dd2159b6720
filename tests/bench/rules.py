"""How fast rules run: plain spaCy against the engine, end to end, over the same texts and rules.

    python -m tests.bench.rules [--repeat 3] [--times 3]

The baseline is what one writes with spaCy alone: a blank English pipeline with the sentencizer,
a Matcher with every token pattern and a PhraseMatcher with every phrase, run by `pipe`. Ours
does more: it lays out the page, splits sentences better, finds quotations and reported speech,
checks conditions and makes suggestions with voice and reason. How much is gained depends on how
many of the rules are token patterns, which cost spaCy most: several mixes are shown.

Both run in this process, one after the other, on one core; the time is that of the processor.
Articles are read from ../shared; without them the invented articles of corpora/ stand in, over
and over.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import spacy
from spacy.matcher import Matcher, PhraseMatcher

from annotator import labels
from annotator.documents.article import Article, build_document
from annotator.gc_tuning import reduce_gc_frequency
from annotator.model import Document, Label, LabelKind, LabelSet, LabelUnit, Rule, RuleForm, Tier
from annotator.suggestions.rules import Engine
from tests.helpers.paths import ROOT
from tests.helpers.paths import SHARED as CORPORA

AT_ONCE = 200  # documents
SHARES = (0.2, 0.65, 1.0)
"""How many of the token patterns are used: the gain is shown over the range, not at one point."""
DATA = CORPORA / "data"
ARTICLES = ("scraped_articles", "ptc_train/train-articles", "polnear_dev")


def _words(line: str) -> list[str]:
    return line.split()


WRONGLY = _words("falsely wrongly incorrectly erroneously mistakenly misleadingly baselessly")
SAY = _words("said says described claimed claims called reported suggested stated implied")
SPEAKERS = _words("critics observers experts analysts sources officials residents witnesses")
BELIEVE = _words("say said believe believed argue argued fear feared claim claimed think thought")
MOVES = _words("denied rejected dismissed disputed refuted confirmed announced acknowledged")
THINGS = _words("claims claim allegations reports report rumors accusations charges story")
VEILED = _words("thinly barely not-so lightly scarcely")
DIGS = _words("criticism attack threat swipe dig jab rebuke reference warning")
STATES = _words("state government party army palace ministry")
ENDS = _words("owned run controlled backed funded sponsored media television agency")
WIDELY = _words("widely broadly generally commonly")
SEEN = _words("seen believed regarded expected viewed considered")
TRIES = _words("sought seeks tried trying attempted attempts hoped hopes aimed aims")
REACHES = _words("portray cast present paint deflect distract divert discredit silence")
PARROTS = _words("parroted parrots repeated repeats recycled peddled echoed echoes amplified")
LINES = _words("line messaging propaganda claims rhetoric narrative slogans")
EPITHETS = _words(
    "embattled disgraced controversial firebrand hardline notorious radical extremist rogue"
    " shadowy discredited outspoken divisive reclusive maverick"
)
SHARED = _words("leader preacher senator governor mayor group party outlet general minister")

FREQUENT = [
    *("according to", "at least", "one of the", "as well as", "the fact that", "a number of"),
    *("more than", "in order to", "of course", "at the time"),
]


def token_patterns() -> list[list[dict[str, object]]]:
    """Patterns of two to four tokens, with lists and optional tokens."""
    one_of: Callable[..., dict[str, object]] = lambda *words, **more: {  # noqa: E731
        "LOWER": {"IN": list(words)},
        **more,
    }
    any_word = {"IS_ALPHA": True, "OP": "?"}
    made = [[one_of(word), one_of(*SAY)] for word in WRONGLY]
    made += [[one_of(word), any_word, one_of(*BELIEVE)] for word in SPEAKERS]
    made += [[one_of(word), one_of("the", "all", "any", OP="?"), one_of(*THINGS)] for word in MOVES]
    made += [[one_of(word), {"ORTH": "-", "OP": "?"}, one_of("veiled"), any_word, one_of(*DIGS)]
             for word in VEILED]  # fmt: skip
    made += [[one_of(word), {"ORTH": "-", "OP": "?"}, one_of(*ENDS)] for word in STATES]
    made += [[one_of(word), one_of(*SEEN), one_of("as", "to", "that", OP="?")] for word in WIDELY]
    made += [[one_of("apparent", "obvious", "clear"), one_of(word)] for word in DIGS]
    made += [[one_of("without"), one_of("any", "offering", "citing"), one_of(word)]
             for word in ["evidence", "proof", "details", "comment", "warning"]]  # fmt: skip
    made += [[one_of("refused", "declined", "refuses"), one_of("to"), one_of(word)]
             for word in _words("comment condemn acknowledge answer say confirm")]  # fmt: skip
    made += [[one_of(word), any_word, one_of("to"), one_of(*REACHES)] for word in TRIES]
    made += [[one_of(word), one_of("the", "its", "their"), any_word, one_of(*LINES)]
             for word in PARROTS]  # fmt: skip
    made += [[one_of(word), {"IS_PUNCT": True, "OP": "?"}, one_of(*SHARED)] for word in EPITHETS]
    return made


def phrases(count: int, words: list[str], share: float = 0.05) -> list[str]:
    """Phrases: first those that one would write, then names and turns.

    share: of these, how many are taken from the texts; the rest never stands there, as is the
    way of long lists of names.
    """
    written = [
        *FREQUENT,
        *("so-called", "reportedly", "allegedly", "it is believed", "in an apparent"),
        *("people familiar with", "on condition of anonymity", "false flag", "deep state"),
        *map(" ".join, product(SPEAKERS, ["told", "close to", "familiar with"])),
        *map(" ".join, product(SEEN, ["by many", "as a", "to have been"])),
        *map(" ".join, product(DIGS, ["aimed at", "directed at", "from the"])),
        *map(" the ".join, product(MOVES, THINGS)),
    ]
    draw = random.Random(1)
    seen = dict.fromkeys(written)
    while len(seen) < count:
        start = draw.randrange(len(words) - 4)
        drawn = words[start : start + 4]
        if not all(map(str.isalpha, drawn)):
            continue
        if draw.random() < share:
            seen[" ".join(drawn)] = None
        else:
            seen[f"{drawn[0]} {drawn[3]}ovan {draw.choice(words)}"] = None
    return list(seen)[:count]


def label_set(patterns: list[list[dict[str, object]]], phrases_: list[str]) -> LabelSet:
    """Each pattern and each phrase as a rule of its own."""
    import json

    sources = [(RuleForm.PATTERN, json.dumps(one)) for one in patterns]
    sources += [(RuleForm.PHRASE, one) for one in phrases_]
    rules = tuple(
        Rule(f"bench.{number}", "00000000", "bench", Tier.HIGH, form, (source,))
        for number, (form, source) in enumerate(sources)
    )
    label = Label(
        "bench", "Bench", LabelKind.FRAMING, LabelUnit.SPAN, "", "", "x", "#000000", "", rules=rules
    )
    return LabelSet("b2:bench", "bench", (label,), "")


def plain_spacy(
    texts: list[str], patterns: list[list[dict[str, object]]], phrases_: list[str]
) -> tuple[int, int]:
    """Sentences, and sentences with a match."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    matcher, phrase_matcher = Matcher(nlp.vocab), PhraseMatcher(nlp.vocab, attr="LOWER")
    for number, pattern in enumerate(patterns):
        matcher.add(f"pattern {number}", [pattern])
    for number, phrase in enumerate(phrases_):
        phrase_matcher.add(f"phrase {number}", [nlp.make_doc(phrase)])
    sentences = hit = 0
    for doc in nlp.pipe(texts):
        found = [*matcher(doc), *phrase_matcher(doc)]
        starts = {doc[first].sent.start for _, first, _ in found}
        sentences += sum(1 for _ in doc.sents)
        hit += len(starts)
    return sentences, hit


def ours(texts: list[str], rules: LabelSet) -> tuple[int, int]:
    """Sentences, and sentences with a suggestion."""
    engine = Engine(rules)
    sentences = hit = 0
    for start in range(0, len(texts), AT_ONCE):
        batch = [
            build_document(Article(text, {}, Path(), 1, "utf-8", detected=False))
            for text in texts[start : start + AT_ONCE]
        ]
        for document, suggestions in zip(batch, engine.suggest_all(batch), strict=True):
            sentences += len(document.sentences)
            hit += len({_home(document, one.span.start) for one in suggestions})
    return sentences, hit


def _home(document: Document, place: int) -> int:
    return next(one.start for one in document.sentences if one.start <= place < one.end)


def best(run: Callable[[], tuple[int, int]], repeat: int) -> tuple[float, int, int]:
    """Seconds of processor time, the best of several runs; sentences; sentences hit."""
    seconds = []
    for _ in range(repeat):
        before = time.process_time()
        sentences, hit = run()
        seconds.append(time.process_time() - before)
    return min(seconds), sentences, hit


def read() -> list[str]:
    """The texts."""
    paths = [path for name in ARTICLES for path in sorted((DATA / name).rglob("*.txt"))]
    if paths:
        return [path.read_text("utf-8") for path in paths]
    print("../shared is absent: the invented articles stand in, 40 times over", file=sys.stderr)
    return [path.read_text("utf-8") for path in sorted((ROOT / "corpora").iterdir())] * 40


def report(
    name: str,
    texts: list[str],
    patterns: list[list[dict[str, object]]],
    phrases_: list[str],
    repeat: int,
) -> None:
    """One line of the table for each of the two."""
    rules = label_set(patterns, phrases_)
    base, base_sentences, base_hit = best(lambda: plain_spacy(texts, patterns, phrases_), repeat)
    mine, sentences, hit = best(lambda: ours(texts, rules), repeat)
    print(f"\n{name}")
    for who, seconds, all_, some in (
        ("plain spaCy", base, base_sentences, base_hit),
        ("annotator", mine, sentences, hit),
    ):
        print(
            f"  {who:<12} {seconds:7.2f} s  {all_ / seconds:9,.0f} sentences/s"
            f"  {all_:,} sentences, {100 * some / all_:.1f} % hit"
        )
    print(f"  ratio        {base / mine:7.1f}")


def stages(texts: list[str]) -> Iterator[str]:
    """Where our time goes, with the rules that come with the program."""
    before = time.process_time()
    documents = [
        build_document(Article(text, {}, Path(), 1, "utf-8", detected=False)) for text in texts
    ]
    laid_out = time.process_time()
    engine = Engine(labels.load(ROOT / "labels.yaml"))
    ready = time.process_time()
    suggestions = engine.suggest_all(documents)
    done = time.process_time()
    number = sum(len(one.sentences) for one in documents)
    yield f"  pages and sentences {laid_out - before:6.2f} s"
    yield f"  rules made ready    {ready - laid_out:6.2f} s"
    yield f"  suggestions         {done - ready:6.2f} s  {sum(map(len, suggestions)):,} of them"
    yield f"  in all              {number / (done - before):,.0f} sentences/s"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--times", type=int, default=3, help="go through them so often")
    options = parser.parse_args()
    reduce_gc_frequency()  # as the program does; plain spaCy gets the same
    texts = read() * options.times
    words = " ".join(texts).lower().split()
    patterns = token_patterns()
    random.Random(1).shuffle(patterns)  # so that each share has some of every kind
    for total, share in product((200, 10_000), SHARES):
        chosen = patterns[: round(share * len(patterns))]
        rest = total - len(chosen)
        name = f"{total:,} rules: {len(chosen)} token patterns, {rest:,} phrases"
        report(name, texts, chosen, phrases(rest, words), options.repeat)
    print("\nThe rules of labels.yaml, ours alone")
    for line in stages(texts):
        print(line)


if __name__ == "__main__":
    main()
