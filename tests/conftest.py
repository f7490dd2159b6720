"""What holds for every test.

Machines are noisy, so no test fails because it took long. Every line of the native format that a
test writes is checked against the published JSON Schema.

Projects of tests are made in memory where the system has room for it: each decision is synced to
disk, which takes half of the time of the tests otherwise.

`pytest -m "not slow"` leaves out the tests that take seconds: those with the mark `slow`, tests of
properties, which try many examples, and those of SLOW.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test, settings

from annotator.formats import native
from tests.helpers.native_schema import check_line

IN_MEMORY = Path("/dev/shm")
ROOM = 2 << 30  # bytes

if IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))  # read by tmp_path

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(autouse=True, scope="session")
def checked_exports():
    """Check each record of the native format when it is written."""
    write = native.text_line

    def checked(text):
        line = write(text)
        check_line(line)
        return line

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(native, "text_line", checked)
        yield


SLOW = {
    "agreement/test_study": "computes reports of simulated studies",
    "agreement/test_project_agreement.py": "opens the app",
    "agreement/test_what_is_counted.py::test_a_thousand_coders_are_compared_in_seconds": "",
    "annotations/test_undo_stack.py": "tries many sequences",
    "annotations/test_active_time.py": "opens the app",
    "annotations/test_visibility.py": "opens the app",
    "api/test_library.py": "makes projects",
    "api/test_protocols.py": "builds and installs a package",
    "api/test_spacy_component.py": "makes pipelines",
    "attribution/test_attributions.py::test_a_sentence_of_twenty_thousand_repetitions_is_read": "",
    "attribution/test_quotations.py::test_a_paragraph_of_twenty_thousand_repetitions_is_read": "",
    "batch/test_batch.py": "starts processes",
    "cli/test_annotator_name.py": "starts programs",
    "cli/test_import_annotations.py": "starts programs",
    "cli/test_locked_at_start.py": "waits",
    "cli/test_numbers.py": "starts programs",
    "cli/test_output_files.py": "starts programs",
    "cli/test_project_record.py": "starts programs",
    "cli/test_resplit.py": "makes projects",
    "cli/test_settings_file.py": "starts programs",
    "cli/test_signals.py": "starts programs in a pseudo-terminal",
    "cli/test_standard_streams.py": "starts programs",
    "cli/test_tour.py": "opens the app",
    "documents/test_documents.py::test_a_document_is_built_from_ten_megabytes_in_one_line": "",
    "documents/test_documents.py::test_ten_megabytes": "",
    "documents/test_line_ends.py": "starts programs",
    "documents/test_nearly_utf_8.py::test_an_import": "starts programs",
    "documents/test_html_reader.py": "starts programs",
    "labels/test_default_labels.py": "runs all rules",
    "labels/test_hostile.py": "reads hostile files by the hundred",
    "labels/test_label_set_cache.py": "starts programs",
    "rule_quality/test_check.py": "starts programs",
    "rule_quality/test_mine.py": "starts programs",
    "rule_quality/test_regression.py": "starts programs",
    "rule_quality/test_report.py": "starts programs",
    "sentences/test_rule_splitter.py::test_forty_thousand_repetitions_of_anything_are_split": "",
    "sentences/test_spacy_splitter.py": "loads pipelines",
    "sentences/test_languages.py::test_boundaries_of_a_language": "loads spaCy's data of languages",
    "sentences/test_languages.py::test_twenty_thousand": "",
    "store/test_damage.py": "makes projects",
    "store/test_old_database.py": "makes projects",
    "store/test_cost.py": "measures large projects",
    "store/test_dataset_import.py": "makes projects",
    "store/test_file_modes.py": "starts programs",
    "store/test_overwritten.py": "starts programs",
    "store/test_record.py": "makes projects",
    "store/test_search.py": "makes a project for each query",
    "store/test_store.py": "starts programs",
    "test_hostile.py": "reads hostile files by the hundred",
    "suggestions/test_engine.py": "runs many engines",
    "suggestions/test_look_alike_signs.py": "runs all rules",
    "test_journey.py": "starts programs",
    "test_module_state.py": "starts programs",
    "tui/": "opens the app",
    "web/": "starts servers and a browser",
    "workflow/test_controller.py": "opens the app",
    "workflow/test_other_windows.py": "opens the app",
}
"""Beginnings of the names of tests that take seconds, below tests/, with the reason: without one,
the text is long."""

FAST = (
    "tui/test_actions.py", "tui/test_label_hints.py", "tui/test_layout.py",
    "tui/test_limits.py", "tui/test_minimap.py",
    "tui/test_name_placement.py", "tui/test_touching_marks.py",
)  # fmt: skip
"""Modules in folders of SLOW that open no app."""


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Mark as slow what takes seconds."""
    folder = Path(__file__).parent
    for item in items:
        module = item.path.relative_to(folder).as_posix()
        name = f"{module}::{item.name}"
        in_slow = name.startswith(tuple(SLOW)) and module not in FAST
        if in_slow or is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.slow)
