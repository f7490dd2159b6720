"""`annotator train`: assign documents as training."""

from __future__ import annotations

import click

from annotator.api import ProjectFolder
from annotator.cli.annotator_name import acting_name
from annotator.cli.console import count, print_message
from annotator.cli.settings_file import open_project
from annotator.cli.show import find_uid
from annotator.errors import AnnotatorError, did_you_mean


@click.command("train")
@click.argument("documents", nargs=-1, required=True, metavar="DOCUMENT...")
@click.option(
    "--for",
    "names",
    multiple=True,
    required=True,
    metavar="NAME",
    help="Who is trained; may be repeated.",
)
@click.pass_obj
def command(folder: ProjectFolder, documents: tuple[str, ...], names: tuple[str, ...]) -> None:
    """Assign each DOCUMENT (its uid, or enough of its beginning) to NAME as training.

    After each sentence that gold has finished, the app shows what gold holds, and why. Training
    stays out of agreement and exports. In a project with a lead only a lead may use this command.
    """
    from annotator.annotations.project_events import Assign

    with open_project(folder) as project:
        store, actor = project.store, acting_name(folder, project.store)
        store.annotators.check_is_lead(actor, "assign training")
        uids = tuple(dict.fromkeys(find_uid(store, letters) for letters in documents))
        people = store.annotators.people()
        names = tuple(map(store.annotators.current_name, names))
        for name in names:
            if name not in people:
                raise AnnotatorError(
                    f"there is no annotator {name!r}. {did_you_mean(name, people)}"
                )
        batch = store.questions.training_batch()
        store.project.record([Assign(name, uids, batch) for name in names], actor=actor)
        with_gold = set(store.questions.documents_with_gold())
    what = count(len(uids), "document")
    print_message(f"{what} assigned to {', '.join(names)} as training, in the batch {batch}")
    if without := len(set(uids) - with_gold):
        print_message(
            f"{without:,} of them {'has' if without == 1 else 'have'} no gold yet: nothing is"
            " shown after their sentences until then"
        )
