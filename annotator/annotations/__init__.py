"""Annotations: events, their fold into judgements, and the session in which they are made.

What an annotator does is an event; what the annotator holds is the fold of the events. Nothing
here knows SQLite, Textual or the clock.
"""
