"""`annotator agreement` on tables of votes and on files of other tools, as it is typed."""

import csv
import json

import numpy as np
import pytest
from click.testing import CliRunner

from annotator.cli import main
from annotator.errors import AnnotatorError
from tests.agreement.test_agreement import printed, shared

KEYS = [
    *("coefficient", "scope", "value", "interval", "observed", "units", "coders", "documents"),
    *("formula", "reason"),
]


def run(*arguments, code=0):
    done = CliRunner().invoke(main, ["agreement", *map(str, arguments)])
    assert done.exit_code == code, done.output
    if code:
        assert isinstance(done.exception, AnnotatorError | OSError | SystemExit)
    return done


def message_of(*arguments):
    """What a command that fails says: `annotator` prints it, and exits with 1."""
    done = run(*arguments, code=1)
    assert "nan" not in done.stdout
    return str(done.exception)


def figures(*arguments):
    found = json.loads(run(*arguments, "--json").stdout)
    assert all(list(one) == KEYS for one in found)
    return found


def one(*arguments):
    (found,) = figures(*arguments)
    return found


def write(path, *rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def votes(path, table, *extra):
    """A long table of {unit: values}, a coder for each place; None is no row."""
    rows = [
        (unit, f"coder {nth}", value, *extra)
        for unit, values in table.items()
        for nth, value in enumerate(values)
        if value is not None
    ]
    return write(path, ("text", "user", "label"), *rows)


LONG = ("--unit", "text", "--coder", "user", "--value", "label")

# ------------------------------------------------------------------------ published data


def test_kappa_of_the_incrediblae_table_is_the_published_one():
    path = shared("incrediblae_kappa/InCrediblAE_Manual_Evaluation_Dataset.csv")
    columns = ("--value", "annotator1_stance", "--value", "annotator2_stance")
    found = one("--votes", path, *columns, "--metric", "cohen")
    assert found["value"] == pytest.approx(0.5240984623870923, abs=1e-15)
    assert (found["units"], found["coders"], found["reason"]) == (680, 2, "")


@pytest.mark.parametrize(
    ("column", "metric", "expected"),
    [("bias_0_1", "nominal", 0.388102), ("opinion_0_2", "interval", 0.455187)],
)
def test_alpha_of_the_babe_votes_is_the_published_one(column, metric, expected):
    path = shared("babe_sg1/derived_votes_SG1.csv")
    columns = ("--unit", "unit_id", "--coder", "annotator", "--value", column)
    found = one("--votes", path, *columns, "--metric", metric)
    assert found["value"] == printed(expected, 6)
    assert found["coders"] == 8


BRATIAA = {
    "span-f1": {"": 0.890, "LOC": 0.819, "MISC": 0.840, "ORG": 0.906, "PER": 0.938},
    "span-f1-sd": {"": 0.053, "LOC": 0.131, "MISC": 0.090, "ORG": 0.053, "PER": 0.039},
    "token-f1": {"": 0.964, "LOC": 0.963, "MISC": 0.918, "ORG": 0.972, "PER": 0.983},
    "token-f1-sd": {"": 0.015, "LOC": 0.013, "MISC": 0.045, "ORG": 0.015, "PER": 0.006},
}


def test_f1_of_the_bratiaa_files_is_the_published_one():
    project = shared("bratiaa_span_f1/example-files/example-project")
    names = [path.name for path in sorted(project.iterdir()) if path.is_dir()]
    places = [part for name in names for part in ("--files", f"{name}={project / name}")]
    metrics = ("--metric", "span-f1", "--metric", "token-f1")
    found = figures(*places, "--format", "brat", *metrics)
    for coefficient, expected in BRATIAA.items():
        for label, value in expected.items():
            scope = ("spans" if "span" in coefficient else "tokens") + (
                label and f", label {label}"
            )
            (figure,) = [
                one for one in found if (one["coefficient"], one["scope"]) == (coefficient, scope)
            ]
            assert figure["value"] == printed(value, 3)
    assert figures("--files", project, *metrics) == found


def test_files_named_after_their_authors_are_compared_with_texts_elsewhere():
    """The two articles of PolNeAR's dev part that six people annotated."""
    dev = shared("polnear_dev/dev")
    names = sorted({path.stem.rsplit("_", 1)[1] for path in dev.glob("attributions/*.ann")})
    places = [
        part for name in names for part in ("--files", f"{name}={dev}/attributions/*_{name}.ann")
    ]
    found = figures(*places, "--texts", dev / "text", "--label", "Source", "--metric", "span-f1")
    whole = found[0]
    assert (whole["coders"], whole["documents"]) == (6, 2)
    assert 0.85 < whole["value"] < 0.9


# --------------------------------------------------------------------------------- votes

TABLE = {"a": "xxy", "b": "yyy", "c": "zzz", "d": "xyx", "e": "yy", "f": "xzz", "g": "zzy"}


def test_votes_have_the_usual_coefficients_without_a_metric(tmp_path):
    found = figures("--votes", votes(tmp_path / "v.csv", TABLE), *LONG)
    assert [one["coefficient"] for one in found] == [
        *("percent", "cohen", "fleiss", "alpha", "ac1", "brennan-prediger")
    ]
    assert {one["units"] for one in found} == {7}
    assert all(one["interval"][0] <= one["value"] <= one["interval"][1] for one in found)


@pytest.mark.parametrize("suffix", [".tsv", ".jsonl", ".json", "semicolon"])
def test_votes_are_read_from_other_kinds_of_tables(tmp_path, suffix):
    path = votes(tmp_path / "v.csv", TABLE)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    other = tmp_path / f"other{suffix}"
    if suffix == ".jsonl":
        other.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    elif suffix == ".json":
        other.write_text(json.dumps(rows), "utf-8")
    else:
        mark = "\t" if suffix == ".tsv" else ";"
        other.write_text("\ufeff" + path.read_text("utf-8").replace(",", mark), "utf-8")
    assert figures("--votes", other, *LONG) == figures("--votes", path, *LONG)


def test_a_wide_table_has_a_column_for_each_coder(tmp_path):
    wide = write(
        tmp_path / "w.csv",
        ("id", "ann", "bea", "cyd"),
        *((unit, *row, *[""] * (3 - len(row))) for unit, row in TABLE.items()),
    )
    columns = [part for name in ("ann", "bea", "cyd") for part in ("--value", name)]
    long = figures("--votes", votes(tmp_path / "v.csv", TABLE), *LONG)
    assert figures("--votes", wide, *columns) == long
    assert figures("--votes", wide, *columns, "--unit", "id") == long


def test_documents_of_units_are_the_sample_of_intervals(tmp_path):
    rows = [
        (f"t{n}", f"c{c}", "xy"[(n % 3 == 0) ^ (c == n % 5)], f"d{n // 10}")
        for n in range(60)
        for c in (0, 1)
    ]
    path = write(tmp_path / "v.csv", ("text", "user", "label", "article"), *rows)
    alone = one("--votes", path, *LONG, "--metric", "alpha")
    grouped = one("--votes", path, *LONG, "--metric", "alpha", "--document", "article")
    assert (alone["documents"], grouped["documents"]) == (60, 6)
    assert grouped["value"] == alone["value"]
    assert grouped["interval"] != alone["interval"]


def test_sets_of_labels_are_compared_by_masi_and_an_empty_cell_is_an_empty_set(tmp_path):
    table = {"1": ("", ""), "2": ("A", ""), "3": ("A", "A"), "4": ("A", "B"), "5": ("A, B", "A")}
    table |= {"6": ("A|B", "A|C"), "7": ("C;A;B", "A;B;C"), "8": ("C", "A,C"), "9": ("C", "A,C")}
    path = votes(tmp_path / "v.csv", table)
    found = {
        m: one("--votes", path, *LONG, "--metric", m) for m in ("masi", "masi-product", "jaccard")
    }
    assert found["masi"]["value"] == printed(0.273081, 6)
    assert found["masi-product"]["value"] == printed(0.2529, 4)
    assert found["jaccard"]["value"] == printed(0.315620, 6)
    assert "1 - J*M" in found["masi"]["formula"]
    assert {one["units"] for one in found.values()} == {9}


def test_words_in_an_order_are_ordinal(tmp_path):
    words = {"1": "low", "2": "middle", "3": "high"}
    random = np.random.default_rng(1)
    numbers = {f"u{n}": [str(v) for v in random.integers(1, 4, 3)] for n in range(30)}
    named = {unit: [words[v] for v in row] for unit, row in numbers.items()}
    plain = one("--votes", votes(tmp_path / "n.csv", numbers), *LONG, "--metric", "ordinal")
    order = ("--order", "low, middle, high")
    found = one("--votes", votes(tmp_path / "w.csv", named), *LONG, "--metric", "ordinal", *order)
    assert found["value"] == plain["value"]


def test_a_value_that_nobody_gave_counts_for_ac1_if_it_is_named(tmp_path):
    path = votes(tmp_path / "v.csv", {"a": "xx", "b": "xy", "c": "yy"})
    two = one("--votes", path, *LONG, "--metric", "bp")
    three = one("--votes", path, *LONG, "--metric", "bp", "--order", "x,y,z")
    assert (two["value"], three["value"]) == (pytest.approx(1 / 3), pytest.approx(1 / 2))


def test_pairs_of_coders_are_listed_when_asked_for(tmp_path):
    found = figures(
        "--votes", votes(tmp_path / "v.csv", TABLE), *LONG, "--metric", "kappa", "--pairs"
    )
    assert [one["scope"] for one in found] == [
        "units",
        "units, coder 0 and coder 1",
        "units, coder 0 and coder 2",
        "units, coder 1 and coder 2",
    ]
    assert [one["units"] for one in found] == [7, 7, 6, 6]


def test_names_of_coders_that_differ_in_case_are_asked_about(tmp_path):
    path = write(
        tmp_path / "v.csv",
        ("text", "user", "label"),
        *[("a", n, "x") for n in ("Ann", "ann", "bea")],
    )
    done = run("--votes", path, *LONG, "--metric", "percent")
    assert "Are 'Ann' and 'ann' one person?" in done.stderr


def test_equal_votes_of_one_coder_on_one_unit_count_once(tmp_path):
    rows = [
        ("a", "ann", "x"),
        ("a", "ann", "x"),
        ("a", "bea", "x"),
        ("b", "ann", "y"),
        ("b", "bea", "x"),
    ]
    path = write(tmp_path / "v.csv", ("text", "user", "label"), *rows)
    assert one("--votes", path, *LONG, "--metric", "percent")["value"] == 0.5


def test_ten_thousand_values_are_compared(tmp_path):
    path = votes(tmp_path / "v.csv", {f"u{n}": (str(n), str(n + n % 2)) for n in range(10_000)})
    found = {f["coefficient"]: f["value"] for f in figures("--votes", path, *LONG)}
    assert found["percent"] == 0.5
    assert found["alpha"] == pytest.approx(0.5, abs=0.001)


# ----------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("rows", "metric", "message"),
    [
        ([], "alpha", "no data: no coder rated a unit"),
        ([("a", "ann", "x"), ("b", "ann", "y")], "alpha", "one coder only"),
        ([("a", "ann", "x"), ("b", "bea", "y")], "alpha", "no overlap"),
        ([("a", "ann", "x"), ("a", "bea", "x")], "alpha", "no variation: every value is 'x'"),
        ([("a", "ann", "x"), ("a", "bea", "x")], "ac1", "only one value is possible"),
        ([("a", "ann", ""), ("a", "bea", "")], "percent", "no data"),
        ([("a", "ann", "x"), ("a", "bea", "y")], "interval", "the value 'x' is no number"),
        (
            [("a", "ann", "nan"), ("a", "bea", "1")],
            "interval",
            "name what is missing with --missing",
        ),
        ([("a", "ann", "-1"), ("a", "bea", "1")], "ratio", "the value '-1' is negative"),
        (
            [("a", "ann", "x"), ("a", "ann", "y")],
            "alpha",
            "v.csv:3: 'ann' gave the unit 'a' the value 'x'",
        ),
        ([("a", "ann")], "alpha", "v.csv:2: expected 3 cells, as in the first row, found 2"),
        ([("a", "", "x")], "alpha", "v.csv:2: expected the name of a coder"),
        ([("a", "ann", "x")], "alhpa", "unknown metric 'alhpa'. Did you mean 'alpha'?"),
    ],
)
def test_votes_that_cannot_be_compared_say_so_and_exit_with_1(tmp_path, rows, metric, message):
    path = write(tmp_path / "v.csv", ("text", "user", "label"), *rows)
    assert message in message_of("--votes", path, *LONG, "--metric", metric)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "No such file"),
        (b"", "expected a table of votes, found an empty file"),
        (b"text,user,lable\n", "v.csv:1: there is no column 'label'"),
        (b"text,user,label,label\n", "v.csv:1: two columns are called 'label'"),
        (b"\x00\x01\x02\x03" * 50, "v.csv:1: there is no column"),
        (b'{"text": 1, "user": "a", "label": 2}\nnot json\n', "v.csv:2: expected JSON"),
        (b"[1, 2", "v.csv: expected JSON"),
        (b'"text","user","label"\n"a","b', "v.csv:2: expected 3 cells"),
    ],
)
def test_a_file_that_is_no_table_of_votes_says_so(tmp_path, content, message):
    path = tmp_path / "v.csv"
    if content is not None:
        path.write_bytes(content)
    assert message in message_of("--votes", path, *LONG)


