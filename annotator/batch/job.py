"""The whole job: chunks to all cores, parts beside the target, and at the end the target."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from importlib.metadata import version
from multiprocessing.connection import wait as wait_for_any
from pathlib import Path

from annotator.batch import parquet
from annotator.batch.inputs import TABLES, Chunk, Columns, Source, articles
from annotator.batch.shards import LINES, Facts, Parts
from annotator.batch.worker import SHOWN, Suggester, shortened, suggester
from annotator.errors import AnnotatorError, Problem
from annotator.gc_tuning import collect_seldom
from annotator.model import LabelSet

_AHEAD = 2  # chunks in wait for each worker


@dataclass(frozen=True, slots=True)
class Job:
    """What to do. target: its name says whether it becomes Parquet or JSON Lines.

    workers: processes; with one, all is done in this one. restart: do not go on with what an
    earlier run left. keep_good: write what can be read where some cannot. prefilter: see
    annotator.suggestions.rules.Engine.
    """

    source: Path
    target: Path
    label_set: LabelSet
    columns: Columns = field(default_factory=Columns)
    workers: int = 1
    restart: bool = False
    keep_good: bool = False
    prefilter: bool = True


@dataclass(slots=True)
class Report:
    """What a run did. resumed: chunks that an earlier run had done.

    problems: the first SHOWN texts that cannot be read, of `refused` in all. written: whether
    the target was.
    """

    documents: int = 0
    sentences: int = 0
    suggestions: int = 0
    guessed: int = 0
    refused: int = 0
    resumed: int = 0
    problems: list[Problem] = field(default_factory=list)
    skipped: list[Problem] = field(default_factory=list)
    written: bool = False

    def refusals(self, path: Path) -> list[Problem]:
        """Every problem that is named, and how many more there are."""
        return shortened(self.problems, self.refused, path)

    def add(self, facts: Facts) -> None:
        """Count a part."""
        self.documents += facts.documents
        self.sentences += facts.sentences
        self.suggestions += facts.suggestions
        self.guessed += facts.guessed
        self.refused += len(facts.problems)
        self.problems += facts.problems[: SHOWN - len(self.problems)]


def known_target(path: Path) -> bool:
    """Whether an answer can be written under this name."""
    return path.suffix.lower() in (*TABLES, *LINES)


def run(
    job: Job, begin: Callable[[int], None] | None = None, done: Callable[[int], None] | None = None
) -> Report:
    """Write the suggestions for all of the source, the same whatever the number of workers.

    begin: told how many bytes there are; done: told of each so many that are dealt with.
    The parts stay where anything stops the run, or a text cannot be read and keep_good is off:
    another run goes on with them. Raises AnnotatorError.
    """
    _check_places(job)
    if job.target.suffix.lower() in TABLES:
        parquet.needed()
    source = Source(job.source, job.columns)
    parts = Parts(job.target)
    about = _about(job, source)
    parts.begin(about, restart=job.restart)
    ready = parts.numbers()
    report = Report(resumed=len(ready), skipped=source.skipped)
    if begin is not None:
        begin(source.size)
    numbers = list(_work(job, source, parts, ready, done or (lambda _: None)))
    for facts in parts.facts(numbers):
        report.add(facts)
    if report.refused and not job.keep_good:
        return report
    parts.join(numbers, {key: about[key] for key in ("program", "label_set")})
    parts.remove()
    report.written = True
    return report


def _check_places(job: Job) -> None:
    """Refuse an output that is, or would become, a part of the input."""
    source, target = job.source.resolve(), job.target.resolve()
    if target == source or source in target.parents:
        raise AnnotatorError(f"{job.target}: is in the input; name an output outside of it")
    if target.is_dir():
        raise AnnotatorError(f"{job.target}: is a folder; name a file")


def _about(job: Job, source: Source) -> dict[str, str]:
    """What makes two runs the same job."""
    columns = job.columns
    return {
        "program": version("annotator"),
        "label_set": job.label_set.uid,
        "input": source.fingerprint(),
        "columns": f"{columns.text} {columns.id} {columns.encoding or ''}".strip(),
    }


def _work(
    job: Job, source: Source, parts: Parts, ready: set[int], done: Callable[[int], None]
) -> Iterator[int]:
    """The numbers of all chunks, each of them dealt with once the last is out."""
    with _Hands(job, parts, done) as hands:
        for chunk in source.chunks():
            yield chunk.number
            if chunk.number in ready:
                done(chunk.share)
            else:
                hands.take(chunk)
        hands.finish()


class _Hands:
    """Who works: this process, or a pool that never has more than a few chunks in wait."""

    def __init__(self, job: Job, parts: Parts, done: Callable[[int], None]) -> None:
        self._job = job
        self._parts = parts
        self._done = done
        self._pool: ProcessPoolExecutor | None = None
        self._waiting: dict[Future[None], int] = {}

    def __enter__(self) -> _Hands:
        return self

    def __exit__(self, *reason: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def take(self, chunk: Chunk) -> None:
        """Deal with a chunk now or soon."""
        if self._job.workers == 1:
            one = suggester(self._job.label_set, prefilter=self._job.prefilter)
            _deal_with(chunk, one, self._job.columns, self._parts)
            self._done(chunk.share)
            return
        if self._pool is None:
            self._pool = _pool(self._job, self._parts)
        if len(self._waiting) >= _AHEAD * self._job.workers:
            self._collect()
        try:
            self._waiting[self._pool.submit(_work_on, chunk)] = chunk.share
        except BrokenProcessPool:
            raise _broken(self._job) from None

    def finish(self) -> None:
        """Wait for the last."""
        while self._waiting:
            self._collect()

    def _collect(self) -> None:
        ended, _ = wait(self._waiting, return_when=FIRST_COMPLETED)
        for future in ended:
            share = self._waiting.pop(future)
            try:
                future.result()
            except BrokenProcessPool:
                raise _broken(self._job) from None
            self._done(share)


def _broken(job: Job) -> AnnotatorError:
    return AnnotatorError(
        "a worker was stopped from outside, perhaps for want of memory; what was done is kept:"
        f" run again, with fewer than {job.workers} --workers"
    )


def _deal_with(chunk: Chunk, one: Suggester, columns: Columns, parts: Parts) -> None:
    parts.write(chunk.number, one.answer(articles(chunk.pieces, columns)))


# --------------------------------------------------------------------------- a worker

_AT_WORK: dict[str, tuple[Suggester, Columns, Parts]] = {}


def _pool(job: Job, parts: Parts) -> ProcessPoolExecutor:
    """Fresh processes: what runs here is not copied into them half done."""
    way = "forkserver" if sys.platform == "linux" else "spawn"
    context = multiprocessing.get_context(way)
    if way == "forkserver":  # spaCy is loaded once, and shared
        context.set_forkserver_preload(
            ["annotator.batch.job", "annotator.suggestions.rules", "spacy"]
        )
    return ProcessPoolExecutor(job.workers, context, _begin_work, (job, parts))


def _begin_work(job: Job, parts: Parts) -> None:
    """In a worker: get ready. Whoever presses ctrl-c talks to the first process alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_seldom()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    one = suggester(job.label_set, prefilter=job.prefilter)
    _AT_WORK["it"] = (one, job.columns, parts)


def _work_on(chunk: Chunk) -> None:
    """In a worker: deal with a chunk."""
    _deal_with(chunk, *_AT_WORK["it"])


def _end_with_parent() -> None:
    """In a worker: a first process that is killed can tell nobody to stop."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for_any([parent.sentinel])
        os._exit(1)
