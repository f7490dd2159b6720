"""Parse XMI, the XML of a UIMA CAS, into feature structures with the line of each.

A document type (DOCTYPE) is refused, as it could name other files, or make a small file endless.
Control characters that only XML 1.1 has become U+FFFD.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

ID = "xmi:id"
SOFA = "uima.cas.Sofa"
VIEW = "uima.cas.View"

_XMI = "http://www.omg.org/XMI"
_PACKAGE = re.compile(r"http:///(.*)\.ecore")
_VERSION_1_1 = re.compile(rb"""<\?xml[^>]*version\s*=\s*['"]1\.1""")
_CONTROL = re.compile(rb"&#(?:x0*(?P<hex>[0-9A-Fa-f]{1,2})|0*(?P<decimal>[0-9]{1,3}));")
_DEEPEST = 3


@dataclass(slots=True)
class Structure:
    """A feature structure. kind: its type, with the package. lists: features with several texts."""

    kind: str
    line: int
    features: dict[str, str]
    lists: dict[str, list[str]] = field(default_factory=dict)

    @property
    def short(self) -> str:
        """The type without its package."""
        return self.kind.rpartition(".")[2]

    @property
    def number(self) -> str:
        """The id in the file."""
        return self.features.get(ID, "")


class NotXmiError(ValueError):
    """A file that is no XMI. line: counted from 1, 0 for the whole file."""

    def __init__(self, line: int, found: str) -> None:
        super().__init__(found)
        self.line = line


def structures_of(data: bytes) -> tuple[list[Structure], int]:
    """Return the feature structures of a file, and how many characters XML 1.0 does not have.

    Raises NotXmiError.
    """
    replaced = 0
    if _VERSION_1_1.match(data.removeprefix(b"\xef\xbb\xbf")[:200]):
        written = _CONTROL.findall(data)
        data = _CONTROL.sub(_as_in_1_0, data)
        replaced = sum(_is_control(*one) for one in written)
    return _structures(data), replaced


def _as_in_1_0(match: re.Match[bytes]) -> bytes:
    """U+FFFD for a control character that only XML 1.1 has."""
    return b"&#xFFFD;" if _is_control(match["hex"], match["decimal"]) else match[0]


def _is_control(hexadecimal: bytes | None, decimal: bytes | None) -> bool:
    code = int(hexadecimal, 16) if hexadecimal else int(decimal or b"0")
    return code < 0x20 and code not in {0x9, 0xA, 0xD}


def _structures(data: bytes) -> list[Structure]:
    parser = expat.ParserCreate(namespace_separator=" ")
    found: list[Structure] = []
    depth = 0
    texts: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth
        line = parser.CurrentLineNumber
        if depth == 0 and name != f"{_XMI} XMI":
            raise NotXmiError(line, f"the element {name.rpartition(' ')[2][:60]!r}")
        if depth == 1:
            features = {_feature(key): value for key, value in attributes.items()}
            found.append(Structure(_type_name(name), line, features))
        depth += 1
        if depth > _DEEPEST:
            raise NotXmiError(line, "elements inside a feature")
        texts.clear()

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        if depth == _DEEPEST - 1:
            found[-1].lists.setdefault(name.rpartition(" ")[2], []).append("".join(texts))

    def refuse(*_: object) -> None:
        raise NotXmiError(parser.CurrentLineNumber, "a document type (DOCTYPE), which is not read")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = texts.append
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise NotXmiError(error.lineno, f"bad XML ({expat.errors.messages[error.code]})") from None
    except (LookupError, ValueError) as error:  # of the encoding: unknown, or of several bytes
        raise error if isinstance(error, NotXmiError) else NotXmiError(1, str(error)) from None
    return found


def _feature(key: str) -> str:
    if " " not in key:
        return key
    space, _, name = key.rpartition(" ")
    return f"xmi:{name}" if space == _XMI else name


def _type_name(name: str) -> str:
    space, _, short = name.rpartition(" ")
    match = _PACKAGE.fullmatch(space)
    package = match[1].replace("/", ".") if match else ""
    return f"{package}.{short}" if package and package != "uima.noNamespace" else short
