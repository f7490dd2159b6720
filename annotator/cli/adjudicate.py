"""`annotator adjudicate`: settle what annotators differ about; the result is the layer gold."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator
from dataclasses import replace

import click

from annotator.agreement.differences import DifferenceKind
from annotator.annotations.active_time import duration_text
from annotator.annotations.project_events import GOLD
from annotator.api import ProjectFolder
from annotator.cli import settings_file
from annotator.cli.annotator_name import choose_name
from annotator.cli.app_runner import check_terminal, is_in_browser, run_on_screen
from annotator.cli.console import Share, count, print_message, progress
from annotator.cli.settle import settle
from annotator.cli.show import find_uid
from annotator.errors import AnnotatorError, did_you_mean
from annotator.model import LabelSet
from annotator.store import Store
from annotator.store.adjudication_queue import QueueFilter
from annotator.workflow.adjudication import EVERYTHING, Adjudication
from annotator.workflow.project_settings import Settings, with_project_settings

WORST, DOCUMENT = "worst", "document"
UNANIMOUS, MAJORITY = "unanimous", "majority"


def _pair(
    _context: click.Context, _option: click.Parameter, value: str | None
) -> tuple[str, str] | None:
    """The two names of --pair."""
    if value is None:
        return None
    names = [one.strip() for one in value.split(",")]
    if len(names) != 2 or not all(names) or names[0] == names[1]:
        raise click.BadParameter(f"{value!r}: expected two names with a comma, such as ann,bea")
    return names[0], names[1]


@click.command("adjudicate")
@click.option("--label", default="", metavar="NAME", help="Only disagreements about this label.")
@click.option(
    "--kind",
    type=click.Choice([*map(str, DifferenceKind)]),
    help="Only disagreements of this kind: missed is what only some marked.",
)
@click.option("--document", default="", metavar="UID", help="Only those of one document.")
@click.option("--pair", callback=_pair, metavar="A,B", help="Only those between two annotators.")
@click.option("--batch", default="", help="Only those of the documents of a batch.")
@click.option(
    "--order",
    type=click.Choice([WORST, DOCUMENT]),
    default=WORST,
    show_default=True,
    help="Where annotators differ most first, or document by document.",
)
@click.option("--names", "shows_names", is_flag=True, help="Show names, not letters.")
@click.option(
    "--plain", "plain_text", is_flag=True, help="Plain-text mode, as `annotator annotate --plain`."
)
@click.option(
    "--settle",
    "policy",
    type=click.Choice([UNANIMOUS, MAJORITY]),
    help="Do not open the app, but settle at once what all annotators of a sentence hold, or more"
    " than half of them. Without --label and --kind also what nobody differs about.",
)
@click.option(
    "--threshold",
    type=Share(0.5, 1),
    metavar="SHARE",
    help="With --settle majority: the share of the annotators who must hold the same, .5 to 1"
    " (default: more than half).",
)
@click.option("--dry-run", is_flag=True, help="With --settle: print what would be settled.")
@click.option("--json", "as_json", is_flag=True, help="With --settle: print JSON.")
@click.pass_context
def command(
    context: click.Context,
    *,
    label: str,
    kind: str | None,
    document: str,
    pair: tuple[str, str] | None,
    batch: str,
    order: str,
    shows_names: bool,
    plain_text: bool,
    policy: str | None,
    threshold: float | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Settle what annotators differ about: the result is the layer gold.

    A disagreement costs one key. Annotators are shown as letters, shuffled for each sentence. Only
    leads adjudicate; in a project without one, who does so first is its lead.
    """
    _check_options(context, policy)
    folder: ProjectFolder = context.obj
    if policy:
        with settings_file.open_project(folder) as project:
            settle(
                project,
                threshold=1.0 if policy == UNANIMOUS else threshold or 0.5,
                labels=[label] if label else [],
                kinds=[kind] if kind else [],
                batch=batch,
                document=find_uid(project.store, document) if document else "",
                dry_run=dry_run,
                as_json=as_json,
            )
        return
    settings = settings_file.read(folder).settings
    plain_text = (plain_text or settings.plain_text) and not is_in_browser()
    settings = replace(settings, plain_text=plain_text)
    check_terminal(settings, "annotator adjudicate")
    with settings_file.open_project(folder) as project:
        store = project.store
        actor = choose_name(folder, store)
        wanted = QueueFilter(
            label=label,
            kind=kind or "",
            document=find_uid(store, document) if document else "",
            pair=_known(store, pair) if pair else (),
            batch=batch,
            by_document=order == DOCUMENT,
        )
        adjudicate(
            store, project.label_set(), actor, settings, wanted=wanted, shows_names=shows_names
        )


