"""`annotator tour`: five steps on an invented text, in which the main keys are tried."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import click

from annotator.annotations.events import Event, EventKind
from annotator.api import Project, ProjectFolder
from annotator.cli import annotate, app_runner, settings_file
from annotator.cli.console import print_message

TITLE = "A tour in five steps"

STEPS = (
    (
        "Accept what is right: Tevik falsely described the dam, so press a, and then the space bar"
        " to finish the sentence."
    ),
    (
        "Reject what is wrong: the gardener took a spade in an apparent dig at the roots, so press"
        " x, and then the space bar."
    ),
    (
        "Mark what no rule found: press s, type the letters over sly and over smile in her sly"
        " little smile, press 1 for the first label, and then the space bar."
    ),
    "Change your mind: press f to flag this sentence, u to undo that, and then the space bar.",
    (
        "Look things up: press ? for all keys and q to close them, then the space bar, and q to"
        " leave the tour."
    ),
)
"""The sentences of the text, each of which says what to try in it."""

_Tried = Callable[[set[EventKind]], bool]

_TRIED: tuple[tuple[str, _Tried], ...] = (
    ("accept", lambda kinds: EventKind.ACCEPT in kinds),
    ("reject", lambda kinds: EventKind.REJECT in kinds),
    ("mark words", lambda kinds: EventKind.PUT in kinds),
    ("undo", lambda kinds: EventKind.UNDO in kinds),
    ("finish", lambda kinds: EventKind.FINISH in kinds),
)

_NAME = "you"


@click.command("tour")
@click.pass_obj
def command(folder: ProjectFolder) -> None:
    """Try the main keys on a text of five sentences. Nothing is kept.

    Your own settings and keys apply.
    """
    settings = settings_file.read(folder).settings
    app_runner.check_terminal(settings)
    place = Path(tempfile.mkdtemp(prefix="annotator-tour-"))
    try:
        with prepare(place) as project:
            annotate.open_app(project.store, project.label_set(), _NAME, settings)
            missing = not_tried(list(project.store.events.iterate()))
    finally:
        shutil.rmtree(place, ignore_errors=True)
    if missing:
        print_message(f"not tried yet: {', '.join(missing)}; `annotator tour` begins again")
    else:
        print_message("all of it tried; `annotator init` makes a project for your own texts")


def prepare(place: Path) -> Project:
    """Make and open the project of the tour in a folder, with its text and suggestions."""
    from annotator.labels import shipped

    folder = ProjectFolder(place, _NAME)
    folder.label_file.write_bytes(shipped("labels.yaml").read_bytes())
    folder.corpora.mkdir()
    (folder.corpora / "tour.txt").write_text("\n\n".join([TITLE, *STEPS]), encoding="utf-8")
    project = Project(folder, folder.open_store(create=True))
    project.import_texts()
    project.suggest()
    return project


def not_tried(events: list[Event]) -> list[str]:
    """What none of the events is, in words."""
    kinds = {event.kind for event in events}
    return [words for words, was_tried in _TRIED if not was_tried(kinds)]
