"""The same keys typed slowly and typed fast, and what is then in the database.

Slowly: each key is given to the app once the one before it has done all that it does. Fast: through
a pseudo-terminal, or straight into the app, in pieces of any size that do not wait for each other.
"""

from __future__ import annotations

import asyncio
import os
import pty
import random
import re
import select
import sqlite3
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from annotator.model import Document, Suggestion, Tier, Voice
from annotator.store import Store
from annotator.tui.app import AnnotatorApp, annotate_app
from annotator.tui.key_parser import KeyParser
from annotator.workflow.controller import Controller
from annotator.workflow.project_settings import Settings
from tests.bench.pseudo_terminal import ANSWERS
from tests.helpers.app_driver import screen_lines
from tests.helpers.memory_store import at, example_document, suggestions
from tests.helpers.paths import ROOT
from tests.helpers.suggestion_runs import put_suggestions
from tests.tui.test_document_labels import label_set

SIZE = (80, 24)
PATIENCE = 60.0
BYTES = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "backspace": "\x7f",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "left": "\x1b[D",
    "right": "\x1b[C",
    "delete": "\x1b[3~",
    "pagedown": "\x1b[6~",
    "pageup": "\x1b[5~",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "ctrl+q": "\x11",
    "ctrl+u": "\x15",
    "ctrl+w": "\x17",
    "paste": "\x1b[200~two\r\nlines\x1b[201~",
}
"""What a terminal sends for a key."""

_UID = re.compile(r"\b[0-9a-f]{16,}\b")

Keys = Sequence[str]


def keys_of(typed: str) -> list[str]:
    """The keys of a text in which the signs ⏎ ⎋ ⇥ ⇤ ⌫ ␣ ↑ ↓ ← → are keys, and › is a paste."""
    return [_SIGNS.get(char, char) for char in typed]


_SIGNS = {
    "⏎": "enter",
    "⎋": "escape",
    "⇥": "tab",
    "⇤": "shift+tab",
    "⌫": "backspace",
    "␣": "space",
    "↑": "up",
    "↓": "down",
    "←": "left",
    "→": "right",
    "›": "paste",
}

_STEPS = (
    *("chello⏎", "c⏎", "cabc⎋", "cx⏎⏎", "cffff⏎ff", "c⌫⌫⌫new⏎", "c›⏎", "c¿é你👍⏎"),
    *("g2⏎", "g⏎", "g⎋", "gcopy⏎", "g↓⏎", "g9⏎", "g1⏎⏎", "gg"),
    *(";h", ";1", ";⏎hed⏎", "⏎hed⏎", "⏎↓↓⏎", "⏎⎋", "⏎zzz⏎⎋", "1", "2", "0"),
    *(":flag⏎", ":note⏎hm⏎", ":accept⏎", ":⎋", ":guid⏎q", ":undo⏎", "::⏎"),
    *("t1q", "t2uq", "tj2xq", "t⎋", "tsdq", "t⏎↓⏎q", "t3q", "tq", "tt", "tj⏎x⏎q"),
    *("d1q", "d12q", "dq", "dd", "dj⏎q", "d1u", "d⎋", "d2xq", "d⎋⎋"),
    *("!w", "!q", "!o", "!obecause⏎", "!⎋", "!o⎋", "!x"),
    *("/dam⏎⏎", "/dam⏎q", "/zzz⏎⎋", "/⏎⏎", "/⏎j⏎n", "/⏎F", "oq", "o⏎", "/dam⏎jj⏎nN", "F", "/⎋"),
    *("?q", "?x", "?j␣q", "?⎋", "??", "iq", "ia", "ix", "i⎋", "ii", "ij", "Gq", "Dq", "pq", "iqqq"),
    *("ewwq", "ew⏎", "e⎋", "sas1", "ss0", "s⎋", "sdd;h", ".2", "..1", "'1", ",1", "w⏎hed⏎", "wwl1"),
    *("ra", "rs", "rde", "r1aq", "r⏎⏎", "r⎋", "re", "rac"),
    *("+", "|s", "|d", "|⎋", "f", "f", "z", "R", "y"),
    *("a", "a", "A", "x", "x", "X", "␣", "␣", "u", "u", "u", "U", "j", "k", "J", "K", "n", "N"),
    *("⇥", "⇤", "]", "[", "⎋", "⌫", "⏎", "↓", "↑", "→", "←"),
)
_NEVER_AFTER_ESCAPE = frozenset({"[", "O", "b", "f", "backspace"})


def random_keys(chance: random.Random, steps: int) -> list[str]:
    """Keys of so many steps, most of them whole, some cut off or with other keys among them.

    Escape is never followed by [ or O, with which the sequences of terminals begin, nor by b, f or
    backspace: in a line, that is alt and one of these.
    """
    keys: list[str] = []
    for _ in range(steps):
        step = keys_of(chance.choice(_STEPS))
        if chance.random() < 0.2:
            step = step[: chance.randrange(len(step) + 1)]
        if chance.random() < 0.1:
            step.append(_mouse(chance))
        if chance.random() < 0.1:
            step.insert(chance.randrange(len(step) + 1), chance.choice(keys_of("⏎⎋⏎⎋fj")))
        keys += [*step, *keys_of("⎋⎋⎋")] if chance.random() < 0.25 else step
    return [
        key
        for before, key in zip(["", *keys], keys, strict=False)
        if not (before == "escape" and key in _NEVER_AFTER_ESCAPE)
    ]


