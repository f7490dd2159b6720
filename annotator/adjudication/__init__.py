"""Adjudication: what annotators of a sentence differ about, and how gold settles it."""
