"""Mining: manual annotations become rules that load, with held-out precision."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.metrics import BigramAssocMeasures

from annotator.errors import DataError
from annotator.labels import load
from annotator.model import Annotation, Example, Origin, Rule, RuleForm, Span, Tier
from annotator.rule_quality.decisions import FinishedSentence, annotated_sentences, folds
from annotator.rule_quality.mine import MiningSettings, g2, mine, ngrams, phrase_families
from annotator.rule_quality.proposed_rules import CandidateTrial, quoted, rule_as_yaml
from annotator.safe_text import display
from annotator.store import Store
from annotator.suggestions.rules import failing_examples
from tests.helpers.simulated_annotators import simulate
from tests.rule_quality.test_check import GOOD, HEAD, documents
from tests.test_journey import annotator

# Dunning 1993, table 1: -2 log lambda, k(AB), k(A not B), k(not A B), k(not A not B).
DUNNING = [
    (270.72, 110, 2442, 111, 29114),
    (263.90, 29, 13, 123, 31612),
    (256.84, 31, 23, 139, 31584),
]


@pytest.mark.parametrize(("value", "both", "one", "other", "neither"), DUNNING)
def test_the_log_likelihood_is_the_published_one(value, both, one, other, neither):
    assert g2(both, both + one, other, other + neither) == pytest.approx(value, abs=0.005)


@given(st.integers(1, 50), st.integers(1, 500), st.integers(1, 500), st.integers(1, 5000))
def test_the_log_likelihood_is_that_of_nltk_with_a_sign(both, one, other, neither):
    found = g2(both, both + one, other, other + neither)
    total = both + one + other + neither
    theirs = BigramAssocMeasures.likelihood_ratio(both, (both + one, both + other), total)
    assert abs(found) == pytest.approx(theirs, abs=1e-6)
    assert (found >= 0) == (both * (other + neither) >= other * (both + one)) or found == 0


def test_without_places_the_log_likelihood_is_zero():
    assert g2(0, 0, 5, 10) == 0
    assert g2(5, 10, 0, 0) == 0


def test_ngrams_are_runs_of_words_after_single_blanks():
    found = {ngram for ngram, *_ in ngrams("So-called “peace talks”  end")}
    assert found == {
        ("so-called",), ("peace",), ("talks",), ("peace", "talks"), ("end",),
    }  # fmt: skip


def test_an_inner_word_may_be_open():
    found = {ngram for ngram, *_ in ngrams("in a sign that")}
    assert ("in", None, "sign") in found
    assert ("in", None, "sign", "that") in found
    assert ("in", "a", None, "that") in found
    assert (None, "a", "sign") not in found


@given(st.text(max_size=60))
def test_every_ngram_is_at_its_offsets(text):
    for ngram, start, end in ngrams(text):
        words = text[start:end].lower().split(" ")
        assert len(words) == len(ngram)
        assert all(word in (None, other) for word, other in zip(ngram, words, strict=True))


def test_forms_of_a_word_are_one_family_if_two_were_seen():
    seen = {("slams", "it"): 2, ("slammed", "it"): 1, ("blasts", "it"): 2, ("rare",): 1}
    sources = {family.source for family in phrase_families(seen, 3)}
    assert sources == {"slam~ it"}
    assert {family.source for family in phrase_families(seen, 2)} >= {"slams it", "blasts it"}


@given(st.sets(st.text(min_size=1, max_size=4), max_size=30), st.integers(1, 7))
def test_folds_are_of_one_size_and_always_the_same(uids, most):
    found = folds(uids, most)
    assert found == folds(sorted(uids, reverse=True), most)
    sizes = Counter(found.values())
    assert not sizes or max(sizes.values()) - min(sizes.values()) <= 1
    assert len(sizes) == min(most, len(uids))


# ---------------------------------------------------------------------------- candidates


def finished_sentence(document, *marks: str, label="loaded", origin=Origin.MANUAL):
    """Return a finished sentence with these words marked in it."""
    notes = []
    for number, words in enumerate(marks):
        start = document.text.index(words)
        span = Span(start, start + len(words))
        notes.append(Annotation(f"n{number}", label, (span,), {}, origin))
    (sentence,) = document.sentences
    return FinishedSentence("ann", document.uid, sentence, tuple(notes), blind=False)


def corpus(right: int, wrong: int):
    """Return sentences with a marked phrase, with the phrase unmarked, and with neither."""
    marked = documents(*(f"The mayor slammed critic {n} in town {n}." for n in range(right)))
    rest = documents(
        *(f"Nobody slammed door {n} in house {n}." for n in range(wrong)),
        *(f"The council met in room {n} and heard report {n}." for n in range(80)),
    )
    from dataclasses import replace

    rest = [replace(one, uid=f"r{number}") for number, one in enumerate(rest)]
    finished = [finished_sentence(one, "slammed critic") for one in marked] + [
        finished_sentence(one) for one in rest
    ]
    return [*marked, *rest], finished


def read(texts, finished, settings=MiningSettings()):  # noqa: B008 - frozen
    found = list(annotated_sentences(finished, [(text, ()) for text in texts]))
    fold_of = folds((text.uid for text in texts), settings.folds)
    return found, fold_of, mine(found, fold_of, settings)


def test_a_phrase_of_the_marks_is_found_and_measured_on_documents_left_out(tmp_path):
    texts, finished = corpus(right=8, wrong=2)
    found, fold_of, (loaded,) = read(texts, finished)
    (best, *_) = loaded.candidates
    assert best.family.source == "slammed critic"
    assert (best.marks, best.documents, len(best.selected)) == (8, 8, 5)
    (tmp_path / "labels.yaml").write_text(HEAD + GOOD, "utf-8")
    labels = load(tmp_path / "labels.yaml")
    trial = CandidateTrial(labels, loaded.candidates, fold_of)
    for text in texts:
        trial.add(text, [one for one in found if one.document == text.uid])
    proposal = trial.proposed_rules()[0]
    assert (proposal.precision.hits, proposal.precision.of) == (8, 8)
    assert proposal.rule.tier is Tier.MEDIUM
    assert proposal.rule.match
    assert proposal.rule.no_match


def test_a_phrase_that_is_mostly_wrong_is_not_proposed():
    texts, finished = corpus(right=8, wrong=30)
    *_, (loaded,) = read(texts, finished)
    assert "slammed" not in [one.family.source for one in loaded.candidates]


def test_too_few_marks_or_a_single_document_propose_nothing():
    texts, finished = corpus(right=2, wrong=0)
    *_, (loaded,) = read(texts, finished)
    assert (loaded.missed.total(), loaded.candidates) == (2, ())
    (one,) = documents("A stunning day.")
    *_, (loaded,) = read([one], [finished_sentence(one, "stunning")] * 5)
    assert loaded.candidates == ()


def test_what_a_rule_proposes_or_a_person_accepted_is_not_mined():
    texts, finished = corpus(right=0, wrong=3)
    finished[0] = finished_sentence(texts[0], "slammed door", origin=Origin.ACCEPTED)
    *_, found = read(texts, finished)
    assert found == []


def test_marks_are_counted_in_the_candidates_of_their_own_label_only():
    texts, finished = corpus(right=8, wrong=0)
    other = [finished_sentence(texts[n], f"town {n}", label="claim") for n in range(8)]
    *_, mined = read(texts, [*finished, *other])
    by_label = {one.label: one for one in mined}
    assert all("town" not in one.family.source for one in by_label["loaded"].candidates)


# ------------------------------------------------------------------------------- pasting

HOSTILE = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(
    lambda text: "[[" not in text and "]]" not in text and text.strip() == text and text
)


@given(HOSTILE)
def test_any_text_is_written_so_that_a_terminal_shows_it_and_yaml_reads_it_back(text):
    import yaml as library

    line = quoted(text)
    assert display(line) == line
    assert all(unicodedata.category(char) != "Cc" for char in line)
    assert library.safe_load(line) == text


def pasted(folder, rule: Rule):
    path = folder / "pasted.yaml"
    path.write_text(HEAD + "\n".join(rule_as_yaml(rule)) + "\n", "utf-8")
    (found,) = load(path).rules
    return found


@pytest.mark.parametrize(
    ("form", "sources"),
    [
        (RuleForm.PHRASE, ("slam~ critic", "o’clock")),
        (RuleForm.PATTERN, ('[{"LOWER": "in"}, {"IS_ALPHA": true}, {"LOWER": "sign"}]',)),
    ],
)
def test_a_rule_that_is_pasted_is_the_same_rule(tmp_path, form, sources):
    match = (Example("It \u202e is: a “brutal” # \\ day\u200b.", Span(11, 18)),)
    rule = Rule("loaded.x", "0", "loaded", Tier.LOW, form, sources, match=match)
    found = pasted(tmp_path, rule)
    assert (found.id, found.tier, found.form) == (rule.id, rule.tier, rule.form)
    assert found.match == match
    if form is RuleForm.PHRASE:
        assert found.sources == sources
    else:
        assert [json.loads(one) for one in found.sources] == [json.loads(one) for one in sources]


def test_what_the_command_prints_loads_and_its_examples_hold(tmp_path):
    (tmp_path / "labels.yaml").write_text(HEAD + GOOD, "utf-8")
    (tmp_path / "texts").mkdir()
    for number in range(12):
        lines = [
            f"The mayor {'slams' if number % 2 else 'slammed'} critic {number} again.",
            f"“We slam no {number} doors,” she finished.",
            f"The council met in room {number} and heard what was new.",
            f"It rained on day {number}, as it does, and nothing else was finished of it.",
        ]
        (tmp_path / "texts" / f"{number}.txt").write_text("\n\n".join(["Title", *lines]), "utf-8")
    annotator("import", "texts", folder=tmp_path)
    annotator("suggest", folder=tmp_path)
    labels = load(tmp_path / "labels.yaml")
    with Store.open(tmp_path / "annotations.db") as store:
        simulate(store, labels, 48, {"loaded": ("slams critic", "slammed critic")})
    done = annotator("rules", "mine", folder=tmp_path)
    assert "right on held-out documents" in done.stdout
    assert "for labels.yaml" in done.stderr
    new = tmp_path / "new.yaml"
    new.write_text(HEAD + GOOD + done.stdout, "utf-8")
    found = load(new)
    assert len(found.rules) > 1
    assert any("slam~" in source for rule in found.rules for source in rule.sources)
    assert failing_examples(found) == ()
    assert all(rule.match and rule.no_match for rule in found.rules)
    printed = json.loads(annotator("rules", "mine", "--json", folder=tmp_path).stdout)
    assert printed["labels"][0]["rules"][0]["precision"]["of"] > 0
    none = annotator("rules", "mine", "--label", "loadde", folder=tmp_path, code=1)
    assert "Did you mean 'loaded'?" in none.stderr
    report = annotator("rules", "report", folder=tmp_path).stdout
    assert "to annotate manually" in report


def test_without_marks_the_command_says_so(tmp_path):
    (tmp_path / "labels.yaml").write_text(HEAD + GOOD, "utf-8")
    (tmp_path / "a.txt").write_text("Title\n\nA day.\n", "utf-8")
    annotator("import", "a.txt", folder=tmp_path)
    assert "# no finished sentence" in annotator("rules", "mine", folder=tmp_path).stdout


def test_a_mistake_in_a_pasted_rule_is_reported(tmp_path):
    rule = Rule("other.x", "0", "loaded", Tier.LOW, RuleForm.PHRASE, ("x",))
    with pytest.raises(DataError, match="does not begin with its label"):
        pasted(tmp_path, rule)
