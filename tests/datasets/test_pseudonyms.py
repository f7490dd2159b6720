"""Pseudonyms: no name is left, the same ones in every export, and nothing to compute them from."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from itertools import count

import pytest
from click.testing import CliRunner

from annotator.cli import main
from annotator.datasets.key_file import PseudonymKey, extended, new_key, read_key, write_key
from annotator.datasets.pseudonyms import names_found, pseudonymised
from annotator.errors import AnnotatorError
from annotator.formats import native
from annotator.model import AnnotatedDocument, Document, DocumentSource, Judgement, Reading
from annotator.store import Store
from tests.helpers.adjudicated import Study
from tests.helpers.paths import ROOT

PEOPLE = ("anneke", "Björn Vinter", "cyrilla")
LEADS = ("leontine", "lou-ann")


@pytest.fixture
def folder(tmp_path):
    """A project that a lead adjudicated, the names in its ids, roles, votes and settlements."""
    (tmp_path / "labels.yaml").write_bytes((ROOT / "labels.yaml").read_bytes())
    made = Study(tmp_path, PEOPLE, leads=LEADS, database="annotations.db")
    for name in PEOPLE:
        made.put(name, "hedge", "described" if name == "cyrilla" else "falsely described")
        tail = made.put(name, "claim", "the dam")
        made.relate(name, made.put(name, "implicature", "apparent dig"), tail)
    made.finish(*PEOPLE)
    work = made.adjudication("leontine")
    work.open_first()
    work.take_majority()
    work.explain("guideline_gap", "Ask before the next batch.")
    work.take_nothing()
    made.store.close()
    return tmp_path


def export(folder, target, *options):
    done = CliRunner().invoke(main, ["-p", str(folder), "export", str(folder / target), *options])
    assert done.exit_code == 0, done.output
    return done, (folder / target).read_bytes()


@pytest.mark.parametrize("target", ["a.jsonl", "a.csv"])
@pytest.mark.parametrize("options", [(), ("--gold",), ("--with", "gold"), ("--by", "anneke")])
def test_no_name_is_anywhere_in_an_export(folder, target, options):
    key = str(folder / "key.json")
    _, plain = export(folder, f"plain-{target}", *options)
    _, hidden = export(folder, target, *options, "--pseudonyms", key)
    assert b"annotator-" in hidden or b"gold" in hidden
    for name in (*PEOPLE, *LEADS):
        for spelling in (name.encode(), json.dumps(name)[1:-1].encode(), name.casefold().encode()):
            assert spelling not in hidden.lower()
    assert len(plain.splitlines()) == len(hidden.splitlines())


def test_ids_that_may_be_computed_from_names_are_replaced_and_still_fit(folder):
    _, plain = export(folder, "plain.jsonl", "--with", "gold")
    key = str(folder / "key.json")
    _, hidden = export(folder, "hidden.jsonl", "--with", "gold", "--pseudonyms", key)
    before, after = (json.loads(each.splitlines()[1]) for each in (plain, hidden))
    uids = {one["uid"] for one in annotations(after)}
    assert len(uids) == len(annotations(before))
    assert uids.isdisjoint(one["uid"] for one in annotations(before))
    for reading in after["readings"]:
        for judgement in reading["judgements"]:
            for relation in judgement["relations"]:
                assert {relation["head"], relation["tail"]} <= uids
    votes = {uid for one in after["settlements"] for uid in (*one["about"], *one["gold"])}
    assert len(votes & uids) == len(
        {uid for one in before["settlements"] for uid in (*one["about"], *one["gold"])}
        & {one["uid"] for one in annotations(before)}
    )


def annotations(record):
    return [
        one
        for reading in record["readings"]
        for judgement in reading["judgements"]
        for one in judgement["annotations"]
    ]


def test_everything_is_in_the_order_of_pseudonyms(folder):
    _, hidden = export(folder, "a.jsonl", "--pseudonyms", str(folder / "key.json"))
    head, record = map(json.loads, hidden.splitlines())
    names = [one["name"] for one in head["annotators"]]
    assert names == sorted(names)
    assert [one["annotator"] for one in record["readings"]] == sorted(
        one["annotator"] for one in record["readings"]
    )


def test_two_runs_are_the_same_bytes_and_new_people_change_no_pseudonym(folder):
    key = folder / "key.json"
    _, first = export(folder, "a.jsonl", "--pseudonyms", str(key))
    names = read_key(key).names
    assert set(names) == {*PEOPLE, *LEADS}
    with Store.open(folder / "annotations.db") as store:
        store.annotators.enrol("dora")
    _, again = export(folder, "a.jsonl", "--pseudonyms", str(key))
    assert [*map(json.loads, again.splitlines())][1:] == [*map(json.loads, first.splitlines())][1:]
    assert dict(read_key(key).names) == {**names, "dora": read_key(key).names["dora"]}
    _, other = export(folder, "b.jsonl", "--pseudonyms", str(folder / "other.json"))
    assert other != again  # random, not computed from names


def test_somebody_renamed_keeps_the_pseudonym_also_in_an_export_of_earlier(folder):
    key = folder / "key.json"
    with Store.open(folder / "annotations.db") as store:
        last = max(event.at for event in store.events.iterate())
        store.annotators.rename("anneke", "Anna K", actor="leontine")
    _, then = export(folder, "then.jsonl", "--as-of", last, "--pseudonyms", str(key))
    assert "anneke" not in read_key(key).names
    assert b"anneke" not in then.lower()
    assert read_key(key).names["Anna K"].encode() in then


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
def test_only_the_owner_may_read_a_key_file(folder):
    export(folder, "a.jsonl", "--pseudonyms", str(folder / "key.json"))
    assert stat.S_IMODE((folder / "key.json").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content",
    [
        "", "{}", "[]", "not json", "\0", '{"ann": "a1"}', "[" * 100_000,
        '{"format": "annotator-pseudonyms", "secret": "00", "pseudonyms": {}}',
        '{"format": "annotator-pseudonyms", "secret": "%s", "pseudonyms": {"a": "x", "b": "x"}}'
        % ("00" * 16),
    ],
)  # fmt: skip
def test_a_file_that_is_no_key_file_is_refused_and_kept(tmp_path, content):
    path = tmp_path / "key.json"
    path.write_text(content, "utf-8")
    with pytest.raises(AnnotatorError, match="expected a key file of pseudonyms"):
        read_key(path)
    assert path.read_text("utf-8") == content


def test_a_key_is_written_and_read_back(tmp_path):
    key = extended(new_key(), ["ann", "bea", "\x1b[31m"])
    write_key(tmp_path / "key.json", key)
    assert read_key(tmp_path / "key.json") == key
    assert read_key(tmp_path / "none.json").names == {}


def test_a_pseudonym_is_given_once_and_is_nobody_s_name():
    letters = count()
    key = extended(
        PseudonymKey("00" * 16, {"ann": "annotator-bbbbb"}),
        ["annotator-ccccc", "bea"],
        lambda _: "bcdf"[next(letters) // 5 % 4],
    )
    assert key.names == {
        "ann": "annotator-bbbbb",
        "annotator-ccccc": "annotator-ddddd",
        "bea": "annotator-fffff",
    }


def test_names_in_metadata_sources_and_notes_are_found_as_words():
    document = Document("b2:1", "Ada Moro spoke.", {"author": "by ada", "title": "Adamant"})
    one = AnnotatedDocument(
        document,
        sources=(DocumentSource("ADA/story.txt", meta={"note": "x"}),),
        readings=(Reading(document, "bea", {None: Judgement(note="ask Ada.")}),),
    )
    assert [found.where for found in names_found(one, ["ada", "bea"])] == [
        "author",
        "path of the source",
        "note",
    ]


def test_the_command_lists_where_names_still_are(folder):
    with Store.open(folder / "annotations.db") as store:
        uid = store.documents.uids()[0]
        store.documents.add(
            replace(store.documents.get(uid), uid="b2:2", meta={"author": "Cyrilla"})
        )
    key = ("--pseudonyms", str(folder / "key.json"))
    done, _ = export(folder, "a.jsonl", *key)
    assert "b2:2: author has 'cyrilla'" in done.stderr
    done, _ = export(folder, "b.jsonl")
    assert "cyrilla" not in done.stderr


def test_a_dataset_without_pseudonyms_for_a_name_keeps_it(folder):
    with Store.open(folder / "annotations.db") as store:
        dataset = pseudonymised(store.datasets.read(), {"anneke": "annotator-x"}, "00" * 16)
        lines = list(native.lines(dataset))
    assert "cyrilla" in lines[0]
    assert "anneke" not in lines[0]
