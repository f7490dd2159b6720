"""What may stand behind a key of labels.yaml. The loader and the JSON Schema both read this."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Word:
    """A text. `no`, `2024`, `1.0` or `null` typed without quotes are the words as typed.

    pattern: what all of it must look like, '' for anything.
    """

    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A text or a list of texts; each one of the choices, where there are some."""

    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these words."""

    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no, in any of YAML's spellings."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number."""


@dataclass(frozen=True, slots=True)
class Many:
    """A list of such values."""

    of: Shape


@dataclass(frozen=True, slots=True)
class Named:
    """A mapping from names of one's own to such values."""

    of: Shape


@dataclass(frozen=True, slots=True)
class Either:
    """One of several shapes."""

    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping whose keys are known.

    exactly_one: of these keys there must be one, and only one.
    """

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
    """One key of a record, with the sentence that explains it in an editor."""

    name: str
    shape: Shape
    help: str
    required: bool = False


Shape = Word | Words | Choice | YesNo | Number | Many | Named | Either | Record
