"""The paragraph about agreement for the methods section of a paper, with a study's figures."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.agreement.figure import Figure
from annotator.agreement.study import StudyReport

SOURCES = (
    (
        "Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of"
        " Pennsylvania."
    ),
    (
        "Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and"
        " Psychological Measurement 20, 37-46."
    ),
    (
        "Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of"
        " high agreement. British Journal of Mathematical and Statistical Psychology 61, 29-48."
    ),
    (
        "Hripcsak, G. & Rothschild, A. S. (2005). Agreement, the F-measure, and reliability in"
        " information retrieval. JAMIA 12, 296-298."
    ),
    (
        "Wilson, E. B. (1927). Probable inference, the law of succession, and statistical"
        " inference. JASA 22, 209-212."
    ),
    (
        "Franco, C., Little, R. J. A., Louis, T. A. & Slud, E. V. (2019). Comparative study of"
        " confidence intervals for proportions in complex sample surveys. Journal of Survey"
        " Statistics and Methodology 7, 334-364."
    ),
    (
        "Greenland, S. & Robins, J. M. (1985). Estimation of a common effect parameter from sparse"
        " follow-up data. Biometrics 41, 55-68."
    ),
)
"""What the paragraph cites."""


def methods(report: StudyReport) -> str:
    """Return the paragraph. Raises ValueError if nothing could be compared."""
    every, confidence = report.all, report.all.confidence
    if not every.units:
        raise ValueError("no sentence was finished by two annotators")
    overall = every.overall
    sentences = [
        (
            f"{len(every.finished)} annotators finished {_range(every.finished.values())} sentences"
            f" each; {every.units:,} sentences of {every.documents:,} documents were finished"
            f" by two or more and are compared."
        ),
        (
            "The unit is the sentence and its value the set of labels given in it; a sentence"
            " finished without an annotation has the value 'nothing', and one that was not"
            " finished, or could not be judged, is missing."
        ),
        (
            f"Krippendorff's alpha (2011; nominal distance) of label sets is"
            f" {_value(overall.alpha)} and the share of identical sets"
            f" {_value(overall.percent)}; {_kappa(report)}."
        ),
        (
            "Spans are compared by pairwise F1 (Hripcsak & Rothschild 2005), pooled over pairs:"
            f" {_value(overall.f1_exact)} for the same characters and label,"
            f" {_value(overall.f1_overlap)} for at least one character in common and the same"
            f" label."
        ),
        (
            f"{confidence:.0%} intervals are Wilson score intervals (1927) for the agreed share"
            f" of the units that a pair of annotators had to agree on, with an effective sample"
            f" size: the design effect is the variance when documents are left out one at a"
            f" time over the binomial one, averaged with a prior that counts as two documents"
            f" (cf. Franco et al. 2019); they take documents as the sample and these annotators"
            f" as given."
        ),
        *_blind(report),
    ]
    return " ".join(sentences)


def _blind(report: StudyReport) -> Iterable[str]:
    blind, overall = report.blind, report.pull.overall
    if not blind.units:
        yield (
            "Suggestions of rules were on show in all compared sentences, so that the figures may"
            " in part be agreement with the suggestions."
        )
        return
    yield (
        f"In {blind.units:,} of the compared sentences, a random sample, nothing was suggested"
        f" before they were finished: alpha is {_value(blind.overall.alpha)} there and"
        f" {_value(report.assisted.overall.alpha)} in the others."
    )
    if overall.difference is not None and overall.interval is not None:
        low, high = overall.interval.low, overall.interval.high
        yield (
            f"The share of suggested labels that were given was {100 * overall.difference:+.1f}"
            f" percentage points [{100 * low:+.1f}, {100 * high:+.1f}] higher where the suggestion"
            " was on show (difference of shares within annotators and"
            " labels after Mantel and Haenszel; Greenland & Robins 1985)."
        )


def _kappa(report: StudyReport) -> str:
    kappa = report.all.overall.kappa
    mean = ", mean over pairs weighted by shared sentences" if kappa.coders > 2 else ""
    return f"Cohen's kappa (1960{mean}) is {_value(kappa)}"


def _value(figure: Figure) -> str:
    if figure.value is None:
        return f"undefined ({figure.reason})"
    if figure.interval is None:
        return f"{figure.value:.3f} (no interval: {figure.reason})"
    return f"{figure.value:.3f} [{figure.interval.low:.3f}, {figure.interval.high:.3f}]"


def _range(numbers: Iterable[int]) -> str:
    found = sorted(numbers)
    return f"{found[0]:,}" if found[0] == found[-1] else f"{found[0]:,} to {found[-1]:,}"
