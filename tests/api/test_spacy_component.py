"""Suggestions in the pipeline of somebody else: the same as ours, on whole tokens."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

import annotator
from tests.helpers.paths import ROOT

TEXTS = [
    "He falsely claimed that it was safe. “We won,” she said.",
    "",
    "Nothing here.",
    "Der Bürgermeister sagte: 🙂 nichts — he falsely claimed it.",
    *((path.read_text("utf-8")) for path in sorted((ROOT / "corpora").glob("*.txt"))[:2]),
]


@pytest.fixture(scope="module")
def pipeline():
    nlp = spacy.blank("en")
    nlp.add_pipe("annotator_suggestions")
    return nlp


def test_each_suggestion_is_a_span_of_the_tokens_it_overlaps(pipeline):
    for text, expected in zip(TEXTS, annotator.suggest(TEXTS), strict=True):
        doc = pipeline(text)
        spans = doc.spans["annotator"]
        assert [span.label_ for span in spans] == [one.label for one in expected]
        for span, one, held in zip(spans, expected, spans.attrs["suggestions"], strict=True):
            assert span.start_char <= one.start < one.end <= span.end_char
            assert (held["start"], held["end"], held["rule"]) == (one.start, one.end, one.rule)
            assert span.id_ == one.rule


def test_many_texts_give_what_one_by_one_gives_and_it_is_stored_with_the_doc(pipeline):
    for text, doc in zip(TEXTS, pipeline.pipe(TEXTS, batch_size=2), strict=True):
        alone = pipeline(text)
        again = Doc(pipeline.vocab).from_bytes(doc.to_bytes())
        for other in (alone, again):
            assert [(one.start, one.end, one.label_) for one in doc.spans["annotator"]] == [
                (one.start, one.end, one.label_) for one in other.spans["annotator"]
            ]
        assert again.spans["annotator"].attrs == doc.spans["annotator"].attrs


def test_labels_and_the_key_of_the_spans_are_settings(tmp_path):
    file = tmp_path / "labels.yaml"
    file.write_text(
        "name: ours\nlabels:\n  - name: tone\n    title: tone\n    kind: framing\n"
        "    glyph: t\n    color: '#cc79a7'\n    definition: A loud word.\n    rules:\n"
        "      - {id: tone.loud, tier: low, phrase: loud}\n",
        "utf-8",
    )
    nlp = spacy.blank("en")
    nlp.add_pipe("annotator_suggestions", config={"labels": str(file), "spans_key": "ours"})
    doc = nlp("A loud plan.")
    assert [(one.text, one.label_) for one in doc.spans["ours"]] == [("loud", "tone")]
