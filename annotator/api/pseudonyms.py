"""Pseudonyms in place of the names of a project, by a key file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.datasets.key_file import PseudonymKey, extended, read_key, write_key
from annotator.datasets.pseudonyms import NameFound, named_people, names_found, pseudonymised
from annotator.formats.atomic_file import check_place

if TYPE_CHECKING:
    from annotator.model import AnnotatedDocument, Dataset
    from annotator.store import Store


def project_key(store: Store, path: Path, *, corpora: Path | None = None) -> PseudonymKey:
    """Return the key of a file, extended by the names of the project, and write it if it changed.

    Raises AnnotatorError if it cannot be read or written, or is no key file.
    """
    check_place(path, corpora=corpora)
    key = read_key(path)
    names = store.annotators.names()
    wanted = extended(key, named_people({one: store.annotators.role(one) or "" for one in names}))
    if wanted != key or not path.exists():
        write_key(path, wanted, corpora=corpora)
    return wanted


def with_pseudonyms(
    store: Store, dataset: Dataset, key: PseudonymKey, *, as_of: str | None = None
) -> Dataset:
    """Return a dataset of the project with the pseudonyms of a key.

    as_of: the moment that it is of. Who had another name then has the same pseudonym.
    """
    then = store.history.moment(as_of).name if as_of else str
    names = {then(name): made for name, made in key.names.items()}
    return pseudonymised(dataset, names, key.secret)


def watched(dataset: Dataset, roles: Mapping[str, str], found: list[NameFound]) -> Dataset:
    """Return the dataset as it is; names of people in what comes with its documents are noted.

    roles: by name. found: gets one for each, as the documents are read.
    """
    people = named_people(roles)

    def documents() -> Iterator[AnnotatedDocument]:
        for one in dataset.documents:
            found.extend(names_found(one, people))
            yield one

    return replace(dataset, documents=documents())
