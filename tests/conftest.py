"""What holds for every test.

Machines are noisy, so no test fails because it took long. Every line of the native format that a
test writes is checked against the published JSON Schema.
"""

from __future__ import annotations

import pytest
from hypothesis import settings

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
