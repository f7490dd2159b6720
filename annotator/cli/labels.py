"""`annotator labels`: list the labels of labels.yaml, print the schema."""

from __future__ import annotations

import json

import click

from annotator.api import ProjectFolder
from annotator.cli.console import count, print_lines
from annotator.model import Label, LabelSet


@click.group("labels")
def command() -> None:
    """List the labels of labels.yaml, or print its schema."""


@command.command("schema")
def schema() -> None:
    """Print the JSON Schema of labels.yaml, for completion and checks in an editor."""
    from annotator.labels.json_schema import text

    click.echo(text(), nl=False)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def list_labels(folder: ProjectFolder, as_json: bool) -> None:
    """Print the labels: key, name, title, rules, definition."""
    label_set = folder.label_set()
    if as_json:
        click.echo(json.dumps(_as_dict(label_set), indent=2, ensure_ascii=False))
        return
    for label in label_set.labels:
        print_lines([_line(label), f"      {label.definition}"])


def _line(label: Label) -> str:
    rules = count(len(label.rules), "rule")
    return (
        f"{label.key or ' '} {label.glyph}  {label.name:<18} {label.title} ({label.kind}, {rules})"
    )


def _as_dict(label_set: LabelSet) -> dict[str, object]:
    return {
        "name": label_set.name,
        "uid": label_set.uid,
        "labels": [
            {
                "name": label.name,
                "title": label.title,
                "kind": label.kind,
                "unit": label.unit,
                "group": label.group,
                "key": label.key,
                "definition": label.definition,
                "attributes": [attribute.name for attribute in label.attributes],
                "rules": [rule.reference for rule in label.rules],
            }
            for label in label_set.labels
        ],
    }
