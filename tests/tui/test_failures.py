"""What an annotator sees when the database cannot be read or written; nothing is shown as done."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.cli.annotate import session_summary
from annotator.errors import StoreBusy, StoreError
from annotator.model import Judgement
from annotator.store import Store
from annotator.tui import lock_wait
from annotator.tui.actions.key_table import ACTIONS, READING_TOPICS
from annotator.tui.app import AnnotatorApp, make
from annotator.tui.plain_text import PlainTextApp
from tests.helpers.app_driver import SIZE, example_store, screen_lines
from tests.helpers.memory_store import example_document, labels
from tests.helpers.screenless import context_on, controller_on


@pytest.fixture
def path(tmp_path):
    """A database with two documents."""
    path = example_store(tmp_path)
    with Store.open(path) as store:
        store.documents.add(replace(example_document(), uid="b2:second"))
        store.annotators.enrol("ann")
    return path


@asynccontextmanager
async def opened(path: Path):
    """The app on a database, and its pilot."""
    with Store.open(path) as store:
        app = make(store, labels(), "ann")
        async with app.run_test(size=SIZE, notifications=True) as pilot:
            await pilot.pause()
            yield app, pilot
            app.controller.leave()


def screen(app: AnnotatorApp) -> str:
    """All that is on the screen, in one line."""
    return " ".join(" ".join(screen_lines(app)).split())


async def until(app: AnnotatorApp, pilot, words: str) -> None:
    """Wait until words are on the screen, whatever stands between them."""
    pattern = r"\W+".join(map(re.escape, words.split()))
    for _ in range(2000):
        if re.search(pattern, screen(app)):
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{words!r} is not on the screen:\n" + "\n".join(screen_lines(app)))


def stored(path: Path) -> list[str]:
    """The kinds of the events in a database."""
    with Store.open(path) as store:
        return [str(event.kind) for event in store.events.iterate()]


# ------------------------------------------------------------------- a disk that is full


def fill(store: Store) -> None:
    """Leave the database no page to grow by."""
    database = store._database
    (pages,) = database.execute("PRAGMA page_count").fetchone()
    database.execute(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_is_reported_and_nothing_is_shown_as_done(path):
    async def run() -> None:
        async with opened(path) as (app, pilot):
            fill(app.controller.store)
            for _ in range(300):  # there is room for some in the pages that are there
                before = len(list(app.controller.store.events.iterate()))
                flagged = app.controller.session.judgement.flagged
                await pilot.press("f")
                if app.controller.unrecorded:
                    break
            await until(app, pilot, "the disk is full")
            assert app.controller.session.judgement.flagged == flagged
            assert len(list(app.controller.store.events.iterate())) == before
            await pilot.press("j", "i")  # the app goes on
            assert app.is_running
            await pilot.press("escape", "k")
            app.controller.store._database.execute("PRAGMA max_page_count = 1000000")
            await pilot.press("f")
            assert app.controller.session.judgement.flagged != flagged
            assert session_summary(app.controller)[2].startswith("1 decision could not be saved")

    asyncio.run(run())


def test_keys_typed_after_one_that_failed_are_dropped(path, monkeypatch):
    async def run() -> None:
        async with opened(path) as (app, pilot):
            monkeypatch.setattr(app.controller.store.events, "record", fail)
            for key in ("a", "j"):
                app.simulate_key(key)
            await until(app, pilot, "cannot grow")
            assert app.controller.session.position == 0

    asyncio.run(run())


def fail(*_values: object, **_named: object):
    raise StoreError("annotations.db cannot grow, the disk is full: make room and try again.")


def test_a_failure_in_a_dialog_is_seen_there(path, monkeypatch):
    async def run() -> None:
        async with opened(path) as (app, pilot):
            monkeypatch.setattr(app.controller.store.events, "record", fail)
            await pilot.press("t", "1", "1")
            await until(app, pilot, "the disk is full")
            assert len(app._notifications) == 1  # they do not pile up
            assert app.controller.store.events.newest("ann") == ""
            assert app.is_running

    asyncio.run(run())


@pytest.mark.parametrize("keys", [["c", "h", "enter"], ["enter", "h", "enter"], ["!", "w"]])
def test_after_an_answer_that_failed_the_app_takes_keys(path, monkeypatch, keys):
    """Also where the dialog that was open while it failed is closed by it."""

    async def run() -> None:
        async with opened(path) as (app, pilot):
            with monkeypatch.context() as patch:
                patch.setattr(app.controller.store.events, "record", fail)
                await pilot.press(*keys)
                await until(app, pilot, "the disk is full")
            await pilot.press("a")
            await until(app, pilot, "accepted falsely described")

    asyncio.run(run())


KEYS = ("a", "A", "x", "X", "z", "space", "R", "f", "2", "0", "tab", "j", "k", "J", "K", "n", "]",
        ".", "+", "u", "U", "w", "escape", "s", "a", ";", "h", "r", "1")  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(KEYS), st.booleans()), max_size=25))
def test_whatever_fails_what_is_shown_is_what_is_stored(presses):
    with TemporaryDirectory() as folder, Store.open(example_store(Path(folder))) as store:
        store.annotators.enrol("ann")
        context = context_on(store)
        database, written = store._database, store._database.transaction
        for key, fails in presses:
            before = store.events.newest("ann")
            database.transaction = failing if fails else written
            context.press(key)
            session, uid = context.session, context.session.document.uid
            held = store.judgements.of_document("ann", uid)
            assert {at: one for at, one in session.judgements.items() if one != Judgement()} == {
                at: one for at, one in held.items() if one != Judgement()
            }
            assert context.controller.progress == store.annotators.progress("ann")
            if fails:
                assert store.events.newest("ann") == before
        database.transaction = written


@contextmanager
def failing(**_named: bool):
    fail()
    yield


# --------------------------------------------------------------------------- a locked file


@contextmanager
def locked(path: Path):
    """Another program writes to the database, until `release` is called."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    def release() -> None:
        if other.in_transaction:
            other.execute("ROLLBACK")

    try:
        yield release
    finally:
        release()
        other.close()


