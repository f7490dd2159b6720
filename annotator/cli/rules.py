"""`annotator rules`: check, try, measure, compare and find rules."""

from __future__ import annotations

import click

from annotator.cli import rules_check, rules_report


@click.group("rules")
def command() -> None:
    """Check, try, measure, compare and find the rules of labels.yaml."""


command.add_command(rules_check.command)
command.add_command(rules_report.command)
