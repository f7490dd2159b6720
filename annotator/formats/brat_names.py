"""Names that brat takes, of types and of files.

brat has types of letters, digits, - and _ only. A name that is none is changed, and recorded as a
comment in annotation.conf, so that a reader finds the name again.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import PurePosixPath

from annotator.canonical_json import text_id
from annotator.model import AnnotatedDocument

_TYPE = re.compile(r"[A-Za-z0-9_-]+")
_RECORDED = re.compile(r'# (\{"type": .*\})')
_LONGEST = 60
_OF_ONE_TEXT = {".txt", ".md", ".html", ".htm"}


class TypeNames:
    """The types of names, each another one. recorded: names by type, as `recorded_names` has them.

    Names in the same order get the same types.
    """

    def __init__(self, recorded: Mapping[str, str] | None = None) -> None:
        self.names = dict(recorded or {})
        self._types = {name: written for written, name in self.names.items()}

    def of(self, name: str) -> str:
        """Return the type of a name."""
        found = self._types.get(name)
        if found is None:
            wanted = name if _TYPE.fullmatch(name) else _plain(name) or "unnamed"
            found = next(one for one in _numbered(wanted) if one not in self.names)
            self._types[name], self.names[found] = found, name
        return found

    def comments(self) -> Iterator[str]:
        """Yield a comment for annotation.conf for each name that differs from its type."""
        for written, name in sorted(self.names.items()):
            if written != name:
                yield f"# {json.dumps({'type': written, 'name': name})}"


def recorded_names(configuration: str) -> dict[str, str]:
    """Return the names by type that annotation.conf records in comments."""
    found = {}
    for line in configuration.splitlines():
        if match := _RECORDED.fullmatch(line):
            try:
                record = json.loads(match[1])
                found[str(record["type"])] = str(record["name"])
            except (ValueError, KeyError):  # somebody edited the comment: the type is the name
                continue
    return found


def document_name(one: AnnotatedDocument) -> str:
    """Return a name for a document's files: as its text file or its title, else by its uid."""
    files = [PurePosixPath(source.path) for source in one.sources]
    stems = sorted(file.stem for file in files if file.suffix.lower() in _OF_ONE_TEXT)
    wanted = stems[0] if stems else one.document.title
    return plain_name(wanted) or "text-" + text_id(one.document.uid).removeprefix("b2:")[:8]


def plain_name(name: str) -> str:
    """Return a name that fits into the addresses of brat, '' if nothing of it does."""
    return _plain(name).strip("_-")[:_LONGEST].rstrip("_-")


def _plain(name: str) -> str:
    """The letters and digits of a name without accents, with _ for all else."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_-]+", "_", bare)


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}-{number}" for number in count(2))
