"""brat standoff: a text, and an .ann file beside it with the annotations of one person.

Folders of several people's .ann files about the same texts are read as the work of each. What this
program wrote comes back as a whole, with what was changed in brat since: see brat_restored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from filecmp import cmp
from pathlib import Path

from annotator.documents import document_uid
from annotator.documents.encoding import NotTextError, decode
from annotator.errors import DataError, Problem
from annotator.formats.annotated_text import Work, article_of, assemble
from annotator.formats.brat_files import AnnotatedText, annotated_texts, annotation_files, text_of
from annotator.formats.brat_lines import Standoff, begins_like_standoff, parse
from annotator.formats.brat_names import recorded_names
from annotator.formats.brat_restored import restored
from annotator.formats.brat_writer import CONFIGURATION, FIRST_LINE, NATIVE, SUFFIX, write_folder
from annotator.formats.protocols import DocumentLine, ReadOptions, WriteOptions
from annotator.model import (
    AnnotatedDocument,
    Dataset,
    Document,
    DocumentSource,
    Judgement,
    Reading,
    Span,
)

__all__ = ["SUFFIX", "BratFormat", "annotation_files", "read_document", "text_of"]

_NO_TEXT = "Put the text beside it under the same name, or name the folder of the texts."
_SAME = "text that is there already with the same annotations"
_ONE_FILE = "Give each annotator one file for a text."


class BratFormat:
    """brat standoff, of one file or of a folder of them."""

    name = "brat"
    suffixes: Sequence[str] = (SUFFIX,)
    description = "brat standoff: .ann files beside their texts"
    write_options: Collection[str] = ()
    read_options: Collection[str] = ("annotator", "texts")

    def write_folder(self, dataset: Dataset, folder: Path, options: WriteOptions) -> None:
        """Write a text and an .ann file for each document, and the configuration of brat."""
        del options
        write_folder(dataset, folder)

    def recognises(self, path: Path) -> bool:
        """Return True for an .ann file that begins like one, and for a folder of them.

        In a folder with more texts than .ann files, and without a configuration of brat, texts are
        texts.
        """
        if path.is_dir():
            first = next(path.rglob(f"*{SUFFIX}"), None)
            if first is None or not self.recognises(first):
                return False
            texts, files = (sum(1 for _ in path.rglob(f"*{one}")) for one in (".txt", SUFFIX))
            return texts <= files or (path / CONFIGURATION).is_file()
        if path.suffix.lower() != SUFFIX or not path.is_file():
            return False
        with path.open("rb") as file:
            return begins_like_standoff(file.read(200).decode("utf-8", "replace"))

    def read(self, path: Path, options: ReadOptions) -> tuple[Dataset, Iterator[DocumentLine]]:
        """Return what is known of all files, and an iterator over their documents.

        Annotators are named as `annotated_texts` says. Raises DataError for a folder without .ann
        files, and for one of several annotators if options name one.
        """
        if (path / NATIVE).is_file() and not options.chosen:
            return restored(path)
        texts = annotated_texts(path, options)
        names = sorted({name for one in texts for name, _ in one.files})
        dataset = Dataset(annotators=dict.fromkeys(names, "annotator"))
        return dataset, _documents(texts, _names_of_types(path))


def _names_of_types(path: Path) -> Mapping[str, str] | None:
    """The names by type, if this program wrote a folder; None if another one did."""
    place = (path if path.is_dir() else path.parent) / CONFIGURATION
    try:
        configuration = place.read_text("utf-8", "replace")
    except OSError:
        return None
    return recorded_names(configuration) if configuration.startswith(FIRST_LINE) else None


# ------------------------------------------------------------------------------- reading


def _documents(
    texts: Sequence[AnnotatedText], names: Mapping[str, str] | None
) -> Iterator[DocumentLine]:
    seen: dict[tuple[str, str], Path] = {}
    for one in texts:
        problems: list[Problem] = []
        left_out = Counter[str]()
        files = []
        for annotator, file in one.files:
            try:
                text, lines = _decoded(file, one.text)
            except DataError as error:
                problems += error.problems
                continue
            before = seen.setdefault((annotator, document_uid(text)), file)
            if before != file and cmp(before, file, shallow=False):
                left_out[_SAME] += 1
            elif before != file:
                problem = f"{annotator!r} has annotations of the same text also in {before}"
                problems.append(Problem(file, 0, problem, _ONE_FILE))
            else:
                files.append((annotator, text, parse(file, lines, text, names)))
        yield _document(one, files, problems, left_out)


def _document(
    one: AnnotatedText,
    files: Sequence[tuple[str, str, Standoff]],
    problems: list[Problem],
    left_out: Counter[str],
) -> DocumentLine:
    if one.text is None or not files:
        return DocumentLine(0, None, tuple(problems), left_out)
    works = []
    for annotator, _, found in files:
        problems += found.problems
        left_out += found.not_held
        annotations, relations = found.annotations, found.relations
        works.append(Work(annotator, [*annotations.values()], relations=[*relations.values()]))
    article = article_of(files[0][1], {}, one.text)
    made = assemble(article, works, source=DocumentSource(one.name))
    return DocumentLine(0, made, tuple(problems), left_out)


def _decoded(file: Path, text: Path | None) -> tuple[str, str]:
    """The text of an .ann file, and its lines. Raises DataError if there is no text."""
    if text is None:
        problem = "expected the text of these annotations, found none"
        raise DataError(Problem(file, 0, problem, _NO_TEXT))
    found = []
    for one in (text, file):
        try:
            found.append(decode(one.read_bytes()).text)
        except NotTextError as error:
            raise DataError(Problem(one, 0, str(error), error.fix)) from None
    return found[0], found[1]


# ----------------------------------------------------------- comparing files of some coders


def read_document(file: Path, annotator: str, texts: Path | None = None) -> DocumentLine:
    """Return the document of an .ann file, which is judged as a whole, or what is wrong.

    texts: the folder of the texts, if they are not beside the annotations.
    """
    place = text_of(file, texts)
    try:
        text, lines = _decoded(file, place)
    except DataError as error:
        return DocumentLine(0, None, error.problems)
    found = parse(file, lines, text)
    whole = (Span(0, len(text)),) if text else ()
    title = place.stem if place else file.stem
    document = Document(document_uid(text), text, meta={"title": title}, sentences=whole)
    judged = Judgement(annotations=found.annotations, relations=found.relations, finished=True)
    reading = Reading(document, annotator, dict.fromkeys(whole or (None,), judged))
    made = AnnotatedDocument(document, readings=(reading,))
    return DocumentLine(0, made, tuple(found.problems), dict(found.not_held))
