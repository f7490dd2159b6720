"""The scores of SemEval-2020 task 11 and SemEval-2023 task 3, from the rules that are published.

Da San Martino et al. 2019, "Fine-Grained Analysis of Propaganda in News Articles",
https://aclanthology.org/D19-1565, section 4: C(s, t, h) = |s & t| / h if s and t have the same
technique, else 0; precision is the sum of C(s, t, |s|) over all pairs in an article, divided by the
number of predicted spans; recall that of C(s, t, |t|), divided by the number of gold spans.
Da San Martino et al. 2020, https://aclanthology.org/2020.semeval-1.186, section 5: for span
identification techniques do not count; technique classification is micro-averaged F1 of labels.
Piskorski et al. 2023, https://aclanthology.org/2023.semeval-1.317: macro-F1 of genres, micro-F1 of
frames and of techniques in paragraphs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from itertools import product

Row = tuple[str, str, int, int]
"""Article, technique, start and end."""


def span_f1(predicted: Iterable[Row], gold: Iterable[Row]) -> float:
    """The score of task FLC: 1.0 if all is as in gold. Spans of one technique must not overlap."""
    ours, theirs = _by_article(predicted), _by_article(gold)
    in_predicted = in_gold = 0.0
    for article, spans in ours.items():
        for (name, start, end), (other, first, last) in product(spans, theirs[article]):
            shared = max(min(end, last) - max(start, first), 0) if name == other else 0
            in_predicted += shared / (end - start)
            in_gold += shared / (last - first)
    precision = in_predicted / max(sum(map(len, ours.values())), 1)
    recall = in_gold / max(sum(map(len, theirs.values())), 1)
    return 2 * precision * recall / (precision + recall) if precision and recall else 0.0


def identification_f1(predicted: Iterable[Row], gold: Iterable[Row]) -> float:
    """The score of task SI: as FLC, with the same technique everywhere."""
    ours = [(article, "", start, end) for article, _, start, end in predicted]
    return span_f1(ours, [(article, "", start, end) for article, _, start, end in gold])


def classification_f1(predicted: Iterable[Row], gold: Iterable[Row]) -> float:
    """The score of task TC: micro-F1 of techniques, those of the same span in the best order."""
    return micro_f1(Counter(predicted), Counter(gold))


def merged(rows: Iterable[Row]) -> list[Row]:
    """Rows whose spans of the same technique that overlap are one, as the scorers merge them."""
    found: list[Row] = []
    for article, name, start, end in sorted(rows, key=lambda one: (one[0], one[1], one[2], one[3])):
        if found and found[-1][:2] == (article, name) and start < found[-1][3]:
            found[-1] = (article, name, found[-1][2], max(end, found[-1][3]))
        else:
            found.append((article, name, start, end))
    return found


def micro_f1(predicted: Counter[Row] | Counter[tuple[str, ...]], gold: Counter) -> float:
    """Micro-averaged F1 of labels of items."""
    right = (predicted & gold).total()
    return 2 * right / ((predicted.total() + gold.total()) or 1)


def macro_f1(predicted: dict[str, str], gold: dict[str, str]) -> float:
    """The mean over classes of the F1 of one class for each item."""
    classes: Collection[str] = {*predicted.values(), *gold.values()}
    return sum(
        micro_f1(
            Counter((one,) for one, name in predicted.items() if name == each),
            Counter((one,) for one, name in gold.items() if name == each),
        )
        for each in classes
    ) / len(classes)


def _by_article(rows: Iterable[Row]) -> defaultdict[str, list[tuple[str, int, int]]]:
    found: defaultdict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for article, name, start, end in rows:
        found[article].append((name, start, end))
    return found
