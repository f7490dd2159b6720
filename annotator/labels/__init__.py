"""labels.yaml: the guideline and its rules, read from a file and checked. No spaCy here."""

from annotator.labels.load import load

__all__ = ["load"]
