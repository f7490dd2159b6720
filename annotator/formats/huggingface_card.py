"""The card of a Hugging Face dataset: a head in YAML, which `datasets` and the Hub read, and text.

Keys of the head: the page "Dataset Cards" of the Hub, https://huggingface.co.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from annotator.formats.protocols import WriteOptions
from annotator.formats.table_arrow import SPAN_FIELDS
from annotator.formats.table_rows import CellType, Fields
from annotator.model import Dataset, Guideline

_TASKS = ("text-classification", "token-classification")
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$&!])")
_TYPES = {CellType.INTEGER: "int64", CellType.NUMBER: "float64", CellType.BOOLEAN: "bool"}
_MOST_CHARACTERS = 2_000


@dataclass(slots=True)
class ConfigFacts:
    """A configuration: its columns; by split the file, its rows, and their bytes in memory."""

    name: str
    fields: Fields
    files: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class DataFacts:
    """What a card says of the data files. languages: codes of the documents' languages."""

    configs: list[ConfigFacts]
    options: WriteOptions
    languages: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a card says beside that. licence: an identifier of the Hub such as cc-by-4.0."""

    title: str = "Annotated news texts"
    licence: str = "unknown"
    tags: Sequence[str] = ("framing", "misinformation", "news")


def card(dataset: Dataset, data: DataFacts, facts: CardFacts) -> str:
    """Return a card: the head, what the configurations are, and the labels with definitions."""
    return card_head(data, facts) + "\n" + "\n".join(_text(dataset, data, facts)) + "\n"


def card_head(data: DataFacts, facts: CardFacts) -> str:
    """Return the YAML head of a card, with its two lines of hyphens."""
    described = {
        "pretty_name": " ".join(facts.title.split()),  # a line --- would end the head
        "license": facts.licence,
        "language": sorted(data.languages),
        "task_categories": list(_TASKS),
        "size_categories": [_size(sum(data.configs[0].rows.values()))],
        "tags": list(facts.tags),
        "configs": [
            {
                "config_name": config.name,
                **({} if nth else {"default": True}),
                "data_files": [
                    {"split": split, "path": path} for split, path in config.files.items()
                ],
            }
            for nth, config in enumerate(data.configs)
        ],
        "dataset_info": [
            {
                "config_name": config.name,
                "features": _features(config.fields),
                "splits": [
                    {"name": split, "num_bytes": config.sizes[split], "num_examples": rows}
                    for split, rows in config.rows.items()
                ],
            }
            for config in data.configs
        ],
    }
    written = yaml.safe_dump(described, allow_unicode=True, sort_keys=False, width=100)
    return f"---\n{written}---\n"


def _size(rows: int) -> str:
    return next((name for most, name in _SIZES if rows < most), "1M<n<10M")


def _features(fields: Fields) -> list[dict[str, Any]]:
    """Return the columns as `datasets` describes them."""
    found: list[dict[str, Any]] = []
    for name, kind in fields.items():
        parts = [SPAN_FIELDS] if kind is CellType.SPANS else kind
        if isinstance(parts, list):
            found.append({"name": name, "list": _features(parts[0])})
        else:
            found.append({"name": name, "dtype": _TYPES.get(parts, "string")})
    return found


# --------------------------------------------------------------------------------- text


def _text(dataset: Dataset, data: DataFacts, facts: CardFacts) -> Iterator[str]:
    """Yield the lines below the head."""
    yield f"# {_plain(facts.title)}"
    yield ""
    yield "News texts, annotated for framing and misinformation with `annotator`."
    yield ""
    for config in data.configs:
        counts = ", ".join(f"{rows:,} in `{split}`" for split, rows in config.rows.items())
        yield f"- `{config.name}`: {_ROWS[config.name]} ({counts})."
    yield ""
    yield _OFFSETS.format(unit=_UNITS[data.options.offset_unit])
    yield ""
    roles = list(dataset.annotators.values())
    counts = ", ".join(f"{roles.count(role)} {role or 'unknown'}" for role in sorted(set(roles)))
    yield f"Annotators by role: {counts or 'none'}."
    yield ""
    yield "Labels are judgements of how a text frames its subject, not verdicts on people."
    current = dataset.guidelines.get(dataset.guideline)
    if current is not None:
        yield from _labels(current)


_ROWS = {
    "documents": "a row for each document, with all that each annotator holds of it, nested",
    "annotations": "a row for each annotation, and for each finished sentence without one",
    "votes": "a row for each label, annotator and finished sentence: given (1) or not (0)",
    "shares": "a row for each label and finished sentence: the share of annotators who gave it",
}
_OFFSETS = "Offsets count {unit} of the document's text from 0, end exclusive."
_UNITS = {"codepoint": "Unicode code points", "utf-16": "UTF-16 code units", "byte": "UTF-8 bytes"}


def _labels(guideline: Guideline) -> Iterator[str]:
    """Yield a section with the labels of a guideline by group."""
    groups: Mapping[str, Any] = guideline.definition.get("groups", {})
    labels: Mapping[str, Any] = guideline.definition.get("labels", {})
    yield ""
    yield f"## Labels of the guideline {_plain(guideline.name)}"
    by_group: dict[str, list[str]] = {}
    for name in sorted(labels):
        by_group.setdefault(str(labels[name].get("group", "")), []).append(name)
    for group, names in sorted(by_group.items()):
        if group:
            title = groups.get(group, {}).get("title", "") or group
            yield from ("", f"### {_plain(title)}")
        yield ""
        for name in names:
            yield f"- **{_plain(name)}**: {_plain(labels[name].get('definition', ''))}"


def _plain(text: object) -> str:
    """Return a text in one line, in which no sign is markup."""
    line = " ".join(str(text).split())[:_MOST_CHARACTERS]
    return _MARKUP.sub(r"\\\1", line)