def test_columns_that_cannot_be_meant_are_refused(tmp_path):
    path = votes(tmp_path / "v.csv", TABLE)
    assert "agreement needs two" in message_of("--votes", path, "--value", "label")
    assert "give --unit" in message_of("--votes", path, "--coder", "user", "--value", "label")
    assert "one --value column" in message_of(
        "--votes", path, "--coder", "user", "--value", "label", "--value", "text"
    )
    run("--votes", path, *LONG, "--files", "a=b", code=2)
    run("--metric", "alpha", code=2)


# --------------------------------------------------------------------------------- files


def annotated(folder, **files):
    """A folder with a text and the lines of its annotations for each name."""
    folder.mkdir()
    for name, (text, lines) in files.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
        (folder / f"{name}.ann").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return folder


TEXT = "The mayor lied. Nobody said so."


@pytest.fixture
def two(tmp_path):
    ann = ["T1\tloaded 10 14\tlied", "T2\tvague 16 27\tNobody said", "T3\tgap 0 3;10 14\tThe lied"]
    bea = [
        "T1\tloaded 4 14\tmayor lied",
        "T2\tvague 16 27\tNobody said",
        "T9\tgap 0 3;10 14\tThe lied",
    ]
    for name, lines in (("ann", ann), ("bea", bea)):
        annotated(tmp_path / name, one=(TEXT, lines), two=(TEXT, []))
    return "--files", f"ann={tmp_path / 'ann'}", "--files", f"bea={tmp_path / 'bea'}"


