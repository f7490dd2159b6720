"""Random datasets of hostile texts with annotations of several people, for tests of formats."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from annotator.formats.annotated_text import State, Work, article_of, assemble
from annotator.model import (
    AnnotatedDocument,
    Annotation,
    Dataset,
    DocumentSource,
    Origin,
    Relation,
    Span,
)

PIECES = (
    "The mayor spoke. ",
    "Nobody asked why",
    "\n",
    "\r\n",
    "\n\n",
    "\t",
    " ",
    ". ",
    "\U0001f3db\ufe0f ",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "cafe\u0301 ",
    "\u05e9\u05dc\u05d5\u05dd \u202eabc\u202c ",
    "\u0627\u0644\u0645\u064a\u0646\u0627\u0621 ",
    "a\u2028b\u00a0c",
    "<b>&amp;\"'",
    "\u65e5\u672c\u8a9e\u3002",
)
LABELS = ("loaded, wording", "Flag-Waving", "claim\u0301 \U0001f3f7", "x", "<&>'\"")
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-9, 9),
    st.sampled_from([0.5, -1e300]),
    st.sampled_from(
        ["", "3", "null", '"quoted"', "NaN", "line\nbreak\t", "\U0001f3db", "{", " a "]
    ),
    st.lists(st.sampled_from(["a", "1"]), max_size=2),
)
NAMES = st.sampled_from(["target", "is it?", "x_41", "label", "begin", "\u00fc"])


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Texts of hostile pieces, with words in them."""
    pieces = draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12))
    return f"{''.join(pieces)}end"


@st.composite
def annotations(draw: st.DrawFn, text: str, uid: str) -> Annotation:
    """An annotation of one fragment or two, with attributes."""
    place = st.integers(0, len(text) - 1)
    start = draw(place)
    fragments = [Span(start, draw(st.integers(start + 1, len(text))))]
    if fragments[0].end < len(text) - 1 and draw(st.booleans()):
        second = draw(st.integers(fragments[0].end, len(text) - 1))
        fragments.append(Span(second, draw(st.integers(second + 1, len(text)))))
    attributes = draw(st.dictionaries(NAMES, VALUES, max_size=2))
    if draw(st.booleans()):
        attributes["cue"] = Span(0, 1).as_value(text)
    return Annotation(
        uid, draw(st.sampled_from(LABELS)), tuple(fragments), attributes, Origin.MANUAL
    )


@st.composite
def works(draw: st.DrawFn, text: str, annotator: str) -> Work:
    """What an annotator holds of a text: overlapping, discontinuous, related, or nothing."""
    found = [draw(annotations(text, f"T{nth}")) for nth in range(draw(st.integers(0, 4)))]
    whole = [
        Annotation(f"W{nth}", name, (Span(0, len(text)),), {}, Origin.MANUAL)
        for nth, name in enumerate(draw(st.lists(st.sampled_from(LABELS), max_size=2)))
    ]
    ends = [one.uid for one in found]
    relations = [
        Relation(
            f"R{nth}", draw(st.sampled_from(["frames", "a <b>"])), *draw(st.permutations(ends))[:2]
        )
        for nth in range(draw(st.integers(0, 2)) if len(ends) > 1 else 0)
    ]
    states = [State.DONE, State.DRAFT] if found or whole else [State.DONE, State.SKIPPED]
    note = draw(st.sampled_from(["", "twice\n\U0001f3db"]))
    return Work(annotator, found, whole, relations, draw(st.sampled_from(states)), note)


Plan = tuple[list[str], dict[str, tuple[str, list[Work]]]]
"""The annotators; for each text, the id of its document and what they hold of it."""


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Plans of datasets: up to two documents by up to three annotators with hostile names."""
    names = st.sampled_from(["ann", "Ann", "../b\u00f6", "CON"])
    people = draw(st.lists(names, unique=True, min_size=1, max_size=3))
    documents = {}
    for text in draw(st.lists(texts(), min_size=1, max_size=2, unique=True)):
        given = [draw(works(text, one)) for one in people if draw(st.booleans())]
        documents[text] = (draw(st.sampled_from(["", "17", "a/b", "com1"])), given)
    return people, documents


def dataset_of_plan(plan: Plan) -> Dataset:
    """The dataset of a plan. Made outside of strategies, since it may load languages of spaCy."""
    people, texts_with_works = plan
    documents: list[AnnotatedDocument] = []
    for text, (name, given) in texts_with_works.items():
        source = DocumentSource(f"{name or 'x'}.txt", name)
        meta = {"id": name, "title": "=1 <\u202e>"} if name else {}
        documents.append(assemble(article_of(text, meta, Path("x.txt")), given, source=source))
    documents.sort(key=lambda one: one.document.uid)
    return Dataset(annotators=dict.fromkeys(people, "annotator"), documents=documents)
