"""The commands: each is loaded when it is called, and prints its help."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from annotator.cli import LazyGroup, annotate, main, rules


def every_command(group: LazyGroup, *before: str):
    for name, (module, _) in group.lazy_subcommands.items():
        yield pytest.param([*before, name], module, id=" ".join([*before, name]))


@pytest.mark.parametrize(
    ("words", "module"), [*every_command(main), *every_command(rules.command, "rules")]
)
def test_every_command_prints_its_help(words, module):
    result = CliRunner().invoke(main, [*words, "--help"])
    assert result.exit_code == 0, (module, result.exception)
    assert result.output.startswith(f"Usage: main {' '.join(words)} ")


@pytest.mark.parametrize("words", [["frobnicate"], ["rules", "frobnicate"]])
def test_an_unknown_command_is_refused(words):
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert "No such command 'frobnicate'" in result.output


@pytest.mark.parametrize("option", ["--plain", "--linear"])
def test_plain_text_mode_has_a_name_and_an_old_name(option):
    context = annotate.command.make_context("annotate", [option])
    assert context.params["plain_text"] is True
