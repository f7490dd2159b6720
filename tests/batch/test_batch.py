"""Batches: the same suggestions as in the app, on all cores, also after a run was stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from annotator import batch
from annotator.batch import COLUMNS, Columns, Job, inputs, suggest_batch, suggestion_rows
from annotator.batch.shards import ShardSummary
from annotator.cli import main
from annotator.documents import Article, build_document
from annotator.errors import AnnotatorError, DataError, Problem
from annotator.labels import load
from annotator.suggestions.rules import Engine
from tests.helpers.paths import ROOT

LABELS = """
name: trial
labels:
  - name: verdict
    title: Verdict
    kind: framing
    unit: span
    glyph: ━
    color: '#cc3311'
    definition: The narrator says that a claim is false.
    rules:
      - id: verdict.falsely
        tier: high
        phrase: falsely described
      - id: verdict.so_called
        tier: low
        regex: so-called \\w+
"""
SENTENCE = "The mayor falsely described the plan as a so-called scheme. Nobody else said so."
HOSTILE = ["\ud800 half", "a\0b", "", " \r\n\t "]


@pytest.fixture(scope="module")
def labels(tmp_path_factory):
    path = tmp_path_factory.mktemp("labels") / "labels.yaml"
    path.write_text(LABELS, "utf-8")
    return path


@pytest.fixture(autouse=True)
def small_shards(monkeypatch):
    """Let a small input have several shards."""
    monkeypatch.setattr(inputs, "SHARD_ITEMS", 7)


def texts(number):
    return [f"{'é🙂' * (one % 3)} {SENTENCE}\n\nNumber {one} is “here”." for one in range(number)]


def lines(path, records):
    path.write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")
    return path


def jsonl(folder, number=30):
    records = [{"id": f"n{one}", "text": text} for one, text in enumerate(texts(number))]
    return lines(folder / "a.jsonl", records)


def parquet(folder, number=30, **columns):
    path = folder / "a.parquet"
    table = pa.table({"id": [f"n{one}" for one in range(number)], "text": texts(number), **columns})
    pq.write_table(table, path, row_group_size=11)
    return path


def annotator(*arguments, code=0):
    done = CliRunner().invoke(main, ["suggest", *map(str, arguments)])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        if not isinstance(done.exception, AnnotatorError):
            raise done.exception
        assert code == 1, done.exception
        return str(done.exception)
    assert done.exit_code == code, done.output
    return done.output


def written(path):
    """The rows of an output, with its JSON parsed."""
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    rows = pq.read_table(path).to_pylist()
    for row in rows:
        row["attributes"], row["triggers"] = map(json.loads, (row["attributes"], row["triggers"]))
    return rows


# ---------------------------------------------------------------------------- the output


@pytest.mark.parametrize("make", [jsonl, parquet])
@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
def test_every_row_is_a_suggestion_of_the_engine_at_its_place(tmp_path, labels, make, suffix):
    target = tmp_path / f"b{suffix}"
    annotator("--input", make(tmp_path), "--output", target, "--labels", labels, "--workers", 1)
    rows = written(target)
    assert all(list(row) == list(COLUMNS) for row in rows)
    engine = Engine(load(labels))
    expected = []
    for number, text in enumerate(texts(30)):
        document = build_document(Article(text, {}, Path("a"), 1, "utf-8", detected=False))
        expected += [
            (f"n{number}", document.uid, one.span.start, one.span.end, one.label)
            for one in engine.suggest(document)
        ]
    found = [(r["id"], r["document_uid"], r["start"], r["end"], r["label"]) for r in rows]
    assert found == expected
    for row in rows:
        text = texts(30)[int(row["id"][1:])]
        assert text[row["start"] : row["end"]] == row["quote"] != ""
        assert row["sentence_start"] <= row["start"] < row["end"] <= row["sentence_end"]
        assert row["triggers"][0] == [row["start"], row["end"]]
        assert (row["tier"], row["voice"], row["problem"]) in {
            ("high", "narrator", ""),
            ("low", "source_indirect", ""),
        }
        assert len(row["rule_version"]) == 8


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
def test_neither_workers_nor_the_prefilter_change_a_byte(tmp_path, labels, suffix):
    outputs = []
    for workers, prefilter in ((1, True), (2, False)):
        target = tmp_path / f"b{workers}{suffix}"
        job = Job(jsonl(tmp_path), target, load(labels), workers=workers, prefilter=prefilter)
        batch.run(job)
        outputs.append(target.read_bytes())
    assert outputs[0] == outputs[1]
    assert {path.name for path in tmp_path.iterdir()} == {
        "a.jsonl",
        *(f"b{workers}{suffix}" for workers in (1, 2)),
    }


def test_the_split_into_shards_does_not_change_a_byte(tmp_path, labels, monkeypatch):
    outputs = []
    for items in (1, 4, 1_000):
        monkeypatch.setattr(inputs, "SHARD_ITEMS", items)
        batch.run(Job(parquet(tmp_path), tmp_path / "b.parquet", load(labels)))
        outputs.append((tmp_path / "b.parquet").read_bytes())
    assert outputs[0] == outputs[1] == outputs[2]


def test_a_folder_is_read_with_all_that_import_reads_and_tables(tmp_path, labels):
    folder = tmp_path / "texts"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text(f"---\nsource: The Gull\n---\n{SENTENCE}", "utf-8")
    (folder / "deep" / "b.html").write_text(
        f"<html><title>Harbour</title><body><article><p>{SENTENCE}</p></article></body></html>"
    )
    lines(folder / "deep" / "c.jsonl", [{"text": SENTENCE}, {"text": SENTENCE, "id": "mine"}])
    parquet(folder, 1)
    (folder / "t.csv").write_text(f"id,text\nrow,{SENTENCE}\n,{SENTENCE}\n", "utf-8")
    (folder / "d.png").write_bytes(b"\x89PNG")
    said = annotator("--input", folder, "--output", tmp_path / "b.jsonl", "--labels", labels)
    assert "d.png" in said
    names = list(dict.fromkeys(row["id"] for row in written(tmp_path / "b.jsonl")))
    assert names == ["n0", "a.txt", "deep/b.html", "deep/c.jsonl:1", "mine", "row", "t.csv:2"]


def test_a_text_has_the_uid_that_import_gives_it(tmp_path, labels):
    record = {"text": SENTENCE, "source": "The Gull", "url": "https://gull.example/1", "id": "x"}
    path = lines(tmp_path / "a.jsonl", [record])
    pq.write_table(pa.Table.from_pylist([record]), tmp_path / "a.parquet")
    batch.run(Job(path, tmp_path / "b.jsonl", load(labels)))
    batch.run(Job(tmp_path / "a.parquet", tmp_path / "c.jsonl", load(labels)))
    article = Article(SENTENCE, record, path, 1, "utf-8", detected=False)
    uids = {
        row["document_uid"] for name in ("b", "c") for row in written(tmp_path / f"{name}.jsonl")
    }
    assert uids == {build_document(article).uid}


def test_other_columns_and_keys_hold_the_text_where_they_are_named(tmp_path, labels):
    path = lines(tmp_path / "a.jsonl", [{"body": SENTENCE, "key": 17}])
    how = ["--labels", labels, "--text-column", "body", "--id-column", "key"]
    annotator("--input", path, "--output", tmp_path / "b.jsonl", *how)
    pq.write_table(pa.table({"body": [SENTENCE], "key": [17]}), tmp_path / "a.parquet")
    annotator("--input", tmp_path / "a.parquet", "--output", tmp_path / "c.jsonl", *how)
    assert written(tmp_path / "b.jsonl") == written(tmp_path / "c.jsonl")
    assert written(tmp_path / "b.jsonl")[0]["id"] == "17"


@pytest.mark.parametrize("kind", [pa.large_string(), pa.dictionary(pa.int32(), pa.string())])
def test_texts_of_a_table_may_be_stored_in_other_ways(tmp_path, labels, kind):
    pq.write_table(pa.table({"text": pa.array(texts(3)).cast(kind)}), tmp_path / "a.parquet")
    report = batch.run(Job(tmp_path / "a.parquet", tmp_path / "b.jsonl", load(labels)))
    assert report.documents == 3
    assert written(tmp_path / "b.jsonl")[0]["id"] == "1"


def test_a_table_without_rows_and_texts_without_suggestions_give_a_table_without_rows(
    tmp_path, labels
):
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), tmp_path / "a.parquet")
    lines(tmp_path / "a.jsonl", [{"text": "Nothing here."}])
    for name in ("a.parquet", "a.jsonl"):
        batch.run(Job(tmp_path / name, tmp_path / "b.parquet", load(labels)))
        found = pq.read_table(tmp_path / "b.parquet")
        assert (len(found), found.column_names) == (0, list(COLUMNS))


# ---------------------------------------------------------------------- continuing a run

SLOWLY = """
import sys, time
from annotator.batch import inputs
from annotator.cli import main
inputs.SHARD_ITEMS = 7
split = inputs.BatchInput.shards
def slowly(self):
    for shard in split(self):
        yield shard
        time.sleep(0.05)
