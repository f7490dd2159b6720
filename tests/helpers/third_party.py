"""A small package of another author, which adds a suggester and a format, as a wheel."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

MODULE = r'''
import json
import re
from annotator.documents import build_document
from annotator.documents.article import Article
from annotator.formats import DocumentLine
from annotator.model import (
    AnnotatedDocument, Annotation, Dataset, Judgement, Origin, Reading, Span, Suggestion, Tier,
    Voice,
)


class Capitals:
    """Suggests loaded wording for words in capitals."""

    name = "capitals"
    version = "1"

    def __init__(self, label_set):
        self.label = label_set.labels[0].name

    def suggest(self, document):
        return [
            Suggestion(Span(*one.span()), self.label, "capitals@1", Tier.LOW, Voice.NARRATOR)
            for one in re.finditer(r"\b[A-Z]{4,}\b", document.text)
        ]


class Broken(Capitals):
    """Suggests a label that nobody defined."""

    name = "broken"

    def __init__(self, label_set):
        self.label = "nobody_defined_this"


class Tiny:
    """A line of JSON for each document: its text, and [annotator, label, start, end] of each."""

    name = "tiny"
    suffixes = (".tiny",)
    description = "a line for each document"

    write_options = ()
    read_options = ()

    def write(self, dataset, options):
        yield "tiny 1\n"
        for one in dataset.documents:
            found = [
                [reading.annotator, annotation.label, annotation.span.start, annotation.span.end]
                for reading in one.readings
                for judgement in reading.judgements.values()
                for annotation in judgement.annotations.values()
            ]
            yield json.dumps([one.document.text, found]) + "\n"

    def recognises(self, path):
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(7) == b"tiny 1\n"

    def read(self, path, options):
        lines = path.read_text("utf-8").split("\n")[1:-1]
        records = [json.loads(line) for line in lines]
        names = {name for _, found in records for name, *_ in found}
        return Dataset({name: "annotator" for name in names}), self.lines(records)

    def lines(self, records):
        for number, (text, found) in enumerate(records, 2):
            document = build_document(Article(text, {}, "", 1, "utf-8", detected=False))
            readings = []
            for name in sorted({name for name, *_ in found}):
                judgements = {}
                for who, label, start, end in found:
                    span = Span(start, end)
                    sentence = next(one for one in document.sentences if one.contains(span))
                    if who == name:
                        held = judgements.setdefault(sentence, {})
                        uid = f"{name}-{start}"
                        held[uid] = Annotation(uid, label, (span,), {}, Origin.MANUAL)
                readings.append(Reading(document, name, {
                    sentence: Judgement(annotations=held, finished=True)
                    for sentence, held in judgements.items()
                }))
            yield DocumentLine(number, AnnotatedDocument(document, readings=tuple(readings)))
'''

WHEEL = """Wheel-Version: 1.0
Generator: test
Root-Is-Purelib: true
Tag: py3-none-any
"""

ENTRY_POINTS = """[annotator.suggesters]
capitals = tiny_annotator_plugin:Capitals
broken = tiny_annotator_plugin:Broken
missing = tiny_annotator_plugin:Missing

[annotator.formats]
tiny = tiny_annotator_plugin:Tiny
"""


def install(
    folder: Path,
    name: str = "tiny_annotator_plugin",
    module: str = MODULE,
    entry_points: str = ENTRY_POINTS,
) -> Path:
    """Build the wheel and install it into a folder, which is then to be on the module path.

    name: of the module; the package has it with hyphens.
    """
    info = f"{name}-1.0.dist-info"
    wheel = folder / f"{name}-1.0-py3-none-any.whl"
    package = name.replace("_", "-")
    files = {
        f"{name}.py": module,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n",
        f"{info}/WHEEL": WHEEL,
        f"{info}/entry_points.txt": entry_points,
    }
    files[f"{info}/RECORD"] = "".join(f"{file},,\n" for file in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(wheel, "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)
    target = folder / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*pip, "--target", str(target), str(wheel)], check=True)
    return target