def by_scope(found):
    return {(one["coefficient"], one["scope"]): one["value"] for one in found}


def test_spans_of_files_are_compared_by_every_metric(two):
    names = (
        "span-f1",
        "span-f1-overlap",
        "span-f1-iou",
        "span-f1-boundary",
        "span-f1-partial",
        "span-f1-label",
    )
    found = by_scope(figures(*two, *(part for name in names for part in ("--metric", name))))
    assert found["span-f1", "spans"] == pytest.approx(2 / 3)
    assert found["span-f1", "spans, label gap"] == 1.0
    assert found["span-f1", "spans, label loaded"] == 0.0
    assert found["span-f1-overlap", "spans, label loaded"] == 1.0
    assert found["span-f1-iou", "spans, label loaded"] == 0.0  # 4 of 10 characters
    assert found["span-f1-boundary", "spans"] == pytest.approx(2 / 3)
    assert found["span-f1-partial", "spans"] == found["span-f1-label", "spans"] == 1.0
    segments = by_scope(
        figures(
            *two, "--metric", "alpha-characters", "--metric", "alpha-u", "--metric", "alpha-tokens"
        )
    )
    assert segments["alpha-characters", "characters, label vague"] == pytest.approx(1.0)
    assert 0 < segments["alpha-characters", "characters, label loaded"] < 1
    assert segments["alpha-tokens", "tokens, label vague"] == pytest.approx(1.0)
    assert segments["alpha-u", "spans, label vague"] == 1.0


