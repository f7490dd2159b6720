"""docs/contributing/formats.md: its code is installed as a package, and does what the page says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from annotator.formats import native, write_atomically
from tests.helpers.format_cases import everything, facts
from tests.helpers.paths import ROOT
from tests.helpers.third_party import install

PAGE = (ROOT / "docs" / "contributing" / "formats.md").read_text("utf-8")
WRITER, READER = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
ENTRY_POINTS = """[annotator.formats]
web-annotation = web_annotation:WebAnnotation
lines = web_annotation:Lines
"""

WRITE = """
import sys, annotator
annotator.write(annotator.read(sys.argv[1]), sys.argv[2], offset_unit=sys.argv[3])
"""
READ = """
import sys, annotator
try:
    for document in annotator.read(sys.argv[1]).documents():
        for one in document.annotations():
            print(one.by, one.label, one.text)
except annotator.DataError as error:
    print(error)
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Run a program, or a command, where the package is installed; returns what it prints."""
    folder = tmp_path_factory.mktemp("package")
    target = install(folder, "web_annotation", f"{WRITER}\n\n{READER}", ENTRY_POINTS)
    path = os.pathsep.join([str(target), *filter(None, [os.environ.get("PYTHONPATH")])])

    def call(*words):
        environment = {**os.environ, "PYTHONPATH": path}
        command = [sys.executable, *map(str, words)]
        return subprocess.run(
            command, env=environment, capture_output=True, encoding="utf-8", check=True
        ).stdout

    return call


def test_the_page_names_the_entry_point_that_is_tested():
    assert 'web-annotation = "web_annotation:WebAnnotation"' in PAGE


def test_the_command_lists_it(run):
    listed = run("-m", "annotator", "formats").splitlines()
    assert any(line.split()[:4] == ["web-annotation", "no", "yes", ".jsonld"] for line in listed)
    assert any(line.split()[:4] == ["lines", "yes", "no", ".lines"] for line in listed)


@pytest.mark.parametrize("unit", ["codepoint", "utf-16"])
def test_what_the_writer_writes_is_what_the_dataset_holds(run, tmp_path, unit):
    write_atomically(tmp_path / "a.jsonl", native.lines(everything()))
    run("-c", WRITE, tmp_path / "a.jsonl", tmp_path / "a.jsonld", unit)
    page = json.loads((tmp_path / "a.jsonld").read_text("utf-8"))
    texts = {
        f"urn:document:{one.document.uid}": one.document.text for one in everything().documents
    }
    found = set()
    for item in page["items"]:
        for target in item["target"]:
            text = texts[target["source"]]
            place, quote = target["selector"]
            start, end = place["start"], place["end"]
            if unit == "utf-16":
                units = text.encode("utf-16-le")
                assert units[2 * start : 2 * end] == quote["exact"].encode("utf-16-le")
                start, end = (len(units[: 2 * at].decode("utf-16-le")) for at in (start, end))
            assert text[start:end] == quote["exact"]
            assert text[:start].endswith(quote["prefix"])
            assert text[end:].startswith(quote["suffix"])
            found.add((text, item["creator"]["name"], item["body"]["value"], start, end))
    held = facts(everything())
    expected = {
        (text, who, label, part.start, part.end)
        for text, label, span, who in (one for one in held["annotators"] if len(one) == 4)
        for *_, fragments in [one for one in held["fragments"] if one[:3] == (text, label, span)]
        for part in fragments
    }
    expected |= {(text, who, label, 0, len(text)) for text, who, label in held["document labels"]}
    assert found == expected


def test_the_reader_reads_and_says_what_is_wrong(run, tmp_path):
    path = tmp_path / "ann.lines"
    path.write_text("The mayor lied. He left.\n10 14 claim\n4 9 name calling\n", "utf-8")
    assert run("-c", READ, path).splitlines() == ["ann name calling mayor", "ann claim lied"]
    path.write_text("The mayor lied.\n10 14 claim\n10 99 claim\nten 14 claim\n", "utf-8")
    said = run("-c", READ, path)
    assert "ann.lines:3: expected an annotation: the text has 15 characters" in said
    assert "ann.lines:4: expected an annotation" in said
    path.write_text("", "utf-8")
    assert "the file is empty" in run("-c", READ, path)
