"""labels.yaml: the guideline and its rules, read from a file and checked. No spaCy here."""

from annotator.labels.loader import load
from annotator.labels.source_files import path_of, shipped

__all__ = ["load", "path_of", "shipped"]