inputs.BatchInput.shards = slowly
if __name__ == "__main__":
    main(sys.argv[1:])
"""


def killed_when(shard_files, number, arguments):
    """Run the command, and kill it without a warning once so many shards are done."""
    running = subprocess.Popen(
        [sys.executable, "-c", SLOWLY, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + 60
    while len(list(shard_files.glob("0*"))) < number and time.monotonic() < end:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_run_continues_where_it_was_and_ends_the_same(tmp_path, labels, workers):
    path, target = jsonl(tmp_path, 400), tmp_path / "b.parquet"
    shard_files = tmp_path / "b.parquet.parts"
    how = ["--input", path, "--output", target, "--labels", labels, "--workers", workers]
    killed_when(shard_files, 3, ["suggest", *how])
    done = {shard.name: shard.stat().st_mtime_ns for shard in shard_files.glob("0*")}
    assert 3 <= len(done) < 58
    assert not target.exists()
    said = annotator(*how)
    assert f"continued after {len(done)} parts" in said or "continued after" in said
    assert not shard_files.exists()
    batch.run(Job(path, tmp_path / "c.parquet", load(labels)))
    assert target.read_bytes() == (tmp_path / "c.parquet").read_bytes()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")
def test_workers_of_a_killed_run_do_not_stay(tmp_path, labels):
    path, target = jsonl(tmp_path, 400), tmp_path / "b.jsonl"
    how = ["--input", path, "--output", target, "--labels", labels, "--workers", 2]
    killed_when(tmp_path / "b.jsonl.parts", 3, ["suggest", *how])
    end = time.monotonic() + 30
    while (left := at_work_on(path)) and time.monotonic() < end:
        time.sleep(0.1)
    assert left == []


def at_work_on(path):
    """Return the processes that have this path among their arguments."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if os.fsencode(path) in arguments and int(process.name) != os.getpid():
            found.append(process.name)
    return found


