"""A Hugging Face dataset: a folder of Parquet files with a card."""

from __future__ import annotations

from collections.abc import Sequence


class HuggingFaceFormat:
    """A Hugging Face dataset: a folder of Parquet files with a card."""

    name = "huggingface"
    suffixes: Sequence[str] = ()
    description = "Hugging Face dataset: a folder of Parquet files with a card"
