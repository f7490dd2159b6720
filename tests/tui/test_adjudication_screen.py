"""The adjudication screen with real key presses: every key, what it records, and what is shown."""

from __future__ import annotations

import asyncio
import re
import shutil
import sys

import pytest
from click.testing import CliRunner

from annotator.annotations.events import Delete, Put
from annotator.cli import main
from annotator.errors import StoreError
from annotator.labels import load
from annotator.model import SettledAs
from annotator.store import Store
from annotator.tui.app import make_adjudication
from annotator.workflow.adjudication import LETTERS
from tests.helpers.adjudicated import Study
from tests.helpers.app_driver import screen_lines
from tests.helpers.paths import ROOT
from tests.helpers.terminal_session import TerminalSession

PEOPLE = ("ann", "bea", "cy")
WIDE, USUAL, SMALL = (160, 46), (80, 24), (40, 12)
WORDS = "falsely described"


@pytest.fixture
def study(tmp_path):
    made = Study(tmp_path, PEOPLE)
    plant(made)
    yield made
    made.store.close()


def plant(study):
    """Three disagreements in the first sentence, one in the second, agreement in the third."""
    for name in PEOPLE:
        study.put(name, "claim", "apparent dig")
    study.put("ann", "hedge", WORDS)
    study.put("bea", "hedge", WORDS)
    study.put("cy", "verdict_false", WORDS)
    study.put("ann", "hedge", "the dam")
    study.put("bea", "hedge", "dam")
    study.put("cy", "hedge", "the dam")
    study.put("cy", "implicature", "at Moro")
    study.put("ann", "claim", "We deny it")
    study.put("bea", "claim", "deny it")
    study.put("cy", "claim", "We deny it")
    for sentence in range(3):
        study.finish(*PEOPLE, sentence=sentence)


class Driver:
    """A running app. press: presses keys; lines: the screen; message: what the last key did."""

    def __init__(self, app, pilot):
        self.app, self.pilot, self.work = app, pilot, app.controller

    async def press(self, *keys):
        await self.pilot.press(*keys)
        await self.pilot.pause()
        return self.lines

    @property
    def lines(self):
        return screen_lines(self.app)

    @property
    def text(self):
        return "\n".join(self.lines)

    @property
    def message(self):
        return self.app.page.context.message

    @property
    def selected(self):
        return [str(kind) for kind in self.work.status.item.kinds]


def drive(study, steps, *, actor="lea", size=WIDE, **more):
    """Run steps, given a Driver, in the app of a lead."""

    async def run():
        work = study.adjudication(actor, **more)
        work.open_first()
        app = make_adjudication(work)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            driver = Driver(app, pilot)
            await steps(driver)
            return driver.lines

    return asyncio.run(run())


def letter(driver, name):
    return driver.work.letters[name].lower()


def test_the_screen_shows_lanes_versions_and_what_each_key_gives(study):
    async def steps(driver):
        text = driver.text
        assert "Disagreements of this sentence" in text
        a, c = letter(driver, "ann"), letter(driver, "cy")
        assert re.search(rf"\b{a}  hedge +manual", text), text
        assert re.search(rf"\b{c}  falsely described +manual", text), text
        assert "m  majority  hedge, 2 of 3" in text
        assert "+  union     both labels" in text
        assert "0  nothing   no annotation in gold" in text
        assert "0 of 4 disagreements settled" in driver.lines[0]
        assert "label " in text
        assert "bounds " in text
        assert f"only {c.upper()} marked it" in text

    drive(study, steps)


def test_those_who_marked_the_same_share_a_lane(study):
    async def steps(driver):
        same = "".join(sorted(driver.work.letters[name] for name in ("ann", "bea")))
        assert re.search(rf"▌ {same} +claim ━━━", driver.text), driver.text
        await driver.press("m")
        assert re.search(r"▌ gold +hedge ━━━", driver.text), driver.text

    drive(study, steps, size=(44, 40))


