"""`annotator questions`: how many gold questions and silent repeats annotators get."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from annotator.api import ProjectFolder
from annotator.cli.annotator_name import acting_name
from annotator.cli.console import Share, count, print_lines
from annotator.cli.settings_file import open_project

if TYPE_CHECKING:
    from annotator.api.question_settings import QuestionSettings


@click.command("questions")
@click.option(
    "--gold",
    "gold_share",
    type=Share(0, 1),
    metavar="SHARE",
    help="After this share of the finished sentences comes a gold question.",
)
@click.option(
    "--bound",
    "gold_bound",
    type=Share(0, 1),
    metavar="SHARE",
    help="Leads get a message about who answers fewer of them right; 0 for none.",
)
@click.option(
    "--repeat",
    "repeat_share",
    type=Share(0, 1),
    metavar="SHARE",
    help="After this share of the finished sentences comes one that was finished before.",
)
@click.option(
    "--repeat-after",
    "repeat_after",
    type=click.IntRange(1, 1_000_000),
    metavar="N",
    help="So many sentences after it was finished, at the earliest; 200 at first.",
)
@click.option(
    "--training",
    "training_batch",
    metavar="BATCH",
    help="The batch whose documents are training; training at first.",
)
@click.pass_obj
def command(folder: ProjectFolder, /, **given: Any) -> None:
    """Set how many gold questions and silent repeats annotators get; print what is set.

    Gold questions are sentences that gold has finished, among the others of an annotator; repeats
    are sentences that the annotator finished long ago. Neither looks different from any other
    sentence. All is stored in the project for every annotator. In a project with a lead only a
    lead may use this command.
    """
    from annotator.api.question_settings import question_settings, set_question_settings

    wanted = {name: value for name, value in given.items() if value is not None}
    training = wanted.get("training_batch")
    if training is not None and not training.strip():
        raise click.BadParameter("the name of a batch is not empty", param_hint="--training")
    with open_project(folder) as project:
        actor = acting_name(folder, project.store)
        project.store.annotators.check_is_lead(actor, "see or set these")
        settings = replace(question_settings(project.store), **wanted)
        set_question_settings(project.store, settings, actor=actor)
    print_lines(_lines(settings))


def _lines(settings: QuestionSettings) -> Iterator[str]:
    after = count(settings.repeat_after, "sentence")
    bound = f"{settings.gold_bound:.0%} right" if settings.gold_bound else "none"
    yield f"gold questions   after {settings.gold_share:.0%} of the finished sentences"
    yield f"bound            {bound}"
    yield (
        f"silent repeats   after {settings.repeat_share:.0%} of the finished sentences,"
        f" {after} later at the earliest"
    )
    yield f"training         documents assigned in the batch {settings.training_batch}"
