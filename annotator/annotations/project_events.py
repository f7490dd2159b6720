"""Project events: what a project decides, typed, their JSON, and the state that they fold to.

Roles, settings that bind everybody, assignments, changes of the label set, links between versions
of a document. As with events of annotators, `to_payload` and `parse_project_change` are the only
code that knows their JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from annotator.annotations.person_names import PersonNames
from annotator.canonical_json import content_id
from annotator.model import Span
from annotator.old_words import role as current_role

ROLES = ("annotator", "lead", "gold", "machine")
"""Annotators and leads are people; gold is the adjudicated layer, a machine a program."""

GOLD = "gold"
"""The name, and the role, of the adjudicated layer."""

MACHINE = "machine"
"""The role of programs whose work is kept as an annotator's."""

PEOPLE = frozenset({"annotator", "lead"})
"""The roles that count where people are compared: leads do where they annotated."""

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SetRole:
    """Give an annotator a role, one of ROLES."""

    kind: ClassVar = "role"
    annotator: str
    role: str

    def to_payload(self) -> Payload:
        """The change as JSON."""
        return {"annotator": self.annotator, "role": self.role}


@dataclass(frozen=True, slots=True)
class Rename:
    """Call an annotator otherwise from now on. Events keep the name of their time."""

    kind: ClassVar = "rename"
    old: str
    new: str

    def to_payload(self) -> Payload:
        """The change as JSON."""
        return {"old": self.old, "new": self.new}


@dataclass(frozen=True, slots=True)
class SetSetting:
    """Set a setting that binds everybody; '' is its default."""

    kind: ClassVar = "setting"
    name: str
    value: str

    def to_payload(self) -> Payload:
        """The change as JSON."""
        return {"name": self.name, "value": self.value}


@dataclass(frozen=True, slots=True)
class Assign:
    """Assign documents, by uid, to an annotator; in a batch, '' for none."""

    kind: ClassVar = "assign"
    annotator: str
    documents: tuple[str, ...]
    batch: str = ""

    def to_payload(self) -> Payload:
        """The change as JSON."""
        return {
            "annotator": self.annotator,
            "documents": list(self.documents),
            "batch": self.batch,
        }


@dataclass(frozen=True, slots=True)
class Unassign:
    """Take documents, by uid, away from an annotator."""

    kind: ClassVar = "unassign"
    annotator: str
    documents: tuple[str, ...]

    def to_payload(self) -> Payload:
        """The change as JSON."""
        return {"annotator": self.annotator, "documents": list(self.documents)}


@dataclass(frozen=True, slots=True)
class MigrateLabels:
    """Go from one guideline to another.

    old, new: their uids; in databases of version 6 and earlier, of label sets.
    labels: for labels that were renamed, merged or split, the new names. The others keep theirs.
    """

    kind: ClassVar = "migrate_labels"
    old: str
    new: str
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def to_payload(self) -> Payload:
        """The change as JSON."""
        labels = {name: list(names) for name, names in self.labels.items()}
        return {"old": self.old, "new": self.new, "labels": labels}


@dataclass(frozen=True, slots=True)
class LinkDocuments:
    """Say that a document is a later version of another, both by uid."""

    kind: ClassVar = "link_documents"
    document: str
    earlier: str

    def to_payload(self) -> Payload:
        """The change as JSON."""
        return {"document": self.document, "earlier": self.earlier}


@dataclass(frozen=True, slots=True)
class Comment:
    """Write to an annotator about a sentence; or, as an annotator, answer.

    recipient: the name of who it is for, '' for the leads. sent_back: the recipient is asked to
    judge the sentence again.
    """

    kind: ClassVar = "comment"
    recipient: str
    document: str
    sentence: Span
    text: str
    sent_back: bool = False

    def to_payload(self) -> Payload:
        """The change as JSON."""
        return {
            "recipient": self.recipient,
            "document": self.document,
            "sentence": [self.sentence.start, self.sentence.end],
            "text": self.text,
            "sent_back": self.sent_back,
        }


@dataclass(frozen=True, slots=True)
class Release:
    """Let the annotators of documents, by uid, see what became of their work in gold."""

    kind: ClassVar = "release"
    documents: tuple[str, ...]

    def to_payload(self) -> Payload:
        """The change as JSON."""
        return {"documents": list(self.documents)}


ProjectChange = (
    SetRole
    | Rename
    | SetSetting
    | Assign
    | Unassign
    | MigrateLabels
    | LinkDocuments
    | Comment
    | Release
)