def stopped(tmp_path, labels):
    """Return a job of which some shards are done."""
    job = Job(jsonl(tmp_path), tmp_path / "b.jsonl", load(labels))

    def interrupt(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        batch.run(job, None, interrupt)
    return job


def test_what_another_run_left_is_not_mixed_with_this_one(tmp_path, labels):
    job = stopped(tmp_path, labels)
    other = tmp_path / "other.yaml"
    other.write_text(LABELS.replace("falsely described", "falsely"), "utf-8")
    how = ["--input", job.source, "--output", job.target]
    assert "another labels.yaml" in annotator(*how, "--labels", other, code=1)
    assert "other columns" in annotator(*how, "--labels", labels, "--id-column", "uid", code=1)
    annotator(*how, "--labels", other, "--restart")
    assert {row["quote"] for row in written(job.target)} >= {"falsely"}


def test_an_input_that_changed_meanwhile_is_reported(tmp_path, labels):
    job = stopped(tmp_path, labels)
    with job.source.open("a") as file:
        file.write('{"text": "One more."}\n')
    how = ["--input", job.source, "--output", job.target, "--labels", labels]
    assert "another input, or the input has changed" in annotator(*how, code=1)
    assert "31 documents" in annotator(*how, "--restart")


def test_a_damaged_shard_is_reported(tmp_path, labels):
    job = stopped(tmp_path, labels)
    (shard,) = (tmp_path / "b.jsonl.parts").glob("0*")
    shard.write_bytes(b"\xff")
    with pytest.raises(AnnotatorError, match="--restart"):
        batch.run(job)


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path, labels):
    folder = tmp_path / "b.jsonl.parts"
    folder.mkdir()
    (folder / "diary.txt").write_text("mine")
    job = Job(jsonl(tmp_path), tmp_path / "b.jsonl", load(labels), restart=True)
    with pytest.raises(AnnotatorError, match="expected to be free"):
        batch.run(job)
    assert (folder / "diary.txt").read_text() == "mine"


