"""Suggestions for many texts, without a database: files to files on all cores, batch to batch.

`run` is what `annotator suggest --input --output` does; `suggest_batch` is for Ray Data, Dask and
the like.
"""

from annotator.batch.frames import empty_frame, suggest_batch
from annotator.batch.inputs import Columns
from annotator.batch.job import Job, Report, known_target, run
from annotator.batch.rows import COLUMNS

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
