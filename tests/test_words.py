"""The words of the glossary: one plain word for each idea, in code, texts on screen and docs.

`python -m tests.test_words` prints what is found, by folder.
"""

from __future__ import annotations

import ast
import re
import sys
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "annotator"

PROSE = {
    r"furniture": "boilerplate",
    r"deaf to case": "case-insensitive",
    r"in hand": "selected (mark)",
    r"in focus": "current (sentence)",
    r"round and round": "wraps around",
    r"of then|of now": "former, current",
    r"(?:cannot|can't) be had": "is in use, is not available",
    r"is no more|are no more": "is deleted, does not exist",
    r"fired on|fires? on": "matched on",
    r"told|tells|telling|tell (?:of|the|him|her|them)": "says, prints, shows; message",
    r"turn(?:s|ed|ing)? (?:\w+ ){0,4}down": "reject",
    r"by hand": "manual, manually",
    r"fared?": "precision",
    r"desks?": "controller",
    r"(?:the|a|on|this|each) stages?": "context",
    r"deeds?": "event",
    r"pace": "active time, statistics",
    r"case(?:-| )files?": "details",
    r"rulebooks?": "rule quality",
    r"linear mode": "plain-text mode",
    r"trails?": "filtered queue",
    r"foot box(?:es)?|(?:a|the) box": "dialog",
    r"(?:a|the|this|each|one) sheets?|sheets": "dialog, panel",
    r"(?:the|a) talk": "plain text",
    r"(?:sentence|a|the|no) borders?|borders? (?:between|of|inside|where|that)": "boundary",
    r"turned down": "rejected",
    r"home sentence": "source sentence",
    r"lettering": "label hints",
}
"""In comments, docstrings, texts, docs and files for users: a pattern, and what to say instead."""

NAMES = {
    "furniture": "boilerplate",
    "desk": "controller",
    "stage": "context",
    "told": "message",
    "tells": "message",
    "telling": "message",
    "wishes": "settings",
    "door": "auth",
    "deed": "event",
    "deeds": "events",
    "pace": "active time",
    "pacing": "active time",
    "talk": "console",
    "hanging": "marks",
    "rulebook": "rule_quality",
    "trail": "queue",
    "borders": "boundaries",
    "fared": "precision",
    "fired": "matched",
    "lettering": "hints",
    "sheet": "dialog",
    "Box": "dialog",
    "homes": "source_sentences",
}
"""Parts of names in the code; with a capital, only of classes."""

MODULES = frozenset(
    {
        "desk", "stage", "doing", "telling", "wishes", "door", "borders", "deeds", "pace",
        "talk", "hanging", "because", "looks", "looking", "looking_back", "box", "foot_box",
        "sheet", "bar", "card", "document_card", "case_file", "pace_sheet", "rulebook",
        "voice", "corpus", "bulk", "linear", "whole", "filling", "hinting", "painting",
        "stepping", "wording", "explain", "guards", "speech", "choices", "numbers", "steps",
        "records", "words", "pacing", "finding", "conditions_sql", "chain", "tree", "shapes",
        "keys", "parts", "collection", "lettering", "display", "deciding", "relating",
        "links", "answers", "reasons", "blind", "page", "pipeline", "segments", "retrial",
        "surroundings", "tally", "paste",
    }
)  # fmt: skip
"""File names that meant nothing to a stranger, or two things."""

EXEMPT = {
    "annotator/old_words.py": "the only module that reads old words",
    "tests/test_words.py": "lists the words",
    "tests/store/data": "a database of an old version",
}
"""Files and folders where any word may stand, with the reason."""

