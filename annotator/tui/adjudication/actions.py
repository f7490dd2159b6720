"""The actions of adjudication: their keys, and what they do.

The letters of annotators are those that no other action has; see LETTERS of
annotator.workflow.adjudication.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from annotator.adjudication.document import ItemState
from annotator.agreement.differences import DifferenceKind
from annotator.annotations.project_events import Comment
from annotator.annotations.reason_codes import OTHER, SETTLE_REASONS
from annotator.errors import AnnotatorError
from annotator.tui import dialogs
from annotator.tui.actions.information import quit_app
from annotator.tui.actions.key_table import keymap_of
from annotator.tui.adjudication import item_text
from annotator.tui.keymap import Action, Keymap, Mode
from annotator.workflow.adjudication import EVERYTHING, LETTERS

if TYPE_CHECKING:
    from annotator.tui.adjudication.context import AdjudicationContext

# --------------------------------------------------------------------------- settling


def _settle(context: AdjudicationContext, decide: Callable[[], str]) -> None:
    """Settle something, say so, and go on once nothing of the sentence is open."""
    work = context.work
    done = decide()
    undo, why = context.key("undo"), f"{SETTLE_REASONS[0].key}-{SETTLE_REASONS[-1].key}"
    keys = f": {undo} undoes it, {why} says why"
    number, uid = work.number, work.document.uid if work.document else ""
    if go_on(context):
        is_here = work.document is not None and work.document.uid == uid
        other = "" if is_here else " of another document"
        done = f"{done} in sentence {number}{other}"
    elif not (work.sentence and work.sentence.is_open):
        keys = f"{keys}. {nothing_left(context)}"
    context.say(done, keys)


def go_on(context: AdjudicationContext) -> bool:
    """Open the next sentence if nothing of the current one is open; False if there is none."""
    work = context.work
    return not (work.sentence and work.sentence.is_open) and work.next_sentence()


def nothing_left(context: AdjudicationContext) -> str:
    """That nothing is open, or that documents are still compared."""
    counts = context.work.counts()
    if counts.not_compared:
        return f"comparing {_documents(counts.not_compared)}"
    return context.work.nothing_open()


def _documents(number: int) -> str:
    return f"{number:,} more document{'' if number == 1 else 's'}"


def take(context: AdjudicationContext) -> None:
    """Settle the selected item as an annotator has it."""
    _settle(context, lambda: context.work.take(context.pressed.upper()))


def majority(context: AdjudicationContext) -> None:
    """Settle the selected item as most have it."""
    _settle(context, context.work.take_majority)


def union(context: AdjudicationContext) -> None:
    """Settle the selected item as all words that anybody marked."""
    _settle(context, context.work.take_union)


def nothing(context: AdjudicationContext) -> None:
    """Settle that gold has nothing there."""
    _settle(context, context.work.take_nothing)


def keep(context: AdjudicationContext) -> None:
    """Keep what gold has."""
    _settle(context, context.work.keep_gold)


def take_sentence(context: AdjudicationContext) -> None:
    """Settle all that is open in the sentence as an annotator has it."""
    _settle(context, lambda: context.work.take_sentence(context.pressed))


def choose(context: AdjudicationContext) -> None:
    """Choose a version from a list: of annotators whose letter is no key, too."""
    work = context.work
    if work.status is None:
        context.message = nothing_left(context)
        return
    listed = [
        dialogs.Choice(
            one.names[0],
            one.title,
            item_text.called(work, one.names),
            work.letters[one.names[0]].lower(),
            ", ".join(filter(None, (*one.values, one.words, one.made))),
        )
        for one in item_text.versions(work, work.status.item, joined=True)
    ]

    def chosen(name: str) -> None:
        _settle(context, lambda: work.take(work.letters[name]))

    context.ask(dialogs.Picker("Take the version", listed), chosen)


def edit(context: AdjudicationContext) -> None:
    """Annotate gold at this sentence, and settle the selected item as it then is."""
    work = context.work
    if work.sentence is None or work.document is None:
        context.message = nothing_left(context)
        return
    uid, sentence = work.document.uid, work.sentence.sentence
    about, put = work.begin_edit()

    def edited() -> None:
        unchanged = put or "gold is as it was"
        _settle(context, lambda: work.end_edit(uid, sentence, about) or unchanged)

    context.ui.edit_gold(work.edited_uids(about), edited)


# --------------------------------------------------------------------------- moving


def _select(context: AdjudicationContext, step: int) -> None:
    if not context.work.select(step):
        which = "last" if step > 0 else "first"
        goes = context.key("next" if step > 0 else "previous")
        context.message = f"that is the {which} one of this sentence: {goes} goes to another"


def next_item(context: AdjudicationContext) -> None:
    """Select the next disagreement of the sentence."""
    _select(context, 1)


def previous_item(context: AdjudicationContext) -> None:
    """Select the previous disagreement of the sentence."""
    _select(context, -1)


def next_sentence(context: AdjudicationContext) -> None:
    """Go to the next sentence with something open; what is left here stays open."""
    work = context.work
    if not work.next_sentence():
        is_open = work.sentence and work.sentence.is_open
        context.message = "no other sentence is open" if is_open else nothing_left(context)


def previous_sentence(context: AdjudicationContext) -> None:
    """Go back to the sentence before."""
    if not context.work.previous_sentence():
        context.message = "that was the first one of this session"


# --------------------------------------------------------------------------- saying why


def reason(context: AdjudicationContext) -> None:
    """Say why people differed about what was settled last."""
    chosen = next(one for one in SETTLE_REASONS if one.key == context.pressed)
    if context.work.explained is None:
        raise AnnotatorError("nothing is settled yet: settle it, then say why")
    if chosen.code == OTHER.code:
        prompt = dialogs.Prompt("Why did they differ?", "")
        context.ask(prompt, lambda text: _explain(context, why=text))
    else:
        _explain(context, why=chosen.code)


def note(context: AdjudicationContext) -> None:
    """Write a note for the annotators about what was settled last."""
    settlement = context.work.explained
    if settlement is None:
        raise AnnotatorError("nothing is settled yet: settle it, then write a note")
    prompt = dialogs.Prompt("Note for the annotators", settlement.note)
    context.ask(prompt, lambda text: _explain(context, note=text))


def _explain(context: AdjudicationContext, why: str | None = None, note: str | None = None) -> None:
    context.message = context.work.explain(why, note)


def send_back(context: AdjudicationContext) -> None:
    """Send the sentence back to somebody, with a comment."""
    work = context.work
    if work.sentence is None or work.document is None:
        context.message = nothing_left(context)
        return
    uid, sentence, letters = work.document.uid, work.sentence.sentence, work.letters
    shown = {name: work.called(name) for name in letters}
    everybody = " ".join(letters.values())
    listed = [
        *(dialogs.Choice(name, work.called(name)) for name in letters),
        dialogs.Choice("", f"everybody here: {everybody}"),
    ]

    def send(names: tuple[str, ...], text: str) -> None:
        from annotator.workflow.comments import send_comment  # noqa: PLC0415 - not at start

        for name in names:
            comment = Comment(name, uid, sentence, text, sent_back=True)
            send_comment(work.store, comment, actor=work.actor)
        work.read_again()
        context.message = f"sent back to {', '.join(shown[name] for name in names)}"

    def write(name: str) -> None:
        names = (name,) if name else tuple(letters)
        whom = ", ".join(shown[name] for name in names)
        prompt = dialogs.Prompt(f"Comment for {whom}, who will judge the sentence again", "")
        context.ask(prompt, lambda text: send(names, text))

    context.ask(dialogs.Picker("Send this sentence back to", listed), write)


# --------------------------------------------------------------------------- the guideline


def example(context: AdjudicationContext) -> None:
    """Write the sentence into labels.yaml, as an example of the label that gold has."""
    _write_example(context, "example")


def counter_example(context: AdjudicationContext) -> None:
    """Write the sentence into labels.yaml, as a counter-example of a label gold does not have."""
    _write_example(context, "counter-example")


def rule_test(context: AdjudicationContext) -> None:
    """Write the sentence into labels.yaml, as a test of a rule."""
    _write_example(context, "rule test")


def _write_example(context: AdjudicationContext, form: str) -> None:
    """Write what was settled last; a list asks for the label or the rule if there are several."""
    from annotator.workflow import guideline_examples  # noqa: PLC0415 - not at start

    work = context.work
    found = guideline_examples.choices(work, guideline_examples.ExampleForm(form))

    def write(number: str) -> None:
        context.message = guideline_examples.write(work, found[int(number)])

    if len(found) == 1:
        write("0")
        return
    listed = [
        dialogs.Choice(str(number), one.in_words(work.label_set))
        for number, one in enumerate(found)
    ]
    context.ask(dialogs.Picker(f"Write {form} of", listed), write)


# --------------------------------------------------------------------------- the queue


def choose_filter(context: AdjudicationContext) -> None:
    """Choose which disagreements are wanted."""
    work = context.work
    choices = list(_filters(context))
    by_value = {choice.value: wanted for choice, wanted in choices}

    def chosen(value: str) -> None:
        if work.use_filter(by_value[value]):
            context.message = f"queue: {filter_words(context)}"
        else:
            context.message = "nothing open fits that: the queue is as it was"

    context.ask(dialogs.Picker("Which disagreements", [one for one, _ in choices]), chosen)


def _filters(context: AdjudicationContext):  # type: ignore[no-untyped-def]
    """(choice, filter) of each filter on offer; each is added to what is chosen already."""
    work, wanted = context.work, context.work.wanted
    everything = replace(EVERYTHING, by_document=wanted.by_document)
    yield dialogs.Choice("all", "everything"), everything
    for label in work.label_set.labels:
        yield (
            dialogs.Choice(f"label {label.name}", label.title, "label"),
            replace(wanted, label=label.name),
        )
    for kind in DifferenceKind:
        words = "only some marked it" if kind is DifferenceKind.MISSED else str(kind)
        yield dialogs.Choice(f"kind {kind}", words, "kind"), replace(wanted, kind=str(kind))
    if work.document:
        yield (
            dialogs.Choice("document", "this document", work.title),
            replace(wanted, document=work.document.uid),
        )
    people = work.store.annotators.people()
    for number, one in enumerate(people):
        for other in people[number + 1 :]:
            yield (
                dialogs.Choice(f"pair {one} {other}", f"{one} and {other}", "pair"),
                replace(wanted, pair=(one, other)),
            )
    for batch in work.batches():
        yield dialogs.Choice(f"batch {batch}", batch, "batch"), replace(wanted, batch=batch)


def filter_words(context: AdjudicationContext) -> str:
    """What the queue holds, and in which order."""
    work, wanted = context.work, context.work.wanted
    title = work.label_set.label(wanted.label)
    parts = [
        f"label {title.title if title else wanted.label}" if wanted.label else "",
        wanted.kind,
        "one document" if wanted.document else "",
        " and ".join(wanted.pair),
        f"batch {wanted.batch}" if wanted.batch else "",
        "by document" if wanted.by_document else "",
    ]
    return ", ".join(filter(None, parts)) or "everything, worst first"


def order(context: AdjudicationContext) -> None:
    """Go through the queue by document, or worst first."""
    work = context.work
    work.use_filter(replace(work.wanted, by_document=not work.wanted.by_document))
    context.message = f"order: {'by document' if work.wanted.by_document else 'worst first'}"


# --------------------------------------------------------------------------- the rest


def undo(context: AdjudicationContext) -> None:
    """Undo the last key press that recorded something."""
    what = context.work.undo()
    context.message = f"undone: {what}" if what else "nothing left to undo"


def redo(context: AdjudicationContext) -> None:
    """Redo what was undone last."""
    what = context.work.redo()
    context.message = f"done again: {what}" if what else "nothing to redo"


def names(context: AdjudicationContext) -> None:
    """Show the names of annotators, or letters again."""
    work = context.work
    work.shows_names = not work.shows_names
    context.message = "names are shown" if work.shows_names else "letters are shown"


def guideline(context: AdjudicationContext) -> None:
    """Show the guideline of a label of the selected item."""
    from annotator.tui import guideline_text  # noqa: PLC0415 - not at start

    work, key = context.work, context.pressed
    given = work.status.item.labels if work.status else ()
    known = [one for name in given if (one := work.label_set.label(name))]

    def show(name: str) -> None:
        label = work.label_set.label(name)
        if label:
            keymap = keymap_of(work.settings.preset, work.settings.keys)  # with keys of labels
            lines = partial(guideline_text.guideline, label, keymap)
            context.show_text(dialogs.TextDialog("Guideline", lines, again=key))

    if len(known) == 1:
        show(known[0].name)
        return
    offered = known or work.label_set.labels
    listed = [dialogs.Choice(one.name, one.title, one.group, "", one.definition) for one in offered]
    context.ask(dialogs.Picker("Guideline of", listed), show)


_SIGNS = (
    ("✓", "settled: gold says what it holds"),
    ("!", "settled, but an annotator holds something else since"),
    ("≠", "two leads settled it differently"),
    ("=", "all agree; settled with the last disagreement"),
    ("…", "a relation whose two ends are settled first"),
)


def show_keys(context: AdjudicationContext) -> None:
    """Show all keys."""
    context.show_text(dialogs.KeyHelp(context.keymap, again=context.pressed, signs=_SIGNS))


def _has_gold(context: AdjudicationContext) -> str:
    """Keeping gold is named where that decides something."""
    status = context.work.status
    asks = status and status.state in {ItemState.CHANGED, ItemState.LEADS}
    return "keep gold" if asks else ""


_MODE = Mode.ADJUDICATE
_TAKE, _SENTENCE, _WHY, _QUEUE, _MORE = "Take", "The sentence", "Why", "The queue", "More"
_GUIDELINE = "The guideline"

GROUPS: dict[str, tuple[Action, ...]] = {
    _TAKE: (
        Action("take", tuple(LETTERS.lower()), _MODE, take,
               "Take the version of the annotator with this letter", "version"),
        Action("majority", ("m",), _MODE, majority, "Take what most have", "majority"),
        Action("union", ("+",), _MODE, union,
               "Take all words that anybody marked, with every label", "union"),
        Action("nothing", ("0",), _MODE, nothing, "Nothing in gold here", "nothing"),
        Action("keep", ("g",), _MODE, keep,
               "Keep gold as it is, although somebody changed or leads differ", _has_gold),
        Action("edit", ("e",), _MODE, edit,
               "Annotate gold here: other bounds, label, attributes; q or esc comes back", "edit"),
        Action("choose", ("enter",), _MODE, choose, "Choose a version from a list"),
    ),
    _SENTENCE: (
        Action("take_sentence", tuple(LETTERS), _MODE, take_sentence,
               "Take all that is open here from the annotator with this letter", "whole version"),
        Action("next_item", ("tab", "j", "down"), _MODE, next_item,
               "The next disagreement of the sentence", "next"),
        Action("previous_item", ("shift+tab", "k", "up"), _MODE, previous_item,
               "The previous disagreement of the sentence"),
        Action("next", ("space", "n"), _MODE, next_sentence,
               "The next sentence; what is left here stays open", "next sentence"),
        Action("previous", ("p",), _MODE, previous_sentence,
               "The sentence before", "", wide="previous"),
        Action("send_back", ("s",), _MODE, send_back,
               "Send the sentence back to an annotator, with a comment", "", wide="send back"),
    ),
    _WHY: (
        Action("reason", tuple(one.key for one in SETTLE_REASONS), _MODE, reason,
               "Why they differed: " + ", ".join(
                   f"{one.key} {one.words}" for one in SETTLE_REASONS), "why"),
        Action("note", ("w",), _MODE, note, "Write a note for the annotators", "", wide="note"),
    ),
    _GUIDELINE: (
        Action("example", ("x",), _MODE, example,
               "Write the sentence settled last into labels.yaml: an example of its label"),
        Action("counter_example", ("X",), _MODE, counter_example,
               "The same as a counter-example, of a label that gold does not have there"),
        Action("rule_test", ("T",), _MODE, rule_test,
               "The same as a test of a rule, which must find the words, or nothing"),
    ),
    _QUEUE: (
        Action("filter", ("/",), _MODE, choose_filter,
               "Only some: a label, a kind, this document, two annotators, a batch",
               "", wide="filter"),
        Action("order", ("o",), _MODE, order, "Worst first, or by document", "", wide="order"),
    ),
    _MORE: (
        Action("undo", ("u", "backspace"), _MODE, undo,
               "Undo, without limit, across sentences and days", "undo"),
        Action("redo", ("U", "ctrl+r"), _MODE, redo, "Redo"),
        Action("names", ("v",), _MODE, names, "Names of annotators, or letters", "", wide="names"),
        Action("guideline", ("G",), _MODE, guideline,
               "The guideline of a label that was given", "", wide="guideline"),
        Action("help", ("?",), _MODE, show_keys, "Show these keys", "help"),
        Action("quit", ("q",), _MODE, quit_app, "Quit; everything is already saved", "quit"),
    ),
}  # fmt: skip
"""By topic, the actions in the order of the help and the footer."""

READING = frozenset(
    {
        "next_item", "previous_item", "next", "previous", "filter", "order", "names", "guideline",
        "example", "counter_example", "rule_test", "help", "quit",
    }
)  # fmt: skip
"""The actions that record nothing in the database: they do not wait for a program that writes."""

KEYMAP = Keymap(
    tuple(replace(action, group=topic) for topic, group in GROUPS.items() for action in group)
)


def letters_in_use(context: AdjudicationContext) -> str:
    """The letters that are keys in this sentence: 'abc'."""
    return "".join(one.lower() for one in context.work.letters.values() if len(one) == 1)