def _mouse(chance: random.Random) -> str:
    """A click, or a drag, somewhere on the screen."""
    start, end = ((chance.randrange(2, SIZE[0]), chance.randrange(2, SIZE[1])) for _ in range(2))
    end = end if chance.random() < 0.5 else start
    moves = "" if end == start else f"\x1b[<32;{end[0]};{end[1]}M"
    return f"\x1b[<0;{start[0]};{start[1]}M{moves}\x1b[<0;{end[0]};{end[1]}m"


def pieces(chance: random.Random, keys: Keys) -> list[bytes]:
    """The bytes of keys, cut at random places: inside sequences and characters, too."""
    data = "".join(BYTES.get(key, key) for key in keys).encode()
    found = []
    while data:
        length = chance.choice([1, 1, 2, 3, 7, 40, 200, 1000])
        found.append(data[:length])
        data = data[length:]
    return found


def make_store(folder: Path, document: Document | None = None) -> Path:
    """A database of two documents with suggestions of framing devices and claims.

    document: one that comes before them.
    """
    path = folder / "annotations.db"
    spans = (at("the dam"), at("“We deny it,”"), at("claims nothing"))
    claims = [Suggestion(one, "claim", "c.c@0000cccc", Tier.HIGH, Voice.NARRATOR) for one in spans]
    every = sorted([*suggestions(), *claims], key=lambda one: one.span)
    with Store.open(path) as store:
        store.label_sets.put(label_set())
        store.annotators.enrol("ann")
        if document:
            store.documents.add(document)
        for uid, title in ((example_document().uid, "Dam talks stall"), ("b2:copy", "A copy")):
            store.documents.add(replace(example_document(), uid=uid, meta={"title": title}))
            put_suggestions(store, uid, every)
    return path


def app_of(store: Store) -> AnnotatorApp:
    """The app on such a database. Q leaves it, so that a q too many does not end a test.

    Uids are counted: what is drawn can depend on their order.
    """
    uids = (f"{number:016x}" for number in count(1))
    settings = Settings(keys={"quit": ("Q",)})
    controller = Controller(store, label_set(), "ann", lambda: next(uids), settings)
    return annotate_app(controller, settings)


def typed_slowly(path: Path, keys: Keys) -> list[str]:
    """Type keys one by one; the rows of the screen."""

    async def run(app: AnnotatorApp, pilot) -> None:
        parser = KeyParser()
        for number, key in enumerate(keys):
            now = float(number)
            data = BYTES.get(key, key)
            for message in [*parser.feed(data, now), *parser.tick(now + 0.5)]:
                app.post_message(message)
            await settle(app, pilot)

    return _in_process(path, run)


def typed_at_once(path: Path, keys: Keys, chance: random.Random) -> list[str]:
    """Type keys without waiting, except now and then; the rows of the screen."""

    async def run(app: AnnotatorApp, pilot) -> None:
        parser = KeyParser()
        for number, key in enumerate(keys):
            now = float(number)
            for message in [*parser.feed(BYTES.get(key, key), now), *parser.tick(now + 0.5)]:
                app.post_message(message)
            if chance.random() < 0.3:
                await asyncio.sleep(chance.choice([0, 0, 0.001, 0.01, 0.03]))
        await settle(app, pilot)

    return _in_process(path, run)


async def settle(app: AnnotatorApp, pilot) -> None:
    """Wait until all that was typed is handled, and drawn."""
    while app.is_running and not (app.input_queue.is_empty and app.screen.is_ready):
        await asyncio.sleep(0.002)
    for _ in range(3 * app.is_running):
        await pilot._wait_for_screen()


def _in_process(path: Path, run) -> list[str]:
    async def main() -> list[str]:
        with Store.open(path) as store:
            app = app_of(store)
            async with app.run_test(size=SIZE) as pilot:
                await settle(app, pilot)
                await run(app, pilot)
                await pilot.pause()
                await pilot.pause()
                return screen_lines(app) if app.is_running else []

    return asyncio.run(main())


def typed_through_terminal(path: Path, parts: Iterable[bytes]) -> bytes:
    """Type bytes into the app in a terminal, then ctrl+q; what it wrote until it had ended."""
    command = [sys.executable, "-m", "tests.helpers.typing_speed", str(path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.execvpe(command[0], command, environment)
    shown = b""
    while b"finished" not in shown:  # the first screen
        data = _read(terminal)
        assert data, shown[-2000:].decode()
        shown += data
    for part in (*parts, b"\x11"):
        os.write(terminal, part)
        while select.select([terminal], [], [], 0)[0] and (data := _read(terminal)):
            shown += data
    while data := _read(terminal):
        shown += data
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    assert status == 0, shown[-2000:]
    return shown


def _read(terminal: int) -> bytes:
    """What the app wrote, answered where it asked; b"" once it has ended."""
    if not select.select([terminal], [], [], PATIENCE)[0]:
        raise TimeoutError("the app neither draws nor ends")
    try:
        data = os.read(terminal, 1 << 16)
    except OSError:
        return b""
    for question, answer in ANSWERS.items():
        if question in data:
            os.write(terminal, answer)
    return data


def recorded(path: Path) -> list[tuple[str, str, str, int | None]]:
    """The events of a database in order: kind, payload, uid and sentence. Uids become numbers."""
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT kind, payload, uid, sentence_id FROM events ORDER BY id")
        rows = rows.fetchall()
    numbers: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        return numbers.setdefault(match[0], f"#{len(numbers)}")

    return [
        (kind, _UID.sub(number, payload), _UID.sub(number, uid), sentence)
        for kind, payload, uid, sentence in rows
    ]


if __name__ == "__main__":
    with Store.open(Path(sys.argv[1])) as opened:
        app_of(opened).run()