def test_an_existing_output_stays_until_the_new_one_is_complete(tmp_path, labels):
    target = tmp_path / "b.jsonl"
    old = json.dumps(dict.fromkeys(COLUMNS, "")) + "\n"
    target.write_text(old)
    job = stopped(tmp_path, labels)
    assert target.read_text() == old
    batch.run(job)
    assert len(written(target)) == 60


def test_the_summary_of_a_shard_is_read_as_it_was_written():
    summary = ShardSummary(1, 2, 3, 4, (Problem(Path("a\udcff"), 5, "p\x1b", "f"),))
    assert ShardSummary.from_json(summary.to_json()) == summary


# ------------------------------------------------------------------- what cannot be read


def bad_jsonl(folder):
    good = json.dumps({"text": SENTENCE})
    bad = [json.dumps({"text": text}) for text in HOSTILE]
    bad += ['{"text": null}', '{"text": 7}', "[1]", "{", "[" * 100_000]
    path = folder / "a.jsonl"
    path.write_bytes("\n".join([good, *bad, good]).encode() + b'\n{"text": "\xff"}\n')
    return path, len(bad) + 1


def bad_parquet(folder):
    cells = [text.encode("utf-8", "surrogatepass") for text in [SENTENCE, *HOSTILE, SENTENCE]]
    array = pa.array([*cells, b"\xff\xfe", None], pa.binary())
    buffers = pa.array(array, pa.binary()).buffers()
    array = pa.StringArray.from_buffers(len(array), buffers[1], buffers[2], buffers[0])
    pq.write_table(pa.table({"text": array}), folder / "a.parquet")
    return folder / "a.parquet", len(HOSTILE) + 2


@pytest.mark.parametrize("make", [bad_jsonl, bad_parquet])
@pytest.mark.parametrize("workers", [1, 2])
def test_texts_that_cannot_be_read_are_each_reported_and_stop_the_output(
    tmp_path, labels, make, workers
):
    path, bad = make(tmp_path)
    target = tmp_path / "b.jsonl"
    how = ["--input", path, "--output", target, "--labels", labels, "--workers", workers]
    said = annotator(*how, code=1)
    assert said.count(f"{path}:") == bad
    assert not target.exists()
    said = annotator(*how, "--keep-good")
    assert said.count("not read: ") == bad
    assert "continued after" in said
    rows = written(target)
    assert sum(row["problem"] != "" for row in rows) == bad
    assert sum(row["label"] != "" for row in rows) == 4
    assert all(row["label"] == row["quote"] == "" for row in rows if row["problem"])


def test_of_very_many_problems_the_first_are_reported_and_the_rest_is_counted(tmp_path, labels):
    path = lines(tmp_path / "a.jsonl", [{"text": ""}] * 250)
    how = ["--input", path, "--output", tmp_path / "b.jsonl", "--labels", labels]
    said = annotator(*how, code=1)
    assert said.count("nothing but blanks") == suggestion_rows.MOST_NAMED
    assert "150 more texts" in said


