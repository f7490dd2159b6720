"""`annotator import`: read texts, and texts with annotations, into the project."""

from __future__ import annotations

import codecs
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.api import ImportResult, Project, ProjectFolder
from annotator.cli.annotator_name import acting_name, problem_of
from annotator.cli.console import count, print_message, progress
from annotator.cli.import_annotations import (
    annotations_summary,
    as_json,
    labels_summary,
    parse_pairs,
    with_answers,
)
from annotator.cli.settings_file import open_project
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.api.annotation_import import AnnotationImport, ImportOptions
    from annotator.documents import Splitter


def check_encoding(context: click.Context, option: click.Parameter, name: str | None) -> str | None:
    """Return Python's name of the encoding. Raises BadParameter for an unknown one."""
    del context, option
    if name is None:
        return None
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise click.BadParameter(
            f"expected the name of an encoding such as utf-8 or cp1252, got {name!r}"
        ) from None


def load_splitter(
    context: click.Context, option: click.Parameter, name: str | None
) -> tuple[str, Splitter] | None:
    """Load the splitter before any text is read. Returns it with its name."""
    del context, option
    if name is None:
        return None
    from annotator import documents

    try:
        return name, documents.load_splitter(name)
    except AnnotatorError as error:
        raise click.BadParameter(str(error)) from None


@click.command("import")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--encoding", callback=check_encoding, help="Read every file in this encoding.")
@click.option(
    "--bad-bytes",
    type=click.Choice(["refuse", "mark"]),
    default="refuse",
    help="Of a file that is UTF-8 except a few bytes: refuse it, or read it with U+FFFD for each.",
)
@click.option("--keep-good", is_flag=True, help="Import what is readable; list the rest.")
@click.option("--dry-run", is_flag=True, help="Only print what would be imported.")
@click.option(
    "--sentences",
    "splitter",
    metavar="rules|spacy:MODEL",
    callback=load_splitter,
    help="Split sentences by our rules or by an installed spaCy pipeline, now and in later imports"
    " of this project.",
)
@click.option(
    "--format", "name", help="The format of files with annotations (default: by their content)."
)
@click.option(
    "--as",
    "annotator",
    metavar="NAME",
    help="Whose annotations they are (default: the names in the file, or that of the file).",
)
@click.option(
    "--role",
    type=click.Choice(["annotator", "gold", "machine"]),
    help="Import annotations as the work of annotators, as the gold layer, or as a machine's.",
)
@click.option(
    "--map",
    "labels",
    multiple=True,
    metavar="OLD=NEW",
    callback=parse_pairs,
    help="Rename a label; `OLD=` leaves its annotations out.",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="WHAT=COLUMN",
    callback=parse_pairs,
    help="Of a table with annotations: which column holds what, such as text=sentence.",
)
@click.option("--layer", "layers", multiple=True, metavar="NAME", help="Read only this layer.")
@click.option(
    "--texts",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The folder of the texts, if they are not beside the annotations.",
)
@click.option(
    "--unfinished",
    is_flag=True,
    help="Of a file with annotations: count no sentence as finished.",
)
@click.option("--json", "with_json", is_flag=True, help="Print the figures as JSON.")
@click.pass_obj
def command(
    folder: ProjectFolder,
    /,
    paths: tuple[Path, ...],
    *,
    encoding: str | None,
    bad_bytes: str,
    keep_good: bool,
    dry_run: bool,
    splitter: tuple[str, Splitter] | None,
    name: str | None,
    with_json: bool,
    **annotations: Any,
) -> None:
    """Import text files (.txt, .md), HTML, JSONL and folders of them (default: corpora/).

    Tables (.csv, .tsv), JSON arrays, e-mail (.eml, .mbox) and subtitles (.srt, .vtt) are read too.
    Files of other formats are refused by name, with what to do.

    A text file may begin with YAML front matter (title, source, url, author, date). A text is a
    document once, whatever its metadata: where it is found again is recorded. A changed text is a
    new document. If a file cannot be read, nothing is imported and every problem is listed.

    A file with annotations, or a folder that is one dataset, brings them and its annotators:
    exports of this program and of other tools. Labels that labels.yaml does not have are asked
    about on a terminal, and added to it otherwise. Importing it twice changes nothing, and nothing
    that the project holds is deleted.
    """
    options = _options(name, annotations, keep_good=keep_good)
    annotated = _with_annotations(paths, options)
    if not annotated:
        _refuse_useless(paths, name, annotations)
    texts = [path for path in paths if path not in annotated]
    reads_texts = bool(texts or not paths)
    if annotated and encoding and not reads_texts:
        options = replace(options, reading=replace(options.reading, encoding=encoding))
    messages: list[str] = []
    figures: dict[str, Any] = {"dry_run": dry_run, "files": [], "texts": None, "new_labels": {}}
    with _opened(folder, dry_run=dry_run) as project:
        if annotated:
            options = with_answers(project, annotated, options)
        is_whole = bool(annotated)
        with _importing(project, options, is_whole=is_whole, dry_run=dry_run) as importer:
            for path in annotated:
                found = importer.add(path, progress)
                messages += annotations_summary(path, found, unfinished=options.unfinished)
                figures["files"].append({"path": str(path), **as_json(found)})
            if reads_texts:
                result = project.import_texts(
                    texts,
                    encoding=encoding,
                    keep_good=keep_good,
                    mark_bad_bytes=bad_bytes == "mark",
                    splitter=splitter,
                    progress=progress,
                )
                messages += import_summary(result)
                figures["texts"] = texts_as_json(result)
        messages += labels_summary(project, importer, dry_run=dry_run)
        figures["new_labels"] = importer.new_labels
    messages += ["nothing is changed: --dry-run"] if dry_run else []
    for message in messages:
        print_message(message)
    if with_json:
        click.echo(json.dumps(figures, indent=2))


