"""Measurements, run by hand: `python -m tests.bench.NAME`. They print figures, and assert nothing."""
