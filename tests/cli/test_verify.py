"""`annotator verify` finds every fault and names it; of two datasets it says what changed."""

from __future__ import annotations

import json
import shutil

import pytest

from annotator.canonical_json import content_id
from annotator.errors import AnnotatorError
from tests.helpers.published import files, project, publish, run, sign


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return project(tmp_path_factory.mktemp("study") / "ferries", count=10)


@pytest.fixture(scope="module")
def published(study, tmp_path_factory):
    target = tmp_path_factory.mktemp("published") / "out"
    publish(study, target, "--dev", 0.3, "--test", 0.2)
    return target


@pytest.fixture
def copy(published, tmp_path):
    return shutil.copytree(published, tmp_path / "copy")


def test_a_dataset_as_it_was_written_is_all_right(published):
    done = run("verify", published)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "all right; checked" in done.stdout
    found = json.loads(run("verify", published, "--json").stdout)
    assert found["problems"] == []
    assert found["documents"] == 18
    assert found["files"] == len(files(published)) - 2  # without the two lists of files


# ------------------------------------------------------------------------- planted faults


def edit(folder, name, change):
    """Change the records of a file of lines, or the object of a JSON file, in place."""
    path = folder / name
    if name.endswith(".jsonl"):
        records = [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]]
        change(records)
        text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records)
    else:
        record = json.loads(path.read_text("utf-8"))
        change(record)
        text = json.dumps(record)
    path.write_text(text, "utf-8", newline="")


def annotations(records):
    for record in records[1:]:
        for reading in record["readings"]:
            for judgement in reading["judgements"]:
                yield from judgement["annotations"]


def flip_a_byte(folder):
    path = folder / "labels.yaml"
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)


def flip_a_byte_of_a_table(folder):
    path = next((folder / "annotations").iterdir())
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def lose_a_file(folder):
    (folder / "data" / "dev.jsonl").unlink()


def add_a_file(folder):
    (folder / "data" / "more.jsonl").write_text("{}\n", "utf-8")


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        (flip_a_byte, "labels.yaml: the file was changed: its checksum differs"),
        (flip_a_byte_of_a_table, "the file was changed: its checksum differs"),
        (lose_a_file, "dev.jsonl: the file is missing"),
        (add_a_file, "more.jsonl: the file is not in SHA256SUMS"),
    ],
)
def test_a_file_that_was_changed_lost_or_added_is_named(copy, fault, problem):
    fault(copy)
    done = run("verify", copy)
    assert done.exit_code == 1
    assert problem in done.stderr


def change_a_label(folder):
    def change(records):
        next(annotations(records))["label"] = "invented"

    edit(folder, "data/train.jsonl", change)


def relabel(folder):
    def change(records):
        one = next(annotations(records))
        one["label"] = "hedge" if one["label"] != "hedge" else "denial"

    edit(folder, "data/train.jsonl", change)


def move_a_quote(folder):
    def change(records):
        fragment = next(annotations(records))["fragments"][0]
        fragment["start"] += 1
        fragment["end"] += 1

    edit(folder, "data/train.jsonl", change)


def move_a_quote_outside(folder):
    def change(records):
        next(annotations(records))["fragments"][0]["end"] = 10**9

    edit(folder, "data/train.jsonl", change)


def change_a_text(folder):
    def change(records):
        records[1]["text"] += "."

    edit(folder, "data/train.jsonl", change)


def put_a_document_in_two_splits(folder):
    line = (folder / "data" / "train.jsonl").read_text("utf-8").split("\n")[1]
    with (folder / "data" / "test.jsonl").open("a", encoding="utf-8", newline="") as file:
        file.write(line + "\n")


def part_near_duplicates(folder):
    rows = (folder / "splits.csv").read_text("utf-8").splitlines()
    of_train = next(one for one in rows[1:] if ",train," in one)
    group = of_train.rsplit(",", 1)[1]
    changed = [f"{one.rsplit(',', 1)[0]},{group}" if ",test," in one else one for one in rows]
    (folder / "splits.csv").write_text("\r\n".join(changed) + "\r\n", "utf-8", newline="")


