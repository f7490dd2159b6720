"""Run the notebook of docs/ and write what it shows: `python -m tests.helpers.notebook`."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from tests.helpers.paths import ROOT

NOTEBOOK = ROOT / "docs" / "guides" / "notebook.ipynb"
FILES = ("two-annotators.jsonl",)
"""What it reads, beside it."""


def run(cells: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Run the code of a notebook in an empty folder; returns the outputs of each of its cells."""
    before = Path.cwd()
    names: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in FILES:
            shutil.copy(NOTEBOOK.parent / name, folder)
        os.chdir(folder)
        try:
            return [_outputs(cell, names) for cell in cells]
        finally:
            os.chdir(before)


def _outputs(cell: dict[str, Any], names: dict[str, Any]) -> list[dict[str, Any]]:
    """What a cell prints, and the value of its last line if that is an expression."""
    if cell["cell_type"] != "code":
        return []
    tree = ast.parse("".join(cell["source"]))
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed, value = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "notebook", "exec"), names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), "notebook", "eval"), names)
    outputs: list[dict[str, Any]] = []
    if printed.getvalue():
        lines = printed.getvalue().splitlines(keepends=True)
        outputs.append({"name": "stdout", "output_type": "stream", "text": lines})
    if value is not None:
        data = {"text/plain": repr(value).splitlines(keepends=True)}
        if hasattr(value, "_repr_html_"):
            data["text/html"] = [value._repr_html_()]
        shown = {"data": data, "execution_count": None, "metadata": {}}
        outputs.append({**shown, "output_type": "execute_result"})
    return outputs


if __name__ == "__main__":
    notebook = json.loads(NOTEBOOK.read_text("utf-8"))
    for one, made in zip(notebook["cells"], run(notebook["cells"]), strict=True):
        if one["cell_type"] == "code":
            one["outputs"] = made
    NOTEBOOK.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf-8")