def test_a_text_longer_than_any_is_a_problem(tmp_path, labels, monkeypatch):
    monkeypatch.setattr(inputs, "MOST_BYTES", 1_000)
    pq.write_table(pa.table({"text": ["x" * 2_000, SENTENCE]}), tmp_path / "a.parquet")
    report = batch.run(Job(tmp_path / "a.parquet", tmp_path / "b.jsonl", load(labels)))
    assert (report.unreadable, report.documents, report.written) == (1, 1, False)


def test_a_file_that_is_no_table_is_reported(tmp_path, labels):
    for data in (b"", b"PAR1", b"not a table at all" * 10):
        (tmp_path / "a.parquet").write_bytes(data)
        with pytest.raises(AnnotatorError, match="cannot be read as Parquet"):
            batch.run(Job(tmp_path / "a.parquet", tmp_path / "b.jsonl", load(labels)))


def test_a_table_that_is_broken_inside_is_reported_and_the_rest_is_read(tmp_path, labels):
    path = parquet(tmp_path, 30)
    group = pq.ParquetFile(path).metadata.row_group(1).column(1)
    data = bytearray(path.read_bytes())
    start = group.dictionary_page_offset
    data[start : start + group.total_compressed_size] = b"\xff" * group.total_compressed_size
    path.write_bytes(data)
    job = Job(path, tmp_path / "b.jsonl", load(labels), keep_good=True)
    report = batch.run(job)
    assert (report.unreadable, report.documents) == (1, 19)
    assert "row group 1" in report.problems[0].problem


# --------------------------------------------------------------------------- the command


def test_a_wrong_command_says_what_was_expected(tmp_path, labels):
    path = parquet(tmp_path)
    assert "need each other" in annotator("--input", path, code=2)
    assert ".parquet or .jsonl" in annotator("--input", path, "--output", "b.csv", code=2)
    how = ["--labels", labels, "--input", path]
    target = tmp_path / "b.parquet"
    assert "name an output outside" in annotator(*how, "--output", path, code=1)
    said = annotator("--labels", labels, "--input", tmp_path, "--output", target, code=1)
    assert "name an output outside" in said
    said = annotator(*how, "--output", target, "--text-column", "txt", code=1)
    assert "Did you mean 'text'?" in said
    said = annotator(*how, "--output", target, "--id-column", "idd", code=1)
    assert "Did you mean 'id'?" in said
    assert "cannot write" in annotator(*how, "--output", tmp_path / "no" / "b.parquet", code=1)
    assert "no such file" in annotator(
        "--labels", labels, "--input", tmp_path / "no", "--output", target, code=1
    )
    assert not (tmp_path / "b.parquet.parts").exists()


WITHOUT = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"pyarrow", "pandas", "dask"}:
            raise ImportError(name)
sys.meta_path.insert(0, Missing())
from annotator.__main__ import run
if __name__ == "__main__":
    run()