@pytest.mark.parametrize(
    ("key", "held", "settled_as"),
    [
        ("ann", {("hedge", (WORDS,))}, SettledAs.VERSION),
        ("cy", {("verdict_false", (WORDS,))}, SettledAs.VERSION),
        ("m", {("hedge", (WORDS,))}, SettledAs.MAJORITY),
        ("+", {("hedge", (WORDS,)), ("verdict_false", (WORDS,))}, SettledAs.UNION),
        ("0", set(), SettledAs.NOTHING),
    ],
)
def test_a_disagreement_costs_one_key_and_one_key_takes_it_back(study, key, held, settled_as):
    before = study.dump()

    async def steps(driver):
        assert driver.selected == ["label"]
        await driver.press(letter(driver, key) if key in PEOPLE else key)
        assert study.held() == held
        assert driver.work.explained.settled_as is settled_as
        assert driver.selected == ["bounds"]  # the next one that is open
        assert "u undoes it, 1-7 says why" in driver.message
        assert "1 of 4" in driver.lines[0]
        await driver.press("u")
        assert study.held() == set()
        assert driver.selected == ["label"]
        assert "0 of 4" in driver.lines[0]
        await driver.press("U")
        assert study.held() == held

    drive(study, steps)
    assert study.dump() == before


def test_the_last_disagreement_finishes_the_sentence_and_opens_the_next_one(study):
    async def steps(driver):
        await driver.press("m", "m", "0")
        assert driver.work.number == 2
        assert "in sentence 1: u undoes it" in driver.message
        assert study.held() == {
            ("claim", ("apparent dig",)), ("hedge", (WORDS,)), ("hedge", ("the dam",)),
        }  # fmt: skip
        await driver.press("2", "w", *"no rule", "enter")  # still about what was settled
        [said] = [one for one in settlements(study) if one.why]
        assert (said.why, said.note, said.made) == ("guideline_gap", "no rule", ())
        await driver.press("m")
        assert "all 4 disagreements are settled" in driver.message
        await driver.press("u", "u", "u", "u")  # settled, note, reason, settled
        assert driver.work.number == 1
        assert driver.selected == ["missed"]
        await driver.press("0")
        assert driver.work.number == 2

    drive(study, steps)


def settlements(study):
    return study.store.adjudication.settlements(study.document.uid)


def test_undo_leads_back_to_nothing(study):
    before = study.dump()

    async def steps(driver):
        await driver.press("m", "1", "m", "+", "m", *"uuuuuu")
        assert driver.message == "nothing left to undo"
        assert study.held() == study.held(sentence=1) == set()
        assert "0 of 4" in driver.lines[0]

    drive(study, steps)
    assert study.dump() == before


def test_a_whole_version_of_the_sentence(study):
    async def steps(driver):
        await driver.press(driver.work.letters["cy"])
        assert driver.work.number == 2
        assert study.held() == study.held("cy")
        await driver.press("7", *"hasty", "enter")
        assert {one.why for one in settlements(study) if one.kinds} == {"hasty"}
        await driver.press("p", "tab", "shift+tab", "u")

    drive(study, steps)


def test_moving_leaves_open_what_was_not_settled(study):
    async def steps(driver):
        await driver.press("j")
        assert driver.selected == ["bounds"]
        await driver.press("k")
        assert driver.selected == ["label"]
        await driver.press("n")
        assert driver.work.number == 2
        await driver.press("space")
        assert driver.work.number == 1
        await driver.press("p")
        assert driver.work.number == 2
        await driver.press("p", "p")
        assert driver.message == "that was the first one of this session"
        assert study.held() == set()

    drive(study, steps)


def test_names_letters_and_a_lead_who_annotated(study):
    study.put("lou", "hedge", "in an")
    study.finish("lou")

    async def steps(driver):
        assert "lou" not in driver.text.replace("lou ", "", 1)  # but in the header
        assert (
            f"You annotated this sentence yourself, as {driver.work.letters['lou']}" in driver.text
        )
        await driver.press("v")
        assert "ann" in driver.text
        assert "only lou marked it" in driver.text
        await driver.press("v")
        assert "only lou marked it" not in driver.text

    drive(study, steps, actor="lou")


