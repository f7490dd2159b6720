"""Labels that an import brings along into labels.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from annotator.api.imported_labels import ImportedLabels
from annotator.errors import AnnotatorError
from annotator.formats.atomic_file import write_atomically
from annotator.labels import loader
from annotator.labels.label_writer import GROUP, add_labels
from annotator.model import Label, LabelKind, LabelSet, LabelUnit

_MARK = "\ufeff"
"""The byte order mark, which some editors put at the beginning of files."""

_GLYPH = "·"
_COLORS = ("#7fa7d8", "#c79a5b", "#8fbf7f", "#c98bb4", "#6fb7b7", "#b3a369", "#9d94d6", "#d08878")
_NOT_DEFINED = "Imported with annotations, and not defined yet: write when it applies."


def new_labels(
    label_set: LabelSet,
    names: Sequence[str],
    labels: ImportedLabels,
    definitions: Mapping[str, Mapping[str, Any]],
) -> list[Label]:
    """The entries for labels that a label set does not have.

    definitions: of labels, by name, as a guideline of the native format has them.
    """
    groups = {one.name for one in label_set.groups}
    return [
        _label(name, _COLORS[nth % len(_COLORS)], labels.unit(name), definitions.get(name), groups)
        for nth, name in enumerate(names)
    ]


def _label(
    name: str, color: str, unit: LabelUnit, given: Mapping[str, Any] | None, groups: set[str]
) -> Label:
    known = given or {}
    group = str(known.get("group", ""))
    return Label(
        name=name,
        title=str(known.get("title") or name.replace("_", " ").strip() or name),
        kind=_one_of(LabelKind, known.get("kind"), LabelKind.FRAMING),
        unit=_one_of(LabelUnit, known.get("unit"), unit),
        group=group if group in groups else GROUP,
        key="",
        glyph=_GLYPH,
        color=color,
        definition=str(known.get("definition") or _NOT_DEFINED),
        cues=str(known.get("cues", "")),
    )


def _one_of(words: Any, given: object, default: Any) -> Any:
    return words(given) if given in [*words] else default


@contextmanager
def with_labels(label_file: Path, labels: Sequence[Label]) -> Iterator[None]:
    """Inside, the label file has these labels, too; if what is done inside fails, it never had.

    Raises AnnotatorError if they cannot be added to it.
    """
    if not labels:
        yield
        return
    data = label_file.read_bytes()
    text = data.decode("utf-8")
    mark = _MARK if text.startswith(_MARK) else ""
    new = add_labels(text.removeprefix(_MARK), label_file, labels)
    write_atomically(label_file, [mark, new])
    try:
        _check(label_file, labels)
        yield
    except BaseException:
        write_atomically(label_file, [text])
        raise


def _check(label_file: Path, labels: Sequence[Label]) -> None:
    """Raise AnnotatorError if the file cannot be read with the new labels."""
    known = {one.name for one in loader.load(label_file).labels}
    missing = [one.name for one in labels if one.name not in known]
    if missing:
        raise AnnotatorError(
            f"{label_file.name} cannot have the labels {', '.join(missing)}: import them as others"
        )
