"""`annotator annotate`, and `annotator` alone: open the app, and sum the session up afterwards."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from dataclasses import replace

import click

from annotator.annotations.active_time import duration_text, work_totals
from annotator.annotations.project_events import GOLD
from annotator.api import Project, ProjectFolder
from annotator.cli import settings_file
from annotator.cli.annotator_name import choose_name
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

_REPORT_FAULT = (
    "This is a fault in annotator, which ended the app. Please report it, with the lines above."
    " Decisions were stored when they were shown as done; start again to go on."
)

_NO_SCREEN = frozenset({"", "dumb", "unknown"})
"""Values of TERM for terminals that cannot move the cursor."""


@click.command("annotate")
@click.option("--gold", is_flag=True, help="Work on the adjudicated layer, as the annotator gold.")
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
    plain_text = (plain_text or settings.plain_text) and not _is_in_browser()
    settings = replace(settings, plain_text=plain_text)
    check_terminal(settings)
    _check_labels(folder)
    with settings_file.open_project(folder) as project:
        store = project.store
        actor = choose_name(folder, store)
        label_set = project.label_set()
        save_project_settings(store, blind, mask, actor=actor)
        _print_summary(open_app(store, label_set, actor, settings, gold=gold))


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


def open_app(
    store: Store, label_set: LabelSet, actor: str, settings: Settings, *, gold: bool = False
) -> Controller:
    """Open the app for a person, who works on the gold layer as a lead."""
    store.label_sets.put(label_set)
    store.project.follow_guideline(label_set.guideline)
    if gold:  # the first one is a lead by saying so, later ones by a lead
        store.annotators.check_is_lead(actor, "work on gold")
    store.annotators.enrol(actor, "lead" if gold else "annotator")
    name = actor
    if gold:
        name = GOLD
        store.annotators.enrol(GOLD, GOLD)
    if not store.annotators.progress(name).total:
        raise AnnotatorError(
            "there is no sentence to annotate: put texts into corpora/ and run `annotator import`"
        )
    settings = with_project_settings(store, settings)
    if gold:  # adjudication needs all suggestions
        settings = replace(settings, blind_share=0.0)
    run = _run_plain_text if settings.plain_text else _run_app
    return run(store, label_set, name, settings, actor)


def _print_summary(controller: Controller) -> None:
    for line in session_summary(controller):
        print_message(line)


def _run_plain_text(
    store: Store, label_set: LabelSet, name: str, settings: Settings, actor: str
) -> Controller:
    """Run plain-text mode until it is left."""
    from annotator.tui.end_signals import raised_signals
    from annotator.tui.plain_text import make

    app = make(store, label_set, name, click.echo, settings, actor=actor)
    try:
        with raised_signals():
            app.run()
    finally:
        app.controller.leave()
    return app.controller


def _run_app(
    store: Store, label_set: LabelSet, name: str, settings: Settings, actor: str
) -> Controller:
    """Run the app on the screen until it is left.

    Raises the fault that ended it, if one did; SystemExit if a signal did.
    """
    from annotator.tui.app import make
    from annotator.tui.end_signals import ended_by_signals

    app = make(store, label_set, name, settings, actor=actor)
    try:
        with nullcontext() if _is_in_browser() else ended_by_signals(app.end_by_signal):
            app.run()
    finally:
        app.controller.leave()
    if app.crash:
        app.crash.add_note(_REPORT_FAULT)
        raise app.crash
    if app.return_code:
        sys.exit(app.return_code)
    return app.controller


def check_terminal(settings: Settings) -> None:
    """End with exit code 2 if the app would draw a screen and the terminal cannot show one.

    Raises AnnotatorError if there is no terminal.
    """
    if _is_in_browser() or settings.plain_text:
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise AnnotatorError(
            "the app needs a terminal; in a pipe use `annotator annotate --plain`, or the commands"
            " `annotator import`, `suggest`, `agreement` and `export`"
        )
    problem = _terminal_problem()
    if problem:
        print_message(f"{problem}, or use `annotator annotate --plain`, which prints lines of text")
        sys.exit(2)


def _terminal_problem() -> str:
    """Why the terminal cannot show the screen, and the remedy; '' if it can, as far as is known."""
    if sys.platform == "win32":  # its consoles have no TERM, and Textual writes to them as it must
        return ""
    terminal = os.environ.get("TERM", "")
    if terminal in _NO_SCREEN:
        named = f"TERM={terminal}" if terminal else "TERM is not set"
        return f"the terminal cannot show a screen ({named}): set TERM, such as TERM=xterm-256color"
    charset = getattr(sys.__stdout__, "encoding", "") or "ascii"
    if os.environ.get("LC_ALL") in {"C", "POSIX"} and os.environ.get("PYTHONUTF8") != "1":
        charset = "ascii"  # chosen on purpose, says PEP 538; Python writes UTF-8 all the same
    if charset.lower().replace("-", "").replace("_", "") != "utf8":
        return (
            f"the locale has the character set {charset}, and the app draws signs of UTF-8: set one"
            " of UTF-8, such as LC_ALL=C.UTF-8"
        )
    return ""


def _is_in_browser() -> bool:
    """Return whether `annotator serve` started this process, which draws into a browser."""
    return "TEXTUAL_DRIVER" in os.environ


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