def test_letters_are_none_of_the_keys_of_other_actions():
    from annotator.tui.adjudication.actions import KEYMAP

    commands = {
        key for one in KEYMAP.actions if one.id not in {"take", "take_sentence"} for key in one.keys
    }
    assert commands.isdisjoint({*LETTERS, *LETTERS.lower()})


def test_stale_gold_is_shown_and_kept_or_settled_again(study):
    async def settle(driver):
        await driver.press("m", "m", "0", "m")

    drive(study, settle)
    held = study.store.judgements.of_document("ann", study.document.uid)
    sentence = study.document.sentences[0]
    uid = next(one.uid for one in held[sentence].annotations.values() if one.label == "hedge")
    study.record("ann", sentence, Delete(uid))

    async def steps(driver):
        name = driver.work.letters["ann"]
        assert f"changed since by {name}" in driver.text
        assert "gold has hedge" in driver.text
        assert "g keep gold" in driver.lines[-1]
        await driver.press("g")
        assert "all 4 disagreements are settled" in driver.message
        assert ("hedge", (WORDS,)) in study.held()

    drive(study, steps)


def test_leads_who_differ_are_shown_and_decided_between(study):
    async def one(driver):
        await driver.press("m", "m", "0", "m")

    drive(study, one)

    async def lou(driver):
        driver.work.open(study.document.uid, study.document.sentences[0])
        driver.app.page.redraw()
        while "label" not in driver.selected:
            await driver.press("j")
        await driver.press(letter(driver, "cy"))
        assert "leads differ" in driver.text
        assert re.search(r"lea: as \w and \w", driver.text), driver.text
        assert re.search(r"lou: as \w\b", driver.text), driver.text
        await driver.press("g")
        assert "leads differ" not in driver.text
        assert ("verdict_false", (WORDS,)) in study.held()

    drive(study, lou, actor="lou")


def test_editing_gold_and_coming_back(study):
    async def steps(driver):
        await driver.press("e")
        assert "sentence 1/3" in driver.lines[0]  # the app of annotators, on gold
        assert driver.app.page.context.session.selected_mark.label == "hedge"
        await driver.press("1")  # another label for the selected mark
        await driver.press("q")
        assert "Adjudication" in driver.lines[0]
        assert "as you wrote it" in driver.message
        [made] = [one for one in settlements(study) if one.settled_as is SettledAs.EDITED]
        assert [one.label for one in made.made] == ["verdict_false"]
        assert {one[:2] for one in study.held()} == {("verdict_false", (WORDS,))}
        assert driver.selected == ["bounds"]
        await driver.press("e", "escape")
        assert "Adjudication" in driver.lines[0]
        assert driver.message.startswith("settled hedge on “the dam”, as you wrote it: u undoes")
        assert ("hedge", ("the dam",)) in study.held()

    drive(study, steps)


def test_what_was_deleted_while_editing_is_nothing_in_gold(study):
    async def steps(driver):
        await driver.press("e", "x", "q")
        assert study.held() == set()
        settled = [one.settled_as for one in settlements(study)]
        assert settled == [SettledAs.NOTHING]

    drive(study, steps)


@pytest.mark.parametrize(("key", "how"), [("ann", ""), ("m", ", as most have it"), ("0", "")])
def test_what_is_settled_as_nothing_is_said(study, key, how):
    async def steps(driver):
        await driver.press("j", "j")
        await driver.press(letter(driver, key) if key in PEOPLE else key)
        assert driver.message.startswith(f"settled: no implied meaning here{how}: u undoes it")

    drive(study, steps)


def test_a_version_is_chosen_from_a_list(study):
    async def steps(driver):
        await driver.press("enter", *"falsely", "enter")
        assert study.held() == {("verdict_false", (WORDS,))}

    drive(study, steps)


