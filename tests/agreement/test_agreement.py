import csv
import itertools
import json
import math
import statistics
import warnings

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from annotator.agreement import Figure, Scope, agreement_report, table
from annotator.agreement.alpha import alpha, mass
from annotator.agreement.alpha import estimate as alpha_estimate
from annotator.agreement.brennan_prediger import brennan_prediger
from annotator.agreement.distance import interval, linear, masi
from annotator.agreement.fleiss import fleiss
from annotator.agreement.gwet import gwet
from annotator.agreement.interval import students_t
from annotator.agreement.kappa import cohen, pairwise
from annotator.agreement.kappa import estimate as kappa_estimate
from annotator.agreement.percent import estimate as percent_estimate
from annotator.agreement.percent import percent
from annotator.agreement.ratings import MISSING, ratings
from annotator.agreement.span_f1 import deviation, f1
from annotator.agreement.span_matching import matched
from annotator.agreement.spans import coder_spans, count
from annotator.agreement.units import label_sets, units
from annotator.model import Annotation, Document, Judgement, Origin, Reading, Span
from tests.agreement import vectors
from tests.helpers.paths import SHARED


def shared(name):
    path = SHARED / "data" / name
    if not path.exists():
        pytest.skip(f"the third-party data {name} are not here")
    return path


def printed(value, digits):
    """Equal to the digits that a source prints."""
    return pytest.approx(value, abs=0.5 * 10**-digits + 1e-9)


# ------------------------------------------------------------------------ published values


@pytest.mark.parametrize("one", vectors.ALPHAS, ids=lambda one: one.source)
def test_alpha_of_published_examples(one):
    assert alpha(ratings(one.rows)).value == printed(one.alpha, one.digits)


def test_alpha_of_the_40_units_of_hayes_and_krippendorff():
    found = alpha(ratings(vectors.HAYES_KRIPPENDORFF_2007))
    assert found.value == printed(vectors.HAYES_KRIPPENDORFF_2007_NOMINAL, 6)
    assert (found.units, found.coders) == (40, 5)


RATED = [*vectors.ALPHAS, vectors.FLEISS_1971, vectors.WARRENS_2010]


@pytest.mark.parametrize(
    "one", [one for one in RATED if one.percent is not None], ids=lambda one: one.source
)
def test_percent_of_published_examples(one):
    assert percent(ratings(one.rows)).value == printed(one.percent, 4)


@pytest.mark.parametrize(
    "one", [one for one in RATED if one.mean_kappa is not None], ids=lambda one: one.source
)
def test_mean_kappa_of_published_examples(one):
    assert cohen(ratings(one.rows)).value == printed(one.mean_kappa, one.digits)


@pytest.mark.parametrize(
    "one", [*vectors.TABLES, *vectors.FEINSTEIN_CICCHETTI], ids=lambda one: one.source
)
def test_kappa_of_published_tables(one):
    found = cohen(ratings(one.rows()))
    assert found.units == sum(map(sum, one.counts))
    if one.kappa is not None:
        assert found.value == printed(one.kappa, one.digits)
    if one.percent is not None:
        assert found.observed == printed(one.percent, 2)


def test_of_more_than_two_coders_kappa_is_named_the_mean_of_pairs():
    rated = ratings(vectors.WARRENS_2010.rows)
    pairs = [pair.value for pair in pairwise(rated)]
    assert len(pairs) == 28
    assert cohen(rated).value == pytest.approx(statistics.mean(pairs))
    formula = "Cohen's kappa, mean over pairs of coders weighted by the units they share"
    assert cohen(rated).formula == formula
    assert cohen(ratings(vectors.TABLES[0].rows())).formula == "Cohen's kappa"


def masi_between(sets):
    return masi(sets).between


@pytest.mark.parametrize(("one", "other", "distance"), vectors.MASI_PAIRS)
def test_masi_distance_of_published_pairs(one, other, distance):
    measure = masi_between([frozenset(one), frozenset(other)])
    assert measure(np.array([0]), np.array([1])) == pytest.approx([distance])
    assert measure(np.array([1]), np.array([0])) == pytest.approx([distance])
    assert measure(np.array([0, 1]), np.array([0, 1])) == pytest.approx([0.0, 0.0])


def of_sets(items):
    """Ratings of pairs of sets, and the distance between them."""
    rows = [["".join(sorted(one)) for one in row] for row in zip(*items, strict=True)]
    rated = ratings(rows)
    return rated, masi([frozenset(name) for name in rated.names])


