"""Published worked examples of agreement coefficients: data, figures, and who printed them.

None is a missing value. Figures are as printed, so they are compared to the digits printed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rated:
    """Coders' rows of values with the nominal coefficients that the source prints."""

    source: str
    rows: list[list[object]]
    alpha: float | None = None
    percent: float | None = None
    mean_kappa: float | None = None
    digits: int = 3


def _rows(*lines: str) -> list[list[object]]:
    """A character for each value; a dot is a missing one."""
    return [[None if one == "." else one for one in line] for line in lines]


def _units(*lines: str) -> list[list[object]]:
    """The same, with a line for each unit instead of each coder."""
    return [list(row) for row in zip(*_rows(*lines), strict=True)]


KRIPPENDORFF_2011 = Rated(
    "Krippendorff 2011, Computing Krippendorff's alpha-reliability, example C (4 coders, 12 units)",
    _rows("123321412...", "1233224125.3", ".3332342251.", "12332441251."),
    alpha=0.743,
)

ALPHAS = [
    KRIPPENDORFF_2011,
    Rated(
        "Krippendorff 2011, example A; Krippendorff 1980, Content Analysis, p. 133",
        _rows("0100000010", "1110010000"),
        alpha=0.095,
        percent=0.6,
    ),
    Rated(
        "Krippendorff 2011, example B (Ben and Gerry)",
        _rows("aabbdcccedda", "babbbccceddd"),
        alpha=0.692,
    ),
    Rated(
        "Krippendorff 1980, Content Analysis, p. 139",
        _rows("112412132", "122442232", "122442332"),
        alpha=0.642,
    ),
    Rated(
        "Wikipedia, Krippendorff's alpha, the worked example",
        _rows(".....34121133.3", "1.213343.......", "..21344.21133.4"),
        alpha=0.691358,
        digits=6,
    ),
    Rated(
        "Gwet 2014, Handbook of Inter-Rater Reliability, 4 raters and 12 units, as in irrCAC",
        _units(
            *("11.1", "2232", "3333", "3333", "2222", "1234"),
            *("4444", "1121", "2222", ".555", "..11", "..3."),
        ),
        alpha=0.743,
        percent=0.81818,
    ),
    Rated(
        "pln-fing/fast-krippendorff issue 27: alpha of two swapped values is below chance",
        _rows("AB", "BA"),
        alpha=-0.5,
        percent=0.0,
        mean_kappa=-1.0,
    ),
]

# Hayes & Krippendorff 2007, Answering the call for a standard reliability measure for coding
# data, p. 84: 40 newspaper units, 5 observers. The page prints the ordinal alpha (0.7598); the
# nominal one was computed with krippendorff 0.9.0.
HAYES_KRIPPENDORFF_2007 = _units(
    *("112.2", "1101.", "2333.", ".00.0", "000.0", "000.0", "102.1", "1.20.", "222.2", "2111."),
    *(".100.", "0000.", "1222.", "33223", "111.1", "111.1", "212.2", "1233.", "1101.", "000.0"),
    *("0011.", "00.00", "2333.", "0000.", "12.22", "0111.", "00010", "1212.", "1122.", "112.2"),
    *("110.0", "2121.", "22.22", "3222.", "222.2", "223.2", "222.2", "22.12", "2222.", "111.1"),
)

HAYES_KRIPPENDORFF_2007_NOMINAL = 0.476510

FLEISS_1971 = Rated(
    "Fleiss 1971, Measuring nominal scale agreement among many raters, p. 379",
    _units(
        *("444444", "222555", "233335", "555555", "222444", "113333", "333355", "113334"),
        *("114444", "555555", "144444", "124444", "222333", "144444", "224445", "333335"),
        *("111455", "111112", "224444", "133555", "555555", "244444", "224555", "114444"),
        *("144445", "222224", "111155", "224444", "133333", "555555"),
    ),
    percent=0.5556,
)

# The data as DKPro Agreement has them give 0.8324 here and in scikit-learn; 0.8325 is printed.
WARRENS_2010 = Rated(
    "Warrens 2010, Inequalities between multi-rater kappas, p. 284",
    _units(
        *["NNNNNNNN"] * 14,
        *("NNNANNNN", "NNNNNNNA"),
        *["AAAAAAAA"] * 10,
        *("AANAAAAN", "AANAAAAN", "AANANAAN", "AANANANN"),
    ),
    mean_kappa=0.8325,
    digits=3,
)


@dataclass(frozen=True)
class Table:
    """Two coders' contingency table (rows: the first one), with the figures printed."""

    source: str
    counts: list[list[int]]
    percent: float | None = None
    kappa: float | None = None
    digits: int = 3

    def rows(self) -> list[list[int]]:
        """The units that were counted, as two coders' rows."""
        cells = [
            (row, column, number)
            for row, line in enumerate(self.counts)
            for column, number in enumerate(line)
        ]
        return [
            [row for row, _, number in cells for _ in range(number)],
            [column for _, column, number in cells for _ in range(number)],
        ]


