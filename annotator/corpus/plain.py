"""A plain text file: one article, with optional YAML front matter between lines of ---."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from annotator.corpus.article import Article
from annotator.corpus.decode import Decoded
from annotator.errors import Problem

LONGEST_FRONT_MATTER = 64_000
_FRONT = re.compile(r"---[ \t]*\r?\n(.*?)(?:\r?\n|(?<=\n))---[ \t]*(?:\r?\n|$)", re.DOTALL)


def parse(decoded: Decoded, path: Path) -> Iterator[Article | Problem]:
    """The one article of a file. Its text is what follows the front matter, unchanged."""
    text, meta, line = decoded.text, dict[str, str](), 1
    front = _FRONT.match(text[: LONGEST_FRONT_MATTER + 8])
    if front:
        try:
            meta = dict(_meta(front[1]))
        except yaml.YAMLError as error:
            yield _broken(error, path)
            return
        text, line = text[front.end() :], front[0].count("\n") + 1
    if not text.strip():
        yield Problem(path, line, "expected a text, found none", "Write one, or remove the file.")
        return
    yield Article(text, meta, path, line, decoded.encoding, decoded.detected)


def _meta(front: str) -> Iterator[tuple[str, str]]:
    """Keys and values as they were written: `no` is a word here, a date is its digits."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(front, Loader=loader)):
        raise yaml.YAMLError("an alias (*name): front matter is plain keys and values")
    loaded = yaml.load(front, Loader=loader)  # noqa: S506 - makes nothing but text
    if loaded in (None, ""):
        return
    if not isinstance(loaded, Mapping):
        raise yaml.YAMLError("expected `key: value` lines")
    for key, value in loaded.items():
        yield str(key), ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _broken(error: yaml.YAMLError, path: Path) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 2 if mark else 1
    said = getattr(error, "problem", None) or str(error)
    return Problem(
        path, line, f"the front matter is no YAML: {said}", "Quote values that hold `: ` or `#`."
    )
