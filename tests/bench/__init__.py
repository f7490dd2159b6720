"""Measurements, started as `python -m tests.bench.NAME`: they print figures and assert nothing."""