TABLES = [
    Table("Cohen 1960, p. 37", [[25, 12, 3], [13, 2, 15], [12, 16, 2]], percent=0.29, digits=2),
    Table(
        "Cohen 1960, p. 45",
        [[88, 14, 18], [10, 40, 10], [2, 6, 12]],
        percent=0.70,
        kappa=0.492,
    ),
    Table("Artstein & Poesio 2008, p. 558", [[20, 10], [20, 50]], percent=0.70, kappa=0.348),
    Table(
        "Artstein & Poesio 2008, p. 568",
        [[46, 0, 0], [6, 32, 6], [0, 0, 10]],
        percent=0.88,
        kappa=0.8013,
        digits=4,
    ),
    Table(
        "Zwick 1988, 1",
        [[20, 0, 0, 5], [0, 10, 15, 0], [0, 15, 10, 0], [5, 0, 0, 20]],
        percent=0.60,
        kappa=0.467,
    ),
    Table(
        "Zwick 1988, 2",
        [[20, 10, 10, 0], [10, 10, 0, 0], [10, 0, 10, 0], [0, 0, 0, 20]],
        percent=0.60,
        kappa=0.444,
    ),
    Table(
        "Zwick 1988, 3",
        [[20, 5, 5, 10], [0, 10, 5, 5], [0, 5, 10, 5], [0, 0, 0, 20]],
        percent=0.60,
        kappa=0.474,
    ),
    Table(
        "Krippendorff 2004, p. 246, left",
        [[12, 9, 9], [9, 14, 9], [9, 9, 20]],
        percent=0.46,
        kappa=0.186,
    ),
    Table(
        "Krippendorff 2004, p. 246, right",
        [[12, 18, 18], [0, 14, 18], [0, 0, 20]],
        percent=0.46,
        kappa=0.258,
    ),
    Table(
        "Agresti 1992",
        [[22, 2, 2, 0], [5, 7, 14, 0], [0, 2, 36, 0], [0, 1, 17, 10]],
        kappa=0.493,
    ),
    Table(
        "Gwet, psychiatric diagnosis, as in irrCAC",
        [[40, 4, 4, 17], [6, 25, 2, 13], [4, 1, 21, 12], [15, 5, 9, 45]],
        kappa=0.432,
    ),
    Table("Gwet, abstractors, as in irrCAC", [[13, 0, 0], [0, 20, 7], [0, 4, 56]], kappa=0.796),
    Table(
        "Wikipedia, Cohen's kappa, the same percent, left", [[45, 15], [25, 15]], 0.60, 0.1304, 4
    ),
    Table(
        "Wikipedia, Cohen's kappa, the same percent, right", [[25, 35], [5, 35]], 0.60, 0.2593, 4
    ),
]

# Feinstein & Cicchetti 1990, High agreement but low kappa: the same percent, another prevalence.
FEINSTEIN_CICCHETTI = (
    Table("Feinstein & Cicchetti 1990, A", [[40, 9], [6, 45]], 0.85, 0.70, 2),
    Table("Feinstein & Cicchetti 1990, B", [[80, 10], [5, 5]], 0.85, 0.32, 2),
)

# Two sets and their MASI distance 1 - J*M (Passonneau 2006), as NLTK computes it. NLTK divides
# by zero on two empty sets; that they are equal is ours.
MASI_PAIRS = [
    ("12", "1234", 2 / 3),
    ("A", "AB", 2 / 3),
    ("AB", "BC", 8 / 9),
    ("A", "B", 1.0),
    ("AB", "AB", 0.0),
    ("", "", 0.0),
    ("A", "", 1.0),
]

# The data of SetAnnotationsTest in DKPro Agreement (dkpro/dkpro-statistics); alpha with the
# distance 1 - J*M as NLTK computes it once empty sets are guarded. DKPro's own "MASI", the
# product of two distances, gives 0.253.
DKPRO_SETS = [
    ("", ""), ("A", ""), ("A", "A"), ("A", "B"), ("AB", "A"),
    ("AB", "AC"), ("ABC", "ABC"), ("C", "AC"), ("C", "AC"),
]  # fmt: skip
DKPRO_SETS_ALPHA = 0.273081
DKPRO_SETS_PERCENT = 1 / 3

# Degenerate tables: what an everyday start of a project looks like.
ONE_VALUE = _rows("111", "111")
ONE_UNIT_AGREED = _rows("1", "1")
ONE_UNIT_DISAGREED = _rows("1", "2")
NO_OVERLAP = _rows("12..", "..12")
ALL_MISSING = _rows("..", "..")
ONE_CODER = _rows("121")
# pln-fing/fast-krippendorff issue 11: one deviating value brings alpha down to chance.
ONE_DEVIATES = _rows("33333", "33333", "33..3", "33331", "3.333")