def test_masi_alpha_of_the_published_sets():
    rated, distance = of_sets(vectors.DKPRO_SETS)
    assert alpha(rated, distance).value == printed(vectors.DKPRO_SETS_ALPHA, 6)
    assert percent(rated).value == pytest.approx(vectors.DKPRO_SETS_PERCENT)


def test_masi_distinguishes_sets_of_more_than_64_labels():
    many = [f"label {number}" for number in range(150)]
    measure = masi_between([many, many[:149], [many[0]], [many[149]], [many[149], many[148]]])
    far = measure(np.array([0, 2, 3, 0]), np.array([1, 3, 4, 0]))
    assert far == pytest.approx([1 - 149 / 150 * 2 / 3, 1.0, 2 / 3, 0.0])


# --------------------------------------------------------------------------- undefined


@pytest.mark.parametrize(
    ("rows", "of_percent", "of_kappa", "of_alpha"),
    [
        (vectors.ONE_VALUE, 1.0, "no variation", "no variation"),
        (vectors.ONE_UNIT_AGREED, 1.0, "no variation", "no variation"),
        (vectors.ONE_UNIT_DISAGREED, 0.0, 0.0, 0.0),
        (vectors.NO_OVERLAP, "no overlap", "no overlap", "no overlap"),
        (vectors.ALL_MISSING, "no data", "no data", "no data"),
        (vectors.ONE_CODER, "one coder", "one coder", "one coder"),
        ([], "no data", "no data", "no data"),
        ([[], []], "no data", "no data", "no data"),
        (vectors.ONE_DEVIATES, 0.92, 0.0, 0.0),
    ],
)
def test_what_is_undefined_is_a_reason_never_a_number(rows, of_percent, of_kappa, of_alpha):
    rated = ratings(rows)
    found = (percent(rated), cohen(rated), alpha(rated))
    for one, expected in zip(found, (of_percent, of_kappa, of_alpha), strict=True):
        if isinstance(expected, str):
            assert one.value is None
            assert expected in one.reason
            assert one.interval is None
        else:
            assert one.value == pytest.approx(expected)
            assert (one.interval is None) == bool(one.reason)


def test_a_value_that_every_coder_gives_everywhere_is_named():
    found = alpha(ratings([["absent", "absent"], ["absent", "absent"]]))
    assert found.reason == "no variation: every value is 'absent', so chance would agree as well"
    assert (found.observed, found.units, found.coders, found.documents) == (1.0, 2, 2, 2)


def test_a_figure_can_be_neither_a_guess_nor_without_a_reason():
    for value, reason in ((0.5, ""), (None, "")):
        with pytest.raises(ValueError, match="or a reason"):
            Figure("c", Scope(), value, None, None, 1, 2, 1, "formula", reason)


# ----------------------------------------------------------------------- laws and oracles

VALUES = st.sampled_from("abcd")
VALUES_OR_NONE = VALUES | st.none()
SOME_CODERS = st.integers(2, 4)


@st.composite
def tables(draw, values=VALUES_OR_NONE, coders=SOME_CODERS):
    number, width = draw(coders), draw(st.integers(1, 12))
    row = st.lists(values, min_size=width, max_size=width)
    documents = st.lists(st.integers(0, 3), min_size=width, max_size=width)
    return ratings(draw(st.lists(row, min_size=number, max_size=number)), documents=draw(documents))


@settings(max_examples=60)
@given(tables())
def test_alpha_is_that_of_the_krippendorff_library(rated):
    library = pytest.importorskip("krippendorff")
    data = np.where(rated.values == MISSING, np.nan, rated.values).astype(float)
    ours = alpha(rated)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = library.alpha(reliability_data=data, level_of_measurement="nominal")
    except ValueError:
        theirs = math.nan
    assert ours.value == (None if math.isnan(theirs) else pytest.approx(theirs))


@settings(max_examples=60)
@given(tables(values=VALUES, coders=st.just(2)))
def test_kappa_is_that_of_scikit_learn(rated):
    metrics = pytest.importorskip("sklearn.metrics")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = metrics.cohen_kappa_score(*rated.values)
    ours = cohen(rated)
    assert ours.value == (None if math.isnan(theirs) else pytest.approx(theirs))
    assert ours.observed == pytest.approx(metrics.accuracy_score(*rated.values))


