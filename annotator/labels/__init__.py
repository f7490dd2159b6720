"""Read and check labels.yaml: the labels, the guideline and the rules of a project.

`load` returns a LabelSet or raises DataError with every problem of the file and of the files that
it names, each with file, line and fix. Nothing here imports spaCy.
"""

from annotator.labels.loader import load
from annotator.labels.source_files import path_of, shipped

__all__ = ["load", "path_of", "shipped"]
