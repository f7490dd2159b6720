"""One annotator at work on one project, without a screen.

`controller` joins a session to the store; `search` holds the last search and the queue that
follows from it; `messages` says in words what happened. No Textual here, so that all of an
annotator's work can be tested without a terminal.
"""
