"""`annotator agreement`: how far annotators agree, in a project or in other people's files."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from annotator.api import ProjectFolder
from annotator.cli.console import Share, print_lines, print_message, progress
from annotator.cli.settings_file import open_project
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.agreement import Figure, StudyReport
    from annotator.agreement.metrics import Votes
    from annotator.api.agreement_of_files import FilesRead


@click.command("agreement")
@click.option(
    "--by", multiple=True, help="An annotator to compare; may be repeated (default: all)."
)
@click.option(
    "--label", "wanted", multiple=True, help="A label to compare; may be repeated (default: all)."
)
@click.option(
    "--votes",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Compare the votes of a table (CSV, TSV or JSON Lines) instead of a project.",
)
@click.option("--unit", multiple=True, metavar="COLUMN", help="What was judged; may be repeated.")
@click.option("--coder", default="", metavar="COLUMN", help="Who judged it.")
@click.option(
    "--value",
    multiple=True,
    metavar="COLUMN",
    help="The vote; without --coder, a column for each coder.",
)
@click.option(
    "--document",
    default="",
    metavar="COLUMN",
    help="The document of the unit, for intervals (default: each unit is its own).",
)
@click.option("--missing", multiple=True, help="A value that means none, such as NA.")
@click.option("--order", default="", help="All possible values, the lowest first: low,middle,high.")
@click.option("--separator", default="", help="Between the labels of a set (default: , ; or |).")
@click.option(
    "--files",
    multiple=True,
    metavar="NAME=FOLDER",
    help="Compare annotated files of other tools; repeat it for each annotator.",
)
@click.option("--format", "name", default="brat", show_default=True, help="Of --files.")
@click.option(
    "--texts",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="The texts of --files, if they are not beside the annotations.",
)
@click.option("--keep-good", is_flag=True, help="Leave out lines of --files that are wrong.")
@click.option(
    "--metric",
    "metrics",
    multiple=True,
    help="A coefficient of --votes or --files; may be repeated. docs/agreement.md lists them.",
)
@click.option(
    "--gold", default="", metavar="CODER", help="Who is not one of the people of --votes."
)
@click.option(
    "--soft",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write soft labels of --votes: shares, and posteriors of Dawid and Skene's model.",
)
@click.option("--pairs", is_flag=True, help="Also each pair of coders, of --votes or --files.")
@click.option(
    "--confidence",
    type=Share(0.5, 0.999),
    default=0.95,
    show_default=True,
    help="Level of the intervals.",
)
@click.option(
    "--methods",
    "as_methods",
    is_flag=True,
    help="Print a paragraph for the methods section of a paper, with the project's figures.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON: a list of figures.")
@click.pass_obj
def command(  # noqa: PLR0917 - one for each option
    folder: ProjectFolder,
    by: tuple[str, ...],
    wanted: tuple[str, ...],
    votes: Path | None,
    unit: tuple[str, ...],
    coder: str,
    value: tuple[str, ...],
    document: str,
    missing: tuple[str, ...],
    order: str,
    separator: str,
    files: tuple[str, ...],
    name: str,
    texts: Path | None,
    keep_good: bool,
    metrics: tuple[str, ...],
    gold: str,
    soft: Path | None,
    pairs: bool,
    confidence: float,
    as_methods: bool,
    as_json: bool,
) -> None:
    """Print percent agreement, kappa, alpha, AC1 and span F1, overall and for each label.

    Compares the sentences that at least two annotators finished, and what there is of attributes,
    relations and labels of documents; or the votes of a table (--votes); or annotated files of
    other tools (--files). Intervals take documents as the sample; docs/agreement.md says what is
    counted, and how well they hold.
    """
    _check_options(votes, files)
    if votes is not None:
        columns = {"value": value, "unit": unit, "coder": coder, "document": document}
        table = _read_votes(votes, columns, metrics, missing)
        figures = _vote_figures(table, metrics, (order, separator, gold), pairs, confidence)
        if soft is not None:
            _write_soft_labels(table, gold, unit or ("row",), soft)
    elif files:
        read = _read_files(files, name, texts, keep_good=keep_good)
        figures = _file_figures(read, metrics, wanted, pairs=pairs, confidence=confidence)
    else:
        study, titles = _study(folder, by, wanted, confidence)
        if as_methods:
            _print_methods(study)
        else:
            _print_study(study, titles, as_json=as_json)
        return
    _print(figures, confidence, as_json)


_VOTES = ("unit", "coder", "value", "document", "missing", "order", "separator", "gold", "soft")
_FILES = ("name", "texts", "keep_good")
_GOES_WITH = {
    **dict.fromkeys(_VOTES, ("--votes",)),
    **dict.fromkeys(_FILES, ("--files",)),
    **dict.fromkeys(("metrics", "pairs"), ("--votes", "--files")),
    "by": ("a project",),
    "as_methods": ("a project",),
    "wanted": ("a project", "--files"),
}
"""By parameter, what it goes with; all others go with everything."""


def _check_options(votes: Path | None, files: Sequence[str]) -> None:
    """Refuse options that would have no effect."""
    if votes is not None and files:
        raise click.UsageError("--votes and --files exclude each other")
    compared = "--votes" if votes is not None else "--files" if files else "a project"
    context = click.get_current_context()
    for option in context.command.params:
        fits = _GOES_WITH.get(option.name or "", (compared,))
        given = context.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE
        if given and compared not in fits:
            raise click.UsageError(f"{option.opts[0]} goes with {' or '.join(fits)}")
    if context.params["as_methods"] and context.params["as_json"]:
        raise click.UsageError("--methods and --json exclude each other")


def _read_votes(
    path: Path, columns: Mapping[str, Any], metrics: Sequence[str], missing: Sequence[str]
) -> Votes:
    from annotator.agreement.metrics import SETS, known_metric
    from annotator.formats.vote_table import VoteColumns, read_votes

    chosen = {known_metric(one) for one in metrics}
    sets = bool(chosen) and chosen <= SETS
    found = read_votes(path, VoteColumns(**columns), missing=missing, empty_is_missing=not sets)
    _ask_about_names(found.coders)
    return found


def _vote_figures(
    votes: Votes,
    metrics: Sequence[str],
    words: tuple[str, str, str],
    pairs: bool,
    confidence: float,
) -> list[Figure]:
    """Compute the figures of votes. words: the order, the separator and the gold coder."""
    from annotator.agreement import metrics as catalogue

    order, separator, gold = words
    people = votes.without(gold)[0] if gold else votes
    found = catalogue.figures(
        people,
        metrics or catalogue.DEFAULT,
        order=[one.strip() for one in order.split(",")] if order else (),
        separator=separator,
        pairs=pairs,
        confidence=confidence,
    )
    if gold:
        found += catalogue.gold_figures(votes, gold, confidence=confidence)
    return found


def _write_soft_labels(votes: Votes, gold: str, unit: Sequence[str], path: Path) -> None:
    from annotator.agreement.soft_labels import COLUMNS, soft_labels
    from annotator.formats.atomic_file import check_place, write_output
    from annotator.formats.csv_table import csv_line

    check_place(path)
    people, values = votes.without(gold) if gold else (votes, None)
    found = soft_labels(people.ratings(), values)
    if found is None:
        raise AnnotatorError("there are no soft labels: nobody voted")
    rows = chain([(*unit, *COLUMNS)], found.rows(votes.units))
    write_output(path, map(csv_line, rows))
    if not found.converged:
        print_message("Dawid and Skene's model did not converge: take its figures with care")
    for kinds, distance in found.distances().items():
        print_message(f"mean Manhattan distance of {kinds}: {distance:.3f}")


def _read_files(
    files: Sequence[str], name: str, texts: Path | None, *, keep_good: bool
) -> FilesRead:
    from annotator.api.agreement_of_files import read_files

    found = read_files(files, name, texts=texts, keep_good=keep_good)
    for problem in found.problems:
        print_message(f"left out: {problem}")
    _ask_about_names(sorted({one.annotator for one in found.readings}))
    return found


def _file_figures(
    found: FilesRead,
    metrics: Sequence[str],
    labels: Sequence[str],
    *,
    pairs: bool,
    confidence: float,
) -> list[Figure]:
    from annotator.agreement.span_metrics import DEFAULT
    from annotator.api.agreement_of_files import figures_of_files

    return figures_of_files(
        found, metrics or DEFAULT, labels=labels, pairs=pairs, confidence=confidence
    )


def _study(
    folder: ProjectFolder, by: Sequence[str], wanted: Sequence[str], confidence: float
) -> tuple[StudyReport, dict[str, str]]:
    """Return the report of the project, and the titles of its documents."""
    with open_project(folder) as project:
        study = project.study(by=by, labels=wanted, confidence=confidence, progress=progress)
        return study, project.store.documents.all_titles()


def _print_study(study: StudyReport, titles: Mapping[str, str], *, as_json: bool) -> None:
    from annotator import agreement

    if as_json:
        figures = [one.as_dict() for one in study.figures()]
        click.echo(json.dumps(figures, indent=2, allow_nan=False))
    else:
        print_lines(agreement.caution_lines(study))
        print_lines(agreement.table(study.all))
        print_lines(agreement.study_lines(study, titles))
    _check_some(study.all.figures())


def _print_methods(study: StudyReport) -> None:
    from annotator import agreement
    from annotator.agreement.methods import SOURCES

    _check_some(study.all.figures())
    print_lines(textwrap.wrap(agreement.methods(study), agreement.WIDTH))
    for source in SOURCES:
        print_lines(["", *textwrap.wrap(source, agreement.WIDTH, subsequent_indent="  ")])


def _print(figures: Sequence[Figure], confidence: float, as_json: bool) -> None:
    from annotator.agreement.figure_table import figure_lines

    if as_json:
        click.echo(json.dumps([one.as_dict() for one in figures], indent=2, allow_nan=False))
    else:
        print_lines(figure_lines(figures, confidence))
    _check_some(figures)


def _check_some(figures: Sequence[Figure]) -> None:
    """Raise AnnotatorError if no figure has a value."""
    if any(one.value is not None for one in figures):
        return
    reasons = list(dict.fromkeys(one.reason for one in figures)) or ["there is nothing to compare"]
    raise AnnotatorError(f"nothing could be computed: {reasons[0]}")


def _ask_about_names(coders: Sequence[str]) -> None:
    from annotator.agreement.report import same_names

    for question in same_names(coders):
        print_message(question)
