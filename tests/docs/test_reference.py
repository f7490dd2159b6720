"""docs/: pages that are made are up to date, and whoever names a page names one that exists."""

from __future__ import annotations

import re

import pytest

from annotator.cli.settings_reader import NAMES
from tests.helpers.paths import ROOT
from tests.helpers.reference_pages import FOLDER, PAGES

NAMING = [
    *sorted((ROOT / "annotator").rglob("*.py")),
    *sorted((ROOT / "tests").rglob("*.py")),
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *(ROOT / name for name in ("labels.yaml", "settings.yaml", "pyproject.toml")),
]
"""The files whose texts name pages; links between pages are checked by `mkdocs build --strict`."""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_is_made_is_up_to_date(name):
    written = (FOLDER / name).read_text("utf-8")
    assert written == PAGES[name](), "run `python -m tests.helpers.reference_pages`"


def test_every_page_that_is_named_exists():
    missing = [
        f"{path.relative_to(ROOT)}: {page}"
        for path in NAMING
        for page in re.findall(r"\bdocs/[\w/.-]*\w", path.read_text("utf-8"))
        if not (ROOT / page).exists()
    ]
    assert missing == []


def test_every_setting_is_on_the_page_of_settings():
    page = (FOLDER / "settings.md").read_text("utf-8")
    assert [name for name in NAMES if f"{name}:" not in page] == []
