"""Laws of adjudication, over random work of several people and random decisions of leads."""

from __future__ import annotations

import random
import tempfile
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.adjudication.items import align
from annotator.adjudication.policy import Policy
from annotator.api.settle_by_policy import settle_by_policy
from annotator.documents import build_document
from annotator.documents.article import Article
from annotator.errors import AnnotatorError
from annotator.model import Document, Reading
from annotator.store.adjudication_queue import QueueFilter
from tests.helpers.adjudicated import Study

PEOPLE = ("ann", "bea", "cy", "dov")
WORDS = (
    *("falsely", "falsely described", "described the dam", "apparent dig", "the dam, in an"),
    *("Tevik", "dig at Moro. “We", "deny it", "We deny", "always will", "The readout", "readout"),
)
LABELS = ("hedge", "claim", "implicature")


FILTERS = (QueueFilter(), QueueFilter(label="hedge"), QueueFilter(kind="missed"))


def work_of(study, draw):
    """Let people mark and relate words at random, and finish most sentences."""
    for name in PEOPLE[: draw.randint(2, 4)]:
        by_sentence = {}
        for _ in range(draw.randint(0, 6)):
            words, label = draw.choice(WORDS), draw.choice(LABELS)
            values = draw.choice([{}, {"voice": "source"}, {"strength": 1}])
            uid = study.put(name, label, words, **values)
            sentence = study.sentence_of(study.span(words))
            by_sentence.setdefault(sentence, []).append(uid)
        for sentence, uids in by_sentence.items():
            if len(uids) > 1 and draw.random() < 0.5:
                head, tail = draw.sample(uids, 2)
                study.relate(name, head, tail, study.document.sentences.index(sentence))
        for number in range(3):
            if draw.random() < 0.9:
                study.finish(name, sentence=number)


def settled_at_random(study, draw):
    """Settle everything in random ways, as one lead or two; returns the number of key presses."""
    pressed, works = 0, [study.adjudication(name) for name in ("lea", "lou")]
    for _ in range(60):
        work = draw.choice(works)
        if not work.open_first():
            break
        work.select(draw.randint(-1, 1))
        letters = list(work.letters.values())
        letter = draw.choice(letters)
        ways = [
            *[partial(work.take, letter)] * 3,
            *(work.take_majority, work.take_union, work.take_nothing),
            partial(work.take_sentence, letter),
        ]
        for wanted in FILTERS:
            work.queue.counts(wanted)
        with suppress(AnnotatorError):
            draw.choice(ways)()
            pressed += 1
    else:
        pytest.fail("there is always more to settle")
    return pressed


def contents(study, name):
    return {
        sentence: sorted(
            (one.label, one.fragments, sorted(one.attributes.items()))
            for one in held.annotations.values()
        )
        for sentence, held in study.store.judgements.of_document(name, study.document.uid).items()
    }


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**9))
def test_gold_equals_what_was_settled_votes_are_untouched_and_undo_goes_back_to_nothing(seed):
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        study = Study(Path(folder), PEOPLE)
        work_of(study, draw)
        before = study.dump()
        settled_at_random(study, draw)
        queue = study.store.adjudication
        assert study.dump() == before

        # Gold is what the settlements say, all of it and nothing else.
        uid = study.document.uid
        held = [one for judgement in queue.gold(uid).values()
                for one in judgement.annotations.values()]  # fmt: skip
        latest = {}
        for one in queue.settlements(uid):
            for about in one.about:
                latest[about] = one
        said = {
            (gold, made.label, made.fragments)
            for one in latest.values()
            for gold, made in zip(one.gold, one.made, strict=True)
            if made.fragments
        }
        assert {(one.uid, one.label, one.fragments) for one in held} == said

        # What was taken of annotators is what they hold.
        for one in latest.values():
            for name in one.taken_from:
                assert one.held[name] in one.made or (one.held[name] is None and not one.made)

        rows = study.store._database.execute("SELECT * FROM adjudication_queue ORDER BY 1")
        incremental = rows.fetchall()
        counted = [queue.counts(one) for one in FILTERS]
        queue.look_again()
        assert [queue.counts(one) for one in FILTERS] == counted
        queue.forget()
        study.adjudication()
        rows = study.store._database.execute("SELECT * FROM adjudication_queue ORDER BY 1")
        assert rows.fetchall() == incremental

        while any(study.store.events.undo("gold", actor=name).targets for name in ("lea", "lou")):
            pass
        assert not any(contents(study, "gold").values())
        assert not queue.settlements(uid)
        assert study.dump() == before
        study.store.close()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**9), st.sampled_from([1.0, 0.75, 0.6, 0.5]))
