"""Suggestions for many texts without a database: from files to files, or from batch to batch.

`run` does the job of `annotator suggest --input --output`, on all cores; `suggest_batch` is for
engines such as Ray Data and Dask.
"""

from annotator.batch.frames import empty_frame, suggest_batch
from annotator.batch.inputs import Columns
from annotator.batch.job import BatchReport, Job, known_target, run
from annotator.batch.suggestion_rows import COLUMNS

__all__ = [
    "COLUMNS",
    "BatchReport",
    "Columns",
    "Job",
    "empty_frame",
    "known_target",
    "run",
    "suggest_batch",
]
