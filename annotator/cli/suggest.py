"""`annotator suggest`: run the rules over the texts."""

from __future__ import annotations

import click

from annotator.cli import steps
from annotator.cli.project import Project
from annotator.cli.speech import count, say


@click.command("suggest")
@click.pass_obj
def command(project: Project) -> None:
    """Run the rules of labels.yaml over the documents that they have not seen yet.

    A changed labels.yaml has seen nothing: its suggestions replace the earlier ones. What people
    decided stays decided.
    """
    label_set = project.label_set()
    with project.store() as store:
        documents, suggestions = steps.suggest_labels(store, label_set)
    say(
        f"{count(suggestions, 'suggestion')} in {count(documents, 'document')}"
        if documents
        else "every document has the suggestions of this labels.yaml"
    )