SPEECH = r"told|tells|telling"
ALLOWED = {
    ("annotator/attribution", SPEECH): "a reporting verb",
    ("annotator/sentences/rule_splitter.py", SPEECH): "a reporting verb",
    ("labels.yaml", SPEECH): "a reporting verb",
    ("tests/attribution", SPEECH): "a reporting verb",
    ("tests/labels/test_files.py", SPEECH): "a reporting verb",
    ("tests/documents/test_boilerplate.py", SPEECH): "a reporting verb",
    ("tests/bench/attribution.py", SPEECH): "a reporting verb",
    ("tests/bench/rules.py", SPEECH): "a reporting verb",
    ("docs/explanation/measured-quality.md", SPEECH): "a reporting verb",
    ("labels.yaml", "the border"): "of a country, in an example",
    ("annotator/store/migrations.py", "furniture"): "the old word, in old databases",
    ("tests/store/test_old_database.py", "furniture"): "the old word, in old databases",
    ("tests/cli/test_settings_file.py", "pace"): "the old name of an action",
    ("tests/labels/test_loader.py", "furniture"): "the old word, in old files",
}
"""(file or folder, words) that are right there, in texts and comments, with the reason."""

SHORT = {
    "annotator/cli/backup.py": "one module for each command",
    "annotator/cli/init.py": "one module for each command",
    "annotator/canonical_json.py": "shared by events, label sets and the store, which may not meet",
    "annotator/gc_tuning.py": "for the whole process, used by the commands and by batch jobs",
    "annotator/formats/native_copy.py": "used by two writers, one of them in another package",
    "annotator/formats/native_format.py": "the class of a format whose writer and reader are two",
    "annotator/tui/browser_driver.py": "named in an environment variable, loaded by Textual",
}
"""Modules of fewer than 40 lines that are an idea of their own, with the reason."""

SHORTEST = 40


@dataclass(frozen=True, slots=True)
class Finding:
    """A word that the glossary replaces. line: its text."""

    path: str
    number: int
    word: str
    instead: str
    line: str
    is_name: bool

    def __str__(self) -> str:
        return f"{self.path}:{self.number}: {self.word!r}: say {self.instead or 'what it is'}"


def sources() -> Iterator[Path]:
    """The files whose words count."""
    yield from sorted(PACKAGE.rglob("*.py"))
    yield from sorted((ROOT / "tests").rglob("*.py"))
    yield from sorted((ROOT / "docs").rglob("*.md"))
    yield ROOT / "README.md"
    yield ROOT / "labels.yaml"
    yield ROOT / "labels.schema.json"


def findings() -> list[Finding]:
    """What the glossary replaces and nobody has explained."""
    return [one for one in every_finding() if not _is_explained(one)]


@cache
def every_finding() -> tuple[Finding, ...]:
    """What the glossary replaces in all files. They are read once: that takes seconds."""
    return tuple(one for path in sources() for one in in_file(path))


def in_file(path: Path) -> Iterator[Finding]:
    """The words of a file that the glossary replaces, in its order."""
    name = path.relative_to(ROOT).as_posix()
    text = path.read_text("utf-8")
    lines = text.split("\n")
    pieces = _tokens(path) if path.suffix == ".py" else [(1, text, False)]
    for first, piece, is_name in pieces:
        for offset, word, instead in _in_name(piece) if is_name else _in_prose(piece):
            number = first + piece.count("\n", 0, offset)
            yield Finding(name, number, word, instead, lines[number - 1], is_name)


def _tokens(path: Path) -> Iterator[tuple[int, str, bool]]:
    """(line, text, whether it is a name) of the names, texts and comments of a module."""
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.NAME:
                yield token.start[0], token.string, True
            elif token.type == tokenize.COMMENT or tokenize.tok_name[token.type].endswith("STRING"):
                yield token.start[0], token.string, False
            elif tokenize.tok_name[token.type] == "FSTRING_MIDDLE":
                yield token.start[0], token.string, False


_BETWEEN = r"[\s#]+"
"""Between two words: a phrase may go on in the next line, of a comment too."""

_PROSE = [
    (re.compile(rf"\b(?:{one.replace(' ', _BETWEEN)})\b", re.IGNORECASE), say)
    for one, say in PROSE.items()
]
_PHRASES = [one for one, (said, _) in zip(_PROSE, PROSE.items(), strict=True) if " " in said]
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def _in_prose(text: str) -> Iterator[tuple[int, str, str]]:
    for pattern, instead in _PROSE:
        for found in pattern.finditer(text):
            yield found.start(), found[0], instead