def test_a_decision_waits_for_another_program_and_the_screen_says_so(path, monkeypatch):
    monkeypatch.setattr(lock_wait, "SILENT_SECONDS", 0.0)

    async def run() -> None:
        async with opened(path) as (app, pilot):
            with locked(path) as release:
                for key in ("a", "f", "j"):
                    app.simulate_key(key)
                await until(app, pilot, "waiting for another program to write to annotations.db")
                assert stored(path) == []
                assert app.controller.session.position == 0  # the keys keep their order
                release()
                await until(app, pilot, "sentence 2/3")
            assert stored(path) == ["accept", "flag"]
            assert "waiting" not in screen(app)
            assert app.controller.unrecorded == 0

    asyncio.run(run())


def test_moving_reading_and_leaving_wait_for_nobody(path):
    async def run() -> None:
        async with opened(path) as (app, pilot):
            with locked(path):
                await pilot.press("j")
                await until(app, pilot, "sentence 2/3")
                await pilot.press("?")
                await until(app, pilot, "q closes")
                await pilot.press("escape", "q")
                assert not app.is_running or app._exit

    asyncio.run(run())


def test_a_lock_that_stays_is_reported_and_the_keys_that_waited_do_nothing(path, monkeypatch):
    monkeypatch.setattr(lock_wait, "PATIENCE_SECONDS", -1.0)

    async def run() -> None:
        async with opened(path) as (app, pilot):
            with locked(path):
                for key in ("a", "j"):
                    app.simulate_key(key)
                await until(app, pilot, "nothing was recorded")
                assert app.controller.session.position == 0
            assert stored(path) == []
            await pilot.press("a")
            await until(app, pilot, "accepted falsely described")
            assert stored(path) == ["accept"]

    asyncio.run(run())


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
def test_a_person_can_end_the_wait_and_learns_what_is_not_saved(path, key):
    async def run() -> None:
        async with opened(path) as (app, pilot):
            with locked(path):
                for waiting in ("a", "f", "j", key):
                    app.simulate_key(waiting)
                if key == "ctrl+q":
                    for _ in range(200):
                        await asyncio.sleep(0.01)
                        if app._exit:
                            break
                    assert app._exit
                else:
                    await until(app, pilot, "nothing was recorded")
                    await pilot.press("j")
                    await until(app, pilot, "sentence 2/3")
            assert stored(path) == []
            assert session_summary(app.controller)[2].startswith("2 decisions could not be saved")

    asyncio.run(run())


