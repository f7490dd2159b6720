"""Sentences: where one ends and the next begins, by our own rules or by a spaCy pipeline."""
