"""Datasets to publish: which part of a project they hold, whose names, and how they are checked."""
