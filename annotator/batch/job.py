"""Run a job: distribute shards to worker processes, then join their results into the output."""

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
from multiprocessing.connection import wait as wait_for_any
from pathlib import Path

from annotator import __version__
from annotator.batch.inputs import BatchInput, Columns, Shard, articles
from annotator.batch.shards import JSONL_SUFFIXES, ShardFiles, ShardSummary, is_earlier_output
from annotator.batch.suggestion_rows import MOST_NAMED, ArticleSuggester, shortened, suggester_for
from annotator.documents import parquet_reader
from annotator.errors import AnnotatorError, Problem
from annotator.formats.atomic_file import check_output
from annotator.gc_tuning import reduce_gc_frequency
from annotator.model import LabelSet

_QUEUED_PER_WORKER = 2
"""Shards that wait for each worker."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job: the input, the output and the label set.

    source: a file or a folder. target: a name in .parquet or .jsonl.
    workers: processes; 1 works in the current process.
    restart: delete what an earlier run left instead of continuing with it.
    keep_good: write the texts that can be read even if others cannot.
    prefilter: see annotator.suggestions.rules.Engine.
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
class BatchReport:
    """The counts and problems of a run.

    guessed: texts read in an encoding that was guessed. unreadable: texts that cannot be read.
    problems: of the first MOST_NAMED of these. resumed: shards that an earlier run had done.
    skipped: files that are no texts. written: True if the output was written.
    """

    documents: int = 0
    sentences: int = 0
    suggestions: int = 0
    guessed: int = 0
    unreadable: int = 0
    resumed: int = 0
    problems: list[Problem] = field(default_factory=list)
    skipped: list[Problem] = field(default_factory=list)
    written: bool = False

    def named_problems(self, path: Path) -> list[Problem]:
        """Return the problems of unreadable texts, the last one counting those not named."""
        return shortened(self.problems, self.unreadable, path)

    def add(self, summary: ShardSummary) -> None:
        """Add the counts of a shard."""
        self.documents += summary.documents
        self.sentences += summary.sentences
        self.suggestions += summary.suggestions
        self.guessed += summary.guessed
        self.unreadable += len(summary.problems)
        self.problems += summary.problems[: MOST_NAMED - len(self.problems)]


def known_target(path: Path) -> bool:
    """Return True if the name of an output is in .parquet or .jsonl."""
    return path.suffix.lower() in (*parquet_reader.SUFFIXES, *JSONL_SUFFIXES)


def run(
    job: Job,
    start: Callable[[int], None] | None = None,
    advance: Callable[[int], None] | None = None,
) -> BatchReport:
    """Write the suggestions for the whole input. The number of workers does not change the output.

    start: called with the number of bytes of the input; advance: called with bytes processed.
    If the run is stopped, or a text cannot be read and keep_good is off, the results of shards are
    kept and another run continues with them. Raises AnnotatorError.
    """
    _check_paths(job)
    if job.target.suffix.lower() in parquet_reader.SUFFIXES:
        parquet_reader.require_pyarrow()
    source = BatchInput(job.source, job.columns)
    shard_files = ShardFiles(job.target)
    about = _about(job, source)
    shard_files.begin(about, restart=job.restart)
    finished = shard_files.numbers()
    report = BatchReport(resumed=len(finished), skipped=source.skipped)
    if start is not None:
        start(source.size)
    numbers = list(_run_shards(job, source, shard_files, finished, advance or (lambda _: None)))
    for summary in shard_files.summaries(numbers):
        report.add(summary)
    if report.unreadable and not job.keep_good:
        return report
    shard_files.join(numbers, {key: about[key] for key in ("program", "label_set")})
    shard_files.remove()
    report.written = True
    return report


def _check_paths(job: Job) -> None:
    """Raise AnnotatorError for an output that is a part of the input or would destroy a file."""
    source, target = (Path(os.path.realpath(path)) for path in (job.source, job.target))
    if target == source or source in target.parents:
        raise AnnotatorError(f"{job.target}: is in the input; name an output outside of it")
    check_output(job.target, is_earlier_output)


def _about(job: Job, source: BatchInput) -> dict[str, str]:
    """Return what identifies a job: only the same one continues an earlier run."""
    columns = job.columns
    return {
        "program": __version__,
        "label_set": job.label_set.uid,
        "input": source.fingerprint(),
        "columns": f"{columns.text} {columns.id} {columns.encoding or ''}".strip(),
    }


def _run_shards(
    job: Job,
    source: BatchInput,
    shard_files: ShardFiles,
    finished: set[int],
    advance: Callable[[int], None],
) -> Iterator[int]:
    """Yield the numbers of all shards. All of them are done after the last was yielded."""
    with _Workers(job, shard_files, advance) as workers:
        for shard in source.shards():
            yield shard.number
            if shard.number in finished:
                advance(shard.share)
            else:
                workers.submit(shard)
        workers.join()


class _Workers:
    """The current process, or a pool of processes in which only a few shards wait."""

    def __init__(self, job: Job, shard_files: ShardFiles, advance: Callable[[int], None]) -> None:
        self._job = job
        self._files = shard_files
        self._advance = advance
        self._pool: ProcessPoolExecutor | None = None
        self._waiting: dict[Future[None], int] = {}

    def __enter__(self) -> _Workers:
        return self

    def __exit__(self, *reason: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def submit(self, shard: Shard) -> None:
        """Run a shard now (with one worker) or soon."""
        if self._job.workers == 1:
            one = suggester_for(self._job.label_set, prefilter=self._job.prefilter)
            _run_shard(shard, one, self._job.columns, self._files)
            self._advance(shard.share)
            return
        if self._pool is None:
            self._pool = _pool(self._job, self._files)
        if len(self._waiting) >= _QUEUED_PER_WORKER * self._job.workers:
            self._collect()
        try:
            self._waiting[self._pool.submit(_run_in_worker, shard)] = shard.share
        except BrokenProcessPool:
            raise _broken(self._job) from None

    def join(self) -> None:
        """Wait until all shards are done."""
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
            self._advance(share)


def _broken(job: Job) -> AnnotatorError:
    return AnnotatorError(
        "a worker was killed, perhaps because memory ran out; finished parts are kept:"
        f" run again with fewer than {job.workers} --workers"
    )


def _run_shard(
    shard: Shard, one: ArticleSuggester, columns: Columns, shard_files: ShardFiles
) -> None:
    shard_files.write(shard.number, one.suggest(articles(shard.items, columns)))


# --------------------------------------------------------------------------- a worker

_STATE: dict[str, tuple[ArticleSuggester, Columns, ShardFiles]] = {}


def _pool(job: Job, shard_files: ShardFiles) -> ProcessPoolExecutor:
    """Return a pool of new processes, which inherit no threads or locks of this one."""
    method = "forkserver" if sys.platform == "linux" else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":  # spaCy is loaded once, and shared
        context.set_forkserver_preload(
            ["annotator.batch.job", "annotator.suggestions.rules", "spacy"]
        )
    return ProcessPoolExecutor(job.workers, context, _start_worker, (job, shard_files))


def _start_worker(job: Job, shard_files: ShardFiles) -> None:
    """Prepare a worker. It ignores ctrl-c, which the main process handles."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    reduce_gc_frequency()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    one = suggester_for(job.label_set, prefilter=job.prefilter)
    _STATE["worker"] = (one, job.columns, shard_files)


def _run_in_worker(shard: Shard) -> None:
    """Run a shard in a worker."""
    _run_shard(shard, *_STATE["worker"])


def _end_with_parent() -> None:
    """End a worker when the main process has ended: one that was killed cannot stop its workers."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for_any([parent.sentinel])
        os._exit(1)
