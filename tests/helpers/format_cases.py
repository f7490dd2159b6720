"""One set of small datasets that every format and every reader of other people is tried with.

All texts are invented. Each case is a dataset with one document, or two, and what it is named for;
`facts` gives what a dataset holds as sets, by which two datasets are compared.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path

from annotator.formats.annotated_text import State, Work, article_of, assemble, works
from annotator.labels.label_set_json import guideline_json, with_ids
from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Attribute,
    AttributeType,
    Dataset,
    Group,
    Guideline,
    Label,
    LabelKind,
    LabelSet,
    LabelUnit,
    OnShow,
    Origin,
    Relation,
    Span,
)

_VOICE = Attribute("voice", AttributeType.CHOICE, choices=("narrator", "source_direct"))
_SURE = Attribute("sure", AttributeType.NUMBER, minimum=1, maximum=5)
_CUE = Attribute("cue", AttributeType.SPAN)


def _label(
    name: str, kind: LabelKind, unit: LabelUnit, group: str, *attributes: Attribute
) -> Label:
    title = name.replace("_", " ").capitalize()
    definition = f"Words that are {title.lower()}."
    return Label(name, title, kind, unit, group, "", "~", "red", definition, attributes=attributes)


LABEL_SET = with_ids(
    LabelSet(
        uid="b2:cases",
        name="Cases",
        labels=(
            _label("loaded_language", LabelKind.FRAMING, LabelUnit.SPAN, "wording", _VOICE, _SURE),
            _label("name_calling", LabelKind.FRAMING, LabelUnit.SPAN, "wording"),
            _label("claim", LabelKind.CLAIM, LabelUnit.SPAN, "claims", _VOICE, _CUE),
            _label("opinion_piece", LabelKind.FRAMING, LabelUnit.DOCUMENT, "wording"),
        ),
        source="",
        groups=(Group("wording", "Wording"), Group("claims", "Claims")),
    )
)

_DEFINITION = json.loads(json.dumps(guideline_json(LABEL_SET)))
TIME = "2031-02-03T10:00:00.000+00:00"


def marked(
    uid: str, label: str, text: str, *quotes: str, after: str = "", **attributes: object
) -> Annotation:
    """An annotation of some quotes: each is searched after the one before, and after `after`."""
    fragments = []
    place = text.index(after) + len(after)
    for quote in quotes:
        start = text.index(quote, place)
        place = start + len(quote)
        fragments.append(Span(start, place))
    return Annotation(
        uid=uid,
        label=label,
        fragments=tuple(fragments),
        attributes=attributes,
        origin=Origin.MANUAL,
        guideline=LABEL_SET.guideline,
        on_show=OnShow.NONE,
        created_at=TIME,
        modified_at=TIME,
    )


def document(text: str, *works: Work, **meta: str) -> AnnotatedDocument:
    """A document with what annotators hold of it, split into our sentences."""
    article = article_of(text, {"title": "", "source": "The Harbour Post", **meta}, Path())
    return assemble(article, works, keep_uids=True)


def dataset(*documents: AnnotatedDocument) -> Dataset:
    """A dataset of documents in any order, with the guideline of the label set."""
    names = {reading.annotator for one in documents for reading in one.readings}
    return Dataset(
        annotators=dict.fromkeys(sorted(names), "annotator"),
        guideline=LABEL_SET.guideline,
        guidelines={LABEL_SET.guideline: Guideline("Cases", _DEFINITION)},
        documents=tuple(sorted(documents, key=lambda one: one.document.uid)),
    )


def _one(text: str, *annotations: Annotation, **more: Sequence[Relation]) -> Dataset:
    return dataset(document(text, Work("ada", annotations, **more)))


# -------------------------------------------------------------------------- texts of any kind


def _plain() -> Dataset:
    text = "The reckless mayor lied to the port again. Nobody in the town was asked."
    return _one(
        text,
        marked("a1", "loaded_language", text, "reckless"),
        marked("a2", "claim", text, "lied to the port"),
    )


def _emoji() -> Dataset:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    text = f"A \U0001f3db vote {family} was a shameful \U0001f525 show. All of it."
    return _one(
        text,
        marked("a1", "loaded_language", text, "shameful \U0001f525"),
        marked("a2", "claim", text, family),
        marked("a3", "name_calling", text, "All"),
    )


def _combining() -> Dataset:
    text = "The cafe\u0301 owner called it a nai\u0308ve plan. Nobody at the cafe\u0301 agreed."
    return _one(
        text,
        marked("a1", "loaded_language", text, "nai\u0308ve"),
        marked("a2", "claim", text, "cafe\u0301 agreed"),
    )


def _crlf() -> Dataset:
    text = "The harbour is a disgrace.\r\nThe mayor\r\nleft early.\r\n\r\nThe port is closed.\r\n"
    return _one(
        text,
        marked("a1", "loaded_language", text, "disgrace"),
        marked("a2", "claim", text, "closed"),
    )


def _rtl() -> Dataset:
    lied = "\u05e9\u05d9\u05e7\u05e8"
    mayor = "\u05e8\u05d0\u05e9 \u05d4\u05e2\u05d9\u05e8"
    text = f"{mayor} {lied} \u05dc\u05e0\u05de\u05dc. He said {mayor} and left the filthy port."
    return _one(
        text,
        marked("a1", "claim", text, lied),
        marked("a2", "loaded_language", text, "filthy"),
    )


def _tabs() -> Dataset:
    text = "Votes:\tnine\tagainst\ta corrupt plan. The\tmayor\tlied."
    return _one(
        text,
        marked("a1", "loaded_language", text, "corrupt"),
        marked("a2", "claim", text, "mayor\tlied"),
    )


# ------------------------------------------------------------------------ annotations of any kind


def _overlapping() -> Dataset:
    text = "The crooked mayor of a rotten town lied. Then he left."
    return _one(
        text,
        marked("a1", "name_calling", text, "crooked mayor of a rotten town"),
        marked("a2", "loaded_language", text, "rotten"),
        marked("a3", "claim", text, "rotten town lied"),
        marked("a4", "name_calling", text, "rotten"),
    )


def _discontinuous() -> Dataset:
    text = "The mayor, said Doe, lied about the dam. It was a cruel and, to many, needless plan."
    return _one(
        text,
        marked("a1", "claim", text, "The mayor", "lied about the dam"),
        marked("a2", "loaded_language", text, "cruel", "needless", "plan"),
    )


def _zero_labels() -> Dataset:
    text = "The port opened at nine. Ten ships came in."
    return _one(text)


def _relations() -> Dataset:
    text = "The mayor lied about the dam. The reckless scheme failed."
    return _one(
        text,
        marked("a1", "claim", text, "The mayor lied"),
        marked("a2", "loaded_language", text, "reckless"),
        relations=(Relation("r1", "frames", "a2", "a1"),),
    )


def _attributes() -> Dataset:
    text = "The clerk said the mayor lied. It was a shameful day."
    start = text.index("said")
    cue = {"start": start, "end": start + 4, "text": "said"}
    return _one(
        text,
        marked("a1", "claim", text, "the mayor lied", voice="source_direct", cue=cue),
        marked("a2", "loaded_language", text, "shameful", voice="narrator", sure=4),
    )


def _several_annotators() -> Dataset:
    text = "The shameless mayor lied to the town. Nothing else happened."
    other = "A second text, which one of them has annotated. It is dull."
    return dataset(
        document(
            text,
            Work("ada", [marked("a1", "claim", text, "lied to the town")]),
            Work(
                "bob",
                [
                    marked("b1", "claim", text, "mayor lied"),
                    marked("b2", "loaded_language", text, "shameless"),
                ],
            ),
            Work("cy d'Or"),
        ),
        document(other, Work("bob", [marked("b3", "name_calling", other, "dull")])),
    )


CASES: Mapping[str, Callable[[], Dataset]] = {
    "plain": _plain,
    "emoji": _emoji,
    "combining marks": _combining,
    "CRLF": _crlf,
    "RTL": _rtl,
    "tabs": _tabs,
    "overlapping": _overlapping,
    "discontinuous": _discontinuous,
    "zero labels": _zero_labels,
    "relations": _relations,
    "attributes": _attributes,
    "several annotators": _several_annotators,
}
"""The cases of the table of readers, by name."""


# -------------------------------------------------------------- what a format may keep or lose


def _notes() -> Dataset:
    text = "The mayor lied to the town. Nothing else happened."
    work = Work("ada", [marked("a1", "claim", text, "lied")], note="Ask about this one.")
    return dataset(document(text, work))


def _document_labels() -> Dataset:
    text = "I think that the mayor lied. It is time for him to go."
    whole = marked("a1", "opinion_piece", text, text)
    return dataset(document(text, Work("ada", whole=[whole])))


def _states() -> Dataset:
    done = "The port opened at nine. Ten ships came in."
    draft = "The reckless mayor left. Somebody has begun this text."
    skipped = "This text was looked at. Nobody could judge it."
    begun = marked("a1", "loaded_language", draft, "reckless")
    return dataset(
        document(done, Work("ada")),
        document(draft, Work("ada", [begun], state=State.DRAFT)),
        document(skipped, Work("ada", state=State.SKIPPED)),
    )


FEATURES: Mapping[str, Callable[[], Dataset]] = {
    "texts": _crlf,
    "labels": _plain,
    "attributes": _attributes,
    "fragments": _discontinuous,
    "relations": _relations,
    "notes": _notes,
    "document labels": _document_labels,
    "annotators": _several_annotators,
    "finished": _states,
    "draft": _states,
    "skipped": _states,
}
"""The cases of the table of what formats keep, by name: `facts` has the same names."""


@cache
def everything() -> Dataset:
    """All cases as one dataset."""
    made = [make() for make in {**CASES, **FEATURES}.values()]
    found = {one.document.uid: one for each in made for one in each.documents}
    return dataset(*found.values())


# --------------------------------------------------------------------------------------- facts


Facts = dict[str, set[tuple[object, ...]]]


def facts(held: Dataset, *, blanks: bool = True) -> Facts:
    """What a dataset holds, by feature, without uids, times and sentences.

    Beside the features: `parts`, each fragment by itself, and `words`, these without their places.
    blanks: False counts no white space, for formats that do not keep it.
    """
    found: Facts = {name: set() for name in (*FEATURES, "parts", "words")}
    for one in held.documents:
        text = one.document.text
        places = list(accumulate((blanks or not sign.isspace() for sign in text), initial=0))
        shown = text if blanks else "".join(text.split())
        found["texts"].add((shown,))
        for work in works(one):
            _add(found, shown, work, places)
    return found


def _add(found: Facts, text: str, work: Work, places: Sequence[int]) -> None:
    def at(span: Span) -> Span:
        return Span(places[span.start], places[span.end])

    who = work.annotator
    by_uid = {one.uid: one for one in (*work.annotations, *work.whole)}
    for one in work.annotations:
        place = (text, one.label, at(one.span))
        found["labels"].add(place)
        found["annotators"].add((*place, who))
        parts = tuple(map(at, one.fragments))
        found["fragments"].add((*place, parts))
        found["parts"] |= {(text, one.label, part) for part in parts}
        found["words"] |= {(one.label, "".join(part.of(text).split())) for part in parts}
        values = json.dumps(one.attributes, sort_keys=True)
        found["attributes"].add((*place, values))
    for one in work.whole:
        found["document labels"].add((text, who, one.label))
    for relation in work.relations:
        ends = [by_uid[uid] for uid in (relation.head, relation.tail)]
        found["relations"].add((text, relation.kind, *((one.label, at(one.span)) for one in ends)))
    if work.note:
        found["notes"].add((text, work.note))
    if work.state is State.DONE:
        found["finished"].add((text,))
        found["annotators"].add((text, who))
    elif work.state is State.DRAFT:
        found["draft"].add((text,))
    elif work.state is State.SKIPPED:
        found["skipped"].add((text,))
