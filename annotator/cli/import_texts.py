"""`annotator import`: read texts, and texts with annotations, into the project."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator.api import ImportResult, Project, ProjectFolder
from annotator.cli.console import count, print_message, progress
from annotator.cli.settings_file import open_project
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.documents import Splitter
    from annotator.store.dataset_import import ImportedAnnotations


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
@click.option("--keep-good", is_flag=True, help="Import the readable files; list the others.")
@click.option(
    "--sentences",
    "splitter",
    metavar="rules|spacy:MODEL",
    callback=load_splitter,
    help="Split sentences by our rules or by an installed spaCy pipeline, now and in later imports"
    " of this project.",
)
@click.option(
    "--unfinished",
    is_flag=True,
    help="Of a file with annotations: count no sentence as finished.",
)
@click.option(
    "--format", "name", help="The format of files with annotations (default: by their content)."
)
@click.pass_obj
def command(  # noqa: PLR0917 - one for each option
    folder: ProjectFolder,
    paths: tuple[Path, ...],
    encoding: str | None,
    bad_bytes: str,
    keep_good: bool,
    splitter: tuple[str, Splitter] | None,
    unfinished: bool,
    name: str | None,
) -> None:
    """Import text files (.txt, .md), HTML, JSONL and folders of them (default: corpora/).

    Tables (.csv, .tsv), JSON arrays, e-mail (.eml, .mbox) and subtitles (.srt, .vtt) are read too.
    Files of other formats are refused by name, with what to do.

    A text file may begin with YAML front matter (title, source, url, author, date). A text is a
    document once, whatever its metadata: where it is found again is recorded. A changed text is a
    new document. If a file cannot be read, nothing is imported and every problem is listed.

    A JSONL file that `annotator export` wrote brings back its annotations too, and its annotators.
    Importing it twice changes nothing, and nothing that the project holds is deleted.

    The project remembers --sentences; earlier documents keep their sentences.
    """
    from annotator.formats import readers, recognised

    every = readers()
    annotated = [path for path in paths if name or recognised(path, every)]
    texts = [path for path in paths if path not in annotated]
    if name and not annotated:
        raise click.UsageError("--format needs a file with annotations")
    if unfinished and not annotated:
        raise click.UsageError("--unfinished needs a file with annotations")
    messages: list[str] = []
    with open_project(folder, create=True) as project, project.store.transaction():
        for path in annotated:
            found = project.import_annotations(
                path, format=name, unfinished=unfinished, progress=progress
            )
            messages += annotations_summary(path, found, unfinished=unfinished)
            messages += _unknown_labels(project, found)
        if texts or not paths:
            result = project.import_texts(
                texts,
                encoding=encoding,
                keep_good=keep_good,
                mark_bad_bytes=bad_bytes == "mark",
                splitter=splitter,
                progress=progress,
            )
            messages += import_summary(result)
    for message in messages:
        print_message(message)


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


def _unknown_labels(project: Project, found: ImportedAnnotations) -> Iterator[str]:
    """Yield a line if annotations have labels that labels.yaml does not have."""
    label_file = project.folder.label_file
    if found.labels and label_file.exists():
        known = {label.name for label in project.label_set().labels}
        missing = sorted(found.labels - known)
        if missing:
            yield f"labels that {label_file.name} does not have: {', '.join(missing)}"


def _some(uids: Sequence[str]) -> str:
    """Name the first of some documents."""
    more = f" and {len(uids) - 3:,} more" if len(uids) > 3 else ""
    return ", ".join(uids[:3]) + more


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