def test_an_empty_file_is_nothing_and_an_absent_file_is_missing(two, tmp_path):
    (tmp_path / "bea" / "two.ann").unlink()
    found = figures(*two, "--metric", "span-f1")
    assert (found[0]["documents"], found[0]["units"]) == (1, 1)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("T1\tloaded 10 99\tlied", "one.ann:1: expected offsets inside a text of 31 characters"),
        ("T1\tloaded 10 14\tlies", "one.ann:1: expected the words 'lies' at 10 14, found 'lied'"),
        ("T1\tloaded 14 10\tlied", "one.ann:1: expected offsets inside"),
        ("T1\tloaded ten\tlied", "one.ann:1: expected a label and offsets such as 0 5;8 12"),
        ("R1\tframes Arg1:T1 Arg2:T2", "one.ann:1: expected the id of a span, found 'T1'"),
        ("loaded", "one.ann:1: expected a line such as T1"),
    ],
)
def test_lines_that_are_wrong_are_named_and_left_out_on_request(tmp_path, line, message):
    places = []
    for name, lines in (("ann", [line, "T5\tvague 0 3\tThe"]), ("bea", ["T1\tvague 0 3\tThe"])):
        annotated(tmp_path / name, one=(TEXT, lines))
        places += ["--files", f"{name}={tmp_path / name}"]
    assert message in message_of(*places, "--metric", "span-f1")
    kept = run(*places, "--metric", "span-f1", "--keep-good", "--json")
    assert f"left out: {tmp_path / 'ann'}" in kept.stderr
    assert json.loads(kept.stdout)[0]["value"] == 1.0