def list_another_split(folder):
    text = (folder / "splits.csv").read_text("utf-8")
    (folder / "splits.csv").write_text(text.replace(",test,", ",dev,", 1), "utf-8", newline="")


def change_a_count(folder):
    def change(record):
        record["counts"]["annotations"] += 1

    edit(folder, "dataset.json", change)


def change_the_card(folder):
    text = (folder / "README.md").read_text("utf-8")
    row = next(line for line in text.split("\n") if line.startswith("| dee |"))
    changed = text.replace(row, row.replace("| 0 |", "| 9 |", 1))
    assert changed != text
    (folder / "README.md").write_text(changed, "utf-8", newline="")


def change_a_definition(folder):
    found = (folder / "guidelines").iterdir()
    name = next(path.name for path in found if '"hedge"' in path.read_text("utf-8"))

    def change(record):
        record["definition"]["labels"]["hedge"]["definition"] = "Anything."

    edit(folder, f"guidelines/{name}", change)


def forget_a_file_of_croissant(folder):
    def change(record):
        record["distribution"][0]["contentUrl"] = "data/none.jsonl"

    edit(folder, "croissant.json", change)


def no_json(folder):
    path = folder / "data" / "train.jsonl"
    path.write_bytes(path.read_bytes()[:-40] + b"\n[1]\n\xff\n" + b"[" * 100_000 + b"\n")


def no_lines_of_a_csv(folder):
    (folder / "splits.csv").write_bytes(b"\xff\x00")


def zero_bytes_in_a_csv(folder):
    (folder / "splits.csv").write_bytes(b"document,split,group\r\na\0b,train\r\n")


def half_a_character(folder):
    def change(records):
        records[1]["text"] = "\ud800"

    path = folder / "data" / "train.jsonl"
    lines = path.read_text("utf-8").split("\n")
    records = [None, json.loads(lines[1])]
    change(records)
    lines[1] = json.dumps(records[1])
    path.write_text("\n".join(lines), "utf-8", newline="")


def odd_types(folder):
    def change(records):
        records[0]["annotators"] = [3, {"name": []}]
        records[1]["readings"] = {"a": 1}
        records[2]["readings"] = [{"judgements": [{"annotations": [None, {"label": {}}]}]}]
        records[3]["sentences"] = [{"start": "a", "end": None}, 7]

    edit(folder, "data/train.jsonl", change)


def facts_of_another_kind(folder):
    edit(folder, "dataset.json", lambda record: record["facts"].update(text="yes"))


def change_a_number_of_a_label(folder):
    text = (folder / "README.md").read_text("utf-8")
    row = next(line for line in text.split("\n") if line.startswith("| `hedge` | framing"))
    changed = text.replace(row, row[:-3] + "9 |")
    (folder / "README.md").write_text(changed, "utf-8", newline="")


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        (change_a_label, "train.jsonl:2: no guideline has the label 'invented'"),
        (relabel, "the data have"),
        (move_a_quote, "the text has "),
        (move_a_quote_outside, "is outside of the text of"),
        (change_a_text, "train.jsonl:2: the text was changed"),
        (put_a_document_in_two_splits, "is in 'train', too"),
        (part_near_duplicates, "near-duplicates of"),
        (list_another_split, "is listed in dev, it is in test"),
        (change_a_count, "dataset.json: annotations is"),
        (change_the_card, "README.md: the table of annotators differs from the data"),
        (change_a_definition, "the definition was changed: its id differs"),
        (forget_a_file_of_croissant, "croissant.json: the file 'data/none.jsonl' is not in"),
        (no_json, "expected an object in JSON"),
        (no_lines_of_a_csv, "splits.csv: expected text in UTF-8"),
        (zero_bytes_in_a_csv, "splits.csv"),
        (half_a_character, "train.jsonl:2: expected a text, got half of a pair"),
        (odd_types, "expected annotators with a name and a role"),
        (facts_of_another_kind, "dataset.json: expected the facts of a dataset"),
        (change_a_number_of_a_label, "README.md: the table of labels differs from the data"),
    ],
)
def test_a_fault_is_found_even_if_the_checksums_were_written_again(copy, fault, problem):
    fault(copy)
    sign(copy)
    done = run("verify", copy)
    assert done.exit_code == 1, done.output
    assert problem in done.stderr
    found = json.loads(run("verify", copy, "--json").stdout)
    assert any(one["file"] and one["problem"] for one in found["problems"])


