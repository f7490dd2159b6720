"""The types of values in labels.yaml, used by the schema, the loader and the JSON Schema."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """A text. Unquoted `no`, `2024`, `1.0` and `null` are texts too.

    pattern: a regular expression for the whole text; '' allows anything.
    """

    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Texts:
    """A text or a list of texts. choices: the allowed texts; empty allows any."""

    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words."""

    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no, in any spelling of YAML."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number."""


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of values of one type."""

    of: ValueType


@dataclass(frozen=True, slots=True)
class MappingOf:
    """A mapping from names that the user chooses to values of one type."""

    of: ValueType


@dataclass(frozen=True, slots=True)
class AnyOf:
    """A value of one of several types."""

    shapes: tuple[ValueType, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A mapping with known keys. exactly_one: exactly one of these keys must be present."""

    name: str
    help: str
    keys: tuple[Key, ...]
    exactly_one: tuple[str, ...] = ()
    names: tuple[str, ...] = field(init=False)
    required: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(key.name for key in self.keys))
        needed = tuple(key.name for key in self.keys if key.required)
        object.__setattr__(self, "required", needed)


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a section. help: the explanation that an editor shows."""

    name: str
    shape: ValueType
    help: str
    required: bool = False


ValueType = Text | Texts | OneOf | YesNo | Number | ListOf | MappingOf | AnyOf | Section