def test_files_that_cannot_be_compared_say_so(tmp_path, two):
    alone = two[:2]
    assert "no unit was judged by two coders" in message_of(*alone, "--metric", "span-f1")
    assert "no such file or folder" in message_of("--files", f"x={tmp_path}/bea2")
    (tmp_path / "bea2").mkdir()
    assert "expected .ann files: found none" in message_of("--files", f"x={tmp_path}/bea2")
    assert "Did you mean 'brat'?" in message_of(*two, "--format", "bart")
    assert "unknown metric of spans" in message_of(*two, "--metric", "f1")
    assert "no file has the label" in message_of(*two, "--label", "vauge")
    (tmp_path / "bea" / "one.txt").write_text(TEXT.replace("Nobody", "Anyone"), "utf-8")
    (tmp_path / "bea" / "one.ann").write_text("", "utf-8")
    assert "differs from that of another coder" in message_of(*two)
    (tmp_path / "bea" / "one.txt").unlink()
    assert "expected the text of these annotations" in message_of(*two)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--unit", "u"], "--unit goes with --votes"),
        (["--keep-good"], "--keep-good goes with --files"),
        (["--metric", "cohen"], "--metric goes with --votes or --files"),
        (["--pairs", "--by", "ann"], "--pairs goes with --votes or --files"),
        (["--votes", "v.csv", "--by", "ann"], "--by goes with a project"),
        (["--votes", "v.csv", "--texts", "."], "--texts goes with --files"),
        (["--votes", "v.csv", "--format", "brat"], "--format goes with --files"),
        (["--files", "a=b", "--methods"], "--methods goes with a project"),
        (["--files", "a=b", "--gold", "ann"], "--gold goes with --votes"),
        (["--files", "a=b", "--votes", "v.csv"], "exclude each other"),
        (["--methods", "--json"], "exclude each other"),
    ],
)
def test_an_option_that_would_have_no_effect_is_refused(options, said):
    done = CliRunner().invoke(main, ["agreement", *options])
    assert done.exit_code == 2
    assert said in done.output


def test_each_option_that_goes_with_something_exists():
    from annotator.cli import agreement

    assert agreement._GOES_WITH.keys() <= {one.name for one in agreement.command.params}
