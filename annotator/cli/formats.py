"""`annotator formats`: the formats that are installed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from annotator.cli.console import print_lines

if TYPE_CHECKING:
    from annotator.formats import Format

_HEAD = ("name", "import", "export", "files", "description")


@click.command("formats")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, as_json: bool) -> None:
    """List the formats that are imported and exported, with those of installed packages."""
    from annotator.formats import format_names, load

    found = [_record(load(name)) for name in format_names()]
    if as_json:
        click.echo(json.dumps({"formats": found}, indent=2, ensure_ascii=False))
    else:
        print_lines(_table(found))


def _record(one: Format) -> dict[str, Any]:
    """What a format does.

    import_options, export_options: what it knows of the options of the two commands.
    """
    from annotator.formats import ReadableFormat, WritableFolder, WritableFormat, option_words

    reader = one if isinstance(one, ReadableFormat) else None
    writer = one if isinstance(one, WritableFormat | WritableFolder) else None
    return {
        "name": one.name,
        "import": reader is not None,
        "export": writer is not None,
        "suffixes": [*one.suffixes],
        "folder": isinstance(one, WritableFolder),
        "import_options": option_words(reader.read_options) if reader else [],
        "export_options": option_words(writer.write_options) if writer else [],
        "description": one.description,
    }


def _table(found: list[dict[str, Any]]) -> list[str]:
    rows = [_HEAD, *map(_row, found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _row(one: dict[str, Any]) -> tuple[str, ...]:
    files = [*one["suffixes"], *(["a folder"] if one["folder"] else [])]
    return (
        one["name"],
        "yes" if one["import"] else "no",
        "yes" if one["export"] else "no",
        ", ".join(files),
        one["description"],
    )
