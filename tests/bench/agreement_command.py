"""The agreement reports of a large project, beside computing them from all documents.

    python -m tests.bench.agreement_command [--sentences 100000] [--keep FOLDER]

Five people finished every sentence. Seconds of processor time of the report of a study: read and
compared as a whole, without counts, which is the baseline; from counts, when every document must be
counted, when none, and when one was changed; and its HTML page. All reports are equal.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import annotator
from annotator.annotations.events import Draft, Put
from annotator.api.compared_labels import compared_labels
from annotator.api.counted_study import cache_path
from annotator.model import OnShow, Span
from tests.bench.agreement_project import PEOPLE, make
from tests.helpers.fresh_agreement import fresh_study

Found = TypeVar("Found")


def timed(compute: Callable[[], Found]) -> tuple[Found, float]:
    """What a function returns, and the processor time that it took."""
    before = time.process_time()
    found = compute()
    return found, time.process_time() - before


def change(project: annotator.Project) -> None:
    """One person marks the first words of a document."""
    store = project.store
    uid = min(store.documents.all_titles())
    sentence = store.documents.get(uid).sentences[0]
    span = Span(sentence.start, sentence.start + 9)
    label = compared_labels(project.label_set())[0]
    put = Put(f"{time.time_ns():030x}", label, (span,), {}, OnShow.NONE)
    store.events.record(PEOPLE[0], [Draft(uid, sentence, put)])


def report(folder: Path) -> None:
    """Measure, and print."""
    with annotator.open(folder) as project:
        store, label_set = project.store, project.label_set()
        cache_path(store.path).unlink(missing_ok=True)
        labels = compared_labels(label_set)
        fresh, baseline = timed(lambda: fresh_study(store, label_set, labels=labels))
        print(f"{'from all documents':<34} {baseline:6.1f} s")

        def show(what: str, spent: float) -> None:
            print(f"{what:<34} {spent:6.1f} s  1/{baseline / spent:.1f} of that")

        found, spent = timed(project.study)
        assert found == fresh
        show("every document is counted", spent)
        found, spent = timed(project.study)
        assert found == fresh
        show("counted before", spent)
        change(project)
        changed, spent = timed(project.study)
        assert changed != fresh
        show("one document changed", spent)
        with tempfile.TemporaryDirectory() as other:
            target = Path(other) / "report.html"
            _, spent = timed(lambda: project.write_report(target))
        show("counted before, the HTML page", spent)


def main() -> None:
    """Make the project, and print a row for each way."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sentences", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="a folder to leave the project in")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as other:
        folder = asked.keep or Path(other) / "project"
        if not folder.exists():
            make(folder, asked.sentences)
        report(folder)


if __name__ == "__main__":
    main()
