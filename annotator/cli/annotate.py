"""`annotator annotate`, and `annotator` alone: open the app."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from hashlib import blake2b

import click

from annotator.api import Project
from annotator.cli import config_files, steps, summary
from annotator.cli.console import count, say
from annotator.errors import AnnotatorError, Problem
from annotator.model import LabelSet
from annotator.store import Store
from annotator.workflow import project_settings_store
from annotator.workflow.project_settings import Settings

GOLD = "gold"


@click.command("annotate")
@click.option("--gold", is_flag=True, help="Work on the adjudicated layer, as the annotator gold.")
@click.option(
    "--blind",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="Of all sentences, how many show no suggestions until they are finished: 0 (as at first)"
    " to 1. Kept in the project, for every annotator.",
)
@click.option(
    "--mask",
    metavar="KEYS",
    help='Metadata not to show, e.g. title,source,author,date; "" shows all again. Kept in the'
    " project, for every annotator.",
)
@click.option(
    "--linear",
    is_flag=True,
    help="Talk in lines of plain text, for a screen reader or a pipe; the keys are the same.",
)
@click.pass_obj
def command(
    project: Project, gold: bool, blind: float | None, mask: str | None, linear: bool
) -> None:
    """Open the app on what is in the project, where you left off."""
    settings = config_files.read(project).settings
    settings = replace(settings, linear=(linear or settings.linear) and not _is_on_page())
    _need_terminal(settings)
    label_set = project.label_set()
    name, role = (GOLD, GOLD) if gold else (project.name(), "annotator")
    with project.store() as store:
        project_settings_store.keep(store, blind, mask)
        _open(store, label_set, name, role, settings)


def begin(project: Project) -> None:
    """The main job: read what is new in corpora/, run the rules, open the app."""
    settings = config_files.read(project).settings
    _need_terminal(settings)
    name = project.name()
    label_set = project.label_set()
    with project.store(create=True) as store:
        refused = _bring_up_to_date(project, store, label_set)
        _open(store, label_set, name, "annotator", settings)
    for problem in refused:
        say(f"not imported: {problem}")


def _bring_up_to_date(project: Project, store: Store, label_set: LabelSet) -> list[Problem]:
    """Import and suggest what is new; an unreadable file is named, and stops nobody."""
    refused: list[Problem] = []
    fingerprint = _fingerprint(project)
    if project.corpora.is_dir() and store.setting("corpora") != fingerprint:
        done = steps.import_texts(store, (project.corpora,), keep_good=True)
        refused = done.refused
        store.set_setting("corpora", fingerprint)
        for line in done.words():
            say(line)
    documents, suggestions = steps.suggest_labels(store, label_set)
    if documents:
        say(f"{count(suggestions, 'suggestion')} in {count(documents, 'document')}")
    return refused


def _fingerprint(project: Project) -> str:
    """Changes when a file of corpora/ is added, removed or written to."""
    files = sorted(path for path in project.corpora.rglob("*") if path.is_file())
    seen = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return blake2b(repr(seen).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def _open(store: Store, label_set: LabelSet, name: str, role: str, settings: Settings) -> None:
    store.put_label_set(label_set)
    store.enrol(name, role)
    if not store.progress(name).total:
        raise AnnotatorError(
            "there is no sentence to annotate: put texts into corpora/ and run `annotator import`"
        )
    settings = project_settings_store.of_project(store, settings)
    if role == GOLD:  # whoever settles differences sees all
        settings = replace(settings, blind_share=0.0)
    if settings.linear:
        from annotator.tui.plain_text.app import make as make_linear

        linear = make_linear(store, label_set, name, click.echo, settings)
        linear.run()
        desk = linear.desk
    else:
        from annotator.tui.app import make

        app = make(store, label_set, name, settings)
        app.run()
        desk = app.desk
    for line in summary.lines(desk):
        say(line)


def _need_terminal(settings: Settings) -> None:
    if _is_on_page() or settings.linear:
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise AnnotatorError(
            "the app needs a terminal; in a pipe use `annotator import`, `suggest`, `agreement`"
            " or `export`"
        )


def _is_on_page() -> bool:
    """Whether a page draws the app (`annotator serve`), and not a terminal."""
    return "TEXTUAL_DRIVER" in os.environ
