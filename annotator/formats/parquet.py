"""Parquet: a row for each annotation."""

from __future__ import annotations

from collections.abc import Sequence


class ParquetFormat:
    """Parquet: a row for each annotation."""

    name = "parquet"
    suffixes: Sequence[str] = (".parquet",)
    description = "Parquet: a row for each annotation"