def test_the_queue_is_filtered_and_ordered(study):
    async def steps(driver):
        await driver.press("/", *"claim", "enter")
        assert driver.work.number == 2
        assert "label claim" in driver.lines[0]
        await driver.press("/", *"voice", "enter")
        assert "nothing open fits" in driver.message
        assert driver.work.number == 2
        await driver.press("/", *"everything", "enter")
        assert driver.work.number == 1
        await driver.press("n", "o")
        assert driver.work.number == 1
        assert "by document" in driver.message

    drive(study, steps)


def test_a_sentence_is_sent_back_with_a_comment(study):
    async def steps(driver):
        await driver.press("s", letter(driver, "cy").upper(), "enter", *"please look", "enter")
        assert "sent back to" in driver.message
        held = study.store.judgements.of_document("cy", study.document.uid)
        assert not held[study.document.sentences[0]].finished
        [comment] = study.store.comments.received("cy", after=0)
        assert (comment.text, comment.sent_back) == ("please look", True)
        assert driver.work.letters.keys() == {"ann", "bea"}  # the others still differ

    drive(study, steps)


def test_a_decision_that_cannot_be_stored_is_said_and_nothing_is_shown_as_done(study, monkeypatch):
    def fail(*_args, **_named):
        raise StoreError("the disk is full.")

    async def steps(driver):
        with monkeypatch.context() as patch:
            patch.setattr(study.store.events, "record", fail)
            await driver.press("m")
        assert driver.message == "not recorded: the disk is full."
        assert driver.work.unrecorded == 1
        assert study.held() == set()
        await driver.press("m")
        assert study.held() == {("hedge", (WORDS,))}

    drive(study, steps)


def test_help_and_leaving(study):
    async def steps(driver):
        await driver.press("?")
        assert "Take the version of the annotator" in driver.text
        await driver.press("q")
        assert "Adjudication" in driver.lines[0]
        await driver.press("Q")
        assert "Q does nothing here; ? lists the keys" in driver.message
        await driver.press("ctrl+c")
        assert "ctrl+c again leaves, as q does" in driver.message
        await driver.press("q")
        assert driver.app.return_code == 0

    drive(study, steps)


@pytest.mark.parametrize("size", [WIDE, (110, 34), USUAL, SMALL, (20, 5)])
def test_every_size_and_every_key(study, size):
    async def steps(driver):
        for key in (*"mj12vv+uUpnAu0bcgokw", "enter", "escape", "G", "escape", "?", "q"):
            lines = await driver.press(key)
            assert len(lines) == size[1]
            assert all(len(line) >= 1 for line in lines)
        await driver.press("e", "q")

    drive(study, steps, size=size)


@pytest.mark.parametrize("size", [USUAL, SMALL])
def test_the_selected_disagreement_and_its_keys_are_on_a_small_screen(study, size):
    async def steps(driver):
        assert "label" in driver.text
        assert "hedge" in driver.text
        assert "m majority" in driver.text
        await driver.press("m")
        assert "settled hedge" in driver.text

    drive(study, steps, size=size)


HOSTILE = "\x1b[2Jx\u202e\u2066\x07"


def test_hostile_names_labels_and_notes_do_not_reach_the_terminal(study):
    study.store.annotators.enrol(f"eve{HOSTILE}")
    study.put(f"eve{HOSTILE}", f"label{HOSTILE}", WORDS, value=HOSTILE)
    study.finish(f"eve{HOSTILE}")

    async def steps(driver):
        for key in ("v", "j", "m", "e", "q", "w", *"note", "enter", "u"):
            await driver.press(key)
            assert not re.search("[\x1b\x07\u202e\u2066]", driver.text), key
            assert f"label{HOSTILE}" not in driver.text

    drive(study, steps)


def test_boundaries_that_moved_since_do_not_stop_the_work(study):
    from annotator.annotations.events import JoinSentences

    first, second, _ = study.document.sentences
    study.record("ann", first, JoinSentences(second.start))

    async def steps(driver):
        await driver.press("m", "m", "m", "m", "m")
        assert len(driver.lines) == WIDE[1]

    drive(study, steps)