_OF_THE_APP = ("pair", "order", "shows_names", "plain_text")
_OF_POLICIES = ("threshold", "dry_run", "as_json")


def _check_options(context: click.Context, policy: str | None) -> None:
    """Refuse options that would have no effect."""
    if policy:
        useless, why = [*_OF_THE_APP], "has no effect with --settle, which opens no app"
    else:
        useless, why = [*_OF_POLICIES], "has no effect without --settle"
    if policy == UNANIMOUS:
        useless.append("threshold")
    for one in context.command.params:
        given = context.get_parameter_source(one.name or "")
        if one.name in useless and given is click.core.ParameterSource.COMMANDLINE:
            if one.name == "threshold" and policy:
                why = "has no effect with --settle unanimous: use --settle majority"
            raise click.UsageError(f"{one.opts[0]} {why}")


def _known(store: Store, pair: tuple[str, str]) -> tuple[str, str]:
    """The pair, under the names that the two have today."""
    people = store.annotators.people()
    first, second = (store.annotators.current_name(name) for name in pair)
    for name in (first, second):
        if name not in people:
            raise AnnotatorError(
                f"--pair: nobody here is called {name!r}. {did_you_mean(name, people)}"
            )
    return first, second


def adjudicate(
    store: Store,
    label_set: LabelSet,
    actor: str,
    settings: Settings,
    *,
    wanted: QueueFilter = EVERYTHING,
    shows_names: bool = False,
) -> None:
    """Let a lead settle disagreements, and print what was done.

    Ends with exit code 1 if there is nothing to compare. Raises AnnotatorError for somebody who is
    no lead, and for an unknown label or batch.
    """
    store.annotators.check_is_lead(actor, "adjudicate")
    store.label_sets.put(label_set)
    store.project.follow_guideline(label_set.guideline)
    store.annotators.register(actor, "lead")
    store.annotators.register(GOLD, GOLD)
    settings = replace(with_project_settings(store, settings), blind_share=0.0)
    work = Adjudication(
        store, label_set, actor, lambda: secrets.token_hex(8), wanted=wanted, settings=settings
    )
    work.shows_names = shows_names
    if wanted.batch and wanted.batch not in work.batches():
        hint = did_you_mean(wanted.batch, work.batches())
        raise AnnotatorError(f"--batch: no batch is called {wanted.batch!r}. {hint}")
    found = _open_first(work)
    if not found and wanted.label and label_set.label(wanted.label) is None:
        hint = did_you_mean(wanted.label, [one.name for one in label_set.labels])
        raise AnnotatorError(
            f"--label: no label of labels.yaml is called {wanted.label!r}, and no disagreement is"
            f" about one. {hint}"
        )
    if not found and not is_in_browser():
        print_message(work.nothing_open())
        sys.exit(0 if work.was_compared else 1)
    run = _run_plain_text if settings.plain_text else _run_app
    run(work)
    for line in summary(work):
        print_message(line)


def _open_first(work: Adjudication) -> bool:
    """Compare until a disagreement is found; False if there is none."""
    if work.open_first():
        return True
    left = work.queue.documents_to_compare()
    return left > 0 and any(progress(_steps(work, left), "comparing"))


def _steps(work: Adjudication, left: int) -> Iterator[bool]:
    """Compare a few documents at each step; True once a disagreement is open."""
    while left:
        left = work.compare_some()
        found = work.open_first()
        yield found
        if found:
            return


def _run_app(work: Adjudication) -> None:
    from annotator.tui.app import make_adjudication

    run_on_screen(make_adjudication(work), lambda: None)


def _run_plain_text(work: Adjudication) -> None:
    from annotator.tui.adjudication.plain_text import PlainTextAdjudication
    from annotator.tui.end_signals import raised_signals
    from annotator.tui.line_console import Console, console_input

    with raised_signals():
        PlainTextAdjudication(work, Console(console_input(), click.echo)).run()


def summary(work: Adjudication) -> list[str]:
    """Return lines for the terminal: what was settled, in which time, and what is open."""
    counts = work.counts()
    settled = count(work.settled_now, "disagreement")
    time = duration_text(work.active_time.seconds)
    lost = count(work.unrecorded, "decision")
    saved = f"{lost} could not be saved" if work.unrecorded else "everything is saved"
    return [
        f"{work.actor}: {settled} settled, {time} active; {counts.disagreements:,} left open",
        f"{saved}; `annotator adjudicate` goes on",
    ]
