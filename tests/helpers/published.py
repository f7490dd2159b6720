"""A project to publish: documents that people annotated, some of them nearly the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner, Result

from annotator.canonical_json import content_id
from annotator.cli import main
from annotator.documents import document_uid
from annotator.formats import native
from annotator.formats.croissant_metadata import file_sha256
from annotator.model import AnnotatedDocument, Dataset, Guideline, Judgement
from tests.helpers.paths import ROOT
from tests.helpers.simulated_study import PEOPLE, documents

COPIES = 4
"""Documents of the study that two more outlets have, too."""


def project(folder: Path, count: int = 16) -> Path:
    """Make a project with three annotators. Three documents of it are untouched."""
    made = [one for one in documents(count, sentences=10) for one in _with_copies(one, made_up=one)]
    untouched = [replace(one, readings=()) for one in documents(3, sentences=10, seed=9)]
    definition = {
        "groups": {"old": {"title": "Earlier words"}},
        "labels": {"scare": {"title": "scare", "kind": "framing", "unit": "span"}},
    }
    uid = content_id(definition)
    made = [_under(one, uid) if one.document.meta.get("source") else one for one in made]
    file = folder.with_suffix(".jsonl")
    dataset = Dataset(
        annotators=dict.fromkeys(PEOPLE, "annotator"),
        guidelines={uid: Guideline("earlier", definition)},
        documents=sorted([*made, *untouched], key=lambda one: one.document.uid),
    )
    file.write_text("".join(native.lines(dataset)), "utf-8", newline="")
    folder.mkdir()
    shutil.copy(ROOT / "labels.yaml", folder)
    done = run("-p", folder, "import", file)
    assert done.exit_code == 0, done.output
    return folder


def _under(one: AnnotatedDocument, guideline: str) -> AnnotatedDocument:
    """A document whose annotations were made under a guideline."""
    return replace(
        one,
        readings=tuple(
            replace(
                reading,
                judgements={
                    where: replace(
                        held,
                        annotations={
                            uid: replace(made, guideline=guideline)
                            for uid, made in held.annotations.items()
                        },
                    )
                    for where, held in reading.judgements.items()
                },
            )
            for reading in one.readings
        ),
    )


def _with_copies(one: AnnotatedDocument, made_up: AnnotatedDocument) -> Iterator[AnnotatedDocument]:
    """Yield a document, and for the first ones two nearly equal ones that one person read."""
    yield one
    number = int(one.document.text.split(maxsplit=2)[1])
    if number >= COPIES:
        return
    for outlet in ("Harbour Post", "Island News"):
        text = f"{one.document.text}\n\nFirst printed in the {outlet}."
        document = replace(
            one.document,
            uid=document_uid(text),
            text=text,
            meta={"title": f"{outlet} {number}", "source": outlet, "author": "by Dee"},
        )
        reading = made_up.readings[0]
        notes = {
            where: Judgement(held.annotations, finished=True, note=f"ask {outlet}")
            for where, held in reading.judgements.items()
        }
        yield replace(
            one,
            document=document,
            suggestions=(),
            readings=(replace(reading, document=document, judgements=notes),),
        )


def run(*words: object) -> Result:
    """Run a command."""
    return CliRunner().invoke(main, [str(one) for one in words])


def publish(project: Path, target: Path, *options: object) -> Result:
    """Publish a project, which must succeed."""
    done = run("-p", project, "publish", target, *options)
    assert done.exit_code == 0, (done.output, done.exception)
    return done


def files(folder: Path) -> dict[str, bytes]:
    """The files of a folder by name."""
    return {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in sorted(folder.rglob("*"))
        if one.is_file()
    }


def sign(folder: Path) -> None:
    """Write the checksums again, as somebody would who hides a change."""
    path = folder / "SHA256SUMS"
    names = [line.split("  ", 1)[1] for line in path.read_text("utf-8").splitlines()]
    lines = [f"{file_sha256(folder / one)}  {one}\n" for one in names if (folder / one).exists()]
    path.write_text("".join(lines), "utf-8", newline="")
