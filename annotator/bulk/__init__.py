"""Suggestions for many texts, without a database: files to files on all cores, batch to batch.

`run` is what `annotator suggest --input --output` does; `suggest_batch` is for Ray Data, Dask and
the like.
"""

from annotator.bulk.batch import empty_frame, suggest_batch
from annotator.bulk.rows import COLUMNS
from annotator.bulk.run import Job, Report, known_target, run
from annotator.bulk.source import Columns

__all__ = [
    "COLUMNS",
    "Columns",
    "Job",
    "Report",
    "empty_frame",
    "known_target",
    "run",
    "suggest_batch",
]
