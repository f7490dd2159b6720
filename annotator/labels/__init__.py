"""labels.yaml: the guideline and its rules, read from a file and checked. No spaCy here."""

from annotator.labels.load import load
from annotator.labels.sources import path_of, shipped

__all__ = ["load", "path_of", "shipped"]
