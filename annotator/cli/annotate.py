"""`annotator annotate`, and `annotator` alone: open the app, and sum the session up afterwards."""

from __future__ import annotations

from dataclasses import replace

import click

from annotator.annotations.active_time import duration_text, work_totals
from annotator.api import Project, ProjectFolder
from annotator.cli import settings_file
from annotator.cli.annotator_name import choose_name
from annotator.cli.app_runner import check_terminal, is_in_browser, run_on_screen
from annotator.cli.console import Share, count, print_message, progress
from annotator.errors import AnnotatorError, Problem
from annotator.model import LabelSet
from annotator.store import Store
from annotator.workflow.controller import Controller
from annotator.workflow.project_settings import (
    Settings,
    save_project_settings,
    with_project_settings,
)


@click.command("annotate")
@click.option("--gold", is_flag=True, help="Adjudicate, as `annotator adjudicate` does.")
@click.option(
    "--blind",
    type=Share(0, 1),
    metavar="SHARE",
    help="Share of the sentences whose suggestions are hidden until they are finished, 0 to 1."
    " Stored in the project for every annotator; 0 at first.",
)
@click.option(
    "--mask",
    metavar="KEYS",
    help='Metadata to hide, e.g. title,source,author,date; "" shows all again. Stored in the'
    " project for every annotator.",
)
@click.option(
    "--plain",
    "--linear",
    "plain_text",
    is_flag=True,
    help="Plain-text mode: print lines of text, for a screen reader or a pipe. The keys are the"
    " same. (--linear is the old name.)",
)
@click.pass_obj
def command(
    folder: ProjectFolder, gold: bool, blind: float | None, mask: str | None, plain_text: bool
) -> None:
    """Open the app on the imported texts, where you left off."""
    settings = settings_file.read(folder).settings
    plain_text = (plain_text or settings.plain_text) and not is_in_browser()
    settings = replace(settings, plain_text=plain_text)
    check_terminal(settings)
    _check_labels(folder)
    with settings_file.open_project(folder) as project:
        store = project.store
        actor = choose_name(folder, store)
        label_set = project.label_set()
        save_project_settings(store, blind, mask, actor=actor)
        if gold:
            from annotator.cli.adjudicate import adjudicate

            adjudicate(store, label_set, actor, settings)
        else:
            _print_summary(open_app(store, label_set, actor, settings))


def start(folder: ProjectFolder) -> None:
    """Import what is new in corpora/, run the rules and open the app."""
    settings = settings_file.read(folder).settings
    check_terminal(settings)
    _check_labels(folder)
    with settings_file.open_project(folder, create=True) as project:
        name = choose_name(folder, project.store)
        label_set = project.label_set()
        refused = _update(project, label_set)
        _print_summary(open_app(project.store, label_set, name, settings))
    for problem in refused:
        print_message(f"not imported: {problem}")


def _check_labels(folder: ProjectFolder) -> None:
    """Report the problems of labels.yaml before a database is made, or found to be missing."""
    if not folder.database.exists():
        replace(folder, report=lambda _: None).label_set()  # hints follow with the database


def _update(project: Project, label_set: LabelSet) -> list[Problem]:
    """Import and run the rules over what is new. Returns the files that cannot be read."""
    from annotator.suggestions.rules import RuleSuggester

    imported = project.import_changes(progress=progress)
    if imported:
        from annotator.cli.import_texts import import_summary

        for line in import_summary(imported):
            print_message(line)
    documents, suggestions = project.suggest(label_set, suggester=RuleSuggester, progress=progress)
    if documents:
        print_message(f"{count(suggestions, 'suggestion')} in {count(documents, 'document')}")
    return imported.refused if imported else []


def open_app(store: Store, label_set: LabelSet, actor: str, settings: Settings) -> Controller:
    """Open the app for a person."""
    store.label_sets.put(label_set)
    store.project.follow_guideline(label_set.guideline)
    store.annotators.enrol(actor)
    if not store.annotators.progress(actor).total:
        raise AnnotatorError(
            "there is no sentence to annotate: put texts into corpora/ and run `annotator import`"
        )
    settings = with_project_settings(store, settings)
    run = _run_plain_text if settings.plain_text else _run_app
    return run(store, label_set, actor, settings)


def _print_summary(controller: Controller) -> None:
    for line in session_summary(controller):
        print_message(line)


def _run_plain_text(store: Store, label_set: LabelSet, name: str, settings: Settings) -> Controller:
    """Run plain-text mode until it is left."""
    from annotator.tui.end_signals import raised_signals
    from annotator.tui.plain_text import make

    app = make(store, label_set, name, click.echo, settings)
    try:
        with raised_signals():
            app.run()
    finally:
        app.controller.leave()
    return app.controller


def _run_app(store: Store, label_set: LabelSet, name: str, settings: Settings) -> Controller:
    """Run the app on the screen until it is left.

    Raises the fault that ended it, if one did; SystemExit if a signal did.
    """
    from annotator.tui.app import make

    app = make(store, label_set, name, settings)
    run_on_screen(app, app.controller.leave)
    return app.controller


def session_summary(controller: Controller) -> list[str]:
    """Return lines for the terminal: the time, the decisions, where the next session starts.

    Counted from when the app was opened.
    """
    timed_events = controller.store.events.timed(
        controller.annotator, controller.started_at, actor=controller.actor
    )
    totals = work_totals(timed_events, controller.settings.idle_seconds)
    done = replace(totals, seconds=controller.active_time.seconds)
    rate = f" ({done.sentences_per_hour:.0f} an hour)" if done.sentences_per_hour else ""
    left, apart = controller.progress.left, controller.progress.cannot_judge
    cannot = f"; {apart:,} cannot be judged" if apart else ""
    finished, decisions = count(done.finished, "sentence"), count(done.decisions, "decision")
    time = f"{duration_text(done.seconds)} active{rate}"
    outcomes = f"{done.accepted:,} accepted, {done.edited:,} edited, {done.rejected:,} rejected"
    return [
        f"{controller.annotator}: {finished} finished, {time}; {left:,} left{cannot}",
        f"{decisions}: {outcomes}, {done.manual:,} manual",
        f"{_what_is_saved(controller)}; next time you continue at {controller.place}",
        *_rescue_lines(controller),
    ]


def _what_is_saved(controller: Controller) -> str:
    if controller.unrecorded:
        lost = count(controller.unrecorded, "decision")
        return f"{lost} could not be saved, as the app said; all else is saved"
    return "everything is saved"


def _rescue_lines(controller: Controller) -> list[str]:
    """Where the work is and what to do, if the database was removed or replaced meanwhile."""
    if controller.rescue_file is None:
        return []
    line = (
        f"{controller.opened_path} was removed, replaced or overwritten while the app was open:"
        f" your work of this session is in {controller.rescue_file}; to go on with it, close what"
        " has the project open and put that file in its place"
    )
    return [line]