def test_a_program_that_begins_to_write_at_the_last_moment_is_reported(path, monkeypatch):
    monkeypatch.setattr(lock_wait, "LATECOMER_SECONDS", 0.0)
    monkeypatch.setattr(lock_wait.LockWait, "may_begin", lambda _self: True)

    async def run() -> None:
        async with opened(path) as (app, pilot):
            with locked(path):
                await pilot.press("a")
                await until(app, pilot, "is being written to by another process")
            assert stored(path) == []

    asyncio.run(run())


def test_plain_text_mode_waits_and_says_so(path, monkeypatch):
    monkeypatch.setattr(lock_wait, "SILENT_SECONDS", -1.0)
    with Store.open(path) as store:
        controller = controller_on(store)
        with locked(path) as release:
            console = OneKeyConsole("a", release)
            app = PlainTextApp(controller, console)
            app.press("a")
        assert any("waiting for another program" in line for line in console.lines)
        assert any(line.startswith("accepted") for line in console.lines)


class OneKeyConsole:
    """A console that ends the lock once it is asked to wait."""

    def __init__(self, key: str, release) -> None:
        self.lines: list[str] = []
        self._release = release
        self.key = lambda: key
        self.forget = self.skip_line = lambda: None

    def write(self, text: str) -> None:
        self.lines.append(text)
        if "waiting" in text:
            self._release()


@pytest.mark.parametrize(
    "action", [one for one in ACTIONS if one.group in READING_TOPICS], ids=lambda one: one.id
)
def test_actions_that_do_not_wait_record_nothing(path, action):
    with Store.open(path) as store:
        context = context_on(store)
        context.session.edit_bounds() if action.mode == "select" else None
        database, written = store._database, store._database.transaction
        called = []

        def transaction(*, patient: bool = True, **named: bool):
            called.append(patient)
            return written(patient=patient, **named)

        database.transaction = transaction
        context.attempt(lambda: context.run(action))
        assert not any(called)  # a bookmark does not wait


# ------------------------------------------------------------------------- a damaged file


def test_a_damaged_page_is_reported_and_the_app_goes_on(path):
    async def run() -> None:
        async with opened(path) as (app, pilot):
            store = app.controller.store
            store._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            store._database.execute("PRAGMA cache_size = 0")
            root = store._database.execute(
                "SELECT rootpage FROM sqlite_master WHERE name = 'documents'"
            ).fetchone()[0]
            size = store._database.execute("PRAGMA page_size").fetchone()[0]
            damage(path, root, size)
            await pilot.press("J")
            await until(app, pilot, "is damaged")
            assert app.is_running
            assert app.controller.session.document.uid == example_document().uid

    asyncio.run(run())


def damage(path: Path, page: int, size: int) -> None:
    """Overwrite a page, and have every connection read it again."""
    with path.open("rb+") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * size)
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE made_later (one)")
    other.commit()
    other.close()


# -------------------------------------------------------------- removed, replaced, moved


def rescued(folder: Path) -> Path:
    (found,) = folder.glob("annotations-rescued-*.db")
    return found


def remove(path: Path) -> None:
    path.unlink()


def restore_backup(path: Path) -> None:
    shutil.copy(path.with_name("backup.db"), path.with_name("new.db"))
    path.with_name("new.db").replace(path)


def put_a_stranger(path: Path) -> None:
    path.with_name("new.db").write_text("a stranger")
    path.with_name("new.db").replace(path)


def move_away(path: Path) -> None:
    path.rename(path.with_name("moved.db"))


