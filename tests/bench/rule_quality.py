"""100,000 events through every command on rules: seconds of processor time, and of reading alone.

`python -m tests.bench.rule_quality [EVENTS]`. Texts and decisions are invented here.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from click.testing import CliRunner

from annotator.annotations.events import Draft, EventKind
from annotator.cli import main
from annotator.documents import Article, build_document
from annotator.labels import load
from annotator.labels.source_files import shipped
from annotator.model import Document, Span, Suggestion
from annotator.rule_quality import decision_history
from annotator.store import Store
from annotator.suggestions.rules import Engine
from tests.helpers.events import draft_of

COMMANDS = (
    ("check",),
    ("test", "--allow-missed", "1000000"),
    ("report",),
    ("diff", "labels.yaml", "labels.yaml"),
    ("mine",),
)
TEXT = """
the council mayor said that a report on water prices was falsely described as new while
critics accused officials of chaos in an apparent dig at the ministry and residents
slammed what they called a brutal plan for the old harbour near seven towns by the river
"""
WORDS = TEXT.split()


def texts(chance: random.Random) -> Iterator[Document]:
    """Documents of 40 sentences of words drawn at random, without end."""
    number = 0
    while True:
        number += 1
        lines = [
            " ".join(chance.choices(WORDS, k=18)).capitalize() + f" {number}." for _ in range(40)
        ]
        text = f"Title {number}\n\n" + "\n\n".join(lines)
        yield build_document(Article(text, {}, Path(f"{number}.txt"), 1, "utf-8", detected=False))


def decide(store: Store, engine: Engine, events: int) -> int:
    """Have two people decide on everything, until there are so many events."""
    chance = random.Random(7)
    made = 0
    with store.transaction():
        for document in texts(chance):
            store.documents.add(document)
            suggestions = engine.suggest(document)
            for name in ("ann", "bea"):
                store.annotators.enrol(name)
                for sentence in document.sentences:
                    drafts = list(drafts_of(document, sentence, suggestions, chance))
                    store.events.record(name, drafts, milliseconds=chance.randint(500, 9_000))
                    made += len(drafts)
            if made >= events:
                return made
    return made


def drafts_of(
    document: Document, sentence: Span, suggestions: tuple[Suggestion, ...], chance: random.Random
) -> Iterator[Draft]:
    """A verdict on each suggestion of a sentence, a mark on a word or two, and its end."""
    blind = chance.random() < 0.1
    for one in () if blind else suggestions:
        if sentence.start <= one.span.start < sentence.end:
            kind = EventKind.ACCEPT if chance.random() < 0.6 else EventKind.REJECT
            fragments = [[one.span.start, one.span.end]]
            payload = {
                "annotation": f"{chance.getrandbits(60):x}", "suggestion": list(one.key),
                "label": one.label, "fragments": fragments, "attributes": dict(one.attributes),
                "rule": one.rule, "label_set": "b2:bench",
            }  # fmt: skip
            yield draft_of(kind, document.uid, sentence, payload)
    for word in ("residents", "seven towns"):
        at = document.text.find(word, sentence.start, sentence.end)
        if at >= 0 and chance.random() < 0.9:
            payload = {
                "annotation": f"{chance.getrandbits(60):x}", "label": "loaded_language",
                "fragments": [[at, at + len(word)]], "attributes": {}, "label_set": "b2:bench",
            }  # fmt: skip
            yield draft_of(EventKind.PUT, document.uid, sentence, payload)
    payload = {"finished": True, "shown": not blind, "suggestions": []}
    yield draft_of(EventKind.FINISH, document.uid, sentence, payload)


def spent(what: Callable[[], object]) -> float:
    """Seconds of processor time."""
    began = time.process_time()
    what()
    return time.process_time() - began


def run(arguments: tuple[str, ...], folder: Path) -> None:
    """One command on rules, as typed."""
    files = [str(folder / one) if one.endswith(".yaml") else one for one in arguments]
    done = CliRunner().invoke(main, ["--project", str(folder), "rules", *files])
    if done.exit_code:
        raise SystemExit(done.output[-2000:])


def bench(events: int) -> None:
    """Print the time of reading the log, and of each command beside it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "labels.yaml").write_bytes(shipped("labels.yaml").read_bytes())
        labels = load(folder / "labels.yaml")
        with Store.open(folder / "annotations.db") as store:
            store.label_sets.put(labels)
            made = decide(store, Engine(labels), events)
            documents = len(store.documents.uids())
            alone = spent(lambda: sum(1 for _ in store.events.iterate()))
            meaning = spent(lambda: decision_history(store.events.iterate()))
        print(f"{made:,} events, {documents:,} documents, {documents * 40:,} sentences")
        print(f"{'reading the log':<16} {alone:6.1f} s   1.0")
        print(f"{'and its meaning':<16} {meaning:6.1f} s {meaning / alone:5.1f}")
        for arguments in COMMANDS:
            seconds = spent(lambda arguments=arguments: run(arguments, folder))
            print(f"rules {arguments[0]:<10} {seconds:6.1f} s {seconds / alone:5.1f}", flush=True)


if __name__ == "__main__":
    bench(int(sys.argv[1]) if sys.argv[1:] else 100_000)
