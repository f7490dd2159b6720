"""Finding in a large project: the index of words, the list, queries of each kind.

    python -m tests.bench.search [--sentences 1000000] [--keep FOLDER]

Makes a database of invented sentences in a temporary folder. The baseline of the queries is what
one would do without an index: LIKE over the text of every sentence, in the same run.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from textual.pilot import Pilot

from annotator.annotations.events import Draft, EventKind
from annotator.model import (
    Block,
    BlockKind,
    Document,
    Label,
    LabelKind,
    LabelSet,
    LabelUnit,
    Rule,
    RuleForm,
    Span,
    Suggestion,
    Tier,
    Voice,
)
from annotator.store import Store, query
from annotator.store.connection import Database
from annotator.store.fulltext import WordIndex
from annotator.store.suggestions import Run
from annotator.tui.app import make as make_app
from tests.bench.peak_memory import peak_memory
from tests.helpers.events import draft_of

PER_DOCUMENT = 20
NAMES = ("hedge", "claim", "verdict_false", "implicature", "rare")
SHARES = (0.5, 0.5, 0.4, 0.3, 0.0005)
QUERIES = (
    "the",
    "so-called",
    '"apparent dig"',
    "appar*",
    "zyzzyva",
    "dam -the",
    "label:hedge",
    "label:rare",
    "rule:rare.may",
    "tier:high",
    "is:undecided",
    "is:flagged",
    "is:annotated",
    "is:finished",
    "is:unfinished",
    "by:bea",
    "by:bea label:hedge",
    "note:ask",
    'title:"no. 4242"',
    "source:gazette",
    "dam label:hedge is:unfinished -is:flagged",
)
SCREENS = (
    ("the line for a query", ["/"]),
    ("typing the: 999,469 hits", ["t", "h", "e"]),
    ("the list, first paint", ["enter"]),
    ("a line down", ["j"]),
    ("a page down", ["pagedown"]),
    ("the end of the list", ["G"]),
    ("a page up", ["pageup"]),
    ("opening a line", ["enter"]),
    ("the next hit", ["n"]),
    ("the list again", ["o"]),
    ("making it the queue", ["F"]),
    ("finish, and the next of the queue", ["space"]),
    ("everything again", ["F"]),
    ("going to, opened", ["g"]),
    ("going to, typing 42", ["4", "2"]),
    ("leaving it", ["escape"]),
)
_SYLLABLES = [first + second for first in "bdklmnprstv" for second in "aeiou"]


def vocabulary(chance: random.Random) -> list[str]:
    """20,000 invented words and some real ones, the frequent ones first."""
    made = {"".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(22_000)}
    return ["the", "a", "of", "said", "dam", *sorted(made)[:20_000]]


def sentence(chance: random.Random, known: list[str]) -> str:
    """Words by Zipf's law, now and then a phrase to be found."""
    picks = [known[min(int(chance.paretovariate(0.6)) - 1, len(known) - 1)] for _ in range(18)]
    if chance.random() < 0.01:
        picks[5] = "so-called"
    if chance.random() < 0.003:
        picks[7:9] = ["apparent", "dig"]
    return " ".join(picks).capitalize() + "."


def label_set() -> LabelSet:
    """Labels with a rule each."""
    labels = tuple(
        Label(
            name, name, LabelKind.FRAMING, LabelUnit.SPAN, "group", "", "━", "#56b4e9", name,
            rules=(Rule(f"{name}.may", "0" * 8, name, Tier.HIGH, RuleForm.PHRASE, (name,)),),
        )
        for name in NAMES
    )  # fmt: skip
    return LabelSet("b2:bench", "bench", labels, "")


def documents(count: int) -> Iterator[Document]:
    """Documents of invented sentences."""
    chance = random.Random(4)
    known = vocabulary(chance)
    for number in range(count):
        sentences = [sentence(chance, known) for _ in range(PER_DOCUMENT)]
        text, spans = "", []
        for one in sentences:
            text += " " if text else ""
            spans.append(Span(len(text), len(text) + len(one)))
            text += one
        meta = {"title": f"Invented no. {number}", "source": "Gazette" if number % 9 else "Post"}
        blocks = (Block(Span(0, len(text)), BlockKind.PARAGRAPH),)
        yield Document(f"b2:{number:032x}", text, meta, blocks, tuple(spans))


def suggestions(document: Document, chance: random.Random) -> list[Suggestion]:
    """Some of each label, over the first words of sentences."""
    return [
        Suggestion(
            Span(sentence.start, sentence.start + 5 + place), name, f"{name}.may@{'0' * 8}",
            Tier.LOW if place % 2 else Tier.HIGH, Voice.NARRATOR,
            (Span(sentence.start, sentence.start + 3),),
        )
        for sentence in document.sentences
        for place, (name, share) in enumerate(zip(NAMES, SHARES, strict=True))
        if chance.random() < share
    ]  # fmt: skip


