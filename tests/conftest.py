"""What holds for every test.

Machines are noisy, so no test fails because it took long. Every line of the native format that a
test writes is checked against the published JSON Schema.

`pytest -m "not slow"` leaves out the tests that take seconds: those with the mark `slow`, tests of
properties, which try many examples, and the modules of SLOW_MODULES.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test, settings

from annotator.formats import native
from tests.helpers.native_schema import check_line

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(autouse=True, scope="session")
def checked_exports():
    """Check each record of the native format when it is written."""
    write = native.record_line

    def checked(record):
        line = write(record)
        check_line(line)
        return line

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(native, "record_line", checked)
        yield


SLOW_MODULES = {
    "batch/test_batch.py": "starts processes",
    "cli/test_annotator_name.py": "starts programs",
    "cli/test_import_annotations.py": "starts programs",
    "cli/test_numbers.py": "starts programs",
    "cli/test_output_files.py": "starts programs",
    "cli/test_settings_file.py": "starts programs",
    "cli/test_signals.py": "starts programs in a pseudo-terminal",
    "cli/test_standard_streams.py": "starts programs",
    "documents/test_html_reader.py": "starts programs",
    "rule_quality/test_check.py": "starts programs",
    "rule_quality/test_mine.py": "starts programs",
    "rule_quality/test_regression.py": "starts programs",
    "rule_quality/test_report.py": "starts programs",
    "sentences/test_spacy_splitter.py": "loads pipelines",
    "store/test_file_modes.py": "starts programs",
    "test_hostile.py": "reads hostile files by the hundred",
    "test_journey.py": "starts programs",
    "tui/test_undo_law.py": "presses keys by the thousand",
    "web/test_browser.py": "starts a browser",
    "web/test_server.py": "starts servers",
}
"""Modules below tests/ of which most tests take seconds, with the reason."""


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Mark as slow what takes seconds."""
    folder = Path(__file__).parent
    for item in items:
        in_slow = item.path.relative_to(folder).as_posix() in SLOW_MODULES
        if in_slow or is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.slow)
