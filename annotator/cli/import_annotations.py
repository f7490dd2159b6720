"""What `annotator import` asks and says about files with annotations."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.cli.console import count, print_message, progress
from annotator.errors import AnnotatorError, did_you_mean
from annotator.safe_text import display

if TYPE_CHECKING:
    from annotator.api import Project
    from annotator.api.annotation_import import AnnotationImport, ImportOptions
    from annotator.store.dataset_import import ImportedAnnotations

_LEAVE_OUT = "-"
_NAMED = 10
"""Names that a message lists at most."""


# ------------------------------------------------------------------------------ options


def parse_pairs(
    context: click.Context, option: click.Parameter, given: Sequence[str]
) -> dict[str, str]:
    """Return the parts before and after '=' of each value. Raises BadParameter without '='."""
    del context
    found: dict[str, str] = {}
    for one in given:
        name, sign, value = one.partition("=")
        if not sign or not name:
            raise click.BadParameter(f"expected {option.metavar}, got {one!r}")
        if found.setdefault(name, value) != value:
            raise click.BadParameter(f"{name!r} is given twice")
    return found


def with_answers(project: Project, paths: Sequence[Path], options: ImportOptions) -> ImportOptions:
    """The options with what a person on a terminal says about labels that labels.yaml lacks.

    Nobody is asked without a terminal, or if some labels were mapped already.
    """
    if options.labels or not _is_terminal() or not project.folder.label_file.exists():
        return options
    from annotator.api.annotation_import import count_labels

    known = [label.name for label in project.label_set().labels]
    counts = Counter[str]()
    for path in paths:
        counts += count_labels(path, options, progress)
    unknown = {name: number for name, number in counts.items() if name not in known}
    answers = {name: _asked(name, number, known) for name, number in unknown.items()}
    changed = {name: answer for name, answer in answers.items() if answer != name}
    return replace(options, labels=changed)


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _asked(name: str, number: int, known: Sequence[str]) -> str:
    """Ask what becomes of a label: its name, another one, or '' to leave it out."""
    print_message(
        f"{count(number, 'annotation')} with the label {name!r}, which labels.yaml does not have."
        f" Press enter to add it, type a label that it becomes, or {_LEAVE_OUT} to leave it out."
    )
    while True:
        try:
            answer = click.prompt(
                display(name), default="", show_default=False, prompt_suffix=" → ", err=True
            )
        except click.Abort:
            raise AnnotatorError(
                "nothing is imported: labels were not answered; --map old=new answers them"
            ) from None
        answer = answer.strip()
        if not answer or answer in known:
            return answer or name
        if answer == _LEAVE_OUT:
            return ""
        print_message(f"labels.yaml has no label {answer!r}. {did_you_mean(answer, known)}")


# ----------------------------------------------------------------------------- messages


def annotations_summary(
    path: Path, found: ImportedAnnotations, *, unfinished: bool
) -> Iterator[str]:
    """Yield the lines that say what an import of annotations did."""
    documents = count(found.documents, "new document")
    yield f"{path}: {documents}, {found.known:,} already there"
    if found.judgements or found.held:
        finished = count(found.finished, "finished sentence")
        marks = "none counts as finished" if unfinished else f"{finished}, as the file marks them"
        judged, made = count(found.judgements, "judged sentence"), found.annotations
        added = f"{judged} with {count(made, 'annotation')} added ({marks})"
        yield f"{added}, {found.held:,} already there"
    if found.suggestions:
        yield f"{count(found.suggestions, 'suggestion')} added"
    if found.annotators:
        whose = [
            name if role == "annotator" else f"{name} ({role})"
            for name, role in sorted(found.annotators.items())
        ]
        yield f"annotations by {_some(whose, _NAMED)}"
    if found.named_after:
        yield f"{found.named_after} is the name of the file, which names nobody: --as gives another"
    yield from _differences(found)
    if found.left_out:
        parts = [f"{number:,} × {what}" for what, number in sorted(found.left_out.items())]
        yield f"left out: {_some(parts, _NAMED)}"
    for problem in found.skipped:
        yield f"not imported: {problem}"


def _differences(found: ImportedAnnotations) -> Iterator[str]:
    """Yield the lines about what the project has otherwise than the file."""
    if found.other_sentences:
        yield (
            f"{count(len(found.other_sentences), 'document')} with other sentences in the project:"
            f" judgements count where they share text: {_some(found.other_sentences)}"
        )
    if found.other_metadata:
        yield (
            f"{count(len(found.other_metadata), 'document')} with other metadata in the project,"
            f" which stay: {_some(found.other_metadata)}"
        )
    if found.roles:
        yield f"roles stay as they are in the project: {', '.join(found.roles)}"


def labels_summary(project: Project, importer: AnnotationImport, *, dry_run: bool) -> Iterator[str]:
    """Yield the lines about labels that labels.yaml did not have, and names that it cannot have."""
    label_file = project.folder.label_file
    new = [f"{name} ({number:,})" for name, number in importer.new_labels.items()]
    if new and not label_file.exists():
        yield f"labels: {_some(new, _NAMED)}; there is no {label_file.name}: `annotator init`"
    elif new:
        what = "would be added" if dry_run else "are new"
        yield (
            f"labels that {label_file.name} did not have {what}: {_some(new, _NAMED)}; --map"
            " OLD=NEW takes one of its own instead"
        )
    for old, name in sorted(importer.labels.spelled.items()):
        yield f"the label {old!r} is called {name!r}: {label_file.name} cannot have that name"


def as_json(found: ImportedAnnotations) -> dict[str, Any]:
    """The figures of an import of annotations, for programs."""
    return {
        "documents": found.documents,
        "known": found.known,
        "judgements": found.judgements,
        "annotations": found.annotations,
        "finished": found.finished,
        "held": found.held,
        "suggestions": found.suggestions,
        "annotators": found.annotators,
        "left_out": dict(found.left_out),
        "skipped": [str(one) for one in found.skipped],
    }


def _some(names: Sequence[str], most: int = 3) -> str:
    """Name the first of some things."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
