"""Measurements, run by hand (`python -m tests.bench.NAME`): they print figures, assert nothing."""
