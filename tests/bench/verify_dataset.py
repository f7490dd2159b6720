"""The time and memory that verifying a published dataset takes, beside writing the same data.

`python -m tests.bench.verify_dataset [SPANS]`: the baseline is the native writer on the same
documents, without the time of making them; and all of `write_publication`. Memory is the peak of a
process that verifies, for a tenth of the spans and for all (Linux).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from annotator.datasets.facts import About, Facts
from annotator.datasets.publication import DocumentSplits, write_publication
from annotator.datasets.splits import SplitPlan, splits
from annotator.datasets.verification import verify_folder
from annotator.documents import document_uid
from annotator.formats import native
from annotator.labels import load
from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Block,
    BlockKind,
    Dataset,
    Document,
    Judgement,
    Origin,
    Reading,
    Span,
)
from tests.helpers.paths import ROOT

PEOPLE = ("ann", "bea", "cy")
SENTENCES = 60
SPANS_A_DOCUMENT = SENTENCES * 7  # a sentence, three judgements of it, three annotations
WORDS = "ferry harbour council mayor island ticket storm bridge union engine".split()  # noqa: SIM905


def document(number: int) -> AnnotatedDocument:
    """A document in which three people gave a label in each sentence."""
    parts = [
        f"Line {number}.{nth} of the {WORDS[nth % 10]} and the {WORDS[number % 10]} was closed."
        for nth in range(SENTENCES)
    ]
    text = " ".join(parts)
    places, start = [], 0
    for part in parts:
        places.append(Span(start, start + len(part)))
        start += len(part) + 1
    whole = (Block(Span(0, len(text)), BlockKind.PARAGRAPH),)
    one = Document(document_uid(text), text, {"title": f"Line {number}"}, whole, tuple(places))
    readings = tuple(
        Reading(one, name, {place: _judgement(name, number, place) for place in places})
        for name in PEOPLE
    )
    return AnnotatedDocument(one, readings=readings)


def _judgement(name: str, number: int, place: Span) -> Judgement:
    uid = f"{name}{number}.{place.start}"
    words = (Span(place.start, place.start + 4),)
    made = Annotation(uid, "hedge", words, {"voice": "narrator"}, Origin.MANUAL)
    return Judgement({uid: made}, finished=True)


def in_order(count: int) -> list[int]:
    """Numbers of documents in the order of their uids."""
    return sorted(range(count), key=lambda number: document(number).document.uid)


def documents(numbers: list[int]) -> Iterator[AnnotatedDocument]:
    """Make documents, one at a time."""
    return map(document, numbers)


def dataset(numbers: list[int]) -> Dataset:
    """A dataset of these documents."""
    return Dataset(dict.fromkeys(PEOPLE, "annotator"), documents=documents(numbers))


def seconds(what: object) -> float:
    """The time that calling it takes."""
    start = time.perf_counter()
    what()  # type: ignore[operator]
    return time.perf_counter() - start


def published(folder: Path, numbers: list[int]) -> None:
    """Write a publication into a new folder."""
    folder.mkdir()
    label_set = load(ROOT / "labels.yaml")
    plan = SplitPlan()
    found = splits({one.document.uid: {} for one in documents(numbers)}, [], plan)  # type: ignore[misc]
    facts = Facts(About("bench"), shares=plan.shares, guideline=label_set.guideline)
    write_publication(folder, dataset(numbers), DocumentSplits(found, {}), facts, label_set)


def peak(folder: Path) -> float:
    """The peak memory, in MB, of a process that verifies a folder."""
    code = "import sys; from tests.bench.verify_dataset import child; child(sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def child(folder: str) -> None:
    """Verify a folder and print the peak of memory in MB."""
    if verify_folder(Path(folder)).problems:
        raise SystemExit("the dataset has problems")
    status = Path("/proc/self/status").read_text("utf-8")
    print(int(status.split("VmHWM:")[1].split()[0]) / 1024)  # not that of the parent, as getrusage


def main() -> None:
    """Print the figures."""
    spans = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    numbers = in_order(max(1, spans // SPANS_A_DOCUMENT))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)

        def write() -> None:
            with (place / "native.jsonl").open("w", encoding="utf-8", newline="") as file:
                file.writelines(native.lines(dataset(numbers)))

        making = seconds(lambda: list(map(id, documents(numbers))))
        writing = min(seconds(write) for _ in range(2)) - making
        publishing = seconds(lambda: published(place / "all", numbers)) - 2 * making
        verifying = min(seconds(lambda: verify_folder(place / "all")) for _ in range(2))
        published(place / "tenth", sorted(numbers[: len(numbers) // 10], key=numbers.index))
        found = verify_folder(place / "all")
        print(f"{found.spans:,} spans of {found.documents:,} documents")
        print(f"write native JSON Lines  {writing:6.2f} s")
        print(f"write the publication    {publishing:6.2f} s")
        print(f"verify                   {verifying:6.2f} s")
        print(f"verify / write native    {verifying / writing:6.2f}")
        print(f"verify / publication     {verifying / publishing:6.2f}")
        print(f"peak memory, a tenth     {peak(place / 'tenth'):6.0f} MB")
        print(f"peak memory, all         {peak(place / 'all'):6.0f} MB")


if __name__ == "__main__":
    main()
