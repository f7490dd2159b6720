"""Folders that tests read: the project's own, and test corpora that are not part of it."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The project: labels.yaml, corpora/, docs/."""

SHARED = ROOT.parent / "shared"
"""Published corpora; a test that needs one is skipped where it is missing."""