def copy_backup_over(path: Path) -> None:
    path.write_bytes(path.with_name("backup.db").read_bytes())


@pytest.mark.parametrize(
    "change", [remove, restore_backup, put_a_stranger, move_away, copy_backup_over]
)
def test_work_goes_on_in_a_rescue_file_and_nothing_reaches_the_stranger(path, change):
    shutil.copy(path, path.with_name("backup.db"))
    controllers = []

    async def run() -> None:
        async with opened(path) as (app, pilot):
            controllers.append(app.controller)
            await pilot.press("a")
            change(path)
            await pilot.press("f")
            what = "was removed" if change in {remove, move_away} else "was replaced by another"
            what = "was overwritten with another file" if change is copy_backup_over else what
            await until(app, pilot, what)
            await pilot.press("x")
            assert app.controller.rescue_file == rescued(path.parent)
            said = " ".join(session_summary(app.controller))
            assert str(rescued(path.parent)) in said

    asyncio.run(run())
    assert stored(rescued(path.parent)) == ["accept", "flag", "reject"]
    beside = {one.name for one in path.parent.iterdir()}
    assert not {"annotations.db-wal", "annotations.db-shm"} & beside
    if change in {restore_backup, copy_backup_over}:
        assert path.read_bytes() == path.with_name("backup.db").read_bytes()
        assert stored(path) == []
    elif change is put_a_stranger:
        assert path.read_text() == "a stranger"
    elif change is move_away:
        assert stored(path.with_name("moved.db")) == ["accept"]
    else:
        assert "annotations.db" not in beside


def test_the_log_of_a_stranger_that_is_open_is_left_alone(path):
    """The files of the old database were all removed, and another program has opened a new one."""

    async def run() -> None:
        async with opened(path) as (app, pilot):
            await pilot.press("a")
            for one in path.parent.glob("annotations.db*"):
                one.unlink()
            other = sqlite3.connect(path, isolation_level=None)
            other.execute("PRAGMA journal_mode = WAL")
            other.execute("CREATE TABLE kept (one)")
            log = path.with_name("annotations.db-wal")
            before = log.stat().st_ino, log.read_bytes()
            await pilot.press("f")
            await until(app, pilot, "was replaced by another")
            assert (log.stat().st_ino, log.read_bytes()) == before
            other.close()

    asyncio.run(run())
    assert stored(rescued(path.parent)) == ["accept", "flag"]
    with sqlite3.connect(path) as stranger:
        assert stranger.execute("SELECT name FROM sqlite_master").fetchall() == [("kept",)]


def test_a_file_that_is_removed_before_leaving_is_rescued_too(path):
    with Store.open(path) as store:
        controller = controller_on(store)
        controller.record(context_flag(controller))
        path.unlink()
        controller.leave()
    assert stored(rescued(path.parent)) == ["flag"]


def context_flag(controller):
    from annotator.annotations import commands

    return commands.flag(controller.session)


def test_a_rescue_that_cannot_be_written_is_reported_and_nothing_is_recorded(path, monkeypatch):
    from annotator.store import rescue

    monkeypatch.setattr(rescue, "_rescue_folders", lambda _: [Path("/nowhere/at/all")])

    async def run() -> None:
        async with opened(path) as (app, pilot):
            path.unlink()
            await pilot.press("a")
            await until(app, pilot, "a copy of it could be written nowhere")
            assert app.controller.session.marks(app.controller.session.sentence)[0].suggestion
            assert app.is_running
            await pilot.press("f")
            assert app.controller.unrecorded == 2

    asyncio.run(run())


def test_other_programs_refuse_to_write_to_what_took_the_place(path):
    with Store.open(path) as store:
        put_a_stranger(path)
        with pytest.raises(StoreError, match="was replaced by another file while it was open"):
            store.annotators.enrol("bea")
        assert path.read_text() == "a stranger"


def test_a_lock_is_an_error_of_its_own(path):
    with Store.open(path) as store, locked(path):
        store.wait_for(0)
        with pytest.raises(StoreBusy, match="another process"):
            store.annotators.enrol("bea")
