"""Gold as the lead edits it: with the app of annotators, and a key that comes back."""

from __future__ import annotations

from dataclasses import replace

from annotator.annotations.project_events import GOLD
from annotator.tui.actions.key_table import keymap_of
from annotator.tui.keymap import Keymap, Mode
from annotator.workflow.adjudication import Adjudication
from annotator.workflow.controller import Controller


def gold_controller(work: Adjudication, uids: tuple[str, ...]) -> Controller:
    """Gold at the current sentence, for the lead, with one of its annotations selected."""
    work.store.annotators.enrol(GOLD, GOLD)  # only who edits needs its queue
    settings = replace(work.settings, blind_share=0.0)
    controller = Controller(
        work.store, work.label_set, GOLD, work.new_uid, settings, actor=work.actor
    )
    controller.active_time = work.active_time
    if work.document and work.sentence:
        controller.open(work.document.uid, work.sentence.sentence)
    marks = [controller.session.annotation_mark(uid) for uid in uids]
    chosen = next((mark for mark in marks if mark), None)
    if chosen:
        controller.session.selected_key = chosen.key
    return controller


def edit_keymap(work: Adjudication) -> Keymap:
    """The keys of annotators, of which the one that quits, and escape, come back."""
    actions = keymap_of(work.settings.preset, work.settings.keys).actions
    return Keymap(
        tuple(
            replace(
                one,
                keys=tuple(dict.fromkeys((*one.keys, "escape"))),
                short="back",
                help="Back to adjudication",
            )
            if (one.mode, one.id) == (Mode.STEP, "quit")
            else one
            for one in actions
        )
    )