@settings(max_examples=60)
@given(tables(values=VALUES))
def test_fleiss_kappa_is_that_of_statsmodels(rated):
    library = pytest.importorskip("statsmodels.stats.inter_rater")
    counts = np.stack([(rated.values == value).sum(axis=0) for value in range(4)], axis=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = library.fleiss_kappa(counts, method="fleiss")
    ours = fleiss(rated)
    assert ours.value == (None if math.isnan(theirs) else pytest.approx(theirs))


@settings(max_examples=60)
@given(tables(values=VALUES, coders=st.just(2)))
def test_weighted_kappa_is_that_of_statsmodels(rated):
    library = pytest.importorskip("statsmodels.stats.inter_rater")
    table = np.zeros((4, 4))
    np.add.at(table, tuple(rated.values), 1)
    for of, weights in ((linear, "linear"), (interval, "quadratic")):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = library.cohens_kappa(table, wt=weights).kappa
        ours = cohen(rated, of(range(4)))
        assert ours.value == (None if math.isnan(theirs) else pytest.approx(theirs))


@settings(max_examples=60, deadline=None)
@given(tables())
def test_coefficients_of_gwet_are_those_of_irrcac(rated):
    """Installed apart (CONTRIBUTING): it asks for versions that do not fit the others."""
    library = pytest.importorskip("irrCAC.raw")
    assume(len(rated.names) > 1 and (rated.number > 1).sum() > 1)  # it would divide by zero
    names = np.array(rated.names, dtype=object)
    frame = pytest.importorskip("pandas").DataFrame(
        np.where(rated.values == MISSING, None, names[rated.values]).T
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = library.CAC(frame, categories=list(rated.names), digits=12)
        for ours, name in ((gwet, "gwet"), (brennan_prediger, "bp"), (fleiss, "fleiss")):
            value = getattr(theirs, name)()["est"]["coefficient_value"]
            found = ours(rated).value
            if found is not None:
                assert found == pytest.approx(value, abs=1e-9), name


SETS = st.frozensets(st.sampled_from("ABCD"), max_size=3)


@settings(max_examples=50)
@given(st.lists(st.tuples(SETS, SETS, SETS | st.none()), min_size=1, max_size=10))
def test_masi_alpha_is_that_of_nltk(items):
    nltk = pytest.importorskip("nltk.metrics")
    task = pytest.importorskip("nltk.metrics.agreement")

    def distance(one, other):
        return nltk.masi_distance(one, other) if one | other else 0.0

    triples = [
        (coder, unit, value)
        for unit, values in enumerate(items)
        for coder, value in enumerate(values)
        if value is not None
    ]
    kinds = sorted({value for _, _, value in triples}, key=sorted)
    rows = [
        [None if v is None else f"{kinds.index(v):03}" for v in row]
        for row in zip(*items, strict=True)
    ]
    found = alpha(ratings(rows), masi(kinds))
    if len(kinds) == 1:  # NLTK says 1 here
        assert found.value is None
    else:
        theirs = task.AnnotationTask(triples, distance=distance).alpha()
        assert found.value == pytest.approx(theirs)


@settings(max_examples=50)
@given(tables(), st.randoms(use_true_random=False))
def test_no_coefficient_depends_on_the_order_of_coders_or_units(rated, random):
    coders, places = list(range(len(rated.coders))), list(range(len(rated.documents)))
    random.shuffle(coders)
    random.shuffle(places)
    rows = [[rated.values[coder, unit] for unit in places] for coder in coders]
    shuffled = ratings(
        [[None if value == MISSING else str(value) for value in row] for row in rows],
        documents=[int(rated.documents[unit]) for unit in places],
    )
    for coefficient in (percent, cohen, alpha):
        ours, theirs = coefficient(rated), coefficient(shuffled)
        assert theirs.value == (None if ours.value is None else pytest.approx(ours.value))
        assert (ours.interval is None) == (theirs.interval is None)
        if ours.interval is not None:
            assert theirs.interval.low == pytest.approx(ours.interval.low)


def weighted_kappa(rated):
    """The mean of the kappas of pairs, each weighted by its units; None if there is none."""
    pairs = [one for one in pairwise(rated) if one.value is not None]
    weight = sum(one.units for one in pairs)
    return sum(one.value * one.units for one in pairs) / weight if weight else None


@settings(max_examples=60)
@given(tables())
def test_the_mean_kappa_weighs_each_pair_by_the_units_it_shares(rated):
    expected = weighted_kappa(rated)
    assert cohen(rated).value == (None if expected is None else pytest.approx(expected))


@settings(max_examples=60)
@given(tables())
def test_leaving_a_document_out_of_sums_is_computing_without_it(rated):
    """Sums are subtracted; here every document is really taken away."""
    paired = rated.pairable()
    if rated.reason_undefined():
        return
    for estimate, coefficient in (
        (percent_estimate, lambda one: percent(one).value),
        (alpha_estimate, lambda one: alpha(one).value),
        (kappa_estimate, weighted_kappa),
    ):
        found = estimate(paired).without
        for document, one in enumerate(found):
            expected = coefficient(_without(paired, document))
            assert math.isnan(one) if expected is None else one == pytest.approx(expected)


def _without(rated, document):
    keep = rated.documents != document
    rows = rated.values[:, keep]
    return ratings(
        [[None if value == MISSING else str(value) for value in row] for row in rows],
        documents=[int(one) for one in rated.documents[keep]],
    )


@settings(max_examples=60)
@given(st.lists(st.tuples(SETS, SETS), min_size=2, max_size=8), st.integers(2, 3))
def test_leaving_a_document_out_of_masi_alpha_is_computing_without_it(items, number):
    documents = [place % number for place in range(len(items))]
    rows = [["".join(sorted(one)) for one in row] for row in zip(*items, strict=True)]
    rated = ratings(rows, documents=documents)
    found = alpha_estimate(rated.pairable(), masi([frozenset(name) for name in rated.names]))
    for document, one in zip(sorted(set(documents)), found.without, strict=True):
        left = [item for item, where in zip(items, documents, strict=True) if where != document]
        expected = alpha(*of_sets(left)).value if left else None
        assert math.isnan(one) if expected is None else one == pytest.approx(expected)


def test_a_rounding_error_is_not_taken_for_variation():
    """Without document 0 every value is the same set; sums of thirds must come to zero there."""
    sets = ["AB", "ABC", "BD", "ACD", "ABCDE", "CDE", "AE"] * 997
    rows = [[*sets, *["A"] * 2000], [*sets[1:], "A", *["A"] * 2000]]
    rated = ratings(rows, documents=[0] * len(sets) + [1] * 2000)
    found = alpha_estimate(rated.pairable(), masi([frozenset(name) for name in rated.names]))
    assert math.isnan(found.without[0])


def test_disagreement_counts_units_where_coders_differ():
    assert mass(ratings([list("aab"), list("abb")])) == pytest.approx(2.0)
    assert mass(ratings([["a"]])) == 0.0


# ----------------------------------------------------------------------------- intervals


# The columns of the usual printed tables, for 95 % and 99 % both ways.
@pytest.mark.parametrize(
    ("degrees", "at_95", "at_99"),
    [
        *((1, 12.706, 63.657), (2, 4.303, 9.925), (3, 3.182, 5.841), (9, 2.262, 3.250)),
        *((30, 2.042, 2.750), (120, 1.980, 2.617), (100_000, 1.960, 2.576)),
    ],
)
def test_students_t_is_that_of_printed_tables(degrees, at_95, at_99):
    assert students_t(0.975, degrees) == printed(at_95, 3)
    assert students_t(0.995, degrees) == printed(at_99, 3)


def test_students_t_does_not_jump_where_the_method_changes():
    steps = [students_t(0.975, degrees) for degrees in range(196, 204)]
    assert all(0 < one - other < 2e-4 for one, other in itertools.pairwise(steps))
    with pytest.raises(ValueError, match="no such quantile"):
        students_t(0.4, 3)


# --------------------------------------------------------------------------------- spans


def fragments(*pairs):
    return tuple(Span(*pair) for pair in pairs)


def test_overlapping_spans_are_matched_one_to_one_as_often_as_possible():
    one, two, three = fragments((0, 10)), fragments((0, 3)), fragments((8, 20))
    assert matched([one], [two, three]) == 1
    # First come, first served would give the long one to the first and nothing to the second.
    assert (
        matched([fragments((0, 10)), fragments((9, 10))], [fragments((0, 2)), fragments((9, 12))])
        == 2
    )
    assert (
        matched([fragments((0, 5)), fragments((1, 3))], [fragments((2, 4)), fragments((4, 6))]) == 2
    )
    assert matched([fragments((0, 2))], [fragments((2, 4))]) == 0  # end is exclusive


def test_a_discontinuous_span_does_not_overlap_in_its_gap():
    assert matched([fragments((0, 2), (8, 10))], [fragments((3, 7))]) == 0
    assert matched([fragments((0, 2), (8, 10))], [fragments((3, 9))]) == 1


@st.composite
def marked(draw):
    edges = sorted(draw(st.sets(st.integers(0, 14), min_size=2, max_size=4)))
    return tuple(Span(*pair) for pair in zip(edges[::2], edges[1::2], strict=False))


@settings(max_examples=150)
@given(st.sets(marked(), max_size=5), st.sets(marked(), max_size=5))
def test_the_matching_is_the_largest_and_the_same_from_both_sides(ours, theirs):
    def best(left, right):
        if not left:
            return 0
        first, *rest = left
        partners = [one for one in right if any(a.overlaps(b) for a in first for b in one)]
        return max([best(rest, right), *(1 + best(rest, right - {one}) for one in partners)])

    assert matched(ours, theirs) == best(list(ours), theirs)
    assert matched(theirs, ours) == matched(ours, theirs)


# -------------------------------------------------------------------------------- report


def document(number=0, sentences=4):
    """Sentences of ten characters each."""
    places = tuple(Span(10 * one, 10 * one + 10) for one in range(sentences))
    return Document(f"b2:{number}", "x" * 10 * sentences, sentences=places)


def judgement(*marks, finished=True):
    """Marks are (label, start, end)."""
    held = {
        str(number): Annotation(str(number), label, (Span(start, end),), {}, Origin.MANUAL)
        for number, (label, start, end) in enumerate(marks)
    }
    return Judgement(annotations=held, finished=finished)


def reading(annotator, *held, number=0):
    """A judgement for each sentence; None where the annotator never was."""
    found = {
        Span(10 * place, 10 * place + 10): one for place, one in enumerate(held) if one is not None
    }
    return Reading(document(number), annotator, found)


NOTHING = judgement()


def two_readings():
    both = judgement(("claim", 20, 25), ("loaded", 26, 28))
    claim = judgement(("claim", 20, 25))
    return [
        reading("ada", judgement(("loaded", 0, 5)), NOTHING, both, NOTHING),
        reading("bob", judgement(("loaded", 2, 8)), NOTHING, claim, None),
    ]


def test_units_are_the_sentences_that_two_annotators_finished():
    found = agreement_report(two_readings(), ["loaded", "claim"])
    assert (found.units, found.documents) == (3, 1)
    assert found.finished == {"ada": 4, "bob": 3}
    assert found.overall.percent.value == pytest.approx(2 / 3)
    assert found.overall.alpha.units == 3


def test_nothing_is_a_value_and_not_finished_is_missing():
    half_done = judgement(("loaded", 10, 15), finished=False)
    readings = two_readings()
    readings[1] = reading(
        "bob", judgement(("loaded", 2, 8)), half_done, judgement(("claim", 20, 25))
    )
    assert agreement_report(readings, ["loaded"]).units == 2
    readings[1] = reading("bob", judgement(("loaded", 2, 8)), NOTHING, judgement(("claim", 20, 25)))
    assert agreement_report(readings, ["loaded"]).units == 3


def test_a_label_is_present_or_absent_in_a_sentence():
    loaded, claim = agreement_report(two_readings(), ["claim", "loaded"]).labels
    assert (loaded.label, claim.label) == ("loaded", "claim")  # most disagreement first
    assert (loaded.prevalence, loaded.positive) == (pytest.approx(3 / 6), 2)
    assert (claim.prevalence, claim.positive) == (pytest.approx(2 / 6), 1)
    assert (loaded.percent.value, claim.percent.value) == (pytest.approx(2 / 3), 1.0)
    assert (loaded.disagreement, loaded.share, claim.share) == (2.0, 1.0, 0.0)
    assert claim.alpha.value == claim.kappa.value == pytest.approx(1.0)
    # 1 - 5/6: worked manually, Do = 1/3, De = 2 * 3 * 3 / (6 * 5) = 3/5, alpha = 1 - 5/9.
    assert loaded.alpha.value == pytest.approx(4 / 9)


def test_span_f1_counts_exact_and_overlapping_spans_in_shared_sentences():
    found = agreement_report(two_readings(), ["claim", "loaded"])
    loaded, claim = found.labels
    assert (claim.f1_exact.value, claim.f1_overlap.value) == (1.0, 1.0)
    assert (loaded.f1_exact.value, loaded.f1_overlap.value) == (0.0, pytest.approx(2 / 3))
    assert found.overall.f1_exact.value == pytest.approx(2 / 5)
    assert found.overall.f1_overlap.value == pytest.approx(4 / 5)


def test_spans_in_sentences_that_one_of_the_pair_did_not_finish_do_not_count():
    readings = two_readings()
    extra = judgement(("loaded", 30, 35))
    readings[0] = reading(
        "ada", *[readings[0].judgements[s] for s in document().sentences[:3]], extra
    )
    assert agreement_report(readings, ["claim", "loaded"]).overall.f1_exact.value == pytest.approx(
        2 / 5
    )


def test_the_same_span_under_another_sentence_is_the_same_span():
    across = ("claim", 5, 15)
    readings = [
        reading("ada", judgement(across), NOTHING),
        reading("bob", NOTHING, judgement(across)),
    ]
    found = agreement_report(readings, ["claim"])
    assert found.overall.f1_exact.value == 1.0
    assert found.overall.percent.value == 1.0


def test_a_span_marked_twice_counts_once():
    twice = judgement(("claim", 0, 5), ("claim", 0, 5))
    found = agreement_report(
        [reading("ada", twice), reading("bob", judgement(("claim", 0, 5)))], ["claim"]
    )
    assert found.overall.f1_exact.value == found.overall.f1_overlap.value == 1.0


def test_labels_that_were_not_asked_for_are_left_out_and_counted():
    found = agreement_report(two_readings(), ["loaded"])
    assert found.left_out == {"claim": 2}
    assert [one.label for one in found.labels] == ["loaded"]
    assert found.overall.f1_exact.value == 0.0
    assert "claim: not compared, 2 annotations left out" in table(found)


def test_pairs_are_compared_apart_and_missing_pairs_say_so():
    readings = [
        *two_readings(),
        reading("cyd", None, None, None, NOTHING),
    ]
    found = agreement_report(readings, ["claim", "loaded"])
    by_pair = {(pair.one, pair.other): pair for pair in found.overall.pairs}
    assert list(by_pair) == [("ada", "bob"), ("ada", "cyd"), ("bob", "cyd")]
    assert by_pair["ada", "bob"].kappa.units == 3
    assert by_pair["bob", "cyd"].kappa.reason == "no data: no coder rated a unit"
    assert by_pair["bob", "cyd"].f1_exact.value is None
    assert by_pair["ada", "cyd"].kappa.reason.startswith("no variation: every value is 'nothing'")
    assert found.overall.kappa.value == by_pair["ada", "bob"].kappa.value
    assert found.units == 4


@pytest.mark.parametrize(
    ("readings", "reason"),
    [
        ([], "no data"),
        ([reading("ada", NOTHING)], "one coder"),
        ([reading("ada", NOTHING), reading("bob", None, NOTHING)], "no overlap"),
        ([reading("ada", judgement(finished=False)), reading("bob", NOTHING)], "one coder"),
    ],
)
def test_a_project_without_agreement_yet_says_why(readings, reason):
    found = agreement_report(readings, ["claim"])
    assert (found.units, found.documents) == (0, 0)
    for one in (
        found.overall.percent,
        found.overall.alpha,
        found.overall.alpha_masi,
        found.labels[0].kappa,
    ):
        assert one.value is None
        assert reason in one.reason
    assert any(reason in line for line in table(found))


def test_two_readings_of_one_document_by_one_annotator_are_refused():
    with pytest.raises(ValueError, match="two readings"):
        agreement_report([reading("ada", NOTHING), reading("ada", NOTHING)], [])


def many(agreed, only_ada, only_bob, neither):
    """Two annotators over documents of four sentences; each finishes them all."""
    mark = [(1, 1)] * agreed + [(1, 0)] * only_ada + [(0, 1)] * only_bob + [(0, 0)] * neither
    found = []
    for number, start in enumerate(range(0, len(mark), 4)):
        for coder, name in enumerate(("ada", "bob")):
            held = [
                judgement(("claim", 10 * place, 10 * place + 3)) if one[coder] else NOTHING
                for place, one in enumerate(mark[start : start + 4])
            ]
            found.append(reading(name, *held, number=number))
    return found


def test_the_prevalence_paradox_is_flagged_and_its_counterpart_is_not():
    paradox, plain = vectors.FEINSTEIN_CICCHETTI[1].counts, vectors.FEINSTEIN_CICCHETTI[0].counts
    for ((both, first), (second, none)), flagged in ((paradox, True), (plain, False)):
        (claim,) = agreement_report(many(both, first, second, none), ["claim"]).labels
        assert claim.percent.value == printed(0.85, 3)
        assert any("prevalence effect" in note for note in claim.notes) is flagged


def test_a_rare_label_is_flagged():
    (claim,) = agreement_report(many(3, 1, 1, 95), ["claim"]).labels
    assert claim.prevalence == pytest.approx(0.04)
    assert claim.notes == (
        "prevalence effect: under 5 % of the values are 'present', so few sentences decide alpha",
    )


def numbers(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from numbers(part)
    else:
        yield value


def test_the_report_is_plain_json_without_nan():
    found = agreement_report(
        [*two_readings(), reading("cyd", None, None, None, NOTHING)], ["claim", "none"]
    )
    as_dict = found.as_dict()
    assert {type(one) for one in numbers(as_dict)} <= {int, float, str, type(None)}
    again = json.loads(json.dumps(as_dict, allow_nan=False))
    assert {tuple(one) for one in again["figures"]} == {
        (
            *("coefficient", "scope", "value", "interval", "observed", "units", "coders"),
            *("documents", "formula", "reason"),
        )
    }
    (none,) = [
        one
        for one in again["figures"]
        if (one["coefficient"], one["scope"]) == ("alpha", "sentences, label none")
    ]
    assert none["value"] is None
    assert none["reason"].startswith("no variation")


def test_an_interval_needs_two_documents():
    assert agreement_report(two_readings(), ["claim"]).overall.percent.interval is None
    found = agreement_report(many(100, 30, 30, 100), ["claim"]).overall.alpha.interval
    assert found is not None
    assert found.confidence == 0.95
    wider = agreement_report(
        many(100, 30, 30, 100), ["claim"], confidence=0.99
    ).overall.alpha.interval
    assert wider.low < found.low < found.high < wider.high


TABLE = """\
Agreement on 4 sentences of 1 document that two annotators or more finished
Finished: ada 4; bob 3; cyd 1

Overall: the labels of a sentence together     value  95% interval
  percent agreement, identical label sets      0.750  -
  Cohen's kappa, mean over pairs               0.571  -
  Fleiss' kappa                                0.619  -
  Krippendorff's alpha, nominal distance       0.667  -
  Krippendorff's alpha, MASI 1 - J*M           0.767  -
  Krippendorff's alpha, Jaccard                0.821  -
  span F1, exact                               0.400  -
  span F1, exact, mean over pairs              0.400  -
  span F1, overlap                             0.800  -
  span F1, half of the characters (IoU)        0.400  -
  span F1, same bounds, any label              0.400  -
  span F1, overlap, any label                  0.800  -
  span F1, same label in the sentence          0.800  -

By label, most disagreement first: is it in the sentence, and where
label                     given present share percent  alpha       interval    AC1 F1 exact overlap
loaded                        2   37.5%  100%   0.750  0.533              -  0.529    0.000   0.667
claim                         1   25.0%    0%   1.000  1.000              -  1.000    1.000   1.000
none                          0    0.0%    0%   1.000      -              -  1.000        -       -

By pair of annotators: the labels of a sentence together
annotators                               sentences percent  kappa       interval F1 exact overlap
ada - bob                                        3   0.667  0.571              -    0.400   0.800
ada - cyd                                        1   1.000      -              -        -       -
bob - cyd                                        0       -      -              -        -       -

given: sentences where anyone gave the label.  present: share of yes in answers.
share: of all disagreement.  interval: of alpha; AC1 is less moved by rare labels.
A mean over pairs weighs each pair by the sentences that the two share.
overall: no interval (an interval needs two documents, found 1): all
none: undefined (no variation: every value is 'absent', so chance would agree as well): alpha
none: undefined (no spans: no coder marked any in the units judged by two): span F1
"""


def test_the_table_is_this_one():
    readings = [*two_readings(), reading("cyd", None, None, None, NOTHING)]
    assert table(agreement_report(readings, ["claim", "loaded", "none"])) == TABLE.splitlines()


def test_the_table_shows_intervals_where_there_are_some():
    found = table(agreement_report(many(100, 30, 30, 100), ["claim"]))
    (row,) = [line for line in found if line.startswith("claim ")]
    assert "[0.3" in row
    assert not any(line.startswith("overall: ") for line in found)


def test_no_line_of_the_table_is_wider_than_100_columns_or_steers_a_terminal():
    names = [f"annotator \x1b[31m {'long ' * 9}{number}" for number in range(9)]
    labels = ["a" * 60, "\x1b]0;evil\x07", "claim"]
    marks = judgement(*((label, 0, 5) for label in labels), ("un\nasked", 1, 2))
    readings = [
        reading(name, marks if number % 2 else NOTHING, NOTHING)
        for number, name in enumerate(names)
    ]
    found = table(agreement_report(readings, labels))
    assert max(map(len, found)) <= 100
    assert all(line.isprintable() for line in found)
    assert sum("F1 exact overlap" in line for line in found) == 2  # labels, pairs


# ------------------------------------------------------------------------ published data


def test_kappa_of_the_incrediblae_votes_is_the_published_one():
    path = shared("incrediblae_kappa/InCrediblAE_Manual_Evaluation_Dataset.csv")
    with path.open(encoding="utf-8", newline="") as file:
        votes = [
            (row["annotator1_stance"], row["annotator2_stance"]) for row in csv.DictReader(file)
        ]
    found = cohen(ratings([list(row) for row in zip(*votes, strict=True)]))
    assert found.value == pytest.approx(0.5240984623870923, abs=1e-15)
    assert found.units == 680


def test_alpha_of_the_babe_votes_is_the_published_one():
    path = shared("babe_sg1/derived_votes_SG1.csv")
    with path.open(encoding="utf-8", newline="") as file:
        votes = [row for row in csv.DictReader(file) if row["bias_0_1"]]
    coders = sorted({row["annotator"] for row in votes})
    places = {unit: place for place, unit in enumerate(sorted({row["unit_id"] for row in votes}))}
    rows = [[None] * len(places) for _ in coders]
    for row in votes:
        rows[coders.index(row["annotator"])][places[row["unit_id"]]] = row["bias_0_1"]
    assert alpha(ratings(rows)).value == printed(0.388102, 6)


# bratiaa prints the plain mean over pairs of annotators, and the population's deviation.
BRATIAA = {None: 0.890, "LOC": 0.819, "MISC": 0.840, "ORG": 0.906, "PER": 0.938}


def test_span_f1_of_the_bratiaa_project_is_the_published_one():
    """The published figures are means of the pairs' F1; counts that are pooled come close."""
    readings = brat_readings(shared("bratiaa_span_f1/example-files/example-project"))
    labels = ["LOC", "MISC", "ORG", "PER"]
    counts = count(coder_spans(units(readings), {one: one for one in labels}), labels)
    assert len(counts.pairs) == 6
    for label, expected in BRATIAA.items():
        assert f1(counts, mean=True, name=label).value == printed(expected, 3)
    assert deviation(counts).value == printed(0.053, 3)
    assert f1(counts).value == pytest.approx(f1(counts, mean=True).value, abs=0.005)


def brat_readings(project):
    """Each brat document as one finished sentence of each annotator."""
    found = []
    for folder in sorted(path for path in project.iterdir() if path.is_dir()):
        for file in sorted(folder.glob("*.ann")):
            text = file.with_suffix(".txt").read_text(encoding="utf-8")
            whole = Span(0, len(text))
            lines = file.read_text(encoding="utf-8").splitlines()
            marks = [line.split("\t")[1].split(" ", 1) for line in lines if line.startswith("T")]
            held = {
                str(number): Annotation(
                    str(number),
                    label,
                    tuple(Span(*map(int, pair.split())) for pair in places.split(";")),
                    {},
                    Origin.MANUAL,
                )
                for number, (label, places) in enumerate(marks)
            }
            judged = {whole: Judgement(annotations=held, finished=True)}
            found.append(
                Reading(Document(file.name, text, sentences=(whole,)), folder.name, judged)
            )
    assert len(found) == 28
    return found


def test_label_sets_are_named_for_reasons():
    rated, sets = label_sets(units(two_readings()), ["claim", "loaded"])
    assert rated.names == ("nothing", "claim", "claim + loaded", "loaded")
    assert sets == (
        frozenset(),
        frozenset({"claim"}),
        frozenset({"claim", "loaded"}),
        frozenset({"loaded"}),
    )