"""


def test_without_pyarrow_lines_are_read_and_written_and_a_table_is_one_sentence(tmp_path, labels):
    def call(*arguments):
        return subprocess.run(
            [sys.executable, "-c", WITHOUT, "suggest", "--labels", labels, *arguments],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )

    path, target = jsonl(tmp_path), tmp_path / "b.jsonl"
    assert call("--input", path, "--output", target, "--workers", "1").returncode == 0
    assert len(written(target)) == 60
    done = call("--input", path, "--output", tmp_path / "b.parquet")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "pip install 'framing-annotator[parquet]'" in done.stderr
    assert call("--input", parquet(tmp_path), "--output", target).returncode == 1


# ------------------------------------------------------------------------- batch by batch


def as_rows(result):
    if isinstance(result, dict):
        columns = [values.tolist() for values in result.values()]
        return [dict(zip(result, row, strict=True)) for row in zip(*columns, strict=True)]
    if isinstance(result, pa.Table):
        return result.to_pylist()
    return result.to_dict("records")


def test_a_batch_comes_back_as_the_kind_of_table_it_was(labels):
    import numpy as np
    import pandas as pd

    columns = {"id": ["a", "b", "c"], "text": texts(3)}
    arrays = {name: np.array(values, dtype=object) for name, values in columns.items()}
    kinds = [columns, arrays, pd.DataFrame(columns), pa.table(columns)]
    outputs = [suggest_batch(batch, labels=labels) for batch in kinds]
    assert [type(result) for result in outputs] == [dict, dict, pd.DataFrame, pa.Table]
    first, *others = map(as_rows, outputs)
    assert len(first) == 6
    assert list(first[0]) == list(COLUMNS)
    assert all(other == first for other in others)
    assert list(batch.empty_frame().dtypes) == list(outputs[2].dtypes)


def test_a_batch_gives_what_the_files_give(tmp_path, labels):
    batch.run(Job(parquet(tmp_path), tmp_path / "b.parquet", load(labels)))
    result = suggest_batch(pq.read_table(tmp_path / "a.parquet"), labels=str(labels))
    assert result.to_pylist() == pq.read_table(tmp_path / "b.parquet").to_pylist()
    assert (
        result.schema.remove_metadata() == pq.read_schema(tmp_path / "b.parquet").remove_metadata()
    )


def test_the_engine_is_built_once_and_again_when_the_labels_change(tmp_path, monkeypatch):
    built = []

    class Counted(Engine):
        def __init__(self, label_set, **options):
            built.append(label_set.uid)
            super().__init__(label_set, **options)

    monkeypatch.setattr("annotator.suggestions.rules.Engine", Counted)
    path = tmp_path / "labels.yaml"
    path.write_text(LABELS.replace("trial", "once"), "utf-8")
    for _ in range(3):
        suggest_batch({"text": [SENTENCE]}, labels=path)
    assert len(built) == 1
    path.write_text(LABELS.replace("trial", "another"), "utf-8")
    suggest_batch({"text": [SENTENCE]}, labels=path)
    suggest_batch({"text": [SENTENCE]}, labels=load(path))
    assert len(built) == 2


def test_a_bad_batch_says_what_is_wrong_or_keeps_what_is_good(labels):
    batch = {"text": [SENTENCE, None, float("nan"), 7, "a\0b"], "id": ["a", "b", None, "d", "e\0"]}
    with pytest.raises(DataError) as caught:
        suggest_batch(batch, labels=labels)
    assert len(caught.value.problems) == 4
    result = suggest_batch(batch, labels=labels, keep_good=True)
    assert result["id"].tolist() == ["a", "a", "b", "3", "d", "e\\x00"]
    assert [bool(problem) for problem in result["problem"]] == [False] * 2 + [True] * 4
    with pytest.raises(AnnotatorError, match="Did you mean 'txt'"):
        suggest_batch({"txt": ["a"]}, labels=labels)
    with pytest.raises(AnnotatorError, match="a mapping of columns, got a list"):
        suggest_batch([SENTENCE], labels=labels)
    with pytest.raises(DataError, match="cannot be read"):
        suggest_batch({"text": [SENTENCE]}, labels="no/labels.yaml")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("scheduler", ["synchronous", "threads"])
def test_dask_runs_the_function_as_it_is(tmp_path, labels, scheduler):
    dataframe = pytest.importorskip("dask.dataframe", reason="needs the extra dask")
    frame = dataframe.read_parquet(parquet(tmp_path), split_row_groups=True)
    assert frame.npartitions > 1
    result = frame.map_partitions(suggest_batch, labels=str(labels), meta=batch.empty_frame())
    computed = result.compute(scheduler=scheduler)
    direct = suggest_batch(pq.read_table(tmp_path / "a.parquet"), labels=labels)
    assert computed.reset_index(drop=True).to_dict("records") == direct.to_pylist()
    result.to_parquet(tmp_path / "dask", compute=True)
    assert pq.read_table(tmp_path / "dask").num_rows == 60


def test_the_default_columns_are_text_and_id():
    assert Columns() == Columns("text", "id", None)