def test_cross_sentence_and_discontinuous_spans_have_lanes(study):
    span = study.span("Moro. “We deny")
    for name in PEOPLE[:2]:
        study.record(name, study.document.sentences[0], Put(f"{name}x", "hedge", (span,), {}))
    parts = (study.span("Tevik"), study.span("dam, in"))
    study.record("cy", study.document.sentences[0], Put("cyx", "claim", parts, {}))

    async def steps(driver):
        for _ in range(6):
            lines = await driver.press("j")
        text = "\n".join(lines)
        assert "·" in text  # joins the parts
        second = next(at for at, line in enumerate(lines) if "We deny it" in line)
        assert "━" in lines[second + 1]

    drive(study, steps)


# ------------------------------------------------------------------- the guideline

LABELS = """\
labels:
  - name: hedge
    title: hedge # as people say
    kind: framing
    glyph: '━'
    color: '#e8743b'
    definition: A verdict.
    rules:
      - {id: hedge.falsely, tier: high, phrase: falsely described}
      - {id: hedge.both, tier: low, regex: 'falsely \\w+'}
  - name: verdict_false
    title: falsely described
    kind: framing
    glyph: '─'
    color: '#e8743b'
    definition: Another one.
"""


def test_what_was_settled_becomes_an_example_a_counter_example_and_a_rule_test(study):
    path = study.store.path.with_name("labels.yaml")
    path.write_text(LABELS, "utf-8")

    async def steps(driver):
        await driver.press("x")
        assert "nothing is settled yet" in driver.message
        await driver.press("m", "2", "x")
        assert "example of hedge written: labels.yaml:9; to take it back" in driver.message
        await driver.press("X")
        assert "counter-example of falsely described written: labels.yaml:20" in driver.message
        await driver.press("T")
        assert "hedge.both: must find “falsely described”" in driver.text
        await driver.press(*"hedge.both", "enter")
        assert "rule test of hedge.both written: labels.yaml:12" in driver.message
        await driver.press("x")
        assert "is there already: labels.yaml:9" in driver.message

    drive(study, steps)
    label_set = load(path)
    hedge, verdict = label_set.labels
    words = "Tevik falsely described the dam, in an apparent dig at Moro."
    assert [one.text for one in hedge.examples] == [words]
    assert [one.text for one in verdict.counter_examples] == [words]
    assert [len(rule.match) for rule in hedge.rules] == [0, 1]
    lines = path.read_text("utf-8").split("\n")
    assert [line for line in LABELS.split("\n") if line not in lines] == [
        LABELS.split("\n")[9]  # in flow style: its line is longer
    ]


def test_a_label_file_that_cannot_be_read_or_written_is_said(study):
    path = study.store.path.with_name("labels.yaml")

    async def steps(driver):
        await driver.press("m", "T")
        assert "labels.yaml" in driver.message
        await driver.press("x")
        assert "labels.yaml" in driver.message
        path.write_text("labels: [", "utf-8")
        await driver.press("x")
        assert "labels.yaml:1" in driver.message

    drive(study, steps)
    assert path.read_text("utf-8") == "labels: ["


# ------------------------------------------------------------------------ the command


@pytest.fixture
def project(study):
    """The study as a project, in a folder."""
    study.store.close()
    folder = study.store.path.parent
    study.store.path.rename(folder / "annotations.db")
    shutil.copy(ROOT / "labels.yaml", folder)
    return folder


def gold_of(folder):
    with Store.open(folder / "annotations.db") as store:
        uid = store.documents.first()
        held = store.judgements.of_document("gold", uid)
        text = store.documents.get(uid).text
        return {
            (made.label, made.span.of(text))
            for one in held.values()
            for made in one.annotations.values()
        }


SETTLED = {
    ("claim", "apparent dig"), ("hedge", WORDS), ("hedge", "the dam"), ("claim", "We deny it"),
}  # fmt: skip


