"""Published worked examples of every coefficient, and libraries as oracles on random data.

The examples are in ../shared/notes/agreement_vectors.py, those that matter most also here.
"""

import importlib.util
import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement import distance
from annotator.agreement.alpha import alpha
from annotator.agreement.alpha_u import disagreement, merged
from annotator.agreement.brennan_prediger import brennan_prediger
from annotator.agreement.conger import conger
from annotator.agreement.distance import NOMINAL
from annotator.agreement.fleiss import fleiss
from annotator.agreement.gwet import gwet
from annotator.agreement.kappa import cohen
from annotator.agreement.percent import percent
from annotator.agreement.positive_agreement import positive_agreement
from annotator.agreement.ratings import MISSING, Ratings, ratings
from annotator.agreement.span_matching import Matching
from annotator.model import Span
from tests.helpers.paths import SHARED


def _load():
    path = SHARED / "notes" / "agreement_vectors.py"
    if not path.exists():
        return None
    spec = importlib.util.spec_from_file_location("agreement_vectors", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


V = _load()
needs_vectors = pytest.mark.skipif(V is None, reason="agreement_vectors.py is not here")


def near(value, tolerance=6e-4):
    return pytest.approx(value, abs=tolerance)


def of(data):
    return ratings(
        [[None if isinstance(v, float) and math.isnan(v) else v for v in row] for row in data]
    )


def of_table(table):
    one, other = np.nonzero(np.array(table))
    many = np.array(table)[one, other]
    rows = [np.repeat(side, many) for side in (one, other)]
    names = tuple(map(str, range(len(table))))
    return Ratings(("1", "2"), names, np.array(rows), np.arange(len(rows[0])))


def metric(rated, name):
    numbers = [float(one) for one in rated.names]
    if name == "ordinal":
        values = rated.pairable().values
        return distance.ordinal(np.bincount(values[values >= 0], minlength=len(numbers)))
    if name == "steps":
        return distance.steps(len(numbers))
    return getattr(distance, name)(numbers)


# ------------------------------------------------------------------------------ examples

GWET_4 = [
    "11.1", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", ".555", "..11", "..3.",
]  # fmt: skip


def test_gwets_twelve_units_of_four_raters():
    """Gwet 2014; figures of the R package irrCAC."""
    rated = ratings([[None if v == "." else v for v in row] for row in zip(*GWET_4, strict=True)])
    quadratic, linear, ordered = (metric(rated, name) for name in ("interval", "linear", "steps"))
    assert gwet(rated).value == near(0.77544, 6e-6)
    assert gwet(rated).observed == near(0.81818, 6e-6)
    assert fleiss(rated).value == near(0.76117, 6e-6)
    assert conger(rated).value == near(0.763)
    assert brennan_prediger(rated).value == near(0.773)
    assert [gwet(rated, one).value for one in (quadratic, linear, ordered)] == [
        near(0.914), near(0.859), near(0.899),
    ]  # fmt: skip
    assert [alpha(rated, one).value for one in (linear, quadratic, ordered)] == [
        near(0.800), near(0.849), near(0.834),
    ]  # fmt: skip
    assert (fleiss(rated, quadratic).value, conger(rated, quadratic).value) == (
        near(0.865), near(0.858),
    )  # fmt: skip


@needs_vectors
@pytest.mark.parametrize(
    "name",
    [
        *("KRIPP_2011", "KRIPP_2011_A", "KRIPP_2011_B_LETTERS", "KRIPP_2011_B_NUM"),
        *("KRIPP_1980_P139", "WIKIPEDIA_ALPHA", "HAYES_KRIPP_2007"),
    ],
)
def test_alpha_of_published_ratings_at_every_level(name):
    one = getattr(V, name)
    rated = of(one["data"])
    if "nominal" in one:
        assert alpha(rated).value == near(one["nominal"])
    for level in ("ordinal", "interval", "ratio"):
        if level in one:
            assert alpha(rated, metric(rated, level)).value == near(one[level])
    for value, expected in one.get("per_category", {}).items():
        assert alpha(only(rated, str(value))).value == near(expected)


def only(rated, value):
    """One value against all others."""
    code = rated.names.index(value)
    held = np.where(rated.values == code, 1, np.minimum(rated.values, 0))
    return Ratings(rated.coders, ("other", value), held, rated.documents)


@needs_vectors
def test_fleiss_kappa_of_fleiss_and_of_warrens_and_randolph():
    rated = of(list(zip(*V.FLEISS_1971["data"], strict=True)))
    found = fleiss(rated)
    assert (found.coefficient, found.value) == ("fleiss", near(V.FLEISS_1971["kappa"]))
    assert found.observed == near(V.FLEISS_1971["Po"], 6e-5)
    for value, expected in V.FLEISS_1971["per_category"].items():
        assert fleiss(only(rated, str(value))).value == near(expected, 0.005)
    rows = [list(row) for number, row in V.WARRENS_2010["rows"] for _ in range(number)]
    rated = of(list(zip(*rows, strict=True)))
    assert fleiss(rated).value == near(V.WARRENS_2010["fleiss"])
    assert conger(rated).value == near(V.WARRENS_2010["hubert"])
    assert cohen(rated).value == near(V.WARRENS_2010["light_mean_pairwise_cohen"])
    assert brennan_prediger(rated).value == near(V.WARRENS_2010["randolph"])
    for name in ("ex1", "ex2"):
        rated = of(list(zip(*V.RANDOLPH_2005[name], strict=True)))
        assert fleiss(rated).value == near(V.RANDOLPH_2005[f"{name}_fleiss"], 0.01)
        assert brennan_prediger(rated).value == near(V.RANDOLPH_2005[f"{name}_free"], 0.01)


@needs_vectors
@pytest.mark.parametrize("name", V.TABLES if V else [])
def test_coefficients_of_published_tables(name):
    one = V.TABLES[name]
    rated, tolerance = of_table(one["t"]), one.get("tol", 6e-4)
    plain = {
        "Ao": percent,
        "kappa": cohen,
        "pi": fleiss,
        "alpha": alpha,
        "ac1": gwet,
        "S": brennan_prediger,
    }
    for key, coefficient in plain.items():
        if key in one:
            wide = max(tolerance, 5.1e-3 if key == "Ao" else 1e-3 if key == "S" else 0)
            assert coefficient(rated).value == near(one[key], wide), key
    if "ac2_quadratic" in one:
        quadratic = distance.interval(range(len(one["t"])))
        assert gwet(rated, quadratic).value == near(one["ac2_quadratic"], 6e-5)
    if "w_dist" in one:
        weighted = distance.of_matrix(one["w_dist"])
        assert alpha(rated, weighted).value == near(one["alpha_w"])
        assert cohen(rated, weighted).value == near(one["kappa_w"])


@needs_vectors
def test_distances_between_published_sets():
    for one, other, jaccard, masi, product in V.MASI_PAIRS:
        sets = [frozenset(map(str, one)), frozenset(map(str, other))]
        for make, expected in (
            (distance.jaccard, jaccard), (distance.masi, masi), (distance.masi_product, product),
        ):  # fmt: skip
            measure = make(sets).between
            assert measure(np.array([0, 1]), np.array([1, 0])) == pytest.approx([expected] * 2)
    items = V.DKPRO_SETS["items"]
    kinds = sorted({frozenset(one) for pair in items for one in pair}, key=sorted)
    codes = [[kinds.index(frozenset(pair[side])) for pair in items] for side in (0, 1)]
    names = tuple(" ".join(sorted(one)) for one in kinds)
    rated = Ratings(("1", "2"), names, np.array(codes), np.arange(len(items)))
    expected = (
        (distance.monotonicity, "alpha_passonneau2004"),
        (distance.masi_product, "alpha_masi_dkpro"),
    )
    for make, key in expected:
        assert alpha(rated, make(kinds)).value == near(V.DKPRO_SETS[key])


def units_of(examples, coder, category=None):
    return merged(
        [
            Span(start, start + length)
            for who, start, length, *kind in examples
            if who == coder and (category is None or kind == [category])
        ]
    )


@needs_vectors
def test_alpha_u_of_krippendorffs_examples():
    one = V.ALPHA_U_2004
    whole = [Span(one["begin"], one["begin"] + one["length"])]
    found = {
        kind: disagreement([units_of(one["units"], coder, kind) for coder in (0, 1)], whole)
        for kind in "ck"
    }
    for kind, expected in (("c", one["c"]), ("k", one["k"])):
        assert found[kind].observed == near(expected["Do"], 1e-4)
        assert found[kind].expected == near(expected["De"], 1e-4)
        assert found[kind].alpha == near(expected["alpha"], 1e-4)
    observed, expected = (
        sum(getattr(f, key) for f in found.values()) for key in ("observed", "expected")
    )
    assert 1 - observed / expected == near(one["alpha"], 5e-4)
    one = V.ALPHA_U_1995
    for kind, examples in one["units"].items():
        plain = [units_of(examples, coder) for coder in (0, 1)]
        assert disagreement(plain, [Span(0, one["length"])]).observed == near(one["Do"][kind], 1e-5)
        wide = one["stretch_for_limit"]
        stretched = [(who, start * wide, length * wide) for who, start, length in examples]
        found = disagreement(
            [units_of(stretched, coder) for coder in (0, 1)], [Span(0, one["length"] * wide)]
        )
        assert found.expected == near(one["De_limit"][kind], 5e-3)
        assert found.alpha == near(one["alpha_limit"][kind], one["tol_alpha"])


@needs_vectors
def test_span_f1_of_the_four_ways_of_semeval_2013():
    def spans(tags):
        found, start = [], None
        for place, tag in enumerate([*tags, "O"]):
            if start is not None and not tag.startswith("I-"):
                found.append((tags[start][2:], ((start, place),)))
                start = None
            if tag.startswith("B-"):
                start = place
        return found

    sides = [[spans(tags) for tags in V.SEMEVAL13[side]] for side in ("true", "pred")]
    total = sum(len(found) for side in sides for found in side)

    def f1(matching):
        hits = 0
        for ours, theirs in zip(*sides, strict=True):
            labels = {None} if matching.is_blind else {label for label, _ in (*ours, *theirs)}
            for label in labels:
                left, right = (
                    [span for name, span in side if label in (None, name)]
                    for side in (ours, theirs)
                )
                hits += matching.matches(left, right, [0] * len(left), [0] * len(right))
        return 2 * hits / total

    expected = V.SEMEVAL13["f1"]
    assert f1(Matching.EXACT) == pytest.approx(expected["strict"])
    assert f1(Matching.OVERLAP) == pytest.approx(expected["ent_type"])
    assert f1(Matching.BOUNDARY) == pytest.approx(expected["exact"])
    half = (f1(Matching.BOUNDARY) + f1(Matching.PARTIAL)) / 2
    assert half == pytest.approx(expected["partial"])


@needs_vectors
@pytest.mark.parametrize("name", V.EDGE if V else [])
def test_degenerate_ratings_never_give_nan(name):
    rated = of(V.EDGE[name])
    coefficients = (percent, cohen, fleiss, conger, alpha, gwet, brennan_prediger)
    for one in [coefficient(rated) for coefficient in coefficients]:
        for number in (one.value, one.observed):
            assert number is None or math.isfinite(number)
        assert one.reason or one.interval
    if name == "swap":
        assert alpha(rated).value == -0.5
    if name == "one_disagreement":
        assert alpha(rated).value == pytest.approx(0.0)
        assert gwet(rated).value == near(0.913)


# ------------------------------------------------------------------------------- oracles


SOME = st.integers(2, 5)


@st.composite
def numbers(draw, *, missing=True, coders=SOME):
    """Ratings from 1 to 5, some of them missing."""
    number, units = draw(coders), draw(st.integers(2, 15))
    value = st.integers(0, 4) if not missing else st.integers(-1, 4)
    cells = st.lists(value, min_size=number * units, max_size=number * units)
    values = np.array(draw(cells)).reshape(number, units)
    return Ratings(tuple("abcde"[:number]), tuple("12345"), values, np.arange(units) % 4)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
@settings(max_examples=40)
@given(rated=numbers())
def test_alpha_of_every_level_is_that_of_the_krippendorff_library(level, rated):
    library = pytest.importorskip("krippendorff")
    data = np.where(rated.values == MISSING, np.nan, rated.values + 1).astype(float)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = library.alpha(reliability_data=data, level_of_measurement=level)
    except ValueError:
        theirs = math.nan
    ours = alpha(rated, NOMINAL if level == "nominal" else metric(rated, level)).value
    assert ours == (None if math.isnan(theirs) else pytest.approx(theirs))


@pytest.mark.parametrize(
    ("weights", "name"), [(None, ""), ("linear", "linear"), ("quadratic", "interval")]
)
@settings(max_examples=40)
@given(rated=numbers(missing=False, coders=st.just(2)))
def test_weighted_kappa_is_that_of_scikit_learn(weights, name, rated):
    metrics = pytest.importorskip("sklearn.metrics")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = metrics.cohen_kappa_score(*rated.values, labels=range(5), weights=weights)
    ours = cohen(rated, metric(rated, name) if name else NOMINAL).value
    assert ours == (None if math.isnan(theirs) else pytest.approx(theirs))


@settings(max_examples=40)
@given(rated=numbers(missing=False))
def test_pi_and_conger_are_those_of_nltk(rated):
    """NLTK's multi-kappa is that of Davies and Fleiss, which is Conger's for complete data."""
    task = pytest.importorskip("nltk.metrics.agreement")
    triples = [
        (coder, unit, str(value))
        for coder, row in zip(rated.coders, rated.values, strict=True)
        for unit, value in enumerate(row)
    ]
    if len(np.unique(rated.values)) < 2:
        return
    theirs = task.AnnotationTask(triples)
    assert conger(rated).value == pytest.approx(theirs.multi_kappa())
    if len(rated.coders) == 2:
        assert fleiss(rated).value == pytest.approx(theirs.pi())
    used = len(np.unique(rated.values))
    named = Ratings(rated.coders, tuple("12345"[:used]), rated.values, rated.documents)
    if rated.values.max() < used:
        assert brennan_prediger(named).value == pytest.approx(theirs.S())


@settings(max_examples=40)
@given(rated=numbers(missing=False, coders=st.just(2)))
def test_positive_agreement_of_two_is_the_f1_of_scikit_learn(rated):
    metrics = pytest.importorskip("sklearn.metrics")
    ours = positive_agreement(rated, "3").value
    one, other = rated.values == 2
    if not (one | other).any():
        assert ours is None
        return
    assert ours == pytest.approx(metrics.f1_score(one, other, zero_division=0))


@settings(max_examples=40)
@given(rated=numbers())
def test_ac1_and_fleiss_are_their_formulas_unit_by_unit(rated):
    """Written out as in Gwet 2014; there is no light library to ask."""
    counts = np.array([[int((unit == v).sum()) for v in range(5)] for unit in rated.values.T])
    coders = counts.sum(axis=1)
    if not (coders > 1).any():
        return
    both = counts[coders > 1]
    share = [(row * (row - 1)).sum() / (row.sum() * (row.sum() - 1)) for row in both]
    agreed = float(np.mean(share))
    pi = np.mean(counts[coders > 0] / coders[coders > 0, None], axis=0)
    chance = (pi * (1 - pi)).sum() / 4
    assert gwet(rated).value == pytest.approx((agreed - chance) / (1 - chance))
    if (pi**2).sum() < 1 - 1e-9:
        assert fleiss(rated).value == pytest.approx((agreed - (pi**2).sum()) / (1 - (pi**2).sum()))
