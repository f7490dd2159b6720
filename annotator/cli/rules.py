"""`annotator rules`: check, try, measure, compare and find rules."""

from __future__ import annotations

import click

from annotator.cli import rules_check, rules_diff, rules_mine, rules_report, rules_test


@click.group("rules")
def command() -> None:
    """Check, try, measure, compare and find the rules of labels.yaml."""


for module in (rules_check, rules_test, rules_report, rules_diff, rules_mine):
    command.add_command(module.command)
