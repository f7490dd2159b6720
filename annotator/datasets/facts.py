"""What is said of a published dataset, beside what can be counted in it: dataset.json holds it.

The card, the Croissant file and the citation are made of these facts and of the counts, so that
they can be made again when texts are filled in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

FORMAT = "annotator-dataset"
VERSION = 1

_LICENCES = {
    **{
        f"cc-{kind}-4.0": (f"CC-{kind.upper()}-4.0", f"licenses/{kind}/4.0/")
        for kind in ("by", "by-sa", "by-nc", "by-nc-sa", "by-nd", "by-nc-nd")
    },
    "cc0-1.0": ("CC0-1.0", "publicdomain/zero/1.0/"),
}
_COMMONS = "https://creativecommons.org/"


@dataclass(frozen=True, slots=True)
class About:
    """What people say of a dataset.

    licence: an identifier such as CC-BY-4.0, or words; '' if none was given. limits: paragraphs,
    '' for what holds of every dataset. authors: names to cite.
    """

    title: str
    description: str = ""
    licence: str = ""
    limits: str = ""
    authors: Sequence[str] = ()

    @property
    def hub_licence(self) -> str:
        """The identifier of the Hugging Face Hub; 'other' for words, 'unknown' if none is given."""
        if not self.licence:
            return "unknown"
        name = self.licence.casefold()
        return name if name in {*_LICENCES, "mit", "apache-2.0", "odbl", "odc-by"} else "other"

    @property
    def licence_url(self) -> str:
        """The address of a licence of Creative Commons; other licences as they were given."""
        known = _LICENCES.get(self.licence.casefold())
        return _COMMONS + known[1] if known else self.licence

    @property
    def spdx(self) -> str:
        """The identifier of SPDX, '' if it is not known here."""
        return _LICENCES.get(self.licence.casefold(), ("",))[0]


@dataclass(frozen=True, slots=True)
class Facts:
    """What cannot be counted in the data.

    text, notes, pseudonyms: whether texts and notes are in it, and pseudonyms in place of names.
    left_out: what the dataset is without, in words. shares, seed: of the splits.
    guideline, rules: the uids of the guideline and of the rules of the project.
    agreement: figures, see annotator.api.publish. time: by annotator, active seconds.
    """

    about: About
    text: bool = True
    notes: bool = False
    pseudonyms: bool = False
    left_out: Sequence[str] = ()
    shares: Mapping[str, float] = field(default_factory=dict)
    seed: int = 0
    guideline: str = ""
    rules: str = ""
    agreement: Mapping[str, Any] = field(default_factory=dict)
    time: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The facts as dataset.json has them."""
        return asdict(self)


def facts_from_json(record: Mapping[str, Any]) -> Facts:
    """The facts of dataset.json. Raises ValueError if they are none."""
    about = record.get("about")
    values = {one.name: record[one.name] for one in fields(Facts) if one.name in record}
    if (
        not isinstance(about, dict)
        or not _are_typed(about, _ABOUT)
        or not _are_typed(values, _TYPES)
    ):
        raise ValueError("expected the facts of a dataset")
    return Facts(**{**values, "about": About(**about)})


_ABOUT = {"title": str, "description": str, "licence": str, "limits": str, "authors": list}
_TYPES = {
    "about": dict,
    **dict.fromkeys(("text", "notes", "pseudonyms"), bool),
    "left_out": list,
    "shares": dict,
    "seed": int,
    **dict.fromkeys(("guideline", "rules"), str),
    **dict.fromkeys(("agreement", "time"), dict),
}


def _are_typed(values: Mapping[str, Any], types: Mapping[str, type]) -> bool:
    """Whether all values have the type of their key, and the first key is there."""
    return next(iter(types)) in values and all(
        key in types and isinstance(value, types[key]) for key, value in values.items()
    )