def _in_name(name: str) -> Iterator[tuple[int, str, str]]:
    for part in _PART.findall(name):
        instead = NAMES.get(part) or NAMES.get(part.lower())
        if instead:
            yield 0, name, instead
    if "_" in name:  # as tests are called
        for pattern, instead in _PHRASES:
            if pattern.search(name.replace("_", " ")):
                yield 0, name, instead


def _is_explained(one: Finding) -> bool:
    if any(one.path == path or one.path.startswith(f"{path}/") for path in EXEMPT):
        return True
    return any(_fits(one, path, words) for path, words in ALLOWED)


def _fits(one: Finding, path: str, words: str) -> bool:
    if one.is_name or not (one.path == path or one.path.startswith(f"{path}/")):
        return False
    return re.fullmatch(words, one.word, re.IGNORECASE) is not None


def test_words_are_those_of_the_glossary():
    found = findings()
    listed = "\n".join(map(str, found[:200]))
    assert not found, f"{len(found)} words that the glossary replaces:\n{listed}"


@pytest.mark.parametrize("path", sorted(EXEMPT))
def test_what_is_exempt_is_there(path):
    assert (ROOT / path).exists(), f"{path} is gone: take it out of EXEMPT"


def test_every_word_that_is_explained_is_there():
    found = every_finding()
    unused = [
        f"{path}: {words}"
        for path, words in ALLOWED
        if not any(_fits(one, path, words) for one in found)
    ]
    assert not unused, "take these out of ALLOWED:\n" + "\n".join(unused)


def test_words_are_found_in_names_texts_and_comments():
    path = ROOT / "tests" / "test_words.py"
    words = {one.word for one in in_file(path)}
    assert {"furniture", "deaf to case", "desk"} <= words
    assert [word for _, word, _ in _in_name("FootBox")] == ["FootBox"]
    assert [word for _, word, _ in _in_name("stage_of")] == ["stage_of"]
    assert [word for _, word, _ in _in_name("made_by_hand")] == ["made_by_hand"]
    assert not [*_in_name("backstage")]
    assert [found[1] for found in _in_prose("is deaf\n    # to case")] == ["deaf\n    # to case"]


# ---------------------------------------------------------------------------- modules


def modules() -> Iterator[Path]:
    """The modules of the package, without those that Python names."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.name not in {"__init__.py", "__main__.py"}:
            yield path


def test_no_module_has_a_name_that_nobody_understands():
    found = [str(path.relative_to(ROOT)) for path in modules() if path.stem in MODULES]
    assert not found, "rename, or merge with another module:\n" + "\n".join(found)


def test_no_module_is_a_crumb():
    short = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in modules()
    }
    short = {path: count for path, count in short.items() if count < SHORTEST}
    unexplained = [f"{path}: {count} lines" for path, count in short.items() if path not in SHORT]
    assert not unexplained, "merge, or say in SHORT why it stands alone:\n" + "\n".join(unexplained)
    assert not SHORT.keys() - short.keys(), "take these out of SHORT"


def test_no_two_classes_have_one_name():
    places = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                places[node.name].append(f"{path.relative_to(ROOT)}:{node.lineno}")
    twice = [f"{name}: {', '.join(where)}" for name, where in places.items() if len(where) > 1]
    assert not twice, "one word, two ideas: rename one of them:\n" + "\n".join(twice)


if __name__ == "__main__":
    every = findings()
    for folder, listed in groupby(every, key=lambda one: "/".join(one.path.split("/")[:2])):
        found = list(listed)
        print(f"== {folder}: {len(found)}")
        for one in found:
            print(f"{one}    | {one.line.strip()[:90]}")
    print(Counter(one.word.lower() for one in every).most_common(60), file=sys.stderr)