def test_keys_that_come_in_one_piece_through_a_terminal_each_count(project):
    command = [sys.executable, "-m", "annotator", "-a", "lea", "adjudicate"]
    with TerminalSession(command, project) as session:
        session.wait_for("Adjudication")
        session.type(b"m1mwwhy not\r0jjm2q")
        assert session.wait() == 0
        assert "4 disagreements settled" in session.said()
    assert gold_of(project) == SETTLED


def invoke(folder, *words, keys=""):
    return CliRunner().invoke(main, ["-p", str(folder), *words], input=keys)


def test_plain_text_mode_has_the_same_keys(project):
    done = invoke(
        project, "-a", "lea", "adjudicate", "--plain", keys="m\n1\nm\nwwhy not\nv\n0\nm\nq\n"
    )
    assert done.exit_code == 0, done.output
    said = done.stdout
    assert "1 of 3, selected: label: hedge or falsely described" in said
    assert "m: majority: hedge, 2 of 3" in said
    assert "slip: hedge" in said
    assert "note written: hedge" in said
    assert "only cy marked it, on “at Moro”" in said
    assert "all 4 disagreements are settled" in said
    assert gold_of(project) == SETTLED
    again = invoke(project, "-a", "lea", "adjudicate", "--plain")
    assert (again.exit_code, again.stdout) == (0, "")
    assert again.stderr == "all 4 disagreements are settled\n"


def test_plain_text_mode_edits_gold(project):
    done = invoke(project, "-a", "lea", "annotate", "--gold", "--plain", keys="e\n1\nq\nq\n")
    assert done.exit_code == 0, done.output
    assert ("verdict_false", WORDS) in gold_of(project)
    assert "as you wrote it" in done.stdout


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--label", "hegde"], 1, "no label of labels.yaml is called 'hegde'"),
        (["--kind", "voice"], 0, "nothing that is open fits the filter"),
        (["--kind", "colour"], 2, "Invalid value for '--kind'"),
        (["--pair", "ann"], 2, "expected two names with a comma, such as ann,bea"),
        (["--pair", "ann,bo"], 1, "nobody here is called 'bo'"),
        (["--document", "zz"], 1, "no document has the uid 'zz'"),
        (["--batch", "one"], 1, "no batch is called 'one'"),
    ],
)
def test_a_filter_that_fits_nothing_is_a_sentence(project, options, code, said):
    done = invoke(project, "-a", "lea", "adjudicate", "--plain", *options)
    assert (done.exit_code, said in f"{done.output} {done.exception}") == (code, True), done.output


def test_options_choose_the_queue(project):
    for options, number in [
        (["--label", "claim"], 2), (["--pair", "bea,ann", "--order", "document"], 1),
        (["--kind", "missed"], 1), (["--names"], 1),
    ]:  # fmt: skip
        done = invoke(project, "-a", "lea", "adjudicate", "--plain", *options)
        assert f"Sentence {number} of 3" in done.stdout, (options, done.output)
    assert "only cy marked it" in done.stdout


def test_only_leads_adjudicate(project):
    done = invoke(project, "-a", "ann", "adjudicate", "--plain")
    assert done.exit_code == 1
    assert str(done.exception).startswith("ann may not adjudicate: ask a lead of this project: lea")


def test_nothing_to_adjudicate_is_a_sentence(tmp_path):
    study = Study(tmp_path, ("ann", "bea"))
    work = study.adjudication()
    assert work.nothing_open().startswith("nobody has finished a sentence yet")
    study.finish("ann")
    assert study.adjudication().nothing_open().startswith("only ann has finished anything")
    study.finish("bea", sentence=1)
    assert study.adjudication().nothing_open().startswith("no sentence was finished by two people")
    study.finish("bea")
    work = study.adjudication()
    assert work.nothing_open().startswith("nothing differs")
    assert drive(study, nothing)[2].strip().startswith("nothing differs")
    study.store.close()


async def nothing(driver):
    await driver.press(*"am+0gejnpvu/", "escape", "1", "w", "s", "tab", "A")