def _options(name: str | None, given: dict[str, Any], *, keep_good: bool) -> ImportOptions:
    """What the options say about files with annotations."""
    from annotator.api.annotation_import import ImportOptions
    from annotator.formats import ReadOptions

    annotator = given["annotator"] or ""
    if given["annotator"] is not None and (problem := problem_of(annotator)):
        raise click.BadParameter(problem, param_hint="--as")
    return ImportOptions(
        format=name or "",
        annotator=annotator,
        role=given["role"] or "",
        labels=given["labels"],
        reading=ReadOptions(columns=given["columns"], texts=given["texts"], layers=given["layers"]),
        unfinished=given["unfinished"],
        keep_good=keep_good,
    )


def _with_annotations(paths: Sequence[Path], options: ImportOptions) -> list[Path]:
    """The paths that have annotations: all if their format or their columns are named."""
    from annotator.formats import readers, recognised

    if options.format or options.reading.columns:
        return list(paths)
    every = readers()
    return [path for path in paths if recognised(path, every)]


def _refuse_useless(paths: Sequence[Path], name: str | None, annotations: dict[str, Any]) -> None:
    """Raise UsageError if an option was given that only files with annotations need.

    Raises DataError if the files are of a tool whose annotations are not read.
    """
    from annotator.api.annotation_import import check_is_read

    names = {"annotator": "--as", "labels": "--map", "columns": "--column", "layers": "--layer"}
    for key, value in {"format": name, **annotations}.items():
        if value:
            for path in paths:
                check_is_read(path)
            raise click.UsageError(f"{names.get(key, f'--{key}')} needs a file with annotations")


def _opened(folder: ProjectFolder, *, dry_run: bool) -> AbstractContextManager[Project]:
    """The project; in a dry run one that stays as it is, or none if there is none."""
    return _unchanged(folder) if dry_run else open_project(folder, create=True)


@contextmanager
def _unchanged(folder: ProjectFolder) -> Iterator[Project]:
    if folder.database.exists():
        with Project(folder, folder.open_store()) as project:
            yield project
        return
    from annotator.store import Store

    with (
        tempfile.TemporaryDirectory() as place,
        Project(folder, Store.open(Path(place) / folder.database.name)) as project,
    ):
        yield project


@contextmanager
def _importing(
    project: Project, options: ImportOptions, *, is_whole: bool, dry_run: bool
) -> Iterator[AnnotationImport]:
    """Import files with annotations, and the texts beside them.

    is_whole: all or nothing. Otherwise there are texts alone, which are stored in batches if they
    are many.
    Raises UsageError for a label of --map that no file has.
    """
    from annotator.api.annotation_import import AnnotationImport, annotation_import
    from annotator.api.imported_labels import UnknownLabel

    folder, store = project.folder, project.store
    if not is_whole:
        with store.rolled_back() if dry_run else nullcontext():
            yield AnnotationImport(folder, store, options)
        return
    if options.role == "gold":
        folder = replace(folder, annotator=acting_name(folder, store))
    try:
        with annotation_import(folder, store, options, dry_run=dry_run) as importer:
            yield importer
    except UnknownLabel as error:
        raise click.UsageError(f"--map: {error}") from None


_NAMED = 10
"""Near-duplicates that an import names."""


def _near_duplicates(result: ImportResult) -> Iterator[str]:
    """Yield the lines that name the new documents that nearly repeat another one."""
    for one in result.near_duplicates[:_NAMED]:
        share = f"{one.share:.0%}".replace("%", " %")
        texts = [f"{result.paths[uid]} ({short_uid(uid)})" for uid in (one.uid, one.earlier)]
        yield f"near-duplicate: {texts[0]} shares {share} of its phrases with {texts[1]}".strip()
    if more := len(result.near_duplicates[_NAMED:]):
        yield f"and {more:,} more; `annotator show --near-duplicates` lists all"


def short_uid(uid: str) -> str:
    """The beginning of a uid: enough to name one of many thousand documents."""
    return uid[: len("b2:") + 10]


def import_summary(result: ImportResult) -> Iterator[str]:
    """Yield the lines that say what an import did."""
    new, sentences = count(result.new, "new document"), count(result.sentences, "sentence")
    elsewhere = f" ({result.elsewhere:,} from another place)" if result.elsewhere else ""
    yield f"{new} with {sentences}, {result.known:,} already there{elsewhere}"
    for name, number in sorted(result.encodings.items()):
        yield f"{count(number, 'text')} read as {name}: a guess; --encoding overrules it"
    for language, number in sorted(result.languages.items()):
        yield (
            f"{count(number, 'text')} taken for {language}: only rules for this language suggest in"
            f" {'it' if number == 1 else 'them'}; `language:` in the metadata overrules it"
        )
    for name, number in sorted(result.marked.items()):
        yield f"{name}: {count(number, 'bad byte')} marked with U+FFFD"
    for one in result.changed:
        yield (
            f"{one.path} changed since it was imported: its text is a new document,"
            f" {short_uid(one.uid)}; annotations of the earlier text stay in"
            f" {short_uid(one.earlier)}, and both are in the queue"
        )
    yield from _near_duplicates(result)
    for problem in result.skipped:
        yield f"skipped: {problem}"
    for problem in result.refused:
        yield f"not imported: {problem}"


def texts_as_json(result: ImportResult) -> dict[str, Any]:
    """The figures of an import of texts, for programs."""
    return {
        "new": result.new,
        "known": result.known,
        "elsewhere": result.elsewhere,
        "sentences": result.sentences,
        "near_duplicates": len(result.near_duplicates),
        "skipped": [str(one) for one in result.skipped],
        "refused": [str(one) for one in result.refused],
    }