def test_all_faults_are_named_at_once(copy):
    for fault in (change_a_label, move_a_quote_outside, change_a_count, lose_a_file):
        fault(copy)
    problems = json.loads(run("verify", copy, "--json").stdout)["problems"]
    words = " ".join(one["problem"] for one in problems)
    for each in ("invented", "outside", "annotations is", "missing", "checksum"):
        assert each in words


def test_a_folder_without_a_dataset_is_refused(tmp_path):
    for folder in (tmp_path, tmp_path / "none"):
        for words in ((folder,), (folder, folder)):
            done = run("verify", *words)
            assert isinstance(done.exception, AnnotatorError)
            assert "there is no published dataset" in str(done.exception)


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a\\b", ""])
def test_a_list_that_names_files_elsewhere_is_a_problem_and_reads_none(copy, name):
    sums = copy / "SHA256SUMS"
    sums.write_text(sums.read_text("utf-8") + "0" * 64 + f"  {name}\n", "utf-8", newline="")
    done = run("verify", copy)
    assert "expected a SHA-256, two blanks and a file of the folder" in done.stderr


# ---------------------------------------------------------------------------- two of them


def test_two_equal_datasets_are_equal_whatever_the_versions(published, copy):
    edit(copy, "versions.json", lambda record: record["libraries"].update(numpy="1.0"))
    done = run("verify", published, copy)
    assert done.exit_code == 0
    assert done.stdout.startswith("equal: the same documents, annotations, splits and labels")
    assert "version of numpy: " in done.stdout
    assert "-> 1.0" in done.stdout
    assert json.loads(run("verify", published, copy, "--json").stdout)["equal"] is True


def test_what_changed_is_counted_by_label(published, copy):
    labels = {}

    def change(records):
        record = next(one for one in records[1:] if len([*annotations([None, one])]) > 3)
        first, second, third = [*annotations([None, record])][:3]
        labels.update(removed=first["label"], changed=second["label"], added=third["label"])
        second["attributes"] = {"voice": "narrator"}
        for judgement in record["readings"][0]["judgements"]:
            held = judgement["annotations"]
            if third in held:
                held.append({**third, "uid": "another"})
            if first in held:
                held.remove(first)

    edit(copy, "data/train.jsonl", change)
    found = json.loads(run("verify", published, copy, "--json").stdout)
    assert found["equal"] is False
    assert len(found["documents"]["changed"]) == 1
    for kind, label in labels.items():
        assert found["annotations"][label][kind] == 1


def test_documents_figures_and_labels_that_differ_are_named(study, published, tmp_path):
    publish(study, tmp_path / "other", "--by", "dee", "--by", "eli", "--seed", 3)
    found = json.loads(run("verify", published, tmp_path / "other", "--json").stdout)
    assert found["agreement"]
    assert found["documents"]["changed"]
    lines = run("verify", published, tmp_path / "other").stdout
    assert "agreement, Krippendorff's alpha: " in lines
    assert "annotations of hedge: " in lines


def test_a_definition_is_what_its_name_says(published):
    for path in (published / "guidelines").iterdir():
        record = json.loads(path.read_text("utf-8"))
        assert content_id(record["definition"]) == record["uid"]


def test_damaged_datasets_are_not_compared(published, copy):
    for fault in (odd_types, facts_of_another_kind, no_json):
        fault(copy)
        done = run("verify", published, copy)
        assert isinstance(done.exception, AnnotatorError), done.exception