def make(path: Path, sentences: int) -> None:
    """The database, with a week's work of two annotators."""
    chance = random.Random(5)
    with Store.open(path) as store:
        store.label_sets.put(label_set())
        run = store.suggestions.start_run("rules", label_set().rules_uid, label_set().guideline)
        batch: list[Document] = []
        for document in documents(sentences // PER_DOCUMENT):
            batch.append(document)
            if len(batch) == 1000:
                _put(store, run, batch, chance)
                batch = []
        _put(store, run, batch, chance)
        for annotator in ("ann", "bea"):
            store.annotators.enrol(annotator)
            _work(store, annotator, random.Random(annotator))


def _put(store: Store, run: Run, batch: list[Document], chance: random.Random) -> None:
    with store.transaction():
        for document in batch:
            store.documents.add(document)
            store.suggestions.put(document.uid, run, suggestions(document, chance))


def _work(store: Store, annotator: str, chance: random.Random) -> None:
    """2,000 sentences finished, some of them labelled, flagged or noted."""
    uids = store.documents.uids()
    with store.transaction():
        for number in range(100):
            uid = uids[number * len(uids) // 100]
            for place, sentence in enumerate(store.documents.sentences(uid)):
                drafts = [_draft(EventKind.FINISH, uid, sentence, finished=True, shown=True)]
                if chance.random() < 0.3:
                    fragments = [[sentence.start, sentence.start + 9]]
                    drafts.append(
                        _draft(
                            EventKind.PUT, uid, sentence, annotation=f"{annotator}{number}.{place}",
                            label="hedge", fragments=fragments, attributes={}, label_set="b2:bench",
                        )
                    )  # fmt: skip
                if chance.random() < 0.05:
                    drafts.append(_draft(EventKind.FLAG, uid, sentence, flagged=True))
                    drafts.append(_draft(EventKind.NOTE, uid, sentence, text="Ask the lead."))
                store.events.record(annotator, drafts)


def _draft(kind: EventKind, uid: str, sentence: Span, **payload: object) -> Draft:
    return draft_of(kind, uid, sentence, payload)


def timed(step: Callable[[], object]) -> tuple[float, object]:
    """Seconds on the clock, and what came out."""
    before = time.perf_counter()
    done = step()
    return time.perf_counter() - before, done


def like_scan(path: Path) -> float:
    """Seconds for LIKE over every sentence: the baseline."""
    connection = sqlite3.connect(path)
    sql = "SELECT count(*) FROM view_sentences WHERE sentence LIKE '%so-called%'"
    seconds, _ = timed(lambda: connection.execute(sql).fetchone())
    connection.close()
    return seconds


def index(path: Path) -> float:
    """Seconds to index all words anew, as a database of before is when it is opened."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN")
    connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
    seconds, _ = timed(lambda: WordIndex(Database(connection, path)).fill(lambda _: None))
    connection.execute("ROLLBACK")
    connection.close()
    return seconds


def search(store: Store, typed: str) -> tuple[float, float, int]:
    """Seconds to the first hits and to the last, and how many there are."""
    known = query.KnownNames.of(label_set(), ["ann", "bea"])
    asked = query.parse(typed, known)
    assert not asked.problem, asked.problem
    before = time.perf_counter()
    first, count = 0.0, 0
    for chunk in store.search.start("ann", asked).chunks():
        first = first or time.perf_counter() - before
        count += len(chunk)
    last = time.perf_counter() - before
    return first or last, last, count


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="How fast things are found in a large project.")
    parser.add_argument("--sentences", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="folder to make the database in, and leave it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = (asked.keep or Path(folder)) / "annotations.db"
        if not path.exists():
            seconds, _ = timed(lambda: make(path, asked.sentences))
            print(f"made in {seconds:.0f} s, {path.stat().st_size / 1e6:.0f} MB")
        report(path)


def report(path: Path) -> None:
    """Print the tables of a database."""
    print(f"index of words, all anew: {index(path):.1f} s")
    like_scan(path)  # the first reads the file
    baseline = like_scan(path)
    print(f"LIKE over every sentence: {baseline * 1000:.0f} ms (the baseline)")
    print(f"{'query':<44} {'hits':>9} {'first':>8} {'all':>8}   of the baseline")
    with Store.open(path) as store:
        for typed in QUERIES:
            search(store, typed)
            first, last, count = search(store, typed)
            shares = f"{first / baseline:8.3f} {last / baseline:8.3f}"
            print(f"{typed:<44} {count:>9,} {first * 1e3:>6.1f}ms {last * 1e3:>6.0f}ms {shares}")
    asyncio.run(screens(path))


async def screens(path: Path) -> None:
    """Print what is waited for on the screen (without a terminal: no bytes are written)."""
    with Store.open(path) as store:
        app = make_app(store, label_set(), "ann")
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            bare = [(await _waited(pilot, "j"))[0] for _ in range(20)]
            baseline = sorted(bare)[10]
            print(f"{'a step, j':<44} {baseline * 1e3:>6.1f} ms (the baseline of what follows)")
            for name, keys in SCREENS:
                seconds, _ = await _waited(pilot, *keys)
                print(f"{name:<44} {seconds * 1e3:>6.1f} ms {seconds / baseline:8.1f}")
            memory = peak_memory()
            print(f"{'memory of this process at most':<44} {memory:>6.0f} MB")


async def _waited(pilot: Pilot[None], *keys: str) -> tuple[float, None]:
    before = time.perf_counter()
    await pilot.press(*keys)
    return time.perf_counter() - before, None


if __name__ == "__main__":
    main()
