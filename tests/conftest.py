"""What holds for every test: machines are noisy, so no test fails because it took long."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
