"""The key file of pseudonyms: which name has which, made once and extended when people come.

Pseudonyms are random. A hash of a name would be none: whoever guesses the name can compute it. The
file is as private as the names in it, and nobody but its owner may read it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from secrets import choice, token_hex

from annotator.errors import AnnotatorError
from annotator.formats.atomic_file import check_place, write_atomically

_FORMAT = "annotator-pseudonyms"
_MODE = 0o600
_LETTERS = "bcdfghjkmnpqrstvwxz23456789"
_LENGTH = 5
_FIX = "name the one that an earlier export wrote, or a file that does not exist yet"


@dataclass(frozen=True, slots=True)
class PseudonymKey:
    """The pseudonyms of names.

    secret: hexadecimal digits; with it the ids of annotations are replaced, which may be computed
        from names.
    """

    secret: str
    names: Mapping[str, str] = field(default_factory=dict)


def new_key() -> PseudonymKey:
    """A key without names."""
    return PseudonymKey(token_hex(16))


def extended(
    key: PseudonymKey, names: Iterable[str], draw: Callable[[str], str] = choice
) -> PseudonymKey:
    """Return the key with a pseudonym for each of some names; those that it has stay.

    draw: one of some letters at random.
    """
    found = dict(key.names)
    for name in sorted({*names} - found.keys()):
        taken = {*found.values(), *found, *names}
        made = name
        while made in taken:
            made = "annotator-" + "".join(draw(_LETTERS) for _ in range(_LENGTH))
        found[name] = made
    return replace(key, names=found)


def read_key(path: Path) -> PseudonymKey:
    """Read a key file; a new key if there is no file.

    Raises AnnotatorError if it cannot be read, or is no key file.
    """
    try:
        record = json.loads(path.read_bytes())
    except FileNotFoundError:
        return new_key()
    except OSError as error:
        raise AnnotatorError(f"cannot read {path}: {error.strerror}; {_FIX}") from error
    except (ValueError, RecursionError):
        record = None
    if not _is_key(record):
        raise AnnotatorError(f"{path}: expected a key file of pseudonyms; {_FIX}")
    return PseudonymKey(record["secret"], record["pseudonyms"])


def write_key(path: Path, key: PseudonymKey, *, corpora: Path | None = None) -> None:
    """Write a key file that only its owner may read, as a whole or not at all.

    corpora: as for `check_place`. Raises AnnotatorError if it cannot be written there.
    """
    check_place(path, corpora=corpora)
    record = {
        "format": _FORMAT,
        "secret": key.secret,
        "pseudonyms": dict(sorted(key.names.items())),
    }
    text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    write_atomically(path, [text], mode=_MODE)


def _is_key(record: object) -> bool:
    if not isinstance(record, dict) or record.get("format") != _FORMAT:
        return False
    secret, names = record.get("secret"), record.get("pseudonyms")
    if not isinstance(secret, str) or not _is_hexadecimal(secret) or not isinstance(names, dict):
        return False
    values = list(names.values())
    return all(isinstance(one, str) and one for one in values) and len({*values}) == len(values)


def _is_hexadecimal(text: str) -> bool:
    try:
        return len(bytes.fromhex(text)) >= 16
    except ValueError:
        return False
