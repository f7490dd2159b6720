"""UIMA CAS as XMI with its type system, as INCEpTION reads and writes it.

https://docs.oasis-open.org/uima/v1.0/uima-v1.0.html. A folder has a folder for each document, and
in it a file for each annotator, as INCEpTION exports a project; or one file for each document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from annotator.errors import DataError, Problem
from annotator.formats import cas_types
from annotator.formats.annotated_text import Work, article_of, assemble, works
from annotator.formats.cas_types import DeclaredTypes
from annotator.formats.cas_xmi_reader import CasText, read_cas
from annotator.formats.cas_xmi_writer import cas
from annotator.formats.protocols import DocumentLine, ReadOptions, WriteOptions
from annotator.formats.safe_names import SafeNames, original_name
from annotator.model import AnnotatedDocument, Dataset, DocumentSource

SUFFIX = ".xmi"
_TYPES = "TypeSystem.xml"
_NOBODY = "INITIAL_CAS"
"""The name of the file of a text that nobody has annotated yet."""
_HEAD = 2_000
_LOOKED_AT = 50


class CasXmiFormat:
    """UIMA CAS as XMI: a folder for each document, with a file for each annotator."""

    name = "cas-xmi"
    suffixes: Sequence[str] = (SUFFIX,)
    description = "UIMA CAS XMI with a type system (INCEpTION)"
    write_options: Collection[str] = ()
    read_options: Collection[str] = ("annotator", "layers")

    def write_folder(self, dataset: Dataset, folder: Path, options: WriteOptions) -> None:
        """Write a file for each document and annotator, and the type system."""
        del options
        names = SafeNames()
        names.of(_TYPES)
        attributes = _defined_attributes(dataset)
        for one in dataset.documents:
            held = works(one)
            attributes |= {name for work in held for name in _used_attributes(work)}
            inner = folder / names.of(_name(one))
            inner.mkdir()
            inside = SafeNames()
            for work in held or (None,):
                file = inner / f"{inside.of(work.annotator) if work else _NOBODY}{SUFFIX}"
                text = cas(one.document, original_name(inner.name), work)
                file.write_text(text, encoding="utf-8", newline="")
        (folder / _TYPES).write_text(cas_types.type_system(attributes), "utf-8", newline="")

    def recognises(self, path: Path) -> bool:
        """Return True for a CAS in XMI, or a folder of some."""
        file = path if path.is_file() else next(iter(path.rglob(f"*{SUFFIX}")), None)
        if file is None:
            return False
        with file.open("rb") as opened:
            head = opened.read(_HEAD)
        return b"<xmi:XMI" in head or b"http://www.omg.org/XMI" in head

    def read(self, path: Path, options: ReadOptions) -> tuple[Dataset, Iterator[DocumentLine]]:
        """Return the annotators, and an iterator over the documents.

        In folders of documents the names of files are those of annotators; another file is by the
        annotator of the options, or is named like the file or folder that is read. Raises DataError
        if there is no file.
        """
        files = [path] if path.is_file() else sorted(path.rglob(f"*{SUFFIX}"))
        if not files:
            what = "found none" if path.exists() else "there is no such file or folder"
            problem = f"expected {SUFFIX} files: {what}"
            raise DataError(Problem(path, 0, problem, "Name their folder."))
        by_document = _are_by_annotator(files)
        names = {_annotator(one) for one in files} if by_document else {options.author(path)}
        annotators = dict.fromkeys(sorted(names - {""}), "annotator")
        lines = _CasFolder(path, options, by_document=by_document).lines(files)
        return Dataset(annotators=annotators), lines


# ------------------------------------------------------------------------------ writing


def _name(one: AnnotatedDocument) -> str:
    """The id of a document: that of its first source, else its uid."""
    given = (source.external_id for source in one.sources)
    return next(filter(None, given), "") or one.document.meta.get("id", "") or one.document.uid


def _defined_attributes(dataset: Dataset) -> set[str]:
    """The names of the attributes that the guidelines define."""
    return {
        str(attribute["name"])
        for guideline in dataset.guidelines.values()
        for label in guideline.definition.get("labels", {}).values()
        for attribute in label.get("attributes", ())
    }


def _used_attributes(work: Work) -> Iterator[str]:
    for one in (*work.annotations, *work.whole):
        yield from one.attributes


# ------------------------------------------------------------------------------ reading


def _annotator(file: Path) -> str:
    """Who a file of a folder of a document is by; '' for nobody."""
    name = original_name(file.stem)
    return "" if name == _NOBODY else name


def _are_by_annotator(files: Sequence[Path]) -> bool:
    """Whether files are named like annotators: ours, or in a folder named like its document.

    The first file that is a CAS decides for all.
    """
    for file in files[:_LOOKED_AT]:
        found = read_cas(file, DeclaredTypes())
        if not isinstance(found, Problem):
            folder = file.parent.name
            names = {folder, original_name(folder)}
            return any(one.is_own or one.name in names for one in found)
    return False


class _CasFolder:
    """Reads files, those of one document together."""

    def __init__(self, path: Path, options: ReadOptions, *, by_document: bool) -> None:
        self._path = path
        self._options = options
        self._by_document = by_document
        self._types: dict[Path, DeclaredTypes] = {}
        self._seen: set[str] = set()

    def lines(self, files: Sequence[Path]) -> Iterator[DocumentLine]:
        """Yield the documents, and at last the layers that were asked for and are in none."""
        groups: dict[Path, list[Path]] = {}
        for file in files:
            groups.setdefault(file.parent if self._by_document else file, []).append(file)
        for group in groups.values():
            yield from self._document(group)
        missing = sorted(set(self._options.layers) - self._seen)
        if missing:
            known = ", ".join(sorted(self._seen)) or "none"
            problem = f"expected annotations of the layer {missing[0]!r}; there are {known}"
            fix = "Name one of these, or no layer."
            yield DocumentLine(0, None, (Problem(self._path, 0, problem, fix),))

    def _document(self, files: Sequence[Path]) -> Iterator[DocumentLine]:
        """Yield what files of one document hold, once for each different text."""
        found: dict[tuple[str, str], list[tuple[Path, CasText]]] = {}
        for file in files:
            if wrong := self._wrong_types(file):
                yield DocumentLine(0, None, (wrong,))
            read = read_cas(file, self._types[file.parent], self._options.layers)
            if isinstance(read, Problem):
                yield DocumentLine(0, None, (read,))
                continue
            for one in read:
                self._seen |= one.layers
                found.setdefault((one.view, one.text), []).append((file, one))
        for texts in found.values():
            yield self._line(texts)

    def _line(self, texts: Sequence[tuple[Path, CasText]]) -> DocumentLine:
        file, first = texts[0]
        held = []
        problems: list[Problem] = []
        lost = Counter[str]()
        for path, one in texts:
            problems += one.problems
            lost += one.lost
            name = _annotator(path) if self._by_document else self._options.author(self._path)
            held += [replace(one.work, annotator=name)] if name else []
        article = article_of(first.text, first.meta, file)
        name = "/".join(filter(None, (first.meta.get("id") or first.name, first.view)))
        document = assemble(
            article,
            held,
            keep_uids=all(one.is_own for _, one in texts),
            source=DocumentSource((file.parent if self._by_document else file).name, name),
        )
        return DocumentLine(0, document, tuple(problems), dict(lost))

    def _wrong_types(self, file: Path) -> Problem | None:
        """Read the type system of a file, once for a folder; returns what is wrong with it."""
        if file.parent in self._types:
            return None
        found = cas_types.declared_types(_type_system_of(file))
        self._types[file.parent] = DeclaredTypes() if isinstance(found, Problem) else found
        return found if isinstance(found, Problem) else None


def _type_system_of(file: Path) -> Path | None:
    """The file of the type system: TypeSystem.xml, NAME_typesystem.xml, or the only one such."""
    for folder in (file.parent, file.parent.parent):
        found = {
            one.name.casefold(): one
            for one in sorted(folder.glob("*.xml"))
            if "typesystem" in one.name.casefold()
        }
        names = (f"{file.stem.casefold()}_typesystem.xml", _TYPES.casefold())
        named = next((found[name] for name in names if name in found), None)
        if named or len(found) == 1:
            return named or next(iter(found.values()))
    return None
