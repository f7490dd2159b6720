"""Suggest labels for documents, each suggestion with its reason. The rules are the suggester."""