@dataclass(frozen=True, slots=True)
class ProjectEvent:
    """One decision of the project: appended, never changed.

    uid: sorts by time. actor: the name of who decided, '' for the program. at: UTC, ISO 8601.
    sitting: its uid, '' for none.
    """

    uid: str
    actor: str
    at: str
    change: ProjectChange
    sitting: str = ""

    @property
    def hash(self) -> str:
        """The content id of the event."""
        change = self.change
        what = [self.uid, self.actor, self.at, change.kind, change.to_payload(), self.sitting]
        return content_id(what)


def parse_project_change(kind: str, payload: Mapping[str, Any]) -> ProjectChange:
    """The change that a row of the log holds.

    Raises ValueError for a kind or a payload that is none of ours.
    """
    try:
        return _PARSERS[kind](payload)
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a project event of kind {kind!r}: {dict(payload)!r}") from error


def _assign(payload: Mapping[str, Any]) -> Assign:
    return Assign(payload["annotator"], tuple(payload["documents"]), payload["batch"])


def _comment(payload: Mapping[str, Any]) -> Comment:
    sentence = Span(*payload["sentence"])
    return Comment(
        *(payload["recipient"], payload["document"], sentence, payload["text"]),
        sent_back=payload["sent_back"],
    )


def _migrate(payload: Mapping[str, Any]) -> MigrateLabels:
    labels = {name: tuple(names) for name, names in payload["labels"].items()}
    return MigrateLabels(payload["old"], payload["new"], labels)


_PARSERS: dict[str, Callable[[Mapping[str, Any]], ProjectChange]] = {
    SetRole.kind: lambda one: SetRole(one["annotator"], current_role(one["role"])),
    Rename.kind: lambda one: Rename(one["old"], one["new"]),
    SetSetting.kind: lambda one: SetSetting(one["name"], one["value"]),
    Assign.kind: _assign,
    Unassign.kind: lambda one: Unassign(one["annotator"], tuple(one["documents"])),
    MigrateLabels.kind: _migrate,
    LinkDocuments.kind: lambda one: LinkDocuments(one["document"], one["earlier"]),
    Comment.kind: _comment,
    Release.kind: lambda one: Release(tuple(one["documents"])),
}


# ---------------------------------------------------------------------------- the state


@dataclass(slots=True)
class ProjectState:
    """The fold of the project's events, with the names that people have after them.

    names: of people. roles: by annotator. settings: by name. assignments: by annotator and
    document, the batch. migrations: in order. links: (document, earlier document). comments:
    (author, comment), in order. released: the uids of documents.
    """

    names: PersonNames = field(default_factory=PersonNames)
    roles: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    assignments: dict[tuple[str, str], str] = field(default_factory=dict)
    migrations: list[MigrateLabels] = field(default_factory=list)
    links: set[tuple[str, str]] = field(default_factory=set)
    comments: list[tuple[str, Comment]] = field(default_factory=list)
    released: set[str] = field(default_factory=set)


def fold_project(events: Iterable[ProjectEvent]) -> ProjectState:
    """Fold the events of a project, given in any order; of two on one thing the later counts."""
    ordered = sorted(events, key=lambda one: one.uid)
    names = fold_names(event.change for event in ordered)
    state = ProjectState(names)
    for event in ordered:
        match event.change:
            case SetRole(annotator=name, role=role):
                state.roles[names.current(name)] = role
            case SetSetting(name=name, value=value):
                state.settings[name] = value
            case Assign(annotator=name, documents=documents, batch=batch):
                state.assignments |= {(names.current(name), uid): batch for uid in documents}
            case Unassign(annotator=name, documents=documents):
                for uid in documents:
                    state.assignments.pop((names.current(name), uid), None)
            case MigrateLabels() as step:
                state.migrations.append(step)
            case LinkDocuments(document=document, earlier=earlier):
                state.links.add((document, earlier))
            case Comment() | Release() as one:
                _fold_adjudication(state, event.actor, one)
    return state


def fold_names(changes: Iterable[ProjectChange]) -> PersonNames:
    """The names of people after changes, given in order; other changes than of names are passed."""
    names = PersonNames()
    for change in changes:
        match change:
            case SetRole(annotator=name):
                names.add(name)
            case Rename(old=old, new=new):
                names.rename(old, new)
    return names


def _fold_adjudication(state: ProjectState, actor: str, change: Comment | Release) -> None:
    names = state.names
    if isinstance(change, Comment):
        now = replace(change, recipient=names.current(change.recipient))
        state.comments.append((names.current(actor), now))
    else:
        state.released.update(change.documents)
