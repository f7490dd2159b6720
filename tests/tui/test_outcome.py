"""The outcome in the app, by key presses: counts, changes, the sentence, and an answer."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from annotator.model import Span
from annotator.store import Store
from annotator.tui.dialogs.outcome_dialog import _lane
from annotator.tui.line_console import Console
from annotator.tui.plain_text import PlainTextApp
from annotator.workflow.controller import Controller
from annotator.workflow.project_settings import Settings, save_project_settings
from tests.adjudication.test_outcome import released, settle, study  # noqa: F401 - a fixture
from tests.helpers.app_driver import press
from tests.helpers.memory_store import labels
from tests.tui.test_plain_text import Typed

SIZES = [(40, 12), (60, 16), (80, 24), (130, 42), (180, 50)]
NOTE = "The \x1b[1mwhole phrase, and not its first word."


@pytest.fixture
def path(study):  # noqa: F811 - as above
    settle(study, why="guideline_gap", note=NOTE)
    released(study)
    return study.store.path


def text(screen):
    return "\n".join(screen)


def test_a_release_is_named_at_the_start_until_the_outcome_was_looked_at(path):
    assert "1 document released: O shows what became of your annotations" in text(press(path, []))
    press(path, ["O", "q"])
    assert "released" not in text(press(path, []))


def test_counts_changes_and_the_sentence_of_the_selected_one(path):
    screen = text(press(path, ["O"]))
    assert "kept as they are         1   20 % [4, 62]      ━━━━━━" in screen
    assert "in gold, not yours       1 " in screen
    assert "5 annotations. Your own stay as you made them. Only you and leads see this." in screen
    assert "Changed by adjudication   1 of 5" in screen
    assert "reason guideline gap" in screen
    assert "note   The ␛[1mwhole phrase" in screen
    assert " yours        hedge ━\n" in text(line.rstrip() for line in screen.splitlines())
    assert "gold         hedge ━━━━━━━━━━━" in screen
    values = text(press(path, ["O", "j", "j"]))
    assert "gold   voice source_direct, not narrator" in values
    nothing = text(press(path, ["O", "j", "j", "j"]))
    assert "gold   nothing" in nothing
    added = text(press(path, ["O", "end"]))
    assert "5 of 5" in added
    assert "yours  nothing" in added


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("keys", [["O"], ["O", "end"]])
def test_every_size_shows_the_counts_the_selected_change_and_how_to_leave(path, size, keys):
    screen = press(path, keys, size=size)
    assert len(screen) == size[1]
    assert all(cell_len(line) == size[0] for line in screen)
    flat = " ".join(text(screen).split())
    assert "kept as they are 1" in flat
    assert "not in gold 1" in flat
    assert any(line.startswith("▌") for line in screen)
    assert "sentence 1 of Dam talks stall" in flat
    assert screen[-1].rstrip().endswith("q back")


def test_enter_opens_the_sentence_and_q_goes_back_where_one_was(path):
    opened = press(path, ["j", "O", "enter"])
    assert "sentence 1/3" in opened[0]
    assert "sentence 3/3" in press(path, ["j", "j", "O", "q"])[0]


def test_c_writes_to_the_lead_about_the_sentence_and_the_list_stays(path):
    screen = text(press(path, ["O", "j", "c", *"why so", "enter"]))
    assert "2 of 5" in screen
    with Store.open(path) as store:
        (one,) = store.comments.all("lea")
    assert (one.author, one.recipient, one.text) == ("ann", "", "why so")
    left = text(press(path, ["O", "c", *"once more", "enter", "q"]))
    assert "wrote to the lead about sentence 1" in left
    assert "2 of 5" in text(press(path, ["O", "j", "c", "escape"]))


def test_the_guideline_of_the_label_in_gold_and_back(path):
    guideline = text(press(path, ["O", "j", "G"]))
    assert "implied meaning  (implicature" in guideline
    assert "2 of 5" in text(press(path, ["O", "j", "G", "q"]))


def test_without_a_release_or_a_change_it_says_so(path, study):  # noqa: F811 - as above
    assert "nothing of your work is released yet" in text(press(path, ["O"], annotator="cy"))
    assert "nothing was changed" in text(press(path, ["O", "enter", "c", "G"], annotator="bea"))


def test_masked_titles_stay_masked(path):
    with Store.open(path) as store:
        save_project_settings(store, None, "title")
    screen = text(press(path, ["O"], settings=Settings(masked=("title",))))
    assert "sentence 1 of" in screen
    assert "Dam talks" not in screen


def test_plain_text_mode_says_it_in_lines_and_opens_a_sentence(path):
    lines = []
    with Store.open(path) as store:
        work = Controller(store, labels(), "ann", lambda: "n")
        PlainTextApp(work, Console(Typed("O", "1", "q"), lines.append)).run()
    said = "\n".join(lines)
    assert "1 document released: O shows what became of your annotations" in said
    assert "kept as they are: 1, 20 % [4, 62]" in said
    assert "in gold, not yours: 1\n" in said
    assert (
        "1 sentence 1 of Dam talks stall: “falsely” hedge, in gold other bounds;"
        " reason: guideline gap; note: The" in said
    )
    assert "Sentence 1 of 3, finished" in said


@pytest.mark.parametrize(
    ("fragments", "title", "lane"),
    [
        ([Span(2, 9)], "hi", "  hi ━━━━"),
        ([Span(2, 4)], "hedge", "  ━━ hedge"),
        ([Span(16, 19)], "hedge", "          hedge ━━━"),
        ([Span(0, 3), Span(5, 8)], "a", "a ━  ━━━"),
        ([Span(2, 4)], "", "  ━━"),
    ],
)
def test_a_lane_is_under_its_words_with_the_title_where_there_is_room(fragments, title, lane):
    assert _lane("x" * 20, (0, 20), fragments, title, 20) == lane
