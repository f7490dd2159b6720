"""`annotator_suggestions`: our suggestions as a component of anybody's spaCy pipeline.

`nlp.add_pipe("annotator_suggestions")` puts a span with its label for each suggestion into
`doc.spans["annotator"]`. The attribute "suggestions" of that group has the rule, the tier, the
voice and the attribute values of each span, in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from annotator.documents import build_document
from annotator.documents.article import Article
from annotator.labels import load, shipped
from annotator.model import Document, Suggestion
from annotator.suggestions import load_suggester, suggest_all

SPANS_KEY = "annotator"
_AT_ONCE = 100


@Language.factory(
    "annotator_suggestions",
    default_config={"labels": "", "suggester": "rules", "spans_key": SPANS_KEY},
)
def create(
    nlp: Language, name: str, labels: str, suggester: str, spans_key: str
) -> SuggestionComponent:
    """Make the component.

    labels: the path of a labels.yaml; '' is the shipped one. suggester: an installed suggester.
    spans_key: the group in doc.spans.
    """
    del nlp, name
    return SuggestionComponent(labels, suggester, spans_key)


class SuggestionComponent:
    """Puts suggestions into doc.spans."""

    def __init__(self, labels: str, suggester: str, spans_key: str) -> None:
        label_set = load(Path(labels) if labels else shipped("labels.yaml"))
        self._suggester = load_suggester(suggester, label_set)
        self._spans_key = spans_key

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one text."""
        self._put(doc, self._suggester.suggest(_document(doc)))
        return doc

    def pipe(self, docs: Iterable[Doc], batch_size: int = _AT_ONCE) -> Iterator[Doc]:
        """Annotate many texts, some at once."""
        remaining = iter(docs)
        while chunk := list(islice(remaining, batch_size)):
            found = suggest_all(self._suggester, [_document(doc) for doc in chunk])
            for doc, suggestions in zip(chunk, found, strict=True):
                self._put(doc, suggestions)
                yield doc

    def _put(self, doc: Doc, suggestions: Iterable[Suggestion]) -> None:
        found = [(_span(doc, one), one) for one in suggestions]
        group = SpanGroup(doc, name=self._spans_key, spans=[span for span, _ in found])
        group.attrs["suggestions"] = [_as_dict(one) for _, one in found]
        doc.spans[self._spans_key] = group


def _document(doc: Doc) -> Document:
    """The text as a document, with the sentences that rules are written for: ours."""
    return build_document(Article(doc.text, {}, Path(), 1, "utf-8", detected=False))


def _span(doc: Doc, suggestion: Suggestion) -> Any:
    """The tokens that a suggestion overlaps; whole tokens, since spaCy has no parts of them."""
    span = suggestion.span
    return doc.char_span(
        span.start,
        span.end,
        label=suggestion.label,
        alignment_mode="expand",
        span_id=suggestion.rule,
    )


def _as_dict(one: Suggestion) -> dict[str, Any]:
    """A suggestion as values that spaCy can store."""
    return {
        "start": one.span.start,
        "end": one.span.end,
        "label": one.label,
        "rule": one.rule,
        "tier": str(one.tier),
        "voice": str(one.voice),
    }
