"""Few keys select what people really mark, and exactly that."""

from __future__ import annotations

from statistics import mean

import pytest

from annotator.labels import load
from tests.bench.keystrokes import FOLDER, Keyboard, press, sessions, slate, vim, wanted
from tests.helpers.paths import ROOT


@pytest.mark.skipif(not FOLDER.exists(), reason="the corpus is not part of the project")
def test_real_spans_take_three_and_a_half_keys_at_most_on_average():
    done = []
    for session, spans in sessions(FOLDER, load(ROOT / "labels.yaml")):
        keyboard = Keyboard(session)
        wants = [want for want in (wanted(session, span) for span in spans) if want]
        done += [press(keyboard, want) for want in wants]
    assert len(done) > 5_000
    ours = mean(len(one.keys) for one in done)
    assert ours <= 3.5
    assert mean(vim(one.want) for one in done) > 5 * ours
    assert mean(slate(one.want) for one in done) > 5 * ours
    assert sum(not one.exact for one in done) < len(done) / 1_000
