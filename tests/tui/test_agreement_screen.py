"""The agreement screen, by key presses: figures, sentences, and back to the place in the app."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from threading import Event

import pytest
from rich.cells import cell_len

import annotator
from annotator.agreement.differences import Difference, DifferenceKind, SentenceDifferences
from annotator.annotations import commands
from annotator.api.counted_study import CountedStudy, DifferingSentence, SentenceDifference
from annotator.formats import native
from annotator.model import Annotation, Dataset, Origin, Span
from annotator.store import Store
from annotator.tui.app import make
from annotator.tui.dialogs.agreement_dialogs import DifferencesDialog
from annotator.tui.dialogs.agreement_rows import agreement_rows, bar, short
from annotator.tui.line_console import Console
from annotator.tui.plain_text import PlainTextApp
from annotator.workflow import team_agreement
from annotator.workflow.controller import Controller
from annotator.workflow.project_settings import Settings
from annotator.workflow.team_agreement import (
    AgreementView,
    Compared,
    ListedDifferences,
    ListView,
    TeamAgreement,
    read_differing_sentence,
)
from tests.helpers import simulated_study
from tests.helpers.app_driver import DEFAULTS, example_store, press, screen_lines
from tests.helpers.memory_store import labels
from tests.tui.test_plain_text import Typed

SIZES = [(40, 12), (60, 16), (80, 24), (130, 40), (180, 50)]


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """A small project of three people, and its labels."""
    folder = tmp_path_factory.mktemp("study")
    made = simulated_study.documents(count=6, sentences=10)
    documents = sorted(made, key=lambda one: one.document.uid)
    people = dict.fromkeys(simulated_study.PEOPLE, "annotator")
    file = folder / "study.jsonl"
    file.write_text("".join(native.lines(Dataset(annotators=people, documents=documents))), "utf-8")
    with annotator.create(folder / "project") as project:
        project.import_annotations(file)
        path, labels = project.store.path, project.label_set()
    with Store.open(path) as store:
        store.annotators.enrol("lea", "lead")
    return path, labels


@pytest.fixture(scope="module")
def found(study):
    """The figures of the project."""
    with Store.open(study[0]) as store:
        return TeamAgreement(store, study[1]).compute()


@pytest.fixture
def pressed(study, found, tmp_path, monkeypatch):
    """Press keys in a copy of the project; the figures are there at once."""
    monkeypatch.setattr(team_agreement, "TeamAgreement", lambda *_: found)
    found.view = AgreementView()
    path = shutil.copy(study[0], tmp_path / "annotations.db")

    def keys(*names, size=(80, 24), who="lea", settings=DEFAULTS):
        found.view = AgreementView()
        return press(path, names, annotator=who, size=size, label_set=study[1], settings=settings)

    return keys


def text(screen):
    return "\n".join(screen)


def test_the_figures_are_shown_with_labels_of_most_disagreement_first(pressed, study, found):
    screen = pressed("P", size=(120, 40))
    alpha = found.figures.all.alpha
    assert f"α {short(alpha.value)} [" in text(screen)
    titles = [study[1].label(one.label).title for one in found.figures.all.labels if one.positive]
    rows = [next(at for at, line in enumerate(screen) if f"━ {one} " in line) for one in titles]
    assert rows == sorted(rows)
    assert screen[rows[0]].startswith("▌")
    assert "●" in screen[rows[0]]
    assert "dee and eli" in text(screen)


def test_two_keys_lead_to_a_sentence_and_the_app_is_there(pressed, study, found):
    first = next(one.label for one in found.figures.all.labels)
    place = found.sentences_about(Compared(label=first))[0]
    with Store.open(study[0]) as store:
        one = read_differing_sentence(store, study[1], place)
    listed = pressed("P", "enter", size=(120, 40))
    assert study[1].label(first).title in listed[0]
    assert one.text[:40] in text(listed)
    for name in simulated_study.PEOPLE:
        assert f"{name}" in text(listed)
    app = pressed("P", "enter", "enter", size=(120, 40))
    assert one.title in app[0]
    at = next(line for line in app if one.text[:40] in line)
    assert "▌" in at


def test_a_pair_lists_the_sentences_in_which_the_two_differ(pressed):
    down = ["j"] * 4
    listed = pressed("P", *down, "enter", size=(120, 40))
    one, other = listed[0].split("  ")[0].split(" and ")
    third = next(n for n in simulated_study.PEOPLE if n not in {one.strip(), other.strip()})
    assert f"   {third}" not in text(listed)
    assert "nothing" in text(listed) or "“" in text(listed)


def test_the_key_goes_back_to_the_list_that_a_sentence_was_opened_from(pressed):
    again = pressed("P", "j", "enter", "j", "j", "enter", "P", size=(120, 40))
    assert "3 of" in again[0]
    assert any(line.startswith("▌") for line in again)
    figures = pressed("P", "j", "enter", "j", "enter", "P", "q", size=(120, 40))
    assert figures[0].startswith(" Agreement")


def test_figures_are_computed_again_only_after_something_was_recorded(study, tmp_path):
    path = shutil.copy(study[0], tmp_path / "annotations.db")
    with Store.open(path) as store:
        computed = TeamAgreement(store, study[1]).compute()
        store.settings.set("anything", "else")
        assert computed.is_current(store)
        controller = Controller(store, study[1], "lea", lambda: "uid")
        controller.record(commands.flag(controller.session))
        assert not computed.is_current(store)


def test_a_click_chooses_and_another_one_opens(study, found, tmp_path, monkeypatch):
    monkeypatch.setattr(team_agreement, "TeamAgreement", lambda *_: found)
    path = shutil.copy(study[0], tmp_path / "annotations.db")

    async def run():
        with Store.open(path) as store:
            app = make(store, study[1], "lea")
            async with app.run_test(size=(100, 40)) as pilot:
                await pilot.press("P")
                await pilot.pause()
                screens = [screen_lines(app)]
                row = next(
                    n for n, line in enumerate(screens[0]) if " and " in line and "●" in line
                )
                for _ in range(2):
                    await pilot.click(offset=(5, row))
                    await pilot.pause()
                    screens.append(screen_lines(app))
                return row, screens

    row, (_, chosen, listed) = asyncio.run(run())
    assert chosen[row].startswith("▌")
    assert " and " in listed[0]
    assert " sentences" in listed[0]


def test_leaving_the_list_and_the_figures_is_where_one_was(pressed):
    before = pressed("j", "j")
    assert pressed("P", "j", "enter", "j", "escape")[0].startswith(" Agreement")
    chosen = next(line for line in pressed("P", "j", "enter", "q") if line.startswith("▌"))
    assert chosen == next(line for line in pressed("P", "j") if line.startswith("▌"))
    assert pressed("P", "enter", "q", "q")[:18] == before[:18]


def test_who_may_not_see_the_work_of_others_sees_why(pressed):
    screen = text(pressed("P", who="dee"))
    assert "agreement is for leads: what others marked could influence you" in screen
    assert "α" not in screen


def test_the_command_palette_opens_it(pressed):
    screen = pressed(":", *"agreement", "enter")
    assert screen[0].startswith(" Agreement")


@pytest.mark.parametrize("size", SIZES)
def test_every_size_shows_labels_and_sentences_within_the_screen(pressed, size):
    screen = pressed("P", "enter", "j", size=size)
    assert len(screen) == size[1]
    assert any(line.startswith("▌") for line in screen)
    assert "q back" in screen[-1]


def test_every_row_can_be_read_on_a_small_screen(pressed, study, found):
    rows = agreement_rows(found.figures, found.reasons, study[1], 40, 12)
    written = ["".join(part for part, _ in row.parts).rstrip() for row in rows]
    assert [line for line in written if len(line) > 40] == []
    last = text(pressed("P", "G", size=(40, 12)))
    assert written[-1] in last
    assert len(written) > 12
    down = text(pressed("P", *["j"] * 10, *["pagedown"] * 9, "j", size=(40, 12)))
    assert written[-1] in down


@pytest.mark.parametrize("theme", ["light", "no-colour"])
def test_no_theme_needs_colours_for_it(pressed, theme):
    assert pressed("P", settings=Settings(theme=theme)) == pressed("P")


def test_keys_leave_while_the_figures_are_computed(study, tmp_path, monkeypatch):
    path = shutil.copy(study[0], tmp_path / "annotations.db")
    may_end = Event()
    compute = TeamAgreement.compute

    def late(self):
        may_end.wait(20)
        return compute(self)

    monkeypatch.setattr(TeamAgreement, "compute", late)
    waiting = press(path, ["P", "enter", "j"], annotator="lea", label_set=study[1])
    left = press(path, ["P", "j", "q"], annotator="lea", label_set=study[1])
    may_end.set()
    assert "computing the figures" in text(waiting)
    assert "q quit" in left[-1]


def test_figures_are_shown_while_it_is_looked_where_people_differ(study, tmp_path, monkeypatch):
    path = shutil.copy(study[0], tmp_path / "annotations.db")
    may_end = Event()
    update = CountedStudy.update_reasons

    def late(self, store, progress):
        progress(3, 6)
        may_end.wait(20)
        return update(self, store, progress)

    monkeypatch.setattr(CountedStudy, "update_reasons", late)

    async def run():
        with Store.open(path) as store:
            app = make(store, study[1], "lea")
            async with app.run_test(size=WIDE) as pilot:
                await pilot.press("P")
                screens = [await until(pilot, app, "3 of 6")]
                await pilot.press("enter", "p", "g")
                screens.append(await until(pilot, app, " Groups"))
                may_end.set()
                await until(pilot, app, "F1 with the consensus")
                await pilot.press("g", "enter")
                return [*screens, await until(pilot, app, "1 of ")]

    first, still, listed = asyncio.run(run())
    assert "looking where people differ: 3 of 6" in text(first)
    assert "All labels" in text(first)
    assert still[0].startswith(" Agreement")
    assert "3 people" in text(still)
    assert "sentences" in listed[0]


async def until(pilot, app, words):
    """The lines of the screen once some words are on it."""
    for _ in range(200):
        if words in text(screen_lines(app)):
            break
        await pilot.pause(0.05)
    return screen_lines(app)


def test_plain_text_mode_writes_figures_and_opens_a_sentence(study, tmp_path):
    path = shutil.copy(study[0], tmp_path / "annotations.db")
    lines: list[str] = []
    with Store.open(path) as store:
        controller = Controller(store, study[1], "lea", lambda: "uid")
        before = controller.session.sentence, controller.session.document.uid
        console = Console(Typed("P", "1", "2", "q"), lines.append)
        PlainTextApp(controller, console).run()
        after = controller.session.sentence, controller.session.document.uid
    everything = text(lines)
    assert "All labels" in everything
    assert "1   ━ " in everything
    assert "A number lists the sentences of a label or pair" in everything
    assert before != after
    assert "●" not in everything
    assert "\x1b" not in everything


def test_a_bar_shows_value_and_interval_between_0_and_1(found):
    alpha = found.figures.all.alpha
    drawn = bar(alpha, 41)
    assert drawn.index("●") == round(alpha.value * 40)
    assert drawn.index("━") == round(alpha.interval.low * 40)
    assert len(drawn) == 41
    assert [short(one) for one in (0.674, -0.05, 1.0, 0.0)] == [".67", "-.05", "1.00", ".00"]


def test_without_a_second_annotator_the_reason_is_shown(tmp_path):
    path = example_store(tmp_path)
    with Store.open(path) as store:
        store.annotators.enrol("lea", "lead")
        found = TeamAgreement(store, labels()).compute()
    rows = agreement_rows(found.figures, found.reasons, labels(), 80, 24)
    assert "Nothing to compare: " in "".join(part for part, _ in rows[0].parts)
    assert found.sentences_about(Compared()) == []


def test_wide_characters_do_not_push_a_caution_off_the_screen(found, study):
    caution = "\u4e00\u4e8c" * 60
    changed = replace(found.reasons, cautions=(caution, "\x1b[31mred"))
    rows = agreement_rows(found.figures, changed, study[1], 40, 30)
    written = ["".join(part for part, _ in row.parts) for row in rows]
    assert max(map(cell_len, written)) <= 40
    assert sum(line.count("\u4e00") for line in written) == 60
    assert "\x1b" not in text(written)


# -------------------------------------------------------------- what keys show of it


WIDE = (180, 47)


def table(screen, head):
    """The rows of a table that begins with a head, up to the next blank row, without the right."""
    left = [line.split("│")[0].rstrip() for line in screen]
    first = next(at for at, line in enumerate(left) if line.startswith(f" {head}"))
    rows = left[first + 1 :]
    return [row for row in rows[: rows.index("")] if "●" in row or "○" in row]


def test_g_shows_groups_of_labels_and_their_sentences(pressed, study, found):
    screen = pressed("P", "g", size=WIDE)
    groups = [one.label for one in found.figures.all.groups if one.positive]
    assert len(groups) > 1
    assert [next(g for g in groups if g in row) for row in table(screen, "Groups")] == groups
    listed = pressed("P", "g", "enter", size=WIDE)
    titles = [one.title for one in study[1].labels if one.group == groups[0]]
    assert listed[0].startswith(f" {', '.join(titles)}  1 of ")
    assert table(pressed("P", "g", "g", size=WIDE), "Labels")


def test_b_shows_blind_sentences_then_assisted_ones_then_both(pressed, found):
    for presses, part, head in (
        (1, found.figures.blind, "blind"),
        (2, found.figures.assisted, "assisted"),
    ):
        screen = pressed("P", *["b"] * presses, size=WIDE)
        assert f"{head} sentences" in screen[0]
        first = table(screen, f"Labels, {head}")[0]
        given = [one for one in part.labels if one.positive]
        assert f" {short(given[0].alpha.value)} " in first
        assert f"{given[0].positive} sentences" in first
    assert pressed("P", *"bbb", size=WIDE) == pressed("P", size=WIDE)


def test_o_orders_by_alpha_then_sentences_then_name(pressed, study, found):
    given = [one for one in found.figures.all.labels if one.positive]

    def titles(rows):
        return [next(t for t in known if t in row) for row in rows]

    known = {study[1].label(one.label).title: one for one in given}
    by_alpha = titles(table(pressed("P", "o", size=WIDE), "Labels"))
    values = [known[one].alpha.value for one in by_alpha]
    assert values == sorted(values)
    by_number = titles(table(pressed("P", "o", "o", size=WIDE), "Labels"))
    assert [known[one].positive for one in by_number] == sorted(
        (one.positive for one in given), reverse=True
    )
    by_name = titles(table(pressed("P", *"ooo", size=WIDE), "Labels"))
    assert by_name == sorted(known, key=str.casefold)


def test_p_shows_the_figures_of_each_pair_in_turn(pressed, found):
    worst = min(found.figures.pairs, key=lambda one: one.kappa.value)
    screen = pressed("P", "p", size=WIDE)
    assert f"{worst.one} and {worst.other}" in screen[0]
    assert short(found.figures_of((worst.one, worst.other)).all.alpha.value) in text(screen)
    assert "Fix first" not in text(screen)
    listed = pressed("P", "p", "enter", size=WIDE)
    assert f"and {worst.one} and {worst.other}" in listed[0]
    third = next(n for n in simulated_study.PEOPLE if n not in {worst.one, worst.other})
    assert f"   {third}" not in text(listed)
    assert pressed("P", *"pppp", size=WIDE) == pressed("P", size=WIDE)


def test_a_filter_shows_labels_and_pairs_with_the_words(pressed, study, found):
    given = [one for one in found.figures.all.labels if one.positive]
    title = study[1].label(given[-1].label).title
    typing = pressed("P", "/", *title[:3], size=WIDE)
    assert f"filter: {title[:3]}▏" in typing[0]
    kept = pressed("P", "/", *title, "enter", size=WIDE)
    assert [title in row for row in table(kept, "Labels")] == [True]
    assert table(kept, "Pairs") == []
    every = [row[1:] for row in table(pressed("P", size=WIDE), "Labels")]
    for leave in (["enter", "escape"], ["escape"]):
        again = pressed("P", "/", *title, *leave, size=WIDE)
        assert [row[1:] for row in table(again, "Labels")] == every
    assert "eli" in text(table(pressed("P", "/", *"eli", "backspace", "enter", size=WIDE), "Pairs"))
    nothing = pressed("P", "/", *"zzzz", "enter", "enter", size=WIDE)
    assert nothing[0].startswith(" Agreement")


def test_tab_goes_to_the_pairs_and_back(pressed):
    assert " and " in next(line for line in pressed("P", "tab") if line.startswith("▌"))
    assert pressed("P", "tab", "tab") == pressed("P")


def test_pairs_are_a_heat_map_with_shared_sentences_below(pressed, found):
    screen = text(line.split("│")[-1] for line in pressed("P", size=WIDE))
    assert "Pairs: κ above, shared sentences below" in screen
    first, second, third = simulated_study.PEOPLE
    rows = {line.split()[0]: line.split()[1:] for line in screen.splitlines() if line.strip()}
    kappa = {(one.one, one.other): one.kappa for one in found.figures.pairs}
    assert rows[first] == ["·", *(short(kappa[first, n].value) for n in (second, third))]
    assert rows[third] == [*(f"{kappa[n, third].units:,}" for n in (first, second)), "·"]


def test_d_hides_the_marks_that_all_made(study):
    first, second = Span(0, 4), Span(5, 9)
    made = {
        name: [
            Annotation(f"{name}{at.start}", label, (at,), {}, Origin.MANUAL)
            for at, label in ((first, "hedge"), (second, "denial" if name == "dee" else "claim"))
        ]
        for name in ("dee", "eli")
    }
    pair = ("dee", "eli")
    difference = Difference(
        DifferenceKind.LABEL, "d", Span(0, 9), pair, (made["dee"][1], made["eli"][1])
    )
    row = DifferingSentence(
        "d",
        Span(0, 9),
        (SentenceDifference(DifferenceKind.LABEL, pair, ("denial", "claim")),),
    )
    found = SentenceDifferences("Title", "Same else", Span(0, 9), made, (difference,))

    def shown(**view):
        listed = ListedDifferences(Compared(pair=pair), [row], {"d": "Title"})
        listed.view = ListView(**view)
        dialog = DifferencesDialog(
            listed, study[1], lambda _uid, title: title, lambda _: found, lambda _: "Same else"
        )
        return text("".join(part for part, _ in line) for line in dialog.entry(0, 100, "focus"))

    assert shown().count("“Same”") == 2
    assert shown(only_differing=True).count("“Same”") == 0
    assert shown(only_differing=True).count("“else”") == 2
    details = shown(details=True)
    assert "   · label:" in details
    assert details.count("“else”") == 4


def test_v_shows_letters_instead_of_names(pressed):
    screen = pressed("P", "enter", "v", size=WIDE)
    assert not any(name in text(screen[1:-1]) for name in simulated_study.PEOPLE)
    assert "   A" in text(screen)


def test_i_shows_each_difference_of_the_selected_sentence(pressed):
    before = text(pressed("P", "enter", size=WIDE))
    after = text(pressed("P", "enter", "i", size=WIDE))
    assert "   · " not in before
    assert 1 <= after.count("   · ") <= 20
    moved = text(pressed("P", "enter", "i", "j", size=WIDE))
    assert "   · " in moved
    assert moved != after


def test_sentences_are_ordered_as_in_the_documents_or_by_kind(pressed):
    def heads(screen):
        return [line[1:] for line in screen if ": " in line and line[1:7] == " Ferry"]

    by_document = heads(pressed("P", "enter", "o", size=(120, 200)))
    titles = [line.split(":")[0] for line in by_document]
    assert titles == sorted(titles)
    kinds = [line.split(": ")[1] for line in heads(pressed("P", "enter", *"oo", size=(120, 200)))]
    first = [one.split(",")[0].strip() for one in kinds]
    assert first == sorted(first)


def test_sentences_are_filtered_by_their_words(pressed, study, found):
    about = Compared(label=found.figures.all.labels[0].label)
    with Store.open(study[0]) as store:
        every = [
            read_differing_sentence(store, study[1], one) for one in found.sentences_about(about)
        ]
    word = every[-1].text.split()[0].lower()
    screen = pressed("P", "enter", "/", *word, "enter", size=WIDE)
    number = sum(word in one.text.lower() for one in every)
    assert 0 < number < len(every)
    assert f"1 of {number} sentences" in screen[0]
    assert "no sentence has these words" in pressed("P", "enter", "/", *"qqq", "enter", "j")[0]
    opened = pressed("P", "enter", "/", *word, "enter", "enter", size=WIDE)
    assert any(word in line.lower() for line in opened if line.startswith(" ▌") or "▌" in line)


@pytest.mark.parametrize("keys", [["g"], ["b"], ["p"], ["o"], ["/", "e"], ["enter", "d", "v", "i"]])
@pytest.mark.parametrize("size", SIZES)
def test_every_view_fits_every_size(pressed, keys, size):
    screen = pressed("P", *keys, size=size)
    assert len(screen) == size[1]
    assert max(cell_len(line) for line in screen) <= size[0]
