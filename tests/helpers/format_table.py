"""Write the tables of docs/reference/formats.md: `python -m tests.helpers.format_table`.

What each format keeps is measured by writing and reading the cases. What programs of others load
is measured for those that are installed; of the others the last result stays, with its version.
"""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import annotator
from annotator.formats import (
    ReadableFormat,
    WritableFolder,
    WritableFormat,
    format_names,
    load,
)
from annotator.model import Dataset
from tests.helpers.format_cases import CASES, FEATURES, facts
from tests.helpers.format_readers import READERS, Reader
from tests.helpers.paths import ROOT

PAGE = ROOT / "docs" / "reference" / "formats.md"
RESULTS = ROOT / "tests" / "formats" / "readers.json"
"""By format and reader: the version, and whether each case is loaded as it is held."""

MADE = "<!-- Made by `python -m tests.helpers.format_table`: change it there. -->"
END = "<!-- End of what is made. -->"

KEPT = """
## What each format keeps

Written by `annotator export`, read again by `annotator import`, and compared. *In part*: some of it
comes back. Formats that are not in the table are written only. CoNLL keeps no white space: the rest
of it is compared without. Those of SemEval have labels of their own, and no others.
"""

LOADED = """
## What programs of others load

*yes*: what the program loads of an export is what the project holds, of all that it shows of the
format. The texts have emoji, combining marks, CR LF, right-to-left words or tabs; the annotations
overlap, have several fragments, attributes or relations, or are by several people. Of overlapping
annotations, a CoNLL file with one column has one.
"""

Results = dict[str, dict[str, Any]]


def main() -> None:
    """Measure what is installed, and write the results and the page."""
    results = measured(json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {})
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    PAGE.write_text(page(PAGE.read_text("utf-8"), results), "utf-8")


def page(text: str, results: Results) -> str:
    """The page with its tables made anew."""
    before, _, rest = text.partition(MADE)
    _, _, after = rest.partition(END)
    tables = "\n".join([KEPT, *_kept_table(), LOADED, *_reader_table(results)])
    return f"{before}{MADE}\n{tables}\n\n{END}{after}"


# ------------------------------------------------------------------------------ what is kept


def kept(name: str) -> dict[str, str]:
    """Whether a format keeps each feature: yes, in part, no.

    If it does not keep white space, the other features are compared without it.
    """
    found = {}
    blanks = True
    for feature, make in FEATURES.items():
        with TemporaryDirectory() as folder:
            target = written(Path(folder), name, make())
            read = annotator.read(target, name).read()
            back = replace(read, documents=list(read.documents))
        held, given = facts(back, blanks=blanks)[feature], facts(make(), blanks=blanks)[feature]
        found[feature] = "yes" if held == given else "in part" if held & given else "no"
        blanks = blanks and (feature, found[feature]) != ("texts", "no")
    return found


def both_ways() -> list[str]:
    """The formats that are read and written."""
    return [
        name
        for name in format_names()
        if isinstance(load(name), ReadableFormat) and is_written(name)
    ]


def is_written(name: str) -> bool:
    """Whether a format is exported."""
    return isinstance(load(name), WritableFormat | WritableFolder)


def written(folder: Path, name: str, held: Dataset) -> Path:
    """Write a dataset in a format."""
    one = load(name)
    suffix = one.suffixes[0] if isinstance(one, WritableFormat) and one.suffixes else ""
    target = folder / f"data{suffix}"
    annotator.write(held, target, name)
    return target


def _kept_table() -> Iterator[str]:
    yield from _rows(
        ["format", *FEATURES], ([f"`{name}`", *kept(name).values()] for name in both_ways())
    )


# ---------------------------------------------------------------------- what others load


def measured(before: Results) -> Results:
    """The results of the readers that are installed, and the earlier ones of the others."""
    results: Results = {}
    exported = [name for name in format_names() if is_written(name)]
    for reader in READERS:
        if reader.format not in exported:
            continue
        try:
            version = importlib.metadata.version(reader.distribution)
        except importlib.metadata.PackageNotFoundError:
            found = before.get(reader.format, {}).get(reader.distribution)
        else:
            cases = {name: loads(reader, make()) for name, make in CASES.items()}
            found = {"version": version, "cases": cases}
        if found:
            results.setdefault(reader.format, {})[reader.distribution] = found
    return results


def loads(reader: Reader, held: Dataset) -> bool:
    """Whether a reader loads what a dataset holds, as far as its format has it."""
    with TemporaryDirectory() as folder:
        target = written(Path(folder), reader.format, held)
        texts = {one.document.uid: one.document.text for one in held.documents}
        found = reader.load(target, texts)
    return found == _comparable(facts(held), found)


def _comparable(held: dict[str, set[Any]], found: dict[str, set[Any]]) -> dict[str, set[Any]]:
    """What is held of the features found. Annotators: of annotations, not of finished texts."""
    return {
        name: {one for one in held[name] if name != "annotators" or len(one) > 2} for name in found
    }


def _reader_table(results: Results) -> Iterator[str]:
    yield from _rows(
        ["format", "read by", *CASES],
        (
            [
                f"`{name}`",
                f"{reader} {one['version']}",
                *("yes" if one["cases"].get(case) else "no" for case in CASES),
            ]
            for name, readers in results.items()
            for reader, one in readers.items()
        ),
    )


def _rows(head: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    main()
