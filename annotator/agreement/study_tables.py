"""The tables of all documents of a study, and the sums that its figures follow from.

They can be written as bytes and read again, so that a document is counted once, not at each start.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np

from annotator.agreement.detail_rows import DETAILS
from annotator.agreement.document_tables import FIRST, SECOND, Table, Vocabulary
from annotator.agreement.figure import Ints
from annotator.agreement.team_figures import StudySums

PURPOSES = {"figures": FIRST, "reasons": SECOND, "details": DETAILS}
"""The columns of tables by what they are counted for."""

COLUMNS = {name: columns for held in PURPOSES.values() for name, columns in held.items()}

_SUMS = "sums"
_NAMES = "names"


class StudyTables:
    """What every document adds to the figures.

    counted: by purpose, the uids of documents whose rows its tables have.
    """

    def __init__(
        self,
        labels: Sequence[str],
        groups: Mapping[str, Sequence[str]],
        *,
        confidence: float = 0.95,
    ) -> None:
        self.vocabulary = Vocabulary.new()
        self.counted: dict[str, set[str]] = {purpose: set() for purpose in PURPOSES}
        self._tables = {name: _empty(name) for name in COLUMNS}
        self._unread: dict[str, Callable[[], bytes]] = {}
        self._labels, self._groups, self._confidence = labels, groups, confidence
        self.sums = self._new_sums()

    def _new_sums(self) -> StudySums:
        return StudySums(self.vocabulary, self._labels, self._groups, confidence=self._confidence)

    # ------------------------------------------------------------------------ rows

    def rows(self, name: str) -> Ints:
        """Return the rows of a table, in the order of documents."""
        return self._table(name).rows

    def _table(self, name: str) -> Table:
        if name in self._unread:
            self._tables[name] = Table(_array(self._unread.pop(name)(), len(COLUMNS[name])))
        return self._tables[name]

    def put(self, uids: Collection[str], rows: Sequence[Mapping[str, Ints]]) -> None:
        """Put the rows of documents into the tables that they are of, each table of all of them.

        Documents that have none any more are given by their uid alone.
        """
        documents = [self.vocabulary.documents.of(uid) for uid in uids]
        names = {name for one in rows for name in one} or set(COLUMNS)
        for name in names:
            joined = np.concatenate([_empty(name).rows, *(one[name] for one in rows)])
            joined = joined[np.argsort(joined[:, 0], kind="stable")]
            self._table(name).put(documents, joined)
            if name == "votes":
                votes = joined
            elif name == "spans":
                spans = joined
        if names >= FIRST.keys():
            self.sums.put(documents, votes, spans)
        for purpose, held in PURPOSES.items():
            if names >= held.keys():
                self.counted[purpose].update(uids)

    def pair(self, one: str, other: str) -> StudySums:
        """Return the sums of two annotators alone."""
        chosen = [self.vocabulary.people.of(name) for name in (one, other)]
        votes, spans = self.rows("votes"), self.rows("spans")
        found = self._new_sums()
        found.put(
            range(len(self.vocabulary.documents)),
            votes[np.isin(votes[:, 2], chosen)],
            spans[np.isin(spans[:, 2:4], chosen).all(axis=1)],
        )
        return found

    # ------------------------------------------------------------------------ bytes

    def parts(self) -> dict[str, bytes]:
        """Return everything as bytes, by name."""
        about = {purpose: sorted(uids) for purpose, uids in self.counted.items()}
        found = {
            _NAMES: self.vocabulary.as_json().encode("utf-8", "surrogatepass"),
            "counted": json.dumps(about).encode(),
        }
        for name in COLUMNS:
            found[name] = _bytes(self.rows(name))
        for name, array in self.sums.arrays().items():
            found[f"{_SUMS} {name}"] = _bytes(array)
        return found

    def read(self, part: Callable[[str], bytes]) -> None:
        """Take over what `parts` wrote; tables are read when they are asked for.

        part: returns bytes by name. Raises ValueError, TypeError or KeyError for what does not fit.
        """
        vocabulary = Vocabulary.from_json(part(_NAMES).decode("utf-8", "surrogatepass"))
        counted = json.loads(part("counted"))
        self.vocabulary = vocabulary
        self.sums = self._new_sums()
        self.sums.restore(lambda name, columns: _array(part(f"{_SUMS} {name}"), columns))
        self.counted = {purpose: set(map(str, counted[purpose])) for purpose in PURPOSES}
        self._unread = {name: lambda name=name: part(name) for name in COLUMNS}  # type: ignore[misc]


def _empty(name: str) -> Table:
    return Table(np.zeros((0, len(COLUMNS[name])), np.int32))


_TYPES = (np.dtype("<i2"), np.dtype("<i4"), np.dtype("<f8"))


def _bytes(array: np.ndarray) -> bytes:
    """An array in the smallest type that holds it; its first byte is the place of the type."""
    place = 2
    if array.dtype.kind == "i":
        most = int(np.abs(array).max(initial=0))
        place = 0 if most < 1 << 15 else 1
    return bytes([place]) + np.ascontiguousarray(array.astype(_TYPES[place])).tobytes()


def _array(data: bytes, columns: int) -> np.ndarray:
    """What `_bytes` was of: rows of so many columns."""
    found = np.frombuffer(data, _TYPES[data[0]], offset=1).reshape(-1, columns)
    return found if found.dtype.kind == "f" else found.astype(np.int32)
