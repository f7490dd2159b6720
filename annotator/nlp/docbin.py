"""spaCy's DocBin: documents with groups of spans, written and read, and a config to train on them.

https://spacy.io/api/docbin. Tokens are those of a blank English pipeline, divided where a span
begins or ends, so that every span is a span of tokens and none is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from annotator.nlp.pipelines import blank

_ATTRS = ("ORTH", "ENT_IOB", "ENT_TYPE", "SENT_START")
_LONG = re.compile(r"\S{1000}")  # one word for a tokenizer that tries all its affixes on it
_PIECE = re.compile(r"\w{1,100}|\W")
_OTHER_LANGUAGES = "xx"


@dataclass(frozen=True, slots=True, order=True)
class DocSpan:
    """A span in characters of its text. uid: of what it is a part of. kb: an id it refers to."""

    start: int
    end: int
    label: str
    uid: str = ""
    kb: str = ""


@dataclass(frozen=True, slots=True)
class SpacyDoc:
    """A document as a DocBin has it.

    groups: the spans of doc.spans by key. entities: of doc.ents; None if they are not known.
    cats: the weight of each label of the document. data: the texts in doc.user_data.
    sentences: where sentences begin, in characters; empty if that is not known.
    """

    text: str
    groups: Mapping[str, Sequence[DocSpan]] = field(default_factory=dict)
    entities: Sequence[DocSpan] | None = None
    cats: Mapping[str, float] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    sentences: Sequence[int] = ()


# ------------------------------------------------------------------------------- writing


def docbin_bytes(docs: Iterable[SpacyDoc]) -> bytes:
    """Return a DocBin of documents. The same documents give the same bytes.

    A DocBin is one piece, in memory as a whole: 33 bytes for each token, and its strings.
    """
    from spacy.tokens import DocBin  # noqa: PLC0415 - slow to load
    from spacy.vocab import Vocab  # noqa: PLC0415

    vocab = Vocab()  # of its own, since it remembers every string
    made = DocBin(attrs=_ATTRS, store_user_data=True)
    for one in docs:
        made.add(_doc(one, vocab))
    written: bytes = made.to_bytes()
    return written


def _doc(one: SpacyDoc, vocab: Any) -> Any:
    from spacy.tokens import Doc, Span, SpanGroup  # noqa: PLC0415 - slow to load

    spans = [*(one.entities or ()), *(span for group in one.groups.values() for span in group)]
    words, spaces, starts = _words(one.text, _cuts(one.text), spans, one.sentences)
    firsts = set(one.sentences)
    doc = Doc(
        vocab,
        words=words,
        spaces=spaces,
        sent_starts=[not nth or start in firsts for nth, start in enumerate(starts)]
        if firsts
        else None,
    )
    begins = {start: nth for nth, start in enumerate(starts)}
    ends = {
        start + len(word): nth
        for nth, (start, word) in enumerate(zip(starts, words, strict=True), 1)
    }

    def made(each: DocSpan) -> Any:
        place = begins[each.start], ends[each.end]
        return Span(doc, *place, label=each.label, span_id=each.uid, kb_id=each.kb)

    for key, group in one.groups.items():
        doc.spans[key] = SpanGroup(doc, name=key, spans=list(map(made, group)))
    if one.entities is None:
        doc.set_ents([], default="missing")
    else:
        doc.set_ents(list(map(made, one.entities)))
    doc.cats = dict(one.cats)
    doc.user_data.update(one.data)
    return doc


def _cuts(text: str) -> set[int]:
    """Where tokens of a text begin and end."""
    if _LONG.search(text):
        return {match.start() for match in _PIECE.finditer(text)} | {len(text)}
    tokens = blank().tokenizer(text)
    starts = [token.idx for token in tokens]
    return {*starts, *(start + len(token) for start, token in zip(starts, tokens, strict=True))}


def _words(
    text: str, cuts: set[int], spans: Sequence[DocSpan], sentences: Sequence[int]
) -> tuple[list[str], list[bool], list[int]]:
    """Return the tokens, whether a blank follows each one, and where they begin.

    A blank in which a span begins or ends is a token.
    """
    begins, ends = {one.start for one in spans}, {one.end for one in spans}
    words: list[str] = []
    spaces: list[bool] = []
    starts: list[int] = []
    for start, end in pairwise(sorted({0, len(text), *cuts, *begins, *ends, *sentences})):
        word = text[start:end]
        is_space = word == " " and start not in begins and end not in ends
        if is_space and words and not spaces[-1]:
            spaces[-1] = True
        else:
            words.append(word)
            spaces.append(False)
            starts.append(start)
    return words, spaces, starts


def training_config(language: str, train: str, labels: str) -> str:
    """Return a config for `spacy train` of a span categorizer on doc.spans["sc"], on a CPU.

    language: a code. train: the path of the DocBin. labels: of a file of the labels as JSON.
    """
    import spacy  # noqa: PLC0415 - slow to load
    from spacy.cli.init_config import init_config  # noqa: PLC0415

    try:
        spacy.blank(language)
    except (ImportError, OSError):  # of a language that spaCy has not, or needs a package for
        language = _OTHER_LANGUAGES
    config = init_config(lang=language, pipeline=["spancat"], optimize="efficiency", gpu=False)
    config["paths"]["train"] = train
    reader = {"@readers": "spacy.read_labels.v1", "path": labels, "require": True}
    config["initialize"]["components"]["spancat"] = {"labels": reader}
    written: str = config.to_str()
    return f"{written}\n"


# ------------------------------------------------------------------------------- reading


class DocBinReader:
    """The documents of a DocBin.

    Raises ValueError if the bytes are none, and for a document that is damaged.
    """

    def __init__(self, data: bytes) -> None:
        from spacy.tokens import DocBin  # noqa: PLC0415 - slow to load

        try:
            self._bin = DocBin().from_bytes(data)
        except _DAMAGED as error:
            raise ValueError(_why(error)) from None

    def data(self) -> Iterator[Mapping[str, str]]:
        """Yield the texts in the user data of each document."""
        import srsly  # noqa: PLC0415 - of spaCy, which is slow to load

        for one in self._bin.user_data:
            try:
                held = srsly.msgpack_loads(one, use_list=False) if one else {}
            except _DAMAGED as error:
                raise ValueError(_why(error)) from None
            yield _texts(held)

    def docs(self) -> Iterator[SpacyDoc]:
        """Yield the documents."""
        from spacy.vocab import Vocab  # noqa: PLC0415 - slow to load

        try:
            yield from map(_read, self._bin.get_docs(Vocab()))
        except _DAMAGED as error:
            raise ValueError(_why(error)) from None


_DAMAGED = (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError)
"""What spaCy raises for bytes that are no DocBin."""


def _why(error: Exception) -> str:
    return (
        f"expected a DocBin of spaCy, but it cannot be read ({' '.join(str(error).split())[:80]})"
    )


def _read(doc: Any) -> SpacyDoc:
    return SpacyDoc(
        text=doc.text,
        groups={str(key): list(map(_span, group)) for key, group in doc.spans.items()},
        entities=list(map(_span, doc.ents)) if doc.has_annotation("ENT_IOB") else None,
        cats={str(name): float(weight) for name, weight in doc.cats.items()},
        data=_texts(doc.user_data),
        sentences=[one.start_char for one in doc.sents] if doc.has_annotation("SENT_START") else (),
    )


def _texts(data: Any) -> dict[str, str]:
    if not isinstance(data, Mapping):
        return {}
    return {
        key: value for key, value in data.items() if isinstance(key, str) and isinstance(value, str)
    }


def _span(span: Any) -> DocSpan:
    return DocSpan(span.start_char, span.end_char, span.label_, span.id_, span.kb_id_)