def test_a_policy_settles_what_most_hold_a_dry_run_says_the_same_and_one_undo_takes_it_back(
    seed, threshold
):
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        study = Study(Path(folder), PEOPLE)
        work_of(study, draw)
        study.adjudication()
        queue, uids = study.store.adjudication, count()
        before = queue.counts(QueueFilter())

        def run(dry_run):
            return settle_by_policy(
                study.store, Policy(threshold), QueueFilter(),
                actor="lea", guideline="", new_uid=lambda: f"p{next(uids)}", dry_run=dry_run,
                progress=lambda items, _: items,
            )  # fmt: skip

        promised = run(True)
        assert not any(contents(study, "gold").values())
        assert queue.counts(QueueFilter()) == before
        done = run(False)
        assert promised.settled == done.settled
        assert promised.sentences == done.sentences
        assert done.left == queue.counts(QueueFilter()).sentences
        for one in queue.settlements(study.document.uid):
            votes = [name for name, held in one.held.items()
                     if (held in one.made if held else not one.made)]  # fmt: skip
            assert len(votes) / len(one.held) >= min(threshold, 1) or threshold == 0.5
            assert 2 * len(votes) > len(one.held)
        if done.settled or done.sentences:
            assert study.store.events.undo("gold", actor="lea").targets
        assert not any(contents(study, "gold").values())
        assert not study.store.events.undo("gold", actor="lea").targets
        study.store.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**9))
def test_each_annotation_is_in_one_item_and_each_annotator_at_most_once_in_each(seed):
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        study = Study(Path(folder), PEOPLE)
        work_of(study, draw)
        readings = study.store.adjudication.readings(study.document.uid)
        items = [one for one in align(readings) if not one.ends]
        assert align(readings[::-1]) == align(readings)
        uids = [one.uid for item in items for one in item.made.values() if one]
        assert len(uids) == len(set(uids))
        finished = {
            reading.annotator: {
                sentence for sentence, held in reading.judgements.items() if held.finished
            }
            for reading in readings
        }
        for item in items:
            assert len(item.made) > 1
            for name, made in item.made.items():
                assert made or item.sentence in finished[name]
        study.store.close()


def test_renaming_a_label_leaves_gold_settled(tmp_path):
    from annotator.annotations.project_events import MigrateLabels

    study = Study(tmp_path, PEOPLE[:2])
    study.store.project.follow_guideline("b2:one")
    study.put("ann", "hedge", "falsely described")
    study.put("bea", "hedge", "described")
    study.finish("ann", "bea")
    work = study.adjudication()
    work.open_first()
    work.take("A")
    study.store.migrate_labels(MigrateLabels("b2:one", "b2:two", {"hedge": ("doubt",)}))
    later = study.adjudication()
    assert later.counts().disagreements == 0
    (one,) = later.queue.settlements(study.document.uid)
    assert {held.label for held in one.held.values()} == {"doubt"}
    study.store.close()


def test_a_document_without_readings_has_no_items():
    document = Document("b2:x", "")
    assert align([]) == []
    assert align([Reading(document, "ann", {}), Reading(document, "bea", {})]) == []


# ------------------------------------------------------------------------------ planted

PLANTED = ("label", "bounds", "missed", "voice", "attribute", "relation", "")


def planted_study(folder, seed, sentences=60):
    """Three annotators who agree, but for one planted disagreement in most sentences."""
    draw = random.Random(seed)
    nouns = [
        "ferry",
        "harbour",
        "council",
        "mayor",
        "island",
        "ticket",
        "storm",
        "bridge",
        "union",
        "engine",
    ]
    lines = [
        f"Sentence {number} says the {draw.choice(nouns)} {number}a was late {number}b by plan."
        for number in range(sentences)
    ]
    document = build_document(Article("\n\n".join(lines), {}, Path(), 1, "utf-8", detected=False))
    study = Study(folder, PEOPLE[:3], document)
    planted = {}
    for number, sentence in enumerate(study.document.sentences):
        kind, odd = draw.choice(PLANTED), draw.choice(PEOPLE[:3])
        for name in PEOPLE[:3]:
            is_odd = name == odd
            words, label, values = f"{number}a was", "hedge", {"voice": "narrator", "sure": 1}
            if is_odd and kind == "label":
                label = "implicature"
            if is_odd and kind == "bounds":
                words = f"{number}a was late"
            if is_odd and kind == "voice":
                values = {**values, "voice": "source"}
            if is_odd and kind == "attribute":
                values = {**values, "sure": 3}
            uid = ""
            if not (is_odd and kind == "missed"):
                uid = study.put(name, label, words, **values)
            other = study.put(name, "claim", f"{number}b by")
            if uid and not (is_odd and kind == "relation"):
                study.relate(name, uid, other, number)
        study.finish(*PEOPLE[:3], sentence=number)
        if kind:
            planted[sentence] = (kind, odd)
    return study, planted


@pytest.mark.parametrize("seed", range(3))
def test_planted_disagreements_of_every_kind_are_found_and_typed(tmp_path, seed):
    study, planted = planted_study(tmp_path, seed)
    work = study.adjudication()
    found = {}
    assert work.open_first()
    while True:
        (one,) = work.sentence.open_items
        (kind,) = one.item.kinds
        (odd,) = [names for _, names in one.item.versions if len(names) == 1]
        found[work.sentence.sentence] = (str(kind), *odd)
        work.take_majority()
        if not work.next_sentence():
            break
    assert found == planted
    assert {kind for kind, _ in planted.values()} == set(PLANTED) - {""}
    held = study.store.adjudication.gold(study.document.uid)
    assert set(held) == set(planted)
    assert all(len(one.annotations) == 2 and len(one.relations) == 1 for one in held.values())
    study.store.close()
